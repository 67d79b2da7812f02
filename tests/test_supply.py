"""Energy supplies: location-based and market-based results side by side."""

from __future__ import annotations

from typing import Any

import pytest
from numpy.testing import assert_allclose
from small_models import factor, model, refused, works

import lcagraph as lg

RTOL = 1e-12


def plant(rule_set: str = "iso14067", **supply: Any) -> lg.Model:
    """A kilogram of goods for 10 kWh from a wind contract with 5 % losses."""
    contract = {
        "kind": "contract",
        "location_based": "grid",
        "market_based": "wind",
        "losses": "5 %",
        **supply,
    }
    return model(
        {"plant": works(inputs={"contract": "10 kWh"})},
        factors={
            "grid": factor(0.6, per="1 kWh", kind="electricity"),
            "wind": factor(0.03, per="1 kWh", kind="electricity"),
        },
        supply={"contract": contract},
        scope={"rule_set": rule_set},
    )


def test_both_results_are_given_whichever_comes_first() -> None:
    # 10 kWh / 0.95 × 0.6 and × 0.03
    views = plant().solve().supply_views
    assert_allclose(views["location_based"], 6 / 0.95, rtol=RTOL)
    assert_allclose(views["market_based"], 0.3 / 0.95, rtol=RTOL)


@pytest.mark.parametrize(
    ("rule_set", "first"), [("iso14067", "market_based"), ("sd-2023", "location_based")]
)
def test_the_rule_set_names_the_headline(rule_set: str, first: str) -> None:
    result = plant(rule_set).solve()
    assert_allclose(result.total, result.supply_views[first], rtol=RTOL)


def test_a_supply_books_to_the_stage_of_its_consumer() -> None:
    stages = plant().solve().by_stage()
    assert stages.column("stage") == ["production"]


def test_a_grid_supply_needs_no_second_factor() -> None:
    result = plant(kind="grid", market_based="grid").solve()
    assert_allclose(result.total, 6 / 0.95, rtol=RTOL)


def test_a_contract_without_its_factor_is_refused() -> None:
    without = model(
        {"plant": works(inputs={"contract": "10 kWh"})},
        factors={"grid": factor(0.6, per="1 kWh", kind="electricity")},
        supply={"contract": {"kind": "contract", "location_based": "grid"}},
    )
    assert refused(without) == {("E359", "supply.contract")}


def test_a_supply_names_factors_of_the_model() -> None:
    assert refused(plant(location_based="gird")) == {
        ("E360", "supply.contract.location_based")
    }


def test_a_certificate_serves_once() -> None:
    twice = {
        "kind": "contract",
        "location_based": "grid",
        "market_based": "wind",
        "certificate": {"id": "GEC-1"},
    }
    found = model(
        {"plant": works(inputs={"day_power": "1 kWh", "night_power": "1 kWh"})},
        factors={
            "grid": factor(0.6, per="1 kWh", kind="electricity"),
            "wind": factor(0.03, per="1 kWh", kind="electricity"),
        },
        supply={"day_power": twice, "night_power": twice},
    )
    assert ("E361", "supply.night_power.certificate") in refused(found)
