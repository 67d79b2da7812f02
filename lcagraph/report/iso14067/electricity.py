"""How electricity is treated: by the supplies and the electricity factors drawn on."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

from lcagraph.compile.plan import FactorColumn
from lcagraph.report.content import Blank, Block, Paragraph, Row, Table
from lcagraph.report.documents import document_name
from lcagraph.report.iso14067.parts import without
from lcagraph.report.places import place_name
from lcagraph.report.result_tables import energy_table
from lcagraph.report.things import factor_called
from lcagraph.report.writer import Writer, cell, number_cell

_ANSWER = "iso.electricity"


def electricity_blocks(writer: Writer) -> Iterator[Block]:
    """Both results of the supplies, and the factors of electricity in use.

    Without either, the topic doesn't apply, unless a database may hold electricity that
    the model doesn't tell apart: then it is blank.
    """
    energy = energy_table(writer)
    columns = electricity_columns(writer)
    if energy is not None:
        yield replace(energy, answers=(_ANSWER,) if columns else ())
    if columns:
        yield _factors(writer, columns)
    elif writer.subject.system.databases:
        label = writer.text(_ANSWER)
        words = (
            writer.text("iso.electricity_unknown"),
            Blank(path="supply", label=label),
        )
        yield Paragraph(words=words, answers=(_ANSWER,))
    else:
        yield without(writer, "electricity")


def electricity_columns(writer: Writer) -> tuple[FactorColumn, ...]:
    """Factors of kind electricity that the footprint draws on."""
    used = {row.supplier for row in writer.subject.footprint.rows}
    columns = writer.subject.prepared.compiled.factors
    return tuple(
        column
        for column in columns
        if column.factor.kind == "electricity" and column.id in used
    )


def _factors(writer: Writer, columns: tuple[FactorColumn, ...]) -> Table:
    body: list[Row] = []
    system = writer.subject.system
    for column in columns:
        drawn = [r for r in writer.subject.footprint.rows if r.supplier == column.id]
        amount = math.fsum(one.amount for one in drawn)
        factor = column.factor
        body.append(
            (
                cell(factor_called(system, factor, column.id, writer.lang)),
                cell(place_name(factor.region, writer.lang) if factor.region else "—"),
                cell(f"{factor.year}" if factor.year else "—"),
                number_cell(amount, f"electricity/{column.id}", unit=drawn[0].unit),
                cell(document_name(writer.said(factor.source), writer.lang) or "—"),
            )
        )
    keys = ("shared.factor", "shared.region", "shared.year", "iso.electricity_amount")
    head = writer.head(*keys, "shared.source")
    title = writer.text("iso.electricity_title")
    made = writer.table("electricity", title, head, body, _ANSWER)
    return replace(made, widths=(0.25, 0.1, 0.1, 0.2, 0.35))
