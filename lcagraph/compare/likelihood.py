"""How likely each side is the lower one: a few thousand draws that all sides share.

Two footprints with ± 20 % each may differ for sure by 5 %, if what is uncertain is the
same in both; or not at all. The tables of a comparison can't tell, so it draws.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from lcagraph.compare.side import Side
from lcagraph.errors import Finding, FindingsError, UsageError
from lcagraph.uncertainty import Case, Settings, Uncertainty, simulate
from lcagraph.uncertainty.certain import made_certain_finding
from lcagraph.uncertainty.page import (
    differences_section,
    pairing_notes,
    section_text,
)
from lcagraph.uncertainty.words import share_text
from lcagraph.wording import LANGUAGES, Language, label, message
from lcagraph.wording.page import Fact, facts_html, table_html

SEED = 1
"""Of the draws of every comparison: the same models give the same page."""

MOST, FEWEST = 10_000, 1_000
"""Draws of a comparison."""

NUMBERS = 50_000_000
"""Terms and matrix entries that a comparison computes: about a second of work. Large
models are drawn less often, down to `FEWEST`."""

NOTHING_UNCERTAIN = "E542"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class UnderUncertainty:
    """The draws of a comparison, or why there are none."""

    draws: Uncertainty | None
    findings: tuple[Finding, ...]
    """What is wrong with the draws. Empty without draws: no number is uncertain."""

    def facts(self, lang: Language) -> Iterator[Fact]:
        """The chance of each side to be lower than the base, a line each."""
        what = label("compare.lower", lang)
        for one in self.draws.pairs if self.draws is not None else ():
            said = one.chance
            if one.equal:
                equal = label("mc.equal_short", lang)
                said += f"; {equal}: {share_text(one.probability_equal)}"
            yield what.format(name=one.name, base=one.base), said

    def to_text(self, lang: Language) -> str:
        """The table of differences; empty if nothing is uncertain."""
        parts = []
        if self.draws is not None:
            parts.append(section_text(differences_section(self.draws.pairs, lang)))
            parts.append("  " + self._how(lang))
        parts += [f"  {note}" for note in self._notes(lang)]
        return "\n".join(parts)

    def to_html(self, lang: Language) -> str:
        """The same as plain HTML tables."""
        parts = []
        if self.draws is not None:
            found = differences_section(self.draws.pairs, lang)
            parts.append(table_html(found.title, found.heads, found.rows))
        notes = [("", note) for note in self._notes(lang)]
        if notes:
            parts.append(facts_html(label("compare.uncertainty", lang), notes))
        return "".join(parts)

    def to_dict(self) -> dict[str, Any] | None:
        """Plain data; None if nothing is uncertain."""
        if self.draws is None and not self.findings:
            return None
        told = [
            {"code": f.code, "at": f.at}
            | {f"message_{lang}": message(f, lang) for lang in LANGUAGES}
            for f in self.findings
        ]
        if self.draws is None:
            return {"n": 0, "findings": told, "paired": []}
        return {
            "seed": self.draws.seed,
            "n": self.draws.n,
            "confidence": self.draws.settings.confidence,
            "made_certain": self.draws.made_certain_of_sides,
            "shared": list(self.draws.study.shared),
            "drawn_apart": list(self.draws.study.drawn_apart),
            "databases_as_certain": list(self.draws.study.certain_databases),
            "findings": told,
            "paired": [one.to_dict() for one in self.draws.pairs],
        }

    def _how(self, lang: Language) -> str:
        """How many draws, and what was taken as certain."""
        assert self.draws is not None
        text = label("compare.draws", lang).format(n=f"{self.draws.n:,}", seed=SEED)
        certain = self.draws.study.certain_databases
        if certain:
            names = ", ".join(certain)
            text += label("compare.certain", lang).format(names=names)
        return text

    def _notes(self, lang: Language) -> Iterator[str]:
        if self.draws is not None:
            yield from pairing_notes(self.draws, lang)
        for finding in self.findings:
            parts = (finding.code, finding.at, message(finding, lang))
            yield " ".join(filter(None, parts))


def cases_of(sides: Sequence[Side]) -> dict[str, Case]:
    """The sides of a comparison, as `simulate` takes them."""
    return {
        side.name: Case(
            prepared=side.result.prepared,
            family=side.family,
            made_certain=side.made_certain,
            made_by=side.result.provenance,
        )
        for side in sides
    }


def quick_draws(sides: Sequence[Side]) -> UnderUncertainty:
    """Draws of all sides, with databases as they stand.

    What has no answer under uncertainty still has one as written: so a refusal is told
    beside the comparison, and doesn't stop it.
    """
    settings = Settings(seed=SEED, n=_count(sides), keep="totals", is_background=False)
    try:
        draws = simulate(cases_of(sides), settings)
    except FindingsError as error:
        fatal = [finding for finding in error.findings if finding.is_fatal]
        told = [f for f in fatal if f.code != NOTHING_UNCERTAIN]
        if not told:  # nothing is uncertain: perhaps since it was set so
            of_sides = {side.name: side.made_certain for side in sides}
            told += made_certain_finding(of_sides)
        return UnderUncertainty(draws=None, findings=tuple(told))
    except UsageError as error:  # a database is gone since the model was solved
        return UnderUncertainty(draws=None, findings=(error.finding,))
    return UnderUncertainty(draws=draws, findings=draws.findings)


def _count(sides: Sequence[Side]) -> int:
    models = [side.result.prepared for side in sides]
    size = sum(len(m.compiled.table.index) + m.layout.a.row.size for m in models)
    return max(FEWEST, min(MOST, NUMBERS // max(size, 1)))
