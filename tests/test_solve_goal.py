"""The bound of what errors of a solution can do to a result: above them, and near."""

from __future__ import annotations

from fractions import Fraction
from operator import mul

import exact
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from random_systems import RandomSystem, random_system

from lcagraph.solve import analyse, error_bound, solve_adjoint, solve_variants

systems = st.builds(
    lambda seed, n: random_system(np.random.default_rng(seed), n),
    st.integers(0, 2**32 - 1),
    st.integers(2, 12),
)


def bound_of(each: RandomSystem, s: np.ndarray) -> np.ndarray:
    rows, columns, values = each.entries
    structure = analyse(len(each.A), rows, columns, values)
    intensity = solve_adjoint(structure, values[None, :], each.B)[0]
    return error_bound((rows, columns, values), s, each.f, intensity)


@given(systems)
def test_true_errors_of_an_answer_stay_below_their_bound(each: RandomSystem) -> None:
    rows, columns, values = each.entries
    structure = analyse(len(each.A), rows, columns, values)
    s, _ = solve_variants(structure, values[None, :], each.f)
    runs = [Fraction(x) for x in s[0].tolist()]
    found = [float(sum(map(mul, map(Fraction, row), runs))) for row in each.B.tolist()]
    inverse = exact.inverse(each.A)
    true = each.B @ inverse @ each.f
    error = np.abs(np.array(found) - true)
    # the witness itself is rounded once per product
    slack = 1e-13 * np.abs(each.B) @ np.abs(inverse) @ np.abs(each.f)
    assert (error <= bound_of(each, s[0]) + slack).all()


@given(systems, st.integers(-9, -3))
def test_an_error_put_into_the_answer_is_seen_in_its_own_size(
    each: RandomSystem, digits: int
) -> None:
    rows, columns, values = each.entries
    structure = analyse(len(each.A), rows, columns, values)
    s, _ = solve_variants(structure, values[None, :], each.f)
    wrong = s[0].copy()
    j = int(np.abs(wrong).argmax())
    wrong[j] *= 1 + 10.0**digits
    moved = np.abs(each.B[:, j] * (wrong[j] - s[0, j]))
    assert (bound_of(each, wrong) >= moved * (1 - 1e-9)).all()


def test_a_bound_by_hand() -> None:
    """A = [[1, −½], [−1, 1]], f = (2, 0), so s = (4, 4); Λ = (2, 1) A⁻¹ = (6, 4).

    The answer (4, 3) leaves r = (2 − 2.5, 4 − 3) = (−0.5, 1): the bound is
    6 × 0.5 + 4 × 1 = 7, the true error 1 × 1 (signs differ).
    """
    rows, columns = np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])
    values = np.array([1.0, -0.5, -1.0, 1.0])
    structure = analyse(2, rows, columns, matching=np.arange(2))
    intensity = solve_adjoint(structure, values[None, :], np.array([[2.0, 1.0]]))[0]
    assert intensity == pytest.approx(np.array([[6.0, 4.0]]), rel=1e-14)
    answer, f = np.array([4.0, 3.0]), np.array([2.0, 0.0])
    found = error_bound((rows, columns, values), answer, f, intensity)
    assert found == pytest.approx([7.0], rel=1e-14)


def test_an_exact_answer_has_a_bound_of_rounding_and_not_zero() -> None:
    places, ones = np.arange(2), np.ones(2)
    found = error_bound((places, places, ones), ones, ones, np.ones((1, 2)))
    assert 0 < found[0] < 2e-15  # two rows, each 3 u (|1| + |1|) = 6.7e-16
