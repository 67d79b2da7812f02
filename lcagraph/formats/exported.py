"""What exporters ask of a stored database: columns, names, and what is open in them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from lcagraph.background.linked import (
    FLAGS,
    OVERDRAWN,
    SINGULAR,
    UNMAPPED_GAS,
    Activity,
    Flags,
    Triplets,
)
from lcagraph.background.records import Exchange, Flow
from lcagraph.background.store import Database

REPORT = "report.json"
_OPEN_LINKS = frozenset({"E056", "E057", "E058", "W059", "E062", "E064"})
"""Findings on exchanges that were not linked."""
_FOUND_AGAIN = SINGULAR | OVERDRAWN | UNMAPPED_GAS
"""Flags that every import finds by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of a column."""

    row: int
    value: float
    kind: int
    numbers: tuple[float, ...]
    """Location, scale, minimum, maximum, as `SPREAD`."""


def entries(matrix: Triplets, column: int) -> list[Entry]:
    """Entries of one column, in the order of their rows."""
    begin, end = np.searchsorted(matrix.column, [column, column + 1])
    return [
        Entry(
            row=int(matrix.row[i]),
            value=float(matrix.value[i]),
            kind=int(matrix.spread["kind"][i]),
            numbers=tuple(
                float(matrix.spread[name][i])
                for name in ("location", "scale", "minimum", "maximum")
            ),
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


def open_exchanges(database: Database) -> Mapping[str, tuple[Exchange, ...]]:
    """Exchanges that the import left without supplier, by their dataset.

    They stand in the report of the import; a database without report shows by its flags
    only that there are some.
    """
    if REPORT not in database.manifest.files:
        return {}
    report = json.loads((database.folder / REPORT).read_text(encoding="utf-8"))
    wanted: dict[str, set[str]] = {}
    for finding in report["findings"]:
        if finding["code"] in _OPEN_LINKS:
            process, _, exchange = finding["at"].rpartition("#")
            wanted.setdefault(process, set()).add(exchange)
    return {
        id_: tuple(
            exchange
            for exchange in database.process(id_).exchanges
            if exchange.id in exchanges
        )
        for id_, exchanges in wanted.items()
    }
