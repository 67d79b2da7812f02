"""Order and units in which the solvable part of a database is solved quickly."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lcagraph.background.linked import SINGULAR, Flags, Triplets
from lcagraph.background.reach import diagonal_of, part_of
from lcagraph.engine.arrangement import Arrangement, arranged


def arrangement_of(technosphere: Triplets, chain: Flags) -> Arrangement:
    """The arrangement of every column whose supply chain has an answer.

    Parameters
    ----------
    technosphere : Triplets
        A, shape (n, n).
    chain : ndarray of uint16, shape (n,)
        Flags of the supply chains; what is SINGULAR has no place in the order.
    """
    n = len(chain)
    kept = np.flatnonzero((chain & SINGULAR) == 0).astype(np.int32)
    part = part_of(technosphere, kept, n)
    is_link = (part.row != part.column) & (part.value != 0)
    supplier = part.row[is_link].astype(np.intp)
    consumer = part.column[is_link].astype(np.intp)
    reference = diagonal_of(part, len(kept))
    size = np.abs(part.value[is_link] / reference[supplier])
    found = arranged(len(kept), supplier, consumer, size)
    exponent = np.zeros(n, dtype=np.int16)
    exponent[kept] = found.exponent
    return Arrangement(order=kept[found.order].astype(np.intp), exponent=exponent)


def stored_arrangement(
    order: NDArray[np.integer], exponent: NDArray[np.integer], chain: Flags
) -> Arrangement | None:
    """An arrangement as it was stored; None if it does not belong to these columns."""
    solvable = np.flatnonzero((chain & SINGULAR) == 0)
    if len(exponent) != len(chain) or not np.array_equal(np.sort(order), solvable):
        return None
    return Arrangement(order=order.astype(np.intp), exponent=exponent.astype(np.int16))
