"""The inner loops of a catalogue, compiled by numba (extra ``fast``)."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from lcagraph.engine.fast import numba_or_none

Reals = NDArray[np.float64]


def _gather(
    pointers: NDArray[np.int64],
    targets: NDArray[np.int32],
    amounts: Reals,
    intensities: Reals,
    out: Reals,
) -> None:
    """Out[p] = Σ amounts[l] intensities[targets[l]] over the lines l of product p."""
    items = intensities.shape[1]
    summed = np.zeros(items)  # in cache, and nothing else can lie at its place
    for p in range(len(pointers) - 1):
        for i in range(items):
            summed[i] = 0.0
        for line in range(pointers[p], pointers[p + 1]):
            amount = amounts[line]
            row = intensities[targets[line]]
            for i in range(items):
                summed[i] += amount * row[i]
        for i in range(items):
            out[p, i] = summed[i]


def _gather_flags(
    pointers: NDArray[np.int64],
    targets: NDArray[np.int32],
    flags: NDArray[np.uint16],
    out: NDArray[np.uint16],
) -> None:
    """Out[p] = flags[targets[l]] of all lines l of product p, joined by “or”."""
    for p in range(len(pointers) - 1):
        joined = np.uint16(0)
        for line in range(pointers[p], pointers[p + 1]):
            joined |= flags[targets[line]]
        out[p] = joined


def compiled() -> tuple[Any, Any] | None:
    """Both loops compiled, without the interpreter's lock; None without numba."""
    numba = numba_or_none()
    if numba is None:
        return None
    if not _COMPILED:
        jit = numba.njit(cache=True, nogil=True)
        _COMPILED.extend((jit(_gather), jit(_gather_flags)))
    return _COMPILED[0], _COMPILED[1]


_COMPILED: list[Any] = []
