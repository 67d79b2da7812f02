"""What a sample says of a distribution, and how sure it is of it.

Nothing here assumes a shape: intervals of percentiles are order statistics, those of
probabilities are exact, and only the mean leans on the central limit theorem, by the t
of Student: with few draws their own standard deviation is uncertain, too.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

CONFIDENCE = 0.95
"""Confidence of every interval, if nothing else is asked for. [1]"""

ROUNDING = 1e-13
"""Draws that differ by less than this share of their mean differ by rounding."""

PERCENTILES = (2.5, 5.0, 25.0, 50.0, 75.0, 95.0, 97.5)
"""Percentiles of every summary. [%]"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """Bounds that hold with a stated confidence; None: too few draws for a bound."""

    low: float | None
    high: float | None

    @property
    def half_width(self) -> float:
        """Half the distance of the bounds; infinite if one is missing."""
        if self.low is None or self.high is None:
            return math.inf
        return (self.high - self.low) / 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Percentile:
    """A percentile of a sample, and where that of the distribution lies."""

    value: float
    interval: Interval


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """Moments and percentiles of one sample. [all but `n`, `gsd`, `cv`: its unit]"""

    n: int
    mean: float
    mean_interval: Interval
    sd: float
    """Standard deviation, with n − 1."""
    se: float
    """Standard error of the mean: sd / √n."""
    cv: float | None
    """Coefficient of variation, sd / |mean|; None: the mean is 0. [1]"""
    gsd: float | None
    """Geometric standard deviation; None: not all draws have one sign. [1]"""
    percentiles: Mapping[float, Percentile]
    """By percent, as `PERCENTILES`."""

    @property
    def median(self) -> float:
        return self.percentiles[50.0].value


def summarise(
    draws: Floats, confidence: float = CONFIDENCE, *, scale: float = 0.0
) -> Summary:
    """Mean, standard deviation and percentiles of a sample.

    Parameters
    ----------
    draws : ndarray, shape (n,)
        At least two, all finite.
    confidence : float
        Of each interval. [1]
    scale : float
        Size of the numbers whose difference the draws are, if they are one: by so much
        they are uncertain through rounding.

    Returns
    -------
    Summary
        The interval of the mean is mean ± t sd / √n, with Student's t of n − 1 degrees
        of freedom: exact for a normal, and by the central limit theorem for many draws
        of anything. Those of percentiles are order statistics (`percentile_of`).

    References
    ----------
    Student (1908), Biometrika 6(1), doi:10.2307/2331554.
    """
    ordered = np.sort(draws)
    n, mean = len(ordered), float(ordered.mean())
    sd = float(ordered.std(ddof=1)) if n > 1 else math.nan
    if ordered[-1] - ordered[0] <= ROUNDING * max(abs(mean), scale):
        sd = 0.0  # what no draw moves has no spread, but has been added up
    se = sd / math.sqrt(n)
    wide = student_quantile((1 + confidence) / 2, n - 1) * se
    return Summary(
        n=n,
        mean=mean,
        mean_interval=Interval(low=mean - wide, high=mean + wide),
        sd=sd,
        se=se,
        cv=sd / abs(mean) if mean else None,
        gsd=_geometric_sd(ordered),
        percentiles={p: percentile_of(ordered, p, confidence) for p in PERCENTILES},
    )


def normal_quantile(p: float) -> float:
    """Quantile of the standard normal distribution. [1]"""
    # scipy takes 0.2 s to load, and most commands do no statistics
    from scipy.special import ndtri

    return float(ndtri(p))


def student_quantile(p: float, freedom: int) -> float:
    """Quantile of Student's t; NaN without a degree of freedom. [1]"""
    from scipy.special import stdtrit

    return float(stdtrit(freedom, p)) if freedom > 0 else math.nan


def percentile_of(
    ordered: Floats, percent: float, confidence: float = CONFIDENCE
) -> Percentile:
    """A percentile, and the order statistics between which the true one lies.

    Parameters
    ----------
    ordered : ndarray, shape (n,)
        The sample, ascending.
    percent : float
        Between 0 and 100. [%]
    confidence : float
        At least so sure: whatever the distribution, P(X₍l₎ ≤ q ≤ X₍u₎) is the chance
        that between l and u − 1 of n draws lie below q, a binomial. [1]

    Returns
    -------
    Percentile
        The value interpolates linearly between the draws at (n − 1) p.

    References
    ----------
    Hahn & Meeker (1991), Statistical Intervals, section 5.2.
    """
    low, high = ranks_of(len(ordered), percent / 100, confidence)
    return Percentile(
        value=float(np.percentile(ordered, percent)),
        interval=Interval(
            low=None if low is None else float(ordered[low - 1]),
            high=None if high is None else float(ordered[high - 1]),
        ),
    )


def ranks_of(
    n: int, p: float, confidence: float = CONFIDENCE
) -> tuple[int | None, int | None]:
    """Ranks l and u, counted from 1, whose order statistics enclose the p-quantile.

    Each side errs with at most (1 − confidence) / 2; None: n draws are too few for a
    bound on that side.
    """
    from scipy.special import bdtr, bdtrik

    error = (1 - confidence) / 2
    low = _settled(math.floor(bdtrik(error, n, p)), n, p)
    while low >= 0 and bdtr(low, n, p) > error:
        low -= 1
    while bdtr(low + 1, n, p) <= error:
        low += 1
    high = _settled(math.ceil(bdtrik(1 - error, n, p)), n, p)
    while high > 0 and bdtr(high - 1, n, p) >= 1 - error:
        high -= 1
    while bdtr(high, n, p) < 1 - error:
        high += 1
    rank_low, rank_high = low + 1, high + 1
    return (
        rank_low if rank_low >= 1 else None,
        rank_high if rank_high <= n else None,
    )


def _settled(start: float, n: int, p: float) -> int:
    """A first guess within 0 … n, from which the search steps to the exact rank."""
    guess = start if math.isfinite(start) else n * p
    return int(min(max(guess, 0), n))


def probability_interval(hits: int, n: int, confidence: float = CONFIDENCE) -> Interval:
    """Clopper–Pearson interval of a probability from `hits` of n draws. [1]

    The exact binomial interval: it holds with at least the stated confidence.

    References
    ----------
    Clopper & Pearson (1934), Biometrika 26(4), doi:10.1093/biomet/26.4.404.
    """
    from scipy.special import betaincinv

    error = (1 - confidence) / 2
    low = float(betaincinv(hits, n - hits + 1, error)) if hits else 0.0
    high = float(betaincinv(hits + 1, n - hits, 1 - error)) if hits < n else 1.0
    return Interval(low=low, high=high)


def sd_error(draws: Floats) -> float:
    """Standard error of the standard deviation, from the fourth moment. [as draws]

    se(s) ≈ √((m₄ − s⁴) / n) / (2 s); infinite for a sample without spread.
    """
    centred = draws - draws.mean()
    variance = float(np.mean(centred**2))
    if variance == 0:
        return math.inf
    spread = max(float(np.mean(centred**4)) - variance**2, 0.0)
    return math.sqrt(spread / len(draws)) / (2 * math.sqrt(variance))


def _geometric_sd(ordered: Floats) -> float | None:
    """Exp of the standard deviation of ln |x|, if all draws have one sign."""
    if len(ordered) < 2 or ordered[0] <= 0 <= ordered[-1]:
        return None
    return float(np.exp(np.log(np.abs(ordered)).std(ddof=1)))
