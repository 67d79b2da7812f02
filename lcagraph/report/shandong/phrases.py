"""Sentences of the Shandong report, and its headings with their numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lcagraph.graph.words import Text
from lcagraph.report.content import Inline, Reference
from lcagraph.report.printed import factor_unit, shown_unit
from lcagraph.report.sentences import Sentences
from lcagraph.wording import Language, report_text

CATALOGUE = "report_shandong"

_COUNTED = re.compile(r"\b(pieces?|items?)\b")
"""Units that are words, which other languages have words of their own for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases(Sentences):
    """The catalogue in one language."""

    lang: Language

    def raw(self, key: str) -> str:
        """A sentence with its gaps open."""
        return report_text(CATALOGUE, key, self.lang)

    def given(self, text: Text | str | None, path: str, label: str = "") -> Inline:
        """What the model says, or a blank for its key.

        Parameters
        ----------
        text : Text, str or None
        path : str
            Key of the model where it belongs.
        label : str
            Phrase that names what is missing; none: the last part of the key.
        """
        name = label or f"field.{path.rpartition('.')[2]}"
        # a class with slots has no zero-argument super()
        return Sentences.given(self, text, path, name)

    def unit(self, unit: str) -> str:
        """A unit as printed, a word of English in the language: `t·km`, `kg/件`."""
        shown = shown_unit(unit)
        if self.lang == "en":
            return shown
        return _COUNTED.sub(self.text("unit.piece"), shown)

    def factor_unit(self, unit: str) -> str:
        """Unit of an emission factor per a unit: `kgCO2e/(t·km)`, `kgCO2e/件`."""
        return factor_unit(self.unit(unit))

    def ordinal(self, ordinal: str, title: str) -> str:
        """A heading under a letter or number in brackets: `（一）`, `(1) `."""
        gap = "" if self.lang == "zh" else " "
        return f"{ordinal}{gap}{self.text(title)}"

    def numbered(self, number: str, title: str) -> str:
        """A heading with its number: `3.2 系统边界`."""
        return f"{number} {self.text(title)}"


def see(id_: str) -> Reference:
    """A cross-reference to a table or figure."""
    return Reference(to=id_)
