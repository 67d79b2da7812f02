"""Tornado: each number from one end of its range to the other, the rest as written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from lcagraph.arrays import Floats, Prepared
from lcagraph.charts import Caption, Swing, tornado_text
from lcagraph.charts import tornado as tornado_svg
from lcagraph.errors import Finding, UsageError
from lcagraph.result import Table
from lcagraph.sampling import Sampler, sampler_of
from lcagraph.sensitivity.bound import Line, lines
from lcagraph.sensitivity.numbers import numbers_in
from lcagraph.sensitivity.outputs import (
    HEADLINE,
    MOST_CELLS,
    outcomes,
    outcomes_where_possible,
    output_name,
)
from lcagraph.sensitivity.pages import Page
from lcagraph.sensitivity.ranges import Range, spreads_of, usual_range
from lcagraph.wording import Language, label, message
from lcagraph.wording.page import Fact, significant

IDLE = 1e-12
"""Swing, relative to the output, that is rounding. [1]"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """What one number does over its range."""

    range: Range
    at_low: float
    """Output at the low end; NaN: no footprint there. [kgCO2e]"""
    at_high: float
    """Output at the high end. [kgCO2e]"""
    others: tuple[str, ...] = ()
    """Numbers that give way in proportion, since they add up with this one."""
    refused: Finding | None = None
    """Why an end has no footprint."""

    @property
    def swing(self) -> float:
        """High end less low end. [kgCO2e]"""
        return self.at_high - self.at_low


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Tornado(Page):
    """Bars of all numbers that move an output, widest first."""

    per: str
    output: str
    names: tuple[str, str]
    """What the output is called, in Chinese and in English."""
    base: float
    """Output of the model as written. [kgCO2e]"""
    bars: tuple[Bar, ...]
    idle: int
    """Numbers that move nothing over their range."""
    fixed: tuple[str, ...]
    """Numbers that can't move, since others leave them no room."""
    probability: float
    """Part of a distribution that its range holds. [1]"""
    percent: float
    """Range of numbers without a distribution, both ways. [%]"""

    def to_table(self) -> Table:
        """A row per bar, widest first."""
        return Table(
            title="tornado",
            columns=("number", "unit", "low", "high", "at_low", "at_high", "range"),
            units=("", "", "", "", "kgCO2e", "kgCO2e", ""),
            rows=tuple(
                (
                    bar.range.number.name,
                    bar.range.number.symbol,
                    bar.range.low,
                    bar.range.high,
                    _or_none(bar.at_low),
                    _or_none(bar.at_high),
                    bar.range.why,
                )
                for bar in self.bars
            ),
        )

    def to_dict(self) -> dict[str, Any]:
        """Everything as plain data."""
        return {
            "schema": "lcagraph-tornado-1",
            "per": self.per,
            "output": self.output,
            "unit": "kgCO2e",
            "base": self.base,
            "probability": self.probability,
            "percent": self.percent,
            "bars": [
                {
                    "path": bar.range.number.path,
                    "unit": bar.range.number.unit.symbol,
                    "value": bar.range.number.base,
                    "low": bar.range.low,
                    "high": bar.range.high,
                    "range": bar.range.why,
                    "is_cut": bar.range.is_cut,
                    "at_low": _or_none(bar.at_low),
                    "at_high": _or_none(bar.at_high),
                    "others": list(bar.others),
                    "refused": bar.refused.code if bar.refused else None,
                }
                for bar in self.bars
            ],
            "idle": self.idle,
            "fixed": list(self.fixed),
        }

    def to_svg(self, lang: Language = "zh", *, most: int = 15) -> str:
        """The picture: bars around the footprint as written."""
        return tornado_svg(
            self._swings(), self._caption(lang), base=self.base, most=most
        )

    def to_chart(self, lang: Language = "zh", *, width: int = 80) -> str:
        """The picture as lines of text, for a terminal."""
        return tornado_text(
            self._swings(), self._caption(lang), base=self.base, width=width
        )

    def _swings(self) -> list[Swing]:
        return [
            Swing(
                name=bar.range.number.name,
                at_low=bar.at_low,
                at_high=bar.at_high,
                low=_quantity(bar.range.low, bar.range.number.symbol),
                high=_quantity(bar.range.high, bar.range.number.symbol),
            )
            for bar in self.bars
            if np.isfinite([bar.at_low, bar.at_high]).all()
        ]

    def _caption(self, lang: Language) -> Caption:
        return Caption(
            title=self._title(lang), unit="kgCO2e", lang=lang, note=self._how(lang)
        )

    def _title(self, lang: Language) -> str:
        output = self.names[lang == "en"]
        return label("tornado.title", lang).format(per=self.per, output=output)

    def _how(self, lang: Language) -> str:
        tail = 100 * (1 - self.probability) / 2
        return label("tornado.how", lang).format(
            low=f"{tail:g}", high=f"{100 - tail:g}", percent=f"{self.percent:g}"
        )

    def _facts(self, lang: Language) -> list[Fact]:
        base = f"{significant(self.base)} kgCO2e"
        return [(label("sensitivity.footprint", lang), base)]

    def _notes(self, lang: Language) -> list[str]:
        notes = [self._how(lang)]
        cut = [bar.range.number.name for bar in self.bars if bar.range.is_cut]
        for key, paths in (("tornado.cut", cut), ("sensitivity.fixed", self.fixed)):
            if paths:
                notes.append(label(key, lang).format(paths=", ".join(paths)))
        for bar in self.bars:
            if bar.refused:
                reason = f"{bar.refused.code} {message(bar.refused, lang)}"
                text = label("tornado.refused", lang)
                path = bar.range.number.name
                notes.append(text.format(path=path, reason=reason))
        return notes


def tornado(
    prepared: Prepared,
    sampler: Sampler | None = None,
    *,
    output: str = HEADLINE,
    probability: float = 0.95,
    percent: float = 10.0,
    with_bases: bool = False,
) -> Tornado:
    """The output at both ends of each number's range, the rest as written.

    Parameters
    ----------
    prepared : Prepared
        The compiled model.
    sampler : Sampler, optional
        Its uncertain numbers; made if it is not given.
    output : str
        `headline`, `including`, `excluding`, or an item.
    probability : float
        Ranges hold this much of a distribution: 0.95 is 2.5 to 97.5 %. [1]
    percent : float
        Range of the numbers without a distribution, both ways. [%]
    with_bases : bool
        Also what only says what others are stated per: the reference amount, the `per`
        of a factor, a certain 1 t of output. Moving it is moving all the others.

    Raises
    ------
    UsageError
        No such output (E727), or no such probability or percentage (E728).
    ModelError, CalculationError
        As `calculate.evaluate`: the model as written has no footprint.
    """
    if not 0 < probability < 1 or not 0 < percent < np.inf:
        given = {"probability": probability, "percent": percent}
        raise UsageError(Finding(code="E728", values=given))
    base = float(outcomes(prepared, prepared.base[None, :], output)[0])
    spreads = spreads_of(sampler or sampler_of(prepared))
    ways = lines(prepared, prepared.base)
    ranges = [
        usual_range(prepared, number, spreads, probability=probability, percent=percent)
        for number in numbers_in(prepared)
        if with_bases or not number.is_basis
    ]
    movable = [
        r for r in ranges if r.low < r.high and not ways[r.number.column].is_fixed
    ]
    bars = [*_bars(prepared, movable, ways, output)]
    wide = [b for b in bars if b.refused or abs(b.swing) > IDLE * abs(base)]
    names = tuple(output_name(prepared, output, lang) for lang in ("zh", "en"))
    return Tornado(
        per=prepared.per,
        output=output,
        names=(names[0], names[1]),
        base=base,
        bars=tuple(sorted(wide, key=lambda bar: -_width(bar, base))),
        idle=len(ranges) - len(wide),
        fixed=tuple(r.number.name for r in ranges if ways[r.number.column].is_fixed),
        probability=probability,
        percent=percent,
    )


def _bars(
    prepared: Prepared, ranges: list[Range], ways: tuple[Line, ...], output: str
) -> Iterator[Bar]:
    """Both ends of every range, some ranges at a time."""
    base = prepared.base
    paths = {number.column: number.path for number in numbers_in(prepared)}
    step = max(1, MOST_CELLS // (2 * len(base)))
    for first in range(0, len(ranges), step):
        some = ranges[first : first + step]
        ends = [np.array([each.low, each.high]) for each in some]
        variants = [
            ways[each.number.column].moved(base, values)
            for each, values in zip(some, ends, strict=True)
        ]
        found, refused = outcomes_where_possible(prepared, np.vstack(variants), output)
        for position, each in enumerate(some):
            low, high = 2 * position, 2 * position + 1
            others = ways[each.number.column].others
            yield Bar(
                range=each,
                at_low=float(found[low]),
                at_high=float(found[high]),
                others=tuple(paths[column] for column in others),
                refused=refused.get(low, refused.get(high)),
            )


def _width(bar: Bar, base: float) -> float:
    """Swing of a bar; with one end refused, the way to the other."""
    ends: Floats = np.array([bar.at_low, bar.at_high])
    known = ends[np.isfinite(ends)]
    if known.size == 2:
        return abs(bar.swing)
    return float(np.abs(known - base).max(initial=0.0))


def _or_none(value: float) -> float | None:
    return value if np.isfinite(value) else None


def _quantity(value: float, symbol: str) -> str:
    return f"{significant(value)} {symbol}".rstrip()
