"""A direct solver of the backgrounds, refined: what answers are held against."""

from __future__ import annotations

import numpy as np
from economy import Reals
from numpy.typing import NDArray
from scipy.sparse import csc_array
from scipy.sparse.linalg import splu


class Direct:
    """SuperLU on the transpose, which fills far less than A itself does."""

    def __init__(
        self,
        n: int,
        row: NDArray[np.integer],
        column: NDArray[np.integer],
        value: Reals,
    ) -> None:
        self.A = csc_array((value, (row, column)), shape=(n, n))
        self.transposed = csc_array(self.A.T)
        self.factors = splu(self.transposed)

    def forward(self, demand: Reals) -> Reals:
        """Runs x with A x = demand, shape (n,)."""
        runs = self._solved(demand)
        for _ in range(2):
            runs += self._solved(demand - self.A @ runs)
        return runs

    def _solved(self, demand: Reals) -> Reals:
        found = self.factors.solve(demand, "T")  # type: ignore[call-overload]
        return np.asarray(found, dtype=np.float64)

    def adjoint(self, direct: Reals) -> Reals:
        """Intensities Y with Y A = direct, shape (m, n)."""
        found = self.factors.solve(np.ascontiguousarray(direct.T))
        for _ in range(2):
            found += self.factors.solve(direct.T - self.transposed @ found)
        return np.ascontiguousarray(found.T)
