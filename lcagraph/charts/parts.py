"""Parts of a whole as bars from zero, in the order given: nothing is ranked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lcagraph.charts.axis import Scale, widened
from lcagraph.charts.caption import Caption
from lcagraph.charts.figures import Figures, figures_of
from lcagraph.charts.page import (
    DARK,
    LIGHT,
    MARK,
    SMALL,
    Key,
    Page,
    diamond,
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
    right_edge,
    rounding_note,
    with_room,
)
from lcagraph.charts.tracks import (
    FULL,
    LEAST_WIDTH,
    SHADED,
    aligned,
    bar_text,
    lines_of,
    padded,
)
from lcagraph.drawing.measure import width_of
from lcagraph.drawing.shapes import Anchor, Drawing, Words
from lcagraph.wording.screen import columns, visible

BAR = 15.0
"""Height of a bar. [px]"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of a whole; what lowers it is negative."""

    name: str
    value: float
    share: str = ""
    """Share of the whole as it stands in tables, such as `45.10 %`."""
    mark: float | None = None
    """A value to compare with, drawn as a diamond."""
    second: str = ""
    """Its name in a second language, in small print below the first."""

    def told(self, figures: Figures) -> str:
        """The number, and its share."""
        return " · ".join(filter(None, [figures.text(self.value), self.share]))


def part_bars(
    parts: Sequence[Part],
    caption: Caption,
    *,
    subtitle: str = "",
    within: tuple[float, float] | None = None,
) -> Drawing:
    """Bars from zero, to the right for what adds and to the left for what lowers.

    Parameters
    ----------
    parts : sequence of Part
        In the order in which they are drawn.
    caption : Caption
        Title, unit, language, note.
    subtitle : str
        A line below the title, or one in each language: the sum, and what it is per.
    within : tuple of float, optional
        Numbers that the axis holds at least, so that several pictures can be compared.

    Raises
    ------
    UsageError
        E779: nothing to draw, or numbers that are not finite.
    """
    numbers = _numbers(parts, within)
    figures = figures_of(numbers)
    page = Page(caption=caption)
    top = page.heading(*subtitle.splitlines())
    top = page.legend(_keys(parts, caption), top) + 6
    rows = measured_rows(((part.name, part.second) for part in parts), BAR)
    texts = [part.told(figures) for part in parts]
    # with a given axis, the longest text has room, so that the axis stays where it is
    longest = [f"{figures.text(max(numbers, key=abs))} · 100.00 %"] if within else []
    scale = _scale(numbers, figures, rows.left, label_width([*texts, *longest]) + 10)
    bottom = top + rows.height
    end = axis_below(page, scale, top, bottom, figures)
    rows.draw_names(page, top)
    zero = scale.at(0)
    for part, text, middle in zip(parts, texts, rows.middles(top), strict=True):
        _draw(page, part, text, middle, (scale, figures))
    page.shapes.append(stroke(((zero, top - 2), (zero, bottom)), DARK, 1.2))
    told = [f"{part.name} {text}" for part, text in zip(parts, texts, strict=True)]
    description = caption.word(
        "parts.description",
        title=". ".join([caption.title, *subtitle.splitlines()]),
        unit=figures.unit(caption.unit),
        told=joined(caption, told),
    )
    values = [part.value for part in parts]
    return page.drawing(end, description, rounding_note(values, figures, caption))


def _draw(
    page: Page, part: Part, text: str, middle: float, told: tuple[Scale, Figures]
) -> None:
    """One bar, its mark, and its number beyond both."""
    scale, figures = told
    ends = (scale.at(0), scale.at(figures.scaled(part.value)))
    fill = DARK if part.value > 0 else LIGHT
    level_bar(page, ends, middle - BAR / 2, BAR, fill)
    line = tuple(styled(text, size=SMALL))
    is_right = part.value >= 0
    way = 1 if is_right else -1
    x = (max(ends) if is_right else min(ends)) + way * 5
    if part.mark is not None:
        mark = scale.at(figures.scaled(part.mark))
        page.shapes.append(diamond(mark, middle))
        if -MARK - 5 < way * (mark - x) < width_of(line) + MARK + 5:
            x = mark + way * (MARK + 5)  # the number stands beyond the mark
    anchor: Anchor = "start" if is_right else "end"
    page.shapes.append(Words(x=x, y=middle + 4, line=line, anchor=anchor))


def _keys(parts: Sequence[Part], caption: Caption) -> list[Key]:
    """What the fills are, if there are two, and what the diamond is."""
    keys = []
    if any(part.value < 0 for part in parts):
        keys += [
            Key(text=caption.said("parts.adds"), fill=DARK),
            Key(text=caption.said("parts.lowers"), fill=LIGHT),
        ]
    if any(part.mark is not None for part in parts):
        keys.append(Key(text=caption.said("intervals.mark"), is_mark=True))
    return keys


def _numbers(
    parts: Sequence[Part], within: tuple[float, float] | None = None
) -> list[float]:
    """All numbers of the picture, checked, zero among them."""
    if not parts:
        raise refused("empty")
    found = [0.0, *checked(within or ())]
    for part in parts:
        found += checked([part.value, part.mark], part.name)
    return found


def _scale(
    numbers: Sequence[float], figures: Figures, left: float, room: float
) -> Scale:
    """An axis with room for the numbers at the ends of bars on both sides of zero."""
    low, high = widened([figures.scaled(number) for number in numbers], 0.0)
    if min(numbers) >= 0:
        return with_room((0.0, high), (left, right_edge()), (0.0, room))
    return with_room((low, high), (left, right_edge()), (room, room))


def part_bars_text(
    parts: Sequence[Part], caption: Caption, *, subtitle: str = "", width: int = 80
) -> str:
    """Lines for a terminal: name, a bar from zero, number and share.

    The arguments are those of `part_bars`; `width` is the room there is. [columns]
    """
    figures = figures_of(_numbers(parts))
    room = max(width, LEAST_WIDTH)
    names = aligned([part.name for part in parts], max(room // 3, 12))
    values = [visible(figures.text(part.value)) for part in parts]
    shares = [visible(part.share) for part in parts]
    widths = [max(map(columns, texts)) for texts in (values, shares)]
    taken = columns(names[0]) + sum(widths) + 4 + (2 if widths[1] else 0)
    length = max(room - taken, 8)
    tracks = _tracks([figures.scaled(part.value) for part in parts], length)
    rows = [
        f"{name}  {padded(track, length)}  {padded(value, widths[0], is_number=True)}"
        f"  {padded(share, widths[1], is_number=True)}".rstrip()
        for name, track, value, share in zip(names, tracks, values, shares, strict=True)
    ]
    key = ""
    if any(part.value < 0 for part in parts):
        adds, lowers = caption.word("parts.adds"), caption.word("parts.lowers")
        key = f"{FULL} {adds}   {SHADED} {lowers}"
    notes = (key, *subtitle.splitlines())
    return lines_of(caption, figures, rows, *notes, width=room)


def _tracks(values: Sequence[float], length: int) -> list[str]:
    """A bar per number on a line of columns."""
    if min(values) >= 0:
        largest = max(values) or 1.0
        return [bar_text(v / largest, length) if v else "" for v in values]
    low, high = min(values), max(*values, 0.0)
    scale = Scale(low=low, high=high, start=0, end=length - 1)
    return [_signed(value, scale) for value in values]


def _signed(value: float, scale: Scale) -> str:
    """A bar to the left or to the right of zero."""
    cells = [" "] * (round(scale.end) + 1)
    zero, place = round(scale.at(0)), round(scale.at(value))
    first, last = sorted((zero, place))
    cells[first : last + 1] = [FULL if value > 0 else SHADED] * (last + 1 - first)
    cells[zero] = "│"
    return "".join(cells)
