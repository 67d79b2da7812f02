"""Values that scenarios and calls set, in a trace: where they stand, what was there."""

from __future__ import annotations

import json
from typing import Any

import pytest
from small_models import factor, model, works

import lcagraph as lg
from lcagraph.trace import Override
from lcagraph.wording.screen import Place

RTOL = 1e-12  # products of a few round numbers

TEXT = """\
lcagraph: 1
reference: {product: goods, amount: 1 kg}
parameters:
  loss: {value: 0.5, min: 0, max: 1}
processes:
  works:
    stage: production
    outputs: {goods: 1 kg}
    inputs:
      power:
        amount: 8 kWh
        data: {meter: m1, minus: {canteen: 2 kWh}}
      ore: = 1 kg / (1 - loss)
      coal: {amount: 3 kg, transport: {lorry: 100 km}}
factors:
  power: {per: 1 kWh, co2e: 0.5 kg, kind: electricity, boundary: cradle_to_gate,
          gwp: ipcc-ar6-gwp100}
  ore: {per: 1 kg, co2e: 1 kg, kind: service, boundary: cradle_to_gate,
        gwp: ipcc-ar6-gwp100}
  coal: {per: 1 kg, co2e: 1 kg, kind: service, boundary: cradle_to_gate,
         gwp: ipcc-ar6-gwp100}
  lorry: {per: 1 t*km, co2e: 0.1 kg, kind: transport, boundary: cradle_to_gate,
          gwp: ipcc-ar6-gwp100}
meters: {m1: {name: 表 | Meter}}
scenarios:
  green:
    set:
      processes.works.inputs.power: 6 kWh
      processes.works.inputs.power.data.minus.canteen: 1 kWh
      factors.power.co2e: 0.1 kg
      loss: 0.2
  near:
    extends: green
    set:
      processes.works.inputs.coal.transport.0.distance: 40 km
  far:
    extends: near
    set: {loss: 0.3}
"""


@pytest.fixture(scope="module")
def of() -> lg.Model:
    return lg.read_string(TEXT)


def line(place: Place | None) -> str:
    """The source line of a place."""
    assert place is not None
    return TEXT.splitlines()[place.line - 1].strip()


def only(found: tuple[Any, ...]) -> Any:
    (one,) = found
    return one


# ------------------------------------------------------------------------- scenarios


def test_a_row_that_a_scenario_sets_has_the_line_of_the_scenario(of: lg.Model) -> None:
    trace = of.solve("green").trace("power")[0]
    assert line(trace.place) == "processes.works.inputs.power: 6 kWh"
    assert trace.scenario == "green"
    amount, taken = trace.overrides
    assert (amount.value, amount.was, amount.scenario) == ("6 kWh", "8 kWh", "green")
    assert line(amount.was_place) == "amount: 8 kWh"
    assert (taken.value, taken.was) == ("1 kWh", "2 kWh")
    assert line(taken.place).startswith("processes.works.inputs.power.data.minus")
    assert trace.contribution == pytest.approx(5 * 0.1, rel=RTOL)  # (6 − 1) kWh


def test_without_a_scenario_everything_stands_where_it_did(of: lg.Model) -> None:
    trace = of.trace("power")[0]
    assert trace.overrides == ()
    assert line(trace.place) == "power:"
    assert line(of.trace("ore")[0].activity.terms[0].place).startswith("loss:")


def test_a_row_that_the_scenario_leaves_alone_keeps_its_line(of: lg.Model) -> None:
    trace = of.solve("green").trace("works.coal")[0]
    assert line(trace.place).startswith("coal: {amount: 3 kg")
    assert trace.overrides == ()


def test_a_parameter_that_a_scenario_sets_has_the_line_of_the_scenario(
    of: lg.Model,
) -> None:
    (term,) = of.solve("green").trace("ore")[0].activity.terms
    assert (term.name, term.value, term.override.was) == ("loss", 0.2, "0.5")
    assert line(term.place) == "loss: 0.2"
    assert line(term.override.was_place).startswith("loss: {value: 0.5")


def test_a_deduction_that_a_scenario_sets_shows_both_lines(of: lg.Model) -> None:
    netting = of.solve("green").trace("power")[0].activity.netting
    assert (netting.gross.override.was, netting.minus[0].override.was) == (
        *("8 kWh", "2 kWh"),
    )
    assert netting.net.override is None


def test_a_figure_that_a_scenario_sets_is_said_of_the_factor(of: lg.Model) -> None:
    source = of.solve("green").trace("power")[0].source
    override = only(source.overrides)
    assert (override.value, override.scenario) == ("0.1 kg", "green")
    assert line(override.place) == "factors.power.co2e: 0.1 kg"
    assert source.figures == {"co2e_unspecified": "0.1 kg"}


def test_a_leg_that_a_scenario_sets_has_its_line_and_the_row_keeps_its_own(
    of: lg.Model,
) -> None:
    row, leg = of.solve("near").trace("works.coal")
    assert line(row.place).startswith("coal: {amount: 3 kg")
    assert row.overrides == ()
    assert line(leg.place).endswith("distance: 40 km")
    assert only(leg.overrides).was == "100 km"


@pytest.mark.parametrize(
    ("scenario", "stated_by", "value", "written"),
    [
        ("near", "green", 0.2, "loss: 0.2"),  # inherited
        ("far", "far", 0.3, "set: {loss: 0.3}"),  # its own goes before two parents'
    ],
)
def test_the_scenario_is_named_that_really_sets_a_value(
    of: lg.Model, scenario: str, stated_by: str, value: float, written: str
) -> None:
    trace = of.solve(scenario).trace("ore")[0]
    (term,) = trace.activity.terms
    assert (term.value, term.override.scenario) == (value, stated_by)
    assert term.override.was == "0.5"
    assert line(term.place) == written
    assert trace.scenario == scenario


def test_a_mapping_that_a_scenario_sets_covers_what_is_in_it() -> None:
    text = TEXT.replace(
        "      processes.works.inputs.power: 6 kWh\n"
        "      processes.works.inputs.power.data.minus.canteen: 1 kWh\n",
        "      processes.works.inputs.power: {amount: 6 kWh}\n",
    )
    trace = lg.read_string(text).solve("green").trace("power")[0]
    override = only(trace.overrides)
    assert override.value == "{amount: 6 kWh}"
    assert override.was.startswith("{amount: 8 kWh")
    assert text.splitlines()[trace.place.line - 1].endswith("{amount: 6 kWh}")


# -------------------------------------------------------------------------- the call


def test_a_value_given_in_the_call_is_not_in_the_file(of: lg.Model) -> None:
    trace = of.solve(loss=0.6).trace("ore")[0]
    (term,) = trace.activity.terms
    assert term.place is None
    assert term.override == Override(
        path="parameters.loss.value",
        written="loss",
        value="0.6",
        was="0.5",
        scenario=None,
        place=None,
        was_place=term.override.was_place,
    )
    assert line(term.override.was_place).startswith("loss: {value: 0.5")


def test_a_call_on_top_of_a_scenario_replaces_the_scenario_s_value(
    of: lg.Model,
) -> None:
    result = of.solve("green", loss=0.6)
    (term,) = result.trace("ore")[0].activity.terms
    assert (term.override.value, term.override.was) == ("0.6", "0.2")
    assert line(term.override.was_place) == "loss: 0.2"
    assert result.provenance.settings == {"loss": "0.6"}


def test_the_last_of_two_calls_holds(of: lg.Model) -> None:
    twice = of.with_(loss=0.6).with_(loss=0.7)
    (term,) = twice.trace("ore")[0].activity.terms
    assert (term.override.value, term.override.was) == ("0.7", "0.6")
    assert term.override.was_place is None  # it was in no file
    assert twice.solve().provenance.settings == {"loss": "0.7"}


def test_a_row_set_by_the_call_is_said_with_its_base_value(of: lg.Model) -> None:
    trace = of.with_({"processes.works.inputs.power": "7 kWh"}).trace("power")[0]
    assert trace.setting == "processes.works.inputs.power = 7 kWh"
    assert only(trace.overrides).was == "8 kWh"
    assert line(trace.place) == "power:"  # the row stands there, its value doesn't


def test_allocation_and_reference_that_are_set_bear_on_every_row() -> None:
    process = works(
        outputs={"goods": "3 kg", "ash": "1 kg"},
        inputs={"coal": "4 kg"},
        allocation={"by": "mass"},
    )
    of = model({"works": process}, {"coal": factor(1)})
    changed = of.with_(
        {
            "processes.works.allocation": {
                "shares": {"goods": "0.5", "ash": "0.5"},
                "why": "agreed",
            },
            "reference.amount": "6 kg",
        }
    )
    trace = changed.trace("coal")[0]
    assert [each.path for each in trace.overrides] == [
        "processes.works.allocation",
        "reference.amount",
    ]
    assert trace.contribution == pytest.approx(4, rel=RTOL)  # 2 runs × 4 kg × 0.5


def test_a_supply_that_a_scenario_changes_is_said_of_its_rows() -> None:
    grid = factor(0.5, "1 kWh", kind="electricity")
    of = model(
        {"works": works(inputs={"power": "1 kWh"})},
        {"grid": grid},
        supply={"power": {"kind": "grid", "location_based": "grid", "losses": "0 %"}},
        scenarios={"far": {"set": {"supply.power.losses": "20 %"}}},
    )
    trace = next(t for t in of.solve("far").trace("grid") if t.contribution)
    assert only(trace.overrides).path == "supply.power.losses"
    # 1 kWh / (1 − 0.2) × 0.5
    assert trace.contribution == pytest.approx(0.625, rel=RTOL)


# ----------------------------------------------------------------------------- pages


def test_the_page_names_scenario_place_and_base_value(of: lg.Model) -> None:
    page = str(of.solve("green").trace("ore"))
    assert "loss" in page
    assert "scenario green, <text>:" in page
    assert "(was 0.5, <text>:4:" in page
    assert "原为 0.5" in of.solve("green").trace("ore").to_text("zh")


def test_the_page_says_that_a_value_was_given_in_the_call(of: lg.Model) -> None:
    found = of.solve(loss=0.6).trace("ore")
    assert "given in the call, not in the file  (was 0.5, <text>:4:" in str(found)
    assert "由调用给定，不在文件中" in found.to_text("zh")


def test_overrides_are_plain_data(of: lg.Model) -> None:
    found = of.solve("green").trace("power")
    data = json.loads(json.dumps(found.to_dict()))["traces"][0]
    first = data["overrides"][0]
    assert (first["value"], first["was"], first["scenario"]) == (
        *("6 kWh", "8 kWh", "green"),
    )
    assert first["place"]["line"] > first["was_place"]["line"]


def test_a_model_built_in_python_has_values_but_no_lines() -> None:
    of = model(
        {"works": works(inputs={"coal": "4 kg"})},
        {"coal": factor(1)},
        scenarios={"less": {"set": {"processes.works.inputs.coal": "2 kg"}}},
    )
    trace = of.solve("less").trace("coal")[0]
    override = only(trace.overrides)
    assert (override.value, override.was, override.place) == ("2 kg", "4 kg", None)
    assert trace.place is None
