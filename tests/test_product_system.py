"""A model leaves as processes and factors, and comes back with the same footprint."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

import lcagraph as lg
from lcagraph.background.build import link_package
from lcagraph.background.gases import map_gases
from lcagraph.background.identifiers import uuid_of
from lcagraph.background.linked import Activity, LinkedDatabase
from lcagraph.background.methods import characterise
from lcagraph.background.records import Flow, Package
from lcagraph.background.store import Database
from lcagraph.calculate import numbers_of
from lcagraph.cli.app import app
from lcagraph.exporting import TARGETS, export_model, package_of
from lcagraph.formats.ilcd import read_ilcd
from lcagraph.formats.openlca_jsonld import read_openlca_jsonld
from lcagraph.impact import characterisation, elementary_flows
from lcagraph.importing import add_database
from lcagraph.locate import folder

MODEL = """
lcagraph: 1
title: 型材 | Profile
reference: {product: profile, amount: 2 t}
products:
  profile: {name: 铝型材 | Aluminium profile}
processes:
  extrusion:
    name: 挤压 | Extrusion
    stage: production
    location: CN-SD
    outputs: {profile: 1 t}
    inputs: {billet: 1.2 t, power: 300 kWh}
    emissions: {co2_fossil: 50 kg, ch4_fossil: 2 kg}
    waste: {dross: 40 kg}
  landfill:
    stage: end_of_life
    treats: {dross: 1 t}
    emissions: {n2o: 3 kg}
factors:
  billet:
    per: 1 t
    kind: material
    boundary: cradle_to_gate
    emissions: {co2_fossil: 8 t}
    source: 年鉴 | Yearbook
  power: {per: 1 MWh, kind: electricity, boundary: cradle_to_gate, co2e: 600 kg}
"""

JOINT = """
lcagraph: 1
reference: {product: soda, amount: 1 t}
processes:
  electrolysis:
    stage: production
    outputs: {soda: 1 t, chlorine: 886 kg, hydrogen: 28 kg}
    allocation: {by: mass}
    inputs: {power: 2200 kWh}
factors:
  power:
    per: 1 kWh
    kind: material
    boundary: cradle_to_gate
    emissions: {co2_fossil: 0.5 kg}
"""


def package(text: str) -> Package:
    prepared = lg.read_string(text).prepared
    return package_of(prepared, numbers_of(prepared, prepared.base[None, :]))


def process_of(found: Package, id: str) -> list[tuple[str, str, float | None, str]]:
    (process,) = [each for each in found.processes if each.id == id]
    return [
        (found.flows[each.flow].name, each.direction, each.amount, each.provider)
        for each in process.exchanges
    ]


# ------------------------------------------------------------------------- records


def test_each_process_and_factor_becomes_a_process() -> None:
    found = package(MODEL)
    assert [(each.id, each.name, each.is_system) for each in found.processes] == [
        ("processes.extrusion", "Extrusion", False),
        ("processes.landfill", "landfill", False),
        ("factors.billet", "billet", True),
        ("factors.power", "power", True),
    ]
    extrusion, _, billet, _ = found.processes
    assert extrusion.names == {"en": "Extrusion", "zh": "挤压"}
    assert extrusion.location == "CN-SD"
    assert billet.source == "Yearbook"


def test_exchanges_have_the_amounts_of_the_matrices() -> None:
    """Of 1 t of profile, in the units of its suppliers: 300 kWh = 0.3 MWh."""
    rows = process_of(package(MODEL), "processes.extrusion")
    assert rows[0] == ("Aluminium profile", "output", 1.0, "")
    assert sorted(rows[1:4]) == [
        ("billet", "input", pytest.approx(1.2), "factors.billet"),
        ("dross", "output", pytest.approx(0.04), "processes.landfill"),
        ("power", "input", pytest.approx(0.3), "factors.power"),
    ]
    assert sorted(rows[4:]) == [
        ("Carbon dioxide, fossil", "output", 50.0, ""),
        ("Methane, fossil", "output", 2.0, ""),
    ]


def test_a_treatment_takes_its_waste_in() -> None:
    rows = process_of(package(MODEL), "processes.landfill")
    assert rows == [
        ("dross", "input", 1.0, ""),
        ("Nitrous oxide, origin not given", "output", 3.0, ""),
    ]


def test_a_process_with_several_products_is_written_divided() -> None:
    """1,000 + 886 + 28 kg = 1,914 kg; hydrogen gets 28/1914 of 2,200 kWh."""
    rows = process_of(package(JOINT), "processes.electrolysis:hydrogen")
    assert rows[0][2] == 28.0
    assert rows[1] == (
        "power",
        "input",
        pytest.approx(2200 * 28 / 1914, rel=1e-14),
        "factors.power",
    )


# --------------------------------------------------------------------- round trips


def footprint(model: lg.Model, database: Database) -> float:
    """Of the model's demand, by the figures of the database. [kgCO2e]"""
    prepared = model.prepared
    numbers = numbers_of(prepared, prepared.base[None, :])
    column = prepared.layout.columns[prepared.layout.demand_column]
    names = [
        (each.name.partition(" | ")[0], each.product_name)
        for each in database.activities()
    ]
    records = package_of(prepared, numbers)
    record = records.processes[prepared.layout.demand_column]
    product = records.flows[record.exchanges[0].flow].name
    assert (
        column.unit
        == records.unit_groups[
            records.flow_properties[
                records.flows[record.exchanges[0].flow].property
            ].unit_group
        ].reference
    )
    place = names.index((record.name.partition(" | ")[0], product))
    if len([name for name in names if name == names[place]]) > 1:
        raise AssertionError(names[place])
    gases = database.manifest.gases
    factors = characterisation(prepared.compiled.system.scope.gwp, gases).sum(axis=0)
    demand = abs(numbers.f[0, prepared.layout.demand_column])
    return float(demand * (np.asarray(database.intensities[place]) @ factors))


def shipped() -> list[Path]:
    return sorted(path.parent for path in folder("models").glob("*/model.yaml"))


@pytest.mark.parametrize("format_", ["openlca_jsonld", "ilcd"])
@pytest.mark.parametrize("text", [MODEL, JOINT], ids=["profile", "soda"])
def test_a_model_comes_back_with_its_footprint(
    text: str, format_: str, tmp_path: Path
) -> None:
    model = lg.read_string(text)
    export_model(model.prepared, tmp_path / "out.zip", format_)
    added = add_database(tmp_path / "out.zip", name="back", place=tmp_path)
    # the whole climate change of all items, biogenic uptake included
    assert footprint(model, added.database) == pytest.approx(
        model.solve().including, rel=1e-13
    )


@pytest.mark.parametrize("format_", ["openlca_jsonld", "ilcd"])
@pytest.mark.parametrize("place", shipped(), ids=lambda place: place.name)
def test_a_shipped_model_comes_back_with_its_matrices(
    place: Path, format_: str, tmp_path: Path
) -> None:
    model = lg.read(place / "model.yaml")
    export_model(model.prepared, tmp_path / "out.zip", format_)
    read = {"openlca_jsonld": read_openlca_jsonld, "ilcd": read_ilcd}[format_]
    after = link_package(read(tmp_path / "out.zip"))
    matrices = model.matrices
    assert values(after) == pytest.approx(
        sorted([*matrices.A.toarray().ravel(), *matrices.B.toarray().ravel()]),
        rel=1e-15,
        abs=0,
    )
    assert not after.open_inputs
    assert not after.flags.any()


@pytest.mark.parametrize("format_", ["openlca_jsonld", "ilcd"])
@pytest.mark.parametrize("place", shipped(), ids=lambda place: place.name)
def test_the_method_in_the_file_gives_the_footprint(
    place: Path, format_: str, tmp_path: Path
) -> None:
    """A s = f and c B s by the file alone, as any other program would compute it."""
    model = lg.read(place / "model.yaml")
    export_model(model.prepared, tmp_path / "out.zip", format_)
    read = {"openlca_jsonld": read_openlca_jsonld, "ilcd": read_ilcd}[format_]
    package = read(tmp_path / "out.zip")
    linked = link_package(package)
    n = len(linked.activities)
    dense = np.zeros((n + len(linked.elementary), n))
    a, b = linked.technosphere, linked.interventions
    dense[a.row, a.column] = a.value
    dense[n + b.row, b.column] = b.value
    numbers = numbers_of(model.prepared, model.prepared.base[None, :])
    layout = model.prepared.layout
    own = layout.columns[layout.demand_column].id
    demand = np.zeros(n)
    (column,) = [j for j, one in enumerate(linked.activities) if is_of(one, own)]
    demand[column] = abs(numbers.f[0, layout.demand_column])
    found = dense[n:] @ np.linalg.solve(dense[:n], demand)
    totals = {
        method.category: characterise(linked, method).row @ found
        for method in package.methods
    }
    result = model.solve()
    assert totals == pytest.approx(
        {
            "Climate change, including biogenic CO2": result.including,
            "Climate change, excluding biogenic CO2": result.excluding,
        },
        rel=1e-12,
    )


def is_of(activity: Activity, id: str) -> bool:
    """Whether an activity is a process of the model, by its id in the file."""
    return activity.process in (
        uuid_of(f"processes.{id}", "process"),
        f"processes.{id}",
    )


def values(linked: LinkedDatabase) -> list[float]:
    """All entries of A and B, zeros included, sorted."""
    n = len(linked.activities)
    dense = np.zeros((n + len(linked.elementary), n))
    a, b = linked.technosphere, linked.interventions
    dense[a.row, a.column] = a.value
    dense[n + b.row, b.column] = b.value
    return sorted(dense.ravel().tolist())


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.id)
def test_a_model_is_written_in_every_format(target: object, tmp_path: Path) -> None:
    id = getattr(target, "id", "")
    suffix = {"brightway_excel": ".xlsx", "csv": ".csv"}.get(id, ".zip")
    path = tmp_path / f"out{suffix}"
    export_model(lg.read_string(MODEL).prepared, path, id)
    assert path.stat().st_size > 0


def test_every_gas_is_known_again_by_its_uuid() -> None:
    """Names and formulas alone would mix some of them up: CO2 has four origins."""
    gases = elementary_flows()
    flows = {
        uuid_of(gas, "flow"): Flow(
            id=uuid_of(gas, "flow"),
            name=gases[gas].name.en,
            kind="elementary",
            compartment=("Emissions", "Emissions to air"),
            unit="kg",
        )
        for gas in gases
    }
    mapping = map_gases(Package(format="lcagraph", flows=flows), set(flows))
    assert {id: one.gas for id, one in mapping.mapped.items()} == {
        uuid_of(gas, "flow"): gas for gas in gases
    }
    assert not mapping.findings


def test_ready_figures_are_named() -> None:
    """One of the four flows: CO2 and methane of fossil origin, N2O, and CO2e."""
    from lcagraph.exporting.product_system import _ready

    (finding,) = _ready(package(MODEL))
    assert finding.code == "N078"
    assert (finding.values["count"], finding.values["of"]) == (1, 4)
    assert _ready(package(JOINT)) == ()


def test_the_command_writes_a_model(tmp_path: Path) -> None:
    (tmp_path / "model.yaml").write_text(MODEL, encoding="utf-8")
    words = ["export", str(tmp_path / "model.yaml"), str(tmp_path / "out.zip")]
    done = CliRunner().invoke(app, [*words, "--format", "ilcd"])
    assert done.exit_code == 0, done.exception
    assert len(read_ilcd(tmp_path / "out.zip").processes) == 4


def test_a_datapackage_has_the_factors_of_the_models_own_gwp_set(
    tmp_path: Path,
) -> None:
    text = MODEL.replace("lcagraph: 1", "lcagraph: 1\nscope: {gwp: ipcc-ar5-gwp100}")
    model = lg.read_string(text)
    export_model(model.prepared, tmp_path / "out.zip", "datapackage")
    name = "ipcc-ar5-gwp100_excluding_biogenic_CO2.data.npy"
    with zipfile.ZipFile(tmp_path / "out.zip") as archive:
        factors = np.load(io.BytesIO(archive.read(name)))
    assert 265.0 in factors.tolist()  # N2O, AR5 table 8.A.1; AR6 has 273
    assert 273.0 not in factors.tolist()
