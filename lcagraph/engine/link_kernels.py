"""Sums of links at both of their ends: the compiled half of `order` and `balance`.

Links are added up in the order in which they are listed, as `numpy.bincount` does, so
that both halves give the same bits.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lcagraph.engine.fast import jit

Indices = NDArray[np.intp]
Reals = NDArray[np.float64]
Flags = NDArray[np.bool_]


@jit
def ends_of(
    n: int, suppliers: Indices, consumers: Indices, size: Reals
) -> tuple[Reals, Reals]:
    """What each process sells, and what it buys."""
    sold, bought = np.zeros(n), np.zeros(n)
    for e in range(len(size)):
        sold[suppliers[e]] += size[e]
        bought[consumers[e]] += size[e]
    return sold, bought


@jit
def scaled_ends(
    links: tuple[Indices, Indices, Reals], scale: Reals, limits: tuple[float, float]
) -> tuple[Reals, Reals]:
    """The same of links in other units, each of them kept within limits."""
    suppliers, consumers, size = links
    sold, bought = np.zeros(len(scale)), np.zeros(len(scale))
    for e in range(len(size)):
        i, j = suppliers[e], consumers[e]
        value = min(max(size[e] * (scale[j] / scale[i]), limits[0]), limits[1])
        sold[i] += value
        bought[j] += value
    return sold, bought


@jit
def between(
    is_left: Flags, suppliers: Indices, consumers: Indices, size: Reals
) -> tuple[Indices, Indices, Reals]:
    """Links both of whose ends are left."""
    count = 0
    kept = np.empty_like(suppliers), np.empty_like(consumers), np.empty_like(size)
    for e in range(len(size)):
        i, j = suppliers[e], consumers[e]
        kept[0][count], kept[1][count], kept[2][count] = i, j, size[e]
        count += is_left[i] & is_left[j]  # else the next one is written over it
    return kept[0][:count], kept[1][:count], kept[2][:count]
