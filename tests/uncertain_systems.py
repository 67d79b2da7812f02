"""Small databases with uncertain entries, for the tests of Monte Carlo."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from large_cases import Reals, technosphere
from numpy.typing import NDArray
from scipy.sparse import csc_array
from scipy.sparse.linalg import spsolve

from lcagraph.engine.montecarlo import (
    Background,
    Demand,
    Entries,
    Plan,
    normal_background,
    sample_matrices,
)

SPREAD = np.dtype(
    [
        ("kind", np.uint8),
        ("location", np.float64),
        ("scale", np.float64),
        ("minimum", np.float64),
        ("maximum", np.float64),
        ("shape", np.float64),
    ]
)
LOGNORMAL, NORMAL = 2, 3


def spreads(n: int, **fields: object) -> NDArray[np.void]:
    """A table of n spreads, certain where nothing is said."""
    table = np.zeros(n, SPREAD)
    for name in ("location", "scale", "minimum", "maximum", "shape"):
        table[name] = np.nan
    for name, value in fields.items():
        table[name] = value
    return table


def entries(matrix: Reals, table: NDArray[np.void] | None = None) -> Entries:
    """Entries of a dense matrix, column by column, certain unless a table says so."""
    column, row = np.nonzero(matrix.T)
    value = matrix[row, column]
    return Entries(
        row=row.astype(np.int32),
        column=column.astype(np.int32),
        value=value,
        spread=spreads(len(row)) if table is None else table,
    )


def lognormal(matrix: Reals, sigma: Reals | float) -> Entries:
    """Entries whose medians are the matrix; σ = 0 is certain."""
    certain = entries(matrix)
    wide = np.broadcast_to(sigma, matrix.shape)[certain.row, certain.column]
    table = spreads(
        len(certain.row),
        kind=np.where(wide > 0, LOGNORMAL, 0),
        location=np.log(np.abs(certain.value)),
        scale=np.where(wide > 0, wide, np.nan),
    )
    return entries(matrix, table)


def off_diagonal(n: int, sigma: float) -> Reals:
    return np.where(np.eye(n, dtype=bool), 0.0, sigma)


def background(
    n: int = 40,
    flows: int = 12,
    *,
    sigma: float = 0.15,
    seed: int = 3,
    name: str = "random",
    **options: float,
) -> Background:
    """A database with loops everywhere; a third of all entries are certain."""
    rng = np.random.default_rng(seed)
    A = technosphere(n, seed=seed, **options)  # type: ignore[arg-type]
    A[:, n // 2] *= -1  # a treatment: its own entry is negative
    B = rng.lognormal(0, 1, (flows, n)) * (rng.random((flows, n)) < 0.4)
    sure = rng.random((n, n)) < 0.33
    wide = np.where(sure, 0.0, off_diagonal(n, sigma))
    wide_b = np.where(rng.random((flows, n)) < 0.33, 0.0, 2 * sigma)
    return normal_background(n, lognormal(A, wide), lognormal(B, wide_b), name)


def dense(found: Entries, values: Reals, shape: tuple[int, int]) -> Reals:
    """Entries with other values, as a dense matrix."""
    matrix = np.zeros(shape)
    matrix[found.row, found.column] = values
    return matrix


def demand(*rows: int) -> Demand:
    """One unit of each row, a product each."""
    return Demand(rows=np.array(rows), amounts=np.eye(len(rows)))


def weights(m: int, flows: int = 12) -> Reals:
    return np.random.default_rng(5).lognormal(0, 1, (m, flows))


def direct_scores(
    plan: Plan, made: Background, C: Reals, seed: int, sample: int
) -> Reals:
    """Scores of one sample by scipy's spsolve of the whole sampled matrix."""
    a, b = sample_matrices(plan, made, seed, sample)
    n, flows = made.form.n, C.shape[1]
    A = csc_array(dense(made.technosphere, a, (n, n)))
    B = dense(made.interventions, b, (flows, n))
    scores = []
    for amounts in plan.demand.amounts:
        f = np.zeros(n)
        f[plan.demand.rows] = amounts
        scores.append(C @ (B @ spsolve(A, f)))
    return np.array(scores)


def mixed_kinds() -> Background:
    """0 buys of 1, which buys of 2 and 3: normals, a uniform, a cut, a negative."""
    A = np.eye(4)
    A[1, 0], A[2, 1], A[3, 1], A[0, 3] = -0.4, -0.3, 0.2, -0.1
    a = entries(A)
    table = spreads(len(a.row))
    said: dict[tuple[int, int], dict[str, float]] = {
        (1, 0): {"kind": NORMAL, "location": -0.4, "scale": 0.02},
        (2, 1): {"kind": 4, "minimum": -0.4, "maximum": -0.2},
        (3, 1): {"kind": LOGNORMAL, "location": np.log(0.2), "scale": 0.2},
        (0, 3): {"kind": 3, "location": -0.1, "scale": 0.1, "maximum": 0.0},
    }
    for place, fields in said.items():
        at = (a.row == place[0]) & (a.column == place[1])
        for name, value in fields.items():
            table[name][at] = value
    return normal_background(
        4, replace(a, spread=table), lognormal(np.array([[1.0, 2, 3, 4]]), 0.1), "mixed"
    )
