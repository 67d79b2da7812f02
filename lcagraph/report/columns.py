"""Columns of a table on a page: their widths, the size of its text, what is kept whole.

Word and PDF ask the same questions here, so that their pages break alike.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from lcagraph.report.content import (
    Blank,
    Cell,
    Inline,
    Link,
    Reference,
    Table,
    Words,
)
from lcagraph.report.spans import Placed, placed

WIDTH, LYING_WIDTH = 164.0, 251.0
"""Of the text on a page, upright and lying. [mm]"""
LONG_WORD = 19
"""Letters without a blank from which on a word may break anywhere."""
LONG_ROW = 300
"""Letters of a cell from which on its row may go on overleaf."""
_LEAST, _MOST = 5, 36
"""Width of a column in letters, between which its content decides."""
_BLANK, _REFERENCE = 10, 8
"""Letters that a blank, or the number of a table, is as wide as."""
_SIZES = ((5, 9.0), (7, 8.5), (9, 8.0))
"""Up to how many columns text has which size. [pt]"""
_SMALLEST = 7.5
_SMALL_TABLE, _SHORT = 14, 900
"""Rows and letters up to which a table is not cut by the end of a page."""
_LETTER = 0.5 * _SMALLEST * 25.4 / 72
"""Width of a letter in the smallest size. [mm]"""
_SIDES = 2 * 4 * 25.4 / 72
"""Space at both sides of a cell. [mm]"""
_MOST_LINES = 2.5
"""Lines of a row, on average, beyond which a table isn't squeezed on a page."""
_BOLD = 1.4
"""How much wider the letters of a head are, which is set bold."""
_WORD = re.compile("[^\\s/\u2e80-\uffff-]+-?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """How the columns of a table are set."""

    shares: tuple[float, ...]
    """Of the page's width."""
    size: float
    """Of the text. [pt]"""
    has_long_word: bool
    """Whether a word is wider than its column, so that it must be cut."""


def columns_of(table: Table) -> Columns:
    """The columns of a table: as it states, else as its longest texts ask for.

    A wide table that stands on an upright page gets the columns that it fits in.
    """
    asked = _Asked.by(table)
    is_upright = not table.is_wide or asked.fits_upright()
    if table.is_wide and is_upright:
        widths = [_LETTER * one + _SIDES for one in asked.squeezed()]
    else:
        widths = list(table.widths) or asked.wanted
    total = sum(widths)
    shares = tuple(width / total for width in widths)
    count = len(asked.needed) - (0 if is_upright else 2)
    size = next((size for most, size in _SIZES if count <= most), _SMALLEST)
    letter = _LETTER * size / _SMALLEST
    page = WIDTH if is_upright else LYING_WIDTH
    is_long = any(
        word * letter > share * page - _SIDES
        for word, share in zip(asked.needed, shares, strict=True)
    )
    return Columns(shares=shares, size=size, has_long_word=is_long)


def fits_upright(table: Table) -> bool:
    """Whether a table can be read on an upright page, be it in the smallest size."""
    return not table.is_wide or _Asked.by(table).fits_upright()


def is_kept_whole(table: Table) -> bool:
    """Whether the end of a page doesn't cut the table."""
    rows = (*table.head, *table.body)
    letters = sum(length_of(cell.words) for row in rows for cell in row)
    return len(rows) <= _SMALL_TABLE and letters <= _SHORT


def is_row_cut(cells: Sequence[Cell]) -> bool:
    """Whether a row may go on overleaf."""
    return any(length_of(cell.words) > LONG_ROW for cell in cells)


def length_of(words: Words) -> int:
    """How wide words are on one line: a Chinese character counts as two letters."""
    return sum(_width(_text(piece)) for piece in words)


def _text(piece: Inline) -> str:
    match piece:
        case Blank():
            return _BLANK * "_" + piece.hint
        case Reference():
            return _REFERENCE * "_"
        case Link():
            return piece.text
        case _:
            return piece


def _width(text: str) -> int:
    return sum(
        2 if unicodedata.east_asian_width(character) in "WF" else 1
        for character in text
    )


def _longest_word(words: Words) -> int:
    """Letters that must stand on one line."""
    found = (word for piece in words for word in _WORD.findall(_text(piece)))
    longest = max((len(word) for word in found), default=0)
    return longest if longest < LONG_WORD else _LEAST


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What the cells of a table ask for, column by column. [letters]"""

    rows: list[list[Placed]]
    needed: list[float]
    """The longest word."""
    wanted: list[float]
    """The longest text, within bounds."""

    @classmethod
    def by(cls, table: Table) -> _Asked:
        rows = list(placed((*table.head, *table.body)))
        count = max((row[-1].end for row in rows if row), default=1)
        needed, wanted = [float(_LEAST)] * count, [float(_LEAST)] * count
        for one in (one for row in rows for one in row if one.cell.columns == 1):
            words, column = one.cell.words, one.column
            bold = _BOLD if one.cell.is_head else 1.0
            needed[column] = max(needed[column], bold * _longest_word(words))
            wanted[column] = max(wanted[column], min(length_of(words), _MOST))
        return cls(rows=rows, needed=needed, wanted=wanted)

    def fits_upright(self) -> bool:
        """Whether all words have room, and rows don't become towers."""
        if sum(self.needed) > self._room():
            return False
        widths = self.squeezed()
        lines = [
            max((_lines(one, widths) for one in row), default=1) for row in self.rows
        ]
        return sum(lines) <= _MOST_LINES * len(lines)

    def squeezed(self) -> list[float]:
        """Columns upright: each its longest word, and what is left by need."""
        more = [max(0.0, w - n) for w, n in zip(self.wanted, self.needed, strict=True)]
        share = (self._room() - sum(self.needed)) / (sum(more) or 1.0)
        return [n + share * m for n, m in zip(self.needed, more, strict=True)]

    def _room(self) -> float:
        """Letters beside each other on an upright page, all columns together."""
        return (WIDTH - _SIDES * len(self.needed)) / _LETTER


def _lines(one: Placed, widths: Sequence[float]) -> int:
    if one.cell.rows > 1:
        return 1
    width = max(1.0, sum(widths[one.column : one.end]))
    return max(1, math.ceil(length_of(one.cell.words) / width))
