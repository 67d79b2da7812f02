"""Products that are components of other products: solved as one sparse system.

y_j = Σ amount × intensity (datasets) + Σ amount_ij y_i (products), per unit of j: with
A = I − (amount_ij) that is y A = direct. Chains are solved by substitution and loops
exactly, by `lcagraph.solve`, which proves each answer. A loop without net output has
none: its products, and what draws on them, are named and get no total.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lcagraph.background.diagnosis import Diagnosis, carried, diagnose
from lcagraph.background.linked import FLAGS, OVERDRAWN, SINGULAR, SPREAD, Triplets
from lcagraph.background.reach import joined, part_of
from lcagraph.catalogue.bills import Bills
from lcagraph.catalogue.gather import Basis, Chunk, Flags, Reals, footprints_of_chunk
from lcagraph.solve import Labels, SolveError, analyse, calculation_error, solve_adjoint

NO_ROWS = 1 << 11
"""A product that is drawn on has no lines in this scenario."""
NOT_FINITE = 1 << 12
"""Its numbers overflow."""
INCOMPLETE = 1 << 13
"""A line of it was set aside."""
BELOW = 1 << 14
"""Something that it draws on has no total."""
CLOSED = 1 << 15
"""It stands in a loop of products without net output."""

NO_TOTAL = NO_ROWS | NOT_FINITE | INCOMPLETE | BELOW | CLOSED

_ANY = next(iter(FLAGS.values()))
"""A bit that `carried` carries; which one makes no difference."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Assembled:
    """What the lines of a scenario draw on, products of the table included."""

    basis: Basis
    row: NDArray[np.int32]
    """Row of the basis for each target of `Resolved`."""
    own: Flags
    """Flags of the products themselves, without what they draw on, (products,)."""
    drawn: NDArray[np.int32]
    """Products that others draw on."""
    loops: tuple[tuple[str, ...], ...]
    """Products of each loop without net output."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Links:
    """Lines of the products that are drawn on."""

    direct: Chunk
    """All lines; those to other products point at a row of zeros."""
    technosphere: Triplets


def assemble(
    bills: Bills,
    datasets: Basis,
    names: Sequence[str],
    incomplete: frozenset[int] = frozenset(),
) -> Assembled:
    """Solve the products that others draw on, and put them behind the datasets.

    Parameters
    ----------
    bills : Bills
    datasets : Basis
        Of the databases.
    names : sequence of str
        Products.
    incomplete : frozenset of int
        Products that lost a line that could not be read.

    Raises
    ------
    CalculationError
        An answer could not be proven (E505 to E507).
    """
    n, products = len(datasets.flags), len(names)
    own = np.zeros(products, dtype=np.uint16)
    own[list(incomplete)] |= np.uint16(INCOMPLETE)
    is_drawn = np.zeros(products + 1, dtype=bool)
    inner = (bills.target >= n) & (bills.target < n + products)
    is_drawn[bills.target[inner] - n] = True
    drawn = np.flatnonzero(is_drawn[:-1]).astype(np.int32)
    own[drawn[~bills.filled[drawn]]] |= np.uint16(NO_ROWS)
    row = np.full(n + products + 1, n + len(drawn), dtype=np.int32)
    row[:n] = np.arange(n)
    row[n + drawn] = n + np.arange(len(drawn))
    items = datasets.intensities.shape[1]
    values, flags = np.zeros((0, items)), np.zeros(0, dtype=np.uint16)
    loops: tuple[tuple[str, ...], ...] = ()
    if len(drawn):
        links = _links(bills, drawn, row, n)
        values, flags, loops = _solved(links, datasets, own, drawn, names)
    basis = Basis(
        np.concatenate([datasets.intensities, values, np.full((1, items), np.nan)]),
        np.concatenate([datasets.flags, flags, np.array([INCOMPLETE], np.uint16)]),
    )
    return Assembled(basis=basis, row=row, own=own, drawn=drawn, loops=loops)


def _links(
    bills: Bills, drawn: NDArray[np.int32], row: NDArray[np.int32], n: int
) -> _Links:
    """Lines of the drawn products, split into datasets and products."""
    count = len(drawn)
    begin, end = bills.pointers[drawn], bills.pointers[drawn + 1]
    lines = joined(np.arange(len(bills.target), dtype=np.int32), begin, end)
    pointers = np.concatenate([np.zeros(1, np.int64), np.cumsum(end - begin)])
    consumer = np.repeat(np.arange(count), end - begin)
    target, amount = row[bills.target[lines]], bills.amount[lines]
    is_inner = (target >= n) & (target < n + count)
    zero = n  # `_solved` puts a row of zeros here, and what was set aside behind it
    direct = np.where(is_inner, zero, np.where(target == n + count, n + 1, target))
    rows = np.concatenate([target[is_inner] - n, np.arange(count)])
    columns = np.concatenate([consumer[is_inner], np.arange(count)])
    values = np.concatenate([-amount[is_inner], np.ones(count)])
    return _Links(
        direct=Chunk(pointers, direct.astype(np.int32), amount),
        technosphere=_added_up(rows, columns, values, count),
    )


def _added_up(
    rows: NDArray[np.integer], columns: NDArray[np.integer], values: Reals, count: int
) -> Triplets:
    """Entries sorted by column and row, those of one place added up."""
    place = columns.astype(np.int64) * count + rows
    order = np.argsort(place, kind="stable")
    different, starts = np.unique(place[order], return_index=True)
    with np.errstate(all="ignore"):  # an overflow is told with its product
        summed = np.add.reduceat(values[order], starts)
    column, found = np.divmod(different, count)
    return Triplets(
        row=found.astype(np.int32),
        column=column.astype(np.int32),
        value=summed,
        spread=np.zeros(len(summed), dtype=SPREAD),
    )


def _solved(
    links: _Links,
    datasets: Basis,
    own: Flags,
    drawn: NDArray[np.int32],
    names: Sequence[str],
) -> tuple[Reals, Flags, tuple[tuple[str, ...], ...]]:
    """Footprints and flags of the drawn products, and loops without net output.

    `own` gets the flags that belong to the products themselves.
    """
    direct, open_ = _direct(links, datasets)
    technosphere = links.technosphere
    finite: NDArray[np.bool_] = np.asarray(np.isfinite(direct).all(axis=1))
    finite[technosphere.column[~np.isfinite(technosphere.value)]] = False
    flags = own[drawn] | (open_ & np.uint16(INCOMPLETE))
    flags[~finite & (flags == 0)] |= np.uint16(NOT_FINITE)
    diagnosis, loops = _diagnosed(technosphere, len(drawn))
    flags[(diagnosis.flags & (SINGULAR | OVERDRAWN)) != 0] |= np.uint16(CLOSED)
    own[drawn] |= flags & np.uint16(CLOSED | NOT_FINITE)
    bad = np.where(flags & NO_TOTAL, _ANY, 0).astype(np.uint16)
    has_none = carried(technosphere, bad) != 0
    carried_open = carried(technosphere, open_ & np.uint16(sum(FLAGS.values())))
    values = np.full(direct.shape, np.nan)
    kept = np.flatnonzero(~has_none).astype(np.int32)
    if len(kept):
        part = part_of(technosphere, kept, len(drawn))
        named = [names[i] for i in drawn[kept].tolist()]
        values[kept] = _proven(part, direct[kept], named)
    below = np.where(has_none, np.uint16(BELOW), np.uint16(0))
    members = tuple(tuple(names[int(drawn[i])] for i in loop) for loop in loops)
    return values, carried_open | below, members


def _direct(links: _Links, datasets: Basis) -> tuple[Reals, Flags]:
    """What each drawn product draws from datasets itself."""
    items = datasets.intensities.shape[1]
    rows = np.vstack([np.zeros(items), np.full(items, np.nan)])
    basis = Basis(
        np.concatenate([datasets.intensities, rows]),
        np.concatenate([datasets.flags, np.array([0, INCOMPLETE], dtype=np.uint16)]),
    )
    found = footprints_of_chunk(basis, links.direct)
    return found.items, found.flags


def _diagnosed(
    technosphere: Triplets, count: int
) -> tuple[Diagnosis, tuple[tuple[int, ...], ...]]:
    """Loops tried one by one; those that use up all, or more than, they make."""
    value = np.where(np.isfinite(technosphere.value), technosphere.value, 0.0)
    finite = Triplets(
        row=technosphere.row,
        column=technosphere.column,
        value=value,
        spread=technosphere.spread,
    )
    nothing = np.zeros(count, dtype=np.uint16)
    diagnosis = diagnose(finite, nothing, treats=np.zeros(count, dtype=bool))
    bad = [
        tuple((loop.culprits if len(loop.culprits) else loop.columns).tolist())
        for loop in diagnosis.loops
        if not loop.is_sound or loop.is_overdrawn
    ]
    return diagnosis, tuple(bad)


def _proven(part: Triplets, direct: Reals, names: Sequence[str]) -> Reals:
    """Footprints per unit of each product: y A = direct, proven."""
    n = len(direct)
    try:
        structure = analyse(n, part.row, part.column, matching=np.arange(n))
        return np.asarray(solve_adjoint(structure, part.value[None, :], direct.T)[0].T)
    except SolveError as problem:
        labels = Labels(products=names, processes=names)
        raise calculation_error(problem, labels) from problem
