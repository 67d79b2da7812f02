"""Entries of a sparse matrix, collected one by one and summed where they coincide."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from lcagraph.background.linked import SPREAD, Floats, Indices, Triplets
from lcagraph.background.spreads import Parameters


class ExactTriplets(Triplets):
    """Entries of which no uncertainty is stated; spreads are made when asked for.

    They would be three quarters of the bytes of a table of millions of entries.
    """

    __slots__ = ()

    def __init__(self, *, row: Indices, column: Indices, value: Floats) -> None:
        for name, part in (("row", row), ("column", column), ("value", value)):
            object.__setattr__(self, name, part)

    @property
    def spread(self) -> NDArray[np.void]:
        """`SPREAD` per entry, all of them undefined."""
        return _nothing(self.value)

    def __reduce__(self) -> tuple[object, ...]:
        return _exact, (self.row, self.column, self.value)


def _exact(row: Indices, column: Indices, value: Floats) -> ExactTriplets:
    return ExactTriplets(row=row, column=column, value=value)


class Entries:
    """Entries on their way into a matrix."""

    def __init__(self) -> None:
        self._row: list[int] = []
        self._column: list[int] = []
        self._value: list[float] = []
        self._spread: dict[int, Parameters] = {}

    def add(
        self, row: int, column: int, value: float, spread: Parameters | None = None
    ) -> None:
        """One more entry; several in one place add up."""
        if spread is not None:
            self._spread[len(self._row)] = spread
        self._row.append(row)
        self._column.append(column)
        self._value.append(value)

    def triplets(self) -> tuple[Triplets, list[tuple[int, int]]]:
        """The matrix, sorted by column, then row, and where it lost a spread.

        An entry that is a sum has no spread: two lognormals add up to no lognormal.

        Returns
        -------
        triplets : Triplets
            No pair twice.
        dropped : list of tuple of int
            (row, column) of each sum whose terms had a spread.
        """
        row = np.array(self._row, dtype=np.int32)
        column = np.array(self._column, dtype=np.int32)
        value = np.array(self._value, dtype=np.float64)
        order = np.lexsort((row, column))
        row, column = row[order], column[order]
        is_first = np.ones(len(row), dtype=np.bool_)
        is_first[1:] = (row[1:] != row[:-1]) | (column[1:] != column[:-1])
        starts = np.flatnonzero(is_first)
        with np.errstate(over="ignore"):  # `overflows` tells what is infinite
            sums = np.add.reduceat(value[order], starts) if len(starts) else value
        spread = _nothing(sums)
        terms = np.diff(np.append(starts, len(row)))
        place_of = np.empty(len(row), dtype=np.intp)
        place_of[order] = np.cumsum(is_first) - 1
        dropped: set[int] = set()
        for entry, parameters in self._spread.items():
            place = int(place_of[entry])
            if terms[place] == 1:
                spread[place] = parameters
            elif parameters[0] > 1:
                dropped.add(place)
        matrix = Triplets(
            row=row[starts], column=column[starts], value=sums, spread=spread
        )
        places = [(int(matrix.row[i]), int(matrix.column[i])) for i in sorted(dropped)]
        return matrix, places


def _nothing(values: Floats) -> NDArray[np.void]:
    """Entries of which no uncertainty is stated."""
    spread = np.zeros(len(values), dtype=SPREAD)
    spread["location"] = values
    for name in ("scale", "minimum", "maximum", "shape"):
        spread[name] = math.nan
    return spread
