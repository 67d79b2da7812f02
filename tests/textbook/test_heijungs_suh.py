"""Electricity and fuel: the first example of matrix-based LCA.

Source: Heijungs R., Suh S. (2002), The Computational Structure of LCA, ch. 2; numbers
as printed in massimopizzol/advanced-lca-notebooks (BSD-3-Clause),
Course-material/0-LCI-matrix.ipynb, commit fa0224f, and in renaud/lca_with_matrices.
"""

from __future__ import annotations

import numpy as np
from numpy.testing import assert_allclose
from scipy.sparse import csc_array

from lcagraph.solve import analyse, solve_adjoint
from lcagraph.solve.scaling import solve_scaling

RTOL = 1e-14  # two processes, solved by substitution

# Rows: fuel [L], electricity [kWh]; columns: electricity production, fuel production.
A = np.array([[-2.0, 100.0], [10.0, 0.0]])
# Rows: CO2 [kg], SO2 [kg], crude oil [L]; a resource taken in is negative there.
B = np.array([[1.0, 10.0], [0.1, 2.0], [0.0, -50.0]])
THOUSAND_KWH = np.array([0.0, 1000.0])


def test_electricity_example_needs_100_runs_and_2_runs() -> None:
    s, _ = solve_scaling(csc_array(A), THOUSAND_KWH)
    assert_allclose(s, [100, 2], rtol=RTOL)  # 1000/10; 2 L × 100/100 L


def test_electricity_example_has_the_printed_inventory() -> None:
    s, _ = solve_scaling(csc_array(A), THOUSAND_KWH)
    assert_allclose(B @ s, [120, 14, -100], rtol=RTOL)


def test_electricity_example_has_the_printed_contributions_to_co2() -> None:
    s, _ = solve_scaling(csc_array(A), THOUSAND_KWH)
    assert_allclose(B[0] * s, [100, 20], rtol=RTOL)


def test_electricity_example_has_the_printed_score() -> None:
    s, _ = solve_scaling(csc_array(A), THOUSAND_KWH)
    characterisation = np.array([1.0, 2.0, 0.0])  # made up by the notebook
    assert_allclose(characterisation @ B @ s, 148, rtol=RTOL)


def test_intensities_give_the_same_inventory_without_scaling() -> None:
    rows, columns = np.nonzero(A)
    structure = analyse(2, rows, columns)
    intensity = solve_adjoint(structure, A[rows, columns][None, :], B)
    assert_allclose(intensity[0] @ THOUSAND_KWH, [120, 14, -100], rtol=RTOL)
