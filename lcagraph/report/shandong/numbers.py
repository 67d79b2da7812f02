"""Numbers of tables and figures: counted by chapter, or those that the guide prints.

The guide leaves out 表3-4 and gives one number to each kind of card, of which a report
has many. By its own numbers (`seed`) the second card of 表3-9 is 表3-9(2), and a table
that the guide doesn't have takes the number before it with a letter, 表3-19a.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from lcagraph.report.captions import NAMES, Kind, Numbering
from lcagraph.wording import Language


@dataclass(slots=True, kw_only=True)
class Numbers:
    """Counts while a report is built, from its first page to its last."""

    lang: Language
    numbering: Numbering
    counted: Counter[str] = field(default_factory=Counter)

    def table(self, chapter: int, seed: str) -> str:
        """Number of the next table of a chapter; `seed`: the guide's, `3-9`."""
        return self._next("table", chapter, seed)

    def figure(self, chapter: int, seed: str) -> str:
        """Number of the next figure of a chapter."""
        return self._next("figure", chapter, seed)

    def _next(self, kind: Kind, chapter: int, seed: str) -> str:
        name = NAMES[kind, self.lang]
        if self.numbering == "auto":
            self.counted[f"{kind} {chapter}"] += 1
            return f"{name} {chapter}-{self.counted[f'{kind} {chapter}']}"
        self.counted[f"{kind} {seed}"] += 1
        count = self.counted[f"{kind} {seed}"]
        return f"{name} {seed}" if count == 1 else f"{name} {seed}({count})"
