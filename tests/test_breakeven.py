"""Break-even: crossings of functions by hand, and of models."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose
from small_models import factor, model, works

import lcagraph as lg
from lcagraph.arrays import Floats
from lcagraph.sensitivity.breakeven import breakeven
from lcagraph.sensitivity.crossings import find_crossings

Plain = Any


def crossings(
    difference: Callable[[Floats], Floats], low: float = 0.0, high: float = 4.0
) -> list[tuple[str, float]]:
    found = find_crossings(lambda x: (difference(x), np.full(x.shape, 4.0)), low, high)
    return [(each.kind, each.at) for each in found]


def kinds(found: list[tuple[str, float]]) -> list[str]:
    return [kind for kind, _ in found]


# ------------------------------------------------------------------ functions by hand


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        (lambda x: x - np.pi, [np.pi]),
        (lambda x: x**2 - 2, [2**0.5]),
        (lambda x: 1 / (x + 0.1) - 1, [0.9]),
        (lambda x: x - 2, [2.0]),  # a point of the grid
        (lambda x: x, [0.0]),  # an end
        (lambda x: x - 4, [4.0]),
        (lambda x: np.sin(np.pi * x + 1), [k - 1 / np.pi for k in (1, 2, 3, 4)]),
        (lambda x: (x - 1.0001) * (x - 1.0002), [1.0001, 1.0002]),  # within one step
        (lambda x: np.exp(x) + 1, []),
        (lambda x: np.abs(x - 1.3) + 1e-3, []),  # near, but never there
        # within the first and the last step of the grid, 4/1024
        (lambda x: (x - 0.001) * (x - 0.003), [0.001, 0.003]),
        (lambda x: 1e9 * (x - 1e-6) * (x - 2e-6), [1e-6, 2e-6]),
        (lambda x: (x - 3.997) * (x - 3.999), [3.997, 3.999]),
    ],
)
def test_every_crossing_is_found_to_the_last_digits(
    function: Callable[[Floats], Floats], expected: list[float]
) -> None:
    found = crossings(function)
    assert kinds(found) == ["crossing"] * len(expected)
    assert_allclose([at for _, at in found], expected, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize(
    "at",
    # on the grid and beside it, within its first and its last step
    [1.25, 1.3, 0.002, 3.9985],
)
def test_a_touch_changes_no_places(at: float) -> None:
    ((kind, found),) = crossings(lambda x: (x - at) ** 2)
    assert kind == "touch"
    assert_allclose(found, at, atol=1e-6)  # |D| is 1e-13 there


def test_a_jump_over_zero_is_no_crossing() -> None:
    ((kind, found),) = crossings(lambda x: np.where(x < 1.1, -1.0, 1.0))
    assert kind == "jump"
    assert_allclose(found, 1.1, rtol=1e-12)


def test_a_pole_is_no_crossing() -> None:
    with np.errstate(divide="ignore"):
        assert kinds(crossings(lambda x: 1 / (x - 1.1))) == ["jump"]


def test_a_stretch_where_both_are_equal_has_two_ends() -> None:
    def flat(x: Floats) -> Floats:
        return np.maximum(x - 2.3, 0.0) + np.minimum(x - 1.2, 0.0)

    (found,) = find_crossings(lambda x: (flat(x), np.ones(x.shape)), 0, 4)
    assert found.kind == "equal"
    assert_allclose([found.at, found.to], [1.2, 2.3], rtol=1e-9)


def test_what_does_not_exist_is_no_zero() -> None:
    found = crossings(lambda x: np.where(np.abs(x - 2) < 0.5, np.nan, x - 1))
    assert_allclose([at for _, at in found], [1.0])
    gap = crossings(lambda x: np.where(np.abs(x - 2) < 0.5, np.nan, x - 2))
    assert gap == []  # the change lies in the gap


@pytest.mark.parametrize("start", [0.0, 0.3, 1.1])
@pytest.mark.parametrize("sign", [1, -1])
def test_a_function_that_begins_at_zero_is_equal_there(start: float, sign: int) -> None:
    def root(x: Floats) -> Floats:
        with np.errstate(invalid="ignore"):
            return np.sqrt(sign * (x - start))

    (found,) = find_crossings(lambda x: (root(x), np.ones(x.shape)), -2, 4)
    assert_allclose(found.at, start, rtol=1e-12)


def test_what_ends_beside_zero_does_not_reach_it() -> None:
    # 0.01 is left where it ends to exist
    def cut(x: Floats) -> Floats:
        return np.where(x < 1.1, 1.11 - x, np.nan)

    assert crossings(cut) == []


# ------------------------------------------------------------------------------ models


def powered(power: str, steel: str, **keys: Plain) -> lg.Model:
    """Power at 0.6 kg/kWh, steel at 2 kg/kg."""
    return model(
        {"works": works(inputs={"power": power, "steel": steel})},
        {
            "power": factor(0.6, "1 kWh", kind="electricity"),
            "steel": factor(2, kind="material"),
        },
        **keys,
    )


def test_two_models_are_equal_where_their_lines_cross() -> None:
    # 10 g + 2 = 4 g + 6: g = 2/3 kg/kWh, both 26/3 kg
    one, other = powered("10 kWh", "1 kg"), powered("4 kWh", "3 kg")
    found = breakeven(one.prepared, other.prepared, "power.co2e", names=("one", "two"))
    (crossing,) = found.crossings
    assert_allclose(crossing.at, 2 / 3, rtol=1e-12)
    assert_allclose(found.at_crossings, [26 / 3], rtol=1e-12)
    assert (found.low, found.high) == (0, 1.2)
    assert [part.lower for part in found.stretches] == ["one", "two"]
    assert_allclose(found.curves[:, 0], [2, 6], rtol=1e-12)


def test_a_break_even_may_be_on_a_number_that_only_one_has() -> None:
    one = powered("10 kWh", "= 1 kg * x", parameters={"x": "1"})
    other = powered("4 kWh", "3 kg")
    # 6 + 2 x = 2.4 + 6: x = 1.2
    for pair in ((one, other), (other, one)):
        found = breakeven(pair[0].prepared, pair[1].prepared, "x")
        assert_allclose(found.crossings[0].at, 1.2, rtol=1e-12)
    assert found.written == (None, 1.0)
    assert "not in this model" in found.to_text("en")


def test_units_of_both_models_are_brought_together() -> None:
    one, other = powered("10 kWh", "1 kg"), powered("= 2 * x", "3000 g")
    other = powered("= 2 * x", "3 kg", parameters={"x": "7.2 MJ"})
    one = powered("= x", "1 kg", parameters={"x": "10 kWh"})
    # 0.6 x + 2 = 1.2 x + 6 never; with 1 kg of steel more in the first it does
    third = powered("= x", "5 kg", parameters={"x": "10 kWh"})
    assert breakeven(one.prepared, other.prepared, "x").crossings == ()
    found = breakeven(third.prepared, other.prepared, "x")
    assert_allclose(found.crossings[0].at, 4 / 0.6, rtol=1e-12)  # kWh
    assert_allclose(found.written, [10, 2], rtol=1e-12)


def test_two_crossings_enclose_where_the_other_is_lower() -> None:
    # 10 (x − 1)(x − 3) kg of steel more: the curve is lower between 1 and 3
    parameters = {"x": {"value": "2", "min": "0", "max": "4"}}
    bent = powered("10 kWh", "= (50 + 10 * (x - 1) * (x - 3)) * 1 kg",
                   parameters=parameters)  # fmt: skip
    flat = powered("10 kWh", "50 kg")
    found = breakeven(bent.prepared, flat.prepared, "x", names=("bent", "flat"))
    assert_allclose([each.at for each in found.crossings], [1, 3], rtol=1e-12)
    assert [part.lower for part in found.stretches] == ["flat", "bent", "flat"]
    assert (found.low, found.high) == (0, 4)  # its own bounds


def curved(formula: str, low: float, high: float) -> lg.Model:
    """A formula of x in kg of CO2, x between its bounds."""
    bounds = {"value": str((low + high) / 2), "min": str(low), "max": str(high)}
    return model(
        {"works": works(emissions={"co2_fossil": f"= 1 kg * ({formula})"})},
        parameters={"x": bounds},
    )


FLAT = model({"works": works(emissions={"co2_fossil": "20 kg"})})


@pytest.mark.parametrize("at", [0.2, 300.1, 999.4])
def test_two_crossings_within_one_step_enclose_where_the_other_is_lower(
    at: float,
) -> None:
    # half way between them 0.25² = 0.0625 below 20; a step of the grid is 0.98
    bent = curved(f"20 + (x - {at}) * (x - {at + 0.5})", 0, 1000)
    found = breakeven(bent.prepared, FLAT.prepared, "x", names=("bent", "flat"))
    assert_allclose([each.at for each in found.crossings], [at, at + 0.5], rtol=1e-6)
    assert [part.lower for part in found.stretches] == ["flat", "bent", "flat"]
    assert [part["name"] for part in found.to_dict()["lower"]] == [
        "flat",
        "bent",
        "flat",
    ]


def test_a_touch_beside_the_end_is_found() -> None:
    found = breakeven(curved("20 + (x + 4.995)^2", -5, 10).prepared, FLAT.prepared, "x")
    assert [each.kind for each in found.crossings] == ["touch"]
    assert_allclose(found.crossings[0].at, -4.995, atol=1e-5)
    assert [part.lower for part in found.stretches] == ["B"]


def test_where_one_has_no_footprint_no_side_is_lower() -> None:
    # 20 + √(x − 3) begins at 3 and is equal there
    found = breakeven(curved("20 + sqrt(x - 3)", 0, 10).prepared, FLAT.prepared, "x")
    assert_allclose([each.at for each in found.crossings], [3], rtol=1e-12)
    parts = [(part.start, part.end, part.lower) for part in found.stretches]
    assert parts == [(0, pytest.approx(3), None), (pytest.approx(3), 10, "B")]


def test_a_range_without_a_crossing_says_so() -> None:
    one, other = powered("10 kWh", "1 kg"), powered("4 kWh", "3 kg")
    found = breakeven(one.prepared, other.prepared, "power.co2e", within=(0.7, 2))
    assert found.crossings == ()
    assert "no break-even" in found.to_text("en")
    assert [part.lower for part in found.stretches] == ["B"]


def test_the_same_model_is_equal_all_along() -> None:
    one = powered("10 kWh", "1 kg")
    found = breakeven(one.prepared, one.prepared, "power.co2e")
    assert [(each.kind, each.at, each.to) for each in found.crossings] == [
        ("equal", 0.0, 1.2)
    ]
    assert [part.lower for part in found.stretches] == [None]


def test_where_one_has_no_footprint_the_rest_is_searched() -> None:
    parameters = {"x": {"value": "1", "max": "1.5"}}
    one = powered("10 kWh", "= 1 kg * x", parameters=parameters)
    other = powered("4 kWh", "3 kg")
    found = breakeven(one.prepared, other.prepared, "x", within=(0, 3))
    assert_allclose(found.crossings[0].at, 1.2, rtol=1e-12)
    assert "has no footprint" in found.to_text("en")


def test_a_break_even_is_of_the_item_that_is_asked_for() -> None:
    one = powered("10 kWh", "1 kg").with_(
        {"factors.power.co2e": {"fossil": "0.5 kg", "unspecified": "0.1 kg"}}
    )
    other = powered("4 kWh", "3 kg")
    found = breakeven(
        one.prepared, other.prepared, "power.co2e.fossil", output="unspecified"
    )
    assert found.crossings == ()
    assert found.output_names == ("未拆分", "not split")


@pytest.mark.parametrize(
    ("on", "within", "code"),
    [
        ("nonsense", None, "E720"),
        ("co2e", None, "E723"),
        ("power.co2e", (1.0, 1.0), "E725"),
        ("power.co2e", (0.0, np.inf), "E725"),
        ("zero", None, "E725"),
        ("works.inputs.power", None, "E726"),
    ],
)
def test_what_can_not_be_searched_is_refused(on: str, within: Plain, code: str) -> None:
    one = powered("= 10 kWh + 1 kWh * zero", "1 kg", parameters={"zero": "0"})
    if code == "E726":
        one = powered("10 kWh", "1 kg")
    other = model(
        {"works": works(inputs={"power": "4 kg", "steel": "1 kg"})},
        {"power": factor(0.6), "steel": factor(2)},
    )
    with pytest.raises(lg.UsageError) as caught:
        breakeven(one.prepared, other.prepared, on, within=within)
    assert caught.value.finding.code == code


def test_a_page_and_data_say_the_same() -> None:
    one, other = powered("10 kWh", "1 kg"), powered("4 kWh", "3 kg")
    found = breakeven(one.prepared, other.prepared, "power.co2e")
    assert "0.666667 kg" in found.to_text("en")
    assert "较低" in found.to_text("zh")
    assert "<table>" in found._repr_html_()
    content = found.to_dict()
    assert content["crossings"][0]["footprint"] == pytest.approx(26 / 3)
    assert [part["name"] for part in content["lower"]] == ["A", "B"]
