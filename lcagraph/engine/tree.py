"""The supply chain of a demand as a tree, read off the intensities: nothing is solved.

A node is one draw on one column; a column that is drawn on twice is two nodes, so that
loops unroll. What a node stands for is known before it is opened,

    total = amount × λ,     total = direct + Σ totals of all that it draws on,

and every node that is opened is held against the second equation: intensities of
another matrix are found out, not followed. A branch is opened while |total| is at
least the threshold, as in an importance-first traversal; generation by generation, so
that a generation is a few operations on arrays, whatever its size.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lcagraph.solve import EntryError, ProofError

Reals = NDArray[np.float64]
Ints = NDArray[np.intp]
Flags = NDArray[np.bool_]

MAX_DEPTH = 60
"""Loops are followed until the threshold; this only guards a threshold of zero."""
MAX_NODES = 20_000
CLOSURE_LIMIT = 1e-9
"""Largest gap between both sides of the equation above, of the sum of sizes. [1]"""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Draws:
    """A technosphere by columns, with what a unit of every product causes."""

    start: Ints
    """First entry of each column, shape (n + 1,)."""
    row: NDArray[np.int32]
    """Row of each entry; the row of a column's own product has the column's number."""
    value: Reals
    """Entries of A, shape (nnz,): outputs positive. [unit of the row]"""
    sign: Reals
    """1 of a product, −1 of a waste that is treated, shape (n,). [1]"""
    reference: Reals
    """Own product, or waste treated, per run, shape (n,). [unit of the row]"""
    intensity: Reals
    """λ, shape (n,): per unit of the product, or of the waste that is treated."""
    direct: Reals
    """What a run of each column causes itself, shape (n,)."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SupplyTree:
    """Nodes by generation, those of one parent together, largest |total| first."""

    column: Ints
    """Shape (nodes,)."""
    parent: Ints
    """Position of the node that draws; −1 at a root."""
    depth: Ints
    """Draws between a root and the node."""
    amount: Reals
    """Demand of the node: product, or waste that is treated. [unit of the row]"""
    direct: Reals
    """What the column causes itself for it."""
    total: Reals
    """Amount × intensity: all that is upstream, `direct` among it."""
    below: Reals
    """Sum of the draws of a node that are no nodes."""
    below_count: Ints
    """How many they are."""
    is_loop: Flags
    """Whether the column is already on the way from the root."""
    is_cut: bool
    """Whether depth or number of nodes ended it before the threshold did."""
    gap: float
    """Largest gap of a node that was opened, of the sum of sizes. [1]"""

    def __len__(self) -> int:
        return len(self.column)

    @property
    def remainder(self) -> float:
        """What is upstream of the demand and in no node's `direct`."""
        return float(self.below.sum())

    @property
    def in_loops(self) -> float:
        """What the first returns to a column on the way stand for, loops and all."""
        first = self.is_loop.copy()
        inside = np.zeros(len(self), dtype=np.bool_)
        for depth in range(1, int(self.depth.max(initial=0)) + 1):
            here = self.depth == depth
            above = self.parent[here]
            inside[here] = inside[above] | self.is_loop[above]
        first &= ~inside
        return float(self.total[first].sum())

    def way(self, node: int) -> tuple[int, ...]:
        """Positions from the root to a node."""
        found = []
        while node >= 0:
            found.append(node)
            node = int(self.parent[node])
        return tuple(reversed(found))

    def paths(self, smallest: float) -> tuple[Ints, float]:
        """Structural paths: nodes whose own part counts, and all the rest.

        Parameters
        ----------
        smallest : float
            Smallest |direct| of a path.

        Returns
        -------
        nodes : ndarray of int
            Ends of the paths, largest |direct| first; `way` leads to each.
        remainder : float
            What no path has: with Σ `direct` of the nodes it is the whole demand's.

        Notes
        -----
        A path lies in a branch that is at least as large, unless a credit beside it
        cancels it there: then the branch is below the threshold, and the path is part
        of the remainder.
        """
        large = np.abs(self.direct) >= smallest
        large &= self.direct != 0
        nodes = np.flatnonzero(large)
        nodes = nodes[np.argsort(-np.abs(self.direct[nodes]), kind="stable")]
        rest = self.remainder + float(self.direct[~large].sum())
        return nodes, rest


def draws_of(
    n: int,
    entries: tuple[NDArray[np.int32], NDArray[np.int32], Reals],
    *,
    sign: Reals,
    intensity: Reals,
    direct: Reals,
) -> Draws:
    """A technosphere made ready for any number of trees.

    Parameters
    ----------
    n : int
    entries : tuple of ndarray
        Row, column and value of A, sorted by column, no place twice; row j is what
        column j supplies.
    sign, intensity, direct : ndarray, shape (n,)
        See `Draws`.
    """
    row, column, value = entries
    start = np.searchsorted(column, np.arange(n + 1, dtype=column.dtype))
    own = np.flatnonzero(row == column)
    reference = np.zeros(n)
    reference[row[own]] = value[own]
    return Draws(
        start=start,
        row=row,
        value=value,
        sign=sign,
        reference=reference * sign,
        intensity=intensity,
        direct=direct,
    )


def supply_tree(
    draws: Draws,
    demand: Mapping[int, float],
    *,
    smallest: float,
    depth: int = MAX_DEPTH,
    most: int = MAX_NODES,
) -> SupplyTree:
    """The supply chain of a demand, as far as it matters.

    Parameters
    ----------
    draws : Draws
    demand : mapping of int to float
        Column → amount of its product, or of the waste that it treats: the roots.
        [unit of the row]
    smallest : float
        Smallest |total| of a node; roots are always there. Branches of exactly 0 never.
    depth : int
        Most draws between a root and a node.
    most : int
        Most nodes: of the last generation the largest are kept.

    Returns
    -------
    SupplyTree

    Raises
    ------
    EntryError
        A root has no answer: its intensity is not finite, or its reference is 0.
    ProofError
        A column's parts do not add up: the intensities are not of these matrices.

    References
    ----------
    Treloar (1997), Economic Systems Research 9(4), doi:10.1080/09535319700000032:
    paths of an input–output system, pruned by what is upstream of them.
    """
    return _Walk(draws, smallest, depth, most).tree(demand)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Generation:
    """Nodes that are equally far from their roots."""

    column: Ints
    parent: Ints
    amount: Reals
    total: Reals


class _Walk:
    """One walk up the chain, a generation at a time."""

    def __init__(self, draws: Draws, smallest: float, depth: int, most: int) -> None:
        self.draws, self.smallest = draws, smallest
        self.depth, self.most = depth, most
        self.generations: list[_Generation] = []
        self.parts: list[tuple[Reals, Reals, Ints]] = []
        self.count, self.gap, self.is_cut = 0, 0.0, False

    def tree(self, demand: Mapping[int, float]) -> SupplyTree:
        now = self._roots(demand)
        while len(now.column):
            self.generations.append(now)
            self.count += len(now.column)
            now = self._opened(now)
        column = np.concatenate([each.column for each in self.generations])
        parent = np.concatenate([each.parent for each in self.generations])
        sizes = [len(each.column) for each in self.generations]
        direct, below, count = zip(*self.parts, strict=True)
        return SupplyTree(
            column=column,
            parent=parent,
            depth=np.repeat(np.arange(len(sizes)), sizes),
            amount=np.concatenate([each.amount for each in self.generations]),
            direct=np.concatenate(direct),
            total=np.concatenate([each.total for each in self.generations]),
            below=np.concatenate(below),
            below_count=np.concatenate(count),
            is_loop=_returns(column, parent, len(sizes)),
            is_cut=self.is_cut,
            gap=self.gap,
        )

    def _roots(self, demand: Mapping[int, float]) -> _Generation:
        column = np.fromiter(demand, dtype=np.intp, count=len(demand))
        amount = np.fromiter(demand.values(), dtype=np.float64, count=len(demand))
        total = amount * self.draws.intensity[column]
        for at in np.flatnonzero(~np.isfinite(total)):
            raise EntryError(None, int(column[at]), 0)
        parent = np.full(len(column), -1)
        return _Generation(column=column, parent=parent, amount=amount, total=total)

    def _opened(self, now: _Generation) -> _Generation:
        """What a generation draws on, as far as it is shown; the rest is summed."""
        draws, nodes = self.draws, len(now.column)
        with np.errstate(all="ignore"):
            runs = now.amount / draws.reference[now.column]
            direct = draws.direct[now.column] * runs
        begin = draws.start[now.column]
        lengths = draws.start[now.column + 1] - begin
        ends = np.cumsum(lengths)
        node = np.repeat(np.arange(nodes), lengths)
        entry = np.arange(len(node)) + (begin - ends + lengths)[node]
        row = draws.row[entry].astype(np.intp)
        with np.errstate(all="ignore"):
            amount = -draws.value[entry] * draws.sign[row] * runs[node]
            total = amount * draws.intensity[row]
        total[(row == now.column[node]) | (amount == 0)] = 0.0
        self._check(now, direct, total, node)
        size = np.abs(total)
        kept = self._kept(size)
        hidden = ~kept & (size > 0)
        below: Reals = np.bincount(node[hidden], total[hidden], nodes).astype(
            np.float64
        )
        self.parts.append((direct, below, np.bincount(node[hidden], minlength=nodes)))
        found = np.flatnonzero(kept)
        found = found[np.lexsort((-size[found], node[found]))]
        return _Generation(
            column=row[found],
            parent=node[found] + self.count - nodes,
            amount=amount[found],
            total=total[found],
        )

    def _kept(self, size: Reals) -> Flags:
        """Which draws become nodes."""
        kept = (size >= self.smallest) & (size > 0)
        wanted = int(kept.sum())
        room = self.most - self.count if len(self.generations) <= self.depth else 0
        if wanted > room:
            self.is_cut = True
            if room <= 0:
                return np.zeros_like(kept)
            order = np.argsort(-np.where(kept, size, -1.0), kind="stable")
            kept[order[room:]] = False
        return kept

    def _check(self, now: _Generation, direct: Reals, total: Reals, node: Ints) -> None:
        """Each node is what it causes itself and what it draws on, or nothing is."""
        nodes = len(direct)
        drawn = np.bincount(node, total, minlength=nodes)
        sizes = np.bincount(node, np.abs(total), minlength=nodes)
        sizes += np.abs(direct) + np.abs(now.total)
        with np.errstate(all="ignore"):
            gap = np.abs(now.total - direct - drawn) / sizes
        gap[sizes == 0] = 0.0
        worst = int(np.argmax(gap))
        if not gap[worst] <= CLOSURE_LIMIT:
            raise ProofError(int(now.column[worst]), float(gap[worst]), 0)
        self.gap = max(self.gap, float(gap[worst]))


def _returns(column: Ints, parent: Ints, generations: int) -> Flags:
    """Nodes whose column is on the way from the root already."""
    is_loop = np.zeros(len(column), dtype=np.bool_)
    open_ = np.flatnonzero(parent >= 0)
    above = parent[open_]
    for _ in range(generations):
        met = column[above] == column[open_]
        is_loop[open_[met]] = True
        goes_on = ~met & (parent[above] >= 0)
        open_, above = open_[goes_on], parent[above[goes_on]]
        if not len(open_):
            break
    return is_loop
