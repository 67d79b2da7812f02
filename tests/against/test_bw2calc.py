"""1,000 random systems, against bw2calc (Brightway) and exact fractions.

The systems are stacked block-diagonally into a few bw2calc solves, so that its start-up
cost is paid a few times, not a thousand times; lcagraph solves each one by itself.
`random_systems` says why each has an answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import exact
import numpy as np
import pytest
from numpy.testing import assert_allclose
from numpy.typing import NDArray
from random_systems import RandomSystem, random_system
from scipy.sparse import block_diag, csc_array

from lcagraph.solve.scaling import solve_scaling

pytestmark = [
    pytest.mark.heavy,
    # Warnings of other packages, at import and in use, are not ours to mend.
    pytest.mark.filterwarnings("ignore"),
]

RTOL = 1e-9  # the loops lose at most some digits; both solvers keep the rest
NOISE = 1e-13  # of the largest number: bw2calc leaves rounding where 0 is right
STACKS = 10
SYSTEMS_PER_STACK = 100
LARGEST_EXACT = 10  # fractions grow quickly

Reals = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What one solver found: per system s · run, g and h."""

    runs: list[Reals]
    inventories: list[Reals]
    scores: list[Reals]


@cache
def stack(number: int) -> tuple[RandomSystem, ...]:
    rng = np.random.default_rng([20240229, number])
    sizes = rng.integers(2, 41, SYSTEMS_PER_STACK)
    return tuple(random_system(rng, int(n)) for n in sizes)


def ours(systems: tuple[RandomSystem, ...]) -> Answers:
    scalings = [solve_scaling(csc_array(each.A), each.f)[0] for each in systems]
    return answers(systems, scalings)


def answers(systems: tuple[RandomSystem, ...], scalings: list[Reals]) -> Answers:
    pairs = list(zip(systems, scalings, strict=True))
    return Answers(
        runs=[s * each.run for each, s in pairs],
        inventories=[each.B @ s for each, s in pairs],
        scores=[each.C @ (each.B @ s) for each, s in pairs],
    )


def of_bw2calc(systems: tuple[RandomSystem, ...]) -> Answers:
    """One LCA of all systems: rows, columns and flows get ids of their own."""
    bc = pytest.importorskip("bw2calc")
    sizes = np.array([len(each.A) for each in systems])
    first = np.concatenate([[0], np.cumsum(sizes)])
    f = np.concatenate([each.f for each in systems])
    products = 1_000_000 + np.arange(len(f))
    processes = 2_000_000 + np.arange(len(f))
    lca = bc.LCA(
        {int(products[i]): float(f[i]) for i in np.flatnonzero(f)},
        data_objs=[datapackage(systems, products, processes, category=0)],
    )
    lca.lci()
    columns = np.array([lca.dicts.activity[int(p)] for p in processes])
    supply = np.asarray(lca.supply_array)[columns]
    flows = [lca.dicts.biosphere[3_000_000 + i] for i in range(5 * len(systems))]
    inventory = np.asarray(lca.inventory.sum(axis=1)).ravel()[flows].reshape(-1, 5)
    scores = np.empty((len(systems), 3))
    for category in range(3):
        packages = [datapackage(systems, products, processes, category=category)]
        lca = bc.LCA(
            {int(products[i]): float(f[i]) for i in np.flatnonzero(f)},
            data_objs=packages,
        )
        lca.lci()
        lca.lcia()
        by_flow = np.asarray(lca.characterized_inventory.sum(axis=1)).ravel()
        scores[:, category] = by_flow[flows].reshape(-1, 5).sum(axis=1)
    return Answers(
        runs=[
            supply[begin : begin + n] * each.run
            for each, begin, n in zip(systems, first[:-1], sizes, strict=True)
        ],
        inventories=list(inventory),
        scores=list(scores),
    )


def datapackage(
    systems: tuple[RandomSystem, ...],
    products: NDArray[np.intp],
    processes: NDArray[np.intp],
    *,
    category: int,
) -> object:
    """Block-diagonal A and B, and one category of each system's C."""
    bwp = pytest.importorskip("bw_processing")
    A = block_diag([each.A for each in systems]).tocoo()
    B = block_diag([each.B for each in systems]).tocoo()
    C = np.concatenate([each.C[category] for each in systems])
    flows = 3_000_000 + np.arange(len(C))
    package = bwp.create_datapackage()
    for matrix, values, rows, columns in (
        ("technosphere_matrix", A.data, products[A.row], processes[A.col]),
        ("biosphere_matrix", B.data, flows[B.row], processes[B.col]),
        ("characterization_matrix", C, flows, np.zeros(len(C), dtype=int)),
    ):
        indices = np.array(
            list(zip(rows.tolist(), columns.tolist(), strict=True)),
            dtype=bwp.INDICES_DTYPE,
        )
        package.add_persistent_vector(
            matrix=matrix,
            name=matrix,
            indices_array=indices,
            data_array=np.asarray(values, dtype=float),
            **({"global_index": 0} if matrix.startswith("char") else {}),
        )
    return package


def exactly(systems: tuple[RandomSystem, ...]) -> Answers:
    return answers(systems, [exact.scaling(each.A, each.f) for each in systems])


def assert_close(
    systems: tuple[RandomSystem, ...], found: Answers, expected: Answers
) -> None:
    """Equal to 1e-9, number by number, above the noise of what should be 0."""
    for i, each in enumerate(systems):
        runs = np.abs(expected.runs[i]).max()
        flows = runs * np.abs(each.B / each.run).max()
        for one, other, largest in (
            (found.runs[i], expected.runs[i], runs),
            (found.inventories[i], expected.inventories[i], flows),
            (found.scores[i], expected.scores[i], flows * each.C.max()),
        ):
            assert_allclose(one, other, rtol=RTOL, atol=NOISE * largest)


@pytest.mark.parametrize("number", range(STACKS))
def test_bw2calc_finds_the_same_scaling_inventory_and_impacts(number: int) -> None:
    pytest.importorskip("bw2calc")
    systems = stack(number)
    assert_close(systems, ours(systems), of_bw2calc(systems))


@pytest.mark.parametrize("number", range(STACKS))
def test_small_ones_agree_with_rational_arithmetic(number: int) -> None:
    small = tuple(each for each in stack(number) if len(each.A) <= LARGEST_EXACT)
    assert small
    assert_close(small, ours(small), exactly(small))


def test_the_systems_hold_every_kind_that_they_claim() -> None:
    systems = [each for number in range(STACKS) for each in stack(number)]
    references = [each.A[each.matching, np.arange(len(each.A))] for each in systems]
    paths = [solve_scaling(csc_array(each.A), each.f)[1].path for each in systems]
    assert len(systems) == 1000
    assert min(len(each.A) for each in systems) == 2
    assert max(len(each.A) for each in systems) == 40
    assert sum((r < 0).any() for r in references) > 100  # wastes, negative references
    assert sum((np.abs(r) != 1).any() for r in references) > 100
    assert paths.count("blocks") > 100  # with loops
    assert paths.count("substitution") > 10  # without
