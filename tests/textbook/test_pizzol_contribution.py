"""Three nested activities: direct, cumulative and first-tier contributions.

Source: Pizzol M., Contribution analysis on the foreground system (scaling vector),
massimopizzol/advanced-lca-notebooks (BSD-3-Clause), commit fa0224f,
Specific-bw-tasks/Contribution-analysis-foreground-with-scaling-vector.ipynb.
The row `direct` (100 + 62.5 + 100 = 262.5) is arithmetic on its numbers.
"""

from __future__ import annotations

import numpy as np
from numpy.testing import assert_allclose
from scipy.sparse import csc_array

from lcagraph.solve import analyse, loop_factor, solve_adjoint
from lcagraph.solve.scaling import solve_scaling

RTOL = 1e-14  # three processes, solved by substitution

A = np.array([[1.0, 0.0, 0.0], [-0.5, 10.0, 0.0], [-0.5, -10.0, 15.0]])
CO2 = np.array([[1.0, 12.5, 15.0]])
HUNDRED_A = np.array([100.0, 0.0, 0.0])


def test_scaling_is_as_printed() -> None:
    s, _ = solve_scaling(csc_array(A), HUNDRED_A)
    # 50/10 runs of B; (50 + 5 × 10)/15 runs of C
    assert_allclose(s, [100, 5, 100 / 15], rtol=RTOL)


def test_direct_contributions_add_up_to_the_printed_total() -> None:
    s, _ = solve_scaling(csc_array(A), HUNDRED_A)
    assert_allclose(CO2[0] * s, [100, 62.5, 100], rtol=RTOL)
    assert_allclose(CO2 @ s, [262.5], rtol=RTOL)


def test_unit_and_cumulative_contributions_are_as_printed() -> None:
    rows, columns = np.nonzero(A)
    structure = analyse(3, rows, columns)
    data = A[rows, columns][None, :]
    unit = solve_adjoint(structure, data, CO2)[0, 0]
    assert_allclose(unit, [2.625, 2.25, 1.0], rtol=RTOL)
    s, _ = solve_scaling(csc_array(A), HUNDRED_A)
    made = s * np.array([1, 10, 15])
    cumulative = unit * made * loop_factor(structure, data)[0]
    assert_allclose(cumulative, [262.5, 112.5, 100.0], rtol=RTOL)


def test_first_tier_is_as_printed() -> None:
    rows, columns = np.nonzero(A)
    structure = analyse(3, rows, columns)
    unit = solve_adjoint(structure, A[rows, columns][None, :], CO2)[0, 0]
    # own direct 100 × 1; 50 of B and 50 of C bought by A
    assert_allclose(50 * unit[1:], [112.5, 50.0], rtol=RTOL)
