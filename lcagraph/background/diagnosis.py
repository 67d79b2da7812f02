"""Which part of a database can be solved: its loops, one block after the other.

A loop without net output has no answer, and neither has anything that buys from it;
everything else does. So each block of the block triangular form is tried by itself, and
what stands in a bad one is named instead of stopping the import.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lcagraph.background.economy import Economy, economy_of, loops_of
from lcagraph.background.linked import (
    FLAGS,
    OVERDRAWN,
    SINGULAR,
    Flags,
    Floats,
    Triplets,
)
from lcagraph.background.reach import diagonal_of, joined
from lcagraph.engine.arrangement import Arrangement
from lcagraph.solve import analyse
from lcagraph.solve.examine import LoopHealth, examine


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """What the loops of a database are like, and whom that concerns."""

    loops: tuple[LoopHealth, ...]
    """Every loop, and every process without net output, largest first."""
    flags: Flags
    """Own flags of each column with SINGULAR and OVERDRAWN added, shape (n,)."""
    chain: Flags
    """Flags of each column and of everything that it buys, shape (n,)."""
    sign: Floats
    """1 of a product, −1 of a waste that is treated, shape (n,). [1]"""
    economy: Economy | None = None
    """A proof that rounds of purchases die out, where there is one."""

    @property
    def arrangement(self) -> Arrangement | None:
        """Of an economy, any order and units serve; None if they must be looked for."""
        if self.economy is None:
            return None
        n = len(self.flags)
        return Arrangement(order=np.arange(n), exponent=np.zeros(n, dtype=np.int16))

    @property
    def bad_loops(self) -> tuple[LoopHealth, ...]:
        """Loops that have no answer, largest first."""
        return tuple(loop for loop in self.loops if not loop.is_sound)

    @property
    def solvable(self) -> NDArray[np.bool_]:
        """Columns whose supply chain has an answer, shape (n,)."""
        return np.asarray((self.chain & SINGULAR) == 0)


def diagnose(
    technosphere: Triplets, flags: Flags, treats: NDArray[np.bool_] | None = None
) -> Diagnosis:
    """Try every loop of A, and carry each flag up to whoever buys from it.

    Parameters
    ----------
    technosphere : Triplets
        A, shape (n, n); column j makes (or treats) the product of row j.
    flags : ndarray of uint16, shape (n,)
        Own flags of each column, as the import found them.
    treats : ndarray of bool, shape (n,), optional
        Columns whose reference is a waste; told by the signs of A if absent, which
        hides a process that takes more of its own product than it makes.
    """
    n = len(flags)
    is_made = treats is None or not treats.any()
    if is_made and (economy := economy_of(technosphere, n)) is not None:
        return Diagnosis(
            loops=loops_of(economy),
            flags=flags.copy(),
            chain=carried(technosphere, flags),
            sign=np.ones(n),
            economy=economy,
        )
    diagonal = np.arange(n, dtype=np.int32)
    # the added zeros give every column a diagonal entry: one may lack its reference
    structure = analyse(
        n,
        np.concatenate([technosphere.row, diagonal]),
        np.concatenate([technosphere.column, diagonal]),
        matching=diagonal,
    )
    data = np.concatenate([technosphere.value, np.zeros(n)])
    net = diagonal_of(technosphere, n)
    sign = np.where(net < 0 if treats is None else treats, -1.0, 1.0)
    found = examine(structure, data)
    found += _without_net_output(net * sign, found)
    loops = sorted(found, key=lambda loop: -len(loop.columns))
    own = flags.copy()
    for loop in loops:
        if not loop.is_sound:
            own[loop.columns] |= SINGULAR
        elif loop.is_overdrawn:
            own[loop.columns] |= OVERDRAWN
    chain = carried(technosphere, own)
    return Diagnosis(loops=tuple(loops), flags=own, chain=chain, sign=sign)


def _without_net_output(
    net: Floats, known: tuple[LoopHealth, ...]
) -> tuple[LoopHealth, ...]:
    """Processes that take as much of their own product as they make, or more.

    A loop around such a process may still have an answer in numbers, so that looking
    at whole loops doesn't tell.
    """
    closed = {int(j) for loop in known if not loop.is_sound for j in loop.columns}
    overdrawn = {int(j) for loop in known if loop.is_overdrawn for j in loop.columns}
    return tuple(
        LoopHealth(
            columns=np.array([column]),
            culprits=np.array([column] if net[column] == 0 else [], dtype=np.intp),
            condition=np.inf if net[column] == 0 else 1.0,
            is_overdrawn=bool(net[column] < 0),
        )
        for column in np.flatnonzero(net <= 0).tolist()
        if column not in closed and not (net[column] < 0 and column in overdrawn)
    )


def carried(technosphere: Triplets, flags: Flags) -> Flags:
    """Flags of each column with those of its whole supply chain, shape (n,)."""
    n = len(flags)
    is_partly = [flags & bit for bit in FLAGS.values()]
    if all(each.all() or not each.any() for each in is_partly):
        return flags.copy()  # nothing can be carried to anybody else
    outside = technosphere.row != technosphere.column
    suppliers, buyers = technosphere.row[outside], technosphere.column[outside]
    order = np.argsort(suppliers, kind="stable")
    buyers = buyers[order]
    first = np.searchsorted(suppliers[order], np.arange(n + 1))
    chain = flags.copy()
    for bit in FLAGS.values():
        reached = (flags & bit) != 0
        news = np.flatnonzero(reached)
        while len(news):
            found = np.unique(joined(buyers, first[news], first[news + 1]))
            news = found[~reached[found]]
            reached[news] = True
        chain[reached] |= np.uint16(bit)
    return chain
