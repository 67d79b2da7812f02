"""Intervals of means, percentiles and probabilities hold as often as they say."""

from __future__ import annotations

import math

import numpy as np
import pytest

from lcagraph.errors import UsageError
from lcagraph.uncertainty import Precision, Settings
from lcagraph.uncertainty.statistics import (
    percentile_of,
    probability_interval,
    ranks_of,
    sd_error,
    summarise,
)
from lcagraph.uncertainty.stopping import next_look, reached


def binomial(n: int, p: float, most: int) -> float:
    """P(at most `most` of n), added up."""
    return math.fsum(
        math.comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(most + 1)
    )


# Hahn & Meeker 1991, table A.11 and every textbook: 95 % ranks of the median
@pytest.mark.parametrize(
    ("n", "ranks"), [(100, (40, 61)), (10, (2, 9)), (6, (1, 6)), (5, (None, None))]
)
def test_the_ranks_of_the_median_are_those_of_the_sign_test(
    n: int, ranks: tuple[int | None, int | None]
) -> None:
    assert ranks_of(n, 0.5) == ranks


@pytest.mark.parametrize("n", [37, 150, 999])
@pytest.mark.parametrize("p", [0.025, 0.3, 0.975])
def test_ranks_err_at_most_by_half_the_rest_on_each_side_and_are_the_closest(
    n: int, p: float
) -> None:
    low, high = ranks_of(n, p)
    if low is not None:
        assert binomial(n, p, low - 1) <= 0.025 < binomial(n, p, low)
    if high is not None:
        assert 1 - binomial(n, p, high - 1) <= 0.025 < 1 - binomial(n, p, high - 2)


def test_a_tail_has_no_bound_where_the_draws_do_not_reach() -> None:
    # P(none of 100 draws is below the 2.5 % percentile) = 0.975^100 = 8 % > 2.5 %
    low, high = ranks_of(100, 0.025)
    assert low is None
    assert high is not None


# Clopper & Pearson: with no hit, 1 − 0.025^(1/10) = 0.308497; 7 of 10: R binom.test
@pytest.mark.parametrize(
    ("hits", "bounds"),
    [
        (0, (0.0, 1 - 0.025**0.1)),
        (10, (0.025**0.1, 1.0)),
        (7, (0.3475471, 0.9332605)),
    ],
)
def test_the_interval_of_a_probability_is_clopper_and_pearsons(
    hits: int, bounds: tuple[float, float]
) -> None:
    found = probability_interval(hits, 10)
    assert (found.low, found.high) == pytest.approx(bounds, rel=1e-6, abs=1e-12)


def test_intervals_of_percentiles_cover_them_in_at_least_95_of_100_samples() -> None:
    # 400 samples of 500 exponentials, whose q_p = −ln(1 − p): at 95 % coverage,
    # 4 standard errors are 4.4 % below
    rng = np.random.default_rng(5)
    samples = np.sort(rng.exponential(size=(400, 500)), axis=1)
    for percent in (2.5, 50.0, 97.5):
        true = -math.log(1 - percent / 100)
        inside = 0
        for sample in samples:
            interval = percentile_of(sample, percent).interval
            low = -math.inf if interval.low is None else interval.low
            high = math.inf if interval.high is None else interval.high
            inside += low <= true <= high
        assert inside / 400 >= 0.95 - 0.044


def test_moments_are_those_of_the_sample() -> None:
    # 1, 2, 4, 8: mean 3.75, s² = (7.5625 + 3.0625 + 0.0625 + 18.0625) / 3 = 9.58333
    found = summarise(np.array([8.0, 1.0, 4.0, 2.0]))
    assert found.mean == 3.75
    assert found.sd == pytest.approx(math.sqrt(28.75 / 3), rel=1e-14)
    assert found.se == pytest.approx(found.sd / 2, rel=1e-14)
    assert found.median == 3.0
    # ln 2 × (0, 1, 2, 3): sd = ln 2 × √(5/3)
    assert found.gsd == pytest.approx(2 ** math.sqrt(5 / 3), rel=1e-14)


# t of 0.975 in every table: 12.706 of 1, 2.776 of 4, 1.962 of 999 degrees of freedom
@pytest.mark.parametrize(("n", "t"), [(2, 12.7062), (5, 2.7764), (1000, 1.9623)])
def test_the_interval_of_a_mean_is_students(n: int, t: float) -> None:
    found = summarise(np.arange(float(n)))
    assert found.mean_interval.half_width / found.se == pytest.approx(t, abs=6e-5)


def test_the_interval_of_the_mean_of_few_draws_covers_it_in_95_of_100_samples() -> None:
    # 4000 samples of 5 normals: 4 √(0.95 × 0.05 / 4000) is 1.4 %; z would cover 88 %
    samples = np.random.default_rng(8).normal(size=(4000, 5))
    inside = 0
    for sample in samples:
        interval = summarise(sample).mean_interval
        assert interval.low is not None
        assert interval.high is not None
        inside += interval.low <= 0 <= interval.high
    assert inside / 4000 == pytest.approx(0.95, abs=0.014)


def test_what_no_draw_moves_has_no_spread_though_its_sum_is_rounded() -> None:
    rounded = np.full(1000, 0.3)
    rounded[::2] = 0.1 + 0.2  # 0.30000000000000004
    assert summarise(rounded).sd == 0
    assert summarise(rounded + 1e-9 * np.arange(1000)).sd > 0


def test_a_constant_difference_of_large_numbers_has_no_spread() -> None:
    base = np.linspace(9e5, 2e6, 1000)  # rounded to 1.2e-10 below 2²⁰, 2.3e-10 above
    differences = (base + 0.1) - base
    assert summarise(differences).sd > 0
    assert summarise(differences, scale=1e6).sd == 0


def test_draws_of_both_signs_have_no_geometric_spread() -> None:
    assert summarise(np.array([-1.0, 1.0, 2.0])).gsd is None


def test_the_error_of_a_standard_deviation_is_that_of_a_normal_for_normal_draws() -> (
    None
):
    # σ / √(2 n) for normals; the fourth moment of 10⁵ draws is known to about 1 %
    draws = np.random.default_rng(1).normal(size=100_000)
    assert sd_error(draws) == pytest.approx(1 / math.sqrt(200_000), rel=0.03)


def test_precision_is_that_of_the_worst_model() -> None:
    rng = np.random.default_rng(2)
    sure, unsure = rng.normal(10, 0.1, 5000), rng.normal(10, 1, 5000)
    both = reached(np.array([sure, unsure]))
    assert both == reached(unsure[None, :])
    # ± 1.96 × 1 / √5000 of a mean of 10 is 0.28 %
    assert both.mean == pytest.approx(0.00277, rel=0.05)


def test_looks_grow_by_a_quarter() -> None:
    assert next_look(0) == 1000
    assert next_look(4096) == 5120


@pytest.mark.parametrize(
    "wrong", [{"mean": 0.0}, {"percentiles": -1.0}, {"confidence": 1.0}]
)
def test_a_precision_that_cannot_be_reached_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(UsageError) as error:
        Precision(**wrong)
    assert error.value.finding.code == "E540"


@pytest.mark.parametrize(
    "wrong", [{"n": 1}, {"seed": -1}, {"keep": "some"}, {"confidence": 0.0}]
)
def test_settings_that_make_no_sense_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(UsageError) as error:
        Settings(**{"seed": 1, **wrong})  # type: ignore[arg-type]
    assert error.value.finding.code == "E540"
