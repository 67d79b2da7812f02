"""Headings and blocks in the order of the pages, upright or lying."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from lcagraph.drawing.files import MM_PER_PX
from lcagraph.report.content import (
    Block,
    Choices,
    Figure,
    Listing,
    PageBreak,
    Paragraph,
    Report,
    Section,
    Table,
)

UPRIGHT = (164.0, 224.0)
"""Width and height of the text on an upright page, less caption and notes. [mm]"""
LYING = (249.0, 132.0)
"""The same on a lying page."""
CARRIED = 4
"""Short blocks between two lying pages up to which they lie too: no page for a line."""
_READABLE = 0.68
"""Scale of a drawing below which its letters (13 px) are under 6.6 pt. [-]"""
_WORTH_TURNING = 1.2
"""How many times larger a drawing has to become for its page to lie. [-]"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A section's heading, and how deep the section lies."""

    section: Section
    depth: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """Something on a page, and whether that page lies."""

    what: Heading | Block
    is_lying: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """Items on pages of one orientation."""

    is_lying: bool
    items: tuple[Heading | Block, ...]


def sheets(report: Report) -> Iterator[Sheet]:
    """All sections of a report, cut where the pages turn.

    A heading goes with what follows it; a few short blocks between two lying pages lie
    as well.
    """
    items = list(_items(report))
    while items and isinstance(items[-1].what, PageBreak):
        items.pop()
    turned = _short_turned(_followed(items))
    for is_lying, group in groupby(turned, key=lambda item: item.is_lying):
        yield Sheet(is_lying=is_lying, items=tuple(item.what for item in group))


def width_in(figure: Figure, *, is_lying: bool) -> float:
    """Width in which a figure is printed: it fits its page, never enlarged. [mm]"""
    natural = figure.drawing.width * MM_PER_PX
    return natural * min(1.0, _scale(figure, LYING if is_lying else UPRIGHT))


def _items(report: Report) -> Iterator[Item]:
    for depth, section in report.every_section():
        blocks = section.blocks
        if blocks and isinstance(blocks[0], PageBreak):  # meant for the heading, too
            yield Item(what=blocks[0])
            blocks = blocks[1:]
        yield Item(what=Heading(section=section, depth=depth))
        for block in blocks:
            yield Item(what=block, is_lying=_wants_to_lie(block))


def _wants_to_lie(block: Block) -> bool:
    if isinstance(block, Figure):
        upright, lying = _scale(block, UPRIGHT), min(1.0, _scale(block, LYING))
        return upright < _READABLE and lying > _WORTH_TURNING * upright
    return isinstance(block, Table) and block.is_wide


def _scale(figure: Figure, area: tuple[float, float]) -> float:
    drawing = figure.drawing
    width, height = drawing.width * MM_PER_PX, drawing.height * MM_PER_PX
    return min(area[0] / width, area[1] / height)


def _followed(items: Sequence[Item]) -> list[Item]:
    """Headings, and breaks before pages that lie, go with what follows them."""
    settled = list(items)
    for place in reversed(range(len(settled) - 1)):
        if isinstance(settled[place].what, Heading | PageBreak):
            lies = settled[place + 1].is_lying
            settled[place] = replace(settled[place], is_lying=lies)
    return settled


def _short_turned(items: Sequence[Item]) -> Iterator[Item]:
    runs = [list(group) for _, group in groupby(items, key=lambda item: item.is_lying)]
    for number, run in enumerate(runs):
        is_between = 0 < number < len(runs) - 1 and not run[0].is_lying
        if is_between and len(run) <= CARRIED and all(_is_short(one) for one in run):
            yield from (replace(one, is_lying=True) for one in run)
        else:
            yield from run


def _is_short(item: Item) -> bool:
    return isinstance(item.what, Heading | Paragraph | Listing | Choices)
