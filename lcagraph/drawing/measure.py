"""Width of text before anything draws it, and text broken into lines.

No font is asked: a table of advance widths stands in, so that a picture is the same
on every machine. For Latin text each entry is the wider one of Helvetica (whose
metrics Arial shares) and of the Latin letters of Noto Sans CJK, so text fits in
either. A Chinese character is one em wide in every font.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

FIRST = 32
"""Code point of the first entry of the tables: printable ASCII begins here."""

_REGULAR = (
    "278 323 474 556 556 921 680 278 338 338 467 584 278 347 278 392 556 556 556 556 "
    "556 556 556 556 556 556 278 278 584 584 584 556 1015 667 667 722 722 667 611 778 "
    "728 293 535 667 556 833 723 778 667 778 722 667 611 722 667 944 667 667 611 338 "
    "392 338 555 559 606 563 618 510 620 556 325 564 607 275 275 552 284 926 610 606 "
    "620 620 388 500 377 607 521 802 500 521 500 338 270 338 584"
)
_BOLD = (
    "278 370 574 590 590 963 740 325 378 378 507 590 325 370 325 387 590 590 590 590 "
    "590 590 590 590 590 590 333 333 590 590 590 611 1007 722 722 722 722 667 611 778 "
    "757 330 568 722 611 853 749 778 667 778 722 667 625 748 667 944 667 667 613 378 "
    "387 378 590 567 626 591 644 556 644 581 372 611 640 304 306 604 315 964 641 626 "
    "644 644 436 556 421 637 576 863 562 574 511 389 296 389 590"
)
_WIDTHS = {
    False: tuple(int(width) / 1000 for width in _REGULAR.split()),
    True: tuple(int(width) / 1000 for width in _BOLD.split()),
}
_NARROW = {**dict.fromkeys("²³¹⁰⁴⁵⁶⁷⁸⁹⁻°", 0.45), "\u00a0": 0.28}
"""Superscripts of units, and the space between a number and its unit. [em]"""
_OTHER_LETTER = 0.75
"""Accented Latin, Greek and Cyrillic: as wide as most capitals. [em]"""

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
        return size * sum(_em(character, self.bold) for character in self.text)


Line = tuple[Span, ...]


def width_of(line: Line) -> float:
    """Advance width of a line. [px]"""
    return sum(span.width for span in line)


def height_of(line: Line) -> float:
    """Distance to the next baseline. [px]"""
    return max((span.size for span in line), default=0.0) * 1.5


def wrapped(spans: Iterable[Span], width: float, max_lines: int = 3) -> list[Line]:
    """Spans broken into lines of a given width [px]; what is too long ends in “…”."""
    lines: list[list[Span]] = [[]]
    used = 0.0
    for piece in _pieces(spans):
        if lines[-1] and used + piece.width > width:
            lines.append([])
            used = 0.0
            piece = replace(piece, text=piece.text.lstrip())  # noqa: PLW2901
        lines[-1].append(piece)
        used += piece.width
    kept = [_joined(line) for line in lines if line]
    if len(kept) <= max_lines:
        return kept
    return [*kept[: max_lines - 1], _shortened(kept[max_lines - 1], width)]


def _shortened(line: Line, width: float) -> Line:
    """A line that ends in an ellipsis and still fits."""
    spans = list(line)
    spans[-1] = replace(spans[-1], text=spans[-1].text.rstrip() + ELLIPSIS)
    while width_of(tuple(spans)) > width and len(spans[-1].text) > 1:
        spans[-1] = replace(spans[-1], text=spans[-1].text[:-2] + ELLIPSIS)
    return tuple(spans)


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


def _em(character: str, bold: bool) -> float:
    position = ord(character) - FIRST
    table = _WIDTHS[bold]
    if 0 <= position < len(table):
        return table[position]
    if character in _NARROW:
        return _NARROW[character]
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0.0
    return 1.0 if _is_wide(character) else _OTHER_LETTER


def _is_wide(character: str) -> bool:
    """Chinese and other full-width characters, and those a Chinese font makes wide."""
    return unicodedata.east_asian_width(character) in ("W", "F", "A")
