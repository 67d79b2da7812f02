"""Which entries of A stand where, which columns form loops, which stage reaches what.

Nothing here depends on values: a number that is zero today may be changed in the file.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lcagraph.arrays import Prepared
from lcagraph.contribution.ledger import UNASSIGNED
from lcagraph.graph.words import Stage

STAGES: tuple[str, ...] = (*Stage.__args__, UNASSIGNED)  # type: ignore[attr-defined]
"""Stages in order; their numbers in the workbook count from one."""

INHERITED = 0
"""Stage number of an entry that books to the stage in which its column is demanded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrangement:
    """The entries of A in the order of the sheet: row by row, diagonal first."""

    order: tuple[int, ...]
    stage: tuple[int, ...]
    """Stage number of each entry, as laid out."""
    is_inherited: tuple[bool, ...]
    """Whether an entry belongs to the system that hands stages down."""
    floating: NDArray[np.bool_]
    """Columns without a stage of their own: mixes and utilities."""
    loops: tuple[tuple[int, ...], ...]
    """Columns that feed each other, two or more; the others are loop-free."""
    reference_stage: str


def arrangement(prepared: Prepared) -> Arrangement:
    """The arrangement of a prepared model."""
    layout, compiled = prepared.layout, prepared.compiled
    processes = compiled.system.processes
    floating = np.array(
        [
            not c.is_factor and processes[c.id].own_stage is None
            if c.id in processes
            else not c.is_factor
            for c in layout.columns
        ],
        dtype=bool,
    )
    a = layout.a
    pairs = list(zip(a.row.tolist(), a.column.tolist(), strict=True))
    loops = loops_of(layout.n, pairs)
    loop_of = {j: number for number, loop in enumerate(loops) for j in loop}
    stage, inherited = [], []
    for (_, column), source in zip(pairs, a.source.tolist(), strict=True):
        stated = compiled.edges[source].stage if source >= 0 else None
        is_inherited = source < 0 or (stated is None and bool(floating[column]))
        inherited.append(is_inherited)
        number = STAGES.index(stated or UNASSIGNED) + 1
        stage.append(INHERITED if is_inherited else number)

    def place(k: int) -> tuple[int, int, int, int]:
        row, column = pairs[k]
        if row == column:
            return row, 0, column, k
        is_inside = row in loop_of and loop_of.get(column) == loop_of[row]
        return row, 1 if is_inside else 2, column, k

    owner = processes.get(compiled.demand.process)
    return Arrangement(
        order=tuple(sorted(range(len(pairs)), key=place)),
        stage=tuple(stage),
        is_inherited=tuple(inherited),
        floating=floating,
        loops=loops,
        reference_stage=(owner.stage if owner else None) or UNASSIGNED,
    )


def loops_of(n: int, pairs: Iterable[tuple[int, int]]) -> tuple[tuple[int, ...], ...]:
    """Strongly connected sets of two or more of n columns, from (row, column) links."""
    from scipy.sparse import coo_array  # slow to import
    from scipy.sparse.csgraph import connected_components

    links = list(pairs)
    if not links:
        return ()
    rows, columns = zip(*links, strict=True)
    matrix = coo_array((np.ones(len(links)), (rows, columns)), shape=(n, n)).tocsr()
    _, labels = connected_components(matrix, connection="strong")
    members: dict[int, list[int]] = {}
    for column, number in enumerate(labels.tolist()):
        members.setdefault(number, []).append(column)
    return tuple(tuple(found) for found in members.values() if len(found) > 1)


def reached(prepared: Prepared, arranged: Arrangement) -> dict[int, tuple[int, ...]]:
    """Columns without a stage of their own that each stage number can reach."""
    layout, floating = prepared.layout, arranged.floating
    starts: dict[int, set[int]] = {}
    below: dict[int, set[int]] = {}
    links = zip(layout.a.row.tolist(), layout.a.column.tolist(), strict=True)
    for k, (row, column) in enumerate(links):
        if not floating[row]:
            continue
        if not arranged.is_inherited[k]:
            starts.setdefault(arranged.stage[k], set()).add(row)
        elif row != column:
            below.setdefault(column, set()).add(row)
    if floating[layout.demand_column]:
        number = STAGES.index(arranged.reference_stage) + 1
        starts.setdefault(number, set()).add(layout.demand_column)
    found = {}
    for number in sorted(starts):
        seen, open_ = set(starts[number]), list(starts[number])
        while open_:
            further = below.get(open_.pop(), set()) - seen
            seen |= further
            open_ += further
        found[number] = tuple(sorted(seen))
    return found
