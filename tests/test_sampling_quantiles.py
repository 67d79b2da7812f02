"""Quantile functions, moments and streams, against scipy.stats and closed forms."""

from __future__ import annotations

import hashlib
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from lcagraph.distributions import Distribution, validate_distribution
from lcagraph.sampling import Spread, uniforms

U = np.concatenate([[1e-12, 1e-6], np.linspace(0.001, 0.999, 997), [1 - 1e-6]])


def spread(base: float, kind: Any, **parameters: Any) -> Spread:
    distribution = Distribution(kind=kind, **parameters)
    validate_distribution(distribution, base)
    return Spread(distribution=distribution, base=base)


def cut_lognormal(median: float, gsd: float, low: float, high: float) -> Any:
    """The logarithm is a cut normal; scipy has no cut lognormal of its own."""
    mu, sigma = math.log(median), math.log(gsd)
    a, b = ((math.log(x) - mu) / sigma if x > 0 else -math.inf for x in (low, high))
    return stats.truncnorm(a, b, loc=mu, scale=sigma)


RIVALS = {
    "normal": (spread(7, "normal", sd=2), stats.norm(7, 2)),
    "negative normal": (spread(-7, "normal", rel_sd=0.2), stats.norm(-7, 1.4)),
    "lognormal": (spread(3, "lognormal", gsd=1.5), stats.lognorm(math.log(1.5), 0, 3)),
    "triangular": (
        spread(2, "triangular", minimum=1, maximum=5),
        stats.triang(0.25, 1, 4),
    ),
    "triangular at its end": (
        spread(1, "triangular", minimum=1, maximum=5),
        stats.triang(0, 1, 4),
    ),
    "uniform": (spread(2, "uniform", minimum=-1, maximum=5), stats.uniform(-1, 6)),
    "cut normal": (
        spread(10, "normal", sd=3, minimum=8, maximum=11),
        stats.truncnorm(-2 / 3, 1 / 3, 10, 3),
    ),
    "normal cut on one side": (
        spread(10, "normal", sd=3, minimum=1),
        stats.truncnorm(-3, np.inf, 10, 3),
    ),
    "normal cut far out": (
        spread(0.5, "normal", rel_sd=0.3, maximum=0.5 + 1e-9),
        stats.truncnorm(-np.inf, 1e-9 / 0.15, 0.5, 0.15),
    ),
}


@pytest.mark.parametrize("name", RIVALS)
def test_values_at_quantiles_are_those_of_scipy(name: str) -> None:
    ours, rival = RIVALS[name]
    np.testing.assert_allclose(ours.quantile(U), rival.ppf(U), rtol=1e-11, atol=1e-13)


@pytest.mark.parametrize("name", RIVALS)
def test_mean_and_standard_deviation_are_those_of_scipy(name: str) -> None:
    ours, rival = RIVALS[name]
    assert ours.mean == pytest.approx(rival.mean(), rel=1e-11)
    assert ours.sd == pytest.approx(rival.std(), rel=1e-9)


def test_a_cut_lognormal_is_a_cut_normal_of_the_logarithm() -> None:
    ours = spread(3, "lognormal", gsd=1.5, minimum=2, maximum=7)
    rival = cut_lognormal(3, 1.5, 2, 7)
    np.testing.assert_allclose(np.log(ours.quantile(U)), rival.ppf(U), rtol=1e-12)
    # moments of e^Z by numerical integration of scipy's density
    moments = [rival.expect(lambda z, k=k: np.exp(k * z)) for k in (1, 2)]
    assert ours.mean == pytest.approx(moments[0], rel=1e-10)
    assert ours.sd == pytest.approx(math.sqrt(moments[1] - moments[0] ** 2), rel=1e-8)


def test_a_negative_lognormal_is_the_mirror_of_the_positive_one() -> None:
    right = spread(3, "lognormal", gsd=1.5, minimum=2, maximum=7)
    left = spread(-3, "lognormal", gsd=1.5, minimum=-7, maximum=-2)
    np.testing.assert_allclose(left.quantile(U), -right.quantile(1 - U), rtol=1e-9)
    assert (left.mean, left.sd) == pytest.approx((-right.mean, right.sd), rel=1e-12)


def test_a_bound_beyond_zero_cuts_no_lognormal() -> None:
    free, bounded = (
        spread(3, "lognormal", gsd=1.5),
        spread(3, "lognormal", gsd=1.5, minimum=-1),
    )
    np.testing.assert_allclose(bounded.quantile(U), free.quantile(U), rtol=1e-12)
    assert (bounded.mean, bounded.sd) == pytest.approx((free.mean, free.sd), rel=1e-9)


def test_no_draw_lies_beyond_a_bound_and_none_piles_up_there() -> None:
    ours = spread(10, "normal", sd=3, minimum=9, maximum=11)
    values = ours.quantile(uniforms(1, "x", 0, 100_000))
    assert values.min() >= 9
    assert values.max() <= 11
    assert len(np.unique(values)) == len(values)


def test_discrete_values_come_with_their_weights() -> None:
    ours = spread(
        2, "discrete", values=(5.0, 2.0, 9.0, 4.0), weights=(0.2, 0.5, 0.3, 0)
    )
    # in order: 2 to 0.5, 4 never, 5 to 0.7, 9 to 1
    u = np.array([1e-9, 0.5, 0.5 + 1e-9, 0.7, 0.7 + 1e-9, 1 - 1e-16])
    assert ours.quantile(u).tolist() == [2, 2, 5, 5, 9, 9]
    assert ours.mean == pytest.approx(0.5 * 2 + 0.2 * 5 + 0.3 * 9)  # 4.7
    # 0.5·4 + 0.2·25 + 0.3·81 − 4.7² = 31.3 − 22.09
    assert ours.sd == pytest.approx(math.sqrt(9.21))


def test_an_observed_sample_is_drawn_as_it_is() -> None:
    seen = (3.0, 1.0, 2.0, 2.0)
    ours = spread(2, "empirical", values=seen)
    u = (np.arange(4) + 0.5) / 4
    assert ours.quantile(u).tolist() == sorted(seen)
    assert (ours.mean, ours.sd) == (2, pytest.approx(np.std(seen)))


@given(
    base=st.floats(0.01, 1e6),
    gsd=st.floats(1.001, 5),
    cut=st.tuples(st.floats(0.1, 1), st.floats(1, 10)),
    u=st.lists(st.floats(1e-9, 1 - 1e-9), min_size=2, max_size=20),
)
def test_a_quantile_function_never_falls_and_keeps_its_bounds(
    base: float, gsd: float, cut: tuple[float, float], u: list[float]
) -> None:
    low, high = base * cut[0], base * cut[1]
    if low >= high:
        return
    ours = spread(base, "lognormal", gsd=gsd, minimum=low, maximum=high)
    values = ours.quantile(np.array(sorted(u)))
    assert (np.diff(values) >= 0).all()
    assert low <= values[0]
    assert values[-1] <= high
    assert low <= ours.mean <= high
    assert 0 <= ours.sd <= (high - low) / 2 * (1 + 1e-9)  # Popoviciu's inequality


@given(
    mode=st.floats(0, 1),
    u=st.floats(1e-9, 1 - 1e-9),
)
def test_a_triangle_is_its_own_inverse(mode: float, u: float) -> None:
    ours = spread(mode, "triangular", minimum=0, maximum=1)
    x = float(ours.quantile(np.array([u]))[0])
    below = x**2 / mode if x < mode else 1 - (1 - x) ** 2 / (1 - mode)
    assert below == pytest.approx(u, abs=1e-9)


# ------------------------------------------------------------------------------ streams


@given(
    first=st.integers(0, 10_000),
    count=st.integers(0, 300),
    seed=st.integers(0, 2**70),
)
def test_any_part_of_a_stream_is_bitwise_that_of_the_whole(
    first: int, count: int, seed: int
) -> None:
    whole = uniforms(seed, "a", max(first - 7, 0), count + 20)
    offset = first - max(first - 7, 0)
    part = uniforms(seed, "a", first, count)
    assert np.array_equal(part, whole[offset : offset + count])


def test_streams_of_other_names_and_seeds_are_others() -> None:
    streams = [
        uniforms(seed, name, 0, 100) for seed in (0, 1) for name in ("a", "b", "")
    ]
    drawn = np.concatenate(streams)
    assert len(np.unique(drawn)) == len(drawn)


def test_random_numbers_lie_between_zero_and_one_and_are_even() -> None:
    u = uniforms(7, "evenness", 0, 200_000)
    assert 0 < u.min() < u.max() < 1
    assert stats.kstest(u, "uniform").pvalue > 0.001
    # neighbours within a stream: r has standard error 1/√n
    assert abs(np.corrcoef(u[:-1], u[1:])[0, 1]) < 4 / math.sqrt(len(u))


def test_a_stream_is_that_of_philox() -> None:
    # the key by hand: SHA-256 of "cement" as eight little-endian words
    digest = hashlib.sha256(b"cement").digest()
    words = [int.from_bytes(digest[i : i + 4], "little") for i in range(0, 32, 4)]
    generator = np.random.Philox(np.random.SeedSequence(5, spawn_key=words))
    raw = [int(word) >> 12 for word in generator.random_raw(6)]
    expected = [(word + 0.5) / 2**52 for word in raw]
    assert uniforms(5, "cement", 0, 6).tolist() == expected


@pytest.mark.parametrize(("seed", "first", "count"), [(-1, 0, 1), (0, -1, 1)])
def test_there_is_no_stream_before_zero(seed: int, first: int, count: int) -> None:
    with pytest.raises(ValueError, match="no stream"):
        uniforms(seed, "a", first, count)


@pytest.mark.parametrize("kind", ["normal", "lognormal"])
@pytest.mark.parametrize("base", [1.0, -1.0])
@pytest.mark.parametrize("width", [1e-12, 1e-9, 1e-3])
def test_moments_between_narrow_cuts_are_those_of_a_uniform(
    kind: str, base: float, width: float
) -> None:
    """A density is level within so little: mean in the middle, sd width/√12."""
    shape = {"sd": 0.3} if kind == "normal" else {"gsd": 2.0}
    low, high = sorted((base, base + base * width))
    ours = spread(base, kind, minimum=low, maximum=high, **shape)
    assert low <= ours.mean <= high
    assert ours.mean == pytest.approx((low + high) / 2, rel=width)
    assert ours.sd == pytest.approx((high - low) / 12**0.5, rel=1e-2)
