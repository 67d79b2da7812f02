"""The unit of a formula, and where units do not go together."""

from __future__ import annotations

import pytest
from telling import assert_can_be_told

from lcagraph.errors import QuantityError
from lcagraph.formulas import (
    parse_expression,
    unit_of,
)
from lcagraph.units import Unit, parse_unit


def units(**given_units: str) -> dict[str, Unit]:
    return {key: parse_unit(text) for key, text in given_units.items()}


KNOWN = units(
    mass="t", distance="km", power="kWh", heat="MJ", share="%", gas="m3", normal="Nm3",
    price="CNY", dollars="USD", area="m2", freight="kg/(t*km)", n="1", load="t*km",
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("mass * distance", "t*km"),
        ("mass * distance * freight", "kg"),
        ("load * freight", "kg"),
        ("mass / 5 t", "1"),
        ("mass / 5 kg", "1"),
        ("power + heat", "kWh"),
        ("heat + power", "MJ"),
        ("share * power", "kWh"),
        ("power * share", "kWh"),
        ("1 - share", "1"),
        ("area ^ 2", "m2^2"),
        ("area ^ 0.5", "m"),
        ("area ^ (1/2)", "m"),
        ("area ^ -1", "1/m2"),
        ("sqrt(area)", "m"),
        ("sqrt(n)", "1"),
        ("1.02 ^ n", "1"),
        ("min(power, heat)", "kWh"),
        ("abs(-mass)", "t"),
        ("exp(share)", "1"),
        ("round(mass / 25 kg) * 25 kg", "kg"),
        ("if(mass > 5 kg and share <= 0.5, heat, power)", "MJ"),
        ("price / mass", "CNY/t"),
        ("power / (2 h)", "kWh/h"),
    ],
)
def test_the_unit_of_a_formula(text: str, unit: str) -> None:
    assert unit_of(parse_expression(text), KNOWN).symbol == unit


@pytest.mark.parametrize(
    ("text", "code", "marked"),
    [
        ("2 * (mass + power)", "E434", "mass + power"),
        ("mass - 1", "E434", "mass - 1"),
        ("max(0, mass)", "E434", "max(0, mass)"),
        ("if(mass > power, 1, 2)", "E434", "mass > power"),
        ("if(n > 1, mass, power)", "E434", "if(n > 1, mass, power)"),
        ("gas + normal", "E435", "gas + normal"),
        ("price + dollars", "E436", "price + dollars"),
        ("price + 5 CNY_2018", "E436", "price + 5 CNY_2018"),
        ("2 ^ mass", "E437", "mass"),
        ("mass ^ n", "E437", "n"),
        ("mass ^ (n + 1)", "E437", "n + 1"),
        ("ln(mass)", "E438", "ln(mass)"),
        ("exp(power)", "E438", "exp(power)"),
        ("round(mass)", "E438", "round(mass)"),
        ("sqrt(mass)", "E439", "sqrt(mass)"),
        ("mass ^ 0.5", "E439", "mass ^ 0.5"),
        ("mass ^ 10", "E439", "mass ^ 10"),
        ("mass * Distance", "E442", "Distance"),
    ],
)
def test_a_formula_that_mixes_units_is_refused_where_it_does(
    text: str, code: str, marked: str
) -> None:
    with pytest.raises(QuantityError) as caught:
        unit_of(parse_expression(text), KNOWN)
    assert_can_be_told(caught.value)
    assert caught.value.code == code
    assert text[slice(*caught.value.span)] == marked


def test_an_unknown_name_gets_the_nearest_of_the_candidates() -> None:
    with pytest.raises(QuantityError) as caught:
        unit_of(parse_expression("Distance"), {}, candidates=["distance"])
    assert caught.value.values["nearest"] == "distance"
