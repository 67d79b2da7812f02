"""The order in which a sweep meets processes: consumers first, loops cut where weak.

An answer of A s = f runs from consumers to suppliers. In the right order one sweep of
substitution answers everything but what runs backwards around loops, so that the order
decides how many sweeps an answer takes: a feedback arc set of little weight is wanted.

References
----------
Eades, Lin & Smyth (1993), A fast and effective heuristic for the feedback arc set
problem, Inf. Process. Lett. 47, doi:10.1016/0020-0190(93)90079-O; here with weights,
and with a part of the processes in each round instead of one.
"""

from __future__ import annotations

import numpy as np

from lcagraph.engine.links import between, ends_of
from lcagraph.solve.arrays import Indices, Reals

PART = 0.04
"""Part of what is left that is placed in a round which finds no end of a chain."""


def supply_order(
    n: int, suppliers: Indices, consumers: Indices, size: Reals
) -> Indices:
    """Processes so ordered that little of what they buy comes from before them.

    Nobody buys from those that are placed first, and those that are placed last buy
    nothing. Where only loops are left, those that buy most for what they sell are next.

    Parameters
    ----------
    n : int
        Number of processes.
    suppliers, consumers : ndarray of int, shape (e,)
        Ends of each link; none to itself.
    size : ndarray, shape (e,)
        Weight of each link; a balanced one, since units must not matter. [1]
    """
    left = np.arange(n)
    is_left = np.ones(n, dtype=np.bool_)
    front, back = [left[:0]], [left[:0]]
    links = (suppliers, consumers, size)
    while len(left):
        sold, bought = (each[left] for each in ends_of(n, links))
        first, last = left[sold == 0], left[(bought == 0) & (sold > 0)]
        if not len(first) + len(last):
            share = (sold - bought) / (sold + bought)
            most = max(1, int(PART * len(left)))
            first = left[np.argsort(share, kind="stable")[:most]]
        front.append(first)
        back.append(last)
        is_left[first] = is_left[last] = False
        left = left[is_left[left]]
        links = between(is_left, links)
    return np.concatenate([*front, *back[::-1]])
