"""Draws and variants in which an output, a factor or a GWP turns its sign."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from small_models import factor, model, works

import lcagraph as lg
from lcagraph.calculate import evaluate
from lcagraph.errors import CalculationError
from lcagraph.sensitivity.gradient import gradient
from lcagraph.wording import LANGUAGES, message

Plain = Any


def around_zero(unit: str = "") -> Plain:
    return {"dist": "uniform", "min": f"-1{unit}", "max": f"3{unit}"}


def of_factor(spread: Plain) -> lg.Model:
    row = factor(5, uncertainty=spread)
    return model({"works": works(inputs={"x": "1 kg"})}, {"x": row})


def of_output(spread: Plain) -> lg.Model:
    goods = {"amount": "1 kg", "uncertainty": spread}
    return model(
        {"works": works(outputs={"goods": goods}, inputs={"x": "1 kg"})},
        {"x": factor(1)},
    )


def of_gwp(spread: Plain) -> lg.Model:
    return model(
        {"works": works(emissions={"ch4_fossil": "1 kg"})},
        scope={"gwp": "ipcc-ar6-gwp100", "gwp_uncertainty": {"ch4_fossil": spread}},
    )


DISCRETE = {"dist": "discrete", "values": ["-3 kg", "5 kg"], "weights": [0.5, 0.5]}


@pytest.mark.parametrize(
    ("of", "code", "at"),
    [
        (of_factor(DISCRETE), "E633", "factors.x"),
        (of_output(around_zero(" kg")), "E376", "processes.works.outputs.goods.amount"),
        (of_gwp(around_zero()), "E632", "scope.gwp_uncertainty.ch4_fossil"),
    ],
    ids=["factor", "output", "gwp"],
)
def test_draws_that_turn_a_sign_are_refused(of: lg.Model, code: str, at: str) -> None:
    with pytest.raises(CalculationError) as caught:
        of.uncertainty(n=500, seed=1)
    (finding,) = caught.value.findings
    assert (finding.code, finding.at) == ("E541", at)
    assert code in message(finding, "en")


def test_few_such_draws_are_left_out_and_told() -> None:
    # 1 in 4,000 draws is −3 kg
    rare = {**DISCRETE, "weights": [0.00025, 0.99975]}
    found = of_factor(rare).uncertainty(n=20_000, seed=1)
    assert {one.code for one in found.refused} == {"E633"}
    assert "W541" in {finding.code for finding in found.findings}
    totals = found.totals()
    assert np.isnan(totals).sum() == len(found.refused)
    assert np.nanmin(totals) == 5


@pytest.mark.parametrize(
    "of",
    [
        of_factor({"dist": "uniform", "min": "0 kg", "max": "8 kg"}),
        of_output({"dist": "uniform", "min": "0.5 kg", "max": "2 kg"}),
        of_gwp({"dist": "uniform", "min": 0, "max": 3}),
    ],
    ids=["factor", "output", "gwp"],
)
def test_draws_on_one_side_of_zero_are_none_of_these(of: lg.Model) -> None:
    found = of.uncertainty(n=500, seed=1)
    assert not found.refused
    assert np.isfinite(found.totals()).all()


def swept() -> lg.Model:
    row = {**factor(1), "co2e": "= 1 kg * figure"}
    made = works(outputs={"goods": "= 1 kg * made"}, inputs={"x": "1 kg"})
    return model({"works": made}, {"x": row}, parameters={"figure": "1", "made": "1"})


@pytest.mark.parametrize(("name", "code"), [("figure", "E633"), ("made", "E376")])
def test_a_sweep_names_the_variant_that_turns(name: str, code: str) -> None:
    with pytest.raises(lg.ModelError) as caught:
        swept().sweep(**{name: [1.0, 2.0, -1.0, -2.0]})
    finding = next(f for f in caught.value.findings if f.is_fatal)
    assert finding.code == code
    assert "in variant 3" in message(finding, "en")
    assert "第 3 组取值" in message(finding, "zh")


@pytest.mark.parametrize(
    "asked", [lambda of, row: evaluate(of, row[None, :]), gradient]
)
def test_one_variant_alone_has_no_number(asked: Plain) -> None:
    prepared = swept().prepared
    values = prepared.base.copy()
    values[prepared.compiled.table.index["parameters.figure.value"]] = -1
    with pytest.raises(lg.ModelError) as caught:
        asked(prepared, values)
    said = [message(caught.value.findings[0], lang) for lang in LANGUAGES]
    assert not any("variant" in text or "组取值" in text for text in said)
    assert all("-1" in text for text in said)


@pytest.mark.parametrize("size", ["1e-200", "1e200"])
def test_a_sign_is_seen_however_small_or_large_the_amounts(size: str) -> None:
    # 1e-200² is zero and 1e200² infinite in floating point; the sign is neither
    of = model(
        {
            "works": works(
                outputs={"goods": f"= {size} kg * made"},
                emissions={"co2_fossil": f"{size} kg"},
            )
        },
        parameters={"made": "1"},
    )
    assert of.solve().total == pytest.approx(1)
    with pytest.raises(lg.ModelError) as caught:
        of.sweep(made=[1.0, -1.0])
    assert "E376" in {finding.code for finding in caught.value.findings}


def test_a_removal_and_an_unused_factor_may_be_negative() -> None:
    removal = {**factor(0), "co2e": {"fossil": "1 kg", "biogenic_co2_removed": "-2 kg"}}
    unused = {**factor(1), "co2e": "= 1 kg * figure"}
    of = model(
        {"works": works(inputs={"x": "1 kg", "y": "= 1 kg * taken"})},
        {"x": removal, "y": unused},
        parameters={"figure": "1", "taken": "0"},
    )
    # 1 − 2 kg, whatever the factor of what isn't taken
    assert of.sweep(figure=[-1.0, 1.0]).including == pytest.approx([-1, -1])


def test_an_output_that_is_negative_as_written_may_stay_so() -> None:
    of = model(
        {"works": works(outputs={"goods": "= -1 kg * made"}, inputs={"x": "1 kg"})},
        {"x": factor(1)},
        parameters={"made": "1"},
    )
    # 1 kg taken in per −made kg: −1/made per kg
    assert of.sweep(made=[1.0, 2.0]).including == pytest.approx([-1, -0.5])
