"""Where a number stands on a chart, and which numbers are written along it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil, floor, log10

STEPS = (1.0, 2.0, 5.0, 10.0)
"""Distances between ticks, times a power of ten."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """Numbers from `low` to `high` on pixels from `start` to `end`."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        """Pixel of a number. [px]"""
        share = (value - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)

    def ticks(self, most: int = 6) -> tuple[float, ...]:
        """Round numbers on the scale, at most so many."""
        step = nice_step((self.high - self.low) / max(most, 1))
        first, last = ceil(self.low / step - 1e-9), floor(self.high / step + 1e-9)
        while last - first + 1 > most:
            step = nice_step(1.5 * step)
            first, last = ceil(self.low / step - 1e-9), floor(self.high / step + 1e-9)
        return tuple(number * step for number in range(first, last + 1))


def nice_step(least: float) -> float:
    """The smallest of 1, 2 and 5 times a power of ten that is not below a number."""
    power = 10.0 ** floor(log10(least))
    # a step found before must not be rounded up to the next one
    return next(step * power for step in STEPS if step * power >= least * (1 - 1e-9))


def decimals_of(ticks: Iterable[float]) -> int:
    """Decimals that tell ticks apart, the fewest that write each of them exactly."""
    found = list(ticks)
    if len(found) < 2:
        return 2
    return max(0, -floor(log10(found[1] - found[0]) + 1e-9))


def widened(values: Iterable[float], share: float = 0.04) -> tuple[float, float]:
    """Least and greatest number with some air; around a constant some room is made."""
    found = list(values)
    low, high = min(found), max(found)
    size = max(abs(low), abs(high))
    if high - low <= 1e-9 * size or high == low:
        air = 0.1 * size or 1.0
        return low - air, high + air
    return low - share * (high - low), high + share * (high - low)
