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
from lcagraph.sensitivity.crossings import POINTS, Crossing, find_crossings
from lcagraph.sensitivity.numbers import Number, find_number
from lcagraph.sensitivity.outputs import (
    HEADLINE,
    headline_view,
    outcomes_where_possible,
    output_name,
)
from lcagraph.sensitivity.pages import Page
from lcagraph.sensitivity.ranges import bounds_of, own_scale
from lcagraph.units import conversion
from lcagraph.wording import Language, label
from lcagraph.wording.page import Fact, significant

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

    @property
    def stretches(self) -> tuple[Stretch, ...]:
        """Which side is lower between the ends of the range and the crossings."""
        cuts = [self.low, *(x for c in self.crossings for x in (c.at, c.to)), self.high]
        parts = [
            Stretch(start=start, end=end, lower=self._lower(start, end))
            for start, end in pairwise(cuts)
            if end > start
        ]
        joined: list[Stretch] = []
        for part in parts:
            if joined and joined[-1].lower == part.lower:
                joined[-1] = replace(joined[-1], end=part.end)
            else:
                joined.append(part)
        return tuple(joined)

    def to_table(self) -> Table:
        """A row per place where the two are equal."""
        rows = [
            (each.at, self.number.symbol, _or_none(value), each.kind)
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
            "crossings": [
                {
                    "at": each.at,
                    "to": each.to,
                    "kind": each.kind,
                    "footprint": _or_none(value),
                }
                for each, value in zip(self.crossings, self.at_crossings, strict=True)
            ],
            "lower": [
                {"from": part.start, "to": part.end, "name": part.lower}
                for part in self.stretches
            ],
            "values": self.values.tolist(),
            "curves": {
                name: [_or_none(float(x)) for x in curve]
                for name, curve in zip(self.names, self.curves, strict=True)
            },
        }

    def _lower(self, start: float, end: float) -> str | None:
        """By the points of the curves between, or by the nearest to the middle."""
        inside = (self.values > start) & (self.values < end)
        gap = self.curves[0] - self.curves[1]
        found = gap[inside & np.isfinite(gap)]
        if not found.size:
            middle = (start + end) / 2
            at = int(np.abs(self.values - middle).argmin())
            found = gap[at : at + 1]
        lead = float(found[np.abs(found).argmax()])
        if not np.isfinite(lead) or not lead or self._is_equal(start, end):
            return None
        return self.names[0] if lead < 0 else self.names[1]

    def _is_equal(self, start: float, end: float) -> bool:
        return any(
            each.kind == "equal" and each.at <= start and end <= each.to
            for each in self.crossings
        )

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
        base = self.prepared.base
        if self.line is None:
            table = base[None, :]
        else:
            table = self.line.moved(base, values * self.scale)
        found, _ = outcomes_where_possible(self.prepared, table, output)
        return np.broadcast_to(found, values.shape)


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

    The number is moved in both models if both have it, the rest stays as written. The
    headline is that of the first model.

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
        such output (E727).
    """
    numbers = _numbers(first, second, on)
    number = next(each for each in numbers if each is not None)
    chosen = headline_view(first) if output == HEADLINE else output
    low, high = _range(first if numbers[0] else second, number, within)
    sides = [
        _side(prepared, each, number)
        for prepared, each in zip((first, second), numbers, strict=True)
    ]

    def both(x: Floats) -> Floats:
        return np.array([side.along(x, chosen) for side in sides])

    def difference(x: Floats) -> tuple[Floats, Floats]:
        found = both(x)
        return found[0] - found[1], np.abs(found).max(axis=0)

    crossings = find_crossings(difference, low, high)
    places = np.array([each.at for each in crossings])
    values = np.linspace(low, high, POINTS)
    at = both(places).mean(axis=0) if crossings else places
    output_names = tuple(output_name(first, output, lang) for lang in ("zh", "en"))
    return BreakEven(
        names=names,
        per=first.per,
        output=output,
        output_names=(output_names[0], output_names[1]),
        number=number,
        written=(_written(numbers[0], number), _written(numbers[1], number)),
        low=low,
        high=high,
        values=values,
        curves=both(values),
        crossings=crossings,
        at_crossings=tuple(
            float("nan") if each.kind == "jump" else float(value)
            for each, value in zip(crossings, at, strict=True)
        ),
    )


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


def _or_none(value: float) -> float | None:
    return value if np.isfinite(value) else None
