"""Incomplete factors of W and sweeps with them, several right sides in SIMD lanes.

Arrays of vectors have the shape (n, lanes): the lanes of one place lie together, so
that one load of an entry serves all of them. What a right side does not reach stays
exactly 0, since nothing is filled in.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lcagraph.engine.fast import jit

Reals = NDArray[np.float64]
Short = NDArray[np.int32]
Pattern = tuple[Short, Short]
"""First entry of each row, place of each entry's column; the diagonal is apart."""

NEGLIGIBLE = 1e-9
MOST_STEPS = 120
STALLED = 0.9
"""A step that leaves more of the error than this gains nothing. [1]"""
MOST_IDLE = 8
"""Steps in a row that may gain nothing: news of a demand reach far places late."""
HOPELESS = 1e6
"""Growth of what is missing at which a step is the last one. [1]"""


@jit
def incomplete_lu(pattern: Pattern, values: Reals) -> tuple[Reals, Reals]:
    """ILU(0): factors in the pattern of W, and the pivots; W has the diagonal 1."""
    first, place = pattern
    n = len(first) - 1
    factors, pivots = values.copy(), np.ones(n)
    where = np.full(n, -1, np.int64)
    for i in range(n):
        for e in range(first[i], first[i + 1]):
            where[place[e]] = e
        for e in range(first[i], first[i + 1]):
            k = place[e]
            if k >= i:
                break
            factors[e] /= pivots[k]
            for d in range(first[k], first[k + 1]):
                j = place[d]
                if j == i:
                    pivots[i] -= factors[e] * factors[d]
                elif j > k and where[j] >= 0:
                    factors[where[j]] -= factors[e] * factors[d]
        for e in range(first[i], first[i + 1]):
            where[place[e]] = -1
    return factors, pivots


@jit
def substitute(pattern: Pattern, factors: Reals, pivots: Reals, x: Reals) -> None:
    """Replace x by (LU)⁻¹ x."""
    first, place = pattern
    n, lanes = x.shape
    for i in range(n):
        for e in range(first[i], first[i + 1]):
            k = place[e]
            if k >= i:
                break
            for lane in range(lanes):
                x[i, lane] -= factors[e] * x[k, lane]
    for i in range(n - 1, -1, -1):
        for e in range(first[i + 1] - 1, first[i] - 1, -1):
            k = place[e]
            if k <= i:
                break
            for lane in range(lanes):
                x[i, lane] -= factors[e] * x[k, lane]
        for lane in range(lanes):
            x[i, lane] /= pivots[i]


@jit
def substitute_adjoint(
    pattern: Pattern, factors: Reals, pivots: Reals, x: Reals
) -> None:
    """Replace x by (LU)⁻ᵀ x."""
    first, place = pattern
    n, lanes = x.shape
    for i in range(n):
        for lane in range(lanes):
            x[i, lane] /= pivots[i]
        for e in range(first[i + 1] - 1, first[i] - 1, -1):
            k = place[e]
            if k <= i:
                break
            for lane in range(lanes):
                x[k, lane] -= factors[e] * x[i, lane]
    for i in range(n - 1, -1, -1):
        for e in range(first[i], first[i + 1]):
            k = place[e]
            if k >= i:
                break
            for lane in range(lanes):
                x[k, lane] -= factors[e] * x[i, lane]


@jit
def defect(
    pattern: Pattern, values: Reals, wanted: Reals, x: Reals, left: Reals
) -> Reals:
    """Put b − W x into `left`; how much that is in each lane, shape (2, lanes).

    First its largest part of |b| + |W| |x|, then its sum of magnitudes. Sizes below
    `NEGLIGIBLE` of the largest one count as that part of it: the digits of so small a
    flow drown in the rounding of the others.
    """
    first, place = pattern
    n, lanes = x.shape
    total, size = np.empty(lanes), np.empty((n, lanes))
    largest, found = np.zeros(lanes), np.zeros((2, lanes))
    for i in range(n):
        for lane in range(lanes):
            total[lane] = wanted[i, lane] - x[i, lane]
            size[i, lane] = abs(wanted[i, lane]) + abs(x[i, lane])
        for e in range(first[i], first[i + 1]):
            j, value = place[e], values[e]
            for lane in range(lanes):
                part = value * x[j, lane]
                total[lane] -= part
                size[i, lane] += abs(part)
        for lane in range(lanes):
            left[i, lane] = total[lane]
            largest[lane] = max(largest[lane], size[i, lane])
    for i in range(n):
        for lane in range(lanes):
            least = max(size[i, lane], NEGLIGIBLE * largest[lane])
            if least > 0.0:
                error = abs(left[i, lane]) / least
                if not error <= found[0, lane]:
                    found[0, lane] = error
            found[1, lane] += abs(left[i, lane])
    return found


@jit
def refine(
    matrix: tuple[Pattern, Reals],
    factors: tuple[Pattern, Reals, Reals],
    wanted: Reals,
    x: Reals,
    is_adjoint: bool,
    enough: float,
) -> tuple[int, Reals]:
    """Improve x until its error stops falling, or is small enough.

    Parameters
    ----------
    matrix : tuple
        W, or Wᵀ if `is_adjoint`.
    factors : tuple
        Of W in either case: pattern, factors and pivots.
    wanted, x : ndarray, shape (n, lanes)
        b, and a first guess, which is replaced by the answer.

    Returns
    -------
    steps : int
    errors : ndarray, shape (lanes,)
        Componentwise backward error, the first that `defect` gives.
    """
    pattern, values = matrix
    left, best = np.empty_like(x), x.copy()
    least, error, errors = np.inf, np.inf, np.full(x.shape[1], np.inf)
    idle = 0
    for step in range(MOST_STEPS + 1):
        found = defect(pattern, values, wanted, x, left)
        worst, missing = found[0].max(), found[1].max()
        # first all that is missing dwindles, then the errors of small places follow
        idle = 0 if worst < STALLED * error or missing < STALLED * least else idle + 1
        least = min(least, missing)
        if worst <= error:
            error, errors = worst, found[0]
            best[:] = x
        is_over = idle > MOST_IDLE or step == MOST_STEPS
        if error <= enough or is_over or not missing <= HOPELESS * least:
            x[:] = best
            return step, errors
        if is_adjoint:
            substitute_adjoint(factors[0], factors[1], factors[2], left)
        else:
            substitute(factors[0], factors[1], factors[2], left)
        for i in range(x.shape[0]):
            for lane in range(x.shape[1]):
                x[i, lane] += left[i, lane]
    return MOST_STEPS, errors
