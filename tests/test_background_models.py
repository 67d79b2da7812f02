"""Models that buy from a database: gases, units, open ends and names."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import small_packages as small
from small_databases import imported, smelter, stored

import lcagraph as lg
from lcagraph.background.contributions import contributions
from lcagraph.background.linked import OPEN_LINK, LinkedDatabase
from lcagraph.background.records import Flow
from lcagraph.background.store import Database, write_database
from lcagraph.errors import ModelError
from lcagraph.wording import Language, help_lines, message

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


# --------------------------------------------------- gases that the GWP set lacks

TRACES = """
lcagraph: 1
scope: {gwp: ipcc-ar5-gwp100}
WAIVE
reference: {product: part, amount: 1 kg}
processes:
  casting:
    stage: production
    outputs: {part: 1 kg}
    inputs:
      metal: {amount: 2 kg, from: smelter/Metal, stage: raw_materials}
"""
WAIVED = "waive: [{code: E091, at: processes.casting.inputs.metal, why: 痕量 | trace}]"


@pytest.fixture
def smelter_with_traces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """1 kg of metal: 9.99 kg of fossil CO2 and 10 g of ethane, which AR5 lacks."""
    monkeypatch.setenv("LCAGRAPH_HOME", str(tmp_path))
    metal = small.process(
        "m", small.reference("Metal"), small.made("co2", 9.99), small.made("c2h6", 0.01)
    )
    flows = [
        small.product("Metal"),
        Flow(id="co2", name="Carbon dioxide, fossil", **GAS),
        Flow(id="c2h6", name="Ethane", **GAS),
    ]
    imported(small.package(flows, metal), tmp_path / "databases", "smelter")


GAS: dict[str, Any] = {
    "kind": "elementary",
    "property": "mass",
    "compartment": ("air",),
}


@pytest.mark.usefixtures("smelter_with_traces")
def test_a_gas_without_value_is_told_with_its_dataset_and_its_weight() -> None:
    with pytest.raises(ModelError) as error:
        lg.read_string(TRACES.replace("WAIVE", "")).solve()
    (finding,) = [one for one in error.value.findings if one.is_fatal]
    assert finding.code == "E091"
    assert finding.at == "processes.casting.inputs.metal.from"
    # 0.01 of 10 kg of gases
    assert finding.values["share"] == "0.1 %"
    assert finding.values["name"] == "m"
    other = lg.impact.gwp_set(str(finding.values["other"])).factors["ethane"]
    weight = 0.01 * other / (9.99 + 0.01 * other)
    assert finding.values["weight"] == f"{weight * 100:.2g} %"
    assert "E091" in help_lines(finding, "en")[2]


@pytest.mark.usefixtures("smelter_with_traces")
def test_a_waived_trace_counts_nothing_and_stays_printed() -> None:
    result = lg.read_string(TRACES.replace("WAIVE", WAIVED)).solve()
    # 2 kg × 9.99 kg/kg, the ethane left out
    assert result.total == pytest.approx(19.98, rel=1e-14)
    (finding,) = [one for one in result.findings if one.code == "E091"]
    assert finding.waived == {"zh": "痕量", "en": "trace"}
    assert result.background().outside == pytest.approx(0, abs=1e-12)


@pytest.mark.usefixtures("smelter_with_traces")
def test_a_set_that_has_the_gas_needs_no_waiver() -> None:
    text = TRACES.replace("WAIVE", "").replace("ipcc-ar5-gwp100", "ipcc-ar6-gwp100")
    assert "E091" not in codes(lg.read_string(text))


# ----------------------------------------------------------- undivided datasets

JOINT = """
lcagraph: 1
DATABASES
reference: {product: part, amount: 1 kg}
processes:
  casting:
    stage: production
    outputs: {part: 1 kg}
    inputs:
      metal: {amount: 1 kg, from: "joint/plant?product=Metal", stage: raw_materials}
      slag: {amount: 1 kg, from: "joint/plant?product=Slag", stage: raw_materials}
"""


def joint(place: Path, allocation: str | None) -> Database:
    """3 kg of metal and 1 kg of slag with 8 kg of CO2."""
    plant = small.process(
        "plant",
        small.reference("Metal", 3.0),
        small.made("Slag", 1.0),
        small.made("co2", 8.0),
    )
    co2 = Flow(id="co2", name="Carbon dioxide, fossil", **GAS)
    flows = [small.product("Metal"), small.product("Slag"), co2]
    package = small.package(flows, plant)
    return imported(package, place / "databases", "joint", allocation=allocation)


def test_an_undivided_dataset_is_refused_with_the_cure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LCAGRAPH_HOME", str(tmp_path))
    joint(tmp_path, None)
    with pytest.raises(ModelError) as error:
        lg.read_string(JOINT.replace("DATABASES", "")).solve()
    found = [one for one in error.value.findings if one.code == "E096"]
    assert len(found) == 2
    assert "--allocation mass|energy" in help_lines(found[0], "en")[0]
    assert "E096" in str(error.value)


@pytest.mark.parametrize(
    ("waiver", "accepted"),
    [
        ("databases: {joint: {waive_open_links: cut off}}", False),
        ("waive: [{code: E096, at: processes.casting, why: a trial}]", True),
    ],
)
def test_a_waiver_of_open_links_does_not_cover_undivided_products(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, waiver: str, accepted: bool
) -> None:
    monkeypatch.setenv("LCAGRAPH_HOME", str(tmp_path))
    joint(tmp_path, None)
    model = lg.read_string(JOINT.replace("DATABASES", waiver))
    assert model.check().is_ok is accepted


def test_an_allocation_divides_it_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LCAGRAPH_HOME", str(tmp_path))
    joint(tmp_path, "mass")
    result = lg.read_string(JOINT.replace("DATABASES", "")).solve()
    # 3/4 of 8 kg per 3 kg of metal = 2 kg/kg; 1/4 of 8 kg per kg of slag = 2 kg/kg
    assert result.total == pytest.approx(4.0, rel=1e-14)


def test_a_sum_over_undivided_products_says_that_it_counts_twice(
    tmp_path: Path,
) -> None:
    database = joint(tmp_path, None)
    # a whole run for 3 kg of metal, and another for 1 kg of slag: 8 kg each
    found = contributions(database, {0: 3.0, 1: 1.0}, np.array([1.0]))
    assert found.total == pytest.approx(16.0, rel=1e-14)
    (part,) = found.by_process().parts
    assert part.direct == pytest.approx(16.0)
    assert part.open == ("no_allocation", "counted_twice")
    assert found.counted_twice == ("plant",)
    alone = contributions(database, {0: 3.0}, np.array([1.0]))
    assert alone.counted_twice == ()


@pytest.mark.usefixtures("home")
def test_a_factor_that_no_one_wrote_stands_where_its_dataset_is_named(
    tmp_path: Path,
) -> None:
    path = tmp_path / "m.yaml"
    path.write_text(MODEL.lstrip(), encoding="utf-8")
    (traced,) = lg.read(path).solve().trace("extrusion.power")
    place = traced.source.place
    # `power: {amount: 300 kWh, from: smelter/Electricity}` is line 9
    line = MODEL.lstrip().splitlines()[8]
    assert (place.line, place.column) == (9, line.index("smelter/") + 1)
