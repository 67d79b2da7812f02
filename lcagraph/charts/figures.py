"""How the numbers of one chart are written: one power of ten, one count of decimals.

All numbers of a chart share both, so that they can be compared at a glance. Decimals
follow the spread of the numbers, not their size: 1,000.12 … 1,000.18 stay apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, floor, log10

from lcagraph.charts.refusal import SMALLEST
from lcagraph.drawing.numbers import MINUS, NO_BREAK, RAISED

LARGEST_PLAIN, SMALLEST_PLAIN = 1e6, 1e-3
"""Beyond these a power of ten is taken out, into the unit."""

MORE_DECIMALS = 3
"""Most decimals that bins may ask for beyond those of the chart."""

FINEST = 1e-9
"""A spread below this share of the numbers counts as none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """A power of ten that is taken out of every number, and decimals of the rest."""

    power: int = 0
    decimals: int = 2

    def scaled(self, value: float) -> float:
        """The number in units of 10**power."""
        if abs(value) < SMALLEST:
            return 0.0
        return value / 10.0**self.power

    def text(self, value: float) -> str:
        """The number as it stands in the chart."""
        return self.plain(self.scaled(value))

    def plain(self, scaled: float) -> str:
        """A number that is scaled already."""
        return grouped(scaled, self.decimals)

    def unit(self, unit: str) -> str:
        """The unit with the power of ten before it: `10⁶ kgCO2e`."""
        if not self.power:
            return unit
        power = f"10{str(self.power).translate(RAISED)}"
        return f"{power}{NO_BREAK}{unit}" if unit else f"×{NO_BREAK}{power}"


def figures_of(values: Iterable[float], spread: float | None = None) -> Figures:
    """Power and decimals for numbers that stand in one chart.

    Parameters
    ----------
    values : iterable of float
        All numbers shown.
    spread : float, optional
        Distance that readers have to see; None: from the smallest to the largest.
    """
    found = list(values)
    largest = max((abs(value) for value in found), default=0.0)
    if largest < SMALLEST:
        return Figures()
    is_plain = SMALLEST_PLAIN <= largest < LARGEST_PLAIN
    power = 0 if is_plain else 3 * floor(log10(largest) / 3)
    size = largest / 10.0**power
    shown = Figures(power=power)
    scaled = [shown.scaled(value) for value in found]
    wide = max(scaled) - min(scaled) if spread is None else shown.scaled(spread)
    seen = wide if wide > FINEST * size else size
    # two to three digits of the spread
    return Figures(power=power, decimals=max(0, 1 - floor(log10(seen / 5))))


def finer(figures: Figures, values: Iterable[float]) -> Figures:
    """Up to two decimals more, so that the smallest number shows two digits."""
    sizes = [abs(figures.scaled(value)) for value in values]
    smallest = min((size for size in sizes if size > 0), default=1.0)
    wanted = 1 - floor(log10(smallest))
    decimals = min(max(figures.decimals, wanted), figures.decimals + 2)
    return Figures(power=figures.power, decimals=decimals)


def apart(figures: Figures, edges: Sequence[float]) -> Figures:
    """As many more decimals as it takes to tell each edge of a bin from the next."""
    steps = [abs(figures.scaled(b) - figures.scaled(a)) for a, b in pairwise(edges)]
    smallest = min((step for step in steps if step > 0), default=1.0)
    wanted = min(ceil(-log10(smallest)), figures.decimals + MORE_DECIMALS)
    decimals = max(figures.decimals, wanted)
    return Figures(power=figures.power, decimals=decimals)


def grouped(value: float, decimals: int) -> str:
    """A number with a fixed count of decimals, in groups, with a real minus sign."""
    text = f"{value:,.{decimals}f}"
    is_zero = not any(digit in text for digit in "123456789")
    return text.lstrip("-") if is_zero else text.replace("-", MINUS)


def share_text(share: float) -> str:
    """A share in percent with one decimal; `< 0.1 %` where that would read zero."""
    percent = 100 * share
    if 0 < percent < 0.05:
        return f"<{NO_BREAK}0.1{NO_BREAK}%"
    if 99.95 <= percent < 100:
        return f">{NO_BREAK}99.9{NO_BREAK}%"
    return f"{grouped(percent, 1)}{NO_BREAK}%"
