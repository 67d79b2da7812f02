"""Small databases in columns, made by hand, for the tests of the store."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from lcagraph.background.build import link_package
from lcagraph.background.diagnosis import diagnose
from lcagraph.background.intensities import direct_gases, intensities
from lcagraph.background.linked import (
    SPREAD,
    Activity,
    LinkedDatabase,
    Mapped,
    Triplets,
)
from lcagraph.background.records import (
    Exchange,
    Flow,
    Package,
    Process,
    Uncertainty,
    UnitGroup,
)
from lcagraph.background.store import Database, Stored, write_database
from lcagraph.importing import solved


def triplets(entries: dict[tuple[int, int], float]) -> Triplets:
    """Entries by (row, column), in the order of the contract."""
    places = sorted(entries, key=lambda place: (place[1], place[0]))
    return Triplets(
        row=np.array([row for row, _ in places], dtype=np.int32),
        column=np.array([column for _, column in places], dtype=np.int32),
        value=np.array([entries[place] for place in places]),
        spread=np.zeros(len(places), dtype=SPREAD),
    )


def smelter() -> LinkedDatabase:
    """Aluminium from 14 kWh; 1 kWh emits 0.5 kg CO2; so 7 kg + 1.6 kg of its own."""
    aluminium, power = _processes()
    package = Package(
        format="made by hand",
        name="smelter",
        version="1",
        unit_groups={
            "m": UnitGroup(id="m", name="Mass", reference="kg", factors={"kg": 1.0})
        },
        flows={flow.id: flow for flow in _flows()},
        processes=(aluminium, power),
    )
    return LinkedDatabase(
        package=package,
        activities=(
            _activity(aluminium, "al", "Aluminium, liquid", "kg"),
            _activity(power, "el", "Electricity", "kWh"),
        ),
        technosphere=triplets({(0, 0): 1.0, (1, 0): -14.0, (1, 1): 1.0}),
        interventions=triplets({(0, 0): 1.6, (0, 1): 0.5}),
        elementary=("co2",),
        gases={"co2": Mapped(gas="co2_fossil", factor=1.0, strategy="cas")},
        flags=np.zeros(2, dtype=np.uint16),
        counts={"processes": 2},
    )


def _processes() -> tuple[Process, Process]:
    spread = Uncertainty(spread="lognormal", scale=1.1, pedigree=(1, 2, 1, 1, 3))
    aluminium = Process(
        id="a-1",
        name="Aluminium production, liquid",
        names={"zh": "电解铝液生产", "en": "Aluminium production, liquid"},
        location="CN",
        classification=("Metals", "Aluminium"),
        exchanges=(
            Exchange(
                id="1", flow="al", direction="output", amount=1.0, is_reference=True
            ),
            Exchange(
                id="2",
                flow="el",
                direction="input",
                amount=14.0,
                formula="cells*2",
                uncertainty=spread,
                comment="measured",
            ),
            Exchange(id="3", flow="co2", direction="output", amount=1.6),
        ),
    )
    power = Process(
        id="p-1",
        name="Electricity, coal",
        location="CN",
        exchanges=(
            Exchange(
                id="1", flow="el", direction="output", amount=1.0, is_reference=True
            ),
            Exchange(id="2", flow="co2", direction="output", amount=0.5),
        ),
    )
    return aluminium, power


def _flows() -> tuple[Flow, ...]:
    return (
        Flow(id="al", name="Aluminium, liquid", kind="product", unit="kg"),
        Flow(
            id="el",
            name="Electricity",
            names={"zh": "电力"},
            kind="product",
            unit="kWh",
            synonyms=("power, mains",),
        ),
        Flow(
            id="co2", name="Carbon dioxide, fossil", kind="elementary",
            compartment=("air",), cas="124-38-9", unit="kg",
        ),
    )  # fmt: skip


def _activity(process: Process, product: str, name: str, unit: str) -> Activity:
    return Activity(
        process=process.id,
        product=product,
        name=process.name,
        product_name=name,
        location=process.location,
        unit=unit,
        amount=1.0,
        classification=process.classification,
    )


def stored(linked: LinkedDatabase, name: str = "smelter") -> Stored:
    """A database ready to be written: diagnosed, with its intensities."""
    treats = np.array([one.is_treatment for one in linked.activities], dtype=np.bool_)
    diagnosis = diagnose(linked.technosphere, linked.flags, treats)
    n = len(linked.activities)
    gases, direct = direct_gases(
        linked.interventions, linked.elementary, linked.gases, n
    )
    return Stored(
        name=name,
        linked=linked,
        diagnosis=diagnosis,
        intensities=intensities(linked.technosphere, direct, gases, diagnosis),
        source="smelter.zip",
        source_sha256="0" * 64,
        texts={"report.md": "# Report\n"},
    )


def imported(
    package: Package, parent: Path, name: str = "d", **linking: Any
) -> Database:
    """A package as an import leaves it among the databases of a folder."""
    linked, diagnosis, known = solved(link_package(package, **linking))
    whole = Stored(
        name=name,
        linked=linked,
        diagnosis=diagnosis,
        intensities=known,
        source="by hand",
        source_sha256="",
    )
    return Database(write_database(whole, parent, replace=True))
