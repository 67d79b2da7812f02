"""bw2calc draws an exported model as lcagraph draws it: every entry, and the score."""

from __future__ import annotations

import csv
import io
import math
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from small_models import model, works

import lcagraph as lg
from lcagraph.calculate import evaluate, numbers_of
from lcagraph.exporting import export_model
from lcagraph.matrices import Entries
from lcagraph.sampling import sampler_of

pytestmark = [
    pytest.mark.heavy,
    # Warnings of other packages, at import and in use, are not ours to mend.
    pytest.mark.filterwarnings("ignore"),
]

Plain = Any
Floats = NDArray[np.float64]
Draws = dict[tuple[str, str, str], Floats]

DRAWS = 4_000
CHANCE = 4.5
"""Standard errors of a difference; beyond, P < 7e-6."""


def emitting(co2: Plain, per: str = "1 kg", **keys: Plain) -> Plain:
    words = {"kind": "service", "boundary": "cradle_to_gate"}
    return {"per": per, "emissions": {"co2_fossil": co2}, **words, **keys}


def uncertain(amount: str, **spread: Plain) -> Plain:
    return {"amount": amount, "uncertainty": spread}


DISTANCE = {"dist": "normal", "rel_sd": 0.2, "min": "80 km"}
GAS = {"dist": "triangular", "min": "1 kg", "max": "4 kg"}
SPARED = {"product": "steam", "why": "test"}

INPUTS: dict[str, Plain] = {
    "power": "300 kWh ± 20 %",
    "resin": uncertain("2 kg", dist="lognormal", gsd=1.3),
    "paint": uncertain("2 kg", dist="lognormal", gsd=1.5, min="1.5 kg", max="3 kg"),
    "steel": uncertain("2 kg", dist="normal", sd="0.5 kg", min="1.8 kg"),
    # a negative input is a credit; its bounds lie on its side of zero
    "glue": uncertain("-2 kg", dist="lognormal", gsd=1.4, max="-1.5 kg"),
    "copper": {"amount": "2 kg", "pedigree": [4, 3, 5, 2, 4]},
    "screw": uncertain(
        "1 kg", dist="discrete", values=["0 kg", "1 kg"], weights=[0.3, 0.7]
    ),
    "plate": uncertain("2 kg", dist="empirical", values=["1 kg", "2 kg", "3 kg"]),
    "cloth": {
        "amount": "2 kg",
        "transport": {"truck": {"value": "100 km", "uncertainty": DISTANCE}},
    },
}
FACTORS: dict[str, Plain] = {
    **{name: emitting("0.7 kg") for name in INPUTS},
    "power": emitting("500 kg", "1 MWh"),
    "cloth": emitting({"value": "2 kg", "uncertainty": GAS}),
    "truck": emitting("0.1 kg", "1 t*km", kind="transport"),
    "steam": emitting("0.1 kg", "1 MJ"),
    "dross": emitting("3 kg", kind="treatment", boundary="gate_to_grave"),
}
OUTPUTS: dict[str, Plain] = {
    "goods": "1 kg ± 20 %",
    "heat": {
        **uncertain("1 MJ", dist="triangular", min="0.5 MJ", max="2 MJ"),
        "substitutes": SPARED,
    },
}
MODEL = model(
    {
        "works": works(
            inputs=INPUTS,
            waste={"dross": uncertain("2 kg", dist="lognormal", gsd=1.3)},
            emissions={
                "co2_fossil": uncertain(
                    "1.5 kg", dist="uniform", min="1 kg", max="3 kg"
                ),
                "ch4_fossil": {"amount": "100 g", "pedigree": [3, 3, 3, 3, 3]},
            },
        )
        | {"outputs": OUTPUTS}
    },
    FACTORS,
)


def test_bw2calc_draws_the_same_means_and_standard_deviations(tmp_path: Path) -> None:
    theirs = draws_of_bw2calc(MODEL, tmp_path / "out.zip")
    ours = draws_of_lcagraph(MODEL)
    drawn = {place for place, values in ours.items() if np.ptp(values) > 0}
    # each uncertain number is one entry, and there is the score
    assert len(drawn) == len(sampler_of(MODEL.prepared).numbers) + 1
    assert drawn == {place for place, values in theirs.items() if np.ptp(values) > 0}
    off = [place for place in drawn if differ(theirs[place], ours[place])]
    assert off == []


def differ(first: Floats, second: Floats) -> bool:
    """Whether means or standard deviations are further apart than chance takes them."""
    error = math.hypot(*(each.std() / math.sqrt(each.size) for each in (first, second)))
    if abs(first.mean() - second.mean()) > CHANCE * error:
        return True
    known = math.hypot(error_of_sd(first), error_of_sd(second))
    return bool(abs(first.std() - second.std()) > CHANCE * known)


def error_of_sd(drawn: Floats) -> float:
    """se(s) = s √((κ − 1) / 4n), with the kurtosis of the draws themselves."""
    sd = drawn.std()
    kurtosis = np.mean(((drawn - drawn.mean()) / sd) ** 4)
    return float(sd * math.sqrt((kurtosis - 1) / (4 * drawn.size)))


def draws_of_lcagraph(of: lg.Model) -> Draws:
    """Entries by matrix, row and column, and the score."""
    prepared = of.prepared
    values = sampler_of(prepared).draw(1, 0, 20_000)
    numbers, layout = numbers_of(prepared, values), prepared.layout
    names = [
        f"{'factors' if each.is_factor else 'processes'}.{each.id}"
        for each in layout.columns
    ]
    found: Draws = {("score", "", ""): evaluate(prepared, values).excluding}

    def add(matrix: str, entries: Entries, of_rows: Any, drawn: Floats) -> None:
        for e, (row, column) in enumerate(
            zip(entries.row.tolist(), entries.column.tolist(), strict=True)
        ):
            place = (matrix, of_rows[row], names[column])
            found[place] = found.get(place, 0.0) + drawn[:, e]

    add("A", layout.a, names, numbers.A)
    add("B", layout.b, layout.flows, numbers.B)
    return found


@dataclass
class File:
    """What the tables of a datapackage call its ids."""

    processes: dict[int, str]
    flows: dict[int, str]


def file_of(path: Path) -> File:
    with zipfile.ZipFile(path) as archive:
        tables = {
            name: list(csv.DictReader(io.StringIO(archive.read(name).decode())))
            for name in ("activities.csv", "flows.csv")
        }
    return File(
        processes={int(r["id"]): r["process"] for r in tables["activities.csv"]},
        flows={int(r["id"]): r["flow"] for r in tables["flows.csv"]},
    )


def draws_of_bw2calc(of: lg.Model, path: Path) -> Draws:
    """The same from the file alone."""
    bc = pytest.importorskip("bw2calc")
    bwp = pytest.importorskip("bw_processing")
    exported = export_model(of.prepared, path, "datapackage")
    assert [finding.code for finding in exported.findings] == []
    file = file_of(path)
    package = bwp.load_datapackage(
        bwp.io_helpers.generic_zipfile_filesystem(
            dirpath=path.parent, filename=path.name, write=False
        )
    )
    ids = {process: id_ for id_, process in file.processes.items()}
    demand = {ids["processes.works"]: 1.0}
    lca = bc.LCA(demand, data_objs=[package], use_distributions=True, seed_override=7)
    lca.lci()
    lca.lcia()
    scores, technosphere, biosphere = [], [], []
    for _ in range(DRAWS):
        next(lca)
        scores.append(float(lca.score))
        technosphere.append(lca.technosphere_matrix.toarray())
        biosphere.append(lca.biosphere_matrix.toarray())
    columns = {i: file.processes[id_] for id_, i in lca.dicts.activity.items()}
    products = {i: file.processes[id_] for id_, i in lca.dicts.product.items()}
    flows = {i: file.flows[id_] for id_, i in lca.dicts.biosphere.items()}
    found: Draws = {("score", "", ""): np.array(scores)}
    for matrix, rows, drawn in (
        ("A", products, np.array(technosphere)),
        ("B", flows, np.array(biosphere)),
    ):
        for i, row in rows.items():
            for j, column in columns.items():
                found[matrix, row, column] = drawn[:, i, j]
    return found
