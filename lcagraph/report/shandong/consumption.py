"""What the plant takes in: raw materials, and energy carriers of the production."""

from __future__ import annotations

from lcagraph.data_quality.behind_mixes import ActivityData
from lcagraph.graph.system import ProductSystem
from lcagraph.report.shandong.lines import Line
from lcagraph.report.shandong.matter import Matter

RAW = "raw_materials"


def raw_materials(matter: Matter) -> tuple[str, ...]:
    """Names of the materials that the plant takes in, in the order of the model.

    Inputs of kind `material` of processes after the stage of raw materials, and what
    processes of that stage deliver to them. Energy is none, nor is freight.
    """
    behind = ActivityData(matter.result.prepared)
    system, names = matter.system, matter.exchange_names
    materials = {line.path for line in matter.lines if _is_material(line)}
    found: dict[str, None] = {}
    for path, edge in behind.edges.items():
        if edge.process not in behind.used or _stage(system, edge.process) == RAW:
            continue
        if path in materials or _stage(system, edge.supplier) == RAW:
            found.setdefault(names.of(path, path.rpartition(".")[2], matter.lang))
    return tuple(found)


def _is_material(line: Line) -> bool:
    column = line.source.column
    if column is None or ".inputs." not in line.path or line.is_freight:
        return False
    return (column.factor.kind or "material") == "material"


def _stage(system: ProductSystem, process: str) -> str | None:
    """Stage of a process; None for factors and what stands for supplies."""
    known = system.processes.get(process)
    return known.stage if known is not None else None


def energy_carriers(matter: Matter) -> tuple[str, ...]:
    """Carriers that the production draws on: power is one, however it is supplied."""
    found: dict[str, None] = {}
    for line in matter.lines:
        column = line.source.column
        stage = _stage(matter.system, line.process) or line.stage
        if column is None or stage != "production":
            continue
        if column.factor.kind == "electricity":
            found.setdefault(matter.phrases.text("carrier.electricity"))
        elif column.factor.kind in ("heat", "fuel"):
            found.setdefault(matter.without_upstream(matter.line_name(line)))
    return tuple(found)
