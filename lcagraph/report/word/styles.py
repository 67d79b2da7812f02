"""Paragraph styles of a report: fonts that Word's users own, named for both scripts.

A theme's font would win over a named one, so nothing here names a theme.
"""

from __future__ import annotations

from dataclasses import dataclass

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
    line: float = 1.0
    """Distance of lines, as a share of the size."""
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
    text = 12.0 if lang == "zh" else 11.0
    indent = element("ind", firstLineChars=200, firstLine=480) if lang == "zh" else ""
    return (*_headings(), *_front(), *_text_looks(text, indent), *_table_looks())


def _headings() -> tuple[Look, ...]:
    keep = element("keepNext") + element("keepLines")
    sizes = (16.0, 14.0, 12.0, 12.0, 11.0, 11.0)
    return tuple(
        Look(
            id=f"Heading{level}",
            name=f"heading {level}",
            size=size,
            is_bold=True,
            is_heading=True,
            before=18 if level == 1 else 12,
            after=8 if level == 1 else 6,
            more=keep,
            level=level - 1,
        )
        for level, size in enumerate(sizes, start=1)
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
        line=1.2,
        align="center",
    )
    subtitle = Look(
        id="Subtitle", name="Subtitle", size=15, after=90, line=1.2, align="center"
    )
    contents = Look(
        id="TOCHeading",
        name="TOC Heading",
        size=16,
        is_bold=True,
        is_heading=True,
        after=12,
        align="center",
        more=element("keepNext"),
    )
    entries = tuple(
        Look(
            id=f"TOC{level}",
            name=f"toc {level}",
            after=3,
            line=1.1,
            more=element("tabs", element("tab", val="right", leader="dot", pos=9070)),
            indent=element("ind", left=240 * (level - 1)),
        )
        for level in range(1, LISTED + 1)
    )
    small = [
        Look(id=name, name=name.lower(), size=9, colour=GREY, align="center")
        for name in ("Header", "Footer")
    ]
    return (title, subtitle, contents, *entries, *small)


def _text_looks(size: float, indent: str) -> tuple[Look, ...]:
    border = element("left", val="single", sz=18, space=8, color="808080")
    return (
        Look(
            id="BodyText",
            name="Body Text",
            size=size,
            after=6,
            line=1.35,
            indent=indent,
        ),
        Look(
            id="LcaStrong",
            name="lcagraph strong",
            size=size,
            is_bold=True,
            before=6,
            after=6,
            line=1.35,
        ),
        Look(id="LcaNote", name="lcagraph note", size=9, colour=GREY, after=4),
        Look(
            id="LcaStatement",
            name="lcagraph statement",
            size=size,
            before=6,
            after=8,
            line=1.35,
            more=element("pBdr", border),
            indent=element("ind", left=284),
        ),
        Look(
            id="LcaFormula",
            name="lcagraph formula",
            size=size,
            before=6,
            after=6,
            line=1.2,
            align="center",
        ),
        Look(
            id="LcaItem",
            name="lcagraph item",
            size=size,
            after=4,
            line=1.3,
            more=element("tabs", element("tab", val="left", pos=480)),
            indent=element("ind", left=480, hanging=480),
        ),
        Look(id="LcaChoices", name="lcagraph choices", size=size, after=6, line=1.35),
    )


def _table_looks() -> tuple[Look, ...]:
    keep = element("keepNext") + element("keepLines")
    return (
        Look(
            id="Caption",
            name="caption",
            size=10.5,
            is_heading=True,
            before=8,
            after=4,
            align="center",
            more=keep,
        ),
        Look(
            id="LcaUnder",
            name="lcagraph caption under",
            size=10.5,
            is_heading=True,
            before=4,
            after=10,
            align="center",
        ),
        Look(id="LcaCell", name="lcagraph cell", size=10.5, before=1, after=1),
        Look(id="LcaSmallCell", name="lcagraph small cell", size=9, before=1, after=1),
        Look(id="LcaLine", name="lcagraph cover line", size=14, before=5, after=2),
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
        line=round(240 * look.line),
        lineRule="auto",
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
