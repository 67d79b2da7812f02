"""Unit tests of openLCA, at the level of arrays: loops, waste, avoided products.

Source: GreenDelta/olca-modules (MPL-2.0), commit a20094a, olca-core/src/test/java/org/
openlca/core: math/SelfLoopAnalysisTest, math/WasteCalculationTest, math/AllocationTest,
math/AvoidedFlowsTest, math/AllocateAvoidedTest, results/AvoidedWasteTest. Only their
numbers are used; the matrices follow from this project's sign rule.
"""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.sparse import csc_array

from lcagraph.solve import (
    analyse,
    diagonal_of_inverse,
    loop_factor,
    solve_adjoint,
)
from lcagraph.solve.scaling import solve_scaling

ATOL = 1e-14  # two processes, numbers of the order of 1

# Two processes that feed each other; openLCA reports the resource f1 as positive.
LOOP = np.array([[1.0, -0.5], [-1.0, 1.0]])
FLOWS = np.array([[1.0, 2.0], [2.0, 1.0]])
TWO_P1 = np.array([2.0, 0.0])


def loop_entries() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rows, columns = np.nonzero(LOOP)
    return rows, columns, LOOP[rows, columns][None, :]


def test_loop_runs_each_process_four_times() -> None:
    s, _ = solve_scaling(csc_array(LOOP), TWO_P1)
    assert_allclose(s, [4, 4], atol=ATOL)


def test_loop_has_the_direct_results_of_openlca() -> None:
    s, _ = solve_scaling(csc_array(LOOP), TWO_P1)
    assert_allclose(FLOWS * s, [[4, 8], [8, 4]], atol=ATOL)  # f1: p1, p2; f2: p1, p2


def test_loop_has_the_upstream_totals_of_openlca() -> None:
    rows, columns, data = loop_entries()
    structure = analyse(2, rows, columns, matching=np.array([0, 1]))
    s, _ = solve_scaling(csc_array(LOOP), TWO_P1)
    intensity = solve_adjoint(structure, data, FLOWS)[0]
    totals = intensity * s * loop_factor(structure, data)[0]
    # p1 delivers the reference flow: its totals are the footprint 12 and 12
    assert_allclose(totals, [[12, 10], [12, 8]], atol=ATOL)


def test_loop_has_the_inverse_that_arithmetic_gives() -> None:
    rows, columns, data = loop_entries()
    structure = analyse(2, rows, columns)
    # A⁻¹ = 1/(1 − 0.5) [[1, 0.5], [1, 1]] = [[2, 1], [2, 2]]
    assert_allclose(diagonal_of_inverse(structure, data), [[2, 2]], atol=ATOL)


@pytest.mark.parametrize(
    ("A", "f", "direct", "expected"),
    [
        pytest.param(
            [[1, 0], [2, -1]], [1, 0], [0, 2], 4, id="waste 2 goes to treatment"
        ),
        pytest.param(
            [[-1, 0], [-2, 1]], [-1, 0], [0, 2], 4, id="treatment is the reference"
        ),
        pytest.param([[1]], [1], [0.25 * 2], 0.5, id="allocation 25 % to the product"),
        pytest.param(
            [[1, 0], [0.5, 1]], [1, 0], [2, 2], 1, id="0.5 of a product is avoided"
        ),
        pytest.param(
            [[1, 0], [-0.5, -1]], [1, 0], [2, 2], 1, id="0.5 of a waste is avoided"
        ),
        pytest.param(
            [[1, 0], [0.75 * 0.5, 1]],
            [1, 0],
            [0.75 * 2, 1.5],
            0.9375,
            id="what is avoided is allocated too",
        ),
        pytest.param(
            [[1, 0], [-0.5, -1]], [1, 0], [1, 0.5], 0.75, id="avoided waste, resource"
        ),
        pytest.param(
            [[1, 0], [-0.5, -1]], [1, 0], [0, 2], -1, id="avoided waste, emission"
        ),
        pytest.param(
            [[1, 0], [2, -1]], [1, 0], [0, 21], 42, id="waste to a stored result"
        ),
    ],
)
def test_waste_and_credits_give_the_results_of_openlca(
    A: list[list[float]], f: list[float], direct: list[float], expected: float
) -> None:
    s, _ = solve_scaling(csc_array(np.array(A, dtype=float)), np.array(f, dtype=float))
    assert_allclose(np.array(direct) @ s, expected, atol=ATOL)


def test_avoided_waste_runs_the_treatment_backwards_by_half() -> None:
    s, _ = solve_scaling(csc_array([[1.0, 0.0], [-0.5, -1.0]]), np.array([1.0, 0.0]))
    assert_allclose(s, [1, -0.5], atol=ATOL)
