"""Writes the sheets of a workbook with xlsxwriter; the same content, the same bytes."""

from __future__ import annotations

import io
import math
from collections.abc import Mapping
from datetime import UTC, datetime
from types import ModuleType
from typing import Any

from lcagraph.errors import Finding, UsageError
from lcagraph.report.workbook.cells import LiveCell, LiveSheet
from lcagraph.report.workbook.plain_text import looks_like_formula, plain_text

MADE = datetime(2000, 1, 1, tzinfo=UTC)
"""Time that every workbook bears: no clock, so that two files can be compared."""

FONT = {"font_name": "Noto Sans CJK SC", "font_size": 10, "valign": "vcenter"}

READABLE = "[>=1000]#,##0.00;[<=-1000]-#,##0.00;General"
SHARE = "0.00%"
TEXT = "@"
"""Look of a cell that keeps what is typed: a code of 18 digits is no number."""

LOOKS: Mapping[str, Mapping[str, object]] = {
    "title": {"bold": True, "font_size": 14},
    "head": {
        "bold": True,
        "bg_color": "#E7EEF3",
        "bottom": 1,
        "text_wrap": True,
        "align": "center",
    },
    "text": {},
    "note": {"italic": True, "font_color": "#55606A"},
    "warning": {"bold": True, "font_color": "#B00020"},
    "input": {"font_color": "#0B3FBF", "bg_color": "#FFF8DC", "locked": False},
    "constant": {"font_color": "#0B3FBF"},
    "number": {"num_format": READABLE},
    "share": {"num_format": SHARE},
    "result": {"num_format": READABLE, "bold": True, "bg_color": "#E3F1E3", "top": 1},
    "wrapped": {"text_wrap": True},
    "told": {"border": 1, "border_color": "#9AA5AE", "font_color": "#55606A"},
    "answer": {
        "border": 1,
        "text_wrap": True,
        "border_color": "#9AA5AE",
        "bg_color": "#FFF8DC",
    },
    "answer_text": {
        "border": 1,
        "text_wrap": True,
        "border_color": "#9AA5AE",
        "bg_color": "#FFF8DC",
        "num_format": TEXT,
    },
    "cell": {"border": 1, "text_wrap": True, "border_color": "#9AA5AE"},
    "cell_text": {
        "border": 1,
        "text_wrap": True,
        "border_color": "#9AA5AE",
        "num_format": TEXT,
    },
    "cell_head": {
        "border": 1,
        "text_wrap": True,
        "border_color": "#9AA5AE",
        "bold": True,
        "bg_color": "#E7EEF3",
        "align": "center",
    },
    "cell_total": {
        "border": 1,
        "text_wrap": True,
        "border_color": "#9AA5AE",
        "bold": True,
        "top": 2,
    },
}


class Book:
    """A workbook being written."""

    def __init__(self, title: str) -> None:
        self._bytes = io.BytesIO()
        xlsxwriter = import_xlsxwriter()
        options = {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }
        self.book: Any = xlsxwriter.Workbook(self._bytes, options)
        self.book.set_properties(
            {"title": plain_text(title)[:255], "created": MADE, "author": "lcagraph"}
        )
        self._formats: dict[tuple[str, str, bool, str], Any] = {}

    def finished(self) -> bytes:
        """The file."""
        self.book.close()
        return self._bytes.getvalue()

    def sheet(self, name: str) -> Any:
        """A new sheet at the end."""
        made = self.book.add_worksheet(name)
        made.set_paper(9)  # A4
        made.fit_to_pages(1, 0)
        made.set_landscape()
        return made

    def format(
        self, look: str, number: str = "", *, is_quoted: bool = False, align: str = ""
    ) -> Any:
        """A format of cells; equal ones are made once."""
        key = (look, number, is_quoted, align)
        if key not in self._formats:
            wanted: dict[str, object] = {**FONT, **LOOKS[look]}
            if number:
                wanted["num_format"] = number
            if is_quoted:
                wanted["quote_prefix"] = True
            if align:
                wanted["align"] = align
            self._formats[key] = self.book.add_format(wanted)
        return self._formats[key]

    def write_text(
        self, sheet: Any, row: int, column: int, text: str, look: str, align: str = ""
    ) -> None:
        """Text, never a formula: what begins like one is marked as text, too."""
        clean = plain_text(text)
        is_quoted = looks_like_formula(clean)
        style = self.format(look, is_quoted=is_quoted, align=align)
        if clean:
            sheet.write_string(row, column, clean, style)
        else:
            sheet.write_blank(row, column, None, style)

    def write_live(self, live: LiveSheet) -> None:
        """One sheet of the live calculation."""
        sheet = self.sheet(live.name)
        for column, width in enumerate(live.widths):
            sheet.set_column(column, column, width)
        if live.frozen:
            sheet.freeze_panes(live.frozen, 0)
        filled = {
            (array.row + n, array.column)
            for array in live.arrays
            for n in range(len(array.values))
        }
        for row, cells in enumerate(live.rows):
            for column, cell in enumerate(cells):
                if cell is not None and (row, column) not in filled:
                    self._write_cell(sheet, row, column, cell)
        style = self.format("number")
        for array in live.arrays:
            last = array.row + len(array.values) - 1
            sheet.write_array_formula(
                array.row,
                array.column,
                last,
                array.column,
                f"{{={array.formula}}}",
                style,
                array.values[0],
            )
            for n, value in enumerate(array.values[1:], start=1):
                sheet.write_number(array.row + n, array.column, value, style)

    def _write_cell(self, sheet: Any, row: int, column: int, cell: LiveCell) -> None:
        if cell.formula is not None:
            style = self.format(cell.look)
            number = finite(cell.value)
            sheet.write_formula(row, column, f"={cell.formula}", style, number)
        elif cell.value is not None:
            style = self.format(cell.look)
            sheet.write_number(row, column, finite(cell.value), style)
        else:
            self.write_text(sheet, row, column, cell.text, cell.look)


def finite(value: float | None) -> float:
    """A number that a file can hold.

    Raises
    ------
    ValueError
        Infinity or NaN: no result of lcagraph holds one.
    """
    if value is None or not math.isfinite(value):
        raise ValueError(f"{value} is no number of a workbook")
    return float(value)


def import_xlsxwriter() -> ModuleType:
    """The library, or how to install it.

    Raises
    ------
    UsageError
        It is not installed (E167).
    """
    try:
        import xlsxwriter
    except ImportError:
        values = {"package": "xlsxwriter"}
        raise UsageError(Finding(code="E167", values=values)) from None
    library: ModuleType = xlsxwriter
    return library
