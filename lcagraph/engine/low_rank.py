"""Scenarios of edits as dense systems of as many equations as columns change.

`edits` says what is computed. Here every quantity comes with a bound of its error.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lcagraph.engine.changes import (
    Changes,
    Edited,
    Flags,
    Ints,
    Reals,
    Solver,
    Technosphere,
)
from lcagraph.solve import LoopError, ProofError

BOUND_LIMIT = 1e-10
"""Largest bound of the error of an answer, of its size. [1]"""
SINGULAR = 1e14
"""Condition of S from which on the edited system has no answer. [1]"""
EPS = float(np.finfo(np.float64).eps)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rows:
    """What is solved once for a set of columns: R A = Eᵀ, with true residuals."""

    system: Technosphere
    solver: Solver
    columns: Ints
    """Sorted, shape (k,)."""
    inverse: Reals
    """R, shape (k, n): rows of A⁻¹. [1 / unit of the row]"""
    start: Ints
    """First entry of each column of A, shape (n + 1,)."""
    inverse_residual: Reals
    """|Eᵀ − R A|, shape (k, n)."""
    intensity_residual: Reals
    """|G − Y A|, shape (m, n)."""

    def places(self, changes: Changes) -> Ints:
        """Position of each changed entry among those of A; −1: it is new."""
        found = np.full(len(changes.row), -1)
        for at, (row, column) in enumerate(
            zip(changes.row, changes.column, strict=True)
        ):
            begin, end = self.start[column], self.start[column + 1]
            place = begin + np.searchsorted(self.system.row[begin:end], row)
            if place < end and self.system.row[place] == row:
                found[at] = place
        return found


def solved_once(system: Technosphere, columns: Ints) -> Rows:
    """The rows of A⁻¹ that belong to some columns."""
    row, column = system.row.astype(np.intp), system.column.astype(np.intp)
    solver = system.ready or system.solver(system.n, row, column, system.value)
    unit = np.zeros((len(columns), system.n))
    unit[np.arange(len(columns)), columns] = 1.0
    start = np.searchsorted(
        system.column, np.arange(system.n + 1, dtype=system.column.dtype)
    )
    inverse = solver.adjoint(unit)
    return Rows(
        system=system,
        solver=solver,
        columns=columns,
        inverse=inverse,
        start=start,
        inverse_residual=_residual(system, start, inverse, unit),
        intensity_residual=_residual(system, start, system.intensity, system.direct),
    )


def _residual(system: Technosphere, start: Ints, left: Reals, right: Reals) -> Reals:
    """|right − left A|, by row of `left`, with the entries as they are."""
    from scipy.sparse import csr_array  # slow to import

    shape = (system.n, system.n)
    transposed = csr_array((system.value, system.row, start), shape=shape)
    return np.abs(right - (transposed @ left.T).T)


class Witness:
    """One solve from the other side, over all rows that matter.

    Parameters
    ----------
    once : Rows
    rows : ndarray of int
        Rows of A, sorted.
    """

    def __init__(self, once: Rows, rows: Ints) -> None:
        system = once.system
        Y, R = system.intensity[:, rows], once.inverse[:, rows]
        # a demand for which every row matters alike, each with the sign of its supply
        largest = np.abs(Y).max(axis=1, initial=0.0)
        size = np.divide(
            np.abs(Y).T, largest, where=largest > 0, out=np.zeros(Y.T.shape)
        )
        weight = size.max(axis=1, initial=0.0)
        own = np.zeros(system.n)
        is_own = system.row == system.column
        own[system.row[is_own]] = system.value[is_own]
        sign = np.where(own[rows] < 0, -1.0, 1.0)
        demand = np.zeros(system.n)
        demand[rows] = sign / np.where(weight > 0, weight, 1.0)
        self.rows, self.demand = rows, demand[rows]
        runs = once.solver.forward(demand)
        self._compare(once, Y, R, runs)
        scale = np.abs(self.demand)
        size_of_runs = np.abs(runs)
        self.intensity_error = (once.intensity_residual @ size_of_runs)[:, None] / scale
        self.inverse_error = (once.inverse_residual @ size_of_runs)[:, None] / scale

    def _compare(self, once: Rows, Y: Reals, R: Reals, runs: Reals) -> None:
        """Both sides agree, or there is no answer."""
        direct = once.system.direct
        sides = (
            (Y @ self.demand, direct @ runs, np.abs(direct) @ np.abs(runs)),
            (R @ self.demand, runs[once.columns], np.abs(R) @ np.abs(self.demand)),
        )
        gaps = []
        for found, expected, size in sides:
            gap = np.abs(found - expected)
            gaps.append(np.divide(gap, size, where=size > 0, out=gap))
        worst = float(max((gap.max(initial=0.0) for gap in gaps), default=0.0))
        if not worst <= BOUND_LIMIT:
            raise ProofError(int(self.rows[0]), worst, 0)
        self.gap = worst

    def at(self, rows: Ints) -> tuple[Reals, Reals]:
        """Errors of the columns of Y and of R at some rows."""
        place = np.searchsorted(self.rows, rows)
        return self.intensity_error[:, place], self.inverse_error[:, place]


class Chunk:
    """The dense systems of some scenarios."""

    def __init__(
        self, once: Rows, changes: Changes, products: Ints, witness: Witness
    ) -> None:
        self.once, self.changes = once, changes
        system = once.system
        places = once.places(changes)
        self.before = np.where(places >= 0, system.value[places], 0.0)
        self.Y, self.R = system.intensity[:, changes.row], once.inverse[:, changes.row]
        self.Y_error, self.R_error = witness.at(changes.row)
        self.Y_p, self.R_p = system.intensity[:, products], once.inverse[:, products]
        self.Yp_error, self.Rp_error = witness.at(products)
        self.position = np.searchsorted(once.columns, changes.column)

    def fill(self, edited: Edited, chunk: slice) -> None:
        """Answers of a chunk of scenarios with their bounds."""
        S, V, S_error, V_error = self._small(chunk)
        inverse, condition = self._inverse(S, chunk)
        u = inverse @ self.R_p
        u += inverse @ (self.R_p - S @ u)
        W = V @ inverse
        left = np.abs(self.R_p - S @ u) + EPS * (
            np.abs(self.R_p) + np.abs(S) @ np.abs(u)
        )
        edited.intensity[chunk] = self.Y_p + V @ u
        edited.runs[chunk] = u
        edited.condition[chunk] = condition
        edited.is_overdrawn[chunk] = self._overdrawn(S, inverse, chunk)
        size = np.abs(self.Y_p) + np.abs(V) @ np.abs(u)
        bound = self.Yp_error + np.abs(W) @ (self.Rp_error + left) + EPS * size
        bound += (V_error + np.abs(W) @ S_error) @ np.abs(u)
        edited.bound[chunk] = bound

    def _small(self, chunk: slice) -> tuple[Reals, Reals, Reals, Reals]:
        """S and V of each scenario, and the errors of both."""
        once, changes = self.once, self.changes
        change = changes.value[chunk] - self.before
        k, size, m = len(change), len(once.columns), len(self.Y)
        S, S_error = np.zeros((2, k, size, size))
        V, V_error = np.zeros((2, k, m, size))
        for at in np.unique(self.position):
            of = self.position == at
            D, largest = change[:, of], np.abs(changes.value[chunk][:, of])
            largest = np.maximum(largest, np.abs(self.before[of]))
            S[:, :, at] = D @ self.R[:, of].T
            V[:, :, at] = -(D @ self.Y[:, of].T)
            for error, known, lost in (
                (S_error, self.R, self.R_error),
                (V_error, self.Y, self.Y_error),
            ):
                error[:, :, at] = np.abs(D) @ lost[:, of].T
                error[:, :, at] += 2 * EPS * (largest @ np.abs(known[:, of]).T)
        own = np.arange(size)
        S[:, own, own] += 1.0
        if changes.direct is not None:
            at = np.searchsorted(once.columns, changes.direct_column)
            before = once.system.direct[:, changes.direct_column]
            V[:, :, at] += changes.direct[chunk] - before
            largest = np.maximum(np.abs(changes.direct[chunk]), np.abs(before))
            V_error[:, :, at] += EPS * largest
        return S, V, S_error, V_error

    def _inverse(self, S: Reals, chunk: slice) -> tuple[Reals, Reals]:
        """S⁻¹ and its condition in balanced units; refuses what has no answer."""
        scale = _balance(np.abs(S).max(axis=0))
        balanced = S * scale[:, None] / scale
        try:
            inverse = np.linalg.inv(balanced)
        except np.linalg.LinAlgError:
            inverse = self._one_by_one(balanced, chunk)
        condition = (np.abs(inverse) @ np.abs(balanced)).sum(axis=2).max(axis=1)
        for at in np.flatnonzero(~(condition < SINGULAR)).tolist():
            self._refuse(balanced[at], float(condition[at]), chunk.start + at)
        return inverse / scale[:, None] * scale, condition

    def _one_by_one(self, balanced: Reals, chunk: slice) -> Reals:
        """The same inverses; finds the scenario that has none."""
        found = np.empty_like(balanced)
        for at, one in enumerate(balanced):
            try:
                found[at] = np.linalg.inv(one)
            except np.linalg.LinAlgError:
                self._refuse(one, np.inf, chunk.start + at)
        return found

    def _refuse(self, balanced: Reals, condition: float, scenario: int) -> None:
        """Name the edited columns that run against each other without a net output."""
        _, _, right = np.linalg.svd(balanced)
        part = np.abs(right[-1])
        columns = self.once.columns[part > 1e-6 * part.max()]
        named = tuple(columns.tolist())
        raise LoopError("closed", named, named, condition=condition, variant=scenario)

    def _overdrawn(self, S: Reals, inverse: Reals, chunk: slice) -> Flags:
        """Scenarios beyond a point at which the loops had no net output.

        There S has a determinant below zero, or a column runs backwards for a unit of
        its own product.
        """
        once, changes = self.once, self.changes
        own = once.inverse[:, once.columns]
        runs = np.diagonal(inverse @ own, axis1=1, axis2=2)
        reference = np.zeros((len(S), len(once.columns)))
        for at, column in enumerate(once.columns):
            begin, end = once.start[column], once.start[column + 1]
            rows = once.system.row[begin:end]
            reference[:, at] = once.system.value[begin:end][rows == column].sum()
        is_own = changes.row == changes.column
        reference[:, self.position[is_own]] = changes.value[chunk][:, is_own]
        sign, _ = np.linalg.slogdet(S)
        return np.asarray((sign <= 0) | (runs * reference <= 0).any(axis=1))


def _balance(size: Reals, sweeps: int = 8) -> Reals:
    """Factors d that make rows and columns of d S d⁻¹ alike (Osborne 1960)."""
    off = size.copy()
    np.fill_diagonal(off, 0.0)
    scale = np.ones(len(size))
    for _ in range(sweeps):
        for at in range(len(size)):
            row = float((off[at] * scale[at] / scale).sum())
            column = float((off[:, at] * scale / scale[at]).sum())
            if row > 0 and column > 0:
                scale[at] *= np.sqrt(column / row)
    return scale
