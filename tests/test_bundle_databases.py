"""A bundle of a linked model, on computers with and without its databases."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from bundles import members_of, packed, rehashed
from small_databases import smelter, stored

import lcagraph as lg
from lcagraph.background.linked import Mapped
from lcagraph.background.store import write_database
from lcagraph.bundle import make_bundle, verify_bundle
from lcagraph.bundle.stand_in import needs_databases
from lcagraph.cli import main
from lcagraph.errors import UsageError
from lcagraph.locking import lock_model

LINKED = """
lcagraph: 1
reference: {product: profile, amount: 1 t}
processes:
  extrusion:
    stage: production
    outputs: {profile: 1 t}
    inputs:
      billet: {amount: 1.2 t, product: aluminium}
factors:
  aluminium: {from: smelter/a-1, stage: raw_materials}
"""


@pytest.fixture
def linked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A bundle of a model that buys from a database, and a computer without it."""
    monkeypatch.setenv("LCAGRAPH_HOME", str(tmp_path / "there"))
    write_database(stored(smelter()), tmp_path / "there" / "databases")
    path = tmp_path / "model.yaml"
    path.write_text(LINKED, encoding="utf-8")
    lock_model(path)
    file = tmp_path / "linked.zip"
    file.write_bytes(make_bundle(lg.read(path)).content)
    monkeypatch.setenv("LCAGRAPH_HOME", str(tmp_path / "here"))
    return file


def test_without_the_databases_the_recorded_intensities_are_taken(linked: Path) -> None:
    # 1200 kg × (1.6 + 14 kWh × 0.5) kg CO2/kg = 10,320 kgCO2e
    found = verify_bundle(linked)
    assert (found.recomputed, found.is_ok) == ("recorded_intensities", True)
    assert found.total == pytest.approx(10_320, rel=1e-9)
    assert list(found.databases) == ["smelter"]
    assert found.reasons != ()


def test_with_the_databases_the_model_itself_is_computed(
    linked: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LCAGRAPH_HOME", str(tmp_path / "there"))
    found = verify_bundle(linked)
    assert found.differences == ()
    assert found.recomputed == "model"


def forged(file: Path, tmp_path: Path, name: str, old: str, new: str) -> set[str]:
    """Places that differ in the inventory after a forgery with a fitting manifest."""
    members = members_of(file.read_bytes())
    text = members[name].decode()
    assert old in text
    members[name] = text.replace(old, new).encode()
    found = verify_bundle(packed(rehashed(members), tmp_path))
    assert not found.is_ok
    assert found.recomputed == "recorded_intensities"
    return {each.at for each in found.differences if each.name == "inventory.json"}


def test_a_forged_total_is_found_without_the_databases(
    linked: Path, tmp_path: Path
) -> None:
    members = members_of(linked.read_bytes())
    record = json.loads(members["inventory.json"])
    record["result"]["total"] = 9000.0
    members["inventory.json"] = json.dumps(record).encode()
    found = verify_bundle(packed(rehashed(members), tmp_path))
    assert {each.at for each in found.differences} == {"result.total"}


def test_a_forged_datum_is_found_without_the_databases(
    linked: Path, tmp_path: Path
) -> None:
    # A and f of the record still give the recorded total: only the model tells
    places = forged(linked, tmp_path, "model/model.yaml", "1.2 t", "1.1 t")
    assert "result.total" in places
    assert any(place.startswith("terms.") for place in places)


def test_a_forged_intensity_is_found_without_the_databases(
    linked: Path, tmp_path: Path
) -> None:
    members = members_of(linked.read_bytes())
    record = json.loads(members["inventory.json"])
    (own,) = record["factors"]
    own["emissions"]["co2_fossil"] *= 0.5
    members["inventory.json"] = json.dumps(record).encode()
    found = verify_bundle(packed(rehashed(members), tmp_path))
    assert "result.total" in {each.at for each in found.differences}


NAMED = """
lcagraph: 1
reference: {product: profile, amount: 1 t}
processes:
  extrusion:
    stage: production
    outputs: {profile: 1 t}
    inputs:
      billet: {amount: 1.2 t, from: "smelter/Aluminium production, liquid"}
      power: {amount: 100 kWh, from: local}
factors:
  other: {from: smelter/a-1}
  local: {per: 1 kWh, kind: electricity, boundary: cradle_to_gate, co2e: 0.6 kg,
          gwp: ipcc-ar6-gwp100}
scenarios:
  grid: {name: 电网 | Grid, set: {processes.extrusion.inputs.power: {amount: 100 kWh,
         from: smelter/p-1}}}
  less: {set: {processes.extrusion.inputs.billet.amount: 1.1 t}}
  direct: {set: {processes.extrusion.inputs.billet.from: other}}
"""


def test_datasets_that_inputs_name_are_stood_in_for_in_scenarios_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LCAGRAPH_HOME", str(tmp_path / "there"))
    write_database(stored(smelter()), tmp_path / "there" / "databases")
    (tmp_path / "model.yaml").write_text(NAMED, encoding="utf-8")
    file = tmp_path / "b.zip"
    file.write_bytes(make_bundle(lg.read(tmp_path / "model.yaml")).content)
    assert verify_bundle(file).is_ok
    monkeypatch.setenv("LCAGRAPH_HOME", str(tmp_path / "here"))
    found = verify_bundle(file)
    assert found.differences == ()
    assert (found.recomputed, found.is_ok) == ("recorded_intensities", True)
    assert found.unmade == ("checks.json",)
    members = members_of(file.read_bytes())
    rows = {row["id"]: row for row in json.loads(members["scenarios.json"])}
    # 1200 × 8.6 + 100 × 0.6; the grid has 0.5 kg/kWh; 100 kg of aluminium less: −860
    assert found.total == pytest.approx(10_380, rel=1e-9)
    assert rows["grid"]["difference"] == pytest.approx(-10, rel=1e-6)
    assert rows["less"]["kgCO2e"] == pytest.approx(9520, rel=1e-9)


def test_the_command_tells_what_was_not_computed_again(
    linked: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--lang", "en", "verify", str(linked)]) == 0
    out = capsys.readouterr().out
    assert "those of the databases that aren't here were not computed again" in out
    assert "not made again without the databases: checks.json" in out
    assert "second way (exact fractions)" in out


def test_a_scenario_without_a_footprint_stands_in_the_table_with_its_errors(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LCAGRAPH_HOME", str(tmp_path / "there"))
    write_database(stored(smelter()), tmp_path / "there" / "databases")
    text = NAMED.replace("smelter/p-1", "smelter/p-9")
    (tmp_path / "model.yaml").write_text(text, encoding="utf-8")
    file = tmp_path / "b.zip"
    file.write_bytes(make_bundle(lg.read(tmp_path / "model.yaml")).content)
    members = members_of(file.read_bytes())
    grid, less, _ = json.loads(members["scenarios.json"])
    assert (grid["kgCO2e"], grid["errors"]) == (None, "E087")
    assert less["errors"] == ""
    assert "scenarios/grid.json" not in members
    assert verify_bundle(file).is_ok
    monkeypatch.setenv("LCAGRAPH_HOME", str(tmp_path / "here"))
    found = verify_bundle(file)
    assert found.differences == ()
    assert found.unmade == ("checks.json", "scenarios.csv", "scenarios.json")


def test_carbon_that_a_dataset_takes_up_is_stood_in_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A factor of a model may not have removals; one made of a dataset has them."""
    monkeypatch.setenv("LCAGRAPH_HOME", str(tmp_path / "there"))
    taken = Mapped(gas="co2_biogenic_removed", factor=1.0, strategy="cas")
    forest = stored(replace(smelter(), gases={"co2": taken}))
    write_database(forest, tmp_path / "there" / "databases")
    (tmp_path / "model.yaml").write_text(LINKED, encoding="utf-8")
    model = lg.read(tmp_path / "model.yaml")
    # 1200 kg × 8.6 kg taken up, told beside a total of zero
    assert model.solve().including == pytest.approx(-10_320)
    file = tmp_path / "b.zip"
    file.write_bytes(make_bundle(model).content)
    monkeypatch.setenv("LCAGRAPH_HOME", str(tmp_path / "here"))
    found = verify_bundle(file)
    assert (found.recomputed, found.differences) == ("recorded_intensities", ())


COVERED = """
lcagraph: 1
reference: {product: goods, amount: 1 kg}
processes:
  works:
    stage: production
    outputs: {goods: 1 kg}
    inputs: {offices: {amount: 2 USD_2012, from: useeio/531, covered: PURCHASES}}
"""


@pytest.mark.parametrize(
    ("purchases", "needs"), [("{power: 221100*}", True), ("{}", False)]
)
def test_spending_that_is_corrected_needs_its_database(
    purchases: str, needs: bool
) -> None:
    """What a sector has bought is read in the database, and no bundle records it."""
    model = lg.read_string(COVERED.replace("PURCHASES", purchases))
    assert needs_databases(model.system) is needs


def test_a_recorded_unit_that_is_none_is_refused(linked: Path, tmp_path: Path) -> None:
    members = members_of(linked.read_bytes())
    record = json.loads(members["inventory.json"])
    record["factors"][0]["per"]["unit"] = "= 1+1"
    members["inventory.json"] = json.dumps(record).encode()
    with pytest.raises(UsageError) as caught:
        verify_bundle(packed(rehashed(members), tmp_path))
    assert caught.value.finding.code == "E837"
