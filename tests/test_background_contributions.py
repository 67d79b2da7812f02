"""Datasets taken apart: by process, by flow and along the chain; all adds up."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from exact import scaling
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from matrix_databases import Cells, linked, written
from small_databases import smelter

from lcagraph.background import contributions as forward
from lcagraph.background.contributions import contributions, gas_weights
from lcagraph.background.linked import NO_ALLOCATION, OPEN_LINK, OVERDRAWN
from lcagraph.background.store import Database
from lcagraph.background.upstream import DatasetBranch, Upstream
from lcagraph.errors import CalculationError, ModelError, UsageError
from lcagraph.impact import including_and_excluding

RTOL = 1e-13
CO2, CO2_RURAL, SF6, DUST = range(4)


@pytest.fixture(params=["blocks", "engine"], autouse=True)
def _way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything by blocks, as small databases are solved, and by the engine."""
    if request.param == "engine":
        monkeypatch.setattr(forward, "LARGE", 0)


# 0 buys 0.5 of 1; 1 and 2 feed each other; 3 buys from 2; 4 stands alone.
LOOPED: Cells = {
    **{(i, i): 1.0 for i in range(5)},
    (1, 0): -0.5,
    (2, 1): -0.5,
    (1, 2): -0.5,
    (2, 3): -2.0,
}
LOOPED_B: Cells = {
    (CO2, 0): 1.0, (CO2, 1): 3.0, (CO2, 2): 1.0, (CO2, 4): 7.0,
}  # fmt: skip


def weights_of(database: Database, *columns: int) -> np.ndarray:
    _, excluding = including_and_excluding()
    return gas_weights(database, "ipcc-ar6-gwp100", excluding, np.array(columns))


def direct_of(database: Database, demand: dict[int, float]) -> dict[str, float]:
    found = contributions(database, demand, weights_of(database, *demand))
    by = found.by_process()
    assert by.rest == by.count == 0
    return {part.process: part.direct for part in by.parts}


def tree_of(
    database: Database,
    column: int,
    amount: float = 1.0,
    *,
    smallest: float = 0.0,
    depth: int = 60,
) -> DatasetBranch:
    upstream = Upstream(database, weights_of(database, column))
    return upstream.tree(column, amount, smallest=smallest, depth=depth)


def every_branch(tree: DatasetBranch) -> Iterator[DatasetBranch]:
    yield tree
    for branch in tree.branches:
        yield from every_branch(branch)


# --------------------------------------------------------------------------- processes


def test_two_processes_share_the_footprint_of_aluminium(tmp_path: Path) -> None:
    """2 kg: 2 × 1.6 kg of its own, and 2 × 14 kWh × 0.5 kg/kWh."""
    database = written(smelter(), tmp_path)
    found = contributions(database, {0: 2.0}, weights_of(database, 0))
    assert found.total == pytest.approx(17.2, rel=RTOL)
    assert found.runs.tolist() == pytest.approx([2.0, 28.0], rel=RTOL)
    by = found.by_process()
    assert [part.process for part in by.parts] == ["p-1", "a-1"]
    assert [part.direct for part in by.parts] == pytest.approx([14.0, 3.2], rel=RTOL)
    assert (by.parts[0].name, by.parts[0].location) == ("Electricity, coal", "CN")


def test_demands_for_several_datasets_add_up(tmp_path: Path) -> None:
    """1 kg aluminium takes 14 kWh, and 6 kWh more are demanded: 20 × 0.5."""
    database = written(smelter(), tmp_path)
    found = direct_of(database, {0: 1.0, 1: 6.0})
    assert found == pytest.approx({"a-1": 1.6, "p-1": 10.0}, rel=RTOL)


def test_what_a_demand_does_not_reach_is_not_solved(tmp_path: Path) -> None:
    database = written(smelter(), tmp_path)
    found = contributions(database, {1: 1.0}, weights_of(database, 1))
    assert found.columns.tolist() == [1]


def test_all_but_the_largest_are_one_sum(tmp_path: Path) -> None:
    """Loop: runs of 1 are 0.5 / (1 − 0.25) = 2/3, of 2 half of that: 1 + 2 + 1/3."""
    database = written(linked(LOOPED, LOOPED_B), tmp_path)
    found = contributions(database, {0: 1.0}, weights_of(database, 0))
    by = found.by_process(most=1)
    assert [(p.process, p.direct) for p in by.parts] == [("p1", pytest.approx(2.0))]
    assert by.rest == pytest.approx(4 / 3, rel=RTOL)
    assert by.count == 2
    assert found.total == pytest.approx(10 / 3, rel=RTOL)


def test_a_negative_part_is_large_by_its_size(tmp_path: Path) -> None:
    """1 emits −5 kg (it takes CO2 in); 2 emits 1 kg: 0 is −4 kg."""
    a: Cells = {(0, 0): 1.0, (1, 1): 1.0, (2, 2): 1.0, (1, 0): -1.0, (2, 0): -1.0}
    database = written(linked(a, {(CO2, 1): -5.0, (CO2, 2): 1.0}), tmp_path)
    by = contributions(database, {0: 1.0}, weights_of(database, 0)).by_process(most=1)
    assert [part.direct for part in by.parts] == [-5.0]
    assert by.rest == 1.0


def test_products_of_one_dataset_are_one_process(tmp_path: Path) -> None:
    """Columns 1 and 2 are products of one dataset: 2 × 3 kg + 1 × 5 kg."""
    a: Cells = {(0, 0): 1.0, (1, 1): 1.0, (2, 2): 1.0, (1, 0): -2.0, (2, 0): -1.0}
    b: Cells = {(CO2, 1): 3.0, (CO2, 2): 5.0}
    both = linked(a, b, flags={1: OPEN_LINK, 2: NO_ALLOCATION}, processes=["x", *"yy"])
    database = written(both, tmp_path)
    found = contributions(database, {0: 1.0}, weights_of(database, 0))
    (part,) = found.by_process().parts
    assert (part.process, part.direct) == ("y", 11.0)
    assert part.open == ("open_link", "no_allocation")


def test_a_treatment_answers_for_the_waste_it_takes_in(tmp_path: Path) -> None:
    """Treating 2 kg emits 3 kg. 0 leaves 0.4 kg: 1 of its own and 0.4 × 1.5."""
    a: Cells = {(0, 0): 1.0, (1, 0): 0.4, (1, 1): -2.0}
    database = written(linked(a, {(CO2, 0): 1.0, (CO2, 1): 3.0}), tmp_path)
    assert direct_of(database, {0: 1.0}) == pytest.approx({"p0": 1.0, "p1": 0.6})
    assert direct_of(database, {1: 1.0}) == pytest.approx({"p1": 1.5})
    (waste,) = tree_of(database, 0).branches
    assert (waste.amount, waste.branch_total) == pytest.approx((0.4, 0.6), rel=RTOL)


def test_an_avoided_product_is_a_credit(tmp_path: Path) -> None:
    """0 makes 0.5 kg of what 1 makes with 3 kg, and emits 1 kg: −0.5 kg."""
    a: Cells = {(0, 0): 1.0, (1, 0): 0.5, (1, 1): 1.0}
    database = written(linked(a, {(CO2, 0): 1.0, (CO2, 1): 3.0}), tmp_path)
    assert direct_of(database, {0: 1.0}) == pytest.approx({"p0": 1.0, "p1": -1.5})
    tree = tree_of(database, 0)
    assert tree.branch_total == pytest.approx(-0.5, rel=RTOL)
    assert [b.branch_total for b in tree.branches] == pytest.approx([-1.5], rel=RTOL)


def test_a_demand_may_be_a_credit(tmp_path: Path) -> None:
    database = written(smelter(), tmp_path)
    assert direct_of(database, {1: -2.0}) == {"p-1": -1.0}


# ------------------------------------------------------------------------------- flows


def test_flows_keep_their_compartments(tmp_path: Path) -> None:
    """2 kg + 500 g CO2 and 1e-4 kg SF6 × 25,200 (IPCC AR6 WG1 table 7.SM.7)."""
    b: Cells = {(CO2, 0): 2.0, (CO2_RURAL, 0): 500.0, (SF6, 0): 1e-4, (DUST, 0): 9.0}
    database = written(linked({(0, 0): 1.0}, b), tmp_path)
    found = contributions(database, {0: 1.0}, weights_of(database, 0)).flows
    assert [(f.flow, f.gas, f.compartment) for f in found] == [
        ("sf6", "sf6", ("air",)),
        ("co2", "co2_fossil", ("air", "urban")),
        ("co2-rural", "co2_fossil", ("air", "rural")),
    ]
    assert [f.amount for f in found] == pytest.approx([2.52, 2.0, 0.5], rel=RTOL)
    assert [f.kilograms for f in found] == pytest.approx([1e-4, 2.0, 0.5], rel=RTOL)


def test_flows_are_those_of_the_whole_chain(tmp_path: Path) -> None:
    database = written(smelter(), tmp_path)
    (flow,) = contributions(database, {0: 1.0}, weights_of(database, 0)).flows
    assert (flow.name, flow.compartment) == ("Carbon dioxide, fossil", ("air",))
    assert flow.amount == pytest.approx(8.6, rel=RTOL)


@pytest.mark.parametrize(("column", "is_known"), [(0, True), (1, False)])
def test_a_set_must_know_the_gases_that_a_dataset_emits(
    tmp_path: Path, column: int, is_known: bool
) -> None:
    """CFC-112 is in no table of IPCC AR5; only process 1 emits it."""
    database = linked({(0, 0): 1.0, (1, 1): 1.0}, {(CO2, 0): 1.0, (SF6, 1): 1.0})
    gases = {**database.gases, "sf6": replace(database.gases["sf6"], gas="cfc_112")}
    opened = written(replace(database, gases=gases), tmp_path)
    _, view = including_and_excluding()
    arguments = (opened, "ipcc-ar5-gwp100", view, np.array([column]))
    if is_known:
        assert gas_weights(*arguments).tolist() == [0.0, 1.0]  # cfc_112, co2_fossil
    else:
        with pytest.raises(ModelError) as caught:
            gas_weights(*arguments)
        assert [finding.code for finding in caught.value.findings] == ["E605"]


# -------------------------------------------------------------------------------- tree


def test_a_tree_follows_the_intensities(tmp_path: Path) -> None:
    tree = tree_of(written(smelter(), tmp_path), 0, 2.0)
    assert (tree.activity.process, tree.amount) == ("a-1", 2.0)
    assert (tree.branch_total, tree.direct) == pytest.approx((17.2, 3.2), rel=RTOL)
    (power,) = tree.branches
    assert (power.activity.unit, power.amount) == ("kWh", 28.0)
    assert (power.branch_total, power.direct) == pytest.approx((14, 14), rel=RTOL)


def test_a_loop_is_followed_and_marked(tmp_path: Path) -> None:
    """λ1 = 14/3 and λ2 = 10/3: 0.5 of 1 is 7/3, its 0.25 of 2 is 5/6, and so on."""
    database = written(linked(LOOPED, LOOPED_B), tmp_path)
    tree = tree_of(database, 0, smallest=0.1)
    way = []
    while tree.branches:
        (tree,) = tree.branches
        way.append((tree.column, tree.is_loop, tree.branch_total))
    # after two rounds 0.5³ of 1 draws 0.5⁴ of 2: 5/24, then 0.5⁵ × 14/3 = 7/48, and
    # 0.5⁶ × 10/3 = 5/96 < 0.1 is not shown
    assert way == [
        (1, False, pytest.approx(7 / 3, rel=RTOL)),
        (2, False, pytest.approx(5 / 6, rel=RTOL)),
        (1, True, pytest.approx(7 / 12, rel=RTOL)),
        (2, True, pytest.approx(5 / 24, rel=RTOL)),
        (1, True, pytest.approx(7 / 48, rel=RTOL)),
    ]
    assert tree.below_threshold == pytest.approx(5 / 96, rel=RTOL)


@pytest.mark.parametrize(("depth", "count"), [(0, 1), (1, 2), (3, 4), (60, 61)])
def test_a_tree_ends_at_its_depth(tmp_path: Path, depth: int, count: int) -> None:
    tree = tree_of(written(linked(LOOPED, LOOPED_B), tmp_path), 0, depth=depth)
    shown = list(every_branch(tree))
    assert len(shown) == count  # one branch each
    made = sum(branch.direct for branch in shown)
    assert made + shown[-1].below_threshold == pytest.approx(10 / 3, rel=RTOL)


def test_open_datasets_are_marked_where_they_stand(tmp_path: Path) -> None:
    database = written(linked(LOOPED, LOOPED_B, flags={1: OPEN_LINK}), tmp_path)
    tree = tree_of(database, 0, depth=2)
    assert [branch.open for branch in every_branch(tree)] == [(), ("open_link",), ()]
    by = contributions(database, {0: 1.0}, weights_of(database, 0)).by_process()
    marked = {part.process: part.open for part in by.parts}
    assert marked == {"p1": ("open_link",), "p0": (), "p2": ()}


def test_an_overdrawn_loop_has_parts_that_add_up_and_is_marked(tmp_path: Path) -> None:
    """s1 = ½ / (1 − 4) = −1/6, s2 = 2 s1 = −1/3: 1 − 1/2 − 1/3 = 1/6."""
    entries = {**LOOPED, (2, 1): -2.0, (1, 2): -2.0}
    database = written(linked(entries, LOOPED_B), tmp_path)
    found = contributions(database, {0: 1.0}, weights_of(database, 0))
    assert found.total == pytest.approx(1 / 6, rel=RTOL)
    assert found.by_process().parts[1].open == ("overdrawn",)
    assert OVERDRAWN & database.chain[0]


def test_a_process_that_uses_itself_up_has_parts_that_are_marked(
    tmp_path: Path,
) -> None:
    """It makes 1, takes 3 of it, emits 3 kg and buys 1 of 1: −2 s = 1, s = −½."""
    a: Cells = {(0, 0): -2.0, (1, 0): -1.0, (1, 1): 1.0}
    given = linked(a, {(CO2, 0): 3.0, (CO2, 1): 2.0})
    products = tuple(replace(one, is_treatment=False) for one in given.activities)
    database = written(replace(given, activities=products), tmp_path)
    assert direct_of(database, {0: 1.0}) == pytest.approx({"p0": -1.5, "p1": -1.0})
    tree = tree_of(database, 0)
    assert (tree.branch_total, tree.direct) == pytest.approx((-2.5, -1.5), rel=RTOL)
    assert tree.open == ("overdrawn",)
    assert tree.branches[0].branch_total == pytest.approx(-1.0, rel=RTOL)


# ----------------------------------------------------------------------------- refusal


@pytest.mark.parametrize("taken_apart", [direct_of, tree_of])
def test_a_loop_without_net_output_has_no_parts(
    tmp_path: Path, taken_apart: Callable[[Database, Any], object]
) -> None:
    entries = {**LOOPED, (2, 1): -1.0, (1, 2): -1.0}
    database = written(linked(entries, LOOPED_B), tmp_path)
    with pytest.raises(UsageError) as caught:
        taken_apart(database, {0: 1.0} if taken_apart is direct_of else 0)
    assert caught.value.finding.code == "E088"
    # what stands beside the loop has parts all the same: 4 emits 7 kg
    assert direct_of(database, {4: 1.0}) == {"p4": 7.0}


def put_values(database: Database, values: np.ndarray[Any, Any]) -> None:
    """Another matrix behind the intensities; a changed file would be refused (E071)."""
    changed = replace(database.technosphere, value=values)
    database.__dict__["technosphere"] = changed  # where a cached property keeps it


def test_parts_of_another_matrix_than_the_intensities_are_refused(
    tmp_path: Path,
) -> None:
    """15 kWh instead of 14: 9.1 kg, where the intensities say 8.6 kg."""
    database = written(smelter(), tmp_path)
    A = database.technosphere
    put_values(database, np.where(A.value == -14.0, -15.0, A.value))
    weights = weights_of(database, 0)
    with pytest.raises(CalculationError) as caught:
        contributions(database, {0: 1.0}, weights)
    (finding,) = caught.value.findings
    assert finding.code == "E079"
    assert finding.values == {"of": "matrix", "found": "9.1", "expected": "8.6"}


def test_a_loop_that_was_closed_later_is_refused_by_its_names(tmp_path: Path) -> None:
    database = written(linked(LOOPED, LOOPED_B), tmp_path)
    A = database.technosphere
    inside = np.isin(A.row, [1, 2]) & np.isin(A.column, [1, 2]) & (A.row != A.column)
    put_values(database, np.where(inside, -1.0, A.value))
    with pytest.raises(CalculationError) as caught:
        contributions(database, {0: 1.0}, weights_of(database, 0))
    (finding,) = caught.value.findings
    assert finding.code == "E504"
    assert finding.at == "matrix/p1"


# ---------------------------------------------------------------------- random systems


@given(n=st.integers(1, 7), data=st.data())
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_random_systems_agree_with_exact_elimination(
    tmp_path: Path, n: int, data: st.DataObject
) -> None:
    """Products and treatments, credits and loops; every run has an exact witness."""
    is_treatment = [data.draw(st.booleans()) for _ in range(n)]
    A = np.diag([-1.0 if treats else 1.0 for treats in is_treatment])
    for row in range(n):
        for column in range(n):
            if row != column:  # 6 × 9/64 < 1: no loop can use up what it makes
                A[row, column] = data.draw(st.integers(-9, 9)) / 64
    emitted = [float(data.draw(st.integers(-5, 20))) for _ in range(n)]
    wanted = {
        column: float(data.draw(st.integers(-3, 8)))
        for column in data.draw(st.sets(st.integers(0, n - 1), min_size=1))
    }
    cells = {(i, j): float(A[i, j]) for i, j in np.argwhere(A).tolist()}
    flows = {(CO2, j): value for j, value in enumerate(emitted) if value}
    database = written(linked(cells, flows), tmp_path)
    f = np.zeros(n)
    f[list(wanted)] = list(wanted.values())
    direct = scaling(A, f * np.sign(np.diag(A))) * emitted

    found = contributions(database, wanted, weights_of(database, *wanted))
    size = np.abs(direct).sum()
    made = np.zeros(n)
    made[found.columns] = found.direct
    assert made == pytest.approx(direct, rel=1e-12, abs=1e-13 * size)
    assert found.total == pytest.approx(direct.sum(), rel=1e-12, abs=1e-12 * size)
    by = found.by_process(most=2)
    shown = sum(part.direct for part in by.parts) + by.rest
    assert shown == pytest.approx(direct.sum(), rel=1e-12, abs=1e-12 * size)
    for column, amount in wanted.items():
        tree = tree_of(database, column, amount, smallest=0.05)
        for branch in every_branch(tree):
            parts = [branch.direct, branch.below_threshold]
            parts += [inner.branch_total for inner in branch.branches]
            close = pytest.approx(branch.branch_total, abs=1e-12 * sum(map(abs, parts)))
            assert sum(parts) == close


def test_the_solution_says_how_it_was_found_and_bounds_its_error(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    database = written(linked(LOOPED, LOOPED_B), tmp_path)
    found = contributions(database, {0: 1.0}, weights_of(database, 0))
    solution = found.solution
    is_engine = "engine" in request.node.name
    assert (solution.solver in ("ilu", "ilut")) if is_engine else "blocks"
    assert solution.residual <= 1e-15
    # blocks: of the loop, [[5, 4], [4, 5]] / 3; engine: of all equations, 3 or more
    assert solution.condition == pytest.approx(3.0) or is_engine
    assert solution.condition >= 3.0 - 1e-9
    exact_total = 10 / 3
    assert abs(float(found.direct.sum()) - exact_total) <= solution.error_bound
    assert solution.error_bound <= 1e-14 * exact_total
