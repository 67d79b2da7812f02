"""Ribbons between bars: smooth, hatched where they lower the footprint."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from math import hypot
from typing import TypeAlias

from lcagraph.drawing.shapes import Box, Curve, Point, Ribbon, Shape
from lcagraph.sankey.places import TURN, Stop, Track

GREEN = "#15803D"
HAIR = 1.2
"""Ribbons narrower than this get an edge, so that they show. [px]"""
HATCH = 7.0
"""Distance of the lines of a hatch. [px]"""
OPACITY, PALE = 0.42, 0.12
CREDIT_DASHES, RETURN_DASHES = "4 2.5", "7 2.5"
ROUND = 0.5523
"""Control points of a quarter circle by a cubic curve, of its radius."""

Step: TypeAlias = tuple[Point, ...]
Outline: TypeAlias = tuple[Point, list[Step], list[tuple[Point, Point]]]
"""Where an area starts, the steps around it, and the lines of its hatch."""


def forward_outline(track: Track) -> Outline:
    """Outline from left to right along the top, and back along the bottom."""
    first, last, width = track.stops[0], track.stops[-1], track.width
    top = list(_edge(track.stops, 0.0))
    bottom = list(_edge(track.stops, width))
    back = backwards((first.x, first.y + width), bottom)
    steps = [*top, ((last.x, last.y + width),), *back]
    return (first.x, first.y), steps, _hatched(track.stops, width)


def ribbon_shapes(
    track: Track,
    colour: str,
    shift: Point,
    opacity: float = OPACITY,
    outline: Callable[[Track], Outline] = forward_outline,
) -> list[Shape]:
    """A ribbon, moved to where the diagram begins; `outline` of what runs forward."""
    link = track.link
    role = link.role
    if link.is_return:
        start, steps, hatch = _returning(track)
    else:
        start, steps, hatch = outline(track)
    moved = tuple(tuple(_moved(point, shift) for point in step) for step in steps)
    lines = tuple((_moved(a, shift), _moved(b, shift)) for a, b in hatch)
    is_negative = link.is_negative
    is_edged = link.is_return or is_negative
    dashes = CREDIT_DASHES if is_negative else RETURN_DASHES * link.is_return
    hair = colour if track.width < HAIR else "none"
    ribbon = Ribbon(
        start=_moved(start, shift),
        steps=moved,
        fill=GREEN if is_negative else colour,
        opacity=PALE if is_negative else opacity,
        stroke=(GREEN if is_negative else colour) if is_edged else hair,
        stroke_width=0.9 if is_edged else 0.5,
        dashes=dashes,
        role=role,
    )
    if not is_negative:
        return [ribbon]
    return [ribbon, Curve(pieces=lines, stroke=GREEN, stroke_width=0.9, role=role)]


def hatched_box(box: Box) -> list[Shape]:
    """A sample of a ribbon that lowers the footprint."""
    count = int(box.width // HATCH) + 1
    step = box.width / count
    pieces = tuple(
        ((box.x + n * step, box.bottom), (box.x + (n + 1) * step, box.y))
        for n in range(count)
    )
    fill = Box(x=box.x, y=box.y, width=box.width, height=box.height, fill="#E7F3EB")
    edge = replace(fill, fill="none", stroke=GREEN, dashes=CREDIT_DASHES)
    return [fill, Curve(pieces=pieces, stroke=GREEN, stroke_width=0.9), edge]


def _moved(point: Point, shift: Point) -> Point:
    return point[0] + shift[0], point[1] + shift[1]


def _edge(stops: Sequence[Stop], below: float) -> Iterator[Step]:
    """Level behind each column, then a curve to the next."""
    for here, there in pairwise(stops):
        yield ((here.end, here.y + below),)
        middle = (here.end + there.x) / 2
        yield (
            (middle, here.y + below),
            (middle, there.y + below),
            (there.x, there.y + below),
        )


def backwards(start: Point, steps: Sequence[Step]) -> list[Step]:
    """The same line, run through from its end."""
    found: list[Step] = []
    ends = [start, *(step[-1] for step in steps)]
    for step, before in zip(reversed(steps), reversed(ends[:-1]), strict=True):
        found.append((*reversed(step[:-1]), before))
    return found


def _hatched(stops: Sequence[Stop], width: float) -> list[tuple[Point, Point]]:
    """Slanted lines from edge to edge."""
    if width < HAIR:
        return []
    middle: list[Point] = []
    for here, there in pairwise(stops):
        middle += _sampled(here, there)
    found, run, slant = [], 0.0, min(width, 10.0)
    for a, b in pairwise(middle):
        run += hypot(b[0] - a[0], b[1] - a[1])
        if run >= HATCH:
            run = 0.0
            if b[0] + slant <= stops[-1].x:
                found.append(
                    ((b[0] + slant, _at(middle, b[0] + slant)), (b[0], b[1] + width))
                )
    return found


def _sampled(here: Stop, there: Stop) -> Iterator[Point]:
    """Points of the upper edge between two columns."""
    count = max(int((here.end - here.x) // 2), 1)
    for n in range(count):
        yield here.x + (here.end - here.x) * n / count, here.y
    x0, x3 = here.end, there.x
    middle = (x0 + x3) / 2
    for n in range(41):
        t = n / 40
        a, b, c, d = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3
        yield (
            a * x0 + (b + c) * middle + d * x3,
            (a + b) * here.y + (c + d) * there.y,
        )


def _at(points: Sequence[Point], x: float) -> float:
    """Height at x of a line that runs to the right."""
    after = bisect_left(points, x, key=lambda point: point[0])
    (x0, y0), (x1, y1) = points[max(after - 1, 0)], points[min(after, len(points) - 1)]
    return y0 + (y1 - y0) * (x - x0) / (x1 - x0) if x1 > x0 else y1


# ------------------------------------------------------------------ what runs back


def _returning(track: Track) -> Outline:
    """Right, down, back below the diagram, up and in: four turns of one direction."""
    tail, head, half = track.stops[0], track.stops[-1], track.width / 2
    line = (
        (tail.x, tail.y + half),
        (track.down, tail.y + half),
        (track.down, track.lane),
        (track.up, track.lane),
        (track.up, head.y + half),
        (head.x, head.y + half),
    )
    outer = _turned(line, half, TURN + track.width)
    inner = _turned(line, -half, TURN)
    start = (tail.x, tail.y)
    back = backwards((tail.x, tail.y + track.width), inner)
    steps = [*outer, ((head.x, head.y + track.width),), *back]
    hatch = [
        ((x, track.lane - half), (x + min(track.width, 10.0), track.lane + half))
        for x in _between(track.up, track.down)
    ]
    return start, steps, hatch


def _between(left: float, right: float) -> Iterator[float]:
    x = left + HATCH
    while x < right - 2 * HATCH:
        yield x
        x += HATCH


def _turned(line: Sequence[Point], off: float, radius: float) -> list[Step]:
    """A line beside a line of level and upright pieces, with round turns.

    `off` is the distance to the left of the way. Every turn goes to the right.
    """
    found: list[Step] = []
    for before, here, after in zip(line, line[1:], line[2:], strict=False):
        enter, leave = _unit(before, here), _unit(here, after)
        corner = (
            here[0] + off * (enter[1] + leave[1]),
            here[1] - off * (enter[0] + leave[0]),
        )
        start = (corner[0] - radius * enter[0], corner[1] - radius * enter[1])
        end = (corner[0] + radius * leave[0], corner[1] + radius * leave[1])
        keep = 1 - ROUND
        found.append((start,))
        found.append(
            (
                (
                    corner[0] - radius * keep * enter[0],
                    corner[1] - radius * keep * enter[1],
                ),
                (
                    corner[0] + radius * keep * leave[0],
                    corner[1] + radius * keep * leave[1],
                ),
                end,
            )
        )
    last = line[-1]
    direction = _unit(line[-2], last)
    found.append(((last[0] + off * direction[1], last[1] - off * direction[0]),))
    return found


def _unit(a: Point, b: Point) -> Point:
    length = hypot(b[0] - a[0], b[1] - a[1]) or 1.0
    return (b[0] - a[0]) / length, (b[1] - a[1]) / length
