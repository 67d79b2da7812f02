"""Cut-off: 1 % each, 5 % in all, 95 % covered, of the whole with its estimates.

    T = I + Σ e,   share of item i = e_i / T  (< 1 %),   Σ e / T  (≤ 5 %),
    coverage = I / T  (≥ 95 %)

I: what is included, as the sum of absolute values per exchange with biogenic CO2 taken
out, so that a credit can't hide an omission; e: the estimates of what is left out with
the basis `cut_off`. An estimate given as a share p of the footprint is p T; one in
kgCO2e is per reference flow. So T = (I + Σ kg) / (1 − Σ p).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from lcagraph.checks.audit import KILOGRAM, Audit
from lcagraph.checks.rules import CUT_OFF_LIMITS
from lcagraph.compile.exclusions import LIMITS
from lcagraph.contribution import size_excluding
from lcagraph.errors import Finding
from lcagraph.units import DIMENSIONLESS, conversion

ROUNDING = Fraction(1, 10**9)
"""Percentages are compared after rounding to nine decimals: 1 % is typed in decimals
and computed in binary."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What is included, and what is left out by the cut-off criteria."""

    included: Fraction
    """[kgCO2e]"""
    left_out: Mapping[str, Fraction]
    """Estimate per item. [kgCO2e]"""

    @property
    def whole(self) -> Fraction:
        """Included and left out. [kgCO2e]"""
        return self.included + sum(self.left_out.values())

    @property
    def shares(self) -> Mapping[str, Fraction]:
        """Share of each item in the whole. [1]"""
        whole = self.whole or Fraction(1)
        return {id_: estimate / whole for id_, estimate in self.left_out.items()}

    @property
    def left_out_share(self) -> Fraction:
        """[1]"""
        return sum(self.shares.values(), Fraction(0))

    @property
    def coverage(self) -> Fraction:
        """Included share of the whole (SD-34). [1]"""
        return 1 - self.left_out_share


def account(
    included: float | Fraction,
    absolute: Mapping[str, float | Fraction],
    relative: Mapping[str, float | Fraction] | None = None,
) -> Account:
    """The whole from what is included and the estimates of what is not.

    Parameters
    ----------
    included : number
        Σ |exchange| of what is included. [kgCO2e]
    absolute : mapping
        Estimates per reference flow; their absolute values count. [kgCO2e]
    relative : mapping, optional
        Estimates as shares of the whole; they add to less than one. [1]

    Raises
    ------
    ValueError
        The shares leave nothing for what is included.
    """
    shares = {id_: abs(Fraction(p)) for id_, p in (relative or {}).items()}
    rest = 1 - sum(shares.values(), Fraction(0))
    if rest <= 0:
        raise ValueError("the estimated shares add to one or more")
    kilograms = {id_: abs(Fraction(e)) for id_, e in absolute.items()}
    whole = (abs(Fraction(included)) + sum(kilograms.values())) / rest
    left_out = kilograms | {id_: p * whole for id_, p in shares.items()}
    return Account(included=abs(Fraction(included)), left_out=left_out)


def droppable(
    estimates: Mapping[str, float | Fraction],
    *,
    each: Fraction = Fraction(1, 100),
    total: Fraction = Fraction(5, 100),
) -> tuple[str, ...]:
    """Items that may be left out together: each below `each`, all within `total`.

    Smallest first, which leaves out as many as possible. [estimates in one unit]
    """
    sizes = {id_: abs(Fraction(e)) for id_, e in estimates.items()}
    whole = sum(sizes.values(), Fraction(0))
    chosen: list[str] = []
    left_out = Fraction(0)
    for id_, size in sorted(sizes.items(), key=lambda item: item[1]):
        if size < each * whole and left_out + size <= total * whole:
            chosen.append(id_)
            left_out += size
    return tuple(chosen)


def check_cut_off(audit: Audit) -> Iterable[Finding]:
    """Exclusions without estimate, or beyond the limits of the rule set."""
    items = {
        id_: excluded
        for id_, excluded in audit.system.scope.excluded.items()
        if excluded.basis == "cut_off"
    }
    for id_, excluded in items.items():
        if excluded.estimate is None:
            at = f"scope.excluded.{id_}"
            yield from audit.tell("cut_off_estimate", at, item=id_)
    try:
        found = account_of(audit)
    except ValueError:
        values = {"left_out": "≥ 100%", "limit": "—"}
        yield from audit.tell("cut_off_total", "scope.excluded", **values)
        return
    if items:
        yield from _beyond(audit, found)


def account_of(audit: Audit) -> Account:
    """The account of a model.

    Raises
    ------
    ValueError
        Its estimated shares add to one or more.
    """
    included = size_excluding(audit.prepared, audit.rows)
    absolute: dict[str, float | Fraction] = {}
    relative: dict[str, float | Fraction] = {}
    for id_, excluded in audit.system.scope.excluded.items():
        estimate = stated_estimate(audit, id_)
        if excluded.basis == "cut_off" and estimate is not None:
            value, is_share = estimate
            (relative if is_share else absolute)[id_] = value
    return account(included, absolute, relative)


def stated_estimate(audit: Audit, item: str) -> tuple[float, bool] | None:
    """What the model estimates of an excluded item, and whether as a share.

    [1] for a share of the whole, else [kgCO2e] per reference flow.
    """
    return _share_or_mass(audit, f"scope.excluded.{item}.estimate")


def _share_or_mass(audit: Audit, path: str) -> tuple[float, bool] | None:
    """Value of a term, and whether it is a share; None: the model has no such term.

    Compiling has refused whatever is neither a share nor kgCO2e.
    """
    known = audit.term(path)
    if known is None:
        return None
    value, unit = known
    is_share = unit.dimension == DIMENSIONLESS.dimension
    target = DIMENSIONLESS if is_share else KILOGRAM
    return value * conversion(unit, target), is_share


def limits_of(audit: Audit) -> tuple[float | None, float | None, float | None]:
    """Each, total and coverage: the model's own, else those of the rule set."""
    preset = CUT_OFF_LIMITS.get(audit.system.scope.rule_set, (None, None, None))
    own = [_share_or_mass(audit, f"scope.cut_off.{key}") for key in LIMITS]
    each, total, coverage = (
        known[0] if known is not None else usual
        for known, usual in zip(own, preset, strict=True)
    )
    return each, total, coverage


def _beyond(audit: Audit, found: Account) -> Iterable[Finding]:
    each, total, coverage = limits_of(audit)
    for id_, share in found.shares.items():
        if each is not None and share >= Fraction(each) - ROUNDING:
            at = f"scope.excluded.{id_}.estimate"
            values = {"item": id_, "share": _percent(share)}
            values["limit"] = _percent(Fraction(each))
            yield from audit.tell_value("cut_off_each", at, **values)
    if total is not None and found.left_out_share > Fraction(total) + ROUNDING:
        values = {"left_out": _percent(found.left_out_share)}
        values["limit"] = _percent(Fraction(total))
        yield from audit.tell("cut_off_total", "scope.excluded", **values)
    if coverage is not None and found.coverage < Fraction(coverage) - ROUNDING:
        values = {"coverage": _percent(found.coverage)}
        values["limit"] = _percent(Fraction(coverage))
        yield from audit.tell("coverage", "scope.excluded", **values)


def _percent(share: Fraction) -> str:
    return f"{float(share) * 100:.4g} %"
