"""Checks of a compiled model that need no solution."""

from __future__ import annotations

from collections.abc import Iterable

from lcagraph.calculate import Prepared
from lcagraph.errors import Finding


def check_structure(prepared: Prepared) -> list[Finding]:
    """Stages that are missing, processes that nothing needs."""
    return [*_without_stage(prepared), *_unreached(prepared)]


def _without_stage(prepared: Prepared) -> Iterable[Finding]:
    """A process books to its consumers' stages only if it is a mix or a utility."""
    for id_, process in prepared.compiled.system.processes.items():
        is_reference = id_ == prepared.compiled.demand.process
        if process.stage is None and (process.kind == "process" or is_reference):
            yield Finding(
                code="W335", at=f"processes.{id_}", part="key", values={"process": id_}
            )
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
