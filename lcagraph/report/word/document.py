"""The Word document around the body: pages, styles, properties, and its bytes."""

from __future__ import annotations

from copy import deepcopy
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from string import Formatter
from typing import Any

from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from lxml import etree

from lcagraph.drawing.plain import plain
from lcagraph.report.content import Report
from lcagraph.report.pages import MARGINS, Area, Paper
from lcagraph.report.word.body import Room, cover_markup, pieces_of
from lcagraph.report.word.fitting import adopt_styles
from lcagraph.report.word.flow import Piece, Sections, flowed
from lcagraph.report.word.letterhead import Opened, filled
from lcagraph.report.word.markup import DECLARED, NAMESPACES, field, paragraph
from lcagraph.report.word.packing import packed
from lcagraph.report.word.pictures import TWIPS_PER_MM, Store, Stored
from lcagraph.report.word.styles import styles_markup
from lcagraph.report.word.words import (
    Links,
    addresses_of,
    inventory_line,
    marks_of,
    text_runs,
)
from lcagraph.wording import report_text

A4 = (11906, 16838)
"""Width and height of a page. [twips]"""
MARGIN = {side: round(width * TWIPS_PER_MM) for side, width in MARGINS.items()}
"""Of our own pages. [twips]"""
LONGEST_PROPERTY = 255
"""Characters that a property of a document may have."""
_W = f"{{{NAMESPACES['w']}}}"


def document_bytes(report: Report, letterhead: Path | None) -> bytes:
    """The whole document as the bytes of a file.

    Raises
    ------
    UsageError
        The letterhead can't be used, or a figure can't be painted.
    KeyError
        A reference leads nowhere.
    """
    opened = _own(report) if letterhead is None else filled(letterhead, report)
    document = opened.document
    renamed = adopt_styles(document, report.language) if letterhead else None
    governing = _governing(opened.place)
    room = _room(report, document, governing)
    cover = [] if opened.has_cover else _cover(report, room, letterhead, governing)
    pieces = [*cover, *pieces_of(report, room)]
    markup, is_lying = flowed(pieces, _sections(governing))
    _put(renamed(markup) if renamed else markup, is_lying, opened.place, governing)
    _say_properties(document, report, is_ours=letterhead is None)
    written = BytesIO()
    document.save(written)
    return packed(written.getvalue())


# ------------------------------------------------------------------ our own document


def _own(report: Report) -> Opened:
    """An empty document with our styles, A4, header and footer."""
    document = Document()
    styles = document.styles.element
    for child in list(styles):
        styles.remove(child)
    styles.extend(_parsed(styles_markup(report.language)))
    _settle(document.settings.element)
    relations = document.part.package.rels
    for id_, relation in list(relations.items()):
        if relation.reltype == RELATIONSHIP_TYPE.THUMBNAIL:
            relations.pop(id_)
    section = document.sections[0]
    _set_page(section._sectPr)
    title = paragraph("Header", text_runs(report.cover.title))
    for part, line in ((section.header, title), (section.footer, _page_line(report))):
        part.is_linked_to_previous = False
        for child in list(part._element):
            part._element.remove(child)
        part._element.extend(_parsed(line))
    body = document.element.body
    place = _parsed(paragraph("LcaBreak"))[0]
    body.insert(0, place)
    return Opened(document=document, place=place, has_cover=False)


def _page_line(report: Report) -> str:
    """`Page 3 of 12`; every program counts by itself."""
    fields = {
        "page": field("PAGE", text_runs("1")),
        "pages": field("NUMPAGES", text_runs("1")),
    }
    page_words = report_text("report_pages", "pages.page", report.language)
    parts = [
        text_runs(text) + fields.get(name or "", "")
        for text, name, _, _ in Formatter().parse(page_words)
    ]
    return paragraph("Footer", *parts)


def _set_page(section: Any) -> None:
    size, margins = section.find(f"{_W}pgSz"), section.find(f"{_W}pgMar")
    size.set(f"{_W}w", str(A4[0]))
    size.set(f"{_W}h", str(A4[1]))
    for side, width in MARGIN.items():
        margins.set(f"{_W}{side}", str(width))
    for name in ("cols", "docGrid"):
        for found in section.findall(f"{_W}{name}"):
            section.remove(found)


def _settle(settings: Any) -> None:
    """Settings of today's Word: no mode of an old one, no language but the report's."""
    for mode in settings.iter(f"{_W}compatSetting"):
        if mode.get(f"{_W}name") == "compatibilityMode":
            mode.set(f"{_W}val", "15")
    for name in ("savePreviewPicture", "themeFontLang", "zoom", "proofState"):
        for found in settings.findall(f"{_W}{name}"):
            settings.remove(found)


# ------------------------------------------------------------------------ its pages


def _room(report: Report, document: Any, governing: Any) -> Room:
    """Relationships for links and figures, and the areas of text of both pages."""
    addresses = {
        address: document.part.relate_to(
            address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True
        )
        for address in dict.fromkeys(addresses_of(report))
    }
    return Room(
        links=Links(marks=marks_of(report), addresses=addresses),
        store=_store_in(document),
        paper=Paper(upright=_area(governing), lying=_area(_lying(governing))),
    )


def _store_in(document: Any) -> Store:
    part = document.part

    def store(content: bytes, svg: bytes | None) -> Stored:
        pixels, _ = part.get_or_add_image(BytesIO(content))
        if svg is None:
            return Stored(pixels=pixels)
        name = PackURI(f"/word/media/figure{sha256(svg).hexdigest()[:16]}.svg")
        known = [one for one in part.related_parts.values() if one.partname == name]
        vector = known[0] if known else Part(name, "image/svg+xml", svg, part.package)
        vectors = part.relate_to(vector, RELATIONSHIP_TYPE.IMAGE)
        return Stored(pixels=pixels, svg=vectors)

    return store


def _governing(place: Any) -> Any:
    """The properties of the section of pages in which the report comes to stand."""
    for sibling in place.itersiblings():
        if sibling.tag == f"{_W}sectPr":
            return sibling
        if (found := sibling.find(f"{_W}pPr/{_W}sectPr")) is not None:
            return found
    raise AssertionError("a body of Word ends with the properties of its last section")


def _area(section: Any) -> Area:
    size, margins = section.find(f"{_W}pgSz"), section.find(f"{_W}pgMar")
    taken = {side: abs(int(margins.get(f"{_W}{side}", 0))) for side in MARGIN}
    width = int(size.get(f"{_W}w")) - taken["left"] - taken["right"]
    height = int(size.get(f"{_W}h")) - taken["top"] - taken["bottom"]
    return Area(width=width / TWIPS_PER_MM, height=height / TWIPS_PER_MM)


def _sections(governing: Any) -> Sections:
    return Sections(
        first=_text(governing),
        upright=_text(_later(governing)),
        lying=_text(_lying(governing)),
    )


def _later(section: Any) -> Any:
    """A section that goes on: no other first page, no page number begun anew."""
    copy = deepcopy(section)
    for name in ("titlePg", "pgNumType", "type"):
        for found in copy.findall(f"{_W}{name}"):
            copy.remove(found)
    return copy


def _lying(section: Any) -> Any:
    """The same section with its pages on their side."""
    copy = _later(section)
    size = copy.find(f"{_W}pgSz")
    sides = sorted((int(size.get(f"{_W}w")), int(size.get(f"{_W}h"))))
    size.set(f"{_W}w", str(sides[1]))
    size.set(f"{_W}h", str(sides[0]))
    size.set(f"{_W}orient", "landscape")
    return copy


def _cover(
    report: Report, room: Room, letterhead: Path | None, governing: Any
) -> list[Piece]:
    """The cover on a page of its own, in our document without header and footer."""
    markup = cover_markup(
        report, room.links, round(room.paper.upright.width * TWIPS_PER_MM)
    )
    if letterhead is not None:
        return [Piece(markup=markup), Piece(is_break=True)]
    alone = _later(governing)
    alone.append(alone.makeelement(f"{_W}titlePg"))
    ending = paragraph("LcaBreak", properties=_text(alone))
    return [Piece(markup=markup + ending)]


def _put(markup: str, is_lying: bool, place: Any, governing: Any) -> None:
    """The body in its place, and the section after it as it has to be from there on."""
    is_last = place.getnext() is governing
    if is_lying and not is_last:
        markup += paragraph("LcaBreak", properties=_text(_lying(governing)))
    elements = _parsed(markup)
    # First all of it in one piece: lxml would look up the namespaces of each node of
    # elements that come from another document, which takes ten times as long.
    whole = elements[0].getparent()
    place.addprevious(whole)
    for one in elements:
        place.addprevious(one)
    for done in (whole, place):
        done.getparent().remove(done)
    if any(one.find(f"{_W}pPr/{_W}sectPr") is not None for one in elements):
        later = _lying(governing) if is_lying and is_last else _later(governing)
        governing.getparent().replace(governing, later)


def _text(section: Any) -> str:
    return str(etree.tostring(section, encoding="unicode", with_tail=False))


def _parsed(markup: str) -> list[Any]:
    return list(parse_xml(f"<w:body {DECLARED}>{markup}</w:body>"))


# -------------------------------------------------------------------- what it is called


def _say_properties(document: Any, report: Report, *, is_ours: bool) -> None:
    """Title and the like; without a clock, and without a name that nobody gave."""
    properties = document.core_properties
    properties.title = _clipped(report.cover.title)
    properties.subject = _clipped(report.cover.subtitle)
    properties.language = {"zh": "zh-CN", "en": "en"}[report.language]
    if report.inventory_sha256:
        properties.comments = _clipped(inventory_line(report))
    if not is_ours:
        return
    properties.author = properties.last_modified_by = "lcagraph"
    element_ = properties._element
    for child in list(element_):
        if etree.QName(child).localname in ("created", "modified", "revision"):
            element_.remove(child)


def _clipped(text: str) -> str:
    shown = plain(text)
    if len(shown) <= LONGEST_PROPERTY:
        return shown
    return f"{shown[: LONGEST_PROPERTY - 1]}…"
