"""Scenario tables against single solves; cross products compile each scenario once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose
from small_models import factor, model, works

import lcagraph as lg
from lcagraph.arrays import Prepared
from lcagraph.errors import FindingsError
from lcagraph.sensitivity.scenarios import (
    MOST_COMBINATIONS,
    ScenarioTable,
    cases_of,
    crossed,
    scenario_table,
)

Plain = Any

ROOT = Path(__file__).parents[1]
EXAMPLES = sorted(path.parent.name for path in ROOT.glob("models/*/model.yaml"))
RTOL = 1e-12


def example(name: str) -> lg.Model:
    return lg.read(ROOT / "models" / name / "model.yaml")


class Preparer:
    """Compiles scenarios of a model, and counts."""

    def __init__(self, of: lg.Model) -> None:
        self.of = of
        self.asked: list[str | None] = []

    def __call__(self, name: str | None) -> Prepared:
        self.asked.append(name)
        return self.of.with_scenario(name).prepared


def tabulated(of: lg.Model, *names: str | None) -> ScenarioTable:
    return scenario_table(cases_of(Preparer(of), names))


def small() -> lg.Model:
    """10 kg × x at 3 kg, 2 t km of freight at 0.1 kg, 4 kg of CO2."""
    leg = {"mode": "truck", "distance": "200 km"}
    return model(
        {
            "works": works(
                inputs={"resin": {"amount": "= 10 kg * x", "transport": [leg],
                                  "stage": "raw_materials"}},
                emissions={"co2_fossil": "4 kg"},
            )
        },
        {
            "resin": factor(3, kind="material"),
            "truck": factor(100, "1 t*km", kind="transport", boundary="gate_to_gate"),
        },
        parameters={"x": "1"},
        scenarios={
            "half": {"set": {"x": "0.5"}},
            "clean": {"set": {"processes.works.emissions.co2_fossil": "1 kg"}},
            "third": {"set": {"x": "0.3"}},
            "formula": {"set": {"x": "= 1 / 4"}},
            "both": {"extends": ["half", "clean"]},
        },
    )  # fmt: skip


TURNED = {
    "offset": {"set": {"figure": "-1"}},
    "formula": {"set": {"figure": "= 1 - 2"}},
    "backwards": {"set": {"made": "-1"}},
}


@pytest.mark.parametrize(
    ("scenario", "code"),
    [("offset", "E633"), ("formula", "E617"), ("backwards", "E376")],
)
def test_a_scenario_that_turns_a_sign_is_refused_by_name(
    scenario: str, code: str
) -> None:
    of = model(
        {"works": works(outputs={"goods": "= 1 kg * made"}, inputs={"x": "1 kg"})},
        {"x": {**factor(1), "co2e": "= 1 kg * figure"}},
        parameters={"figure": "1", "made": "1"},
        scenarios={"same": {"set": {"figure": "2"}}, **TURNED},
    )
    assert_allclose(tabulated(of, None, "same").headline, [1, 2], rtol=RTOL)
    with pytest.raises(lg.ModelError) as caught:
        tabulated(of, None, "same", scenario)
    (finding,) = caught.value.findings
    assert (finding.code, finding.scenario) == (code, scenario)
    assert "variant" not in str(caught.value)


def test_a_table_holds_stages_and_items_of_each_scenario() -> None:
    found = tabulated(small(), None, "half", "clean")
    assert found.names == ("base", "half", "clean")
    assert found.stages == ("raw_materials", "inbound_transport", "production")
    # 10 kg over 200 km are 2 t km: 200 kg
    assert_allclose(found.headline, [234, 119, 231], rtol=RTOL)
    by_stage = np.array([row[1:] for row in found.by_stage().rows], dtype=float)
    assert_allclose(by_stage, [[30, 200, 4], [15, 100, 4], [30, 200, 1]], rtol=RTOL)
    items = found.by_item()
    assert items.columns == ("scenario", "fossil", "unspecified")
    assert_allclose([float(str(x)) for x in items.rows[2][1:]], [1, 230], rtol=RTOL)
    change = found.totals().rows[1][3:]
    assert_allclose([float(str(x)) for x in change], [-115, -115 / 2.34], rtol=RTOL)


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_scenario_is_what_solving_it_alone_gives(name: str) -> None:
    of = example(name)
    names = (None, *of.scenarios)
    found = tabulated(of, *names)
    for position, scenario in enumerate(names):
        alone = of.solve(scenario)
        assert_allclose(found.headline[position], alone.total, rtol=1e-10)
        stages = {row[0]: float(str(row[1])) for row in alone.by_stage().rows}
        row = found.by_stage().rows[position]
        table = dict(zip(found.stages, map(float, map(str, row[1:])), strict=True))
        assert {s: v for s, v in table.items() if v or s in stages} == pytest.approx(
            stages, rel=1e-9, abs=1e-9 * abs(alone.total)
        )


def test_a_cross_product_takes_one_scenario_of_each_axis() -> None:
    assert crossed([["base", "half"], ["base", "clean"]]) == (
        None,
        "clean",
        "half",
        "half + clean",
    )
    assert crossed([["half", "half"], ["half"]]) == ("half",)


def test_numeric_scenarios_are_compiled_once_each_however_many_combinations() -> None:
    preparer = Preparer(small())
    names = crossed([["base", "half", "third"], ["base", "clean"]])
    found = scenario_table(cases_of(preparer, names))
    assert sorted(map(str, preparer.asked)) == ["None", "clean", "half", "third"]
    # (x, gas): 230 x + gas
    assert dict(zip(found.names, found.headline, strict=True)) == pytest.approx(
        {
            "base": 234,
            "clean": 231,
            "half": 119,
            "half + clean": 116,
            "third": 73,
            "third + clean": 70,
        }
    )


def test_a_scenario_that_changes_a_formula_is_compiled_in_each_combination() -> None:
    preparer = Preparer(small())
    found = scenario_table(
        cases_of(preparer, crossed([["formula"], ["base", "clean"]]))
    )
    assert "formula + clean" in preparer.asked
    assert_allclose(found.headline, [61.5, 58.5], rtol=RTOL)


def test_combinations_of_examples_are_what_their_joint_scenario_gives() -> None:
    of = example("aluminium_profile")
    axes = [["base", "green_100"], ["base", "more_scrap"], ["base", "economic"]]
    names = crossed(axes)
    found = tabulated(of, *names)
    alone = [of.solve(name).total for name in names]
    assert_allclose(found.headline, alone, rtol=1e-10)
    position = found.names.index("green_100 + more_scrap")
    assert_allclose(found.headline[position], of.solve("best_case").total, rtol=1e-10)


@pytest.mark.parametrize("name", ["half + third", "both + third"])
def test_scenarios_that_disagree_are_refused_together(name: str) -> None:
    with pytest.raises(FindingsError) as caught:
        tabulated(small(), name)
    assert {finding.code for finding in caught.value.findings} == {"E234"}


def test_an_unknown_scenario_of_a_combination_is_named() -> None:
    with pytest.raises(lg.UsageError) as caught:
        small().solve("half + clear")
    assert caught.value.finding.code == "E722"
    assert caught.value.finding.values["scenario"] == "clear"


def test_a_combination_is_solved_as_any_scenario() -> None:
    result = small().solve("half + clean")
    assert_allclose(result.total, 116, rtol=RTOL)
    assert result.provenance.scenario == "half + clean"
    assert_allclose(small().solve("both").total, 116, rtol=RTOL)


@pytest.mark.parametrize("axes", [[], [["half"], []], [["half"] * 65] * 2])
def test_a_cross_product_that_can_not_be_is_refused(axes: Plain) -> None:
    assert MOST_COMBINATIONS == 64**2
    with pytest.raises(lg.UsageError) as caught:
        crossed(axes)
    assert caught.value.finding.code == "E747"


def test_pages_and_data_hold_the_same_numbers() -> None:
    found = tabulated(small(), None, "half")
    assert "情景" in found.to_text("zh")
    assert "Raw materials" in found.to_text("en")
    assert found._repr_html_().count("<table>") == 3
    content = found.to_dict()["scenarios"][1]
    assert content["including"] == pytest.approx(119)
    assert np.array(content["values"]).sum() == pytest.approx(119)
    rows = found.to_table().rows
    assert sum(float(str(row[3])) for row in rows) == pytest.approx(234 + 119)
    assert len(found.to_frame()) == len(rows)


def test_scenarios_per_another_reference_say_so() -> None:
    of = small().with_({"x": "1"})
    cases = cases_of(lambda name: _doubled(of, name), [None, "half"])
    found = scenario_table(cases)
    assert "per different reference flows" in found.to_text("en")


def _doubled(of: lg.Model, name: str | None) -> Prepared:
    made = of.with_scenario(name)
    return made.with_({"reference.amount": "2 kg"}).prepared if name else made.prepared
