"""Waste, avoided products and allocation as whole models, against openLCA.

Source: GreenDelta/olca-modules (MPL-2.0), commit a20094a, olca-core/src/test/java/org/
openlca/core: math/WasteCalculationTest, math/AllocationTest, math/AvoidedFlowsTest,
math/AllocateAvoidedTest, results/AvoidedWasteTest. Only their numbers are used.
"""

from __future__ import annotations

from typing import Any

import pytest
from numpy.testing import assert_allclose

import lcagraph as lg

Plain = Any

RTOL = 1e-12  # two processes
STAGE = {"stage": "production"}


def solve(**keys: Plain) -> lg.Result:
    return lg.Model(**keys).solve()


def emitting(kilograms: float, **keys: Plain) -> dict[str, Plain]:
    return {**STAGE, **keys, "emissions": {"co2_fossil": f"{kilograms} kg"}}


BY_CONTRACT = {"why": "as in the source"}


def reference(product: str, amount: str) -> dict[str, str]:
    return {"product": product, "amount": amount}


SUITE: dict[str, tuple[float, dict[str, Plain]]] = {
    "a waste goes downstream": (
        4,
        {
            "reference": reference("product", "1 kg"),
            "processes": {
                "works": {
                    **STAGE,
                    "outputs": {"product": "1 kg"},
                    "waste": {"sludge": "2 kg"},
                },
                "plant": emitting(2, treats={"sludge": "1 kg"}),
            },
        },
    ),
    "b treatment is the reference": (
        4,
        {
            "reference": reference("sludge", "1 kg"),
            "processes": {
                "plant": {
                    **STAGE,
                    "treats": {"sludge": "1 kg"},
                    "inputs": {"product": "2 kg"},
                },
                "works": emitting(2, outputs={"product": "1 kg"}),
            },
        },
    ),
    "c allocation to products": (
        0.5,
        {
            "reference": reference("product_1", "1 kg"),
            "processes": {
                "works": emitting(
                    2,
                    outputs={"product_1": "1 kg", "product_2": "3 kg"},
                    allocation={
                        "shares": {"product_1": "0.25", "product_2": "0.75"},
                        **BY_CONTRACT,
                    },
                )
            },
        },
    ),
    "c2 allocation to treated wastes": (
        0.5,
        {
            "reference": reference("waste_1", "1 kg"),
            "processes": {
                "works": emitting(
                    2,
                    treats={"waste_1": "1 kg", "waste_2": "3 kg"},
                    allocation={
                        "shares": {"waste_1": "0.25", "waste_2": "0.75"},
                        **BY_CONTRACT,
                    },
                )
            },
        },
    ),
    "c3 allocation to a product and a treated waste, by formula": (
        0.5,
        {
            "reference": reference("product_1", "1 kg"),
            "parameters": {"param": "25"},
            "processes": {
                "works": emitting(
                    2,
                    outputs={"product_1": "1 kg"},
                    treats={"waste_2": "3 kg"},
                    allocation={
                        "shares": {
                            "product_1": "= param / 100",
                            "waste_2": "= 3 * param / 100",
                        },
                        **BY_CONTRACT,
                    },
                )
            },
        },
    ),
    "d avoided product": (
        1.0,
        {
            "reference": reference("product_1", "1 kg"),
            "processes": {
                "works": emitting(
                    2,
                    outputs={
                        "product_1": "1 kg",
                        "extra": {"amount": "0.5 kg", "substitutes": "product_2"},
                    },
                ),
                "rival": emitting(2, outputs={"product_2": "1 kg"}),
            },
        },
    ),
    "e avoided waste treatment": (
        1.0,
        {
            "reference": reference("product", "1 kg"),
            "processes": {
                "works": emitting(
                    2, outputs={"product": "1 kg"}, avoids_waste={"sludge": "0.5 kg"}
                ),
                "plant": emitting(2, treats={"sludge": "1 kg"}),
            },
        },
    ),
    "f allocation applies to what is avoided": (
        0.9375,  # 0.75 × 2 − 0.75 × 0.5 × 1.5
        {
            "reference": reference("product", "1 kg"),
            "processes": {
                "works": emitting(
                    2,
                    outputs={
                        "product": "1 kg",
                        "other": "1 kg",
                        "extra": {"amount": "0.5 kg", "substitutes": "avoided"},
                    },
                    allocation={
                        "shares": {"product": "0.75", "other": "0.25"},
                        **BY_CONTRACT,
                    },
                ),
                "rival": emitting(1.5, outputs={"avoided": "1 kg"}),
            },
        },
    ),
    "g avoided waste, emission only": (
        -1,
        {
            "reference": reference("product", "1 kg"),
            "processes": {
                "works": {
                    **STAGE,
                    "outputs": {"product": "1 kg"},
                    "avoids_waste": {"sludge": "0.5 kg"},
                },
                "plant": emitting(2, treats={"sludge": "1 kg"}),
            },
        },
    ),
    "h waste goes to a stored result": (
        42,
        {
            "reference": reference("product", "1 kg"),
            "processes": {
                "works": {
                    **STAGE,
                    "outputs": {"product": "1 kg"},
                    "waste": {"sludge": {"amount": "2 kg", "to": "stored"}},
                },
            },
            "factors": {
                "stored": {
                    "per": "1 kg",
                    "kind": "treatment",
                    "boundary": "gate_to_grave",
                    "co2e": "21 kg",
                }
            },
        },
    ),
}


@pytest.mark.parametrize("case", SUITE)
def test_waste_credits_and_allocation_give_the_results_of_openlca(case: str) -> None:
    expected, model = SUITE[case]
    result = solve(**model)
    assert_allclose(result.total, expected, rtol=RTOL)
    assert_allclose(sum(r.including for r in result.rows), expected, rtol=RTOL)
    assert_allclose(result.tree().branch_total, expected, rtol=RTOL)
