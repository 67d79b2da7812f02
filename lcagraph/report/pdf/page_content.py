"""A report as the JSON that the typst template reads: text as text, never as markup."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from lcagraph.drawing.svg import check_characters, to_svg
from lcagraph.report.columns import LONG_WORD, columns_of, is_kept_whole, is_row_cut
from lcagraph.report.content import (
    Captioned,
    Cell,
    Choices,
    Figure,
    Listing,
    PageBreak,
    Paragraph,
    Photograph,
    Report,
    Row,
    Table,
    Words,
)
from lcagraph.report.pages import (
    A4,
    Contents,
    Heading,
    Placed,
    Sheet,
    leads,
    photograph_size,
    sheets,
    width_in,
)
from lcagraph.report.pieces import (
    Piece,
    caption,
    numbers_of,
    pieces,
    printed_hash,
    text_pieces,
)
from lcagraph.wording import report_text, sentence

Value = Mapping[str, Any]

_LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
"""Low digits are glyphs of the font, so that CO₂e is found as one word."""
_LONG_WORD = re.compile(f"[!-~]{{{LONG_WORD},}}")
"""Letters without a blank that may be wider than a column: they may break anywhere."""


@dataclass(slots=True)
class PageContent:
    """What the template reads, and the figures that it paints."""

    report: Report
    figures: list[str] = field(default_factory=list)
    """SVG of each figure, in the order of the pages."""
    photographs: list[bytes] = field(default_factory=list)
    """Files of photographs, in the order of the pages."""
    _labelled: set[str] = field(default_factory=set)
    _numbers: Mapping[str, str] = field(default_factory=dict)

    def tree(self) -> dict[str, Any]:
        """The whole report as values of JSON.

        Raises
        ------
        KeyError
            A reference leads nowhere.
        UsageError
            A figure has a character that the font lacks (E755).
        """
        report = self.report
        self._numbers = numbers_of(report)
        before, between, after = re.split(
            r"\{pages?\}", report_text("report_pages", "pages.page", report.language)
        )
        return {
            "language": report.language,
            "title": _plain(report.cover.title),
            "subtitle": _texts(text_pieces(report.cover.subtitle)),
            "heading": _texts(text_pieces(report.cover.title)),
            "lines": [
                {"label": _texts(text_pieces(label)), "words": self._words(words)}
                for label, words in report.cover.lines
            ],
            "sha256": printed_hash(report),
            "inventory": sentence("pages.inventory", report.language),
            "contents": sentence("pages.contents", report.language),
            "page": [before, between, after],
            "sheets": [self._sheet(sheet) for sheet in sheets(report)],
        }

    def _sheet(self, sheet: Sheet) -> Value:
        items = (self._item(item, sheet.is_lying) for item in sheet.items)
        return {"lying": sheet.is_lying, "items": list(items)}

    def _item(self, item: Placed, is_lying: bool) -> Value:
        match item:
            case Contents():
                return {"kind": "contents"}
            case Heading():
                title = _texts(text_pieces(item.section.title))
                return {"kind": "heading", "level": item.depth, "title": title}
            case Paragraph():
                return {
                    "kind": "paragraph",
                    "emphasis": item.emphasis,
                    "words": self._words(item.words),
                    "leads": leads(item),
                }
            case Listing():
                return {
                    "kind": "listing",
                    "numbered": item.is_numbered,
                    "items": [self._words(words) for words in item.items],
                }
            case Choices():
                return _choices(item)
            case Table():
                return self._table(item)
            case Figure():
                return self._figure(item, is_lying)
            case Photograph():
                return self._photograph(item)
            case PageBreak():
                return {"kind": "break"}

    def _table(self, table: Table) -> Value:
        columns = columns_of(table)
        strong = len(table.body) - table.totals
        return {
            "kind": "table",
            "label": self._label(table),
            "caption": _texts(caption(table)),
            "columns": columns.shares,
            "size": columns.size,
            "whole": is_kept_whole(table),
            "hyphens": columns.has_long_word,
            "head": [self._row(row, is_top=True) for row in table.head],
            "body": [
                self._row(row, is_strong=number >= strong)
                for number, row in enumerate(table.body)
            ],
            "notes": [self._words(words) for words in table.notes],
        }

    def _row(self, row: Row, *, is_top: bool = False, is_strong: bool = False) -> Any:
        return [self._cell(cell, is_top, is_strong) for cell in row]

    def _cell(self, cell: Cell, is_top: bool, is_strong: bool) -> Value:
        said = pieces(cell.words, self._numbers)
        is_head = is_top or cell.is_head
        return {
            "words": _texts(said),
            "rows": cell.rows,
            "columns": cell.columns,
            "align": "centre" if is_top and cell.align == "start" else cell.align,
            "head": is_head,
            "strong": is_head or is_strong,
            "breakable": cell.rows > 1 or is_row_cut((cell,)),
        }

    def _figure(self, figure: Figure, is_lying: bool) -> Value:
        check_characters(figure.drawing)
        self.figures.append(to_svg(figure.drawing, "named"))
        return {
            "kind": "figure",
            "label": self._label(figure),
            "caption": _texts(caption(figure)),
            "file": figure_file(len(self.figures) - 1),
            "width": round(width_in(figure, A4.lying if is_lying else A4.upright), 3),
            "alt": _plain(figure.drawing.description or figure.title),
            "notes": [self._words(words) for words in figure.notes],
        }

    def _photograph(self, block: Photograph) -> Value:
        pixels = block.pixels
        self.photographs.append(pixels.content)
        width, _ = photograph_size(pixels)
        return {
            "kind": "figure",
            "label": self._label(block),
            "caption": _texts(caption(block)),
            "file": photograph_file(len(self.photographs) - 1),
            "width": round(width, 3),
            "alt": _plain(block.title),
            "notes": [],
        }

    def _label(self, block: Captioned) -> str:
        """What references lead to: of blocks with one id, the first."""
        if block.id in self._labelled:
            return ""
        self._labelled.add(block.id)
        return _label_of(block.id)

    def _words(self, words: Words) -> list[Any]:
        return _texts(pieces(words, self._numbers))


def figure_file(place: int) -> str:
    """Name under which the template finds a figure."""
    return f"figure-{place}.svg"


def photograph_file(place: int) -> str:
    """Name under which the template finds the bytes of a photograph, as numbers."""
    return f"photograph-{place}.json"


def _label_of(id_: str) -> str:
    return f"at:{id_}"


def _choices(block: Choices) -> Value:
    choices = (
        {"ticked": one.is_ticked, "label": _texts(text_pieces(one.label))}
        for one in block.choices
    )
    before = _texts(text_pieces(block.before))
    return {"kind": "choices", "before": before, "choices": list(choices)}


def _texts(said: Iterable[Piece]) -> list[Any]:
    """Pieces as JSON: bare text, or an object that names its kind."""
    return [one for piece in said for one in _text(piece)]


def _text(piece: Piece) -> Iterator[Any]:
    match piece.kind:
        case "text":
            yield from _breakable(piece.text)
        case "low":
            low = piece.text.translate(_LOWERED)
            yield low if piece.text.isdigit() else {"kind": "low", "text": low}
        case "reference":
            yield {"kind": "reference", "text": piece.text, "to": _label_of(piece.to)}
        case "link":
            shown = list(_breakable(_plain(piece.text)))
            yield {"kind": "link", "words": shown, "to": piece.to}
        case "blank":
            yield {"kind": "blank", "hint": _texts(text_pieces(piece.hint))}
        case "break":
            yield {"kind": "break"}


def _breakable(text: str) -> Iterator[Any]:
    """Text with its long words apart, which may break between any two letters."""
    last = 0
    for word in _LONG_WORD.finditer(text):
        if text[last : word.start()]:
            yield text[last : word.start()]
        yield {"kind": "long", "text": word[0]}
        last = word.end()
    if text[last:]:
        yield text[last:]


def _plain(text: str) -> str:
    """Text on one line, digits of gases low, for properties and alternatives."""
    said = (
        " "
        if one.kind == "break"
        else one.text.translate(_LOWERED)
        if one.kind == "low"
        else one.text
        for one in text_pieces(text)
    )
    return "".join(said)
