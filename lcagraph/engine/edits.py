r"""Exact answers when a few columns of a large system change, many scenarios at once.

With the intensities Y of the unedited system (Y A = G), its rows R of the inverse for
the k columns that change (R A = Eᵀ), and edits A' = A + D Eᵀ, G' = G + H Eᵀ:

    S = I + R D,    V = H − Y D,    Y'_p = Y_p + V S⁻¹ R_p,

so that a scenario is a dense system of k equations, whatever the size of A (Woodbury;
Hager 1989, doi:10.1137/1031049). u = S⁻¹ R_p are the runs of the edited columns for a
unit of product p.

Proof. Residuals of Y and R are taken on the unscaled A. One solve from the other side,
A x = f over all rows that the scenarios touch, has to give the same (Y f = G x and
R f = x), and turns the residuals into errors of those rows: |r| |x|. These are carried
through the two products and the dense system, with all rounding, to a bound of each
answer. What exceeds the limit is solved in full, and said to be.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lcagraph.engine.changes import (
    Changes,
    Edited,
    Ints,
    Reals,
    Solver,
    Technosphere,
)
from lcagraph.engine.large import LargeSystem, large_system
from lcagraph.engine.low_rank import BOUND_LIMIT, Chunk, Witness, solved_once
from lcagraph.solve import CONDITION_LIMIT, EntryError

CHUNK_BYTES = 64_000_000
"""Working memory for one chunk of scenarios."""
MAX_COLUMNS = 200
"""Columns beyond which a solve of each scenario is the better way."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Proven:
    """A large system as a `Solver`; its answers prove themselves."""

    system: LargeSystem

    def forward(self, demand: Reals) -> Reals:
        return self.system.forward(demand)[0]

    def adjoint(self, direct: Reals) -> Reals:
        return self.system.adjoint(direct)[0]


def proven(n: int, row: Ints, column: Ints, value: Reals) -> Proven:
    """Entries of A, row j supplied by column j, ready to be solved."""
    system = large_system(n, row, column, value, np.arange(n))
    return Proven(system=system)


class EditedColumns:
    """Some columns of a system, made ready for any number of edits.

    Parameters
    ----------
    system : Technosphere
    columns : ndarray of int
        Columns that edits may change.

    Raises
    ------
    ValueError
        More than `MAX_COLUMNS` columns, or none.
    """

    def __init__(self, system: Technosphere, columns: Ints) -> None:
        self.system = system
        self.columns = np.unique(np.asarray(columns, dtype=np.intp))
        k = len(self.columns)
        if not 0 < k <= MAX_COLUMNS:
            raise ValueError(f"1 to {MAX_COLUMNS} columns, not {k}")
        self.once = solved_once(system, self.columns)
        self._witness: Witness | None = None

    def scenarios(self, changes: Changes, products: Ints) -> Edited:
        """Intensities of some products in every scenario.

        Parameters
        ----------
        changes : Changes
            Of columns that this object was made for.
        products : ndarray of int
            Rows of A, shape (p,).

        Returns
        -------
        Edited

        Raises
        ------
        ValueError
            Shapes that do not fit, or a column that is not among those.
        EntryError
            A new value is not finite.
        LoopError
            An edited system has no answer; its columns are edited ones.
        ProofError
            The two sides do not agree.
        """
        products = np.asarray(products, dtype=np.intp)
        self._check_changes(changes)
        witness = self._witness_of(np.union1d(changes.row, products))
        k, (m, p) = len(changes.value), (len(self.system.direct), len(products))
        size = len(self.columns)
        edited = Edited(
            intensity=np.empty((k, m, p)),
            runs=np.empty((k, size, p)),
            bound=np.empty((k, m, p)),
            condition=np.empty(k),
            is_full=np.zeros(k, dtype=np.bool_),
            is_overdrawn=np.zeros(k, dtype=np.bool_),
            gap=witness.gap,
        )
        step = max(1, CHUNK_BYTES // (64 * (size + m) * (size + p)))
        for begin in range(0, k, step):
            Chunk(self.once, changes, products, witness).fill(
                edited, slice(begin, min(begin + step, k))
            )
        self._solve_in_full(edited, changes, products)
        return edited

    def _witness_of(self, rows: Ints) -> Witness:
        """The solve from the other side; kept while the rows stay the same."""
        if self._witness is None or not np.array_equal(self._witness.rows, rows):
            self._witness = Witness(self.once, rows)
        return self._witness

    def _check_changes(self, changes: Changes) -> None:
        if changes.value.shape[1:] != changes.row.shape != changes.column.shape:
            raise ValueError(f"value must have shape (k, {len(changes.row)})")
        if not np.isin(changes.columns, self.columns).all():
            raise ValueError("a column changes that was not named before")
        if not np.isfinite(changes.value).all():
            scenario, entry = np.argwhere(~np.isfinite(changes.value))[0].tolist()
            row, column = changes.row[entry], changes.column[entry]
            raise EntryError(int(row), int(column), scenario)
        if changes.direct is not None and not np.isfinite(changes.direct).all():
            scenario, _, at = np.argwhere(~np.isfinite(changes.direct))[0].tolist()
            raise EntryError(None, int(changes.direct_column[at]), scenario)

    def _solve_in_full(self, edited: Edited, changes: Changes, products: Ints) -> None:
        """Scenarios whose bound is too large, as systems of their own."""
        size = np.abs(edited.intensity)
        is_poor = ~(edited.bound <= BOUND_LIMIT * size).all(axis=(1, 2))
        is_poor |= ~(edited.condition <= CONDITION_LIMIT)
        for scenario in np.flatnonzero(is_poor):
            solver, direct = self._full(changes, int(scenario))
            for at, product in enumerate(products):
                demand = np.zeros(self.system.n)
                demand[product] = 1.0
                runs = solver.forward(demand)
                edited.intensity[scenario, :, at] = direct @ runs
                edited.runs[scenario, :, at] = runs[self.columns]
            edited.bound[scenario] = 0.0
            edited.is_full[scenario] = True

    def _full(self, changes: Changes, scenario: int) -> tuple[Solver, Reals]:
        """The edited system, written out."""
        system, places = self.system, self.once.places(changes)
        known, values = places >= 0, changes.value[scenario]
        value = system.value.copy()
        value[places[known]] = values[known]
        solver = system.solver(
            system.n,
            np.concatenate([system.row, changes.row[~known]]).astype(np.intp),
            np.concatenate([system.column, changes.column[~known]]).astype(np.intp),
            np.concatenate([value, values[~known]]),
        )
        direct = system.direct
        if changes.direct is not None:
            direct = direct.copy()
            direct[:, changes.direct_column] = changes.direct[scenario]
        return solver, direct


__all__ = [
    "Changes",
    "Edited",
    "EditedColumns",
    "Proven",
    "Solver",
    "Technosphere",
    "proven",
]
