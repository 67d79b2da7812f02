"""Pieces of a report in the order of the pages, upright or lying, with page breaks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from lcagraph.report.word.markup import element, paragraph

CARRIED = 4
"""Paragraphs between two lying pages up to which they lie too: no page for a line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A block as markup, and the page it wants."""

    markup: str = ""
    is_lying: bool = False
    is_heading: bool = False
    """It stays with what follows."""
    is_text: bool = False
    """It doesn't mind the width of its page."""
    is_break: bool = False
    """What follows begins on a new page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sections:
    """Properties of a section of pages, as markup."""

    first: str
    """Of the pages where the report begins, as the document has them."""
    upright: str
    lying: str


def flowed(pieces: Sequence[Piece], sections: Sections) -> tuple[str, bool]:
    """The markup of all pieces with their section breaks; whether the last page lies.

    The section of the last pages is left to the document's end.
    """
    turned = list(_turned(pieces))
    parts: list[str] = []
    is_lying = False
    is_fresh = True
    upright = sections.first
    for piece in turned:
        if piece.is_lying != is_lying:
            old = sections.lying if is_lying else upright
            upright = sections.upright
            parts.append(paragraph("LcaBreak", properties=old))
            is_lying, is_fresh = piece.is_lying, True
        if piece.is_break:
            if not is_fresh:
                line = element("r", element("br", type="page"))
                parts.append(paragraph("LcaBreak", line))
            is_fresh = True
        else:
            parts.append(piece.markup)
            is_fresh = False
    return "".join(parts), is_lying


def _turned(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Every piece on its page: headings go with what follows, short text stays."""
    settled = _broken_before_headings(pieces)
    while settled and settled[-1].is_break:
        settled.pop()
    for place in reversed(range(len(settled) - 1)):
        if settled[place].is_heading or settled[place].is_break:
            lies = settled[place + 1].is_lying
            settled[place] = replace(settled[place], is_lying=lies)
    place = 0
    while place < len(settled):
        end = place
        while end < len(settled) and not settled[end].is_lying:
            end += 1
        between = settled[place:end]
        is_short = len(between) <= CARRIED and all(one.is_text for one in between)
        if place > 0 and end < len(settled) and is_short:
            settled[place:end] = [replace(one, is_lying=True) for one in between]
        place = end + 1
    return iter(settled)


def _broken_before_headings(pieces: Sequence[Piece]) -> list[Piece]:
    """A page break after a heading stands before it: no heading ends a page."""
    settled: list[Piece] = []
    for piece in pieces:
        place = len(settled)
        while piece.is_break and place and settled[place - 1].is_heading:
            place -= 1
        settled.insert(place, piece)
    return settled
