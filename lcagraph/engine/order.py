"""The order in which a sweep meets processes: consumers first, loops cut where weak.

An answer of A s = f runs from consumers to suppliers. In the right order one sweep of
substitution answers everything but what runs backwards around loops, so that the order
decides how many sweeps an answer takes: a feedback arc set of little weight is wanted.

References
----------
Eades, Lin & Smyth (1993), A fast and effective heuristic for the feedback arc set
problem, Inf. Process. Lett. 47, doi:10.1016/0020-0190(93)90079-O; here with weights.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lcagraph.solve.arrays import Indices, Reals

Graph = tuple[NDArray[np.int64], NDArray[np.int64], Reals]


def supply_order(
    n: int, suppliers: Indices, consumers: Indices, size: Reals
) -> Indices:
    """Processes so ordered that little of what they buy comes from before them.

    Parameters
    ----------
    n : int
        Number of processes.
    suppliers, consumers : ndarray of int, shape (e,)
        Ends of each link.
    size : ndarray, shape (e,)
        Weight of each link; a balanced one, since units must not matter. [1]
    """
    from lcagraph.engine.order_kernels import greedy_order  # numba, if there is one

    # sums of weights are taken apart again: rounding to 2⁻⁴⁰ of the largest keeps
    # them exact, so that the order doesn't depend on how they are added
    unit = np.ldexp(size.max(initial=1.0), -40)
    weight = np.rint(size / unit) * unit
    consumed = grouped(n, consumers, suppliers, weight)
    supplied = grouped(n, suppliers, consumers, weight)
    return np.asarray(greedy_order(consumed, supplied), dtype=np.intp)


def grouped(n: int, own: Indices, other: Indices, weight: Reals) -> Graph:
    """Links of each node, as first link, node at the other end, and weight."""
    order = np.argsort(own * n + other)  # one key: much faster than lexsort
    first = np.searchsorted(own[order], np.arange(n + 1))
    return first.astype(np.int64), other[order].astype(np.int64), weight[order]
