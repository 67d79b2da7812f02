"""Paragraph styles of a report: fonts that Word's users own, named for both scripts.

A theme's font would win over a named one, so nothing here names a theme.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from lcagraph.report.word.markup import element
from lcagraph.wording import Language

SONG, HEI = "宋体", "黑体"
"""Chinese fonts of text and headings, on every computer with Chinese Word."""
TEXT_FONT, HEADING_FONT = "Times New Roman", "Arial"

INK, GREY, LINK = "000000", "595959", "0563C1"
DEEPEST = 6
"""Levels of headings; sections below look like the last one."""
LISTED = 3
"""Levels of headings in the contents."""
TEXT, PITCH = 10.5, 16.1
"""Size of the text, and the distance of its lines in points: fonts of one size ask for
different ones, and a document would have other pages on each computer."""
WIDER = 1.14
"""How much larger English text is. [-]"""
CELL_STYLES: Mapping[float, str] = MappingProxyType(
    {9.0: "LcaCell", 8.5: "LcaCell85", 8.0: "LcaCell80", 7.5: "LcaCell75"}
)
"""Style of the text in a table, by its size. [pt]"""
_WHOLE_WORDS = element("suppressAutoHyphens")


_SPOKEN = element("lang", val="en-US", eastAsia="zh-CN", bidi="ar-SA")
"""Without it, Chinese characters come in the shapes that Japanese or Taiwan uses."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """A paragraph style; lengths in points."""

    id: str
    name: str
    size: float | None = None
    is_bold: bool = False
    is_heading: bool = False
    """Set in the fonts of headings."""
    colour: str = ""
    before: float = 0
    after: float = 0
    pitch: float = 0
    """Distance of lines, whatever the font; 0: as the font asks for."""
    align: str = ""
    more: str = ""
    """Further properties of the paragraph, in the schema's order before spacing."""
    indent: str = ""
    level: int | None = None
    """Of the outline, counted from 0."""


def styles_markup(lang: Language) -> str:
    """Everything below `<w:styles>`, for a document of our own."""
    looks = "".join(style_markup(look) for look in looks_of(lang))
    return f"{_defaults()}{_normal()}{_characters()}{looks}"


def looks_of(lang: Language) -> tuple[Look, ...]:
    """All paragraph styles apart from `Normal`."""
    indent = element("ind", firstLineChars=200, firstLine=420) if lang == "zh" else ""
    looks = (*_headings(), *_front(), *_text_looks(indent), *_table_looks())
    return looks if lang == "zh" else tuple(map(_in_english, looks))


def _in_english(look: Look) -> Look:
    """Times is narrower than the fonts of PDFs: larger, it fills the same lines."""
    if look.is_heading or look.size is None or not look.pitch:
        return look
    return replace(look, size=round(2 * WIDER * look.size) / 2)


def _headings() -> tuple[Look, ...]:
    keep = element("keepNext") + element("keepLines")
    sizes = (16.0, 13.0, 11.5, 10.5, 10.5, 10.5)
    room = ((18, 8), (12, 6), (6, 5), (4, 4), (4, 4), (4, 4))
    return tuple(
        Look(
            id=f"Heading{level}",
            name=f"heading {level}",
            size=size,
            is_bold=True,
            is_heading=True,
            before=before,
            after=after,
            pitch=round(1.2 * size),
            more=keep,
            level=level - 1,
        )
        for level, (size, (before, after)) in enumerate(
            zip(sizes, room, strict=True), start=1
        )
    )


def _front() -> tuple[Look, ...]:
    """Cover, contents, header and footer."""
    title = Look(
        id="Title",
        name="Title",
        size=26,
        is_bold=True,
        is_heading=True,
        before=150,
        after=12,
        pitch=36,
        align="center",
        more=_WHOLE_WORDS,
    )
    subtitle = Look(
        id="Subtitle",
        name="Subtitle",
        size=15,
        after=90,
        pitch=21,
        align="center",
        more=_WHOLE_WORDS,
    )
    contents = Look(
        id="TOCHeading",
        name="TOC Heading",
        size=16,
        is_bold=True,
        is_heading=True,
        after=12,
        pitch=20,
        more=element("keepNext"),
    )
    entries = tuple(
        Look(
            id=f"TOC{level}",
            name=f"toc {level}",
            size=TEXT,
            is_bold=level == 1,
            before=2 if level == 1 else 0,
            pitch=PITCH,
            more=element("tabs", element("tab", val="right", leader="dot", pos=9290)),
            indent=element("ind", left=300 * (level - 1)),
        )
        for level in range(1, LISTED + 1)
    )
    small = [
        Look(id=name, name=name.lower(), size=9, colour=GREY, align="center")
        for name in ("Header", "Footer")
    ]
    return (title, subtitle, contents, *entries, *small)


def _text_looks(indent: str) -> tuple[Look, ...]:
    border = element("left", val="single", sz=18, space=8, color="808080")
    tab = element("tabs", element("tab", val="left", pos=420))
    return (
        _text_look("BodyText", "Body Text", after=1.6, indent=indent),
        _text_look("LcaStrong", "lcagraph strong", after=1.6, is_bold=True),
        Look(
            id="LcaNote",
            name="lcagraph note",
            size=8.5,
            colour=GREY,
            after=4,
            pitch=11.5,
        ),
        Look(
            id="LcaStatement",
            name="lcagraph statement",
            size=11.5,
            before=9,
            after=9,
            pitch=17.6,
            more=element("pBdr", border),
            indent=element("ind", left=284),
        ),
        _text_look("LcaFormula", "lcagraph formula", after=1.6, align="center"),
        _text_look(
            "LcaItem",
            "lcagraph item",
            more=tab,
            indent=element("ind", left=420, hanging=420),
        ),
        _text_look("LcaChoices", "lcagraph choices", after=1.6),
    )


def _text_look(id_: str, name: str, **more: Any) -> Look:
    return Look(id=id_, name=name, size=TEXT, pitch=PITCH, **more)


def _table_looks() -> tuple[Look, ...]:
    keep = element("keepNext") + element("keepLines")
    captions = (
        ("Caption", "caption", 2, 4),
        ("LcaUnder", "lcagraph caption under", 4, 9),
    )
    return (
        *(
            Look(
                id=id_,
                name=name,
                size=9.5,
                is_bold=True,
                is_heading=True,
                before=before,
                after=after,
                pitch=12.5,
                align="center",
                more=keep if id_ == "Caption" else element("keepLines"),
            )
            for id_, name, before, after in captions
        ),
        *(
            Look(
                id=id_,
                name=f"lcagraph cell {size:g}",
                size=size,
                before=2.2,
                after=2.2,
                pitch=1.233 * size,
            )
            for size, id_ in CELL_STYLES.items()
        ),
        Look(id="LcaLine", name="lcagraph cover line", size=12, before=5, after=2),
        Look(
            id="LcaFigure",
            name="lcagraph figure",
            before=6,
            align="center",
            more=element("keepNext"),
        ),
        Look(id="LcaBreak", name="lcagraph break", size=1),
    )


def _defaults() -> str:
    size = element("sz", val=21) + element("szCs", val=21)
    properties = element("rPr", _fonts(TEXT_FONT, SONG) + size + _SPOKEN)
    return element(
        "docDefaults",
        element("rPrDefault", properties),
        element("pPrDefault", element("pPr")),
    )


def _normal() -> str:
    return element(
        "style",
        element("name", val="Normal"),
        element("qFormat"),
        element("rPr", _fonts(TEXT_FONT, SONG)),
        type="paragraph",
        default=1,
        styleId="Normal",
    )


def _characters() -> str:
    """The style of links, and what Word wants to have as the plain character."""
    plain = element(
        "style",
        element("name", val="Default Paragraph Font"),
        element("uiPriority", val=1),
        element("semiHidden"),
        type="character",
        default=1,
        styleId="DefaultParagraphFont",
    )
    return plain + hyperlink_style()


def hyperlink_style() -> str:
    """The look of a link."""
    return element(
        "style",
        element("name", val="Hyperlink"),
        element("rPr", element("color", val=LINK) + element("u", val="single")),
        type="character",
        styleId="Hyperlink",
    )


def _fonts(latin: str, chinese: str) -> str:
    return element("rFonts", ascii=latin, hAnsi=latin, eastAsia=chinese, cs=latin)


def style_markup(look: Look) -> str:
    """A paragraph style."""
    spacing = element(
        "spacing",
        before=round(20 * look.before),
        after=round(20 * look.after),
        line=round(20 * look.pitch) or 240,
        lineRule="exact" if look.pitch else "auto",
    )
    outline = "" if look.level is None else element("outlineLvl", val=look.level)
    align = element("jc", val=look.align) if look.align else ""
    size = "" if look.size is None else _size(look.size)
    run = "".join(
        (
            _fonts(HEADING_FONT, HEI) if look.is_heading else "",
            element("b") + element("bCs") if look.is_bold else "",
            element("color", val=look.colour) if look.colour else "",
            size,
            _SPOKEN,
        )
    )
    return element(
        "style",
        element("name", val=look.name),
        element("basedOn", val="Normal"),
        element("qFormat"),
        element("pPr", look.more, spacing, look.indent, align, outline),
        element("rPr", run),
        type="paragraph",
        styleId=look.id,
    )


def _size(points: float) -> str:
    half = round(2 * points)
    return element("sz", val=half) + element("szCs", val=half)
