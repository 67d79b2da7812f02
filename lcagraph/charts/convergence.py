"""Estimates against the number of draws: whether more draws would change them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import ceil, floor, log10

import numpy as np

from lcagraph.charts.axis import Scale, decimals_of, widened
from lcagraph.charts.caption import Caption
from lcagraph.charts.chart import Chart
from lcagraph.charts.figures import Figures, figures_of, grouped
from lcagraph.charts.page import (
    DARK,
    GRID,
    LIGHT,
    MARGIN,
    PALE,
    SMALL,
    WIDTH,
    Page,
    axis_title,
    bottom_axis,
    one_line,
    stroke,
    strokes,
    styled,
)
from lcagraph.charts.refusal import Floats, checked_array, refused
from lcagraph.charts.tracks import LEAST_WIDTH, cut, lines_of, padded
from lcagraph.drawing.measure import Span, width_of
from lcagraph.drawing.shapes import INK, MUTED, Curve, Drawing, Point, Shape, Words
from lcagraph.wording.screen import columns

HEIGHT = 230.0
MOST_TRACES = 4
MOST_POINTS = 60
"""Points of a line; more could not be told apart. [1]"""
DASHES = ("", "7 4", "2 3", "9 3 2 3")
TERMINAL_POINTS = 8


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Trace:
    """An estimate after so many draws, with the band that it is known to."""

    name: str
    counts: Floats
    """Draws so far, rising, shape (m,). [1]"""
    values: Floats
    """The estimate, shape (m,). [unit of the caption]"""
    low: Floats | None = None
    """Lower end of its interval, shape (m,)."""
    high: Floats | None = None

    def thinned(self, most: int) -> Trace:
        """The same with at most so many points, even on the logarithmic axis."""
        counts = checked_array(self.counts, self.name)
        if counts.size <= most:
            return self
        wanted = np.geomspace(counts[0], counts[-1], most)
        kept = np.unique(np.searchsorted(counts, wanted * (1 - 1e-12)))
        kept = kept[kept < counts.size]

        def at(array: Floats | None) -> Floats | None:
            return None if array is None else np.asarray(array)[kept]

        return Trace(
            name=self.name,
            counts=counts[kept],
            values=np.asarray(self.values)[kept],
            low=at(self.low),
            high=at(self.high),
        )

    @property
    def band(self) -> tuple[Floats, Floats] | None:
        """Both ends of the interval, if both are given."""
        if self.low is None or self.high is None:
            return None
        return np.asarray(self.low), np.asarray(self.high)

    @property
    def numbers(self) -> list[float]:
        """Every number of the estimate and its band."""
        given = [self.values, *(self.band or ())]
        return [float(value) for array in given for value in np.asarray(array)]


@Chart
def convergence(traces: Sequence[Trace], caption: Caption) -> Drawing:
    """SVG of estimates against the number of draws on a logarithmic axis.

    Parameters
    ----------
    traces : sequence of Trace
        One to four: mean and percentiles.
    caption : Caption
        Title, unit, language, note.

    Raises
    ------
    UsageError
        E779: arrays of unequal length, counts that don't rise or are not positive,
        numbers that are not finite, or no or more than four traces.
    """
    shown = [trace.thinned(MOST_POINTS) for trace in _checked(traces)]
    figures = _figures(shown)
    page = Page(caption=caption)
    top = page.heading() + 20
    lasts = [figures.text(float(trace.values[-1])) for trace in shown]
    across, upright = _scales(shown, figures, top, _end_width(shown, lasts))
    page.shapes.extend(_axes(across, upright, page.caption, figures))
    for trace in shown:
        page.shapes.extend(_band(trace, across, upright, figures))
    for trace, dashes in zip(shown, DASHES, strict=False):
        points = _points(trace.counts, trace.values, across, upright, figures)
        page.shapes.append(stroke(_at_least_two(points), DARK, 1.8, dashes))
    page.shapes.extend(_ends(shown, lasts, across, upright, figures))
    told = [f"{trace.name} {text}" for trace, text in zip(shown, lasts, strict=True)]
    description = caption.word(
        "convergence.description",
        count=grouped(float(max(trace.counts[-1] for trace in shown)), 0),
        unit=figures.unit(caption.unit),
        told=caption.word("comma").join(told),
    )
    return page.drawing(upright.start + 38, description)


def _scales(
    shown: Sequence[Trace], figures: Figures, top: float, right: float
) -> tuple[Scale, Scale]:
    """The axes: logarithm of the draws, and the estimates."""
    numbers = [figures.scaled(n) for trace in shown for n in trace.numbers]
    low, high = widened(numbers)
    upright = Scale(low=low, high=high, start=top + HEIGHT, end=top)
    ticks = upright.ticks(6)
    texts = [grouped(tick, decimals_of(ticks)) for tick in ticks]
    left = max(width_of(tuple(styled(text, size=SMALL))) for text in texts)
    first = min(float(trace.counts[0]) for trace in shown)
    last = max(float(trace.counts[-1]) for trace in shown)
    begin, end = log10(first), log10(last)
    if end - begin < 1e-9:
        begin, end = begin - 0.5, end + 0.5
    start, stop = MARGIN + left + 8, WIDTH - MARGIN - right
    return Scale(low=begin, high=end, start=start, end=stop), upright


def _axes(
    across: Scale, upright: Scale, caption: Caption, figures: Figures
) -> list[Shape]:
    ticks = upright.ticks(6)
    decimals = decimals_of(ticks)
    heights = [upright.at(tick) for tick in ticks]
    found = strokes([((across.start, y), (across.end, y)) for y in heights], GRID, 0.8)
    for y, tick in zip(heights, ticks, strict=True):
        line = tuple(styled(grouped(tick, decimals), size=SMALL, colour="#334155"))
        found.append(Words(x=across.start - 6, y=y + 4, line=line, anchor="end"))
    labels = [(log10(count), f"{count:,.0f}") for count in round_counts(across)]
    found += bottom_axis(across, labels, upright.end, upright.start)
    unit = figures.unit(caption.unit)
    if unit:
        style = Span(text="", size=SMALL, colour=MUTED)
        name = one_line(unit, WIDTH / 2, style)
        found.append(Words(x=MARGIN, y=upright.end - 10, line=name))
    return found + axis_title(caption.word("draws"), across, upright.start + 33)


def round_counts(across: Scale) -> list[float]:
    """Powers of ten on a logarithmic axis; with 2 and 5 between them if few fit."""
    powers = range(floor(across.low) - 1, ceil(across.high) + 1)
    for steps in ((1,), (1, 3), (1, 2, 5), range(1, 10)):
        found = [step * 10.0**power for power in powers for step in steps]
        inside = [
            count
            for count in found
            if across.low - 1e-9 <= log10(count) <= across.high + 1e-9
        ]
        if len(inside) >= 3:
            return inside
    return [10.0**across.low, 10.0**across.high]


def _band(trace: Trace, across: Scale, upright: Scale, figures: Figures) -> list[Shape]:
    if trace.band is None:
        return []
    low, high = (
        _points(trace.counts, ends, across, upright, figures) for ends in trace.band
    )
    outline = (*_at_least_two(low), *reversed(_at_least_two(high)))
    return [
        Curve(
            pieces=(outline,),
            is_closed=True,
            fill=PALE,
            stroke=LIGHT,
            stroke_width=0.6,
        )
    ]


def _points(
    counts: Floats, values: Floats, across: Scale, upright: Scale, figures: Figures
) -> tuple[Point, ...]:
    return tuple(
        (across.at(log10(float(n))), upright.at(figures.scaled(float(value))))
        for n, value in zip(counts, values, strict=True)
    )


def _at_least_two(points: tuple[Point, ...]) -> tuple[Point, ...]:
    """A single point as a short level line, so that it can be seen."""
    if len(points) > 1:
        return points
    (x, y) = points[0]
    return (x - 4, y), (x + 4, y)


END_NAME = 110.0
"""Widest name at the end of a line. [px]"""


def _end_width(shown: Sequence[Trace], lasts: Sequence[str]) -> float:
    """Room for names and last values at the right."""
    numbers = (tuple(styled(text, size=SMALL, bold=True)) for text in lasts)
    names = (tuple(styled(trace.name, size=SMALL)) for trace in shown)
    widest = min(max(map(width_of, names)), END_NAME)
    return max(widest, *map(width_of, numbers)) + 14


def _ends(
    shown: Sequence[Trace],
    lasts: Sequence[str],
    across: Scale,
    upright: Scale,
    figures: Figures,
) -> list[Shape]:
    """Name and last value of each line, moved apart where they would touch."""
    places = [upright.at(figures.scaled(float(trace.values[-1]))) for trace in shown]
    order = sorted(range(len(shown)), key=lambda n: places[n])
    moved = _apart([places[n] for n in order], 31.0, upright.end, upright.start)
    found: list[Shape] = []
    for number, y in zip(order, moved, strict=True):
        x = across.at(log10(float(shown[number].counts[-1])))
        ends = ((x + 1, places[number]), (across.end + 8, y))
        found.append(stroke(ends, GRID if x < across.end - 1 else LIGHT, 0.8))
        style = Span(text="", size=SMALL, colour=MUTED)
        name = one_line(shown[number].name, END_NAME, style)
        value = tuple(styled(lasts[number], size=SMALL, bold=True, colour=INK))
        found.append(Words(x=across.end + 11, y=y - 2, line=name))
        found.append(Words(x=across.end + 11, y=y + 11, line=value))
    return found


def _apart(
    places: Sequence[float], gap: float, top: float, bottom: float
) -> list[float]:
    """Rising places with at least a gap between them, kept on the chart."""
    found: list[float] = []
    for place in places:
        found.append(max(place, found[-1] + gap) if found else max(place, top + 8))
    excess = found[-1] - (bottom - 4)
    if excess > 0:
        limit = bottom - 4
        for number in reversed(range(len(found))):
            found[number] = min(found[number], limit)
            limit = found[number] - gap
    return found


def _checked(traces: Sequence[Trace]) -> list[Trace]:
    if not traces:
        raise refused("empty")
    if len(traces) > MOST_TRACES:
        raise refused("traces")
    found = []
    for trace in traces:
        counts = checked_array(trace.counts, trace.name)
        values = checked_array(trace.values, trace.name)
        ends = [checked_array(end, trace.name) for end in trace.band or ()]
        if any(array.size != counts.size for array in (values, *ends)):
            raise refused("lengths", trace.name)
        if counts[0] < 1 or any(b <= a for a, b in pairwise(counts)):
            raise refused("counts", trace.name)
        found.append(replace(trace, counts=counts, values=values))
    return found


def _figures(shown: Sequence[Trace]) -> Figures:
    """Decimals by how far the last estimate is known, if that is told."""
    numbers = [number for trace in shown for number in trace.numbers]
    lasts = [
        float(high[-1]) - float(low[-1])
        for low, high in (trace.band for trace in shown if trace.band is not None)
    ]
    spread = min((wide for wide in lasts if wide > 0), default=None)
    return figures_of(numbers, None if spread is None else 10 * spread)


def convergence_text(
    traces: Sequence[Trace], caption: Caption, *, width: int = 80
) -> str:
    """Lines for a terminal: per estimate some numbers of draws, value and interval.

    The arguments are those of `convergence`; `width` is the room there is. [columns]
    """
    shown = [trace.thinned(TERMINAL_POINTS) for trace in _checked(traces)]
    figures = _figures(shown)
    room = max(width, LEAST_WIDTH)
    rows: list[str] = []
    for trace in shown:
        rows += [cut(trace.name, room), *_trace_rows(trace, figures, room)]
    return lines_of(caption, figures, rows, width=room)


def _trace_rows(trace: Trace, figures: Figures, room: int) -> list[str]:
    """A line per number of draws, all on one scale."""
    counts = [f"{float(count):,.0f}" for count in trace.counts]
    values = [figures.text(float(value)) for value in trace.values]
    first, second = max(map(columns, counts)), max(map(columns, values))
    length = max(room - first - second - 6, 10)
    low, high = widened([figures.scaled(n) for n in trace.numbers], 0.0)
    scale = Scale(low=low, high=high, start=0, end=length - 1)
    rows = []
    for number, (count, value) in enumerate(zip(counts, values, strict=True)):
        cells = [" "] * length
        if trace.band is not None:
            left, right = (
                round(scale.at(figures.scaled(float(ends[number]))))
                for ends in trace.band
            )
            cells[left : right + 1] = ["─"] * (right + 1 - left)
            cells[left], cells[right] = "├", "┤"
        cells[round(scale.at(figures.scaled(float(trace.values[number]))))] = "●"
        head = padded(count, first, is_number=True)
        tail = padded(value, second, is_number=True)
        rows.append(f"  {head}  {''.join(cells)}  {tail}")
    return rows
