"""Checks of the numbers and factors: mixes, burden-free uses, captures, GWP sets."""

from __future__ import annotations

from typing import Any

import pytest
from small_models import factor, model, refused, told, works

import lcagraph as lg

Plain = Any


def blended(inputs: Plain, **keys: Plain) -> lg.Model:
    mixer = {"kind": "mix", "outputs": {"blend": "1 t"}, "inputs": inputs}
    processes = {"works": works(inputs={"blend": "1 kg"}), "mixer": mixer}
    factors = {"old": factor(1), "new": factor(2), "steam": factor(3, "1 MJ")}
    return model({**processes, **keys}, factors)


MIXED = "processes.mixer.inputs"


@pytest.mark.parametrize(
    "inputs",
    [
        {"old": "333.3 kg", "new": "0.6667 t"},
        {"old": "= 1 t * 0.25", "new": "= 1 t * (1 - 0.25)"},
    ],
)
def test_a_mix_that_adds_up_is_silent(inputs: Plain) -> None:
    assert told(blended(inputs)) == set()


def test_a_mix_that_does_not_add_up_is_refused() -> None:
    assert refused(blended({"old": "0.33 t", "new": "0.66 t"})) == {("E801", MIXED)}


def test_a_mix_counts_what_comes_free_of_burden() -> None:
    scrap = {"amount": "9 t", "role": "burden_free"}
    mill = {"stage": "production", "outputs": {"sheet": "1 kg", "scrap": scrap}}
    of = blended({"old": "0.7 t", "scrap": "300 kg"}, mill=mill)
    # 0.7 kg × 1; the mill is not needed by the goods, so more is used than made
    assert of.solve().total == pytest.approx(0.7)
    assert ("W802", "processes.mill.outputs.scrap") in told(of)


def test_a_mix_of_different_kinds_is_refused() -> None:
    of = blended({"old": "1 t", "steam": "5 MJ"})
    assert refused(of) == {("E804", f"{MIXED}.steam")}


def scrapping(made: str, used: str) -> lg.Model:
    scrap = {"amount": made, "role": "burden_free"}
    outputs = {"goods": "1 kg", "scrap": scrap}
    return model({"works": works(outputs=outputs, inputs={"scrap": used})})


@pytest.mark.parametrize(
    ("made", "used", "is_told"),
    [
        ("100 g", "0.1 kg", False),
        ("100 g", "100.9 g", False),
        ("100 g", "102 g", True),
    ],
)
def test_no_more_scrap_is_used_than_is_made(
    made: str, used: str, is_told: bool
) -> None:
    place = ("W802", "processes.works.outputs.scrap")
    assert (place in told(scrapping(made, used))) is is_told


def test_scrap_of_a_joint_process_is_counted_once() -> None:
    # both products together make 1 kg scrap; 1 kg goods take 1/4 of the process
    scrap = {"amount": "1 kg", "role": "burden_free"}
    outputs = {"ingot": "1 kg", "other": "3 kg", "scrap": scrap}
    smelter = {"stage": "production", "outputs": outputs, "allocation": "mass"}
    smelter["emissions"] = {"co2_fossil": "1 kg"}
    processes = {"smelter": smelter, "works": works(inputs={"ingot": "1 kg"})}
    few = model(
        {**processes, "works": works(inputs={"ingot": "1 kg", "scrap": "0.25 kg"})}
    )
    assert told(few) == set()
    many = model(
        {**processes, "works": works(inputs={"ingot": "1 kg", "scrap": "0.3 kg"})}
    )
    assert {code for code, _ in told(many)} == {"W802"}


def capturing(*taken: str, gross: Plain = "10 kg") -> lg.Model:
    stored = {
        "flow": "co2_captured",
        "of": "stack",
        "origin": "fossil",
        "fate": "stored",
    }
    removals = {f"capture_{i}": {**stored, "amount": t} for i, t in enumerate(taken)}
    emission = (
        gross if isinstance(gross, dict) else {"flow": "co2_fossil", "amount": gross}
    )
    return model({"works": works(emissions={"stack": emission}, removals=removals)})


def test_capture_takes_from_its_gross_emission() -> None:
    result = capturing("4 kg", "6 kg").solve()
    assert result.items["technological_removal"] == -10
    assert result.total == 0


@pytest.mark.parametrize(
    "of",
    [
        capturing("11 kg"),
        capturing("6 kg", "5 kg"),
        # 5 m3 of natural gas make some 11 kg CO2
        capturing(
            "20 kg",
            gross={"activity": "5 m3", "from": "cn-fuels/natural-gas-combustion-m3"},
        ),
    ],
    ids=["one", "two together", "of an emission by a record"],
)
def test_no_more_is_captured_than_is_emitted(of: lg.Model) -> None:
    assert {code for code, _ in refused(of)} == {"E803"}


def test_capture_from_the_air_needs_no_gross_emission() -> None:
    captured = {"amount": "5 kg", "origin": "air", "fate": "stored"}
    of = model({"works": works(removals={"co2_captured": captured})})
    assert of.solve().total == -5


def test_capture_of_something_else_names_what_it_is_taken_from() -> None:
    captured = {"amount": "5 kg", "origin": "fossil", "fate": "stored"}
    of = model({"works": works(removals={"co2_captured": captured})})
    assert refused(of) != set()


# --------------------------------------------------------------------------- factors


def drawing(stated: Plain, row: Plain = "1 kg", **keys: Plain) -> lg.Model:
    return model({"works": works(inputs={"resin": row}, **keys)}, {"resin": stated})


@pytest.mark.parametrize(
    ("stated", "code"),
    [
        (factor(1, gwp="ipcc-ar5-gwp100"), "W623"),
        (factor(1, gwp="unknown"), "N628"),
        (factor(1, kind="electricity_accounting"), "W624"),
        (factor(1, kind="material", boundary="gate_to_gate", stage="use"), "W625"),
        (factor(1, kind="fuel", boundary="upstream_only"), "W626"),
        (factor(1, kind="material"), "W332"),
    ],
)
def test_a_doubtful_factor_is_told(stated: Plain, code: str) -> None:
    codes = {found for found, _ in told(drawing(stated))}
    assert codes == {code}


def test_a_fuel_that_is_burnt_has_both_halves() -> None:
    burnt = {"flow": "co2_fossil", "activity": "resin", "factor": "3 kg/kg"}
    stated = factor(1, kind="fuel", boundary="upstream_only")
    assert told(drawing(stated, emissions={"stack": burnt})) == set()


def test_a_figure_of_another_gwp_set_says_its_share_of_the_result() -> None:
    stated = factor(1, gwp="ipcc-ar5-gwp100")
    result = drawing(stated, emissions={"co2_fossil": "3 kg"}).solve()
    (finding,) = result.findings
    assert finding.values["share"] == "25.0%"  # 1 of 4 kg


def test_an_emission_by_a_record_of_another_gwp_set_is_told() -> None:
    burnt = {"activity": "2 m3", "from": "desnz-2025/wtt-natural-gas-m3"}  # AR5
    of = model({"works": works(emissions={"stack": burnt})})
    assert told(of) == {("W623", "processes.works.emissions.stack")}


def test_methane_of_no_stated_origin_is_told() -> None:
    of = model({"works": works(emissions={"ch4": "1 kg"})})
    assert {code for code, _ in told(of)} == {"W621"}


def test_a_process_that_nobody_needs_is_noted() -> None:
    own = {"co2_fossil": "1 kg"}
    spare = works(outputs={"other": "1 kg"}, emissions=own)
    assert told(model({"works": works(emissions=own), "spare": spare})) == {
        ("N336", "processes.spare")
    }


# ------------------------------------------------------------------ negative figures


def bought(co2e: Plain, amount: str = "2 kg") -> lg.Model:
    stated = {**factor(0), "co2e": co2e}
    return model({"works": works(inputs={"wood": amount})}, {"wood": stated})


@pytest.mark.parametrize("co2e", ["-1.5 kg", {"fossil": "-0.2 kg"}])
def test_an_offset_in_the_form_of_a_negative_factor_is_refused(co2e: Plain) -> None:
    assert refused(bought(co2e)) == {("E617", "factors.wood")}


def test_a_factor_may_hold_a_removal_apart_from_its_emissions() -> None:
    result = bought({"fossil": "0.1 kg", "biogenic_co2_removed": "-1.6 kg"}).solve()
    assert result.items["fossil"] == pytest.approx(0.2)  # 2 kg × 0.1
    assert result.items["biogenic_co2_removed"] == pytest.approx(-3.2)  # 2 kg × −1.6


def test_a_negative_input_is_told_as_what_it_is() -> None:
    assert told(bought("1.5 kg", "-2 kg")) == {("W362", "processes.works.inputs.wood")}


def test_a_process_of_outputs_only_is_told() -> None:
    of = model({"works": works()})
    assert ("W363", "processes.works") in told(of)


# ------------------------------------------------------------------ recycling formulas


def recycled(mass: str, **parameters: Plain) -> lg.Model:
    """Goods of 1 kg whose material is all in a recycling formula."""
    formula = {
        "method": "end_of_life",
        "parameters": {"mass": mass, "R2": "0.5", **parameters},
        "suppliers": {
            "Ev": "virgin",
            "ErecEoL": "recycling",
            "Ev_star": "virgin",
            "Ed": "landfill",
        },
    }
    factors = {"virgin": factor(3), "recycling": factor(1), "landfill": factor(0.1)}
    process = {"stage": "production", "outputs": {"goods": "1 kg"}}
    processes = {"works": {**process, "recycling": formula}}
    return model(processes, factors, scope={"standards": ["GB/T 24067-2024"]})


BALANCE = ("W810", "processes.works")


@pytest.mark.parametrize(
    ("mass", "is_told"), [("1 kg", False), ("1000 g", False), ("0.8 kg", True)]
)
def test_the_material_of_a_recycling_formula_is_in_the_mass_balance(
    mass: str, is_told: bool
) -> None:
    # 1 kg of goods needs 1 kg; what is recycled and credited later is no flow of it
    assert (BALANCE in told(recycled(mass))) is is_told


def test_a_credit_of_a_recycling_formula_is_no_negative_input() -> None:
    of = recycled("1 kg")
    # 3 + 0.5 × (1 − 3) + 0.5 × 0.1
    assert of.solve().total == pytest.approx(2.05)
    assert "W362" not in {code for code, _ in told(of)}


def test_a_recycling_formula_of_negative_mass_is_told() -> None:
    told_at = {at for code, at in told(recycled("-1 kg")) if code == "W362"}
    assert "processes.works.recycling.Ev" in told_at
