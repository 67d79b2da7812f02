"""Nodes below a threshold folded away, so that every sum stays what it was.

A small source goes into the rest of each of its consumers, with what that one takes. A
small process is eliminated: what came into it goes on to its consumers, in proportion
to what each of them takes from it. With the flows F between nodes, T = Σ out on the
diagonal, R the processes that are folded and K the nodes that are kept,

    F_KK  ←  F_KK + F_KR (T_R − F_RR)⁻¹ F_RK

which is one step of Gaussian elimination, so loops among the folded are counted out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from lcagraph.burden_flows.flows import SOURCES, BurdenNode
from lcagraph.burden_flows.graph import FlowGraph
from lcagraph.diagram.names import words
from lcagraph.graph.words import Text

Floats = NDArray[np.float64]

FOLDABLE = SOURCES | {"process"}

CANCELLED = 1e-6
"""Share of its gross flows below which a process's net flow is left by chance: it is
kept, as a division by that would blow up. [1]"""
DENSE = 500
"""Folded processes up to which a dense solution is the quicker one."""
LOST = 1e-9
"""Largest share of what is folded that an elimination may lose. [1]"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Folded:
    """A graph without its small nodes."""

    graph: FlowGraph
    gone: dict[str, float]
    """Own burden of each source that has no node any more. [kgCO2e]"""
    capped: int
    """How many are gone though they are not small."""


def fold(graph: FlowGraph, limit: float, most: int) -> Folded:
    """The graph with nodes of less than `limit` [kgCO2e] folded, and at most `most`.

    Stages and the reference always stay.
    """
    sizes = graph.sizes()
    small, capped = _chosen(graph, sizes, limit, most)
    _, leaving = graph.sums()
    sources = {id_ for id_ in small if graph.nodes[id_].kind in SOURCES}
    processes = [
        id_
        for id_ in small
        if id_ not in sources and abs(leaving[id_]) > CANCELLED * sizes[id_]
    ]
    fold_ = _Fold(graph, sources, processes, leaving)
    folded = fold_.folded()
    if not fold_.is_kept(folded):
        folded = _Fold(graph, sources, [], leaving).folded()
    gone = {id_: leaving[id_] for id_ in graph.nodes if id_ in sources}
    return Folded(graph=folded, gone=gone, capped=capped)


def _chosen(
    graph: FlowGraph, sizes: dict[str, float], limit: float, most: int
) -> tuple[list[str], int]:
    """What is folded, and how much of it only because there would be too many."""
    able = [id_ for id_, node in graph.nodes.items() if node.kind in FOLDABLE]
    kept = [id_ for id_ in able if sizes[id_] >= limit]
    place = {id_: number for number, id_ in enumerate(graph.nodes)}
    kept.sort(key=lambda id_: (-sizes[id_], place[id_]))
    stay = set(kept[:most])
    return [id_ for id_ in able if id_ not in stay], len(kept) - len(stay)


class _Fold:
    """One elimination."""

    def __init__(
        self,
        graph: FlowGraph,
        sources: set[str],
        processes: list[str],
        leaving: dict[str, float],
    ) -> None:
        self.graph, self.sources = graph, sources
        self.processes, self.leaving = processes, leaving
        self.returned: dict[str, float] = {}
        """What goes from a kept node through folded ones back to itself. [kgCO2e]"""
        self.turned: dict[tuple[str, bool], dict[str, None]] = {}
        """Kept sources with a part in a rest, by its consumer and sign."""
        self.place = {id_: number for number, id_ in enumerate(processes)}
        kept = [
            id_ for id_ in graph.nodes if id_ not in sources and id_ not in self.place
        ]
        self.kept = {id_: number for number, id_ in enumerate(kept)}

    def folded(self) -> FlowGraph:
        """Kept nodes with their flows, and a rest before each that needs one."""
        made = FlowGraph()
        ids = list(self.kept)
        for (source, target, kind), amount in self.graph.amounts.items():
            if source in self.kept and target in self.kept:
                made.add(source, target, kind, amount)
                paths = self.graph.paths.get((source, target, kind))
                if paths:
                    made.paths[source, target, kind] = dict(paths)
        rests = self._rests()
        if self.processes:
            through, through_rests = self._through()
            for i, j in zip(*np.nonzero(through), strict=True):
                amount = float(through[i, j])
                if self._is_turned(ids[i], amount):
                    key = (ids[j], amount < 0)
                    rests[key] = rests.get(key, 0.0) + amount
                    self.turned.setdefault(key, {})[ids[i]] = None
                else:
                    made.add(ids[i], ids[j], "folded", amount)
            for part in through_rests:
                for j in np.flatnonzero(part):
                    key = (ids[j], bool(part[j] < 0))
                    rests[key] = rests.get(key, 0.0) + float(part[j])
        self._add_nodes(made, rests)
        return made

    def is_kept(self, made: FlowGraph) -> bool:
        """Whether every kept node still takes in what it took in."""
        before, _ = self.graph.sums()
        after, _ = made.sums()
        sizes = self.graph.sizes()
        whole = sum(sizes[id_] for id_ in self.processes) or 1.0
        gaps = []
        for id_ in self.kept:
            returned = self.returned.get(id_, 0.0)
            gaps.append(abs(before[id_] - returned - after[id_]))
        return bool(np.isfinite(gaps).all() and max(gaps, default=0.0) <= LOST * whole)

    def _is_turned(self, source: str, amount: float) -> bool:
        """Whether a kept source reaches a node with its sign turned.

        What passes a process that runs backwards, as a credit makes it do, is no part
        of what the source gives to others, and stands in the rest.
        """
        is_source = self.graph.nodes[source].kind in SOURCES
        return is_source and (amount < 0) != (self.leaving[source] < 0)

    # --- sources -------------------------------------------------------------------

    def _rests(self) -> dict[tuple[str, bool], float]:
        """Folded sources by consumer and sign: what they bring there directly."""
        rests: dict[tuple[str, bool], float] = {}
        for (source, target, _), amount in self.graph.amounts.items():
            if source in self.sources and target in self.kept:
                key = (target, amount < 0)
                rests[key] = rests.get(key, 0.0) + amount
        return rests

    # --- processes ------------------------------------------------------------------

    def _through(self) -> tuple[Floats, Floats]:
        """What kept nodes, and folded sources by sign, bring through the folded.

        Returns
        -------
        through : ndarray, shape (kept, kept)
        rests : ndarray, shape (2, kept)
            Positive sources, negative ones. [kgCO2e]
        """
        size, count = len(self.processes), len(self.kept)
        brought = np.zeros((size, count + 2))
        taken = np.zeros((size, count))
        inner: dict[tuple[int, int], float] = {}
        for number, id_ in enumerate(self.processes):
            inner[number, number] = self.leaving[id_]
        for (source, target, _), amount in self.graph.amounts.items():
            j = self.place.get(target)
            i = self.place.get(source)
            if i is not None and j is not None:
                inner[j, i] = inner.get((j, i), 0.0) - amount
            elif i is not None:
                taken[i, self.kept[target]] += amount
            elif j is not None and source in self.kept:
                brought[j, self.kept[source]] += amount
            elif j is not None:
                brought[j, count + (amount < 0)] += amount
        passed = _solved(inner, size, brought)
        found: Floats = passed.T @ taken
        through, rests = found[:count], found[count:]
        own = np.diagonal(through).copy()
        self.returned = {
            id_: float(own[number]) for id_, number in self.kept.items() if own[number]
        }
        np.fill_diagonal(through, 0.0)
        return through, rests

    # --- nodes ----------------------------------------------------------------------

    def _add_nodes(self, made: FlowGraph, rests: dict[tuple[str, bool], float]) -> None:
        members = self._members({target for target, _ in rests})
        for id_ in self.kept:
            for is_negative in (False, True):
                amount = rests.get((id_, is_negative), 0.0)
                if not amount:
                    continue
                node = self._rest(id_, is_negative, members[id_, is_negative])
                made.nodes[node.id] = node
                made.add(node.id, id_, "folded", amount)
            made.nodes[id_] = self.graph.nodes[id_]

    def _rest(
        self, owner: str, is_negative: bool, members: tuple[str, ...]
    ) -> BurdenNode:
        name = words("burden.rest", count=str(len(members)))
        short: Text | None = None
        if len(members) == 1:
            only = self.graph.nodes[members[0]]
            name, short = only.name, only.short if only.kind == "upstream" else None
        return BurdenNode(
            id=f"{'credits' if is_negative else 'rest'}:{owner}",
            kind="rest",
            name=name,
            short=short,
            group="removal" if is_negative else "rest",
            owner=owner,
            members=members,
        )

    def _members(
        self, owners: Iterable[str]
    ) -> dict[tuple[str, bool], tuple[str, ...]]:
        """Folded sources that reach each kept node, through folded processes too."""
        suppliers: dict[str, list[tuple[str, bool]]] = {}
        for (source, target, _), amount in self.graph.amounts.items():
            if source in self.sources or source in self.place:
                suppliers.setdefault(target, []).append((source, amount < 0))
        found: dict[tuple[str, bool], tuple[str, ...]] = {}
        for owner in owners:
            reached: dict[tuple[str, bool], None] = {}
            seen, stack = {owner}, [owner]
            while stack:
                for source, is_negative in suppliers.get(stack.pop(), ()):
                    if source in self.sources:
                        reached[source, is_negative] = None
                    elif source not in seen:
                        seen.add(source)
                        stack.append(source)
            for is_negative in (False, True):
                key = (owner, is_negative)
                ids = {id_ for id_, sign in reached if sign == is_negative}
                ids |= self.turned.get(key, {}).keys()
                # a sign turned on the way: all that come by may have a part
                ids = ids or {id_ for id_, _ in reached}
                found[key] = tuple(id_ for id_ in self.graph.nodes if id_ in ids)
        return found


def _solved(inner: dict[tuple[int, int], float], size: int, brought: Floats) -> Floats:
    """Solution x of M x = brought, where `inner` has the entries of M."""
    if size <= DENSE:
        matrix = np.zeros((size, size))
        for (row, column), value in inner.items():
            matrix[row, column] = value
        try:
            return np.asarray(np.linalg.solve(matrix, brought))
        except np.linalg.LinAlgError:
            return np.full(brought.shape, np.nan)
    # scipy takes 0.2 s to import, and only large models come here
    from scipy.sparse import csc_array
    from scipy.sparse.linalg import splu

    rows, columns = zip(*inner, strict=True)
    sparse = csc_array((list(inner.values()), (rows, columns)), shape=(size, size))
    try:
        return np.asarray(splu(sparse).solve(brought))
    except RuntimeError:  # singular
        return np.full(brought.shape, np.nan)


def with_cumulative(graph: FlowGraph) -> dict[str, BurdenNode]:
    """Nodes with their own and their cumulative burden.

    With T = Σ out on the diagonal and the flows F, (T − F)⁻¹ has on its diagonal what
    a unit of burden passes a node; so 1 / ((T − F)⁻¹)_jj is the burden that ever comes
    by, counted once. [kgCO2e]
    """
    ids = [id_ for id_, node in graph.nodes.items() if node.kind == "process"]
    place = {id_: number for number, id_ in enumerate(ids)}
    entering, leaving = graph.sums()
    matrix = np.diag([leaving[id_] for id_ in ids])
    for (source, target, _), amount in graph.amounts.items():
        if source in place and target in place:
            matrix[place[source], place[target]] -= amount
    passing = dict(leaving)
    try:
        passes = np.diagonal(np.linalg.inv(matrix)) if ids else np.zeros(0)
    except np.linalg.LinAlgError:
        passes = np.zeros(len(ids))
    for id_, number in place.items():
        if passes[number]:
            passing[id_] = float(1 / passes[number])
    return {
        id_: replace(
            node,
            own=_own(node, entering, leaving),
            cumulative=passing.get(id_, 0.0) or entering.get(id_, 0.0),
        )
        for id_, node in graph.nodes.items()
    }


def _own(
    node: BurdenNode, entering: dict[str, float], leaving: dict[str, float]
) -> float:
    """What begins at a node; what passes a process or stage begins elsewhere."""
    is_source = node.kind in SOURCES or node.kind == "rest"
    return leaving[node.id] if is_source else 0.0
