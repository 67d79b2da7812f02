"""One bar per name from zero: elasticities, shares of a variance, priorities."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lcagraph.charts.axis import Scale, widened
from lcagraph.charts.caption import Caption
from lcagraph.charts.figures import Figures, figures_of
from lcagraph.charts.page import (
    DARK,
    LIGHT,
    SMALL,
    Key,
    Page,
    framed,
    stroke,
    styled,
)
from lcagraph.charts.refusal import checked, refused
from lcagraph.charts.rows import (
    axis_below,
    joined,
    label_width,
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
    bar_text,
    lines_of,
)
from lcagraph.drawing.shapes import Box, Words
from lcagraph.wording.screen import columns, visible

BAR = 14.0
"""Height of a bar. [px]"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A named number, drawn from zero."""

    name: str
    value: float
    label: str = ""
    """Text at its end instead of the number."""


def signed_bars(bars: Sequence[Bar], caption: Caption, *, most: int = 15) -> str:
    """SVG of numbers as bars from zero, the largest magnitude first.

    Parameters
    ----------
    bars : sequence of Bar
        In any order; of equal ones the first given stands above.
    caption : Caption
        Title, unit, language, note.
    most : int
        How many are drawn; a line tells how many are not.

    Raises
    ------
    UsageError
        E779: nothing to draw, or numbers that are not finite.
    """
    shown, figures, page = _sorted(bars, most), _figures(bars), Page(caption=caption)
    top = page.heading()
    is_mixed = len({bar.value > 0 for bar in shown if bar.value}) > 1
    keys = [
        Key(text=caption.word("bars.raises"), fill=DARK),
        Key(text=caption.word("bars.lowers"), fill=LIGHT),
    ]
    top = page.legend(keys if is_mixed else [], top) + 6
    rows = measured_rows(((bar.name, "") for bar in shown), BAR)
    texts = [_text(bar, figures) for bar in shown]
    low, high = widened([0.0, *(figures.scaled(bar.value) for bar in shown)], 0.0)
    room = label_width(texts) + 10
    sides = (room if low < 0 else 2.0, room if high > 0 else 2.0)
    if min(bar.value for bar in shown) >= 0:
        low, sides = 0.0, (0.0, room)
    scale = with_room((low, high), (rows.left, right_edge()), sides)
    bottom = top + rows.height
    end = axis_below(page, scale, top, bottom, figures)
    rows.draw_names(page, top)
    middles = rows.middles(top)
    for bar, text, middle in zip(shown, texts, middles, strict=True):
        _draw(page, figures.scaled(bar.value), text, middle, scale)
    zero = scale.at(0)
    page.shapes.append(stroke(((zero, top - 2), (zero, bottom)), DARK, 1.2))
    told = [f"{bar.name} {text}" for bar, text in zip(shown, texts, strict=True)]
    description = caption.word(
        "bars.description",
        unit=figures.unit(caption.unit),
        told=joined(caption, told),
    )
    return page.svg(end, description, others(caption, len(bars) - len(shown)))


def _draw(page: Page, value: float, text: str, middle: float, scale: Scale) -> None:
    left, right = sorted((scale.at(0), scale.at(value)))
    if right - left >= 0.1:
        fill = DARK if value > 0 else LIGHT
        box = Box(x=left, y=middle - BAR / 2, width=right - left, height=BAR, fill=fill)
        page.shapes.append(framed(box))
    is_right = value >= 0
    page.shapes.append(
        Words(
            x=right + 5 if is_right else left - 5,
            y=middle + 4,
            line=tuple(styled(text, size=SMALL)),
            anchor="start" if is_right else "end",
        )
    )


def _text(bar: Bar, figures: Figures) -> str:
    return bar.label or figures.text(bar.value)


def _sorted(bars: Sequence[Bar], most: int) -> list[Bar]:
    """The largest magnitude first, checked, at most so many."""
    if not bars or most < 1:
        raise refused("empty")
    for bar in bars:
        checked([bar.value], bar.name)
    return sorted(bars, key=lambda bar: -abs(bar.value))[:most]


def _figures(bars: Sequence[Bar]) -> Figures:
    return figures_of([0.0, *(bar.value for bar in bars)])


def signed_bars_text(
    bars: Sequence[Bar], caption: Caption, *, most: int = 15, width: int = 80
) -> str:
    """Lines for a terminal: name, a bar from zero, its number.

    The arguments are those of `signed_bars`; `width` is the room there is. [columns]
    """
    shown, figures = _sorted(bars, most), _figures(bars)
    room = max(width, LEAST_WIDTH)
    names = aligned([bar.name for bar in shown], max(room // 3, 12))
    texts = [visible(_text(bar, figures)) for bar in shown]
    length = max(room - columns(names[0]) - max(map(columns, texts)) - 4, 8)
    values = [figures.scaled(bar.value) for bar in shown]
    is_mixed = min(values) < 0 < max(values)
    if not is_mixed:
        largest = max(map(abs, values)) or 1.0
        tracks = [bar_text(abs(v) / largest, length) if v else "" for v in values]
    else:
        low, high = min(values), max(values)
        scale = Scale(low=low, high=high, start=0, end=length - 1)
        tracks = [_signed(value, scale) for value in values]
    rows = [
        f"{name}  {track}  {text}"
        for name, track, text in zip(names, tracks, texts, strict=True)
    ]
    key = (
        f"{FULL} {caption.word('bars.raises')}   {SHADED} {caption.word('bars.lowers')}"
        if is_mixed
        else ""
    )
    left_out = others(caption, len(bars) - len(shown))
    return lines_of(caption, figures, rows, key, left_out, width=room)


def _signed(value: float, scale: Scale) -> str:
    """A bar to the left or right of zero on a line of columns."""
    cells = [" "] * (round(scale.end) + 1)
    zero, place = round(scale.at(0)), round(scale.at(value))
    first, last = sorted((zero, place))
    cells[first : last + 1] = [FULL if value > 0 else SHADED] * (last + 1 - first)
    cells[zero] = "│"
    return "".join(cells)
