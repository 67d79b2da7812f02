"""The glyphs of one picture as a style sheet, and what the font can't write."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Collection, Iterable
from functools import lru_cache

from lcagraph.drawing.fonts import FAMILY
from lcagraph.drawing.fonts.face import face, widths
from lcagraph.drawing.fonts.subset import subset
from lcagraph.drawing.measure import Line, set_spans
from lcagraph.drawing.plain import plain
from lcagraph.errors import Finding, UsageError

QUOTED = 40
"""Characters of the text around a missing one that a message quotes."""


def font_faces(lines: Iterable[Line]) -> str:
    """`@font-face` rules with the glyphs of some lines, one rule per weight used.

    Raises
    ------
    UsageError
        The font lacks a character (E755); the finding names all of them.
    """
    used = used_characters(tuple(lines))
    return "".join(
        _rule(bold, "".join(sorted(characters)))
        for bold, characters in used.items()
        if characters
    )


def used_characters(lines: Collection[Line]) -> dict[bool, set[str]]:
    """The characters of some lines, regular and bold.

    Raises
    ------
    UsageError
        The font lacks a character (E755); the finding names all of them.
    """
    used: dict[bool, set[str]] = {False: set(), True: set()}
    for span in (span for line in lines for span in set_spans(line)):
        used[span.bold] |= set(span.text)
    if not all(used[bold] <= widths(bold).keys() for bold in used):
        raise _missing(lines)
    return used


@lru_cache(maxsize=64)
def _rule(bold: bool, characters: str) -> str:
    encoded = b64encode(subset(face(bold), characters)).decode()
    return (
        f"@font-face{{font-family:'{FAMILY}';font-weight:{700 if bold else 400};"
        f"src:url(data:font/ttf;base64,{encoded}) format('truetype')}}"
    )


def _missing(lines: Iterable[Line]) -> UsageError:
    """All characters that the font lacks, each with the first text it stands in."""
    places: dict[str, str] = {}
    for line in lines:
        text = plain("".join(span.text for span in line))
        lacking = [character for character in text if not _is_known(character)]
        places = dict.fromkeys(lacking, text) | places
    quoted = tuple(
        f"{character} U+{ord(character):04X} ({_around(character, text)})"
        for character, text in sorted(places.items())
    )
    return UsageError(Finding(code="E755", values={"characters": quoted}))


def _is_known(character: str) -> bool:
    return character in widths(False)


def _around(character: str, text: str) -> str:
    """A text, cut to the part in which a character stands."""
    middle = text.index(character)
    start = max(0, min(middle - QUOTED // 2, len(text) - QUOTED))
    end = start + QUOTED
    return f"{'…' * (start > 0)}{text[start:end]}{'…' * (end < len(text))}"
