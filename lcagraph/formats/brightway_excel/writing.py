"""A stored database as a workbook in Brightway's layout, one activity per column of A.

What was computed is written: amounts after formulas, units and allocation, so that the
same matrices come back. Inputs without a supplier stay rows without one, which
Brightway refuses to write and lcagraph reports. Excel keeps 16 digits of a number, CSV
all of them.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from lcagraph.background.conversion import Conversion
from lcagraph.background.linked import Activity
from lcagraph.background.records import Exchange, Flow, Process
from lcagraph.background.store import Database
from lcagraph.errors import Finding, UsageError
from lcagraph.formats.brightway_excel.nodes import ELSEWHERE
from lcagraph.formats.brightway_excel.reading import DIRECTION, FLOW, OPEN
from lcagraph.formats.brightway_words import is_market_name
from lcagraph.formats.exported import (
    Entry,
    codes,
    elementary_flows_of,
    entries,
    open_exchanges,
    open_words,
    product_ids,
    shown,
    taken_from_nature,
)
from lcagraph.formats.own_words import FACTOR, MARKET, factor_text, market_text
from lcagraph.formats.stats_arrays import mirrored, stats_arrays_fields
from lcagraph.formats.tabular import escaped

Cell = str | float
Cells = Sequence[Cell]

COLUMNS = (
    # numbers first: a dataset that is called “Exchanges” would begin a table
    *("amount", "name", "reference product", "unit", "database", "location"),
    *("categories", "type", "input", "uncertainty type", "loc", "scale", "shape"),
    *("minimum", "maximum", "negative", "CAS number", "comment", FLOW, DIRECTION),
)
_MOST_ROWS = 500_000
"""Rows of a sheet before the next one is begun; Excel has 1,048,576."""
_MOST_CHARACTERS = 32_767
"""Of a cell of Excel."""
_HIGHLIGHTED = frozenset({"Database", "Activity", "Exchanges"})


def write_brightway_excel(database: Database, path: Path) -> None:
    """Write a database as .xlsx, to be read by bw2io's `ExcelImporter` or by lcagraph.

    Text is written as text: nothing in it becomes a formula or a link.

    Raises
    ------
    UsageError
        The package xlsxwriter is not installed (E008).
    """
    try:
        import xlsxwriter
    except ImportError:
        values = {"package": "xlsxwriter"}
        raise UsageError(Finding(code="E008", values=values)) from None
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    bold = book.add_format({"bold": True})
    sheet: Any = None
    row = _MOST_ROWS
    for cells in _rows(database):
        if row >= _MOST_ROWS and (sheet is None or cells[:1] == ["Activity"]):
            sheet, row = book.add_worksheet(), 0
        style = bold if cells and cells[0] in _HIGHLIGHTED else None
        for column, cell in enumerate(cells):
            if isinstance(cell, float):
                sheet.write_number(row, column, cell, style)
            elif cell:
                sheet.write_string(row, column, cell[:_MOST_CHARACTERS], style)
        row += 1
    book.close()


def write_brightway_csv(database: Database, path: Path) -> None:
    """Write a database as CSV with the rows of the workbook.

    Text that a spreadsheet program would compute gets an apostrophe before it, which
    `read_brightway_excel` takes away again.
    """
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        for cells in _rows(database):
            writer.writerow(
                [repr(c) if isinstance(c, float) else escaped(c) for c in cells]
            )


# ------------------------------------------------------------------------------ rows


def _rows(database: Database) -> Iterator[list[Cell]]:
    manifest = database.manifest
    yield ["Database", database.name]
    for name, text in (("version", manifest.version), ("licence", manifest.licence)):
        if text:
            yield [name, text]
    yield ["format", manifest.format]
    yield []
    sheet = _Sheet(database)
    for column in range(len(sheet.activities)):
        yield from sheet.activity(column)
        yield []


class _Sheet:
    """Everything that the rows of an activity need."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.activities = list(database.activities())
        self.codes = codes(self.activities)
        self.products = product_ids(database, self.activities)
        self.elementary = elementary_flows_of(database)
        self.package = package = database.package()
        self.conversion = Conversion(package)
        self.taken = taken_from_nature(package)
        self.open = open_exchanges(database, package, self.conversion)

    def activity(self, column: int) -> Iterator[list[Cell]]:
        """Rows of one activity."""
        one = self.activities[column]
        record = self.database.process(one.process)
        yield ["Activity", shown(one.name, one.process)]
        fields = {
            "code": self.codes[column],
            "reference product": shown(one.product_name, one.product),
            "unit": one.unit,
            "location": one.location,
            "categories": "::".join(one.classification),
            "comment": record.description,
            "source": record.source,
            "licence": record.licence,
            "start date": str(record.year_from or ""),
            "end date": str(record.year_until or ""),
            OPEN: ", ".join(open_words(int(self.database.flags[column]))),
            FACTOR: factor_text(record.factor),
            MARKET: _market(record, one.name),
        }
        for name, text in fields.items():
            if text:
                yield [name, text]
        yield ["Exchanges"]
        yield list(COLUMNS)
        for entry in entries(self.database.technosphere, column):
            if entry.row == column and self._eats_itself(entry, one):
                for part in self._own(entry, one):
                    yield _cells(part)
            else:
                yield _cells(self._technosphere(entry, column))
        for entry in entries(self.database.interventions, column):
            yield _cells(self._elementary(entry))
        for exchange in self.open.get((one.process, one.product), ()):
            yield _cells(self._open(exchange))

    def _eats_itself(self, entry: Entry, one: Activity) -> bool:
        """True for a dataset that uses up all that it makes, or more."""
        return entry.value <= 0 if not one.is_treatment else entry.value >= 0

    def _own(self, entry: Entry, one: Activity) -> Iterator[Mapping[str, Cell]]:
        """Its product as two rows: what is made, and what of it is used up."""
        made = -one.amount if one.is_treatment else one.amount
        row = self._technosphere(entry, entry.row)
        yield {**row, "amount": made}
        yield {**row, "amount": made - entry.value, "type": "technosphere"}

    def _technosphere(self, entry: Entry, column: int) -> Mapping[str, Cell]:
        supplier = self.activities[entry.row]
        is_own = entry.row == column
        is_spared = not is_own and entry.value > 0 and not supplier.is_treatment
        sign = 1.0 if is_own or is_spared else -1.0
        kind = "substitution" if is_spared else "technosphere"
        return {
            **_named(supplier, self.products[entry.row]),
            "amount": sign * entry.value,
            "database": self.database.name,
            "type": "production" if is_own else kind,
            "input": f"{self.database.name}::{self.codes[entry.row]}",
            **_spread(entry, sign),
        }

    def _elementary(self, entry: Entry) -> Mapping[str, Cell]:
        flow = self.elementary[entry.row]
        return {
            **_of_flow(flow),
            DIRECTION: "input" if flow.id in self.taken else "",
            "unit": self.conversion.unit_of(flow),
            "amount": entry.value,
            "type": "biosphere",
            **_spread(entry, 1.0),
        }

    def _open(self, exchange: Exchange) -> Mapping[str, Cell]:
        """An input, a waste or a credit without supplier."""
        flow = self.package.flows[exchange.flow]
        is_input = exchange.direction == "input"
        assert exchange.amount is not None  # `open_exchanges` has no others
        name = shown(flow.name, flow.id)
        return {
            "name": exchange.provider_name or name,
            "reference product": name,
            "amount": exchange.amount if is_input else -exchange.amount,
            "unit": self.conversion.unit_of(flow),
            "database": ELSEWHERE,
            "location": exchange.location,
            "type": "substitution" if exchange.is_avoided else "technosphere",
            "comment": exchange.comment,
            FLOW: flow.id,
        }


def _market(record: Process, name: str) -> str:
    """Whether it is a market, where its name tells otherwise."""
    is_guessed = is_market_name(name) == (record.is_market, record.is_market_group)
    return "" if is_guessed else market_text(record)


def _named(activity: Activity, product: str) -> Mapping[str, Cell]:
    return {
        "name": shown(activity.name, activity.process),
        "reference product": shown(activity.product_name, activity.product),
        "unit": activity.unit,
        "location": activity.location,
        FLOW: product,
    }


def _of_flow(flow: Flow) -> Mapping[str, Cell]:
    return {
        "name": shown(flow.name, flow.id),
        "categories": "::".join(flow.compartment),
        "CAS number": flow.cas,
        FLOW: flow.id,
    }


def _spread(entry: Entry, sign: float) -> Mapping[str, Cell]:
    """Fields of the distribution of `sign` times an entry."""
    spread = entry.spread if sign > 0 else mirrored(entry.spread)
    fields: dict[str, Cell] = {**stats_arrays_fields(spread, sign * entry.value)}
    if fields.pop("negative", None):
        fields["negative"] = "True"
    return fields


def _cells(fields: Mapping[str, Cell]) -> list[Cell]:
    return [fields.get(name, "") for name in COLUMNS]
