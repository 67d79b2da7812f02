"""What a figure is drawn with: boxes, lines of text and arrows at fixed places [px]."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from lcagraph.drawing.measure import ASCENT, LEADING, Line, Span, width_of

Point = tuple[float, float]
Anchor = Literal["start", "middle", "end"]

INK = "#0F172A"
MUTED = "#64748B"
RED = "#B91C1C"
GREEN = "#166534"
BROWN = "#7A5C3E"
SLATE = "#334155"
GREY = "#8591A5"
LINE = "#94A3B8"
WHITE = "#FFFFFF"


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A rectangle."""

    x: float
    y: float
    width: float
    height: float
    fill: str = "none"
    stroke: str = "none"
    stroke_width: float = 1.0
    dashes: str = ""
    radius: float = 0.0
    role: str = ""
    """What it stands for, such as `process:casting`; empty: decoration."""

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height

    def encloses(self, other: Box) -> bool:
        """Whether another box lies inside, edges included."""
        return (
            self.x <= other.x
            and self.y <= other.y
            and other.right <= self.right
            and other.bottom <= self.bottom
        )

    def overlaps(self, other: Box) -> bool:
        """Whether two boxes share some area."""
        return (
            self.x < other.right
            and other.x < self.right
            and self.y < other.bottom
            and other.y < self.bottom
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """One line of text; `y` is its baseline."""

    x: float
    y: float
    line: Line
    anchor: Anchor = "start"

    @property
    def extent(self) -> Box:
        """The rectangle that the text takes up."""
        width = width_of(self.line)
        size = max((span.size for span in self.line), default=0.0)
        shift = {"start": 0.0, "middle": width / 2, "end": width}[self.anchor]
        left, top = self.x - shift, self.y - 0.8 * size
        return Box(x=left, y=top, width=width, height=size)


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrow:
    """A line with straight pieces and an arrowhead at its last point."""

    points: tuple[Point, ...]
    colour: str = INK
    width: float = 1.5
    dashes: str = ""
    role: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """Lines through points, or the areas that they enclose; many pieces, one path."""

    pieces: tuple[tuple[Point, ...], ...]
    is_closed: bool = False
    fill: str = "none"
    stroke: str = "none"
    stroke_width: float = 1.0
    dashes: str = ""
    role: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ribbon:
    """An area whose outline runs along lines and cubic curves."""

    start: Point
    steps: tuple[tuple[Point, ...], ...]
    """One point: a line to it. Three: two control points and where a curve ends."""
    fill: str = "none"
    opacity: float = 1.0
    """Of the fill."""
    stroke: str = "none"
    stroke_width: float = 1.0
    dashes: str = ""
    role: str = ""


Shape: TypeAlias = Box | Words | Arrow | Curve | Ribbon


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A whole figure, in drawing order."""

    width: float
    height: float
    title: str
    description: str
    shapes: tuple[Shape, ...]
    language: str
    """`zh` or `en`, for readers that speak the text."""

    def boxes(self, role: str) -> list[Box]:
        """Boxes whose role begins with a word: `boxes("process")`."""
        return [
            shape
            for shape in self.shapes
            if isinstance(shape, Box) and shape.role.split(":")[0] == role
        ]


def text_block(
    lines: Sequence[Line], x: float, top: float, anchor: Anchor = "start"
) -> list[Words]:
    """Lines of text below each other."""
    placed, y = [], top
    for line in lines:
        size = max((span.size for span in line), default=0.0)
        placed.append(Words(x=x, y=y + ASCENT * size, line=line, anchor=anchor))
        y += LEADING * size
    return placed


def badge(letter: str, x: float, y: float, colour: str) -> list[Shape]:
    """A letter in a circle with its centre at (x, y)."""
    radius = BADGE / 2
    circle = Box(
        x=x - radius,
        y=y - radius,
        width=BADGE,
        height=BADGE,
        fill=WHITE,
        stroke=colour,
        stroke_width=1.2,
        radius=radius,
    )
    span = Span(text=letter, size=12.5, bold=True, colour=colour)
    return [circle, Words(x=x, y=y + 4.2, line=(span,), anchor="middle")]


BADGE = 17.0
"""Diameter of a letter's circle. [px]"""
