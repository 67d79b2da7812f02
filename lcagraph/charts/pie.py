"""Parts of a whole as slices, each named beside it: no colour is needed to read it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from math import cos, fsum, pi, sin, tan

from lcagraph.charts.caption import Caption
from lcagraph.charts.figures import Figures, figures_of, share_text
from lcagraph.charts.page import AXIS, DARK, MARGIN, SMALL, WIDTH, Page, stroke, styled
from lcagraph.charts.parts import Part
from lcagraph.charts.refusal import checked, refused
from lcagraph.charts.rows import joined
from lcagraph.drawing.measure import Line, height_of, wrapped
from lcagraph.drawing.shapes import (
    MUTED,
    WHITE,
    Anchor,
    Drawing,
    Point,
    Ribbon,
    text_block,
)

RADIUS = 98.0
REACH = 22.0
"""From the edge of the pie to the names. [px]"""
GAP = 6.0
"""Least distance of two names. [px]"""
FILLS = (DARK, "#9DBAD7", "#4F81B0", "#DCE7F1", "#2F6499", "#C3D5E6")
"""In turn; in grey, neighbours differ by at least a fifth."""
MOST = 16
"""Slices that can be told apart and named; more are no pie."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """A part from one angle to another, clockwise from the top. [rad]"""

    part: Part
    start: float
    end: float
    fill: str
    lines: tuple[Line, ...]

    @property
    def middle(self) -> float:
        return (self.start + self.end) / 2

    @property
    def is_right(self) -> bool:
        """On which side its name stands."""
        return sin(self.middle) >= 0

    @property
    def height(self) -> float:
        """Of its name. [px]"""
        return sum(map(height_of, self.lines))


def part_pie(parts: Sequence[Part], caption: Caption, *, subtitle: str = "") -> Drawing:
    """Slices in the order given, clockwise from the top.

    Parameters
    ----------
    parts : sequence of Part
        None of them negative; those that are zero have no slice and are named below.
    caption : Caption
        Title, unit, language, note.
    subtitle : str
        A line below the title, or one in each language: the sum, and what it is per.

    Raises
    ------
    UsageError
        E779: a part is negative, or not finite; nothing is above zero; more than 16.
    """
    _check(parts)
    shown = [part for part in parts if part.value > 0]
    figures = figures_of([0.0, *(part.value for part in shown)])
    page = Page(caption=caption)
    top = page.heading(*subtitle.splitlines()) + 14
    slices = _slices(shown, figures, page.caption)
    sides = [_placed(slices, is_right=is_right) for is_right in (True, False)]
    highest = min(y for side in sides for _, y in side)
    centre = (WIDTH / 2, top + max(RADIUS + 8, -highest))
    page.shapes.extend(_wedge(each, centre) for each in slices)
    bottom = centre[1] + RADIUS
    for side in sides:
        for each, y in side:
            _name(page, each, y, centre)
            bottom = max(bottom, centre[1] + y + each.height)
    told = [
        " ".join("".join(span.text for span in line) for line in each.lines)
        for each in slices
    ]
    description = caption.word(
        "pie.description",
        title=". ".join([caption.title, *subtitle.splitlines()]),
        unit=figures.unit(caption.unit),
        told=joined(caption, told),
    )
    unit = figures.unit(caption.unit)
    note = caption.said("pie.unit", unit=unit) if unit else ""
    return page.drawing(bottom + 8, description, note, _none(parts, caption))


def _check(parts: Sequence[Part]) -> None:
    if not parts:
        raise refused("empty")
    for part in parts:
        checked([part.value], part.name)
        if part.value < 0:
            raise refused("negative", part.name)
    if not any(part.value for part in parts):
        raise refused("nothing")
    if sum(part.value > 0 for part in parts) > MOST:
        raise refused("slices")


def _none(parts: Sequence[Part], caption: Caption) -> str:
    """What is said of parts that are zero."""
    names = [part.name for part in parts if part.value == 0]
    return caption.said("pie.none", names=joined(caption, names)) if names else ""


def _slices(
    parts: Sequence[Part], figures: Figures, caption: Caption
) -> tuple[Slice, ...]:
    whole = fsum(part.value for part in parts)
    turns = [*accumulate((part.value / whole for part in parts), initial=0.0)]
    width = WIDTH / 2 - RADIUS - REACH - 6 - MARGIN
    return tuple(
        Slice(
            part=part,
            start=2 * pi * first,
            end=2 * pi * last,
            fill=_fill(number, len(parts)),
            lines=_lines(part, figures, whole, width),
        )
        for number, (part, (first, last)) in enumerate(
            zip(parts, pairwise(turns), strict=True)
        )
    )


def _fill(number: int, count: int) -> str:
    """The fills in turn; the last slice differs from the first, which it touches."""
    is_closing = number == count - 1 and number and number % len(FILLS) == 0
    return FILLS[1 if is_closing else number % len(FILLS)]


def _lines(
    part: Part, figures: Figures, whole: float, width: float
) -> tuple[Line, ...]:
    share = part.share or share_text(part.value / whole)
    number = f"{figures.text(part.value)} · {share}"
    return (
        *wrapped(styled(part.name), width, 2),
        *wrapped(styled(number, size=SMALL, colour=MUTED), width, 1),
    )


def _placed(slices: Sequence[Slice], *, is_right: bool) -> list[tuple[Slice, float]]:
    """The slices of one side and the tops of their names below the centre. [px]"""
    side = [each for each in slices if each.is_right is is_right]
    order = sorted(side, key=lambda each: -cos(each.middle))
    tops = spread(
        [-RADIUS * cos(each.middle) - each.height / 2 for each in order],
        [each.height + GAP for each in order],
    )
    return [*zip(order, tops, strict=True)]


def _at(centre: Point, angle: float, radius: float) -> Point:
    return centre[0] + radius * sin(angle), centre[1] - radius * cos(angle)


def _wedge(each: Slice, centre: Point) -> Ribbon:
    """A slice: arcs of at most a quarter turn as cubic curves, within 0.03 % of R."""
    count = max(1, -int(-(each.end - each.start) // (pi / 2)))
    step = (each.end - each.start) / count
    reach = 4 / 3 * tan(step / 4) * RADIUS
    steps: list[tuple[Point, ...]] = [(_at(centre, each.start, RADIUS),)]
    for number in range(count):
        first, last = each.start + number * step, each.start + (number + 1) * step
        (ax, ay), (bx, by) = _at(centre, first, RADIUS), _at(centre, last, RADIUS)
        steps.append(
            (
                (ax + reach * cos(first), ay + reach * sin(first)),
                (bx - reach * cos(last), by - reach * sin(last)),
                (bx, by),
            )
        )
    return Ribbon(
        start=centre,
        steps=tuple(steps),
        fill=each.fill,
        stroke=WHITE if each.end - each.start < 2 * pi else each.fill,
        stroke_width=1.4,
        role="slice",
    )


def _name(page: Page, each: Slice, top: float, centre: Point) -> None:
    """Puts a name down beside the pie, and the line from its slice."""
    sign = 1 if each.is_right else -1
    x = centre[0] + sign * (RADIUS + REACH)
    level = centre[1] + top + 0.75 * height_of(each.lines[0])
    edge, bend = (_at(centre, each.middle, RADIUS + far) for far in (1, 7))
    page.shapes.append(stroke((edge, bend, (x - sign * 3, level - 3)), AXIS, 0.9))
    anchor: Anchor = "start" if each.is_right else "end"
    page.shapes.extend(text_block(each.lines, x, centre[1] + top, anchor))


def spread(wanted: Sequence[float], heights: Sequence[float]) -> list[float]:
    """Tops of boxes below each other that don't overlap, as near as they can be.

    Parameters
    ----------
    wanted : sequence of float
        Where each would stand alone, rising. [px]
    heights : sequence of float
        Of each, with its distance to the next one. [px]
    """
    groups: list[tuple[float, list[int]]] = []
    for number, top in enumerate(wanted):
        groups.append((top, [number]))
        while len(groups) > 1:
            (before, first), (at, last) = groups[-2:]
            if before + sum(heights[n] for n in first) <= at:
                break
            members = first + last
            groups[-2:] = [(_start(members, wanted, heights), members)]
    found = []
    for start, members in groups:
        tops = accumulate((heights[number] for number in members), initial=start)
        found += [*tops][:-1]
    return found


def _start(
    members: Sequence[int], wanted: Sequence[float], heights: Sequence[float]
) -> float:
    """Top of boxes that touch: the mean of what each one wants."""
    shifts, height = 0.0, 0.0
    for number in members:
        shifts += wanted[number] - height
        height += heights[number]
    return shifts / len(members)
