"""Tables of a report: spans, rows that come again on each page, widths of columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lcagraph.report.columns import columns_of, is_kept_whole, is_row_cut
from lcagraph.report.content import Cell, Row, Table
from lcagraph.report.spans import Placed, placed
from lcagraph.report.word.markup import element, paragraph
from lcagraph.report.word.styles import CELL_STYLES
from lcagraph.report.word.words import Links, RunStyle, caption_runs, runs

SHADE = "EDEDED"
"""Of the head of a table."""
_JC = {"start": "left", "centre": "center", "end": "right"}
_CELL_BLANK = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """How the cells of a row are set."""

    links: Links
    style: str
    widths: tuple[int, ...]
    """Of the columns. [twips]"""
    is_head: bool
    is_strong: bool
    is_kept: bool
    """Stays on the page of the next row: in a short table, and at the top of one."""


def table_markup(table: Table, links: Links, width: int) -> str:
    """A table with its caption above and its notes below.

    Parameters
    ----------
    table : Table
    links : Links
    width : int
        Of the text on its page. [twips]
    """
    rows = whole_rows((*table.head, *table.body))
    columns = columns_of(table)
    widths = tuple(int(width * share) for share in columns.shares)
    style = CELL_STYLES[columns.size]
    strong_from = len(rows) - table.totals
    kept = len(rows) - 1 if is_kept_whole(table) else len(table.head) + 1
    body = "".join(
        _row(
            row,
            Setting(
                links=links,
                style=style,
                widths=widths,
                is_head=number < len(table.head),
                is_strong=number >= strong_from,
                is_kept=number < kept,
            ),
        )
        for number, row in enumerate(rows)
    )
    grid = element("tblGrid", *(element("gridCol", w=one) for one in widths))
    shown = element("tbl", _properties(sum(widths)), grid, body) if rows else ""
    notes = [paragraph("LcaNote", runs(words, links)) for words in table.notes]
    if shown:
        # Two tables on end would be one.
        room = element("spacing", after=100 if notes else 220)
        notes.append(paragraph("LcaBreak", properties=room))
    return _caption(table, links) + shown + "".join(notes)


def whole_rows(rows: Sequence[Row]) -> list[list[Placed]]:
    """Every cell at its column; a row with too few cells ends in empty ones."""
    found = list(placed(rows))
    count = max((_end(line) for line in found), default=0)
    for line in found:
        line.extend(Placed(cell=Cell(), column=c) for c in range(_end(line), count))
    return found


def _end(line: Sequence[Placed]) -> int:
    """Columns that a row takes up."""
    return line[-1].end if line else 0


def _caption(table: Table, links: Links) -> str:
    if not (table.number or table.title):
        return ""
    said = caption_runs(table.id, table.number, table.title, links)
    return paragraph("Caption", said)


def _properties(width: int) -> str:
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    borders = (
        element(side, val="single", sz=4, space=0, color="7F7F7F") for side in sides
    )
    margins = (element(side, w=80, type="dxa") for side in ("left", "right"))
    return element(
        "tblPr",
        element("tblW", w=width, type="dxa"),
        element("jc", val="center"),
        element("tblBorders", *borders),
        element("tblLayout", type="fixed"),
        element("tblCellMar", *margins),
    )


def _row(row: Sequence[Placed], setting: Setting) -> str:
    is_cut = is_row_cut([one.cell for one in row if one.cell.rows == 1])
    properties = ("" if is_cut else element("cantSplit")) + (
        element("tblHeader") if setting.is_head else ""
    )
    cells = "".join(_cell(one, setting) for one in row)
    return element("tr", element("trPr", properties) if properties else "", cells)


def _cell(one: Placed, setting: Setting) -> str:
    cell = one.cell
    is_head = setting.is_head or cell.is_head
    width = sum(setting.widths[one.column : one.end])
    merge = element("vMerge") if one.is_continued else element("vMerge", val="restart")
    properties = "".join(
        (
            element("tcW", w=width, type="dxa"),
            element("gridSpan", val=cell.columns) if cell.columns > 1 else "",
            merge if cell.rows > 1 else "",
            element("shd", val="clear", color="auto", fill=SHADE) if is_head else "",
            element("vAlign", val="center"),
        )
    )
    strength = RunStyle(is_strong=is_head or setting.is_strong, blank=_CELL_BLANK)
    said = "" if one.is_continued else runs(cell.words, setting.links, strength)
    align = element("jc", val="center" if setting.is_head else _JC[cell.align])
    keep = element("keepNext") if setting.is_kept else ""
    text = paragraph(setting.style, said, properties=keep + align)
    return element("tc", element("tcPr", properties), text)
