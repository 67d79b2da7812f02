"""Outlines of links: as thick where they fall steeply as where they run level."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import atan2, cos, hypot, sin, sqrt, tan

from lcagraph.drawing.shapes import Point
from lcagraph.sankey.places import Stop, Track
from lcagraph.sankey.ribbons import HAIR, HATCH, Outline, Step, backwards

FLAT = 0.01
"""A link that rises or falls less than this runs level. [px]"""
INNER = 2.0
"""Least radius of the inner edge of a bend. [px]"""


def even_outline(track: Track) -> Outline:
    """A link whose edges keep their distance along its middle line."""
    first, last, half = track.stops[0], track.stops[-1], track.width / 2
    middles = [Stop(x=s.x, y=s.y + half, end=s.end) for s in track.stops]
    upper = list(_edge(middles, -half))
    lower = list(_edge(middles, half))
    back = backwards((first.x, first.y + track.width), lower)
    steps = [*upper, ((last.x, last.y + track.width),), *back]
    return (first.x, first.y), steps, _hatch(middles, track.width)


def least_room(width: float, drop: float) -> float:
    """Least distance of two columns for a link that drops by so much. [px]

    With run W, drop D and slope 2 D / W in the middle, its bends have the radius
    r = W (W + √(W² + 4 D²)) / 8 D; r ≥ width / 2 + `INNER` solved for W.
    """
    wide, drop = width + 2 * INNER, abs(drop)
    return 2 * wide * sqrt(drop / (drop + 2 * wide)) if drop >= FLAT else 0.0


def _edge(middles: Sequence[Stop], off: float) -> Iterator[Step]:
    """Level behind each column, then a bend, a slope and a bend back to the next.

    `off` is the distance below the middle line; circles keep it all along. [px]
    """
    for here, there in pairwise(middles):
        yield ((here.end, here.y + off),)
        run, drop = there.x - here.end, there.y - here.y
        if abs(drop) < FLAT:
            yield ((there.x, there.y + off),)
            continue
        down, angle, radius = _bends(run, drop)
        along = (cos(angle), down * sin(angle))
        round_ = 4 / 3 * tan(angle / 4)
        inner, outer = radius - down * off, radius + down * off
        begin, end = (here.end, here.y + off), (there.x, there.y + off)
        leave = (
            begin[0] + inner * sin(angle),
            begin[1] + down * inner * (1 - cos(angle)),
        )
        enter = (
            end[0] - outer * sin(angle),
            end[1] - down * outer * (1 - cos(angle)),
        )
        yield (
            (begin[0] + round_ * inner, begin[1]),
            _moved(leave, along, -round_ * inner),
            leave,
        )
        yield (enter,)
        yield (
            _moved(enter, along, round_ * outer),
            (end[0] - round_ * outer, end[1]),
            end,
        )


def _bends(run: float, drop: float) -> tuple[float, float, float]:
    """Sign of the drop, angle of the slope, and radius of both bends. [1, rad, px]"""
    far = abs(drop)
    radius = run * (run + hypot(run, 2 * far)) / (8 * far)
    return (1.0 if drop > 0 else -1.0), atan2(2 * far, run), radius


def _moved(point: Point, along: Point, by: float) -> Point:
    return point[0] + by * along[0], point[1] + by * along[1]


def _hatch(middles: Sequence[Stop], width: float) -> list[tuple[Point, Point]]:
    """Slanted lines from edge to edge."""
    if width < HAIR:
        return []
    upper, lower = (
        _along(middles[0], list(_edge(middles, off))) for off in (-width / 2, width / 2)
    )
    slant = min(width, 10.0)
    found, run, further = [], 0.0, 0
    lengths = [0.0]
    for a, b in pairwise(upper):
        lengths.append(lengths[-1] + hypot(b[0] - a[0], b[1] - a[1]))
    for place in range(len(lower)):
        if lengths[place] - run < HATCH:
            continue
        run = lengths[place]
        while further < len(upper) and lengths[further] < run + slant:
            further += 1
        if further < len(upper):
            found.append((upper[further], lower[place]))
    return found


def _along(first: Stop, steps: Sequence[Step]) -> list[Point]:
    """Points of an edge, as many of each step on every edge."""
    point = (first.x, steps[0][0][1])
    found = [point]
    for step in steps:
        count = 12 if len(step) == 3 else 40
        found += [_on(point, step, n / count) for n in range(1, count + 1)]
        point = step[-1]
    return found


def _on(start: Point, step: Step, t: float) -> Point:
    """Point of a line or a cubic curve."""
    controls = (start, *step) if len(step) == 3 else (start, start, step[0], step[0])
    parts = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3)
    pairs = list(zip(parts, controls, strict=True))
    return (
        sum(part * each[0] for part, each in pairs),
        sum(part * each[1] for part, each in pairs),
    )
