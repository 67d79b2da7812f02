"""What colour lies below a text of a picture, and how well the text stands out."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from lcagraph.drawing.shapes import WHITE, Box, Drawing, Point, Ribbon, Words

Colour = tuple[float, float, float]


def faintest(figure: Drawing) -> list[tuple[float, str, str, str]]:
    """Contrast, text, its colour and its ground: of every span, the least first."""
    found = []
    for number, words in enumerate(figure.shapes):
        if not isinstance(words, Words):
            continue
        for ground in set(_grounds(words, figure.shapes[:number])):
            for span in words.line:
                if span.text.strip():
                    ratio = contrast(_parsed(span.colour), ground)
                    shown = "#" + "".join(f"{round(c * 255):02X}" for c in ground)
                    found.append((ratio, span.text, span.colour, shown))
    return sorted(found)


def contrast(one: Colour, other: Colour) -> float:
    """Contrast ratio of WCAG 2.1: (L1 + 0.05) / (L2 + 0.05), the lighter first."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: Colour) -> float:
    """Relative luminance by WCAG 2.1, of sRGB from 0 to 1."""
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in colour
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _parsed(text: str) -> Colour:
    red, green, blue = (int(text[n : n + 2], 16) / 255 for n in (1, 3, 5))
    return red, green, blue


def _grounds(words: Words, below: tuple[object, ...]) -> Iterator[Colour]:
    """The colour below nine points in the middle of a line of text."""
    extent = words.extent
    y = extent.y + extent.height / 2
    for n in range(1, 10):
        point = (extent.x + extent.width * n / 10, y)
        colour = _parsed(WHITE)
        for shape in below:
            if isinstance(shape, Box) and shape.fill != "none":
                if shape.encloses(Box(x=point[0], y=y, width=0, height=0)):
                    colour = _parsed(shape.fill)
            elif isinstance(shape, Ribbon) and _is_inside(point, _outline(shape)):
                colour = _mixed(_parsed(shape.fill), colour, shape.opacity)
        yield colour


def _mixed(above: Colour, below: Colour, opacity: float) -> Colour:
    red, green, blue = (
        opacity * a + (1 - opacity) * b for a, b in zip(above, below, strict=True)
    )
    return red, green, blue


def _outline(ribbon: Ribbon) -> list[Point]:
    """Corners of an outline; curves by sixteen chords."""
    points = [ribbon.start]
    for step in ribbon.steps:
        if len(step) == 1:
            points += step
            continue
        start, (first, second, end) = points[-1], step
        for n in range(1, 17):
            t = n / 16
            a, b, c, d = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3
            points.append(
                (
                    a * start[0] + b * first[0] + c * second[0] + d * end[0],
                    a * start[1] + b * first[1] + c * second[1] + d * end[1],
                )
            )
    return points


def _is_inside(point: Point, outline: list[Point]) -> bool:
    """Whether a line to the right crosses the outline an odd number of times."""
    x, y = point
    inside = False
    for (x0, y0), (x1, y1) in pairwise([*outline, outline[0]]):
        if (y0 > y) != (y1 > y) and x < x0 + (y - y0) * (x1 - x0) / (y1 - y0):
            inside = not inside
    return inside
