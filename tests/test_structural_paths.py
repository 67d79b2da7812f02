"""Paths read off a tree: what they emit at their end, and the rest."""

from __future__ import annotations

import pytest

from lcagraph.contribution import Branch, structural_paths


def branch(
    id_: str, direct: float, *inner: Branch, is_loop: bool = False, below: float = 0.0
) -> Branch:
    return Branch(
        id=id_,
        product=id_,
        path="",
        amount=1.0,
        unit="kg",
        direct=direct,
        branch_total=direct + below + sum(each.branch_total for each in inner),
        is_loop=is_loop,
        branches=inner,
        below_threshold=below,
    )


# a emits 1 and buys b (3) and c (nothing), which buys a again: 2, and 0.5 hidden
TREE = branch(
    "a",
    1.0,
    branch("b", 3.0),
    branch("c", 0.0, branch("a", 2.0, is_loop=True), below=0.5),
)


@pytest.mark.parametrize(
    ("smallest", "ends", "rest"),
    [
        (0.0, ["ab", "aca", "a"], 0.5),
        (2.0, ["ab", "aca"], 1.5),
        (2.5, ["ab"], 3.5),
        (9.0, [], 6.5),
    ],
)
def test_paths_and_the_rest_are_the_whole(
    smallest: float, ends: list[str], rest: float
) -> None:
    paths, left = structural_paths(TREE, smallest)
    assert ["".join(each.id for each in path.way) for path in paths] == ends
    assert left == pytest.approx(rest)
    assert sum(path.direct for path in paths) + left == TREE.branch_total


def test_a_path_that_comes_back_says_so() -> None:
    paths, _ = structural_paths(TREE, 0.0)
    assert [path.is_loop for path in paths] == [False, True, False]


def test_a_credit_is_large_by_its_size() -> None:
    tree = branch("a", 1.0, branch("b", -4.0))
    paths, rest = structural_paths(tree, 2.0)
    assert [path.direct for path in paths] == [-4.0]
    assert rest == 1.0
