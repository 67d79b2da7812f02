"""The chain of arrays: variants, sweeps, and what has no footprint."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose
from small_models import factor, model, refused, works

import lcagraph as lg

Plain = Any

RTOL = 1e-14  # one process


def shared(value: str, amount: str = "= 10 kg * share", **keys: Plain) -> lg.Model:
    return model(
        {"works": works(inputs={"resin": amount})},
        {"resin": factor(3)},
        parameters={"share": value, **keys},
    )


@pytest.mark.parametrize("value", ["0.3", "30 %"])
def test_a_sweep_over_a_share_takes_pure_numbers(value: str) -> None:
    of = shared(value)
    found = of.sweep(share=[0, 0.3, 0.6]).including
    assert_allclose(found, [0, 9, 18], rtol=RTOL)  # 10 kg × share × 3
    assert_allclose(found[2], of.solve(share=0.6).total, rtol=RTOL)


def test_a_sweep_over_a_quantity_takes_its_own_unit() -> None:
    of = shared("2 t", "= share / 100")
    # 20 kg and 50 kg × 3
    assert_allclose(of.sweep(share=[2, 5]).including, [60, 150], rtol=RTOL)


def test_a_sweep_moves_everything_that_a_formula_makes_of_it() -> None:
    of = shared("0.5", "= 10 kg * rest", rest="= 1 - share")
    assert_allclose(of.sweep(share=[0.1, 0.5]).including, [27, 15], rtol=RTOL)


def test_a_sweep_over_a_path_is_a_sweep_over_a_number() -> None:
    of = shared("0.5")
    swept = of.sweep(**{"factors.resin.co2e.unspecified": [1, 2]})
    assert_allclose(swept.including, [5, 10], rtol=RTOL)


@pytest.mark.parametrize(
    ("call", "code"),
    [
        ({"rest": [1.0]}, "E720"),  # a formula is no number of its own
        ({"shore": [1.0]}, "E720"),
        ({"share": [1.0], "other": [1.0, 2.0]}, "E721"),
        ({"share": [[1.0]]}, "E721"),
        ({"share": []}, "E721"),
        ({}, "E721"),
    ],
)
def test_a_sweep_that_cannot_be_made_is_refused(call: Plain, code: str) -> None:
    of = shared("0.5", rest="= 1 - share", other="1")
    with pytest.raises(lg.UsageError) as error:
        of.sweep(**call)
    assert error.value.finding.code == code


def test_a_variant_that_divides_by_zero_is_refused() -> None:
    of = shared("0.5", "= 10 kg / share")
    with pytest.raises(lg.CalculationError):
        of.sweep(share=[1, 0])


def test_a_variant_that_is_no_number_is_refused() -> None:
    with pytest.raises(lg.CalculationError, match="E520"):
        shared("0.5").sweep(**{"factors.resin.co2e.unspecified": [1, np.nan]})


def test_many_variants_are_computed_in_pieces_as_in_one() -> None:
    shares = np.linspace(0, 1, 200_001)
    found = shared("0.5").sweep(share=shares).including
    assert_allclose(found, 30 * shares, rtol=RTOL)


@pytest.mark.parametrize("own_use", ["1 kg", "1.5 kg"])
def test_a_process_that_eats_what_it_makes_is_refused(own_use: str) -> None:
    codes = {
        code for code, _ in refused(model({"works": works(inputs={"goods": own_use})}))
    }
    assert codes == {"E503" if own_use == "1 kg" else "E508"}


def test_a_variant_that_eats_what_it_makes_is_refused() -> None:
    of = model(
        {"works": works(inputs={"goods": "= 1 kg * own"})}, parameters={"own": "0.5"}
    )
    assert_allclose(of.sweep(own=[0.5, 0.9]).scaling, [[2], [10]], rtol=1e-12)
    with pytest.raises(lg.CalculationError):
        of.sweep(own=[0.5, 1.0])


def test_the_inventory_is_in_kilograms_by_flow() -> None:
    of = model({"works": works(emissions={"co2_fossil": "3 t", "sf6": "2 g"})})
    table = of.values_table
    found = of.evaluate(np.array([[base for _, base, _ in table]]))
    flows = of.prepared.layout.flows
    assert dict(zip(flows, found.inventory[0], strict=True)) == pytest.approx(
        {"co2_fossil": 3000, "sf6": 0.002}
    )
