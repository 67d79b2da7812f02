"""What leaves the system, as small boxes below the boundary, with its ways down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from lcagraph.diagram.blocks import (
    COLOURS,
    PictureLanguage,
    TextStyle,
    in_languages,
    in_lines,
    leg_lines,
    lines_size,
    spans,
)
from lcagraph.diagram.cards.wiring import Exit
from lcagraph.diagram.marks import mark
from lcagraph.diagram.scene import Group
from lcagraph.drawing.measure import Line, Span
from lcagraph.drawing.shapes import WHITE, Box, Point, Shape, text_block

TEXT_WIDTH = 150.0
PAD_X, PAD_Y = 9.0, 4.0
MARK_ROOM = 2.0
"""What a mark takes more than the padding. [px]"""
BETWEEN = 8.0
"""Between two boxes. [px]"""
BEFORE_BOX = 22.0
"""From the way down to the box that it leads to. [px]"""
BELOW_BOUNDARY = 16.0


@dataclass(frozen=True, slots=True, kw_only=True)
class LeavingBox:
    """One box with its text, and the way to it."""

    group: Group
    box: Box
    lines: tuple[Line, ...]
    way: tuple[Point, ...]
    """From the row that it leaves."""

    @property
    def room(self) -> Box:
        """What the box and the way to it take up below the boundary."""
        left, top = self.way[-2][0] - BETWEEN, self.box.y - BELOW_BOUNDARY
        width, height = self.box.right - left, self.box.bottom - top
        return Box(x=left, y=top, width=width, height=height)

    def shapes(self) -> list[Shape]:
        """The box with its text."""
        top = self.box.y + PAD_Y
        left = self.box.x + PAD_X + MARK_ROOM
        box = self.box
        sign = mark(self.group, box.x + 1.0, box.y, box.height, box.stroke)
        return [box, sign, *text_block(self.lines, left, top)]


def leaving_boxes(
    exits: Sequence[Exit],
    starts: Mapping[int, tuple[Point, float]],
    top: float,
    lang: PictureLanguage,
) -> list[LeavingBox]:
    """Boxes from the boundary down; none overlaps another or a way to one.

    Parameters
    ----------
    exits : sequence of Exit
        What leaves.
    starts : mapping
        Where each way begins, and the x at which it goes down. [px]
    top : float
        Lower edge of the boundary. [px]
    """
    placed: list[LeavingBox] = []
    order = sorted(starts, key=lambda number: (-starts[number][1], number))
    for number in order:
        start, x = starts[number]
        lines = _lines(exits[number], lang)
        width, height = lines_size(lines)
        box = Box(
            x=x + BEFORE_BOX,
            y=top + BELOW_BOUNDARY,
            width=width + 2 * PAD_X + MARK_ROOM,
            height=height + 2 * PAD_Y,
            fill=WHITE,
            stroke=COLOURS[exits[number].row.group][1],
            stroke_width=1.2,
            dashes="5 3" if exits[number].row.group == "burden_free" else "",
            role=f"leaving:{number}",
        )
        box = _below(box, x, placed)
        middle = box.y + box.height / 2
        way = (start, (x, start[1]), (x, middle), (box.x, middle))
        placed.append(
            LeavingBox(
                group=exits[number].row.group, box=box, lines=tuple(lines), way=way
            )
        )
    return placed


def _below(box: Box, x: float, placed: Sequence[LeavingBox]) -> Box:
    """A box moved down below those to its right that it would meet."""
    for other in placed:
        first = min(other.way[-2][0], other.box.x) - BETWEEN
        if x < other.box.right + BETWEEN and first < box.right:
            box = replace(box, y=max(box.y, other.box.bottom + BETWEEN))
    return box


def _lines(exit_: Exit, lang: PictureLanguage) -> list[Line]:
    """Name with its amount, what becomes of it, and how it is carried."""
    row, colour = exit_.row, COLOURS[exit_.row.group][1]
    style = TextStyle(size=12.5, bold=True, colour=colour, second_size=12.5)
    name = spans(row.name, lang, style)
    if row.amount is not None:
        amount = in_languages(row.amount, lang)[0]
        name.append(Span(text=f"  {amount}", size=12.5))
    lines = in_lines(name, TEXT_WIDTH)
    if row.detail is not None:
        small = TextStyle(size=12.5, colour=colour, second_size=12.5)
        lines += in_lines(spans(row.detail, lang, small), TEXT_WIDTH)
    return [*lines, *leg_lines(row.legs, lang, TEXT_WIDTH)]
