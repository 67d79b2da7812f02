"""Words of a report as runs: subscripts of gases, blanks, links, cross-references."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from lcagraph.drawing.measure import Span, set_spans
from lcagraph.drawing.plain import plain
from lcagraph.drawing.subscripts import with_subscripts
from lcagraph.report.content import (
    Blank,
    Captioned,
    Link,
    Reference,
    Report,
    Words,
    words_of,
)
from lcagraph.report.pieces import web_address, with_units_kept
from lcagraph.report.word.markup import bookmarked, element, field, written
from lcagraph.wording import sentence

BOX, TICKED_BOX = "□", "☑"
BOX_FONT = "Segoe UI Symbol"
"""A font of Word's computers that has both boxes."""

_DIGIT = re.compile("[0-9₀-₉]")
_BOTH_WIDTHS = re.compile("[‘’“”…—·×±°]")
_CHINESE = re.compile("[\u3400-\u9fff]")
_COUNTED = re.compile(
    r"(?P<kind>[^\W\d_]+) (?:(?P<chapter>[A-Z0-9]+)-)?(?P<number>[1-9][0-9]*)"
)
"""Numbers of captions that a field can count: `表 3`, `表 3-5`, `Table A-1`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunStyle:
    """How a run differs from its paragraph."""

    is_strong: bool = False
    blank: int = 28
    """Length of a blank. [spaces]"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Where a table, figure or photograph is: what references show and lead to."""

    name: str
    number: int
    """Id of the bookmark."""
    said: str
    """`表 3-5`."""
    sequence: str
    """Instruction of the field that counts the caption: it gives the 5 again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """What links and cross-references lead to."""

    marks: Mapping[str, Mark]
    """Id of a table or figure → its bookmark."""
    addresses: Mapping[str, str]
    """Web address → id of the document's relationship."""


def marks_of(report: Report) -> dict[str, Mark]:
    """A bookmark for each caption, by the id of its table or figure."""
    found: dict[str, Mark] = {}
    counted: dict[str, int] = {}
    captioned = (
        block
        for block in report.blocks()
        if isinstance(block, Captioned) and block.number
    )
    for number, block in enumerate(captioned, start=1):
        if block.id not in found:
            found[block.id] = Mark(
                name=f"_Ref{number:09d}",
                number=number,
                said=block.number,
                sequence=_sequence(block.number, counted),
            )
    return found


def _sequence(said: str, counted: dict[str, int]) -> str:
    """`SEQ 表_3`, which counts the tables of chapter 3; empty for odd numbers.

    Where a number isn't the next one, a switch says so: an update changes none.
    """
    parts = _COUNTED.fullmatch(said)
    if parts is None:
        return ""
    name = "_".join(filter(None, (parts["kind"], parts["chapter"])))
    number = int(parts["number"])
    is_next = number == counted.get(name, 0) + 1
    counted[name] = number
    start = "" if is_next else f" \\r {number}"
    return f"SEQ {name} \\* ARABIC{start}"


def addresses_of(report: Report) -> Iterator[str]:
    """Every web address that the report links to, in order, as often as it does."""
    lines = (words for _, words in report.cover.lines)
    blocks = (words for block in report.blocks() for words in words_of(block))
    for words in (*lines, *blocks):
        for piece in words:
            if isinstance(piece, Link) and (address := web_address(piece.address)):
                yield address


PLAIN = RunStyle()


def runs(words: Words, links: Links, style: RunStyle = PLAIN) -> str:
    """Words as runs.

    Raises
    ------
    KeyError
        A reference leads nowhere.
    """
    return "".join(_piece(piece, links, style) for piece in words)


def _piece(piece: object, links: Links, style: RunStyle) -> str:
    match piece:
        case Blank():
            return _blank(piece, style)
        case Reference():
            mark = links.marks[piece.to]
            return field(f"REF {mark.name} \\h", text_runs(mark.said, style))
        case Link():
            return _link(piece, links, style)
        case _:
            return text_runs(str(piece), style)


def text_runs(text: str, style: RunStyle = PLAIN) -> str:
    """Text as runs, the digits of gases lowered: CO2e as well as CO₂e."""
    if not _DIGIT.search(text):
        return _run(text, style)
    lines = with_units_kept(text).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    parts = [
        "".join(
            _run(span.text, style, is_low=span.subscript)
            for span in set_spans(with_subscripts(line, Span(text="")))
        )
        for line in lines
    ]
    return element("r", element("br")).join(parts)


def _run(text: str, style: RunStyle, *, is_low: bool = False) -> str:
    properties = "".join(
        (
            element("rFonts", hint="eastAsia") if _is_chinese(text) else "",
            element("b") + element("bCs") if style.is_strong else "",
            element("vertAlign", val="subscript") if is_low else "",
        )
    )
    return element("r", element("rPr", properties) if properties else "", written(text))


def _is_chinese(text: str) -> bool:
    """Whether its quotes are Chinese ones; fonts of both scripts have them."""
    return bool(_BOTH_WIDTHS.search(text) and _CHINESE.search(text))


def _blank(blank: Blank, style: RunStyle) -> str:
    """A blank to write on: on paper, and in Word, which names what is missing."""
    line = f"<w:t>{_SPACE * style.blank}</w:t>"
    space = element("r", element("rPr", element("u", val="single")), line)
    about = element(
        "sdtPr",
        element("alias", val=_clipped(blank.label)),
        element("tag", val=_clipped(blank.path)),
    )
    hint = text_runs(blank.hint, replace(style, is_strong=False)) if blank.hint else ""
    return element("sdt", about, element("sdtContent", space)) + hint


_SPACE = "\u00a0"
"""It is underlined also at the end of a line."""


def _clipped(text: str) -> str:
    """A name of a control; Word allows 64 characters."""
    shown = plain(text)
    return shown if len(shown) <= 64 else f"{shown[:63]}…"


def _link(link: Link, links: Links, style: RunStyle) -> str:
    """Words that lead to an address; one that may not be opened is printed."""
    address = web_address(link.address)
    if address is None:
        return text_runs(f"{link.text} ({link.address})", style)
    shown = element(
        "r", element("rPr", element("rStyle", val="Hyperlink")), written(link.text)
    )
    return f'<w:hyperlink r:id="{links.addresses[address]}">{shown}</w:hyperlink>'


def inventory_line(report: Report) -> str:
    """What the SHA-256 of the inventory is: below the cover, and in the properties."""
    label = sentence("pages.inventory", report.language)
    colon = sentence("shared.colon", report.language)
    return f"{label}{colon}{report.inventory_sha256}"


def box_run(is_ticked: bool) -> str:
    """A box, ticked or not."""
    fonts = dict.fromkeys(("ascii", "hAnsi", "eastAsia", "cs"), BOX_FONT)
    return element(
        "r",
        element("rPr", element("rFonts", **fonts)),
        written(TICKED_BOX if is_ticked else BOX),
    )


def caption_runs(id_: str, number: str, title: str, links: Links) -> str:
    """`表 3-5  title`, its number with the bookmark that references lead to."""
    if not number:
        return text_runs(title)
    mark = links.marks[id_]
    said = text_runs(number)
    if mark.said == number:
        said = bookmarked(mark.name, mark.number, _counted(mark))
    return said + (text_runs(f"  {title}") if title else "")


def _counted(mark: Mark) -> str:
    """The number of a caption with its last part as a field."""
    if not mark.sequence:
        return text_runs(mark.said)
    last = re.split("[ -]", mark.said)[-1]
    return text_runs(mark.said.removesuffix(last)) + field(
        mark.sequence, text_runs(last)
    )
