"""Derivatives of footprints: closed forms, central differences, homogeneity."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose
from small_models import factor, model, works

import lcagraph as lg
from lcagraph.calculate import evaluate
from lcagraph.sensitivity import adjoint
from lcagraph.sensitivity.gradient import gradient
from lcagraph.sensitivity.numbers import find_number
from lcagraph.sensitivity.outputs import output_weights

Plain = Any

RTOL = 1e-12  # a handful of processes
ROOT = Path(__file__).parents[1]
EXAMPLES = sorted(path.parent.name for path in ROOT.glob("models/*/model.yaml"))
AT_ITS_BOUND = {
    ("polyester_jacket", "processes.filament.recycling.parameters.B"),
    ("aluminium_profile", "factors.external_scrap.co2e.unspecified"),  # 0 kg
}


def example(name: str) -> lg.Model:
    return lg.read(ROOT / "models" / name / "model.yaml")


def slopes(of: lg.Model, output: str = "headline") -> dict[str, tuple[float, float]]:
    """Derivative and elasticity by name."""
    found = gradient(of.prepared, output=output)
    return {s.number.name: (s.derivative, s.elasticity) for s in found.slopes(output)}


# ----------------------------------------------------------------------- closed forms


def two_processes(**fuel_inputs: str) -> lg.Model:
    """Heijungs & Suh (2002) ch. 2: 10 kWh of 2 L, 100 L; 1 and 10 kg of CO2."""
    emit = {"co2_fossil": "1 kg"}
    return lg.Model(
        reference={"product": "power", "amount": "1000 kWh"},
        processes={
            "plant": {
                "stage": "production",
                "outputs": {"power": "10 kWh"},
                "inputs": {"fuel": "2 L"},
                "emissions": emit,
            },
            "refinery": {
                "stage": "production",
                "outputs": {"fuel": "100 L"},
                "inputs": fuel_inputs,
                "emissions": {"co2_fossil": "10 kg"},
            },
        },
    )


def test_a_chain_of_two_processes_has_the_derivatives_of_its_formula() -> None:
    # h = f/10 (1 + 2/100 × 10) = 120
    found = slopes(two_processes())
    expected = {
        "reference.amount": (0.12, 1),
        "plant.outputs.power": (-12, -1),  # −120 / 10
        "plant.inputs.fuel": (10, 1 / 6),  # 1000/10 × 10/100
        "plant.emissions.co2_fossil": (100, 100 / 120),
        "refinery.outputs.fuel": (-0.2, -1 / 6),  # −100 × 2 × 10 / 100²
        "refinery.emissions.co2_fossil": (2, 1 / 6),
    }
    assert found == {name: pytest.approx(v, rel=RTOL) for name, v in expected.items()}


def test_a_loop_has_the_derivatives_of_its_formula() -> None:
    # fuel a = 0.2 L/kWh, power b = 0.5 kWh/L: h = f (e1 + a e2) / (1 − a b)
    of = two_processes(power="50 kWh")
    a, b, e1, e2, f = 0.2, 0.5, 0.1, 0.1, 1000.0
    h = f * (e1 + a * e2) / (1 - a * b)
    by_a = f * (e2 * (1 - a * b) + b * (e1 + a * e2)) / (1 - a * b) ** 2
    by_b = h * a / (1 - a * b)
    found = slopes(of)
    assert_allclose(gradient(of.prepared).outputs["headline"], h, rtol=RTOL)
    assert_allclose(found["plant.inputs.fuel"][0], by_a / 10, rtol=RTOL)
    assert_allclose(found["refinery.inputs.power"][0], by_b / 100, rtol=RTOL)


def joint(by: Plain, **keys: Plain) -> lg.Model:
    """6 kg goods and 4 kg others from 10 kg of CO2; 3 and 8 CNY per kg."""
    return model(
        {
            "works": works(
                outputs={
                    "goods": {"amount": "6 kg", "price": "3 CNY/kg"},
                    "others": {"amount": "4 kg", "price": "8 CNY/kg"},
                },
                emissions={"co2_fossil": "10 kg"},
                allocation=by,
                **keys,
            )
        }
    )


def test_allocation_by_mass_spreads_over_both_products() -> None:
    # h = 10 / (6 + 4): by either mass −10 / 10²
    found = slopes(joint("mass"))
    assert_allclose(found["works.outputs.goods"], [-0.1, -0.6], rtol=RTOL)
    assert_allclose(found["works.outputs.others"], [-0.1, -0.4], rtol=RTOL)
    assert_allclose(found["works.emissions.co2_fossil"], [0.1, 1], rtol=RTOL)


def test_allocation_by_price_follows_prices_and_amounts() -> None:
    # h = 10 × 3 / (6 × 3 + 4 × 8) = 0.6; W = 50
    found = slopes(joint({"by": "economic", "why": "test"}))
    assert_allclose(found["works.outputs.goods.price"][0], 10 * 32 / 2500, rtol=RTOL)
    assert_allclose(found["works.outputs.others.price"][0], -30 * 4 / 2500, rtol=RTOL)
    assert_allclose(found["works.outputs.goods"][0], -30 * 3 / 2500, rtol=RTOL)
    assert_allclose(found["works.outputs.others"][0], -30 * 8 / 2500, rtol=RTOL)


def test_stated_shares_give_way_to_each_other() -> None:
    # h = 10 × share / 6; a share more of the one is one less of the other
    of = joint({"shares": {"goods": "60 %", "others": "40 %"}, "why": "test"})
    found = gradient(of.prepared)
    goods = found.of("processes.works.allocation.shares.goods")
    others = found.of("processes.works.allocation.shares.others")
    assert_allclose(goods.derivative, 10 / 6 / 100, rtol=RTOL)  # per %
    assert_allclose(others.derivative, -10 / 6 / 100, rtol=RTOL)
    assert others.partial == 0
    assert others.others == (goods.number.path,)


def mix(**inputs: str) -> lg.Model:
    amounts = {"wind": "0.5 kWh", "sun": "0.3 kWh", "coal": "0.2 kWh", **inputs}
    grid = {
        "kind": "mix",
        "outputs": {"power": "1 kWh"},
        "inputs": {
            row: {"product": f"{row}_power", "amount": amount}
            for row, amount in amounts.items()
        },
    }
    factors = {
        f"{row}_power": factor(co2e, "1 kWh", kind="electricity")
        for row, co2e in zip(amounts, (1, 2, 4), strict=True)
    }
    return model(
        {"works": works(inputs={"power": "10 kWh"}), "grid": grid},
        factors,
        parameters={"x": "0.3"},
    )


def test_shares_of_a_mix_give_way_in_proportion() -> None:
    # sun and coal fill up in the ratio 3 : 2, 0.6 × 2 + 0.4 × 4 = 2.8 kg per kWh
    found = gradient(mix().prepared).of("grid.inputs.wind")
    assert_allclose(found.derivative, 10 * (1 - 2.8), rtol=RTOL)
    assert_allclose(found.partial, 10, rtol=RTOL)
    assert [path.split(".")[3] for path in found.others] == ["sun", "coal"]


def test_a_formula_that_keeps_the_sum_leaves_its_parameter_free() -> None:
    of = mix(sun="= 1 kWh * x", coal="= 1 kWh * (0.5 - x)")
    found = gradient(of.prepared)
    assert found.of("x").others == ()
    assert_allclose(found.of("x").derivative, 10 * (2 - 4), rtol=RTOL)
    assert np.isnan(found.of("grid.inputs.wind").derivative)  # nothing can give way
    assert "can't move by itself" in found.to_text("en")


def test_freight_is_followed_to_mass_distance_and_load() -> None:
    leg = {"mode": "truck", "distance": "200 km", "load_factor": "0.5"}
    of = model(
        {"works": works(inputs={"resin": {"amount": "2 t", "transport": [leg]}})},
        {
            "resin": factor(0),
            "truck": factor(0.1, "1 t*km", kind="transport", boundary="gate_to_gate"),
        },
    )
    base = of.solve().total
    found = gradient(of.prepared)
    for name in ("works.inputs.resin", "distance", "truck.co2e"):
        number = find_number(of.prepared, name)
        assert_allclose(found.of(number.path).elasticity, 1, rtol=RTOL)
    assert_allclose(found.outputs["headline"], base, rtol=RTOL)


def test_a_deduction_lowers_what_its_reading_raises() -> None:
    row = {
        "amount": "100 kWh",
        "data": {"class": "continuous", "minus": {"canteen": "20 kWh"}},
    }
    of = model(
        {"works": works(inputs={"power": row})},
        {"power": factor(0.5, "1 kWh", kind="electricity")},
    )
    found = slopes(of)
    assert_allclose(found["works.inputs.power"], [0.5, 50 / 40], rtol=RTOL)
    assert_allclose(found["works.inputs.power.data.minus.canteen"][0], -0.5, rtol=RTOL)


def test_both_totals_and_each_item_have_derivatives_of_their_own() -> None:
    emissions = {"co2_fossil": "3 kg", "co2_biogenic": "2 kg", "ch4_biogenic": "0.1 kg"}
    of = model({"works": works(emissions=emissions)})
    found = gradient(of.prepared)

    def of_methane(output: str) -> float:
        return found.of("works.emissions.ch4_biogenic", output).derivative

    # AR6: 27.0; its carbon is given back, + 44/16, in the including view only
    assert_allclose(of_methane("biogenic_other"), 27.0, rtol=RTOL)
    assert_allclose(of_methane("excluding"), 27.0, rtol=RTOL)
    assert_allclose(of_methane("including"), 27.0 + 2.75, rtol=RTOL)
    assert of_methane("fossil") == 0
    carbon = found.of("works.emissions.co2_biogenic", "excluding")
    assert (carbon.derivative, carbon.elasticity) == (0, 0)


def test_an_uncertain_characterisation_factor_moves_what_it_characterises() -> None:
    of = model(
        {"works": works(emissions={"co2_fossil": "3 kg", "ch4_fossil": "0.1 kg"})},
        scope={"gwp_uncertainty": {"ch4_fossil": "± 11 %"}},
    )
    found = gradient(of.prepared).of("scope.gwp_uncertainty.ch4_fossil")
    factors = {flow: row for flow, _, row in of.solve().by_gas().rows}
    assert_allclose(found.derivative, factors["ch4_fossil"], rtol=RTOL)


# --------------------------------------------------------- all examples, as written


@pytest.mark.parametrize("name", EXAMPLES)
def test_derivatives_are_what_central_differences_tell(name: str) -> None:
    prepared = example(name).prepared
    found = gradient(prepared)
    weights = np.array([*output_weights(prepared).values()])
    total = abs(found.outputs["headline"])
    table = prepared.compiled.table.independent
    for i, (number, line) in enumerate(zip(found.numbers, found.lines, strict=True)):
        if line.is_fixed or (name, number.path) in AT_ITS_BOUND:
            continue
        step = 1e-5 * (abs(number.base) or 1.0)
        low, high = evaluate(
            prepared,
            line.moved(prepared.base, number.base + np.array([-step, step])),
        ).items
        expected = weights @ (high - low) / (2 * step)
        # rounding of h, 1e-15, over the relative step, 1e-5
        atol = 1e-9 * total / (abs(number.base) or 1.0)
        path = table[number.column].path
        assert_allclose(found.along[:, i], expected, 1e-6, atol, err_msg=path)


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_factor_and_what_it_is_per_move_against_each_other(name: str) -> None:
    # h depends on their ratio: homogeneous of degree 0, so elasticities add to 0
    prepared = example(name).prepared
    found = gradient(prepared)
    elasticity = dict(
        zip([n.path for n in found.numbers], found.elasticity(), strict=True)
    )
    checked = 0
    for column in prepared.compiled.factors:
        terms = [column.per, *column.flows.values()]
        if all(term in elasticity for term in terms):
            assert_allclose(sum(elasticity[t] for t in terms), 0, atol=1e-12)
            checked += 1
    assert checked


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_footprint_is_proportional_to_its_reference(name: str) -> None:
    found = gradient(example(name).prepared)
    assert_allclose(found.of("reference.amount").elasticity, 1, rtol=1e-12)


# --------------------------------------------------------------------------- the cost


@pytest.mark.parametrize("name", ["pp_crate", "aluminium_profile"])
def test_all_derivatives_cost_one_solve_forward_and_one_backward(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []

    def counted(function: str) -> None:
        real = getattr(adjoint, function)

        def count(*given: Plain) -> Plain:
            calls.append(function)
            return real(*given)

        monkeypatch.setattr(adjoint, function, count)

    counted("numbers_of")
    counted("solve_adjoint")
    gradient(example(name).prepared)
    assert calls == ["numbers_of", "solve_adjoint"]
