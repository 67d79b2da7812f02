"""Which ways are tried, by size and question."""

from __future__ import annotations

import pytest

from lcagraph.engine.paths import Task, ways

BACKGROUND = {"n": 23_496, "entries": 263_006}  # 11 inputs each: 0.05 % of all places
TABLE = {"n": 9_800, "entries": 12_200_000}  # 49 regions × 200 sectors: 12.7 %


@pytest.mark.parametrize(
    ("task", "first"),
    [
        (Task(**BACKGROUND, has_numba=True), "steps"),
        (Task(**BACKGROUND, has_numba=True, right_sides=20), "ilu"),
        (Task(n=2_346, entries=26_000, has_numba=True), "ilu"),
        (Task(n=117_480, entries=1_430_000, has_numba=True), "ilu"),
        (Task(**BACKGROUND, has_numba=True, right_sides=700), "ilu"),
        (Task(**BACKGROUND), "steps"),
        (Task(**BACKGROUND, right_sides=20), "ilut"),
        (Task(**BACKGROUND, right_sides=1_000), "lu"),
        (Task(**BACKGROUND, right_sides=1_000, has_pardiso=True), "pardiso"),
        (Task(**TABLE), "steps"),
        (Task(**TABLE, has_numba=True, has_pardiso=True), "steps"),
        (Task(**TABLE, right_sides=1_100), "dense"),
        # 60,000² × 8 bytes = 29 GB: too large for a table
        (Task(n=60_000, entries=100_000_000, right_sides=20), "ilut"),
        (Task(n=14, entries=50), "ilut"),
    ],
)
def test_size_and_question_decide_which_way_is_first(task: Task, first: str) -> None:
    assert ways(task)[0] == first


@pytest.mark.parametrize("has_numba", [False, True])
@pytest.mark.parametrize("has_pardiso", [False, True])
@pytest.mark.parametrize("right_sides", [1, 20, 100, 10_000])
@pytest.mark.parametrize("size", [BACKGROUND, TABLE], ids=["sparse", "dense"])
def test_the_surest_way_is_the_last_and_none_is_tried_twice(
    has_numba: bool, has_pardiso: bool, right_sides: int, size: dict[str, int]
) -> None:
    found = ways(
        Task(
            **size,
            right_sides=right_sides,
            has_numba=has_numba,
            has_pardiso=has_pardiso,
        )
    )
    assert found[-1] == "pivoted_lu"
    assert len(set(found)) == len(found)
    assert "gmres" in found
    assert ("ilu" in found) <= has_numba
    assert ("pardiso" in found) <= has_pardiso
