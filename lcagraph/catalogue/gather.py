"""Footprints of many bills at once: h_p = Σ amount × intensity, over the lines of p.

This is a sparse matrix times a narrow dense one. The compiled loop needs no matrix and
runs on several threads; without numba scipy does it. Both add in the order of the
lines, so that results don't depend on the number of threads.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lcagraph.catalogue import gather_kernels

Reals = NDArray[np.float64]
Flags = NDArray[np.uint16]

LEAST_LINES = 100_000
"""Fewer lines are done before a thread has begun."""


class Basis(NamedTuple):
    """What bills may draw on."""

    intensities: Reals
    """Footprint by item, shape (k, items). [kgCO2e/unit]"""
    flags: Flags
    """What is known of each, shape (k,)."""


class Chunk(NamedTuple):
    """Some whole bills; plain arrays, so that they travel to other processes."""

    pointers: NDArray[np.int64]
    """First line of each bill, and the end of the last one, shape (m + 1,)."""
    targets: NDArray[np.int32]
    """Row of the basis for each line."""
    amounts: Reals
    """Per unit of product. [unit of the target / unit of the product]"""


class Gathered(NamedTuple):
    """Footprints of the bills of a chunk."""

    items: Reals
    """Shape (m, items). [kgCO2e / unit of the product]"""
    flags: Flags
    """Flags of everything that a bill draws on, shape (m,)."""


def footprints_of_chunk(basis: Basis, chunk: Chunk, threads: int = 1) -> Gathered:
    """Footprints of some bills: a plain function of plain arrays, for any executor.

    Parameters
    ----------
    basis : Basis
        What all chunks share.
    chunk : Chunk
    threads : int
        Of the compiled loop.
    """
    return Gathered(
        items=gather(*chunk, basis.intensities, threads=threads),
        flags=gather_flags(chunk.pointers, chunk.targets, basis.flags),
    )


def gather(
    pointers: NDArray[np.int64],
    targets: NDArray[np.int32],
    amounts: Reals,
    intensities: Reals,
    *,
    threads: int = 1,
) -> Reals:
    """Sums of intensities over the lines of each bill.

    Parameters
    ----------
    pointers : ndarray of int64, shape (m + 1,)
    targets : ndarray of int32, shape (lines,)
        Rows of `intensities`; out of range is an IndexError.
    amounts : ndarray, shape (lines,)
    intensities : ndarray, shape (k, items)
    threads : int

    Returns
    -------
    ndarray, shape (m, items)
        A bill without lines is 0.
    """
    _check(pointers, targets, len(intensities))
    loops = gather_kernels.compiled()
    if loops is None:
        return _gather_sparse(pointers, targets, amounts, intensities)
    dense = np.ascontiguousarray(intensities)
    out = np.empty((len(pointers) - 1, intensities.shape[1]))
    loop = loops[0]

    def part(begin: int, end: int) -> None:
        loop(pointers[begin : end + 1], targets, amounts, dense, out[begin:end])

    _in_threads(part, pointers, threads)
    return out


def _in_threads(
    part: Callable[[int, int], None], pointers: NDArray[np.int64], threads: int
) -> None:
    """Run a part over bills with about equal numbers of lines in each thread."""
    bills, lines = len(pointers) - 1, int(pointers[-1] - pointers[0])
    count = max(1, min(threads, lines // LEAST_LINES))
    shares = pointers[0] + lines * np.arange(1, count) // count
    bounds = [0, *np.searchsorted(pointers[:-1], shares).tolist(), bills]
    if count == 1:
        part(0, bills)
        return
    with ThreadPoolExecutor(count) as pool:
        list(pool.map(lambda ends: part(*ends), pairwise(bounds)))


def _gather_sparse(
    pointers: NDArray[np.int64],
    targets: NDArray[np.int32],
    amounts: Reals,
    intensities: Reals,
) -> Reals:
    from scipy.sparse import csr_array  # 0.2 s to import

    begin, end = int(pointers[0]), int(pointers[-1])
    shape = (len(pointers) - 1, len(intensities))
    matrix = csr_array(
        (amounts[begin:end], targets[begin:end], pointers - begin), shape=shape
    )
    return np.asarray(matrix @ np.ascontiguousarray(intensities))


def gather_flags(
    pointers: NDArray[np.int64], targets: NDArray[np.int32], flags: Flags
) -> Flags:
    """Flags of everything that each bill draws on, joined by “or”, shape (m,)."""
    _check(pointers, targets, len(flags))
    out = np.zeros(len(pointers) - 1, dtype=np.uint16)
    if not flags.any():
        return out
    loops = gather_kernels.compiled()
    if loops is not None:
        loops[1](pointers, targets, np.ascontiguousarray(flags), out)
        return out
    filled = np.flatnonzero(np.diff(pointers))
    if len(filled):
        begin, end = int(pointers[0]), int(pointers[-1])
        drawn = flags[targets[begin:end]]
        starts = pointers[filled] - begin
        out[filled] = np.bitwise_or.reduceat(drawn, starts)
    return out


def _check(pointers: NDArray[np.int64], targets: NDArray[np.int32], size: int) -> None:
    """The compiled loop trusts its indices, so they are looked at first."""
    lines = targets[int(pointers[0]) : int(pointers[-1])]
    if len(lines) and not (lines.min() >= 0 and lines.max() < size):
        raise IndexError(f"targets beyond 0 … {size - 1}")
    if (np.diff(pointers) < 0).any() or pointers[-1] > len(targets):
        raise IndexError("pointers that don't ascend, or end beyond the lines")
