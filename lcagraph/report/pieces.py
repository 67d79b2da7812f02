"""Words of a report cut into the pieces that pages are set from, digits of gases low.

PDF and HTML show the same pieces; nothing of a model's text is markup in either.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote, urlsplit

from lcagraph.drawing.measure import Span, set_spans
from lcagraph.drawing.subscripts import with_subscripts
from lcagraph.report.content import (
    Blank,
    Captioned,
    Inline,
    Link,
    Reference,
    Report,
)

Kind = Literal["text", "low", "break", "blank", "reference", "link"]

_SCHEMES = ("http", "https", "mailto")
_LEGAL = "%/?#[]@!$&'()*+,;=:~-._"
"""Characters of a web address that stand as they are."""
_BEFORE_UNIT = re.compile(
    "(?<=[0-9]) (?=[年月日]|(?:%|k?g|t|m[²³]|km|L|[kM]Wh|[MG]J)(?![A-Za-z0-9·/*²³]))"
)
"""Space between a number and a short unit; a long one may need the next line."""
_LOW_LETTERS = re.compile("([ᵢⱼₖₗₘₙₜ]+)")
_LETTERS = str.maketrans("ᵢⱼₖₗₘₙₜ", "ijklmnt")
"""Low letters of formulas, `Σᵢ`, and the letters that are set lower for them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A piece of a line, set in one way."""

    kind: Kind
    text: str = ""
    """What is printed; of a blank, what is missing."""
    to: str = ""
    """Where it leads: an id of a table or figure, or a web address."""
    hint: str = ""
    """Printed small beside a blank."""


def pieces(words: Iterable[Inline], numbers: Mapping[str, str]) -> tuple[Piece, ...]:
    """Words in pieces.

    Parameters
    ----------
    words : iterable of str, Blank, Reference, Link
    numbers : mapping of str to str
        Id of a table or figure → what a reference to it reads, `表 3-5`.

    Raises
    ------
    KeyError
        A reference leads to a table or figure that the report doesn't have.
    """
    return tuple(piece for word in words for piece in _pieces_of(word, numbers))


def with_units_kept(text: str) -> str:
    """Text in which no line ends within “1.2 %”, “27 kg” or “1 月 1 日”."""
    return _BEFORE_UNIT.sub("\u00a0", text)


def text_pieces(text: str) -> Iterator[Piece]:
    """Text with line breaks and low signs: the 2 of CO2e and of CO₂e, the i of Σᵢ."""
    for number, line in enumerate(with_units_kept(text).splitlines()):
        if number:
            yield Piece(kind="break")
        for span in set_spans(with_subscripts(line, Span(text=""))):
            if span.subscript:
                yield Piece(kind="low", text=span.text)
            else:
                yield from _letters(span.text)


def _letters(text: str) -> Iterator[Piece]:
    for place, part in enumerate(_LOW_LETTERS.split(text)):
        if place % 2:
            yield Piece(kind="low", text=part.translate(_LETTERS))
        elif part:
            yield Piece(kind="text", text=part)


def numbers_of(report: Report) -> dict[str, str]:
    """Id of each table or figure → its number, or its title where it has none."""
    found: dict[str, str] = {}
    for block in report.blocks():
        if isinstance(block, Captioned):
            found.setdefault(block.id, block.number or block.title)
    return found


def caption(block: Captioned) -> tuple[Piece, ...]:
    """`表 3-5  title`; empty for a form without caption."""
    said = "  ".join(filter(None, (block.number, block.title)))
    return tuple(text_pieces(said))


def printed_hash(report: Report) -> str:
    """SHA-256 of the inventory for the foot of the cover; empty if a line says it."""
    said = (word for _, words in report.cover.lines for word in words)
    is_said = any(report.inventory_sha256 in word for word in said if type(word) is str)
    return "" if is_said else report.inventory_sha256


def web_address(address: str) -> str | None:
    """An address that a click may open, its odd characters encoded; None for others."""
    encoded = quote(address.strip(), safe=_LEGAL, errors="replace")
    try:
        parts = urlsplit(encoded)
        is_whole = bool(parts.path if parts.scheme == "mailto" else parts.hostname)
    except ValueError:
        return None
    return encoded if parts.scheme in _SCHEMES and is_whole else None


def _pieces_of(word: Inline, numbers: Mapping[str, str]) -> Iterator[Piece]:
    match word:
        case Blank():
            yield Piece(kind="blank", text=word.label, hint=word.hint)
        case Reference():
            yield Piece(kind="reference", text=numbers[word.to], to=word.to)
        case Link():
            yield from _link(word)
        case _:
            yield from text_pieces(word)


def _link(link: Link) -> Iterator[Piece]:
    """Words that lead to an address; one that may not be opened is printed instead."""
    address = web_address(link.address)
    if address is None:
        yield from text_pieces(f"{link.text} ({link.address})")
    else:
        yield Piece(kind="link", text=link.text or address, to=address)
