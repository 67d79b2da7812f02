"""Amounts that draws take below zero: mixes refuse them, other rows tell them."""

from __future__ import annotations

from pathlib import Path
from statistics import NormalDist
from typing import Any

import numpy as np
import pytest
from scipy import stats
from small_models import factor, model, works
from uncertain_models import drawn, normal

import lcagraph as lg
from lcagraph.errors import ModelError
from lcagraph.sampling import sampler_of
from lcagraph.uncertainty import Settings, simulate
from lcagraph.wording import help_lines, message

Plain = Any
ROWS = "processes.grid.inputs"
PER = {"wind": 0.02, "sun": 0.05, "coal": 1.0}


def beyond(z: float) -> float:
    """P(standard normal > z)."""
    return 1 - NormalDist().cdf(z)


def grid(green: Plain = None, **rows: Plain) -> lg.Model:
    """10 kWh of a mix: 10 kg CO2e if it were all coal, 0.2 kg if it were all wind."""
    rows = rows or {"wind": "= 1 kWh * green", "coal": "= 1 kWh * (1 - green)"}
    mix = {"kind": "mix", "outputs": {"power": "1 kWh"}, "inputs": rows}
    return model(
        {"works": works(inputs={"power": "10 kWh"}), "grid": mix},
        {name: factor(PER[name], "1 kWh") for name in rows},
        parameters={"green": green or "0.5"},
    )


# ------------------------------------------------------------------------------- mixes


def test_a_mix_whose_formula_is_often_negative_is_refused_with_its_number() -> None:
    # sd 0.095 / 1.959964 = 0.04847; P(green > 1) = 1 − Φ(0.05 / 0.04847) = 15.1 %
    with pytest.raises(ModelError) as refused:
        sampler_of(grid("0.95 ± 10 %").prepared)
    (error,) = refused.value.findings
    assert (error.code, error.at) == ("E475", ROWS)
    assert error.values["rows"] == ["coal"]
    assert error.values["numbers"] == ["parameters.green.value"]
    share = float(str(error.values["share"]).rstrip("%")) / 100
    # of 4,096 draws: a standard error of 0.56 %
    assert share == pytest.approx(beyond(0.05 / 0.04847), abs=0.022)
    assert "parameters.green.value" in message(error, "zh")
    assert "max: 1" in " ".join(help_lines(error, "en"))


@pytest.mark.parametrize(
    "cure",
    [
        {"dist": "normal", "rel_sd": "5 %", "min": 0, "max": 1},
        {"dist": "triangular", "min": 0.8, "max": 1},
        {"dist": "uniform", "min": 0.9, "max": 1},
    ],
)
def test_what_the_message_advises_keeps_a_mix_possible(cure: Plain) -> None:
    found = drawn(grid({"value": "0.95", "uncertainty": cure}), 20_000)
    assert found.findings == ()
    assert found.totals().min() >= 0.2 * (1 - 1e-9)


def test_a_few_impossible_draws_of_a_mix_are_left_out_and_told() -> None:
    # ± 3.2 %: sd 0.01551, P(green > 1) = 1 − Φ(3.22) = 0.064 %: 13 of 20,000
    found = drawn(grid("0.95 ± 3.2 %"), 20_000)
    values = found.values()[:, found.numbers()[0].column]
    over = np.flatnonzero(values > 1).tolist()
    assert 0 < len(over) <= 20
    assert [refusal.draw for refusal in found.refused] == over
    assert {(r.code, r.at) for r in found.refused} == {("W362", f"{ROWS}.coal")}
    assert [f.code for f in found.findings] == ["W541"]
    assert np.flatnonzero(np.isnan(found.totals())).tolist() == over
    assert np.nanmin(found.totals()) >= 0.2


def test_a_literal_share_below_zero_is_drawn_again() -> None:
    # sd 0.1 · 60 % / 1.959964 = 0.0306: P(coal < 0) = Φ(−3.27) = 0.054 %: 27 of 50,000
    of = grid(coal="0.1 kWh ± 60 %", wind="0.9 kWh")
    sampler = sampler_of(of.prepared)
    own = sampler._own_quantiles(sampler.uniforms(1, 0, 50_000))
    kept = sampler.draw(1, 0, 50_000)
    index = of.prepared.compiled.table.index
    coal, wind = (index[f"{ROWS}.{row}.amount"] for row in ("coal", "wind"))
    assert (own[coal] < 0).sum() > 5
    assert kept[:, [coal, wind]].min() >= 0
    np.testing.assert_allclose(kept[:, coal] + kept[:, wind], 1, rtol=1e-14)


def test_a_literal_that_formulas_leave_less_than_nothing_is_left_out() -> None:
    # coal takes what `green` leaves; it can't be drawn again, since it isn't drawn
    found = drawn(grid("0.95 ± 3.2 %", wind="= 1 kWh * green", coal="0.05 kWh"), 20_000)
    values = found.values()[:, found.numbers()[0].column]
    over = np.flatnonzero(values > 1).tolist()
    assert over
    assert [refusal.draw for refusal in found.refused] == over
    assert np.nanmin(found.totals()) >= 0.2


def test_rounding_is_not_below_zero() -> None:
    # 1 − 0.9 − 0.1 is −2.8e-17
    either = {"dist": "discrete", "values": [0.9, 0.5], "weights": [0.5, 0.5]}
    rows = {
        "wind": "= 1 kWh * green",
        "sun": "0.1 kWh",
        "coal": "= 1 kWh * (1 - green - 0.1)",
    }
    found = drawn(grid({"value": "0.9", "uncertainty": either}, **rows), 1000)
    assert found.refused == ()
    assert found.findings == ()


def test_a_mix_that_is_negative_as_written_stays_the_users_own() -> None:
    # W362 tells it when the model is solved: −0.1 is in every draw, and means it
    found = drawn(grid(coal="-0.1 kWh ± 10 %", wind="1.1 kWh"), 100)
    assert found.refused == ()
    assert found.totals().max() < 0


# -------------------------------------------------------------------------- other rows


def scrapping(yield_: Plain, **keys: Plain) -> lg.Model:
    """1 kg of metal, of which 1 − yield is dumped."""
    scrap = {"amount": "= 1 kg * (1 - yield_)", "to": "dump"}
    return model(
        {"works": works(inputs={"metal": "1 kg"}, waste={"scrap": scrap})},
        {"metal": factor(2), "dump": factor(1, kind="treatment")},
        parameters={"yield_": yield_},
        **keys,
    )


SCRAP = "processes.works.waste.scrap"


def test_a_waste_that_turns_negative_is_told_with_its_share() -> None:
    # sd 0.97 · 5 % / 1.959964 = 0.02475: P(yield > 1) = 1 − Φ(1.212) = 11.3 %
    found = drawn(scrapping("0.97 ± 5 %"), 20_000)
    values = found.values()[:, found.numbers()[0].column]
    (warning,) = (f for f in found.findings if f.code == "W548")
    assert warning.at == SCRAP
    assert warning.values["count"] == f"{(values > 1).sum():,}"
    share = int((values > 1).sum()) / 20_000
    assert share == pytest.approx(beyond(0.03 / 0.02475), abs=0.01)
    assert warning.values["share"] == f"{share:.1%}"
    assert warning.values["numbers"] == ["parameters.yield_.value"]
    assert "11." in found.to_text("zh")
    # they stay among the draws: it may be meant
    assert found.refused == ()


def test_an_emission_of_a_parameter_around_zero_is_told() -> None:
    # P(0.1 + sd 0.051 z < 0) = Φ(−1.96) = 2.5 %
    works_ = works(emissions={"co2_fossil": "= 1 kg * x"})
    found = drawn(model({"works": works_}, parameters={"x": "0.1 ± 0.1"}), 20_000)
    (warning,) = found.findings
    assert (warning.code, warning.at) == (
        "W548",
        "processes.works.emissions.co2_fossil",
    )
    count = int(str(warning.values["count"]).replace(",", ""))
    assert count == int((found.totals() < 0).sum())
    assert count / 20_000 == pytest.approx(0.025, abs=0.005)


def test_the_side_with_the_most_negative_draws_is_told() -> None:
    of = scrapping(
        "0.9 ± 5 %", scenarios={"thrifty": {"set": {"yield_": "0.97 ± 5 %"}}}
    )
    (warning,) = (f for f in of.uncertainty(2000, seed=1).findings if f.code == "W548")
    assert warning.values["name"] == "thrifty"


def test_negative_draws_are_waived_by_their_code() -> None:
    waiver = {"code": "W548", "at": SCRAP, "why": "回收料 | own scrap comes back"}
    found = scrapping("0.97 ± 5 %", waive=[waiver]).uncertainty(2000, seed=1)
    (warning,) = (f for f in found.findings if f.code == "W548")
    assert warning.waived is not None


def test_a_run_that_goes_on_counts_what_was_kept(tmp_path: Path) -> None:
    of = {"base": scrapping("0.97 ± 5 %").prepared}
    settings = Settings(seed=1, n=5000)
    first = simulate(of, settings, folder=tmp_path / "run")
    again = simulate(of, settings, folder=tmp_path / "run", is_resuming=True)
    counts = [
        [f.values["count"] for f in found.findings if f.code == "W548"]
        for found in (first, again)
    ]
    assert counts[0] == counts[1] != []


# ---------------------------------------------------------------- what signs alone tell

SURE = [
    "2 kg * x",
    "2 kg * x / (1 + x ^ 2)",
    "max(0 kg, 1 kg - 5 kg * x)",
    "abs(1 - 5 * x) * 1 kg",
    "exp(-x) * 1 kg",
    "sqrt(x) * 1 kg + min(x, 2) * 1 kg",
    "if(x > 1, x * 1 kg, 2 kg)",
    "round(x) * 1 kg",
]
UNSURE = [
    "1 kg - 0.9 kg * x",
    "2 kg * x - 1 kg",
    "max(1 kg - 0.9 kg * x, 1 kg - 0.8 kg * x)",
    "-(x - 2) * 1 kg",
    "ln(1 + x) * 1 kg",
    "if(x > 1, 1 kg, 2 kg - x * 1 kg)",
]


def using(amount: str, x: Plain) -> lg.Model:
    return model(
        {"works": works(inputs={"metal": f"= {amount}"})},
        {"metal": factor(2)},
        parameters={"x": x},
    )


@pytest.mark.parametrize("amount", SURE)
@pytest.mark.parametrize(
    "x",
    [
        {"value": "1", "uncertainty": {"dist": "lognormal", "gsd": 2}},
        normal(1, 0.1),  # zero is 10 sd away; the least of all draws is 8.3
    ],
    ids=["lognormal", "normal"],
)
def test_what_signs_prove_is_not_looked_at_in_draws(amount: str, x: Plain) -> None:
    sampler = sampler_of(using(amount, x).prepared)
    assert sampler.signs.others == ()


@pytest.mark.parametrize("amount", UNSURE)
def test_what_signs_do_not_prove_is_looked_at(amount: str) -> None:
    sampler = sampler_of(using(amount, normal(1, 0.1)).prepared)
    assert [row.path for row in sampler.signs.others] == [
        "processes.works.inputs.metal"
    ]


def test_a_wide_normal_is_looked_at() -> None:
    # Φ(−1 / 0.3163) = 0.08 % of ± 62 % are below zero: 16 of 20,000
    of = model({"works": works(inputs={"metal": "1 kg ± 62 %"})}, {"metal": factor(2)})
    found = drawn(of, 20_000)
    (warning,) = (f for f in found.findings if f.code == "W548")
    assert int(str(warning.values["count"])) == int((found.totals() < 0).sum())


# ------------------------------------------------------------- normals that reach zero


def test_a_parameter_may_be_normal_around_zero() -> None:
    net_sink = {"value": "0 kg", "uncertainty": {"dist": "normal", "sd": "5 kg"}}
    of = model(
        {"works": works(emissions={"co2_fossil": "= 100 kg + net_sink"})},
        parameters={"net_sink": net_sink},
    )
    found = drawn(of, 20_000)
    assert found.findings == ()
    assert found.of().mean == pytest.approx(100, abs=4 * 5 / 20_000**0.5)
    assert found.of().sd == pytest.approx(5, rel=4 / 40_000**0.5)


@pytest.mark.parametrize("net_sink", ["-2 kg ± 5 kg", "1 kg ± 80 %", "= 1 kg ± 80 %"])
def test_a_scenario_may_set_a_parameter_across_zero(net_sink: str) -> None:
    of = model(
        {"works": works(emissions={"co2_fossil": "= 100 kg + net_sink"})},
        parameters={"net_sink": "1 kg"},
        scenarios={"wide": {"set": {"net_sink": net_sink}}},
    )
    assert of.uncertainty(1000, seed=1).of("wide").sd > 0.3


def test_an_input_may_be_normal_up_to_stated_bounds() -> None:
    spread = {"dist": "normal", "sd": "0.2 kg", "min": "0 kg", "max": "1 kg"}
    metal = {"amount": "0.5 kg", "uncertainty": spread}
    of = model({"works": works(inputs={"metal": metal})}, {"metal": factor(1)})
    found = drawn(of, 50_000)
    assert [f.code for f in found.findings if f.code != "W533"] == []
    assert found.of().sd == pytest.approx(
        stats.truncnorm(-2.5, 2.5, 0.5, 0.2).std(), rel=0.012
    )
    assert found.totals().min() >= 0
