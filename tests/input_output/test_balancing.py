"""RAS and GRAS: totals are reached by factors of rows and columns alone."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose

from lcagraph.errors import CalculationError
from lcagraph.input_output import balanced


def test_a_table_of_two_by_two_keeps_its_ratio_of_products() -> None:
    # [[1, 1], [1, 2]] to rows (3, 5), columns (4, 4): with a the first entry,
    # a (1 + a) = 2 (3 − a)(4 − a)  ⇒  a² − 15 a + 24 = 0.
    a = (15 - np.sqrt(15**2 - 4 * 24)) / 2
    found = balanced(
        np.array([[1.0, 1.0], [1.0, 2.0]]), np.array([3.0, 5.0]), np.array([4.0, 4.0])
    )
    assert_allclose(found.table, [[a, 3 - a], [4 - a, 1 + a]], rtol=1e-10)


def test_zeros_stay_zero_and_signs_stay() -> None:
    table = np.array([[7.0, 3.0, 5.0, -3.0], [2.0, 9.0, 8.0, 1.0], [-2.0, 0.0, 2.0, 1]])
    rows, columns = np.array([15.0, 26.0, -1.0]), np.array([9.0, 16.0, 17.0, -2.0])
    found = balanced(table, rows, columns)
    assert_allclose(found.table.sum(axis=1), rows, atol=1e-10)
    assert_allclose(found.table.sum(axis=0), columns, atol=1e-10)
    assert (np.sign(found.table) == np.sign(table)).all()
    r, s = found.rows[:, None], found.columns[None, :]
    expected = np.where(table > 0, table * r * s, table / (r * s))
    assert_allclose(found.table, expected, rtol=1e-12)


def test_totals_of_two_sums_are_refused() -> None:
    with pytest.raises(CalculationError) as caught:
        balanced(np.ones((2, 2)), np.array([1.0, 2.0]), np.array([2.0, 2.0]))
    assert caught.value.findings[0].code == "E553"


def test_a_total_asked_of_an_empty_row_is_refused() -> None:
    table = np.array([[0.0, 0.0], [1.0, 1.0]])
    with pytest.raises(CalculationError) as caught:
        balanced(table, np.array([1.0, 1.0]), np.array([1.0, 1.0]))
    finding = caught.value.findings[0]
    assert (finding.code, finding.values["rows"]) == ("E554", [0])
