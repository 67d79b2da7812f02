"""Findings as a page shows them: code, sentence, place, source line and cure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from lcagraph.errors import Finding
from lcagraph.graph.words import Text
from lcagraph.web_page.words import NOTHING, in_both
from lcagraph.wording import explanation, help_lines, message
from lcagraph.wording.screen import Locate, Place, worst_first

MOST_FINDINGS = 200
"""A page with more findings than this is no longer read; they are only counted."""
BEFORE, AFTER = 60, 80
"""Characters of a long source line around what is wrong."""

Kind = Literal["error", "warning", "note", "waived"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Excerpt:
    """A line of the model, split around what a finding is about."""

    line: int
    before: str
    marked: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One finding."""

    code: str
    kind: Kind
    said: Text
    place: str
    """`model.yaml:12:5`, else the model path."""
    excerpt: Excerpt | None
    cures: tuple[Text, ...]
    reason: Text
    """Why it is waived."""
    explained: Text
    """Empty if the same code was explained before."""


def problems(findings: Iterable[Finding], locate: Locate) -> tuple[Problem, ...]:
    """Findings, the worst first, then by their place; each code explained once.

    Parameters
    ----------
    findings : iterable of Finding
    locate : callable
        Place of a model path, as `Document.locate`.
    """
    found: list[Problem] = []
    explained: set[str] = set()
    for finding in worst_first(findings, locate):
        problem = _problem(finding, locate(finding.at, finding.part, finding.span))
        is_known = finding.code in explained
        found.append(replace(problem, explained=NOTHING) if is_known else problem)
        explained.add(finding.code)
    return tuple(found)


def _problem(finding: Finding, place: Place | None) -> Problem:
    cures = zip(help_lines(finding, "zh"), help_lines(finding, "en"), strict=False)
    waived = finding.waived
    return Problem(
        code=finding.code,
        kind="waived" if waived else finding.severity,
        said=in_both(lambda lang: message(finding, lang)),
        place=str(place) if place else finding.at,
        excerpt=_excerpt(place) if place and place.line else None,
        cures=tuple(Text(zh, en) for zh, en in cures),
        reason=Text(waived.get("zh", ""), waived.get("en", "")) if waived else NOTHING,
        explained=in_both(lambda lang: explanation(finding.code, lang)),
    )


def _excerpt(place: Place) -> Excerpt:
    start = min(max(place.column - 1, 0), len(place.text))
    end = min(max(place.end_column - 1, start), len(place.text))
    first, last = max(start - BEFORE, 0), min(end + AFTER, len(place.text))
    marked = place.text[start:end]
    if len(marked) > AFTER:
        marked, last = f"{marked[:AFTER]}…", end
    return Excerpt(
        line=place.line,
        before=("…" if first else "") + place.text[first:start],
        marked=marked,
        after=place.text[end:last] + ("…" if last < len(place.text) else ""),
    )
