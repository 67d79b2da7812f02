"""WordprocessingML as text: elements, paragraphs, and text that can't become markup."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from xml.sax.saxutils import escape, quoteattr

from lcagraph.drawing.plain import plain

NAMESPACES: Mapping[str, str] = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
    "asvg": "http://schemas.microsoft.com/office/drawing/2016/SVG/main",
}
_COMPATIBILITY = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_WORD_2013 = "http://schemas.microsoft.com/office/word/2012/wordml"
DECLARED = " ".join(f'xmlns:{name}="{uri}"' for name, uri in NAMESPACES.items())

_quoted = lru_cache(maxsize=1024)(quoteattr)
"""A document has ten times as many attributes as it has words, and few values."""


def element(name: str, /, *inner: str, **attributes: object) -> str:
    """`<w:name w:key="value">inner</w:name>`; a trailing underscore of a key is cut."""
    said = "".join(
        f" w:{key.rstrip('_')}={_quoted(str(value))}"
        for key, value in attributes.items()
    )
    content = "".join(inner)
    return f"<w:{name}{said}>{content}</w:{name}>" if content else f"<w:{name}{said}/>"


def paragraph(style: str, *inner: str, properties: str = "") -> str:
    """A paragraph in a style, by the style's id."""
    return element(
        "p", element("pPr", element("pStyle", val=style), properties), *inner
    )


def written(text: str) -> str:
    """Text inside a run: nothing of it is markup, line breaks are kept.

    What XML forbids, and what turns the direction of writing, shows as “\ufffd”.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "<w:br/>".join(
        f'<w:t xml:space="preserve">{escape(plain(line))}</w:t>' if line else ""
        for line in lines
    )


def attribute(text: str) -> str:
    """Text as the value of an attribute, quotes included."""
    return quoteattr(plain(text))


def field(instruction: str, shown: str, *, is_dirty: bool = False) -> str:
    """A field with what it shows until somebody updates it (runs)."""
    begin, end = field_ends(instruction, is_dirty=is_dirty)
    return begin + shown + end


def field_ends(instruction: str, *, is_dirty: bool = False) -> tuple[str, str]:
    """What stands before and after that which a field shows."""
    dirty = {"dirty": "true"} if is_dirty else {}
    said = f'<w:instrText xml:space="preserve"> {escape(instruction)} </w:instrText>'
    begin = (
        element("r", element("fldChar", fldCharType="begin", **dirty)),
        element("r", said),
        element("r", element("fldChar", fldCharType="separate")),
    )
    return "".join(begin), element("r", element("fldChar", fldCharType="end"))


def for_word_alone(markup: str) -> str:
    """Markup that only a program sees which knows the features of Word 2013."""
    return (
        f'<mc:AlternateContent xmlns:mc="{_COMPATIBILITY}" xmlns:w15="{_WORD_2013}">'
        f'<mc:Choice Requires="w15">{markup}</mc:Choice></mc:AlternateContent>'
    )


def bookmarked(name: str, number: int, *inner: str) -> str:
    """A place with a name, to which links and references lead."""
    return "".join(
        (
            element("bookmarkStart", id=number, name=name),
            *inner,
            element("bookmarkEnd", id=number),
        )
    )
