"""Tables and boxes of a figure with their text measured, still without a place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from lcagraph.diagram.marks import mark
from lcagraph.diagram.scene import (
    ArrowKind,
    Flow,
    FlowItem,
    Group,
    ProcessNode,
    Row,
)
from lcagraph.drawing.measure import Line, Span, height_of, width_of, wrapped
from lcagraph.drawing.shapes import (
    BADGE,
    BROWN,
    GREEN,
    INK,
    LINE,
    MUTED,
    RED,
    WHITE,
    Box,
    Shape,
    badge,
    text_block,
)
from lcagraph.drawing.subscripts import with_subscripts
from lcagraph.graph.words import Text

PictureLanguage = Literal["zh", "en", "both"]

COLOURS: dict[Group, tuple[str, str]] = {
    "material": ("#E8F0F9", "#27557F"),
    "energy": ("#FDF1DC", "#93580D"),
    "transport": ("#F0EBF8", "#5F4191"),
    "other": ("#EEF2F6", "#475569"),
    "treatment": ("#F0EAE4", "#6B4E31"),
    "emission": ("#FFF5E6", "#9A3412"),
    "removal": ("#E9F6F1", "#0F6B52"),
    "co_product": ("#DFE5ED", "#334155"),
    "burden_free": ("#EBF7EE", GREEN),
    "credit": ("#EBF7EE", GREEN),
}
"""Fill and text colour of a row."""

UTILITY_COLOUR = "#93580D"

NAME_WIDTHS: dict[PictureLanguage, float] = {"zh": 166.0, "en": 166.0, "both": 230.0}
SIDE_NAME_WIDTH = 112.0
BOX_TEXT_WIDTH = 122.0
FLOW_WIDTH = 124.0
"""Widths at which text is broken. [px]"""

_PAD, _MARKED_PAD, _AFTER_NAME = 5.0, 9.5, 2.5
"""Beside text, where a mark stands before it, and after a name. [px]"""
_ROW_PAD = 2.5
_SMALL = 12.5


@dataclass(frozen=True, slots=True, kw_only=True)
class TextStyle:
    """Size and colour of a text and of its second language."""

    size: float = 13.0
    bold: bool = False
    colour: str = INK
    second_size: float = _SMALL
    second_colour: str = MUTED


def spans(text: Text, lang: PictureLanguage, style: TextStyle) -> list[Span]:
    """A text in one language, or in both on one line."""
    first, second = in_languages(text, lang)
    span = Span(text="", size=style.size, bold=style.bold, colour=style.colour)
    found = with_subscripts(first, span)
    if second:
        small = Span(text="", size=style.second_size, colour=style.second_colour)
        found += with_subscripts(f"{_BEFORE_SECOND}{second}", small)
    return found


def in_lines(text: Sequence[Span], width: float, max_lines: int = 3) -> list[Line]:
    """Spans of `spans` on one line, or each language on lines of its own.

    Parameters
    ----------
    text : sequence of Span
        A text in one language, or in both.
    width : float
        Width at which it is broken. [px]
    max_lines : int
        Lines that a language may take.
    """
    if width_of(tuple(text)) <= width:
        return [tuple(text)]
    seconds = (i for i, s in enumerate(text) if s.text.startswith(_BEFORE_SECOND))
    split = next(seconds, len(text))
    lines = wrapped(text[:split], width, max_lines)
    if split < len(text):
        first = replace(text[split], text=text[split].text.lstrip())
        lines += wrapped([first, *text[split + 1 :]], width, max_lines)
    return lines


_BEFORE_SECOND = "  "
"""Between two languages on one line."""


def in_languages(text: Text, lang: PictureLanguage) -> tuple[str, str]:
    """The text to show first, and the one to show second (both, if they differ)."""
    if lang != "both":
        return text.get(lang), ""
    first, second = text.get("zh"), text.get("en")
    return first, "" if second == first else second


# --- tables --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredRow:
    """A row of a table as lines of text."""

    group: Group
    connector: str
    name: tuple[Line, ...]
    legs: tuple[Line, ...]
    amount: Line

    @property
    def height(self) -> float:
        """Height with padding. [px]"""
        texts = ((*self.name, *self.legs), (self.amount,))
        return max(sum(map(height_of, lines)) for lines in texts) + 2 * _ROW_PAD


MeasuredTable = tuple[MeasuredRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Widths that the tables of one column of the figure share. [px]"""

    name: float = 0.0
    amount: float = 0.0

    @property
    def width(self) -> float:
        return self.name + self.amount


def measured(rows: Iterable[Row], lang: PictureLanguage, width: float) -> MeasuredTable:
    """Rows of a table with their text broken into lines of a width. [px]"""
    return tuple(_measured_row(row, lang, width) for row in rows)


def _measured_row(row: Row, lang: PictureLanguage, width: float) -> MeasuredRow:
    colour = COLOURS[row.group][1]
    style = TextStyle(colour=colour)
    name = spans(row.name, lang, style)
    if row.is_formula:
        name = with_subscripts(row.name.zh, Span(text="", colour=colour), formula=True)
    amount = Text("", "") if row.amount is None else row.amount
    return MeasuredRow(
        group=row.group,
        connector=row.connector,
        name=tuple(_name_lines(name, row.detail, lang, width)),
        legs=tuple(leg_lines(row.legs, lang, width)),
        amount=(Span(text=in_languages(amount, lang)[0]),),
    )


def _name_lines(
    name: list[Span], detail: Text | None, lang: PictureLanguage, width: float
) -> list[Line]:
    """A name with its detail beside it, or below it where that is too long."""
    if detail is None:
        return in_lines(name, width)
    small = spans(detail, lang, TextStyle(size=_SMALL, colour=MUTED))
    beside = [*name, Span(text="  ", size=_SMALL), *small]
    if width_of(tuple(beside)) <= width:
        return [tuple(beside)]
    return [*in_lines(name, width), *in_lines(small, width)]


def shared_columns(tables: Iterable[MeasuredTable]) -> Columns:
    """Column widths that fit every one of some tables."""
    rows = [row for table in tables for row in table]
    if not rows:
        return Columns()
    names = [_widest([*row.name, *row.legs]) + _badge_width(row) for row in rows]
    amount = max(width_of(row.amount) for row in rows)
    return Columns(
        name=max(names) + _MARKED_PAD + _AFTER_NAME,
        amount=amount + 2 * _PAD if amount else 0.0,
    )


def _badge_width(row: MeasuredRow) -> float:
    return BADGE + 5.0 if row.connector else 0.0


def _widest(lines: Iterable[Line]) -> float:
    return max(map(width_of, lines), default=0.0)


def table_height(table: MeasuredTable) -> float:
    """Height of a table. [px]"""
    return sum(row.height for row in table)


def table_shapes(
    table: MeasuredTable, columns: Columns, x: float, y: float, role: str
) -> list[Shape]:
    """A table drawn with its top left corner at (x, y)."""
    height = table_height(table)
    frame = Box(
        x=x,
        y=y,
        width=columns.width,
        height=height,
        stroke=BROWN if table[0].group == "treatment" else LINE,
        role=role,
    )
    backing = Box(x=x, y=y, width=columns.width, height=height, fill=WHITE)
    shapes: list[Shape] = [backing]
    for row in table:
        shapes += _row_shapes(row, columns, x, y)
        y += row.height
    return [*shapes, frame]


def _row_shapes(row: MeasuredRow, columns: Columns, x: float, y: float) -> list[Shape]:
    fill, colour = COLOURS[row.group]
    tinted = columns.name if row.amount[0].text else columns.width
    shapes: list[Shape] = [Box(x=x, y=y, width=tinted, height=row.height, fill=fill)]
    left = x + _MARKED_PAD + _badge_width(row)
    top = y + _centred(row, (*row.name, *row.legs))
    marked = row.height
    if row.legs:
        start = top + sum(map(height_of, row.name))
        height = y + row.height - start
        lilac, violet = COLOURS["transport"]
        shapes.append(Box(x=x, y=start, width=tinted, height=height, fill=lilac))
        shapes.append(mark("transport", x, start, height, violet))
        marked -= height
    shapes.append(mark(row.group, x, y, marked, colour))
    shapes += text_block((*row.name, *row.legs), left, top)
    if row.connector:
        middle = y + row.height / 2
        shapes += badge(row.connector, x + _MARKED_PAD + BADGE / 2, middle, colour)
    if row.amount[0].text:
        top = y + _centred(row, (row.amount,))
        shapes += text_block([row.amount], x + columns.width - _PAD, top, "end")
    return shapes


def _centred(row: MeasuredRow, lines: Sequence[Line]) -> float:
    return (row.height - sum(map(height_of, lines))) / 2


# --- boxes and labels ----------------------------------------------------------------


def process_lines(node: ProcessNode, lang: PictureLanguage) -> list[Line]:
    """Text of a process box."""
    first, second = in_languages(node.name, lang)
    size = 13.0 if node.is_utility else 14.5
    head = with_subscripts(first, Span(text="", size=size, bold=True))
    lines = wrapped(head, BOX_TEXT_WIDTH, 4)
    if second:
        small = with_subscripts(second, Span(text="", size=_SMALL, colour=MUTED))
        lines += wrapped(small, BOX_TEXT_WIDTH)
    if node.note is not None:
        style = TextStyle(size=_SMALL, colour=RED, second_colour=RED)
        lines += in_lines(spans(node.note, lang, style), BOX_TEXT_WIDTH)
    return lines


def flow_lines(flow: Flow, lang: PictureLanguage) -> list[Line]:
    """Label of an arrow: what flows, how much, and how it is carried."""
    return [line for item in flow.items for line in _item_lines(item, flow, lang)]


def _item_lines(item: FlowItem, flow: Flow, lang: PictureLanguage) -> list[Line]:
    colour = FLOW_COLOURS[flow.arrow]
    name = spans(item.name, lang, TextStyle(bold=True, size=12.5, colour=colour))
    amount = Span(text=f"  {in_languages(item.amount, lang)[0]}", size=12.5)
    return [
        *_name_and_amount(name, amount),
        *leg_lines(item.legs, lang, FLOW_WIDTH),
    ]


def _name_and_amount(name: list[Span], amount: Span) -> list[Line]:
    """On one line, or the amount at the end of the lines of the name."""
    lines = in_lines([*name, amount], FLOW_WIDTH)
    if len(lines) == 1:
        return lines
    return [*in_lines(name, FLOW_WIDTH), (replace(amount, text=amount.text.strip()),)]


def leg_lines(legs: Iterable[Text], lang: PictureLanguage, width: float) -> list[Line]:
    """Transport legs as small lines."""
    style = TextStyle(size=_SMALL, colour=COLOURS["transport"][1])
    texts = (leg_spans(leg, lang, style) for leg in legs)
    return [line for text in texts for line in in_lines(text, width, 2)]


def leg_spans(leg: Text, lang: PictureLanguage, style: TextStyle) -> list[Span]:
    """A transport leg in one language, or in both with its distance once."""
    first, second = in_languages(leg, lang)
    if shared := _SHARED_END.search(f"{first}\n{second}"):
        leg = Text(first.removesuffix(shared[1]), second)
    return spans(leg, lang, style)


_SHARED_END = re.compile(r"(\s\d\S*\s\S+)\n.*\1\Z")
"""A number and its unit at the end of two lines."""


FLOW_COLOURS: Mapping[ArrowKind, str] = {
    "product": INK,
    "energy": UTILITY_COLOUR,
    "burden_free": GREEN,
    "waste": BROWN,
}


def lines_size(lines: Sequence[Line]) -> tuple[float, float]:
    """Width and height of lines of text. [px]"""
    return _widest(lines), sum(map(height_of, lines))
