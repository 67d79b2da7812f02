"""Economies: proven sound by prices, answered by rounds of purchases."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.sparse import csc_array

from lcagraph.background.diagnosis import diagnose
from lcagraph.background.economy import SMALLEST, economy_of
from lcagraph.background.intensities import intensities
from lcagraph.background.linked import BAD_NUMBER
from lcagraph.background.triplets import ExactTriplets

N = SMALLEST


def table(*, seed: int = 1, share: float = 0.6) -> np.ndarray:
    """A of N sectors, 5 % dense, each buying a share of its output."""
    generator = np.random.default_rng(seed)
    A = generator.random((N, N)) * (generator.random((N, N)) < 0.05)
    return np.asarray(A / A.sum(axis=0) * share)


def technosphere(A: np.ndarray) -> ExactTriplets:
    matrix = csc_array(np.eye(N) - A)
    column = np.repeat(np.arange(N, dtype=np.int32), np.diff(matrix.indptr))
    row = matrix.indices.astype(np.int32)
    return ExactTriplets(row=row, column=column, value=matrix.data)


def none() -> np.ndarray:
    return np.zeros(N, dtype=np.uint16)


def test_intensities_of_an_economy_are_those_of_the_inverse() -> None:
    A = table()
    direct = np.vstack([np.arange(N, dtype=float), np.ones(N)])
    found = diagnose(technosphere(A), none())
    assert found.economy is not None
    known = intensities(technosphere(A), direct, ("a", "b"), found)
    expected = direct @ np.linalg.inv(np.eye(N) - A)
    assert_allclose(known.values.T, expected, rtol=1e-11)
    # who buys 0.6 of its output at each step causes 1 / (1 − 0.6) of a unit everywhere
    assert_allclose(known.values[:, 1], 2.5, rtol=1e-12)


def test_all_sectors_of_an_economy_are_one_sound_loop() -> None:
    found = diagnose(technosphere(table()), none())
    assert [len(loop.columns) for loop in found.loops] == [N]
    assert found.bad_loops == ()
    assert not found.chain.any()


def test_one_sector_of_negative_value_added_still_leaves_an_economy() -> None:
    A = table(share=0.3)
    A[:, 7] *= 4  # buys 1.2 of its output; whoever buys from it still adds value
    economy = economy_of(technosphere(A), N)
    assert economy is not None
    assert economy.share < 1


@pytest.mark.parametrize("share", [1.0, 1.5])
def test_where_nobody_adds_value_there_is_no_economy(share: float) -> None:
    assert economy_of(technosphere(table(share=share)), N) is None


def test_credits_count_by_their_size() -> None:
    A = table()
    A[:, 3] = -A[:, 3]  # a by-product spares others: rounds die out all the same
    found = diagnose(technosphere(A), none())
    direct = np.ones((1, N))
    known = intensities(technosphere(A), direct, ("a",), found)
    assert found.economy is not None
    expected = direct @ np.linalg.inv(np.eye(N) - A)
    assert_allclose(known.values.T, expected, rtol=1e-11)


def test_a_flag_is_carried_to_all_that_buy() -> None:
    flags = none()
    flags[5] = BAD_NUMBER
    A = table()
    A[5] = 0.0
    A[5, 6] = 0.01  # only sector 6 buys from it, and everybody from 6 or its buyers
    found = diagnose(technosphere(A), flags)
    assert found.economy is not None
    assert found.chain[6] == BAD_NUMBER
    assert found.flags.tolist() == flags.tolist()
    reached, buyers = {5}, {5}
    while buyers:
        buyers = {int(j) for i in buyers for j in np.flatnonzero(A[i])} - reached
        reached |= buyers
    assert set(np.flatnonzero(found.chain).tolist()) == reached


def test_a_small_or_sparse_database_is_looked_at_loop_by_loop() -> None:
    A = np.zeros((N, N))
    A[0, 1] = 0.5
    assert economy_of(technosphere(A), N) is None
