"""Two sides draw by draw: how likely one is lower, and how the difference spreads.

Sides share the draws of the numbers that they share. What is uncertain in both alike
cancels out of the difference; comparing two separate histograms would hide that.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from lcagraph.arrays import Floats
from lcagraph.charts import Caption, paired_difference, paired_difference_text
from lcagraph.displayed import Displayed
from lcagraph.drawing.image import image_html
from lcagraph.drawing.shapes import Drawing
from lcagraph.drawing.svg import to_svg
from lcagraph.uncertainty.statistics import (
    Interval,
    Summary,
    probability_interval,
    summarise,
)
from lcagraph.uncertainty.words import bounds, chance, percentile_label, share_text
from lcagraph.wording import Language, label
from lcagraph.wording.page import UNDEFINED, Fact, facts_html, facts_text, significant

TIE = 1e-12
"""Footprints that differ by less, relative to the larger, are the same number: their
difference is rounding, whose sign says nothing."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Paired(Displayed):
    """One side beside the base, on the same draws."""

    base: str
    name: str
    per: str
    differences: Floats
    """name − base in each draw that both have a footprint in; 0 for ties. [kgCO2e]"""
    as_written: float
    """Difference without any uncertainty. [kgCO2e]"""
    lower: int
    """Draws in which `name` is lower."""
    equal: int
    """Draws in which both are the same number."""
    probability_interval: Interval
    """Clopper–Pearson interval of `probability_lower`. [1]"""
    difference: Summary
    """Of the differences. [kgCO2e]"""
    correlation: float | None
    """Of both footprints over the draws; None: one of them is certain. [1]"""

    @property
    def n(self) -> int:
        """Draws that both sides have a footprint in."""
        return len(self.differences)

    @property
    def probability_lower(self) -> float:
        """Share of draws in which `name` has the lower footprint. [1]"""
        return self.lower / self.n

    @property
    def probability_equal(self) -> float:
        """Share of draws in which both have the same footprint. [1]"""
        return self.equal / self.n

    @property
    def probability_higher(self) -> float:
        """Share of draws in which `name` has the higher footprint. [1]"""
        return (self.n - self.lower - self.equal) / self.n

    @property
    def chance(self) -> str:
        """How likely `name` is lower, with the interval."""
        return chance(self.probability_lower, self.probability_interval)

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        interval = self.probability_interval
        return {
            "base": self.base,
            "name": self.name,
            "n": self.n,
            "probability_lower": self.probability_lower,
            "probability_lower_interval": [interval.low, interval.high],
            "probability_equal": self.probability_equal,
            "probability_higher": self.probability_higher,
            "correlation": self.correlation,
            "difference": {
                "as_written": self.as_written,
                **summary_dict(self.difference),
            },
        }

    def facts(self, lang: Language) -> Iterator[Fact]:
        """What a reader asks first, a line each."""
        found = self.difference
        yield label("mc.lower", lang), self.chance
        if self.equal:
            yield label("mc.equal", lang), share_text(self.probability_equal)
        unit = "kgCO2e"
        mean = f"{significant(found.mean)} {bounds(found.mean_interval)} {unit}"
        yield label("mc.difference", lang), mean
        yield label("mc.sd", lang), f"{significant(found.sd)} {unit}"
        for percent in (2.5, 50.0, 97.5):
            one = found.percentiles[percent]
            text = f"{significant(one.value)} {bounds(one.interval)} {unit}"
            yield percentile_label(percent, lang), text
        shown = UNDEFINED if self.correlation is None else f"{self.correlation:.3f}"
        yield label("mc.correlation", lang), shown

    def _title(self, lang: Language) -> str:
        text = label("mc.paired_title", lang)
        return text.format(
            name=self.name, base=self.base, per=self.per, n=f"{self.n:,}"
        )

    def to_svg(self, lang: Language = "zh") -> str:
        """The differences as a histogram, told apart at zero."""
        return to_svg(self.drawing(lang))

    def drawing(self, lang: Language = "zh") -> Drawing:
        """The same as a drawing, which PDF and PNG are written from."""
        return paired_difference.drawing(
            self.differences,
            self._caption(lang),
            names=(self.name, self.base),
            chance=self.chance,
            equal=self.probability_equal,
        )

    def to_chart(self, lang: Language = "zh", *, width: int = 80) -> str:
        """The same as lines of text, for a terminal."""
        return paired_difference_text(
            self.differences,
            self._caption(lang),
            names=(self.name, self.base),
            chance=self.chance,
            equal=self.probability_equal,
            width=width,
        )

    def _caption(self, lang: Language) -> Caption:
        return Caption(title=self._title(lang), unit="kgCO2e", lang=lang)

    def to_text(self, lang: Language = "en") -> str:
        """A title and a line per fact."""
        return facts_text(self._title(lang), self.facts(lang))

    def __repr__(self) -> str:
        return self.to_text("en")

    def to_html(self, lang: Language = "en") -> str:
        """Its facts, with the picture of the differences."""
        return facts_html(self._title(lang), self.facts(lang)) + image_html(
            self.to_svg(lang)
        )


def pair(
    names: tuple[str, str],
    totals: tuple[Floats, Floats],
    written: tuple[float, float],
    *,
    per: str,
    confidence: float,
) -> Paired:
    """Compare two sides draw by draw.

    Parameters
    ----------
    names : tuple of str
        Base, other.
    totals : tuple of ndarray, shape (n,)
        Their footprints; NaN where a draw has none. [kgCO2e]
    written : tuple of float
        Their footprints without uncertainty. [kgCO2e]
    per : str
        What a footprint is per.
    confidence : float
        Of each interval. [1]
    """
    both = np.isfinite(totals[0]) & np.isfinite(totals[1])
    base, other = totals[0][both], totals[1][both]
    differences = other - base
    is_tie = np.abs(differences) <= TIE * np.maximum(np.abs(base), np.abs(other))
    differences[is_tie] = 0.0
    lower = int(np.count_nonzero(differences < 0))
    return Paired(
        base=names[0],
        name=names[1],
        per=per,
        differences=differences,
        as_written=written[1] - written[0],
        lower=lower,
        equal=int(np.count_nonzero(is_tie)),
        probability_interval=probability_interval(lower, len(base), confidence),
        difference=summarise(differences, confidence, scale=_scale(base, other)),
        correlation=_correlation(base, other),
    )


def _scale(base: Floats, other: Floats) -> float:
    return max(float(np.abs(base).max()), float(np.abs(other).max()))


def _correlation(first: Floats, second: Floats) -> float | None:
    if min(np.ptp(first), np.ptp(second)) <= TIE * np.abs(first).max(initial=0.0):
        return None
    return float(np.corrcoef(first, second)[0, 1])


def summary_dict(found: Summary) -> dict[str, Any]:
    """A summary as plain data."""
    return {
        "n": found.n,
        "mean": found.mean,
        "mean_interval": _pair(found.mean_interval),
        "sd": found.sd,
        "se": found.se,
        "cv": found.cv,
        "gsd": found.gsd,
        "percentiles": _percentiles(found),
    }


def _percentiles(found: Summary) -> Mapping[str, Any]:
    return {
        f"{percent:g}": {"value": one.value, "interval": _pair(one.interval)}
        for percent, one in found.percentiles.items()
    }


def _pair(interval: Interval) -> list[float | None]:
    return [interval.low, interval.high]
