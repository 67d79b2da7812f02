"""The characters of a text that a picture really shows."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

JOINERS = "\u200c\u200d"
"""Zero width non-joiner and joiner."""


@lru_cache(maxsize=8192)
def plain(text: str) -> str:
    """A text of a model without anything that isn't seen, or that deceives.

    Letters and their accents are joined, as fonts have them. Characters that XML
    forbids, and those that turn the direction of text around, are replaced: a name can
    neither break a file nor hide what stands beside it. What shows nothing is left out;
    a joiner stays between letters and pictograms that it joins (Persian, Hindi, emoji).
    """
    if text.isascii() and text.isprintable():
        return text
    joined = unicodedata.normalize("NFC", text)
    if not any(map(_is_unseen, joined)):
        return "".join(map(_visible, joined))
    return "".join(
        _visible(character)
        for place, character in enumerate(joined)
        if not _is_unseen(character)
        or (character in JOINERS and _is_joining(joined, place))
    )


def _is_unseen(character: str) -> bool:
    """Whether it shows nothing and turns nothing: zero width, soft hyphen, tag."""
    return unicodedata.category(character) == "Cf" and not _turns(character)


def _turns(character: str) -> bool:
    """Whether it turns the direction of what stands around it."""
    code = ord(character)
    marks = (0x061C, 0x200E, 0x200F)
    return code in marks or 0x202A <= code <= 0x202E or 0x2066 <= code <= 0x2069


def _is_joining(text: str, place: int) -> bool:
    """Whether a joiner changes how what stands around it looks."""
    if not 0 < place < len(text) - 1:
        return False
    before = text[place - 1]
    # Arabic letters; emoji with their skin tones and variants; vowel killers
    is_letter = unicodedata.bidirectional(before) == "AL"
    return is_letter or unicodedata.category(before) in ("So", "Sk", "Mn", "Mc")


def _visible(character: str) -> str:
    if character in "\t\n\r":
        return " "
    code = ord(character)
    is_no_character = code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF
    is_control = unicodedata.category(character) in ("Cc", "Cs")
    is_replaced = is_control or is_no_character or _turns(character)
    return "\ufffd" if is_replaced else character
