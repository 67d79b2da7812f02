"""Tornado: each number from one end of its range to the other, the rest as written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np

from lcagraph.arrays import Floats, Prepared
from lcagraph.charts import Caption, Swing, tornado_text
from lcagraph.charts import tornado as tornado_chart
from lcagraph.drawing.shapes import Drawing
from lcagraph.drawing.svg import to_svg
from lcagraph.errors import Finding, UsageError
from lcagraph.result import Table
from lcagraph.sampling import Sampler, sampler_of
from lcagraph.sensitivity.bound import Line, lines
from lcagraph.sensitivity.called import names_of
from lcagraph.sensitivity.corrected import corrected_notes
from lcagraph.sensitivity.numbers import numbers_in
from lcagraph.sensitivity.outputs import (
    HEADLINE,
    MOST_CELLS,
    outcomes,
    outcomes_where_possible,
    output_names,
)
from lcagraph.sensitivity.pages import OutputPage, finite_or_none, footprint_fact
from lcagraph.sensitivity.ranges import (
    Range,
    held_range,
    spreads_of,
    usual_range,
)
from lcagraph.sensitivity.varied import outcomes_along
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
    """Numbers that give way, since they add up or balance with this one."""
    refused: Finding | None = None
    """Why an end has no footprint."""
    is_held: bool = False
    """Whether the ends are what draws make of the ends of its distribution: less wide,
    since it is made to fit with the others."""

    @property
    def swing(self) -> float:
        """High end less low end. [kgCO2e]"""
        return self.at_high - self.at_low


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Tornado(OutputPage):
    """Bars of all numbers that move an output, widest first."""

    SCHEMA: ClassVar[str] = "lcagraph-tornado-1"
    TITLE: ClassVar[str] = "tornado.title"

    prepared: Prepared = field(compare=False)
    """Whose numbers they are: pictures tell their names."""
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
                    finite_or_none(bar.at_low),
                    finite_or_none(bar.at_high),
                    bar.range.why,
                )
                for bar in self.bars
            ),
        )

    def to_dict(self) -> dict[str, Any]:
        """Everything as plain data."""
        return {
            **self._about(),
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
                    "is_stopped": bar.range.is_stopped,
                    "is_held": bar.is_held,
                    "at_low": finite_or_none(bar.at_low),
                    "at_high": finite_or_none(bar.at_high),
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
        return to_svg(self.drawing(lang, most=most))

    def drawing(self, lang: Language = "zh", *, most: int = 15) -> Drawing:
        """The same as a drawing, which PDF and PNG are written from."""
        paths = [bar.range.number.path for bar in self.bars]
        swings = self._swings(names_of(self.prepared, paths, lang))
        caption = self._caption(lang)
        return tornado_chart.drawing(swings, caption, base=self.base, most=most)

    def to_chart(self, lang: Language = "zh", *, width: int = 80) -> str:
        """The picture as lines of text, for a terminal."""
        return tornado_text(
            self._swings({}), self._caption(lang), base=self.base, width=width
        )

    def _picture(self, lang: Language) -> str:
        return self.to_svg(lang) if self._swings({}) else ""

    def _swings(self, names: Mapping[str, str]) -> list[Swing]:
        """The bars by the names that are given, else by their short paths."""
        return [
            Swing(
                name=names.get(bar.range.number.path, bar.range.number.name),
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

    def _how(self, lang: Language) -> str:
        tail = 100 * (1 - self.probability) / 2
        return label("tornado.how", lang).format(
            low=f"{tail:g}", high=f"{100 - tail:g}", percent=f"{self.percent:g}"
        )

    def _facts(self, lang: Language) -> list[Fact]:
        return [footprint_fact(self.base, lang)]

    def _notes(self, lang: Language) -> list[str]:
        notes = [self._how(lang)]
        cut = [bar.range.number.name for bar in self.bars if bar.range.is_cut]
        stopped = [b.range.number.name for b in self.bars if b.range.is_stopped]
        held = [bar.range.number.name for bar in self.bars if bar.is_held]
        for key, paths in (
            ("tornado.cut", cut),
            ("tornado.stopped", stopped),
            ("tornado.held", held),
            ("sensitivity.fixed", self.fixed),
        ):
            if paths:
                notes.append(label(key, lang).format(paths=", ".join(paths)))
        notes += corrected_notes(
            (b.range.number.name for b in self.bars if b.range.number.left is not None),
            lang,
        )
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

    What adds up or balances with a number gives way as in the draws (`bound`); ends of
    a distribution are what a draw makes of them.

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
        As `calculate.evaluate`: the model as written has no footprint; or a balance is
        stated that can't be drawn up (E532).
    """
    if not 0 < probability < 1 or not 0 < percent <= 100:
        given = {"probability": probability, "percent": percent}
        raise UsageError(Finding(code="E728", values=given))
    base = float(outcomes(prepared, prepared.base[None, :], output)[0])
    drawn = sampler or sampler_of(prepared)
    spreads = spreads_of(drawn)
    ways = lines(prepared, prepared.base)
    ranges = [
        usual_range(prepared, number, spreads, probability=probability, percent=percent)
        for number in numbers_in(prepared)
        if with_bases or not number.is_basis
    ]
    held = [
        held_range(r, ways[r.number.column], drawn)
        for r in ranges
        if not ways[r.number.column].is_fixed
    ]
    movable = [r for r in held if r.low < r.high]
    bars = [*_bars(prepared, movable, ways, output)]
    wide = [b for b in bars if b.refused or abs(b.swing) > IDLE * abs(base)]
    return Tornado(
        prepared=prepared,
        per=prepared.per,
        output=output,
        names=output_names(prepared, output),
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
    """Both ends of every range."""
    paths = {number.column: number.path for number in numbers_in(prepared)}
    free = [each for each in ranges if not ways[each.number.column].others]
    alone = dict(_ends_of_free(prepared, free, output))
    for each in ranges:
        way = ways[each.number.column]
        if way.others:
            ends = np.array([each.low, each.high])
            (low, high), refused = outcomes_along(prepared, way, ends, output)
        else:
            (low, high), refused = alone[each.number.column]
        yield Bar(
            range=each,
            at_low=float(low),
            at_high=float(high),
            others=tuple(paths[column] for column in way.others),
            refused=refused.get(0, refused.get(1)),
            is_held=each.why == "quantiles" and way.gain < 1 - IDLE,
        )


def _ends_of_free(
    prepared: Prepared, ranges: list[Range], output: str
) -> Iterator[tuple[int, tuple[Floats, dict[int, Finding]]]]:
    """Outputs at both ends, by column, for numbers that move alone; some at a time."""
    step = max(1, MOST_CELLS // (2 * len(prepared.base)))
    for first in range(0, len(ranges), step):
        some = ranges[first : first + step]
        variants = np.repeat(prepared.base[None, :], 2 * len(some), axis=0)
        for position, each in enumerate(some):
            ends = each.low, each.high
            variants[2 * position : 2 * position + 2, each.number.column] = ends
        found, refused = outcomes_where_possible(prepared, variants, output)
        for position, each in enumerate(some):
            at = 2 * position
            own = {row - at: refused[row] for row in (at, at + 1) if row in refused}
            yield each.number.column, (found[at : at + 2], own)


def _width(bar: Bar, base: float) -> float:
    """Swing of a bar; with one end refused, the way to the other."""
    ends: Floats = np.array([bar.at_low, bar.at_high])
    known = ends[np.isfinite(ends)]
    if known.size == 2:
        return abs(bar.swing)
    return float(np.abs(known - base).max(initial=0.0))


def _quantity(value: float, symbol: str) -> str:
    return f"{significant(value)} {symbol}".rstrip()
