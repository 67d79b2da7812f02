"""A part of a technosphere laid out for sweeps over sixteen samples at once.

The normal form W u = f of the part that the demand reaches, as u = f − (W − I) u: each
row has its certain entries first, then the uncertain ones, whose coefficient is that
of the base and whose slot says which multiplier belongs to it. Multipliers stand in
the order in which a sweep meets them, so that memory streams.

A sweep (Gauss–Seidel in supply order, with the sample's own numbers) costs one look at
each entry; an incomplete factorisation of the static matrix would cost two or three
and gains less, since it is not the sample's. Pairs of processes that buy much from each
other would need many sweeps; they are met again at the end of each.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lcagraph.engine.montecarlo.distributions import Entries, Spreads, spreads
from lcagraph.engine.montecarlo.distributions import uncertain as is_uncertain
from lcagraph.engine.normal import NormalForm
from lcagraph.solve.arrays import Indices, Reals

Short = NDArray[np.int32]

CLOSE_PAIR = 0.1
"""w_ij w_ji of a pair that is met again. [1]"""
AGAIN = 3
MOST_EXTRA = 0.3
"""Work that meeting pairs again may add to a sweep. [1]"""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Part:
    """What a demand reaches, in the order of the normal form."""

    places: Indices
    """Places of the normal form, ascending, shape (n,)."""
    number: Indices
    """Number in the part of each place; −1 outside."""
    slots: Indices
    """Number in A of the uncertain entry of each slot, shape (s,)."""
    spreads: Spreads
    """Of the slots."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Splitting:
    """Rows of the part's system, or of its transpose."""

    first: Short
    """First entry of each row, shape (n + 1,)."""
    middle: Short
    """First uncertain entry of each row, shape (n,)."""
    place: Short
    """The other place of each entry, shape (e,)."""
    slot: Short
    """Its multiplier; −1 for a certain entry, shape (e,)."""
    coefficient: Reals
    """−W, or of an uncertain entry its coefficient per multiplier, shape (e,)."""
    diagonal_slot: Short
    """Multiplier of each place's own entry; −1 if that is certain, shape (n,)."""
    diagonal: Reals
    """Its coefficient, shape (n,)."""
    schedule: Short
    """Rows in the order of a sweep, close pairs again at its end."""

    @property
    def n(self) -> int:
        return len(self.middle)


def reached(
    form: NormalForm, start: Indices, extra: tuple[Indices, Indices]
) -> Indices:
    """Places that the given ones reach through what they buy, ascending.

    Parameters
    ----------
    form : NormalForm
    start : ndarray of int
        Places of the demand.
    extra : tuple of ndarray of int
        Supplier and consumer of entries that the normal form leaves out.
    """
    first, row, _ = form.transposed
    seen = np.zeros(form.n, dtype=np.bool_)
    seen[start] = True
    front = np.unique(start)
    while len(front):
        begin, count = first[front], first[front + 1] - first[front]
        offset = np.repeat(begin - np.cumsum(count) + count, count)
        bought = row[np.arange(count.sum()) + offset]
        bought = np.concatenate([bought, extra[0][np.isin(extra[1], front)]])
        front = np.unique(bought[~seen[bought]])
        seen[front] = True
    return np.flatnonzero(seen)


def lay_out(
    form: NormalForm, entries: Entries, start: Indices, *, is_adjoint: bool
) -> tuple[Part, Splitting, Splitting]:
    """What the demand reaches, and both of its systems.

    Parameters
    ----------
    form : NormalForm
        Of the static values of `entries`.
    entries : Entries
        The technosphere.
    start : ndarray of int
        Places of the demand.
    is_adjoint : bool
        Whether samples are solved for intensities; decides the order of the slots.

    Returns
    -------
    part : Part
    forward, adjoint : Splitting

    Raises
    ------
    SpreadError
        A distribution that cannot be.
    """
    varies = is_uncertain(entries)
    number_of = np.concatenate([form.entry, form.diagonal])
    is_new = varies.copy()
    is_new[number_of] = False
    left_out = np.flatnonzero(is_new)  # static value 0, but it varies
    supplier = np.repeat(np.arange(form.n), np.diff(form.indptr))
    consumer = form.indices.astype(np.intp)
    extra = (
        form.place_of_row[entries.row[left_out]],
        form.place_of_column[entries.column[left_out]],
    )
    places = reached(form, start, extra)
    number = np.full(form.n, -1, dtype=np.intp)
    number[places] = np.arange(len(places))
    i = number[np.concatenate([supplier, extra[0]])]
    j = number[np.concatenate([consumer, extra[1]])]
    entry = np.concatenate([form.entry, left_out])
    inside = (i >= 0) & (j >= 0)
    i, j, entry = i[inside], j[inside], entry[inside]
    own = form.diagonal[places]
    lead, other = (j, i) if is_adjoint else (i, j)
    # a sweep of the transpose runs backwards
    swept = -lead if is_adjoint else lead
    order = np.lexsort((other, swept))
    i, j, entry = i[order], j[order], entry[order]
    off, on = varies[entry], varies[own]
    slots = np.concatenate([entry[off], own[on]])
    part = Part(
        places=places, number=number, slots=slots, spreads=spreads(entries, slots)
    )
    slot = np.full(len(entry), -1, dtype=np.intp)
    slot[off] = np.arange(np.count_nonzero(off))
    diagonal_slot = np.full(len(own), -1, dtype=np.intp)
    diagonal_slot[on] = np.count_nonzero(off) + np.arange(np.count_nonzero(on))
    amount = entries.value[entry]
    amount[off] = part.spreads.base[slot[off]]
    scale_of_row, scale_of_column = form.row_scale[places], form.column_scale[places]
    coefficient = -scale_of_row[i] * amount * scale_of_column[j]
    own_amount = entries.value[own]
    own_amount[on] = part.spreads.base[diagonal_slot[on]]
    diagonal = scale_of_row * own_amount * scale_of_column
    own_entries = (diagonal_slot, diagonal)
    table = (i, j, slot, coefficient)
    forward = _splitting(len(places), table, own_entries, is_adjoint=False)
    table = (j, i, slot, coefficient)
    return part, forward, _splitting(len(places), table, own_entries, is_adjoint=True)


def _splitting(
    n: int,
    table: tuple[Indices, Indices, Indices, Reals],
    own: tuple[Indices, Reals],
    *,
    is_adjoint: bool,
) -> Splitting:
    """Rows from entries: row, other place, slot, coefficient."""
    row, other, slot, coefficient = table
    order = np.lexsort((slot, slot >= 0, row))
    row, other, slot = row[order], other[order], slot[order]
    coefficient = coefficient[order]
    first = np.searchsorted(row, np.arange(n + 1))
    certain = np.bincount(row[slot < 0], minlength=n)
    sweep = np.arange(n)[::-1] if is_adjoint else np.arange(n)
    again = _close_pairs(row, other, coefficient, np.diff(first))
    again = again[::-1] if is_adjoint else again
    return Splitting(
        first=first.astype(np.int32),
        middle=(first[:-1] + certain).astype(np.int32),
        place=other.astype(np.int32),
        slot=slot.astype(np.int32),
        coefficient=coefficient,
        diagonal_slot=own[0].astype(np.int32),
        diagonal=own[1],
        schedule=np.concatenate([sweep, *[again] * AGAIN]).astype(np.int32),
    )


def _close_pairs(row: Indices, other: Indices, w: Reals, work: Indices) -> Indices:
    """Places of pairs that buy much from each other, the closest first kept."""
    n = len(work)
    key, back = row * n + other, other * n + row
    order = np.argsort(key)
    at = np.searchsorted(key[order], back)
    at[at == len(key)] = 0
    mutual = np.zeros(len(key))
    if len(key):
        found = order[at]
        mutual = np.where(key[found] == back, np.abs(w * w[found]), 0.0)
    chosen = np.flatnonzero(mutual > CLOSE_PAIR)
    chosen = chosen[np.argsort(-mutual[chosen], kind="stable")]
    extra = AGAIN * np.cumsum(work[row[chosen]] + work[other[chosen]])
    chosen = chosen[extra <= MOST_EXTRA * 2 * len(key)]  # each pair is listed twice
    return np.unique(np.concatenate([row[chosen], other[chosen]]))
