"""Low-rank edits of a system, against the edited system solved in fractions."""

from __future__ import annotations

from fractions import Fraction

import exact
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from random_systems import random_system

from lcagraph.engine.edits import Changes, EditedColumns, Technosphere
from lcagraph.solve import EntryError, LoopError, ProofError

Reals = NDArray[np.float64]
Ints = NDArray[np.intp]


class Exactly:
    """A solver without rounding but that of its answers."""

    def __init__(self, n: int, row: Ints, column: Ints, value: Reals) -> None:
        A = np.zeros((n, n))
        np.add.at(A, (row, column), value)
        self.A = exact.fractions(A)

    def forward(self, demand: Reals) -> Reals:
        return exact.as_floats(exact.solve(self.A, exact.fractions(demand[:, None])))[
            :, 0
        ]

    def adjoint(self, direct: Reals) -> Reals:
        transposed = [list(row) for row in zip(*self.A, strict=True)]
        return exact.as_floats(exact.solve(transposed, exact.fractions(direct.T))).T


class Sloppily(Exactly):
    """A solver that returns something else than it was asked for."""

    def adjoint(self, direct: Reals) -> Reals:
        return Exactly.adjoint(self, direct) * (1 + 1e-6)


def technosphere(
    A: Reals, direct: Reals, solver: type[Exactly] = Exactly
) -> Technosphere:
    n = len(A)
    column, row = np.nonzero(A.T)
    row, column = row.astype(np.int32), column.astype(np.int32)
    whole = Exactly(n, row, column, A[row, column])
    return Technosphere(
        n=n,
        row=row,
        column=column,
        value=A[row, column],
        direct=direct,
        intensity=whole.adjoint(direct),
        solver=solver,
    )


def changes(
    places: list[tuple[int, int]],
    values: list[list[float]],
    direct: dict[int, list[list[float]]] | None = None,
) -> Changes:
    """Entries of A by place; columns of G: column → scenario → amounts."""
    row, column = np.array(places, dtype=np.intp).reshape(-1, 2).T
    if direct is None:
        return Changes(row=row, column=column, value=np.array(values))
    return Changes(
        row=row,
        column=column,
        value=np.array(values).reshape(len(next(iter(direct.values()))), -1),
        direct_column=np.array(list(direct), dtype=np.intp),
        direct=np.stack([np.array(each) for each in direct.values()], axis=2),
    )


# 0 buys 2 of 1 and 1 of 2; 1 and 2 feed each other half a unit.
A = np.array([[1.0, 0.0, 0.0], [-2.0, 1.0, -0.5], [-1.0, -0.5, 1.0]])
G = np.array([[1.0, 3.0, 1.0]])


def test_an_input_that_changes_changes_all_that_buy() -> None:
    """0 takes 1 of 1 instead of 2.

    λ1 = (3 + 0.5) / 0.75 = 14/3, λ2 = (1 + 1.5) / 0.75 = 10/3;
    λ0 was 1 + 28/3 + 10/3 = 41/3 and is 1 + 14/3 + 10/3 = 9.
    """
    edits = EditedColumns(technosphere(A, G), np.array([0]))
    found = edits.scenarios(changes([(1, 0)], [[-2.0], [-1.0]]), np.array([0, 1]))
    assert found.intensity[:, 0, 0] == pytest.approx([41 / 3, 9.0], rel=1e-15)
    assert found.intensity[:, 0, 1] == pytest.approx([14 / 3, 14 / 3], rel=1e-15)
    assert found.runs[:, 0, 0] == pytest.approx([1.0, 1.0])
    assert not found.is_full.any()
    assert (found.bound <= 1e-13 * np.abs(found.intensity)).all()


def test_an_emission_changes_with_its_column() -> None:
    """1 emits 6 instead of 3: λ1 = (6 + 0.5) / 0.75 = 26/3."""
    edits = EditedColumns(technosphere(A, G), np.array([1]))
    found = edits.scenarios(changes([], [[]], {1: [[6.0]]}), np.array([1]))
    assert found.intensity[0, 0, 0] == pytest.approx(26 / 3, rel=1e-15)


def test_a_new_supplier_is_an_entry_that_was_not_there() -> None:
    """2 buys 1 of 3, which emits 2 kg, instead of 0.5 of 1: 1 + 2 kg."""
    wider = np.eye(4)
    wider[:3, :3] = A
    direct = np.array([[1.0, 3.0, 1.0, 2.0]])
    edits = EditedColumns(technosphere(wider, direct), np.array([2]))
    found = edits.scenarios(changes([(1, 2), (3, 2)], [[0.0, -1.0]]), np.array([2, 1]))
    assert found.intensity[0, 0] == pytest.approx([3.0, 3 + 0.5 * 3.0], rel=1e-15)


def test_a_loop_that_the_edit_closes_is_refused_by_its_columns() -> None:
    """1 and 2 take 1 of each other: nothing is left. The second scenario does it."""
    edits = EditedColumns(technosphere(A, G), np.array([1, 2]))
    values = [[-0.5, -0.5], [-1.0, -1.0]]
    with pytest.raises(LoopError) as caught:
        edits.scenarios(changes([(2, 1), (1, 2)], values), np.array([0]))
    assert (caught.value.kind, caught.value.columns) == ("closed", (1, 2))
    assert caught.value.variant == 1


def test_only_the_columns_of_the_loop_are_named() -> None:
    """Column 0 is edited too, but closes nothing."""
    edits = EditedColumns(technosphere(A, G), np.array([0, 1]))
    wanted = changes([(1, 0), (2, 1)], [[-1.0, -2.0]])  # 2 × 0.5 = 1
    with pytest.raises(LoopError) as caught:
        edits.scenarios(wanted, np.array([0]))
    assert caught.value.columns == (1,)


@pytest.mark.parametrize(("taken", "is_overdrawn"), [(1.5, False), (3.0, True)])
def test_a_loop_that_uses_up_more_than_it_makes_is_told(
    taken: float, is_overdrawn: bool
) -> None:
    """1 takes so much of 2, of which each takes 0.5 of 1: 0.75 < 1 < 1.5."""
    edits = EditedColumns(technosphere(A, G), np.array([1]))
    found = edits.scenarios(changes([(2, 1)], [[-taken]]), np.array([1]))
    assert found.is_overdrawn.tolist() == [is_overdrawn]


def test_what_loses_too_many_digits_is_solved_in_full() -> None:
    """All but 2⁻³⁴ of what the loop makes goes round: 10 digits are gone."""
    edits = EditedColumns(technosphere(A, G), np.array([1, 2]))
    nearly = 1.0 - 2.0**-34
    wanted = changes([(2, 1), (1, 2)], [[-0.5, -0.25], [-nearly, -1.0]])
    found = edits.scenarios(wanted, np.array([1]))
    assert found.is_full.tolist() == [False, True]
    # λ1 = 3 + x λ2, λ2 = 1 + λ1, so λ1 = (3 + x) / (1 − x) with x = 1 − 2⁻³⁴
    x = Fraction(nearly)
    assert found.intensity[1, 0, 0] == float((3 + x) / (1 - x))
    assert found.bound[1, 0, 0] == 0.0


def test_a_solver_that_errs_is_found_out() -> None:
    edits = EditedColumns(technosphere(A, G, Sloppily), np.array([1]))
    with pytest.raises(ProofError):
        edits.scenarios(changes([(2, 1)], [[-0.4]]), np.array([1]))


def test_intensities_that_err_are_found_out() -> None:
    """1e-6 more than what Y A = G gives."""
    right = technosphere(A, G)
    wrong = Technosphere(
        n=right.n,
        row=right.row,
        column=right.column,
        value=right.value,
        direct=right.direct,
        intensity=right.intensity * (1 + 1e-6),
        solver=Exactly,
    )
    edits = EditedColumns(wrong, np.array([1]))
    with pytest.raises(ProofError):
        edits.scenarios(changes([(2, 1)], [[-0.4]]), np.array([1]))


@pytest.mark.parametrize(
    ("wanted", "place"),
    [
        (changes([(2, 1)], [[-0.5], [np.inf]]), (2, 1, 1)),
        (changes([], [[]], {1: [[np.nan]]}), (None, 1, 0)),
    ],
)
def test_a_number_that_is_none_is_refused(
    wanted: Changes, place: tuple[int | None, int, int]
) -> None:
    edits = EditedColumns(technosphere(A, G), np.array([1]))
    with pytest.raises(EntryError) as caught:
        edits.scenarios(wanted, np.array([1]))
    error = caught.value
    assert (error.row, error.column, error.variant) == place


def test_a_column_that_was_not_named_is_refused() -> None:
    edits = EditedColumns(technosphere(A, G), np.array([1]))
    with pytest.raises(ValueError, match="not named"):
        edits.scenarios(changes([(1, 2)], [[-0.4]]), np.array([1]))


@pytest.mark.parametrize("columns", [[], range(201)])
def test_the_number_of_columns_has_bounds(columns: list[int]) -> None:
    with pytest.raises(ValueError, match="1 to 200 columns"):
        EditedColumns(technosphere(A, G), np.array(columns, dtype=np.intp))


@given(seed=st.integers(0, 10_000), n=st.integers(2, 6), k=st.integers(1, 3))
def test_random_edits_agree_with_exact_elimination(seed: int, n: int, k: int) -> None:
    """Entries halved, doubled or added, in odd units, with treatments and credits."""
    rng = np.random.default_rng(seed)
    drawn = random_system(rng, n)
    matrix = drawn.A[drawn.matching]
    direct = (drawn.C @ drawn.B)[:2]
    columns = rng.choice(n, size=min(k, n), replace=False)
    places = [(int(row), int(c)) for c in columns for row in range(n) if row != c]
    old = np.array([matrix[place] for place in places])
    added = 1e-3 * np.array([abs(matrix[r, r]) for r, _ in places])
    values = [
        np.where(old != 0, old * rng.uniform(0.5, 1.05, len(old)), 0.0),
        np.where(old == 0, -added / n, old * 0.5),
    ]
    edits = EditedColumns(technosphere(matrix, direct), columns)
    found = edits.scenarios(
        changes(places, [each.tolist() for each in values]), np.arange(n)
    )
    for scenario, value in enumerate(values):
        edited = matrix.copy()
        for place, number in zip(places, value, strict=True):
            edited[place] = number
        expected = exact.scaling(edited.T, direct[0])
        size = 1e-12 * np.abs(expected).max()
        assert found.intensity[scenario, 0] == pytest.approx(
            expected, rel=1e-10, abs=size * 1e-3
        )
        error = np.abs(found.intensity[scenario, 0] - expected)
        rounded = 4 * np.finfo(float).eps * np.abs(expected)
        assert (error <= found.bound[scenario, 0] + rounded).all()
