"""Burden by life cycle stage: what each source, or each item, brings to each stage."""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

import numpy as np
from numpy.typing import NDArray

from lcagraph.arrays import Numbers, Prepared
from lcagraph.burden_flows.flows import REFERENCE, BurdenNode
from lcagraph.burden_flows.graph import FlowGraph
from lcagraph.burden_flows.naming import Nodes
from lcagraph.contribution import LedgerRow, ledger, net_exchanges
from lcagraph.graph.words import Stage
from lcagraph.impact import ROWS

Floats = NDArray[np.float64]

REMOVALS = frozenset({"biogenic_co2_removed", "technological_removal"})
"""Items that lower a footprint by their nature."""


def stage_graph(
    prepared: Prepared, numbers: Numbers, weights: Floats, nodes: Nodes
) -> FlowGraph:
    """Factors and direct emissions → stages → the reference flow."""
    rows = ledger(prepared, numbers)
    graph = FlowGraph()
    owners = {row.path: row for row in rows}  # what a correction is taken off
    found: list[tuple[BurdenNode, LedgerRow, float]] = []
    for row in rows:
        if burden := float(row.items @ weights):
            own = owners.get(prepared.compiled.corrects(row.path) or "", row)
            found.append((_source(own, burden, nodes), row, burden))
    for node in _in_order(prepared, [node for node, _, _ in found]):
        graph.nodes[node.id] = node
    for node, row, burden in found:
        kind = row.kind or ("removal" if burden < 0 else "emission")
        graph.add(node.id, f"stage:{row.stage}", kind, burden, row.path)
    _add_stages(graph, rows, nodes)
    return graph


def item_graph(
    prepared: Prepared, numbers: Numbers, weights: Floats, nodes: Nodes
) -> FlowGraph:
    """Items of the footprint → stages → the reference flow."""
    rows = ledger(prepared, numbers)
    graph = FlowGraph()
    for position, item in enumerate(ROWS):
        is_removal = item in REMOVALS
        for row, *taken_off in net_exchanges(prepared, rows):
            whole = sum(each.items[position] for each in (row, *taken_off))
            burden = float(whole * weights[position])
            if not burden:
                continue
            is_turned = (burden < 0) != is_removal
            node = nodes.item(item, is_turned=is_turned, is_removal=is_removal)
            graph.nodes.setdefault(node.id, node)
            graph.add(node.id, f"stage:{row.stage}", "item", burden, row.path)
    _add_stages(graph, rows, nodes)
    return graph


def _source(row: LedgerRow, burden: float, nodes: Nodes) -> BurdenNode:
    if row.supplier is not None:
        return nodes.supply(row.supplier, is_credit=row.amount < 0)
    return nodes.direct(row.process, is_negative=burden < 0)


def _in_order(prepared: Prepared, found: Sequence[BurdenNode]) -> list[BurdenNode]:
    """Sources as the model has them: factors, then direct flows by process."""
    factors = [column.id for column in prepared.compiled.factors]
    ids = [*factors, *(f"credit:{id_}" for id_ in factors)]
    for id_ in prepared.compiled.system.processes:
        ids += [f"emission:{id_}", f"removal:{id_}"]
    by_id = {node.id: node for node in found}
    return [by_id[id_] for id_ in ids if id_ in by_id]


def _add_stages(graph: FlowGraph, rows: Sequence[LedgerRow], nodes: Nodes) -> None:
    """Stages from upstream to downstream, and what each brings to the reference."""
    entering, _ = graph.sums()
    present = {row.stage for row in rows}
    known = get_args(Stage)
    for stage in [s for s in known if s in present] + sorted(present - set(known)):
        node = nodes.stage(stage)
        if node.id in entering:
            graph.nodes[node.id] = node
            graph.add(node.id, REFERENCE, "stage", entering[node.id])
    graph.nodes[REFERENCE] = nodes.reference()
