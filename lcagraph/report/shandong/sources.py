"""Annex 1, second table: what factors and data are taken from, and where it is cited.

These are sources as the model words them; the documents that are filed with the report
are `evidence`, and stand in the table before.
"""

from __future__ import annotations

from collections.abc import Iterator

from lcagraph.graph.evidence import DataCard
from lcagraph.graph.words import Text
from lcagraph.report.content import Inline, Row, Table, Words
from lcagraph.report.documents import document_name
from lcagraph.report.lines import Line
from lcagraph.report.shandong.corrections import ID as CORRECTIONS
from lcagraph.report.shandong.corrections import corrected
from lcagraph.report.shandong.evaluation import activity_lines, factor_lines
from lcagraph.report.shandong.grid import head, row, shares
from lcagraph.report.shandong.matter import Matter
from lcagraph.report.shandong.phrases import see

MOST = 4
"""Cards that are listed beside a source; what more there are is told as a number."""

Cited = tuple[Text | None, str]
"""A source, and the table that cites it."""


def sources_table(matter: Matter) -> Table | None:
    """One row per source; None where the model names none."""
    say = matter.phrases
    rows = tuple(_rows(matter))
    if not rows:
        return None
    return Table(
        id="sources-cited",
        number="",
        title=say.text("table.sources_cited"),
        head=(head(*(say.text(f"cited.{one}") for one in ("no", "source", "at"))),),
        body=rows,
        widths=shares(8, 56, 36),
        notes=(say.words("note.sources_cited"),),
        answers=("SD-28",),
    )


def _rows(matter: Matter) -> Iterator[Row]:
    found: dict[str, dict[str, None]] = {}
    assumed = matter.phrases.text("documents.assumed")  # no source
    for stated, table in (*_of_factors(matter), *_of_data(matter)):
        named = document_name(stated.get(matter.lang), matter.lang) if stated else ""
        if named and not named.lower().startswith(assumed):
            found.setdefault(named, {}).setdefault(table)
    for number, (named, tables) in enumerate(found.items(), start=1):
        yield row(str(number), named, _at(matter, list(tables)))


def _at(matter: Matter, tables: list[str]) -> Words:
    joint = matter.phrases.listed(["", ""])
    words: list[Inline] = []
    for table in tables[:MOST]:
        words += [joint, see(table)] if words else [see(table)]
    if len(tables) > MOST:
        more = str(len(tables) - MOST)
        words.append(matter.phrases.text("compliance.more", count=more))
    return tuple(words)


def _of_factors(matter: Matter) -> Iterator[Cited]:
    for line in factor_lines(matter):
        yield _of_factor(line), f"factor-{line.factor_id}"
    for line in corrected(matter):
        for one in line.corrections:
            yield _of_factor(one), CORRECTIONS


def _of_factor(line: Line) -> Text | None:
    column, record = line.source.column, line.source.record
    if column is not None:
        return column.factor.source
    if record is not None:
        return record.source
    emitted = line.source.emitted
    return emitted.source if emitted is not None else None


def _of_data(matter: Matter) -> Iterator[Cited]:
    """Sources of the activity data, and of what they are cross-checked with."""
    told = matter.system.reference.annual_output
    if told is not None:
        yield from _of_card(told.data, "output")
    for line in activity_lines(matter):
        for datum in line.data:
            yield from _of_card(datum.card, f"activity-{line.stage}-{line.activity}")


def _of_card(card: DataCard | None, table: str) -> Iterator[Cited]:
    if card is not None:
        yield card.source, table
        if card.cross_check is not None:
            yield card.cross_check.source, table
