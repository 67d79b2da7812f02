"""Freight on an exchange: mass × distance × corrections, and what cannot be told."""

from __future__ import annotations

from typing import Any

import pytest
from numpy.testing import assert_allclose
from small_models import factor, model, refused, works

import lcagraph as lg

Plain = Any

TRUCK = {"truck": factor(1, "1 t*km", kind="transport")}


def carried(leg: Plain, amount: str = "2 t", **words: Plain) -> lg.Model:
    row = {"amount": amount, "transport": leg, **words}
    factors = {
        "resin": factor(0, f"1 {amount.rpartition(' ')[2]}"),
        **TRUCK,
        "reefer": factor(1, "1 t*km", kind="transport", includes=["refrigerated"]),
    }
    return model({"works": works(inputs={"resin": row})}, factors)


@pytest.mark.parametrize(
    ("leg", "expected"),
    [
        ({"truck": "30 km"}, 60),
        ([{"mode": "truck", "distance": "30 km"}] * 2, 120),
        ({"truck": {"distance": "30 km", "load_factor": "60 %"}}, 100),  # 60 / 0.6
        ({"truck": {"distance": "30 km", "empty_return": "0.5"}}, 90),  # × (1 + 0.5)
        ({"truck": {"distance": "30 km", "refrigerated": "20 %"}}, 72),  # × (1 + 0.2)
        (
            {
                "truck": {
                    **{"distance": "30 km", "load_factor": "0.5"},
                    **{"empty_return": "50 %", "refrigerated": "0.2"},
                }
            },
            216,  # 60 × 1.5 × 1.2 / 0.5
        ),
    ],
)
def test_freight_is_mass_times_distance_times_corrections(
    leg: Plain, expected: float
) -> None:
    assert carried(leg).solve().total == pytest.approx(expected, rel=1e-14)


def test_freight_of_pieces_uses_their_mass() -> None:
    of = carried({"truck": "30 km"}, "500 piece", mass="4 kg/piece")
    assert of.solve().total == pytest.approx(60)  # 500 × 4 kg = 2 t


LEG = "processes.works.inputs.resin.transport.0"


@pytest.mark.parametrize(
    ("of", "expected"),
    [
        (carried({"lorry": "30 km"}), ("E301", f"{LEG}.mode")),
        (carried({"truck": "30 kg"}), ("E364", f"{LEG}.distance")),
        (carried({"truck": "30 km"}, "500 piece"), ("E316", LEG)),
        (carried({"truck": "-30 km"}), ("E347", f"{LEG}.distance")),
        (
            carried({"truck": {"distance": "30 km", "load_factor": "120 %"}}),
            ("E347", f"{LEG}.load_factor"),
        ),
        (
            carried({"reefer": {"distance": "30 km", "refrigerated": "20 %"}}),
            ("E318", f"{LEG}.refrigerated"),
        ),
    ],
)
def test_freight_that_cannot_be_told_is_refused(
    of: lg.Model, expected: tuple[str, str]
) -> None:
    assert expected in refused(of)


@pytest.mark.parametrize("mode", ["haulage", "freight"])
def test_freight_may_come_from_a_process_by_its_id_or_product(mode: str) -> None:
    haulage = {
        **{"stage": "production", "outputs": {"freight": "1 t*km"}},
        "emissions": {"co2_fossil": "2 kg"},
    }
    row = {"amount": "1 t", "transport": {mode: "30 km"}}
    of = model(
        {"works": works(inputs={"resin": row}), "haulage": haulage},
        {"resin": factor(3)},
    )
    assert of.solve().total == pytest.approx(3060)  # 1000 × 3 + 30 × 2


def test_a_factor_may_state_the_mass_of_what_it_supplies() -> None:
    # 4 L × 0.5 kg/L × 100 km = 0.2 t*km at 10 kg; 4 L × 1 kg
    rows = {"oil": {"amount": "4 L", "transport": {"truck": "100 km"}}}
    of = model(
        {"works": works(inputs=rows)},
        {
            "oil": factor(1, "1 L", mass="0.5 kg/L"),
            "truck": factor(10, "1 t*km", kind="transport"),
        },
    )
    assert_allclose(of.solve().total, 4 + 2, rtol=1e-12)


def test_a_formula_beside_the_calculation_is_checked_too() -> None:
    excluded = {
        "tools": {
            "name": "Tools",
            "basis": "cut_off",
            "reason": "small",
            "estimate": "= nonsense * 3",
        }
    }
    of = model({"works": works()}, scope={"excluded": excluded})
    assert refused(of) == {("E442", "scope.excluded.tools.estimate")}


def test_a_distance_without_its_unit_is_one_error() -> None:
    place = "processes.works.inputs.resin.transport.0.distance"
    assert refused(carried({"truck": "420"})) == {("E364", place)}


def test_a_correction_beside_the_leg_is_told_where_it_belongs() -> None:
    leg = {"truck": "420 km", "load_factor": "60 %"}
    place = "processes.works.inputs.resin.transport.1"
    assert refused(carried(leg)) == {("E365", place)}
