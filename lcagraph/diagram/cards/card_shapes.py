"""A card at its place: dark head, tinted rows, frame."""

from __future__ import annotations

from collections.abc import Iterator

from lcagraph.diagram.blocks import COLOURS, UTILITY_COLOUR, lines_size
from lcagraph.diagram.cards.measured import (
    HEAD_PAD,
    PAD,
    ROW_PAD,
    MeasuredCard,
    MeasuredSlot,
    is_marked,
    slot_fill,
)
from lcagraph.diagram.marks import MARK, MARK_LEFT, mark
from lcagraph.drawing.measure import height_of, width_of
from lcagraph.drawing.shapes import (
    BADGE,
    INK,
    WHITE,
    Box,
    Shape,
    Words,
    badge,
    text_block,
)

RULE = "#CBD5E1"
"""Colour of the lines between rows."""


def card_shapes(card: MeasuredCard, box: Box) -> Iterator[Shape]:
    """The card drawn in its box."""
    colour = UTILITY_COLOUR if card.card.node.is_utility else INK
    yield Box(x=box.x, y=box.y, width=box.width, height=box.height, fill=WHITE)
    yield Box(x=box.x, y=box.y, width=box.width, height=card.head_height, fill=colour)
    left = box.x + PAD
    if card.card.letter:
        middle = box.y + card.head_height / 2
        yield from badge(card.card.letter, left + BADGE / 2, middle, colour)
        left += BADGE + 6.0
    yield from text_block(card.head, left, box.y + HEAD_PAD)
    for number, slot in enumerate(card.slots):
        yield from _row(slot, box, is_ruled=number > 0)
    yield Box(
        x=box.x,
        y=box.y,
        width=box.width,
        height=box.height,
        stroke=colour,
        stroke_width=1.4,
        role=box.role,
    )


def _row(slot: MeasuredSlot, box: Box, *, is_ruled: bool) -> Iterator[Shape]:
    top = box.y + slot.top
    yield Box(
        x=box.x,
        y=top,
        width=box.width,
        height=slot.height,
        fill=slot_fill(slot.slot),
        role=f"row:{slot.slot.key}",
    )
    if is_ruled:
        yield Box(x=box.x, y=top - 0.3, width=box.width, height=0.6, fill=RULE)
    block = top + (slot.height - lines_size(slot.lines)[1]) / 2
    if slot.slot.kind == "output":
        if is_marked(slot.slot):
            colour = COLOURS[slot.slot.row.group][1]
            x = box.right - MARK - 2 * MARK_LEFT
            yield mark(slot.slot.row.group, x, top, slot.height, colour)
        yield from text_block(slot.lines, box.right - PAD, block, "end")
        return
    left = box.x + PAD
    if slot.slot.row.connector:
        colour = COLOURS[slot.slot.row.group][1]
        middle = top + slot.height / 2
        yield from badge(slot.slot.row.connector, left + BADGE / 2, middle, colour)
        left += BADGE + 5.0
    yield from _marks(slot, box.x, top, left)
    yield from text_block(slot.lines, left, block)
    if width_of(slot.amount):
        size = slot.amount[0].size
        middle = top + slot.height / 2
        yield Words(
            x=box.right - PAD, y=middle + 0.36 * size, line=slot.amount, anchor="end"
        )


def _marks(slot: MeasuredSlot, x: float, top: float, left: float) -> Iterator[Shape]:
    """What the row is, and how it is carried."""
    legs = slot.lines[len(slot.lines) - slot.legs :]
    below = sum(map(height_of, legs)) + ROW_PAD if legs else 0.0
    above, violet = slot.height - below, COLOURS["transport"][1]
    if is_marked(slot.slot):
        group = slot.slot.row.group
        yield mark(group, x, top, above, COLOURS[group][1])
    if legs:
        yield mark("transport", x, top + above, below, violet)
    if slot.beside is not None:
        between = left + slot.beside + 3.0
        yield mark("transport", between, top, slot.height, violet)
