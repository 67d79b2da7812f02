"""Cells of a live calculation: what stands where, nothing of any file format."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

Look = Literal[
    "title",
    "head",
    "text",
    "note",
    "warning",
    "input",
    "constant",
    "number",
    "share",
    "result",
]
"""`input`: a number to change; `constant`: one that the calculation rests on as well,
but that is no datum of the plant (a GWP, a conversion)."""

OUTPUT = "output"
"""Key of what annual numbers are scaled by, the reference flows per period."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveCell:
    """Text, a number, or a formula with the number that lcagraph has found for it."""

    text: str = ""
    value: float | None = None
    formula: str | None = None
    """Without the `=` at its head."""
    look: Look = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrayFormula:
    """One formula that fills several cells of one column."""

    row: int
    """First row, from 0."""
    column: int
    formula: str
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveSheet:
    """One sheet of the live calculation."""

    name: str
    rows: tuple[tuple[LiveCell | None, ...], ...]
    arrays: tuple[ArrayFormula, ...] = ()
    widths: tuple[float, ...] = ()
    """Of the columns. [characters]"""
    frozen: int = 0
    """Rows at the head that stay in sight."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveNumber:
    """Where a number of the calculation stands."""

    reference: str
    """As a formula writes it: `'足迹'!$C$4`."""
    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveModel:
    """A model as a spreadsheet that calculates.

    Attributes
    ----------
    sheets : tuple of LiveSheet
        Notes first, then data, matrices, footprint.
    keys : mapping of str to LiveNumber
        Numbers that tables of a report link to: `footprint`, `footprint/including`,
        `footprint/excluding`, `item/<item>`, `flow/<gas>`, `stage/<stage>`,
        `process/<id>`, `input/<id>`, `row/<path>`; each of the sums with `/share`;
        `line/<stage>/<path>/<input>` a row in one stage; `amount/<path>` the activity
        of a row, `activity-<stage>-<path>` in one stage; `line/<stage>/<path>` what
        all gases of an exchange add up to; `allocation/<process>/<row>`;
        `term/<path>` a datum of the model; `output` the reference flows per period,
        where the model tells its annual output.
    """

    sheets: tuple[LiveSheet, ...]
    keys: Mapping[str, LiveNumber]


@dataclass(slots=True)
class SheetDraft:
    """A sheet being filled, row by row."""

    name: str
    widths: tuple[float, ...] = ()
    frozen: int = 0
    rows: list[tuple[LiveCell | None, ...]] = field(default_factory=list)
    arrays: list[ArrayFormula] = field(default_factory=list)

    @property
    def next_row(self) -> int:
        """Index of the row that `add` will fill."""
        return len(self.rows)

    def add(self, cells: Iterable[LiveCell | None] = ()) -> int:
        """Put a row at the end and return its index, from 0."""
        self.rows.append(tuple(cells))
        return len(self.rows) - 1

    def add_head(self, title: str, note: str, head: Sequence[str]) -> None:
        """Title, what the sheet holds, and the heads of its columns."""
        self.add([LiveCell(text=title, look="title")])
        self.add([LiveCell(text=note, look="note")])
        self.add(LiveCell(text=word, look="head") for word in head)
        self.frozen = len(self.rows)

    def cell(self, row: int, column: int) -> str:
        """The address of a cell for formulas of every sheet."""
        return f"'{self.name}'!${column_name(column)}${row + 1}"

    def range(self, first: int, last: int, column: int, until: int = -1) -> str:
        """The address of a block of cells; one column unless `until` is given."""
        right = column_name(column if until < 0 else until)
        left = column_name(column)
        return f"'{self.name}'!${left}${first + 1}:${right}${last + 1}"

    def finished(self) -> LiveSheet:
        """The sheet, frozen."""
        return LiveSheet(
            name=self.name,
            rows=tuple(self.rows),
            arrays=tuple(self.arrays),
            widths=self.widths,
            frozen=self.frozen,
        )


def column_name(column: int) -> str:
    """Letters of a column from its index: 0 is A, 26 is AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def words(text: str) -> LiveCell:
    """A cell of text."""
    return LiveCell(text=text)


def computed(formula: str, value: float) -> LiveCell:
    """A formula with its number."""
    return LiveCell(formula=formula, value=value, look="number")


def constant(value: float) -> LiveCell:
    """A number that the calculation rests on."""
    return LiveCell(value=value, look="constant")
