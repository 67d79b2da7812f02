"""Share of a footprint that rests on primary data.

    share = Σ p_i × |e_i| / Σ |e|

with p_i = 1 if source i is primary. A source has two data, its activity datum and its
factor; which of them has to be primary depends on the rule set:

- `pact-3`: both. Of a supplier's figure that comes with a share of its own
  (`primary_share`), that share counts.
- `gbt24067-cq`, `iso14067`: the activity datum (Chongqing guide 一(4): site-specific
  data are a part of primary data, which may be from a comparable system).
- `sd-2023`: the activity datum, and never downstream (Shandong guide 6.7.3).

All three shares are told, since readers of one report follow another rule set. A factor
is primary if its card says so, or by its class: measured, of the same process, or of
the supplier; under PACT not that of another system (`process`). What is not told is not
primary, and its share is named.

References
----------
PACT data model 3.0.3, `primaryDataShare`: share of primary data in the footprint
without biogenic uptake. That both data count there is our reading, the strictest one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from lcagraph.checks.data_kinds import DOWNSTREAM
from lcagraph.data_quality.sources import EmissionSource, shares_of
from lcagraph.graph.words import FactorClass, RuleSet

PRIMARY_ORIGINS = ("site", "primary")
_PRIMARY_CLASSES: tuple[FactorClass, ...] = ("measured", "process", "supplier")


@dataclass(frozen=True, slots=True, kw_only=True)
class PrimaryData:
    """How much of the emissions rests on primary data."""

    sources: tuple[EmissionSource, ...]
    rule_set: RuleSet

    @property
    def activity(self) -> Fraction | None:
        """Share whose activity datum is primary; None if nothing is emitted. [1]"""
        return self._share(self.activity_part)

    @property
    def factor(self) -> Fraction | None:
        """Share whose factor is primary. [1]"""
        return self._share(self.factor_part)

    @property
    def both(self) -> Fraction | None:
        """Share of which both are primary. [1]"""
        return self._share(self._both_part)

    @property
    def headline(self) -> Fraction | None:
        """The share as the model's rule set has it. [1]"""
        return self.both if self.rule_set == "pact-3" else self.activity

    @property
    def unknown(self) -> Fraction | None:
        """Share of which nobody says whether one of its data is primary. [1]"""
        return self._share(lambda source: None if self.is_known(source) else 1)

    def is_known(self, source: EmissionSource) -> bool:
        """Whether activity datum and factor are told to be primary or not."""
        known = (self.activity_part(source), self.factor_part(source))
        return None not in known

    def activity_part(self, source: EmissionSource) -> Fraction | int | None:
        """1 if the activity datum is primary, 0 if not; None: not told."""
        origins = [card.origin if card is not None else None for card in source.cards]
        if None in origins:
            return None
        if self.rule_set == "sd-2023" and source.stage in DOWNSTREAM:
            return 0
        return int(all(origin in PRIMARY_ORIGINS for origin in origins))

    def factor_part(self, source: EmissionSource) -> Fraction | int | None:
        """Part of the factor that is primary, 0 to 1; None: not told."""
        if source.is_measured:
            return self.activity_part(source)
        if source.column is not None:
            factor = source.column.factor
            if factor.primary_share is not None:
                return Fraction(factor.primary_share)
            if factor.data is not None and factor.data.origin is not None:
                return int(factor.data.origin in PRIMARY_ORIGINS)
        class_ = source.factor_class
        if class_ is None:
            return None
        if class_ == "process" and self.rule_set == "pact-3":
            return 0
        return int(class_ in _PRIMARY_CLASSES)

    def _both_part(self, source: EmissionSource) -> Fraction | int | None:
        activity, factor = self.activity_part(source), self.factor_part(source)
        return None if activity is None or factor is None else activity * factor

    def _share(
        self, part_of: Callable[[EmissionSource], Fraction | int | None]
    ) -> Fraction | None:
        return weighted(self.sources, part_of)


def weighted(
    sources: Sequence[EmissionSource],
    part_of: Callable[[EmissionSource], Fraction | int | None],
) -> Fraction | None:
    """Σ part × |e| / Σ |e|, with 0 for what is not told; None if nothing is emitted."""
    shares = shares_of(source.emission for source in sources)
    if not any(shares):
        return None
    parts: Iterable[Fraction | int] = (part_of(source) or 0 for source in sources)
    return sum(
        (share * part for share, part in zip(shares, parts, strict=True)), Fraction(0)
    )
