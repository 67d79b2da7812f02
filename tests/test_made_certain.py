"""Numbers that lose their spread to a scenario or a setting are told, by side."""

from __future__ import annotations

import pytest
from small_models import factor, model, works

import lcagraph as lg
from lcagraph.errors import CalculationError, Finding
from lcagraph.uncertainty import Uncertainty

X, Y = "parameters.x.value", "processes.works.inputs.lime.amount"


def bought(**scenarios: dict[str, object]) -> lg.Model:
    """x kg of ore and 3 kg ± 10 % of lime, at 1 kg CO2e each."""
    inputs = {"ore": "= x", "lime": "3 kg ± 10 %"}
    return model(
        {"works": works(inputs=inputs)},
        {"ore": factor(1), "lime": factor(1)},
        parameters={"x": "10 kg ± 20 %", "y": "2 kg ± 5 %", "z": "2 kg"},
        scenarios={name: {"set": values} for name, values in scenarios.items()},
    )


def warnings(findings: tuple[Finding, ...]) -> list[str]:
    return [str(f.values["numbers"]) for f in findings if f.code == "W549"]


def told(found: Uncertainty) -> list[str]:
    return warnings(found.findings)


def test_a_scenario_that_drops_a_spread_is_named_with_its_numbers() -> None:
    found = bought(twenty={"x": "20 kg"}, both={"x": "20 kg", Y: "6 kg"}).uncertainty(
        2_000
    )
    assert told(found) == ["twenty: x; both: x, works.inputs.lime"]
    assert found.made_certain == {"base": (), "twenty": (X,), "both": (X, Y)}
    assert found.to_dict()["made_certain"] == {"twenty": [X], "both": [X, Y]}
    # what is left is the lime: half of its 95 % interval is 0.3 kg, 0.3 / 1.96 = 0.153
    assert found.of("twenty").sd == pytest.approx(0.1531, rel=0.05)
    assert "twenty: x; both: x, works.inputs.lime" in found.to_text("zh")


@pytest.mark.parametrize(
    "value",
    [
        "20 kg ± 20 %",
        # a formula passes on what it is computed from
        "= 2 * y",
        # every multiple of zero is zero
        "0 kg",
    ],
)
def test_a_number_that_stays_as_uncertain_as_it_can_be_is_not_told(value: str) -> None:
    assert told(bought(other={"x": value}).uncertainty(500)) == []


def test_a_formula_of_certain_numbers_is_certain() -> None:
    assert told(bought(other={"x": "= 2 * z"}).uncertainty(500)) == ["other: x"]


def test_an_edit_of_a_certain_number_is_not_told() -> None:
    assert told(bought(other={"z": "3 kg"}).uncertainty(500)) == []


def test_pedigree_scores_stay_with_the_value_that_replaces_theirs() -> None:
    scored = model(
        {"works": works(inputs={"ore": "2 kg"})},
        {"ore": factor(1, pedigree=[2, 3, 2, 1, 1])},
        scenarios={"other": {"set": {"factors.ore.co2e": "2 kg"}}},
    )
    found = scored.uncertainty(500)
    assert told(found) == []
    assert len(found.numbers("other")) == 1


def test_values_of_the_call_are_told_of_every_side_that_has_them() -> None:
    found = bought(more={Y: "6 kg"}).with_(x="20 kg").uncertainty(500)
    assert told(found) == ["base: x; more: x, works.inputs.lime"]


def test_a_call_that_leaves_nothing_uncertain_says_what_it_took_away() -> None:
    certain = bought().with_({"x": "10 kg", "y": "2 kg", Y: "3 kg"})
    with pytest.raises(CalculationError) as refused:
        certain.uncertainty(500)
    assert [f.code for f in refused.value.findings] == ["E542", "W549"]
    assert warnings(refused.value.findings) == ["base: x, y, works.inputs.lime"]


def test_a_comparison_tells_it_in_its_page_and_its_data() -> None:
    found = bought(twenty={"x": "20 kg"})
    beside = found.compare("twenty")
    under = beside.to_dict()["uncertainty"]
    assert [f["code"] for f in under["findings"]] == ["W549"]
    assert under["made_certain"] == {"twenty": [X]}
    assert "twenty: x" in beside.under_uncertainty.to_text("en")
    certain = found.with_({Y: "3 kg", "x": "5 kg", "y": "2 kg"})
    none = certain.compare(certain.with_(z="3 kg")).under_uncertainty
    assert none.draws is None
    assert warnings(none.findings) == ["base, other: x, y, works.inputs.lime"]
