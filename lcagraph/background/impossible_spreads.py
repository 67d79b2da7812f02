"""Distributions that cannot be: without their numbers, or with impossible ones."""

from __future__ import annotations

import math
from collections.abc import Mapping
from types import MappingProxyType

from lcagraph.background.records import Spread, Uncertainty

STANDARD: frozenset[Spread] = frozenset({"bernoulli", "discrete", "student"})
"""Kinds whose scale is 1 where none is stated."""

_NEEDED: Mapping[Spread, tuple[str, ...]] = MappingProxyType(
    {
        "normal": ("scale",),
        "uniform": ("minimum", "maximum"),
        "triangular": ("minimum", "maximum"),
        "bernoulli": ("location",),
        "discrete": ("maximum",),
        "weibull": ("scale", "shape"),
        "gamma": ("scale", "shape"),
        "beta": ("location", "shape"),
        "extreme": ("location", "scale"),
        "student": ("shape",),
        "pert": ("minimum", "maximum"),
    }
)
"""Numbers without which a kind says nothing."""


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
    return any(getattr(stated, name) is None for name in _NEEDED[spread])


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
    for name in ("location", "scale", "minimum", "maximum", "shape"):
        number = getattr(stated, name)
        if number is not None and not math.isfinite(number):
            return f"{name} {number}"
    location = amount if stated.location is None else stated.location
    if stated.spread == "lognormal":
        return _of_lognormal(stated, location, amount)
    if stated.spread == "normal":
        assert stated.scale is not None
        negative = stated.scale < 0
        return f"sd {stated.scale:g}" if negative else _of_cut(stated)
    if stated.spread in ("uniform", "triangular", "pert"):
        return _of_range(stated, location)
    if stated.spread == "undefined":
        return ""
    return _of_rare(stated)


def _of_lognormal(stated: Uncertainty, location: float, amount: float) -> str:
    scale, low, high = stated.scale, stated.minimum, stated.maximum
    assert scale is not None
    if scale < 1:
        return f"geometric sd {scale:g}"
    # a negative amount has a lognormal magnitude; its median may come with either sign
    if not location or location < 0 < amount:
        return f"median {location:g}"
    if amount > 0 and high is not None and high <= 0:
        return f"maximum {high:g}"
    if amount < 0 and low is not None and low >= 0:
        return f"minimum {low:g}"
    return _of_cut(stated)


def _of_cut(stated: Uncertainty) -> str:
    """Bounds between which nothing is left."""
    low, high = stated.minimum, stated.maximum
    if low is not None and high is not None and low >= high:
        return f"minimum {low:g} ≥ maximum {high:g}"
    return ""


def _of_range(stated: Uncertainty, location: float) -> str:
    low, high = stated.minimum, stated.maximum
    assert low is not None
    assert high is not None
    if low > high:
        return f"minimum {low:g} > maximum {high:g}"
    if stated.spread != "uniform" and not low <= location <= high:
        return f"mode {location:g} ∉ [{low:g}, {high:g}]"
    if stated.spread == "pert" and stated.scale is not None and stated.scale <= 0:
        return f"scale {stated.scale:g}"
    return ""


def _of_rare(stated: Uncertainty) -> str:
    location, scale, shape = stated.location, stated.scale, stated.shape
    if stated.spread == "bernoulli":
        assert location is not None
        return "" if 0 <= location <= 1 else f"probability {location:g}"
    if stated.spread == "discrete":
        return _of_whole_numbers(stated)
    if scale == 0 or (scale is not None and scale < 0 and stated.spread == "student"):
        return f"scale {scale:g}"
    if stated.spread != "extreme" and (shape is None or shape <= 0):
        return f"shape {shape or 0:g}"
    if stated.spread == "beta":
        assert location is not None
        if location <= 0:
            return f"location {location:g}"
        low, high = stated.minimum or 0.0, stated.maximum
        high = 1.0 if high is None else high
        return f"minimum {low:g} ≥ maximum {high:g}" if low >= high else ""
    return _of_cut(stated) or _of_support(stated)


def _of_whole_numbers(stated: Uncertainty) -> str:
    low, high = stated.minimum or 0.0, stated.maximum
    assert high is not None
    if stated.scale == 0:
        return "scale 0"
    for name, number in (("minimum", low), ("maximum", high)):
        if number != math.floor(number):
            return f"{name} {number:g}"
    return f"minimum {low:g} ≥ maximum {high:g}" if low >= high else ""


def _of_support(stated: Uncertainty) -> str:
    """A bound beyond the end of the distribution: nothing is left."""
    first, last = _support(stated)
    low, high = stated.minimum, stated.maximum
    if high is not None and high <= first:
        return f"maximum {high:g} ≤ {first:g}"
    if low is not None and low >= last:
        return f"minimum {low:g} ≥ {last:g}"
    return ""


def _support(stated: Uncertainty) -> tuple[float, float]:
    """Where a Weibull, gamma, extreme value or Student's t begins and ends."""
    location, scale = stated.location or 0.0, stated.scale or 1.0
    end = location
    is_open_above = scale > 0
    if stated.spread == "student":
        return -math.inf, math.inf
    if stated.spread == "extreme":
        if not stated.shape:
            return -math.inf, math.inf
        end = location - scale / stated.shape
        is_open_above = scale * stated.shape > 0
    return (end, math.inf) if is_open_above else (-math.inf, end)
