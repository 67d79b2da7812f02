"""Where a function of one variable is zero: all places in a range, each proven.

The range is cut into a grid; every step of the grid that changes the sign is cut again
until its ends are neighbours among floating-point numbers. A change of sign there is a
crossing if the function is small on both sides of it, else a jump over zero. Lows of
|D| that don't change the sign are followed, too: there the function may touch zero, or
cross it twice within one step.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np

from lcagraph.arrays import Floats

Kind = Literal["crossing", "touch", "jump", "equal"]
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
    x = np.linspace(low, high, POINTS)
    difference, size = function(x)
    sign = _signs(difference, size)
    found = [*_equal(function, x, sign), *_at_points(x, sign)]
    known = np.flatnonzero(np.isfinite(sign) & (sign != 0))
    for left, right in pairwise(known.tolist()):
        is_next = right == left + 1
        if is_next and sign[left] != sign[right]:
            found.append(_refined(function, float(x[left]), float(x[right])))
    found += _hidden(function, x, np.abs(difference), sign)
    return tuple(sorted(found, key=lambda each: each.at))


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
    for _ in range(MOST_CUTS):
        x = np.linspace(inside, outside, CUTS)
        is_zero = _signs(*function(x)) == 0
        last = int(np.flatnonzero(~is_zero)[0]) - 1 if not is_zero.all() else CUTS - 2
        inside, outside = float(x[last]), float(x[last + 1])
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
    """Zeros between points of equal sign, at a low of |D|."""
    found: list[Crossing] = []
    for i in range(1, len(x) - 1):
        around = sign[i - 1 : i + 2]
        same = np.isfinite(around).all() and around[0] == around[1] == around[2] != 0
        if same and height[i] <= height[i - 1] and height[i] <= height[i + 1]:
            found += _at_low(function, float(x[i - 1]), float(x[i + 1]), around[0])
    return found


def _at_low(
    function: Function, left: float, right: float, outer: float
) -> list[Crossing]:
    """Follow one low of |D| down to zero, or to where it stays away from it."""
    start, end = left, right
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
        is_closer = 0 < lowest < len(x) - 1
        if not is_closer or len(x) < CUTS:
            return []
        left, right = float(x[lowest - 1]), float(x[lowest + 1])
    return []
