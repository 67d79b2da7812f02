"""The numbers of a formula, for one variant and for many."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from telling import assert_can_be_told

from lcagraph.errors import QuantityError
from lcagraph.formulas import (
    parse_expression,
)
from lcagraph.formulas.evaluation import evaluate_expression
from lcagraph.units import Unit, parse_unit

FEW_OPERATIONS = 1e-14  # a handful of correctly rounded operations


def units(**given_units: str) -> dict[str, Unit]:
    return {key: parse_unit(text) for key, text in given_units.items()}


KNOWN = units(
    mass="t", distance="km", power="kWh", heat="MJ", share="%", gas="m3", normal="Nm3",
    price="CNY", dollars="USD", area="m2", freight="kg/(t*km)", n="1", load="t*km",
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("mass * distance * freight", 2 * 500 * 0.1),
        ("mass / 5 kg", 400.0),  # 2000 kg / 5 kg
        ("power + heat", 10 + 7.2 / 3.6),
        ("heat + power", 7.2 + 10 * 3.6),
        ("share * power", 0.4 * 10),
        ("1 - share", 0.6),
        ("share + 0.1", 50.0),  # in %, the unit of the first term
        ("area ^ 0.5", 3.0),
        ("sqrt(4 km2)", 2000.0),  # in m
        ("(3 km) ^ 2", 9.0),
        ("share ^ 2", 0.16),
        ("2 ^ share", 2**0.4),
        ("min(power, heat)", 2.0),  # 7.2 MJ = 2 kWh
        ("max(power, heat, 11 kWh)", 11.0),
        ("abs(-mass)", 2.0),
        ("exp(0)", 1.0),
        ("ln(exp(2))", 2.0),
        ("log10(1000)", 3.0),
        ("round(2.5)", 3.0),
        ("round(-2.5)", -3.0),
        ("round(0.49999999999999994)", 0.0),  # the number next to 0.5
        ("round(mass / 30 kg) * 30 kg", 2010.0),  # 66.67 → 67
        ("-(2 ^ 2)", -4.0),
        ("(-2) ^ 2", 4.0),
        ("2 - 3 - 4", -5.0),
        ("24 / 4 / 3", 2.0),
        ("24 / 4 * 3", 18.0),
        ("if(mass > 1999 kg, 1, 0)", 1.0),
        ("if(mass < 1999 kg or not share == 40 %, 1, 0)", 0.0),
        ("if(n != 0 and 1 / n > 2, 1, 0)", 0.0),  # nothing is divided by zero
        ("if(n == 0, 0 kg, mass / n)", 0.0),
        ("kg_per_t * 1 t", 3.0),
    ],
)
def test_the_number_of_a_formula(text: str, expected: float) -> None:
    known = {**KNOWN, "kg_per_t": parse_unit("kg/t")}
    values = {
        "mass": 2.0, "distance": 500.0, "power": 10.0, "heat": 7.2, "share": 40.0,
        "area": 9.0, "freight": 0.1, "n": 0.0, "kg_per_t": 3.0,
    }  # fmt: skip
    result = evaluate_expression(parse_expression(text), values, known)
    assert result.shape == ()
    assert_allclose(result, expected, rtol=FEW_OPERATIONS, atol=0)


def test_variants_are_computed_at_once() -> None:
    loss = np.array([0.0, 0.2, 0.5])
    result = evaluate_expression(
        parse_expression("1 t / (1 - loss)"), {"loss": loss}, units(loss="1")
    )
    assert_array_equal(result, [1.0, 1.25, 2.0])


def test_one_value_serves_all_variants() -> None:
    values: Mapping[str, Any] = {"x": np.array([1.0, 2.0, 3.0]), "y": 10.0}
    result = evaluate_expression(parse_expression("x * y"), values, units(x="1", y="1"))
    assert_array_equal(result, [10, 20, 30])


def test_a_branch_is_computed_only_for_the_variants_that_take_it() -> None:
    n = np.array([0.0, 2.0, 4.0])
    mass = np.array([8.0, 8.0, 8.0])
    result = evaluate_expression(
        parse_expression("if(n > 0, mass / n, 0 kg)"),
        {"n": n, "mass": mass},
        units(n="1", mass="t"),
    )
    # 8 t / 2 and 8 t / 4; the branches agree in t, the unit of the first
    assert_array_equal(result, [0, 4, 2])


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("1 + 1 / n", "1 / n"),
        ("if(1 / n > 0, 1, 2)", "1 / n"),
        ("1 / (1 / n)", "1 / n"),
        ("2 * ln(n)", "ln(n)"),
        ("sqrt(n - 1)", "sqrt(n - 1)"),
        ("(n - 1) ^ 0.5", "n - 1) ^ 0.5"),
        ("10 ^ (10 ^ 10)", "10 ^ (10 ^ 10"),
        ("exp(1e4)", "exp(1e4)"),
        ("n ^ -1", "n ^ -1"),
    ],
)
def test_what_is_not_finite_is_refused_where_it_arises(text: str, marked: str) -> None:
    expression = parse_expression(text)
    with pytest.raises(QuantityError) as caught:
        evaluate_expression(expression, {"n": np.array([1.0, 0.0])}, units(n="1"))
    assert_can_be_told(caught.value)
    assert caught.value.code == "E447"
    assert text[slice(*caught.value.span)] == marked


def test_values_are_left_as_they_were() -> None:
    x = np.array([1.0, 2.0])
    result = evaluate_expression(parse_expression("x"), {"x": x}, units(x="kg"))
    result[0] = 99
    assert_array_equal(x, [1, 2])


def test_reading_formulas_does_not_import_numpy() -> None:
    code = (
        "import sys; import lcagraph.formulas, lcagraph.distributions;"
        "print('numpy' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"
