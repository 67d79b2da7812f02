"""Small packages made by hand, as a reader would hand them over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from lcagraph.background.linked import LinkedDatabase
from lcagraph.background.records import (
    Exchange,
    Flow,
    FlowProperty,
    Package,
    Process,
    UnitGroup,
)

UNIT_GROUPS = (
    UnitGroup(
        id="mass", name="Units of mass", reference="kg", factors={"kg": 1, "t": 1000}
    ),
    UnitGroup(
        id="energy",
        name="Units of energy",
        reference="MJ",
        factors={"MJ": 1, "kWh": 3.6},
    ),
    UnitGroup(
        id="volume",
        name="Units of volume",
        reference="m3",
        factors={"m3": 1, "l": 1e-3},
    ),
    UnitGroup(id="items", name="Items", reference="Item(s)", factors={"Item(s)": 1}),
    UnitGroup(id="money", name="Currency", reference="EUR", factors={"EUR": 1}),
)
PROPERTIES = tuple(
    FlowProperty(
        id=group.id, name=group.name.removeprefix("Units of "), unit_group=group.id
    )
    for group in UNIT_GROUPS
)


def product(name: str, quantity: str = "mass", **more: Any) -> Flow:
    return Flow(id=name, name=name, kind="product", property=quantity, **more)


def waste(name: str, **more: Any) -> Flow:
    return Flow(id=name, name=name, kind="waste", property="mass", **more)


def elementary(name: str, *compartment: str, **more: Any) -> Flow:
    words = {"property": "mass", "compartment": compartment or ("air",), **more}
    return Flow(id=name, name=name, kind="elementary", **words)


def made(flow: str, amount: float = 1.0, **more: Any) -> Exchange:
    """A row of outputs; its id is the flow's unless said otherwise."""
    words = {"id": f"out {flow}", **more}
    return Exchange(flow=flow, direction="output", amount=amount, **words)


def reference(flow: str, amount: float = 1.0, **more: Any) -> Exchange:
    return made(flow, amount, is_reference=True, **more)


def used(flow: str, amount: float | None, **more: Any) -> Exchange:
    """A row of inputs."""
    words = {"id": f"in {flow}", **more}
    return Exchange(flow=flow, direction="input", amount=amount, **words)


def process(id: str, *exchanges: Exchange, **more: Any) -> Process:
    return Process(id=id, exchanges=exchanges, **{"name": id, **more})


def package(flows: Iterable[Flow], *processes: Process, **more: Any) -> Package:
    words = {
        "format": "by hand",
        "unit_groups": {group.id: group for group in UNIT_GROUPS},
        "flow_properties": {each.id: each for each in PROPERTIES},
        **more,
    }
    known = {flow.id: flow for flow in flows}
    return Package(flows=known, processes=processes, **words)


Entries = Mapping[tuple[str, str], float]


def entries_of_a(database: LinkedDatabase) -> Entries:
    """(product of the row, "process/product" of the column) → entry of A."""
    names = [f"{each.process}/{each.product}" for each in database.activities]
    matrix = database.technosphere
    places = zip(matrix.row, matrix.column, matrix.value, strict=True)
    return {(names[row], names[column]): float(value) for row, column, value in places}


def entries_of_b(database: LinkedDatabase) -> Entries:
    """(elementary flow, "process/product" of the column) → entry of B."""
    names = [f"{each.process}/{each.product}" for each in database.activities]
    matrix = database.interventions
    places = zip(matrix.row, matrix.column, matrix.value, strict=True)
    return {
        (database.elementary[row], names[column]): float(value)
        for row, column, value in places
    }


def codes(database: LinkedDatabase) -> list[str]:
    """Codes of the findings, sorted."""
    return sorted(finding.code for finding in database.findings)


def flags(database: LinkedDatabase) -> dict[str, int]:
    """ "process/product" → flags of its column."""
    return {
        f"{each.process}/{each.product}": int(flag)
        for each, flag in zip(database.activities, database.flags, strict=True)
    }
