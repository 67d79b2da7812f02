"""Scenarios that are wrong: told by `check`, at the line of the scenario."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_databases import smelter, stored

import lcagraph as lg
from lcagraph.background.store import write_database
from lcagraph.errors import Finding, ModelError
from lcagraph.result import finding_as_dict
from lcagraph.wording import Language, message

MODEL = """
lcagraph: 1
reference: {product: part, amount: 1 piece}
parameters: {n: 1 kg}
processes:
  making:
    stage: production
    outputs: {part: 1 piece}
    inputs: {coal: {amount: = n}}
factors:
  coal: {per: 1 kg, co2e: 2 kg, kind: material, boundary: cradle_to_gate, gwp: unknown}
scenarios:
"""
WRONG = "  bad: {set: {processes.making.inputs.coal: 2 kWh}}\n"


def errors(text: str) -> list[Finding]:
    return [f for f in lg.read_string(text).check() if f.severity == "error"]


def line_of(text: str, finding: Finding) -> str:
    place = lg.read_string(text).locate(finding.at)
    assert place is not None
    return text.splitlines()[place.line - 1]


def test_an_amount_of_another_dimension_is_told_at_the_scenario() -> None:
    (found,) = errors(MODEL + WRONG)
    assert found.code == "E308"
    assert found.scenario == "bad"
    assert "bad:" in line_of(MODEL + WRONG, found)


def test_a_right_scenario_adds_nothing() -> None:
    assert errors(MODEL + "  good: {set: {n: 2 kg}}\n") == []


@pytest.mark.parametrize(("lang", "begin"), [("en", "scenario “bad”"), ("zh", "情景“")])
def test_the_message_names_the_scenario(lang: Language, begin: str) -> None:
    (found,) = errors(MODEL + WRONG)
    assert message(found, lang).startswith(begin)


def test_what_follows_from_a_value_elsewhere_stands_at_the_scenario_itself() -> None:
    """The amount has a wrong dimension, since the parameter has; the row is right."""
    text = MODEL + "  less: {set: {n: 2 kWh}}\n"
    (found,) = errors(text)
    assert (found.at, found.scenario) == ("scenarios.less", "less")
    assert "less:" in line_of(text, found)


def test_what_is_wrong_with_the_model_is_told_once() -> None:
    text = MODEL.replace("= n", "3 kWh") + "  more: {set: {n: 2 kg}}\n"
    (found,) = errors(text)
    assert found.scenario == ""
    assert found.at.startswith("processes.")


def test_what_scenarios_inherit_is_told_once_where_it_is_stated() -> None:
    text = MODEL + WRONG + "  worse: {extends: bad, set: {n: 2 kg}}\n"
    (found,) = errors(text)
    assert found.scenario == "bad"


def test_solving_a_wrong_scenario_points_to_its_line_too() -> None:
    with pytest.raises(ModelError) as caught:
        lg.read_string(MODEL + WRONG).solve("bad")
    (found,) = [f for f in caught.value.findings if f.is_fatal]
    assert found.at == "scenarios.bad.set.processes.making.inputs.coal"


def test_the_json_of_a_finding_names_its_scenario() -> None:
    (found,) = errors(MODEL + WRONG)
    assert finding_as_dict(found)["scenario"] == "bad"


@pytest.mark.parametrize(
    ("value", "code"), [("smelter/Nothing of it", "E087"), ("smeltre/a-1", "E903")]
)
def test_a_scenario_that_names_no_dataset_is_told_at_its_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, value: str, code: str
) -> None:
    monkeypatch.setenv("LCAGRAPH_HOME", str(tmp_path))
    write_database(stored(smelter()), tmp_path / "databases")
    row = "coal: {amount: = n, from: smelter/a-1}"
    text = MODEL.replace("coal: {amount: = n}", row).replace(
        "  coal: {per", "  ash: {per"
    )
    text += f"  bad: {{set: {{processes.making.inputs.coal.from: {value}}}}}\n"
    (found,) = errors(text)
    assert (found.code, found.scenario) == (code, "bad")
    assert "bad:" in line_of(text, found)
