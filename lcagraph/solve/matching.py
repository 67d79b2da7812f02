"""Which process supplies which product, where nobody says: a perfect matching."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import (
    maximum_bipartite_matching,
    min_weight_full_bipartite_matching,
)

from lcagraph.solve.arrays import Indices, Reals
from lcagraph.solve.problems import MatchingError


def match(
    shape: tuple[int, int], row: Indices, column: Indices, weight: Reals | None
) -> Indices:
    """Row of each column: a perfect matching, of largest product if values help."""
    pattern = csr_array((np.ones(len(row)), (row, column)), shape=shape)
    row_of = maximum_bipartite_matching(pattern, perm_type="row").astype(np.intp)
    if shape[0] != shape[1] or (row_of < 0).any():
        raise _matching_error(pattern, row_of)
    if weight is None or not shape[0]:
        return row_of
    costs = csr_array((_costs(weight, column), (row, column)), shape=shape)
    matched_rows, matched_columns = min_weight_full_bipartite_matching(costs)
    best = np.empty_like(row_of)
    best[matched_columns] = matched_rows
    return best


def _costs(weight: Reals, column: Indices) -> Reals:
    """1 + log(largest of the column / |a|); a zero costs more than all others."""
    known = np.isfinite(weight) & (weight > 0)
    log = np.log(np.where(known, weight, 1.0))
    largest = np.full(column.max(initial=0) + 1, -np.inf)
    np.maximum.at(largest, column[known], log[known])
    cost = 1.0 + np.where(known, largest[column] - log, 0.0)
    dearest = cost.max(initial=1.0) * len(largest)
    return np.where(known, cost, dearest)


def _matching_error(pattern: csr_array, row_of: Indices) -> MatchingError:
    """Name the rows, and the columns, that fail Hall's condition."""
    n_rows, n_columns = pattern.shape
    column_of = np.full(n_rows, -1, dtype=np.intp)
    matched = np.flatnonzero(row_of >= 0)
    column_of[row_of[matched]] = matched
    rows, suppliers = _hall(pattern, column_of, row_of)
    columns, products = _hall(csr_array(pattern.T), row_of, column_of)
    return MatchingError(
        shape=(n_rows, n_columns),
        rows=rows,
        row_suppliers=suppliers,
        columns=columns,
        column_products=products,
    )


def _hall(
    pattern: csr_array, partner: Indices, partner_back: Indices
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Rows reached from unmatched rows by alternating paths, and all their columns."""
    reached = np.flatnonzero(partner < 0)
    seen = np.zeros(pattern.shape[0], dtype=bool)
    touched = np.zeros(pattern.shape[1], dtype=bool)
    while len(reached):
        seen[reached] = True
        spans = [pattern.indices[slice(*pattern.indptr[r : r + 2])] for r in reached]
        touched[np.concatenate(spans)] = True
        nearest = partner_back[touched]
        reached = np.setdiff1d(nearest[nearest >= 0], np.flatnonzero(seen))
    return (
        tuple(np.flatnonzero(seen).tolist()),
        tuple(np.flatnonzero(touched).tolist()),
    )
