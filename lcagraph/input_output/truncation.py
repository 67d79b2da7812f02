"""Truncation: what a model leaves out, priced through an input–output table.

    e_i = spend_i × (N_j − Σ of what is covered)        [kgCO2e per reference flow]
    T = I + Σ e,   share_i = e_i / T,   coverage = I / T

I is what the model includes (as the cut-off rules count it), N_j the footprint of a
unit of currency of the sector j that the spend goes to. Items are those of
`scope.excluded`, each with what it costs and on which sector (`spend`, `sector`), by a
price, a share of costs or any formula; and inputs and wastes without supplier, with
their `price` and `sector`. The estimate never enters a footprint: it says how much is
likely to be missing, against the limits of the cut-off criteria (SD-43).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from lcagraph.checks.audit import Audit, audit_of
from lcagraph.checks.cut_off import Account, account, limits_of, stated_estimate
from lcagraph.contribution import size_excluding
from lcagraph.displayed import Displayed
from lcagraph.errors import Finding, ModelError, UsageError
from lcagraph.input_output.omissions import Omission, Pricing
from lcagraph.result import Footprint
from lcagraph.wording import Language, label
from lcagraph.wording.page import Fact, facts_html, facts_text


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
    """Included, and what is missing: left out with the basis `cut_off`, or unlinked."""
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
            each for each in self.omissions if each.is_missing and each.estimate is None
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
            if each.is_missing and (self.share(each) or 0.0) >= limit - 1e-9
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
        A sector that is none or can't be found (E087 …, E598, E581, E583), a spend or
        price in another currency or of another year (E436).
    UsageError
        E588: nothing is left out that could be estimated. E589: the estimates that the
        model states as shares add to 100 % or more. A table is missing or damaged.
    """
    audit = audit_of(footprint.prepared, footprint.numbers, footprint.rows)
    pricing = Pricing(audit, table)
    found = pricing.omissions(footprint.findings)
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
        if not one.is_missing:
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
