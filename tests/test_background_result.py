"""What databases contribute to the footprint of a model: its tables and its tree."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from matrix_databases import linked, written
from small_databases import smelter, stored

import lcagraph as lg
from lcagraph.background.linked import OPEN_LINK
from lcagraph.background.store import remove_database, write_database
from lcagraph.contribution import Branch
from lcagraph.errors import UsageError

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
      gas: 10 kg
factors:
  aluminium: {from: "smelter/Aluminium production, liquid", stage: raw_materials}
  gas: {per: 1 kg, co2e: 3 kg, kind: fuel, boundary: cradle_to_gate}
"""
# aluminium: 1,200 kg × 1.6 = 1,920 kg; electricity: 1,200 × 14 + 300 kWh = 17,100 kWh
# × 0.5 = 8,550 kg; gas: 30 kg; 10,500 kg in all


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LCAGRAPH_HOME", str(tmp_path))
    write_database(stored(smelter()), tmp_path / "databases")
    return tmp_path


def solved(text: str = MODEL) -> lg.Result:
    return lg.read_string(text).solve()


def rows(table: lg.Table, *columns: str) -> list[tuple[object, ...]]:
    return list(zip(*(table.column(name) for name in columns), strict=True))


@pytest.mark.usefixtures("home")
def test_processes_of_the_databases_and_the_rest_are_the_footprint() -> None:
    table = solved().background().by_process()
    assert rows(table, "database", "dataset", "process") == [
        ("smelter", "p-1", "Electricity, coal"),
        ("smelter", "a-1", "Aluminium production, liquid"),
        ("", "", "outside the databases"),
    ]
    assert table.column("kgCO2e") == pytest.approx([8_550, 1_920, 30], rel=1e-13)
    # 81.428…, 18.285…, 0.285…: the largest remainders go up
    percents = [Decimal("81.43"), Decimal("18.29"), Decimal("0.28")]
    assert table.column("percent") == percents


@pytest.mark.usefixtures("home")
def test_what_is_not_named_is_one_row() -> None:
    table = solved().background().by_process(most=1)
    assert rows(table, "database", "process", "kgCO2e") == [
        ("smelter", "Electricity, coal", pytest.approx(8_550)),
        ("smelter", "rest (1)", pytest.approx(1_920)),
        ("", "outside the databases", pytest.approx(30)),
    ]


@pytest.mark.usefixtures("home")
def test_flows_are_named_as_in_the_database() -> None:
    table = solved().background().by_flow()
    assert rows(table, "database", "gas", "flow", "compartment", "kg", "kgCO2e") == [
        ("smelter", "co2_fossil", "Carbon dioxide, fossil", "air",
         pytest.approx(10_470), pytest.approx(10_470)),
        ("", "", "outside the databases", "", None, pytest.approx(30)),
    ]  # fmt: skip


def test_several_databases_stand_side_by_side(home: Path) -> None:
    """A second one: 100 kg × (1 + 2 × 3 kg) = 100 + 600 kg."""
    other = linked({(0, 0): 1.0, (1, 1): 1.0, (1, 0): -2.0}, {(0, 0): 1.0, (0, 1): 3.0})
    written(other, home / "databases", "other")
    text = MODEL.replace("gas: 10 kg", "gas: {amount: 100 kg, from: other/p0}")
    background = solved(text).background()
    assert rows(background.by_database(), "database", "kgCO2e") == [
        ("smelter", pytest.approx(10_470)),
        ("other", pytest.approx(700)),
        ("outside the databases", 0.0),
    ]
    assert rows(background.by_process(most=3), "database", "process", "kgCO2e") == [
        ("smelter", "Electricity, coal", pytest.approx(8_550)),
        ("smelter", "Aluminium production, liquid", pytest.approx(1_920)),
        ("other", "Process p1", pytest.approx(600)),
        ("other", "rest (1)", pytest.approx(100)),
        ("", "outside the databases", 0.0),
    ]


@pytest.mark.usefixtures("home")
def test_one_dataset_behind_two_factors_is_demanded_once() -> None:
    """Aluminium twice, 1.2 t and 0.1 t: 1,300 × 1.6 kg and 1,300 × 14 + 300 kWh."""
    text = MODEL.replace("gas: 10 kg", "scrap: {amount: 0.1 t, from: smelter/a-1}")
    found = solved(text).background().by_process()
    amounts = [9_250, 2_080, 0]
    assert found.column("kgCO2e") == pytest.approx(amounts, rel=1e-13)


@pytest.mark.usefixtures("home")
def test_a_credit_takes_from_the_processes_of_its_dataset() -> None:
    """0.2 t of scrap replace aluminium: 1,000 × 1.6 kg, 14,300 kWh × 0.5."""
    text = MODEL.replace(
        "outputs: {profile: 1 t}",
        "outputs: {profile: 1 t,\n"
        "      chips: {amount: 0.2 t, substitutes: {product: aluminium, ratio: 1}}}\n"
        "    allocation: substitution",
    )
    found = solved(text).background().by_process()
    assert found.column("kgCO2e") == pytest.approx([7_150, 1_600, 30], rel=1e-12)


@pytest.mark.usefixtures("home")
def test_paths_run_from_the_reference_into_the_database() -> None:
    table = solved().background().paths()
    assert rows(table, "path", "kgCO2e") == [
        ("extrusion ← aluminium ← smelter/Electricity, coal", pytest.approx(8_400)),
        ("extrusion ← aluminium", pytest.approx(1_920)),
        ("extrusion ← smelter/Electricity_coal_CN", pytest.approx(150)),
        ("below the threshold", pytest.approx(30)),
    ]


@pytest.mark.usefixtures("home")
def test_the_tree_goes_on_behind_a_factor() -> None:
    tree = solved().background().tree()
    aluminium = tree.branches[0]
    assert (aluminium.id, aluminium.unit, aluminium.database) == (
        "aluminium",
        "kg",
        "smelter",
    )
    assert (aluminium.branch_total, aluminium.direct) == pytest.approx((10_320, 1_920))
    (power,) = aluminium.branches
    assert power.id == "smelter/p-1?product=el"
    assert (power.amount, power.unit) == (pytest.approx(16_800), "kWh")
    assert power.branch_total == power.direct == pytest.approx(8_400)


@pytest.mark.usefixtures("home")
def test_a_scenario_changes_what_the_databases_contribute() -> None:
    text = MODEL + "scenarios: {less: {set: {processes.extrusion.inputs.power: 0 kWh}}}"
    result = lg.read_string(text).solve(scenario="less")
    amounts = result.background().by_process().column("kgCO2e")
    assert amounts == pytest.approx([8_400, 1_920, 30])


def test_open_datasets_are_marked_in_the_table_and_the_tree(home: Path) -> None:
    flags = np.array([0, OPEN_LINK], dtype=np.uint16)
    opened = replace(smelter(), flags=flags)
    write_database(stored(opened), home / "databases", replace=True)
    waived = MODEL + "databases: {smelter: {waive_open_links: 试算 | a trial}}\n"
    background = solved(waived).background()
    assert background.by_process().column("open") == ["open_link", "", ""]
    aluminium, power = background.tree().branches
    assert (aluminium.open, power.open) == ((), ("open_link",))
    assert aluminium.branches[0].open == ("open_link",)


def test_a_model_without_databases_is_outside_of_them() -> None:
    """1 t from 10 kg of gas × 3 kg/kg."""
    text = """
lcagraph: 1
reference: {product: profile, amount: 1 t}
processes:
  extrusion: {stage: production, outputs: {profile: 1 t}, inputs: {gas: 10 kg}}
factors:
  gas: {per: 1 kg, co2e: 3 kg, kind: fuel, boundary: cradle_to_gate}
"""
    result = solved(text)
    background = result.background()
    assert background.sources == ()
    assert background.by_process().column("kgCO2e") == pytest.approx([30])
    assert background.by_flow().column("percent") == [100]
    assert background.tree() == result.tree()


def test_another_release_than_the_solved_one_is_refused(home: Path) -> None:
    result = solved()
    other = smelter()
    other.interventions.value[:] = [0.0, 1.0]
    write_database(stored(other), home / "databases", replace=True)
    with pytest.raises(UsageError) as caught:
        result.background()
    assert caught.value.finding.code == "E080"


def test_a_database_that_is_gone_is_told(home: Path) -> None:
    result = solved()
    remove_database(home / "databases" / "smelter")
    with pytest.raises(UsageError) as caught:
        result.background()
    assert caught.value.finding.code == "E903"


@pytest.mark.usefixtures("home")
def test_it_shows_itself_by_its_databases() -> None:
    background = solved().background()
    assert repr(background).splitlines() == [
        "contributions of databases, per 1 t profile",
        "  smelter: 10,470 kgCO2e",
        "  outside the databases: 30 kgCO2e",
    ]
    assert "<td>10,470 kgCO2e</td>" in background._repr_html_()


@pytest.mark.usefixtures("home")
def test_its_tables_are_frames_for_notebooks() -> None:
    pandas = pytest.importorskip("pandas")
    frame = solved().background().by_process().to_frame()
    assert isinstance(frame, pandas.DataFrame)
    assert frame["kgCO2e"].sum() == pytest.approx(10_500)


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize("threshold", [0.0, 0.01, 0.5, 1.0])
def test_paths_add_up_at_every_threshold(threshold: float) -> None:
    background = solved().background()
    assert sum(background.paths(threshold).column("kgCO2e")) == pytest.approx(10_500)
    assert _emitted(background.tree(threshold)) == pytest.approx(10_500)


def _emitted(branch: Branch) -> float:
    inner = sum(_emitted(each) for each in branch.branches)
    return branch.direct + branch.below_threshold + inner
