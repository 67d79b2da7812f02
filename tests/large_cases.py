"""Systems for the tests of the engine, and exact answers of small ones."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array
from scipy.sparse.linalg import splu

Reals = NDArray[np.float64]
Entries = tuple[NDArray[np.intp], NDArray[np.intp], Reals]


def technosphere(
    n: int,
    *,
    seed: int = 1,
    inputs: int = 4,
    radius: float = 0.6,
    credits: float = 0.0,
    decades: float = 0.0,
) -> Reals:
    """A with loops everywhere, whose inputs are `radius` of each output's value.

    `credits` of the inputs are negative ones, and units spread over so many decades
    either way.
    """
    rng = np.random.default_rng(seed)
    shares = np.zeros((n, n))
    for column in range(n):
        rows = rng.choice(n - 1, min(inputs, n - 1), replace=False)
        rows[rows >= column] += 1
        shares[rows, column] = rng.dirichlet(np.ones(len(rows))) * radius
    shares *= np.where(rng.random((n, n)) < credits, -1.0, 1.0)
    A = np.eye(n) - shares
    units, runs = 10 ** rng.uniform(-decades, decades, (2, n))
    return units[:, None] * A * runs[None, :]


def entries(A: Reals) -> Entries:
    """Entries of a matrix, by column and row."""
    column, row = np.nonzero(A.T)
    return row, column, A[row, column]


def exact(A: Reals, f: Reals) -> list[Fraction]:
    """Answer of A s = f by elimination with fractions: no rounding at all."""
    n = len(f)
    table = [[Fraction(float(x)) for x in row] for row in np.column_stack([A, f])]
    for i in range(n):
        pivot = next(k for k in range(i, n) if table[k][i])
        table[i], table[pivot] = table[pivot], table[i]
        for k in range(n):
            if k != i and table[k][i]:
                ratio = table[k][i] / table[i][i]
                table[k] = [
                    a - ratio * b for a, b in zip(table[k], table[i], strict=True)
                ]
    return [table[i][n] / table[i][i] for i in range(n)]


def relative_error(found: Reals, wanted: list[Fraction]) -> float:
    """Largest error of any number, of that number itself."""
    errors = [
        abs(float((Fraction(float(x)) - y) / y)) if y else abs(x)
        for x, y in zip(found.tolist(), wanted, strict=True)
    ]
    return max(errors)


def refined_exactly(A: Reals, f: Reals, steps: int = 6) -> Reals:
    """Answer of A s = f by SuperLU, refined with residuals that are not rounded.

    SuperLU alone loses up to 9 digits where units lie far apart.
    """
    factors = splu(csc_array(A))
    row, column = np.nonzero(A)
    value = [Fraction(x) for x in A[row, column].tolist()]
    places = list(zip(row.tolist(), column.tolist(), value, strict=True))
    answer = [Fraction(0)] * len(f)
    for _ in range(steps):
        left = [Fraction(x) for x in f.tolist()]
        for i, j, entry in places:
            left[i] -= entry * answer[j]
        step = factors.solve(np.array([float(x) for x in left]))
        answer = [x + Fraction(y) for x, y in zip(answer, step.tolist(), strict=True)]
    return np.array([float(x) for x in answer])
