"""Truncation: what a model leaves out, priced through an input–output table.

    e_i = spend_i × (N_j − Σ of what is covered)        [kgCO2e per reference flow]
    T = I + Σ e,   share_i = e_i / T,   coverage = I / T

I is what the model includes (as the cut-off rules count it), N_j the footprint of a
unit of currency of the sector j that the spend goes to. Items are those of
`scope.excluded`; what they cost and on which sector stands there (`spend`, `sector`),
by a price, a share of costs or any formula. The estimate never enters a footprint: it
says how much is likely to be missing, against the limits of the cut-off criteria
(SD-43).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

import numpy as np

from lcagraph.background.footprints import footprints_of
from lcagraph.background.offers import Offer, find_offer
from lcagraph.background.overlaps import Overlap, is_sector, overlaps, own_gases
from lcagraph.checks.audit import Audit, audit_of
from lcagraph.checks.cut_off import Account, account, limits_of, stated_estimate
from lcagraph.contribution import size_excluding
from lcagraph.displayed import Displayed
from lcagraph.errors import Finding, ModelError, QuantityError, UsageError
from lcagraph.graph.scope import Excluded
from lcagraph.graph.words import ExclusionBasis, Text
from lcagraph.result import Footprint
from lcagraph.units import Unit, conversion
from lcagraph.wording import Language, label
from lcagraph.wording.page import Fact, facts_html, facts_text

UNLINKED = ("E301", "E320")
"""Inputs and wastes without a supplier, where a model waives them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenOff:
    """A purchase of the sector that the model tells itself."""

    by: str
    sector: str
    co2e: float
    """Per reference flow. [kgCO2e]"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Omission:
    """One thing that is left out, with its estimate."""

    id: str
    name: Text
    basis: ExclusionBasis | None
    """None: an input without supplier, which the model waives."""
    spend: float | None = None
    currency: str = ""
    sector: str = ""
    """Name of the sector that the spend goes to."""
    gross: float | None = None
    """Spend × footprint of the sector, before anything is taken off. [kgCO2e]"""
    taken_off: tuple[TakenOff, ...] = ()
    stated: float | None = None
    """What the model estimates itself, if that is kgCO2e or a share of the whole.
    [kgCO2e]"""

    @property
    def priced(self) -> float | None:
        """Estimate through the table, what is covered taken off. [kgCO2e]"""
        if self.gross is None:
            return None
        return self.gross - sum(each.co2e for each in self.taken_off)

    @property
    def estimate(self) -> float | None:
        """The priced one, else the stated one. [kgCO2e]"""
        return self.stated if self.priced is None else self.priced


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Of the rule set or the model: each item, all of them, what is covered. [1]"""

    each: float | None
    total: float | None
    coverage: float | None

    @property
    def is_set(self) -> bool:
        """Whether there is any."""
        return (self.each, self.total, self.coverage) != (None, None, None)


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Truncation(Displayed):
    """What is left out of a footprint, per reference flow."""

    footprint: Footprint
    table: str
    """Name of the input–output table."""
    omissions: tuple[Omission, ...]
    account: Account
    """Included, and what is left out with the basis `cut_off`."""
    limits: Limits
    findings: tuple[Finding, ...]
    """What could not be priced, and why."""

    @property
    def missing(self) -> float:
        """Σ e / T: estimated share of the footprint that is missing. [1]"""
        return float(self.account.left_out_share)

    @property
    def coverage(self) -> float:
        """I / T. [1]"""
        return float(self.account.coverage)

    @property
    def unpriced(self) -> tuple[Omission, ...]:
        """What counts, but has neither price nor estimate."""
        return tuple(
            each
            for each in self.omissions
            if each.basis in ("cut_off", None) and each.estimate is None
        )

    def share(self, omission: Omission) -> float | None:
        """Share of one item in the whole; None where it is not estimated. [1]"""
        whole = float(self.account.whole)
        if omission.estimate is None or not whole:
            return None
        return abs(omission.estimate) / whole

    @property
    def too_large(self) -> tuple[Omission, ...]:
        """Items at or beyond the limit of a single one."""
        limit = self.limits.each
        if limit is None:
            return ()
        return tuple(
            each
            for each in self.omissions
            if each.basis == "cut_off" and (self.share(each) or 0.0) >= limit - 1e-9
        )

    @property
    def is_within(self) -> bool | None:
        """Whether all limits are kept.

        None: something has no estimate yet, or no limits are set.
        """
        if not self.limits.is_set:
            return None
        total, least = self.limits.total, self.limits.coverage
        if self.too_large or (total is not None and self.missing > total + 1e-9):
            return False
        if least is not None and self.coverage < least - 1e-9:
            return False
        return None if self.unpriced else True

    def __repr__(self) -> str:
        return facts_text(self._title("en"), self._facts("en"))

    def to_html(self, lang: Language = "en") -> str:
        """The estimate as a table."""
        return facts_html(self._title(lang), self._facts(lang))

    def _title(self, lang: Language) -> str:
        return label("truncation.title", lang).format(table=self.table)

    def _facts(self, lang: Language) -> Iterator[Fact]:
        for each in self.omissions:
            share = self.share(each)
            yield each.name.get(lang), "–" if share is None else f"{share:.2%}"
        yield label("truncation.missing", lang), f"{self.missing:.2%}"
        yield label("truncation.coverage", lang), f"{self.coverage:.2%}"


def truncation(footprint: Footprint, table: str = "") -> Truncation:
    """An estimate of what a footprint leaves out.

    Parameters
    ----------
    footprint : Footprint
    table : str, optional
        Name of a stored input–output table; sectors that name no table are its.

    Raises
    ------
    ModelError
        A sector that is none or can't be found (E087 …, E598, E581, E583), a spend in
        another currency or of another year (E436).
    UsageError
        E588: nothing is left out that could be estimated. E589: the estimates that the
        model states as shares add to 100 % or more. A table is missing or damaged.
    """
    audit = audit_of(footprint.prepared, footprint.numbers, footprint.rows)
    pricing = _Pricing(audit, table)
    excluded = audit.system.scope.excluded
    found = [pricing.omission(id_, one) for id_, one in excluded.items()]
    found += _unlinked(footprint)
    if any(finding.is_fatal for finding in pricing.findings):
        raise ModelError(pricing.findings)
    if not found:
        raise UsageError(Finding(code="E588", values={"table": table or "NAME"}))
    try:
        whole = _account(audit, found)
    except ValueError:
        raise UsageError(Finding(code="E589")) from None
    each, total, coverage = limits_of(audit)
    return Truncation(
        footprint=footprint,
        table=pricing.tables or table,
        omissions=tuple(_with_shares(audit, found, whole)),
        account=whole,
        limits=Limits(each=each, total=total, coverage=coverage),
        findings=tuple(pricing.findings),
    )


def _account(audit: Audit, found: Iterable[Omission]) -> Account:
    """Included, and what is left out: priced where that is possible."""
    absolute: dict[str, float | Fraction] = {}
    relative: dict[str, float | Fraction] = {}
    for one in found:
        if one.basis != "cut_off":
            continue
        stated = stated_estimate(audit, one.id)
        if one.priced is not None:
            absolute[one.id] = one.priced
        elif stated is not None:
            value, is_share = stated
            (relative if is_share else absolute)[one.id] = value
    included = size_excluding(audit.prepared, audit.rows)
    return account(included, absolute, relative)


def _with_shares(
    audit: Audit, found: Iterable[Omission], whole: Account
) -> Iterator[Omission]:
    """Omissions with what the model states of them, shares as kilograms."""
    for one in found:
        known = stated_estimate(audit, one.id) if one.basis is not None else None
        if known is None:
            yield one
            continue
        value, is_share = known
        stated = value * float(whole.whole) if is_share else value
        yield replace(one, stated=stated)


def _unlinked(footprint: Footprint) -> Iterator[Omission]:
    """Inputs and wastes without a supplier: nobody knows what they carry."""
    for finding in footprint.findings:
        if finding.code in UNLINKED and finding.waived is not None:
            row = finding.at.removesuffix(".from").removesuffix(".to")
            name = row.rpartition(".")[2]
            yield Omission(id=row, name=Text(name, name), basis=None)


class _Pricing:
    """Prices what a model leaves out, and collects what can't be priced."""

    def __init__(self, audit: Audit, table: str) -> None:
        self.audit, self.table = audit, table
        self.findings: list[Finding] = []
        self._used: dict[str, None] = {}
        origin = audit.system.origin
        self.near: Path | None = origin.folder if origin is not None else None

    @property
    def tables(self) -> str:
        """Tables that priced something."""
        return ", ".join(self._used)

    def omission(self, id_: str, one: Excluded) -> Omission:
        """One item of `scope.excluded`, priced if it says how."""
        at = f"scope.excluded.{id_}"
        plain = Omission(id=id_, name=one.name, basis=one.basis)
        spent = self.audit.term(f"{at}.spend")
        if spent is None:
            if one.sector is not None:
                self._tell("W590", f"{at}.sector", item=id_)
            return plain
        if one.sector is None:
            if one.basis == "cut_off":  # wages are no purchase: nothing is to be priced
                self._tell("W591", f"{at}.spend", item=id_)
            return plain
        offer = self._offer(one.sector, f"{at}.sector")
        amount = self._in_currency(spent, offer, f"{at}.spend")
        if offer is None or amount is None:
            return plain
        self._used[offer.database.name] = None
        covered, told = overlaps(offer, one.covered or {}, f"{at}.covered")
        self.findings += told
        return replace(
            plain,
            spend=amount,
            currency=offer.unit.symbol,
            sector=offer.activity.name,
            gross=amount * self._intensity(offer.gases),
            taken_off=tuple(self._taken_off(each, amount) for each in covered),
        )

    def _taken_off(self, one: Overlap, amount: float) -> TakenOff:
        gases = own_gases(one.offer) if one.is_direct else one.offer.gases
        return TakenOff(
            by=one.by,
            sector="" if one.is_direct else one.offer.activity.name,
            co2e=amount * one.per_unit * self._intensity(gases),
        )

    def _offer(self, text: str, at: str) -> Offer | None:
        """The sector that a text names, in the table or with its own."""
        begins = f"{self.table}/"
        named = not self.table or text.startswith(begins)
        found = find_offer(text if named else begins + text, at, self.near)
        if isinstance(found, Finding):
            self.findings.append(found)
            return None
        if not is_sector(found):
            self._tell("E598", at, dataset=found.activity.name, unit=found.unit.symbol)
            return None
        return found

    def _in_currency(
        self, spent: tuple[float, Unit], offer: Offer | None, at: str
    ) -> float | None:
        """The spend in the currency and year of the table, or None with a finding."""
        if offer is None:
            return None
        value, unit = spent
        try:
            return value * conversion(unit, offer.unit)
        except QuantityError as error:
            self.findings.append(error.at(at))
            return None

    def _intensity(self, gases: Mapping[str, float]) -> float:
        """Footprint of a unit of a sector by the model's GWP set. [kgCO2e/unit]"""
        row = np.array([[*gases.values()]])
        gwp = self.audit.system.scope.gwp
        return float(footprints_of(row, tuple(gases), gwp)[0])

    def _tell(self, code: str, at: str, **values: object) -> None:
        self.findings.append(Finding(code=code, at=at, values=values))
