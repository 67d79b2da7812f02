"""From the bytes of a SimaPro export to rows of cells: encoding, header, quoting.

SimaPro writes in the code page of its Windows: 1252 in Europe, GBK in China; UTF-8
comes from newer versions and from editors. Separators, the decimal sign and the version
stand in a header of lines in braces. The language of the user translates some labels of
the header (`Séparateur décimal`, `Oui`), but no name of a block or section. Where the
decimal sign isn't stated, that of the numbers counts.
Exports without a format version are older: another header, tabs, and the amount before
the unit.
"""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import StringIO
from itertools import islice

Cells = tuple[str, ...]

_SEPARATORS: Mapping[str, str] = {
    "semicolon": ";",
    "point-virgule": ";",
    "semikolon": ";",
    "strichpunkt": ";",
    "puntkomma": ";",
    "punto y coma": ";",
    "punto e virgola": ";",
    "ponto e vírgula": ";",
    "分号": ";",
    "comma": ",",
    "virgule": ",",
    "komma": ",",  # codespell:ignore komma
    "coma": ",",
    "virgola": ",",
    "vírgula": ",",
    "逗号": ",",
    "tab": "\t",
    "tabulator": "\t",
    "tabulation": "\t",
    "制表符": "\t",
}
_PROJECT = frozenset(
    {
        *("project", "projekt", "progetto", "proyecto", "projeto", "projekti", "项目"),
        "projet",  # codespell:ignore projet
    }
)
_MOST_LINES = 2_000
"""Lines that one quoted cell may span; beyond, its quote is a plain character."""
_MOST_HEADER_LINES = 200
_DECIMAL = re.compile("d[eé][cz]im|小数")
"""What the label of the decimal sign holds in any language that SimaPro speaks."""
_FRACTION = re.compile(r"-?\d+([.,])\d+(?:E[+-]?\d+)?", re.IGNORECASE | re.ASCII)
_HEADER_LINE = re.compile(r'"?\{(.*)\}')


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What the first lines of an export say about it."""

    version: str = ""
    """Of SimaPro."""
    format_version: str = ""
    project: str = ""
    separator: str = ";"
    decimal: str = "."
    is_old: bool = False
    """Written before there was a CSV format version: the amount stands before the unit,
    and keys and values share a row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of cells; trailing empty ones are gone."""

    line: int
    cells: Cells

    @property
    def only(self) -> str:
        """The cell of a row that has just one, else empty text."""
        return self.cells[0] if len(self.cells) == 1 else ""

    def cell(self, position: int) -> str:
        """A cell, or empty text beyond the last."""
        return self.cells[position] if position < len(self.cells) else ""


def decode(content: bytes) -> tuple[str, str]:
    """Text of an export and the name of its encoding.

    UTF-8 if it is valid; else GBK if its high bytes come in pairs, as they do in
    Chinese text; else Windows-1252, in which they stand alone.
    """
    for mark, name in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return content.decode(name, errors="replace"), name
    try:
        return content.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError:
        pass
    if _is_gbk(content):
        return content.decode("gb18030", errors="replace"), "gb18030"
    return content.decode("latin-1").translate(_WINDOWS_1252), "windows-1252"


def _is_gbk(content: bytes) -> bool:
    runs = [len(run) for run in _HIGH_BYTES.findall(content)]
    paired = sum(length for length in runs if length % 2 == 0)
    return paired > 0.8 * sum(runs)


_HIGH_BYTES = re.compile(rb"[\x81-\xfe]+")
_WINDOWS_1252 = {
    code: bytes([code]).decode("windows-1252")
    for code in range(0x80, 0xA0)
    if code not in {0x81, 0x8D, 0x8F, 0x90, 0x9D}  # not assigned: kept as they are
}


def read_header(text: str) -> tuple[Header, int]:
    """The header, and the number of lines that it takes."""
    lines = list(islice(StringIO(text), _MOST_HEADER_LINES))
    inner: list[str] = []
    for line in lines:
        found = _HEADER_LINE.match(line.strip())
        if found is None:
            break
        inner.append(found.group(1).strip())
    if inner:
        return _modern(inner, lines, text), len(inner)
    return _old(lines, text)


def _modern(inner: list[str], lines: list[str], text: str) -> Header:
    values: dict[str, str] = {}
    version = ""
    for line in inner:
        key, colon, value = line.partition(":")
        if not colon and line.casefold().startswith("simapro"):
            version = line[len("simapro") :].strip()
        elif colon:
            name = key.strip().casefold()
            name = "project" if name in _PROJECT else name
            values.setdefault(name, value.strip().strip("'\""))
    stated = values.get("csv separator", "")
    separator = _SEPARATORS.get(stated.casefold(), stated)
    if len(separator) != 1:
        separator = _likely_separator(lines[len(inner) :])
    decimal = next((v for key, v in values.items() if _DECIMAL.search(key)), None)
    if decimal is None:
        decimal = _likely_decimal(text, separator)
    return Header(
        version=version,
        format_version=values.get("csv format version", ""),
        project=values.get("project", ""),
        separator=separator,
        decimal="," if _SEPARATORS.get(decimal.casefold(), decimal) == "," else ".",
    )


def _old(lines: list[str], text: str) -> tuple[Header, int]:
    """The header before format versions: a row of labels, and a row of the project."""
    separator = _likely_separator(lines)
    project = ""
    count = 0
    for line in lines[:2]:
        cells = [cell.strip() for cell in line.strip().split(separator)]
        if cells[0].casefold() in _PROJECT:
            project = cells[1] if len(cells) > 1 else ""
        elif not cells[0].casefold().startswith("simapro"):
            break
        count += 1
    decimal = _likely_decimal(text, separator)
    header = Header(project=project, separator=separator, decimal=decimal, is_old=True)
    return header, count


def _likely_separator(lines: list[str]) -> str:
    counts = {each: sum(line.count(each) for line in lines) for each in "\t;,"}
    return max(counts, key=lambda each: counts[each])


def _likely_decimal(text: str, separator: str) -> str:
    """The decimal sign of an export that doesn't state it: that of all its numbers.

    A point if they have none or both: then what has a comma is no number, and is told.
    """
    has_commas = False
    for line in StringIO(text):
        for cell in line.split(separator):
            found = _FRACTION.fullmatch(cell.strip(' \t\r\n"'))
            if found is not None and found[1] == ".":
                return "."
            has_commas = has_commas or found is not None
    return "," if has_commas else "."


def read_rows(text: str, header: Header, skip: int) -> Iterator[Row]:
    """Rows after the header, with the line numbers on which they begin."""
    lines = StringIO(text)
    for _ in range(skip):
        next(lines, "")
    number = skip
    waiting: deque[str] = deque()
    opening = re.compile(f'(?:^|{re.escape(header.separator)})"')
    while True:
        line = waiting.popleft() if waiting else next(lines, None)
        if line is None:
            return
        number += 1
        first, spanned = number, 1
        cells: list[str] | None = None
        if '"' in line and opening.search(line):
            taken = _whole(line, lines, waiting)
            cells = _unquoted("".join(taken), header.separator)
            if cells is None:
                waiting.extendleft(reversed(taken[1:]))
            else:
                spanned = len(taken)
        if cells is None:
            cells = line.split(header.separator)
        number += spanned - 1
        yield Row(line=first, cells=_tidy(cells))


def _whole(line: str, lines: Iterator[str], waiting: deque[str]) -> list[str]:
    """A line with those that its open quote reaches into."""
    taken = [line]
    quotes = line.count('"')
    while quotes % 2 and len(taken) < _MOST_LINES:
        more = waiting.popleft() if waiting else next(lines, None)
        if more is None:
            break
        taken.append(more)
        quotes += more.count('"')
    return taken


def _unquoted(text: str, separator: str) -> list[str] | None:
    """Cells of a quoted row; None if its quotes make no sense, and are plain text."""
    if text.count('"') % 2:
        return None
    try:
        rows = list(csv.reader(StringIO(text, newline=""), delimiter=separator))
    except csv.Error:
        return None
    return rows[0] if len(rows) == 1 else None


def _tidy(cells: list[str]) -> Cells:
    # SimaPro writes the delete character for a line break within a cell
    tidied = [cell.replace("\x7f", "\n").strip(" \t\r\n") for cell in cells]
    while tidied and not tidied[-1]:
        tidied.pop()
    return tuple(tidied)
