"""What enters and leaves a process, as balances look at it: mass, burnt, massless."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from lcagraph.checks.audit import KILOGRAM, Audit
from lcagraph.compile.masses import MASSLESS, SERVICES
from lcagraph.compile.plan import DirectFlow
from lcagraph.graph.process import Exchange, UnitProcess
from lcagraph.impact import CAPTURED, CARBON_STOCKS
from lcagraph.units import Unit, conversion

Side = Literal["in", "out"]

_SIDES: tuple[tuple[str, Side], ...] = (
    ("inputs", "in"),
    ("treats", "in"),
    ("outputs", "out"),
    ("waste", "out"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """One exchange of matter of a process, per run."""

    path: str
    row: str
    section: str
    product: str
    side: Side
    kilograms: float | None
    """None: its mass is not known. [kg]"""
    is_burnt: bool = False
    """Fuel: it leaves as flue gas, with oxygen and water of the air."""


def materials(audit: Audit, process_id: str) -> list[Material]:
    """Everything of a process that may have a mass; services are left out."""
    process = audit.system.processes[process_id]
    found = []
    for section, side, row, exchange in _exchanges(process):
        path = f"processes.{process_id}.{section}.{row}"
        product = exchange.product or row
        supplier = audit.suppliers.get(path)
        if side == "in" and supplier is not None and _is_service(audit, supplier):
            continue
        kilograms = audit.mass(path, product)
        if kilograms is None and _is_massless(audit, path):
            continue
        found.append(
            Material(
                path=path,
                row=row,
                section=section,
                product=product,
                side=side,
                kilograms=kilograms,
                is_burnt=section == "inputs"
                and _is_burnt(audit, process_id, row, supplier, kilograms),
            )
        )
    return [*found, *_recycled_material(audit, process_id)]


def emitted(
    audit: Audit, process_id: str, listed: Sequence[Material]
) -> Iterator[tuple[DirectFlow, float]]:
    """Gases that carry matter of the process away, in kg per run.

    Flue gas of burnt fuels is left out with its fuel; so is what is `unclear`, and the
    carbon of soil and standing biomass, which is no material of the process.
    """
    burnt = {material.row for material in listed if material.is_burnt}
    for direct, activity in _gases(audit, process_id):
        if activity not in burnt and (activity is not None or not burnt):
            yield direct, flow_kilograms(audit, direct)


def unclear(
    audit: Audit, process_id: str, listed: Sequence[Material]
) -> Iterator[tuple[DirectFlow, float]]:
    """Gases that follow no input of a process that burns something, in kg per run.

    They may be flue gas of that fuel, or come from the materials.
    """
    if any(material.is_burnt for material in listed):
        for direct, activity in _gases(audit, process_id):
            if activity is None:
                yield direct, flow_kilograms(audit, direct)


def _gases(audit: Audit, process_id: str) -> Iterator[tuple[DirectFlow, str | None]]:
    """Emissions to air that matter may leave by, with the input that each follows."""
    process = audit.system.processes[process_id]
    for direct in audit.direct.get(process_id, ()):
        section, row = direct.path.split(".")[2:4]
        if section == "emissions" and direct.flow not in CARBON_STOCKS:
            activity = process.emissions[row].activity
            yield direct, activity if activity in process.inputs else None


def open_removals(audit: Audit, process_id: str) -> list[str]:
    """Removals of which nobody tells how much stays in the products, by row id.

    Plants also bind water and give off oxygen. CO2 that is captured and stored is a
    part of its gross emission, or passes through: it opens no gap.
    """
    return [
        direct.path.split(".")[3]
        for direct in audit.direct.get(process_id, ())
        if ".removals." in direct.path
        and direct.flow not in (CAPTURED, *CARBON_STOCKS)
        and flow_kilograms(audit, direct)
    ]


def flow_kilograms(audit: Audit, direct: DirectFlow) -> float:
    """Mass of an elementary flow per run. [kg]"""
    value, unit = audit.term(direct.term) or (0.0, KILOGRAM)
    return value * conversion(unit, KILOGRAM)


def _exchanges(
    process: UnitProcess,
) -> Iterator[tuple[str, Side, str, Exchange]]:
    for section, side in _SIDES:
        for row, exchange in getattr(process, section).items():
            yield section, side, row, exchange


def _recycled_material(audit: Audit, process_id: str) -> Iterator[Material]:
    """The material of a recycling formula: it enters whole, virgin and recycled.

    What the formula credits, recovers and disposes of is its later fate, no flow of
    this process; so the draws are not materials, their common mass is.
    """
    path = f"processes.{process_id}.recycling.parameters.mass"
    amount = audit.term(path)
    if amount is not None:
        yield Material(
            path=path,
            row="recycling",
            section="recycling",
            product="recycling",
            side="in",
            kilograms=_kilograms(*amount),
        )


def _kilograms(value: float, unit: Unit) -> float | None:
    if unit.dimension != KILOGRAM.dimension:
        return None
    return value * conversion(unit, KILOGRAM)


def _is_service(audit: Audit, supplier: str) -> bool:
    """Energy, freight and services, whether a factor or a utility supplies them."""
    column = audit.factors.get(supplier)
    if column is not None:
        return column.factor.kind in SERVICES
    return audit.system.processes[supplier].kind == "utility"


def _is_massless(audit: Audit, path: str) -> bool:
    amount = audit.term(f"{path}.amount")
    return amount is not None and amount[1].dimension in MASSLESS


def _is_burnt(
    audit: Audit,
    process_id: str,
    row: str,
    supplier: str | None,
    kilograms: float | None,
) -> bool:
    """A fuel by its factor; or more CO2 follows it than it weighs: air took part."""
    column = audit.factors.get(supplier or "")
    if column is not None and column.factor.kind == "fuel":
        return True
    process = audit.system.processes[process_id]
    dioxide = sum(
        flow_kilograms(audit, direct)
        for direct in audit.direct.get(process_id, ())
        if direct.flow.startswith("co2_") and _activity(process, direct) == row
    )
    return dioxide > 0 and (kilograms is None or dioxide > kilograms)


def _activity(process: UnitProcess, direct: DirectFlow) -> str | None:
    section, row = direct.path.split(".")[2:4]
    return process.emissions[row].activity if section == "emissions" else None
