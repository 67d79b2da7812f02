"""Derivatives of formulas, against central differences and by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from lcagraph.errors import QuantityError
from lcagraph.formulas import names_in, parse_expression
from lcagraph.formulas.derivatives import differentiate
from lcagraph.formulas.evaluation import evaluate_expression
from lcagraph.units import parse_unit

UNITS = {
    name: parse_unit(text)
    for name, text in {
        "mass": "t", "distance": "km", "freight": "kg/(t*km)", "power": "kWh",
        "heat": "MJ", "share": "%", "rest": "1", "area": "m2", "n": "1",
    }.items()
}  # fmt: skip
VALUES = {
    "mass": 2.0, "distance": 500.0, "freight": 0.1, "power": 10.0, "heat": 7.2,
    "share": 40.0, "rest": 0.3, "area": 9.0, "n": 5.0,
}  # fmt: skip

FORMULAS = [
    "mass * distance * freight",
    "mass / 5 kg + distance / (3 km)",
    "power + heat - 3 kWh",
    "share * power / (1 - rest)",
    "1 - share",
    "share ^ 2 + rest ^ share",
    "2 ^ rest",
    "sqrt(area * 4 m2) / sqrt(area)",
    "(3 km + distance) ^ 2",
    "min(power, heat, 30 kWh) * max(share, rest)",
    "abs(-mass) - mass * rest",
    "exp(rest * share) + ln(n) * log10(n)",
    "if(n > 4 and share < 1, mass * n, 3 kg)",
    "if(not (n > 4) or rest > 1, mass * n, 3 kg * share)",
    "round(n * 1.13) * mass",
    "-(mass * -rest)",
]


def derivatives(text: str, **changed: Any) -> dict[str, Any]:
    return dict(differentiate(parse_expression(text), VALUES | changed, UNITS).by_name)


def central_difference(text: str, name: str) -> float:
    """Of a step that balances h² against rounding / h: about 1e-10 relative."""
    expression = parse_expression(text)
    step = 1e-5 * abs(VALUES[name])
    ends = np.array([VALUES[name] - step, VALUES[name] + step])
    low, high = evaluate_expression(expression, VALUES | {name: ends}, UNITS)
    return float((high - low) / (2 * step))


@pytest.mark.parametrize("text", FORMULAS)
def test_a_derivative_is_what_a_central_difference_tells(text: str) -> None:
    found = derivatives(text)
    assert set(found) == names_in(parse_expression(text))
    expected = {name: central_difference(text, name) for name in found}
    for name, value in found.items():
        assert_allclose(value, expected[name], rtol=1e-8, atol=1e-9, err_msg=name)


@pytest.mark.parametrize("text", FORMULAS)
def test_the_value_is_the_value_of_evaluation(text: str) -> None:
    expression = parse_expression(text)
    found = differentiate(expression, VALUES, UNITS)
    assert found.value == evaluate_expression(expression, VALUES, UNITS)


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("mass * distance * freight", "mass", 50.0),  # 500 km × 0.1 kg/(t km)
        ("power + heat", "heat", 1 / 3.6),  # in kWh
        ("share * power", "share", 0.1),  # 1 % of 10 kWh
        ("sqrt(area)", "area", 1 / 6),  # 1 / (2 √9)
        ("min(power, heat)", "power", 0.0),  # 7.2 MJ are 2 kWh
    ],
)
def test_derivatives_are_in_units_of_the_formula(
    text: str, name: str, expected: float
) -> None:
    assert_allclose(derivatives(text)[name], expected, rtol=1e-14)


def test_variants_are_differentiated_together() -> None:
    found = derivatives("if(n > 4, mass * n, mass)", n=np.array([3.0, 5.0, 7.0]))
    assert_array_equal(found["mass"], [1, 5, 7])
    assert_array_equal(found["n"], [0, 2, 2])


def test_a_branch_that_is_not_taken_is_not_evaluated() -> None:
    found = derivatives("if(n > 0, mass / n, 0 t)", n=0.0)
    assert_array_equal([found["mass"], found["n"]], [[0], [0]])


def test_a_root_at_zero_has_an_infinite_derivative_and_no_other_is_touched() -> None:
    found = derivatives("sqrt(n) * rest + share", n=0.0)
    assert np.isinf(found["n"])
    assert_allclose([found["rest"], found["share"]], [[0], [0.01]])


@pytest.mark.parametrize(
    ("text", "margin"),
    [
        ("max(power, 2 kWh * 5)", 0.0),
        ("min(power, heat)", 0.8),  # 2 kWh beside 10 kWh
        ("abs(rest - 0.3)", 0.0),
        ("if(n > 4, mass, 2 t)", 0.2),  # (5 − 4) / 5
        ("round(rest)", 0.4),  # 0.3 is 0.2 from 0.5, the next step: 0.2 / 0.5
    ],
)
def test_a_kink_says_how_far_it_is(text: str, margin: float) -> None:
    (kink,) = differentiate(parse_expression(text), VALUES, UNITS).kinks
    assert_allclose(kink.margin, margin, atol=1e-15)
    assert kink.function in (text.partition("(")[0], "if")


def test_a_kink_of_a_condition_that_is_not_reached_is_unknown() -> None:
    text = "if(n > 4 or mass > 1 t, mass, 2 t)"
    n = np.array([5.0, 3.0])
    first, second = differentiate(
        parse_expression(text), VALUES | {"n": n}, UNITS
    ).kinks
    assert_allclose(first.margin, [0.2, 0.25])
    assert_allclose(second.margin, [np.nan, 0.5])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("max(n, 5)", 0.5),  # 0 on the left, 1 on the right
        ("abs(n - 5)", 0.0),
        ("min(n, 5) + max(n, 5)", 1.0),  # their sum has no kink
        ("max(n, n)", 1.0),
    ],
)
def test_at_a_kink_the_derivative_is_the_mean_of_both_sides(
    text: str, expected: float
) -> None:
    assert_allclose(derivatives(text)["n"], expected)


def test_what_has_no_value_has_no_derivative() -> None:
    with pytest.raises(QuantityError) as caught:
        derivatives("mass / (n - 5)")
    assert caught.value.code == "E447"


def test_a_formula_without_names_has_a_value_only() -> None:
    found = differentiate(parse_expression("2 t * 3"), {}, {})
    assert_array_equal(found.value, [6])
    assert not found.by_name


@given(
    n=st.floats(0.1, 10),
    rest=st.floats(0.1, 0.9),
    power=st.sampled_from([-2, -1, 0, 0.5, 2, 3]),
)
def test_powers_and_quotients_follow_their_rules(
    n: float, rest: float, power: float
) -> None:
    text = f"(n ^ ({power})) / (1 - rest)"
    found = derivatives(text, n=n, rest=rest)
    assert_allclose(found["n"], power * n ** (power - 1) / (1 - rest), rtol=1e-12)
    assert_allclose(found["rest"], n**power / (1 - rest) ** 2, rtol=1e-12)
