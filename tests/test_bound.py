"""Numbers that others hold: every analysis moves them by the rule of the draws."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose
from small_models import factor, model, works

import lcagraph as lg
from lcagraph.calculate import evaluate
from lcagraph.distributions import HALF_WIDTH_95
from lcagraph.sampling import sampler_of
from lcagraph.sensitivity.bound import as_drawn, lines
from lcagraph.sensitivity.breakeven import breakeven
from lcagraph.sensitivity.gradient import gradient
from lcagraph.sensitivity.numbers import find_number
from lcagraph.sensitivity.one_at_a_time import one_at_a_time
from lcagraph.sensitivity.tornado import Bar, tornado
from lcagraph.sensitivity.worth_measuring import worth_measuring

Plain = Any

RTOL = 1e-12
CO2E = {"coal": 1.0, "hydro": 0.1, "wind": 0.02}


def grid(parameters: Plain = None, /, **rows: Plain) -> lg.Model:
    """10 kWh of a mix of coal (1 kg), hydro (0.1 kg) and wind (0.02 kg)."""
    mix = {"kind": "mix", "outputs": {"power": "1 kWh"}, "inputs": rows}
    return model(
        {"works": works(inputs={"power": "10 kWh"}), "grid": mix},
        {row: factor(CO2E[row], "1 kWh", kind="electricity") for row in rows},
        parameters=parameters or {},
    )


def lognormal(amount: str, gsd: float) -> Plain:
    return {"amount": amount, "uncertainty": {"dist": "lognormal", "gsd": gsd}}


def scrapped(metal: str = "1.25 kg ± 6 %", **keys: Plain) -> lg.Model:
    """1 kg of goods of metal (2 kg/kg); what is left is dumped (1 kg/kg): h = 3 m − 1.

    As written: m = 1.25 kg, h = 2.75 kg.
    """
    process = works(
        inputs={"metal": metal},
        waste={"scrap": {"amount": "0.25 kg", "to": "dump"}},
        balance="scrap",
    )
    return model(
        {"works": {**process, **keys}},
        {
            "metal": factor(2, kind="material", boundary="cradle_to_gate"),
            "dump": factor(1, kind="treatment", boundary="cradle_to_gate"),
        },
    )


def bars_of(of: lg.Model) -> dict[str, Bar]:
    return {bar.range.number.name: bar for bar in tornado(of.prepared).bars}


def code_of(caught: pytest.ExceptionInfo[lg.UsageError]) -> str:
    return caught.value.finding.code


# ------------------------------------------------- shares that all have a distribution

BOTH = grid(coal=lognormal("0.6 kWh", 1.3), hydro=lognormal("0.4 kWh", 1.3))


def test_a_bar_of_shares_that_are_divided_by_their_sum_ends_as_drawn() -> None:
    # drawn at 0.6 × 1.3^±1.96, beside hydro at 0.4, and divided by the sum
    coal = bars_of(BOTH)["grid.inputs.coal"]
    drawn = 0.6 * 1.3 ** np.array([-HALF_WIDTH_95, HALF_WIDTH_95])
    shares = drawn / (drawn + 0.4)
    assert_allclose([coal.range.low, coal.range.high], shares, rtol=1e-9)
    # 10 (s + 0.1 (1 − s))
    assert_allclose([coal.at_low, coal.at_high], 1 + 9 * shares, rtol=1e-9)
    assert "grid.inputs.coal" in tornado(BOTH.prepared).to_text("en").partition(
        "range as draws make it"
    )[2]  # fmt: skip


def test_measuring_such_a_share_better_counts_what_draws_leave_of_it() -> None:
    # h = 10 (c + 0.1 y) / (c + y): ∂h/∂c = 9 y / (c + y)² = 3.6 at 0.6, 0.4;
    # h = 6.4; sd of the lognormal 0.6 exp(σ²/2) √(exp(σ²) − 1)
    found = {c.number.name: c for c in worth_measuring(BOTH.prepared).candidates}
    squared = np.log(1.3) ** 2
    sd = 0.6 * np.exp(squared / 2) * np.sqrt(np.expm1(squared))
    coal = found["grid.inputs.coal"]
    assert_allclose(coal.effect, 3.6 * sd / 6.4, rtol=1e-9)
    assert coal.elasticity is not None
    assert coal.relative_sd is not None
    assert_allclose(coal.elasticity * coal.relative_sd, coal.effect, rtol=1e-9)


def test_a_stated_share_is_a_share_whatever_its_distribution() -> None:
    # 0.8 of coal leaves 0.2 to hydro
    (curve,) = one_at_a_time(BOTH.prepared, {"grid.coal": [0.6, 0.8]}).curves
    assert_allclose(curve.outcomes, [6.4, 8.2], rtol=RTOL)
    slope = gradient(BOTH.prepared).of("grid.inputs.coal")
    assert_allclose([slope.derivative, slope.gain], [9, 0.4], rtol=RTOL)


# --------------------------------------------------------------- the rule of the draws

RULED: dict[str, lg.Model] = {
    "some certain": grid(
        coal="0.6 kWh", hydro="0.3 kWh ± 10 %", wind="0.1 kWh ± 20 %"
    ),
    "all uncertain": grid(
        coal="0.6 kWh ± 5 %", hydro="0.3 kWh ± 10 %", wind="0.1 kWh ± 20 %"
    ),
    "formula": grid(
        {"x": "0.3 ± 10 %"},
        coal="0.6 kWh ± 5 %",
        hydro="= x * 1 kWh",
        wind="0.1 kWh ± 5 %",
    ),
    "balanced row": scrapped(),
    "balanced side": scrapped(
        outputs={"goods": "1 kg ± 5 %"}, balance="outputs"
    ),
}  # fmt: skip


@pytest.mark.parametrize("of", RULED.values(), ids=RULED)
def test_what_moves_with_a_number_is_what_its_draws_move(of: lg.Model) -> None:
    # one number drawn, the others at their quantile 50 %: a normal's value as written
    prepared = of.prepared
    sampler = sampler_of(prepared)
    ways = lines(prepared, prepared.base)
    for position, number in enumerate(sampler.numbers):
        way = ways[number.column]
        u = np.full((3, len(sampler.numbers)), 0.5)
        u[:, position] = 0.1, 0.5, 0.8
        drawn = sampler.at_quantiles(u)
        if way.is_fixed:
            assert_allclose(drawn, prepared.base[None, :].repeat(3, 0), rtol=1e-9)
            continue
        own = as_drawn(sampler, number.column, number.spread.quantile(u[:, position]))
        assert_allclose(own, drawn[:, number.column], rtol=RTOL)
        assert_allclose(way.moved(prepared.base, own), drawn, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("of", RULED.values(), ids=RULED)
def test_derivatives_are_along_that_way(of: lg.Model) -> None:
    prepared = of.prepared
    found = gradient(prepared)
    for number, way in zip(found.numbers, found.lines, strict=True):
        slope = found.of(number.path)
        if way.is_fixed:
            assert np.isnan(slope.derivative)
            continue
        step = 1e-5 * number.base
        variants = way.moved(prepared.base, number.base + np.array([-step, step]))
        low, high = evaluate(prepared, variants).including
        assert_allclose(slope.derivative, (high - low) / (2 * step), 1e-7, 1e-8)


def test_the_gain_is_how_far_a_number_gets_when_it_is_drawn() -> None:
    # outputs × λ: goods (1 + d) λ with λ = 1.25 / (1.25 + d), by d: 0.25 / 1.25 = 0.2
    of = RULED["balanced side"].prepared
    goods = find_number(of, "works.outputs.goods")
    assert_allclose(lines(of, of.base)[goods.column].gain, 0.2, rtol=RTOL)
    metal = find_number(of, "works.inputs.metal")
    assert lines(of, of.base)[metal.column].gain == 1


# -------------------------------------------------------------------- balanced masses


def test_a_balance_is_kept_in_a_tornado() -> None:
    # metal from 1.175 to 1.325 kg: 3 m − 1
    metal = bars_of(scrapped())["works.inputs.metal"]
    assert_allclose([metal.at_low, metal.at_high], [2.525, 2.975], rtol=1e-9)
    assert metal.others == ("processes.works.waste.scrap.amount",)


def test_a_balance_is_kept_for_numbers_without_a_distribution_as_well() -> None:
    metal = bars_of(scrapped("1.25 kg"))["works.inputs.metal"]
    # ± 10 %
    ends = 3 * np.array([1.125, 1.375]) - 1
    assert_allclose([metal.at_low, metal.at_high], ends, rtol=RTOL)


def test_a_balance_is_kept_along_stated_values_and_by_derivatives() -> None:
    of = scrapped()
    (curve,) = one_at_a_time(of.prepared, {"works.metal": [1.25, 1.35]}).curves
    assert_allclose(curve.outcomes, [2.75, 3.05], rtol=RTOL)
    slope = gradient(of.prepared).of("works.inputs.metal")
    assert_allclose([slope.derivative, slope.partial], [3, 2], rtol=RTOL)


def test_measuring_better_counts_what_a_balance_moves() -> None:
    (metal,) = worth_measuring(scrapped().prepared).candidates
    assert_allclose(metal.effect, 3 * 0.075 / HALF_WIDTH_95 / 2.75, rtol=1e-9)


def test_a_break_even_keeps_the_balance() -> None:
    # 3 m − 1 = 3.5 at 1.5 kg
    other = model({"works": works(emissions={"co2_fossil": "3.5 kg"})})
    found = breakeven(scrapped().prepared, other.prepared, "works.inputs.metal")
    assert_allclose([each.at for each in found.crossings], [1.5], rtol=RTOL)
    # 1 kg of goods takes 1 kg of metal at least, and 0 kg was asked for
    assert_allclose([found.low, found.high], [1, 2.5], rtol=RTOL)
    assert found.asked == (0, 2.5)


def test_what_a_balance_leaves_can_not_be_varied() -> None:
    of = scrapped().prepared
    assert np.isnan(gradient(of).of("works.waste.scrap").derivative)
    assert tornado(of).fixed == ("works.waste.scrap",)
    with pytest.raises(lg.UsageError) as caught:
        one_at_a_time(of, {"scrap": [0.2, 0.3]})
    assert code_of(caught) == "E718"
    other = model({"works": works(emissions={"co2_fossil": "3 kg"})})
    with pytest.raises(lg.UsageError) as caught:
        breakeven(of, other.prepared, "scrap")
    assert code_of(caught) == "E718"


def test_a_balance_that_can_not_be_drawn_up_has_no_derivatives() -> None:
    of = scrapped(balance="goods", outputs={"goods": "= 1 kg * 1"})
    with pytest.raises(lg.ModelError) as caught:
        gradient(of.prepared)
    assert [finding.code for finding in caught.value.findings] == ["E532"]


def test_masses_by_density_are_balanced_too() -> None:
    # 2 L of oil of 0.8 kg/L and 0.4 kg of salt make 2 kg; salt is what goods leave
    of = model(
        {
            "works": works(
                outputs={"goods": "2 kg"},
                inputs={
                    "oil": {"amount": "2 L", "density": "0.8 kg/L"},
                    "salt": "0.4 kg",
                },
                balance="salt",
            )
        },
        {"oil": factor(3, "1 L"), "salt": factor(1)},
        reference={"product": "goods", "amount": "2 kg"},
    )
    found = gradient(of.prepared)
    # a litre more is 3 kg of oil and 0.8 kg less salt; 0.1 kg/L more is 0.2 kg less
    assert_allclose(found.of("works.inputs.oil").derivative, 3 - 0.8, rtol=RTOL)
    assert_allclose(found.of("works.inputs.oil.density").derivative, -2, rtol=RTOL)


# ------------------------------------------------------------- nothing left to give way

LITERAL = grid(coal="0.6 kWh", hydro="0.4 kWh")


def buying(co2e: float) -> lg.Model:
    """10 kWh at one factor."""
    return model(
        {"works": works(inputs={"power": "10 kWh"})},
        {"power": factor(co2e, "1 kWh", kind="electricity")},
    )


def test_no_break_even_lies_beyond_the_whole() -> None:
    # all coal is 1 kg/kWh: 1.05 would take −0.06 kWh of hydro
    other = buying(1.05).prepared
    found = breakeven(LITERAL.prepared, other, "grid.coal")
    assert found.crossings == ()
    assert (found.low, found.high, found.asked) == (0, 1, (0, 1.2))
    assert "0 kWh … 1.2 kWh was asked for" in found.to_text("en")
    assert found.to_dict()["asked"] == [0, 1.2]
    # 10 (0.1 + 0.9 c) = 9.1 at 0.9
    one = breakeven(LITERAL.prepared, buying(0.91).prepared, "grid.coal")
    assert_allclose([each.at for each in one.crossings], [0.9], rtol=RTOL)


def test_a_range_wholly_beyond_is_refused() -> None:
    with pytest.raises(lg.UsageError) as caught:
        breakeven(
            LITERAL.prepared, buying(1.05).prepared, "grid.coal", within=(1.01, 1.2)
        )
    assert code_of(caught) == "E717"
    assert caught.value.finding.values["ends"] == ["1 kWh"]


def test_stated_values_beyond_the_whole_have_no_footprint() -> None:
    found = one_at_a_time(LITERAL.prepared, {"grid.coal": [0, 1, 1.2, -0.1]})
    (curve,) = found.curves
    assert_allclose(curve.outcomes, [1, 10, np.nan, np.nan], rtol=RTOL)
    assert {i: f.code for i, f in curve.refused.items()} == {2: "E717", 3: "E717"}
    assert "can't go beyond 0 kWh, 1 kWh" in found.to_text("en")
    assert "不能超出" in found.to_text("zh")


@pytest.mark.parametrize(
    "of",
    [
        grid(coal="0.05 kWh", hydro="0.95 kWh"),
        grid({"x": "0.95"}, coal="= 1 kWh * (1 - x)", hydro="= 1 kWh * x"),
        grid({"x": "0.95"}, coal="0.05 kWh", hydro="= 1 kWh * x"),
    ],
)
def test_a_bar_stops_at_the_whole_and_says_so(of: lg.Model) -> None:
    # 10 % more of 0.95 would be 1.045
    found = tornado(of.prepared)
    bars = {bar.range.number.name: bar for bar in found.bars}
    bar = bars["x" if "x" in bars else "grid.inputs.hydro"]
    assert_allclose([bar.range.low, bar.range.high], [0.855, 1], rtol=RTOL)
    assert bar.range.is_stopped
    assert_allclose(bar.at_high, 1, rtol=RTOL)
    note = "would fall below zero"
    assert bar.range.number.name in found.to_text("en").partition(note)[2]
    assert found.to_dict()["bars"][0]["is_stopped"] in (True, False)


def test_shares_of_an_allocation_stop_at_the_whole() -> None:
    shares = {"goods": "95 %", "others": "5 %"}
    of = model(
        {
            "works": works(
                outputs={"goods": "1 kg", "others": "1 kg"},
                emissions={"co2_fossil": "10 kg"},
                allocation={"shares": shares, "why": "test"},
            )
        }
    )
    bar = bars_of(of)["works.allocation.shares.goods"]
    assert_allclose([bar.range.low, bar.range.high], [85.5, 100], rtol=RTOL)
    assert_allclose([bar.at_low, bar.at_high], [8.55, 10], rtol=RTOL)
    assert bar.refused is None


def test_one_share_of_nothing_takes_what_is_left() -> None:
    # as in the draws: hydro is 0 as written, and fills up
    of = grid(coal="1 kWh", hydro="0 kWh")
    (curve,) = one_at_a_time(of.prepared, {"grid.coal": [0.9]}).curves
    assert_allclose(curve.outcomes, [9.1], rtol=RTOL)
