"""The characters of a text that a picture really shows."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import replace

from lcagraph.drawing.measure import Span

LOWERED = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
"""Subscripts that are characters, and the digits that are set lower for them."""

_LOWERED = re.compile("([₀-₉]+)")


def plain(text: str) -> str:
    """A text of a model without anything that isn't seen, or that deceives.

    Letters and their accents are joined, as fonts have them. Characters that XML
    forbids, and those that turn the direction of text around, are replaced: a name can
    neither break a file nor hide what stands beside it.
    """
    if text.isascii() and text.isprintable():
        return text
    joined = unicodedata.normalize("NFC", text)
    return "".join(_visible(character) for character in joined)


def set_spans(line: Iterable[Span]) -> Iterator[Span]:
    """The spans of a line as they are set: CO₂ with the same subscript as CO2."""
    for span in line:
        for place, text in enumerate(_LOWERED.split(plain(span.text))):
            if not text:
                continue
            if place % 2 and not span.subscript:
                yield replace(span, text=text.translate(LOWERED), subscript=True)
            else:
                yield replace(span, text=text)


def _visible(character: str) -> str:
    if character in "\t\n\r":
        return " "
    code = ord(character)
    is_text_direction = 0x202A <= code <= 0x202E or 0x2066 <= code <= 0x2069
    is_no_character = code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF
    is_control = unicodedata.category(character) in ("Cc", "Cs")
    return "\ufffd" if is_control or is_text_direction or is_no_character else character
