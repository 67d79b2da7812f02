"""Tables of a report as sheets; numbers link to the live calculation by their key."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from lcagraph.report.content import Blank, Cell, Link, Reference, Report, Row, Table
from lcagraph.report.workbook.cells import LiveModel, LiveNumber
from lcagraph.report.workbook.excel import number_text
from lcagraph.report.workbook.plain_text import sheet_name
from lcagraph.report.workbook.shown import Shown, shown_as
from lcagraph.report.workbook.writer import Book, finite

SCALES = (1.0, 100.0, 0.01, 1000.0, 0.001)
"""What a table may show of a number: itself, percent, tonnes."""

_EQUAL = 1e-9
_TOTAL_WIDTH = 110.0
"""Of all columns of a table. [characters]"""


_LINE, _MOST_LINES = 14.5, 28
"""Height of a line [pt]; Excel has rows of at most 409 pt."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    row: int
    column: int
    cell: Cell
    look: str


def write_tables(book: Book, report: Report, live: LiveModel, taken: set[str]) -> None:
    """One sheet per table of the report, in its order."""
    numbers = {table.id: table.number for table in report.tables()}
    numbers |= {figure.id: figure.number for figure in report.figures()}
    for table in report.tables():
        name = sheet_name(f"{table.number} {table.title}".strip(), taken)
        _TableSheet(book, live, numbers).write(name, table)


def plain(words: Iterable[object], numbers: dict[str, str]) -> str:
    """Words of a report as text; a blank is a line to write on."""
    return "".join(_piece(piece, numbers) for piece in words)


def _piece(piece: object, numbers: dict[str, str]) -> str:
    match piece:
        case Blank(hint=hint):
            return f"________{hint}"
        case Reference(to=to):
            return numbers.get(to, to)
        case Link(text=text, address=address):
            return f"{text} ({address})" if address != text else text
        case _:
            return str(piece)


class _TableSheet:
    def __init__(self, book: Book, live: LiveModel, numbers: dict[str, str]) -> None:
        self.book, self.live, self.numbers = book, live, numbers

    def write(self, name: str, table: Table) -> None:
        sheet = self.book.sheet(name)
        title = f"{table.number} {table.title}".strip()
        self.book.write_text(sheet, 0, 0, title, "title")
        top, count = 1, 1
        for place in _places(table, top):
            count = max(count, place.column + place.cell.columns)
            self._write(sheet, place)
        widths = [
            max(
                10.0,
                _TOTAL_WIDTH * (table.widths[n] if table.widths[n:] else 1 / count),
            )
            for n in range(count)
        ]
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        for row, lines in self._lines(table, top, widths).items():
            sheet.set_row(row, _LINE * lines)
        after = top + len(table.head) + len(table.body)
        if table.head:
            sheet.freeze_panes(top + len(table.head), 0)
            sheet.repeat_rows(top, top + len(table.head) - 1)
        for number, note in enumerate(table.notes):
            text = plain(note, self.numbers)
            self.book.write_text(sheet, after + number, 0, text, "note")

    def _lines(self, table: Table, top: int, widths: list[float]) -> dict[int, int]:
        """Lines of each row that needs several: merged cells never grow."""
        found: dict[int, int] = {}
        for place in _places(table, top):
            if place.cell.rows > 1:
                continue
            until = place.column + place.cell.columns
            room = max(4.0, sum(widths[place.column : until]) - 2)
            parts = plain(place.cell.words, self.numbers).split("\n")
            lines = sum(max(1, math.ceil(_width(part) / room)) for part in parts)
            found[place.row] = max(found.get(place.row, 1), min(lines, _MOST_LINES))
        return {row: lines for row, lines in found.items() if lines > 1}

    def _write(self, sheet: Any, place: _Place) -> None:
        cell, row, column = place.cell, place.row, place.column
        text = plain(cell.words, self.numbers)
        last_row, last_column = row + cell.rows - 1, column + cell.columns - 1
        align = {"centre": "center", "end": "right"}.get(cell.align, "")
        if (last_row, last_column) != (row, column):
            style = self.book.format(place.look, align=align)
            sheet.merge_range(row, column, last_row, last_column, "", style)
        shown = shown_as(text, cell.value) if cell.value is not None else None
        if cell.value is None or (shown is None and text and cell.key is None):
            self.book.write_text(sheet, row, column, text, place.look, align)
            return
        shown = shown or Shown(format="General")
        style = self.book.format(place.look, shown.format, align=align or "right")
        value = finite(cell.value) * shown.scale
        formula = self._link(cell.key, value)
        if formula:
            sheet.write_formula(row, column, f"={formula}", style, value)
        else:
            sheet.write_number(row, column, value, style)

    def _link(self, key: str | None, value: float) -> str:
        """The cell of the live calculation that a number is; empty if it is none.

        A number links only if it is that cell's, or a plain multiple of it: a key that
        means something else must not put a wrong number into the table.
        """
        for named in (key, f"{key}+") if key else ():
            number = self.live.keys.get(named)
            found = self._scaled(number, value) if number is not None else ""
            if found:
                return found
        return ""

    def _scaled(self, number: LiveNumber, value: float) -> str:
        """The number, or the multiple of it that a value is."""
        if value == 0.0 or number.value == 0.0:
            return number.reference if value == number.value else ""
        annual = self.live.annual_factor
        yearly = [scale * annual for scale in SCALES] if annual else []
        for scale in (*SCALES, *yearly):
            if abs(number.value * scale / value - 1.0) <= _EQUAL:
                times = "" if scale == 1.0 else f"*{number_text(scale)}"
                return f"{number.reference}{times}"
        return ""


def _places(table: Table, top: int) -> Iterator[_Place]:
    """Each cell with the row and column where it stands, spans taken into account."""
    covered: set[tuple[int, int]] = set()
    heads, bodies = len(table.head), len(table.body)
    rows: tuple[Row, ...] = (*table.head, *table.body)
    for number, row in enumerate(rows):
        is_total = number >= heads + bodies - table.totals and number >= heads
        column = 0
        for cell in row:
            while (number, column) in covered:
                column += 1
            look = "cell_head" if cell.is_head or number < heads else "cell"
            if is_total and not cell.is_head:
                look = "cell_total"
            yield _Place(row=top + number, column=column, cell=cell, look=look)
            covered |= {
                (number + i, column + j)
                for i in range(cell.rows)
                for j in range(cell.columns)
            }
            column += cell.columns


def _width(text: str) -> float:
    """Characters of a text, Chinese ones twice. [characters]"""
    return float(sum(2 if ord(character) > 0x2E7F else 1 for character in text))
