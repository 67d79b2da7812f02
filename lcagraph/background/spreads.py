"""Uncertainty of an exchange as that of its matrix entry.

An entry is the exchange's amount times a number m: sign, unit factor and share. Its
distribution is that of the exchange times m, bounds included. With Y of the standard
form of a kind, parameters are

    lognormal                        ± exp(location + scale · Y), sign of the entry
    normal, Student's t              location + scale · Y
    Weibull, gamma, extreme value    location + scale · Y; scale < 0 looks the other way
    Bernoulli, discrete uniform      scale · Y: 0 or 1, or a whole number
    uniform, triangular, PERT, beta  between minimum and maximum

Of a uniform, triangular, PERT or beta the bounds are parameters; of the others they cut
the distribution off, those of a lognormal on the entry's side of zero.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from types import MappingProxyType

import numpy as np

from lcagraph.background.impossible_spreads import STANDARD, impossible, is_blank
from lcagraph.background.records import Spread, Uncertainty

KINDS: Mapping[Spread, int] = MappingProxyType(
    {
        "undefined": 0,
        "lognormal": 2,
        "normal": 3,
        "uniform": 4,
        "triangular": 5,
        "bernoulli": 6,
        "discrete": 7,
        "weibull": 8,
        "gamma": 9,
        "beta": 10,
        "extreme": 11,
        "student": 12,
        "pert": 13,
    }
)
"""Ids of stats_arrays; 1 is “known to be exact”."""

EXACT = 1

LOGNORMAL, BERNOULLI, DISCRETE = 2, 6, 7
SIDED = (8, 9, 11)
"""Kinds that look the other way if their scale is negative."""
_BETA = 10
_STEPPED = (BERNOULLI, DISCRETE)

Parameters = tuple[int, float, float, float, float, float]
"""Kind, location, scale, minimum, maximum, shape, as `linked.SPREAD`."""


def entry_spread(stated: Uncertainty, amount: float, m: float) -> Parameters:
    """Spread of an entry that is m times an exchange.

    Parameters
    ----------
    stated : Uncertainty
        Possible, in the unit of the exchange.
    amount : float
        Of the exchange, in its own unit.
    m : float
        Sign · unit factor · share, not zero. [unit of the row/unit of the exchange]

    Returns
    -------
    tuple
        Kind, location, scale, minimum, maximum, shape in the entry's unit, NaN where
        one does not apply: ln(median) and ln(geometric sd) of a lognormal.
    """
    nan = math.nan
    if stated.spread == "undefined" or _is_exact(stated):
        kind = 0 if stated.spread == "undefined" else EXACT
        return (kind, amount * m, nan, nan, nan, nan)
    found = _of_exchange(stated, amount)
    return times(found if m > 0 else mirrored(found), abs(m))


def _of_exchange(stated: Uncertainty, amount: float) -> Parameters:
    """Parameters in the unit of the exchange, defaults filled in."""
    kind, nan = KINDS[stated.spread], math.nan
    low, high = _or(stated.minimum, nan), _or(stated.maximum, nan)
    location, scale = _or(stated.location, amount), _or(stated.scale, nan)
    shape = _or(stated.shape, nan)
    if stated.spread == "lognormal":
        return (kind, math.log(abs(location)), math.log(scale), low, high, nan)
    if stated.spread in ("uniform", "discrete"):
        location = nan
    if stated.spread in STANDARD:
        scale = _or(stated.scale, 1.0)
    if stated.spread in ("weibull", "gamma", "student"):
        location = _or(stated.location, 0.0)
    if stated.spread == "bernoulli":
        low = high = nan
    if stated.spread == "discrete":
        low = _or(stated.minimum, 0.0)
    if stated.spread == "extreme":
        shape = _or(stated.shape, 0.0)
    if stated.spread == "beta":
        low, high = _or(stated.minimum, 0.0), _or(stated.maximum, 1.0)
    return (kind, location, scale, low, high, shape)


def _or(number: float | None, default: float) -> float:
    return default if number is None else number


def parameters_of(spread: np.void) -> Parameters:
    """A row of `linked.SPREAD`."""
    kind, location, scale, low, high, shape = spread.tolist()
    return (kind, location, scale, low, high, shape)


def times(spread: Parameters, size: float) -> Parameters:
    """The distribution of a positive multiple."""
    kind, location, scale, low, high, shape = spread
    if kind == LOGNORMAL:
        return (kind, location + math.log(size), scale, low * size, high * size, shape)
    if kind in _STEPPED:  # location is a probability, bounds count steps
        return (kind, location, scale * size, low, high, shape)
    if kind == _BETA:  # location and shape are exponents
        return (kind, location, scale, low * size, high * size, shape)
    if kind != KINDS["pert"]:  # whose scale tells how sharp it is
        scale *= size
    return (kind, location * size, scale, low * size, high * size, shape)


def mirrored(spread: Parameters) -> Parameters:
    """The distribution of the opposite number."""
    kind, location, scale, low, high, shape = spread
    if kind in _STEPPED:
        return (kind, location, -scale, low, high, shape)
    if kind == LOGNORMAL:
        return (kind, location, scale, -high, -low, shape)
    if kind == _BETA:
        return (kind, shape, scale, -high, -low, location)
    return (kind, -location, -scale if kind in SIDED else scale, -high, -low, shape)


def stated_spread(spread: Parameters, amount: float) -> Uncertainty | None:
    """The distribution of an exchange of which a matrix has the parameters.

    Parameters
    ----------
    spread : tuple
        Of an entry that is the exchange itself, m = 1.
    amount : float
        Of the exchange.

    Returns
    -------
    Uncertainty or None
        From which `entry_spread` makes the same parameters.
    """
    kind, location, scale, low, high, shape = spread
    if kind == 0:
        return None
    if kind == EXACT:
        return Uncertainty(spread="normal", location=amount, scale=0.0)
    if kind == LOGNORMAL:
        location, scale = _exp(location), _exp(scale)
        if abs(location - abs(amount)) <= _NEAR * location:
            location = abs(amount)
    return Uncertainty(
        spread=_NAMES[kind],
        location=_number(location),
        scale=_number(scale),
        minimum=_number(low),
        maximum=_number(high),
        shape=_number(shape),
    )


_NAMES: Mapping[int, Spread] = {number: spread for spread, number in KINDS.items()}
_NEAR = 1e-13
"""Relative difference that rounding explains: of a median, read back from its
logarithm, to the amount."""


def _exp(value: float) -> float:
    """A number from its logarithm; infinite, and so refused later, beyond floats."""
    try:
        return math.exp(value)
    except OverflowError:
        return math.inf


def _number(value: float) -> float | None:
    return None if math.isnan(value) else float(value)


def _is_exact(stated: Uncertainty) -> bool:
    if stated.spread == "lognormal":
        return stated.scale == 1
    if stated.spread == "normal":
        return stated.scale == 0
    return stated.spread in _RANGES and stated.minimum == stated.maximum


_RANGES = ("uniform", "triangular", "pert")

__all__ = [
    "EXACT",
    "KINDS",
    "Parameters",
    "entry_spread",
    "impossible",
    "is_blank",
    "mirrored",
    "parameters_of",
    "stated_spread",
    "times",
]
