"""Small databases and bills of materials for the tests of catalogues."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from small_databases import smelter, stored, triplets

from lcagraph.background.linked import OPEN_LINK, LinkedDatabase, Mapped
from lcagraph.background.records import Flow, Process
from lcagraph.background.store import Database, write_database
from lcagraph.catalogue import (
    Catalogue,
    Options,
    Rules,
    calculate_catalogue,
    catalogue_of,
)

TOTAL = "including_biogenic_kgCO2e"
WITHOUT = "excluding_biogenic_kgCO2e"

ALUMINIUM = 8.6
"""1.6 kg of its own and 14 kWh of 0.5 kg. [kgCO2e/kg]"""
POWER = 0.5
"""[kgCO2e/kWh]"""


def database(folder: Path, linked: LinkedDatabase | None = None, name: str = "") -> Any:
    """The smelter, or another one, written and opened."""
    made = stored(linked or smelter(), name or "smelter")
    return Database(write_database(made, folder))


def farm() -> LinkedDatabase:
    """Wood takes up 2 kg CO2 and gives off 0.1 kg of biogenic methane; open beyond.

    A second kind of wood, from elsewhere, emits 3 kg of CO2 and nothing else.
    """
    base = smelter()
    log, other = (
        replace(one, product="wood", product_name="Wood", name=name, location=place)
        for one, name, place in zip(
            base.activities, ("Wood, dry", "Wood, dry"), ("CN", "SE"), strict=True
        )
    )
    processes = tuple(
        Process(id=one.process, name=one.name, location=one.location)
        for one in (log, other)
    )
    wood = Flow(id="wood", name="Wood", kind="product", unit="kg")
    package = replace(
        base.package, name="farm", processes=processes, flows={"wood": wood}
    )
    gases = ("co2_biogenic_removed", "ch4_biogenic", "co2_fossil")
    return replace(
        base,
        package=package,
        activities=(log, replace(other, unit="kg")),
        technosphere=triplets({(0, 0): 1.0, (1, 1): 1.0}),
        interventions=triplets({(0, 0): 2.0, (1, 0): 0.1, (2, 1): 3.0}),
        elementary=gases,
        gases={gas: Mapped(gas=gas, factor=1.0, strategy="cas") for gas in gases},
        flags=np.array([OPEN_LINK, 0], dtype=np.uint16),
    )


def line(product: str, component: str, amount: object, unit: str, **more: Any) -> Any:
    """One row of a table."""
    return dict(product=product, component=component, amount=amount, unit=unit, **more)


def footprints(
    rows: list[Mapping[str, object]], *databases: Database, **rules: Any
) -> tuple[dict[Any, dict[str, Any]], Catalogue]:
    """Rows of the result by product, or by (scenario, product)."""
    found = catalogue_of(rows, databases, Options(rules=Rules(**rules)))
    by_name = {
        (row["scenario"], row["product"]) if "scenario" in row else row["product"]: row
        for row in found.rows()
    }
    return by_name, found


def reasons(found: Catalogue) -> list[tuple[int, str]]:
    """Row and code of everything that was set aside."""
    return [(row, finding.code) for row, finding in found.rejected]


# --------------------------------------------------------------------------- files


HEAD = "product,component,amount,unit\n"


def run(
    smelter: Any, source: Path, output: Path | None = None, **more: Any
) -> tuple[dict[str, dict[str, str]], Any]:
    """Rows of a CSV output by product, and the outcome."""
    target = output or source.with_name("out.csv")
    outcome = calculate_catalogue(source, target, [smelter], **more)
    return written(target), outcome


def written(path: Path) -> dict[str, dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {row["product"]: row for row in csv.DictReader(file)}


def rejected(outcome: Any) -> list[dict[str, str]]:
    with outcome.places.rejected.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def totals(rows: dict[str, dict[str, str]]) -> dict[str, float]:
    return {name: float(row[TOTAL]) for name, row in rows.items() if row[TOTAL]}
