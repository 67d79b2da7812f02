"""Headings and blocks in the order of the pages, upright or lying: for Word and PDF."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from lcagraph.drawing.files import MM_PER_PX
from lcagraph.report.columns import LYING_WIDTH, WIDTH, fits_upright
from lcagraph.report.content import (
    Block,
    Choices,
    Figure,
    Listing,
    PageBreak,
    Paragraph,
    Pixels,
    Report,
    Section,
    Table,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """Where text stands on a page. [mm]"""

    width: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """The text on pages of both orientations."""

    upright: Area
    lying: Area


MARGINS = {"left": 24.0, "right": 22.0, "top": 28.0, "bottom": 24.0}
"""Of our own pages, upright and lying. [mm]"""
A4 = Paper(
    upright=Area(width=WIDTH, height=297 - 28 - 24),
    lying=Area(width=LYING_WIDTH, height=210 - 28 - 24),
)
ROOM_UPRIGHT, ROOM_LYING = 44.0, 30.0
"""Height beside a figure: for its caption and notes, upright for a heading and the
line that leads to it, too; else they would have a page to themselves. [mm]"""
PHOTOGRAPH = 120.0, 90.0
"""Most width and height of a photograph: half a page, legible at arm's length. [mm]"""
CARRIED = 4
"""Short blocks between two lying pages up to which they lie too: no page for a line."""
_READABLE = 0.68
"""Scale of a drawing below which its letters (13 px) are under 6.6 pt. [-]"""
_WORTH_TURNING = 1.2
"""How many times larger a drawing has to become for its page to lie. [-]"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A section's heading, how deep the section lies, and its place among them all."""

    section: Section
    depth: int
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """The table of contents: after the sections that stand before it."""


Placed = Heading | Contents | Block
"""What pages are made of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """Something on a page, and whether that page lies."""

    what: Placed
    is_lying: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """Items on pages of one orientation."""

    is_lying: bool
    items: tuple[Placed, ...]


def sheets(report: Report, paper: Paper = A4) -> Iterator[Sheet]:
    """Contents and sections of a report, cut where the pages turn.

    A heading goes with what follows it; a few short blocks between two lying pages lie
    as well.
    """
    items = _broken_before_headings(list(_items(report, paper)))
    while items and isinstance(items[-1].what, PageBreak):
        items.pop()
    turned = _short_turned(_followed(items))
    for is_lying, group in groupby(turned, key=lambda item: item.is_lying):
        yield Sheet(is_lying=is_lying, items=tuple(item.what for item in group))


def scale_in(figure: Figure, area: Area) -> float:
    """Scale at which a figure is printed: it fits its page, never enlarged. [-]"""
    return min(1.0, _scale(figure, area))


def width_in(figure: Figure, area: Area) -> float:
    """Width in which a figure is printed. [mm]"""
    return figure.drawing.width * MM_PER_PX * scale_in(figure, area)


def photograph_size(pixels: Pixels) -> tuple[float, float]:
    """Width and height in which a photograph is printed, never enlarged. [mm]"""
    sides = pixels.width * MM_PER_PX, pixels.height * MM_PER_PX
    scale = min(
        1.0, *(most / side for most, side in zip(PHOTOGRAPH, sides, strict=True))
    )
    return sides[0] * scale, sides[1] * scale


def leads(paragraph: Paragraph) -> bool:
    """Whether it stands on the page of what follows: a title, or “as in table 3:”."""
    last = paragraph.words[-1] if paragraph.words else ""
    is_open = isinstance(last, str) and last.rstrip().endswith((":", "：", "示。"))
    return paragraph.emphasis == "strong" or is_open


def _items(report: Report, paper: Paper) -> Iterator[Item]:
    is_listed = False
    for number, (depth, section) in enumerate(report.every_section()):
        if depth == 1 and not section.is_front and not is_listed:
            yield from (Item(what=Contents()), Item(what=PageBreak()))
            is_listed = True
        yield Item(what=Heading(section=section, depth=depth, number=number))
        for block in section.blocks:
            yield Item(what=block, is_lying=_wants_to_lie(block, paper))


def _broken_before_headings(items: Sequence[Item]) -> list[Item]:
    """A page break after headings stands before them: no heading ends a page."""
    settled: list[Item] = []
    for item in items:
        place = len(settled)
        if isinstance(item.what, PageBreak):
            while place and isinstance(settled[place - 1].what, Heading):
                place -= 1
        settled.insert(place, item)
    return settled


def _wants_to_lie(block: Block, paper: Paper) -> bool:
    if isinstance(block, Figure):
        upright, lying = _scale(block, paper.upright), scale_in(block, paper.lying)
        return upright < _READABLE and lying > _WORTH_TURNING * upright
    return isinstance(block, Table) and not fits_upright(block)


def _scale(figure: Figure, area: Area) -> float:
    drawing = figure.drawing
    width, height = drawing.width * MM_PER_PX, drawing.height * MM_PER_PX
    room = ROOM_UPRIGHT if area.height > area.width else ROOM_LYING
    return min(area.width / width, (area.height - room) / height)


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
