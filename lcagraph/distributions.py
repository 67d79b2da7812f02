"""Uncertainty of one number: the distribution, its parameters, and when they can't be.

The amount of the model says where a distribution lies: it is the mean of a normal, the
median of a lognormal and the mode of a triangular. Bounds, `sd` and listed values are
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
"""A normal must keep zero at least so many sd away: P(wrong sign) < 0.135 %."""

WEIGHT_TOLERANCE = 1e-9
"""Weights are typed as decimals: their sum is 1 within rounding."""

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

    Raises
    ------
    QuantityError
        E460 a parameter is missing or surplus, E461 not a finite number, E462 a
        negative sd, E463 gsd ≤ 1, E464 bounds out of order, E465 the amount outside its
        own bounds or values, E466 a normal that reaches zero within 3 sd, E467 weights
        that are no probabilities, E468 a lognormal around zero, E469 too few values.
    """
    try:
        _check_parameters(distribution)
        _check_spread(distribution)
        _check_values(distribution)
        if amount is not None:
            _check_amount(distribution, amount)
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
    low, high = distribution.minimum, distribution.maximum
    if low is not None and high is not None and low >= high:
        raise _WrongError("E464", minimum=low, maximum=high)
    if distribution.rel_sd is not None and distribution.rel_sd * SD_BELOW_ZERO > 1:
        raise _WrongError("E466", percent=f"{distribution.rel_sd * 100:.4g}")


def _check_values(distribution: Distribution) -> None:
    values, weights = distribution.values, distribution.weights
    if distribution.kind in ("discrete", "empirical") and len(values) < 2:
        raise _WrongError("E469", given=len(values))
    if distribution.kind != "discrete":
        return
    total = math.fsum(weights)
    wrong_sum = abs(total - 1) > WEIGHT_TOLERANCE
    if len(weights) != len(values) or min(weights) < 0 or wrong_sum:
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
    sd = distribution.sd or 0.0
    if sd > 0 and abs(amount) < SD_BELOW_ZERO * sd:
        share = f"{sd / abs(amount) * 100:.4g}" if amount else "∞"
        raise _WrongError("E466", percent=share)


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
