"""What the pattern of A alone tells: who supplies whom, in which order, in which loops.

Every process is paired with the product that it supplies (a matching of columns and
rows; A of the textbook's electricity example has a zero diagonal). An entry in the
row of supplier i and the column of consumer j is then a link j → i. Strongly connected
processes form a loop; everything else is a chain, solved by substitution.

Loops and chains are sorted into waves, consumers first: no link runs inside a wave
except within a loop, so the scaling of a wave follows from the waves before it. These
are the diagonal blocks of the Dulmage-Mendelsohn decomposition, which do not depend on
the matching chosen.

References
----------
Pothen & Fan (1990), Computing the block triangular form of a sparse matrix, ACM TOMS
16(4), doi:10.1145/98267.98287.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from lcagraph.solve.arrays import Indices, Reals, distinct, starts_of
from lcagraph.solve.components import strong_components


@dataclass(frozen=True, slots=True, kw_only=True)
class Loop:
    """Processes that supply each other, directly or through others."""

    processes: Indices
    """Column of each member, shape (m,)."""
    slots: Indices
    """Entries with both ends in the loop, shape (e,)."""
    suppliers: Indices
    """Member that supplies, for each entry, shape (e,)."""
    consumers: Indices
    """Member that consumes, for each entry, shape (e,)."""

    @property
    def size(self) -> int:
        return len(self.processes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gather:
    """Links that end at some processes of one wave, grouped by these processes."""

    targets: Indices
    """Processes at which at least one link ends, shape (t,)."""
    slots: Indices
    """Entry of each link, shape (e,), grouped by target."""
    sources: Indices
    """Process at the other end, shape (e,)."""
    starts: Indices
    """First link of each target, shape (t,)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wave:
    """Processes whose scaling follows from the waves before."""

    singles: Indices
    """Processes outside loops, shape (p,)."""
    diagonal: Indices
    """Entry of each single's own product, shape (p,)."""
    loops: tuple[Loop, ...]
    demands: Gather
    """Links by which earlier waves consume from this one."""
    inputs: Gather
    """Links by which this wave consumes from later ones (for the adjoint)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Structure:
    """Everything that depends only on the pattern of A; computed once per model.

    An entry of `data` is one triple (row, column, value). Entries of the same row and
    column add up; their sum is a slot.
    """

    n: int
    """Rows, and columns, of A."""
    n_entries: int
    """Length of one variant's data."""
    matching: Indices
    """Row that each column supplies, shape (n,)."""
    process_of: Indices
    """Column that supplies each row, shape (n,)."""
    entries: Indices
    """Entries sorted by slot, shape (n_entries,)."""
    starts: Indices
    """First of `entries` for each slot, shape (n_slots,)."""
    suppliers: Indices
    """Supplying process (not row) of each slot, shape (n_slots,)."""
    consumers: Indices
    """Consuming process, which is the column, of each slot, shape (n_slots,)."""
    waves: tuple[Wave, ...]
    """Consumers before suppliers."""

    @property
    def loops(self) -> tuple[Loop, ...]:
        return tuple(loop for wave in self.waves for loop in wave.loops)

    @property
    def supply_order(self) -> Indices:
        """Columns so sorted that a consumer outside a loop precedes its suppliers."""
        parts = [
            part
            for wave in self.waves
            for part in (wave.singles, *(loop.processes for loop in wave.loops))
        ]
        return np.concatenate(parts) if parts else np.zeros(0, dtype=np.intp)


def analyse(
    n: int,
    rows: NDArray[np.integer],
    columns: NDArray[np.integer],
    magnitudes: Reals | None = None,
    *,
    n_columns: int | None = None,
    matching: NDArray[np.integer] | None = None,
) -> Structure:
    """Matching, loops and supply order of a matrix given by its entries.

    Parameters
    ----------
    n : int
        Number of rows (products).
    rows, columns : ndarray of int, shape (nnz,)
        Place of each entry. A place may occur several times: its entries add up.
    magnitudes : ndarray, shape (nnz,), optional
        Values of one typical variant. Of several possible matchings the one with the
        largest product of |values| is taken, which for a loop that has a net output
        and for any units is the one of the reference flows. Zeros stay in the
        pattern, since another variant may differ, and are matched only if they must.
    n_columns : int, optional
        Number of columns (processes), if it may differ from `n`.
    matching : ndarray of int, shape (n,), optional
        Row that each column supplies, where the caller knows it.

    Returns
    -------
    Structure

    Raises
    ------
    MatchingError
        Rows and columns differ in number, or cannot be paired.
    ValueError
        `matching` is no permutation, or pairs a row and column without an entry.
    """
    row, column, slot_of, weight = _coalesced(n, rows, columns, magnitudes)
    width = n if n_columns is None else n_columns
    if matching is None:
        # scipy's matchings, which no compiled model needs: it knows its references
        from lcagraph.solve.matching import match

        found = match((n, width), row, column, weight)
    else:
        found = _checked(np.asarray(matching, dtype=np.intp), (n, width), row, column)
    process_of = np.empty(n, dtype=np.intp)
    process_of[found] = np.arange(n)
    supplier = process_of[row]
    component, wave_of = _waves(n, supplier, column)
    entries = np.argsort(slot_of, kind="stable")
    return Structure(
        n=n,
        n_entries=len(slot_of),
        matching=found,
        process_of=process_of,
        entries=entries,
        starts=np.searchsorted(slot_of[entries], np.arange(len(row))),
        suppliers=supplier,
        consumers=column,
        waves=_arranged(component, wave_of, supplier, column),
    )


def _coalesced(
    n: int,
    rows: NDArray[np.integer],
    columns: NDArray[np.integer],
    magnitudes: Reals | None,
) -> tuple[Indices, Indices, Indices, Reals | None]:
    """Row, column and |value| of each slot, and the slot of each entry."""
    places = np.asarray(columns, dtype=np.intp) * n + np.asarray(rows, dtype=np.intp)
    slots = distinct(places)
    slot_of = np.searchsorted(slots, places)
    weight = None
    if magnitudes is not None:
        weight = np.abs(np.bincount(slot_of, magnitudes, minlength=len(slots)))
    return slots % max(n, 1), slots // max(n, 1), slot_of, weight


def _checked(
    matching: Indices, shape: tuple[int, int], row: Indices, column: Indices
) -> Indices:
    n = shape[0]
    if shape[0] != shape[1] or not np.array_equal(np.sort(matching), np.arange(n)):
        raise ValueError("matching must be a permutation of the rows")
    if np.count_nonzero(matching[column] == row) != n:
        raise ValueError("matching pairs a row and a column that have no entry")
    return matching


# ------------------------------------------------------------------ loops and waves


def _waves(n: int, supplier: Indices, consumer: Indices) -> tuple[Indices, Indices]:
    """Component of each process, and its wave: the longest way from an end use."""
    count, component = strong_components(n, consumer, supplier)
    ends = component[consumer] * count + component[supplier]
    ends = distinct(ends[component[consumer] != component[supplier]])
    sources, targets = ends // max(count, 1), ends % max(count, 1)
    waiting = np.bincount(targets, minlength=count)
    first = np.searchsorted(sources, np.arange(count + 1))
    wave = np.zeros(count, dtype=np.intp)
    ready = np.flatnonzero(waiting == 0)
    depth = 0
    while len(ready):
        wave[ready] = depth
        depth += 1
        served = np.concatenate([targets[first[c] : first[c + 1]] for c in ready])
        np.subtract.at(waiting, served, 1)
        ready = distinct(served[waiting[served] == 0])
    return component, wave[component]


def _arranged(
    component: Indices, wave_of: Indices, supplier: Indices, consumer: Indices
) -> tuple[Wave, ...]:
    """The waves with their loops, single processes and the links between waves."""
    n = len(component)
    inner = component[supplier] == component[consumer]
    links = np.flatnonzero(~inner)
    count = int(wave_of.max(initial=-1)) + 1
    demands = _gathers(count, wave_of, links, supplier[links], consumer[links])
    inputs = _gathers(count, wave_of, links, consumer[links], supplier[links])
    own = np.zeros(n, dtype=np.intp)
    diagonal = np.flatnonzero(supplier == consumer)
    own[consumer[diagonal]] = diagonal
    is_single = np.bincount(component, minlength=n)[component] == 1
    loops = _loops(component, np.flatnonzero(inner), supplier, consumer, is_single)
    single = np.flatnonzero(is_single)
    single = single[np.argsort(wave_of[single], kind="stable")]
    cuts = np.searchsorted(wave_of[single], np.arange(count + 1)).tolist()
    loops_of: list[list[Loop]] = [[] for _ in range(count)]
    for loop in loops:
        loops_of[wave_of[loop.processes[0]]].append(loop)
    return tuple(
        Wave(
            singles=single[begin:end],
            diagonal=own[single[begin:end]],
            loops=tuple(loops_of[w]),
            demands=demands[w],
            inputs=inputs[w],
        )
        for w, (begin, end) in enumerate(pairwise(cuts))
    )


def _gathers(
    n_waves: int, wave_of: Indices, slots: Indices, targets: Indices, sources: Indices
) -> list[Gather]:
    """Links grouped by the process at which they end, wave by wave."""
    order = np.lexsort((sources, targets, wave_of[targets]))
    cuts = np.searchsorted(wave_of[targets[order]], np.arange(n_waves + 1))
    gathers = []
    for begin, end in pairwise(cuts.tolist()):
        part = order[begin:end]
        starts = starts_of(targets[part])
        ends = targets[part][starts]
        gathers.append(
            Gather(
                targets=ends, slots=slots[part], sources=sources[part], starts=starts
            )
        )
    return gathers


def _loops(
    component: Indices,
    inner: Indices,
    supplier: Indices,
    consumer: Indices,
    is_single: NDArray[np.bool_],
) -> list[Loop]:
    """One `Loop` per component of several processes."""
    members = np.flatnonzero(~is_single)
    members = members[np.argsort(component[members], kind="stable")]
    inner = inner[~is_single[consumer[inner]]]
    inner = inner[np.argsort(component[consumer[inner]], kind="stable")]
    of_member, of_inner = component[members], component[consumer[inner]]
    cuts = np.flatnonzero(np.diff(of_member, prepend=-1, append=-1))
    ends = np.searchsorted(of_inner, of_member[cuts[:-1]], side="right").tolist()
    member_of = np.zeros(len(component), dtype=np.intp)
    loops = []
    for (begin, end), (first, last) in zip(
        pairwise(cuts.tolist()), pairwise([0, *ends]), strict=True
    ):
        processes, slots = members[begin:end], inner[first:last]
        member_of[processes] = np.arange(len(processes))
        loops.append(
            Loop(
                processes=processes,
                slots=slots,
                suppliers=member_of[supplier[slots]],
                consumers=member_of[consumer[slots]],
            )
        )
    return loops
