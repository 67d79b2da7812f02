"""Large loops proven sound by their units alone; what isn't proven is factorised."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lcagraph.solve import analyse
from lcagraph.solve.dominance import condition_bound
from lcagraph.solve.examine import examine
from lcagraph.solve.system import DENSE_LIMIT


def bound(A: np.ndarray, gross: np.ndarray | None = None) -> float:
    rows, columns = np.nonzero(A)
    structure = analyse(len(A), rows, columns, matching=np.arange(len(A)))
    (loop,) = structure.loops
    places = (
        rows[structure.entries[loop.slots]],
        columns[structure.entries[loop.slots]],
    )
    size = np.abs(A) if gross is None else gross
    return condition_bound(loop, A[places][:, None], size[places][:, None])


def ring(n: int, share: float) -> np.ndarray:
    """Each process needs `share` of the product of the next one."""
    A = np.eye(n)
    A[(np.arange(n) + 1) % n, np.arange(n)] = -share
    return A


def bauer(A: np.ndarray) -> float:
    """Spectral radius of |A⁻¹||A|, by LAPACK."""
    product = np.abs(np.linalg.inv(A)) @ np.abs(A)
    return float(np.abs(np.linalg.eigvals(product)).max())


@pytest.mark.parametrize("share", [0.5, 0.99, 0.9999, -0.9])
def test_the_bound_of_a_ring_is_its_condition(share: float) -> None:
    # |T| has equal rows, so θ = |share| and the bound is (1 + θ) / (1 − θ)
    theta = abs(share)
    expected = (1 + theta) / (1 - theta)
    assert bound(ring(6, share)) == pytest.approx(expected, rel=1e-9)


@given(st.integers(0, 2**32 - 1), st.booleans(), st.booleans())
def test_the_bound_is_never_below_the_condition(
    seed: int, has_credits: bool, has_bad_units: bool
) -> None:
    rng = np.random.default_rng(seed)
    n = int(rng.integers(2, 12))
    T = rng.random((n, n)) * (rng.random((n, n)) < 0.4)
    T += ring(n, -0.1) - np.eye(n)  # strongly connected
    np.fill_diagonal(T, 0.0)
    T *= rng.uniform(0.2, 0.98) / np.abs(np.linalg.eigvals(T)).max()
    signs = np.where(has_credits & (rng.random((n, n)) < 0.2), -1.0, 1.0)
    A = np.eye(n) - T * signs
    true = bauer(A)
    if has_bad_units:
        A = np.exp2(rng.integers(-40, 40, (n, 1))) * A
        A = A * np.exp2(rng.integers(-40, 40, n))
    found = bound(A)
    assert found >= true * (1 - 1e-9)
    if not has_credits:  # for an M-matrix (1 + ρ) / (1 − ρ) is the condition itself
        assert found <= 2 * true


@pytest.mark.parametrize("share", [1.0, 1.5])
def test_nothing_is_proven_of_a_loop_that_uses_all_it_makes(share: float) -> None:
    assert bound(ring(5, share)) == np.inf


def test_nothing_is_proven_without_a_reference_amount() -> None:
    A = ring(5, 0.5)
    A[2, 2] = 0.0
    A[2, 4] = -0.5
    rows, columns = np.nonzero(A + np.eye(5))
    structure = analyse(5, rows, columns, matching=np.arange(5))
    (loop,) = structure.loops
    values = A[rows, columns][structure.entries[loop.slots]][:, None]
    assert condition_bound(loop, values, np.abs(values)) == np.inf


def test_entries_that_cancel_count_with_all_they_were() -> None:
    """Makes 10 and uses 9 of it: |A| has 19 where A has 1."""
    A = ring(4, 0.5)
    gross = np.abs(A)
    gross[0, 0] = 19.0
    # (19 + 0.5) / (1 − 0.5) for the process that uses itself
    assert bound(A, gross) == pytest.approx(39.0, rel=1e-9)


@pytest.mark.parametrize(
    ("share", "sound", "overdrawn"),
    [(0.5, True, False), (1.0, False, None), (1.001, True, True), (-1.1, True, False)],
)
def test_large_loops_are_told_as_small_ones_are(
    share: float, sound: bool, overdrawn: bool | None
) -> None:
    """−1.1: each process makes more of the next one's product, which is a credit."""
    n = DENSE_LIMIT + 1
    rows = np.concatenate([np.arange(n), (np.arange(n) + 1) % n])
    columns = np.concatenate([np.arange(n), np.arange(n)])
    structure = analyse(n, rows, columns, matching=np.arange(n))
    values = np.concatenate([np.ones(n), np.full(n, -share)])
    (health,) = examine(structure, values)
    assert health.is_sound is sound
    if overdrawn is not None:
        assert health.is_overdrawn is overdrawn
    assert len(health.columns) == n


def test_many_small_loops_keep_their_members_and_entries() -> None:
    """Pairs (0, 500), (1, 501) …: process i needs ½ of its partner's product."""
    half = 500
    own = np.arange(2 * half)
    partner = (own + half) % (2 * half)
    structure = analyse(
        2 * half,
        np.concatenate([own, partner]),
        np.concatenate([own, own]),
        matching=own,
    )
    assert sorted(loop.processes.tolist() for loop in structure.loops) == [
        [i, i + half] for i in range(half)
    ]
    assert all(len(loop.slots) == 4 for loop in structure.loops)
    assert all(
        (loop.processes[loop.consumers] == structure.consumers[loop.slots]).all()
        for loop in structure.loops
    )
