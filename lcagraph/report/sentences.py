"""Sentences of a report from its catalogue, with gaps for what a model says."""

from __future__ import annotations

import string
from abc import ABC, abstractmethod
from collections.abc import Iterable

from lcagraph.graph.words import Text
from lcagraph.report.content import Blank, Emphasis, Inline, Paragraph, Words
from lcagraph.wording import Language

Gap = Inline | Words
"""What stands in the gap of a sentence."""


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
        return self.raw(key).format_map(values)

    def words(self, key: str, **gaps: Gap) -> Words:
        """A sentence whose gaps may hold blanks, links and cross-references.

        Raises
        ------
        KeyError
            No such sentence, or a gap without its value.
        """
        pieces: list[Inline] = []
        for literal, name, _, _ in string.Formatter().parse(self.raw(key)):
            pieces.append(literal)
            if name:
                gap = gaps[name]
                pieces += gap if isinstance(gap, tuple) else (gap,)
        return merged(pieces)

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
