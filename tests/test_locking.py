"""The lock of a model: written once, kept, and never changed without being asked."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from small_databases import smelter, stored

import lcagraph as lg
from lcagraph.background.lock import read_lock
from lcagraph.background.store import write_database
from lcagraph.cli import main
from lcagraph.errors import ModelError, UsageError
from lcagraph.locking import lock_model

MODEL = """
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
def model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LCAGRAPH_HOME", str(tmp_path))
    write_database(stored(smelter()), tmp_path / "databases")
    path = tmp_path / "model.yaml"
    path.write_text(MODEL, encoding="utf-8")
    return path


def change_database(folder: Path) -> None:
    """A release in which the smelter itself emits 2.6 kg/kg instead of 1.6."""
    changed = smelter()
    changed.interventions.value[0] = 2.6
    write_database(stored(changed), folder / "databases", replace=True)


def codes(path: Path) -> list[str]:
    return [finding.code for finding in lg.read(path).check()]


def test_a_model_with_a_database_and_no_lock_is_told(model: Path) -> None:
    assert "N094" in codes(model)
    lock_model(model)
    assert "N094" not in codes(model)


def test_the_lock_records_database_dataset_and_footprint(model: Path) -> None:
    """1,200 kg × 8.6 kg/kg = 10,320 kg."""
    outcome = lock_model(model)
    assert outcome.is_written
    lock = read_lock(model.with_suffix(".lock"))
    assert lock is not None
    assert lock.databases["smelter"].version == "1"
    (dataset,) = lock.datasets
    assert dataset.at == "factors.aluminium"
    assert dataset.reference == "smelter/a-1?product=al"
    assert dataset.co2e == pytest.approx(8.6)
    assert lock.total == pytest.approx(10_320)


def test_locking_again_changes_no_byte(model: Path) -> None:
    lock_model(model)
    before = model.with_suffix(".lock").read_bytes()
    lock_model(model)
    assert model.with_suffix(".lock").read_bytes() == before


def test_a_changed_database_is_an_error_until_it_is_accepted(model: Path) -> None:
    lock_model(model)
    change_database(model.parent)
    assert "E093" in codes(model)
    with pytest.raises(ModelError):
        lg.read(model).solve()
    refused = lock_model(model)
    assert refused.is_refused
    assert "E093" in codes(model)
    accepted = lock_model(model, is_update=True)
    # 1,200 × (7 + 2.6) = 11,520
    assert (refused.before or accepted.after).total == pytest.approx(10_320)
    assert accepted.after.total == pytest.approx(11_520)
    ((old, new),) = accepted.changed_datasets()
    assert old is not None
    assert (old.co2e, new.co2e) == pytest.approx((8.6, 9.6))
    assert lg.read(model).solve().total == pytest.approx(11_520)


def test_the_same_database_imported_again_is_no_change(model: Path) -> None:
    lock_model(model)
    write_database(stored(smelter()), model.parent / "databases", replace=True)
    assert "E093" not in codes(model)


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"lock": 2}', '{"lock": 1, "databases": 3}', "[" * 10**5]
)
def test_a_lock_that_is_none_is_refused(model: Path, text: str) -> None:
    model.with_suffix(".lock").write_text(text, encoding="utf-8")
    assert "E095" in codes(model)
    with pytest.raises(UsageError) as error:
        lock_model(model)
    assert error.value.finding.code == "E095"


def test_a_model_without_database_has_nothing_to_lock(model: Path) -> None:
    text = MODEL.replace("from: smelter/a-1", "per: 1 kg, co2e: 8 kg, kind: material")
    text = text.replace("kind: material", "kind: material, boundary: cradle_to_gate")
    model.write_text(text.replace("stage: raw", "gwp: unknown, stage: raw"), "utf-8")
    with pytest.raises(UsageError) as error:
        lock_model(model)
    assert error.value.finding.code == "E099"


def test_the_command_shows_the_difference_and_fails_until_updated(
    model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["lock", str(model), "--lang", "en"]) == 0
    assert "wrote model.lock" in capsys.readouterr().out
    change_database(model.parent)
    assert main(["lock", str(model), "--lang", "en"]) == 1
    shown = capsys.readouterr().out
    assert "10320 → 11520 kgCO2e / 1 t profile" in shown
    assert "--update" in shown
    assert main(["lock", str(model), "--update", "--json"]) == 0
    plain = json.loads(capsys.readouterr().out)
    assert plain["is_written"]
    assert plain["after"]["total"] == pytest.approx(11_520)
