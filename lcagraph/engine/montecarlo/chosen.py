"""The entries that a plan needs of a database: those it reaches and counts.

Workers get these and no more. An entry keeps the number that it has in the whole
database: the stream it draws from.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lcagraph.engine.montecarlo.distributions import Entries, Spreads
from lcagraph.engine.montecarlo.gaussian import Singles
from lcagraph.solve.arrays import Indices, Reals

Short = NDArray[np.int32]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Chosen:
    """Some entries of a matrix, and which of them are drawn."""

    row: Short
    """Place in the part, or number among the flows that count."""
    column: Short
    """Place in the part."""
    value: Reals
    """Static amounts. [unit of the row]"""
    slots: Short
    """Which of these entries each slot is, shape (s,)."""
    numbers: NDArray[np.int64]
    """Number of each slot's entry in the database, shape (s,)."""
    spreads: Spreads
    """Of the slots."""

    def sampled(self, multipliers: Singles) -> Reals:
        """Values of all entries in one sample; those that are certain stay static.

        Parameters
        ----------
        multipliers : ndarray of float32, shape (s,)
        """
        values = self.value.copy()
        values[self.slots] = self.spreads.base * multipliers.astype(np.float64)
        return values


def choose(
    entries: Entries,
    places: tuple[Indices, Indices],
    slots: Indices,
    spreads: Spreads,
) -> Chosen:
    """The entries of a part.

    Parameters
    ----------
    entries : Entries
        Of the database.
    places : tuple of ndarray of int
        Row and column that each entry has in the part; −1 outside.
    slots : ndarray of int
        Entries that are drawn, all of them inside.
    spreads : Spreads
        Of the slots.
    """
    row, column = places
    inside = (row >= 0) & (column >= 0)
    place = np.cumsum(inside) - 1
    return Chosen(
        row=row[inside].astype(np.int32),
        column=column[inside].astype(np.int32),
        value=np.ascontiguousarray(entries.value[inside]),
        slots=place[slots].astype(np.int32),
        numbers=numbers_of(entries, slots),
        spreads=spreads,
    )


def numbers_of(entries: Entries, chosen: Indices) -> NDArray[np.int64]:
    """Numbers of some entries in the whole database."""
    number = chosen if entries.number is None else entries.number[chosen]
    return np.asarray(number, dtype=np.int64)
