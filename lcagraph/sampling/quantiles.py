"""Quantile functions of distributions, with mean and standard deviation.

A value is drawn by inversion, x = F⁻¹(u). So equal u give equally likely values: two
scenarios that share u are compared draw by draw. With z = Φ⁻¹(u):

    normal       m + sd z
    lognormal    m gsdᶻ                    m: the median, with its sign
    triangular   a + √(u (b − a)(m − a)),  b − √((1 − u)(b − a)(b − m))  above the mode
    uniform      a + u (b − a)
    discrete     the least value whose cumulated probability reaches u
    empirical    the same with equal probabilities

A normal or lognormal with bounds is cut, not clipped: u runs over the probabilities
between F(min) and F(max), so that nothing piles up at a bound.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lcagraph.distributions import Distribution

Floats = NDArray[np.float64]
Quantile = Callable[[Floats], Floats]


NARROW = 0.5
"""Distance of two cuts [standard deviations] within which probabilities lose digits."""
NODES = 24
"""Of the quadrature between narrow cuts, exact there to the last digits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """A distribution around its amount, ready to be drawn from.

    Parameters
    ----------
    distribution : Distribution
        One that `validate_distribution` lets pass with this amount.
    base : float
        Mean of the normal, median of the lognormal, mode of the triangular.
        [the amount's unit]
    """

    distribution: Distribution
    base: float

    def quantile(self, u: Floats) -> Floats:
        """Values below which the number lies with probability u, 0 < u < 1.

        Returns
        -------
        ndarray, of the shape of `u`
            [the amount's unit]
        """
        distribution = self.distribution
        match distribution.kind:
            case "normal" | "lognormal":
                return self._by_normal(u)
            case "triangular":
                return self._triangular(u)
            case "uniform":
                low, high = self._bounds
                return np.asarray(low + u * (high - low))
            case "discrete" | "empirical":
                values, weights = self._listed
                return values[np.searchsorted(_cumulated(weights), u, side="left")]

    @property
    def mean(self) -> float:
        """Expected value. [the amount's unit]"""
        return self._moments[0]

    @property
    def sd(self) -> float:
        """Standard deviation. [the amount's unit]"""
        return self._moments[1]

    @property
    def sigma(self) -> float:
        """Standard deviation of an uncut normal, or of a lognormal's logarithm."""
        distribution = self.distribution
        if distribution.kind == "lognormal":
            return math.log(distribution.gsd or 1.0)
        if distribution.rel_sd is not None:
            return distribution.rel_sd * abs(self.base)
        return distribution.sd or 0.0

    @property
    def _bounds(self) -> tuple[float, float]:
        low, high = self.distribution.minimum, self.distribution.maximum
        return -math.inf if low is None else low, math.inf if high is None else high

    @property
    def _listed(self) -> tuple[Floats, Floats]:
        """Values in order, and the probability of each."""
        values = np.array(self.distribution.values)
        weights = np.array(self.distribution.weights)
        if not weights.size:
            weights = np.full(values.size, 1.0 / values.size)
        order = np.argsort(values, kind="stable")
        return values[order], weights[order] / math.fsum(weights)

    def _scores(self) -> tuple[float, float]:
        """Standard scores of the bounds, in the order of the value's own scores."""
        low, high = self._bounds
        sigma, base = self.sigma, self.base
        if self.distribution.kind == "normal":
            return (low - base) / sigma, (high - base) / sigma
        sign = math.copysign(1.0, base)
        ends = sorted(_log_ratio(bound / base) / sigma for bound in (low, high))
        return (ends[0], ends[1]) if sign > 0 else (-ends[1], -ends[0])

    def _by_normal(self, u: Floats) -> Floats:
        sigma = self.sigma
        if sigma == 0.0:
            return np.full(np.shape(u), self.base)
        # z lies within the bounds already
        return self._at_scores(_cut_normal(u, *self._scores()))

    def _triangular(self, u: Floats) -> Floats:
        low, high = self._bounds
        width, rise, fall = high - low, self.base - low, high - self.base
        left = low + np.sqrt(u * (width * rise))
        right = high - np.sqrt((1.0 - u) * (width * fall))
        return np.where(u * width < rise, left, right)

    @property
    def _moments(self) -> tuple[float, float]:
        low, high = self._bounds
        match self.distribution.kind:
            case "normal":
                return self._moments_of_normal()
            case "lognormal":
                return self._moments_of_lognormal()
            case "triangular":
                width, rise = high - low, self.base - low
                # √((width² + rise² − width rise) / 18), whose squares may overflow
                whole = math.hypot(width - rise / 2.0, math.sqrt(0.75) * rise)
                return (low + self.base + high) / 3.0, whole / math.sqrt(18.0)
            case "uniform":
                return (low + high) / 2.0, (high - low) / math.sqrt(12.0)
            case "discrete" | "empirical":
                values, weights = self._listed
                mean = math.fsum(values * weights)
                return mean, math.sqrt(math.fsum(weights * (values - mean) ** 2))

    def _moments_of_normal(self) -> tuple[float, float]:
        """Of the normal, cut or not (Johnson, Kotz & Balakrishnan 1994, 13.10)."""
        sigma = self.sigma
        if sigma == 0.0:
            return self.base, 0.0
        low, high = self._scores()
        if high - low < NARROW:
            return self._moments_between(low, high)
        whole = _probability(low, high)
        shift = (_density(low) - _density(high)) / whole
        narrower = (_weighted(low) - _weighted(high)) / whole
        variance = max(1.0 + narrower - shift**2, 0.0)
        return self.base + sigma * shift, sigma * math.sqrt(variance)

    def _moments_of_lognormal(self) -> tuple[float, float]:
        """Of the lognormal, cut or not: E xᵏ = mᵏ e^(k²σ²/2) P(shifted by k σ)/P."""
        sigma = self.sigma
        low, high = self._scores()
        if math.isinf(low) and math.isinf(high):
            mean = self.base * math.exp(sigma**2 / 2.0)
            return mean, abs(mean) * math.sqrt(math.expm1(sigma**2))
        if high - low < NARROW:
            return self._moments_between(low, high)
        if self.base < 0:
            low, high = -high, -low
        whole = _probability(low, high)
        first, second = (
            math.exp(k**2 * sigma**2 / 2.0)
            * _probability(low - k * sigma, high - k * sigma)
            / whole
            for k in (1, 2)
        )
        spread = math.sqrt(max(second - first**2, 0.0))
        return self.base * first, abs(self.base) * spread

    def _moments_between(self, low: float, high: float) -> tuple[float, float]:
        """Of what is cut to a narrow piece: E x = ∫ x φ / ∫ φ by Gauss and Legendre.

        A difference of probabilities has no digits left there: the mean would lie
        beside the piece.
        """
        nodes, weights = np.polynomial.legendre.leggauss(NODES)
        middle = (low + high) / 2.0
        off = (high - low) / 2.0 * nodes
        density = weights * np.exp(-off * (middle + off / 2.0))  # φ(z) / φ(middle)
        density /= density.sum()
        values = self._at_scores(middle + off)
        mean = values[0] + float((density * (values - values[0])).sum())
        return float(mean), math.sqrt(float((density * (values - mean) ** 2).sum()))

    def _at_scores(self, z: Floats) -> Floats:
        """Values at standard scores, none beyond the bounds by its last digit."""
        if self.distribution.kind == "normal":
            values = self.base + self.sigma * z
        else:
            values = self.base * np.exp(math.copysign(self.sigma, self.base) * z)
        return np.asarray(np.clip(values, *self._bounds))


def _cut_normal(u: Floats, low: float, high: float) -> Floats:
    """Standard scores between two scores: Φ⁻¹ of the probabilities between them."""
    # a slow import for a model that is only solved
    from scipy.special import ndtr, ndtri

    if math.isinf(low) and math.isinf(high):
        return np.asarray(ndtri(u))
    if low > 0:  # the upper tail has no digits left near probability one
        return -_cut_normal(1.0 - u, -high, -low)
    below, above = ndtr(low), ndtr(high)
    return np.clip(ndtri(below + u * (above - below)), low, high)


def _cumulated(weights: Floats) -> Floats:
    """Cumulated probabilities, whose last is one whatever rounding says."""
    cumulated = np.cumsum(weights)
    cumulated[np.flatnonzero(weights)[-1] :] = 1.0
    return cumulated


def _probability(low: float, high: float) -> float:
    """P(low < z < high) of a standard normal; small tails keep their digits."""
    if low > 0:
        low, high = -high, -low
    return _below(high) - _below(low)


def _below(score: float) -> float:
    return 0.5 * math.erfc(-score / math.sqrt(2.0))


def _density(score: float) -> float:
    return math.exp(-(score**2) / 2.0) / math.sqrt(2.0 * math.pi)


def _weighted(score: float) -> float:
    """The product z φ(z), zero at infinity."""
    return score * _density(score) if math.isfinite(score) else 0.0


def _log_ratio(ratio: float) -> float:
    """Logarithm of bound over median; a bound beyond zero cuts nothing off."""
    return math.log(ratio) if ratio > 0 else -math.inf
