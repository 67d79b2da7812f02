"""Single elementary flows, and what the mapping of gases makes of them."""

from __future__ import annotations

import uuid

from lcagraph.background.gases import GasMapping, map_gases
from lcagraph.background.records import Direction, Exchange, Flow, Package, Process

AIR = ("air", "unspecified")


def flow(name: str, compartment: tuple[str, ...] = AIR, **more: object) -> Flow:
    fields: dict[str, object] = {"id": "f", "unit": "kg", **more}
    return Flow(name=name, kind="elementary", compartment=compartment, **fields)  # type: ignore[arg-type]


def mapping(*flows: Flow, direction: Direction = "output") -> GasMapping:
    """Of a package whose only process emits (or takes) each flow once."""
    process = Process(
        id="p",
        name="p",
        exchanges=tuple(
            Exchange(id=str(i), flow=each.id, direction=direction, amount=1.0)
            for i, each in enumerate(flows)
        ),
    )
    package = Package(
        format="test", flows={each.id: each for each in flows}, processes=(process,)
    )
    return map_gases(package, package.flows)


def gas_of(each: Flow, direction: Direction = "output") -> str | None:
    mapped = mapping(each, direction=direction).mapped.get(each.id)
    return mapped.gas if mapped else None


def codes(each: Flow, direction: Direction = "output") -> list[str]:
    return [finding.code for finding in mapping(each, direction=direction).findings]


def openlca_id(path: str) -> str:
    """Identifier that openLCA makes of ``category/subcategory/name/unit``."""

    class Nowhere:
        bytes = b""

    return str(uuid.uuid3(Nowhere(), path.casefold()))  # type: ignore[arg-type]
