"""Workbooks (.xlsx) and CSV files as sheets of text, for the formats laid out in cells.

Workbooks are read with python-calamine, which takes a tenth of openpyxl's time and has
no dependencies. It holds a sheet as one dense block, so the block is measured first: a
single cell far down would otherwise take all memory. Of a formula the stored result is
read, never the formula; in CSV files ``=…`` is text like any other.
"""

from __future__ import annotations

import csv
import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

from lcagraph.errors import Finding, UsageError
from lcagraph.formats.container import Limits, Peek, Tick, ignore, walk
from lcagraph.formats.simapro_csv.text import decode

Row = tuple[str, ...]

MOST_CELLS = 8_000_000
"""Rows times columns of a sheet; the largest real one known has 30,000 cells."""

ESCAPED = frozenset("=+-@\t\r")
"""First characters by which a spreadsheet program takes text for a formula."""

_MIB = 2**20
_LIMITS = Limits(members=10_000, member=256 * _MIB, total=512 * _MIB)
_SHEET_FILE = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)
_CELL = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{1,3})([0-9]{1,7})["']""")
_SEPARATORS = ",;\t"
_MOST_SNIFFED = 50
"""Lines by which the separator of a CSV file is told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One sheet of a workbook, or one CSV file."""

    name: str
    rows: tuple[Row, ...]
    """Cells as text without blanks around; empty ones at the end of a row are gone."""
    encoding: str = "utf-8"
    """Of a CSV file; ``gb18030`` where it is in a Chinese code page."""

    def at(self, row: int) -> str:
        """Where a row stands, counted as a spreadsheet does."""
        return f"{self.name}:{row + 1}"


def is_workbook(seen: Peek) -> bool:
    """True for a workbook of Excel 2007 or later, by the files within."""
    return seen.kind == "zip" and "xl/workbook.xml" in seen.names


def is_text(seen: Peek) -> bool:
    """True for a single file that may be a CSV table: no nul bytes, several cells.

    UTF-16 has nul bytes and counts if it says what it is by its first two bytes.
    """
    heads = list(seen.heads.values())
    if seen.kind != "file" or len(heads) != 1:
        return False
    head = heads[0]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head[: len(head) // 2 * 2].decode("utf-16", errors="replace").encode()
    if b"\0" in head[2:]:
        return False
    return not head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith((b"<", b"{", b"["))


def read_sheets(path: Path, *, tick: Tick = ignore) -> tuple[Sheet, ...]:
    """Sheets of a workbook, or the one sheet of a CSV file.

    Parameters
    ----------
    path : Path
        Told apart by their first bytes.
    tick : callable
        Gets the bytes that were used up since its last call.

    Raises
    ------
    UsageError
        No workbook that can be read, or a sheet is too large (E036); python-calamine is
        missing (E008); the container is refused (E001 to E008).
    """
    documents = walk(path, wanted=_is_needed, limits=_LIMITS, tick=tick)
    first = next(documents, None)
    if first is not None and first.name == "mimetype":
        raise unreadable(path, decode(first.content)[0][:60])
    if first is not None and not _SHEET_FILE.fullmatch(first.name):
        return (_text_sheet(first.name, first.content),)
    if first is not None:
        _check_size(first.content, path)
    for document in documents:
        _check_size(document.content, path)
    return _workbook(path)


def read_csv(name: str, content: bytes) -> Sheet:
    """One CSV file that stands in a folder or archive with others.

    Raises
    ------
    UsageError
        It is no text that can be read (E036).
    """
    return _text_sheet(name, content)


def sheet_names(path: Path) -> tuple[str, ...]:
    """Names of a workbook's sheets, of which none is read; empty if it can't be."""
    try:
        import python_calamine

        book = python_calamine.CalamineWorkbook.from_path(str(path))
        return tuple(book.sheet_names)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException:  # a panic of its Rust code is no Exception
        return ()


def _is_needed(name: str) -> bool:
    """The sheets of a workbook are measured; a single file is read."""
    return bool(_SHEET_FILE.fullmatch(name)) or ("/" not in name and name[:1] != "[")


# ----------------------------------------------------------------------------- Excel


def _check_size(content: bytes, path: Path) -> None:
    lowest = rightmost = 0
    for letters, digits in _CELL.findall(content):
        column = 0
        for letter in letters.upper():
            column = 26 * column + letter - 64
        lowest, rightmost = max(lowest, int(digits)), max(rightmost, column)
    if lowest * rightmost > MOST_CELLS:
        reason = f"{lowest} × {rightmost} > {MOST_CELLS}"
        raise unreadable(path, reason)


def unreadable(path: Path, reason: str) -> UsageError:
    """E036 about a workbook."""
    values = {"file": path.name, "reason": reason}
    return UsageError(Finding(code="E036", at=path.name, values=values))


def _workbook(path: Path) -> tuple[Sheet, ...]:
    try:
        import python_calamine
    except ImportError:
        values = {"package": "python-calamine"}
        raise UsageError(Finding(code="E008", values=values)) from None
    try:
        book = python_calamine.CalamineWorkbook.from_path(str(path))
        sheets = [
            (name, book.get_sheet_by_name(name).to_python(False))
            for name in book.sheet_names
        ]
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # a panic of its Rust code is no Exception
        raise unreadable(path, str(error) or type(error).__name__) from None
    return tuple(Sheet(name=name, rows=_rows(cells)) for name, cells in sheets)


def _rows(cells: list[list[Any]]) -> tuple[Row, ...]:
    return tuple(_tidy(map(_text, row)) for row in cells)


def _text(value: object) -> str:
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))  # a code 12 is no 12.0
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return str(value).strip()


def _tidy(cells: Iterable[str]) -> Row:
    tidied = list(cells)
    while tidied and not tidied[-1]:
        tidied.pop()
    return tuple(tidied)


# ------------------------------------------------------------------------------- CSV


def _text_sheet(name: str, content: bytes) -> Sheet:
    text, encoding = decode(content)
    lines = text.splitlines()[:_MOST_SNIFFED]
    counts = {each: sum(line.count(each) for line in lines) for each in _SEPARATORS}
    separator = max(_SEPARATORS, key=lambda each: counts[each])
    if counts[";"] and _has_decimal_commas(lines, counts):
        separator = ";"
    rows = csv.reader(StringIO(text, newline=""), delimiter=separator)
    return Sheet(name=name, rows=_read_rows(name, rows), encoding=encoding)


def _has_decimal_commas(lines: list[str], counts: dict[str, int]) -> bool:
    """True if the semicolons stand evenly, so that commas are part of the cells."""
    per_line = {line.count(";") for line in lines if line.strip()}
    return len(per_line) == 1 and counts[","] > 0


def _read_rows(name: str, rows: Any) -> tuple[Row, ...]:
    found: list[Row] = []
    try:
        found.extend(_tidy([cell.strip() for cell in row]) for row in rows)
    except csv.Error as error:
        raise unreadable(Path(name), str(error)) from None
    return tuple(found)


# ------------------------------------------------------- text that is no formula


def escaped(text: str) -> str:
    """Text for a cell of a CSV file, with an apostrophe before what looks computed."""
    return f"'{text}" if text[:1] in ESCAPED or text[:1] == "'" else text


def unescaped(text: str) -> str:
    """Text without the apostrophe that `escaped` puts before it."""
    if text[:1] == "'" and (text[1:2] in ESCAPED or text[1:2] == "'"):
        return text[1:]
    return text
