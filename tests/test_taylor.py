"""First-order variance, against closed forms; which numbers are worth measuring."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose
from small_models import factor, model, works

import lcagraph as lg
from lcagraph.calculate import evaluate
from lcagraph.data_quality import assess_data
from lcagraph.distributions import HALF_WIDTH_95
from lcagraph.sampling import sampler_of
from lcagraph.sensitivity.taylor import taylor
from lcagraph.sensitivity.worth_measuring import worth_measuring

Plain = Any

RTOL = 1e-9  # the two-sided 95 % quantile of the normal is stated to 16 digits


def linear() -> lg.Model:
    """2 kg/kg × 10 kg ± 20 % + 5 kg/kg × 4 kg ± 10 % + 1 kg: 41 kg."""
    return model(
        {
            "works": works(
                inputs={"resin": "10 kg ± 20 %", "steel": "4 kg ± 10 %"},
                emissions={"co2_fossil": "1 kg"},
            )
        },
        {"resin": factor(2), "steel": factor(5, kind="material")},
    )


def lognormal(gsd: float) -> Plain:
    return {"dist": "lognormal", "gsd": gsd}


# ---------------------------------------------------------------------- closed forms


def test_a_sum_of_normals_is_exact() -> None:
    found = taylor(linear().prepared)
    parts = np.array([2 * 2.0, 5 * 0.4]) / HALF_WIDTH_95
    assert_allclose(found.mean, 41, rtol=RTOL)
    assert_allclose(found.sd, np.hypot(*parts), rtol=RTOL)
    assert_allclose([s.share for s in found.shares], [0.8, 0.2], rtol=RTOL)
    assert_allclose([s.sd for s in found.shares], parts, rtol=RTOL)


def test_a_product_lacks_the_product_of_its_spreads() -> None:
    # lognormals X, Y: CV² = (1 + cx²)(1 + cy²) − 1, first order cx² + cy²;
    # the mean of the product is the product of the means, exp(σ²/2) each
    of = model(
        {"works": works(inputs={"resin": {"amount": "10 kg",
                                          "uncertainty": lognormal(1.2)}})},
        {"resin": factor(3, uncertainty=lognormal(1.1))},
    )  # fmt: skip
    found = taylor(of.prepared)
    squares = [math.log(gsd) ** 2 for gsd in (1.2, 1.1)]
    assert_allclose(found.mean, 30 * math.exp(sum(squares) / 2), rtol=RTOL)
    assert found.cv is not None
    assert_allclose(found.cv**2, sum(map(math.expm1, squares)), rtol=RTOL)


def test_a_formula_carries_its_correlation() -> None:
    # share × 1 + (1 − share) × 4, once: |−3| × 10 × sd of the share
    share = {"value": "0.4", "uncertainty": {"dist": "uniform", "min": 0.2, "max": 0.6}}
    of = model(
        {"works": works(inputs={"resin": "= 10 kg * x", "steel": "= 10 kg * (1 - x)"})},
        {"resin": factor(1), "steel": factor(4)},
        parameters={"x": share},
    )
    assert_allclose(taylor(of.prepared).sd, 30 * 0.4 / 12**0.5, rtol=RTOL)


def mixed(sun: str) -> lg.Model:
    grid = {
        "kind": "mix",
        "outputs": {"power": "1 kWh"},
        "inputs": {"wind": "0.6 kWh ± 10 %", "sun": sun},
    }
    return model(
        {"works": works(inputs={"power": "10 kWh"}), "grid": grid},
        {
            "wind": factor(1, "1 kWh", kind="electricity"),
            "sun": factor(3, "1 kWh", kind="electricity"),
        },
    )


def test_shares_that_add_up_count_with_their_covariance() -> None:
    # sun takes the rest: h = 10 (3 − 2 w), so sd = 20 × 0.06 / 1.96, known to 0.3 %
    found = taylor(mixed("0.4 kWh").prepared)
    assert_allclose(found.sd, 20 * 0.06 / HALF_WIDTH_95, rtol=0.01)
    # sun is certain: what it moves is moved by wind
    (wind,) = found.shares
    assert (wind.path.split(".")[3], wind.share) == ("wind", 1)
    assert_allclose(wind.sd, 20 * 0.06 / HALF_WIDTH_95, rtol=0.01)


def between(value: str, low: str, high: str) -> Plain:
    return {
        "amount": value,
        "uncertainty": {"dist": "uniform", "min": low, "max": high},
    }


def three(coal: Plain) -> lg.Model:
    """10 kWh of hydro (0.1 kg), wind (0.02 kg), both uncertain, and coal (1 kg)."""
    grid = {
        "kind": "mix",
        "outputs": {"power": "1 kWh"},
        "inputs": {
            "hydro": between("0.3 kWh", "0.1 kWh", "0.6 kWh"),
            "wind": between("0.1 kWh", "0.05 kWh", "0.2 kWh"),
            "coal": coal,
        },
    }
    return model(
        {"works": works(inputs={"power": "10 kWh"}), "grid": grid},
        {
            "hydro": factor(0.1, "1 kWh", kind="electricity"),
            "wind": factor(0.02, "1 kWh", kind="electricity"),
            "coal": factor(1, "1 kWh", kind="electricity"),
        },
    )


def test_variance_belongs_to_the_numbers_that_are_drawn() -> None:
    # coal = 1 − hydro − wind: h = 10 (1 − 0.9 hydro − 0.98 wind);
    # sd of hydro 0.5/√12, of wind 0.15/√12
    parts = np.array([9 * 0.5, 9.8 * 0.15]) ** 2 / 12
    found = taylor(three("0.6 kWh").prepared)
    assert [s.path.split(".")[3] for s in found.shares] == ["hydro", "wind"]
    assert_allclose([s.share for s in found.shares], parts / parts.sum(), rtol=0.01)
    assert_allclose(found.sd, parts.sum() ** 0.5, rtol=0.01)


def test_shares_that_are_divided_by_their_sum_have_no_negative_part() -> None:
    found = taylor(three(between("0.6 kWh", "0.5 kWh", "0.7 kWh")).prepared)
    assert len(found.shares) == 3
    assert all(s.share >= 0 for s in found.shares)
    assert_allclose(sum(s.share for s in found.shares), 1, rtol=RTOL)
    # first order at 0.3 + 0.1 + 0.6 = 1: ∂h/∂x = 10 (factor − 0.632); the mean of
    # hydro is 0.35 and of wind 0.125, so the true slopes are these within 10 %
    slopes = np.array([0.1, 0.02, 1.0]) - 0.632
    parts = (slopes * [0.5, 0.15, 0.2]) ** 2
    by_name = {s.path.split(".")[3]: s.share for s in found.shares}
    shares = [by_name[name] for name in ("hydro", "wind", "coal")]
    assert_allclose(shares, parts / parts.sum(), rtol=0.25)


def test_measuring_a_share_better_counts_what_gives_way_in_draws() -> None:
    # coal alone gives way: ∂h/∂hydro = 10 (0.1 − 1) = −9, h = 6.32 kg
    found = worth_measuring(three("0.6 kWh").prepared)
    hydro = next(c for c in found.candidates if "hydro" in c.number.name)
    assert_allclose(hydro.effect, 9 * 0.5 / 12**0.5 / 6.32, rtol=RTOL)


def test_a_few_impossible_draws_of_a_balance_are_left_out() -> None:
    # h = 10 kg × (0.8 × 2 + 0.01 × (g − 2)) / g, so ∂h/∂g = −15.8 / g² at g = 10 kg
    dist = {"dist": "discrete", "values": ["0", "2"], "weights": [0.0002, 0.9998]}
    one = works(
        outputs={"goods": "10 kg ± 10 %"},
        inputs={"ore": "= 4 kg / divisor", "sand": "8 kg"},
        balance="inputs",
    )
    of = model(
        {"works": one},
        {"ore": factor(0.8), "sand": factor(0.01)},
        reference={"product": "goods", "amount": "10 kg"},
        parameters={"divisor": {"value": "2", "uncertainty": dist}},
    )
    # 65,536 draws tell a standard deviation to 0.3 %
    assert_allclose(taylor(of.prepared).sd, 0.158 / HALF_WIDTH_95, rtol=0.02)


def test_what_is_certain_has_no_variance() -> None:
    of = model({"works": works(emissions={"co2_fossil": "3 kg"})})
    found = taylor(of.prepared)
    assert (found.mean, found.sd, found.shares) == (3, 0, ())
    assert "no number of the model" in found.to_text("en")


def test_first_order_is_near_monte_carlo_where_spreads_are_small() -> None:
    prepared = linear().with_({"factors.resin.co2e": "2 kg ± 5 %"}).prepared
    draws = evaluate(prepared, sampler_of(prepared).draw(1, 0, 40_000)).including
    # the error of a standard deviation is 1/√(2 n) = 0.35 %
    assert_allclose(taylor(prepared).sd, draws.std(), rtol=0.02)


def test_an_item_has_a_variance_of_its_own() -> None:
    assert taylor(linear().prepared, output="fossil").sd == 0
    with pytest.raises(lg.UsageError) as caught:
        taylor(linear().prepared, output="fosil")
    assert caught.value.finding.code == "E727"


def test_a_page_tells_shares_in_percent() -> None:
    found = taylor(linear().prepared)
    assert [row[2] for row in found.to_table().rows] == pytest.approx([80, 20])
    assert "works.inputs.resin" in found.to_text("en")
    assert "方差占比" in found.to_text("zh")
    assert "<table>" in found._repr_html_()
    assert found.to_dict()["shares"][0]["path"].endswith("resin.amount")


# -------------------------------------------------------------------- worth measuring


def scored() -> lg.Model:
    """The same spread three times: estimated, metered, and of no class."""

    def row(**card: str) -> Plain:
        return {"amount": "10 kg ± 20 %", "data": card} if card else "10 kg ± 20 %"

    return model(
        {
            "works": works(
                inputs={
                    "resin": row(**{"class": "estimated"}),
                    "steel": row(**{"class": "continuous"}),
                    "paint": row(),
                    "wood": "10 kg",
                }
            )
        },
        {
            "resin": factor(1, **{"class": "measured"}),
            "steel": factor(1),
            "paint": factor(1, uncertainty=lognormal(1.05), **{"class": "national"}),
            "wood": factor(1),
        },
    )


def test_poor_data_come_before_good_ones_of_the_same_effect() -> None:
    found = worth_measuring(scored().prepared)
    by_name = {each.number.name: each for each in found.candidates}
    scores = {name: each.score for name, each in by_name.items()}
    assert scores == {
        "works.inputs.resin": 1,
        "works.inputs.steel": 6,
        "works.inputs.paint": None,
        "paint.co2e": 2,
    }
    effect = 10 * 0.2 / HALF_WIDTH_95 / 40  # sd over the footprint of 40 kg
    resin, steel = by_name["works.inputs.resin"], by_name["works.inputs.steel"]
    assert_allclose([resin.effect, steel.effect], effect, rtol=RTOL)
    assert_allclose([resin.priority, steel.priority], [effect, effect / 6], rtol=RTOL)
    assert_allclose(by_name["works.inputs.paint"].priority, effect, rtol=RTOL)
    priorities = [each.priority for each in found.candidates]
    assert priorities == sorted(priorities, reverse=True)


def test_numbers_that_state_no_uncertainty_are_told() -> None:
    found = worth_measuring(scored().prepared)
    names = {slope.number.name for slope in found.unstated}
    assert names == {"resin.co2e", "steel.co2e", "works.inputs.wood", "wood.co2e"}
    assert "wood.co2e (+0.25)" in found.to_text("en")
    assert "未说明数据级别" in found.to_text("zh")
    assert found.to_dict()["unstated"][0]["elasticity"] == pytest.approx(0.25)
    assert "<table>" in found._repr_html_()


def card(class_: str) -> Plain:
    return {"data": {"class": class_}}


def test_a_factor_within_a_process_has_the_score_of_its_own_class() -> None:
    # the gas is metered (6), its factor international (1): 100 m3 × 2.1 kg/m3 ± 5 %
    gas = {"amount": "100 m3 ± 2 %", **card("continuous")}
    burnt = {
        "flow": "co2_fossil",
        "activity": "gas",
        "factor": "2.1 kg/m3 ± 5 %",
        "class": "international",
    }
    of = model(
        {"works": works(inputs={"gas": gas}, emissions={"burnt": burnt})},
        {"gas": factor(0, "1 m3", kind="fuel")},
    )
    found = {c.number.name: c for c in worth_measuring(of.prepared).candidates}
    own = found["works.emissions.burnt.factor"]
    assert (own.score, found["works.inputs.gas"].score) == (1, 6)
    assert_allclose(own.priority, 0.05 / HALF_WIDTH_95, rtol=RTOL)
    assert next(iter(found)) == "works.emissions.burnt.factor"


def test_a_gas_that_is_measured_has_the_score_of_its_activity_datum() -> None:
    gas = {"amount": "2 kg ± 5 %", **card("periodic")}
    of = model({"works": works(emissions={"co2_fossil": gas})})
    (found,) = worth_measuring(of.prepared).candidates
    assert found.score == 3


def test_a_distance_has_the_score_of_its_leg() -> None:
    leg = {"mode": "truck", "distance": "100 km ± 20 %", **card("estimated")}
    resin = {"amount": "2 t", "transport": [leg], **card("continuous")}
    of = model(
        {"works": works(inputs={"resin": resin})},
        {"resin": factor(1), "truck": factor(0.1, "1 t*km", kind="transport")},
    )
    (found,) = worth_measuring(of.prepared).candidates
    assert found.score == 1


def test_rows_of_a_mix_rest_on_the_data_of_what_draws_on_it() -> None:
    grid = {
        "kind": "mix",
        "outputs": {"power": "1 kWh"},
        "inputs": {"wind": "0.6 kWh ± 10 %", "sun": "0.4 kWh"},
    }
    power = {"amount": "10 kWh ± 5 %", **card("continuous")}
    factors = {row: factor(1 + i, "1 kWh", kind="electricity")
               for i, row in enumerate(("wind", "sun"))}  # fmt: skip
    of = model({"works": works(inputs={"power": power}), "grid": grid}, factors)
    prepared = of.prepared
    scores = {c.number.name: c.score for c in worth_measuring(prepared).candidates}
    assert scores == {"works.inputs.power": 6, "grid.inputs.wind": 6}
    quality = assess_data(prepared, of.solve().rows)
    assert {source.activity for source in quality.sources} == {6}


def test_an_empty_list_says_why_it_is_empty() -> None:
    def told(first: str, second: str) -> str:
        of = model(
            {"works": works(inputs={"resin": first, "steel": second})},
            {"resin": factor(1), "steel": factor(1, kind="material")},
        )
        found = worth_measuring(of.prepared)
        assert found.candidates == ()
        return found.to_text("en")

    assert "the footprint is 0" in told("1 kg ± 10 %", "= -1 kg")
    assert "no number of the model states an uncertainty" in told("1 kg", "2 kg")


def test_an_uncertain_number_that_moves_nothing_is_no_candidate() -> None:
    of = model(
        {"works": works(inputs={"resin": "1 kg ± 10 %", "steel": "1 kg"})},
        {"resin": factor(0), "steel": factor(1, kind="material")},
    )
    text = worth_measuring(of.prepared).to_text("en")
    assert "no uncertain number moves this footprint" in text


def test_at_a_kink_the_steeper_side_is_counted() -> None:
    # max(x, 2) at 2: 0 below and 1 above, so 1 × 0.2 / 1.96 of 2
    of = model(
        {"works": works(emissions={"co2_fossil": "= 1 kg * max(x, 2)"})},
        parameters={"x": "2 ± 10 %"},
    )
    (found,) = worth_measuring(of.prepared).candidates
    assert found.elasticity is None
    assert_allclose(found.effect, 0.1 / HALF_WIDTH_95, rtol=1e-7)


def test_uncertain_numbers_that_others_decide_are_named() -> None:
    # wind is what x leaves, whatever its own distribution is
    grid = {
        "kind": "mix",
        "outputs": {"power": "1 kWh"},
        "inputs": {"wind": "0.6 kWh ± 5 %", "sun": "= 1 kWh * x"},
    }
    factors = {row: factor(1 + i, "1 kWh", kind="electricity")
               for i, row in enumerate(("wind", "sun"))}  # fmt: skip
    of = model({"works": works(inputs={"power": "10 kWh"}), "grid": grid}, factors,
               parameters={"x": "0.4 ± 5 %"})  # fmt: skip
    found = worth_measuring(of.prepared)
    assert [c.number.name for c in found.candidates] == ["x"]
    assert found.to_dict()["unmoved"] == ["processes.grid.inputs.wind.amount"]
    assert "others decide them" in found.to_text("en")
