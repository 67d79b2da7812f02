"""Trees of supply chains, against walks that write down every draw in fractions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

import exact
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from lcagraph.engine.tree import Draws, SupplyTree, draws_of, supply_tree
from lcagraph.solve import EntryError, ProofError

Reals = NDArray[np.float64]
Way = tuple[int, ...]

# 0 buys 0.5 of 1; 1 and 2 feed each other; 3 buys from 2; 4 stands alone.
LOOPED = np.array(
    [
        [1.0, 0.0, 0.0, 0.0, 0.0],
        [-0.5, 1.0, -0.5, 0.0, 0.0],
        [0.0, -0.5, 1.0, -2.0, 0.0],
        [0.0, 0.0, 0.0, 1.0, 0.0],
        [0.0, 0.0, 0.0, 0.0, 1.0],
    ]
)
LOOPED_DIRECT = np.array([1.0, 3.0, 1.0, 0.0, 7.0])


def made_ready(A: Reals, direct: Reals, intensity: Reals | None = None) -> Draws:
    """Draws of a dense matrix; negative references are treatments."""
    sign = np.where(np.diag(A) < 0, -1.0, 1.0)
    if intensity is None:
        intensity = sign * exact.scaling(A.T, direct)
    column, row = np.nonzero(A.T)
    entries = (row.astype(np.int32), column.astype(np.int32), A[row, column])
    return draws_of(len(A), entries, sign=sign, intensity=intensity, direct=direct)


def ways_of(tree: SupplyTree) -> list[Way]:
    return [tuple(tree.column[list(tree.way(node))]) for node in range(len(tree))]


def walked(
    A: Reals, direct: Reals, demand: Mapping[int, float], smallest: float, deepest: int
) -> Iterator[tuple[Way, Fraction, Fraction]]:
    """Every draw of at least `smallest`: way, total and direct, in fractions."""
    exactly = exact.fractions(A)
    n = len(A)
    wanted = exact.fractions(direct[:, None])
    transposed = [[exactly[j][i] for j in range(n)] for i in range(n)]
    intensity = [row[0] for row in exact.solve(transposed, wanted)]
    stack = [
        ((column,), Fraction(amount) * (-1 if A[column, column] < 0 else 1))
        for column, amount in demand.items()
    ]
    while stack:
        way, amount = stack.pop()  # of the row: what a treatment takes in is negative
        column = way[-1]
        total = amount * intensity[column]
        if len(way) > 1 and (abs(total) < Fraction(smallest) or not total):
            continue
        runs = amount / exactly[column][column]
        yield way, total, runs * Fraction(float(direct[column]))
        if len(way) <= deepest:
            stack += [
                ((*way, row), -exactly[row][column] * runs)
                for row in range(n)
                if row != column and exactly[row][column]
            ]


# ------------------------------------------------------------------------- by hand


def test_a_tree_has_every_draw_that_counts() -> None:
    """λ1 = 14/3 and λ2 = 10/3: 0.5 of 1 is 7/3, its 0.25 of 2 is 5/6, and so on."""
    tree = supply_tree(made_ready(LOOPED, LOOPED_DIRECT), {0: 1.0}, smallest=0.1)
    assert tree.column.tolist() == [0, 1, 2, 1, 2, 1]
    assert tree.parent.tolist() == [-1, 0, 1, 2, 3, 4]
    assert tree.depth.tolist() == [0, 1, 2, 3, 4, 5]
    assert tree.total == pytest.approx([10 / 3, 7 / 3, 5 / 6, 7 / 12, 5 / 24, 7 / 48])
    assert tree.direct == pytest.approx([1, 3 / 2, 1 / 4, 3 / 8, 1 / 16, 3 / 32])
    # 0.5⁶ of 2 are 5/96 < 0.1
    assert tree.remainder == pytest.approx(5 / 96)
    assert tree.below_count.tolist() == [0, 0, 0, 0, 0, 1]
    assert not tree.is_cut


def test_loops_are_marked_and_stated_once() -> None:
    """The first return is to 1, with 7/12; later ones are part of it."""
    tree = supply_tree(made_ready(LOOPED, LOOPED_DIRECT), {0: 1.0}, smallest=0.1)
    assert tree.is_loop.tolist() == [False, False, False, True, True, True]
    assert tree.in_loops == pytest.approx(7 / 12)


def test_a_tree_without_loops_states_none() -> None:
    A = np.array([[1.0, 0.0], [-14.0, 1.0]])
    tree = supply_tree(made_ready(A, np.array([1.6, 0.5])), {0: 2.0}, smallest=0.0)
    assert tree.total.tolist() == pytest.approx([17.2, 14.0])
    assert tree.in_loops == 0.0
    assert not tree.is_loop.any()


@pytest.mark.parametrize(("depth", "count"), [(0, 1), (1, 2), (3, 4)])
def test_a_depth_ends_a_tree_and_is_told(depth: int, count: int) -> None:
    ready = made_ready(LOOPED, LOOPED_DIRECT)
    tree = supply_tree(ready, {0: 1.0}, smallest=0.0, depth=depth)
    assert len(tree) == count
    assert tree.is_cut
    assert tree.direct.sum() + tree.remainder == pytest.approx(10 / 3)


def test_of_too_many_nodes_the_largest_are_kept() -> None:
    """0 buys 1 of each: 2 of 1, 4 of 2, 3 of 3."""
    A = np.eye(4)
    A[1:, 0] = -1.0
    ready = made_ready(A, np.array([0.0, 2.0, 4.0, 3.0]))
    tree = supply_tree(ready, {0: 1.0}, smallest=0.0, most=3)
    assert tree.column.tolist() == [0, 2, 3]
    assert tree.is_cut
    assert tree.remainder == 2.0


def test_several_roots_share_one_tree() -> None:
    ready = made_ready(LOOPED, LOOPED_DIRECT)
    tree = supply_tree(ready, {4: 2.0, 0: 1.0}, smallest=1.0)
    assert ways_of(tree) == [(4,), (0,), (0, 1)]
    assert tree.direct.sum() + tree.remainder == pytest.approx(14 + 10 / 3)


def test_a_treatment_and_a_credit_keep_their_signs() -> None:
    """0 leaves 0.4 kg for 1 (2 kg a run, 3 kg CO2) and replaces 0.5 of 2 (4 kg)."""
    A = np.array([[1.0, 0.0, 0.0], [0.4, -2.0, 0.0], [0.5, 0.0, 1.0]])
    ready = made_ready(A, np.array([1.0, 3.0, 4.0]))
    tree = supply_tree(ready, {0: 1.0}, smallest=0.0)
    assert tree.column.tolist() == [0, 2, 1]
    assert tree.amount == pytest.approx([1.0, -0.5, 0.4])
    assert tree.total == pytest.approx([-0.4, -2.0, 0.6])


def test_a_draw_of_nothing_is_no_branch_even_on_what_has_no_answer() -> None:
    A = np.array([[1.0, 0.0], [-0.0, 1.0]])
    row, column = np.array([0, 1, 1], np.int32), np.array([0, 0, 1], np.int32)
    ready = draws_of(
        2,
        (row, column, np.array([1.0, A[1, 0], 1.0])),
        sign=np.ones(2),
        intensity=np.array([3.0, np.nan]),
        direct=np.array([3.0, 1.0]),
    )
    assert len(supply_tree(ready, {0: 1.0}, smallest=0.0)) == 1


# --------------------------------------------------------------------------- paths


def test_paths_and_the_rest_are_the_whole() -> None:
    """Own parts 1, 3/2, 1/4, 3/8, 1/16, 3/32: three are at least 0.3."""
    tree = supply_tree(made_ready(LOOPED, LOOPED_DIRECT), {0: 1.0}, smallest=0.1)
    nodes, rest = tree.paths(0.3)
    assert [tuple(tree.column[list(tree.way(node))]) for node in nodes] == [
        (0, 1),
        (0,),
        (0, 1, 2, 1),
    ]
    assert rest == pytest.approx(10 / 3 - 1 - 3 / 2 - 3 / 8)


def test_a_path_that_emits_nothing_is_none() -> None:
    tree = supply_tree(made_ready(LOOPED, LOOPED_DIRECT), {3: 1.0}, smallest=3.0)
    nodes, rest = tree.paths(0.0)
    assert [tuple(tree.column[list(tree.way(node))]) for node in nodes] == [
        (3, 2, 1),  # 2 × 0.5 of 1: 3
        (3, 2),  # 2 of 2: 2
    ]
    assert rest == pytest.approx(20 / 3 - 5)


# ------------------------------------------------------------------------- refusals


def test_intensities_of_another_matrix_are_refused() -> None:
    A = np.array([[1.0, 0.0], [-14.0, 1.0]])
    ready = made_ready(A, np.array([1.6, 0.5]), np.array([8.7, 0.5]))
    with pytest.raises(ProofError) as caught:
        supply_tree(ready, {0: 1.0}, smallest=0.0)
    assert caught.value.row == 0
    assert caught.value.residual == pytest.approx(0.1 / (8.7 + 1.6 + 7.0))


def test_a_root_without_an_answer_is_refused() -> None:
    ready = made_ready(np.eye(2), np.ones(2), np.array([1.0, np.nan]))
    with pytest.raises(EntryError) as caught:
        supply_tree(ready, {0: 1.0, 1: 1.0}, smallest=0.0)
    assert caught.value.column == 1


# ------------------------------------------------------------------- random systems


@given(n=st.integers(1, 6), data=st.data())
def test_every_tree_is_the_one_that_fractions_write_down(
    n: int, data: st.DataObject
) -> None:
    """6 × 8/64 < 1: no loop uses up what it makes, and λ is exact before rounding."""
    treats = [data.draw(st.booleans()) for _ in range(n)]
    A = np.diag([-2.0 if each else 1.0 for each in treats])
    for row in range(n):
        for column in range(n):
            if row != column:
                A[row, column] = data.draw(st.integers(-8, 8)) / 64
    direct = np.array([data.draw(st.integers(0, 20)) for _ in range(n)], dtype=float)
    demand = {data.draw(st.integers(0, n - 1)): 3.0}
    # a threshold that no total of these fractions meets by rounding alone
    smallest = 0.05123
    expected = list(walked(A, direct, demand, smallest, 4))
    tree = supply_tree(made_ready(A, direct), demand, smallest=smallest, depth=4)
    found = dict(zip(ways_of(tree), range(len(tree)), strict=True))
    assert found.keys() == {way for way, _, _ in expected}
    for way, total, own in expected:
        assert tree.total[found[way]] == pytest.approx(float(total), rel=1e-13)
        assert tree.direct[found[way]] == pytest.approx(float(own), rel=1e-13)
        assert tree.is_loop[found[way]] == (way[-1] in way[:-1])
    whole = float(sum(total for way, total, _ in expected if len(way) == 1))
    size = np.abs(tree.direct).sum() + np.abs(tree.below).sum()
    assert tree.direct.sum() + tree.remainder == pytest.approx(whole, abs=1e-13 * size)
