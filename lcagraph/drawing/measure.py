"""Width of text before anything draws it, and text broken into lines.

Widths are those of the font that comes along, which files embed, so that a picture is
the same on every machine. What it lacks is taken to be as wide as letters get. A
Chinese character is one em wide in every font.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from lcagraph.drawing.fonts.face import widths

_OTHER_LETTER, _WIDE, _PICTOGRAM = 0.75, 1.0, 1.3
"""Letters of other scripts, rare Chinese characters, emoji. [em]"""

SUBSCRIPT_SIZE = 0.72
"""Size of a subscript, as a share of the text that it belongs to."""

ELLIPSIS = "…"
_NO_LINE_START = frozenset("，。、；：？！）】》”’％%,.;:?!)]}·")
_NO_LINE_END = frozenset("（【《“‘([{")


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A piece of text in one style."""

    text: str
    size: float = 13.0
    """Font size. [px]"""
    bold: bool = False
    colour: str = "#0F172A"
    subscript: bool = False

    @property
    def width(self) -> float:
        """Advance width. [px]"""
        size = self.size * (SUBSCRIPT_SIZE if self.subscript else 1.0)
        known = widths(self.bold)
        return size * sum(_em(character, known) for character in self.text)


Line = tuple[Span, ...]


def width_of(line: Line) -> float:
    """Advance width of a line. [px]"""
    return sum(span.width for span in line)


LEADING = 1.34
"""From one line of text to the next, as a share of its size. [1]"""
ASCENT = 1.02
"""From the top of a line to the feet of its letters, as a share of its size. [1]"""


def height_of(line: Line) -> float:
    """Distance to the next baseline. [px]"""
    return max((span.size for span in line), default=0.0) * LEADING


def wrapped(spans: Iterable[Span], width: float, max_lines: int = 3) -> list[Line]:
    """Spans broken into lines of a given width [px]; what is too long ends in “…”."""
    lines: list[list[Span]] = [[]]
    used = 0.0
    for group in _groups(spans):
        needed = sum(piece.width for piece in group)
        if lines[-1] and used + needed > width:
            lines.append([])
            used = 0.0
            group[0] = replace(group[0], text=group[0].text.lstrip())
        lines[-1].extend(group)
        used += sum(piece.width for piece in group)
    kept = [_joined(line) for line in lines if line]
    if len(kept) <= max_lines:
        return kept
    return [*kept[: max_lines - 1], _shortened(kept[max_lines - 1], width)]


def _shortened(line: Line, width: float) -> Line:
    """A line that ends in an ellipsis and still fits."""
    spans = list(line)
    spans[-1] = replace(spans[-1], text=spans[-1].text.rstrip() + ELLIPSIS)
    while width_of(tuple(spans)) > width:
        if len(spans[-1].text) > 1:
            spans[-1] = replace(spans[-1], text=spans[-1].text[:-2] + ELLIPSIS)
        elif len(spans) > 1:
            spans[-2:] = [replace(spans[-2], text=spans[-2].text.rstrip() + ELLIPSIS)]
        else:
            break
    return tuple(spans)


def _groups(spans: Iterable[Span]) -> Iterator[list[Span]]:
    """Pieces that stay together: a formula isn't broken before its subscripts."""
    group: list[Span] = []
    for piece in _pieces(spans):
        is_glued = piece.subscript or (
            bool(group)
            and group[-1].subscript
            and not _may_break(group[-1].text, piece.text[0])
        )
        if group and not is_glued:
            yield group
            group = []
        group.append(piece)
    if group:
        yield group


def _pieces(spans: Iterable[Span]) -> Iterator[Span]:
    """What may not be broken: Latin words, Chinese characters with their marks."""
    for span in spans:
        if span.subscript:
            yield span
            continue
        piece = ""
        for character in span.text:
            if piece and _may_break(piece, character):
                yield replace(span, text=piece)
                piece = ""
            piece += character
        if piece:
            yield replace(span, text=piece)


LONGEST_WORD = 18
"""Characters of a Latin word that is not broken."""


def _may_break(before: str, after: str) -> bool:
    last = before[-1]
    if after in _NO_LINE_START or last in _NO_LINE_END:
        return len(before) >= LONGEST_WORD
    if after == " ":
        return True
    is_latin = not (_is_wide(last) or _is_wide(after))
    return not is_latin or len(before) >= LONGEST_WORD


def _joined(line: list[Span]) -> Line:
    """Neighbours of one style as one span."""
    joined: list[Span] = []
    for span in line:
        if joined and replace(joined[-1], text="") == replace(span, text=""):
            joined[-1] = replace(span, text=joined[-1].text + span.text)
        else:
            joined.append(span)
    return tuple(joined)


def _em(character: str, known: Mapping[str, float]) -> float:
    """Advance width of a character, guessed if the font lacks it. [em]"""
    if character in known:
        return known[character]
    category = unicodedata.category(character)
    if category in ("Mn", "Me", "Cf"):
        return 0.0
    if not _is_wide(character):
        return _OTHER_LETTER
    return _PICTOGRAM if category == "So" else _WIDE


def _is_wide(character: str) -> bool:
    """Chinese and other full-width characters, and those a Chinese font makes wide."""
    return unicodedata.east_asian_width(character) in ("W", "F", "A")
