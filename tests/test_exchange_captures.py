"""Captured CO2 that leaves in the product, as PACT tells it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from small_models import factor, works
from told_footprints import pact_validator, plant

import lcagraph as lg
from lcagraph.errors import ModelError
from lcagraph.exchange import footprint_of


def pact(told: lg.Model) -> dict[str, Any]:
    tree: dict[str, Any] = json.loads(footprint_of(told.solve(), "pact").to_json())
    assert not list(pact_validator().iter_errors(tree))
    return tree


def capturing(amount: str, fate: str) -> lg.Model:
    """A mill that captures fossil CO2 of its stack; its goods hold 0.57 kg C per kg."""
    captured = {"flow": "co2_captured", "of": "stack", "origin": "fossil"}
    mill = works(
        inputs={"ore": "2 kg"},
        emissions={"stack": {"flow": "co2_fossil", "amount": "3 kg"}},
        removals={
            "polyol": {**captured, "amount": amount, "fate": fate},
            "co2_biogenic": "1.1 kg",
        },
    )
    return plant({"mill": mill}, {"ore": factor(1.5)})


def test_carbon_of_captured_co2_that_leaves_in_the_product_is_told() -> None:
    pcf = pact(capturing("0.44 kg", "product"))["pcf"]
    # 0.44 kg CO2 × 12/44; who captures has no credit for it: 2 × 1.5 + 3 kg
    assert pcf["ccuCarbonContent"] == "0.12"
    assert pcf["ccuCalculationApproach"] == "Cut-off"
    assert pcf["pcfExcludingBiogenicUptake"] == "6"
    assert pcf["ccsTechnologicalCO2CaptureIncluded"] is False


@pytest.mark.parametrize("fate", ["used", "stored"])
def test_captured_co2_of_another_fate_is_no_carbon_of_the_product(fate: str) -> None:
    pcf = pact(capturing("0.44 kg", fate))["pcf"]
    assert not {name for name in pcf if name.startswith("ccu")}


def test_a_product_cannot_hold_more_captured_carbon_than_carbon() -> None:
    # 2.2 kg × 12/44 = 0.6 kg of 0.27 fossil and 0.3 biogenic; 2.09 kg are just 0.57
    with pytest.raises(ModelError) as error:
        footprint_of(capturing("2.2 kg", "product").solve(), "pact")
    wrong = [finding for finding in error.value.findings if finding.is_fatal]
    assert [(one.code, one.values["field"]) for one in wrong] == [
        ("E241", "ccuCarbonContent")
    ]
    assert pact(capturing("2.09 kg", "product"))["pcf"]["ccuCarbonContent"] == "0.57"
