"""Along the supply chain: intensities, totals in loops, tree and paths.

`direct` is what a process emits itself; `total` adds everything upstream of it and is
corrected by the loop factor 1 / (a_jj (A⁻¹)_jj), so that the process that delivers
the reference flow has the footprint as its total. A branch of the tree is another
thing: `branch_total` is the demand of that branch × intensity of its supplier.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lcagraph.arrays import Numbers, Prepared, intervention_matrix
from lcagraph.graph.words import Text
from lcagraph.refusals import named_problems
from lcagraph.solve import diagonal_of_inverse, solve_adjoint

Floats = NDArray[np.float64]

MAX_DEPTH = 60
"""Loops are followed until the threshold; this only guards a threshold of zero."""
MAX_BRANCHES = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeTotal:
    """Direct and total footprint of one column, per reference flow. [kgCO2e]"""

    id: str
    product: str
    is_factor: bool
    direct: float
    total: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """One draw in the upstream tree, with what is drawn in turn."""

    id: str
    """Process or factor that supplies it; of a dataset, what a `from:` calls it."""
    product: str
    path: str
    """Model path of the exchange; `reference` at the root, empty in a database."""
    amount: float
    """Demand of this branch. [unit]"""
    unit: str
    direct: float
    """Emissions of the supplier itself for this branch. [kgCO2e]"""
    branch_total: float
    """Demand × intensity. [kgCO2e]"""
    is_loop: bool
    """True if the supplier is already on the way from the root."""
    branches: tuple[Branch, ...]
    below_threshold: float
    """Sum of the branches that are not shown. [kgCO2e]"""
    database: str = ""
    """Database of a dataset, or of a factor that is continued into it."""
    name: Text | None = None
    """Name of a dataset; all others are named by the model."""
    location: str = ""
    open: tuple[str, ...] = ()
    """What is open in the dataset itself."""


def intensities(prepared: Prepared, numbers: Numbers) -> Floats:
    """Footprint per unit of what each column delivers: Λ A = C B.

    Returns
    -------
    ndarray, shape (items, n)
        By item. [kgCO2e per unit of the row's product]
    """
    layout = prepared.layout
    B = intervention_matrix(prepared, numbers)
    G = prepared.characterisation @ B
    with named_problems(layout.columns):
        solved = solve_adjoint(prepared.structure, numbers.A[:1], G)
    intensity: Floats = np.reshape(solved, (G.shape[0], layout.n))
    return intensity


def node_totals(
    prepared: Prepared, numbers: Numbers, weights: Floats
) -> tuple[NodeTotal, ...]:
    """Direct and loop-corrected total footprint of every column in use.

    Parameters
    ----------
    weights : ndarray, shape (items,)
        What sums the items: the view including or excluding biogenic CO2. [1]
    """
    layout = prepared.layout
    B = intervention_matrix(prepared, numbers)
    s = numbers.s[0]
    direct = (weights @ prepared.characterisation @ B) * s
    per_unit = weights @ intensities(prepared, numbers)
    with named_problems(layout.columns):
        inverse = diagonal_of_inverse(prepared.structure, numbers.A[:1])
    diagonal = np.reshape(inverse, layout.n)
    return tuple(
        NodeTotal(
            id=column.id,
            product=column.product,
            is_factor=column.is_factor,
            direct=float(direct[j]),
            total=float(per_unit[j] * s[j] / diagonal[j]),
        )
        for j, column in enumerate(layout.columns)
        if s[j] != 0
    )


def upstream_tree(
    prepared: Prepared, numbers: Numbers, weights: Floats, *, threshold: float = 0.01
) -> Branch:
    """The supply chain of the reference flow as a tree, down to a threshold.

    Parameters
    ----------
    weights : ndarray, shape (items,)
        What sums the items: the view including or excluding biogenic CO2. [1]
    threshold : float
        Smallest |branch_total| that is shown, as a share of the |footprint|. [1]
    """
    return _Tree(prepared, numbers, weights, threshold).root()


def supply_chain_paths(tree: Branch) -> Iterator[tuple[tuple[Branch, ...], float]]:
    """Every way through the tree with what is emitted at its end. [kgCO2e]"""
    stack: list[tuple[Branch, tuple[Branch, ...]]] = [(tree, (tree,))]
    while stack:
        branch, way = stack.pop()
        if branch.direct:
            yield way, branch.direct
        stack += [(child, (*way, child)) for child in reversed(branch.branches)]


@dataclass(frozen=True, slots=True, kw_only=True)
class StructuralPath:
    """One way up a supply chain, and what its last supplier emits for it."""

    way: tuple[Branch, ...]
    """From the reference flow to the supplier that emits."""
    direct: float
    """[kgCO2e]"""

    @property
    def is_loop(self) -> bool:
        """Whether the way comes back to a supplier that it has passed."""
        return any(branch.is_loop for branch in self.way)


def structural_paths(
    tree: Branch, smallest: float
) -> tuple[tuple[StructuralPath, ...], float]:
    """Paths that emit at least so much at their end, and all the rest as one sum.

    Parameters
    ----------
    tree : Branch
        Down to the same threshold.
    smallest : float
        Smallest |direct| of a path. [kgCO2e]

    Returns
    -------
    paths : tuple of StructuralPath
        Largest |direct| first.
    rest : float
        What no path has; the paths and the rest are the tree's `branch_total`.
        [kgCO2e]

    Notes
    -----
    A path lies in a branch of at least its size, unless a credit beside it cancels it:
    then the branch is below the threshold as a whole, and the path is in the rest.
    """
    every = [
        StructuralPath(way=way, direct=direct)
        for way, direct in supply_chain_paths(tree)
    ]
    paths = [path for path in every if abs(path.direct) >= smallest]
    paths.sort(key=lambda path: -abs(path.direct))
    rest = tree.branch_total - sum(path.direct for path in paths)
    return tuple(paths), rest


class _Tree:
    """Draws per column, and the walk over them."""

    def __init__(
        self, prepared: Prepared, numbers: Numbers, weights: Floats, threshold: float
    ) -> None:
        layout = prepared.layout
        self.prepared, self.numbers = prepared, numbers
        self.intensity = weights @ intensities(prepared, numbers)
        self.reference = np.ones(layout.n)
        self.draws: dict[int, list[tuple[int, int, float]]] = {}
        data = numbers.A[0]
        for row, column, source, value in zip(
            layout.a.row, layout.a.column, layout.a.source, data, strict=True
        ):
            if source < 0:
                self.reference[column] = value
            elif value:
                draw = (int(row), int(source), -float(value))
                self.draws.setdefault(int(column), []).append(draw)
        B = intervention_matrix(prepared, numbers)
        self.direct = weights @ prepared.characterisation @ B
        self.demand = float(numbers.f[0, layout.demand_column])
        self.smallest = threshold * abs(
            self.demand * self.intensity[layout.demand_column]
        )
        self.shown = 0

    def root(self) -> Branch:
        column = self.prepared.layout.demand_column
        return self._branch(column, "reference", self.demand, ())

    def _branch(
        self, column: int, path: str, amount: float, way: tuple[int, ...]
    ) -> Branch:
        self.shown += 1
        runs = amount / self.reference[column]
        shown, hidden = [], 0.0
        for row, source, per_run in self.draws.get(column, []):
            drawn = per_run * runs
            size = drawn * self.intensity[row]
            is_deep = len(way) >= MAX_DEPTH or self.shown >= MAX_BRANCHES
            if abs(size) < self.smallest or is_deep or size == 0:
                hidden += size
                continue
            edge = self.prepared.compiled.edges[source]
            shown.append(self._branch(row, edge.path, drawn, (*way, column)))
        label = self.prepared.layout.columns[column]
        return Branch(
            id=label.id,
            product=label.product,
            path=path,
            amount=amount,
            unit=label.unit,
            direct=float(self.direct[column] * runs),
            branch_total=float(amount * self.intensity[column]),
            is_loop=column in way,
            branches=tuple(sorted(shown, key=lambda b: -abs(b.branch_total))),
            below_threshold=float(hidden),
        )
