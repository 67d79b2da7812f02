"""Answers: right, for any number of variants, in any order and in any units."""

from __future__ import annotations

import exact
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from random_systems import RandomSystem, random_system
from scipy.sparse import csc_array

from lcagraph.solve import (
    Structure,
    analyse,
    diagonal_of_inverse,
    loop_factor,
    solve_adjoint,
    solve_variants,
    system,
    variants,
)
from lcagraph.solve.scaling import solve_scaling

RTOL = 1e-12  # small systems whose loops lose at most three digits
RANDOM_RTOL = 1e-9  # the promise made for any system with loops below 0.9

systems = st.builds(
    lambda seed, n: random_system(np.random.default_rng(seed), n),
    st.integers(0, 2**32 - 1),
    st.integers(2, 12),
)


def structure_of(each: RandomSystem) -> Structure:
    rows, columns, values = each.entries
    return analyse(len(each.A), rows, columns, values)


def scaling(A: np.ndarray, f: np.ndarray) -> np.ndarray:
    return solve_scaling(csc_array(A), f)[0]


def ring(n: int, share: float) -> np.ndarray:
    """Each process needs `share` of the product of the next one."""
    A = np.eye(n)
    A[(np.arange(n) + 1) % n, np.arange(n)] = -share
    return A


# --------------------------------------------------------------------- exact answers


@given(systems)
def test_scaling_agrees_with_rational_arithmetic(each: RandomSystem) -> None:
    s = scaling(each.A, each.f) * each.run
    expected = exact.scaling(each.A, each.f) * each.run
    assert_allclose(s, expected, rtol=0, atol=RANDOM_RTOL * np.abs(expected).max())


@given(systems)
def test_what_the_demand_does_not_reach_is_exactly_zero(each: RandomSystem) -> None:
    is_zero = exact.scaling(each.A, each.f) == 0
    assert not scaling(each.A, each.f)[is_zero].any()


@given(systems)
def test_diagonal_of_inverse_agrees_with_rational_arithmetic(
    each: RandomSystem,
) -> None:
    rows, columns, values = each.entries
    structure = analyse(len(each.A), rows, columns, matching=each.matching)
    found = diagonal_of_inverse(structure, values[None, :])[0]
    expected = exact.inverse(each.A)[np.arange(len(each.A)), each.matching]
    assert_allclose(found, expected, rtol=RANDOM_RTOL)


@given(systems)
def test_matching_of_largest_product_is_the_one_of_reference_flows(
    each: RandomSystem,
) -> None:
    # Going round any loop multiplies by less than 1, so swapping reference flows for
    # inputs always makes the product smaller.
    assert_array_equal(structure_of(each).matching, each.matching)


@given(systems)
def test_intensities_times_matrix_are_the_direct_amounts(each: RandomSystem) -> None:
    _, _, values = each.entries
    intensity = solve_adjoint(structure_of(each), values[None, :], each.B)[0]
    size = np.abs(intensity) @ np.abs(each.A) + np.abs(each.B)
    assert (np.abs(intensity @ each.A - each.B) <= RTOL * size).all()


@given(systems)
def test_intensities_and_scaling_give_the_same_inventory(each: RandomSystem) -> None:
    _, _, values = each.entries
    intensity = solve_adjoint(structure_of(each), values[None, :], each.B)[0]
    s = scaling(each.A, each.f)
    size = np.abs(each.B) @ np.abs(s)
    assert (np.abs(intensity @ each.f - each.B @ s) <= RANDOM_RTOL * size).all()


def test_chain_of_twelve_levels_of_a_thousand_is_no_loop_and_solved() -> None:
    A = np.eye(13) - 1000 * np.eye(13, k=-1)
    s, proof = solve_scaling(csc_array(A), np.eye(13)[0])
    assert_allclose(s, 1000.0 ** np.arange(13), rtol=RTOL)  # 1000 of each next one
    assert proof.condition == 1
    assert proof.path == "substitution"


def test_long_loop_is_solved_by_superlu_as_the_series_says() -> None:
    n = 450  # above the largest dense block
    s, proof = solve_scaling(csc_array(ring(n, 0.5)), np.eye(n)[0])
    # Once round the loop 0.5^450 comes back, which is nothing beside 1.
    assert_allclose(s, 0.5 ** np.arange(n), rtol=RTOL)
    assert proof.path == "superlu"


def test_diagonal_of_inverse_of_a_long_loop_is_one_plus_what_comes_back() -> None:
    n = 450
    A = ring(n, 0.999)
    rows, columns = np.nonzero(A)
    found = diagonal_of_inverse(analyse(n, rows, columns), A[rows, columns][None, :])
    # A⁻¹_jj = 1 / (1 − 0.999^450)
    assert_allclose(found[0], np.full(n, 1 / (1 - 0.999**n)), rtol=RTOL)


@pytest.fixture
def _all_loops_are_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system, "DENSE_LIMIT", 1)
    monkeypatch.setattr(variants, "DENSE_LIMIT", 1)


@pytest.mark.usefixtures("_all_loops_are_large")
@pytest.mark.parametrize("seed", range(20))
def test_superlu_agrees_with_rational_arithmetic_too(seed: int) -> None:
    each = random_system(np.random.default_rng(seed), 12)
    _, _, values = each.entries
    structure = structure_of(each)
    expected = exact.scaling(each.A, each.f) * each.run
    s, _ = solve_variants(structure, values[None, :], each.f)
    close = {"rtol": 0, "atol": RANDOM_RTOL * np.abs(expected).max()}
    assert_allclose(s[0] * each.run, expected, **close)
    intensity = solve_adjoint(structure, values[None, :], each.B)[0]
    g = exact.inverse(each.A).T @ each.B.T
    assert_allclose(intensity, g.T, rtol=1e-6, atol=RANDOM_RTOL * np.abs(g).max())
    factor = loop_factor(structure, values[None, :])[0]
    reference = each.A[structure.matching, np.arange(12)]
    diagonal = exact.inverse(each.A)[np.arange(12), structure.matching]
    assert_allclose(factor, 1 / (reference * diagonal), rtol=RANDOM_RTOL)


# ------------------------------------------------------------------------------ laws


@given(systems, st.floats(-1e3, 1e3))
def test_scaling_is_linear_in_demand(each: RandomSystem, factor: float) -> None:
    other = np.roll(each.f, 1)
    both = scaling(each.A, each.f + factor * other) * each.run
    apart = scaling(each.A, each.f) + factor * scaling(each.A, other)
    scale = np.abs(scaling(each.A, each.f) * each.run).max()
    scale += np.abs(factor * scaling(each.A, other) * each.run).max()
    assert_allclose(both, apart * each.run, rtol=0, atol=RANDOM_RTOL * scale)


@given(systems, st.randoms(use_true_random=False))
def test_scaling_does_not_depend_on_the_order_of_rows_and_columns(
    each: RandomSystem, random: object
) -> None:
    rng = np.random.default_rng(random.getrandbits(32))  # type: ignore[attr-defined]
    n = len(each.A)
    rows, columns = rng.permutation(n), rng.permutation(n)
    turned = scaling(each.A[np.ix_(rows, columns)], each.f[rows])
    s = scaling(each.A, each.f) * each.run
    close = RANDOM_RTOL * np.abs(s).max()
    assert_allclose(turned * each.run[columns], s[columns], rtol=0, atol=close)


@given(systems, st.integers(0, 2**32 - 1))
def test_scaling_and_condition_do_not_depend_on_units(
    each: RandomSystem, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    rows = 10.0 ** rng.uniform(-9, 9, len(each.A))
    columns = 10.0 ** rng.uniform(-9, 9, len(each.A))
    other, proof = solve_scaling(
        csc_array(rows[:, None] * each.A * columns), rows * each.f
    )
    s, expected = solve_scaling(csc_array(each.A), each.f)
    close = RANDOM_RTOL * np.abs(s * each.run).max()
    assert_allclose(other * columns * each.run, s * each.run, rtol=0, atol=close)
    assert_allclose(proof.condition, expected.condition, rtol=1e-6)


# -------------------------------------------------------------------------- variants


def varied(each: RandomSystem, k: int) -> np.ndarray:
    """Entries of k variants; each differs by up to 5 %, which no loop of 0.9 minds."""
    _, _, values = each.entries
    factors = np.random.default_rng(1).uniform(0.98, 1.0, (k, len(values)))
    rows, columns, _ = each.entries
    is_reference = each.matching[columns] == rows
    return values * np.where(is_reference, 1.0, factors)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("memory", [1, variants.CHUNK_BYTES])
def test_many_variants_equal_as_many_single_solves(
    seed: int, memory: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(variants, "CHUNK_BYTES", memory)
    each = random_system(np.random.default_rng(seed), 15)
    data, structure = varied(each, 7), structure_of(each)
    demand = each.f * np.linspace(0.5, 2, 7)[:, None]
    s, proof = solve_variants(structure, data, demand)
    singles = [
        solve_variants(structure, data[[i]], demand[i])[0][0] * each.run
        for i in range(7)
    ]
    close = RTOL * np.abs(singles).max()
    assert_allclose(s * each.run, singles, rtol=0, atol=close)
    assert proof.residual.shape == proof.condition.shape == (7,)


def test_adjoint_takes_direct_amounts_of_each_variant() -> None:
    each = random_system(np.random.default_rng(3), 8)
    data, structure = varied(each, 4), structure_of(each)
    direct = each.B * np.arange(1, 5)[:, None, None]
    found = solve_adjoint(structure, data, direct)
    single = solve_adjoint(structure, data[[2]], each.B)[0]
    assert found.shape == (4, 5, 8)
    assert_allclose(found[2], 3 * single, rtol=RTOL, atol=RTOL * np.abs(single).max())


def test_link_that_is_zero_in_one_variant_is_no_link_there() -> None:
    # The second variant has no feedback: 1 run of the first process, 1 of the second.
    rows, columns = np.array([0, 1, 0, 1]), np.array([0, 0, 1, 1])
    data = np.array([[1.0, -1.0, -0.5, 1.0], [1.0, -1.0, 0.0, 1.0]])
    structure = analyse(2, rows, columns, data[0])
    s, _ = solve_variants(structure, data, np.array([2.0, 0.0]))
    assert_allclose(s, [[4, 4], [2, 2]], rtol=RTOL)


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("limit", [1, 400])
def test_traces_and_zeros_in_loops_do_not_spoil_the_rest(
    seed: int, limit: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(system, "DENSE_LIMIT", limit)
    monkeypatch.setattr(variants, "DENSE_LIMIT", limit)
    rng = np.random.default_rng(seed)
    each = random_system(rng, 10)
    rows, columns, values = each.entries
    # Inputs of 1e-13 of what they were, as of infrastructure, and inputs of nothing.
    traces = rng.choice([0.0, 1e-13, 1.0], len(values))
    values = np.where(each.matching[columns] == rows, values, traces * values)
    A = np.zeros(each.A.shape)
    A[rows, columns] = values
    structure = analyse(10, rows, columns, each.entries[2])
    s, _ = solve_variants(structure, values[None, :], each.f)
    expected = exact.scaling(A, each.f) * each.run
    close = RANDOM_RTOL * np.abs(expected).max()
    assert_allclose(s[0] * each.run, expected, rtol=0, atol=close)
    assert not s[0][expected == 0].any()


def test_entries_of_one_place_add_up() -> None:
    # 1 kWh made, 0.2 kWh used by the plant itself: 1 / 0.8 runs.
    structure = analyse(1, np.array([0, 0]), np.array([0, 0]))
    s, proof = solve_variants(structure, np.array([[1.0, -0.2]]), np.array([1.0]))
    assert_allclose(s, [[1.25]], rtol=RTOL)
    # What it makes and uses over what is left: (1 + 0.2) / 0.8.
    assert_allclose(proof.condition, [1.5], rtol=RTOL)


def test_system_without_processes_has_an_empty_answer() -> None:
    s, proof = solve_scaling(csc_array((0, 0)), np.zeros(0))
    assert s.shape == (0,)
    assert proof.n == 0


# --------------------------------------------------------------------------- structure


def test_consumers_come_before_their_suppliers() -> None:
    A = np.array([[1.0, 0, 0], [-0.5, 10, 0], [-0.5, -10, 15]])
    rows, columns = np.nonzero(A[::-1, ::-1])
    assert analyse(3, rows, columns).supply_order.tolist() == [2, 1, 0]


def test_unused_zero_does_not_take_the_place_of_a_reference_flow() -> None:
    # Both columns could be paired with row 0; only one of the entries is not zero.
    rows, columns = np.array([0, 1, 0, 1]), np.array([0, 0, 1, 1])
    structure = analyse(2, rows, columns, np.array([0.0, 3.0, 5.0, 0.0]))
    assert structure.matching.tolist() == [1, 0]


@pytest.mark.parametrize(
    "matching",
    [
        pytest.param([0, 0], id="no permutation"),
        pytest.param([1, 0], id="no entry there"),
    ],
)
def test_matching_that_does_not_fit_is_refused(matching: list[int]) -> None:
    diagonal = np.array([0, 1])
    with pytest.raises(ValueError, match="matching"):
        analyse(2, diagonal, diagonal, matching=np.array(matching))


def test_data_of_another_model_are_refused() -> None:
    structure = analyse(1, np.array([0]), np.array([0]))
    with pytest.raises(ValueError, match="shape"):
        solve_variants(structure, np.ones((1, 2)), np.ones(1))


def test_residual_and_condition_of_a_loop_are_the_ones_of_arithmetic() -> None:
    # |A⁻¹||A| = [[2, 1], [2, 2]] [[1, 0.5], [1, 1]] = [[3, 2], [4, 3]]; its largest
    # eigenvalue is 3 + √8.
    _, proof = solve_scaling(csc_array([[1, -0.5], [-1, 1]]), np.array([2.0, 0.0]))
    assert_allclose(proof.condition, [3 + np.sqrt(8)], rtol=1e-6)  # power method
    assert proof.residual <= 1e-15  # 4 − 2 = 2 and 4 − 4 = 0 but for rounding
