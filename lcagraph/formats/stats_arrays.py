"""Distributions as stats_arrays states them, in workbooks, projects and datapackages.

    kind  name              loc        scale  shape  minimum and maximum
    2     lognormal         ln median  ln gsd        cut
    3     normal            mean       sd            cut
    4     uniform                                    range
    5     triangular        mode                     range
    6     Bernoulli         p
    7     discrete uniform                           from 0 if none, below maximum
    8     Weibull           offset     λ      k      cut
    9     gamma             offset     θ      k      cut
    10    beta              α                 β      range, 0 to 1 if none
    11    extreme value     μ          σ      ξ      cut
    12    Student's t       μ, or 0    σ, 1   ν      cut
    13    beta PERT         mode       λ, 4          range

`negative` says that a lognormal, Weibull or gamma number is the opposite of what its
parameters say; bounds are those of the number with its sign.

References
----------
Documentation of stats_arrays 4: “Mapping parameter array columns to uncertainty
distributions”, and the classes of each kind.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from lcagraph.background.records import Uncertainty
from lcagraph.background.spreads import (
    BERNOULLI,
    DISCRETE,
    EXACT,
    KINDS,
    SIDED,
    Parameters,
    mirrored,
    stated_spread,
)

FIELDS = ("loc", "scale", "minimum", "maximum", "shape")
"""Names of the numbers of `Parameters`, in its order."""

LOGNORMAL, NORMAL, TRIANGULAR = KINDS["lognormal"], KINDS["normal"], KINDS["triangular"]
_BETA, _EXTREME = KINDS["beta"], KINDS["extreme"]
_STUDENT, _PERT = KINDS["student"], KINDS["pert"]
_KNOWN = frozenset(KINDS.values()) | {EXACT}
_AROUND_AMOUNT = (NORMAL, TRIANGULAR, _PERT)
"""Kinds that stand around the amount where no location is stated."""


def parameters(
    kind: float, numbers: Mapping[str, float | None], *, is_negative: bool = False
) -> Parameters | None:
    """A row of stats_arrays as parameters of an amount; None: an unknown kind.

    Parameters
    ----------
    kind : float
        Id of stats_arrays.
    numbers : mapping of str to float or None
        By the names of `FIELDS`.
    is_negative : bool
        The field ``negative``.
    """
    if kind not in _KNOWN:
        return None
    id_ = int(kind)
    location, scale, low, high, shape = (
        math.nan if numbers.get(name) is None else float(numbers[name] or 0.0)
        for name in FIELDS
    )
    # what nobody states has to be told before it is multiplied
    if id_ in (BERNOULLI, DISCRETE):
        scale = 1.0
    if id_ == _STUDENT and math.isnan(scale):
        scale = 1.0
    if id_ == _BETA:
        low = 0.0 if math.isnan(low) else low
        high = 1.0 if math.isnan(high) else high
    if id_ in SIDED and id_ != _EXTREME and is_negative:
        location, scale = -location, -scale
    return (id_, location, scale, low, high, shape)


def read_spread(spread: Parameters, amount: float | None) -> Uncertainty | None:
    """Parameters of an amount as a statement; a silent centre is the amount."""
    kind, location, scale, low, high, shape = spread
    if math.isnan(location) and amount is not None:
        if kind in _AROUND_AMOUNT:
            location = amount
        elif kind == LOGNORMAL and amount:
            location = math.log(abs(amount))
    found = (kind, location, scale, low, high, shape)
    return stated_spread(found, 0.0 if amount is None else amount)


def stats_arrays_fields(spread: Parameters, amount: float) -> Mapping[str, float]:
    """The fields of a distribution by their names; empty if it has none.

    Parameters
    ----------
    spread : tuple
        Of the amount.
    amount : float

    Returns
    -------
    mapping of str to float
        ``uncertainty type``, those of `FIELDS` that apply, and ``negative``. What
        stats_arrays cannot say becomes kind 0, without numbers.
    """
    kind, location, scale, low, high, shape = spread
    if not kind:
        return {}
    if is_unsayable(spread):
        return {"uncertainty type": 0.0}
    is_negative = kind == LOGNORMAL and amount < 0
    if kind in (BERNOULLI, DISCRETE):
        scale = math.nan
    if kind in SIDED and scale < 0:
        location, scale, is_negative = -location, -scale, True
    numbers = (location, scale, low, high, shape)
    stated = {
        name: number + 0.0  # no −0
        for name, number in zip(FIELDS, numbers, strict=True)
        if not math.isnan(number)
    }
    if is_negative:
        stated["negative"] = 1.0
    return {"uncertainty type": float(kind), **stated}


def is_unsayable(spread: Parameters) -> bool:
    """True for what stats_arrays has no way to say.

    Steps of another size than 1, and extreme values that look the other way or whose
    shape is not 0.
    """
    kind, _, scale, _, _, shape = spread
    if kind in (BERNOULLI, DISCRETE):
        return scale != 1
    return kind == _EXTREME and (scale < 0 or shape != 0)


__all__ = [
    "FIELDS",
    "is_unsayable",
    "mirrored",
    "parameters",
    "read_spread",
    "stats_arrays_fields",
]
