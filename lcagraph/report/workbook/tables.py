"""Tables of a report as sheets; numbers link to the live calculation by their key."""

from __future__ import annotations

import math
from collections.abc import Mapping
from io import BytesIO
from typing import Any

from lcagraph.drawing.files import MM_PER_PX
from lcagraph.report.content import Photograph, Report, Table
from lcagraph.report.pages import photograph_size
from lcagraph.report.pieces import numbers_of
from lcagraph.report.workbook.cells import LiveModel
from lcagraph.report.workbook.excel import number_text
from lcagraph.report.workbook.links import TOP, At, Linked, Links
from lcagraph.report.workbook.placing import Place, places, plain
from lcagraph.report.workbook.plain_text import plain_text, sheet_name
from lcagraph.report.workbook.shown import shown_in
from lcagraph.report.workbook.writer import Book, finite
from lcagraph.wording import sentence

_TOTAL_WIDTH = 110.0
"""Of all columns of a table. [characters]"""


_LINE, _MOST_LINES = 14.5, 28
"""Height of a line [pt]; Excel has rows of at most 409 pt."""


def write_tables(book: Book, report: Report, live: LiveModel, taken: set[str]) -> None:
    """One sheet per table of the report, in its order, then one per photograph.

    Each follows the live calculation as a whole, or is marked as of export.
    """
    numbers = numbers_of(report)
    tables = report.tables()
    names = [sheet_name(f"{t.number} {t.title}".strip(), taken) for t in tables]
    links = Links(tables, names, live, numbers)
    mark = sentence("workbook.as_of_export", report.language)
    for number, table in enumerate(tables):
        is_marked = bool(live.sheets) and links.is_as_of_export(number)
        sheet = _TableSheet(book, numbers, links.of_table(number))
        sheet.write(names[number], table, mark if is_marked else "")
    for photograph in report.photographs():
        _write_photograph(book, photograph, taken)


def _write_photograph(book: Book, photograph: Photograph, taken: set[str]) -> None:
    """A sheet with a photograph under its caption."""
    title = f"{photograph.number} {photograph.title}".strip()
    sheet = book.sheet(sheet_name(title, taken))
    book.write_text(sheet, 0, 0, title, "title")
    pixels = photograph.pixels
    width, height = (side / MM_PER_PX for side in photograph_size(pixels))
    # Inside one cell it keeps its shape, however wide a program's letters are.
    sheet.set_column_pixels(0, 0, round(1.2 * width))
    sheet.set_row_pixels(TOP, math.ceil(height) + 1)
    scale = width / pixels.width
    placed = {
        "image_data": BytesIO(pixels.content),
        "x_scale": scale,
        "y_scale": scale,
        "description": plain_text(photograph.title),
    }
    sheet.insert_image(TOP, 0, f"photograph.{pixels.format}", placed)


class _TableSheet:
    def __init__(
        self, book: Book, numbers: dict[str, str], linked: Mapping[At, Linked]
    ) -> None:
        self.book, self.numbers, self.linked = book, numbers, linked

    def write(self, name: str, table: Table, mark: str) -> None:
        sheet = self.book.sheet(name)
        title = f"{table.number} {table.title}".strip()
        self.book.write_text(sheet, 0, 0, title, "title")
        top, count = TOP, 1
        if mark:
            self.book.write_text(sheet, 1, 0, mark, "warning")
            top += 1
        for place in places(table, top):
            count = max(count, place.column + place.cell.columns)
            self._write(sheet, place, self.linked.get((place.row, place.column)))
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
        for place in places(table, top):
            if place.cell.rows > 1:
                continue
            until = place.column + place.cell.columns
            room = max(4.0, sum(widths[place.column : until]) - 2)
            parts = plain(place.cell.words, self.numbers).split("\n")
            lines = sum(max(1, math.ceil(_width(part) / room)) for part in parts)
            found[place.row] = max(found.get(place.row, 1), min(lines, _MOST_LINES))
        return {row: lines for row, lines in found.items() if lines > 1}

    def _write(self, sheet: Any, place: Place, linked: Linked | None) -> None:
        cell, row, column = place.cell, place.row, place.column
        text = plain(cell.words, self.numbers)
        last_row, last_column = row + cell.rows - 1, column + cell.columns - 1
        align = {"centre": "center", "end": "right"}.get(cell.align, "")
        if (last_row, last_column) != (row, column):
            style = self.book.format(place.look, align=align)
            sheet.merge_range(row, column, last_row, last_column, "", style)
        shown = shown_in(cell, text)
        if cell.value is None or shown is None:
            self.book.write_text(sheet, row, column, text, place.look, align)
            return
        style = self.book.format(place.look, shown.format, align=align or "right")
        if linked is None:
            value = finite(cell.value) * shown.scale
            sheet.write_number(row, column, value, style)
            return
        times = "" if shown.scale == 1.0 else f"*{number_text(shown.scale)}"
        formula = f"=({linked.formula}){times}" if times else f"={linked.formula}"
        value = finite(linked.value) * shown.scale
        sheet.write_formula(row, column, formula, style, value)


def _width(text: str) -> float:
    """Characters of a text, Chinese ones twice. [characters]"""
    return float(sum(2 if ord(character) > 0x2E7F else 1 for character in text))
