"""Shapley values, the grouping of edits, and the rounding of bars."""

from __future__ import annotations

import itertools
from decimal import Decimal
from math import fsum, ulp

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lcagraph.attribution import blocks_of, exact, shapley
from lcagraph.cli.show_compare import printed_step, rounding_of
from lcagraph.result import significant

RTOL = 1e-12  # some sums


def over_all_orders(values: np.ndarray, m: int) -> list[float]:
    """The mean effect of each edit over all m! orders: the definition itself."""
    sums = [0.0] * m
    orders = list(itertools.permutations(range(m)))
    for order in orders:
        mask = 0
        for i in order:
            sums[i] += values[mask | 1 << i, 0] - values[mask, 0]
            mask |= 1 << i
    return [found / len(orders) for found in sums]


def test_three_factors_share_what_all_three_do_in_thirds() -> None:
    # v = xyz, all 0 → 1: only all together give 1
    values = np.array([[float(k == 7)] for k in range(8)])
    assert shapley(values)[:, 0] == pytest.approx([1 / 3] * 3, rel=RTOL)


@given(
    st.integers(1, 4).flatmap(
        lambda m: st.lists(st.floats(-100, 100), min_size=1 << m, max_size=1 << m)
    )
)
def test_the_formula_is_the_mean_over_all_orders(numbers: list[float]) -> None:
    values = np.array(numbers)[:, None]
    m = len(numbers).bit_length() - 1
    assert shapley(values)[:, 0] == pytest.approx(over_all_orders(values, m), abs=1e-10)


@given(
    st.floats(1, 1e4),
    st.lists(st.floats(-1e3, 1e3), min_size=1, max_size=12),
    st.floats(-1e-12, 1e-12),
)
def test_rounding_is_taken_up_by_the_bars(
    start: float, parts: list[float], off: float
) -> None:
    end = fsum([start, *parts, off])
    bars = exact(parts, start, end)
    # 1 − 1 + 1e-12: no bar has the digit that would take it there
    finest = ulp(max(abs(start), *map(abs, bars)))
    assert fsum([start, *bars]) == pytest.approx(end, rel=0, abs=finest / 2)
    assert bars == pytest.approx(parts, abs=1e-9)


def test_edits_are_merged_only_as_far_as_they_need_each_other() -> None:
    # bit 0: input of coke added; bit 1: factor of coke added; bit 2: independent
    is_valid = np.array([(k & 1 == 0) or (k & 2 > 0) for k in range(8)])
    assert blocks_of(is_valid) == [0b011, 0b100]


def test_merging_does_not_depend_on_the_order_of_edits() -> None:
    # edit 0 needs 1 or 2: both are as good, so all three are one group
    is_valid = np.array([(k & 1 == 0) or (k & 6 > 0) for k in range(8)])
    assert blocks_of(is_valid) == [0b111]
    mirrored = np.array([(k & 4 == 0) or (k & 3 > 0) for k in range(8)])
    assert blocks_of(mirrored) == [0b111]


def test_without_trouble_nothing_is_merged() -> None:
    assert blocks_of(np.ones(8, dtype=np.bool_)) == [1, 2, 4]


# --------------------------------------------------------------------------- printed


@given(
    st.floats(0, 1e5),
    st.lists(st.floats(-1e4, 1e4), min_size=1, max_size=8),
)
def test_figures_as_printed_add_up_with_the_rounding_that_is_stated(
    start: float, parts: list[float]
) -> None:
    end = fsum([start, *parts])
    first, last = significant(start), significant(end)
    steps = [printed_step(part) for part in exact(parts, start, end)]
    stated = rounding_of(first, steps, last) or "0"
    numbers = [Decimal(t.replace(",", "")) for t in (first, *steps, stated)]
    assert sum(numbers) == Decimal(last.replace(",", ""))


def test_no_rounding_is_stated_where_there_is_none() -> None:
    assert rounding_of("1.2", ["+0.3", "-0.1"], "1.4") == ""
    assert rounding_of("1,200", ["+0.4"], "1,200") == "-0.4"
