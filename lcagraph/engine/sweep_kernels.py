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
LEAST_PIVOT = 1e-10
"""A smaller pivot, as of a loop without net output, is left at 1: the steps tell."""
MOST_STEPS = 120
FIRST_LOOK = 6
"""Step at which sizes are taken for the first time: before, they are half made."""
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
        if not abs(pivots[i]) > LEAST_PIVOT:
            pivots[i] = 1.0
    return factors, pivots


@jit
def substitute_one(
    factors: tuple[Pattern, Reals, Reals], x: Reals, is_adjoint: bool
) -> None:
    """Replace x, shape (n,), by (LU)⁻¹ x, or by (LU)⁻ᵀ x; see `substitute`.

    One sum stays in a register instead of going to memory and back at every entry,
    which halves the time; the order of the arithmetic is the same.
    """
    (first, place), values, pivots = factors
    n = len(x)
    for i in range(n):
        total = x[i]
        for e in range(first[i], first[i + 1]):
            k = place[e]
            if k >= i:
                break
            total -= values[e] * x[k]
        x[i] = total / pivots[i] if is_adjoint else total
    for i in range(n - 1, -1, -1):
        total = x[i]
        for e in range(first[i + 1] - 1, first[i] - 1, -1):
            k = place[e]
            if k <= i:
                break
            total -= values[e] * x[k]
        x[i] = total if is_adjoint else total / pivots[i]


@jit
def substitute(
    factors: tuple[Pattern, Reals, Reals], x: Reals, is_adjoint: bool
) -> None:
    """Replace x by (LU)⁻¹ x, or by (LU)⁻ᵀ x with the transposed pattern and factors.

    The pivots belong to U, which is the second factor of LU and the first of its
    transpose.
    """
    (first, place), values, pivots = factors
    n, lanes = x.shape
    if lanes == 1:
        substitute_one(factors, x.reshape(n), is_adjoint)
        return
    total = np.empty(lanes)
    for i in range(n):
        for lane in range(lanes):
            total[lane] = x[i, lane]
        for e in range(first[i], first[i + 1]):
            k, value = place[e], values[e]
            if k >= i:
                break
            for lane in range(lanes):
                total[lane] -= value * x[k, lane]
        pivot = pivots[i] if is_adjoint else 1.0
        for lane in range(lanes):
            x[i, lane] = total[lane] / pivot
    for i in range(n - 1, -1, -1):
        for lane in range(lanes):
            total[lane] = x[i, lane]
        for e in range(first[i + 1] - 1, first[i] - 1, -1):
            k, value = place[e], values[e]
            if k <= i:
                break
            for lane in range(lanes):
                total[lane] -= value * x[k, lane]
        pivot = 1.0 if is_adjoint else pivots[i]
        for lane in range(lanes):
            x[i, lane] = total[lane] / pivot


@jit
def multiply_one(
    matrix: tuple[Pattern, Reals], x: Reals, image: Reals, old_image: Reals
) -> float:
    """Put W x into `image`, shape (n,); its product with another image."""
    (first, place), values = matrix
    both = 0.0
    for i in range(len(x)):
        total = x[i]
        for e in range(first[i], first[i + 1]):
            total += values[e] * x[place[e]]
        image[i] = total
        both += total * old_image[i]
    return both


@jit
def multiply(
    matrix: tuple[Pattern, Reals], x: Reals, image: Reals, old_image: Reals
) -> Reals:
    """Put W x into `image`; its product with another image, of each lane."""
    (first, place), values = matrix
    n, lanes = x.shape
    total, both = np.empty(lanes), np.zeros(lanes)
    if lanes == 1:
        flat = image.reshape(n)
        both[0] = multiply_one(matrix, x.reshape(n), flat, old_image.reshape(n))
        return both
    for i in range(n):
        for lane in range(lanes):
            total[lane] = x[i, lane]
        for e in range(first[i], first[i + 1]):
            j, value = place[e], values[e]
            for lane in range(lanes):
                total[lane] += value * x[j, lane]
        for lane in range(lanes):
            image[i, lane] = total[lane]
            both[lane] += total[lane] * old_image[i, lane]
    return both


@jit
def defect(
    matrix: tuple[Pattern, Reals], wanted: Reals, x: Reals, left: Reals, size: Reals
) -> None:
    """Put b − W x into `left`, and |b| + |W| |x| into `size`.

    Sizes below `NEGLIGIBLE` of the largest one of a lane count as that part of it: the
    digits of so small a flow drown in the rounding of the others.
    """
    (first, place), values = matrix
    n, lanes = x.shape
    total, whole, largest = np.empty(lanes), np.empty(lanes), np.zeros(lanes)
    for i in range(n):
        for lane in range(lanes):
            total[lane] = wanted[i, lane] - x[i, lane]
            whole[lane] = abs(wanted[i, lane]) + abs(x[i, lane])
        for e in range(first[i], first[i + 1]):
            j, value = place[e], values[e]
            for lane in range(lanes):
                part = value * x[j, lane]
                total[lane] -= part
                whole[lane] += abs(part)
        for lane in range(lanes):
            left[i, lane] = total[lane]
            size[i, lane] = whole[lane]
            largest[lane] = max(largest[lane], whole[lane])
    for i in range(n):
        for lane in range(lanes):
            size[i, lane] = max(size[i, lane], NEGLIGIBLE * largest[lane])


@jit
def measure(left: Reals, size: Reals) -> tuple[float, float]:
    """Largest part of its size that is missing, and all that is missing."""
    n, lanes = left.shape
    worst, missing = 0.0, 0.0
    for i in range(n):
        for lane in range(lanes):
            part = abs(left[i, lane])
            missing += part
            if not part <= worst * size[i, lane] and size[i, lane] > 0.0:
                worst = part / size[i, lane]
    return worst, missing


@jit
def turn(
    ways: tuple[Reals, Reals, Reals, Reals], left: Reals, share: Reals
) -> tuple[Reals, Reals]:
    """Take from a direction what the last one had; what its step gains and costs.

    Parameters
    ----------
    ways : tuple of ndarray, shape (n, lanes)
        The direction and its image W · direction; the same two of the step before.
    left : ndarray, shape (n, lanes)
        What is missing.
    share : ndarray, shape (lanes,)
        How much of the last direction is taken away. [1]

    Returns
    -------
    gain, own : ndarray, shape (lanes,)
        Products of the new image with what is missing, and with itself.
    """
    way, image, old_way, old_image = ways
    n, lanes = way.shape
    own, gain = np.zeros(lanes), np.zeros(lanes)
    for i in range(n):
        for lane in range(lanes):
            way[i, lane] -= share[lane] * old_way[i, lane]
            image[i, lane] -= share[lane] * old_image[i, lane]
            own[lane] += image[i, lane] * image[i, lane]
            gain[lane] += image[i, lane] * left[i, lane]
    return gain, own


@jit
def advance(
    state: tuple[Reals, Reals, Reals], ways: tuple[Reals, Reals, Reals], gain: Reals
) -> tuple[float, float]:
    """Go a step along a direction, and begin the next one with what it leaves.

    Parameters
    ----------
    state : tuple of ndarray, shape (n, lanes)
        x, what it leaves, and the sizes that this is measured by.
    ways : tuple of ndarray, shape (n, lanes)
        The direction, its image, and a place for the next direction.
    gain : ndarray, shape (lanes,)
        Length of the step. [1]

    Returns
    -------
    worst, missing : float
        As of `measure`.
    """
    x, left, size = state
    way, image, fresh = ways
    n, lanes = x.shape
    worst, missing = 0.0, 0.0
    for i in range(n):
        for lane in range(lanes):
            x[i, lane] += gain[lane] * way[i, lane]
            rest = left[i, lane] - gain[lane] * image[i, lane]
            left[i, lane] = rest
            fresh[i, lane] = rest
            part = abs(rest)
            missing += part
            if not part <= worst * size[i, lane] and size[i, lane] > 0.0:
                worst = part / size[i, lane]
    return worst, missing


@jit
def refine(
    matrix: tuple[Pattern, Reals],
    factors: tuple[Pattern, Reals, Reals],
    wanted: Reals,
    x: Reals,
    is_adjoint: bool,
    enough: float,
) -> tuple[int, float]:
    """Improve x until its error stops falling, or is small enough.

    Each step is the one of least residual in the plane of the preconditioned residual
    and the step before (Vinsome's Orthomin(1)), each lane for itself.

    Parameters
    ----------
    matrix : tuple
        W, or Wᵀ if `is_adjoint`: pattern and values.
    factors : tuple
        Of the same: pattern, factors and pivots.
    wanted, x : ndarray, shape (n, lanes)
        b, and zeros, which are replaced by the answer.

    Returns
    -------
    steps : int
    error : float
        Componentwise backward error of the answer, by its true residual. [1]

    References
    ----------
    Eisenstat, Elman & Schultz (1983), Variational iterative methods for nonsymmetric
    systems of linear equations, SIAM J. Numer. Anal. 20, doi:10.1137/0720023.
    """
    left, size, lanes = wanted.copy(), np.abs(wanted), wanted.shape[1]
    way, image, best = wanted.copy(), np.empty_like(x), x.copy()
    old_way, old_image, old = np.zeros_like(x), np.zeros_like(x), np.zeros(lanes)
    error, guess, least, idle = np.inf, np.inf, np.inf, 0
    is_plain = False
    worst, missing = measure(left, size)
    for step in range(MOST_STEPS + 1):
        is_over = step == MOST_STEPS or idle > MOST_IDLE
        is_over = is_over or not missing <= HOPELESS * least
        if worst <= enough or is_over or step == FIRST_LOOK:
            defect(matrix, wanted, x, left, size)
            worst, missing = measure(left, size)
            if worst <= error:
                error = worst
                best[:] = x
            if error <= enough or is_over:
                break
            way[:] = left
        if step > FIRST_LOOK:  # first all that is missing dwindles, then small places
            is_idle = not (worst < STALLED * guess or missing < STALLED * least)
            idle = idle + 1 if is_idle else 0
            is_plain = is_plain or missing > STALLED * least
            guess = min(guess, worst)
        least = min(least, missing)
        substitute(factors, way, is_adjoint)
        both = multiply(matrix, way, image, old_image)
        share = quotient(both, old, 0.0, is_plain)
        length, old = turn((way, image, old_way, old_image), left, share)
        length = quotient(length, old, 1.0, is_plain)
        worst, missing = advance((x, left, size), (way, image, old_way), length)
        way, old_way = old_way, way
        image, old_image = old_image, image
    x[:] = best
    return step, error


@jit
def quotient(above: Reals, below: Reals, otherwise: float, is_plain: bool) -> Reals:
    """Above / below of each lane; something else where nothing is below, or if plain.

    Plain steps take the direction as it is: once rounding is all that is left of the
    large places, sums over all of them say nothing about the small ones.
    """
    found = np.full(len(above), otherwise)
    for lane in range(len(above)):
        if below[lane] > 0.0 and not is_plain:
            found[lane] = above[lane] / below[lane]
    return found
