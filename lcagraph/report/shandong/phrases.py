"""Sentences of the Shandong report, with gaps for what a model says."""

from __future__ import annotations

import string
from dataclasses import dataclass

from lcagraph.graph.words import Text
from lcagraph.report.content import Blank, Emphasis, Inline, Paragraph, Reference, Words
from lcagraph.wording import Language, report_text

CATALOGUE = "report_shandong"

Gap = Inline | Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases:
    """The catalogue in one language."""

    lang: Language

    def text(self, key: str, **values: str) -> str:
        """A phrase without open gaps.

        Raises
        ------
        KeyError
            No such phrase, or a gap without its value.
        """
        said = report_text(CATALOGUE, key, self.lang)
        return said.format_map(values) if values else said

    def words(self, key: str, **gaps: Gap) -> Words:
        """A sentence whose gaps may be blanks and cross-references.

        Raises
        ------
        KeyError
            No such sentence, or a gap without its value.
        """
        pieces: list[Inline] = []
        said = report_text(CATALOGUE, key, self.lang)
        for literal, name, _, _ in string.Formatter().parse(said):
            if literal:
                pieces.append(literal)
            if name:
                gap = gaps[name]
                pieces += gap if isinstance(gap, tuple) else (gap,)
        return merged(pieces)

    def paragraph(
        self,
        key: str,
        *answers: str,
        emphasis: Emphasis = "body",
        **gaps: Gap,
    ) -> Paragraph:
        """A sentence as a paragraph of its own, and the clauses that it answers."""
        words = self.words(key, **gaps)
        return Paragraph(words=words, emphasis=emphasis, answers=answers)

    def given(self, said: Text | str | None, path: str, label: str = "") -> Inline:
        """What the model says, or a blank for its key.

        Parameters
        ----------
        said : Text, str or None
        path : str
            Key of the model where it belongs.
        label : str
            Phrase that names what is missing; none: the last part of the key.
        """
        if isinstance(said, Text):
            said = said.get(self.lang)
        if said:
            return said
        name = label or f"field.{path.rpartition('.')[2]}"
        return Blank(path=path, label=self.text(name))

    def listed(self, parts: list[str]) -> str:
        """Names one after the other: `甲、乙`, `a, b`."""
        return ("、" if self.lang == "zh" else ", ").join(parts)

    def ordinal(self, ordinal: str, title: str) -> str:
        """A heading under a letter or number in brackets: `（一）`, `(1) `."""
        gap = "" if self.lang == "zh" else " "
        return f"{ordinal}{gap}{self.text(title)}"

    def numbered(self, number: str, title: str) -> str:
        """A heading with its number: `3.2 系统边界`."""
        return f"{number} {self.text(title)}"


def merged(pieces: list[Inline]) -> Words:
    """Words with neighbouring texts joined."""
    found: list[Inline] = []
    for piece in pieces:
        if isinstance(piece, str) and found and isinstance(found[-1], str):
            found[-1] += piece
        elif piece != "":
            found.append(piece)
    return tuple(found)


def see(id_: str) -> Reference:
    """A cross-reference to a table or figure."""
    return Reference(to=id_)
