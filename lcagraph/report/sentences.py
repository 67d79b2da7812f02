"""Sentences of a report from its catalogue, with gaps for what a model says."""

from __future__ import annotations

import re
import string
from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence

from lcagraph.graph.words import Text
from lcagraph.report.content import (
    Blank,
    Emphasis,
    Inline,
    Link,
    Paragraph,
    Reference,
    Words,
)
from lcagraph.wording import Language

Gap = Inline | Words
"""What stands in the gap of a sentence."""

_HAN = re.compile("[\u4e00-\u9fff]")
_WIDE = re.compile("[\u3001-\u303f\u4e00-\u9fff\uff01-\uff60]")
_LATIN = re.compile("[A-Za-z0-9]")
_REFERENCE = "表 1"
"""What a reference begins and ends like, in Chinese."""


class Sentences(ABC):
    """The words of a form in one language."""

    __slots__ = ()
    lang: Language

    @abstractmethod
    def raw(self, key: str) -> str:
        """A sentence with its gaps open.

        Raises
        ------
        KeyError
            The catalogue has no such sentence.
        """

    def text(self, key: str, **values: object) -> str:
        """A sentence without open gaps.

        Raises
        ------
        KeyError
            No such sentence, or a gap without its value.
        """
        if self.lang == "en":
            return self.raw(key).format_map(values)
        parts: list[Inline] = []
        for literal, name, form, _ in string.Formatter().parse(self.raw(key)):
            parts += [literal, format(values[name], form or "") if name else ""]
        return "".join(map(str, spaced(parts)))

    def words(self, key: str, **gaps: Gap) -> Words:
        """A sentence whose gaps may hold blanks, links and cross-references.

        Raises
        ------
        KeyError
            No such sentence, or a gap without its value.
        """
        pieces: list[Inline] = []
        for literal, name, _, _ in string.Formatter().parse(self.raw(key)):
            gap = gaps[name] if name else ""
            pieces += (literal, *(gap if isinstance(gap, tuple) else (gap,)))
        return merged(spaced(pieces) if self.lang == "zh" else pieces)

    def paragraph(
        self, key: str, *answers: str, emphasis: Emphasis = "body", **gaps: Gap
    ) -> Paragraph:
        """A sentence as a paragraph, and the requirements that it answers."""
        words = self.words(key, **gaps)
        return Paragraph(words=words, emphasis=emphasis, answers=answers)

    def said(self, text: Text | str | None) -> str:
        """A text of the model in the language of the report; empty: it says nothing."""
        if isinstance(text, Text):
            return text.get(self.lang)
        return text or ""

    def given(self, text: Text | str | None, path: str, label: str) -> Inline:
        """What the model says, or a blank for its key.

        Parameters
        ----------
        text : Text, str or None
        path : str
            Key of the model where it belongs.
        label : str
            Sentence that names what is missing.
        """
        return self.said(text) or Blank(path=path, label=self.text(label))

    def listed(self, parts: Iterable[str]) -> str:
        """Names one after the other: `甲、乙`, `a, b`."""
        return ("、" if self.lang == "zh" else ", ").join(parts)


def merged(pieces: Iterable[Inline]) -> Words:
    """Words with neighbouring texts joined and empty ones left out."""
    found: list[Inline] = []
    for piece in pieces:
        if isinstance(piece, str) and found and isinstance(found[-1], str):
            found[-1] += piece
        elif piece != "":
            found.append(piece)
    return tuple(found)


def spaced(pieces: Sequence[Inline]) -> list[Inline]:
    """Chinese pieces with a space where a Latin letter or digit meets a character.

    What stands in a gap decides it, so no sentence can: a sentence's own space goes
    where two Chinese characters meet. Blanks keep what is written.
    """
    found: list[Inline] = []
    for piece in pieces:
        if piece != "":
            found += _beside(found.pop(), piece) if found else (piece,)
    return found


def _beside(before: Inline, after: Inline) -> Words:
    """Two neighbours with what belongs between them."""
    left, right = _shown(before), _shown(after)
    last, first = left.rstrip()[-1:], right.lstrip()[:1]
    if _WIDE.match(last) and _WIDE.match(first):
        return (
            before.rstrip(" ") if isinstance(before, str) else before,
            after.lstrip(" ") if isinstance(after, str) else after,
        )
    pairs = ((last, first), (first, last))
    is_met = any(_HAN.match(one) and _LATIN.match(other) for one, other in pairs)
    has_space = left.endswith(" ") or right.startswith(" ")
    return (before, " ", after) if is_met and not has_space else (before, after)


def _shown(piece: Inline) -> str:
    match piece:
        case Blank():
            return ""
        case Reference():
            return _REFERENCE
        case Link():
            return piece.text
        case _:
            return piece
