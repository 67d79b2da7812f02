"""Where the cells of a table stand on its sheet, and their words as text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from lcagraph.report.content import Blank, Cell, Link, Reference, Table
from lcagraph.report.spans import placed


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A cell of a table with its place on the sheet, from 0."""

    row: int
    column: int
    cell: Cell
    look: str


def places(table: Table, top: int) -> Iterator[Place]:
    """Each cell with the row and column where it stands, spans taken into account."""
    heads, count = len(table.head), len(table.head) + len(table.body)
    first_total = max(heads, count - table.totals)
    for number, line in enumerate(placed((*table.head, *table.body))):
        for one in line:
            if one.is_continued:
                continue
            is_head = one.cell.is_head or number < heads
            look = "cell_head" if is_head else "cell"
            if number >= first_total and not is_head:
                look = "cell_total"
            yield Place(row=top + number, column=one.column, cell=one.cell, look=look)


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
