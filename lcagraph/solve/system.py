"""A chunk of variants made ready: entries added up, loops factorised, limits kept.

Variants are the last axis here, so that a step over the processes of a wave is one
operation over all variants.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NoReturn, Protocol

import numpy as np
from numpy.typing import NDArray

from lcagraph.solve.arrays import Indices, Reals, starts_of
from lcagraph.solve.loops import factorise
from lcagraph.solve.problems import LoopError, LoopKind, ProofError
from lcagraph.solve.structure import Loop, Structure, Wave

CONDITION_LIMIT = 1e9
"""Largest condition number of a loop that is still answered. [1]

Rounding (1.1e-16) times 1e9 leaves 7 digits, more than any measured amount has. A loop
that passes on 1e-9 of what it makes is no process but a mistake: its result is decided
by the last digits of its inputs.
"""

CLOSED_CONDITION = 1e15
"""Beyond this, what is left of the loop is a rounding error: it has no net output."""

RESIDUAL_LIMIT = 1e-12
"""Largest componentwise backward error of an answer: by this fraction each number of A
and f may be wrong. Refinement reaches 1e-15 for loops within the limit. [1]"""

NOTHING = 1e-290
"""An equation whose terms are all smaller holds but for underflow."""

DENSE_LIMIT = 400
"""Largest loop that is inverted as a dense block: up to here it is the faster way."""


class LoopSolver(Protocol):
    """A factorised loop: dense and sparse ones answer the same questions."""

    @property
    def condition(self) -> Reals: ...

    @property
    def overdrawn(self) -> NDArray[np.bool_]: ...

    def solve(self, demand: Reals, /) -> Reals: ...

    def solve_adjoint(self, direct: Reals, /) -> Reals: ...

    def inverse_diagonal(self) -> Reals: ...

    def culprits(self, variant: int, /) -> Indices: ...

    def floored(self, size: Reals, /, *, adjoint: bool) -> Reals: ...


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class System:
    """k variants of one matrix, factorised."""

    structure: Structure
    values: Reals
    """Slots of A, shape (n_slots, k)."""
    solvers: tuple[tuple[Wave, tuple[LoopSolver, ...]], ...]
    """Each wave with its factorised loops."""
    condition: Reals
    """Of the worst loop, shape (k,). [1]"""
    first: int
    """Number of the first variant, for messages."""

    def forward(self, demand: Reals) -> Reals:
        """Runs that meet a demand, by process: both of shape (n, k)."""
        open_demand = demand.copy()
        runs = np.zeros(demand.shape)
        for wave, solvers in self.solvers:
            links = wave.demands
            if len(links.targets):
                used = self.values[links.slots] * runs[links.sources]
                # Inputs are negative entries: what they use adds to the demand.
                open_demand[links.targets] -= np.add.reduceat(used, links.starts)
            wanted = open_demand[wave.singles]
            # + 0.0 turns the −0.0 of an idle treatment process into 0.
            runs[wave.singles] = wanted / self.values[wave.diagonal] + 0.0
            for loop, solver in zip(wave.loops, solvers, strict=True):
                wanted = open_demand[loop.processes]
                if wanted.any():
                    runs[loop.processes] = solver.solve(wanted) + 0.0
        return runs

    def adjoint(self, direct: Reals) -> Reals:
        """Intensities by supplying process with λ A = direct: shape (n, k, m)."""
        left = direct.copy()
        intensity = np.zeros(direct.shape)
        for wave, solvers in reversed(self.solvers):
            links = wave.inputs
            if len(links.targets):
                bought = self.values[links.slots][:, :, None] * intensity[links.sources]
                left[links.targets] -= np.add.reduceat(bought, links.starts)
            own = self.values[wave.diagonal][:, :, None]
            intensity[wave.singles] = left[wave.singles] / own + 0.0
            for loop, solver in zip(wave.loops, solvers, strict=True):
                wanted = left[loop.processes]
                if wanted.any():
                    intensity[loop.processes] = solver.solve_adjoint(wanted) + 0.0
        return intensity

    def residual(self, runs: Reals, demand: Reals) -> Reals:
        """Proven componentwise backward error of `runs`, shape (k,).

        Raises
        ------
        ProofError
            It exceeds `RESIDUAL_LIMIT`.
        """
        used = self.values * runs[self.structure.consumers]
        return self._proven(used, demand, adjoint=False)

    def adjoint_residual(self, intensity: Reals, direct: Reals) -> Reals:
        """The same for one row of intensities; shapes (n, k)."""
        paid = self.values * intensity[self.structure.suppliers]
        return self._proven(paid, direct, adjoint=True)

    def _proven(self, terms: Reals, wanted: Reals, *, adjoint: bool) -> Reals:
        structure = self.structure
        places = structure.consumers if adjoint else structure.suppliers
        missing = np.abs(wanted - _added(terms, places, structure.n))
        size = _added(np.abs(terms), places, structure.n) + np.abs(wanted)
        for wave, solvers in self.solvers:
            for loop, solver in zip(wave.loops, solvers, strict=True):
                members = loop.processes
                size[members] = solver.floored(size[members], adjoint=adjoint)
        error = np.divide(missing, size, out=np.zeros_like(size), where=size > NOTHING)
        worst = error.max(axis=0, initial=0.0)
        bad = np.flatnonzero(~(worst <= RESIDUAL_LIMIT))
        if len(bad):
            row = int(structure.matching[error[:, bad[0]].argmax()])
            raise ProofError(row, float(worst[bad[0]]), self.first + int(bad[0]))
        return np.asarray(worst)


def prepare(structure: Structure, data: Reals, first: int) -> System:
    """Variants with their loops factorised and within the limits.

    Parameters
    ----------
    structure : Structure
    data : ndarray, shape (k, nnz)
        Entries in the caller's order.
    first : int
        Number of the first of these variants.

    Raises
    ------
    LoopError
        A loop has no net output, or its condition exceeds `CONDITION_LIMIT`.
    """
    values, gross = slots_of(structure, data)
    condition = np.ones(len(data))
    solvers = []
    for wave in structure.waves:
        single = single_condition(values[wave.diagonal], gross[wave.diagonal])
        for index in np.flatnonzero(~(single <= CONDITION_LIMIT).all(axis=1)):
            _refuse(structure, wave.singles[[index]], single[index], first)
        condition = np.maximum(condition, single.max(axis=0, initial=1.0))
        ready = []
        for loop in wave.loops:
            solver = factorised(loop, values[loop.slots], gross[loop.slots])
            bad = np.flatnonzero(~(solver.condition <= CONDITION_LIMIT))
            if len(bad):
                members = loop.processes[solver.culprits(int(bad[0]))]
                _refuse(structure, members, solver.condition, first)
            condition = np.maximum(condition, solver.condition)
            ready.append(solver)
        solvers.append((wave, tuple(ready)))
    return System(
        structure=structure,
        values=values,
        solvers=tuple(solvers),
        condition=condition,
        first=first,
    )


def slots_of(structure: Structure, data: Reals) -> tuple[Reals, Reals]:
    """Σ entries and Σ |entries| of each slot, shape (n_slots, k)."""
    entries = np.ascontiguousarray(data.T)[structure.entries]
    if len(structure.starts) == len(entries):
        return entries, np.abs(entries)
    sums = np.add.reduceat(entries, structure.starts)
    return sums, np.add.reduceat(np.abs(entries), structure.starts)


def _added(terms: Reals, places: Indices, n: int) -> Reals:
    """Rows of `terms`, shape (e, k), added up by their place, shape (n, k)."""
    order = np.argsort(places, kind="stable")
    starts = starts_of(places[order])
    ends = places[order][starts]
    added = np.zeros((n, terms.shape[1]))
    if len(ends):
        added[ends] = np.add.reduceat(terms[order], starts)
    return added


def single_condition(net: Reals, gross: Reals) -> Reals:
    """What a process makes of its own product, over what it has left to pass on."""
    infinite = np.full(net.shape, np.inf)
    np.divide(gross, np.abs(net), out=infinite, where=net != 0)
    return infinite


def factorised(loop: Loop, values: Reals, gross: Reals) -> LoopSolver:
    """A loop of any size, ready to be solved; `values` and `gross` are its slots."""
    if loop.size <= DENSE_LIMIT:
        return factorise(loop, values, gross)
    # SuperLU, for loops of whole databases: scipy takes 0.2 s to import
    from lcagraph.solve.sparse_loop import factorise_sparse

    return factorise_sparse(loop, values, gross)


def _refuse(
    structure: Structure, columns: Indices, condition: Reals, first: int
) -> NoReturn:
    variant = int(np.flatnonzero(~(condition <= CONDITION_LIMIT))[0])
    worst = float(condition[variant])
    kind: LoopKind = "closed" if worst >= CLOSED_CONDITION else "ill_conditioned"
    raise LoopError(
        kind,
        tuple(columns.tolist()),
        tuple(structure.matching[columns].tolist()),
        condition=worst,
        variant=first + variant,
    )
