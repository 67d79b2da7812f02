"""Drawing → SVG text: escaped, without times or random names, the same every time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import hypot

from lcagraph.drawing.embedding import font_faces, used_characters
from lcagraph.drawing.fonts import FAMILY, FontChoice
from lcagraph.drawing.measure import SUBSCRIPT_SIZE, Line, Span, set_spans
from lcagraph.drawing.plain import plain
from lcagraph.drawing.shapes import (
    Arrow,
    Box,
    Curve,
    Drawing,
    Point,
    Ribbon,
    Shape,
    Words,
)

SYSTEM_FONTS = (
    "'Noto Sans CJK SC','Noto Sans SC','Source Han Sans SC','Source Han Sans CN',"
    "'Microsoft YaHei','PingFang SC','Hiragino Sans GB','WenQuanYi Micro Hei',"
    "'Helvetica Neue',Arial,'Liberation Sans',sans-serif"
)
"""Fonts of the reader's computer; the first one found."""

ARROWHEAD_LENGTH, ARROWHEAD_WIDTH = 8.5, 7.0
CORNER = 6.0
"""Radius of the turns of an arrow. [px]"""
SUBSCRIPT_SHIFT = 0.22
"""How far a subscript stands below the line, as a share of the text size."""


def to_svg(
    drawing: Drawing,
    fonts: FontChoice = "system",
    told: Mapping[str, str] | None = None,
) -> str:
    """The SVG text of a drawing; for files `fonts="embedded"`.

    Parameters
    ----------
    drawing : Drawing
    fonts : {"system", "embedded"}
    told : mapping of str to str, optional
        For pages: every shape with a role carries it as `data-role`, and as its title
        what is told of that role here.

    Raises
    ------
    UsageError
        The font to embed lacks a character of the drawing (E755).
    """
    width, height = _number(drawing.width), _number(drawing.height)
    family = SYSTEM_FONTS if fonts == "system" else f"'{FAMILY}',{SYSTEM_FONTS}"
    is_embedded = fonts == "embedded"
    style = f"<style>{font_faces(_lines(drawing))}</style>" if is_embedded else ""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" role="img" xml:lang="{drawing.language}" '
        f'font-family="{family}" text-rendering="geometricPrecision">',
        f"<title>{escaped(drawing.title)}</title>",
        f"<desc>{escaped(drawing.description)}</desc>",
        *filter(None, [style]),
        f'<rect width="{width}" height="{height}" fill="#FFFFFF"/>',
        *(
            _shape(shape) if told is None else _named(shape, told)
            for shape in drawing.shapes
        ),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def check_characters(drawing: Drawing) -> None:
    """Refuse a drawing that the font which comes along can't write.

    Raises
    ------
    UsageError
        It lacks a character (E755).
    """
    used_characters(_lines(drawing))


def _lines(drawing: Drawing) -> list[Line]:
    return [each.line for each in drawing.shapes if isinstance(each, Words)]


def escaped(text: str) -> str:
    """Text of a model as XML character data: no name can close an element."""
    shown = plain(text)
    for character, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        shown = shown.replace(character, entity)
    return shown.replace('"', "&quot;").replace("'", "&#39;")


def _shape(shape: Shape) -> str:
    if isinstance(shape, Box):
        return _box(shape)
    if isinstance(shape, Words):
        return _words(shape)
    if isinstance(shape, Ribbon):
        return _ribbon(shape)
    return _curve(shape) if isinstance(shape, Curve) else _arrow(shape)


def _named(shape: Shape, told: Mapping[str, str]) -> str:
    """A shape that says what it stands for."""
    role = "" if isinstance(shape, Words) else shape.role
    if not role:
        return _shape(shape)
    says = f"<title>{escaped(told[role])}</title>" if role in told else ""
    return f'<g data-role="{escaped(role)}">{says}{_shape(shape)}</g>'


def _number(value: float) -> str:
    """A coordinate with one decimal at most."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def _box(box: Box) -> str:
    parts = [
        f'<rect x="{_number(box.x)}" y="{_number(box.y)}" '
        f'width="{_number(box.width)}" height="{_number(box.height)}" '
        f'fill="{box.fill}"'
    ]
    if box.radius:
        parts.append(f' rx="{_number(box.radius)}"')
    if box.stroke != "none":
        parts.append(
            f' stroke="{box.stroke}" stroke-width="{_number(box.stroke_width)}"'
        )
    if box.dashes:
        parts.append(f' stroke-dasharray="{box.dashes}"')
    return "".join([*parts, "/>"])


def _words(words: Words) -> str:
    anchor = "" if words.anchor == "start" else f' text-anchor="{words.anchor}"'
    place = f'x="{_number(words.x)}" y="{_number(words.y)}"'
    spans = "".join(_spans(words.line))
    return f'<text {place}{anchor} xml:space="preserve">{spans}</text>'


def _spans(line: tuple[Span, ...]) -> Iterator[str]:
    """Styled pieces; the baseline goes down for a subscript and up again after it."""
    lowered = 0.0
    for span in set_spans(line):
        size = span.size * (SUBSCRIPT_SIZE if span.subscript else 1.0)
        wanted = span.size * SUBSCRIPT_SHIFT if span.subscript else 0.0
        shift = f' dy="{_number(wanted - lowered)}"' if wanted != lowered else ""
        lowered = wanted
        weight = ' font-weight="700"' if span.bold else ""
        yield (
            f'<tspan font-size="{_number(size)}" fill="{span.colour}"{weight}{shift}>'
            f"{escaped(span.text)}</tspan>"
        )


def _curve(curve: Curve) -> str:
    """All pieces in one path: a picture with many bars stays small."""
    end = "z" if curve.is_closed else ""
    path = "".join(f"{_piece(piece)}{end}" for piece in curve.pieces)
    parts = [f'<path d="{path}" fill="{curve.fill}"']
    if curve.stroke != "none":
        width = _number(curve.stroke_width)
        parts.append(f' stroke="{curve.stroke}" stroke-width="{width}"')
    if curve.dashes:
        parts.append(f' stroke-dasharray="{curve.dashes}"')
    return "".join([*parts, "/>"])


def _ribbon(ribbon: Ribbon) -> str:
    """An area with a smooth outline."""
    path = [f"M{_number(ribbon.start[0])} {_number(ribbon.start[1])}"]
    for step in ribbon.steps:
        letter = "C" if len(step) > 1 else "L"
        path.append(letter + " ".join(f"{_number(x)} {_number(y)}" for x, y in step))
    parts = [f'<path d="{"".join(path)}z" fill="{ribbon.fill}"']
    if ribbon.opacity != 1.0:
        parts.append(f' fill-opacity="{ribbon.opacity:g}"')
    if ribbon.stroke != "none":
        width = _number(ribbon.stroke_width)
        parts.append(f' stroke="{ribbon.stroke}" stroke-width="{width}"')
    if ribbon.dashes:
        parts.append(f' stroke-dasharray="{ribbon.dashes}"')
    return "".join([*parts, "/>"])


def _piece(points: tuple[Point, ...]) -> str:
    """Points of one piece; level and upright steps take one number each."""
    first, *rest = [(_number(x), _number(y)) for x, y in points]
    path, (at_x, at_y) = [f"M{first[0]} {first[1]}"], first
    for x, y in rest:
        if y == at_y:
            path.append(f"H{x}")
        else:
            path.append(f"V{y}" if x == at_x else f"L{x} {y}")
        at_x, at_y = x, y
    return "".join(path)


def _arrow(arrow: Arrow) -> str:
    """A line with rounded turns, and its head as a triangle of its own."""
    *before, last = arrow.points
    tip, base, left, right = _head(before[-1], last, arrow.width)
    path = " ".join(_path([*before, base]))
    dashes = f' stroke-dasharray="{arrow.dashes}"' if arrow.dashes else ""
    head = " ".join(f"{_number(x)},{_number(y)}" for x, y in (tip, left, right))
    return (
        f'<path d="{path}" fill="none" stroke="{arrow.colour}" '
        f'stroke-width="{_number(arrow.width)}"{dashes}/>'
        f'<polygon points="{head}" fill="{arrow.colour}"/>'
    )


def _head(start: Point, tip: Point, width: float) -> tuple[Point, Point, Point, Point]:
    """Tip, middle of the base and the two corners of an arrowhead."""
    scale = 0.75 + 0.16 * width
    dx, dy = tip[0] - start[0], tip[1] - start[1]
    length = hypot(dx, dy) or 1.0
    ux, uy = dx / length, dy / length
    back, half = ARROWHEAD_LENGTH * scale, ARROWHEAD_WIDTH * scale / 2
    base = (tip[0] - ux * back, tip[1] - uy * back)
    left = (base[0] - uy * half, base[1] + ux * half)
    right = (base[0] + uy * half, base[1] - ux * half)
    return tip, base, left, right


def _path(points: list[Point]) -> Iterator[str]:
    yield f"M{_number(points[0][0])} {_number(points[0][1])}"
    for before, here, after in zip(points, points[1:], points[2:], strict=False):
        enter, leave = _toward(here, before), _toward(here, after)
        yield f"L{_number(enter[0])} {_number(enter[1])}"
        yield (
            f"Q{_number(here[0])} {_number(here[1])} "
            f"{_number(leave[0])} {_number(leave[1])}"
        )
    yield f"L{_number(points[-1][0])} {_number(points[-1][1])}"


def _toward(corner: Point, other: Point) -> Point:
    """Where a rounded corner begins on the piece towards another point."""
    dx, dy = other[0] - corner[0], other[1] - corner[1]
    length = hypot(dx, dy) or 1.0
    reach = min(CORNER, length / 2) / length
    return corner[0] + dx * reach, corner[1] + dy * reach
