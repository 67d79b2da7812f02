"""Samples of a stored database: what it says is uncertain, exactly and reproducibly."""

from __future__ import annotations

import math
import pickle
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from small_databases import smelter, stored, triplets

from lcagraph.background.linked import (
    SINGULAR,
    SPREAD,
    LinkedDatabase,
    Mapped,
)
from lcagraph.background.reach import reached
from lcagraph.background.sampling import (
    DatabaseDraws,
    Purchases,
    draws_of,
    flow_weights,
    plan_of,
    recipe_of,
    sampled_background,
    uncertain_entries,
)
from lcagraph.background.spreads import Parameters
from lcagraph.background.store import Database, write_database
from lcagraph.engine.montecarlo import Plan, sample_matrices, simulate
from lcagraph.engine.montecarlo.ranges import simulate_on, simulate_ranges
from lcagraph.executor import Processes, Threads, Workplace
from lcagraph.importing import add_database

Reals = NDArray[np.float64]
CHAIN = Path(__file__).parent / "data" / "uslci_chain" / "ecospold2.tar.gz"
NAN = math.nan
AGREED = 1e-10


def put(linked: LinkedDatabase, folder: Path, name: str = "smelter") -> Database:
    return Database(write_database(stored(linked, name), folder))


def uncertain(
    technosphere: Mapping[tuple[int, int], Parameters],
    interventions: Mapping[tuple[int, int], Parameters],
) -> LinkedDatabase:
    """The smelter with distributions by (row, column)."""
    linked = smelter()
    found = []
    given = (
        (linked.technosphere, technosphere),
        (linked.interventions, interventions),
    )
    for matrix, spreads in given:
        table = np.zeros(len(matrix.row), dtype=SPREAD)
        for i, place in enumerate(zip(matrix.row, matrix.column, strict=True)):
            table[i] = spreads.get(place, (0, NAN, NAN, NAN, NAN, NAN))
        found.append(replace(matrix, spread=table))
    return replace(linked, technosphere=found[0], interventions=found[1])


def lognormal(median: float, sigma: float) -> Parameters:
    return (2, math.log(abs(median)), sigma, NAN, NAN, NAN)


def one_kilogram(database: Database) -> Purchases:
    """1 kg of aluminium; what counts is CO2, each kilogram 1."""
    weights = np.ones((1, len(database.manifest.gases)))
    return Purchases(columns=np.array([0], np.int32), amounts=np.ones((1, 1)),
                     weights=weights)  # fmt: skip


def naive_scores(
    database: Database, bought: Purchases, plan: Plan, seed: int, sample: int
) -> Reals:
    """Scores (p, m) of one sample: whole matrices, dense, by numpy."""
    columns = np.arange(len(database), dtype=np.int32)
    a, b = sample_matrices(plan, sampled_background(database, columns), seed, sample)
    n = len(database)
    A, B = np.zeros((n, n)), np.zeros((len(database.elementary), n))
    A[database.technosphere.row, database.technosphere.column] = a
    B[database.interventions.row, database.interventions.column] = b
    C = flow_weights(database, bought.weights)
    scores = []
    for amounts in bought.amounts:
        f = np.zeros(n)
        f[bought.columns] = amounts * database.signs[bought.columns]
        scores.append(C @ (B @ np.linalg.solve(A, f)))
    return np.array(scores)


# --------------------------------------------------------------------- closed forms


@pytest.fixture
def two(tmp_path: Path) -> Database:
    """Aluminium draws a = 14 kWh, which emits b = 0.5 kg; 1.6 kg of its own are c."""
    A = {(1, 0): lognormal(14, 0.2)}
    B = {(0, 1): lognormal(0.5, 0.3), (0, 0): (3, 1.6, 0.1, NAN, NAN, NAN)}
    return put(uncertain(A, B), tmp_path)


def test_two_processes_have_the_moments_of_the_closed_form(two: Database) -> None:
    # h = a b + c: a b is lognormal, median 7, σ² = 0.04 + 0.09; c normal (1.6, 0.1)
    # E h = 7 e^0.065 + 1.6, Var h = 49 e^0.13 (e^0.13 − 1) + 0.01
    n = 20_000
    plan = plan_of(two, one_kilogram(two))
    h = simulate(plan, range(n), seed=1, threads=2).scores[:, 0, 0]
    mean = 7 * math.exp(0.065) + 1.6
    variance = 49 * math.exp(0.13) * (math.exp(0.13) - 1) + 0.01
    assert abs(h.mean() - mean) < 5 * math.sqrt(variance / n)
    # the variance of s² with the kurtosis of a lognormal of σ² = 0.13, below 6
    assert abs(h.var() / variance - 1) < 5 * math.sqrt(5 / n)
    # median of ln(h − c) would be ln 7; the sum's quantiles lie about it
    assert abs(np.median(h) - 8.6) < 0.1
    assert uncertain_entries(two) == 3


def test_products_of_one_call_share_the_draws(two: Database) -> None:
    amounts = np.array([[1.0], [3.0]])
    bought = replace(one_kilogram(two), amounts=amounts)
    h = simulate(plan_of(two, bought), range(64), seed=1).scores
    np.testing.assert_allclose(h[:, 1], 3 * h[:, 0], rtol=1e-12)
    assert h.std() > 0


def test_a_gas_has_its_factor_and_others_count_nothing(tmp_path: Path) -> None:
    # 0.25 kg of the gas per kg of the flow: (1.6 + 14 · 0.5) · 0.25 = 2.15
    mapped = {"co2": Mapped(gas="co2_fossil", factor=0.25, strategy="cas")}
    held = put(replace(smelter(), gases=mapped), tmp_path)
    h = simulate(plan_of(held, one_kilogram(held)), range(2), seed=1).scores
    np.testing.assert_allclose(h, 2.15, rtol=1e-12)


def test_ready_co2e_is_sampled_like_a_gas(tmp_path: Path) -> None:
    linked = uncertain({}, {(0, 1): (4, NAN, NAN, 0.4, 0.6, NAN)})
    ready = {"co2": Mapped(gas="co2e_total", factor=1.0, strategy="identifier")}
    held = put(replace(linked, gases=ready), tmp_path)
    h = simulate(plan_of(held, one_kilogram(held)), range(2000), seed=3).scores
    # 1.6 + 14 u, u uniform between 0.4 and 0.6: 7.2 to 10, mean 8.6, sd 2.8/√12
    assert 7.2 < h.min() < 7.3
    assert 9.9 < h.max() < 10
    assert abs(h.mean() - 8.6) < 5 * 2.8 / math.sqrt(12 * 2000)


def test_a_treatment_is_asked_for_with_a_positive_amount(tmp_path: Path) -> None:
    # 1 kg of waste is treated by a run that emits 2 kg ± 5 %
    linked = uncertain({}, {})
    one = replace(linked.activities[0], is_treatment=True)
    technosphere = triplets({(0, 0): -1.0, (1, 1): 1.0})
    interventions = triplets({(0, 0): 2.0})
    interventions.spread[0] = (3, 2.0, 0.1, NAN, NAN, NAN)
    held = put(
        replace(
            linked,
            activities=(one, linked.activities[1]),
            technosphere=technosphere,
            interventions=interventions,
        ),
        tmp_path,
    )
    bought = replace(one_kilogram(held), amounts=np.array([[3.0]]))
    h = simulate(plan_of(held, bought), range(2000), seed=1).scores[:, 0, 0]
    assert abs(h.mean() - 6) < 5 * 0.3 / math.sqrt(2000)
    assert held.intensities[0, 0] == pytest.approx(2)


# ----------------------------------------------------------------------- real data


@pytest.fixture(scope="module")
def uslci(tmp_path_factory: pytest.TempPathFactory) -> Database:
    """An excerpt of USLCI with loops, whose chains are open.

    All its spreads are blank (N060): each entry but the products gets a lognormal, on
    the other side of zero where the entry is negative, or, of each fifth, a gamma.
    """
    folder = tmp_path_factory.mktemp("store")
    linked = add_database(CHAIN, name="blank", place=folder).linked
    rng = np.random.default_rng(8)
    found = []
    for matrix in (linked.technosphere, linked.interventions):
        table = matrix.spread.copy()
        is_made = (matrix.row == matrix.column) & (matrix is linked.technosphere)
        for i in np.flatnonzero(~is_made & (matrix.value != 0)):
            value, sigma = float(matrix.value[i]), float(rng.uniform(0.05, 0.4))
            gamma = (9, 0.0, value / 9, NAN, NAN, 9.0)
            table[i] = lognormal(value, sigma) if i % 5 else gamma
        found.append(replace(matrix, spread=table))
    varied = replace(linked, technosphere=found[0], interventions=found[1])
    return put(varied, folder, "uslci")


def some_products(database: Database, count: int = 3) -> Purchases:
    """Products of the longest supply chains; what counts are all gases, two ways."""
    reach = [
        (len(reached(database.technosphere, len(database), [j])), -j)
        for j in range(len(database))
        if not database.chain[j] & SINGULAR
    ]
    columns = np.array(sorted(-j for _, j in sorted(reach)[-count:]), np.int32)
    gases = len(database.manifest.gases)
    weights = np.random.default_rng(1).lognormal(0, 1, (2, gases))
    amounts = np.random.default_rng(2).uniform(1, 3, (2, count))
    return Purchases(columns=columns, amounts=amounts, weights=weights)


def test_an_excerpt_of_uslci_has_the_scores_of_a_naive_loop(uslci: Database) -> None:
    bought = some_products(uslci)
    plan = plan_of(uslci, bought, is_waived=True)
    found = simulate(plan, range(40), seed=5)
    assert found.drawn[0] > 20
    for k in range(40):
        exact = naive_scores(uslci, bought, plan, 5, k)
        np.testing.assert_allclose(found.scores[k], exact, rtol=AGREED)


def test_a_sample_at_rest_is_the_stored_intensity(uslci: Database) -> None:
    """Means of the static numbers: with all spreads zero, samples are Λ."""
    bought = some_products(uslci)
    plan = plan_of(uslci, bought, is_waived=True)
    weights = bought.weights
    known = bought.amounts @ (uslci.intensities[bought.columns] @ weights.T)
    static = plan.runs @ plan.scoring.static.T
    np.testing.assert_allclose(static, known, rtol=1e-8)


# ------------------------------------------------------------------------- streams


def test_draws_depend_on_nothing_that_is_asked(uslci: Database) -> None:
    bought = some_products(uslci)
    one = replace(
        bought, columns=bought.columns[:1], amounts=np.ones((1, 1)),
        weights=bought.weights[:1],
    )  # fmt: skip
    three = replace(bought, amounts=np.eye(3))
    alone = simulate(plan_of(uslci, one, is_waived=True), range(32), seed=2).scores
    among = simulate(plan_of(uslci, three, is_waived=True), range(32), seed=2).scores
    np.testing.assert_allclose(alone[:, 0, 0], among[:, 0, 0], rtol=AGREED)
    other = simulate(plan_of(uslci, one, is_waived=True), range(32), seed=3).scores
    assert abs(other / alone - 1).min() > 0


def test_another_content_draws_other_numbers(tmp_path: Path) -> None:
    spread = {(0, 1): lognormal(0.5, 0.3)}
    first = put(uncertain({}, spread), tmp_path, "one")
    same = put(uncertain({}, spread), tmp_path, "two")
    linked = uncertain({}, spread)
    renamed = replace(linked.activities[1], name="Electricity, lignite")
    other = put(
        replace(linked, activities=(linked.activities[0], renamed)), tmp_path, "three"
    )
    h = [
        simulate(plan_of(each, one_kilogram(each)), range(4), seed=1).scores
        for each in (first, same, other)
    ]
    assert h[0].tobytes() == h[1].tobytes()
    assert (h[0] != h[2]).all()


@pytest.mark.parametrize("place", [None, Threads(2), Processes(2)])
@pytest.mark.parametrize("is_sent", [False, True])
def test_workers_open_the_database_and_draw_the_same_bits(
    uslci: Database, place: Workplace, is_sent: bool
) -> None:
    bought = some_products(uslci)
    recipe = recipe_of(uslci, bought, is_sent=is_sent, is_waived=True)
    if not is_sent:
        assert len(pickle.dumps(recipe)) < 4000
    whole = simulate(plan_of(uslci, bought, is_waived=True), range(600), seed=4)
    found = simulate_on(recipe, range(600), seed=4, executor=place)
    assert found.scores.tobytes() == whole.scores.tobytes()


def test_ranges_come_in_order_and_ask_for_their_own_amounts(uslci: Database) -> None:
    bought = some_products(uslci)
    plan = plan_of(uslci, bought, is_waived=True)
    varied = np.random.default_rng(3).uniform(0, 2, (600, 2, 3))
    whole = simulate(plan, range(600), seed=4, sampled=varied).scores
    parts = simulate_ranges(
        plan, range(600), seed=4, executor=Threads(2),
        sampled=lambda part: varied[part.start : part.stop],
    )  # fmt: skip
    found = [(part.samples, part.scores) for part in parts]
    assert [each for each, _ in found] == [
        range(0, 256), range(256, 512), range(512, 600),
    ]  # fmt: skip
    joined = np.concatenate([scores for _, scores in found])
    assert joined.tobytes() == whole.tobytes()


# ------------------------------------------------------------- draws for a model


def test_draws_are_kilograms_of_each_gas(uslci: Database) -> None:
    bought = some_products(uslci)
    draws = draws_of(uslci, bought.columns, bought.amounts, is_waived=True)
    assert draws.name == "uslci"
    others = draws_of(uslci, bought.columns[:2], bought.amounts[:, :2])
    assert draws.hash != others.hash
    assert (draws.datasets, draws.gases) == (3, tuple(uslci.manifest.gases))
    varied = np.random.default_rng(3).uniform(0, 2, (48, 2, 3))
    kilograms = draws.kilograms(7, 16, varied)
    plan = plan_of(uslci, bought, is_waived=True)
    expected = simulate(plan, range(16, 64), seed=7, sampled=varied).scores
    np.testing.assert_allclose(kilograms @ bought.weights.T, expected, rtol=AGREED)


def test_draws_travel_without_their_plan(uslci: Database) -> None:
    bought = some_products(uslci)
    draws = draws_of(uslci, bought.columns, bought.amounts, is_waived=True).opened()
    packed = pickle.dumps(draws)
    assert len(packed) < 4000
    copied: DatabaseDraws = pickle.loads(packed).opened()
    amounts = np.repeat(bought.amounts[None], 16, axis=0)
    mine = draws.kilograms(1, 0, amounts)
    assert copied.kilograms(1, 0, amounts).tobytes() == mine.tobytes()


def test_a_side_that_buys_nothing_at_rest_may_buy_in_a_sample(two: Database) -> None:
    columns = np.array([0, 1], np.int32)
    at_rest = np.array([[1.0, 0.0], [0.0, 0.0]])
    varied = np.tile([[0.0, 2.0], [3.0, 0.0]], (16, 1, 1))
    found = draws_of(two, columns, at_rest).kilograms(1, 0, varied)
    usual = draws_of(two, columns, np.eye(2)).kilograms(1, 0, varied)
    np.testing.assert_allclose(found, usual, rtol=AGREED)
    nothing = draws_of(two, columns, at_rest).kilograms(1, 0, 0 * varied)
    assert not nothing.any()
