"""What a table shows of a number: itself, percent, tonnes, of one unit or of a year.

A number other than zero tells its scale by its size. A zero does not: it takes the one
of its column, from the numbers that are made the same way.
"""

from __future__ import annotations

import re

from lcagraph.report.content import Calculation, Cell
from lcagraph.report.workbook.cells import LiveNumber
from lcagraph.report.workbook.excel import number_text

SCALES = (1.0, 100.0, 0.01, 1000.0, 0.001)
"""What a table may show of a number: itself, percent, tonnes."""

_EQUAL = 1e-9
_PARTS = re.compile(r"[/.-]")
_REFERENCE = re.compile(r"[A-Za-z$]")

Way = tuple[str, ...]
"""How a number is made in general: operations, and the kinds of what they take."""


def scale_of(found: float, value: float, annual: LiveNumber) -> str | None:
    """What makes a number the value shown, `*$B$9*0.01`; None: no plain multiple.

    Parameters
    ----------
    found, value : float
        Neither is zero.
    annual : LiveNumber
        What annual numbers are scaled by.
    """
    for times, by in (("", 1.0), (f"*{annual.reference}", annual.value)):
        for scale in SCALES:
            if abs(found * scale * by / value - 1.0) <= _EQUAL:
                return times + ("" if scale == 1.0 else f"*{number_text(scale)}")
    return None


def way_of(cell: Cell) -> Way:
    """How a number is made: two of one column with one way have one scale."""
    match cell.made_by:
        case Calculation() as way:
            below = (way.over,) if way.over else ()
            parts = {"+": way.plus, "-": way.minus, "*": way.times, "/": below}
            return tuple(
                f"{sign}{_kind(keys[0])}" for sign, keys in parts.items() if keys
            )
        case _:
            return (_kind(cell.key or ""),)


def _kind(key: str) -> str:
    """What keys of one kind begin with: `line` of `line/use/gas/emission`."""
    return _PARTS.split(key)[0]


def is_constant(formula: str) -> bool:
    """Whether a formula reads no cell: nothing scales it."""
    return _REFERENCE.search(formula) is None
