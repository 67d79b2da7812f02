"""Databases written down as matrices, for the tests of what is computed from them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from small_databases import stored, triplets

from lcagraph.background.linked import Activity, LinkedDatabase, Mapped
from lcagraph.background.records import Flow, Package, Process
from lcagraph.background.store import Database, write_database

Cells = Mapping[tuple[int, int], float]

FLOWS = (
    Flow(id="co2", name="Carbon dioxide, fossil", kind="elementary",
         compartment=("air", "urban"), unit="kg"),
    Flow(id="co2-rural", name="Carbon dioxide, fossil", kind="elementary",
         compartment=("air", "rural"), unit="g"),
    Flow(id="sf6", name="Sulphur hexafluoride", kind="elementary",
         compartment=("air",), unit="kg"),
    Flow(id="dust", name="Dust", kind="elementary", compartment=("air",), unit="kg"),
)  # fmt: skip
GASES = {
    "co2": Mapped(gas="co2_fossil", factor=1.0, strategy="cas"),
    "co2-rural": Mapped(gas="co2_fossil", factor=1e-3, strategy="cas"),
    "sf6": Mapped(gas="sf6", factor=1.0, strategy="cas"),
}


def linked(
    technosphere: Cells,
    interventions: Cells,
    *,
    flags: Mapping[int, int] | None = None,
    processes: Sequence[str] = (),
) -> LinkedDatabase:
    """A database by its matrices: column j is process `p<j>`, which makes `q<j>`.

    Rows of the interventions are `FLOWS`. `processes` names the datasets of the
    columns where one has several products.
    """
    n = 1 + max(column for _, column in technosphere)
    ids = list(processes) or [f"p{j}" for j in range(n)]
    products = [
        Flow(id=f"q{j}", name=f"Product {j}", kind="product", unit="kg")
        for j in range(n)
    ]
    activities = tuple(
        Activity(
            process=ids[j],
            product=f"q{j}",
            name=f"Process {ids[j]}",
            product_name=f"Product {j}",
            location="",
            unit="kg",
            amount=abs(technosphere.get((j, j), 0.0)),
            is_treatment=technosphere.get((j, j), 0.0) < 0,
        )
        for j in range(n)
    )
    own = np.zeros(n, dtype=np.uint16)
    for column, flag in (flags or {}).items():
        own[column] = flag
    names = dict.fromkeys(ids)
    return LinkedDatabase(
        package=Package(
            format="made by hand",
            version="1",
            flows={flow.id: flow for flow in (*products, *FLOWS)},
            processes=tuple(Process(id=id_, name=f"Process {id_}") for id_ in names),
        ),
        activities=activities,
        technosphere=triplets(dict(technosphere)),
        interventions=triplets(dict(interventions)),
        elementary=tuple(flow.id for flow in FLOWS),
        gases=GASES,
        flags=own,
    )


def written(database: LinkedDatabase, parent: Path, name: str = "matrix") -> Database:
    """The database in a store, opened."""
    return Database(write_database(stored(database, name), parent, replace=True))
