"""What a Monte Carlo found, for a page."""

from __future__ import annotations

from lcagraph.graph.words import Text
from lcagraph.uncertainty.found import Uncertainty
from lcagraph.uncertainty.page import (
    Section,
    page_notes,
    page_sections,
    page_title,
)
from lcagraph.web_page.figures import svg_element
from lcagraph.web_page.records import Figure, PlainTable, UncertaintyPart
from lcagraph.web_page.words import in_both, labelled


def uncertainty_part(draws: Uncertainty) -> UncertaintyPart:
    """Title, histogram, tables and notes in both languages."""
    tables = zip(page_sections(draws, "zh"), page_sections(draws, "en"), strict=True)
    notes = zip(page_notes(draws, "zh"), page_notes(draws, "en"), strict=True)
    return UncertaintyPart(
        title=in_both(lambda lang: page_title(draws, lang)),
        figure=Figure(
            zh=svg_element(draws.to_svg("zh")),
            en=svg_element(draws.to_svg("en")),
            caption=labelled("page.histogram"),
        ),
        tables=tuple(_table(zh, en) for zh, en in tables),
        notes=tuple(Text(zh, en) for zh, en in notes),
    )


def _table(zh: Section, en: Section) -> PlainTable:
    return PlainTable(
        title=Text(zh.title, en.title),
        heads=tuple(Text(*pair) for pair in zip(zh.heads, en.heads, strict=True)),
        rows=tuple(
            tuple(Text(*cells) for cells in zip(*rows, strict=True))
            for rows in zip(zh.rows, en.rows, strict=True)
        ),
    )
