"""Where the cells of a table stand on its sheet, and their words as text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from lcagraph.report.content import Blank, Cell, Link, Reference, Row, Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A cell of a table with its place on the sheet, from 0."""

    row: int
    column: int
    cell: Cell
    look: str


def places(table: Table, top: int) -> Iterator[Place]:
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
            yield Place(row=top + number, column=column, cell=cell, look=look)
            covered |= {
                (number + i, column + j)
                for i in range(cell.rows)
                for j in range(cell.columns)
            }
            column += cell.columns


def plain(words: Iterable[object], numbers: Mapping[str, str]) -> str:
    """Words of a report as text; a blank is a line to write on."""
    return "".join(_piece(piece, numbers) for piece in words)


def _piece(piece: object, numbers: Mapping[str, str]) -> str:
    match piece:
        case Blank(hint=hint):
            return f"________{hint}"
        case Reference(to=to):
            return numbers.get(to, to)
        case Link(text=text, address=address):
            return f"{text} ({address})" if address != text else text
        case _:
            return str(piece)
