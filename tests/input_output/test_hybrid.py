"""A foreground inside a supply–use table, against a published test case."""

from __future__ import annotations

import numpy as np
import pytest
from input_output_cases import (
    HYBRID_EXPECTED_F_PRINTED,
    HYBRID_EXPECTED_FOOTPRINT_CONSUMPTION,
    HYBRID_EXPECTED_MULTIPLIERS_PER_COMMODITY_PRINTED_2DP,
    HYBRID_EXPECTED_U_PRINTED,
    HYBRID_EXPECTED_V,
    HYBRID_F_BACK,
    HYBRID_F_FOR,
    HYBRID_F_IND_FOR_FOOTPRINTS,
    HYBRID_U_BACK,
    HYBRID_U_FOR,
    HYBRID_V_BACK,
    HYBRID_V_FOR,
)
from numpy.testing import assert_allclose

from lcagraph.errors import CalculationError
from lcagraph.input_output import (
    Concordance,
    Hybrid,
    SupplyUse,
    constructed,
    hybridised,
)

FOREGROUND = SupplyUse(V=HYBRID_V_FOR, U=HYBRID_U_FOR, F=HYBRID_F_FOR)
BACKGROUND = SupplyUse(V=HYBRID_V_BACK, U=HYBRID_U_BACK, F=HYBRID_F_BACK)
PRODUCTS = np.zeros((4, 6))
PRODUCTS[[0, 1, 2, 3], [0, 1, 3, 4]] = 1  # a* and b* of each region are its a and b
BY = Concordance(
    industries=np.eye(4), products=PRODUCTS, extensions=np.array([[1.0], [0.0]])
)


def hybrid() -> Hybrid:
    return hybridised(FOREGROUND, BACKGROUND, BY)


def test_the_published_hybrid_is_reproduced() -> None:
    table = hybrid().table
    assert_allclose(table.V, HYBRID_EXPECTED_V, atol=1e-12)
    assert_allclose(table.U, HYBRID_EXPECTED_U_PRINTED, atol=1e-4)  # four digits
    assert_allclose(table.F, HYBRID_EXPECTED_F_PRINTED, atol=1e-3)


def test_its_multipliers_and_footprints_are_the_published_ones() -> None:
    table = hybrid().table
    with_two = SupplyUse(V=table.V, U=table.U, F=HYBRID_F_IND_FOR_FOOTPRINTS)
    N = constructed(with_two, "industry_technology").N
    expected = HYBRID_EXPECTED_MULTIPLIERS_PER_COMMODITY_PRINTED_2DP
    assert_allclose(N, expected, atol=0.0051)  # two digits
    region = np.array([0, 0, 1, 1, 0, 0, 0, 1, 1, 1])
    demand = with_two.final_demand[:, None] * (region[:, None] == [0, 1])
    assert_allclose(N @ demand, HYBRID_EXPECTED_FOOTPRINT_CONSUMPTION, atol=1e-4)


def test_nothing_is_counted_twice_and_nothing_is_lost() -> None:
    table = hybrid().table
    assert_allclose(table.V.sum(), BACKGROUND.V.sum(), rtol=1e-14)  # 330
    assert_allclose(table.U.sum(), BACKGROUND.U.sum(), rtol=1e-14)
    co2 = table.F[0].sum() + table.F[1].sum()  # own row and the table's row
    assert_allclose(co2, BACKGROUND.F[0].sum(), rtol=1e-14)  # 18,000
    assert_allclose(table.final_demand.sum(), BACKGROUND.final_demand.sum(), rtol=1e-13)


def test_what_was_taken_out_of_the_table_is_listed() -> None:
    made, used, emitted = hybrid().corrections
    assert made.sum() == 90 + 50 + 70 + 70
    assert used.sum() == HYBRID_U_FOR.sum()
    assert emitted.sum() == 1000 + 2000 + 1200 + 2100


def test_a_foreground_larger_than_its_sector_is_refused() -> None:
    larger = SupplyUse(V=HYBRID_V_FOR * 2, U=HYBRID_U_FOR, F=HYBRID_F_FOR)
    with pytest.raises(CalculationError) as caught:
        hybridised(larger, BACKGROUND, BY)
    (finding,) = caught.value.findings
    assert finding.code == "E555"
    assert (finding.values["part"], finding.values["whole"]) == (180.0, 100.0)
