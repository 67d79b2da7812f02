"""The normal form: the same system in order, in units that balance, with its loops."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from large_cases import Reals, entries, technosphere

from lcagraph.engine.arrangement import arranged
from lcagraph.engine.balance import balance
from lcagraph.engine.conditioning import loop_bound
from lcagraph.engine.normal import NormalForm, normal_form
from lcagraph.engine.order import supply_order
from lcagraph.solve import LoopError, MatchingError


def formed(A: Reals, **options: object) -> NormalForm:
    row, column, value = entries(A)
    return normal_form(len(A), row, column, value, **options)  # type: ignore[arg-type]


def dense(form: NormalForm) -> Reals:
    W = np.eye(form.n)
    for i in range(form.n):
        part = slice(form.indptr[i], form.indptr[i + 1])
        W[i, form.indices[part]] = form.values[part]
    return W


@given(st.integers(1, 30), st.integers(0, 99), st.floats(0, 12), st.floats(0, 0.5))
def test_it_is_the_matrix_itself_in_other_units_and_order(
    n: int, seed: int, decades: float, credits: float
) -> None:
    A = (
        technosphere(n, seed=seed, decades=decades, credits=credits)
        if n > 1
        else (np.array([[2.0]]))
    )
    form = formed(A, matching=np.arange(n))
    W = form.row_scale[:, None] * A[form.rows][:, form.columns] * form.column_scale
    np.testing.assert_allclose(dense(form), W, rtol=1e-14, atol=0)
    np.testing.assert_allclose(np.diagonal(W), 1.0, rtol=1e-15)
    # scales of columns are powers of two, which round nothing
    assert (np.frexp(form.column_scale)[0] == 0.5).all()


@given(st.integers(2, 25), st.integers(0, 99))
def test_entries_know_their_place_among_the_callers(n: int, seed: int) -> None:
    A = technosphere(n, seed=seed)
    row, column, value = entries(A)
    form = normal_form(n, row, column, value, np.arange(n))
    own = np.repeat(np.arange(n), np.diff(form.indptr))
    assert (row[form.entry] == form.rows[own]).all()
    assert (column[form.entry] == form.columns[form.indices]).all()
    assert (value[form.diagonal] == A[form.rows, form.columns]).all()
    # columns of W, through the transposed pattern
    first, place, order = form.transposed
    W = np.eye(n)
    for j in range(n):
        part = slice(first[j], first[j + 1])
        W[place[part], j] = form.values[order[part]]
    assert (dense(form) == W).all()


def test_units_far_apart_leave_no_large_numbers() -> None:
    """Units from 2⁻⁴⁰ to 2⁴⁰: inputs as stated differ by 10²⁴ and more."""
    A = technosphere(60, inputs=3)
    units = np.exp2(np.random.default_rng(4).integers(-40, 40, 60))
    stated = units[:, None] * A / units
    assert np.abs(stated).max() > 1e12
    assert np.abs(formed(stated, matching=np.arange(60)).values).max() < 10


def test_products_are_matched_where_nobody_says_who_makes_them() -> None:
    A = technosphere(40, radius=0.8)
    rows = np.random.default_rng(3).permutation(40)
    form = formed(A[rows])
    assert (rows[form.rows] == form.columns).all()


def test_products_that_nobody_makes_are_refused() -> None:
    A = np.array([[1.0, -0.5, 0.2], [0.0, 1.0, -0.1], [0.0, 0.0, 0.0]])
    with pytest.raises(MatchingError):
        formed(A)


def test_a_process_without_its_product_is_refused_by_its_column() -> None:
    A = np.array([[1.0, -0.5], [-0.2, 0.0]])
    with pytest.raises(LoopError) as error:
        formed(A, matching=np.arange(2))
    assert error.value.columns == (1,)


# ------------------------------------------------------------------ order and units


@given(st.integers(1, 60), st.integers(0, 99))
def test_a_chain_without_loops_is_put_in_order_whole(n: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    number = rng.permutation(n)
    above, below = np.nonzero(np.triu(rng.random((n, n)) < 0.2, 1))
    consumers, suppliers = number[above], number[below]
    order = supply_order(n, suppliers, consumers, rng.random(len(above)) + 0.1)
    place = np.argsort(order)
    assert sorted(order.tolist()) == list(range(n))
    assert (place[consumers] < place[suppliers]).all()


def test_a_loop_is_cut_where_it_is_weak() -> None:
    """0 buys 1 of 1, 1 buys 1 of 2, and 2 buys 0.01 of 0: 0 comes first."""
    order = supply_order(
        3, np.array([1, 2, 0]), np.array([0, 1, 2]), np.array([1.0, 1.0, 0.01])
    )
    assert order.tolist() == [0, 1, 2]


def test_a_system_of_nothing_has_an_empty_order() -> None:
    none = np.zeros(0, dtype=np.intp)
    found = arranged(0, none, none, np.zeros(0))
    assert (len(found.order), len(found.scale)) == (0, 0)


def test_balanced_links_weigh_about_as_much_bought_as_sold() -> None:
    A = technosphere(80, decades=9)
    supplier, consumer = np.nonzero(A - np.diag(np.diagonal(A)))
    size = np.abs(A[supplier, consumer] / np.diagonal(A)[supplier])
    scale = balance(80, supplier, consumer, size)
    weight = size * scale[consumer] / scale[supplier]
    bought = np.bincount(consumer, weight, minlength=80)
    sold = np.bincount(supplier, weight, minlength=80)
    both = (bought > 0) & (sold > 0)
    assert both.sum() > 40
    ratio = np.abs(np.log2(bought[both] / sold[both]))
    # stops near a ratio of 2²; rounding to powers of two may add 2 on either side
    assert ratio.max() <= 6
    stated = np.abs(np.log2(size))
    assert stated.max() > 40  # units lie up to 10¹⁸ apart


# ------------------------------------------------------------------------- condition


@pytest.mark.parametrize("share", [0.3, 0.99, 0.9999])
def test_the_condition_of_two_rings_is_that_of_the_worse_one(share: float) -> None:
    """(1 + θ) / (1 − θ) of a ring in which each needs θ of the next one; 0.2 else."""
    A = np.eye(9)
    A[(np.arange(5) + 1) % 5, np.arange(5)] = -share
    A[5 + (np.arange(4) + 1) % 4, np.arange(5, 9)] = -0.2
    A[0, 7] = -1e6  # a link between loops costs no digits
    found = loop_bound(formed(A, matching=np.arange(9)))
    expected = (1 + share) / (1 - share)
    assert expected * (1 - 1e-9) <= found <= 1.01 * expected  # a bound, and near


def test_a_chain_loses_no_digits_and_a_closed_loop_proves_nothing() -> None:
    chain = np.eye(5) - 1000 * np.eye(5, k=-1)
    assert loop_bound(formed(chain, matching=np.arange(5))) == 1.0
    closed = np.array([[1.0, -1.0], [-1.0, 1.0]])
    assert loop_bound(formed(closed, matching=np.arange(2))) == np.inf
