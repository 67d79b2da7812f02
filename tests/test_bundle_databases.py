"""A bundle of a linked model, on computers with and without its databases."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from bundles import members_of, packed, rehashed
from small_databases import smelter, stored

import lcagraph as lg
from lcagraph.background.store import write_database
from lcagraph.bundle import make_bundle, verify_bundle
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


def test_a_forged_total_is_found_without_the_databases(
    linked: Path, tmp_path: Path
) -> None:
    members = members_of(linked.read_bytes())
    record = json.loads(members["inventory.json"])
    record["result"]["total"] = 9000.0
    members["inventory.json"] = json.dumps(record).encode()
    found = verify_bundle(packed(rehashed(members), tmp_path))
    places = {each.at for each in found.differences}
    assert places == {"matrices", "rows", "result.stages"}
