"""Compliance annex: each requirement of a guide, and where the report answers it.

The program makes it from the `answers` of the blocks and judges what stands in them, so
it can't promise what isn't there: a blank answers nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from lcagraph.report.content import (
    Blank,
    Block,
    Captioned,
    Cell,
    Choices,
    Cover,
    Figure,
    Inline,
    Listing,
    PageBreak,
    Paragraph,
    Photograph,
    Reference,
    Section,
    Table,
    Words,
)
from lcagraph.report.writer import Writer

State = Literal["answered", "partly", "blank", "not_applicable"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """One requirement of a guide or standard."""

    id: str
    clause: str
    """Where the guide asks for it, `二(一)3`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What one place of a report says to a requirement."""

    place: Words
    filled: int = 0
    """Statements: paragraphs, items, rows without a blank."""
    blanks: int = 0
    """Those that hold a blank."""
    excuse: str = ""
    """Why the requirement doesn't apply."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a whole report says to a requirement, from all its places."""

    parts: tuple[Said, ...] = ()

    @property
    def state(self) -> State:
        """Answered in whole or part, left blank, or not applicable with a reason."""
        if any(part.filled for part in self.parts):
            return "partly" if self.blanks or self.excuses else "answered"
        return "not_applicable" if self.excuses and not self.blanks else "blank"

    @property
    def blanks(self) -> int:
        """Statements that are left blank."""
        return sum(part.blanks for part in self.parts)

    @property
    def excuses(self) -> tuple[str, ...]:
        """Reasons why it doesn't apply, each once."""
        return tuple(dict.fromkeys(one.excuse for one in self.parts if one.excuse))

    @property
    def places(self) -> tuple[Words, ...]:
        """Where it stands, each place once: tables and figures, else titles."""
        found = tuple(dict.fromkeys(part.place for part in self.parts))
        closer = {_heading(place) for place in found if len(place) > 1}
        return tuple(p for p in found if len(p) > 1 or _heading(p) not in closer)


UNANSWERED = Answer()


def _heading(place: Words) -> str:
    """The section of a place, whether or not a table of it is named."""
    return str(place[0]).strip()


def answers_of(
    cover: Cover, cover_title: str, sections: Sequence[Section]
) -> Mapping[str, Answer]:
    """Requirement → what the report says to it, in the order of the pages."""
    found: dict[str, list[Said]] = {}
    filled, blanks = _counted(words for _, words in cover.lines)
    on_cover = Said(place=(cover_title,), filled=filled, blanks=blanks)
    for id_ in cover.answers:
        found.setdefault(id_, []).append(on_cover)
    for section in _all(sections):
        for id_ in section.answers:
            said = Said(place=(section.title,), filled=1)
            found.setdefault(id_, []).append(said)
        for block in section.blocks:
            for id_, said in _said(block, _place(block, section)):
                found.setdefault(id_, []).append(said)
    return {id_: Answer(parts=tuple(parts)) for id_, parts in found.items()}


def joined(places: Sequence[Words], between: str) -> Words:
    """Places one after the other."""
    found: list[Inline] = []
    for position, place in enumerate(places):
        found += [between] if position else []
        found += place
    return tuple(found)


def state_words(writer: Writer, answer: Answer) -> str:
    """How a requirement is answered, in words, with reasons and counts of blanks."""
    state = answer.state
    if state == "not_applicable":
        return writer.text("shared.not_applicable", reason=_reasons(writer, answer))
    if state == "partly" and not answer.blanks:
        return writer.text("shared.state_without", reason=_reasons(writer, answer))
    return writer.text(f"shared.state_{state}", count=answer.blanks)


def _reasons(writer: Writer, answer: Answer) -> str:
    reasons = (excuse.rstrip("。.") for excuse in answer.excuses)
    return writer.text("shared.and").join(reasons)


def place_words(writer: Writer, answer: Answer) -> Words:
    """Where it stands in the report; a dash: nowhere."""
    return joined(answer.places, writer.text("shared.and")) or ("—",)


def unanswered(
    requirements: Sequence[Requirement], answers: Mapping[str, Answer]
) -> tuple[Requirement, ...]:
    """Requirements that nothing but blanks answers."""
    return tuple(
        one for one in requirements if answers.get(one.id, UNANSWERED).state == "blank"
    )


def _all(sections: Sequence[Section]) -> Iterator[Section]:
    for section in sections:
        yield section
        yield from _all(section.sections)


def _said(block: Block, place: Words) -> Iterator[tuple[str, Said]]:
    """What a block says to each requirement that it, or a cell of it, answers."""
    if isinstance(block, PageBreak):
        return
    if isinstance(block, Paragraph) and block.excuse:
        said = Said(place=place, excuse=block.excuse)
    else:
        filled, blanks = _weighed(block)
        said = Said(place=place, filled=filled, blanks=blanks)
    for id_ in block.answers:
        yield id_, said
    if isinstance(block, Table):
        for cell in (cell for row in block.body for cell in row):
            for id_ in cell.answers:
                yield id_, _said_in(cell, place)


def _said_in(cell: Cell, place: Words) -> Said:
    if cell.excuse:
        return Said(place=place, excuse=cell.excuse)
    filled, blanks = _counted([cell.words])
    return Said(place=place, filled=filled, blanks=blanks)


def _weighed(block: Block) -> tuple[int, int]:
    """Statements of a block: filled, and with a blank."""
    match block:
        case Paragraph():
            return _counted([block.words])
        case Listing():
            return _counted(block.items)
        case Table():
            # a heading says nothing, whatever stands beside it or not
            said = ([c.words for c in row if not c.is_head] for row in block.body)
            return _counted(tuple(w for words in row for w in words) for row in said)
        case Choices():
            return int(any(one.is_ticked for one in block.choices)), 0
        case Figure():  # a frame whose picture is still missing bears a blank
            _, blanks = _counted(block.notes)
            return int(not blanks), blanks
        case Photograph():
            return 1, 0
        case _:
            return 0, 0


def _counted(statements: Iterable[Words]) -> tuple[int, int]:
    """A label before a blank says nothing: a statement with a blank is not filled."""
    filled = blanks = 0
    for words in statements:
        has_blank = any(isinstance(word, Blank) for word in words)
        blanks += has_blank
        filled += bool(words) and not has_blank
    return filled, blanks


def _place(block: Block, section: Section) -> Words:
    if isinstance(block, Captioned) and block.number:
        return (f"{section.title} ", Reference(to=block.id))
    return (section.title,)
