"""What the plant takes in: raw materials, and energy carriers of the production."""

from __future__ import annotations

from dataclasses import dataclass

from lcagraph.compile.plan import Edge
from lcagraph.data_quality.behind_mixes import ActivityData
from lcagraph.graph.system import ProductSystem
from lcagraph.report.lines import Line
from lcagraph.report.shandong.matter import Matter

RAW = "raw_materials"


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """A raw material, at all places where the plant takes it in."""

    name: str
    paths: tuple[str, ...]
    """Inputs of the model."""
    products: tuple[str, ...]
    """Products and factors that it is known by."""
    amount: float | None
    """Per functional unit, a mass in kg; None: in units that don't add up. [unit]"""
    unit: str


def materials(matter: Matter) -> tuple[Material, ...]:
    """Materials that the plant takes in, the heaviest first.

    Inputs of kind `material` of processes after the stage of raw materials, and what
    processes of that stage deliver to them. Energy is none, nor is freight.
    """
    behind = ActivityData(matter.result.prepared)
    system, corrects = matter.system, matter.result.prepared.compiled.corrects
    of_factors = {line.path for line in matter.lines if _is_material(line)}
    found: dict[str, list[Edge]] = {}
    for path, edge in behind.edges.items():
        if edge.process not in behind.used or _stage(system, edge.process) == RAW:
            continue
        if corrects(path):  # taken off a spending: nobody delivers it
            continue
        if path in of_factors or _stage(system, edge.supplier) == RAW:
            name = matter.row_name(path, path.rpartition(".")[2])
            found.setdefault(name, []).append(edge)
    known = [_material(matter, name, edges) for name, edges in found.items()]
    return tuple(sorted(known, key=_weight, reverse=True))


def _material(matter: Matter, name: str, edges: list[Edge]) -> Material:
    taken = [_weighed(*matter.amount_at(edge.path)) for edge in edges]
    units = {unit for _, unit in taken}
    unit = units.pop() if len(units) == 1 else ""
    known = [amount for amount, _ in taken if amount is not None]
    is_whole = bool(unit) and len(known) == len(taken)
    return Material(
        name=name,
        paths=tuple(edge.path for edge in edges),
        products=tuple(dict.fromkeys(id_ for e in edges for id_ in _ids(e))),
        amount=sum(known) if is_whole else None,
        unit=unit,
    )


KILOGRAMS = {"t": 1000.0, "kg": 1.0, "g": 0.001}
"""Units of mass, in kilograms."""


def _weighed(amount: float | None, unit: str) -> tuple[float | None, str]:
    """A mass in kilograms; any other amount as it is."""
    if amount is None or unit not in KILOGRAMS:
        return amount, unit
    return amount * KILOGRAMS[unit], "kg"


def _ids(edge: Edge) -> tuple[str, str]:
    return edge.product, edge.supplier


def _weight(one: Material) -> float:
    """What materials are sorted by; what isn't weighed comes last."""
    return one.amount if one.amount is not None and one.unit == "kg" else -1.0


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
            found.setdefault(matter.fuel_name(line))
    return tuple(found)
