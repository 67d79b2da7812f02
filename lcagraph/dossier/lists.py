"""Lists of equipment, meters and materials, as the model names them."""

from __future__ import annotations

from collections.abc import Iterator

from lcagraph.compile.plan import Edge
from lcagraph.diagram.amounts import Amounts
from lcagraph.dossier.writing import Desk, Document, counted
from lcagraph.graph.process import Input
from lcagraph.graph.report_fields import Supplier
from lcagraph.report.content import Cell, Inline
from lcagraph.report.printed import amount_text
from lcagraph.report.sentences import Gap
from lcagraph.report.writer import number_cell

UPSTREAM = ("raw_materials", "use", "end_of_life")
"""Stages whose processes are not the producer's: what they take in is not bought."""

EQUIPMENT = ("no", "name", "model", "quantity", "energy", "process")
METERS = (
    *("no", "name", "model", "serial", "quantity", "accuracy", "measures", "place"),
    *("cycle", "last", "valid_until", "by"),
)
MATERIALS = (
    *("no", "name", "process", "per_unit", "unit", "yearly", "supplier"),
    *("origin_place", "transport"),
)


def equipment_list(desk: Desk) -> Document:
    """主要生产设备设施清单: a row for each machine of the model."""
    rows = counted(_equipment(desk))
    table = desk.list_table("equipment", EQUIPMENT, rows, (5, 27, 20, 10, 18, 20))
    report = desk.document("equipment", table)
    return Document(kind="equipment", report=report, rows=len(rows))


def _equipment(desk: Desk) -> Iterator[tuple[Gap, ...]]:
    for id_, one in desk.subject.system.equipment.items():
        at = f"equipment.{id_}"
        process = desk.process_name(one.process) if one.process else ""
        yield (
            desk.said(one.name),
            desk.asked(one.model, f"{at}.model", "model"),
            desk.asked(one.quantity, f"{at}.quantity", "quantity"),
            desk.asked(one.energy, f"{at}.energy", "energy"),
            process or desk.text("dossier.whole_site"),
        )


def meter_list(desk: Desk) -> Document:
    """计量设备清单: a row for each meter, with its calibration."""
    rows = counted(_meters(desk))
    widths = (4, 13, 9, 10, 6, 8, 12, 10, 8, 8, 8, 10)
    table = desk.list_table("meters", METERS, rows, widths)
    report = desk.document("meters", table)
    return Document(kind="meters", report=report, rows=len(rows))


def _meters(desk: Desk) -> Iterator[tuple[Gap, ...]]:
    for id_, one in desk.subject.system.meters.items():
        own = ("model", "serial", "quantity", "accuracy", "measures", "place")
        calibrated = ("cycle", "last", "valid_until", "by")
        at, calibration = f"meters.{id_}", one.calibration
        yield (
            desk.said(one.name),
            *(desk.asked(getattr(one, key), f"{at}.{key}", key) for key in own),
            *(
                desk.asked(
                    getattr(calibration, key, None), f"{at}.calibration.{key}", key
                )
                for key in calibrated
            ),
        )


def material_list(desk: Desk) -> Document:
    """原辅材料清单: a row for each material that a process of the producer takes in."""
    rows = counted(_materials(desk))
    widths = (4, 17, 14, 11, 7, 11, 14, 10, 12)
    table = desk.list_table("materials", MATERIALS, rows, widths)
    report = desk.document("materials", table)
    return Document(kind="materials", report=report, rows=len(rows))


def is_material(desk: Desk, edge: Edge) -> bool:
    """Whether an exchange is a purchase of a raw or auxiliary material.

    It is an input of a process of the producer from a factor of the kind `material`, or
    from a process of the stage `raw_materials`. Energy, freight, water supply and other
    services are no materials; neither is what one step hands to the next.
    """
    processes = desk.subject.system.processes
    if edge.kind != "input" or processes[edge.process].stage in UPSTREAM:
        return False
    if edge.supplier in processes:
        return processes[edge.supplier].stage == "raw_materials"
    factors = desk.subject.prepared.compiled.factors
    found = next(one.factor for one in factors if one.id == edge.supplier)
    return found.kind == "material"


def _materials(desk: Desk) -> Iterator[tuple[Gap | Cell, ...]]:
    subject = desk.subject
    amounts = Amounts(subject.prepared, subject.numbers)
    yearly = subject.footprint.annual_factor
    for number, edge in enumerate(subject.prepared.compiled.edges):
        if not is_material(desk, edge):
            continue
        row_id = edge.path.split(".")[3]
        row = subject.system.processes[edge.process].inputs.get(row_id)
        value, unit = amounts.edge(number)
        id_, supplier = _supplier(desk, {row_id, edge.product, edge.supplier})
        at = f"suppliers.{id_}" if id_ else "suppliers"
        yield (
            desk.names.of(edge.path, edge.product, desk.lang),
            desk.process_name(edge.process),
            number_cell(value),
            unit.symbol,
            _yearly(desk, value, yearly),
            desk.asked(supplier.name if supplier else None, at, "supplier"),
            _place(desk, row, supplier, at),
            _transport(desk, row, edge.path, amounts),
        )


def _yearly(desk: Desk, value: float, factor: float | None) -> Gap | Cell:
    if factor is not None:
        return number_cell(value * factor)
    return desk.asked(None, "reference.annual_output", "annual_output")


def _supplier(desk: Desk, products: set[str]) -> tuple[str, Supplier | None]:
    """The first supplier of the model that names one of these products, and its id."""
    known = desk.subject.system.suppliers.items()
    named = (found for found in known if products.intersection(found[1].products))
    return next(named, ("", None))


def _place(desk: Desk, row: Input | None, supplier: Supplier | None, at: str) -> Inline:
    """Place that the row chose its supplier by, else the supplier's address."""
    said = (row.location if row else None) or (supplier.address if supplier else None)
    path = f"{at}.address" if supplier else at
    return desk.asked(said, path, "origin_place")


def _transport(desk: Desk, row: Input | None, path: str, amounts: Amounts) -> str:
    """Modes and distances: `truck, 85 km`."""
    said = []
    for position, leg in enumerate(row.transport if row else ()):
        at = f"{path}.transport.{position}"
        value, unit = amounts.distance(at)
        mode = desk.names.of(at, leg.mode, desk.lang)
        said.append(f"{mode} {amount_text(value)} {unit.symbol}")
    return "；".join(said) if desk.lang == "zh" else "; ".join(said)
