"""Mass balances that draws keep, or break and tell."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_models import errors, factor, model, works

import lcagraph as lg
from lcagraph.calculate import evaluate
from lcagraph.errors import Finding, ModelError
from lcagraph.sampling import Sampler, sampler_of

Plain = Any

RECIPE = {
    "cement": "350 kg ± 5 %",
    "gravel": "1850 kg ± 5 %",
    "water": "200 kg ± 5 %",
}
FACTORS = {
    "cement": factor(0.8, kind="material"),
    "gravel": factor(0.005, kind="material"),
    "water": factor(0.0003, kind="material"),
    "power": factor(0.6, "1 kWh", kind="electricity"),
    "coal": factor(2.5, kind="fuel", boundary="cradle_to_grave"),
    "tip": factor(0.02, kind="treatment"),
    "limestone": factor(0.01, kind="material"),
}


def plant(
    balance: str | None = None, top: Plain | None = None, **keys: Plain
) -> lg.Model:
    """2,400 kg of concrete from its recipe; `top` are keys of the model."""
    inputs = {**RECIPE, "power": "3 kWh ± 10 %", **keys.pop("inputs", {})}
    process = works(outputs={"goods": "2400 kg"}, inputs=inputs) | keys
    if balance is not None:
        process["balance"] = balance
    used = {row: FACTORS[row] for row in process["inputs"]}
    used |= {row: FACTORS[row] for row in process.get("waste", {})}
    return model({"works": process}, used, **(top or {}))


def drawn(of: lg.Model, n: int = 5000) -> tuple[Sampler, dict[str, np.ndarray]]:
    """Every amount of the plant in some draws, by row."""
    sampler = sampler_of(of.prepared)
    table = of.prepared.compiled.table
    filled = table.fill(sampler.draw(1, 0, n))
    return sampler, {
        path.split(".")[3]: filled[:, position]
        for path, position in table.index.items()
        if path.startswith("processes.works.") and path.endswith(".amount")
    }


def told(sampler: Sampler) -> dict[str, Finding]:
    return {finding.code: finding for finding in sampler.findings}


def test_independent_amounts_break_the_balance_and_that_is_told() -> None:
    # Σ in has sd √(350² + 1850² + 200²) · 5 % / 1.959964 = 48.3 kg; the absolute value
    # of a normal has the mean 0.798 sd = 38.6 kg, the 95 % quantile 1.96 sd = 94.7 kg
    sampler, _ = drawn(plant())
    found = told(sampler)["W533"]
    assert found.at == "processes.works"
    mean, most = (float(str(found.values[k]).split()[0]) for k in ("mean", "most"))
    assert mean == pytest.approx(38.6, rel=0.04)
    assert most == pytest.approx(94.7, rel=0.04)


def test_outputs_follow_what_enters() -> None:
    sampler, rows = drawn(plant("outputs"))
    into = rows["cement"] + rows["gravel"] + rows["water"]
    np.testing.assert_allclose(rows["goods"], into, rtol=1e-14)
    assert "W533" not in told(sampler)
    # what enters keeps its own distribution
    assert rows["cement"].std() == pytest.approx(350 * 0.05 / 1.959964, rel=0.03)


def test_inputs_are_scaled_to_what_leaves() -> None:
    _, rows = drawn(plant("inputs"))
    into = rows["cement"] + rows["gravel"] + rows["water"]
    np.testing.assert_allclose(into, 2400, rtol=1e-14)
    # electricity is no material: it keeps its draws
    assert rows["power"].std() == pytest.approx(0.3 / 1.959964, rel=0.03)


def test_one_row_takes_up_the_difference() -> None:
    sampler, rows = drawn(plant("gravel"))
    into = rows["cement"] + rows["gravel"] + rows["water"]
    np.testing.assert_allclose(into, 2400, rtol=1e-14)
    # sd of 2400 − cement − water: √(350² + 200²) · 5 % / 1.96 = 10.28 kg, not 47.2
    assert rows["gravel"].std() == pytest.approx(10.28, rel=0.03)
    note = told(sampler)["N535"]
    assert note.at == "processes.works.balance"
    assert str(note.values["changes"]).startswith("['gravel: 47.19 →")


def test_every_number_that_moves_a_mass_belongs_to_the_balance() -> None:
    sampler, _ = drawn(plant("gravel"))
    groups = {number.path.split(".")[3]: number.group for number in sampler.numbers}
    assert groups.pop("power") is None
    assert set(groups.values()) == {"processes.works"}


def test_the_ratio_of_the_model_as_written_is_kept() -> None:
    # 2,400 kg in, 2,300 kg out with 60 kg of waste: 2,360/2,400 of what enters
    of = plant("outputs", outputs={"goods": "2300 kg"}, waste={"tip": "60 kg ± 20 %"})
    _, rows = drawn(of)
    into = rows["cement"] + rows["gravel"] + rows["water"]
    np.testing.assert_allclose(
        rows["goods"] + rows["tip"], into * 2360 / 2400, rtol=1e-13
    )


def test_fuels_leave_as_flue_gas_and_stand_beside_the_balance() -> None:
    inputs = {"coal": "80 kg ± 30 %"}
    smoke = {"co2_fossil": {"activity": "coal", "factor": "2 kg/kg"}}
    _, rows = drawn(plant("outputs", inputs=inputs, emissions=smoke))
    into = rows["cement"] + rows["gravel"] + rows["water"]
    np.testing.assert_allclose(rows["goods"], into, rtol=1e-14)


LIME = {"goods": "56 kg"}


def lime(balance: str) -> Any:
    """100 kg of limestone give 56 kg of lime and 44 kg of CO2."""
    inputs = {"limestone": "100 kg ± 5 %"}
    co2 = {"co2_fossil": {"activity": "limestone", "factor": "0.44 kg/kg ± 2 %"}}
    process = works(outputs=LIME, inputs=inputs, emissions=co2, balance=balance)
    return model({"works": process}, {"limestone": FACTORS["limestone"]})


@pytest.mark.parametrize("balance", ["outputs", "inputs", "limestone", "goods"])
def test_gas_that_follows_what_is_scaled_is_balanced_too(balance: str) -> None:
    _, rows = drawn(lime(balance))
    out = rows["goods"] + rows["co2_fossil"]
    np.testing.assert_allclose(out, rows["limestone"], rtol=1e-13)


def test_pieces_count_by_their_mass() -> None:
    product = {"amount": "1200 piece", "mass": "2 kg/piece"}
    reference = {"reference": {"product": "goods", "amount": "1 piece"}}
    _, rows = drawn(plant("outputs", reference, outputs={"goods": product}))
    into = rows["cement"] + rows["gravel"] + rows["water"]
    np.testing.assert_allclose(2 * rows["goods"], into, rtol=1e-14)


def test_the_footprint_scatters_as_the_balance_says() -> None:
    # All inputs share one factor x: with `balance: outputs` the footprint per kg is
    # Σ in · x / Σ in = x in every draw. Apart it scatters by sd(Σ in)/Σ in = 2 %.
    rows = {"cement": "1000 kg ± 5 %", "gravel": "1400 kg ± 5 %"}
    same = dict.fromkeys(rows, factor(1, kind="material"))

    def spread(**keys: Plain) -> float:
        process = works(outputs={"goods": "2400 kg"}, inputs=rows, **keys)
        of = model({"works": process}, same).prepared
        return float(evaluate(of, sampler_of(of).draw(1, 0, 20_000)).including.std())

    assert spread(balance="outputs") == pytest.approx(0, abs=1e-14)
    apart = (1000**2 + 1400**2) ** 0.5 / 2400 * 0.05 / 1.959964
    assert spread() == pytest.approx(apart, rel=0.02)


@given(
    masses=st.lists(st.floats(1, 1e4), min_size=1, max_size=3),
    widths=st.lists(st.floats(0.1, 30), min_size=3, max_size=3),
    kept=st.floats(0.3, 1.5),
    balance=st.sampled_from(["outputs", "inputs"]),
)
def test_whatever_is_drawn_balances(
    masses: list[float], widths: list[float], kept: float, balance: str
) -> None:
    names = ("cement", "gravel", "water")
    inputs = {
        row: f"{mass!r} kg ± {width!r} %"
        for row, mass, width in zip(names, masses, widths, strict=False)
    }
    out = {"goods": f"{sum(masses) * kept!r} kg"}
    process = works(outputs=out, inputs=inputs, balance=balance)
    of = model({"works": process}, {row: FACTORS[row] for row in inputs})
    _, rows = drawn(of, 40)
    into = sum(rows[row] for row in inputs)
    np.testing.assert_allclose(rows["goods"] / into, kept, rtol=1e-12)


# --------------------------------------------------------------------------- refusals


def refused(of: lg.Model) -> Finding:
    with pytest.raises(ModelError) as problem:
        sampler_of(of.prepared)
    (found,) = (f for f in problem.value.findings if f.is_fatal)
    return found


def test_a_balance_names_a_side_or_a_row() -> None:
    (found,) = errors(plant("sand"))
    assert (found.code, found.at) == ("E531", "processes.works.balance")


def test_a_balance_needs_the_mass_of_every_row() -> None:
    slabs = {"amount": "3 piece", "role": "burden_free"}
    found = refused(plant("outputs", outputs={"goods": "2400 kg", "slabs": slabs}))
    assert (found.code, found.at) == ("E532", "processes.works.balance")
    assert found.values["unknown"] == ("slabs",)


def test_a_formula_can_not_give_way() -> None:
    of = plant("outputs", outputs={"goods": "= 2 * 1200 kg"})
    assert refused(of).code == "E532"


def test_a_row_that_is_too_small_to_give_way_is_refused() -> None:
    # water of 200 kg would have to take up ± 94 kg in 95 % of the draws; below 0 in
    # P(z < −200/48) — rarely; but a waste of 20 kg in P(z < −20/48.3) = 34 %
    of = plant("tip", outputs={"goods": "2380 kg"}, waste={"tip": "20 kg"})
    found = refused(of)
    assert (found.code, found.at) == ("E534", "processes.works.balance")
    assert float(str(found.values["share"]).rstrip("%")) == pytest.approx(34, abs=3)


def test_a_process_that_is_off_as_written_is_not_judged_by_its_draws() -> None:
    sampler, _ = drawn(plant(outputs={"goods": "1000 kg"}))
    assert told(sampler) == {}


def test_a_balance_that_draws_hardly_touch_is_not_told() -> None:
    calm = {"cement": "350 kg ± 1 %", "gravel": "1850 kg", "water": "200 kg"}
    sampler, _ = drawn(plant(inputs=calm))
    assert told(sampler) == {}


def test_a_broken_balance_may_be_waived_and_solving_says_nothing_of_it() -> None:
    waiver = {"code": "W533", "at": "processes.works", "why": "水分 | moisture"}
    of = plant(top={"waive": [waiver]})
    (found,) = sampler_of(of.prepared).findings
    assert found.waived is not None
    assert "W334" not in {finding.code for finding in of.solve().findings}
