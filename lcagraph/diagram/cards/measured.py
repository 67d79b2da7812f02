"""Cards with their text measured: size, and the height at which each row is met."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil

from lcagraph.diagram.blocks import (
    COLOURS,
    PictureLanguage,
    TextStyle,
    in_languages,
    in_lines,
    leg_spans,
    lines_size,
    spans,
)
from lcagraph.diagram.cards.wiring import Card, Slot
from lcagraph.drawing.measure import Line, Span, width_of, wrapped
from lcagraph.drawing.shapes import BADGE, GREEN, INK, MUTED, RED, WHITE
from lcagraph.drawing.subscripts import with_subscripts
from lcagraph.graph.words import Text

NAME_WIDTHS: dict[PictureLanguage, float] = {"zh": 208.0, "en": 190.0, "both": 232.0}
"""Widths at which the text of a row is broken. [px]"""
BESIDE_WIDTHS: dict[PictureLanguage, float] = {"zh": 178.0, "en": 184.0, "both": 232.0}
"""Widths up to which a name has its detail and transport beside it. [px]"""
PAD, ROW_PAD, HEAD_PAD = 9.0, 2.0, 5.0
AMOUNT_GAP = 14.0
LEAST_WIDTH, LEAST_AMOUNT, WIDTH_STEP = 150.0, 52.0, 10.0
"""Cards and amounts are as wide as a multiple of a step, so that another digit seldom
moves anything. [px]"""

_SMALL, _NAME = 12.5, 12.5
_HEAD_SECOND, _HEAD_NOTE = "#CBD5E1", "#FCA5A5"


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredSlot:
    """A row with its lines, and its place in the card. [px]"""

    slot: Slot
    lines: tuple[Line, ...]
    legs: int
    """Lines at the end that tell how it is carried."""
    beside: float | None
    """Where that begins on the only line, if it stands there. [px]"""
    amount: Line
    top: float
    height: float

    @property
    def middle(self) -> float:
        return self.top + self.height / 2


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredCard:
    """A card with its size. [px]"""

    card: Card
    head: tuple[Line, ...]
    head_height: float
    slots: tuple[MeasuredSlot, ...]
    width: float
    height: float

    def middle(self, key: str) -> float:
        """Where a wire meets a row, from the top of the card. [px]"""
        return next(slot.middle for slot in self.slots if slot.slot.key == key)


def measured(card: Card, lang: PictureLanguage) -> MeasuredCard:
    """A card with its text broken into lines, and its size."""
    head = tuple(_head_lines(card, lang))
    head_width, head_height = lines_size(head)
    badge_width = BADGE + 6.0 if card.letter else 0.0
    widths = [head_width + badge_width + 2 * PAD, LEAST_WIDTH]
    slots, y = [], head_height + 2 * HEAD_PAD
    first = y
    for slot in card.slots:
        text = _row_text(slot, lang)
        lines = text.lines
        amount = _amount(slot, lang)
        height = max(lines_size(lines)[1], lines_size((amount,))[1]) + 2 * ROW_PAD
        slots.append(
            MeasuredSlot(
                slot=slot,
                lines=lines,
                legs=text.legs,
                beside=text.beside,
                amount=amount,
                top=y,
                height=height,
            )
        )
        y += height
        widths.append(_needed(slot, lines, amount))
    return MeasuredCard(
        card=card,
        head=head,
        head_height=first,
        slots=tuple(slots),
        width=ceil(max(widths) / WIDTH_STEP) * WIDTH_STEP,
        height=y,
    )


def _needed(slot: Slot, lines: Iterable[Line], amount: Line) -> float:
    badge_width = BADGE + 5.0 if slot.row.connector else 0.0
    text = lines_size(tuple(lines))[0] + badge_width + 2 * PAD
    if not width_of(amount):
        return text
    wide = ceil(width_of(amount) / WIDTH_STEP) * WIDTH_STEP
    return text + AMOUNT_GAP + max(LEAST_AMOUNT, wide)


def _head_lines(card: Card, lang: PictureLanguage) -> list[Line]:
    """Name, second language and allocation: on one line if there is room."""
    first, second = in_languages(card.node.name, lang)
    name = with_subscripts(first, Span(text="", size=14, bold=True, colour=WHITE))
    small = Span(text="", size=12.5, colour=_HEAD_SECOND)
    lines = wrapped(name, NAME_WIDTHS[lang] + 40, 2)
    if second:
        lines = _beside(lines, with_subscripts(second, small), lang)
    if card.node.note is not None:
        style = TextStyle(
            size=12.5, colour=_HEAD_NOTE, second_size=12.5, second_colour=_HEAD_NOTE
        )
        lines = _beside(lines, spans(card.node.note, lang, style), lang)
    return lines


def _beside(
    lines: Sequence[Line], more: Sequence[Span], lang: PictureLanguage
) -> list[Line]:
    """Text at the end of the last line, or on lines of its own."""
    gap = Span(text="  ", size=11)
    longer = (*lines[-1], gap, *more)
    if width_of(longer) <= NAME_WIDTHS[lang] + 40:
        return [*lines[:-1], longer]
    return [*lines, *in_lines(more, NAME_WIDTHS[lang] + 40)]


# --- rows ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _RowText:
    lines: tuple[Line, ...]
    legs: int = 0
    beside: float | None = None


def _row_text(slot: Slot, lang: PictureLanguage) -> _RowText:
    """Name, detail and transport: on one line if there is room."""
    row, width = slot.row, NAME_WIDTHS[lang]
    detail, legs = _detail(slot, lang), [_leg(leg, lang) for leg in row.legs]
    beside = [part for part in (detail, *legs) if part]
    before = [part for part in (_name(slot, lang), detail) if part]
    whole = tuple(_with_gaps([*before, *([_LEG_GAP, *leg] for leg in legs)]))
    if len(legs) <= 1 and width_of(whole) <= (BESIDE_WIDTHS[lang] if beside else width):
        start = width_of(tuple(_with_gaps(before))) if legs else None
        return _RowText(lines=(whole,), beside=start)
    lines = in_lines(_name(slot, lang), width)
    if detail:
        longer = tuple(_with_gaps([list(lines[-1]), detail]))
        fits = width_of(longer) <= width
        lines = [*lines[:-1], longer] if fits else [*lines, *in_lines(detail, width)]
    below = [line for leg in legs for line in in_lines(leg, width)]
    return _RowText(lines=(*lines, *below), legs=len(below))


_LEG_GAP = Span(text="  ", size=_SMALL)
"""With the gap that is there anyway: room for a mark."""


def _with_gaps(parts: Sequence[Sequence[Span]]) -> list[Span]:
    gap = Span(text="  ", size=_SMALL)
    return [span for part in parts for span in (gap, *part)][1:]


_LEG = TextStyle(
    size=_SMALL,
    colour=COLOURS["transport"][1],
    second_size=_SMALL,
    second_colour=COLOURS["transport"][1],
)


def _name(slot: Slot, lang: PictureLanguage) -> list[Span]:
    row, colour = slot.row, slot_colour(slot)
    is_bold = slot.kind == "output"
    style = TextStyle(
        size=_NAME, bold=is_bold, colour=colour, second_size=_SMALL, second_colour=MUTED
    )
    if row.is_formula:
        plain = Span(text="", size=_NAME, colour=colour)
        name = with_subscripts(row.name.zh, plain, formula=True)
    else:
        name = spans(row.name, lang, style)
    arrows = {"emission": " ↑", "removal": " ↓"}
    if slot.kind in arrows:
        name.append(Span(text=arrows[slot.kind], size=_NAME, colour=colour))
    return name


def _leg(leg: Text, lang: PictureLanguage) -> list[Span]:
    return leg_spans(leg, lang, _LEG)


def _detail(slot: Slot, lang: PictureLanguage) -> list[Span]:
    if slot.row.detail is None:
        return []
    if slot.kind == "output":
        text = in_languages(slot.row.detail, lang)[0]
        return [Span(text=text, size=_NAME, colour=RED)]
    style = TextStyle(size=_SMALL, colour=MUTED, second_size=_SMALL)
    return spans(slot.row.detail, lang, style)


def slot_colour(slot: Slot) -> str:
    """Colour of the name of a row."""
    if slot.kind == "output":
        return GREEN if slot.row.group in ("burden_free", "credit") else INK
    if slot.kind == "fed" and slot.row.group in ("material", "energy", "other"):
        return INK
    return COLOURS[slot.row.group][1]


def is_marked(slot: Slot) -> bool:
    """Whether a row is of a group of the legend, rather than fed by a wire."""
    if slot.kind == "output":
        return slot.row.group in ("burden_free", "credit")
    return slot_fill(slot) == COLOURS[slot.row.group][0]


def slot_fill(slot: Slot) -> str:
    """Ground of a row."""
    if slot.kind == "output":
        return "#E2E8F0"
    if slot.kind == "fed" and slot.row.group in ("material", "energy", "other"):
        return WHITE
    return COLOURS[slot.row.group][0]


def _amount(slot: Slot, lang: PictureLanguage) -> Line:
    if slot.row.amount is None:
        return ()
    return (Span(text=in_languages(slot.row.amount, lang)[0], size=_NAME),)
