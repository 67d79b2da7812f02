"""Upright lines on a chart, each with a small flag above that says what it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lcagraph.charts.page import AXIS, SMALL, stroke
from lcagraph.drawing.measure import Line, Span, width_of
from lcagraph.drawing.shapes import INK, MUTED, WHITE, Box, Shape, Words
from lcagraph.drawing.subscripts import with_subscripts

ROW = 30.0
"""Height of a row of flags: a name, and its number below. [px]"""
GAP = 8.0
WIDEST = 150.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """A place on the axis, with its name and number."""

    x: float
    name: str
    number: str
    colour: str = AXIS
    dashes: str = ""

    @property
    def lines(self) -> tuple[Line, Line]:
        """Name and number as measured text."""
        name = Span(text="", size=SMALL - 0.5, colour=MUTED)
        number = Span(text=self.number, size=SMALL, bold=True, colour=INK)
        return tuple(_cut(self.name, name)), (number,)

    @property
    def width(self) -> float:
        return max(map(width_of, self.lines))


def _cut(text: str, style: Span) -> list[Span]:
    """A name that is not wider than a flag may be."""
    line = with_subscripts(text, style)
    if width_of(tuple(line)) <= WIDEST:
        return line
    while text and width_of(tuple(with_subscripts(text + "…", style))) > WIDEST:
        text = text[:-1]
    return with_subscripts(text + "…", style)


FAN = 14.0
"""Height in which lines lean over to flags that were moved aside. [px]"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Where flags stand: side by side, or in rows if there are too many."""

    boxes: tuple[Box, ...]
    """Their place; `y` counts upwards from the bottom of the flags. [px]"""
    is_fanned: bool

    @property
    def height(self) -> float:
        """Room above the chart. [px]"""
        rows = max((box.y + ROW for box in self.boxes), default=0.0)
        return rows + (FAN if self.is_fanned and self.boxes else 0.0)


def placed_flags(flags: Sequence[Flag], left: float, right: float) -> Places:
    """Places between two edges [px] at which no flag covers another."""
    if sum(flag.width + GAP for flag in flags) <= right - left:
        return Places(boxes=_side_by_side(flags, left, right), is_fanned=True)
    return Places(boxes=_stacked(flags, left, right), is_fanned=False)


def _side_by_side(flags: Sequence[Flag], left: float, right: float) -> tuple[Box, ...]:
    """One row, in the order of the lines, each as near to its line as it can be."""
    order = sorted(range(len(flags)), key=lambda n: (flags[n].x, n))
    widths = [flags[n].width + GAP for n in order]
    wanted = [flags[n].x - w / 2 for n, w in zip(order, widths, strict=True)]
    starts = _apart(wanted, widths, left, right)
    found = dict(zip(order, zip(starts, widths, strict=True), strict=True))
    return tuple(
        Box(x=found[n][0], y=0, width=found[n][1], height=ROW)
        for n in range(len(flags))
    )


def _apart(
    wanted: Sequence[float], widths: Sequence[float], left: float, right: float
) -> list[float]:
    """Left edges without overlap; groups that touch share the way they are moved."""
    groups: list[list[int]] = []
    for number in range(len(wanted)):
        groups.append([number])
        while len(groups) > 1:
            before, last = (
                _start(group, wanted, widths, (left, right)) for group in groups[-2:]
            )
            if before + sum(widths[n] for n in groups[-2]) <= last:
                break
            groups[-2:] = [groups[-2] + groups[-1]]
    found = []
    for group in groups:
        at = _start(group, wanted, widths, (left, right))
        for n in group:
            found.append(at)
            at += widths[n]
    return found


def _start(
    group: Sequence[int],
    wanted: Sequence[float],
    widths: Sequence[float],
    edges: tuple[float, float],
) -> float:
    """Left edge of flags that stand side by side: the mean of what each one wants."""
    shifts, width = 0.0, 0.0
    for n in group:
        shifts += wanted[n] - width
        width += widths[n]
    return min(max(shifts / len(group), edges[0]), edges[1] - width)


def _stacked(flags: Sequence[Flag], left: float, right: float) -> tuple[Box, ...]:
    """In rows, each flag in the lowest one that has room above its line."""
    rows: list[list[Box]] = []
    found: dict[int, Box] = {}
    for number in sorted(range(len(flags)), key=lambda n: (flags[n].x, n)):
        width = flags[number].width
        x = min(max(flags[number].x - width / 2, left), max(right - width, left))
        box = Box(x=x - GAP / 2, y=0, width=width + GAP, height=ROW)
        row = next(
            (i for i, taken in enumerate(rows) if taken[-1].right <= box.x), len(rows)
        )
        if row == len(rows):
            rows.append([])
        rows[row].append(box)
        found[number] = Box(x=box.x, y=ROW * row, width=box.width, height=ROW)
    return tuple(found[number] for number in range(len(flags)))


def flag_shapes(
    flags: Sequence[Flag], places: Places, top: float, bottom: float
) -> list[Shape]:
    """Lines from the axis at `bottom` up over `top`, where the flags begin."""
    found: list[Shape] = []
    lowest = top - (FAN if places.is_fanned else 0.0)
    for flag, box in zip(flags, places.boxes, strict=True):
        points = [(flag.x, bottom), (flag.x, top - box.y)]
        if places.is_fanned:
            points.append((box.x + box.width / 2, lowest))
        found.append(stroke(points, flag.colour, 1.3, flag.dashes))
    for flag, box in zip(flags, places.boxes, strict=True):
        y = lowest - box.y - ROW
        found.append(
            Box(x=box.x, y=y, width=box.width, height=ROW - 2, fill=WHITE, role="flag")
        )
        middle = box.x + box.width / 2
        for line, base in zip(flag.lines, (y + 11, y + 24), strict=True):
            found.append(Words(x=middle, y=base, line=line, anchor="middle"))
    return found
