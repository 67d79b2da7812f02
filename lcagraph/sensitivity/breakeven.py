"""Break-even: at which value of a number two footprints are equal."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np

from lcagraph.arrays import Floats, Prepared
from lcagraph.errors import Finding, UsageError
from lcagraph.result import Table
from lcagraph.sensitivity.bound import Line, lines
from lcagraph.sensitivity.crossings import (
    POINTS,
    Crossing,
    Function,
    find_crossings,
    known_runs,
)
from lcagraph.sensitivity.numbers import Number, find_number
from lcagraph.sensitivity.outputs import (
    HEADLINE,
    headline_view,
    outcomes_where_possible,
    output_names,
)
from lcagraph.sensitivity.pages import Page, finite_or_none
from lcagraph.sensitivity.ranges import bounds_of, own_scale
from lcagraph.sensitivity.varied import beyond, outcomes_along, refuse_fixed
from lcagraph.units import conversion
from lcagraph.wording import Language, label
from lcagraph.wording.page import Fact, significant

INSIDE = 9
"""Points that tell which side is lower between two crossings."""

DIGITS = 6
"""Of a break-even value on a page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A part of the range in which one side is lower."""

    start: float
    """[the number's unit]"""
    end: float
    """[the number's unit]"""
    lower: str | None
    """Name of the side; None: equal, or no footprint to compare."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class BreakEven(Page):
    """Two footprints along one number, and where they are equal."""

    names: tuple[str, str]
    per: str
    output: str
    output_names: tuple[str, str]
    """What the output is called, in Chinese and in English."""
    number: Number
    """What is varied, as the first side has it; if only the second has it, that."""
    written: tuple[float | None, float | None]
    """Its value in each side; None: the side hasn't the number. [the number's unit]"""
    low: float
    """[the number's unit]"""
    high: float
    """[the number's unit]"""
    values: Floats
    """Points of the curves, shape (k,). [the number's unit]"""
    curves: Floats
    """Outputs of both sides, shape (2, k); NaN: no footprint. [kgCO2e]"""
    crossings: tuple[Crossing, ...]
    """In order. [the number's unit]"""
    at_crossings: tuple[float, ...]
    """The output that both have there; NaN at a jump. [kgCO2e]"""
    stretches: tuple[Stretch, ...]
    """Which side is lower between the ends of the range and the crossings."""
    asked: tuple[float, float]
    """The range that was asked for: wider, where the number can't go as far.
    [the number's unit]"""

    def to_table(self) -> Table:
        """A row per place where the two are equal."""
        rows = [
            (each.at, self.number.symbol, finite_or_none(value), each.kind)
            for each, value in zip(self.crossings, self.at_crossings, strict=True)
        ]
        return Table(
            title="break-even",
            columns=("value", "unit", "footprint", "crossing"),
            units=("", "", "kgCO2e", ""),
            rows=tuple(rows),
        )

    def to_dict(self) -> dict[str, Any]:
        """Everything as plain data."""
        return {
            "schema": "lcagraph-breakeven-1",
            "names": list(self.names),
            "per": self.per,
            "output": self.output,
            "unit": "kgCO2e",
            "on": self.number.path,
            "on_unit": self.number.unit.symbol,
            "written": list(self.written),
            "range": [self.low, self.high],
            "asked": list(self.asked),
            "crossings": [
                {
                    "at": each.at,
                    "to": each.to,
                    "kind": each.kind,
                    "footprint": finite_or_none(value),
                }
                for each, value in zip(self.crossings, self.at_crossings, strict=True)
            ],
            "lower": [
                {"from": part.start, "to": part.end, "name": part.lower}
                for part in self.stretches
            ],
            "values": self.values.tolist(),
            "curves": {
                name: [finite_or_none(float(x)) for x in curve]
                for name, curve in zip(self.names, self.curves, strict=True)
            },
        }

    def _quantity(self, value: float) -> str:
        return f"{significant(value, DIGITS)} {self.number.symbol}".rstrip()

    def _title(self, lang: Language) -> str:
        first, second = self.names
        text = label("breakeven.title", lang)
        return text.format(first=first, second=second, on=self.number.name)

    def _facts(self, lang: Language) -> list[Fact]:
        output = self.output_names[lang == "en"]
        facts = [(output, f"kgCO2e / {self.per}")]
        ends = f"{self._quantity(self.low)} … {self._quantity(self.high)}"
        facts.append((label("breakeven.range", lang), ends))
        for name, value in zip(self.names, self.written, strict=True):
            told = label("breakeven.without", lang)
            text = told if value is None else self._quantity(value)
            facts.append((label("breakeven.written", lang).format(name=name), text))
        for each in self.crossings:
            ends = self._quantity(each.at)
            if each.kind == "equal":
                ends = f"{ends} … {self._quantity(each.to)}"
            facts.append((label(f"breakeven.{each.kind}", lang), ends))
        return facts

    def _notes(self, lang: Language) -> list[str]:
        notes = []
        if self.asked != (self.low, self.high):
            ends = " … ".join(map(self._quantity, self.asked))
            notes.append(label("breakeven.stopped", lang).format(range=ends))
        if not self.crossings:
            notes.append(label("breakeven.none", lang))
        for part in self.stretches:
            ends = f"{self._quantity(part.start)} … {self._quantity(part.end)}"
            if part.lower is not None:
                text = label("breakeven.lower", lang)
                notes.append(text.format(range=ends, name=part.lower))
        if not np.isfinite(self.curves).all():
            notes.append(label("breakeven.gaps", lang))
        return notes


@dataclass(frozen=True, slots=True)
class _Side:
    """One footprint as a function of the number."""

    prepared: Prepared
    line: Line | None
    """How its numbers move; None: it hasn't the number."""
    scale: float
    """Factor from the unit of the result to its own."""

    def along(self, values: Floats, output: str) -> Floats:
        """Outputs at values of the number, shape (k,); NaN: no footprint."""
        if self.line is None:
            base = self.prepared.base[None, :]
            found, _ = outcomes_where_possible(self.prepared, base, output)
            return np.broadcast_to(found, values.shape)
        own = values * self.scale
        found, _ = outcomes_along(self.prepared, self.line, own, output)
        return found

    def within(self, low: float, high: float) -> tuple[float, float]:
        """The part of a range in which the others can give way.

        Raises
        ------
        UsageError
            There is none (E717), or nothing can give way at all (E718).
        """
        if self.line is None:
            return low, high
        refuse_fixed(self.prepared, self.line)
        given = low * self.scale, high * self.scale
        ends = self.line.within(self.prepared.base, *given)
        if not ends[0] < ends[1]:
            raise UsageError(beyond(self.prepared, self.line, given))
        is_cut = [end != whole for end, whole in zip(ends, given, strict=True)]
        return (
            ends[0] / self.scale if is_cut[0] else low,
            ends[1] / self.scale if is_cut[1] else high,
        )


def breakeven(
    first: Prepared,
    second: Prepared,
    on: str,
    *,
    within: tuple[float, float] | None = None,
    names: tuple[str, str] = ("A", "B"),
    output: str = HEADLINE,
) -> BreakEven:
    """The values of a number at which two footprints are equal: all in a range.

    The number is moved in both models if both have it. What adds up or balances with
    it gives way as in the draws (`bound`), and the range ends where nothing is left of
    it; the rest stays as written. The headline is that of the first model.

    Parameters
    ----------
    first, second : Prepared
        Two models, or a model and one of its scenarios, of equal function.
    on : str
        The number, by any name that `find_number` understands.
    within : tuple of float, optional
        The range [its own unit; shares are pure numbers]. By default the bounds that
        a parameter states, else 0 to twice the value as written.
    names : tuple of str
        What the two are called.
    output : str
        `headline`, `including`, `excluding`, or an item.

    Raises
    ------
    UsageError
        Neither has such a number (E720, E723), they have it in units of different
        kinds (E726), the range is empty or can't be guessed (E725), or there is no
        such output (E727); nothing gives way to the number (E718), or not in this
        range (E717).
    """
    numbers = _numbers(first, second, on)
    number = next(each for each in numbers if each is not None)
    chosen = headline_view(first) if output == HEADLINE else output
    asked = _range(first if numbers[0] else second, number, within)
    low, high = asked
    sides = [
        _side(prepared, each, number)
        for prepared, each in zip((first, second), numbers, strict=True)
    ]
    for side in sides:
        low, high = side.within(low, high)

    def both(x: Floats) -> Floats:
        return np.array([side.along(x, chosen) for side in sides])

    values = np.linspace(low, high, POINTS)
    curves = both(values)

    def difference(x: Floats) -> tuple[Floats, Floats]:
        found = curves if np.array_equal(x, values) else both(x)
        return found[0] - found[1], np.abs(found).max(axis=0)

    crossings = find_crossings(difference, low, high)
    places = np.array([each.at for each in crossings])
    at = both(places).mean(axis=0) if crossings else places
    return BreakEven(
        names=names,
        per=first.per,
        output=output,
        output_names=output_names(first, output),
        number=number,
        written=(_written(numbers[0], number), _written(numbers[1], number)),
        low=low,
        high=high,
        values=values,
        curves=curves,
        crossings=crossings,
        at_crossings=tuple(
            float("nan") if each.kind == "jump" else float(value)
            for each, value in zip(crossings, at, strict=True)
        ),
        stretches=_stretches(difference, (low, high), crossings, names),
        asked=asked,
    )


def _stretches(
    difference: Function,
    ends: tuple[float, float],
    crossings: tuple[Crossing, ...],
    names: tuple[str, str],
) -> tuple[Stretch, ...]:
    """Which side is lower, told from within each part between the crossings."""
    parts: list[Stretch] = []
    at = ends[0]
    for run in known_runs(difference, *ends):
        first, last = float(run[0]), float(run[-1])
        parts.append(Stretch(start=at, end=first, lower=None))
        cuts = {x for c in crossings for x in (c.at, c.to) if first <= x <= last}
        for start, end in pairwise(sorted({first, *cuts, last})):
            is_equal = any(c.at <= start and end <= c.to for c in crossings)
            lower = None if is_equal else _lower(difference, start, end, names)
            parts.append(Stretch(start=start, end=end, lower=lower))
        at = last
    parts.append(Stretch(start=at, end=ends[1], lower=None))
    joined: list[Stretch] = []
    for part in parts:
        if joined and joined[-1].lower == part.lower:
            joined[-1] = replace(joined[-1], end=part.end)
        elif part.end > part.start:
            joined.append(part)
    return tuple(joined)


def _lower(
    difference: Function, start: float, end: float, names: tuple[str, str]
) -> str | None:
    """The side that is lower between two places, by points well inside."""
    gap, _ = difference(np.linspace(start, end, INSIDE + 2)[1:-1])
    found = gap[~np.isnan(gap)]
    lead = float(found[np.abs(found).argmax()]) if found.size else 0.0
    if not lead:
        return None
    return names[0] if lead < 0 else names[1]


def _numbers(
    first: Prepared, second: Prepared, on: str
) -> tuple[Number | None, Number | None]:
    """The number in each model; at least one has it, in units of one kind."""
    found: list[Number | None] = []
    lacking: list[UsageError] = []
    for prepared in (first, second):
        try:
            found.append(find_number(prepared, on))
        except UsageError as error:
            if error.finding.code != "E720":
                raise
            found.append(None)
            lacking.append(error)
    one, other = found
    if one is None and other is None:
        raise lacking[0]
    if one and other and one.unit.dimension != other.unit.dimension:
        values = {"name": on, "first": one.unit.symbol, "second": other.unit.symbol}
        raise UsageError(Finding(code="E726", values=values))
    return one, other


def _range(
    prepared: Prepared, number: Number, within: tuple[float, float] | None
) -> tuple[float, float]:
    """The range that is searched, in the number's unit."""
    if within is not None:
        scale = own_scale(number)
        low, high = within[0] * scale, within[1] * scale
    else:
        least, most = bounds_of(prepared, number)
        low, high = sorted((0.0, 2 * number.base))
        low = least if np.isfinite(least) else low
        high = most if np.isfinite(most) else high
    if not (np.isfinite([low, high]).all() and low < high):
        given = f"{low:g} … {high:g}"
        raise UsageError(
            Finding(code="E725", values={"name": number.path, "given": given})
        )
    return low, high


def _side(prepared: Prepared, own: Number | None, number: Number) -> _Side:
    if own is None:
        return _Side(prepared, None, 1.0)
    line = lines(prepared, prepared.base)[own.column]
    return _Side(prepared, line, conversion(number.unit, own.unit))


def _written(own: Number | None, number: Number) -> float | None:
    return None if own is None else own.base * conversion(own.unit, number.unit)
