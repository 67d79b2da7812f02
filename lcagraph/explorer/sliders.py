"""Which numbers get a slider, and from where to where they go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import floor, isfinite, log10

from lcagraph.arrays import Prepared
from lcagraph.errors import Finding, UsageError
from lcagraph.sensitivity.called import names_of
from lcagraph.sensitivity.numbers import Number, find_number, numbers_in
from lcagraph.sensitivity.ranges import bounds_of, own_scale
from lcagraph.wording import LANGUAGES, Language, label

SHARE = 0.5
"""How far a number goes both ways that states no bounds. [1]"""

STEPS = 100
"""Steps of a slider, about."""

MOST = 12
"""Sliders that are made without being asked for; more don't fit a screen."""

SLACK = 1e-9
"""Rounding by which a value may lie beyond an end, as a share of the range. [1]"""

Ends = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Slider:
    """One number of the model that can be moved. [all in the number's own unit]"""

    number: Number
    name: str
    """What `Model.with_` calls it."""
    low: float
    high: float
    step: float

    @property
    def value(self) -> float:
        """In the model as written."""
        return self.number.base

    def setting(self, value: float) -> float | str:
        """A value as `Model.with_` takes it: a pure number, or with its unit."""
        scale = own_scale(self.number)
        if scale != 1.0 or not self.number.symbol:
            return value / scale
        return f"{value:.12g} {self.number.symbol}"


def sliders_of(
    prepared: Prepared, ranges: Mapping[str, Sequence[float] | None]
) -> tuple[Slider, ...]:
    """Sliders of the numbers that are named; of all parameters if none is.

    Parameters
    ----------
    prepared : Prepared
        The compiled model.
    ranges : mapping of str to pair of float, or None
        Both ends, in the number's own unit; shares are pure numbers, 0.6 and not 60.
        None: from the `min` to the `max` of the parameter; an end that isn't stated is
        50 % away from the value.

    Raises
    ------
    UsageError
        No such number (E720), or several (E723); ends that can't be (E766); no
        parameter to make a slider of (E767).
    """
    if ranges:
        return tuple(_slider(prepared, name, ends) for name, ends in ranges.items())
    found = [
        _slider(prepared, number.path, None)
        for number in numbers_in(prepared)
        if number.path.startswith("parameters.") and _has_range(prepared, number)
    ]
    if not found:
        raise UsageError(Finding(code="E767"))
    return tuple(found[:MOST])


def names_of_sliders(
    prepared: Prepared, sliders: Sequence[Slider], lang: Language
) -> tuple[str, ...]:
    """What people call the numbers of sliders."""
    names = names_of(prepared, [each.number.path for each in sliders], lang)
    return tuple(names[each.number.path] for each in sliders)


def reached(slider: Slider, value: float) -> float:
    """A value, if a slider gets there. [the number's own unit]

    Raises
    ------
    UsageError
        It lies beyond the slider's ends, and is not what the model says (E331).
    """
    slack = SLACK * (slider.high - slider.low)
    if slider.low - slack <= value <= slider.high + slack or value == slider.value:
        return value
    shown = {"value": value, "min": slider.low, "max": slider.high}
    symbol = slider.number.symbol
    texts = {key: f"{one:g} {symbol}".rstrip() for key, one in shown.items()}
    raise UsageError(Finding(code="E331", at=slider.number.path, values=texts))


def shown_value(value: float, slider: Slider) -> str:
    """A value with as many decimals as a step of the slider has, and its unit."""
    decimals = max(0, -floor(log10(slider.step) + 1e-9))
    return f"{value:,.{decimals}f} {slider.number.symbol}".rstrip()


def _slider(prepared: Prepared, name: str, ends: Sequence[float] | None) -> Slider:
    number = find_number(prepared, name)
    low, high = _usual(prepared, number) if ends is None else _given(number, name, ends)
    _check(prepared, number, name, (low, high))
    return Slider(
        number=number,
        name=_called(number),
        low=low,
        high=high,
        step=_step(high - low),
    )


def _called(number: Number) -> str:
    """Its name in `Model.with_`: a parameter's id, else its path."""
    keys = number.path.split(".")
    is_parameter = keys[0] == "parameters" and len(keys) == 3
    return keys[1] if is_parameter else number.path


def _usual(prepared: Prepared, number: Number) -> Ends:
    """From `min` to `max`, or half of the value both ways."""
    least, most = bounds_of(prepared, number)
    away = SHARE * abs(number.base)
    low = least if isfinite(least) else number.base - away
    high = most if isfinite(most) else number.base + away
    return low, high


def _has_range(prepared: Prepared, number: Number) -> bool:
    low, high = _usual(prepared, number)
    return low < high


def _given(number: Number, name: str, ends: Sequence[float]) -> Ends:
    """Ends as a call states them, in the number's unit."""
    scale = own_scale(number)
    try:
        low, high = (float(end) * scale for end in ends)
    except (TypeError, ValueError):
        raise _refused(name, (repr(ends)[:40], "…"), "pair") from None
    return low, high


def _check(prepared: Prepared, number: Number, name: str, ends: Ends) -> None:
    """Refuse ends that no value lies between, or that a parameter excludes."""
    low, high = ends
    shown = (f"{low:g} {number.symbol}".rstrip(), f"{high:g} {number.symbol}".rstrip())
    if not (isfinite(low) and isfinite(high) and low < high):
        raise _refused(name, shown, "order")
    least, most = bounds_of(prepared, number)
    slack = SLACK * (high - low)
    if low < least - slack or high > most + slack:
        raise _refused(name, shown, "bounds")


def _refused(name: str, ends: tuple[str, str], reason: str) -> UsageError:
    said = {lang: label(f"explore.refused.{reason}", lang) for lang in LANGUAGES}
    values = {"name": name, "low": ends[0], "high": ends[1], "reason": said}
    return UsageError(Finding(code="E766", values=values))


def _step(width: float) -> float:
    """A round number of which about a hundred go into a range: 1, 2 or 5 times 10ⁿ."""
    least = width / STEPS / 1.5
    power = 10.0 ** floor(log10(least))
    return next(m * power for m in (1, 2, 5, 10) if m * power >= least * (1 - 1e-9))
