"""What exporters ask of a stored database: columns, names, and what is open in them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from lcagraph.background.conversion import Conversion
from lcagraph.background.directions import own_directions, stated_direction
from lcagraph.background.linked import (
    FLAGS,
    OVERDRAWN,
    SINGULAR,
    UNMAPPED_GAS,
    Activity,
    Flags,
    Triplets,
)
from lcagraph.background.open_lines import Key, open_lines
from lcagraph.background.records import Exchange, Flow, Package
from lcagraph.background.spreads import Parameters, parameters_of
from lcagraph.background.store import Database
from lcagraph.formats.brightway_words import UNKNOWN

_FOUND_AGAIN = SINGULAR | OVERDRAWN | UNMAPPED_GAS
"""Flags that every import finds by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of a column."""

    row: int
    value: float
    spread: Parameters


def entries(matrix: Triplets, column: int) -> list[Entry]:
    """Entries of one column, in the order of their rows."""
    begin, end = np.searchsorted(matrix.column, [column, column + 1])
    return [
        Entry(
            row=int(matrix.row[i]),
            value=float(matrix.value[i]),
            spread=parameters_of(matrix.spread[i]),
        )
        for i in range(int(begin), int(end))
    ]


def codes(activities: Sequence[Activity]) -> list[str]:
    """One id per column: the dataset's, with its product where it has several."""
    several = Counter(one.process for one in activities)
    return [
        one.process if several[one.process] == 1 else f"{one.process}:{one.product}"
        for one in activities
    ]


def product_ids(database: Database, activities: Sequence[Activity]) -> list[str]:
    """Flow id of each column's product.

    Some datasets make what is an elementary flow to others; in a file that keeps no
    other record of a flow than its id, the two must not be one.
    """
    elementary = set(database.elementary)
    return [
        f"product/{one.product}" if one.product in elementary else one.product
        for one in activities
    ]


def elementary_flows_of(database: Database) -> list[Flow]:
    """The flow of each row of B."""
    known = {id_: database.flow(id_) for id_ in database.elementary}
    return [
        flow if flow is not None else Flow(id=id_, name=id_, kind="elementary")
        for id_, flow in known.items()
    ]


def open_words(flags: int) -> tuple[str, ...]:
    """What is open by the flags of a column; not what an import finds out again."""
    kept = flags & ~_FOUND_AGAIN
    return tuple(word for word, flag in FLAGS.items() if kept & flag)


def solvable_columns(chain: Flags) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    """Columns whose supply chain has an answer."""
    return np.flatnonzero((np.asarray(chain) & SINGULAR) == 0)


def shown(name: str, id_: str) -> str:
    """A name, or the id where there is none: a row without name is no row to others."""
    return name if name.strip() not in ("", UNKNOWN) else id_


def taken_from_nature(package: Package) -> frozenset[str]:
    """Elementary flows that go into processes though no word of theirs says so.

    Only the exchanges of the whole package tell. A file that has amounts without
    directions must say it of each such flow, or an uptake comes back as an emission.
    """
    return frozenset(
        id_
        for id_, direction in own_directions(package).items()
        if direction == "input" and stated_direction(package.flows[id_]) is None
    )


def open_exchanges(
    database: Database, package: Package, conversion: Conversion
) -> Mapping[Key, tuple[Exchange, ...]]:
    """Inputs, wastes and credits of each activity that have no supplier.

    They are in the reference unit of their flow, times the activity's share. What can't
    be computed with (flows that are missing, amounts that are none) is not among them.
    """
    found = open_lines(database, package, conversion)
    return {
        key: tuple(
            exchange
            for exchange in exchanges
            if exchange.amount is not None and exchange.flow in package.flows
        )
        for key, exchanges in found.items()
    }
