"""Gradients at kinks, without a derivative or a footprint; names; their page."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose
from small_models import factor, model, works

import lcagraph as lg
from lcagraph.errors import FindingsError
from lcagraph.sensitivity.gradient import Gradient, gradient
from lcagraph.sensitivity.numbers import find_number, numbers_in
from lcagraph.sensitivity.tornado import tornado

ROOT = Path(__file__).parents[1]
EXAMPLES = sorted(path.parent.name for path in ROOT.glob("models/*/model.yaml"))


def example(name: str) -> lg.Model:
    return lg.read(ROOT / "models" / name / "model.yaml")


def test_a_kink_beside_the_value_is_told() -> None:
    of = model(
        {"works": works(inputs={"resin": "= max(x, 9.9 kg) + round(y) * 1 kg"})},
        {"resin": factor(3)},
        parameters={"x": "10 kg", "y": "2.2"},
    )
    found = gradient(of.prepared)
    assert [kink.function for kink in found.near_kinks] == ["max", "round"]
    assert_allclose(found.near_kinks[0].margin, [0.01])
    assert found.of("y").derivative == 0
    assert "max(x, 9.9 kg)" in found.to_text("en")
    assert "阶跃" in found.to_text("zh")


def bent(formula: str, x: str = "2", **bounds: str) -> Gradient:
    of = model(
        {"works": works(emissions={"co2_fossil": f"= 1 kg * ({formula})"})},
        parameters={"x": {"value": x, **bounds}, "y": "3"},
    )
    return gradient(of.prepared)


@pytest.mark.parametrize(
    ("formula", "x", "below", "above"),
    [
        ("max(x, 2)", "2", 0, 1),
        ("y * min(x, 2) + x", "2", 4, 1),
        ("1 + abs(x)", "0", -1, 1),
        ("if(x > 2, 5 * x - 5, 1 + 2 * x)", "2", 2, 5),
        ("max(x, 2)^2", "2", 0, 4),
    ],
)
def test_right_at_a_kink_there_are_two_derivatives_and_no_one(
    formula: str, x: str, below: float, above: float
) -> None:
    found = bent(formula, x)
    slope = found.of("x")
    assert np.isnan(slope.derivative)
    assert np.isnan(slope.elasticity)
    assert slope.sides is not None
    # each a hundred-millionth beside the kink
    assert_allclose(slope.sides, [below, above], rtol=1e-7, atol=1e-7)
    assert_allclose(slope.steepest, max(abs(below), abs(above)), rtol=1e-7)
    assert found.slopes()[0].number.name == "x" or below == -1  # |x| = 0 has no size
    (data,) = [n for n in found.to_dict()["numbers"] if "below" in n]
    assert data["derivative"]["headline"] is None
    assert data["above"]["headline"] == pytest.approx(above, abs=1e-7)


def test_a_page_tells_both_derivatives_at_a_kink() -> None:
    found = bent("max(x, 2)")
    assert "the derivative is 0 below and 1 above" in found.to_text("en")
    assert "向下一侧的导数为 0，向上一侧为 1" in found.to_text("zh")
    assert "on this side only" not in found.to_text("en")


def test_a_kink_that_bends_nothing_leaves_the_derivative() -> None:
    # both arguments are x, and y isn't at a kink at all
    found = bent("max(x, x) + max(y, 2)")
    assert found.sides == {}
    assert_allclose([found.of("x").derivative, found.of("y").derivative], 1)


def test_beyond_a_bound_there_is_no_derivative_on_that_side() -> None:
    slope = bent("max(x, 2)", max="2").of("x")
    assert slope.sides is not None
    assert slope.sides[0] == 0
    assert np.isnan(slope.sides[1])
    assert "0 below and — above" in bent("max(x, 2)", max="2").to_text("en")


def test_a_derivative_that_does_not_exist_is_no_number() -> None:
    of = model(
        {"works": works(inputs={"resin": "= (1 + sqrt(x)) * 1 kg"})},
        {"resin": factor(3)},
        parameters={"x": "0"},
    )
    found = gradient(of.prepared)
    assert not np.isfinite(found.of("x").derivative)
    assert_allclose(found.of("resin.co2e").derivative, 1)
    by_name = {each["path"]: each for each in found.to_dict()["numbers"]}
    assert by_name["parameters.x.value"]["derivative"]["headline"] is None
    assert "x" in found.to_text("en").partition("no derivative")[2]


def test_a_footprint_of_zero_has_derivatives_and_no_elasticities() -> None:
    of = model({"works": works(emissions={"co2_fossil": "0 kg"})})
    slope = gradient(of.prepared).of("works.emissions.co2_fossil")
    assert slope.derivative == 1
    assert np.isnan(slope.elasticity)


@pytest.mark.parametrize(
    ("name", "code"),
    [("nonsense", "E720"), ("co2e", "E723"), ("rest", "E720"), ("stamping", "E720")],
)
def test_a_name_that_means_no_one_number_is_refused(name: str, code: str) -> None:
    of = model(
        {"works": works(inputs={"resin": "= 1 kg * rest", "oil": "1 kg"})},
        {"resin": factor(3), "oil": factor(2)},
        parameters={"share": "0.5", "rest": "= 1 - share"},
    )
    with pytest.raises(lg.UsageError) as caught:
        find_number(of.prepared, name)
    assert caught.value.finding.code == code
    assert find_number(of.prepared, "resin.co2e").path == (
        "factors.resin.co2e.unspecified"
    )


def test_an_unknown_output_is_refused() -> None:
    with pytest.raises(lg.UsageError) as caught:
        gradient(example("pp_crate").prepared, output="carbon")
    assert caught.value.finding.code == "E727"


def test_a_model_without_a_footprint_has_no_gradient() -> None:
    of = model({"works": works(inputs={"goods": "1 kg"})})  # it takes all that it makes
    with pytest.raises(FindingsError):
        gradient(of.prepared)


@pytest.fixture(scope="module")
def crate() -> Gradient:
    return gradient(example("pp_crate").prepared)


def test_a_page_shows_the_largest_first_and_says_what_it_leaves_out(
    crate: Gradient,
) -> None:
    elasticities = [row[4] for row in crate.to_table().rows]
    sizes = [abs(float(str(each))) for each in elasticities if each is not None]
    assert sizes == sorted(sizes, reverse=True)
    text = crate.to_text("en", most=2)
    assert "moulding.inputs" in text
    assert "left out" in text
    assert "弹性" in crate.to_text("zh")
    assert crate._repr_html_().startswith("<table>")
    assert len(crate.to_frame()) == len(crate.to_table().rows)


def test_data_hold_every_number_in_full(crate: Gradient) -> None:
    content = crate.to_dict()
    assert [n["path"] for n in content["numbers"]] == [n.path for n in crate.numbers]
    assert set(content["outputs"]) > {"headline", "including", "excluding", "fossil"}


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_number_is_found_by_its_short_name(name: str) -> None:
    prepared = example(name).prepared
    for number in numbers_in(prepared):
        assert find_number(prepared, number.name) == number


def test_bounds_of_a_parameter_are_no_numbers_that_move_a_footprint() -> None:
    bounded = {"value": "0.98", "min": "0.9", "max": "0.995"}
    of = model(
        {"works": works(inputs={"resin": "= 1 kg * share"})},
        {"resin": factor(3)},
        parameters={"share": bounded},
    )
    named = [number.path for number in numbers_in(of.prepared)]
    assert "parameters.share.value" in named
    assert not {"parameters.share.min", "parameters.share.max"} & {*named}
    # 10 % more of the lower bound is 0.99, above the value itself: refused as E331
    assert not [bar for bar in tornado(of.prepared).bars if bar.refused]
