"""Sums at the ends of links, and answers that need no factors."""

from __future__ import annotations

import numpy as np
import pytest

from lcagraph.engine import chain, fast, links
from lcagraph.engine.arrangement import arranged
from lcagraph.engine.large import LargeSystem, large_system
from lcagraph.engine.links import between, ends_of, scaled_ends

# 0 sells 2 to 1 and 3 to 2; 1 sells 5 to 2
THREE = (np.array([0, 0, 1]), np.array([1, 2, 2]), np.array([2.0, 3.0, 5.0]))


@pytest.fixture(params=["numba", "plain"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """With numba, for a few links too, and without it."""
    name: str = request.param
    monkeypatch.setattr(links, "FEW", 0)
    if name == "plain":
        monkeypatch.setenv(fast.OFF, "1")
    elif not fast.has_numba():
        pytest.skip("numba is not installed")
    return name


def test_what_is_sold_and_bought_adds_up_at_each_end(way: str) -> None:
    sold, bought = ends_of(3, THREE)
    assert sold.tolist() == [5.0, 5.0, 0.0]
    assert bought.tolist() == [0.0, 2.0, 8.0]


def test_links_are_added_up_in_other_units_and_within_limits(way: str) -> None:
    # 2 × 4/1 = 8, 3 × ½/1 = 1.5, 5 × ½/4 = 0.625; none below 1 or above 6
    sold, bought = scaled_ends(THREE, np.array([1.0, 4.0, 0.5]), (1.0, 6.0))
    assert sold.tolist() == [7.5, 1.0, 0.0]
    assert bought.tolist() == [0.0, 6.0, 2.5]


@pytest.mark.parametrize(
    ("left", "kept"),
    [([1, 1, 1], [0, 1, 2]), ([0, 1, 1], [2]), ([1, 1, 0], [0]), ([0, 0, 0], [])],
)
def test_links_stay_whose_ends_are_both_left(
    way: str, left: list[int], kept: list[int]
) -> None:
    found = between(np.array(left, dtype=np.bool_), THREE)
    for part, whole in zip(found, THREE, strict=True):
        assert part.tolist() == whole[kept].tolist()


def test_order_and_units_are_the_same_bits_with_numba_and_without(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if not fast.has_numba():
        pytest.skip("numba is not installed")
    monkeypatch.setattr(links, "FEW", 0)
    rng = np.random.default_rng(3)
    n, e = 500, 4_000
    suppliers, consumers = rng.integers(0, n, (2, e))
    kept = suppliers != consumers
    size = rng.lognormal(0, 3, e)[kept]
    quick = arranged(n, suppliers[kept], consumers[kept], size)
    monkeypatch.setenv(fast.OFF, "1")
    plain = arranged(n, suppliers[kept], consumers[kept], size)
    assert np.array_equal(quick.order, plain.order)
    assert np.array_equal(quick.exponent, plain.exponent)


# ------------------------------------------------------------------- without factors


def _ring(share: float, n: int = 3_200) -> LargeSystem:
    """Each process buys a share of the next one's product, the last of the first."""
    own = np.arange(n)
    row, column = np.concatenate([own, (own + 1) % n]), np.concatenate([own, own])
    value = np.concatenate([np.ones(n), np.full(n, -share)])
    return large_system(n, row, column, value, own)


@pytest.mark.parametrize(
    ("share", "path"), [(0.5, "steps"), (0.99, "other")], ids=["quick", "slow"]
)
def test_one_question_needs_no_factors_if_little_is_passed_on(
    share: float, path: str
) -> None:
    """A unit of product 0 takes shareᵏ / (1 − shareⁿ) runs of process k: a ring."""
    n = 3_200
    demand = np.zeros(n)
    demand[0] = 1.0
    made = _ring(share)
    runs, account = made.forward(demand)
    assert (account.path == "steps") == (path == "steps")
    expected = share ** np.arange(60.0)  # shareⁿ < 1e-13 for both
    assert runs[:60] == pytest.approx(expected, rel=1e-12)


def test_passing_on_is_given_up_as_soon_as_it_turns_out_to_be_slow() -> None:
    made = _ring(0.99)
    question = made._question(np.eye(made.n, 1), is_adjoint=False)
    steps, error, _ = chain.passed_on(question)
    assert steps == 2 * chain.LOOK_AFTER
    assert error > 1e-3
