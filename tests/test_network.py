"""The product system as a networkx graph: nodes, directions, amounts."""

from __future__ import annotations

from typing import Any

import pytest
from small_models import factor, model, works

Plain = Any

RECIPE: dict[str, Plain] = {
    "works": works(
        outputs={
            "goods": "2 kg",
            "other": {"amount": "6 kg", "transport": {"truck": "500 km"}},
            "scrap": {"amount": "1 kg", "role": "burden_free"},
        },
        allocation="mass",
        inputs={
            "resin": {"amount": "8 t", "shares": {"goods": "0.5", "other": "0.5"}},
            "power": "0.4 MWh",
            "scrap": "800 g",
        },
        waste={"sludge": "4 kg"},
    ),
    "plant": {"stage": "end_of_life", "treats": {"sludge": "1 kg"}},
    "generator": {
        **{"kind": "utility", "outputs": {"power": "1 kWh"}},
        "inputs": {"diesel": "0.2 kg"},
    },
}
FACTORS = {
    "resin": factor(3),
    "diesel": factor(4, stage="raw_materials"),
    "truck": factor(1, "1 t*km", kind="transport"),
}
# 1 kg goods of 2 kg: half a run of the column that has 2 of 8 kg, 1/8 run in all
AMOUNTS = {
    ("resin", "works"): (2, "t"),  # half a run × 0.5 × 8 t
    ("generator", "works"): (0.05, "MWh"),  # 0.4 MWh / 8
    ("works", "plant"): (0.5, "kg"),
    ("diesel", "generator"): (10, "kg"),  # 50 kWh × 0.2 kg
    ("works", "works"): (100, "g"),  # scrap: 800 g / 8
}


def test_a_joint_process_is_one_node() -> None:
    graph = model(RECIPE, FACTORS).to_networkx()
    assert set(graph) == {"works", "plant", "generator", "resin", "diesel", "truck"}
    assert graph.nodes["generator"]["kind"] == "utility"
    assert graph.nodes["resin"]["kind"] == "factor"
    assert graph.nodes["plant"]["stage"] == "end_of_life"


@pytest.mark.parametrize("ends", AMOUNTS)
def test_an_edge_runs_as_the_product_does_with_its_amount(
    ends: tuple[str, str],
) -> None:
    graph = model(RECIPE, FACTORS).to_networkx()
    (edge,) = graph.get_edge_data(*ends).values()
    amount, unit = AMOUNTS[ends]
    scale = {("works", "works"): 0.001}.get(ends, 1)  # in the unit of what is made
    unit = "kg" if scale != 1 else unit
    assert (edge["amount"], edge["unit"]) == (pytest.approx(amount * scale), unit)


def test_freight_of_the_other_product_is_none_of_the_reference() -> None:
    graph = model(RECIPE, FACTORS).to_networkx()
    (edge,) = graph.get_edge_data("truck", "works").values()
    assert (edge["kind"], edge["amount"]) == ("transport", 0)


def test_free_scrap_is_an_edge_that_says_so() -> None:
    graph = model(RECIPE, FACTORS).to_networkx()
    (edge,) = graph.get_edge_data("works", "works").values()
    assert edge["kind"] == "burden_free"
