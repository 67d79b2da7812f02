"""Burden along the links between processes and factors.

With intensities λ (λ A = c B), runs s and a demand f, the burden that goes from the
supplier i to its consumer j is

    flow(i → j) = −A_ij s_j λ_i                                              [kgCO2e]

whatever the link is: A has its sign from the sign rule, and what treats a waste has a
negative λ, so its burden goes to the process that handed the waste over. Both ends
balance: the columns by λ A = c B, the rows by A s = f.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from lcagraph.arrays import Numbers, Prepared, intervention_matrix
from lcagraph.burden_flows.flows import REFERENCE, FlowKind
from lcagraph.burden_flows.graph import FlowGraph
from lcagraph.burden_flows.naming import Nodes
from lcagraph.refusals import named_problems
from lcagraph.solve import solve_adjoint

Floats = NDArray[np.float64]


def process_graph(
    prepared: Prepared,
    numbers: Numbers,
    weights: Floats,
    nodes: Nodes,
    *,
    is_net: bool = True,
) -> FlowGraph:
    """Every process, factor, direct emission and removal of the first variant.

    Parameters
    ----------
    weights : ndarray, shape (items,)
        What sums the items: the view including or excluding biogenic CO2. [1]
    is_net : bool
        Whether a spending comes less what is taken off it. Not where its sector is
        opened: what a database tells of it is the whole.
    """
    graph = FlowGraph()
    _add_direct(graph, prepared, numbers, weights, nodes)
    spending = _spending(prepared) if is_net else {}
    _add_links(graph, (prepared, numbers, weights), nodes, spending)
    graph.nodes[REFERENCE] = nodes.reference()
    graph.nodes = {id_: graph.nodes[id_] for id_ in graph.linked()}
    return graph


def _add_direct(
    graph: FlowGraph,
    prepared: Prepared,
    numbers: Numbers,
    weights: Floats,
    nodes: Nodes,
) -> None:
    """Processes in the order of the model, each behind its own emissions."""
    b, direct = prepared.layout.b, prepared.compiled.direct
    per_flow = weights @ prepared.characterisation
    burdens = numbers.B[0] * numbers.s[0, b.column] * per_flow[b.row]
    found: dict[tuple[str, bool], list[tuple[float, str]]] = {}
    for source, burden in zip(b.source.tolist(), burdens.tolist(), strict=True):
        if source >= 0 and burden:
            flow = direct[source]
            key = (flow.process, burden < 0)
            found.setdefault(key, []).append((burden, flow.path))
    for id_ in prepared.compiled.system.processes:
        for is_negative in (False, True):
            for burden, path in found.get((id_, is_negative), ()):
                node = nodes.direct(id_, is_negative=is_negative)
                graph.nodes.setdefault(node.id, node)
                kind: FlowKind = "removal" if is_negative else "emission"
                graph.add(node.id, id_, kind, burden, path)
        graph.nodes[id_] = nodes.process(id_)


def _spending(prepared: Prepared) -> dict[str, str]:
    """Path of each correction → supplier of the spending that it is taken off."""
    compiled = prepared.compiled
    suppliers = {edge.path: edge.supplier for edge in compiled.edges}
    owners = ((edge.path, compiled.corrects(edge.path)) for edge in compiled.edges)
    return {path: suppliers[owner] for path, owner in owners if owner is not None}


def _add_links(
    graph: FlowGraph,
    solved: tuple[Prepared, Numbers, Floats],
    nodes: Nodes,
    spending: Mapping[str, str],
) -> None:
    """Draws on suppliers, and what the reference flow takes."""
    prepared, numbers, weights = solved
    layout, edges = prepared.layout, prepared.compiled.edges
    intensity = _intensities(prepared, numbers, weights)
    demands = -numbers.A[0] * numbers.s[0, layout.a.column]
    burdens = demands * intensity[layout.a.row]
    columns = layout.columns
    rows, sources = layout.a.row.tolist(), layout.a.source.tolist()
    # a credit that is too small to matter still shows that the factor gives one
    for row, source, demand, burden in zip(
        rows, sources, demands.tolist(), burdens.tolist(), strict=True
    ):
        if source < 0 or not burden:
            continue
        edge = edges[source]
        supplier = spending.get(edge.path, columns[row].id)
        if columns[row].is_factor:
            is_credit = demand < 0 and edge.path not in spending
            node = nodes.supply(supplier, is_credit=is_credit)
            graph.nodes.setdefault(node.id, node)
            supplier = node.id
        graph.add(supplier, edge.process, edge.kind, burden, edge.path)
    last = columns[layout.demand_column]
    if last.is_factor:
        graph.nodes.setdefault(last.id, nodes.supply(last.id, is_credit=False))
    footprint = float(
        numbers.f[0, layout.demand_column] * intensity[layout.demand_column]
    )
    graph.add(last.id, REFERENCE, "reference", footprint, "reference")


def _intensities(prepared: Prepared, numbers: Numbers, weights: Floats) -> Floats:
    """Footprint per unit of what each column delivers, shape (n,). [kgCO2e/unit]"""
    per_run = (
        weights @ prepared.characterisation @ intervention_matrix(prepared, numbers)
    )
    with named_problems(prepared.layout.columns):
        solved = solve_adjoint(prepared.structure, numbers.A[:1], per_run[None, :])
    return np.reshape(solved, prepared.layout.n)
