"""From one number to another in steps: what raises it, what lowers it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from math import fsum

from lcagraph.charts.axis import Scale
from lcagraph.charts.caption import Caption
from lcagraph.charts.figures import Figures, figures_of
from lcagraph.charts.page import (
    AXIS,
    DARK,
    LIGHT,
    SMALL,
    Key,
    Page,
    stroke,
    strokes,
    styled,
)
from lcagraph.charts.parts import Part
from lcagraph.charts.refusal import checked, refused
from lcagraph.charts.rows import (
    Rows,
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
    lines_of,
    padded,
)
from lcagraph.drawing.shapes import WHITE, Curve, Drawing, Words
from lcagraph.wording.screen import columns, visible

BAR = 15.0
"""Height of a bar. [px]"""
RAISES = "#E08A3C"
"""Fill of what raises: 63 % light in grey, between both other fills, and told from
blue by those who don't see red."""

NEAR = 0.2
"""Steps that take less than this part of the larger end have an axis that doesn't begin
at zero; else they could not be seen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ends:
    """What it begins and ends with."""

    first: Part
    last: Part


def waterfall_steps(
    ends: Ends, steps: Sequence[Part], caption: Caption, *, most: int = 12
) -> Drawing:
    """Both ends as bars, and each step from where the one before it ends.

    Parameters
    ----------
    ends : Ends
        Their values are the first number and the last one.
    steps : sequence of Part
        What is added, in the order in which they are drawn; `share` stands beside the
        number.
    caption : Caption
        Title, unit, language, note.
    most : int
        Steps that are drawn one by one; what follows is one step, with its sum.

    Raises
    ------
    UsageError
        E779: a number is not finite.
    """
    shown = _folded(_checked(ends, steps), caption, most)
    levels = [*accumulate((s.value for s in shown), initial=ends.first.value)]
    is_cut = _is_cut(levels, ends)
    figures = figures_of(levels if is_cut else [0.0, *levels])
    page = Page(caption=caption)
    keys = [
        Key(text=caption.said("waterfall.raises"), fill=RAISES),
        Key(text=caption.said("waterfall.lowers"), fill=LIGHT),
    ]
    top = page.legend(keys if shown else [], page.heading(caption.second_title)) + 8
    named = [ends.first, *shown, ends.last]
    rows = measured_rows(((part.name, part.second) for part in named), BAR)
    texts = _texts(ends, shown, figures)
    numbers = [figures.scaled(level) for level in (*levels, ends.last.value)]
    scale = _scale(numbers, rows.left, label_width(texts) + 10, is_cut=is_cut)
    bottom = top + rows.height
    end = axis_below(page, scale, top, bottom, figures)
    rows.draw_names(page, top)
    if not is_cut:
        zero = scale.at(0)
        page.shapes.append(stroke(((zero, top - 2), (zero, bottom)), DARK, 1.2))
    _draw(page, rows, (top, scale), numbers, texts)
    told = [f"{part.name} {text}" for part, text in zip(named, texts, strict=True)]
    description = caption.word(
        "waterfall.description",
        title=caption.title,
        unit=figures.unit(caption.unit),
        told=joined(caption, told),
    )
    note = caption.said("waterfall.cut") if is_cut else ""
    values = [ends.first.value, *(step.value for step in shown)]
    return page.drawing(end, description, note, rounding_note(values, figures, caption))


def _draw(
    page: Page,
    rows: Rows,
    place: tuple[float, Scale],
    numbers: Sequence[float],
    texts: Sequence[str],
) -> None:
    """All bars with their texts, and thin lines from each to the next.

    `numbers` are the levels: where it begins, after each step, where it ends.
    """
    top, scale = place
    ground = scale.start if scale.low > 0 or scale.high < 0 else scale.at(0)
    at = [scale.at(number) for number in numbers]
    first, *middles, last = rows.middles(top)
    bars = [(first, ground, at[0], DARK)]
    for middle, (a, b), (x, end) in zip(
        middles, pairwise(numbers[:-1]), pairwise(at[:-1]), strict=True
    ):
        bars.append((middle, x, end, RAISES if b > a else LIGHT))
    bars.append((last, ground, at[-1], DARK))
    ties = [
        ((x, y + BAR / 2), (x, below - BAR / 2))
        for (y, _, x, _), (below, *_) in pairwise(bars)
    ]
    page.shapes.extend(strokes(ties, AXIS, 0.8))
    for (middle, x, end, fill), text in zip(bars, texts, strict=True):
        level_bar(page, (x, end), middle - BAR / 2, BAR, fill)
        line = tuple(styled(text, size=SMALL))
        page.shapes.append(Words(x=max(x, end) + 5, y=middle + 4, line=line))
    if ground == scale.start:
        page.shapes.extend(_torn(ground + 9, middle) for middle in (first, last))


def _torn(x: float, middle: float) -> Curve:
    """A white gap across a bar whose axis doesn't begin at zero."""
    low, high = middle + BAR / 2 + 2, middle - BAR / 2 - 2
    corners = ((x, low), (x + 5, high), (x + 9, high), (x + 4, low))
    return Curve(pieces=(corners,), is_closed=True, fill=WHITE)


def _checked(ends: Ends, steps: Sequence[Part]) -> Sequence[Part]:
    for part in (ends.first, *steps, ends.last):
        checked([part.value], part.name)
    return steps


def _folded(steps: Sequence[Part], caption: Caption, most: int) -> list[Part]:
    """The first steps, and the rest as one."""
    if most < 1:
        raise refused("empty")
    if len(steps) <= most:
        return list(steps)
    rest = steps[most - 1 :]
    name = caption.said("waterfall.rest", count=str(len(rest)))
    return [*steps[: most - 1], Part(name=name, value=fsum(s.value for s in rest))]


def _is_cut(levels: Sequence[float], ends: Ends) -> bool:
    """Whether the steps would be too small on an axis that begins at zero."""
    found = [*levels, ends.last.value]
    largest = max(map(abs, found))
    if len(levels) < 2:
        return False  # nothing between both ends has to be seen
    has_one_sign = min(found) > 0 or max(found) < 0
    return has_one_sign and max(found) - min(found) < NEAR * largest


def _texts(ends: Ends, steps: Sequence[Part], figures: Figures) -> list[str]:
    """Numbers of the rows; those of steps with their sign."""
    inner = []
    for step in steps:
        sign = "+" if step.value > 0 else ""
        inner.append(f"{sign}{step.told(figures)}")
    return [ends.first.told(figures), *inner, ends.last.told(figures)]


def _scale(
    numbers: Sequence[float], left: float, room: float, *, is_cut: bool
) -> Scale:
    low, high = min(numbers), max(numbers)
    if not is_cut:
        low, high = min(low, 0.0), max(high, 0.0)
    if high == low:
        high = low + (abs(low) * 0.1 or 1.0)
    # the ends of an axis that is cut still are bars that can be seen
    sides = (46.0 if is_cut else 2.0, room)
    return with_room((low, high), (left, right_edge()), sides)


def waterfall_steps_text(
    ends: Ends,
    steps: Sequence[Part],
    caption: Caption,
    *,
    most: int = 12,
    width: int = 80,
) -> str:
    """Lines for a terminal: name and number of both ends and of each step.

    The arguments are those of `waterfall_steps`; `width` is the room. [columns]
    """
    shown = _folded(_checked(ends, steps), caption, most)
    levels = [*accumulate((s.value for s in shown), initial=ends.first.value)]
    figures = figures_of(levels if _is_cut(levels, ends) else [0.0, *levels])
    texts = [visible(text) for text in _texts(ends, shown, figures)]
    room, widest = max(width, LEAST_WIDTH), max(map(columns, texts))
    parts = [ends.first, *shown, ends.last]
    names = aligned([part.name for part in parts], max(room // 2, 12))
    length = max(room - columns(names[0]) - widest - 4, 8)
    tracks = _tracks([*levels, ends.last.value], length, is_cut=_is_cut(levels, ends))
    rows = [
        f"{name}  {padded(track, length)}  {padded(text, widest, is_number=True)}"
        for name, track, text in zip(names, tracks, texts, strict=True)
    ]
    note = caption.word("waterfall.cut") if _is_cut(levels, ends) else ""
    return lines_of(caption, figures, rows, note, width=room)


def _tracks(levels: Sequence[float], length: int, *, is_cut: bool) -> list[str]:
    """A bar per row: both ends from the ground, steps from level to level."""
    low, high = min(levels), max(levels)
    if not is_cut:
        low, high = min(low, 0.0), max(high, 0.0)
    if high == low:
        high = low + 1.0
    scale = Scale(low=low, high=high, start=2.0 * is_cut, end=length - 1.0)
    at = [round(scale.at(level)) for level in levels]
    ground = 0 if is_cut else round(scale.at(0))
    spans = [(ground, at[0]), *pairwise(at[:-1]), (ground, at[-1])]
    rises = [True, *(b > a for a, b in pairwise(levels[:-1])), True]
    return [
        " " * min(span) + (FULL if rise else SHADED) * (abs(span[1] - span[0]) or 1)
        for span, rise in zip(spans, rises, strict=True)
    ]
