"""Parts of the format that are read and typed, but not computed yet: never silent."""

from __future__ import annotations

from collections.abc import Iterable

from lcagraph.compile.background import named_rows
from lcagraph.errors import Finding
from lcagraph.graph.system import ProductSystem


def pending_findings(system: ProductSystem) -> list[Finding]:
    """One finding per statement that would change a result, or that is set aside."""
    return [*_unused_databases(system)]


def _unused_databases(system: ProductSystem) -> Iterable[Finding]:
    """Databases that the model names, but buys nothing from."""
    named = [row.reference for row in named_rows(system)]
    named += [factor.from_ or "" for factor in system.factors.values()]
    named += [each.sector or "" for each in system.scope.excluded.values()]
    for process in system.processes.values():
        named += [each.sector or "" for each in process.inputs.values()]
        named += [each.sector or "" for each in process.waste.values()]
    if system.scope.sold_as is not None:
        named.append(system.scope.sold_as.sector)
    used = {reference.partition("/")[0] for reference in named}
    for id_ in system.databases:
        if id_ not in used:
            at, values = f"databases.{id_}", {"database": id_}
            yield Finding(code="N375", at=at, part="key", values=values)
