"""A tornado: what a result becomes at the ends of each input, the widest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lcagraph.charts.axis import Scale, widened
from lcagraph.charts.caption import Caption
from lcagraph.charts.chart import Chart
from lcagraph.charts.figures import Figures, figures_of
from lcagraph.charts.page import (
    ACCENT,
    DARK,
    LIGHT,
    SMALL,
    Key,
    Page,
    stroke,
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
    padded,
)
from lcagraph.drawing.shapes import Drawing, Words
from lcagraph.wording.screen import columns

BAR = 16.0
"""Height of a bar. [px]"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Swing:
    """What the result becomes at the low and the high end of one input."""

    name: str
    at_low: float
    """Result at the low end of the input. [unit of the caption]"""
    at_high: float
    low: str = ""
    """The input's low end as text, with its unit."""
    high: str = ""

    @property
    def ends(self) -> tuple[float, float]:
        """Smallest and largest result."""
        return min(self.at_low, self.at_high), max(self.at_low, self.at_high)

    @property
    def input_range(self) -> str:
        """The input from low to high."""
        return f"{self.low} … {self.high}" if self.low or self.high else ""

    def is_one_sided(self, base: float) -> bool:
        """Whether both ends push the result the same way."""
        return (self.at_low - base) * (self.at_high - base) > 0


@Chart
def tornado(
    bars: Sequence[Swing], caption: Caption, *, base: float, most: int = 15
) -> Drawing:
    """SVG of results at the ends of inputs, sorted by what they change.

    Parameters
    ----------
    bars : sequence of Swing
        In any order; of equal ones the first given stands above.
    caption : Caption
        Title, unit, language, note.
    base : float
        Result with every input as it is. [unit of the caption]
    most : int
        How many are drawn; a line tells how many are not.

    Raises
    ------
    UsageError
        E779: nothing to draw, or numbers that are not finite.
    """
    shown, figures, page = (
        _sorted(bars, base, most),
        _figures(bars, base),
        Page(caption=caption),
    )
    top = page.heading()
    keys = [
        Key(text=caption.word("tornado.at_low"), fill=LIGHT),
        Key(text=caption.word("tornado.at_high"), fill=DARK),
        Key(text=caption.word("tornado.base", value=figures.text(base)), stroke=ACCENT),
    ]
    top = page.legend(keys, top) + 8
    rows = measured_rows((bar.name, bar.input_range) for bar in shown)
    scale = _scale(shown, base, figures, rows.left)
    bottom = top + rows.height
    end = axis_below(page, scale, top, bottom, figures)
    rows.draw_names(page, top)
    for bar, middle in zip(shown, rows.middles(top), strict=True):
        _draw(page, bar, middle, scale, (base, figures))
    x = scale.at(figures.scaled(base))
    page.shapes.append(stroke(((x, top - 2), (x, bottom)), ACCENT, 1.4))
    told = [
        f"{bar.name} {figures.text(bar.at_low)} … {figures.text(bar.at_high)}"
        for bar in shown
    ]
    description = caption.word(
        "tornado.description",
        base=figures.text(base),
        unit=figures.unit(caption.unit),
        told=joined(caption, told),
    )
    return page.drawing(end, description, others(caption, len(bars) - len(shown)))


def _draw(
    page: Page, bar: Swing, middle: float, scale: Scale, told: tuple[float, Figures]
) -> None:
    """Both halves of a bar, and the results at its ends."""
    base, figures = told
    at = {end: scale.at(figures.scaled(end)) for end in (base, *bar.ends)}
    is_split = bar.is_one_sided(base)
    for number, (end, fill) in enumerate(((bar.at_low, LIGHT), (bar.at_high, DARK))):
        height = BAR / 2 if is_split else BAR
        y = middle - BAR / 2 + (height * number if is_split else 0)
        level_bar(page, (at[base], at[end]), y, height, fill)
    low, high = bar.ends
    if is_split:
        # both ends are told beyond the farther one, the input's low end first
        is_right = low > base
        text = f"{figures.text(bar.at_low)} | {figures.text(bar.at_high)}"
        x = at[high] + 5 if is_right else at[low] - 5
        _label(page, text, x, middle, is_right=is_right)
        return
    _label(page, figures.text(low), at[low] - 5, middle, is_right=False)
    _label(page, figures.text(high), at[high] + 5, middle, is_right=True)


def _label(page: Page, text: str, x: float, middle: float, *, is_right: bool) -> None:
    line = tuple(styled(text, size=SMALL))
    page.shapes.append(
        Words(x=x, y=middle + 4, line=line, anchor="start" if is_right else "end")
    )


def _sorted(bars: Sequence[Swing], base: float, most: int) -> list[Swing]:
    """The widest first, checked, at most so many."""
    checked([base])
    if not bars or most < 1:
        raise refused("empty")
    for bar in bars:
        checked([bar.at_low, bar.at_high], bar.name)

    def swing(bar: Swing) -> float:
        # halves, because the difference of two large numbers may have no float
        low, high = min(bar.ends[0], base), max(bar.ends[1], base)
        return low / 2 - high / 2

    return sorted(bars, key=swing)[:most]


def _figures(bars: Sequence[Swing], base: float) -> Figures:
    return figures_of([base, *(end for bar in bars for end in bar.ends)])


def _scale(shown: Sequence[Swing], base: float, figures: Figures, left: float) -> Scale:
    scaled = [figures.scaled(end) for bar in shown for end in bar.ends]
    low, high = widened([figures.scaled(base), *scaled], 0.0)
    widths = label_width(figures.text(end) for bar in shown for end in bar.ends)
    is_split = any(bar.is_one_sided(base) for bar in shown)
    room = (2 * widths + 12 if is_split else widths) + 10
    return with_room((low, high), (left, right_edge()), (room, room))


def tornado_text(
    bars: Sequence[Swing],
    caption: Caption,
    *,
    base: float,
    most: int = 15,
    width: int = 80,
) -> str:
    """Lines for a terminal: name, bar around the base, results at both ends.

    The arguments are those of `tornado`; `width` is the room there is. [columns]
    """
    shown, figures = _sorted(bars, base, most), _figures(bars, base)
    room = max(width, LEAST_WIDTH)
    names = aligned([bar.name for bar in shown], max(room // 3, 12))
    ends = [[figures.text(end) for end in (bar.at_low, bar.at_high)] for bar in shown]
    widest = max(columns(text) for pair in ends for text in pair)
    length = max(room - columns(names[0]) - 2 * widest - 7, 9)
    scaled = [figures.scaled(end) for bar in shown for end in bar.ends]
    low, high = widened([figures.scaled(base), *scaled], 0.0)
    scale = Scale(low=low, high=high, start=0, end=length - 1)
    rows = [
        f"{name}  {_track(bar, scale, figures, base)}  "
        f"{padded(pair[0], widest, is_number=True)} … {pair[1]}"
        for name, bar, pair in zip(names, shown, ends, strict=True)
    ]
    key = (
        f"{SHADED} {caption.word('tornado.at_low')}   "
        f"{FULL} {caption.word('tornado.at_high')}   "
        f"│ {caption.word('tornado.base', value=figures.text(base))}"
    )
    left_out = others(caption, len(bars) - len(shown))
    return lines_of(caption, figures, rows, key, left_out, width=room)


def _track(bar: Swing, scale: Scale, figures: Figures, base: float) -> str:
    """A bar on a line of columns, the base as an upright stroke."""
    length = round(scale.end) + 1
    cells = [" "] * length
    middle = round(scale.at(figures.scaled(base)))
    halves = [(bar.at_low, SHADED), (bar.at_high, FULL)]
    # of two ends on one side the nearer one is drawn over the farther one
    for end, block in sorted(halves, key=lambda half: -abs(half[0] / 2 - base / 2)):
        place = round(scale.at(figures.scaled(end)))
        first, last = sorted((place, middle))
        if end != base:
            cells[first : last + 1] = [block] * (last + 1 - first)
    cells[middle] = "│"
    return "".join(cells)
