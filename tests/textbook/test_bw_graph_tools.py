"""The sign of a whole column does not matter.

Source: brightway-lca/bw_graph_tools (BSD-3-Clause), commit 72f2359,
tests/traversal/test_nonunitary_production_with_recursion.py and
test_negative_production.py.
"""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.sparse import csc_array

from lcagraph.solve.scaling import solve_scaling

RTOL = 1e-14  # two processes
EIGHT = np.array([0.0, 8.0])


@pytest.mark.parametrize(
    ("A", "B", "scaling"),
    [
        pytest.param([[2, -2], [-1, 4]], [0.5, 1], [8 / 3, 8 / 3], id="as written"),
        pytest.param([[-2, -2], [1, 4]], [-0.5, 1], [-8 / 3, 8 / 3], id="one turned"),
    ],
)
def test_turning_a_column_turns_its_runs_and_keeps_the_score(
    A: list[list[float]], B: list[float], scaling: list[float]
) -> None:
    s, _ = solve_scaling(csc_array(np.array(A, dtype=float)), EIGHT)
    assert_allclose(s, scaling, rtol=RTOL)
    # 2 × (0.5 × 8/3 + 8/3) = 8
    assert_allclose(2 * np.array(B) @ s, 8.0, rtol=RTOL)
