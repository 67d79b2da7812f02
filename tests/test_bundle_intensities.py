"""Intensities that a bundle records, forged so that everything else fits them."""

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
from lcagraph.cli import main
from lcagraph.locking import lock_model

# 1.2 t × (1.6 + 14 kWh × 0.5) kg CO2/kg = 10,320 kgCO2e, and 100 kWh × 0.5 = 50
LINKED = """
lcagraph: 1
reference: {product: profile, amount: 1 t}
processes:
  extrusion:
    stage: production
    outputs: {profile: 1 t}
    inputs:
      billet: {amount: 1.2 t, from: smelter/a-1}
      power: {amount: 100 kWh, from: grid/p-1}
"""
LOCK = "model/model.lock"


def at_home(patch: pytest.MonkeyPatch, home: Path) -> None:
    patch.setenv("LCAGRAPH_HOME", str(home))


def with_databases(home: Path, *, smelter_factor: float = 1.0) -> None:
    """Both databases; that of the smelter counts so much of its CO2."""
    counted = Mapped(gas="co2_fossil", factor=smelter_factor, strategy="cas")
    forged = replace(smelter(), gases={"co2": counted})
    write_database(stored(forged), home / "databases")
    write_database(stored(smelter(), "grid"), home / "databases")


def bundled(folder: Path) -> dict[str, bytes]:
    """The locked model, with the databases of this computer."""
    path = folder / "model.yaml"
    path.write_text(LINKED, encoding="utf-8")
    path.with_suffix(".lock").unlink(missing_ok=True)
    lock_model(path)
    return members_of(make_bundle(lg.read(path)).content)


def sha256_of_smelter(members: dict[str, bytes]) -> bytes:
    record = json.loads(members["inventory.json"])
    return str(record["provenance"]["factor_sets_sha256"]["smelter"]).encode()


@pytest.fixture
def pair(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """A true bundle, and one by a smelter of half the emissions under the true hash."""
    with_databases(tmp_path / "true")
    with_databases(tmp_path / "forged", smelter_factor=0.5)
    at_home(monkeypatch, tmp_path / "true")
    true = bundled(tmp_path)
    at_home(monkeypatch, tmp_path / "forged")
    made = bundled(tmp_path)
    own, wanted = sha256_of_smelter(made), sha256_of_smelter(true)
    assert own != wanted
    forged = {name: each.replace(own, wanted) for name, each in made.items()}
    at_home(monkeypatch, tmp_path / "nothing")
    return true, forged


def test_the_forged_bundle_is_one(
    pair: tuple[dict[str, bytes], dict[str, bytes]],
) -> None:
    totals = [json.loads(one["inventory.json"])["result"]["total"] for one in pair]
    # 1200 kg × 8.6 + 100 kWh × 0.5; the smelter's half: 5,160 + 50
    assert totals == pytest.approx([10_370, 5_210], rel=1e-12)


def test_intensities_are_those_that_the_lock_pins(
    pair: tuple[dict[str, bytes], dict[str, bytes]], tmp_path: Path
) -> None:
    """Inventory, tables, manifest and hashes fit: the lock alone is the true one."""
    true, forged = pair
    members = rehashed({**forged, LOCK: true[LOCK]})
    (difference,) = verify_bundle(packed(members, tmp_path)).differences
    assert (difference.kind, difference.name) == ("differs", "inventory.json")
    assert difference.recorded.startswith("4.3 kgCO2e/kg")  # 8.6 / 2
    assert difference.found.startswith("8.6 kgCO2e/kg")


def test_what_is_forged_as_a_whole_is_named_as_not_verified_and_the_cover_tells(
    pair: tuple[dict[str, bytes], dict[str, bytes]],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    true, forged = pair
    cover = verify_bundle(packed(true, tmp_path)).inventory_sha256
    file = packed(rehashed(forged), tmp_path)
    assert main(["--lang", "en", "verify", str(file)]) == 0
    last = capsys.readouterr().out.splitlines()[-1]
    assert "inventory.json factors (grid)" in last
    assert "inventory.json factors (smelter)" in last
    assert main(["verify", str(file), "--cover", cover]) == 1


def test_the_databases_find_what_is_forged_as_a_whole(
    pair: tuple[dict[str, bytes], dict[str, bytes]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """By the forged lock, figures of its own database (E059); without it, the total."""
    at_home(monkeypatch, tmp_path / "true")
    found = verify_bundle(packed(rehashed(pair[1]), tmp_path))
    assert (found.recomputed, found.is_ok) == ("nothing", False)
    assert "E059" in [finding.code for finding in found.reasons]
    unlocked = {name: each for name, each in pair[1].items() if name != LOCK}
    again = verify_bundle(packed(rehashed(unlocked), tmp_path))
    assert again.recomputed == "model"
    [total] = [one for one in again.differences if one.at == "result.total"]
    assert (total.recorded, total.found) == ("5210", "10370")


@pytest.mark.parametrize("name", ["smelter", "grid"])
def test_a_database_that_is_here_is_asked_though_another_is_missing(
    pair: tuple[dict[str, bytes], dict[str, bytes]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
) -> None:
    home = tmp_path / "half"
    write_database(stored(smelter(), name), home / "databases")
    at_home(monkeypatch, home)
    true, forged = pair
    found = verify_bundle(packed(true, tmp_path))
    assert (found.recomputed, found.differences) == ("recorded_intensities", ())
    (missing,) = {"smelter", "grid"} - {name}
    assert found.unseen == (missing,)
    again = verify_bundle(packed(rehashed(forged), tmp_path))
    told = [(one.recorded, one.found) for one in again.differences]
    # of the grid nothing is forged; the smelter gives off 8.6 kg, and half is recorded
    assert told == ([("4.3", "8.6")] if name == "smelter" else [])


def test_a_unit_that_is_not_that_of_the_database_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """8.6 kg per tonne instead of per kilogram: the figures alone look the same."""
    with_databases(tmp_path / "true")
    at_home(monkeypatch, tmp_path / "true")
    wanted = sha256_of_smelter(bundled(tmp_path))
    linked = smelter()
    aluminium, *others = linked.activities
    tonnes = replace(linked, activities=(replace(aluminium, unit="t"), *others))
    write_database(stored(tonnes), tmp_path / "forged" / "databases")
    write_database(stored(smelter(), "grid"), tmp_path / "forged" / "databases")
    at_home(monkeypatch, tmp_path / "forged")
    made = bundled(tmp_path)
    own = sha256_of_smelter(made)
    forged = {name: each.replace(own, wanted) for name, each in made.items()}
    write_database(stored(smelter()), tmp_path / "here" / "databases")
    at_home(monkeypatch, tmp_path / "here")
    members = rehashed({**forged, LOCK: b""})
    del members[LOCK]
    found = verify_bundle(packed(members, tmp_path)).differences
    assert ("t", "kg") in {(one.recorded, one.found) for one in found}


AFTERWARDS = """
lcagraph: 1
reference: {product: profile, amount: 1 t}
scope: {gwp: ipcc-ar6-gwp100}
processes:
  extrusion:
    stage: production
    outputs: {profile: 1 t}
    inputs:
      billet: {amount: 1.2 t, from: smelter/a-1}
      power: {amount: 1 kWh, from: own}
factors:
  own: {per: 1 kWh, kind: electricity, boundary: cradle_to_gate, co2e: 0.6 kg}
scenarios:
  first: {set: {processes.extrusion.inputs.power.from: grid/p-1,
                scope.gwp: ipcc-ar5-gwp100}}
  second: {set: {processes.extrusion.inputs.power.from: grid/p-1}}
"""


def test_figures_of_the_lock_are_compared_under_its_own_gwp_set_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Methane has 29.8 by AR6, of the lock; the first scenario is of AR5, with 30."""
    methane = Mapped(gas="ch4_fossil", factor=1.0, strategy="cas")
    for name in ("smelter", "grid"):
        linked = replace(smelter(), gases={"co2": methane})
        write_database(stored(linked, name), tmp_path / "there" / "databases")
    at_home(monkeypatch, tmp_path / "there")
    path = tmp_path / "model.yaml"
    path.write_text(AFTERWARDS, encoding="utf-8")
    lock_model(path)
    before = members_of(make_bundle(lg.read(path)).content)
    path.write_text(AFTERWARDS.replace("ar6", "ar5"), encoding="utf-8")
    after = members_of(make_bundle(lg.read(path)).content)
    at_home(monkeypatch, tmp_path / "here")
    for members in (before, after):
        found = verify_bundle(packed(members, tmp_path))
        assert (found.recomputed, found.differences) == ("recorded_intensities", ())


def test_a_database_of_another_hash_says_nothing(
    pair: tuple[dict[str, bytes], dict[str, bytes]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with_databases(tmp_path / "other", smelter_factor=0.25)
    at_home(monkeypatch, tmp_path / "other")
    found = verify_bundle(packed(pair[0], tmp_path))
    assert (found.recomputed, found.differences) == ("recorded_intensities", ())
    assert found.unseen == ("smelter",)


def test_a_dataset_that_its_own_database_lacks_is_told(
    pair: tuple[dict[str, bytes], dict[str, bytes]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    write_database(stored(smelter()), tmp_path / "half" / "databases")
    at_home(monkeypatch, tmp_path / "half")
    forged = {
        name: each.replace(b"smelter/a-1?product=al", b"smelter/a-9?product=al")
        for name, each in pair[0].items()
    }
    found = verify_bundle(packed(rehashed(forged), tmp_path))
    assert ("inventory.json", "E087") in {(d.name, d.found) for d in found.differences}


@pytest.mark.parametrize("lock", [b"{}", b"[" * 100_000, b"\xff"])
def test_a_lock_that_is_none_is_why_nothing_is_computed(
    pair: tuple[dict[str, bytes], dict[str, bytes]], tmp_path: Path, lock: bytes
) -> None:
    found = verify_bundle(packed(rehashed({**pair[0], LOCK: lock}), tmp_path))
    assert (found.recomputed, found.is_ok) == ("nothing", False)
    assert "E095" in [finding.code for finding in found.reasons]
