"""Scenarios of a few entries, the way a user of the rival would run them.

One object is made and solved; then each scenario writes its numbers into the object's
matrix and calculates again. A few scenarios are timed, which is said in the output.
"""

from __future__ import annotations

from time import perf_counter

import numpy as np
from economy import Ints, Reals
from rival import TIGHT, lca
from synthetic import Background

CLASSES = ("LCA", "IterativeLCA", "JacobiGMRESLCA")
"""The rival's default, and its two iterative classes."""


def scenario_scores(
    one: Background, product: int, places: tuple[Ints, Ints], values: Reals, kind: str
) -> tuple[float, Reals]:
    """Time per scenario [s] and scores of category 0.

    Parameters
    ----------
    one : Background
    product : int
        Row of A.
    places : tuple of ndarray
        Rows and columns of the entries that change.
    values : ndarray, shape (k, e)
        What they become in each scenario. [unit of the row]
    kind : str
        Class of the rival.
    """
    options = {} if kind == "LCA" else {"rtol": TIGHT}
    model = lca(one, {product: 1.0}, kind, **options)
    model.lci()
    model.lcia()
    matrix = model.technosphere_matrix
    data = [_position(matrix, row, column) for row, column in zip(*places, strict=True)]
    scores = []
    begin = perf_counter()
    for value in values:
        matrix.data[data] = value
        model.lci_calculation()
        model.lcia_calculation()
        scores.append(float(model.score))
    return (perf_counter() - begin) / len(values), np.array(scores)


def _position(matrix: object, row: int, column: int) -> int:
    """Where an entry stands in the data of a compressed matrix."""
    is_by_row = getattr(matrix, "format") == "csr"  # noqa: B009
    major, minor = (row, column) if is_by_row else (column, row)
    starts, indices = (getattr(matrix, name) for name in ("indptr", "indices"))
    inside = np.flatnonzero(indices[starts[major] : starts[major + 1]] == minor)
    return int(starts[major] + inside[0])
