"""Normal and lognormal numbers: their law, their accuracy, and the compiled twin."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import kstest

from lcagraph.engine.fast import numba_or_none
from lcagraph.engine.montecarlo.gaussian import (
    MOST_SIGMA,
    exponential,
    multipliers,
    normals,
)
from lcagraph.engine.montecarlo.streams import words

ENTRIES = 40_000
DRAWS = 16 * ENTRIES
FIVE_SIGMA = 5 / np.sqrt(DRAWS)


def drawn() -> np.ndarray:
    return words((3, 4), np.arange(ENTRIES), 0, 7)


def test_normal_numbers_have_the_moments_of_a_standard_normal() -> None:
    z = normals(drawn()).astype(np.float64)
    # variances of the estimators: 1, 2, 15, 96 over the number of draws
    assert abs(z.mean()) < FIVE_SIGMA
    assert abs((z**2).mean() - 1) < FIVE_SIGMA * np.sqrt(2)
    assert abs((z**3).mean()) < FIVE_SIGMA * np.sqrt(15)
    assert abs((z**4).mean() - 3) < FIVE_SIGMA * np.sqrt(96)


def test_normal_numbers_follow_the_normal_law() -> None:
    z = normals(drawn()).astype(np.float64).ravel()
    assert kstest(z, "norm").pvalue > 1e-4


@pytest.mark.parametrize("offset", [1, 2, 4, 8])
def test_samples_of_an_entry_are_uncorrelated(offset: int) -> None:
    z = normals(drawn()).astype(np.float64)
    product = z[:, :-offset] * z[:, offset:]
    assert abs(product.mean()) < 5 / np.sqrt(product.size)


def test_neighbouring_entries_are_uncorrelated() -> None:
    z = normals(drawn()).astype(np.float64)
    assert abs((z[1:] * z[:-1]).mean()) < FIVE_SIGMA


def test_a_normal_number_is_box_muller_of_its_two_words() -> None:
    w = drawn()[:1000]
    z = normals(w).astype(np.float64)
    u = (w[:, :4].astype(np.float64) + 0.5) * 2.0**-32
    # the second word: 30 bits of a quarter turn, its sign bits for the two numbers
    turn = ((w[:, 4:8] & 0x3FFFFFFF).astype(np.float64) + 0.5) * 2.0**-30 * np.pi / 2
    radius = np.sqrt(-2 * np.log(u))
    first = np.where(w[:, 4:8] >> 31, -1, 1) * radius * np.cos(turn)
    second = np.where((w[:, 4:8] >> 30) & 1, -1, 1) * radius * np.sin(turn)
    # single precision: words and angles are rounded to 24 bits, functions to 3e-9
    np.testing.assert_allclose(z[:, :4], first, atol=2e-6)
    np.testing.assert_allclose(z[:, 4:8], second, atol=2e-6)


def test_the_smallest_word_reaches_6_76_standard_deviations() -> None:
    w = np.zeros((1, 16), np.uint32)
    # √(2 · 33 ln 2) = 6.7637, along an axis of the circle
    assert normals(w)[0, 0] == pytest.approx(6.7637, abs=1e-3)


def test_exponential_is_exact_to_single_precision() -> None:
    x = np.linspace(-86, 86, 100_001).astype(np.float32)
    expected = np.exp(x.astype(np.float64))
    np.testing.assert_allclose(exponential(x), expected, rtol=2.5e-7)


def test_compiled_multipliers_have_the_same_bits() -> None:
    if numba_or_none() is None:
        pytest.skip("numba is not installed")
    from lcagraph.engine.montecarlo.draw_kernels import draw_multipliers, round_keys

    rng = np.random.default_rng(1)
    n = 1001  # not a multiple of the chunk
    entry = rng.integers(0, 2**31, n)
    is_log = rng.random(n) < 0.7
    sigma = np.where(is_log, rng.uniform(0, MOST_SIGMA, n), 3.0).astype(np.float32)
    mean = np.where(is_log, 0.0, rng.normal(size=n)).astype(np.float32)
    out = np.empty((n, 16), np.float32)
    draw_multipliers(round_keys(8, 9), 1, 5, entry, (mean, sigma, is_log), out)
    expected = multipliers(words((8, 9), entry, 1, 5), mean, sigma, is_log)
    assert out.tobytes() == expected.tobytes()


def test_lognormal_multipliers_have_the_closed_moments() -> None:
    sigma = np.full(ENTRIES, 0.5, np.float32)
    is_log = np.ones(ENTRIES, np.bool_)
    m = multipliers(drawn(), np.zeros(ENTRIES, np.float32), sigma, is_log)
    # E = e^(σ²/2); variance e^(σ²) (e^(σ²) − 1)
    mean, variance = np.exp(0.125), np.exp(0.25) * (np.exp(0.25) - 1)
    found = m.astype(np.float64).mean()
    assert abs(found - mean) < 5 * np.sqrt(variance / DRAWS)
