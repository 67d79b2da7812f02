"""Compliance annex: each requirement of a guide, and where the report answers it.

The program makes it from the `answers` of the blocks, so it can't promise what isn't
there: a requirement that nothing answers is printed as open.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from lcagraph.report.content import (
    Block,
    Cover,
    Figure,
    Inline,
    PageBreak,
    Reference,
    Section,
    Table,
    Words,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """One requirement of a guide or standard."""

    id: str
    clause: str
    """Where the guide asks for it, `二(一)3`."""
    is_mandatory: bool = True
    """Whether a report without it is refused."""


def places_of(
    cover: Cover, cover_title: str, sections: Sequence[Section]
) -> Mapping[str, tuple[Words, ...]]:
    """Requirement → where it is answered: section titles, tables and figures."""
    found: dict[str, list[Words]] = {}
    for id_ in cover.answers:
        found.setdefault(id_, []).append((cover_title,))
    for section in _all(sections):
        for id_ in section.answers:
            found.setdefault(id_, []).append((section.title,))
        for block in section.blocks:
            for id_ in _answers(block):
                place = _place(block, section)
                places = found.setdefault(id_, [])
                if place not in places:
                    places.append(place)
    return {id_: tuple(places) for id_, places in found.items()}


def joined(places: Sequence[Words], between: str) -> Words:
    """Places one after the other."""
    found: list[Inline] = []
    for position, place in enumerate(places):
        found += [between] if position else []
        found += place
    return tuple(found)


def unanswered(
    requirements: Sequence[Requirement], places: Mapping[str, tuple[Words, ...]]
) -> tuple[Requirement, ...]:
    """Mandatory requirements that nothing in the report answers."""
    return tuple(
        one for one in requirements if one.is_mandatory and one.id not in places
    )


def _all(sections: Sequence[Section]) -> Iterator[Section]:
    for section in sections:
        yield section
        yield from _all(section.sections)


def _answers(block: Block) -> tuple[str, ...]:
    return () if isinstance(block, PageBreak) else block.answers


def _place(block: Block, section: Section) -> Words:
    if isinstance(block, Table | Figure) and block.number:
        return (f"{section.title} ", Reference(to=block.id))
    return (section.title,)
