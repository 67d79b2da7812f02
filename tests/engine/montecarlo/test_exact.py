"""Samples against closed forms, quadrature and direct solves, kind by kind."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from uncertain_systems import (
    NORMAL,
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

from lcagraph.engine.montecarlo import (
    Demand,
    normal_background,
    prepare,
    sample_matrices,
    simulate,
)

AGREED = 1e-10


@pytest.mark.usefixtures("way")
def test_a_chain_of_lognormals_has_the_closed_mean_and_variance() -> None:
    # h = 2 a b e, medians 0.5, 0.5, 8: ln h is normal, mean ln 4, variance 3 · 0.2²
    A = np.eye(3)
    A[1, 0], A[2, 1] = -0.5, -0.5
    B = np.array([[0.0, 0.0, 8.0]])
    made = normal_background(
        3, lognormal(A, off_diagonal(3, 0.2)), lognormal(B, 0.2), "chain"
    )
    plan = prepare(made, demand(0), np.array([[2.0]]))
    h = np.log(simulate(plan, range(4000), seed=1).scores[:, 0, 0])
    variance = 3 * 0.04
    assert abs(h.mean() - np.log(4)) < 5 * np.sqrt(variance / 4000)
    assert abs(h.var() / variance - 1) < 5 * np.sqrt(2 / 4000)


@pytest.mark.usefixtures("way")
def test_a_loop_of_two_has_the_mean_of_a_quadrature() -> None:
    # 0 buys a of 1, 1 buys b of 0, 0 emits 1: h = 1/(1 − a b), ln(a b) normal about
    # ln 0.3 with variance 2 · 0.2²; Gauss–Hermite, 60 points
    A = np.array([[1.0, -0.5], [-0.6, 1.0]])
    made = normal_background(
        2, lognormal(A, off_diagonal(2, 0.2)), entries(np.array([[1.0, 0.0]])), "loop"
    )
    plan = prepare(made, demand(0), np.ones((1, 1)))
    h = simulate(plan, range(4000), seed=2).scores[:, 0, 0]
    x, w = np.polynomial.hermite_e.hermegauss(60)
    w /= w.sum()
    exact = 1 / (1 - 0.3 * np.exp(np.sqrt(0.08) * x))
    mean = w @ exact
    sd = np.sqrt(w @ exact**2 - mean**2)
    assert abs(h.mean() - mean) < 5 * sd / np.sqrt(4000)


@pytest.mark.usefixtures("way")
def test_an_uncertain_reference_amount_divides_the_score() -> None:
    # h = 6/d, ln d normal about ln 2 with σ = 0.3: ln h about ln 3, the same σ
    made = normal_background(
        1, lognormal(np.array([[2.0]]), 0.3), entries(np.array([[6.0]])), "diagonal"
    )
    plan = prepare(made, demand(0), np.ones((1, 1)))
    h = np.log(simulate(plan, range(2000), seed=1).scores[:, 0, 0])
    assert abs(h.mean() - np.log(3)) < 5 * 0.3 / np.sqrt(2000)
    assert abs(h.std() / 0.3 - 1) < 5 / np.sqrt(4000)


@pytest.mark.usefixtures("way")
def test_kinds_may_be_mixed() -> None:
    made, C = mixed_kinds(), np.ones((1, 1))
    plan = prepare(made, demand(0), C)
    found = simulate(plan, range(48), seed=3).scores
    for k in range(48):
        exact = direct_scores(plan, made, C, 3, k)
        np.testing.assert_allclose(found[k], exact, rtol=AGREED)
    values = np.array([sample_matrices(plan, made, 3, k)[0] for k in range(48)])
    a = made.technosphere
    (uniform,) = values[:, (a.row == 2) & (a.column == 1)].T
    (cut,) = values[:, (a.row == 0) & (a.column == 3)].T
    assert -0.4 < uniform.min() < uniform.max() < -0.2
    assert cut.max() < 0
    assert len(np.unique(cut)) == 48  # cut, not clipped


@pytest.mark.usefixtures("way")
def test_an_entry_whose_static_value_is_zero_may_vary() -> None:
    # 0 buys x of 1, x normal about 0: h = 1 + x
    A = np.eye(2)
    A[1, 0] = -1.0
    a = entries(A)
    at = (a.row == 1) & (a.column == 0)
    table = spreads(3)
    for name, value in {"kind": NORMAL, "location": 0.0, "scale": 0.5}.items():
        table[name][at] = value
    a = replace(a, value=np.where(at, 0.0, a.value), spread=table)
    plan = prepare(
        normal_background(2, a, entries(np.ones((1, 2))), "zero"),
        demand(0),
        np.ones((1, 1)),
    )
    h = simulate(plan, range(2000), seed=1).scores[:, 0, 0]
    assert abs(h.mean() - 1) < 5 * 0.5 / np.sqrt(2000)
    assert abs(h.std() / 0.5 - 1) < 5 / np.sqrt(4000)


@pytest.mark.usefixtures("way")
def test_without_uncertainty_all_samples_are_the_static_score() -> None:
    made = background(sigma=0.0)
    plan = prepare(made, demand(3), weights(2))
    found = simulate(plan, range(20), seed=1)
    assert found.drawn == (0, 0)
    exact = direct_scores(plan, made, weights(2), 1, 0)
    np.testing.assert_allclose(found.scores, np.repeat(exact[None], 20, 0), rtol=AGREED)


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("categories", [1, 3])
def test_a_demand_may_vary_with_the_sample(categories: int) -> None:
    made, C = background(), weights(categories)
    plan = prepare(made, demand(3, 5), C)
    varied = np.random.default_rng(2).uniform(0, 3, (20, 2, 2))
    found = simulate(plan, range(20), seed=9, sampled=varied)
    for k in range(20):
        asked = Demand(rows=plan.demand.rows, amounts=varied[k])
        expected = direct_scores(replace(plan, demand=asked), made, C, 9, k)
        np.testing.assert_allclose(found.scores[k], expected, rtol=AGREED)
