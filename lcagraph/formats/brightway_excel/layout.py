"""From the rows of a sheet to its blocks: database, parameters, activities.

A block begins with a word in its first cell and goes on to the next one; blank rows
count for nothing within an activity and end a table of parameters. Rows below
``Exchanges`` and ``Parameters`` are tables with a header of their own. Column names and
words are taken in any case.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lcagraph.formats.brightway_words import UNKNOWN
from lcagraph.formats.stated import stated_number
from lcagraph.formats.tabular import Row, Sheet, unescaped

DATABASE = "database"
PROJECT_PARAMETERS = "project parameters"
DATABASE_PARAMETERS = "database parameters"
ACTIVITY = "activity"
EXCHANGES = "exchanges"
PARAMETERS = "parameters"

_SKIP = "skip"
_CUTOFF = "cutoff"
_TABLES = (PROJECT_PARAMETERS, DATABASE_PARAMETERS)

Fields = Mapping[str, str]
"""Name of the column or field in small letters → text; empty cells are absent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One row of a table."""

    row: int
    fields: Fields


@dataclass(slots=True, kw_only=True)
class Block:
    """One block of a sheet."""

    kind: str
    name: str
    sheet: Sheet
    row: int
    fields: dict[str, str] = field(default_factory=dict)
    parameters: list[Line] = field(default_factory=list)
    exchanges: list[Line] = field(default_factory=list)

    def text(self, *names: str) -> str:
        """The first of these fields that is stated."""
        return next((self.fields[n] for n in names if n in self.fields), "")


def is_read(sheet: Sheet) -> bool:
    """True if the first cell of a sheet holds text that is not ``skip``."""
    first = word(sheet.rows[0]) if sheet.rows else ""
    return first not in ("", _SKIP) and stated_number(first) is None


def word(row: Row) -> str:
    """The first cell of a row in small letters."""
    return row[0].casefold() if row else ""


def read_blocks(sheet: Sheet) -> Iterator[Block]:
    """Blocks of a sheet in their order."""
    width = _width(sheet)
    block: Block | None = None
    table: list[Line] | None = None
    header: Row = ()
    for position, full in enumerate(sheet.rows):
        row = full[:width]
        begun = _begun(row, sheet, position)
        if begun is not None:
            if block is not None:
                yield block
            block, header = begun, ()
            table = begun.parameters if begun.kind in _TABLES else None
        elif block is None:
            continue
        elif not any(row):
            if block.kind in _TABLES and header:
                yield block
                block = None
        elif block.kind == ACTIVITY and word(row) in (EXCHANGES, PARAMETERS):
            is_exchanges = word(row) == EXCHANGES
            table = block.exchanges if is_exchanges else block.parameters
            header = ()
        elif table is None:
            if len(row) > 1:
                _set(block.fields, row[0], row[1])
        elif not header:
            header = row
        else:
            table.append(Line(row=position, fields=_fields(header, row)))
    if block is not None:
        yield block


def _width(sheet: Sheet) -> int | None:
    """Columns that count, where the sheet says so in its first row."""
    first = sheet.rows[0] if sheet.rows else ()
    if word(first) != _CUTOFF or len(first) < 2:
        return None
    number = stated_number(first[1])
    return int(number) if number is not None and number >= 1 else None


def _begun(row: Row, sheet: Sheet, position: int) -> Block | None:
    """The block that a row begins, or None."""
    kind = word(row)
    name = row[1] if len(row) > 1 else ""
    if (kind in (ACTIVITY, DATABASE) and name) or (kind in _TABLES and not name):
        return Block(kind=kind, name=unescaped(name), sheet=sheet, row=position)
    return None


def _fields(header: Row, row: Row) -> Fields:
    found: dict[str, str] = {}
    for name, text in zip(header, row, strict=False):
        _set(found, name, text)
    return found


def _set(fields: dict[str, str], name: str, text: str) -> None:
    if name and text and text != UNKNOWN:
        fields.setdefault(name.casefold(), unescaped(text))
