"""The body of a report as markup: cover, contents, sections with their blocks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

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
from lcagraph.report.word.flow import Piece
from lcagraph.report.word.markup import bookmarked, element, field, paragraph
from lcagraph.report.word.pictures import Area, Store, figure_markup, is_lying
from lcagraph.report.word.said import said
from lcagraph.report.word.styles import DEEPEST, LISTED
from lcagraph.report.word.tables import table_markup
from lcagraph.report.word.words import Links, RunStyle, box_run, runs, text_runs

_STYLES = {
    "body": "BodyText",
    "strong": "LcaStrong",
    "note": "LcaNote",
    "statement": "LcaStatement",
    "formula": "LcaFormula",
}
_FIRST_HEADING = 100_001
"""Id of the first heading's bookmark; those of captions are below."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """What blocks need to be set: places to link to, to keep pictures, and the page."""

    links: Links
    store: Store
    upright: Area
    lying: Area


def pieces_of(report: Report, room: Room) -> Iterator[Piece]:
    """Contents and sections of a report, without its cover.

    Raises
    ------
    KeyError
        A reference leads nowhere.
    UsageError
        A figure can't be painted.
    """
    yield Piece(markup=contents_markup(report))
    yield Piece(is_break=True)
    figures = 0
    for number, (depth, section) in enumerate(report.every_section()):
        yield Piece(markup=_heading(section, depth, number), is_heading=True)
        for block in section.blocks:
            figures += isinstance(block, Figure)
            yield _piece(block, room, figures)


def cover_markup(report: Report, links: Links, width: int) -> str:
    """The first page: title, lines `label: words`, the hash of the inventory."""
    cover = report.cover
    widths = (round(0.26 * width), round(0.54 * width))
    lines = [
        _cover_line(label, runs(words, links), widths) for label, words in cover.lines
    ]
    properties = element(
        "tblPr",
        element("tblW", w=sum(widths), type="dxa"),
        element("jc", val="center"),
        element("tblLayout", type="fixed"),
    )
    grid = element("tblGrid", *(element("gridCol", w=one) for one in widths))
    return "".join(
        (
            paragraph("Title", text_runs(cover.title)),
            paragraph("Subtitle", text_runs(cover.subtitle)) if cover.subtitle else "",
            element("tbl", properties, grid, *lines) if lines else "",
            _hash_line(report),
        )
    )


def contents_markup(report: Report) -> str:
    """The contents: a line for each heading, with a field for its page.

    A field `TOC` around them would be kept by LibreOffice as it stands here, without
    page numbers; by themselves, the fields are filled by every program.
    """
    head = paragraph("TOCHeading", text_runs(said("word.contents", report.language)))
    lines = (
        _entry(depth, number, section)
        for number, (depth, section) in enumerate(report.every_section())
        if depth <= LISTED
    )
    return head + "".join(lines)


def _entry(depth: int, number: int, section: Section) -> str:
    mark = _heading_mark(number)
    page = field(f"PAGEREF {mark} \\h", "", is_dirty=True)
    line = text_runs(section.title) + element("r", element("tab")) + page
    return paragraph(f"TOC{depth}", element("hyperlink", line, anchor=mark, history=1))


def _heading_mark(number: int) -> str:
    return f"_Toc{number + 1:09d}"


def _heading(section: Section, depth: int, number: int) -> str:
    title = text_runs(section.title)
    marked = bookmarked(_heading_mark(number), _FIRST_HEADING + number, title)
    return paragraph(f"Heading{min(depth, DEEPEST)}", marked)


def _piece(block: Block, room: Room, figures: int) -> Piece:
    """A block on its page; `figures`: how many there are up to it."""
    match block:
        case PageBreak():
            return Piece(is_break=True)
        case Table():
            area = room.lying if block.is_wide else room.upright
            markup = table_markup(block, room.links, area.width)
            return Piece(markup=markup, is_lying=block.is_wide)
        case Figure():
            lies = is_lying(block, room.upright, room.lying)
            area = room.lying if lies else room.upright
            markup = figure_markup(block, area, room.links, room.store, figures)
            return Piece(markup=markup, is_lying=lies)
        case Choices():
            return Piece(markup=_choices(block), is_text=True)
        case Listing():
            return Piece(markup=_listing(block, room.links), is_text=True)
        case Paragraph():
            style = RunStyle(is_strong=block.emphasis == "strong")
            line = runs(block.words, room.links, style)
            return Piece(markup=paragraph(_STYLES[block.emphasis], line), is_text=True)


def _listing(block: Listing, links: Links) -> str:
    """Items with their numbers as text: they are the same in every program."""
    return "".join(
        paragraph(
            "LcaItem",
            text_runs(f"{number}." if block.is_numbered else "•"),
            element("r", element("tab")),
            runs(words, links),
        )
        for number, words in enumerate(block.items, start=1)
    )


def _choices(block: Choices) -> str:
    parts = [text_runs(block.before)] if block.before else []
    for choice in block.choices:
        parts += [text_runs("  ")] if parts else []
        parts += [box_run(choice.is_ticked), text_runs(f" {choice.label}")]
    return paragraph("LcaChoices", *parts)


def _cover_line(label: str, words: str, widths: tuple[int, int]) -> str:
    """A label, and what stands on the line beside it."""
    line = element("bottom", val="single", sz=4, space=0, color="404040")
    label_cell = element("tcPr", element("tcW", w=widths[0], type="dxa"), _BOTTOM)
    words_cell = element(
        "tcPr",
        element("tcW", w=widths[1], type="dxa"),
        element("tcBorders", line),
        _BOTTOM,
    )
    return element(
        "tr",
        element("trPr", element("cantSplit")),
        element("tc", label_cell, paragraph("LcaLine", text_runs(label))),
        element("tc", words_cell, paragraph("LcaLine", words)),
    )


_BOTTOM = element("vAlign", val="bottom")


def _hash_line(report: Report) -> str:
    told = [piece for _, words in report.cover.lines for piece in words]
    if not report.inventory_sha256 or report.inventory_sha256 in told:
        return paragraph("LcaBreak")
    label = said("word.inventory", report.language)
    colon = said("word.colon", report.language)
    return paragraph(
        "LcaNote",
        text_runs(f"{label}{colon}{report.inventory_sha256}"),
        properties=element("spacing", before=600) + element("jc", val="center"),
    )
