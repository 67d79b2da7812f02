"""Distributions side by side: median, middle half and outer range of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lcagraph.charts.axis import Scale, widened
from lcagraph.charts.caption import Caption
from lcagraph.charts.chart import Chart
from lcagraph.charts.figures import Figures, figures_of
from lcagraph.charts.page import (
    DARK,
    LIGHT,
    SMALL,
    Key,
    Page,
    diamond,
    framed,
    stroke,
    strokes,
    styled,
)
from lcagraph.charts.refusal import checked, refused
from lcagraph.charts.rows import (
    axis_below,
    joined,
    label_width,
    measured_rows,
    right_edge,
)
from lcagraph.charts.tracks import (
    LEAST_WIDTH,
    SHADED,
    aligned,
    lines_of,
)
from lcagraph.drawing.shapes import INK, Box, Drawing, Words
from lcagraph.wording.screen import columns

BOX = 14.0
"""Height of a box. [px]"""
CAP = 4.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """A distribution in three or five numbers, and a value of its own."""

    name: str
    low: float
    """Lower end of the whisker, usually the 2.5th percentile."""
    median: float
    high: float
    quartiles: tuple[float, float] | None = None
    mark: float | None = None
    """A single result to compare with: the model as written."""

    @property
    def numbers(self) -> tuple[float, ...]:
        """All its numbers, whiskers, box and median in rising order, then the mark."""
        first, third = self.quartiles or (self.median, self.median)
        inner = (self.low, first, self.median, third, self.high)
        return inner if self.mark is None else (*inner, self.mark)


@Chart
def intervals(rows: Sequence[Interval], caption: Caption) -> Drawing:
    """SVG of boxes and whiskers in the order given.

    Parameters
    ----------
    rows : sequence of Interval
        One per scenario, alternative or product.
    caption : Caption
        Title, unit, language, note; the note says which percentiles they are.

    Raises
    ------
    UsageError
        E779: nothing to draw, numbers not finite or not in rising order.
    """
    _check(rows)
    figures = _figures(rows)
    page = Page(caption=caption)
    keys = [Key(text=caption.word("median"), stroke=INK)]
    if any(row.mark is not None for row in rows):
        keys.append(Key(text=caption.word("intervals.mark"), is_mark=True))
    if any(row.quartiles for row in rows):
        keys.insert(0, Key(text=caption.word("intervals.box"), fill=LIGHT))
    top = page.legend(keys, page.heading()) + 8
    named = measured_rows(((row.name, "") for row in rows), BOX)
    texts = [_text(row, figures) for row in rows]
    scaled = [figures.scaled(number) for row in rows for number in row.numbers]
    low, high = widened(scaled)
    right = right_edge() - label_width(texts) - 10
    scale = Scale(low=low, high=high, start=named.left, end=right)
    bottom = top + named.height
    end = axis_below(page, scale, top, bottom, figures)
    named.draw_names(page, top)
    for row, text, middle in zip(rows, texts, named.middles(top), strict=True):
        _draw(page, row, middle, scale, figures)
        line = tuple(styled(text, size=SMALL))
        x = right_edge()
        page.shapes.append(Words(x=x, y=middle + 4, line=line, anchor="end"))
    told = [f"{row.name} {text}" for row, text in zip(rows, texts, strict=True)]
    description = caption.word(
        "intervals.description",
        unit=figures.unit(caption.unit),
        told=joined(caption, told),
    )
    return page.drawing(end, description)


def _draw(
    page: Page, row: Interval, middle: float, scale: Scale, figures: Figures
) -> None:
    low, first, median, third, high = (
        scale.at(figures.scaled(number)) for number in row.numbers[:5]
    )
    lines = [((low, middle), (high, middle))]
    lines += [((x, middle - CAP), (x, middle + CAP)) for x in (low, high)]
    page.shapes.extend(strokes(lines, DARK, 1.2))
    if row.quartiles is not None:
        y, width = middle - BOX / 2, max(third - first, 0.8)
        box = Box(x=first, y=y, width=width, height=BOX, fill=LIGHT)
        page.shapes.append(framed(box))
    ends = ((median, middle - BOX / 2 - 1), (median, middle + BOX / 2 + 1))
    page.shapes.append(stroke(ends, INK, 2.2))
    if row.mark is not None:
        x = scale.at(figures.scaled(row.mark))
        page.shapes.append(diamond(x, middle))


def _text(row: Interval, figures: Figures) -> str:
    """`1.31 (1.12 … 1.58)`."""
    ends = f"{figures.text(row.low)} … {figures.text(row.high)}"
    return f"{figures.text(row.median)} ({ends})"


def _check(rows: Sequence[Interval]) -> None:
    if not rows:
        raise refused("empty")
    for row in rows:
        numbers = checked(row.numbers, row.name)[:5]
        if list(numbers) != sorted(numbers):
            raise refused("interval", row.name)


def _figures(rows: Sequence[Interval]) -> Figures:
    widest = max(row.high / 2 - row.low / 2 for row in rows)
    numbers = [number for row in rows for number in row.numbers]
    narrow = min(max(widest, 0.0) * 2, 1e300)
    return figures_of(numbers, narrow or None)


def intervals_text(
    rows: Sequence[Interval], caption: Caption, *, width: int = 80
) -> str:
    """Lines for a terminal: name, whiskers with box and median, the numbers.

    The arguments are those of `intervals`; `width` is the room there is. [columns]
    """
    _check(rows)
    figures = _figures(rows)
    room = max(width, LEAST_WIDTH)
    names = aligned([row.name for row in rows], max(room // 4, 12))
    texts = [_text(row, figures) for row in rows]
    length = max(room - columns(names[0]) - max(map(columns, texts)) - 4, 10)
    scaled = [figures.scaled(number) for row in rows for number in row.numbers]
    low, high = widened(scaled, 0.0)
    scale = Scale(low=low, high=high, start=0, end=length - 1)
    lines = [
        f"{name}  {_track(row, scale, figures)}  {text}"
        for name, row, text in zip(names, rows, texts, strict=True)
    ]
    key = f"┃ {caption.word('median')}"
    if any(row.quartiles for row in rows):
        key = f"{SHADED} {caption.word('intervals.box')}   {key}"
    if any(row.mark is not None for row in rows):
        key += f"   ● {caption.word('intervals.mark')}"
    return lines_of(caption, figures, lines, key, width=room)


def _track(row: Interval, scale: Scale, figures: Figures) -> str:
    cells = [" "] * (round(scale.end) + 1)
    low, first, median, third, high, *mark = (
        round(scale.at(figures.scaled(number))) for number in row.numbers
    )
    cells[low : high + 1] = ["─"] * (high + 1 - low)
    cells[low], cells[high] = "├", "┤"
    if row.quartiles is not None:
        cells[first : third + 1] = [SHADED] * (third + 1 - first)
    cells[median] = "┃"
    for place in mark:
        cells[place] = "●"
    return "".join(cells)
