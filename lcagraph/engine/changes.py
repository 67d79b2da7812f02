"""What edits of a large system are made of: the system, the changes, the answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Reals = NDArray[np.float64]
Ints = NDArray[np.intp]
Flags = NDArray[np.bool_]


class Solver(Protocol):
    """Answers of one system; whoever gives them has proven them."""

    def forward(self, demand: Reals) -> Reals:
        """Runs x with A x = demand, shape (n,)."""

    def adjoint(self, direct: Reals) -> Reals:
        """Intensities Y with Y A = direct, shape (m, n)."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Technosphere:
    """A large system with what its columns cause, to be edited."""

    n: int
    row: NDArray[np.int32]
    column: NDArray[np.int32]
    value: Reals
    """Entries of A, sorted by column and row, no place twice. [unit of the row]"""
    direct: Reals
    """G, shape (m, n): what a run of each column causes itself."""
    intensity: Reals
    """Y, shape (m, n), Y A = G. [unit of G / unit of the row]"""
    solver: Callable[[int, Ints, Ints, Reals], Solver]
    """Makes a system of entries ready to be solved: an edited one, in full."""
    ready: Solver | None = None
    """The unedited system, if it is ready already."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Changes:
    """Scenarios of edits; all name the same places."""

    row: Ints
    """Rows of the entries of A that change, shape (e,); no place twice."""
    column: Ints
    """Their columns, shape (e,)."""
    value: Reals
    """What they become in each scenario, shape (k, e). [unit of the row]"""
    direct_column: Ints = field(default_factory=lambda: np.empty(0, dtype=np.intp))
    """Columns of G that change, shape (c,)."""
    direct: Reals | None = None
    """What they become, shape (k, m, c); None if there are none."""

    @property
    def columns(self) -> Ints:
        """Columns that change, sorted."""
        return np.unique(np.concatenate([self.column, self.direct_column]))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Edited:
    """Intensities of some products in every scenario, each proven."""

    intensity: Reals
    """Shape (k, m, products)."""
    runs: Reals
    """Runs of each edited column for a unit of each product, shape (k, columns,
    products). [1]"""
    bound: Reals
    """Bound of the error of each intensity, shape (k, m, products); 0 where the
    scenario was solved in full and proven by its own residual."""
    condition: Reals
    """Condition of S in balanced units, shape (k,). [1]"""
    is_full: Flags
    """Scenarios that were solved in full instead, shape (k,)."""
    is_overdrawn: Flags
    """Scenarios in which an edited column consumes more than it makes, shape (k,)."""
    gap: float
    """Difference of the two solves from either side, of the sum of sizes. [1]"""
