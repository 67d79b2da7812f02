"""Numbers of tables and figures: counted through the report, or by chapter.

Tables that a form itself has take its numbers, 表 1 and 表 2; what its guide asks for
besides is counted apart by chapter, 表 5-1, and in annexes, 表 A-1, so that the form's
numbers stay what they are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from lcagraph.wording import Language

Kind = Literal["table", "figure"]
Numbering = Literal["auto", "seed"]
"""Counted by us without gaps, or the numbers that a guide prints."""

NAMES: Mapping[tuple[Kind, Language], str] = {
    ("table", "zh"): "表",
    ("table", "en"): "Table",
    ("figure", "zh"): "图",
    ("figure", "en"): "Figure",
}


@dataclass(slots=True, kw_only=True)
class Captions:
    """Counts while a report is written, from its first page to its last."""

    lang: Language
    counted: Counter[str] = field(default_factory=Counter)

    def table(self, chapter: str = "") -> str:
        """Number of the next table: `表 1`, in an annex or chapter `表 A-1`."""
        return self._next("table", chapter)

    def uncount_table(self, chapter: str = "") -> None:
        """Take back the last number: that table is printed without it."""
        self.counted[f"table {chapter}"] -= 1

    def figure(self, chapter: str = "") -> str:
        """Number of the next figure."""
        return self._next("figure", chapter)

    def _next(self, kind: Kind, chapter: str) -> str:
        key = f"{kind} {chapter}"
        self.counted[key] += 1
        before = f"{chapter}-" if chapter else ""
        return f"{NAMES[kind, self.lang]} {before}{self.counted[key]}"
