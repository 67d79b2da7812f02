"""Values set by scenarios and `--set`: where they go, and what is refused."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest

from lcagraph.formats.yaml.canonical import to_plain
from lcagraph.formats.yaml.edits import apply_edits, scenario_edits
from lcagraph.formats.yaml.reader import read_file, read_text
from lcagraph.formats.yaml.schema import parse_system
from lcagraph.formulas import parse_amount
from lcagraph.graph.process import Allocation
from lcagraph.graph.system import ProductSystem
from lcagraph.graph.words import Text

MODELS = Path(__file__).parent / "models"

MODEL = """
lcagraph: 1
reference: {product: crate, amount: 1 piece}
parameters:
  green: 0.1
  loss: {value: 2 %, min: 0 %, uncertainty: {dist: normal, rel_sd: 0.1}}
processes:
  moulding:
    stage: production
    allocation: {by: mass, why: 物理关系优先}
    outputs: {crate: 1 piece, runner: 2 kg}
    inputs:
      power: 850 kWh ± 2 %
      resin: {amount: 2 t, data: {class: periodic}, lhv: 40 GJ/t,
              transport: {truck: 420 km, rail: {distance: 900 km, load_factor: 0.8}}}
    emissions: {co2_fossil: {activity: power, factor: 1 kg/kWh}}
factors:
  grid: {per: 1 kWh, kind: electricity, boundary: cradle_to_gate, co2e: 0.6 kg}
"""


def tree() -> dict[str, Any]:
    plain: dict[str, Any] = read_text(MODEL).tree
    return plain


def long_tree() -> dict[str, Any]:
    return to_plain(system_of(tree()))


def system_of(plain: object) -> ProductSystem:
    system, findings = parse_system(plain)
    assert system is not None, findings
    return system


def edited(edits: dict[str, Any], plain: dict[str, Any] | None = None) -> ProductSystem:
    changed, findings = apply_edits(tree() if plain is None else plain, edits)
    assert findings == ()
    return system_of(changed)


FORMS = pytest.mark.parametrize("form", [tree, long_tree], ids=["short", "long"])
MOULDING = "processes.moulding"


# ------------------------------------------------------------------- where it goes


@FORMS
@pytest.mark.parametrize(
    "path", ["green", "parameters.green", "parameters.green.value"]
)
def test_a_parameter_may_be_named_in_three_ways(form: Any, path: str) -> None:
    assert edited({path: "0.5"}, form()).parameters["green"].value == parse_amount(
        "0.5"
    )


@FORMS
@pytest.mark.parametrize("path", ["inputs.power", "inputs.power.amount"])
def test_a_single_value_on_a_row_is_its_amount(form: Any, path: str) -> None:
    system = edited({f"{MOULDING}.{path}": "900 kWh"}, form())
    row = system.processes["moulding"].inputs["power"]
    assert row.amount == parse_amount("900 kWh")


@FORMS
def test_the_other_keys_of_a_row_stay(form: Any) -> None:
    before = system_of(form()).processes["moulding"].inputs["resin"]
    system = edited({f"{MOULDING}.inputs.resin": "3 t"}, form())
    after = system.processes["moulding"].inputs["resin"]
    assert (after.data, after.transport) == (before.data, before.transport)
    assert after.amount == parse_amount("3 t")


@FORMS
def test_a_leg_written_by_its_mode_is_reached_by_its_position(form: Any) -> None:
    path = f"{MOULDING}.inputs.resin.transport.1.load_factor"
    legs = edited({path: "0.5"}, form()).processes["moulding"].inputs["resin"].transport
    assert [leg.load_factor for leg in legs] == [None, parse_amount("0.5")]


@FORMS
@pytest.mark.parametrize("path", ["lhv", "properties.lhv"])
def test_a_property_is_reached_on_the_row_and_under_properties(
    form: Any, path: str
) -> None:
    system = edited({f"{MOULDING}.inputs.resin.{path}": "42 GJ/t"}, form())
    row = system.processes["moulding"].inputs["resin"]
    assert row.properties == {"lhv": parse_amount("42 GJ/t")}


@FORMS
@pytest.mark.parametrize("path", ["factors.grid.co2e", "factors.grid.co2e.unspecified"])
def test_the_figure_of_a_factor_can_be_set(form: Any, path: str) -> None:
    factor = edited({path: "0.5 kg"}, form()).factors["grid"]
    assert factor.co2e == {"unspecified": parse_amount("0.5 kg")}


@FORMS
def test_a_key_that_the_model_leaves_out_may_be_set(form: Any) -> None:
    assert (
        edited({"scope.gwp": "ipcc-ar5-gwp100"}, form()).scope.gwp == "ipcc-ar5-gwp100"
    )


@FORMS
def test_a_mapping_replaces_the_whole_mapping(form: Any) -> None:
    system = edited({f"{MOULDING}.inputs": {"gas": "3 m3"}}, form())
    assert list(system.processes["moulding"].inputs) == ["gas"]


@FORMS
def test_a_basis_replaces_the_whole_allocation_with_its_reason(form: Any) -> None:
    system = edited({f"{MOULDING}.allocation": "energy"}, form())
    assert system.processes["moulding"].allocation == Allocation(by="energy")


@FORMS
def test_a_number_takes_its_uncertainty_from_what_is_set(form: Any) -> None:
    system = edited({"loss": "3 %", f"{MOULDING}.inputs.power": "9 kWh ± 4 %"}, form())
    row = system.processes["moulding"].inputs["power"]
    assert system.parameters["loss"].value == parse_amount("3 %")
    assert row.amount == parse_amount("9 kWh ± 4 %")


@pytest.mark.parametrize("order", [1, -1])
def test_a_number_and_its_uncertainty_may_be_set_together(order: int) -> None:
    edits = {"loss": "3 %", "parameters.loss.uncertainty.rel_sd": "0.2"}
    system = edited(dict(list(edits.items())[::order]))
    distribution = system.parameters["loss"].value.distribution
    assert distribution is not None
    assert distribution.rel_sd == 0.2


def test_a_later_edit_may_refine_what_an_earlier_one_has_set() -> None:
    edits = {
        f"{MOULDING}.inputs": {"gas": "3 m3"},
        f"{MOULDING}.inputs.gas": "4 m3",
    }
    row = edited(edits).processes["moulding"].inputs["gas"]
    assert row.amount == parse_amount("4 m3")


def test_the_tree_itself_is_not_changed() -> None:
    plain = tree()
    before = copy.deepcopy(plain)
    apply_edits(plain, {"green": "1", f"{MOULDING}.inputs.resin.lhv": "1 GJ/t"})
    assert plain == before


def test_unchanged_parts_are_shared_and_not_copied() -> None:
    plain = tree()
    changed, _ = apply_edits(plain, {"green": "1"})
    assert changed["processes"] is plain["processes"]


# ------------------------------------------------------------------ what is refused


@FORMS
@pytest.mark.parametrize(
    ("path", "value", "code", "nearest"),
    [
        ("gren", "1", "E230", "green"),
        ("title", "Title", "E230", None),
        ("processes.mouldin.inputs.power", "1 kWh", "E230", "moulding"),
        ("processes.moulding.input.power", "1 kWh", "E230", "inputs"),
        ("processes.moulding.inputs.powr", "1 kWh", "E230", "power"),
        ("processes.moulding.inputs.power.amont", "1 kWh", "E230", "amount"),
        ("processes.moulding.inputs.power.amount.unit", "kWh", "E230", None),
        ("processes.moulding.inputs.resin.transport.2", {}, "E230", None),
        ("processes.moulding.inputs.resin.hhv.unit", "1", "E230", None),
        ("factors.grid", "0.5 kg", "E231", None),
        ("processes.moulding", "x", "E231", None),
        ("languages.0", "en", "E230", None),
        ("scenarios.a.set", {}, "E230", None),
    ],
)
def test_a_path_that_leads_nowhere_is_refused(
    form: Any, path: str, value: Any, code: str, nearest: str | None
) -> None:
    (finding,) = apply_edits(form(), {path: value}, at="scenarios.wet.set")[1]
    assert (finding.code, finding.at) == (code, f"scenarios.wet.set.{path}")
    assert finding.values.get("nearest") == nearest


@pytest.mark.parametrize(
    ("first", "later"),
    [
        (f"{MOULDING}.inputs.power", f"{MOULDING}.inputs"),
        ("green", "parameters.green"),
        (f"{MOULDING}.inputs.power", f"{MOULDING}.inputs.power.amount"),
    ],
)
def test_a_value_that_a_later_edit_overwrites_is_refused(
    first: str, later: str
) -> None:
    value = {"gas": "1 m3"} if later.endswith("inputs") else "1 kWh"
    (finding,) = apply_edits(tree(), {first: "5", later: value})[1]
    assert (finding.code, finding.at) == ("E235", first)


# -------------------------------------------------------------------- scenarios


def with_scenarios(text: str) -> dict[str, Any]:
    scenarios: dict[str, Any] = read_text(f"scenarios:\n{text}").tree
    return {**tree(), **scenarios}


def findings_of(text: str) -> list[tuple[str, str]]:
    _, findings = parse_system(with_scenarios(text))
    return [(finding.code, finding.at) for finding in findings]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  wet: {set: {gren: 1}}", ("E230", "scenarios.wet.set.gren")),
        ("  wet: {set: {green: 5 kWhh}}", ("E432", "scenarios.wet.set.green")),
        (
            f"  wet: {{set: {{{MOULDING}.stage: produktion}}}}",
            ("E204", f"scenarios.wet.set.{MOULDING}.stage"),
        ),
        (
            f"  wet: {{set: {{{MOULDING}.allocation: economic}}}}",
            ("E222", f"scenarios.wet.set.{MOULDING}.allocation"),
        ),
        (
            f"  wet: {{set: {{{MOULDING}.inputs.resin: {{amount: 1 t, nmae: x}}}}}}",
            ("E201", f"scenarios.wet.set.{MOULDING}.inputs.resin.nmae"),
        ),
        (
            f"  wet: {{set: {{{MOULDING}.inputs: {{gas: 1 mm3}}}}}}",
            ("E432", f"scenarios.wet.set.{MOULDING}.inputs.gas"),
        ),
        (
            f"  wet: {{set: {{{MOULDING}.emissions.co2_fossil: 5 kg}}}}",
            ("E218", f"scenarios.wet.set.{MOULDING}.emissions.co2_fossil"),
        ),
        (
            "  wet: {set: {parameters.loss.uncertainty: {dist: normal, sd: 2 h}}}",
            ("E433", "scenarios.wet.set.parameters.loss.uncertainty.sd"),
        ),
        ("  wet: {set: {green: }}", ("E209", "scenarios.wet.set")),
        ("  wet: {extends: dri}\n  dry: {}", ("E232", "scenarios.wet.extends")),
        ("  wet: {extends: wet}", ("E233", "scenarios.wet.extends")),
        (
            "  wet: {extends: dry}\n  dry: {extends: hot}\n  hot: {extends: wet}",
            ("E233", "scenarios.hot.extends"),
        ),
        (
            "  low: {set: {green: 0}}\n  high: {set: {parameters.green: 1}}\n"
            "  both: {extends: [low, high]}",
            ("E234", "scenarios.both.extends"),
        ),
        (
            f"  low: {{set: {{{MOULDING}.inputs.power: 1 kWh}}}}\n"
            f"  high: {{set: {{{MOULDING}.inputs: {{gas: 1 m3}}}}}}\n"
            "  both: {extends: [low, high]}",
            ("E234", "scenarios.both.extends"),
        ),
    ],
)
def test_a_wrong_scenario_is_found_when_the_model_is_read(
    text: str, expected: tuple[str, str]
) -> None:
    assert findings_of(text)[0] == expected


def test_a_missing_reason_in_a_scenario_may_be_given_there() -> None:
    value = "{by: economic, why: 价格相差十倍}"
    assert findings_of(f"  wet: {{set: {{{MOULDING}.allocation: {value}}}}}") == []


def test_what_is_wrong_in_the_model_is_not_repeated_for_its_scenarios() -> None:
    plain = with_scenarios(f"  wet: {{set: {{{MOULDING}.inputs.power: 1 kWh}}}}")
    plain["processes"]["moulding"]["inputs"]["power"] = {
        "amount": "1 kWh",
        "nmae": "电",
    }
    _, findings = parse_system(plain)
    assert [f.at for f in findings] == [f"{MOULDING}.inputs.power.nmae"]


def test_a_scenario_sets_what_it_extends_first_and_its_own_values_last() -> None:
    plain = with_scenarios(
        "  low: {set: {green: 0, loss: 1 %}}\n"
        "  power: {set: {processes.moulding.inputs.power: 1 kWh}}\n"
        "  both: {extends: [low, power], set: {parameters.green: 0.5}}"
    )
    edits, findings = scenario_edits(plain, "both")
    assert findings == ()
    assert list(edits.items()) == [
        ("loss", "1 %"),
        ("processes.moulding.inputs.power", "1 kWh"),
        ("parameters.green", "0.5"),
    ]


def test_two_extended_scenarios_may_agree() -> None:
    text = (
        "  base: {set: {green: 0}}\n  one: {extends: base, set: {loss: 1 %}}\n"
        "  two: {extends: base, set: {processes.moulding.inputs.power: 1 kWh}}\n"
        "  both: {extends: [one, two]}"
    )
    assert findings_of(text) == []


def test_a_scenario_may_settle_what_those_that_it_extends_disagree_on() -> None:
    text = (
        "  low: {set: {green: 0}}\n  high: {set: {green: 1}}\n"
        "  both: {extends: [low, high], set: {green: 0.5}}"
    )
    assert findings_of(text) == []
    assert scenario_edits(with_scenarios(text), "both")[0] == {"green": "0.5"}


def test_a_long_chain_of_scenarios_is_worked_out() -> None:
    chain = {f"s_{i}": {"extends": f"s_{i - 1}"} for i in range(1, 3000)}
    plain = {**tree(), "scenarios": {"s_0": {"set": {"green": "0"}}, **chain}}
    assert scenario_edits(plain, "s_2999") == ({"green": "0"}, ())


def test_a_ladder_of_scenarios_does_not_double_the_work_at_each_rung() -> None:
    rungs: dict[str, Any] = {"a_0": {"set": {"green": "0"}}, "b_0": {}}
    for i in range(1, 60):  # 2^60 ways lead from top to bottom
        both = {"extends": [f"a_{i - 1}", f"b_{i - 1}"]}
        rungs |= {f"a_{i}": both, f"b_{i}": both}
    edits, findings = scenario_edits({**tree(), "scenarios": rungs}, "a_59")
    assert (edits, findings) == ({"green": "0"}, ())


def test_scenarios_of_the_example_change_what_they_say() -> None:
    plain = read_file(MODELS / "chlor_alkali.yaml").tree
    edits, _ = scenario_edits(plain, "economic")
    allocation = edited(dict(edits), plain).processes["electrolysis"].allocation
    why = Text("价格相差悬殊", "prices differ widely")
    assert allocation == Allocation(by="economic", why=why)
