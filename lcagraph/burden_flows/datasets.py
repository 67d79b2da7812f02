"""Factors that stand for datasets, replaced by what is inside their databases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from lcagraph.arrays import Numbers, Prepared
from lcagraph.background.dataset_reference import DatasetReference
from lcagraph.background.followed import Followed, followed
from lcagraph.background.linked import Activity, Floats
from lcagraph.background.store import Database
from lcagraph.burden_flows.flows import REFERENCE, BurdenNode, FlowKind
from lcagraph.burden_flows.graph import FlowGraph
from lcagraph.burden_flows.naming import Nodes
from lcagraph.errors import CalculationError, Finding
from lcagraph.graph.words import Text
from lcagraph.result.datasets import BoughtFrom, Purchase, bought_by

AGREED = 1e-9
"""Largest gap between a factor's burden and that of its dataset. [1]"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """What was followed into databases."""

    databases: tuple[str, ...] = ()
    """Their names."""
    unopened: int = 0
    """Datasets that the opened ones draw on, not opened themselves."""
    capped: int = 0
    """How many of these are above the threshold."""


def open_datasets(
    graph: FlowGraph,
    solved: tuple[Prepared, Numbers, Floats],
    nodes: Nodes,
    *,
    limit: float,
    most: int,
) -> Opened:
    """Continue a graph of processes into the databases that its factors are from.

    A factor of at least the limit becomes the dataset that it is from, with a node for
    each dataset that so much burden comes through. Credits stay what they are.

    Parameters
    ----------
    graph : FlowGraph
        It is changed.
    solved : tuple
        The model, its numbers, and the weights of the items. [1]
    limit : float
        [kgCO2e]
    most : int
        Datasets of a database that are opened.

    Raises
    ------
    UsageError
        A database is gone, damaged, or not the one of the model (E080).
    CalculationError
        See `followed`; a factor is not what its dataset says (E079).
    """
    reference = graph.nodes.pop(REFERENCE)
    names, unopened, capped = [], 0, 0
    for bought in bought_by(*solved):
        found = _Opening(graph, bought, nodes).opened(limit, most)
        if found is not None:
            names.append(bought.name)
            unopened += found.unopened
            capped += found.capped
    graph.nodes[REFERENCE] = reference
    graph.nodes = {id_: graph.nodes[id_] for id_ in graph.linked()}
    return Opened(databases=tuple(names), unopened=unopened, capped=capped)


class _Opening:
    """One database, opened."""

    def __init__(self, graph: FlowGraph, bought: BoughtFrom, nodes: Nodes) -> None:
        self.graph, self.bought, self.nodes = graph, bought, nodes
        self.database: Database = bought.database

    def opened(self, limit: float, most: int) -> Followed | None:
        """Nodes and flows of the datasets; None if no factor is large enough."""
        _, leaving = self.graph.sums()
        intensity = self.bought.upstream.intensity
        factors: dict[int, list[str]] = {}
        demand: dict[int, float] = {}
        for each in self.bought.purchases:
            burden = leaving.get(each.factor, 0.0)
            credit = leaving.get(f"credit:{each.factor}", 0.0)
            column = each.offer.found.column
            self._check(each, burden, credit, float(intensity[column]))
            if burden and abs(burden) >= limit:
                factors.setdefault(column, []).append(each.factor)
                demand[column] = demand.get(column, 0.0) + burden / intensity[column]
        if not demand:
            return None
        weights = self.bought.weights
        found = followed(
            self.bought.upstream, weights, demand, smallest=limit, most=most
        )
        ids = self._add_nodes(found, factors)
        for supplier, consumer, burden in found.links:
            is_waste = self.database.signs[found.column[supplier]] < 0
            kind: FlowKind = "waste" if is_waste else "input"
            if burden * intensity[found.column[supplier]] < 0:
                kind = "avoided_waste" if is_waste else "substitution"
            self.graph.add(ids[supplier], ids[consumer], kind, burden)
        return found

    def _check(
        self, each: Purchase, burden: float, credit: float, intensity: float
    ) -> None:
        """Refuse a factor whose burden is not what its dataset says (E079)."""
        expected = each.amount * intensity
        size = abs(burden) + abs(credit) + abs(expected)
        if not abs(burden + credit - expected) <= AGREED * size:
            values = {
                "of": each.offer.reference,
                "found": f"{burden + credit:.12g}",
                "expected": f"{expected:.12g}",
            }
            raise CalculationError([Finding(code="E079", values=values)])

    def _add_nodes(self, found: Followed, factors: dict[int, list[str]]) -> list[str]:
        """Ids of the opened datasets, each behind what begins at it."""
        columns = found.column.tolist()
        activities = self.database.activities_at(columns)
        ids = []
        for position, column in enumerate(columns):
            node = self._node(activities[column], factors.get(column, ()))
            for factor in factors.get(column, ()):
                del self.graph.nodes[factor]
            self._move(set(factors.get(column, ())) - {node.id}, node.id)
            self._add_sources(found, position, node)
            self.graph.nodes[node.id] = node
            ids.append(node.id)
        return ids

    def _node(self, one: Activity, factors: Sequence[str]) -> BurdenNode:
        """A dataset; one factor that it stands behind lends its id, name and look."""
        if len(factors) == 1:
            known = self.graph.nodes[factors[0]]
            return replace(known, kind="process", database=self.database.name)
        names = self.database.process(one.process).names
        zh, en = (names.get(lang, one.name) for lang in ("zh", "en"))
        if one.location:
            zh, en = f"{zh}（{one.location}）", f"{en} ({one.location})"
        reference = DatasetReference(
            database=self.database.name, key=one.process, product=one.product
        )
        return BurdenNode(
            id=f"dataset:{reference}",
            kind="process",
            name=Text(zh, en),
            group=self.nodes.group_of(one.unit, is_treatment=one.is_treatment),
            database=self.database.name,
        )

    def _add_sources(self, found: Followed, position: int, node: BurdenNode) -> None:
        """Direct emissions and removals, and what is drawn on the unopened."""
        is_backwards = bool(found.runs[position] < 0)
        for amounts in (found.emitted, found.removed):
            if not (amount := float(amounts[position])):
                continue
            source = self.nodes.direct_of(
                node.id,
                node.name,
                is_negative=amount < 0,
                is_avoided=amount < 0 and is_backwards,
            )
            self.graph.nodes[source.id] = source
            kind: FlowKind = "removal" if amount < 0 else "emission"
            self.graph.add(source.id, node.id, kind, amount)
        for sign, is_negative in enumerate((False, True)):
            if burden := float(found.upstream[sign, position]):
                count = int(found.suppliers[sign, position])
                source = self.nodes.upstream(node, count, is_negative=is_negative)
                self.graph.nodes[source.id] = source
                self.graph.add(source.id, node.id, "folded", burden)

    def _move(self, factors: set[str], to: str) -> None:
        """What several factors brought comes from their one dataset."""
        if not factors:
            return
        amounts, paths = self.graph.amounts, self.graph.paths
        self.graph.amounts, self.graph.paths = {}, {}
        for ends, amount in amounts.items():
            source = to if ends[0] in factors else ends[0]
            self.graph.add(source, ends[1], ends[2], amount)
            for path in paths.get(ends, ()):
                moved = (source, ends[1], ends[2])
                self.graph.paths.setdefault(moved, {})[path] = None
