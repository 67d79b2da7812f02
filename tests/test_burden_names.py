"""What the nodes of burden flows are called."""

from __future__ import annotations

import pytest

import lcagraph as lg
from lcagraph.burden_flows import burden_flows

WINDOW = """
lcagraph: 1
reference: {product: window, amount: 1 piece, name: 一樘窗 | One window}
PRODUCTS
processes:
  join:
    stage: production
    outputs: {window: 1 piece}
    emissions: {co2_fossil: 1 kg}
"""
NAMED = "products: {window: {name: 铝窗 | Aluminium window}}"


@pytest.mark.parametrize(
    ("products", "called"), [("", "One window"), (NAMED, "Aluminium window")]
)
def test_the_reference_is_called_by_a_name_where_there_is_one(
    products: str, called: str
) -> None:
    result = lg.read_string(WINDOW.replace("PRODUCTS", products)).solve()
    flows = burden_flows(result.prepared, result.numbers)
    assert [n.name.en for n in flows.nodes if n.kind == "reference"] == [called]
