"""Every kind of stats_arrays: quantiles of the law, cut at bounds, or refused."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats
from uncertain_systems import Reals, spreads

from lcagraph.engine.montecarlo import Entries, SpreadError
from lcagraph.engine.montecarlo import distributions as laws

U = np.linspace(0.01, 0.99, 16)[None, :]


def one(value: float, **fields: float) -> Entries:
    zero = np.zeros(1, np.int32)
    return Entries(
        row=zero + 4,
        column=zero + 7,
        value=np.array([value]),
        spread=spreads(1, **fields),
    )


def read(value: float, **fields: float) -> Reals:
    """Amounts of one entry at the probabilities U."""
    entries = one(value, **fields)
    found = laws.spreads(entries, np.array([0]))
    ((kind, _, table),) = found.read
    m = laws.read_quantiles(kind, table, found.base, U)
    return found.base[:, None] * m.astype(np.float64)


@pytest.mark.parametrize(
    ("fields", "law"),
    [
        ({"kind": 4, "minimum": -1, "maximum": 3}, stats.uniform(-1, 4)),
        (
            {"kind": 5, "location": 2, "minimum": 1, "maximum": 5},
            stats.triang(0.25, 1, 4),
        ),
        ({"kind": 7, "minimum": 2, "maximum": 6}, stats.randint(2, 6)),
        ({"kind": 8, "scale": 2, "shape": 1.5}, stats.weibull_min(1.5, 0, 2)),
        (
            {"kind": 9, "location": 1, "scale": 2, "shape": 3},
            stats.gamma(3, loc=1, scale=2),
        ),
        ({"kind": 10, "location": 2, "shape": 5}, stats.beta(2, 5)),
        (
            {"kind": 10, "location": 2, "shape": 5, "minimum": 1, "maximum": 4},
            stats.beta(2, 5, 1, 3),
        ),
        # ξ = 0 is Gumbel's law
        ({"kind": 11, "location": 2, "scale": 3, "shape": 0}, stats.gumbel_r(2, 3)),
        ({"kind": 12, "location": 2, "scale": 3, "shape": 4}, stats.t(4, 2, 3)),
        ({"kind": 12, "shape": 4}, stats.t(4)),
        # λ = 4: α = 1 + 4 (2 − 1)/4 = 2, β = 1 + 4 (5 − 2)/4 = 4
        (
            {"kind": 13, "location": 2, "minimum": 1, "maximum": 5},
            stats.beta(2, 4, 1, 4),
        ),
    ],
    ids=lambda given: str(given) if isinstance(given, dict) else "",
)
def test_quantiles_are_those_of_the_law(
    fields: dict[str, float], law: stats.distributions.rv_frozen
) -> None:
    np.testing.assert_allclose(read(1.3, **fields), law.ppf(U), rtol=3e-7, atol=1e-7)


def test_a_bernoulli_entry_is_one_with_its_probability() -> None:
    found = read(1.0, kind=6, location=0.25)
    assert found.tolist() == [[1.0 if u < 0.25 else 0.0 for u in U[0]]]


@pytest.mark.parametrize(
    ("low", "high"), [(-1.0, 2.0), (0.5, np.nan), (np.nan, -3.0), (7.0, 8.0)]
)
def test_a_normal_is_cut_at_its_bounds(low: float, high: float) -> None:
    found = read(0.4, kind=3, location=0.4, scale=0.9, minimum=low, maximum=high)
    a = -np.inf if np.isnan(low) else (low - 0.4) / 0.9
    b = np.inf if np.isnan(high) else (high - 0.4) / 0.9
    expected = stats.truncnorm(a, b, 0.4, 0.9).ppf(U)
    np.testing.assert_allclose(found, expected, rtol=1e-6)


@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_a_lognormal_is_cut_in_the_unit_and_sign_of_the_entry(sign: float) -> None:
    low, high = sorted((sign * 1.5, sign * 4.0))
    found = read(
        sign * 2, kind=2, location=np.log(2), scale=0.5, minimum=low, maximum=high
    )
    # ln m between ln(1.5/2)/0.5 and ln(4/2)/0.5, a standard normal cut there
    cut = stats.truncnorm(np.log(0.75) / 0.5, np.log(2) / 0.5)
    np.testing.assert_allclose(found, sign * 2 * np.exp(0.5 * cut.ppf(U)), rtol=1e-6)


@pytest.mark.parametrize(
    ("fields", "law"),
    [
        ({"kind": 9, "location": -1, "shape": 3}, stats.gamma(3, 1, 2)),
        ({"kind": 8, "location": -1, "shape": 1.5}, stats.weibull_min(1.5, 1, 2)),
        # scipy's c is −ξ
        ({"kind": 11, "location": -1, "shape": 0.2}, stats.genextreme(-0.2, 1, 2)),
    ],
    ids=["gamma", "Weibull", "extreme value"],
)
@pytest.mark.parametrize("value", [-3.0, 3.0])
def test_a_negative_scale_looks_the_other_way(
    fields: dict[str, float], law: stats.distributions.rv_frozen, value: float
) -> None:
    # −1 − 2 Y with 1 + 2 Y of the law: at least −8 is at most 8 of the law
    found = read(value, scale=-2, minimum=-8, **fields)
    np.testing.assert_allclose(found, -law.ppf(law.cdf(8) * U), rtol=1e-6)


def test_steps_have_the_size_and_sign_of_the_scale() -> None:
    found = read(-0.5, kind=6, location=0.25, scale=-0.5)
    assert found.tolist() == [[-0.5 if u < 0.25 else 0.0 for u in U[0]]]
    # 2, 3, 4 or 5 steps of 0.1
    found = read(0.3, kind=7, minimum=2, maximum=6, scale=0.1)
    np.testing.assert_allclose(found, 0.1 * stats.randint(2, 6).ppf(U), rtol=1e-6)


@pytest.mark.parametrize(
    ("value", "location", "base"),
    [(2.0, np.log(3), 3.0), (-2.0, np.log(3), -3.0)],
)
def test_a_lognormal_keeps_its_sign_and_stated_median(
    value: float, location: float, base: float
) -> None:
    found = laws.spreads(
        one(value, kind=2, location=location, scale=0.3), np.array([0])
    )
    assert found.base[0] == pytest.approx(base, rel=1e-15)
    assert found.sigma[0] == np.float32(0.3)
    assert found.is_log[0]


@pytest.mark.parametrize(
    ("value", "location", "scale", "mean", "sigma"),
    [
        (2.0, 2.0, 0.5, 1.0, 0.25),
        (-2.0, -2.0, 0.5, 1.0, 0.25),
        (0.0, 0.0, 0.5, 0.0, 1.0),
    ],
)
def test_a_normal_is_taken_relative_to_its_mean_or_its_sd(
    value: float, location: float, scale: float, mean: float, sigma: float
) -> None:
    given = one(value, kind=3, location=location, scale=scale)
    found = laws.spreads(given, np.array([0]))
    assert (found.mean[0], found.sigma[0]) == (mean, sigma)
    assert abs(found.base[0]) * sigma == pytest.approx(scale, rel=1e-15)


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"kind": 2, "location": 0, "scale": -0.1}, "scale"),
        ({"kind": 2, "location": 0, "scale": 13}, "scale above 12"),
        ({"kind": 2, "scale": 0.1}, "no location"),
        ({"kind": 2, "location": 0, "scale": 0.1, "maximum": -1}, "other side of 0"),
        ({"kind": 3, "location": 1}, "scale"),
        ({"kind": 4, "minimum": 1}, "bounds missing"),
        ({"kind": 4, "minimum": 1, "maximum": 1}, "not below"),
        ({"kind": 5, "location": 3, "minimum": 0, "maximum": 1}, "mode"),
        ({"kind": 6, "location": 1.5}, "probability"),
        ({"kind": 7, "minimum": 0, "maximum": 3, "scale": 0}, "scale 0"),
        ({"kind": 8, "scale": 1}, "shape"),
        ({"kind": 9, "scale": 0, "shape": 1}, "no scale"),
        ({"kind": 10, "location": -1, "shape": 1}, "location"),
        ({"kind": 12, "shape": 0}, "shape"),
        ({"kind": 99}, "unknown kind"),
    ],
    ids=str,
)
def test_a_distribution_that_cannot_be_is_refused_with_its_place(
    fields: dict[str, float], problem: str
) -> None:
    with pytest.raises(SpreadError, match=problem) as caught:
        laws.spreads(one(1.0, **fields), np.array([0]))
    assert (caught.value.row, caught.value.column) == (4, 7)
    assert caught.value.kind == fields["kind"]


def test_a_lognormal_of_no_sign_is_refused() -> None:
    with pytest.raises(SpreadError, match="no sign"):
        laws.spreads(one(0.0, kind=2, location=0, scale=0.1), np.array([0]))


def test_kinds_0_and_1_are_certain() -> None:
    zero = np.zeros(3, np.int32)
    table = spreads(3, kind=[0, 1, 2], location=0.0, scale=0.1)
    three = Entries(row=zero, column=zero, value=np.ones(3), spread=table)
    assert laws.uncertain(three).tolist() == [False, False, True]
