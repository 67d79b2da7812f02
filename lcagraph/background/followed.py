"""A demand followed into a database: every dataset that enough burden comes through.

Unlike in a tree, a dataset that is drawn on twice is one node, and a loop is a circle
of links. Datasets K are opened, the others are not; what an opened one draws on those
stands for all that is upstream of them:

    A_KK s = f,   flow(i → j) = −A_ij s_j λ_i                               [kgCO2e]

so that for each j in K:  demand_j λ_j + Σ_k flow(j → k) = direct_j + Σ_i flow(i → j).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lcagraph.background.contributions import labels_of, signed_per_run
from lcagraph.background.linked import Floats
from lcagraph.background.upstream import Upstream
from lcagraph.engine.tree import CLOSURE_LIMIT
from lcagraph.solve import SolveError, analyse, calculation_error, solve_variants

Places = NDArray[np.intp]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Followed:
    """Opened datasets of one database, with what runs between them."""

    column: Places
    """Opened columns, ascending, shape (m,)."""
    runs: Floats
    """Runs of each; negative if more is credited than drawn, shape (m,). [1]"""
    emitted: Floats
    """What raises the footprint at each itself, times runs, shape (m,). [kgCO2e]"""
    removed: Floats
    """What lowers it, shape (m,). [kgCO2e]"""
    links: tuple[tuple[int, int, float], ...]
    """Supplier, consumer, burden: positions in `column`. [kgCO2e]"""
    upstream: Floats
    """Drawn on datasets that are not opened, shape (2, m): what raises the footprint,
    what lowers it. [kgCO2e]"""
    suppliers: NDArray[np.int64]
    """How many those are, shape (2, m)."""
    unopened: int
    """Datasets that opened ones draw on, not opened themselves."""
    capped: int
    """How many of these are above the threshold."""


def followed(
    upstream: Upstream,
    weights: Floats,
    demand: Mapping[int, float],
    *,
    smallest: float,
    most: int,
) -> Followed:
    """The datasets behind a demand, as far as enough burden comes through them.

    Parameters
    ----------
    upstream : Upstream
        The database, with the same weights.
    weights : ndarray, shape (gases,)
        What a kilogram of each gas of the manifest counts. [kgCO2e/kg]
    demand : mapping of int to float
        Column → amount of its product, or of the waste that it treats: always opened.
    smallest : float
        Smallest Σ |burden| that opened datasets draw on one that is opened. [kgCO2e]
    most : int
        Datasets that are opened besides those of the demand, at most: the largest.

    Raises
    ------
    CalculationError
        A loop has no answer that can be trusted; the parts of a dataset do not add up
        to its intensity (E079).
    """
    search = _Search(upstream, weights, demand)
    room, waiting = most, search.candidates(smallest)
    while len(waiting) and room > 0:
        search.open(waiting[:room])
        room -= min(room, len(waiting))
        waiting = search.candidates(smallest)
    return search.found(capped=len(waiting))


class _Search:
    """Opened columns, and their draws at the runs that these need of each other."""

    def __init__(
        self, upstream: Upstream, weights: Floats, demand: Mapping[int, float]
    ) -> None:
        self.upstream, self.draws = upstream, upstream.draws
        self.weights, self.demand = weights, demand
        self.column = np.array([], dtype=np.intp)
        self.open(np.fromiter(demand, dtype=np.intp, count=len(demand)))

    def open(self, columns: Places) -> None:
        """Open further columns, and solve the runs of all."""
        draws = self.draws
        self.column = np.union1d(self.column, columns).astype(np.intp)
        begin = draws.start[self.column]
        lengths = draws.start[self.column + 1] - begin
        self.consumer = np.repeat(np.arange(len(self.column)), lengths)
        ends = np.cumsum(lengths)
        entry = np.arange(len(self.consumer)) + (begin - ends + lengths)[self.consumer]
        self.row = draws.row[entry].astype(np.intp)
        self.value = draws.value[entry]
        place = np.searchsorted(self.column, self.row)
        place = np.minimum(place, len(self.column) - 1)
        self.is_open = self.column[place] == self.row
        self.supplier = np.where(self.is_open, place, -1)
        self.runs = self._solved()
        amount = -self.value * draws.sign[self.row] * self.runs[self.consumer]
        total = amount * draws.intensity[self.row]
        total[(self.supplier == self.consumer) | (amount == 0)] = 0.0
        self.total: Floats = total

    def candidates(self, smallest: float) -> Places:
        """Columns that are drawn on enough and not opened, the largest first."""
        outer = np.flatnonzero(~self.is_open)
        rows, inverse = np.unique(self.row[outer], return_inverse=True)
        sizes = np.bincount(inverse, np.abs(self.total[outer]), minlength=len(rows))
        large = np.flatnonzero((sizes >= smallest) & (sizes > 0))
        order = np.argsort(-sizes[large], kind="stable")
        return np.asarray(rows[large[order]], dtype=np.intp)

    def found(self, *, capped: int) -> Followed:
        """What is opened, once every dataset is known to add up."""
        emitted, removed = signed_per_run(self.upstream.database, self.weights)
        emitted, removed = (
            each[self.column] * self.runs for each in (emitted, removed)
        )
        self._check(emitted, removed)
        inner = np.flatnonzero(self.is_open & (self.total != 0))
        outer = ~self.is_open & (self.total != 0)
        by_sign = [outer & (self.total > 0), outer & (self.total < 0)]
        m = len(self.column)
        sums = [
            np.bincount(self.consumer[part], self.total[part], minlength=m)
            for part in by_sign
        ]
        counts = [np.bincount(self.consumer[part], minlength=m) for part in by_sign]
        suppliers: list[int] = self.supplier[inner].tolist()
        consumers: list[int] = self.consumer[inner].tolist()
        burdens: list[float] = self.total[inner].tolist()
        return Followed(
            column=self.column,
            runs=self.runs,
            emitted=emitted,
            removed=removed,
            links=tuple(zip(suppliers, consumers, burdens, strict=True)),
            upstream=np.array(sums, dtype=np.float64),
            suppliers=np.array(counts, dtype=np.int64),
            unopened=len(np.unique(self.row[outer])),
            capped=capped,
        )

    def _solved(self) -> Floats:
        """Runs of the opened columns: A_KK s = f."""
        m, inner = len(self.column), self.is_open
        f = np.zeros(m)
        f[np.searchsorted(self.column, list(self.demand))] = list(self.demand.values())
        f *= self.draws.sign[self.column]  # the row of a treatment is what it takes in
        rows, columns = self.supplier[inner], self.consumer[inner]
        try:
            structure = analyse(m, rows, columns, matching=np.arange(m))
            runs, _ = solve_variants(structure, self.value[inner][None, :], f)
        except SolveError as problem:
            names = labels_of(self.upstream.database, self.column.tolist())
            raise calculation_error(problem, names) from None
        return np.asarray(runs[0], dtype=np.float64)

    def _check(self, emitted: Floats, removed: Floats) -> None:
        """Each dataset is what it causes itself and what it draws on."""
        m, column = len(self.column), self.column
        whole = self.runs * self.draws.reference[column] * self.draws.intensity[column]
        drawn = np.bincount(self.consumer, self.total, minlength=m)
        sizes = np.bincount(self.consumer, np.abs(self.total), minlength=m)
        sizes += np.abs(emitted) + np.abs(removed) + np.abs(whole)
        gap = np.abs(whole - emitted - removed - drawn)
        worst = int(np.argmax(np.divide(gap, sizes, out=gap * 0.0, where=sizes > 0)))
        if not gap[worst] <= CLOSURE_LIMIT * sizes[worst]:
            raise self.upstream.contradiction(int(column[worst]))
