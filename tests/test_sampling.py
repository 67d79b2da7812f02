"""Draws of whole models: streams, splits, pairing, uncertain characterisation."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_models import factor, model, works

import lcagraph as lg
from lcagraph.calculate import evaluate
from lcagraph.sampling import Sampler, sampler_of, samplers_of

Plain = Any

MATERIAL = {"kind": "material", "boundary": "cradle_to_gate"}


def sampler(of: lg.Model, **words: Plain) -> Sampler:
    return sampler_of(of.prepared, **words)


def column(of: Sampler, path: str) -> int:
    return of.prepared.compiled.table.index[path]


def totals(of: lg.Model, draws: int, seed: int = 1) -> np.ndarray:
    return evaluate(of.prepared, sampler(of).draw(seed, 0, draws)).including


RESIN = "processes.works.inputs.resin.amount"
GLUE = "processes.works.inputs.glue.amount"
PLAIN = {"resin": factor(3), "glue": factor(5)}


def plain(resin: Plain = "2 kg ± 5 %", glue: Plain = "1 kg ± 5 %", **k: Plain) -> Any:
    return model({"works": works(inputs={"resin": resin, "glue": glue})}, PLAIN, **k)


# ------------------------------------------------------------------- published figures


def test_a_product_of_an_amount_a_factor_and_a_gwp_has_its_exact_moments() -> None:
    # Brightway, From the ground up 1: 2.5 kg of carbon fibre, 26 … 26.6 … 27.2 kg CO2
    # per kg (triangular), and a characterisation factor of 1 ± 0.05 (normal, sd).
    # With E X = 26.6 and Var X = 0.06: Var XY = E X² · 0.05² + Var X · 1
    fibre = {
        "per": "1 kg",
        "emissions": {"co2_fossil": "26.6 kg"},
        "uncertainty": {"dist": "triangular", "min": "26 kg", "max": "27.2 kg"},
        **MATERIAL,
    }
    of = model(
        {"works": works(inputs={"fibre": "2.5 kg"})},
        {"fibre": fibre},
        scope={"gwp_uncertainty": {"co2_fossil": {"dist": "normal", "sd": 0.05}}},
    )
    assert of.solve().total == pytest.approx(66.5, rel=1e-12)
    found = totals(of, 400_000)
    exact = 2.5 * math.sqrt((26.6**2 + 0.06) * 0.05**2 + 0.06)
    assert exact == pytest.approx(3.3810593754029705, rel=1e-12)
    assert found.mean() == pytest.approx(66.5, rel=1e-3)
    assert found.std() == pytest.approx(exact, rel=1e-2)


def test_two_equal_distributions_are_drawn_apart() -> None:
    # Pizzol, 5-Monte-Carlo: 100 X − 20 Y, both lognormal with gsd 1.01. Apart:
    # sd 1.0148; with one seed for both generators, X = Y, it was 0.788 (0.796 exactly).
    sigma = math.log(1.01)
    spread = {"dist": "lognormal", "gsd": 1.01}
    inputs = {
        "resin": {"amount": "100 kg", "uncertainty": spread},
        "glue": {"amount": "-20 kg", "uncertainty": spread},
    }
    of = model({"works": works(inputs=inputs)}, dict.fromkeys(inputs, factor(1)))
    values = sampler(of).draw(1, 0, 100_000)
    resin, glue = (values[:, column(sampler(of), path)] for path in (RESIN, GLUE))
    assert abs(np.corrcoef(resin, glue)[0, 1]) < 4 / math.sqrt(len(values))
    one = math.exp(sigma**2 / 2) * math.sqrt(math.expm1(sigma**2))  # sd of X
    found = evaluate(of.prepared, values).including
    assert found.mean() == pytest.approx(80 * math.exp(sigma**2 / 2), rel=1e-3)
    assert found.std() == pytest.approx(one * math.hypot(100, 20), rel=1e-2)
    assert one * math.hypot(100, 20) == pytest.approx(1.0148139780018162, rel=1e-12)


# ------------------------------------------------------------------------------- draws


@given(
    cuts=st.lists(st.integers(0, 500), max_size=5),
    seed=st.integers(0, 2**64),
    first=st.integers(0, 10**9),
)
def test_any_split_of_the_samples_gives_the_same_bits(
    cuts: list[int], seed: int, first: int
) -> None:
    of = SPLIT
    whole = of.draw(seed, first, 500)
    ends = [0, *sorted(cuts), 500]
    parts = [of.draw(seed, first + a, b - a) for a, b in pairwise(ends)]
    assert np.array_equal(np.vstack(parts), whole)


GRID = {
    "grid": {
        "kind": "mix",
        "outputs": {"power": "1 kWh"},
        "inputs": {
            "wind": "0.6 kWh ± 19 %",
            "sun": "0.2 kWh ± 19 %",
            "coal": "0.2 kWh",
        },
    }
}
SOURCES = {
    "wind": factor(0.01, "1 kWh"),
    "sun": factor(0.05, "1 kWh"),
    "coal": factor(1, "1 kWh"),
}
POWERED = {"inputs": {"power": "1 kWh", "resin": "2 kg ± 5 %"}}
SPLIT = sampler(
    model({"works": works(**POWERED), **GRID}, {**SOURCES, "resin": factor(3)})
)


def test_another_number_changes_no_draw_of_the_others() -> None:
    few, many = sampler(plain(glue="1 kg")), sampler(plain())
    a, b = few.draw(3, 0, 50), many.draw(3, 0, 50)
    assert len(many.numbers) == len(few.numbers) + 1
    assert np.array_equal(a[:, column(few, RESIN)], b[:, column(many, RESIN)])


def test_a_draw_is_the_value_at_its_own_quantile() -> None:
    of = sampler(plain())
    assert np.array_equal(of.draw(3, 5, 20), of.at_quantiles(of.uniforms(3, 5, 20)))


def test_medians_are_the_model_as_written() -> None:
    of = sampler(plain())
    values = of.at_quantiles(np.full((1, 2), 0.5))
    np.testing.assert_allclose(values[0], of.prepared.base, rtol=1e-15)


def test_quantiles_of_another_shape_are_refused() -> None:
    with pytest.raises(ValueError, match="shape"):
        sampler(plain()).at_quantiles(np.full((3, 1), 0.5))


def test_a_model_without_uncertain_numbers_is_drawn_as_it_is() -> None:
    of = sampler(plain("2 kg", "1 kg"))
    assert of.numbers == ()
    assert np.array_equal(of.draw(1, 0, 3), np.repeat([of.prepared.base], 3, axis=0))


def test_a_number_tells_its_mean_and_its_standard_deviation() -> None:
    (resin, glue) = sampler(plain(glue={"amount": "1 kg", "uncertainty": LOG})).numbers
    # ± 5 % of 2 kg: 0.1 kg / 1.959964
    assert (resin.mean, resin.sd) == pytest.approx((2, 0.05102134569246175))
    # median 1, gsd 1.2: e^(σ²/2), e^(σ²/2) √(e^σ² − 1)
    sigma2 = math.log(1.2) ** 2
    assert glue.mean == pytest.approx(math.exp(sigma2 / 2))
    assert glue.sd == pytest.approx(glue.mean * math.sqrt(math.exp(sigma2) - 1))
    assert {resin.origin, glue.origin} == {"stated"}


LOG = {"dist": "lognormal", "gsd": 1.2}


def test_an_uncertain_formula_is_drawn_around_itself() -> None:
    of = plain("= 2 kg * yield_ ± 10 %", "1 kg", parameters={"yield_": "0.9"})
    (number,) = sampler(of).numbers
    assert number.path == f"{RESIN}.spread"
    assert totals(of, 100_000).std() == pytest.approx(
        3 * 1.8 * 0.1 / 1.959964, rel=0.01
    )


# ----------------------------------------------------------------------------- pairing


def test_scenarios_share_their_draws_whatever_their_amounts_are() -> None:
    of = plain()
    other = of.with_(**{RESIN: "4 kg ± 5 %"})
    both = samplers_of({"a": of.prepared, "b": other.prepared}, related=True)
    a, b = (both[name].draw(1, 0, 100) for name in "ab")
    at = column(both["a"], RESIN)
    np.testing.assert_allclose(2 * a[:, at], b[:, at], rtol=1e-15)


PETROL = {"per": "1 kg", "co2e": "3 kg ± 10 %", **MATERIAL, "gwp": "ipcc-ar6-gwp100"}


def other_plant(resin: Plain, *, figure: str = "3 kg ± 10 %") -> Any:
    factors = {"resin": PETROL | {"co2e": figure}}
    return model({"works": works(inputs={"resin": resin})}, factors)


FIGURE = "factors.resin.co2e.unspecified"


def test_unrelated_models_share_what_they_state_alike_and_no_more() -> None:
    models = {
        "a": other_plant("2 kg ± 5 %"),
        "b": other_plant("2 kg ± 5 %"),
        "c": other_plant("2 kg ± 5 %", figure="4 kg ± 10 %"),
        "d": other_plant("1.9 kg ± 5 %", figure="4 kg ± 10 %"),
    }
    found = samplers_of({name: of.prepared for name, of in models.items()})
    streams = {
        name: {n.path: n.stream for n in of.numbers} for name, of in found.items()
    }
    assert streams["a"][FIGURE] == streams["b"][FIGURE]
    assert streams["c"][FIGURE] == streams["d"][FIGURE] != streams["a"][FIGURE]
    assert streams["a"][RESIN] == streams["b"][RESIN] == streams["c"][RESIN]
    assert streams["d"][RESIN] != streams["a"][RESIN]


def normal_of(**keys: Plain) -> Plain:
    return {"amount": "2 kg", "uncertainty": {"dist": "normal", **keys}}


# 5 % of 2 kg is 0.1 kg, and the sd of that half-width 0.1 kg / 1.959963984540054
ALIKE = [
    "2000 g ± 5 %",
    "2 kg ± 0.1 kg",
    "0.002 t ± 100 g",
    "= 1 kg * 2 ± 5 %",
    normal_of(rel_sd=0.05 / 1.959963984540054),
    normal_of(sd=f"{100 / 1.959963984540054!r} g"),
]
DIFFERENT = [
    "2.000001 kg ± 5 %",
    "2 kg ± 5.000001 %",
    "= 1 kg * 2.1 ± 5 %",
    normal_of(sd="51 g", min="1 kg"),
    {"amount": "2 kg", "uncertainty": {"dist": "lognormal", "gsd": 1.026}},
]


@pytest.mark.parametrize("resin", ALIKE, ids=range(len(ALIKE)))
def test_one_statement_in_other_words_is_drawn_once(resin: Plain) -> None:
    pair = {"a": other_plant("2 kg ± 5 %").prepared, "b": other_plant(resin).prepared}
    found = samplers_of(pair)
    a, b = (evaluate(of.prepared, of.draw(1, 0, 50)).including for of in found.values())
    np.testing.assert_allclose(a, b, rtol=1e-14)


@pytest.mark.parametrize("resin", DIFFERENT, ids=range(len(DIFFERENT)))
def test_another_statement_is_drawn_apart(resin: Plain) -> None:
    pair = {"a": other_plant("2 kg ± 5 %").prepared, "b": other_plant(resin).prepared}
    a, b = (of.numbers for of in samplers_of(pair).values())
    streams = [{n.place: n.stream for n in one} for one in (a, b)]
    assert streams[0][RESIN] != streams[1][RESIN]
    assert streams[0][FIGURE] == streams[1][FIGURE]


def test_values_in_another_order_are_one_statement() -> None:
    def listed(values: Plain, weights: Plain) -> Plain:
        spread = {"dist": "discrete", "values": values, "weights": weights}
        return other_plant({"amount": "2 kg", "uncertainty": spread}).prepared

    pair = {
        "a": listed(["1 kg", "2 kg", "4 kg"], [0.2, 0.3, 0.5]),
        "b": listed(["4 kg", "2000 g", "1 kg"], [0.5, 0.3, 0.2]),
        "c": listed(["4 kg", "2000 g", "1 kg"], [0.2, 0.3, 0.5]),
    }
    a, b, c = (of.draw(1, 0, 50) for of in samplers_of(pair).values())
    np.testing.assert_allclose(a, b, rtol=1e-15)
    assert not np.allclose(a, c)


def test_the_base_of_a_comparison_draws_what_it_draws_alone() -> None:
    base = other_plant("2 kg ± 5 %").prepared
    found = samplers_of({"base": base, "other": other_plant("3 kg ± 5 %").prepared})
    alone, beside = sampler_of(base), found["base"]
    assert np.array_equal(alone.draw(4, 0, 30), beside.draw(4, 0, 30))


def test_a_family_keeps_equal_paths_apart() -> None:
    of = plain().prepared
    a, b = (sampler_of(of, family=name).draw(1, 0, 10) for name in ("x", "y"))
    assert not np.isclose(a, b).all(axis=0)[column(sampler_of(of), RESIN)]


# ---------------------------------------------------------------- characterisation


def methane(scope: Plain) -> lg.Model:
    process = works(emissions={"ch4_biogenic": "2 kg", "co2_fossil": "10 kg"})
    return model({"works": process}, scope=scope)


def test_an_uncertain_gwp_moves_its_gas_and_not_the_carbon_in_it() -> None:
    # AR6: biogenic methane 27.0; its carbon returns as 44/16 kg CO2 per kg
    of = methane({"gwp_uncertainty": {"ch4_biogenic": "± 20 %"}})
    values = of.prepared.base[None, :].copy()
    at = of.prepared.compiled.table.index["scope.gwp_uncertainty.ch4_biogenic"]
    values[:, at] = 1.1
    found = evaluate(of.prepared, values)
    assert of.solve().total == pytest.approx(10 + 2 * (27.0 + 44 / 16))
    assert found.including[0] == pytest.approx(10 + 2 * (27.0 * 1.1 + 44 / 16))
    assert found.inventory.sum() == pytest.approx(12)


def test_an_uncertain_gwp_leaves_the_footprint_as_it_is() -> None:
    stated = methane({"gwp_uncertainty": {"n2o": "± 30 %", "ch4_biogenic": "± 20 %"}})
    bare = methane({})
    assert stated.solve().total == bare.solve().total
    a, b = (evaluate(of.prepared, of.prepared.base[None, :]) for of in (stated, bare))
    assert np.array_equal(a.items, b.items)
