"""A footprint: the sole of a left foot and five toes, of curves drawn by ourselves."""

from __future__ import annotations

from math import cos, pi, radians, sin

from lcagraph.drawing.shapes import Point, Ribbon

WIDTH, HEIGHT = 100.0, 200.0
"""Of the graphic as drawn here. [1]"""

_ROUND = 0.5523
"""Control points of four cubic curves that come nearest to a circle, 4/3 (√2 − 1)."""

_SOLE: tuple[Point, ...] = (
    (40.0, 66.0),
    (66.0, 58.0),
    (94.0, 70.0),
    (92.0, 100.0),
    (90.0, 124.0),
    (76.0, 130.0),
    (76.0, 152.0),
    (76.0, 176.0),
    (72.0, 198.0),
    (50.0, 198.0),
    (30.0, 198.0),
    (24.0, 180.0),
    (26.0, 160.0),
    (28.0, 138.0),
    (10.0, 120.0),
    (10.0, 96.0),
    (10.0, 78.0),
    (24.0, 70.0),
    (40.0, 66.0),
)
"""Start, then two control points and an end for each curve: ball, arch, heel."""

_TOES: tuple[tuple[float, float, float, float, float], ...] = (
    (80.0, 36.0, 15.0, 21.0, 12.0),
    (53.0, 34.0, 9.5, 14.0, 4.0),
    (34.0, 40.0, 8.0, 12.0, -4.0),
    (18.0, 50.0, 7.0, 10.5, -12.0),
    (6.5, 64.0, 5.5, 9.0, -20.0),
)
"""Centre (x, y), half width, half height, turn to the right [°]; big toe first."""


def foot(x: float, y: float, height: float, colour: str) -> tuple[Ribbon, ...]:
    """The graphic with its upper left corner at (x, y). [px]"""
    scale = height / HEIGHT

    def placed(point: Point) -> Point:
        return x + scale * point[0], y + scale * point[1]

    outlines = (_SOLE, *(_ellipse(*toe) for toe in _TOES))
    return tuple(
        _area(tuple(map(placed, outline)), colour, f"foot:{number}")
        for number, outline in enumerate(outlines)
    )


def _area(points: tuple[Point, ...], colour: str, role: str) -> Ribbon:
    curves = tuple(points[i : i + 3] for i in range(1, len(points), 3))
    return Ribbon(start=points[0], steps=curves, fill=colour, role=role)


def _ellipse(
    x: float, y: float, across: float, along: float, turn: float
) -> tuple[Point, ...]:
    """An ellipse as four cubic curves."""
    angle = radians(turn)

    def placed(at: Point) -> Point:
        u, v = at[0] * across, at[1] * along
        return x + u * cos(angle) - v * sin(angle), y + u * sin(angle) + v * cos(angle)

    points: list[Point] = [placed((1.0, 0.0))]
    for quarter in range(4):
        start, end = quarter * pi / 2, (quarter + 1) * pi / 2
        first = cos(start) - _ROUND * sin(start), sin(start) + _ROUND * cos(start)
        second = cos(end) + _ROUND * sin(end), sin(end) - _ROUND * cos(end)
        points += [placed(p) for p in (first, second, (cos(end), sin(end)))]
    return tuple(points)
