"""Width of text before anything draws it, and text broken into lines.

Widths are those of the font that comes along, which files embed, so that a picture is
the same on every machine. What it lacks is taken to be as wide as letters get. A
Chinese character is one em wide in every font.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from lcagraph.drawing.fonts.face import widths
from lcagraph.drawing.plain import JOINERS, plain

_OTHER_LETTER, _WIDE, _PICTOGRAM = 0.75, 1.0, 1.3
"""Letters of other scripts, rare Chinese characters, emoji. [em]"""

SUBSCRIPT_SIZE = 0.72
"""Size of a subscript, as a share of the text that it belongs to."""

ELLIPSIS = "…"
_NO_LINE_START = frozenset("，。、；：？！）】》”’％%,.;:?!)]}·")
_NO_LINE_END = frozenset("（【《“‘([{")
_MARKS = _NO_LINE_START | _NO_LINE_END
_IN_WORDS = frozenset("’‘\"'")
"""Inside of a Latin word; a Chinese font makes some of them wide: producer’s."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A piece of text in one style."""

    text: str
    size: float = 13.0
    """Font size. [px]"""
    bold: bool = False
    colour: str = "#0F172A"
    subscript: bool = False

    def __post_init__(self) -> None:
        # what is measured and broken into lines is what a file will say
        object.__setattr__(self, "text", plain(self.text))

    @property
    def width(self) -> float:
        """Advance width. [px]"""
        if not self.subscript and _LOWERED.search(self.text):
            return width_of(tuple(set_spans((self,))))
        size = self.size * (SUBSCRIPT_SIZE if self.subscript else 1.0)
        known = widths(self.bold)
        return size * sum(_em(character, known) for character in self.text)


Line = tuple[Span, ...]

LOWERED = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
"""Subscripts that are characters, and the digits that are set lower for them."""

_LOWERED = re.compile("([₀-₉]+)")


def set_spans(line: Iterable[Span]) -> Iterator[Span]:
    """The spans of a line as they are set: CO₂ with the same subscript as CO2."""
    for span in line:
        for place, text in enumerate(_LOWERED.split(span.text)):
            if not text:
                continue
            if place % 2 and not span.subscript:
                yield replace(span, text=text.translate(LOWERED), subscript=True)
            else:
                yield replace(span, text=text)


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
    lines: list[list[list[Span]]] = [[]]
    used = 0.0
    for group in _groups(spans):
        needed = sum(piece.width for piece in group)
        if lines[-1] and used + needed > width:
            lines.append([])
            used = 0.0
            group[0] = replace(group[0], text=group[0].text.lstrip())
        lines[-1].append(group)
        used += sum(piece.width for piece in group)
    if len(lines) <= max_lines:
        _keep_company(lines)
    kept = [_joined([*chain.from_iterable(line)]) for line in lines if line]
    if len(kept) <= max_lines:
        return kept
    return [*kept[: max_lines - 1], _shortened(kept[max_lines - 1], width)]


def _keep_company(lines: Sequence[list[list[Span]]]) -> None:
    """A Chinese character alone on the last line gets the one before it."""
    if len(lines) < 2 or len(lines[-1]) > 1 or len(lines[-2]) < 3:
        return
    last, before = lines[-1][0], lines[-2][-1]
    if _is_wide(last[0].text[:1] or " ") and _is_wide(before[0].text[:1] or " "):
        lines[-1].insert(0, lines[-2].pop())


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
        kept = {
            place for found in _COUNTED.finditer(span.text) for place in found.span()
        }
        for place, character in enumerate(span.text):
            if piece and place not in kept and _may_break(piece, character):
                yield replace(span, text=piece)
                piece = ""
            piece += character
        if piece:
            yield replace(span, text=piece)


_COUNTED = re.compile(r"(?<=\d) (?=[\u3400-\u9fff])")
"""Between a number and the Chinese unit behind it: 2024 年, 85 天."""
LONGEST_WORD = 18
"""Characters of a Latin word that is not broken."""
MOST_MARKS = 4
"""Marks in a row that may stand together; hostile names have more."""


def _may_break(before: str, after: str) -> bool:
    last = before[-1]
    if last in JOINERS or _is_carried(after):
        return False
    if after in _NO_LINE_START or last in _NO_LINE_END:
        row = before[-MOST_MARKS:]
        return len(row) == MOST_MARKS and _MARKS.issuperset(row)
    if after == " ":
        return True
    is_latin = _is_narrow(last) and _is_narrow(after)
    return not is_latin or len(before) >= LONGEST_WORD


def _is_carried(character: str) -> bool:
    """Whether it stands on, or joins, the character before it: an accent, a joiner."""
    return unicodedata.category(character) in ("Mn", "Me", "Cf")


def _is_narrow(character: str) -> bool:
    """Whether it may stand inside of a Latin word."""
    return character in _IN_WORDS or not _is_wide(character)


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
