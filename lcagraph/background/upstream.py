"""The supply chain of one dataset as a tree, read off the intensities.

No system is solved: what a branch stands for is its demand × intensity, and what a
process emits itself are its own rows of B. `engine.tree` walks; names come last, all in
one query.
"""

from __future__ import annotations

from dataclasses import dataclass

from lcagraph.background.contributions import (
    direct_per_run,
    open_words,
    refuse_singular,
)
from lcagraph.background.linked import Activity, Floats
from lcagraph.background.store import Database
from lcagraph.engine.tree import MAX_DEPTH, SupplyTree, draws_of, supply_tree
from lcagraph.errors import CalculationError, Finding
from lcagraph.solve import ProofError


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
        A = database.technosphere
        self.database = database
        self.intensity = database.intensities @ weights
        self.draws = draws_of(
            len(database),
            (A.row, A.column, A.value),
            sign=database.signs,
            intensity=self.intensity,
            direct=direct_per_run(database, weights),
        )

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
        CalculationError
            The parts of a dataset do not add up to its intensity (E079).
        """
        refuse_singular(self.database, column)
        return self._named(
            self.nodes(column, amount, smallest=smallest, depth=min(depth, MAX_DEPTH))
        )

    def nodes(
        self, column: int, amount: float, *, smallest: float, depth: int = MAX_DEPTH
    ) -> SupplyTree:
        """The same tree without names."""
        try:
            return supply_tree(
                self.draws, {column: amount}, smallest=smallest, depth=depth
            )
        except ProofError as problem:
            raise self.contradiction(problem.row) from None

    def contradiction(self, column: int) -> CalculationError:
        """A dataset whose parts are not what its intensity says (E079)."""
        draws = self.draws
        part = slice(draws.start[column], draws.start[column + 1])
        rows, values = draws.row[part], draws.value[part] * draws.sign[draws.row[part]]
        values = values[rows != column]
        rows = rows[rows != column]
        drawn = float(values @ self.intensity[rows])
        found = (draws.direct[column] - drawn) / draws.reference[column]
        name = self.database.activity(column).name
        values_ = {
            "of": f"{self.database.name}/{name}",
            "found": f"{found:.12g}",
            "expected": f"{self.intensity[column]:.12g}",
        }
        return CalculationError([Finding(code="E079", values=values_)])

    def _named(self, nodes: SupplyTree) -> DatasetBranch:
        """Nodes as branches with their names, from the ends to the root."""
        activities = self.database.activities_at(nodes.column.tolist())
        flags = self.database.flags
        inner: list[list[DatasetBranch]] = [[] for _ in range(len(nodes))]
        for node in range(len(nodes) - 1, -1, -1):
            column = int(nodes.column[node])
            branch = DatasetBranch(
                column=column,
                activity=activities[column],
                amount=float(nodes.amount[node]),
                direct=float(nodes.direct[node]),
                branch_total=float(nodes.total[node]),
                is_loop=bool(nodes.is_loop[node]),
                open=open_words(int(flags[column])),
                branches=tuple(reversed(inner[node])),
                below_threshold=float(nodes.below[node]),
            )
            if node == 0:
                break
            inner[int(nodes.parent[node])].append(branch)
        return branch
