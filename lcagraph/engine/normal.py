"""A technosphere in its normal form: made once per database, used by every question.

    W = R A[rows][:, columns] X,    diagonal 1,

each column beside the product that it makes, in units that balance what is bought and
sold, in an order in which consumers come before their suppliers as far as loops allow.
Then

    A s = f          W u = R f[rows],       s[columns] = X u
    y A = c          Wᵀ v = X c[columns],   y[rows] = R v
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from lcagraph.engine.arrangement import Arrangement, arranged
from lcagraph.solve.arrays import Indices, Reals
from lcagraph.solve.components import strong_components
from lcagraph.solve.problems import EntryError, LoopError

Short = NDArray[np.int32]


@dataclass(frozen=True, kw_only=True, eq=False)
class NormalForm:
    """A technosphere, square, matched, balanced and in order."""

    n: int
    columns: Indices
    """Column of A at each place, shape (n,)."""
    rows: Indices
    """Row of A that this column supplies, shape (n,)."""
    row_scale: Reals
    """R, shape (n,); negative for a treatment. [1/unit of the row]"""
    column_scale: Reals
    """X, shape (n,). [1]"""
    indptr: Short
    """First entry of each row of W outside its diagonal, shape (n + 1,)."""
    indices: Short
    """Place of each entry's column, shape (e,), ascending in each row."""
    values: Reals
    """Entries of W, shape (e,); negative for what is consumed. [1]"""
    entry: Indices
    """Number of each of them among the caller's entries, shape (e,)."""
    diagonal: Indices
    """Number of each place's own entry among the caller's, shape (n,)."""
    component: Indices
    """Strong component of each place, shape (n,)."""

    @cached_property
    def transposed(self) -> tuple[Short, Short, Indices]:
        """Columns of W: first entry, place of the row, and number of the entry."""
        from scipy.sparse import csr_array  # slow to import

        numbers = np.arange(len(self.indices))
        parts = (numbers, self.indices, self.indptr)
        turned = csr_array(parts, shape=(self.n, self.n)).tocsc()
        first, row = (a.astype(np.int32) for a in (turned.indptr, turned.indices))
        return first, row, turned.data

    @cached_property
    def place_of_column(self) -> Indices:
        """Place of each column of A, shape (n,)."""
        return inverse(self.columns)

    @cached_property
    def place_of_row(self) -> Indices:
        """Place of each row of A, shape (n,)."""
        return inverse(self.rows)

    def to_places(self, demand: Reals) -> Reals:
        """R f[rows] of a demand f, shape (n, …)."""
        return np.asarray((self.row_scale * demand[self.rows].T).T)

    def to_runs(self, found: Reals) -> Reals:
        """Runs s of the columns of A from an answer u of W, shape (n, …)."""
        runs = np.empty_like(found)
        runs[self.columns] = (self.column_scale * found.T).T
        return runs

    def to_adjoint_places(self, direct: Reals) -> Reals:
        """X c[columns] of direct amounts c, shape (n, …)."""
        return np.asarray((self.column_scale * direct[self.columns].T).T)

    def to_intensities(self, found: Reals) -> Reals:
        """Intensities y of the rows of A from an answer v of Wᵀ, shape (n, …)."""
        intensity = np.empty_like(found)
        intensity[self.rows] = (self.row_scale * found.T).T
        return intensity


def normal_form(
    n: int,
    row: NDArray[np.integer],
    column: NDArray[np.integer],
    value: Reals,
    matching: NDArray[np.integer] | None = None,
    arrangement: Arrangement | None = None,
) -> NormalForm:
    """The normal form of a technosphere.

    Parameters
    ----------
    n : int
        Rows, and columns, of A.
    row, column : ndarray of int, shape (nnz,)
        Place of each entry; no place twice.
    value : ndarray, shape (nnz,)
        Outputs positive, inputs negative. [unit of the row's product]
    matching : ndarray of int, shape (n,), optional
        Row that each column supplies; of all matchings that of the largest product of
        |values| if absent.
    arrangement : Arrangement, optional
        Order and units that are known already, as of a stored database.

    Raises
    ------
    MatchingError
        Rows and columns cannot be paired.
    LoopError
        A process makes nothing of its own product.
    EntryError
        An entry is not finite.
    """
    rows, columns = np.asarray(row, dtype=np.intp), np.asarray(column, dtype=np.intp)
    bad = np.flatnonzero(~np.isfinite(value))
    if len(bad):
        raise EntryError(int(rows[bad[0]]), int(columns[bad[0]]), 0)
    supplies = _supplies(n, rows, columns, value, matching)
    makes = inverse(supplies)
    supplier, own = makes[rows], np.full(n, -1, dtype=np.intp)
    is_own = supplier == columns
    own[columns[is_own]] = np.flatnonzero(is_own)
    _refuse_idle(own, value, supplies)
    link = np.flatnonzero(~is_own & (value != 0))
    supplier, consumer = supplier[link], columns[link]
    reference = value[own]
    size = np.abs(value[link] / reference[supplier])
    if arrangement is None:
        arrangement = arranged(n, supplier, consumer, size)
    order, scale = arrangement.order, arrangement.scale
    _, component = strong_components(n, consumer, supplier)
    place = inverse(order)
    i, j = place[supplier], place[consumer]
    sorted_ = np.argsort(i * n + j)  # one key: much faster than lexsort
    link, i, j = link[sorted_], i[sorted_], j[sorted_]
    rows_scale = 1.0 / (reference[order] * scale[order])
    return NormalForm(
        n=n,
        columns=order,
        rows=supplies[order],
        row_scale=rows_scale,
        column_scale=scale[order],
        indptr=np.searchsorted(i, np.arange(n + 1)).astype(np.int32),
        indices=j.astype(np.int32),
        values=rows_scale[i] * value[link] * scale[order][j],
        entry=link,
        diagonal=own[order],
        component=component[order],
    )


def inverse(permutation: Indices) -> Indices:
    """Where each number stands in a permutation."""
    places = np.empty_like(permutation)
    places[permutation] = np.arange(len(permutation))
    return places


def _supplies(
    n: int,
    row: Indices,
    column: Indices,
    value: Reals,
    matching: NDArray[np.integer] | None,
) -> Indices:
    """Row that each column supplies."""
    if matching is not None:
        found = np.asarray(matching, dtype=np.intp)
        if not np.array_equal(np.sort(found), np.arange(n)):
            raise ValueError("matching must be a permutation of the rows")
        return found
    from lcagraph.solve.matching import match  # scipy

    return match((n, n), row, column, np.abs(value))


def _refuse_idle(own: Indices, value: Reals, supplies: Indices) -> None:
    """A process without net output of its product closes every loop it stands in."""
    idle = own < 0
    idle[~idle] = value[own[~idle]] == 0
    found = np.flatnonzero(idle)
    if len(found):
        columns, rows = (int(found[0]),), (int(supplies[found[0]]),)
        raise LoopError("closed", columns, rows, condition=np.inf, variant=0)
