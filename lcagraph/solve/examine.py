"""Every loop of a matrix tried by itself, where one bad loop must not stop the rest."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lcagraph.solve.arrays import Indices, Reals
from lcagraph.solve.structure import Loop, Structure
from lcagraph.solve.system import (
    CONDITION_LIMIT,
    DENSE_LIMIT,
    factorised,
    single_condition,
    slots_of,
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LoopHealth:
    """One loop (or one process that uses up its own product), and if it has an answer.

    `culprits` are the members that take part in the missing net output, each followed
    by one of its suppliers; empty for a sound loop.
    """

    columns: Indices
    culprits: Indices
    condition: float
    """Bauer's condition number; of a large loop an upper bound, or an estimate. [1]"""
    is_overdrawn: bool

    @property
    def is_sound(self) -> bool:
        return self.condition <= CONDITION_LIMIT


def examine(structure: Structure, data: Reals) -> tuple[LoopHealth, ...]:
    """Health of every loop, and of every single process that has none.

    Parameters
    ----------
    structure : Structure
        From `analyse`, with the matching told (else nothing is known as overdrawn).
    data : ndarray, shape (nnz,)
        Entries of A, one variant.
    """
    with np.errstate(all="ignore"):
        values, gross = slots_of(structure, data[None, :])
        found = []
        for wave in structure.waves:
            single = single_condition(values[wave.diagonal], gross[wave.diagonal])[:, 0]
            for index in np.flatnonzero(~(single <= CONDITION_LIMIT)):
                columns = wave.singles[[index]]
                found.append(_closed(columns, float(single[index])))
            found += [_examined(p, values[p.slots], gross[p.slots]) for p in wave.loops]
    return tuple(found)


def _closed(columns: Indices, condition: float) -> LoopHealth:
    return LoopHealth(
        columns=columns, culprits=columns, condition=condition, is_overdrawn=False
    )


def _examined(loop: Loop, values: Reals, gross: Reals) -> LoopHealth:
    if loop.size > DENSE_LIMIT and (sound := _dominant(loop, values, gross)):
        return sound
    solver = factorised(loop, values, gross)
    condition = float(solver.condition[0])
    is_sound = condition <= CONDITION_LIMIT
    culprits = loop.processes[:0] if is_sound else loop.processes[solver.culprits(0)]
    return LoopHealth(
        columns=loop.processes,
        culprits=culprits,
        condition=condition,
        is_overdrawn=bool(solver.overdrawn[0]),
    )


def _dominant(loop: Loop, values: Reals, gross: Reals) -> LoopHealth | None:
    """A large loop whose units alone prove that it is sound; None if they don't."""
    from lcagraph.solve.dominance import condition_bound  # scipy

    condition = condition_bound(loop, values, gross)
    if not condition <= CONDITION_LIMIT:
        return None
    return LoopHealth(
        columns=loop.processes,
        culprits=loop.processes[:0],
        condition=condition,
        is_overdrawn=False,
    )
