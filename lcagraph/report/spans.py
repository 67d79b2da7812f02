"""Cells of a table at their columns, where cells above reach down into their rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from lcagraph.report.content import Cell, Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A cell, or the part of a cell above that reaches into this row."""

    cell: Cell
    column: int
    """Its first, from 0."""
    is_continued: bool = False

    @property
    def end(self) -> int:
        """The column after its last."""
        return self.column + self.cell.columns


def placed(rows: Iterable[Row]) -> Iterator[list[Placed]]:
    """Every cell at its column; rows below a spanning cell get its continuation."""
    above: dict[int, tuple[Placed, int]] = {}
    for row in rows:
        line, above = _line(row, above)
        yield line


def _line(
    row: Row, above: dict[int, tuple[Placed, int]]
) -> tuple[list[Placed], dict[int, tuple[Placed, int]]]:
    """One row, and what of it reaches below: column → cell, rows still to come."""
    below: dict[int, tuple[Placed, int]] = {}
    line: list[Placed] = []
    waiting = list(reversed(row))
    column = 0
    while waiting or any(start >= column for start in above):
        if column in above:
            one, left = above[column]
            one = replace(one, is_continued=True)
        else:
            cell = waiting.pop() if waiting else Cell()
            one, left = Placed(cell=cell, column=column), cell.rows
        if left > 1:
            below[column] = (one, left - 1)
        line.append(one)
        column = one.end
    return line, below
