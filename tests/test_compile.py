"""Linking, units and formulas: what is linked, what is refused and where."""

from __future__ import annotations

from typing import Any

import pytest
from small_models import errors, factor, model, refused, told, works

import lcagraph as lg

Plain = Any

RESIN = {"resin": factor(3)}
WORKS = "processes.works"


def with_input(row: Plain, factors: Plain | None = None, **keys: Plain) -> lg.Model:
    return model({"works": works(inputs={"resin": row})}, factors or RESIN, **keys)


# ------------------------------------------------------------------ who supplies what

TWO = {
    "near": factor(2, product="resin", region="CN-SD"),
    "far": factor(5, product="resin", region="US"),
}


@pytest.mark.parametrize(
    ("words", "expected"),
    [({"from": "near"}, 2), ({"from": "far"}, 5), ({"location": "US"}, 5)],
)
def test_one_of_two_suppliers_is_chosen_by_name_or_place(
    words: Plain, expected: float
) -> None:
    assert with_input({"amount": "1 kg", **words}, TWO).solve().total == expected


@pytest.mark.parametrize(
    ("row", "factors", "code"),
    [
        ("1 kg", TWO, "E302"),
        ("1 kg", {"rosin": factor(1)}, "E301"),
        ({"amount": "1 kg", "location": "DE"}, TWO, "E301"),
        ({"amount": "1 kg", "from": "nobody"}, TWO, "E305"),
        ({"amount": "1 kg", "from": "works"}, TWO, "E304"),
        ({"amount": "1 kg", "from": "near", "location": "US"}, TWO, "E349"),
        ("1 kWh", RESIN, "E308"),
    ],
)
def test_an_input_without_one_fitting_supplier_is_refused(
    row: Plain, factors: Plain, code: str
) -> None:
    key = {"E304": ".from", "E305": ".from", "E349": ".location"}.get(code, "")
    place = f"{WORKS}.inputs.resin{key}"
    assert refused(with_input(row, factors)) == {(code, place)}


def test_one_material_may_come_from_two_suppliers() -> None:
    rows = {
        "resin_near": {"amount": "3 kg", "product": "resin", "from": "near"},
        "resin_far": {"amount": "1 kg", "product": "resin", "from": "far"},
    }
    of = model({"works": works(inputs=rows)}, TWO)
    assert of.solve().total == 11  # 3 × 2 + 1 × 5


def test_an_input_may_come_from_a_supply() -> None:
    supply = {"grid": {"kind": "grid", "location_based": "power"}}
    power = {"power": factor(1, "1 kWh", kind="electricity")}
    row = {"amount": "1 kWh", "from": "grid"}
    of = model({"works": works(inputs={"current": row})}, power, supply=supply)
    assert of.solve().total == 1  # 1 kWh × 1 kg/kWh, by the supply's own factor


def test_the_reference_may_be_a_factor() -> None:
    of = model({}, {"goods": factor(7, "4 kg")})
    assert of.solve().total == 1.75  # 7 / 4 for 1 kg


@pytest.mark.parametrize(
    ("product", "code"), [("godds", "E313"), ("scrap", "E327"), ("twice", "E302")]
)
def test_a_reference_that_nobody_delivers_alone_is_refused(
    product: str, code: str
) -> None:
    scrap = {"amount": "1 kg", "role": "burden_free"}
    processes = {
        "works": works(outputs={"goods": "1 kg", "scrap": scrap}),
        "one": {"stage": "production", "outputs": {"twice": "1 kg"}},
        "two": {"stage": "production", "outputs": {"twice": "1 kg"}},
    }
    of = model(processes, reference={"product": product, "amount": "1 kg"})
    assert refused(of) == {(code, "reference.product")}


# ------------------------------------------------------------------ wastes and credits


def with_waste(row: Plain, **processes: Plain) -> lg.Model:
    return model({"works": works(waste={"sludge": row}), **processes}, RESIN)


PLANT = {"stage": "end_of_life", "treats": {"sludge": "1 kg"}}
DIGGER = {"stage": "production", "outputs": {"sludge": "1 kg"}}


@pytest.mark.parametrize(
    ("of", "code", "key"),
    [
        (with_waste("1 kg"), "E320", ""),
        (with_waste("1 kg", digger=DIGGER), "E321", ""),
        (with_waste("1 kg", plant=PLANT, other=PLANT), "E302", ""),
        (with_waste({"amount": "1 kg", "to": "works"}, plant=PLANT), "E304", ".to"),
    ],
)
def test_a_waste_without_one_treatment_is_refused(
    of: lg.Model, code: str, key: str
) -> None:
    assert refused(of) == {(code, f"{WORKS}.waste.sludge{key}")}


def test_a_waste_left_untreated_for_a_reason_is_told() -> None:
    of = with_waste({"amount": "1 kg", "untreated": "inert rock"})
    assert ("W331", f"{WORKS}.waste.sludge") in told(of)


def replacing(**words: Plain) -> lg.Model:
    ash = {"amount": "1 kg", "substitutes": words["product"]}
    outputs = {"goods": "1 kg", "ash": ash}
    scrap = {"amount": "1 kg", "role": "burden_free"}
    other = {"stage": "production", "outputs": {"other": "1 kg", "scrap": scrap}}
    processes = {"works": works(outputs=outputs), "mill": other, "plant": PLANT}
    return model(processes, {**TWO, **RESIN} if "two" in words else RESIN)


@pytest.mark.parametrize(
    ("of", "code"),
    [
        (replacing(product="cement"), "E322"),
        (replacing(product="scrap"), "E322"),  # free of burden: nothing to credit
        (replacing(product="sludge"), "E322"),  # a waste that is treated
        (replacing(product="resin", two=True), "E302"),
    ],
)
def test_a_credit_without_one_supplier_is_refused(of: lg.Model, code: str) -> None:
    assert refused(of) == {(code, f"{WORKS}.outputs.ash")}


def test_a_row_that_is_output_and_treated_waste_at_once_is_refused() -> None:
    recycler = works(treats={"goods": "1 kg"}, allocation="mass")
    assert ("E339", f"{WORKS}.treats.goods") in refused(model({"works": recycler}))


# ------------------------------------------------------------------------- emissions


def emitting(emission: Plain, **keys: Plain) -> lg.Model:
    return model({"works": works(emissions={"stack": emission}, **keys)}, RESIN)


def test_land_use_change_is_spread_over_20_years() -> None:
    lost = {"carbon_loss": "30 t/ha", "area": "2 ha"}
    found = emitting({"land_use_change": lost}).solve().items["land_use_change"]
    # 60 t C × 44/12 / 20
    assert found == pytest.approx(60_000 * 44 / 12 / 20)


def test_land_use_change_may_be_spread_over_years_of_its_own() -> None:
    lost = {"carbon_loss": "3 kg/m2", "area": "2 m2", "years": "11 a"}
    total = emitting({"land_use_change": lost}).solve().total
    assert total == pytest.approx(2)  # 6 × 44/12 / 11


def test_a_loss_of_carbon_over_negative_years_is_no_gain() -> None:
    of = emitting({"land_use_change": {**LOST, "years": "-20 a"}})
    assert refused(of) == {("E613", f"{STACK}.land_use_change.years")}


STACK = f"{WORKS}.emissions.stack"
LOST = {"carbon_loss": "30 t/ha", "area": "2 ha"}
BURNING = {"activity": "5 m3", "from": "cn-fuels/natural-gas-combustion-m3"}


@pytest.mark.parametrize(
    ("emission", "expected"),
    [
        ({"flow": "co2_fossil", "land_use_change": LOST}, ("E342", STACK)),
        ({"flow": "sf6", **BURNING}, ("E343", f"{STACK}.flow")),
        (
            {**BURNING, "from": "cn-fuels/natural-gas"},
            ("E326", f"{STACK}.from"),
        ),
        ({"flow": "co2_fossil", "amount": "3 m3"}, ("E323", STACK)),
        # ready CO2e would meet its GWP a second time
        ({"flow": "ch4_fossil", "amount": "3 kgCO2e"}, ("E350", STACK)),
        (
            {"flow": "ch4_fossil", "activity": "2 m3", "factor": "2 kgCO2e/m3"},
            ("E350", STACK),
        ),
        ({"flow": "sulfur", "amount": "3 kg"}, ("E601", f"{STACK}.flow")),
        (
            {"flow": "sf6", "activity": "coke", "factor": "1 kg/kg"},
            ("E314", f"{STACK}.activity"),
        ),
    ],
)
def test_an_emission_that_says_two_things_or_none_is_refused(
    emission: Plain, expected: tuple[str, str]
) -> None:
    assert refused(emitting(emission)) == {expected}


def test_an_emission_by_a_record_follows_its_fuel() -> None:
    burnt = {"activity": "gas", "from": "cn-fuels/natural-gas-combustion-m3"}
    gas = {"gas": factor(0, "1 m3", kind="fuel")}
    of = model(
        {"works": works(inputs={"gas": "5 m3"}, emissions={"stack": burnt})}, gas
    )
    same = emitting(BURNING)
    assert of.solve().total == pytest.approx(same.solve().total, rel=1e-14)
    assert of.solve().total > 0


# ------------------------------------------------------------------ units and formulas


@pytest.mark.parametrize("amount", ["2 kg", "0.002 t", "2000 g", "= 4 kg / half"])
def test_an_input_may_be_in_any_unit_of_its_supplier_kind(amount: str) -> None:
    of = with_input(amount, parameters={"half": "2"})
    assert of.solve().total == pytest.approx(6)


def test_a_formula_with_a_spread_keeps_its_value() -> None:
    of = with_input("= 4 kg / half ± 10 %", parameters={"half": "2"})
    assert of.solve().total == pytest.approx(6)
    spread = {path: base for path, base, _ in of.values_table if "spread" in path}
    assert spread == {f"{WORKS}.inputs.resin.amount.spread": 1}


def test_parameters_that_name_each_other_are_a_circle() -> None:
    parameters = {"one": "= two * 2", "two": "= one / 2"}
    of = with_input("= one * 1 kg", parameters=parameters)
    assert {code for code, _ in refused(of)} == {"E319"}


@pytest.mark.parametrize(
    ("parameter", "expected"),
    [
        ({"value": "5 km", "max": "1 kg"}, ("E340", "parameters.far.max")),
        ({"value": "5 km", "max": "4000 m"}, ("E331", "parameters.far.value")),
        ({"value": "5 km", "min": "6 km"}, ("E331", "parameters.far.value")),
    ],
)
def test_a_parameter_outside_its_bounds_is_refused(
    parameter: Plain, expected: tuple[str, str]
) -> None:
    assert refused(with_input("1 kg", parameters={"far": parameter})) == {expected}


@pytest.mark.parametrize(
    ("processes", "factors", "place"),
    [
        (
            {"works": works(outputs={"goods": "0 kg"})},
            {},
            f"{WORKS}.outputs.goods.amount",
        ),
        (
            {"works": works(inputs={"resin": "1 kg"})},
            {"resin": factor(1, "0 kg")},
            "factors.resin.per",
        ),
    ],
)
def test_a_reference_amount_of_zero_is_refused(
    processes: Plain, factors: Plain, place: str
) -> None:
    assert refused(model(processes, factors)) == {("E306", place)}


def test_a_gas_of_a_factor_in_co2e_is_refused() -> None:
    stated = {**factor(1), "emissions": {"ch4_fossil": "2 kgCO2e"}}
    del stated["co2e"]
    place = "factors.resin.emissions.ch4_fossil"
    assert refused(with_input("1 kg", {"resin": stated})) == {("E350", place)}


@pytest.mark.parametrize("figure", ["2", "2 kgCO2e/kg"])
def test_a_figure_of_a_factor_is_a_mass(figure: str) -> None:
    stated = {**factor(1), "co2e": figure}
    place = "factors.resin.co2e.unspecified"
    assert refused(with_input("1 kg", {"resin": stated})) == {("E616", place)}


def test_a_negative_reference_amount_is_refused() -> None:
    of = model({"works": works()}, reference={"product": "goods", "amount": "-1 kg"})
    assert refused(of) == {("E346", "reference.amount")}


def test_the_amount_that_a_record_is_per_cannot_be_overridden() -> None:
    power = {"from": "cn-electricity/national-2024", "per": "1 MWh"}
    of = model({"works": works(inputs={"power": "1 kWh"})}, {"power": power})
    assert ("E218", "factors.power.per") in refused(of)


def test_a_pedigree_changes_no_footprint_and_needs_no_note() -> None:
    resin = factor(3, pedigree=["1", "2", "3", "4", "5"])
    of = with_input("2 kg", {"resin": resin})
    assert told(of) == set()


def test_a_negative_removal_is_refused_and_a_negative_emission_told() -> None:
    wrong = model({"works": works(removals={"co2_biogenic": "-2 kg"})})
    assert refused(wrong) == {("E344", f"{WORKS}.removals.co2_biogenic")}
    odd = model({"works": works(emissions={"co2_fossil": "-2 kg"})})
    assert told(odd) == {("W345", f"{WORKS}.emissions.co2_fossil")}


def test_all_problems_are_told_at_once() -> None:
    of = model(
        {
            "works": works(
                inputs={"resin": "1 kWh", "rosin": "1 kg"},
                waste={"sludge": "1 kg"},
                emissions={"sulfur": "1 kg"},
            )
        },
        RESIN,
    )
    assert {finding.code for finding in errors(of)} == {"E308", "E301", "E320", "E601"}


def test_a_process_and_a_factor_of_one_name_are_refused() -> None:
    of = model({"works": works()}, {"works": factor(1)})
    assert ("E312", WORKS) in refused(of)


def test_a_database_that_nothing_buys_from_is_noted() -> None:
    of = model(
        {"works": works(emissions={"co2_fossil": "1 kg"})}, databases={"uslci": "1"}
    )
    assert told(of) == {("N375", "databases.uslci")}
