"""A number with the interval in which it lies."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """An estimate and the ends of its confidence interval, if it has one."""

    value: float
    low: float | None = None
    high: float | None = None

    @property
    def ends(self) -> tuple[float, ...]:
        """Its numbers, the value first."""
        given = (self.value, self.low, self.high)
        return tuple(number for number in given if number is not None)
