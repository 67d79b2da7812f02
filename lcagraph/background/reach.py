"""Which part of a database a demand concerns: its supply chain, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from lcagraph.background.linked import Floats, Indices, Triplets
from lcagraph.background.triplets import ExactTriplets


def reached(technosphere: Triplets, n: int, columns: Iterable[int]) -> Indices:
    """Columns of A and everything that they buy, shape (m,), sorted.

    Parameters
    ----------
    technosphere : Triplets
        A, shape (n, n).
    n : int
        Columns of A.
    columns : iterable of int
        Where the walk begins.
    """
    rows = technosphere.row
    starts = np.searchsorted(technosphere.column, np.arange(n + 1, dtype=np.int32))
    is_reached = np.zeros(n, dtype=np.bool_)
    news = np.unique(np.fromiter(columns, dtype=np.int32))
    while len(news):
        is_reached[news] = True
        found = np.unique(joined(rows, starts[news], starts[news + 1]))
        news = found[~is_reached[found]]
    return np.flatnonzero(is_reached).astype(np.int32)


def joined(values: Indices, begin: NDArray[np.intp], end: NDArray[np.intp]) -> Indices:
    """Several slices of one array, one after the other."""
    lengths = end - begin
    shift = np.repeat(end - np.cumsum(lengths), lengths)
    return np.asarray(values[np.arange(lengths.sum()) + shift])


def part_of(technosphere: Triplets, kept: Indices, n: int) -> Triplets:
    """Rows and columns of A that are kept, numbered anew."""
    if len(kept) == n:
        return technosphere
    number = np.full(n, -1, dtype=np.int32)
    number[kept] = np.arange(len(kept), dtype=np.int32)
    inside = (number[technosphere.row] >= 0) & (number[technosphere.column] >= 0)
    row = number[technosphere.row[inside]]
    column = number[technosphere.column[inside]]
    value = technosphere.value[inside]
    if isinstance(technosphere, ExactTriplets):
        return ExactTriplets(row=row, column=column, value=value)
    spread = technosphere.spread[inside]
    return Triplets(row=row, column=column, value=value, spread=spread)


def diagonal_of(technosphere: Triplets, n: int) -> Floats:
    """Reference amounts, shape (n,): negative for treatments. [unit of the row]"""
    own = technosphere.row == technosphere.column
    diagonal = np.zeros(n)
    diagonal[technosphere.row[own]] = technosphere.value[own]
    return diagonal
