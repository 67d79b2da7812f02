"""Rows of a filled questionnaire by the keys of their columns, as they were typed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from lcagraph.formats.tabular import Sheet, read_sheets
from lcagraph.report.collection.form import MARK
from lcagraph.report.collection.marks import Marks, marks_of

_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a sheet, by the keys of its columns."""

    at: str
    cells: Mapping[str, str]
    """A number that is shown as a percentage has its sign: `5%`."""
    without_value: Mapping[str, str] = field(default_factory=dict)
    """Key → error or formula without a result."""

    def text(self, key: str) -> str:
        """What stands in a column, on one line and without blanks around."""
        return " ".join(_CONTROL.sub(" ", self.cells.get(key, "")).split())

    def shown(self, key: str) -> str:
        """As `text`; of a cell without a value, what is shown in its place."""
        return self.without_value.get(key) or self.text(key)


def lines_of(path: Path) -> list[Line]:
    """The rows of all sheets that are questions of a questionnaire.

    Raises
    ------
    UsageError
        The file can't be read (E036, E008).
    """
    sheets = read_sheets(path)
    marks = marks_of(path)
    return [line for sheet in sheets for line in _lines(sheet, path.name, marks)]


def _lines(sheet: Sheet, file: str, marks: Mapping[str, Marks]) -> Iterator[Line]:
    own = marks.get(sheet.name)
    keys: tuple[str, ...] = ()
    for number, cells in enumerate(sheet.rows):
        if cells and cells[0] == MARK:
            keys = cells
        elif keys and cells and cells[0].partition(".")[2]:
            line = Line(
                f"{file} {sheet.at(number)}", dict(zip(keys, cells, strict=False))
            )
            yield _marked(line, keys, number, own) if own else line


def _marked(line: Line, keys: tuple[str, ...], row: int, marks: Marks) -> Line:
    cells = dict(line.cells)
    undone: dict[str, str] = {}
    for column, key in enumerate(keys):
        if (row, column) in marks.without_value:
            undone[key] = marks.without_value[row, column]
            cells[key] = ""
        elif (row, column) in marks.percent and cells.get(key):
            cells[key] = f"{100 * float(cells[key]):.15g}%"
    return Line(line.at, cells, undone)
