"""Indices of a global sensitivity analysis: first order and total, with intervals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lcagraph.charts.axis import Scale, widened
from lcagraph.charts.caption import Caption
from lcagraph.charts.chart import Chart
from lcagraph.charts.estimate import Estimate
from lcagraph.charts.figures import Figures
from lcagraph.charts.page import (
    DARK,
    LIGHT,
    SMALL,
    Key,
    Page,
    stroke,
    strokes,
    styled,
)
from lcagraph.charts.refusal import checked, refused
from lcagraph.charts.rows import (
    axis_below,
    joined,
    label_width,
    level_bar,
    measured_rows,
    others,
    right_edge,
    with_room,
)
from lcagraph.charts.tracks import (
    FULL,
    LEAST_WIDTH,
    SHADED,
    aligned,
    lines_of,
)
from lcagraph.drawing.shapes import INK, Drawing, Shape, Words
from lcagraph.wording.screen import columns

BAR = 14.0
"""Height of each of the two bars. [px]"""
FIGURES = Figures(decimals=2)
"""Indices are told with two decimals: estimates have hardly more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """Share of the variance that a number explains: alone, and with all others."""

    name: str
    first: Estimate
    total: Estimate | None = None

    @property
    def pairs(self) -> tuple[tuple[Estimate, str], ...]:
        """Estimates with their fills."""
        if self.total is None:
            return ((self.first, DARK),)
        return (self.first, DARK), (self.total, LIGHT)

    @property
    def rank(self) -> float:
        return (self.total or self.first).value


@Chart
def index_bars(
    bars: Sequence[Index],
    caption: Caption,
    *,
    names: tuple[str, str] | None = None,
    most: int = 15,
) -> Drawing:
    """SVG of two bars per name with whiskers, the largest total first.

    Parameters
    ----------
    bars : sequence of Index
        In any order. Estimates may lie below 0 or above 1, as estimates do.
    caption : Caption
        Title, unit (usually none), language, note.
    names : pair of str, optional
        What the two bars are; None: first order and total.
    most : int
        How many names are drawn; a line tells how many are not.

    Raises
    ------
    UsageError
        E779: nothing to draw, or numbers that are not finite.
    """
    shown, page = _sorted(bars, most), Page(caption=caption)
    first, total = _names(caption, names)
    keys = [Key(text=first, fill=DARK)]
    if any(bar.total for bar in shown):
        keys.append(Key(text=total, fill=LIGHT))
    top = page.legend(keys, page.heading()) + 6
    rows = measured_rows(((bar.name, "") for bar in shown), 2 * BAR)
    scale = _scale(shown, rows.left)
    bottom = top + rows.height
    end = axis_below(page, scale, top, bottom, FIGURES)
    rows.draw_names(page, top)
    for bar, middle in zip(shown, rows.middles(top), strict=True):
        _draw(page, bar, middle, scale)
    zero = scale.at(0)
    page.shapes.append(stroke(((zero, top - 2), (zero, bottom)), DARK, 1.2))
    told = [
        f"{bar.name} {' / '.join(_text(found) for found, _ in bar.pairs)}"
        for bar in shown
    ]
    description = caption.word(
        "indices.description", first=first, total=total, told=joined(caption, told)
    )
    return page.drawing(end, description, others(caption, len(bars) - len(shown)))


def _draw(page: Page, bar: Index, middle: float, scale: Scale) -> None:
    """Bars, whiskers and numbers of one name."""
    top = middle - BAR * len(bar.pairs) / 2
    for number, (found, fill) in enumerate(bar.pairs):
        y = top + BAR * number
        level_bar(page, (scale.at(0), scale.at(found.value)), y, BAR, fill)
        reach = [scale.at(end) for end in found.ends]
        if len(reach) > 1:
            page.shapes.extend(_whisker(min(reach), max(reach), y + BAR / 2, fill))
        x = max(scale.at(0), *reach) + 6
        line = tuple(styled(_text(found), size=SMALL - 1))
        page.shapes.append(Words(x=x, y=y + BAR - 3.5, line=line))


def _whisker(left: float, right: float, y: float, fill: str) -> list[Shape]:
    """An interval as a line with end strokes; white-cased on a dark bar."""
    ends = [
        ((left, y), (right, y)),
        ((left, y - 3), (left, y + 3)),
        ((right, y - 3), (right, y + 3)),
    ]
    casing = strokes(ends, "#FFFFFF", 2.6) if fill == DARK else []
    return [*casing, *strokes(ends, INK, 1.1)]


def _text(found: Estimate) -> str:
    """`0.31 (0.28 … 0.34)`."""
    text = FIGURES.text(found.value)
    if found.low is None or found.high is None:
        return text
    return f"{text} ({FIGURES.text(found.low)} … {FIGURES.text(found.high)})"


def _names(caption: Caption, names: tuple[str, str] | None) -> tuple[str, str]:
    return names or (caption.word("indices.first"), caption.word("indices.total"))


def _sorted(bars: Sequence[Index], most: int) -> list[Index]:
    """The largest first, checked, at most so many."""
    if not bars or most < 1:
        raise refused("empty")
    for bar in bars:
        for found, _ in bar.pairs:
            value, *ends = checked(found.ends, bar.name)
            if len(ends) == 2 and not ends[0] <= value <= ends[1]:
                raise refused("interval", bar.name)
    return sorted(bars, key=lambda bar: -bar.rank)[:most]


def _scale(shown: Sequence[Index], left: float) -> Scale:
    values = [end for bar in shown for found, _ in bar.pairs for end in found.ends]
    low, high = widened([0.0, *values], 0.0)
    if min(values) >= 0:
        low = 0.0
    texts = (_text(found) for bar in shown for found, _ in bar.pairs)
    sides = (6.0 if low < 0 else 0.0, label_width(texts) + 6)
    return with_room((low, high), (left, right_edge()), sides)


def index_bars_text(
    bars: Sequence[Index],
    caption: Caption,
    *,
    names: tuple[str, str] | None = None,
    most: int = 15,
    width: int = 80,
) -> str:
    """Lines for a terminal: per name two bars with their numbers and intervals.

    The arguments are those of `index_bars`; `width` is the room there is. [columns]
    """
    shown = _sorted(bars, most)
    room = max(width, LEAST_WIDTH)
    heads = aligned([bar.name for bar in shown], max(room // 3, 12))
    texts = [[_text(found) for found, _ in bar.pairs] for bar in shown]
    widest = max(columns(text) for pair in texts for text in pair)
    length = max(room - columns(heads[0]) - widest - 4, 8)
    values = [found.value for bar in shown for found, _ in bar.pairs]
    largest = max(*values, 0.0) or 1.0
    rows = []
    for head, bar, pair in zip(heads, shown, texts, strict=True):
        for number, ((found, _), text) in enumerate(zip(bar.pairs, pair, strict=True)):
            filled = round(max(found.value, 0.0) / largest * length)
            track = (FULL, SHADED)[number] * filled
            name = head if number == 0 else " " * columns(head)
            rows.append(f"{name}  {track or '│'}  {text}")
    first, total = _names(caption, names)
    key = f"{FULL} {first}"
    if any(bar.total for bar in shown):
        key += f"   {SHADED} {total}"
    left_out = others(caption, len(bars) - len(shown))
    return lines_of(caption, FIGURES, rows, key, left_out, width=room)
