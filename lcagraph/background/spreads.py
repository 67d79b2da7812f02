"""Uncertainty of an exchange as that of its matrix entry.

An entry is the exchange's amount times a number m: sign, unit factor and share. A
spread follows: the mean and bounds of a normal times m, its sd times |m|; the median of
a lognormal times |m|, its geometric sd unchanged. A lognormal describes the entry's
magnitude; the entry itself has the sign.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from types import MappingProxyType

from lcagraph.background.records import Spread, Uncertainty

KINDS: Mapping[Spread, int] = MappingProxyType(
    {"undefined": 0, "lognormal": 2, "normal": 3, "uniform": 4, "triangular": 5}
)
"""Ids of stats_arrays; 1 is “known to be exact”."""

EXACT = 1

Parameters = tuple[int, float, float, float, float]
"""Kind, location, scale, minimum, maximum, as `lcagraph.background.linked.SPREAD`."""


def is_blank(stated: Uncertainty) -> bool:
    """True if a distribution is named, but not how wide it is, or the other way round.

    A geometric standard deviation of exactly zero is the blank of programs that fill
    every field: USLCI has 4,811 of them in openLCA JSON-LD and EcoSpold 1, and EcoSpold
    2 leaves the same ones out.
    """
    spread = stated.spread
    if spread == "undefined":
        numbers = (stated.scale, stated.minimum, stated.maximum)
        return any(number is not None for number in numbers)
    if spread == "lognormal":
        return not stated.scale
    if spread == "normal":
        return stated.scale is None
    return stated.minimum is None or stated.maximum is None


def impossible(stated: Uncertainty, amount: float) -> str:
    """The parameters that no distribution can have, or nothing.

    Parameters
    ----------
    stated : Uncertainty
        In the unit of the exchange, not blank.
    amount : float
        Amount of the exchange, the location of a spread that states none.

    Returns
    -------
    str
        Such as ``geometric sd 0.9``; empty if all is well.
    """
    for name, number in (
        ("location", stated.location),
        ("scale", stated.scale),
        ("minimum", stated.minimum),
        ("maximum", stated.maximum),
    ):
        if number is not None and not math.isfinite(number):
            return f"{name} {number}"
    location = amount if stated.location is None else stated.location
    if stated.spread in ("lognormal", "normal"):
        return _impossible_scale(stated, location, amount)
    if stated.spread in ("uniform", "triangular"):
        return _impossible_bounds(stated, location)
    return ""


def _impossible_scale(stated: Uncertainty, location: float, amount: float) -> str:
    scale = stated.scale
    assert scale is not None
    if stated.spread == "normal":
        return f"sd {scale:g}" if scale < 0 else ""
    if scale < 1:
        return f"geometric sd {scale:g}"
    # a negative amount has a lognormal magnitude; its median may come with either sign
    if not location or location < 0 < amount:
        return f"median {location:g}"
    return ""


def _impossible_bounds(stated: Uncertainty, location: float) -> str:
    low, high = stated.minimum, stated.maximum
    assert low is not None
    assert high is not None
    if low > high:
        return f"minimum {low:g} > maximum {high:g}"
    if stated.spread == "triangular" and not low <= location <= high:
        return f"mode {location:g} ∉ [{low:g}, {high:g}]"
    return ""


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
        Kind, location, scale, minimum, maximum in the entry's unit, NaN where one does
        not apply; as stats_arrays has them: ln(median) and ln(geometric sd).
    """
    location = amount if stated.location is None else stated.location
    nan = math.nan
    if stated.spread == "undefined" or _is_exact(stated):
        kind = 0 if stated.spread == "undefined" else EXACT
        return (kind, amount * m, nan, nan, nan)
    kind = KINDS[stated.spread]
    if stated.spread == "lognormal":
        assert stated.scale is not None
        low, high = _bounds(stated, math.copysign(m, location))
        return (kind, math.log(abs(location * m)), math.log(stated.scale), low, high)
    low, high = _bounds(stated, m)
    if stated.spread == "normal":
        assert stated.scale is not None
        return (kind, location * m, stated.scale * abs(m), low, high)
    middle = nan if stated.spread == "uniform" else location * m
    return (kind, middle, nan, low, high)


def _is_exact(stated: Uncertainty) -> bool:
    if stated.spread == "lognormal":
        return stated.scale == 1
    if stated.spread == "normal":
        return stated.scale == 0
    return stated.minimum == stated.maximum


def _bounds(stated: Uncertainty, m: float) -> tuple[float, float]:
    low = math.nan if stated.minimum is None else stated.minimum * m
    high = math.nan if stated.maximum is None else stated.maximum * m
    return (low, high) if m > 0 else (high, low)
