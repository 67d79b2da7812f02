"""From where to where a number is varied, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from lcagraph.arrays import Floats, Prepared
from lcagraph.errors import Finding, FindingsError, UsageError
from lcagraph.sampling import Sampler, Spread
from lcagraph.sensitivity.bound import Line, as_drawn
from lcagraph.sensitivity.numbers import Number, find_number
from lcagraph.units import DIMENSIONLESS, conversion

Why = Literal["quantiles", "percent", "stated", "bounds"]
"""Quantiles of its distribution, a percentage both ways, stated by the call, or the
bounds of the parameter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """The range over which one number is varied."""

    number: Number
    low: float
    """[the number's unit]"""
    high: float
    """[the number's unit]"""
    why: Why
    is_cut: bool = False
    """Whether a bound of the parameter made it narrower."""
    is_stopped: bool = False
    """Whether it ends where nothing is left of what gives way to the number."""


def usual_range(
    prepared: Prepared,
    number: Number,
    spreads: Mapping[int, Spread],
    *,
    probability: float = 0.95,
    percent: float = 10.0,
) -> Range:
    """The middle of a number's distribution; without one, a percentage both ways.

    Parameters
    ----------
    spreads : mapping of int to Spread
        Distribution of each uncertain column: `spreads_of`.
    probability : float
        How much of the distribution the range holds. [1]
    percent : float
        For numbers without a distribution. [%]
    """
    spread = spreads.get(number.column)
    if spread is not None:
        tail = (1 - probability) / 2
        low, high = map(float, spread.quantile(np.array([tail, 1 - tail])))
        return _within_bounds(prepared, number, (low, high), "quantiles")
    step = abs(number.size) * percent / 100
    ends = (number.base - step, number.base + step)
    return _within_bounds(prepared, number, ends, "percent")


def held_range(found: Range, line: Line, sampler: Sampler) -> Range:
    """A range as others let it be: shares that add up, masses that balance.

    The middle of a distribution becomes what the number is where it is drawn there and
    made to fit with the others; and no range goes on where nothing is left of these.

    Parameters
    ----------
    found : Range
        As `usual_range` gives it.
    line : Line
        How the others move with the number; not one that is fixed.
    sampler : Sampler
    """
    ends = found.low, found.high
    if found.why == "quantiles":
        with suppress(FindingsError):  # told by the end that has no footprint
            low, high = sorted(as_drawn(sampler, line.column, np.array(ends)).tolist())
            ends = low, high
    low, high = line.within(sampler.prepared.base, *ends)
    return replace(found, low=low, high=high, is_stopped=(low, high) != ends)


def spreads_of(sampler: Sampler) -> dict[int, Spread]:
    """Distribution of each uncertain number, by its column."""
    return {
        number.column: Spread(distribution=number.distribution, base=number.base)
        for number in sampler.numbers
    }


def bounds_of(prepared: Prepared, number: Number) -> tuple[float, float]:
    """Bounds that a parameter states for itself, in the model as written; ±∞.

    [the number's unit]
    """
    path, _, last = number.path.rpartition(".")
    table = prepared.compiled.table
    ends = [-np.inf, np.inf]
    for position, key in enumerate(("min", "max")):
        term = f"{path}.{key}"
        if number.path.startswith("parameters.") and last == "value":
            at = table.index.get(term)
            if at is not None:
                filled = table.fill(prepared.base[None, :])[0]
                scale = conversion(table.units[term], number.unit)
                ends[position] = float(filled[at] * scale)
    return ends[0], ends[1]


def _within_bounds(
    prepared: Prepared, number: Number, ends: tuple[float, float], why: Why
) -> Range:
    least, most = bounds_of(prepared, number)
    low, high = max(ends[0], least), min(ends[1], most)
    return Range(number=number, low=low, high=high, why=why, is_cut=(low, high) != ends)


def stated_values(
    prepared: Prepared, ranges: Mapping[str, Sequence[float] | Floats]
) -> list[tuple[Number, Floats]]:
    """Each number with the values that a call states for it.

    Values are in the number's own unit; shares are pure numbers, 0.6 and not 60.

    Raises
    ------
    UsageError
        No such number (E720, E723), no range at all, or one that is no flat list of
        finite numbers (E725).
    """
    if not ranges:
        raise UsageError(Finding(code="E725", values={"name": "", "given": "{}"}))
    found = []
    for name, given in ranges.items():
        number = find_number(prepared, name)
        values = np.asarray(given, dtype=np.float64)
        if values.ndim != 1 or not len(values) or not np.isfinite(values).all():
            stated = {"name": name, "given": repr(given)[:60]}
            raise UsageError(Finding(code="E725", values=stated))
        found.append((number, values * own_scale(number)))
    return found


def own_scale(number: Number) -> float:
    """Factor from a value as calls state it to the number's unit: a share is pure."""
    is_pure = number.unit.dimension == DIMENSIONLESS.dimension
    return conversion(DIMENSIONLESS, number.unit) if is_pure else 1.0
