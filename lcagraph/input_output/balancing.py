"""RAS: a table brought to new totals by factors of its rows and columns.

    Z' = r̂ Z ŝ   with   Z' 1 = rows,   Z'ᵀ 1 = columns

Signs are kept and zeros stay zeros. A table with negative entries is balanced by the
generalised method (GRAS), which divides them by the factors by which others are
multiplied.

Sources: Stone (1961); Junius & Oosterhaven (2003), Econ. Syst. Res. 15, 87–96,
doi:10.1080/0953531022000056954; Lenzen, Wood & Gallego (2007), Econ. Syst. Res. 19,
461–465 (rows without positive entries), doi:10.1080/09535310701698613.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lcagraph.errors import CalculationError, Finding
from lcagraph.solve.arrays import Indices, Reals

MOST_ROUNDS = 10_000
CLOSE = 1e-12
"""Part of the largest total that rows and columns may miss. [1]"""
AGREE = 1e-9
"""Part by which the sums of both kinds of totals may differ. [1]"""


@dataclass(frozen=True, kw_only=True, eq=False)
class Balanced:
    """A balanced table and how it came about."""

    table: Reals
    rows: Reals
    """Factor of each row, shape (m,). [1]"""
    columns: Reals
    """Factor of each column, shape (n,). [1]"""
    rounds: int
    missed: float
    """Largest total that is missed, as part of the largest one. [1]"""


def balanced(table: Reals, rows: Reals, columns: Reals) -> Balanced:
    """A table with given totals, as like to the old one as totals allow.

    Parameters
    ----------
    table : ndarray, shape (m, n)
    rows : ndarray, shape (m,)
        Total of each row.
    columns : ndarray, shape (n,)
        Total of each column.

    Raises
    ------
    CalculationError
        E553: the totals of rows and columns add up to different sums. E554: no
        factors reach the totals, as where a total is asked of an empty row.
    """
    total = max(float(np.abs(rows).max()), float(np.abs(columns).max()), 1e-300)
    if not abs(rows.sum() - columns.sum()) <= AGREE * max(abs(rows).sum(), total):
        values = {"rows": float(rows.sum()), "columns": float(columns.sum())}
        raise CalculationError([Finding(code="E553", values=values)])
    above, below = np.maximum(table, 0.0), np.maximum(-table, 0.0)
    _refuse_unreachable(above, below, rows, columns)
    r, s = np.ones(len(rows)), np.ones(len(columns))
    missed, count = np.inf, 0
    with np.errstate(all="ignore"):
        while not missed <= CLOSE and count < MOST_ROUNDS:
            r = _factor(above @ s, below @ (1.0 / s), rows)
            s = _factor(above.T @ r, below.T @ (1.0 / r), columns)
            found = r[:, None] * above * s - below / (r[:, None] * s)
            of_rows = np.abs(found.sum(axis=1) - rows) / total
            of_columns = np.abs(found.sum(axis=0) - columns) / total
            missed = float(max(of_rows.max(), of_columns.max()))
            count += 1
    if not missed <= CLOSE:
        lacking = np.flatnonzero(~(of_rows <= CLOSE))
        raise _unreached(lacking, np.flatnonzero(~(of_columns <= CLOSE)), count)
    return Balanced(table=found, rows=r, columns=s, rounds=count, missed=missed)


def _refuse_unreachable(
    above: Reals, below: Reals, rows: Reals, columns: Reals
) -> None:
    """Raise E554 where a total is asked of a row or column without its sign."""
    bad = []
    for axis, total in ((1, rows), (0, columns)):
        lacks_plus = (total > 0) & ~(above > 0).any(axis=axis)
        lacks_minus = (total < 0) & ~(below > 0).any(axis=axis)
        bad.append(np.flatnonzero(lacks_plus | lacks_minus))
    if len(bad[0]) or len(bad[1]):
        raise _unreached(bad[0], bad[1], 0)


def _unreached(rows: Indices, columns: Indices, rounds: int) -> CalculationError:
    values = {"rows": rows.tolist(), "columns": columns.tolist(), "rounds": rounds}
    return CalculationError([Finding(code="E554", values=values)])


def _factor(above: Reals, below: Reals, total: Reals) -> Reals:
    """The r with r·above − below/r = total; 1 where nothing is asked of nothing."""
    root = np.sqrt(total**2 + 4.0 * above * below)
    large = np.where(total >= 0, total + root, 4.0 * above * below / (root - total))
    found = np.where(above > 0, large / (2.0 * above), -below / total)
    return np.where((above == 0) & (below == 0), 1.0, found)
