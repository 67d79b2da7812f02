"""The page of a chart: title and legend above, the drawing, a note below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from lcagraph.charts.axis import Scale
from lcagraph.charts.caption import Caption
from lcagraph.drawing.measure import Line, Span, height_of, width_of, wrapped
from lcagraph.drawing.shapes import (
    INK,
    MUTED,
    Box,
    Curve,
    Drawing,
    Shape,
    Words,
    text_block,
)
from lcagraph.drawing.subscripts import with_subscripts

WIDTH = 640.0
"""Width of every chart: that of the text on an A4 page. [px]"""
MARGIN = 16.0

DARK, LIGHT, PALE = "#1F4E79", "#9DBAD7", "#DCE7F1"
"""Fills: in grey they are about 30, 73 and 90 % light."""
GRID = "#DDE3EA"
AXIS = "#64748B"
ACCENT = "#B91C1C"

MARK = 4.5
"""From the centre of a diamond to its corners. [px]"""
TITLE, TEXT, SMALL = 15.0, 12.0, 11.0
"""Font sizes. [px]"""


def styled(
    text: str, *, size: float = TEXT, bold: bool = False, colour: str = INK
) -> list[Span]:
    """A text in one style, with the subscripts of gases."""
    span = Span(text="", size=size, bold=bold, colour=colour)
    return with_subscripts(text, span)


def one_line(text: str, width: float, style: Span) -> Line:
    """A text on one line of a width [px]; “…” stands for what doesn't fit."""
    return next(iter(wrapped(with_subscripts(text, style), width, 1)), ())


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """An entry of the legend: a fill, or the look of a line, and what it stands for."""

    text: str
    fill: str = ""
    stroke: str = INK
    dashes: str = ""
    is_mark: bool = False
    """Whether it is the diamond that marks a single value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Collects the shapes of one chart from the top to the bottom."""

    caption: Caption
    shapes: list[Shape] = field(default_factory=list)

    def heading(self, *subtitles: str) -> float:
        """Puts down title and subtitles; gives where the next thing may begin. [px]"""
        width = WIDTH - 2 * MARGIN
        lines = wrapped(styled(self.caption.title, size=TITLE, bold=True), width, 2)
        for subtitle in filter(None, subtitles):
            lines += wrapped(styled(subtitle, colour="#334155"), width, 2)
        self.shapes.extend(text_block(lines, MARGIN, MARGIN - 4))
        return MARGIN + sum(map(height_of, lines)) + 2

    def legend(self, keys: Sequence[Key], top: float) -> float:
        """Puts down what fills and lines stand for; gives where it ends. [px]"""
        x, y = MARGIN, top + 14
        for key in keys:
            line = tuple(styled(key.text, size=SMALL, colour="#334155"))
            if x > MARGIN and x + 22 + width_of(line) > WIDTH - MARGIN:
                x, y = MARGIN, y + 18
            if key.is_mark:
                self.shapes.append(diamond(x + 7, y - 4))
            elif key.fill:
                box = Box(x=x, y=y - 9, width=14, height=10, fill=key.fill)
                self.shapes.append(framed(box))
            else:
                ends = ((x, y - 4), (x + 16, y - 4))
                self.shapes.append(stroke(ends, key.stroke, 1.8, key.dashes))
            self.shapes.append(Words(x=x + 21, y=y, line=line))
            x += 21 + width_of(line) + 18
        return y + 8 if keys else top

    def drawing(self, bottom: float, description: str, *notes: str) -> Drawing:
        """The picture: notes below everything, then the caption's own note."""
        lines: list[Line] = []
        for note in filter(None, (*notes, self.caption.note)):
            small = styled(note, size=SMALL, colour=MUTED)
            lines += wrapped(small, WIDTH - 2 * MARGIN, 3)
        if lines:
            self.shapes.extend(text_block(lines, MARGIN, bottom + 6))
            bottom += 6 + sum(map(height_of, lines))
        return Drawing(
            width=WIDTH,
            height=round(bottom + MARGIN - 4),
            title=self.caption.title,
            description=description,
            shapes=tuple(self.shapes),
            language=self.caption.lang,
        )


def framed(box: Box) -> Box:
    """A filled box with a thin dark frame, so that light fills show on paper."""
    return Box(
        x=box.x,
        y=box.y,
        width=box.width,
        height=box.height,
        fill=box.fill,
        stroke=DARK,
        stroke_width=0.8,
        role=box.role,
    )


def stroke(
    points: Sequence[tuple[float, float]],
    colour: str = AXIS,
    width: float = 1.0,
    dashes: str = "",
) -> Curve:
    """One line through some points."""
    return Curve(
        pieces=(tuple(points),), stroke=colour, stroke_width=width, dashes=dashes
    )


def diamond(x: float, y: float) -> Curve:
    """The mark of a single value, with its centre at (x, y)."""
    corners = ((x, y - MARK), (x + MARK, y), (x, y + MARK), (x - MARK, y))
    return Curve(pieces=(corners,), is_closed=True, fill=ACCENT, stroke="#FFFFFF")


def strokes(
    lines: Sequence[Sequence[tuple[float, float]]],
    colour: str = AXIS,
    width: float = 1.0,
) -> list[Shape]:
    """Several lines of one look, as one path; nothing if there are none."""
    pieces = tuple(tuple(line) for line in lines)
    return [Curve(pieces=pieces, stroke=colour, stroke_width=width)] if pieces else []


def bottom_axis(
    scale: Scale, labels: Sequence[tuple[float, str]], top: float, bottom: float
) -> list[Shape]:
    """Upright grid lines, the axis below them, and its numbers."""
    places = [scale.at(value) for value, _ in labels]
    found = strokes([((x, top), (x, bottom)) for x in places], GRID, 0.8)
    found.append(stroke(((scale.start, bottom), (scale.end, bottom))))
    for x, (_, text) in zip(places, labels, strict=True):
        line = tuple(styled(text, size=SMALL, colour="#334155"))
        found.append(Words(x=x, y=bottom + 15, line=line, anchor="middle"))
    return found


def axis_title(text: str, scale: Scale, y: float) -> list[Shape]:
    """What the numbers below an axis are, in its middle."""
    if not text:
        return []
    style = Span(text="", size=SMALL, colour=MUTED)
    line = one_line(text, scale.end - scale.start, style)
    middle = (scale.start + scale.end) / 2
    return [Words(x=middle, y=y, line=line, anchor="middle")]
