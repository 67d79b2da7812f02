"""Percentages of printed tables: largest remainder, and where there are none."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lcagraph.contribution import percentages


def as_text(amounts: list[float]) -> list[str]:
    return ["—" if share is None else str(share) for share in percentages(amounts)]


@pytest.mark.parametrize(
    ("amounts", "expected"),
    [
        pytest.param([1, 1, 1], ["33.34", "33.33", "33.33"], id="three thirds"),
        # 14.2857…, 28.5714…, 57.1428…: rounded down 99.99, and the missing 0.01 goes
        # to the largest remainder, 0.0057 of 1/7
        pytest.param([1, 2, 4], ["14.29", "28.57", "57.14"], id="sevenths"),
        pytest.param([5], ["100.00"], id="one part"),
        pytest.param([1, 0], ["100.00", "0.00"], id="a part that is zero"),
        pytest.param([3, 1, -2], ["75.00", "25.00", "—"], id="a credit"),
        pytest.param([1, -3], ["—", "—"], id="a net credit"),
        pytest.param([1, -1], ["—", "—"], id="nothing left"),
        pytest.param([0, 0], ["—", "—"], id="nothing at all"),
        pytest.param([], [], id="no parts"),
        pytest.param([1e-320, 1e-320], ["50.00", "50.00"], id="as small as can be"),
        pytest.param([1e300, 1], ["100.00", "0.00"], id="as large as can be"),
    ],
)
def test_shares_are_those_of_the_largest_remainder(
    amounts: list[float], expected: list[str]
) -> None:
    assert as_text(amounts) == expected


@given(st.lists(st.floats(0, 1e9), min_size=1, max_size=40))
def test_shares_add_to_exactly_100_and_are_off_by_less_than_a_step(
    amounts: list[float],
) -> None:
    shares = percentages(amounts)
    if sum(map(Decimal, amounts)) == 0:
        assert shares == [None] * len(amounts)
        return
    total = sum(map(Decimal, amounts))
    found = [share for share in shares if share is not None]
    assert sum(found) == Decimal("100.00")
    for amount, share in zip(amounts, found, strict=True):
        assert abs(Decimal(amount) * 100 / total - share) < Decimal("0.0100001")


def test_decimals_may_be_chosen() -> None:
    # 2/3 and 1/3 in tenths: 66.6̅ and 33.3̅, the larger remainder is that of 66.6̅
    assert percentages([2, 1], decimals=1) == [Decimal("66.7"), Decimal("33.3")]
