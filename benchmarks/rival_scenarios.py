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

CLASSES = {"LCA": 1e-10, "IterativeLCA": 1e-8, "JacobiGMRESLCA": 1e-8}
"""The rival's default and its two iterative classes, which stop at a residual of 1e-10;
and by how much their scores may differ from ours. [1]"""

SCENARIOS = 100
TIMED = 4
"""Scenarios that the rival is timed on."""


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


def difference(scores: Reals, ours: Reals, kind: str) -> float:
    """Largest relative difference of a class's scores from ours, if they agree. [1]"""
    found = float(np.max(np.abs(scores / ours - 1.0)))
    if not found <= CLASSES[kind]:
        raise SystemExit(f"{kind}: differ by {found:.1e}")
    return found


def _position(matrix: object, row: int, column: int) -> int:
    """Where an entry stands in the data of a compressed matrix."""
    is_by_row = getattr(matrix, "format") == "csr"  # noqa: B009
    major, minor = (row, column) if is_by_row else (column, row)
    starts, indices = (getattr(matrix, name) for name in ("indptr", "indices"))
    inside = np.flatnonzero(indices[starts[major] : starts[major + 1]] == minor)
    return int(starts[major] + inside[0])
