"""Gradients at kinks, without a derivative or a footprint; names; their page."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose
from small_models import factor, model, works

import lcagraph as lg
from lcagraph.errors import FindingsError
from lcagraph.sensitivity.gradient import Gradient, gradient, slope_of
from lcagraph.sensitivity.numbers import find_number, numbers_in

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
    slope = slope_of(of.prepared, "works.emissions.co2_fossil")
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
