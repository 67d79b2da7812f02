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
    Photograph,
    Report,
    Section,
    Table,
)
from lcagraph.report.pages import Contents, Heading, Paper, leads, sheets
from lcagraph.report.pieces import printed_hash
from lcagraph.report.word.flow import Piece
from lcagraph.report.word.markup import (
    bookmarked,
    element,
    field,
    field_ends,
    for_word_alone,
    paragraph,
)
from lcagraph.report.word.pictures import (
    TWIPS_PER_MM,
    Store,
    figure_markup,
    photograph_markup,
)
from lcagraph.report.word.styles import DEEPEST, LISTED
from lcagraph.report.word.tables import table_markup
from lcagraph.report.word.words import (
    Links,
    RunStyle,
    box_run,
    inventory_line,
    runs,
    text_runs,
)
from lcagraph.wording import sentence

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
    paper: Paper


def pieces_of(report: Report, room: Room) -> Iterator[Piece]:
    """Contents and sections of a report, without its cover.

    Raises
    ------
    KeyError
        A reference leads nowhere.
    UsageError
        A figure can't be painted.
    """
    figures = 0
    for sheet in sheets(report, room.paper):
        for item in sheet.items:
            figures += isinstance(item, Figure | Photograph)
            is_break = isinstance(item, PageBreak)
            markup = (
                contents_markup(report)
                if isinstance(item, Contents)
                else _markup(item, room, figures, is_lying=sheet.is_lying)
            )
            yield Piece(markup=markup, is_lying=sheet.is_lying, is_break=is_break)


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

    For Word, a field `TOC` stands around them, which it can update. LibreOffice would
    keep what is in such a field as it stands, without page numbers; it doesn't see that
    field, and fills those of the lines by itself.
    """
    head = paragraph(
        "TOCHeading", text_runs(sentence("pages.contents", report.language))
    )
    listed = [
        (depth, number, section)
        for number, (depth, section) in enumerate(report.every_section())
        if depth <= LISTED
    ]
    if not listed:
        return head
    begin, end = field_ends(f'TOC \\o "1-{LISTED}" \\h \\z \\u')
    lines = "".join(
        _entry(one, for_word_alone(begin) if place == 0 else "")
        for place, one in enumerate(listed)
    )
    gallery = element("docPartGallery", val="Table of Contents")
    about = element("sdtPr", element("docPartObj", gallery, element("docPartUnique")))
    last = paragraph("LcaBreak", for_word_alone(end))
    return element("sdt", about, element("sdtContent", head, lines, last))


def _entry(listed: tuple[int, int, Section], before: str) -> str:
    depth, number, section = listed
    mark = _heading_mark(number)
    page = field(f"PAGEREF {mark} \\h", "", is_dirty=True)
    line = text_runs(section.title) + element("r", element("tab")) + page
    link = element("hyperlink", line, anchor=mark, history=1)
    return paragraph(f"TOC{depth}", before, link)


def _heading_mark(number: int) -> str:
    return f"_Toc{number + 1:09d}"


def _heading(heading: Heading) -> str:
    title = text_runs(heading.section.title)
    mark, number = _heading_mark(heading.number), _FIRST_HEADING + heading.number
    style = f"Heading{min(heading.depth, DEEPEST)}"
    return paragraph(style, bookmarked(mark, number, title))


def _markup(item: Heading | Block, room: Room, figures: int, *, is_lying: bool) -> str:
    """A heading or block as markup; `figures`: how many pictures there are up to it."""
    area = room.paper.lying if is_lying else room.paper.upright
    match item:
        case Heading():
            return _heading(item)
        case PageBreak():
            return ""
        case Table():
            return table_markup(item, room.links, round(area.width * TWIPS_PER_MM))
        case Figure():
            return figure_markup(item, area, room.links, room.store, figures)
        case Photograph():
            return photograph_markup(item, room.links, room.store, figures)
        case Choices():
            return _choices(item)
        case Listing():
            return _listing(item, room.links)
        case Paragraph():
            style = RunStyle(is_strong=item.emphasis == "strong")
            line = runs(item.words, room.links, style)
            kept = element("keepNext") if leads(item) else ""
            return paragraph(_STYLES[item.emphasis], line, properties=kept)


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
    if not printed_hash(report):
        return paragraph("LcaBreak")
    return paragraph(
        "LcaNote",
        text_runs(inventory_line(report)),
        properties=element("spacing", before=600) + element("jc", val="center"),
    )
