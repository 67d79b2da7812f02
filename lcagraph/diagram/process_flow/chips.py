"""Chips: what enters and leaves a step, told apart by shape, frame and colour."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from lcagraph.diagram.blocks import (
    PictureLanguage,
    TextStyle,
    in_languages,
    in_lines,
    lines_size,
    spans,
)
from lcagraph.diagram.process_flow.steps import Chip, ChipKind
from lcagraph.diagram.scene import ArrowKind
from lcagraph.drawing.measure import ELLIPSIS, Line, Span
from lcagraph.drawing.shapes import (
    BADGE,
    GREEN,
    INK,
    MUTED,
    WHITE,
    Box,
    Curve,
    Shape,
    badge,
    text_block,
)
from lcagraph.drawing.subscripts import with_subscripts

TEXT_WIDTHS: dict[PictureLanguage, float] = {"zh": 150.0, "en": 160.0, "both": 170.0}
"""Widths at which the text of a chip is broken. [px]"""
PAD_X, PAD_Y = 11.0, 2.5
SLANT = 9.0
"""How far the sides of a parallelogram lean. [px]"""
BOLT = 13.0
"""Room of the sign for energy. [px]"""

BLUE, ORANGE, BROWN = "#1D4F86", "#B45309", "#7A4A24"


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How a kind of chip and its line are drawn."""

    colour: str
    fill: str
    width: float
    """Of the line. [px]"""
    line: str = ""
    """Dashes of the line."""
    frame: str = ""
    """Dashes of the frame."""


LOOKS: dict[ChipKind, Look] = {
    "material": Look(colour=BLUE, fill="#EAF1F9", width=1.6),
    "energy": Look(colour=ORANGE, fill="#FEF3E0", width=1.6, line="9 3 2 3"),
    "removal": Look(
        colour="#0F6B52", fill="#E9F6F1", width=1.6, line="2 3", frame="2 3"
    ),
    "emission": Look(colour=BROWN, fill=WHITE, width=1.6, line="5 3", frame="5 3"),
    "waste": Look(colour=BROWN, fill="#F3ECE5", width=1.6, line="5 3", frame="5 3"),
    "co_product": Look(colour=INK, fill=WHITE, width=2.4),
    "burden_free": Look(colour=GREEN, fill="#EBF7EE", width=1.6, line="9 4"),
    "credit": Look(colour=GREEN, fill="#EBF7EE", width=1.6, line="9 4"),
}


ARROWS: Mapping[ArrowKind, Look] = {
    "product": Look(colour=INK, fill=WHITE, width=1.8),
    "energy": LOOKS["energy"],
    "burden_free": LOOKS["burden_free"],
    "waste": LOOKS["waste"],
}
"""How arrows between steps, and the names on them, are drawn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredChip:
    """A chip with its text broken into lines, and its size. [px]"""

    chip: Chip
    lines: tuple[Line, ...]
    width: float
    height: float


def measured_chip(
    chip: Chip, lang: PictureLanguage, *, has_amount: bool
) -> MeasuredChip:
    """A chip with its size."""
    lines = tuple(_lines(chip, lang, has_amount=has_amount))
    width, height = lines_size(lines)
    return MeasuredChip(
        chip=chip,
        lines=lines,
        width=width + 2 * PAD_X + _before(chip) + _after(chip),
        height=height + 2 * PAD_Y,
    )


def _lines(chip: Chip, lang: PictureLanguage, *, has_amount: bool) -> list[Line]:
    look, width = LOOKS[chip.kind], TEXT_WIDTHS[lang]
    is_bold = chip.kind == "co_product"
    if chip.is_formula:
        plain = Span(text="", size=12, colour=look.colour)
        name = with_subscripts(chip.name.zh, plain, formula=True)
    else:
        style = TextStyle(size=12, bold=is_bold, colour=look.colour, second_size=12)
        name = spans(chip.name, lang, style)
    signs = {"emission": " ↑", "removal": " ↓"}
    if chip.kind in signs:
        name.append(Span(text=signs[chip.kind], size=12, colour=look.colour))
    lines = _balanced(name, width)
    if has_amount and chip.amount is not None:
        amount = in_languages(chip.amount, lang)[0]
        lines.append((Span(text=amount, size=12, colour=MUTED),))
    return lines


def _balanced(text: Sequence[Span], width: float) -> list[Line]:
    """Lines as few as the width allows, and about equally long."""
    lines = in_lines(text, width)
    narrower = width
    while narrower > width / 2:
        tried = in_lines(text, narrower - 6.0)
        if len(tried) > len(lines) or _is_cut(tried):
            break
        lines, narrower = tried, narrower - 6.0
    return lines


def _is_cut(lines: Sequence[Line]) -> bool:
    return any(span.text.endswith(ELLIPSIS) for line in lines for span in line)


def _before(chip: Chip) -> float:
    return BOLT if chip.kind == "energy" else 0.0


def _after(chip: Chip) -> float:
    return BADGE + 4.0 if chip.letter else 0.0


def chip_shapes(chip: MeasuredChip, box: Box) -> Iterator[Shape]:
    """The chip drawn in its box."""
    kind, look = chip.chip.kind, LOOKS[chip.chip.kind]
    if kind == "material":
        yield _parallelogram(box, look)
    else:
        yield Box(
            x=box.x,
            y=box.y,
            width=box.width,
            height=box.height,
            fill=look.fill,
            stroke=look.colour,
            stroke_width=2.2 if kind == "co_product" else 1.2,
            dashes=look.frame,
            radius=min(box.height / 2, 13.0) if kind == "energy" else 0.0,
            role=box.role,
        )
    if kind == "energy":
        yield _bolt(box.x + PAD_X - 2, box.y + box.height / 2, look.colour)
    middle = box.x + (box.width + _before(chip.chip) - _after(chip.chip)) / 2
    top = box.y + (box.height - lines_size(chip.lines)[1]) / 2
    yield from text_block(chip.lines, middle, top, "middle")
    if chip.chip.letter:
        x = box.right - PAD_X / 2 - BADGE / 2
        yield from badge(chip.chip.letter, x, box.y + box.height / 2, look.colour)


def _parallelogram(box: Box, look: Look) -> Curve:
    """Its sides lean; in the middle of its height it is as wide as its box less one."""
    half = SLANT / 2
    outline = (
        (box.x + half, box.y),
        (box.right + half, box.y),
        (box.right - half, box.bottom),
        (box.x - half, box.bottom),
    )
    return Curve(
        pieces=(outline,),
        is_closed=True,
        fill=look.fill,
        stroke=look.colour,
        stroke_width=1.2,
        role=box.role,
    )


def _bolt(x: float, y: float, colour: str) -> Curve:
    """A flash, the sign for energy."""
    points = ((5.5, -6.0), (0.5, 1.0), (3.6, 1.0), (2.4, 6.0), (7.6, -1.2), (4.5, -1.2))
    outline = tuple((x + dx, y + dy) for dx, dy in points)
    return Curve(pieces=(outline,), is_closed=True, fill=colour)
