"""Data quality ratings (DQR) of PACT and of the Environmental Footprint method.

    DQR_c = Σ r_ic × |e_i| / Σ |e|        for each criterion c
    DQR   = (DQR_Te + DQR_Ti + DQR_G [+ DQR_P]) / 3 [or 4]

with r_ic from 1 (best) to 5. PACT reports the three criteria side by side, as means
weighted by the footprint without biogenic uptake; the Environmental Footprint method
adds precision and takes the mean of all four, of which it reads the level.

What is rated is what stands for something else: of a source that draws on a factor the
factor, and if the card of its activity datum has a rating too, the mean of both; of a
gas that is measured the datum. A rating that is missing is not derived from a year or
a region: the matrices of PACT, TfS and PEF disagree on the limits.

References
----------
PACT data model 3.0.3, `DataQualityIndicators`: ratings from 1 to 5, weighted average
of all inputs. Recommendation (EU) 2021/2279, annex I: the four criteria, their mean,
and its levels (1.5, 2, 3, 4); read from secondary sources.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from lcagraph.data_quality.scores import DECIMALS
from lcagraph.data_quality.sources import EmissionSource, shares_of
from lcagraph.graph.evidence import DataCard

CRITERIA = ("technological", "temporal", "geographical")
"""Criteria of PACT; the fourth one of PEF joins them where it is stated."""
PRECISION = "precision"

LEVEL_UP_TO = ((1.5, "excellent"), (2.0, "very_good"), (3.0, "good"), (4.0, "fair"))
"""Largest rating and its level; above all of them: poor."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratings:
    """Ratings of all sources of a footprint, and their weighted means."""

    sources: tuple[EmissionSource, ...]

    @property
    def shares(self) -> tuple[Fraction, ...]:
        """Weight of each source. [1]"""
        return shares_of(source.emission for source in self.sources)

    @property
    def criteria(self) -> tuple[str, ...]:
        """The three of PACT, and precision if anything states it."""
        is_stated = any(rating_of(s, PRECISION) is not None for s in self.sources)
        return (*CRITERIA, PRECISION) if is_stated else CRITERIA

    def coverage(self, criterion: str) -> Fraction:
        """Share of the emissions whose rating is stated. [1]"""
        pairs = zip(self.sources, self.shares, strict=True)
        return sum(
            (share for s, share in pairs if rating_of(s, criterion) is not None),
            Fraction(0),
        )

    def of_rated(self, criterion: str) -> Fraction | None:
        """Mean of what is rated; None if nothing is. Not the rating of the whole."""
        total, weight = Fraction(0), Fraction(0)
        for source, share in zip(self.sources, self.shares, strict=True):
            rating = rating_of(source, criterion)
            if rating is not None:
                total, weight = total + rating * share, weight + share
        return total / weight if weight else None

    def value(self, criterion: str) -> Fraction | None:
        """Weighted mean; None if a source that weighs anything has no rating. [1]"""
        is_whole = self.coverage(criterion) == 1
        return self.of_rated(criterion) if is_whole else None

    @property
    def overall(self) -> Fraction | None:
        """Mean of the criteria; None if one of them has no value. [1]"""
        values = [self.value(criterion) for criterion in self.criteria]
        known = [value for value in values if value is not None]
        if len(known) < len(values):
            return None
        return sum(known, Fraction(0)) / len(known)

    @property
    def level(self) -> str | None:
        """Level of the overall rating, `excellent` to `poor`."""
        return None if self.overall is None else rating_level(self.overall)

    @property
    def is_begun(self) -> bool:
        """Whether anything is rated at all."""
        return any(
            rating_of(source, criterion) is not None
            for source in self.sources
            for criterion in (*CRITERIA, PRECISION)
        )

    def missing(self, source: EmissionSource) -> tuple[str, ...]:
        """Criteria of which a source has no rating."""
        return tuple(c for c in self.criteria if rating_of(source, c) is None)


def rating_level(rating: Fraction | float) -> str:
    """Level of an overall rating: up to 1.5 excellent, 2 very good, 3 good, 4 fair.

    Raises
    ------
    ValueError
        No rating: below 1 or above 5.
    """
    rounded = round(Fraction(rating), DECIMALS)
    if not 1 <= rounded <= 5:
        raise ValueError(f"ratings lie between 1 and 5, not at {float(rating):.6g}")
    return next((level for most, level in LEVEL_UP_TO if rounded <= most), "poor")


def rating_of(source: EmissionSource, criterion: str) -> Fraction | None:
    """Rating of one source by one criterion; None if it is not stated. [1]"""
    stated = [_stated(card, criterion) for card in source.cards]
    known = [rating for rating in stated if rating is not None]
    datum = max(known) if len(known) == len(stated) else None
    if source.is_measured:
        return datum
    factor = _stated(source.factor_card, criterion)
    if factor is None or datum is None:
        return factor
    return (factor + datum) / 2


def _stated(card: DataCard | None, criterion: str) -> Fraction | None:
    rating = card.dqr if card is not None else None
    stated = getattr(rating, criterion) if rating is not None else None
    return None if stated is None else Fraction(stated)


def ratings_of(sources: Sequence[EmissionSource]) -> Ratings:
    """Ratings of sources that were told apart already."""
    return Ratings(sources=tuple(sources))
