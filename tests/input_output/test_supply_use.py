"""Constructs of supply–use tables: each recovers the technology that it assumes."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose

from lcagraph.errors import CalculationError
from lcagraph.input_output import Construct, Leontief, SupplyUse, constructed

V = np.array([[80.0, 10.0, 0.0], [5.0, 60.0, 15.0], [0.0, 4.0, 96.0]])
A_OF_PRODUCTS = np.array([[0.1, 0.2, 0.05], [0.2, 0.1, 0.1], [0.05, 0.1, 0.3]])
D_OF_PRODUCTS = np.array([[0.5, 2.0, 0.1]])
A_OF_INDUSTRIES = np.array([[0.1, 0.2, 0.05], [0.2, 0.1, 0.1], [0.05, 0.1, 0.3]])
X, Q = V.sum(axis=1), V.sum(axis=0)
F = np.array([[7.0, 130.0, 20.0]])


def test_commodity_technology_recovers_recipes_of_products() -> None:
    # Each industry uses what its products need: U = A Vᵀ, F = D Vᵀ.
    table = SupplyUse(V=V, U=A_OF_PRODUCTS @ V.T, F=D_OF_PRODUCTS @ V.T)
    found = constructed(table, "commodity_technology")
    assert_allclose(found.A, A_OF_PRODUCTS, rtol=1e-12)
    assert_allclose(found.D, D_OF_PRODUCTS, rtol=1e-12)


def test_industry_technology_mixes_the_recipes_of_industries() -> None:
    # Each industry has one recipe B: a product's is the mix of its makers' by share.
    B = A_OF_INDUSTRIES
    found = constructed(SupplyUse(V=V, U=B * X, F=F), "industry_technology")
    first = B[:, 0] * 80 / 85 + B[:, 1] * 5 / 85  # product 1: 80 by the 1st, 5 by 2nd
    assert_allclose(found.A[:, 0], first, rtol=1e-14)
    assert_allclose(found.D[0, 0], 7 / 90 * 80 / 85 + 130 / 80 * 5 / 85, rtol=1e-14)


def test_fixed_product_sales_hands_purchases_to_makers_by_share() -> None:
    B = A_OF_INDUSTRIES
    found = constructed(SupplyUse(V=V, U=B * X, F=F), "fixed_product_sales")
    # Industry 1 sells to industry 3: 80/85 of product 1 and 10/74 of product 2.
    assert_allclose(found.A[0, 2], 80 / 85 * 0.05 + 10 / 74 * 0.1, rtol=1e-14)


def test_fixed_industry_sales_recovers_flows_between_industries() -> None:
    # Each industry sells in its own mix: what product row i holds is C (A_ind x).
    C = V.T / X
    table = SupplyUse(V=V, U=C @ (A_OF_INDUSTRIES * X), F=F)
    found = constructed(table, "fixed_industry_sales")
    assert_allclose(found.A, A_OF_INDUSTRIES, rtol=1e-12)


def test_a_by_product_spares_the_industry_whose_product_it_is() -> None:
    table = SupplyUse(V=V, U=A_OF_PRODUCTS @ V.T, F=F)
    found = constructed(table, "by_product")
    U = A_OF_PRODUCTS @ V.T
    # The 1st industry makes 10 of product 2 beside 80 of its own.
    assert_allclose(found.A[1, 0], (U[1, 0] - 10) / 80, rtol=1e-14)
    assert_allclose(found.D[0], F[0] / [80, 60, 96], rtol=1e-14)


def demand_of(construct: Construct, table: SupplyUse) -> np.ndarray:
    """Final demand in the rows of the construct."""
    y = table.final_demand
    match construct:
        case "fixed_product_sales":
            return (table.V / table.product_output) @ y
        case "fixed_industry_sales":
            return np.linalg.solve(table.V.T / table.industry_output, y)
    return y


@pytest.mark.parametrize(
    "construct",
    [
        "industry_technology",
        "commodity_technology",
        "fixed_industry_sales",
        "fixed_product_sales",
        "by_product",
    ],
)
def test_final_demand_carries_all_emissions(construct: Construct) -> None:
    table = SupplyUse(V=V, U=A_OF_INDUSTRIES * X * 0.8, F=F)
    found: Leontief = constructed(table, construct)
    carried = found.N @ demand_of(construct, table)
    assert_allclose(carried, F.sum(axis=1), rtol=1e-12)


def test_a_construct_of_own_products_needs_a_square_table() -> None:
    table = SupplyUse(V=V[:2], U=np.zeros((3, 2)), F=F[:, :2])
    with pytest.raises(CalculationError) as caught:
        constructed(table, "commodity_technology")
    assert caught.value.findings[0].code == "E552"


def test_mixes_that_cannot_be_undone_are_refused() -> None:
    alike = np.array([[50.0, 50.0], [20.0, 20.0]])  # both industries make both alike
    table = SupplyUse(V=alike, U=np.zeros((2, 2)), F=np.ones((1, 2)))
    with pytest.raises(CalculationError) as caught:
        constructed(table, "commodity_technology")
    assert caught.value.findings[0].code == "E552"


def test_a_recipe_that_needs_more_than_its_maker_uses_is_told_and_kept() -> None:
    # Industry 1 makes 10 of product 2 beside 90 of its own and emits 1; industry 2
    # makes 100 of product 2 and emits 50, 0.5 each: 10 × 0.5 = 5 > 1 by the recipe, so
    # product 1 is left with (1 − 5) / 90.
    made = np.array([[90.0, 10.0], [0.0, 100.0]])
    table = SupplyUse(V=made, U=np.zeros((2, 2)), F=np.array([[1.0, 50.0]]))
    found = constructed(table, "commodity_technology")
    assert_allclose(found.D[0], [-4 / 90, 0.5], rtol=1e-14)
    (told,) = found.findings
    assert (told.code, told.at) == ("W556", "D")
    assert (told.values["count"], told.values["row"], told.values["column"]) == (
        1,
        0,
        0,
    )


@pytest.mark.parametrize("construct", ["industry_technology", "commodity_technology"])
def test_a_table_without_negative_coefficients_tells_nothing(
    construct: Construct,
) -> None:
    table = SupplyUse(V=V, U=A_OF_PRODUCTS @ V.T, F=D_OF_PRODUCTS @ V.T)
    assert constructed(table, construct).findings == ()
