"""The lock of a model: written once, kept, and never changed without being asked."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from small_databases import smelter, stored

import lcagraph as lg
from lcagraph.background.linked import LinkedDatabase
from lcagraph.background.lock import read_lock
from lcagraph.background.store import open_database, write_database
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


@pytest.mark.parametrize(
    ("key", "value"), [("unit", "t"), ("co2e", 8.7)], ids=["unit", "figure"]
)
def test_a_dataset_that_is_not_what_was_locked_is_an_error(
    model: Path, key: str, value: object
) -> None:
    """The hash of the database is that of the lock, and yet 8.6 kgCO2e/kg isn't there.

    So it is after someone changed a file of the database, whose hash is stated.
    """
    lock = lock_model(model).path
    assert "E059" not in codes(model)
    stated = json.loads(lock.read_text(encoding="utf-8"))
    stated["datasets"][0][key] = value
    lock.write_text(json.dumps(stated), encoding="utf-8")
    (found,) = [each for each in lg.read(model).check() if each.code == "E059"]
    assert found.values["now"] == "8.6 kgCO2e/kg"
    assert lock_model(model).is_refused
    assert json.loads(lock.read_text(encoding="utf-8")) == stated
    assert lock_model(model, is_update=True).is_written
    assert "E059" not in codes(model)


def test_another_gwp_set_in_the_model_is_no_change_of_the_database(model: Path) -> None:
    lock_model(model)
    text = model.read_text(encoding="utf-8")
    text += "scope: {gwp: ipcc-ar5-gwp100}\n"
    model.write_text(text, encoding="utf-8")
    assert "E059" not in codes(model)
    assert lock_model(model).is_written


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


# ------------------------------------------------------------- names of datasets

BOUGHT = MODEL.replace("product: aluminium}", "from: smelter/p-1}").replace(
    "1.2 t", "10 kWh"
)
BY_NAME = MODEL.replace("smelter/a-1", '"smelter/Aluminium production, liquid"')


def with_names(aluminium: str, power: str) -> LinkedDatabase:
    """The smelter with other names of its two datasets."""
    linked = smelter()
    names = dict(zip(("a-1", "p-1"), (aluminium, power), strict=True))
    package = replace(
        linked.package,
        processes=tuple(
            replace(one, name=names[one.id], names={})
            for one in linked.package.processes
        ),
    )
    activities = tuple(
        replace(one, name=names[one.process]) for one in linked.activities
    )
    return replace(linked, package=package, activities=activities)


def test_a_name_that_means_another_dataset_is_an_error_until_accepted(
    model: Path,
) -> None:
    """1,200 kWh of what was the power plant: the two swap names."""
    text = BY_NAME.replace("1.2 t", "2 kg").replace("Aluminium production", "Metal")
    model.write_text(text.replace("Metal, liquid", "Metal"), encoding="utf-8")
    write_database(
        stored(with_names("Metal", "Other")), model.parent / "databases", replace=True
    )
    lock = lock_model(model).path
    swapped = replace_product_units(with_names("Other", "Metal"))
    write_database(stored(swapped), model.parent / "databases", replace=True)
    # as if the hash did not tell, as those of earlier versions did not
    manifest = open_database("smelter", model.parent).manifest
    stated = json.loads(lock.read_text("utf-8"))
    stated["databases"]["smelter"]["hash"] = manifest.hash
    lock.write_text(json.dumps(stated), encoding="utf-8")
    (finding,) = [f for f in lg.read(model).check() if f.code == "E094"]
    assert finding.values["before"] == "smelter/a-1?product=al"
    assert finding.values["now"] == "smelter/p-1?product=el"
    with pytest.raises(ModelError):
        lg.read(model).solve()
    before = lock.read_bytes()
    outcome = lock_model(model)
    assert outcome.is_refused
    assert lock.read_bytes() == before
    assert main(["lock", str(model), "--lang", "en"]) == 1
    lock_model(model, is_update=True)
    # 2 kg × 0.5 kg/kg
    assert lg.read(model).solve().total == pytest.approx(1.0)


def replace_product_units(linked: LinkedDatabase) -> LinkedDatabase:
    """All products in kilograms, so that a model may buy either."""
    activities = tuple(replace(one, unit="kg") for one in linked.activities)
    return replace(linked, activities=activities)


def test_a_model_that_names_another_dataset_itself_is_no_change(model: Path) -> None:
    lock_model(model)
    model.write_text(BOUGHT, encoding="utf-8")
    assert not {"E093", "E094", "N094"} & set(codes(model))
    outcome = lock_model(model)
    assert outcome.is_written
    (dataset,) = outcome.after.datasets
    assert dataset.at == "processes.extrusion.inputs.billet.from"
    assert outcome.after.names == {
        "smelter/p-1": "smelter/p-1?product=el",
        "smelter/a-1": "smelter/a-1?product=al",
    }


@pytest.mark.parametrize("names", ["3", "[]", '{"a": 1}'])
def test_a_lock_with_other_names_than_texts_is_refused(model: Path, names: str) -> None:
    lock = lock_model(model).path
    stated = json.loads(lock.read_text("utf-8"))
    lock.write_text(json.dumps({**stated, "names": json.loads(names)}), "utf-8")
    assert "E095" in codes(model)


# -------------------------------------------------------------------- scenarios

SCENARIOS = f"""{MODEL}
scenarios:
  imported: {{set: {{factors.aluminium.from: abroad/a-1}}}}
"""


@pytest.fixture
def with_scenario(model: Path) -> Path:
    model.write_text(SCENARIOS, encoding="utf-8")
    write_database(stored(smelter(), "abroad"), model.parent / "databases")
    return model


def test_databases_of_scenarios_are_locked_too(with_scenario: Path) -> None:
    found = lg.read(with_scenario).with_scenario("imported").check()
    assert "N094" in [finding.code for finding in found]
    lock = lock_model(with_scenario).after
    assert set(lock.databases) == {"smelter", "abroad"}
    assert [(one.reference, one.scenario) for one in lock.datasets] == [
        ("smelter/a-1?product=al", ""),
        ("abroad/a-1?product=al", "imported"),
    ]
    found = lg.read(with_scenario).with_scenario("imported").check()
    assert "N094" not in [finding.code for finding in found]


def test_solving_a_scenario_checks_its_databases(with_scenario: Path) -> None:
    lock_model(with_scenario)
    changed = smelter()
    changed.interventions.value[0] = 2.6
    place = with_scenario.parent / "databases"
    write_database(stored(changed, "abroad"), place, replace=True)
    assert lg.read(with_scenario).solve().total == pytest.approx(10_320)
    with pytest.raises(ModelError) as error:
        lg.read(with_scenario).solve("imported")
    assert "E093" in [finding.code for finding in error.value.findings]
    assert lock_model(with_scenario).is_refused
    lock_model(with_scenario, is_update=True)
    # 1,200 × (7 + 2.6) = 11,520
    assert lg.read(with_scenario).solve("imported").total == pytest.approx(11_520)


def test_a_scenario_with_an_error_keeps_the_model_from_being_locked(
    model: Path,
) -> None:
    text = SCENARIOS.replace("abroad/a-1", "nowhere/a-1")
    model.write_text(text, encoding="utf-8")
    with pytest.raises(ModelError) as error:
        lock_model(model)
    assert "E903" in [finding.code for finding in error.value.findings]
    assert not model.with_suffix(".lock").exists()


def test_a_database_of_an_unused_factor_is_locked(model: Path) -> None:
    extra = "  spare: {from: abroad/a-1, stage: raw_materials}\n"
    model.write_text(MODEL + extra, encoding="utf-8")
    write_database(stored(smelter(), "abroad"), model.parent / "databases")
    lock_model(model)
    assert "N094" not in codes(model)
