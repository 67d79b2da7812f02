"""四 inventory: sources of data, allocation, table 1, data quality."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

from lcagraph.graph.words import Text
from lcagraph.report.choice_tables import allocation_table
from lcagraph.report.content import (
    Blank,
    Block,
    Calculation,
    Listing,
    Paragraph,
    Reference,
    Row,
    Section,
)
from lcagraph.report.printed import amount_text, share_text
from lcagraph.report.regrouping import CHONGQING
from lcagraph.report.shandong.lines import Line, lines_of
from lcagraph.report.source_tables import data_sources, origins_of, quality_rows
from lcagraph.report.writer import Writer, cell, number_cell, numbered, unnumbered

_DELIVERY = {"distribution": "transport", "storage": "warehousing"}
"""Stage of the model → the two parts that the form splits delivery into."""


def inventory_part(writer: Writer) -> Section:
    """四、清单分析."""
    return Section(
        id="inventory",
        title=writer.text("chongqing.part_4"),
        sections=(
            _sources(writer),
            _allocation(writer),
            _table_1(writer),
            _quality(writer),
        ),
    )


def _sources(writer: Writer) -> Section:
    origins = origins_of(writer)
    blocks: list[Block] = []
    for kind in ("primary", "secondary"):
        names = writer.listed(origins[kind]) or writer.text("shared.none")
        sources = writer.listed(data_sources(writer, kind))
        key = "chongqing.data_from" if sources else "chongqing.data_named"
        gaps = {"sources": sources} if sources else {}
        label = writer.text(f"chongqing.{kind}_data")
        words = writer.words(key, kind=label, names=names, **gaps)
        blocks.append(Paragraph(words=words, answers=("CQ-05", "CQ-37")))
    if origins["unknown"]:
        blank = Blank(
            path="processes.*.data.origin",
            label=writer.text("chongqing.origin_unknown"),
        )
        names = writer.listed(origins["unknown"])
        blocks.append(
            writer.paragraph(
                "chongqing.unknown_data", "CQ-05", "CQ-37", names=names, origin=blank
            )
        )
    share = writer.subject.quality.primary.headline
    said = share_text(None if share is None else float(share))
    blocks.append(writer.paragraph("chongqing.primary_share", "CQ-37", share=said))
    blocks.append(writer.paragraph("chongqing.local_database"))
    return Section(
        id="sources",
        title=writer.text("chongqing.sources_heading"),
        blocks=tuple(blocks),
    )


def _allocation(writer: Writer) -> Section:
    declared = writer.subject.system.scope.declarations
    procedure = writer.given(
        declared.allocation if declared else None,
        "scope.declarations.allocation",
        "chongqing.allocation_procedure",
    )
    table = allocation_table(writer)
    plans = writer.subject.prepared.compiled.allocations
    bases = dict.fromkeys(writer.called("basis", plan.chosen) for plan in plans)
    basis = writer.listed(bases) or writer.text("chongqing.no_allocation")
    blocks: list[Block] = [
        writer.paragraph("chongqing.allocation_by", "CQ-38", basis=basis),
        writer.paragraph("chongqing.allocation_order", "CQ-38", procedure=procedure),
    ]
    if table is not None:
        blocks.append(writer.paragraph("chongqing.allocation_details", "CQ-38"))
        plain = unnumbered(writer, table)
        blocks.append(replace(plain, answers=("CQ-38",)))
    return Section(
        id="allocation",
        title=writer.text("chongqing.allocation_heading"),
        blocks=tuple(blocks),
    )


def _table_1(writer: Writer) -> Section:
    lines = lines_of(writer.subject.footprint, 1.0)
    body = [
        row for form in (*CHONGQING, "") for row in _stage_rows(writer, form, lines)
    ]
    total = (
        cell(writer.text("shared.total"), columns=4),
        number_cell(writer.subject.footprint.total, "footprint"),
    )
    keys = ("stage_head", "part", "activity", "factor", "gas_amount")
    head = writer.head(*(f"chongqing.{key}" for key in keys))
    made = writer.table(
        "inventory-list", writer.text("chongqing.table_1"), head, [*body, total]
    )
    table = replace(
        numbered(writer, made),
        totals=1,
        widths=(0.13, 0.12, 0.35, 0.22, 0.18),
        notes=(writer.words("chongqing.table_1_note"),),
        answers=("CQ-09", "CQ-27", "CQ-39"),
    )
    see = Reference(to=table.id)
    blocks: tuple[Block, ...] = (
        writer.paragraph("chongqing.table_1_see", table=see),
        table,
        _added_up(writer, lines),
    )
    return Section(
        id="calculation",
        title=writer.text("chongqing.calculation_heading"),
        blocks=blocks,
    )


def _added_up(writer: Writer, lines: tuple[Line, ...]) -> Paragraph:
    """Sum of the lines beside the footprint; what was checked is in an annex."""
    added = amount_text(math.fsum(line.net for line in lines))
    total = amount_text(writer.subject.footprint.total)
    return writer.paragraph("chongqing.lines_add_up", added=added, total=total)


def _stage_rows(writer: Writer, form: str, lines: tuple[Line, ...]) -> Iterator[Row]:
    """Rows of a stage of the form; the empty one has what no stage holds."""
    stages = CHONGQING.get(form) or ("unassigned",)
    found = [line for stage in stages for line in lines if line.stage == stage]
    name = writer.text(f"chongqing.stage_{form or 'unassigned'}")
    if not found:
        if form:
            yield _empty_row(writer, name)
        return
    for position, line in enumerate(found):
        before = (cell(name, rows=len(found)),) if position == 0 else ()
        yield (*before, *_line_cells(writer, line))


def _empty_row(writer: Writer, name: str) -> Row:
    outside = writer.text("chongqing.not_in_boundary")
    return (cell(name), cell("—"), cell(outside), cell("—"), number_cell(None))


def _line_cells(writer: Writer, line: Line) -> Row:
    name = line_name(writer, line)
    part = _DELIVERY.get(line.stage)
    where = writer.text(f"chongqing.part_{part}") if part else _part(writer, line)
    amount = amount_text(line.amount)
    factor = line.net / line.amount if line.amount else 0.0
    activity = f"activity-{line.stage}-{line.activity}"
    per_fuel = Calculation(plus=(f"line/{line.stage}/{line.path}",), over=activity)
    return (
        cell(where),
        replace(
            cell(f"{name}{writer.text('shared.colon')}{amount} {line.unit}"),
            value=line.amount,
            key=activity,
        ),
        replace(
            cell(f"{amount_text(factor)} kgCO2e/{line.unit}"),
            value=factor,
            key=f"{line.key}/factor",
            made_by=per_fuel if line.activity != line.path else None,
        ),
        number_cell(line.net, line.key),
    )


def _part(writer: Writer, line: Line) -> str:
    return writer.process_name(line.process)


def line_name(writer: Writer, line: Line) -> str:
    """What people call a line: material, freight, or the combustion of a fuel."""
    parts = line.path.split(".")
    if "transport" in parts[4:]:
        goods = writer.names.of(".".join(parts[:4]), parts[3], writer.lang)
        mode = _supplier(writer, line)
        return writer.text("chongqing.freight", goods=goods, mode=mode)
    own = writer.names.of(line.path, line.name, writer.lang)
    if line.supplier is not None or line.activity == line.path:
        return own
    fuel_id = line.activity.rpartition(".")[2]
    fuel = writer.names.of(line.activity, fuel_id, writer.lang)
    return writer.text("chongqing.combustion", fuel=fuel)


def _supplier(writer: Writer, line: Line) -> str:
    column = line.source.column
    name: Text | None = column.factor.name if column is not None else None
    return writer.said(name) or line.supplier or line.name


def _quality(writer: Writer) -> Section:
    items = tuple((line,) for line in quality_rows(writer))
    declared = writer.subject.system.scope.declarations
    blocks: list[Block] = []
    if declared is not None and declared.data_quality is not None:
        said = writer.said(declared.data_quality)
        blocks.append(Paragraph(words=(said,), answers=("CQ-40",)))
    blocks.append(Listing(items=items, answers=("CQ-40",)))
    return Section(
        id="quality",
        title=writer.text("chongqing.quality_heading"),
        blocks=tuple(blocks),
    )
