"""Databases that are economies: in some prices, every sector makes more than it buys.

Of an input–output table of 9,800 sectors, looking at loops one by one and bringing
them in order takes long and gigabytes, and tells nothing: there is one loop of
everything. A proof that is as good takes some reading of the table:

    p = 1 + p |A|   ⇒   p |A| < p, so rounds of purchases die out

p are prices at which every sector adds a value of 1. Where they exist, I − A has an
answer for every demand, and no loop takes more than it makes.

Source: Miller & Blair (2009), Input–Output Analysis, ch. 2.4 (power series); Berman &
Plemmons (1994), Nonnegative Matrices, ch. 6 (M-matrices, condition I27).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csc_array

from lcagraph.background.linked import Floats, Triplets
from lcagraph.engine.rounds import largest_share
from lcagraph.solve.examine import LoopHealth

SMALLEST = 1_000
"""Columns from which on it pays to ask."""
DENSE = 0.02
"""Part of all places that hold an entry, from which A may be an economy. [1]"""


@dataclass(frozen=True, kw_only=True, eq=False)
class Economy:
    """A database whose rounds of purchases die out."""

    A: csc_array[np.float64]
    """Inputs per unit of output, shape (n, n). [1]"""
    share: float
    """Largest part of its output's worth that a sector buys. [1]"""


def economy_of(technosphere: Triplets, n: int) -> Economy | None:
    """The economy that a database is, if it pays to ask; None for any other.

    Parameters
    ----------
    technosphere : Triplets
        I − A, shape (n, n), sorted by column.
    n : int
    """
    if n < SMALLEST or len(technosphere.row) < DENSE * n * n:
        return None
    return as_economy(technosphere, n)


def as_economy(technosphere: Triplets, n: int) -> Economy | None:
    """The same for a database of any size."""
    row, column = technosphere.row, technosphere.column
    bought = -np.asarray(technosphere.value)
    own = np.flatnonzero(row == column)
    bought[own] += 1.0
    if len(own) != n or (bought[own] >= 1.0).any():
        return None
    first = np.searchsorted(column, np.arange(n + 1, dtype=np.int32))
    A = csc_array((bought, row, first), shape=(n, n))
    share = largest_share(A)
    return Economy(A=A, share=share) if share < 1.0 else None


def loops_of(economy: Economy) -> tuple[LoopHealth, ...]:
    """Its loops, largest first: all of them sound."""
    from scipy.sparse.csgraph import connected_components

    _, member = connected_components(economy.A, directed=True, connection="strong")
    sizes = np.bincount(member)
    found = []
    for loop in np.flatnonzero(sizes > 1).tolist():
        columns = np.flatnonzero(member == loop)
        found.append(
            LoopHealth(
                columns=columns,
                culprits=columns[:0],
                condition=(1 + economy.share) / (1 - economy.share),
                is_overdrawn=False,
            )
        )
    return tuple(sorted(found, key=lambda loop: -len(loop.columns)))


def multipliers(economy: Economy, direct: Floats) -> Floats | None:
    """Λ = G (I − A)⁻¹ by rounds, shape (gases, n); None if they are too many.

    Parameters
    ----------
    economy : Economy
    direct : ndarray, shape (gases, n)
        G. [kg]
    """
    from lcagraph.engine.rounds import by_rounds

    wanted = np.ascontiguousarray(direct.T)
    answer = by_rounds(economy.A, wanted, economy.share, is_adjoint=True)
    return None if answer is None else np.ascontiguousarray(answer[0].T)
