"""What makes a picture clean, measured from its shapes: for tests of any picture."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import combinations, pairwise

from lcagraph.drawing.shapes import Arrow, Box, Curve, Drawing, Words

TOUCHING = 0.5
"""Two edges nearer than this touch; they do not cut each other. [px]"""
SAME_LINE = 3.0
"""Parallel lines nearer than this look like one. [px]"""

Piece = tuple[tuple[float, float], tuple[float, float]]


def texts(figure: Drawing) -> list[Words]:
    return [shape for shape in figure.shapes if isinstance(shape, Words)]


def arrows(figure: Drawing) -> list[Arrow]:
    return [shape for shape in figure.shapes if isinstance(shape, Arrow)]


def written(words: Words) -> str:
    return "".join(span.text for span in words.line)


def overlapping_texts(figure: Drawing) -> list[tuple[str, str]]:
    """Pairs of lines of text that share some area."""
    found = [(words, shrunk(words.extent)) for words in texts(figure) if words.line]
    return [
        (written(a), written(b))
        for (a, one), (b, other) in combinations(found, 2)
        if one.overlaps(other)
    ]


def texts_across(figure: Drawing, boxes: Iterable[Box]) -> list[tuple[str, str]]:
    """Lines of text that lie partly inside a box and partly outside."""
    return [
        (written(words), box.role)
        for box in boxes
        for words in texts(figure)
        if words.line
        and shrunk(words.extent).overlaps(box)
        and not grown(box).encloses(words.extent)
    ]


def texts_off_the_page(figure: Drawing) -> list[str]:
    page = Box(x=0, y=0, width=figure.width, height=figure.height)
    return [written(t) for t in texts(figure) if not page.encloses(t.extent)]


def overlapping_boxes(boxes: Iterable[Box]) -> list[tuple[str, str]]:
    return [(a.role, b.role) for a, b in combinations(boxes, 2) if a.overlaps(b)]


def arrows_through_boxes(
    figure: Drawing, boxes: Iterable[Box]
) -> list[tuple[str, str]]:
    """Arrows that run through a box rather than end at its edge."""
    solid = list(boxes)
    return [
        (arrow.role, box.role)
        for arrow in arrows(figure)
        for a, b in pairwise(arrow.points)
        for box in solid
        if cuts(a, b, box)
    ]


def arrows_through_texts(figure: Drawing) -> list[tuple[str, str]]:
    return [
        (arrow.role, written(words))
        for arrow in arrows(figure)
        for a, b in pairwise(arrow.points)
        for words in texts(figure)
        if words.line and cuts(a, b, words.extent)
    ]


def erased_texts(figure: Drawing) -> list[tuple[str, str]]:
    """Lines, or their grounds, that run over text which was there before."""
    found, before = list[tuple[str, str]](), list[Words]()
    for shape in figure.shapes:
        pieces: tuple[tuple[tuple[float, float], ...], ...] = ()
        if isinstance(shape, Words) and shape.line:
            before.append(shape)
        elif isinstance(shape, Arrow):
            pieces = (shape.points,)
        elif isinstance(shape, Curve) and shape.fill == "none":
            pieces = shape.pieces
        found += [
            (written(text), getattr(shape, "role", ""))
            for piece in pieces
            for a, b in pairwise(piece)
            for text in before
            if cuts(a, b, text.extent)
        ]
    return found


def shared_lines(
    figure: Drawing, owner: Callable[[Arrow], str]
) -> list[tuple[str, str]]:
    """Arrows of different owners that run on each other for more than a touch."""
    pieces = [
        (owner(arrow), arrow.role, piece)
        for arrow in arrows(figure)
        for piece in pairwise(arrow.points)
    ]
    return [
        (one[1], other[1])
        for one, other in combinations(pieces, 2)
        if one[0] != other[0] and run_together(one[2], other[2])
    ]


def slanted(figure: Drawing) -> list[Piece]:
    """Pieces of arrows that are neither level nor upright."""
    return [
        (a, b)
        for arrow in arrows(figure)
        for a, b in pairwise(arrow.points)
        if abs(a[0] - b[0]) > 0.01 and abs(a[1] - b[1]) > 0.01
    ]


def run_together(one: Piece, other: Piece) -> bool:
    """Whether two straight pieces lie on each other for more than a touch."""
    for along, across in ((0, 1), (1, 0)):
        flat = [abs(p[0][across] - p[1][across]) < 0.01 for p in (one, other)]
        near = abs(one[0][across] - other[0][across]) < SAME_LINE
        start = max(min(p[along] for p in piece) for piece in (one, other))
        end = min(max(p[along] for p in piece) for piece in (one, other))
        if all(flat) and near and end - start > 2 * TOUCHING:
            return True
    return False


def cuts(a: tuple[float, float], b: tuple[float, float], box: Box) -> bool:
    """Whether a level or upright piece of a line runs through a box."""
    (left, right), (top, bottom) = (sorted(pair) for pair in zip(a, b, strict=True))
    return (
        right > box.x + TOUCHING
        and left < box.right - TOUCHING
        and bottom > box.y + TOUCHING
        and top < box.bottom - TOUCHING
    )


def shrunk(box: Box) -> Box:
    return _moved_edges(box, -TOUCHING)


def grown(box: Box) -> Box:
    return _moved_edges(box, TOUCHING)


def _moved_edges(box: Box, by: float) -> Box:
    return Box(
        x=box.x - by,
        y=box.y - by,
        width=box.width + 2 * by,
        height=box.height + 2 * by,
        role=box.role,
    )
