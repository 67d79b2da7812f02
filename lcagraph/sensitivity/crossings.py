"""Where a function of one variable is zero: all places in a range, each proven.

The range is cut into a grid; every step of the grid that changes the sign is cut again
until its ends are neighbours among floating-point numbers. A change of sign there is a
crossing if the function is small on both sides of it, else a jump over zero. Lows of
|D| that don't change the sign are followed, too, also at the ends: there the function
may touch zero, or cross it twice within one step. Where a function begins or ends to
exist is found to the last digit.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from lcagraph.arrays import Floats

Kind = Literal["crossing", "touch", "jump", "equal"]
Flags = NDArray[np.bool_]
Function = Callable[[Floats], tuple[Floats, Floats]]
"""x → D(x), NaN where it does not exist, and the size that D is measured by."""

POINTS = 1025
"""Points of the first grid."""

CUTS = 65
"""Points into which a step is cut again, its ends included."""

MOST_CUTS = 20
"""64^20 is far beyond the digits of a float."""

ZERO = 1e-13
"""|D| over its size that counts as zero: rounding of two footprints. [1]"""

SMALL = 1e-7
"""|D| over its size on both sides of a crossing; more is a jump. [1]"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Crossing:
    """A place where the function is zero, or jumps over it."""

    at: float
    kind: Kind
    """`touch`: zero without changing its sign; `jump`: the sign changes without a zero;
    `equal`: zero all along from `at` to `to`."""
    to: float
    """End of where it is zero; `at` itself but for `equal`."""


def find_crossings(function: Function, low: float, high: float) -> tuple[Crossing, ...]:
    """Every zero of a function in a range that a grid of `POINTS` can tell apart.

    Parameters
    ----------
    function : callable
        For an array x, shape (k,): D(x) and its size, shape (k,) each.
    low, high : float
        Ends of the range, both included.
    """
    found: list[Crossing] = []
    for run in known_runs(function, low, high):
        borders = tuple({float(run[0]), float(run[-1])} - {low, high})
        found += _in_run(function, run, borders)
    return tuple(sorted(found, key=lambda each: each.at))


def known_runs(function: Function, low: float, high: float) -> list[Floats]:
    """Points of the grid between which a function exists, and where it begins and ends.

    The arguments are those of `find_crossings`.
    """
    x = np.linspace(low, high, POINTS)
    is_known = np.concatenate([[False], ~np.isnan(function(x)[0]), [False]])
    starts = np.flatnonzero(~is_known[:-1] & is_known[1:])
    ends = np.flatnonzero(is_known[:-1] & ~is_known[1:]) - 1
    runs = []
    for start, end in zip(starts, ends, strict=True):
        first, last = x[start], x[end]
        if start > 0:
            first = _border(function, x[start], x[start - 1])
        if end + 1 < len(x):
            last = _border(function, x[end], x[end + 1])
        runs.append(np.unique([first, *x[start : end + 1], last]))
    return runs


def _border(function: Function, inside: float, outside: float) -> float:
    """The last place at which a function exists."""
    return last_place(lambda x: ~np.isnan(function(x)[0]), inside, outside)


def _in_run(
    function: Function, x: Floats, borders: tuple[float, ...]
) -> list[Crossing]:
    """Every zero between points at all of which the function exists.

    `borders`: where it begins or ends to exist.
    """
    difference, size = function(x)
    sign = _signs(difference, size)
    found = [*_equal(function, x, sign), *_at_points(x, sign)]
    for left, right in pairwise(range(len(x))):
        if sign[left] * sign[right] < 0:
            found.append(_refined(function, float(x[left]), float(x[right])))
    height = np.abs(difference)
    # a root begins steeply: at its last digit it is not yet as near as elsewhere
    for end in {0, len(x) - 1}:
        if x[end] in borders and sign[end] and height[end] <= SMALL * size[end]:
            at = float(x[end])
            found.append(Crossing(at=at, to=at, kind="crossing"))
    return found + _hidden(function, x, height, sign)


def _signs(difference: Floats, size: Floats) -> Floats:
    """−1, 0, 1, or NaN where there is no function."""
    signs: Floats = np.sign(difference)
    return np.where(np.abs(difference) <= ZERO * size, signs * 0.0, signs)


def _at_points(x: Floats, sign: Floats) -> list[Crossing]:
    """Zeros that are single points of the grid."""
    found = []
    for i in np.flatnonzero(sign == 0):
        before = sign[i - 1] if i > 0 else np.nan
        after = sign[i + 1] if i + 1 < len(x) else np.nan
        if 0 in (before, after):
            continue
        is_touch = before == after
        kind: Kind = "touch" if is_touch else "crossing"
        found.append(Crossing(at=float(x[i]), to=float(x[i]), kind=kind))
    return found


def _equal(function: Function, x: Floats, sign: Floats) -> list[Crossing]:
    """Stretches of the grid along which the function is zero, their ends refined."""
    is_zero = np.concatenate([[False], sign == 0, [False]])
    starts = np.flatnonzero(~is_zero[:-1] & is_zero[1:])
    ends = np.flatnonzero(is_zero[:-1] & ~is_zero[1:]) - 1
    found = []
    for start, end in zip(starts, ends, strict=True):
        if end > start:
            at = x[start] if start == 0 else _edge(function, x[start], x[start - 1])
            to = x[end] if end + 1 == len(x) else _edge(function, x[end], x[end + 1])
            found.append(Crossing(at=float(at), to=float(to), kind="equal"))
    return found


def _edge(function: Function, inside: float, outside: float) -> float:
    """The last place at which the function is still zero."""
    return last_place(lambda x: _signs(*function(x)) == 0, inside, outside)


def last_place(
    holds: Callable[[Floats], Flags], inside: float, outside: float
) -> float:
    """The last place on the way from one to another up to which something holds.

    Parameters
    ----------
    holds : callable
        For an array of places, shape (k,): whether it holds there.
    inside, outside : float
        From where to where; if it doesn't hold at the first, that is the place.
    """
    if inside * outside < 0:  # zero is where most ends lie, and no cut would hit it
        inside, outside = (0.0, outside) if holds(np.zeros(1))[0] else (inside, 0.0)
    for _ in range(MOST_CUTS):
        x = np.linspace(inside, outside, CUTS)
        wrong = np.flatnonzero(~holds(x))
        if not wrong.size:
            return outside
        if wrong[0] == 0:
            return inside
        inside, outside = float(x[wrong[0] - 1]), float(x[wrong[0]])
    return inside


def _refined(function: Function, left: float, right: float) -> Crossing:
    """The place between two neighbouring points at which the sign changes."""
    for _ in range(MOST_CUTS):
        x = np.unique(np.linspace(left, right, CUTS))
        difference, size = function(x)
        sign = np.sign(difference)  # the ends are beyond rounding, so all of it counts
        zeros = np.flatnonzero(sign == 0)
        if zeros.size:
            middle = float(x[zeros[zeros.size // 2]])
            return Crossing(at=middle, to=middle, kind="crossing")
        known = np.flatnonzero(np.isfinite(sign))
        change = int(np.flatnonzero(sign[known][:-1] != sign[known][1:])[0])
        first, second = known[change], known[change + 1]
        left, right = float(x[first]), float(x[second])
        if second > first + 1 or len(x) <= 2:  # nothing known between, or no number
            break
    below, above = np.abs(difference[[first, second]])
    is_small = max(below, above) <= SMALL * size[[first, second]].max()
    middle = left + (right - left) * float(below / (below + above))
    return Crossing(at=middle, to=middle, kind="crossing" if is_small else "jump")


def _hidden(
    function: Function, x: Floats, height: Floats, sign: Floats
) -> list[Crossing]:
    """Zeros between points of equal sign, at a low of |D|; the ends may be such."""
    found: list[Crossing] = []
    last = len(x) - 1
    for i in range(len(x)):
        left, right = max(i - 1, 0), min(i + 1, last)
        around = sign[left : right + 1]
        is_low = height[i] <= height[left] and height[i] <= height[right]
        if is_low and around[0] and (around == around[0]).all():
            found += _at_low(function, (float(x[left]), float(x[right])), around[0])
    return found


def _at_low(
    function: Function, around: tuple[float, float], outer: float
) -> list[Crossing]:
    """Follow one low of |D| down to zero, or to where it stays away from it."""
    start, end = left, right = around
    for _ in range(MOST_CUTS):
        x = np.unique(np.linspace(left, right, CUTS))
        difference, size = function(x)
        sign = _signs(difference, size)
        if not np.isfinite(sign).all():
            return []
        other = np.flatnonzero(sign == -outer)
        if other.size:
            inner = float(x[other[0]])
            return [
                _refined(function, start, inner),
                _refined(function, inner, end),
            ]
        zeros = np.flatnonzero(sign == 0)
        if zeros.size:
            middle = float(x[zeros[zeros.size // 2]])
            return [Crossing(at=middle, to=middle, kind="touch")]
        lowest = int(np.abs(difference).argmin())
        first, last = max(lowest - 1, 0), min(lowest + 1, len(x) - 1)
        if len(x) < CUTS:
            return []
        left, right = float(x[first]), float(x[last])
    return []
