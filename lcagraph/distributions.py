"""Uncertainty of one number: the distribution, its parameters, and when they can't be.

The amount of the model says where a distribution lies: it is the mean of a normal, the
median of a lognormal and the mode of a triangular. A normal that is cut has its mode
there: its mean lies further from the nearer bound. Bounds, `sd` and listed values are
in the amount's own unit; `rel_sd` and `gsd` are pure numbers. Nothing here draws.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from lcagraph.errors import QuantityError

Kind = Literal["normal", "lognormal", "triangular", "uniform", "discrete", "empirical"]

HALF_WIDTH_95 = 1.959963984540054
"""97.5 % quantile of the standard normal: half-width of the 95 % interval, in sd."""

SD_BELOW_ZERO = 3.0
"""A normal without a bound must keep zero at least so many sd away, unless its number
may change its sign: P(wrong sign) < 0.135 %."""

WEIGHT_TOLERANCE = 1e-9
"""Weights are typed as decimals: their sum is 1 within rounding."""

WIDEST_GSD = 1e5
"""A lognormal so wide spreads over 20 orders of magnitude, 1e-10 to 1e10 of its median
at two standard scores, and has moments that a double can't hold much beyond. [1]"""

PEDIGREE_SCORES = (5, 6)
"""ecoinvent 3 scores five indicators, ecoinvent 2 also the sample size."""

Pedigree = tuple[int, ...]
"""Scores 1 (best) to 5: reliability, completeness, temporal, geographical and further
technological correlation, and in ecoinvent 2 the sample size."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Distribution:
    """The spread of one amount.

    Which parameters belong to which kind: normal takes `sd` or `rel_sd`, lognormal
    `gsd`; both may be cut by `minimum` and `maximum`. Triangular and uniform take
    `minimum` and `maximum`; discrete `values` with `weights`; empirical `values`.
    """

    kind: Kind
    sd: float | None = None
    """Standard deviation. [the amount's unit]"""
    rel_sd: float | None = None
    """Standard deviation over the magnitude of the amount. [1]"""
    gsd: float | None = None
    """Geometric standard deviation; ecoinvent's tables print its square. [1]"""
    minimum: float | None = None
    """Lower bound. [the amount's unit]"""
    maximum: float | None = None
    """Upper bound. [the amount's unit]"""
    values: tuple[float, ...] = ()
    """Values that occur, or were observed. [the amount's unit]"""
    weights: tuple[float, ...] = ()
    """Probability of each of `values`. [1]"""


def relative_normal(half_width: float) -> Distribution:
    """The normal distribution of ``± 5 %``: rel_sd = half-width / 1.959964.

    Parameters
    ----------
    half_width : float
        Half the 95 % interval over the amount, 0.05 for 5 %. [1]
    """
    return Distribution(kind="normal", rel_sd=half_width / HALF_WIDTH_95)


def absolute_normal(half_width: float) -> Distribution:
    """The normal distribution of ``± 40 kWh``: sd = half-width / 1.959964.

    Parameters
    ----------
    half_width : float
        Half the 95 % interval. [the amount's unit]
    """
    return Distribution(kind="normal", sd=half_width / HALF_WIDTH_95)


_NEEDED: Mapping[Kind, tuple[tuple[str, ...], ...]] = MappingProxyType(
    {
        "normal": (("sd", "rel_sd"),),
        "lognormal": (("gsd",),),
        "triangular": (("minimum",), ("maximum",)),
        "uniform": (("minimum",), ("maximum",)),
        "discrete": (("values",), ("weights",)),
        "empirical": (("values",),),
    }
)
"""Parameters of each kind; exactly one of each group."""

_CUT: Mapping[Kind, tuple[str, ...]] = MappingProxyType(
    {"normal": ("minimum", "maximum"), "lognormal": ("minimum", "maximum")}
)
_PARAMETERS = ("sd", "rel_sd", "gsd", "minimum", "maximum", "values", "weights")

KEYS: Mapping[str, str] = MappingProxyType({"minimum": "min", "maximum": "max"})
"""Parameters whose key in a model file is another word."""


def validate_distribution(
    distribution: Distribution,
    amount: float | None = None,
    *,
    span: tuple[int, int] = (0, 0),
    is_signed: bool = False,
) -> None:
    """Refuse parameters that no distribution can have.

    Parameters
    ----------
    distribution : Distribution
        What the model says.
    amount : float, optional
        Mean, median or mode; None if it is a formula, whose value is not known yet.
        [the amount's unit]
    span : tuple of int
        Where the text that says so stands, for the message.
    is_signed : bool
        Whether the number may be of either sign, as a parameter may.

    Raises
    ------
    QuantityError
        E460 a parameter is missing or surplus, E461 not a finite number, E462 a
        negative sd, E463 gsd ≤ 1, E464 bounds out of order, E465 the amount outside its
        own bounds or values, E466 a normal that reaches zero within 3 sd though no
        bound says where it ends, E467 weights that are no probabilities, E468 a
        lognormal around zero, E469 too few values, E477 a gsd above `WIDEST_GSD`, E478
        a weight that is no probability.
    """
    try:
        _check_parameters(distribution)
        _check_spread(distribution)
        _check_values(distribution)
        if amount is not None:
            _check_amount(distribution, amount)
        if not is_signed:
            _check_sign(distribution, amount)
    except _WrongError as wrong:
        values = {
            key: f"{value:.10g}" if isinstance(value, float) else value
            for key, value in wrong.values.items()
        }
        values["kind"] = distribution.kind
        raise QuantityError(wrong.code, span, values) from None


class _WrongError(Exception):
    """One thing wrong, before its place is known."""

    def __init__(self, code: str, **values: object) -> None:
        self.code, self.values = code, values
        super().__init__(code)


def _check_parameters(distribution: Distribution) -> None:
    given = [p for p in _PARAMETERS if getattr(distribution, p) not in (None, ())]
    groups = _NEEDED[distribution.kind]
    allowed = {p for group in groups for p in group}
    allowed.update(_CUT.get(distribution.kind, ()))
    wanted = tuple(" | ".join(KEYS.get(p, p) for p in group) for group in groups)
    for group in groups:
        if sum(p in given for p in group) != 1:
            missing = " | ".join(KEYS.get(p, p) for p in group)
            raise _WrongError("E460", parameter=missing, wanted=wanted)
    for parameter in given:
        if parameter not in allowed:
            shown = KEYS.get(parameter, parameter)
            raise _WrongError("E460", parameter=shown, wanted=wanted)
        held = getattr(distribution, parameter)
        for number in held if isinstance(held, tuple) else (held,):
            if not math.isfinite(number):
                shown = KEYS.get(parameter, parameter)
                raise _WrongError("E461", parameter=shown, value=number)


def _check_spread(distribution: Distribution) -> None:
    for parameter in ("sd", "rel_sd"):
        sd = getattr(distribution, parameter)
        if sd is not None and sd < 0:
            raise _WrongError("E462", parameter=parameter, value=sd)
    if distribution.gsd is not None and distribution.gsd <= 1:
        raise _WrongError("E463", value=distribution.gsd)
    if distribution.gsd is not None and distribution.gsd > WIDEST_GSD:
        raise _WrongError("E477", value=distribution.gsd, widest=WIDEST_GSD)
    low, high = distribution.minimum, distribution.maximum
    if low is not None and high is not None and low >= high:
        raise _WrongError("E464", minimum=low, maximum=high)


def _check_values(distribution: Distribution) -> None:
    values, weights = distribution.values, distribution.weights
    if distribution.kind in ("discrete", "empirical") and len(values) < 2:
        raise _WrongError("E469", given=len(values))
    if distribution.kind != "discrete":
        return
    impossible = next((w for w in weights if not 0 <= w <= 1), None)
    if impossible is not None:
        raise _WrongError("E478", weight=impossible)
    total = math.fsum(weights)
    wrong_sum = abs(total - 1) > WEIGHT_TOLERANCE
    if len(weights) != len(values) or wrong_sum:
        raise _WrongError(
            "E467", values=len(values), weights=len(weights), total=f"{total:.10g}"
        )


def _check_amount(distribution: Distribution, amount: float) -> None:
    low = min(distribution.values, default=distribution.minimum)
    high = max(distribution.values, default=distribution.maximum)
    below = low is not None and amount < low
    above = high is not None and amount > high
    unlisted = distribution.kind == "discrete" and amount not in distribution.values
    if below or above or unlisted:
        raise _WrongError(
            "E465",
            amount=amount,
            minimum="-∞" if low is None else low,
            maximum="∞" if high is None else high,
        )
    if distribution.kind == "lognormal" and amount == 0:
        raise _WrongError("E468")


def _check_sign(distribution: Distribution, amount: float | None) -> None:
    """A normal around a number of one sign keeps it, or says where it ends."""
    if distribution.kind != "normal" or _is_cut_towards_zero(distribution, amount):
        return
    relative = distribution.rel_sd or 0.0
    if distribution.sd and amount is not None:
        relative = distribution.sd / abs(amount) if amount else math.inf
    if relative * SD_BELOW_ZERO > 1:
        share = "∞" if math.isinf(relative) else f"{relative * 100:.4g}"
        raise _WrongError("E466", percent=share)


def _is_cut_towards_zero(distribution: Distribution, amount: float | None) -> bool:
    """Whether a bound is stated on the side of the amount that zero is on."""
    amount = amount or 0.0
    is_below = distribution.minimum is not None and amount >= 0
    return is_below or (distribution.maximum is not None and amount <= 0)


def only_value(distribution: Distribution, amount: float) -> float | None:
    """The one value that a distribution can give; None: it can give several.

    A spread of zero, or a list of one value again and again. Every share of an amount
    of zero is zero: that is no mistake of the spread.
    """
    relative = distribution.rel_sd if amount else None
    if distribution.kind == "normal" and 0.0 in (distribution.sd, relative):
        return amount
    possible = set(_possible(distribution))
    return possible.pop() if len(possible) == 1 else None


def is_never_drawn(distribution: Distribution, amount: float) -> bool:
    """Whether a discrete distribution gives the amount as written a weight of zero."""
    return distribution.kind == "discrete" and amount not in _possible(distribution)


def _possible(distribution: Distribution) -> tuple[float, ...]:
    """Listed values that occur."""
    values, weights = distribution.values, distribution.weights
    if not weights:
        return values
    return tuple(v for v, w in zip(values, weights, strict=True) if w > 0)


def validate_pedigree(scores: Pedigree, *, span: tuple[int, int] = (0, 0)) -> None:
    """Refuse pedigree scores that are not five or six whole numbers from 1 to 5.

    Raises
    ------
    QuantityError
        E470.
    """
    whole = all(type(score) is int and 1 <= score <= 5 for score in scores)
    if len(scores) not in PEDIGREE_SCORES or not whole:
        raise QuantityError("E470", span, {"scores": scores or "()"})
