"""Checks of a compiled model that need no solution."""

from __future__ import annotations

from collections.abc import Iterable

from lcagraph.calculate import Prepared
from lcagraph.errors import Finding


def check_structure(prepared: Prepared) -> list[Finding]:
    """Stages that are missing, processes that nothing needs."""
    return [*_stages(prepared), *_unreached(prepared), *_empty(prepared)]


def _stages(prepared: Prepared) -> Iterable[Finding]:
    """A process has a stage; a mix or utility books to its consumers' stages."""
    for id_, process in prepared.compiled.system.processes.items():
        is_reference = id_ == prepared.compiled.demand.process
        if process.stage is None and (process.kind == "process" or is_reference):
            yield Finding(
                code="W335", at=f"processes.{id_}", part="key", values={"process": id_}
            )
        elif process.stage != process.own_stage and not is_reference:
            values = {"process": id_, "kind": process.kind}
            yield Finding(code="W351", at=f"processes.{id_}.stage", values=values)
    for column in prepared.compiled.factors:
        factor = column.factor
        if factor.kind == "material" and factor.stage is None:
            yield Finding(
                code="W332",
                at=f"factors.{column.id}",
                part="key",
                values={"factor": column.id},
            )


def _unreached(prepared: Prepared) -> Iterable[Finding]:
    """Processes that the reference product does not need, directly or upstream."""
    compiled = prepared.compiled
    suppliers: dict[str, set[str]] = {}
    for edge in compiled.edges:
        suppliers.setdefault(edge.process, set()).add(edge.supplier)
    for link in compiled.burden_free:
        suppliers.setdefault(link.process, set()).add(link.supplier)
    reached, waiting = set(), [compiled.demand.process]
    while waiting:
        process = waiting.pop()
        if process not in reached:
            reached.add(process)
            waiting += suppliers.get(process, ())
    for id_ in compiled.system.processes:
        if id_ not in reached:
            yield Finding(
                code="N336",
                at=f"processes.{id_}",
                part="key",
                values={"process": id_, "product": compiled.demand.product},
            )


def _empty(prepared: Prepared) -> Iterable[Finding]:
    """Processes that take in nothing and emit nothing: their footprint is zero."""
    for id_, process in prepared.compiled.system.processes.items():
        is_empty = not (
            process.inputs
            or process.emissions
            or process.removals
            or process.waste
            or process.avoids_waste
            or process.recycling
        )
        if is_empty:
            values = {"process": id_}
            yield Finding(code="W363", at=f"processes.{id_}", part="key", values=values)
