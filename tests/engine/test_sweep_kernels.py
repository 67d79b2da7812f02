"""One right side is answered by the arithmetic of several, in the same order."""

from __future__ import annotations

import numpy as np
import pytest
from large_cases import entries, technosphere
from scipy.sparse import csr_array

from lcagraph.engine.sweep_kernels import incomplete_lu, multiply, substitute

N = 300


def parts(*, is_adjoint: bool) -> tuple[tuple[np.ndarray, np.ndarray], np.ndarray]:
    """Pattern and values of a W with diagonal 1, or of its transpose."""
    row, column, value = entries(technosphere(N, seed=7, credits=0.2))
    W = csr_array((value, (row, column)), shape=(N, N))
    rest = csr_array((W.T if is_adjoint else W).tocsr())
    rest.setdiag(0.0)
    rest.eliminate_zeros()
    rest.sort_indices()
    return (rest.indptr.astype(np.int32), rest.indices.astype(np.int32)), rest.data


@pytest.mark.parametrize("is_adjoint", [False, True])
def test_a_sweep_of_one_is_bit_by_bit_a_lane_of_three(is_adjoint: bool) -> None:
    pattern, values = parts(is_adjoint=is_adjoint)
    factors = (pattern, *incomplete_lu(pattern, values))
    three = np.random.default_rng(1).normal(size=(N, 3))
    single = np.ascontiguousarray(three[:, 1:2])
    substitute(factors, three, is_adjoint)
    substitute(factors, single, is_adjoint)
    assert np.array_equal(single[:, 0], three[:, 1])


def test_a_product_of_one_is_bit_by_bit_a_lane_of_three() -> None:
    pattern, values = parts(is_adjoint=False)
    draws = np.random.default_rng(2)
    three, old = draws.normal(size=(N, 3)), draws.normal(size=(N, 3))
    image, single_image = np.empty((N, 3)), np.empty((N, 1))
    both = multiply((pattern, values), three, image, old)
    single = np.ascontiguousarray(three[:, 2:])
    other = np.ascontiguousarray(old[:, 2:])
    alone = multiply((pattern, values), single, single_image, other)
    assert np.array_equal(single_image[:, 0], image[:, 2])
    assert alone[0] == both[2]
