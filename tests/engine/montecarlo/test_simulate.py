"""Samples of a database: exact, reproducible however split, and never unproven."""

from __future__ import annotations

import pickle
from dataclasses import replace

import numpy as np
import pytest
from uncertain_systems import (
    Reals,
    background,
    demand,
    direct_scores,
    entries,
    lognormal,
    mixed_kinds,
    off_diagonal,
    spreads,
    weights,
)

from lcagraph.engine import fast
from lcagraph.engine.montecarlo import (
    Demand,
    SpreadError,
    normal_background,
    prepare,
    simulate,
)
from lcagraph.solve import EntryError, LoopError

AGREED = 1e-10
SYSTEMS: list[dict[str, float]] = [
    {},
    {"sigma": 0.5},
    {"radius": 0.95, "sigma": 0.02},
    {"credits": 0.2},
    {"decades": 6},
    {"radius": 0.99, "sigma": 0.002, "decades": 4},
]


@pytest.mark.parametrize("options", SYSTEMS, ids=str)
@pytest.mark.parametrize(
    ("products", "categories"), [((0,), 1), ((3, 20), 2), ((1, 4, 9), 1)]
)
@pytest.mark.usefixtures("way")
def test_scores_are_those_of_a_direct_solve_of_the_same_matrices(
    options: dict[str, float], products: tuple[int, ...], categories: int
) -> None:
    made, C = background(**options), weights(categories)
    plan = prepare(made, demand(*products), C)
    found = simulate(plan, range(18), seed=11)
    for k in range(18):
        # credits may cancel most of a score: errors are counted on its gross amount
        scale = np.maximum(plan.gross, np.abs(found.scores[k]))
        error = np.abs(found.scores[k] - direct_scores(plan, made, C, 11, k)) / scale
        assert error.max() < AGREED


def test_few_categories_are_solved_by_intensities() -> None:
    made = background()
    assert prepare(made, demand(1, 4, 9), weights(1)).is_adjoint
    assert not prepare(made, demand(1, 4), weights(2)).is_adjoint


def test_runs_and_intensities_give_the_same_scores() -> None:
    made = background()
    one = [
        simulate(prepare(made, demand(r), weights(1)), range(32), seed=2)
        for r in (3, 8)
    ]
    both = simulate(prepare(made, demand(3, 8), weights(1)), range(32), seed=2)
    assert (one[0].is_adjoint, both.is_adjoint) == (False, True)
    alone = np.concatenate([run.scores for run in one], axis=1)
    np.testing.assert_allclose(both.scores, alone, rtol=AGREED)


def test_scipy_and_numba_agree(monkeypatch: pytest.MonkeyPatch) -> None:
    if fast.numba_or_none() is None:
        pytest.skip("numba is not installed")

    def run() -> Reals:
        plan = prepare(background(), demand(3, 8), weights(3))
        return simulate(plan, range(40), seed=7).scores

    compiled = run()
    monkeypatch.setenv(fast.OFF, "1")
    np.testing.assert_allclose(run(), compiled, rtol=AGREED)


# ------------------------------------------------------------------ reproducible


SPLITS = [[80], [16, 80], [32, 48, 80], [7, 8, 31, 80]]


@pytest.mark.parametrize("ends", SPLITS, ids=str)
@pytest.mark.parametrize("products", [(3,), (3, 5)])
def test_any_split_of_a_run_gives_the_same_bits(
    ends: list[int], products: tuple[int, ...]
) -> None:
    plan = prepare(background(), demand(*products), weights(1))
    whole = simulate(plan, range(80), seed=4).scores
    begins = [0, *ends[:-1]]
    parts = [
        simulate(plan, range(begin, end), seed=4).scores
        for begin, end in zip(begins, ends, strict=True)
    ]
    assert np.concatenate(parts).tobytes() == whole.tobytes()


@pytest.mark.parametrize("ends", SPLITS, ids=str)
def test_a_demand_that_varies_may_be_split_anywhere_too(ends: list[int]) -> None:
    plan = prepare(background(), demand(3, 5), weights(2))
    varied = np.random.default_rng(1).uniform(0.5, 2, (80, 2, 2))
    whole = simulate(plan, range(80), seed=4, sampled=varied).scores
    begins = [0, *ends[:-1]]
    parts = [
        simulate(plan, range(i, j), seed=4, sampled=varied[i:j]).scores
        for i, j in zip(begins, ends, strict=True)
    ]
    assert np.concatenate(parts).tobytes() == whole.tobytes()


@pytest.mark.parametrize("threads", [2, 3, 8])
@pytest.mark.usefixtures("way")
def test_threads_change_no_bit(threads: int) -> None:
    plan = prepare(background(), demand(3), weights(2))
    one, several = (
        simulate(plan, range(70), seed=4, threads=t, is_controlled=True)
        for t in (1, threads)
    )
    assert one.scores.tobytes() == several.scores.tobytes()
    assert one.linear is not None
    assert several.linear is not None
    assert one.linear.tobytes() == several.linear.tobytes()
    assert (one.checked, one.difference) == (several.checked, several.difference)


def test_a_plan_that_was_sent_elsewhere_gives_the_same_bits() -> None:
    plan = prepare(mixed_kinds(), demand(0), np.ones((1, 1)))
    sent = pickle.loads(pickle.dumps(plan))
    here, there = (simulate(p, range(20), seed=1).scores for p in (plan, sent))
    assert here.tobytes() == there.tobytes()


def test_other_seeds_and_databases_draw_other_numbers() -> None:
    made = background()
    plan = prepare(made, demand(3), weights(1))
    other = prepare(replace(made, name="other"), demand(3), weights(1))
    first = simulate(plan, range(16), seed=1).scores
    assert not np.isclose(first, simulate(plan, range(16), seed=2).scores).any()
    assert not np.isclose(first, simulate(other, range(16), seed=1).scores).any()


@pytest.mark.usefixtures("way")
def test_what_a_demand_does_not_reach_changes_no_draw() -> None:
    # 0 buys 1; 2 buys 0 and 3: a demand of 0 reaches 0 and 1 only
    A = np.eye(4)
    A[1, 0], A[0, 2], A[3, 2] = -0.5, -0.25, -0.3
    made = normal_background(
        4, lognormal(A, off_diagonal(4, 0.2)), lognormal(np.ones((1, 4)), 0.1), "x"
    )
    narrow = prepare(made, demand(0), np.ones((1, 1)))
    wide = prepare(made, demand(0, 2), np.ones((2, 1)))
    assert (narrow.n, wide.n) == (2, 4)
    alone = simulate(narrow, range(32), seed=1).scores[:, 0, 0]
    among = simulate(wide, range(32), seed=1).scores[:, 0, 0]
    np.testing.assert_allclose(among, alone, rtol=1e-12)


def test_interventions_that_count_for_nothing_are_not_drawn() -> None:
    made = background()
    none, some = np.zeros((1, 12)), weights(1)
    some[0, 1:] = 0
    assert simulate(prepare(made, demand(3), none), range(4), seed=1).drawn[1] == 0
    drawn = simulate(prepare(made, demand(3), some), range(4), seed=1).drawn[1]
    varied = made.interventions.spread["kind"] != 0
    assert 0 < drawn <= np.count_nonzero(varied & (made.interventions.row == 0))


@pytest.mark.usefixtures("way")
def test_products_share_their_draws() -> None:
    # 0 and 1 buy the same x of 2; only x and the emission of 2 vary: h_1 = 3 h_0
    A = np.eye(3)
    A[2, 0], A[2, 1] = -1.0, -3.0
    wide = np.zeros((1, 3))
    wide[0, 2] = 0.4
    made = normal_background(
        3, entries(A), lognormal(np.array([[0.0, 0.0, 2.0]]), wide), "x"
    )
    h = simulate(prepare(made, demand(0, 1), np.ones((1, 1))), range(64), seed=1).scores
    np.testing.assert_allclose(h[:, 1, 0], 3 * h[:, 0, 0], rtol=1e-12)
    assert h[:, 0, 0].std() > 0.3


def test_a_plan_holds_what_is_reached_and_counts_and_nothing_else() -> None:
    # of a chain of 60 processes the last three, and of 12 flows the first two
    A = np.eye(60) - 0.5 * np.eye(60, k=-1)
    made = normal_background(
        60, lognormal(A, off_diagonal(60, 0.2)), lognormal(np.ones((12, 60)), 0.1), "x"
    )
    C = np.zeros((1, 12))
    C[0, :2] = 1.0
    plan = prepare(made, demand(57), C)
    # 3 references and 2 draws; 2 flows of 3 processes
    assert (len(plan.technosphere.value), len(plan.interventions.value)) == (5, 6)
    assert sorted(plan.columns.tolist()) == [57, 58, 59]
    whole = prepare(made, demand(0), np.ones((1, 12)))
    assert len(pickle.dumps(plan)) < len(pickle.dumps(whole)) / 4


# ----------------------------------------------------------------------- proven


def test_the_first_sample_and_each_thousandth_are_solved_again() -> None:
    plan = prepare(background(10), demand(3), weights(1))
    found = simulate(plan, range(990, 2010), seed=1)
    assert found.checked == (990, 1000, 2000)
    assert found.difference < AGREED


@pytest.mark.usefixtures("way")
def test_samples_that_sweeps_cannot_solve_are_solved_by_the_chain() -> None:
    # a loop that makes 0.97 of itself: with σ = 0.05 many samples make more than all
    A = np.array([[1.0, -0.97], [-1.0, 1.0]])
    made = normal_background(
        2, lognormal(A, off_diagonal(2, 0.05)), entries(np.array([[1.0, 0.0]])), "steep"
    )
    plan = prepare(made, demand(0), np.ones((1, 1)))
    found = simulate(plan, range(64), seed=1)
    assert found.by_chain
    for k in range(64):
        np.testing.assert_allclose(
            found.scores[k],
            direct_scores(plan, made, np.ones((1, 1)), 1, k),
            rtol=1e-9,
        )


def test_a_sample_without_an_answer_is_refused_by_its_loop() -> None:
    # Bernoulli: one sample in two makes nothing net
    A = np.array([[1.0, -1.0], [-0.5, 1.0]])
    a = entries(A)
    at = (a.row == 1) & (a.column == 0)
    table = spreads(len(a.row))
    for name, value in {"kind": 7, "minimum": -1.0, "maximum": 1.0}.items():
        table[name][at] = value
    made = normal_background(
        2, replace(a, spread=table), entries(np.array([[1.0, 0.0]])), "closed"
    )
    plan = prepare(made, demand(0), np.ones((1, 1)))
    with pytest.raises(LoopError) as caught:
        simulate(plan, range(64), seed=1)
    assert set(caught.value.columns) == {0, 1}
    assert 0 <= caught.value.variant < 64


def test_an_impossible_distribution_is_refused_before_any_sample() -> None:
    made = background()
    table = made.technosphere.spread.copy()
    table["scale"][:] = -1.0
    wrong = replace(made, technosphere=replace(made.technosphere, spread=table))
    with pytest.raises(SpreadError, match="scale"):
        prepare(wrong, demand(3), weights(1))


def test_numbers_that_are_not_finite_are_refused() -> None:
    made = background()
    bad = Demand(rows=np.array([3]), amounts=np.array([[np.nan]]))
    with pytest.raises(EntryError):
        prepare(made, bad, weights(1))
    plan = prepare(made, demand(3), weights(1))
    with pytest.raises(EntryError) as caught:
        simulate(plan, range(5, 7), seed=1, sampled=np.array([[[1.0]], [[np.inf]]]))
    assert (caught.value.row, caught.value.variant) == (3, 6)


@pytest.mark.parametrize("shape", [(2, 1, 2), (3, 1, 1)])
def test_amounts_of_another_shape_are_refused(shape: tuple[int, ...]) -> None:
    plan = prepare(background(), demand(3), weights(1))
    with pytest.raises(ValueError, match="amounts per sample"):
        simulate(plan, range(2), seed=1, sampled=np.ones(shape))


def test_no_samples_give_no_scores() -> None:
    plan = prepare(background(), demand(3), weights(1))
    assert simulate(plan, range(5, 5), seed=1).scores.shape == (0, 1, 1)


# ------------------------------------------------------------- control variate


def test_the_control_variate_has_mean_0_and_narrows_the_mean() -> None:
    plan = prepare(background(), demand(3, 5), weights(2))
    found = simulate(plan, range(2000), seed=6, is_controlled=True)
    plain = simulate(plan, range(2000), seed=6)
    assert found.scores.tobytes() == plain.scores.tobytes()
    assert found.linear is not None
    z = found.linear.mean(axis=0) / (found.linear.std(axis=0) / np.sqrt(2000))
    assert np.abs(z).max() < 5
    controlled, free = found.mean(), plain.mean()
    assert controlled.is_controlled
    assert not free.is_controlled
    assert controlled.gain.min() > 5
    apart = np.abs(controlled.value - free.value)
    assert (apart < 5 * free.standard_error).all()


def test_an_exactly_linear_score_has_no_error_left() -> None:
    # h = e, the only number that varies
    made = normal_background(
        1, entries(np.ones((1, 1))), lognormal(np.array([[3.0]]), 0.4), "linear"
    )
    plan = prepare(made, demand(0), np.ones((1, 1)))
    found = simulate(plan, range(64), seed=1, is_controlled=True).mean()
    # E = 3 e^(0.4²/2); σ is stored in single precision
    assert found.value[0, 0] == pytest.approx(3 * np.exp(0.08), rel=1e-6)
    assert found.standard_error[0, 0] < 1e-6
