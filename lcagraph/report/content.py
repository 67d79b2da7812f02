"""A report as data: what stands in it, in which order; nothing of how it looks.

    template (a guide's form) → `Report` → Word, PDF, HTML, workbook

A template fills these parts in one language; a renderer lays them out and knows no LCA.
Text is plain: a renderer sets the digits of gases low by itself (“CO2e”).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Literal

from lcagraph.drawing.shapes import Drawing
from lcagraph.errors import Finding
from lcagraph.wording import Language

Emphasis = Literal["body", "strong", "note", "statement", "formula"]
Align = Literal["start", "centre", "end"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Blank:
    """Something the form asks for and the model doesn't say: an underlined blank."""

    path: str
    """Key of the model where it belongs, `organisation.address`."""
    label: str
    """What is missing, in the words of the report."""
    hint: str = ""
    """Printed small under or after the line, as the forms do, (盖章)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A cross-reference to a table or figure: its caption number, and a link to it."""

    to: str
    """Id of the table or figure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Words that lead to a web address."""

    text: str
    address: str


Inline = str | Blank | Reference | Link
Words = tuple[Inline, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """Words in a paragraph of their own."""

    words: Words
    emphasis: Emphasis = "body"
    answers: tuple[str, ...] = ()
    """Requirements that it meets, `CQ-42`."""
    excuse: str = ""
    """Why they don't apply, if it says so instead of meeting them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """Items one under the other, with numbers or dots."""

    items: tuple[Words, ...]
    is_numbered: bool = False
    answers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A box to tick."""

    label: str
    is_ticked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """Boxes beside each other: ☑ 生产 ☐ 使用."""

    choices: tuple[Choice, ...]
    before: str = ""
    answers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Calculation:
    """A number from others of the report, by their keys: what a workbook computes.

    (Σ `plus` − Σ `minus`) × Π `times` ÷ `over`
    """

    plus: tuple[str, ...]
    minus: tuple[str, ...] = ()
    times: tuple[str, ...] = ()
    over: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """Percent that a part is of all parts, by their keys.

    Of the parts above zero, and none for one below; where `is_of_magnitudes`, of the
    sum of |part|, with the sign of the part.
    """

    part: str
    of: tuple[str, ...]
    is_of_magnitudes: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A cell of a table; it may span rows and columns.

    A spanning cell is given once, at its upper left; rows below leave it out.
    """

    words: Words = ()
    value: float | None = None
    """The number behind the words, at full precision; a workbook stores it."""
    key: str | None = None
    """Stable name of the number, `footprint` or `stage/production`: what a workbook
    links its formulas to and a trace is asked for."""
    made_by: Calculation | Share | None = None
    """How the number follows from others of the report."""
    is_fixed: bool = False
    """Whether no amount moves the number: the score of a class, a GWP."""
    rows: int = 1
    columns: int = 1
    align: Align = "start"
    is_head: bool = False
    answers: tuple[str, ...] = ()
    """Requirements that the cell meets by itself, apart from the rest of its table."""
    excuse: str = ""
    """Why they don't apply, if it says so instead of meeting them."""


Row = tuple[Cell, ...]


def calculated(cell: Cell, way: Calculation | Share, key: str | None = None) -> Cell:
    """A cell with how its number follows from others, and a name for it if given."""
    return replace(cell, made_by=way, key=key or cell.key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table with its caption; `widths` are shares of the page's width, sum 1."""

    id: str
    number: str
    """As printed: `表 3-5`, `Table 1`; empty for a form without caption."""
    title: str
    head: tuple[Row, ...] = ()
    """Rows repeated on each page."""
    body: tuple[Row, ...] = ()
    widths: tuple[float, ...] = ()
    totals: int = 0
    """Rows at the end that sum up; printed strong."""
    notes: tuple[Words, ...] = ()
    is_wide: bool = False
    """Needs a page on its side."""
    answers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A picture with its caption; its alt text is the drawing's description."""

    id: str
    number: str
    title: str
    drawing: Drawing
    notes: tuple[Words, ...] = ()
    answers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pixels:
    """A photograph as the bytes of a file."""

    content: bytes = field(repr=False)
    format: Literal["png", "jpeg"]
    width: int
    """[pixels]"""
    height: int
    """[pixels]"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Photograph:
    """Pixels with their caption, which is also what readers hear who don't see them."""

    id: str
    number: str
    """As printed; empty: the caption is the title alone."""
    title: str
    """What it shows: the name of the product."""
    pixels: Pixels
    answers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PageBreak:
    """What follows begins on a new page."""


Captioned = Table | Figure | Photograph
"""What has a number that references read."""
Block = Paragraph | Listing | Choices | Captioned | PageBreak


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading, what stands under it, and its sections."""

    id: str
    title: str
    """With its number: `三、量化范围`, `3.2.1 组织边界`."""
    is_front: bool = False
    """Whether it stands before the contents, as a summary form does."""
    blocks: tuple[Block, ...] = ()
    sections: tuple[Section, ...] = ()
    answers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """The first page: title, then lines `label: words`."""

    title: str
    subtitle: str = ""
    lines: tuple[tuple[str, Words], ...] = ()
    answers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A whole report in one language.

    Attributes
    ----------
    template : str
        Name of the form: `chongqing`, `shandong`, `iso14067`.
    language : Language
        `zh` or `en`.
    cover : Cover
    sections : tuple of Section
        In order; annexes are sections too.
    findings : tuple of Finding
        What the checks of this form found in the model.
    waived : tuple of Finding
        Findings that the model accepts; printed, never hidden.
    inventory_sha256 : str
        SHA-256 of the canonical inventory, printed on the cover.
    """

    template: str
    language: Language
    cover: Cover
    sections: tuple[Section, ...]
    findings: tuple[Finding, ...] = ()
    waived: tuple[Finding, ...] = ()
    inventory_sha256: str = ""

    def every_section(self) -> Iterator[tuple[int, Section]]:
        """All sections in the order of the pages, with their depth (1, 2, …)."""

        def under(depth: int, one: Section) -> Iterator[tuple[int, Section]]:
            yield depth, one
            for inner in one.sections:
                yield from under(depth + 1, inner)

        for section in self.sections:
            yield from under(1, section)

    def blocks(self) -> Iterator[Block]:
        """All paragraphs, lists, tables and figures in the order of the pages."""
        for _, section in self.every_section():
            yield from section.blocks

    def tables(self) -> tuple[Table, ...]:
        """All tables in order."""
        return tuple(one for one in self.blocks() if isinstance(one, Table))

    def figures(self) -> tuple[Figure, ...]:
        """All figures in order."""
        return tuple(one for one in self.blocks() if isinstance(one, Figure))

    def photographs(self) -> tuple[Photograph, ...]:
        """All photographs in order."""
        return tuple(one for one in self.blocks() if isinstance(one, Photograph))

    def blanks(self) -> tuple[Blank, ...]:
        """Every blank that is printed, once per key of the model: what is missing."""
        found: dict[str, Blank] = {}
        for words in self._all_words():
            for piece in words:
                if isinstance(piece, Blank):
                    found.setdefault(piece.path, piece)
        return tuple(found.values())

    def _all_words(self) -> Iterator[Words]:
        for _, words in self.cover.lines:
            yield words
        for block in self.blocks():
            yield from words_of(block)


def words_of(block: Block) -> Iterator[Words]:
    """All words of a block, cell by cell for a table."""
    match block:
        case Paragraph():
            yield block.words
        case Listing():
            yield from block.items
        case Table():
            for row in (*block.head, *block.body):
                yield from (cell.words for cell in row)
            yield from block.notes
        case Figure():
            yield from block.notes
        case _:
            return
