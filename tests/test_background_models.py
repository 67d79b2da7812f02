"""Models that buy from a database: gases, units, open ends and names."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from small_databases import smelter, stored

import lcagraph as lg
from lcagraph.background.linked import OPEN_LINK, LinkedDatabase
from lcagraph.background.store import write_database
from lcagraph.errors import ModelError
from lcagraph.wording import Language, message

MODEL = """
lcagraph: 1
reference: {product: profile, amount: 1 t}
processes:
  extrusion:
    stage: production
    outputs: {profile: 1 t}
    inputs:
      billet: {amount: 1.2 t, product: aluminium}
      power: {amount: 300 kWh, from: smelter/Electricity}
factors:
  aluminium: {from: "smelter/Aluminium production, liquid", stage: raw_materials}
"""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LCAGRAPH_HOME", str(tmp_path))
    write_database(stored(smelter()), tmp_path / "databases")
    return tmp_path


def codes(model: lg.Model) -> list[str]:
    return [finding.code for finding in model.check()]


@pytest.mark.usefixtures("home")
def test_factors_and_inputs_take_the_gases_of_a_dataset() -> None:
    """1,200 kg × 8.6 kg/kg + 300 kWh × 0.5 kg/kWh = 10,320 + 150 = 10,470 kg."""
    result = lg.read_string(MODEL).solve()
    assert result.total == pytest.approx(10_470, rel=1e-14)
    assert result.items["fossil"] == pytest.approx(10_470, rel=1e-14)


@pytest.mark.usefixtures("home")
def test_the_result_names_the_database_and_its_hash() -> None:
    result = lg.read_string(MODEL).solve()
    assert "smelter" in result.to_json()


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize(
    "name", ["a-1", "电解铝液生产", '"Aluminium, liquid"', "a-1?product=al"]
)
def test_a_dataset_has_several_names(name: str) -> None:
    text = MODEL.replace('"smelter/Aluminium production, liquid"', f"smelter/{name}")
    text = text.replace('smelter/"Aluminium, liquid"', '"smelter/Aluminium, liquid"')
    assert lg.read_string(text).solve().total == pytest.approx(10_470)


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("smelter/Elec", "smeltre/Elec", "E903"),
        ("smelter/Electricity", "smelter/Electrcity", "E087"),
        ("300 kWh", "300 kg", "E308"),
    ],
)
def test_what_cannot_be_linked_is_told_where_it_stands(
    old: str, new: str, code: str
) -> None:
    findings = lg.read_string(MODEL.replace(old, new)).check()
    (finding,) = [f for f in findings if f.code.startswith("E")]
    assert finding.code == code
    assert finding.at.startswith("processes.extrusion.inputs.power")


def opened(database: LinkedDatabase) -> LinkedDatabase:
    """The same with an input of the power plant that nothing supplies."""
    flags = np.array([0, OPEN_LINK], dtype=np.uint16)
    return replace(database, flags=flags)


def test_an_open_supply_chain_needs_a_waiver_that_is_printed(home: Path) -> None:
    write_database(stored(opened(smelter())), home / "databases", replace=True)
    model = lg.read_string(MODEL)
    assert codes(model).count("E090") == 2
    with pytest.raises(ModelError):
        model.solve()
    waived = MODEL + "databases: {smelter: {waive_open_links: 试算 | a trial}}\n"
    result = lg.read_string(waived).solve()
    assert result.total == pytest.approx(10_470)
    reasons = [f.waived for f in result.findings if f.code == "E090"]
    assert reasons == [{"zh": "试算", "en": "a trial"}] * 2


@pytest.mark.usefixtures("home")
def test_another_version_than_the_model_asks_for_is_refused() -> None:
    text = MODEL + 'databases: {smelter: {version: "2"}}\n'
    assert "E092" in codes(lg.read_string(text))


def test_the_databases_beside_the_model_come_first(home: Path) -> None:
    other = smelter()
    other.interventions.value[:] = [0.0, 1.0]  # aluminium: 14 × 1 = 14 kg/kg
    project = home / "project"
    write_database(stored(other), project / "databases")
    (project / "model.yaml").write_text(MODEL, encoding="utf-8")
    # 1,200 × 14 + 300 × 1
    assert lg.read(project / "model.yaml").solve().total == pytest.approx(17_100)


@pytest.mark.usefixtures("home")
def test_a_sweep_and_a_scenario_run_through_the_same_factors() -> None:
    text = MODEL.replace("300 kWh", "= power_use").replace(
        "processes:", "parameters: {power_use: 300 kWh}\nprocesses:", 1
    )
    found = lg.read_string(text).sweep(power_use=[0.0, 300.0])
    assert found.including.tolist() == pytest.approx([10_320, 10_470])


@pytest.mark.parametrize(("lang", "words"), [("en", "open link"), ("zh", "未链接")])
def test_what_is_open_is_called_in_words(
    home: Path, lang: Language, words: str
) -> None:
    write_database(stored(opened(smelter())), home / "databases", replace=True)
    findings = lg.read_string(MODEL).check()
    told = [message(finding, lang) for finding in findings if finding.code == "E090"]
    assert told
    assert all(words in text and "open_link" not in text for text in told)


@pytest.mark.usefixtures("home")
def test_what_is_said_of_a_dataset_stands_at_the_input_that_names_it() -> None:
    text = MODEL + "scope: {standards: [GB/T 24067]}\n"
    found = [f for f in lg.read_string(text).check() if "Electricity" in str(f.values)]
    assert found
    assert {f.at for f in found} == {"processes.extrusion.inputs.power.from"}
