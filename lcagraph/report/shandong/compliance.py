"""Annex: each clause of the guide and where this report answers it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from lcagraph.report.compliance import UNANSWERED, Answer, answers_of
from lcagraph.report.content import (
    Block,
    Captioned,
    Cover,
    Inline,
    PageBreak,
    Section,
    Table,
    Words,
)
from lcagraph.report.shandong.grid import head, row, shares
from lcagraph.report.shandong.phrases import Phrases, see

CLAUSES = (
    *(f"SD-{n:02}" for n in range(1, 35)),
    *("SD-40", "SD-41", "SD-42", "SD-43", "SD-43b"),
    *(f"SD-{n}" for n in range(44, 71)),
)
"""Requirements that the guide's body (1–34) and its Annex A (40–70) make."""

OUTSIDE = {
    "SD-03": "body",
    "SD-04": "checks",
    "SD-06": "contract",
    "SD-29": "sampling",
}
"""Clauses that ask nothing of the report, and what answers them."""


def compliance(cover: Cover, sections: Sequence[Section], phrases: Phrases) -> Section:
    """The clauses in order, each with its state and the places that answer it.

    Parameters
    ----------
    cover : Cover
    sections : sequence of Section
        The first stands for the cover.
    phrases : Phrases
    """
    places = places_of(sections)
    answers = answers_of(cover, cover.title, sections[1:])
    rows = [
        row(
            clause,
            phrases.text(f"clause.{clause}.where"),
            phrases.text(f"clause.{clause}"),
            _state(clause, answers, phrases),
            _where(clause, places, phrases),
        )
        for clause in CLAUSES
    ]
    columns = ("id", "clause", "asks", "state", "place")
    table = Table(
        id="compliance",
        number="",
        title=phrases.text("table.compliance"),
        head=(head(*(phrases.text(f"compliance.{one}") for one in columns)),),
        body=tuple(rows),
        widths=shares(10, 13, 36, 13, 28),
    )
    return Section(
        id="annex-compliance",
        title=phrases.text("heading.annex_compliance"),
        blocks=(phrases.paragraph("compliance.is"), table),
    )


def _state(clause: str, answers: Mapping[str, Answer], phrases: Phrases) -> str:
    """Answered, answered in part, nothing but blanks, or not applicable."""
    if clause in OUTSIDE:
        return phrases.text("state.not_applicable")
    answer = answers.get(clause, UNANSWERED)
    return phrases.text(f"state.{answer.state}", count=str(answer.blanks))


def places_of(sections: Iterable[Section]) -> Mapping[str, tuple[Inline, ...]]:
    """Where each clause is answered: tables and figures with numbers, else sections."""
    found: dict[str, dict[str, Inline]] = {}
    for section in sections:
        for clause, key, place in _answers(section):
            found.setdefault(clause, {}).setdefault(key, place)
    return {clause: tuple(places.values()) for clause, places in found.items()}


def _answers(section: Section) -> Iterator[tuple[str, str, Inline]]:
    for clause in section.answers:
        yield clause, section.id, section.title
    for block in section.blocks:
        for clause in _answered(block):
            if isinstance(block, Captioned) and block.number:
                yield clause, block.id, see(block.id)
            else:
                yield clause, section.id, section.title
    for inner in section.sections:
        yield from _answers(inner)


def _answered(block: Block) -> tuple[str, ...]:
    """Clauses that a block, or a cell of it, answers."""
    if isinstance(block, PageBreak):
        return ()
    if not isinstance(block, Table):
        return block.answers
    of_cells = (id_ for row in block.body for cell in row for id_ in cell.answers)
    return tuple(dict.fromkeys((*block.answers, *of_cells)))


MOST = 4
"""Places that are listed; cards are many."""


def _where(
    clause: str, places: Mapping[str, tuple[Inline, ...]], phrases: Phrases
) -> Words:
    known = places.get(clause, ())
    if not known:
        return (phrases.text(f"outside.{OUTSIDE[clause]}"),)
    joint = phrases.listed(["", ""])
    words: list[Inline] = []
    for place in known[:MOST]:
        words += [joint, place] if words else [place]
    if len(known) > MOST:
        words.append(phrases.text("compliance.more", count=str(len(known) - MOST)))
    return tuple(words)
