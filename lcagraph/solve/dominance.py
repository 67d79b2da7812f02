"""A large loop proven sound without factorising it, by units in which it dominates.

With T = I − D⁻¹ A of a loop and any v > 0, θ = max (|T| v)_i / v_i is an upper bound
of the spectral radius of |T|. If θ < 1, then |A⁻¹| ≤ (I − |T|)⁻¹ |D|⁻¹, so the loop has
a net output, Bauer's condition number is at most (max (|D⁻¹||A| v)_i / v_i) / (1 − θ),
and where it only consumes, A is an M-matrix: the loop is not overdrawn (Hawkins-Simon).
The best v is the Perron vector, which some products of a matrix and a vector find.

References
----------
Berman & Plemmons (1994), Nonnegative Matrices in the Mathematical Sciences, ch. 6,
doi:10.1137/1.9781611971262: M-matrices. Varga (1962), Matrix Iterative Analysis, ch. 2:
the bounds of Collatz.
"""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array

from lcagraph.solve.arrays import Indices, Reals
from lcagraph.solve.structure import Loop

STEPS = 400
"""Products after which a loop without a useful bound is left to its factors."""
LOOKED_AFTER = 10
"""Steps between two looks at the bound."""
NEAR = 0.99
"""Part of 1 − θ that the look before must have reached: no more is to be gained."""
SHIFT = 0.25
"""Part of v in the next v, so that |T| can't swing between two states. [1]"""


def condition_bound(loop: Loop, values: Reals, gross: Reals) -> float:
    """Upper bound of Bauer's condition number of a loop; infinite if nothing is proven.

    Parameters
    ----------
    loop : Loop
    values, gross : ndarray, shape (e, 1)
        As in `loops.factorise`.

    Returns
    -------
    float
        Infinite tells nothing: the loop may be sound. [1]
    """
    is_own = loop.suppliers == loop.consumers
    reference, made = np.zeros(loop.size), np.zeros(loop.size)
    reference[loop.suppliers[is_own]] = np.abs(values[is_own, 0])
    made[loop.suppliers[is_own]] = gross[is_own, 0]
    if not (np.isfinite(reference) & (reference > 0)).all():
        return np.inf
    rows, columns = loop.suppliers[~is_own], loop.consumers[~is_own]
    shape = (loop.size, loop.size)
    net = np.abs(values[~is_own, 0]) / reference[rows]
    links = csr_array((net, (rows, columns)), shape=shape)
    theta, vector = perron_bound(links, np.zeros(1, dtype=np.intp))
    if not theta < 1.0:
        return np.inf
    whole = gross[~is_own, 0] / reference[rows]
    used = csr_array((whole, (rows, columns)), shape=shape) @ vector
    return float((made / reference + used / vector).max() / (1.0 - theta))


def perron_bound(links: csr_array, starts: Indices) -> tuple[float, Reals]:
    """Upper bound of the spectral radius of several loops, with the vector v of it.

    Parameters
    ----------
    links : csr_array, shape (m, m)
        |T|, loop after loop, without links between them. [1]
    starts : ndarray of int, shape (loops,)
        First member of each loop.

    Returns
    -------
    theta : float
        max (|T| v)_i / v_i, the least that was found; infinite if none was.
    vector : ndarray, shape (m,)
        v > 0, at most 1 in each loop.
    """
    sizes = np.diff(starts, append=links.shape[0])
    vector = np.ones(links.shape[0])
    best, kept = np.inf, vector
    for step in range(1, STEPS + 1):
        image = np.asarray(links @ vector)
        if step % LOOKED_AFTER == 0:
            ratio = image / vector
            most, before = float(ratio.max()), best
            if most < best:
                best, kept = most, vector
            if not ratio.min() < 1.0 or 0.0 < NEAR * (1.0 - best) <= 1.0 - before:
                break
        vector = SHIFT * vector + image
        vector /= np.repeat(np.maximum.reduceat(vector, starts), sizes)
        if not vector.min() > 0.0:  # units too far apart for floating point
            break
    return best, kept
