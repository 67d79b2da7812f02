"""A synthetic background as a database of the store, and a model that buys from it.

Each category of the background becomes a greenhouse gas: what a process causes of it is
its emission in kilograms. So the inventory of a model has the rival's scores, category
by category, and every table of lcagraph works on the database as on any other.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from background import characterised, foreground, triplets
from economy import Ints, Reals
from scipy.sparse import csc_array
from synthetic import Background

from lcagraph.background.diagnosis import Diagnosis
from lcagraph.background.intensities import Intensities
from lcagraph.background.linked import Activity, LinkedDatabase, Mapped
from lcagraph.background.records import Flow, Method, MethodFactor, Package, Process
from lcagraph.background.store import Database, Stored, write_database
from lcagraph.impact import elementary_flows

NAME = "synthetic"


def stored_background(
    one: Background, intensity: Reals, parent: Path, *, name: str = NAME
) -> Database:
    """The background in a store.

    Parameters
    ----------
    one : Background
    intensity : ndarray, shape (categories, n)
        Y with Y A = C B.
    parent : Path
        Folder of databases.
    """
    n = one.A.shape[1]
    direct = characterised(one)
    known = elementary_flows().values()
    usual = [each.id for each in known if not (each.is_removal or each.is_ready)]
    gases = tuple(sorted(usual[: len(direct)]))
    flags = np.zeros(n, dtype=np.uint16)
    sign = np.where(one.A.diagonal() < 0, -1.0, 1.0)
    stored = Stored(
        name=name,
        linked=LinkedDatabase(
            package=_package(n, gases),
            activities=_activities(one),
            technosphere=triplets(one.A, one.sigma_A),
            interventions=triplets(csc_array(direct)),
            elementary=gases,
            gases={gas: Mapped(gas=gas, factor=1.0, strategy="cas") for gas in gases},
            flags=flags,
        ),
        diagnosis=Diagnosis(loops=(), flags=flags, chain=flags, sign=sign),
        intensities=Intensities(
            gases=gases, values=(intensity * sign).T.copy(), chain=flags
        ),
        source="none",
        source_sha256="0" * 64,
    )
    return Database(write_database(stored, parent))


def stored_inventory(one: Background, parent: Path, *, name: str = NAME) -> Database:
    """The background with all of its elementary flows, and its first category.

    None of the flows is a greenhouse gas and nothing is kept in advance: a score is
    solved for when it is asked for.
    """
    n = one.A.shape[1]
    flows = tuple(f"e{i}" for i in range(one.B.shape[0]))
    factors = tuple(
        MethodFactor(flow=flow, amount=float(amount))
        for flow, amount in zip(flows, one.C[0], strict=True)
        if amount
    )
    method = Method(id="c0", name="c0", category="", unit="kg", factors=factors)
    flags = np.zeros(n, dtype=np.uint16)
    sign = np.where(one.A.diagonal() < 0, -1.0, 1.0)
    stored = Stored(
        name=name,
        linked=LinkedDatabase(
            package=replace(_package(n, flows), methods=(method,)),
            activities=_activities(one),
            technosphere=triplets(one.A, one.sigma_A),
            interventions=triplets(one.B, one.sigma_B),
            elementary=flows,
            gases={},
            flags=flags,
        ),
        diagnosis=Diagnosis(loops=(), flags=flags, chain=flags, sign=sign),
        intensities=Intensities(gases=(), values=np.zeros((n, 0)), chain=flags),
        source="none",
        source_sha256="0" * 64,
    )
    return Database(write_database(stored, parent))


def _package(n: int, gases: tuple[str, ...]) -> Package:
    products = [Flow(id=f"q{j}", name=f"product {j}", kind="product", unit="kg")
                for j in range(n)]  # fmt: skip
    emitted = [
        Flow(id=gas, name=gas, kind="elementary", compartment=("air",), unit="kg")
        for gas in gases
    ]
    return Package(
        format="synthetic",
        version="1",
        processes=tuple(Process(id=f"p{j}", name=f"process {j}") for j in range(n)),
        flows={flow.id: flow for flow in (*products, *emitted)},
    )


def _activities(one: Background) -> tuple[Activity, ...]:
    diagonal = one.A.diagonal()
    return tuple(
        Activity(
            process=f"p{j}",
            product=f"q{j}",
            name=f"process {j}",
            product_name=f"product {j}",
            location="",
            unit="kg",
            amount=abs(float(amount)),
            is_treatment=bool(amount < 0),
        )
        for j, amount in enumerate(diagonal)
    )


def model_on(
    database: Database, *, n: int = 30, links: int = 90
) -> tuple[dict[str, Any], Reals, Ints, Ints, Reals]:
    """A model of `foreground` on a stored background, and its own matrices.

    Returns
    -------
    model : dict
        Keyword arguments of `lcagraph.Model`.
    own : ndarray, shape (n, n)
        Its technosphere.
    rows, columns, amounts : ndarray, shape (links,)
        What it buys: dataset, process, amount.
    """
    products = np.flatnonzero(database.signs > 0)  # waste is handed over, not bought
    own, bought = foreground(len(products), n=n, links=links)
    drawn = bought.tocoo()
    rows = products[drawn.row]
    processes: dict[str, Any] = {}
    for j in range(n):
        inputs = {
            f"step_{i}": f"{float(-own[i, j])!r} kg"
            for i in np.flatnonzero(own[:, j] < 0)
        }
        here = drawn.col == j
        for row, amount in zip(rows[here], drawn.data[here], strict=True):
            inputs[f"bought_{row}"] = f"{float(-amount)!r} kg"
        made = {"stage": "production", "outputs": {f"step_{j}": "1 kg"}}
        processes[f"step_{j}"] = {**made, "inputs": inputs} if inputs else made
    factors = {
        f"bought_{row}": {"from": f"{database.name}/p{row}", "stage": "raw_materials"}
        for row in np.unique(rows)
    }
    model = {
        "reference": {"product": "step_0", "amount": "1 kg"},
        "processes": processes,
        "factors": factors,
    }
    return model, own, rows, drawn.col.astype(np.intp), -drawn.data
