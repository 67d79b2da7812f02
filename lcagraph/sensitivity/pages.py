"""How results of this room show themselves: facts, a table, and notes below."""

from __future__ import annotations

import math
from abc import abstractmethod
from dataclasses import dataclass
from html import escape
from typing import Any, ClassVar, get_args

from lcagraph.contribution.ledger import UNASSIGNED
from lcagraph.displayed import Displayed
from lcagraph.drawing.image import image_html
from lcagraph.graph.words import Stage
from lcagraph.impact import ROWS
from lcagraph.result import Table
from lcagraph.result.tables import Cell, shown
from lcagraph.wording import Language, label, word
from lcagraph.wording.page import (
    Fact,
    facts_html,
    facts_text,
    significant,
    table_html,
)
from lcagraph.wording.text_table import Column, text_table

STAGES: tuple[str, ...] = (*get_args(Stage), UNASSIGNED)
"""Life cycle stages, upstream to downstream, and what has none."""

SHOWN = 20
"""Rows on a page; `to_table` and `to_frame` have all of them."""

COLUMNS = frozenset(
    {
        *("number", "value", "derivative", "elasticity"),
        *("low", "high", "at_low", "at_high", "range"),
        *("footprint", "change", "relative_change", "crossing"),
        *("sd", "variance_share", "relative_sd", "effect", "score", "priority"),
        *("first", "first_margin", "total", "total_margin"),
        *("absolute", "absolute_margin", "mean", "effect_sd"),
        *("scenario", "including", "excluding"),
    }
)
"""Columns that have names of their own in this room."""

CLOSED = {"range": "sensitivity.range", "crossing": "breakeven.kind"}
"""Columns of words of a closed list, and where their names stand."""


class Page(Displayed):
    """A result with a table: text in both languages, HTML, frame."""

    __slots__ = ()

    @abstractmethod
    def to_table(self) -> Table:
        """Its rows."""

    def to_frame(self) -> Any:
        """`to_table` as a `pandas.DataFrame` (needs the extra `jupyter`)."""
        return self.to_table().to_frame()

    def to_text(self, lang: Language = "en", *, most: int = SHOWN) -> str:
        """Title, facts, the first rows of the table and notes, as plain text."""
        parts = [
            facts_text(self._title(lang), self._facts(lang)),
            *(_table_text(table, lang, most) for table in self._tables()),
            "\n".join(f"  {note}" for note in self._notes(lang)),
        ]
        return "\n\n".join(filter(None, parts))

    def __repr__(self) -> str:
        return self.to_text("en", most=5)

    def to_html(self, lang: Language = "en") -> str:
        """Title, facts, the first rows of the tables and notes."""
        sep = "；" if lang == "zh" else "; "
        notes = self._notes(lang)
        title, facts = self._title(lang), self._facts(lang)
        page = facts_html(title, facts) if facts else ""
        for table in self._tables():
            page += _table_html(title if not facts else "", table, lang)
        page += f"<p>{escape(sep.join(notes))}</p>" if notes else ""
        picture = self._picture(lang)
        return page + (image_html(picture) if picture else "")

    def _tables(self) -> tuple[Table, ...]:
        """What a page shows."""
        return (self.to_table(),)

    @abstractmethod
    def _title(self, lang: Language) -> str:
        """What stands above its facts."""

    def _facts(self, lang: Language) -> list[Fact]:
        return []

    def _notes(self, lang: Language) -> list[str]:
        return []

    def _picture(self, lang: Language) -> str:
        """SVG that a page shows below; empty: there is none."""
        return ""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class OutputPage(Page):
    """A result about one output of one model."""

    SCHEMA: ClassVar[str]
    """Name and version of its plain data."""
    TITLE: ClassVar[str]
    """Label of its title."""

    per: str
    """What the footprint is per, such as `1 t naoh_50`."""
    output: str
    """`headline`, `including`, `excluding`, or an item."""
    names: tuple[str, str]
    """What the output is called, in Chinese and in English."""

    def _title(self, lang: Language) -> str:
        output = self.names[lang == "en"]
        return label(self.TITLE, lang).format(per=self.per, output=output)

    def _about(self) -> dict[str, Any]:
        """What plain data of every such result begin with."""
        return {
            "schema": self.SCHEMA,
            "per": self.per,
            "output": self.output,
            "unit": "kgCO2e",
        }


def footprint_fact(footprint: float, lang: Language) -> Fact:
    """The footprint as written, as a line of a page."""
    value = f"{significant(footprint)} kgCO2e"
    return label("sensitivity.footprint", lang), value


def finite_or_none(value: float) -> float | None:
    """A number for tables and plain data; None for what does not exist."""
    return value if math.isfinite(value) else None


def _table_text(table: Table, lang: Language, most: int) -> str:
    if not table.rows:
        return ""
    heads = [
        Column(
            head=_head(name, unit, lang),
            is_number=_is_number(table, position),
            is_cut=not _is_number(table, position),
        )
        for position, (name, unit) in enumerate(
            zip(table.columns, table.units, strict=True)
        )
    ]
    body = text_table(heads, _rows(table, lang, most), indent="  ")
    hidden = len(table.rows) - most
    return "\n".join([body, f"  {_others(hidden, lang)}"] if hidden > 0 else [body])


def _table_html(title: str, table: Table, lang: Language) -> str:
    pairs = zip(table.columns, table.units, strict=True)
    heads = [_head(name, unit, lang) for name, unit in pairs]
    hidden = len(table.rows) - SHOWN
    foot = _others(hidden, lang) if hidden > 0 else ""
    caption = title or word("title", table.title, lang)
    return table_html(caption, heads, _rows(table, lang, SHOWN), foot)


def _head(name: str, unit: str, lang: Language) -> str:
    """A column by what people call it: a stage, an item, or a word of tables."""
    if name in STAGES:
        named = label(f"stage.{name}", lang)
    elif name in COLUMNS:
        named = label(f"sensitivity.column.{name}", lang)
    elif name in ROWS:
        named = label(f"item.{name}", lang)
    else:
        named = word("column", name, lang)
    return f"{named} [{unit}]" if unit not in ("", "1") else named


def _rows(table: Table, lang: Language, most: int) -> list[list[str]]:
    return [
        [_cell(c, cell, lang) for c, cell in zip(table.columns, row, strict=True)]
        for row in table.rows[:most]
    ]


def _cell(column: str, cell: Cell, lang: Language) -> str:
    """A cell; words of closed lists by what people call them."""
    if column in CLOSED:
        return label(f"{CLOSED[column]}.{cell}", lang)
    return shown(cell)


def _is_number(table: Table, position: int) -> bool:
    return not any(isinstance(row[position], str) for row in table.rows)


def _others(count: int, lang: Language) -> str:
    return label("result.others", lang).format(count=count)
