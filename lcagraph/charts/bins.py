"""Many values → some bins with round edges, and percentiles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor

import numpy as np

from lcagraph.charts.axis import nice_step
from lcagraph.charts.figures import FINEST
from lcagraph.charts.refusal import SMALLEST, Floats, checked_array, refused

FEWEST, MOST = 12, 48
"""Bins that a picture shows."""
OUTER = (0.0, 0.001, 0.005, 0.01)
"""Shares of the values on either side that may be left out, the least that does."""
READABLE = 12.0
"""A range of more interquartile ranges than this shows little but one bar."""
ENOUGH = 1000
"""Fewer values than this are all shown."""
EVEN = 1e-6
"""Widths of bins may differ by this share of a width."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Bins:
    """Counts in bins of equal width, and percentiles of what was counted.

    Raises
    ------
    UsageError
        E779: edges that don't rise evenly, negative counts, nothing counted.
    """

    edges: Floats
    """Rising, shape (m + 1,). [unit of the values]"""
    counts: Floats
    """Values in each bin, shape (m,). [1]"""
    quantiles: tuple[tuple[float, float], ...] = ()
    """Percent and the value below which that many lie. [%, unit of the values]"""
    below: int = 0
    """Values below the first edge. [1]"""
    above: int = 0
    """Values above the last edge. [1]"""

    def __post_init__(self) -> None:
        edges = checked_array(np.asarray(self.edges))
        counts = checked_array(np.asarray(self.counts))
        if edges.size != counts.size + 1 or min(self.below, self.above) < 0:
            raise refused("bins")
        widths = np.diff(edges / max(np.abs(edges).max(), SMALLEST))
        is_even = widths.max() - widths.min() <= EVEN * widths.max()
        if widths.min() <= 0 or not is_even or (counts < 0).any() or not counts.sum():
            raise refused("bins")
        checked_array(np.asarray([0.0, *(v for pair in self.quantiles for v in pair)]))

    @property
    def total(self) -> float:
        """How many values were counted. [1]"""
        return float(self.counts.sum()) + self.below + self.above

    @property
    def shares(self) -> Floats:
        """Share of the values in each bin, shape (m,). [1]"""
        shares: Floats = np.asarray(self.counts, dtype=np.float64) / self.total
        return shares

    def merged(self, most: int = MOST) -> Bins:
        """Neighbouring bins added up until there are at most so many.

        The last of the new bins may reach beyond the last edge.
        """
        size = ceil(len(self.counts) / most)
        if size <= 1:
            return self
        groups = ceil(len(self.counts) / size)
        padded = np.zeros(groups * size)
        padded[: len(self.counts)] = self.counts
        first, last = float(self.edges[0]), float(self.edges[-1])
        width = (last / len(self.counts) - first / len(self.counts)) * size
        return Bins(
            edges=first + width * np.arange(groups + 1, dtype=np.float64),
            counts=padded.reshape(groups, size).sum(axis=1),
            quantiles=self.quantiles,
            below=self.below,
            above=self.above,
        )


def binned(values: Floats, *, percentiles: Sequence[float] = (2.5, 50, 97.5)) -> Bins:
    """Bins with round edges, of which zero is one if the values lie around it.

    The width is that of Freedman and Diaconis, 2 IQR / n^(1/3), within 12 to 48 bins
    over the range. If the range is more than twelve interquartile ranges, up to 1 % of
    the values on either side is only counted, in `below` and `above`.

    Parameters
    ----------
    values : ndarray, shape (k,)
        Any order. [unit]
    percentiles : sequence of float
        Which percentiles to tell. [%]

    Raises
    ------
    UsageError
        E779: no values, infinite ones or ones that are no numbers.

    References
    ----------
    Freedman & Diaconis (1981), Z. Wahrscheinlichkeitstheorie 57, 453–476.
    """
    array = checked_array(values)
    found = np.percentile(array, np.asarray(percentiles, dtype=np.float64))
    quantiles = tuple(zip(map(float, percentiles), map(float, found), strict=True))
    size = max(float(np.abs(array).max()), SMALLEST)
    scaled = array / size  # a range near the largest number of a computer is finite
    low, high = float(scaled.min()), float(scaled.max())
    if high - low <= FINEST:
        return _constant(float(array[0]), array.size, quantiles)
    shown_low, shown_high = _shown_range(scaled, low, high)
    width = _width(scaled, shown_high - shown_low)
    # round numbers of the unit itself, not of the scaled values
    step = nice_step(width * size) / size if width * size > SMALLEST else width
    first, last = floor(shown_low / step), floor(shown_high / step) + 1
    edges = step * np.arange(first, last + 1, dtype=np.float64)
    counts, _ = np.histogram(scaled, edges)
    return Bins(
        edges=edges * size,
        counts=counts.astype(np.float64),
        quantiles=quantiles,
        below=int((scaled < edges[0]).sum()),
        above=int((scaled > edges[-1]).sum()),
    )


def _constant(
    value: float, count: int, quantiles: tuple[tuple[float, float], ...]
) -> Bins:
    """One bin around the only value that there is."""
    half = 0.025 * abs(value) or 0.5
    edges = np.array([value - half, value + half])
    return Bins(edges=edges, counts=np.array([float(count)]), quantiles=quantiles)


def _shown_range(scaled: Floats, low: float, high: float) -> tuple[float, float]:
    """All of the range, unless a few outer values would leave no room for the rest."""
    quarter, three = map(float, np.percentile(scaled, [25, 75]))
    if scaled.size < ENOUGH or three - quarter <= FINEST:
        return low, high
    for share in OUTER:
        ends = np.percentile(scaled, [100 * share, 100 * (1 - share)])
        low, high = map(float, ends)
        if high - low <= READABLE * (three - quarter):
            break
    return low, high


def _width(scaled: Floats, wide: float) -> float:
    """Width of a bin before it is made round."""
    quarter, three = map(float, np.percentile(scaled, [25, 75]))
    wanted = 2 * (three - quarter) / scaled.size ** (1 / 3)
    # a round step is up to 2.5 times as wide: the fewest are left after that
    return float(min(max(wanted, wide / MOST), wide / FEWEST / 2))
