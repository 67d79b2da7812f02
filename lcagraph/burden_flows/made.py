"""A solved model → its burden flows, at a level and down to a threshold."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Literal

from lcagraph.arrays import Numbers, Prepared
from lcagraph.burden_flows.datasets import Opened, open_datasets
from lcagraph.burden_flows.flows import NOTHING_LEFT, REFERENCE, BurdenFlows, Level
from lcagraph.burden_flows.folding import fold, with_cumulative
from lcagraph.burden_flows.graph import FlowGraph
from lcagraph.burden_flows.links import process_graph
from lcagraph.burden_flows.naming import Nodes
from lcagraph.burden_flows.stages import item_graph, stage_graph
from lcagraph.impact import including_and_excluding
from lcagraph.result.footprint import HEADLINE_VIEW

THRESHOLD = 0.005
"""Share of the footprint below which nodes are folded, if nothing else is said. [1]"""
MOST = 150
"""Nodes of a level, so that a picture of them can be read; the largest stay."""

NOTHING = 1e-100
"""Part of the largest flow below which a flow is no flow. [1]"""

_GRAPHS = {"process": process_graph, "stage": stage_graph, "item": item_graph}


def burden_flows(
    prepared: Prepared,
    numbers: Numbers,
    *,
    level: Level = "process",
    threshold: float = THRESHOLD,
    most: int = MOST,
    is_background: bool = False,
    view: Literal["including", "excluding"] | None = None,
) -> BurdenFlows:
    """Burden along every link of a solved model, per reference flow.

    Parameters
    ----------
    prepared : Prepared
        The compiled model.
    numbers : Numbers
        Its arrays; the first variant is read.
    level : {"process", "stage", "item"}
        Nodes: every process and factor; or what is drawn on and emitted, gathered by
        life cycle stage; or the items of the footprint (fossil, biogenic, …), by stage.
    threshold : float
        Share of the |footprint| below which a node is folded into one rest for each of
        its consumers; sums stay what they are. Where removals and credits leave no
        footprint, the share is of all that is emitted. [1]
    most : int
        Nodes that are kept however many are above the threshold: the largest.
    is_background : bool
        Whether processes go on into the databases: a node for each dataset that at
        least the threshold comes through; what it draws on others is one `upstream`
        node with its sum. Other levels have no datasets to show.
    view : {"including", "excluding"}, optional
        Total that is taken apart; by default the one that the rule set puts first.

    Returns
    -------
    BurdenFlows
        Nodes and flows; at each node what flows in and begins there flows out again.

    Raises
    ------
    CalculationError
        The intensities could not be proven; those of a database are not of its
        matrices (E079).
    UsageError
        A database is gone, damaged, or not the one of the model (E080).
    """
    scope = prepared.compiled.system.scope
    including, excluding = including_and_excluding()
    chosen = view or HEADLINE_VIEW[scope.rule_set]
    weights = including if chosen == "including" else excluding
    nodes = Nodes(prepared, numbers)
    is_opened = is_background and level == "process"
    make = partial(process_graph, is_net=False) if is_opened else _GRAPHS[level]
    graph = _without_nothing(make(prepared, numbers, weights, nodes))
    limit, opened = threshold * _whole(graph), Opened()
    if is_opened:
        solved = (prepared, numbers, weights)
        opened = open_datasets(graph, solved, nodes, limit=limit, most=most)
    direct = _direct(graph)
    folded = fold(graph, limit, most)
    found = with_cumulative(folded.graph)
    return BurdenFlows(
        level=level,
        threshold=threshold,
        subject=nodes.subject(),
        product=nodes.product(),
        nodes=tuple(
            replace(node, direct=direct.get(id_, node.own))
            for id_, node in found.items()
        ),
        flows=folded.graph.flows(),
        folded={
            id_: (graph.nodes[id_].owner, own)
            for id_, own in folded.gone.items()
            if graph.nodes[id_].kind != "upstream"
        },
        capped=folded.capped + opened.capped,
        databases=opened.databases,
        unopened=opened.unopened,
    )


def _without_nothing(graph: FlowGraph) -> FlowGraph:
    """The graph without flows that are all but zero in floating point.

    At the end of a long chain of small demands amounts lose their digits before they
    are zero; divided by each other they are anything.
    """
    largest = max(map(abs, graph.amounts.values()), default=0.0)
    kept = {
        ends: amount
        for ends, amount in graph.amounts.items()
        if abs(amount) >= NOTHING * largest or ends[1] == REFERENCE
    }
    if len(kept) < len(graph.amounts):
        graph.amounts = kept
        graph.nodes = {id_: graph.nodes[id_] for id_ in graph.linked()}
    return graph


def _whole(graph: FlowGraph) -> float:
    """What a threshold is a share of: the footprint, or all that is emitted.

    Where credits make up for nearly all emissions, shares of what is left would say
    nothing.
    """
    entering, leaving = graph.sums()
    net = entering.get(REFERENCE, 0.0)
    others = graph.nodes.keys() - {REFERENCE}
    emitted = sum(max(leaving[id_] - entering[id_], 0.0) for id_ in others)
    return net if net > NOTHING_LEFT * emitted else emitted


def _direct(graph: FlowGraph) -> dict[str, float]:
    """Emissions less removals of each process itself. [kgCO2e]"""
    found = {id_: 0.0 for id_, node in graph.nodes.items() if node.kind == "process"}
    for (source, target, _), amount in graph.amounts.items():
        if graph.nodes[source].owner and target in found:
            found[target] += amount
    return found
