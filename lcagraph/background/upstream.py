"""The supply chain of one dataset as a tree, read off the intensities.

No system is solved: what a branch stands for is its demand × intensity, and what a
process emits itself are its own rows of B.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lcagraph.background.contributions import (
    direct_per_run,
    open_words,
    refuse_singular,
)
from lcagraph.background.linked import Activity, Floats
from lcagraph.background.reach import diagonal_of
from lcagraph.background.store import Database

MAX_DEPTH = 60
"""Loops are followed until the threshold; this only guards a threshold of zero."""
MAX_BRANCHES = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class DatasetBranch:
    """One draw on a dataset, with what is drawn in turn.

    `branch_total` = `direct` + that of all `branches` + `below_threshold`.
    """

    column: int
    activity: Activity
    amount: float
    """Demand of this branch: product, or waste that is treated. [activity.unit]"""
    direct: float
    """Emissions of the dataset itself for this branch. [kgCO2e]"""
    branch_total: float
    """Demand × intensity. [kgCO2e]"""
    is_loop: bool
    """True if the dataset is already on the way from the root."""
    open: tuple[str, ...]
    """What is open in the dataset itself: words of `FLAGS`."""
    branches: tuple[DatasetBranch, ...]
    """Largest |branch_total| first."""
    below_threshold: float
    """Sum of the branches that are not shown. [kgCO2e]"""


class Upstream:
    """A database made ready for any number of trees.

    Parameters
    ----------
    database : Database
    weights : ndarray, shape (gases,)
        What a kilogram of each gas of the manifest counts. [kgCO2e/kg]
    """

    def __init__(self, database: Database, weights: Floats) -> None:
        n = len(database)
        self.database = database
        self.intensity = database.intensities @ weights
        self.direct = direct_per_run(database, weights)
        self.draws = database.technosphere
        self.first = np.searchsorted(
            self.draws.column, np.arange(n + 1, dtype=np.int32)
        )
        self.signs = database.signs
        self.reference = diagonal_of(self.draws, n) * self.signs

    def tree(
        self, column: int, amount: float, *, smallest: float, depth: int = MAX_DEPTH
    ) -> DatasetBranch:
        """The supply chain of a demand for one dataset.

        Parameters
        ----------
        column : int
        amount : float
            Of its product, or of the waste that it treats. [activity.unit]
        smallest : float
            Smallest |branch_total| that is shown. [kgCO2e]
        depth : int
            Most branches between the root and an end.

        Raises
        ------
        UsageError
            The dataset has no result (E088).
        """
        refuse_singular(self.database, column)
        return _Walk(self, smallest, min(depth, MAX_DEPTH)).branch(column, amount, ())

    def drawn_by(self, column: int) -> list[tuple[int, float]]:
        """Columns on which one draws, and how much of each, per run.

        Wastes that it leaves are draws on their treatments. [unit of the supplier]
        """
        part = slice(self.first[column], self.first[column + 1])
        rows, values = self.draws.row[part], self.draws.value[part]
        amounts = -values * self.signs[rows]
        return [
            (row, amount)
            for row, amount in zip(rows.tolist(), amounts.tolist(), strict=True)
            if row != column and amount
        ]


class _Walk:
    """One walk up the chain."""

    def __init__(self, upstream: Upstream, smallest: float, depth: int) -> None:
        self.upstream, self.smallest, self.depth = upstream, smallest, depth
        self.shown = 0

    def branch(self, column: int, amount: float, way: tuple[int, ...]) -> DatasetBranch:
        self.shown += 1
        up = self.upstream
        runs = float(amount / up.reference[column])
        drawn = [(row, each * runs) for row, each in up.drawn_by(column)]
        sized = [(float(up.intensity[row]) * each, row, each) for row, each in drawn]
        sized.sort(key=lambda found: -abs(found[0]))
        shown, hidden = [], 0.0
        for size, row, each in sized:
            is_deep = len(way) >= self.depth or self.shown >= MAX_BRANCHES
            if abs(size) < self.smallest or is_deep or size == 0:
                hidden += size
            else:
                shown.append(self.branch(row, each, (*way, column)))
        return DatasetBranch(
            column=column,
            activity=up.database.activity(column),
            amount=amount,
            direct=float(up.direct[column] * runs),
            branch_total=float(amount * up.intensity[column]),
            is_loop=column in way,
            open=open_words(int(up.database.flags[column])),
            branches=tuple(shown),
            below_threshold=hidden,
        )
