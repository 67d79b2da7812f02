"""Bins as upright bars on an axis, or as lines of a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from lcagraph.charts.axis import Scale, decimals_of, widened
from lcagraph.charts.bins import Bins
from lcagraph.charts.caption import Caption
from lcagraph.charts.figures import Figures, apart, grouped, share_text
from lcagraph.charts.flags import Flag, flag_shapes, placed_flags
from lcagraph.charts.page import (
    DARK,
    GRID,
    MARGIN,
    SMALL,
    WIDTH,
    axis_title,
    bottom_axis,
    strokes,
    styled,
)
from lcagraph.charts.tracks import bar_text, cut
from lcagraph.drawing.measure import Line, width_of
from lcagraph.drawing.shapes import MUTED, Curve, Point, Shape, Words
from lcagraph.wording.screen import columns, visible

HEIGHT = 190.0
"""Height of the highest bar. [px]"""
NAME_ROW = 22.0
"""Room for what the numbers at the left are. [px]"""
TERMINAL_ROWS = 16
NOTE_LEAST = 16
"""Columns that the names of values in a bin get even on a narrow terminal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """The upright bars of some bins."""

    bins: Bins
    figures: Figures
    caption: Caption

    def drawn(
        self,
        top: float,
        flags: Sequence[Flag],
        cuts: Sequence[float],
        fills: Sequence[str],
    ) -> tuple[list[Shape], float]:
        """Bars, axes and flags below `top`, and where they end. [px]

        Parameters
        ----------
        top : float
            Where there is room. [px]
        flags : sequence of Flag
            `x` in units of the values.
        cuts : sequence of float
            Values at which the fill changes, rising; one fewer than the fills.
        fills : sequence of str
            Fill of each part, from the left.
        """
        bins = self.bins.merged()
        highest = max(float(bins.shares.max()) * 1.04, 1e-9)
        upright = Scale(low=0, high=highest, start=0, end=1)
        numbers = self._percents(upright)
        left = MARGIN + max(width_of(tuple(styled(t, size=SMALL))) for _, t in numbers)
        scale = self._scale(bins, [flag.x for flag in flags], left + 14)
        placed = [replace(f, x=scale.at(self.figures.scaled(f.x))) for f in flags]
        places = placed_flags(placed, MARGIN, scale.end)
        ceiling = top + NAME_ROW + places.height
        floor_ = ceiling + HEIGHT
        upright = replace(upright, start=floor_, end=ceiling)
        shapes = [
            *bottom_axis(scale, self._numbers(scale), floor_ + 4, floor_),
            *self._left_axis(numbers, upright, scale),
            Words(x=MARGIN, y=top + 13, line=self._share),
            *self._bars(bins, scale, upright, (cuts, fills)),
            *flag_shapes(placed, places, ceiling - 2, floor_),
        ]
        unit = self.figures.unit(self.caption.unit)
        shapes += axis_title(unit, scale, floor_ + 33)
        return shapes, floor_ + (38 if unit else 20)

    def _scale(self, bins: Bins, places: list[float], left: float) -> Scale:
        scaled = self.figures.scaled
        ends = [scaled(float(bins.edges[0])), scaled(float(bins.edges[-1]))]
        # a single bar would fill the whole width
        air = 0.02 if len(bins.counts) > 1 else 1.5
        low, high = widened([*ends, *map(scaled, places)], air)
        return Scale(low=low, high=high, start=left, end=WIDTH - MARGIN)

    def _numbers(self, scale: Scale) -> list[tuple[float, str]]:
        ticks = scale.ticks(7)
        decimals = decimals_of(ticks)
        return [(tick, grouped(tick, decimals)) for tick in ticks]

    @staticmethod
    def _percents(upright: Scale) -> list[tuple[float, str]]:
        """Numbers at the left: share of the values in a bin."""
        ticks = [100 * tick for tick in upright.ticks(5)]
        decimals = decimals_of(ticks)
        return [(tick / 100, f"{grouped(tick, decimals)} %") for tick in ticks]

    @property
    def _share(self) -> Line:
        """What the numbers at the left are."""
        return tuple(styled(self.caption.word("share"), size=SMALL, colour=MUTED))

    @staticmethod
    def _left_axis(
        numbers: Sequence[tuple[float, str]], upright: Scale, scale: Scale
    ) -> list[Shape]:
        """Level grid lines with their numbers."""
        heights = [upright.at(value) for value, _ in numbers]
        found = strokes(
            [((scale.start, y), (scale.end, y)) for y in heights[1:]], GRID, 0.8
        )
        for y, (_, text) in zip(heights, numbers, strict=True):
            line = tuple(styled(text, size=SMALL, colour="#334155"))
            found.append(Words(x=scale.start - 6, y=y + 4, line=line, anchor="end"))
        return found

    def _bars(
        self,
        bins: Bins,
        scale: Scale,
        upright: Scale,
        parts: tuple[Sequence[float], Sequence[str]],
    ) -> Iterator[Shape]:
        """One path per fill; bars that a cut divides belong to both sides."""
        cuts, fills = parts
        ends = [scale.low, *map(self.figures.scaled, cuts), scale.high]
        edges = [self.figures.scaled(float(edge)) for edge in bins.edges]
        for (low, high), fill in zip(pairwise(ends), fills, strict=True):
            pieces = []
            for (start, end), share in zip(pairwise(edges), bins.shares, strict=True):
                first, last = max(start, low), min(end, high)
                if share > 0 and last > first:
                    x, right = scale.at(first), scale.at(last)
                    pieces.append(_upright_bar(x, right, upright, float(share)))
            if pieces:
                yield Curve(
                    pieces=tuple(pieces),
                    is_closed=True,
                    fill=fill,
                    stroke=DARK,
                    stroke_width=0.6,
                    role="bars",
                )


def _upright_bar(
    x: float, right: float, upright: Scale, share: float
) -> tuple[Point, ...]:
    top = min(upright.at(share), upright.start - 0.5)
    return (x, upright.start), (x, top), (right, top), (right, upright.start)


def column_rows(
    bins: Bins, figures: Figures, named: Sequence[tuple[str, float]], width: int
) -> list[str]:
    """A line per bin: from, to, a bar, its share, and the names of values in it."""
    merged = bins.merged(TERMINAL_ROWS)
    edges = [float(edge) for edge in merged.edges]
    figures = apart(figures, edges)
    texts = [figures.text(edge) for edge in edges]
    widest = max(map(columns, texts))
    notes = _notes(edges, figures, named)
    shares = [float(share) for share in merged.shares]
    percents = [share_text(share) if share else "" for share in shares]
    taken = 2 * widest + 5 + max(map(columns, percents)) + 1
    room = max(map(columns, notes))
    length = max(min(width - taken - room - 2, 40), 8)
    highest = max(shares)
    rows = []
    for number, share in enumerate(shares):
        ends = f"{texts[number]:>{widest}} … {texts[number + 1]:>{widest}}"
        bar = bar_text(share / highest, length) if share else ""
        line = f"{ends}  {bar} {percents[number]}"
        if notes[number]:
            line += " " * max(1, taken + length - columns(line))
            line += cut(notes[number], max(width - columns(line), NOTE_LEAST))
        rows.append(line.rstrip())
    outer = (f"< {texts[0]:>{widest}}", f"> {texts[-1]:>{widest}}")
    outside = [
        f"{end:>{2 * widest + 3}}  {cut(note, max(width - 2 * widest - 5, NOTE_LEAST))}"
        if note
        else ""
        for end, note in zip(outer, _beyond(edges, figures, named), strict=True)
    ]
    return [row for row in (outside[0], *rows, outside[1]) if row]


def _notes(
    edges: Sequence[float], figures: Figures, named: Sequence[tuple[str, float]]
) -> list[str]:
    """Names of the values that lie in each bin; the last one holds its own end."""
    found: list[list[str]] = [[] for _ in edges[1:]]
    for name, value in sorted(named, key=lambda pair: pair[1]):
        if edges[0] <= value <= edges[-1]:
            inside = sum(edge <= value for edge in edges) - 1
            found[min(inside, len(found) - 1)].append(_note(name, value, figures))
    return [" ".join(note) for note in found]


def _beyond(
    edges: Sequence[float], figures: Figures, named: Sequence[tuple[str, float]]
) -> tuple[str, str]:
    """Names of the values that lie below all bins, and above."""
    ordered = sorted(named, key=lambda pair: pair[1])
    below = [_note(n, v, figures) for n, v in ordered if v < edges[0]]
    above = [_note(n, v, figures) for n, v in ordered if v > edges[-1]]
    return " ".join(below), " ".join(above)


def _note(name: str, value: float, figures: Figures) -> str:
    return f"◂ {visible(name)} {figures.text(value)}"
