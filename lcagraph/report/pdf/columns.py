"""Widths of a table's columns, and the size of its text."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from lcagraph.report.content import Cell, Row, Table
from lcagraph.report.pieces import Piece

_LEAST, _MOST = 5, 36
"""Width of a column in letters, between which its content decides."""
_BLANK = 10
"""Letters that a blank is as wide as."""
_SIZES = ((5, 9.0), (7, 8.5), (9, 8.0))
"""Up to how many columns text has which size. [pt]"""
_SMALLEST = 7.5


def column_count(table: Table) -> int:
    """How many columns a table has, spans counted."""
    return max((end for _, end, _ in _placed(table)), default=1)


def column_shares(table: Table, lengths: Sequence[Sequence[int]]) -> list[float]:
    """Shares of the page's width: the table's own, else as its longest texts ask for.

    Parameters
    ----------
    table : Table
    lengths : sequence of sequence of int
        Length of each cell's text, row by row, heads first. [letters]
    """
    if table.widths:
        return list(table.widths)
    wanted = [float(_LEAST)] * column_count(table)
    for start, end, (row, place) in _placed(table):
        if end - start == 1:
            wanted[start] = max(wanted[start], min(lengths[row][place], _MOST))
    total = sum(wanted)
    return [width / total for width in wanted]


def text_size(table: Table) -> float:
    """Size of a table's text. [pt]"""
    count = column_count(table) - (2 if table.is_wide else 0)
    return next((size for most, size in _SIZES if count <= most), _SMALLEST)


def length_of(pieces: Iterable[Piece]) -> int:
    """How wide a line of text is: a Chinese character counts as two letters."""
    return sum(
        _BLANK if one.kind == "blank" else sum(map(_width, one.text)) for one in pieces
    )


def _width(character: str) -> int:
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _placed(table: Table) -> Iterator[tuple[int, int, tuple[int, int]]]:
    """First column, column after the last, and row and place of each cell."""
    for rows, first in ((table.head, 0), (table.body, len(table.head))):
        for start, end, (row, place) in _placed_rows(rows):
            yield start, end, (first + row, place)


def _placed_rows(rows: Sequence[Row]) -> Iterator[tuple[int, int, tuple[int, int]]]:
    taken: set[tuple[int, int]] = set()
    for number, row in enumerate(rows):
        column = 0
        for place, cell in enumerate(row):
            while (number, column) in taken:
                column += 1
            taken |= _covered(cell, number, column)
            yield column, column + cell.columns, (number, place)
            column += cell.columns


def _covered(cell: Cell, row: int, column: int) -> set[tuple[int, int]]:
    return {
        (row + down, column + right)
        for down in range(cell.rows)
        for right in range(cell.columns)
    }
