"""Ids of documents, meters and other records that the model must hold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from lcagraph.errors import Finding
from lcagraph.graph.evidence import DataCard
from lcagraph.graph.process import UnitProcess
from lcagraph.graph.system import ProductSystem
from lcagraph.nearest import nearest


def reference_findings(system: ProductSystem) -> list[Finding]:
    """Every id of a record that the model does not hold (E348)."""
    return [
        Finding(
            code="E348",
            at=at,
            values={
                "id": id_,
                "section": section,
                "nearest": nearest(id_, getattr(system, section)),
            },
        )
        for section, id_, at in _places(system)
        if id_ not in getattr(system, section)
    ]


def _places(system: ProductSystem) -> Iterable[tuple[str, str, str]]:
    """Section, id and place of every reference to a record."""
    for id_, process in system.processes.items():
        yield from _of_process(f"processes.{id_}", process)
    for id_, parameter in system.parameters.items():
        yield from _of_card(f"parameters.{id_}.data", parameter.data)
        yield from _of_evidence(f"parameters.{id_}", parameter.evidence)
    for id_, factor in system.factors.items():
        yield from _of_card(f"factors.{id_}.data", factor.data)
        yield from _of_evidence(f"factors.{id_}", factor.evidence)
    for id_, supply in system.supply.items():
        yield from _of_evidence(f"supply.{id_}", supply.evidence)
    for id_, meter in system.meters.items():
        yield from _of_evidence(f"meters.{id_}", meter.evidence)
    for id_, machine in system.equipment.items():
        if machine.process is not None:
            yield "processes", machine.process, f"equipment.{id_}.process"
    for id_, supplier in system.suppliers.items():
        if supplier.under is not None:
            yield "suppliers", supplier.under, f"suppliers.{id_}.under"
    annual = system.reference.annual_output
    if annual is not None:
        yield from _of_card("reference.annual_output.data", annual.data)


def _of_process(path: str, process: UnitProcess) -> Iterable[tuple[str, str, str]]:
    yield from _of_card(f"{path}.data", process.data)
    sections: Mapping[str, Mapping[str, object]] = {
        "outputs": process.outputs,
        "treats": process.treats,
        "inputs": process.inputs,
        "emissions": process.emissions,
        "removals": process.removals,
        "waste": process.waste,
        "avoids_waste": process.avoids_waste,
    }
    for section, rows in sections.items():
        for row, exchange in rows.items():
            card: DataCard | None = getattr(exchange, "data", None)
            yield from _of_card(f"{path}.{section}.{row}.data", card)


def _of_card(path: str, card: DataCard | None) -> Iterable[tuple[str, str, str]]:
    if card is None:
        return
    yield from _of_evidence(path, card.evidence)
    if card.meter is not None:
        yield "meters", card.meter, f"{path}.meter"


def _of_evidence(path: str, ids: tuple[str, ...]) -> Iterable[tuple[str, str, str]]:
    for id_ in ids:
        yield "evidence", id_, f"{path}.evidence"
