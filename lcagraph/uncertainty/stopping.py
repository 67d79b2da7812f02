"""When to stop drawing: as soon as what is asked for is known precisely enough."""

from __future__ import annotations

import math
from dataclasses import dataclass
from numbers import Integral, Real

import numpy as np

from lcagraph.errors import Finding, UsageError
from lcagraph.uncertainty.statistics import CONFIDENCE, Floats, summarise

FEWEST = 1_000
"""Draws before the first look: a spread estimated from fewer decides nothing."""

GROWTH = 1.25
"""Draws from one look to the next. Every look is one more chance to stop too early by
luck; a few dozen of them up to a million draws cost next to no coverage."""

TAILS = (2.5, 97.5)
"""Percentiles that must be known, too. [%]"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Precision:
    """How precisely mean and tails of a footprint must be known to stop drawing.

    Stop as soon as the interval of the mean is at most ± `mean`, and those of the 2.5
    and the 97.5 % percentile are at most ± `percentiles`, each as a share of the |mean|
    and with the stated confidence, for every model of the run.
    """

    mean: float = 0.01
    """Half-width of the interval of the mean over the |mean|. [1]"""
    percentiles: float = 0.02
    """Half-width of the intervals of the percentiles over the |mean|. [1]"""
    confidence: float = CONFIDENCE

    def __post_init__(self) -> None:
        for name in ("mean", "percentiles"):
            value = getattr(self, name)
            if not _is_number(value) or not 0 < value < math.inf:
                raise _impossible(f"until.{name}", value)
        if not is_share(self.confidence):
            raise _impossible("until.confidence", self.confidence)


def is_share(value: object) -> bool:
    """Whether a setting is a number between 0 and 1."""
    return _is_number(value) and 0 < float(value) < 1  # type: ignore[arg-type]


def is_whole(value: object, *, least: int) -> bool:
    """Whether a setting is a whole number, and large enough; 1e4 and True are none."""
    if isinstance(value, bool) or not isinstance(value, Integral):
        return False
    return int(value) >= least


def _is_number(value: object) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool)


def _impossible(name: str, value: object) -> UsageError:
    return UsageError(Finding(code="E540", values={"name": name, "value": repr(value)}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """What precision some draws have. [both: share of the |mean|]"""

    mean: float
    percentiles: float

    def satisfies(self, wanted: Precision) -> bool:
        """Whether drawing may stop."""
        return self.mean <= wanted.mean and self.percentiles <= wanted.percentiles


def reached(totals: Floats, confidence: float = CONFIDENCE) -> Reached:
    """Precision of mean and tails: the worst of all models.

    Parameters
    ----------
    totals : ndarray, shape (names, n)
        Footprints; a draw without one is NaN. [kgCO2e]
    confidence : float
        Of the intervals. [1]
    """
    means, tails = [0.0], [0.0]
    for row in totals:
        draws = row[np.isfinite(row)]
        if len(draws) < 2:
            return Reached(mean=math.inf, percentiles=math.inf)
        found = summarise(draws, confidence)
        means.append(_share(found.mean_interval.half_width, found.mean))
        tails += [
            _share(found.percentiles[p].interval.half_width, found.mean) for p in TAILS
        ]
    return Reached(mean=max(means), percentiles=max(tails))


def _share(width: float, mean: float) -> float:
    if width == 0:
        return 0.0
    return width / abs(mean) if mean else math.inf


def next_look(n: int) -> int:
    """Draws at which precision is looked at again after n draws."""
    return max(FEWEST, math.ceil(n * GROWTH))
