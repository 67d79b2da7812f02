"""Pieces of a report in the order of the pages, upright or lying, with page breaks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from lcagraph.report.word.markup import element, paragraph


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A block as markup, and the page it wants."""

    markup: str = ""
    is_lying: bool = False
    is_break: bool = False
    """What follows begins on a new page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sections:
    """Properties of a section of pages, as markup."""

    first: str
    """Of the pages where the report begins, as the document has them."""
    upright: str
    lying: str


def flowed(pieces: Iterable[Piece], sections: Sections) -> tuple[str, bool]:
    """The markup of all pieces with their section breaks; whether the last page lies.

    The section of the last pages is left to the document's end.
    """
    parts: list[str] = []
    is_lying = False
    is_fresh = True
    upright = sections.first
    for piece in pieces:
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
