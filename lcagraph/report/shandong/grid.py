"""Cells and rows of the tables of the Shandong report."""

from __future__ import annotations

import math
from collections.abc import Sequence

from lcagraph.report.content import Cell, Inline, Row, Words
from lcagraph.report.printed import amount_text, minus_sign
from lcagraph.wording.page import UNDEFINED

DIGITS = 6
"""Significant digits of the tables, so that A × B = C can be checked by hand."""

Said = Inline | Words


def words_in(said: Said) -> Words:
    """Words of a cell from one piece or several."""
    if isinstance(said, tuple):
        return said
    return (said,) if said != "" else ()


def cell(said: Said, *, rows: int = 1, columns: int = 1) -> Cell:
    """A cell with words."""
    return Cell(words=words_in(said), rows=rows, columns=columns)


def head_cell(said: Said, *, rows: int = 1, columns: int = 1) -> Cell:
    """A cell of a head, in the first row or column."""
    return Cell(words=words_in(said), rows=rows, columns=columns, is_head=True)


def row(*said: Said) -> Row:
    """A row of words."""
    return tuple(cell(one) for one in said)


def head(*said: Said) -> Row:
    """A row of heads."""
    return tuple(
        Cell(words=words_in(one), is_head=True, align="centre") for one in said
    )


def number(value: float | None, key: str | None = None, *, rows: int = 1) -> Cell:
    """A cell with a number, printed with `DIGITS` digits; None: not defined."""
    words = UNDEFINED if value is None else printed(value)
    return Cell(words=(words,), value=value, key=key, align="end", rows=rows)


def told(words: str, value: float | None, key: str | None = None) -> Cell:
    """A cell with a number told in words of its own."""
    return Cell(words=(words,), value=value, key=key, align="end")


def percent(share: object, key: str | None = None) -> Cell:
    """A cell with a share of two decimals; None: not defined."""
    words = UNDEFINED if share is None else minus_sign(f"{share}")
    value = None if share is None else float(str(share))
    return Cell(words=(words,), value=value, key=key, align="end")


def score(value: object | None) -> Cell:
    """A cell with a score, or with a dash where nothing tells it."""
    words = UNDEFINED if value is None else f"{value}"
    return Cell(words=(words,), align="centre")


def printed(value: float) -> str:
    """A number with `DIGITS` significant digits, its thousands apart."""
    if value == 0 or not 1e-4 <= abs(value) < math.inf:
        return amount_text(value, DIGITS)
    decimals = max(DIGITS - 1 - math.floor(math.log10(abs(value))), 0)
    text = f"{value:,.{decimals}f}"
    return minus_sign(text.rstrip("0").rstrip(".") if decimals else text)


def even(count: int) -> tuple[float, ...]:
    """Widths of equal columns."""
    return (1 / count,) * count


def shares(*parts: float) -> tuple[float, ...]:
    """Widths in proportion to some numbers."""
    whole = sum(parts)
    return tuple(part / whole for part in parts)


def card(lines: Sequence[tuple[Said, Said]]) -> tuple[Row, ...]:
    """Rows of a form: what on the left, words on the right."""
    return tuple((head_cell(what), cell(said)) for what, said in lines)
