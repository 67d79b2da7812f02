"""Distributions of models ↔ the ids and parameters of stats_arrays, as Brightway's.

    normal 3        location: mean, scale: sd
    lognormal 2     location: ln |median|, scale: ln gsd; the sign is the amount's
    uniform 4       minimum, maximum
    triangular 5    location: mode, minimum, maximum
    Bernoulli 6     location: probability of 1; here discrete: 0 and 1
    discrete 7      minimum, maximum: every whole number below it; here discrete, too

Other discrete values with weights and empirical samples have no id there. Weibull,
gamma, beta, extreme value, Student's t and PERT have no kind here. No kind is put in
place of another.
"""

from __future__ import annotations

import math

from lcagraph.background.spreads import KINDS, Parameters
from lcagraph.distributions import Distribution
from lcagraph.sampling.quantiles import Spread

_NEAR = 1e-9
"""Difference from 1 that weights typed as decimals may leave."""

MOST_STEPS = 10_000
"""Values of a discrete uniform distribution that are listed one by one."""


def stats_arrays_parameters(
    distribution: Distribution, amount: float
) -> Parameters | None:
    """Kind, location, scale, minimum, maximum and shape as stats_arrays has them.

    Parameters
    ----------
    distribution : Distribution
    amount : float
        What it is around. [its own unit]

    Returns
    -------
    tuple or None
        NaN where a parameter doesn't apply; None: stats_arrays has no such kind.
    """
    nan = math.nan
    low = nan if distribution.minimum is None else distribution.minimum
    high = nan if distribution.maximum is None else distribution.maximum
    sigma = Spread(distribution=distribution, base=amount).sigma
    match distribution.kind:
        case "normal":
            return (KINDS["normal"], amount, sigma, low, high, nan)
        case "lognormal":
            median = math.log(abs(amount))
            return (KINDS["lognormal"], median, sigma, low, high, nan)
        case "uniform":
            return (KINDS["uniform"], nan, nan, low, high, nan)
        case "triangular":
            return (KINDS["triangular"], amount, nan, low, high, nan)
        case "discrete" | "empirical":
            return _listed(distribution)


def _listed(distribution: Distribution) -> Parameters | None:
    """Values with probabilities, if they are 0 and 1, or whole numbers in a row."""
    values, nan = distribution.values, math.nan
    weights = distribution.weights or (1.0 / len(values),) * len(values)
    chances: dict[float, float] = {}
    for value, weight in zip(values, weights, strict=True):
        chances[value] = chances.get(value, 0.0) + weight
    low, high = min(chances), max(chances)
    if set(chances) == {0.0, 1.0}:
        return (KINDS["bernoulli"], chances[1.0], 1.0, nan, nan, nan)
    count = len(chances)
    are_whole = all(float(value).is_integer() for value in chances)
    are_even = all(abs(c * count - 1.0) < _NEAR for c in chances.values())
    if count < 2 or not (are_whole and are_even and high - low == count - 1):
        return None
    return (KINDS["discrete"], nan, 1.0, low, high + 1.0, nan)


def stated_distribution(
    parameters: Parameters, amount: float
) -> tuple[float, Distribution] | None:
    """The amount and distribution that parameters of stats_arrays stand for.

    Parameters
    ----------
    parameters : tuple
        As `stats_arrays_parameters` gives them.
    amount : float
        Static amount: it tells the sign of a lognormal.

    Returns
    -------
    tuple or None
        The amount that the distribution is around (mean, median or mode), which may be
        another than the static one, and the distribution; None: no uncertainty, or a
        kind that models don't have.
    """
    kind, location, scale, low, high, _ = parameters
    minimum, maximum = _bound(low), _bound(high)
    match kind:
        case 3:
            found = Distribution(
                kind="normal", sd=scale, minimum=minimum, maximum=maximum
            )
            return location, found
        case 2:
            median = math.copysign(math.exp(location), amount)
            found = Distribution(
                kind="lognormal", gsd=math.exp(scale), minimum=minimum, maximum=maximum
            )
            return median, found
        case 4:
            found = Distribution(kind="uniform", minimum=minimum, maximum=maximum)
            return amount, found
        case 5:
            found = Distribution(kind="triangular", minimum=minimum, maximum=maximum)
            return location, found
        case 6 | 7:
            return _steps(kind, location, low, high)
        case _:
            return None


def _steps(
    kind: int, chance: float, low: float, high: float
) -> tuple[float, Distribution] | None:
    """Bernoulli: 1 with this chance, else 0. Discrete: whole numbers below the end."""
    if kind == KINDS["bernoulli"]:
        found = Distribution(
            kind="discrete", values=(0.0, 1.0), weights=(1.0 - chance, chance)
        )
        return float(chance >= 0.5), found
    first = 0 if math.isnan(low) else int(low)
    if not 2 <= int(high) - first <= MOST_STEPS:
        return None
    values = tuple(float(step) for step in range(first, int(high)))
    weights = (1.0 / len(values),) * len(values)
    return values[0], Distribution(kind="discrete", values=values, weights=weights)


def _bound(value: float) -> float | None:
    return None if math.isnan(value) else value


__all__ = ["stated_distribution", "stats_arrays_parameters"]
