"""A card at its place: dark head, tinted rows, frame."""

from __future__ import annotations

from collections.abc import Iterator

from lcagraph.diagram.blocks import COLOURS, UTILITY_COLOUR, lines_size
from lcagraph.diagram.cards.measured import (
    HEAD_PAD,
    PAD,
    MeasuredCard,
    MeasuredSlot,
    slot_fill,
)
from lcagraph.drawing.measure import width_of
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
        yield from text_block(slot.lines, box.right - PAD, block, "end")
        return
    left = box.x + PAD
    if slot.slot.row.connector:
        colour = COLOURS[slot.slot.row.group][1]
        middle = top + slot.height / 2
        yield from badge(slot.slot.row.connector, left + BADGE / 2, middle, colour)
        left += BADGE + 5.0
    yield from text_block(slot.lines, left, block)
    if width_of(slot.amount):
        size = slot.amount[0].size
        middle = top + slot.height / 2
        yield Words(
            x=box.right - PAD, y=middle + 0.36 * size, line=slot.amount, anchor="end"
        )
