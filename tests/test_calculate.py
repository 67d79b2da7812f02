"""The chain of arrays: variants, sweeps, and what has no footprint."""

from __future__ import annotations

import math
import pickle
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose
from small_models import factor, model, refused, works

import lcagraph as lg
from lcagraph.calculate import evaluate, inventory, numbers_of

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


@pytest.mark.parametrize("shape", [(2, 1), (2, 9), (0, 4), (4,)])
def test_values_of_another_shape_are_refused(shape: tuple[int, ...]) -> None:
    of = shared("0.5")  # share, amount of resin per kg, its factor, the reference …
    assert (1, len(of.values_table)) != shape
    with pytest.raises(ValueError, match="shape"):
        of.evaluate(np.ones(shape))


def test_values_may_be_a_plain_list() -> None:
    of = shared("0.5")
    found = of.evaluate([[base for _, base, _ in of.values_table]])
    assert_allclose(found.including, [15], rtol=RTOL)  # 10 kg × 0.5 × 3


def test_a_variant_outside_the_bounds_of_a_parameter_is_refused() -> None:
    of = shared("0.5").with_({"parameters.share": {"value": "0.5", "max": "1"}})
    assert_allclose(of.sweep(share=[0.5, 1]).including, [15, 30], rtol=RTOL)
    with pytest.raises(lg.ModelError, match=r"E331 .* 1\.5 is outside"):
        of.sweep(share=[0.5, 1.5])


def test_a_bound_that_moves_is_kept_by_each_variant() -> None:
    of = shared("5", "10 kg", floor="1").with_(
        {"parameters.share": {"value": "5", "min": "= floor"}}
    )
    # the least and the largest share, 4 and 10, keep the least and the largest floor
    with pytest.raises(lg.ModelError) as caught:
        of.sweep(share=[5, 4, 10], floor=[6, 1, 1])
    assert {finding.code for finding in caught.value.findings} == {"E331"}


@pytest.mark.parametrize(
    "value", [0.3, np.float64(0.3), Decimal("0.3"), "0.3", "30 %"], ids=repr
)
def test_a_number_of_python_is_set_as_it_is(value: object) -> None:
    assert_allclose(shared("0.5").solve(share=value).total, 9, rtol=RTOL)


@pytest.mark.parametrize("flown", [True, np.True_, "true"], ids=repr)
def test_a_truth_value_of_python_is_set_as_it_is(flown: object) -> None:
    of = shared("0.5").with_({"factors.resin.aircraft": flown})
    assert_allclose(of.solve().memo.aircraft, 15, rtol=RTOL)


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


def test_a_negative_removal_cannot_hide_behind_a_reference_that_changes_sign() -> None:
    # least values (-1, -1) and largest (1, 1) look right; both variants are wrong
    of = model(
        {
            "works": works(
                outputs={"goods": "= run * 1 kg"},
                removals={"co2_biogenic": "= taken * 1 kg"},
            )
        },
        parameters={"run": "1", "taken": "1"},
    )
    with pytest.raises(lg.ModelError) as caught:
        of.sweep(run=[1, -1], taken=[-1, 1])
    assert "E344" in {finding.code for finding in caught.value.findings}


MATERIAL = {"kind": "material", "boundary": "cradle_to_gate"}


def test_the_inventory_is_the_sum_of_what_each_process_emits() -> None:
    # exact sums of the products, entry by entry, against the sums over sorted entries
    gases = {"co2_fossil": "1 kg", "ch4_fossil": "0.1 g", "n2o": "3 g"}
    resin = {"per": "1 kg", "emissions": gases, **MATERIAL}
    of = model(
        {"works": works(inputs={"resin": "= 10 kg * share"}, emissions=gases)},
        {"resin": resin},
        parameters={"share": "0.3"},
    )
    values = of.prepared.base + np.linspace(0, 1, 5)[:, None]
    numbers, entries = numbers_of(of.prepared, values), of.prepared.layout.b
    found = inventory(of.prepared, numbers)
    assert found.shape == (5, 3)
    for variant, flow in np.ndindex(found.shape):
        own = np.flatnonzero(entries.row == flow)
        parts = numbers.B[variant, own] * numbers.s[variant, entries.column[own]]
        assert found[variant, flow] == pytest.approx(math.fsum(parts), rel=1e-15)


def test_a_model_without_emissions_has_an_empty_inventory() -> None:
    of = model({"works": works()})
    assert evaluate(of.prepared, of.prepared.base[None, :]).inventory.shape == (1, 0)


def test_formulas_are_the_same_after_a_journey_to_another_process() -> None:
    table = shared("0.3").prepared.compiled.table
    values = table.base + np.linspace(0, 1, 4)[:, None]
    here = table.fill(values)
    assert np.array_equal(pickle.loads(pickle.dumps(table)).fill(values), here)
