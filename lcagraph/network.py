"""The product system as a networkx graph, for people who think in graphs."""

from __future__ import annotations

from typing import Any

from lcagraph.arrays import Numbers, Prepared, runs_of_processes
from lcagraph.units import conversion


def to_networkx(prepared: Prepared, numbers: Numbers) -> Any:
    """Unit processes and factors as nodes, product and waste flows as edges.

    Edges run as the product does: from the supplier to the process that takes it in,
    and from a process to the treatment of its waste. A process with several products
    is one node.

    Returns
    -------
    networkx.MultiDiGraph
        Nodes with `kind` (process, mix, utility, factor), `name` and `stage`; edges
        with `product`, `kind`, `stage`, `path`, `amount` per reference flow [unit] and
        `unit`. Edges of kind `burden_free` carry no burden.
    """
    import networkx  # 0.2 s that the solve path does not need

    graph: Any = networkx.MultiDiGraph(reference=prepared.compiled.demand.product)
    system = prepared.compiled.system
    for id_, process in system.processes.items():
        name = process.name.zh if process.name else id_
        graph.add_node(id_, kind=process.kind, name=name, stage=process.stage)
    for column in prepared.compiled.factors:
        factor = column.factor
        name = factor.name.zh if factor.name else column.id
        graph.add_node(column.id, kind="factor", name=name, stage=factor.stage)
    runs = runs_of_processes(prepared, numbers)
    for edge, amount in zip(
        prepared.compiled.edges, _drawn(prepared, numbers), strict=True
    ):
        ends = (edge.supplier, edge.process)
        if edge.kind in ("waste", "avoided_waste"):
            ends = ends[::-1]
        unit = prepared.compiled.table.units[edge.term]
        graph.add_edge(
            *ends,
            product=edge.product,
            kind=edge.kind,
            stage=edge.stage,
            path=edge.path,
            amount=amount,
            unit=unit.symbol,
        )
    _add_burden_free(graph, prepared, numbers, runs)
    return graph


def _add_burden_free(
    graph: Any, prepared: Prepared, numbers: Numbers, runs: dict[str, float]
) -> None:
    for link in prepared.compiled.burden_free:
        units = prepared.compiled.table.units
        factor = conversion(units[link.term], units[link.supplier_term])
        made = _value(prepared, numbers, link.term) * factor
        graph.add_edge(
            link.supplier,
            link.process,
            product=link.product,
            kind="burden_free",
            stage=None,
            path=link.path,
            amount=made * runs.get(link.process, 0.0),
            unit=units[link.supplier_term].symbol,
        )


def _drawn(prepared: Prepared, numbers: Numbers) -> list[float]:
    """Amount of every edge that the reference flow answers for. [unit of its term]"""
    a = prepared.layout.a
    runs = numbers.shares[0, a.share] * numbers.s[0, a.column]
    amounts = [0.0] * len(prepared.compiled.edges)
    for source, amount in zip(a.source, runs * numbers.filled[0, a.term], strict=True):
        if source >= 0:
            amounts[source] += float(amount)
    return amounts


def _value(prepared: Prepared, numbers: Numbers, term: str) -> float:
    return float(numbers.filled[0, prepared.compiled.table.index[term]])
