"""Marks at the edge of rows: what a row is, for eyes and printers without colour."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from lcagraph.diagram.scene import Group
from lcagraph.drawing.shapes import WHITE, Curve, Point

MARK = 4.0
"""Width of a mark. [px]"""
MARK_LEFT, MARK_INSET = 1.6, 2.0
"""Between a mark and the edge of its row, and the rows above and below. [px]"""

_HAIR = 1.2
"""Width of a thin line. [px]"""

_Pieces = tuple[tuple[Point, ...], ...]
_Form = Callable[[float, float, float, str], Curve]
"""Left edge, top, bottom and colour → the mark."""


def mark(group: Group, x: float, top: float, height: float, colour: str) -> Curve:
    """The mark of a group along a row.

    Parameters
    ----------
    group : Group
        What the row is.
    x, top, height : float
        Left edge, top and height of the row. [px]
    colour : str
        Colour of the mark; its form tells the group without it.
    """
    curve = _FORMS[group](
        x + MARK_LEFT, top + MARK_INSET, top + height - MARK_INSET, colour
    )
    return replace(curve, role=f"mark:{group}")


# --- forms ---------------------------------------------------------------------------


def _upright(width: float) -> _Form:
    """One line along the outer edge."""

    def form(x: float, top: float, bottom: float, colour: str) -> Curve:
        middle = x + width / 2
        return Curve(
            pieces=(((middle, top), (middle, bottom)),),
            stroke=colour,
            stroke_width=width,
        )

    return form


def _broken(width: float, dash: float, gap: float) -> _Form:
    """A line of whole dashes, from the top to the bottom of a row of any height."""

    def form(x: float, top: float, bottom: float, colour: str) -> Curve:
        count = _count(top, bottom + gap, dash + gap)
        step, middle = (bottom - top + gap) / count, x + width / 2
        starts = [top + i * step for i in range(count)]
        return Curve(
            pieces=tuple(((middle, y), (middle, y + step - gap)) for y in starts),
            stroke=colour,
            stroke_width=width,
        )

    return form


def _double(x: float, top: float, bottom: float, colour: str) -> Curve:
    """Two thin lines: one product beside another."""
    places = (x + _HAIR / 2, x + MARK - _HAIR / 2)
    return Curve(
        pieces=tuple(((place, top), (place, bottom)) for place in places),
        stroke=colour,
        stroke_width=_HAIR,
    )


def _zigzag(x: float, top: float, bottom: float, colour: str) -> Curve:
    """A flash that goes on."""
    turns = _count(top, bottom, 3.4)
    step = (bottom - top) / turns
    left, right = x + _HAIR / 2, x + MARK
    points = [(right if i % 2 else left, top + i * step) for i in range(turns + 1)]
    return Curve(pieces=(tuple(points),), stroke=colour, stroke_width=_HAIR)


def _hatched(x: float, top: float, bottom: float, colour: str) -> Curve:
    """Slanting strokes."""
    count = _count(top, bottom, 4.6)
    step, rise = (bottom - top) / count, 3.0
    middles = [top + (i + 0.5) * step for i in range(count)]
    return Curve(
        pieces=tuple(
            ((x, middle + rise / 2), (x + MARK, middle - rise / 2))
            for middle in middles
        ),
        stroke=colour,
        stroke_width=1.5,
    )


def _grains(x: float, top: float, bottom: float, colour: str) -> Curve:
    """Rising grains, filled."""
    return Curve(
        pieces=_diamonds(x, top, bottom),
        is_closed=True,
        fill=colour,
    )


def _open_grains(x: float, top: float, bottom: float, colour: str) -> Curve:
    """The same, taken out again: empty."""
    return Curve(
        pieces=_diamonds(x, top, bottom),
        is_closed=True,
        fill=WHITE,
        stroke=colour,
        stroke_width=1.0,
    )


def _diamonds(x: float, top: float, bottom: float) -> _Pieces:
    count = _count(top, bottom, 5.6)
    step, radius = (bottom - top) / count, MARK / 2
    middle = x + radius
    heights = [top + (i + 0.5) * step for i in range(count)]
    return tuple(
        ((middle, y - radius), (middle + radius, y), (middle, y + radius), (x, y))
        for y in heights
    )


def _count(top: float, bottom: float, step: float) -> int:
    """How often a step of about this size fits. [px]"""
    return max(1, round((bottom - top) / step))


_FORMS: Mapping[Group, _Form] = {
    "material": _upright(MARK),
    "energy": _zigzag,
    "transport": _broken(MARK, 5.0, 2.5),
    "other": _upright(_HAIR),
    "treatment": _hatched,
    "emission": _grains,
    "removal": _open_grains,
    "co_product": _double,
    "burden_free": _broken(_HAIR, 3.5, 2.5),
    "credit": _broken(MARK, 1.2, 2.8),
}
