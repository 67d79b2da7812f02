"""Linear algebra without rounding: the witness for small systems.

Gauss-Jordan elimination over fractions. A float is a fraction of a power of two, so a
system of floats has one exact answer, and every digit of it is right.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

Matrix = list[list[Fraction]]


def fractions(matrix: NDArray[np.float64]) -> Matrix:
    """The same matrix, exactly."""
    return [[Fraction(float(value)) for value in row] for row in matrix]


def solve(A: Matrix, right: Matrix) -> Matrix:
    """X with A X = right; ZeroDivisionError if A is singular."""
    n = len(A)
    rows = [[*a, *b] for a, b in zip(A, right, strict=True)]
    for j in range(n):
        pivot = next((i for i in range(j, n) if rows[i][j]), j)
        rows[j], rows[pivot] = rows[pivot], rows[j]
        inverse = 1 / rows[j][j]
        rows[j] = [inverse * value for value in rows[j]]
        for i in range(n):
            factor = rows[i][j]
            if i != j and factor:
                rows[i] = [
                    a - factor * b for a, b in zip(rows[i], rows[j], strict=True)
                ]
    return [row[n:] for row in rows]


def scaling(A: NDArray[np.float64], f: NDArray[np.float64]) -> NDArray[np.float64]:
    """The exact answer of A s = f, each number rounded once."""
    return as_floats(solve(fractions(A), fractions(f[:, None])))[:, 0]


def inverse(A: NDArray[np.float64]) -> NDArray[np.float64]:
    """The exact inverse, each number rounded once."""
    return as_floats(solve(fractions(A), fractions(np.eye(len(A)))))


def as_floats(matrix: Sequence[Sequence[Fraction]]) -> NDArray[np.float64]:
    return np.array([[float(value) for value in row] for row in matrix])
