"""四 inventory: sources of data, allocation, table 1, data quality."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

from lcagraph.report.choice_tables import allocation_table, basis_name
from lcagraph.report.content import (
    Blank,
    Block,
    Listing,
    Paragraph,
    Reference,
    Row,
    Section,
    Words,
)
from lcagraph.report.inventory_table import inventory_table, line_cells
from lcagraph.report.lines import Line
from lcagraph.report.printed import result_text, share_text
from lcagraph.report.regrouping import CHONGQING
from lcagraph.report.source_tables import (
    balances_made,
    data_sources,
    origins_of,
    quality_rows,
    site_data,
)
from lcagraph.report.writer import (
    Writer,
    cell,
    number_cell,
    numbered,
    unnumbered,
)

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
        answers=("CQ-32",),
    )


def _sources(writer: Writer) -> Section:
    origins = origins_of(writer)
    blocks: list[Block] = []
    for kind in ("primary", "secondary"):
        none = "shared.none_stated" if origins["unknown"] else "shared.none"
        names = _names(writer, origins[kind]) or writer.text(none)
        sources = writer.text("shared.and").join(data_sources(writer, kind))
        key = "chongqing.data_from" if sources else "chongqing.data_named"
        gaps = {"sources": sources} if sources else {}
        label = writer.text(f"chongqing.{kind}_data")
        words = writer.words(key, kind=label, names=names, **gaps)
        blocks.append(Paragraph(words=words, answers=("CQ-05", "CQ-37")))
        site = site_data(writer) if kind == "primary" else ()
        if site:
            names = _names(writer, site)
            blocks.append(writer.paragraph("chongqing.site_data", "CQ-05", names=names))
    if origins["unknown"]:
        blank = Blank(
            path="processes.*.data.origin",
            label=writer.text("chongqing.origin_unknown"),
        )
        names = _names(writer, origins["unknown"])
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


def _names(writer: Writer, names: tuple[str, ...]) -> str:
    """Names that may hold commas themselves, in English."""
    return writer.listed(names) if writer.lang == "zh" else "; ".join(names)


def _allocation(writer: Writer) -> Section:
    declared = writer.subject.system.scope.declarations
    procedure = writer.given(
        declared.allocation if declared else None,
        "scope.declarations.allocation",
        "chongqing.allocation_procedure",
    )
    table = allocation_table(writer)
    plans = writer.subject.prepared.compiled.allocations
    bases = dict.fromkeys(basis_name(writer, plan.chosen) for plan in plans)
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
    lines = writer.subject.lines
    body = [
        row for form in (*CHONGQING, "") for row in _stage_rows(writer, form, lines)
    ]
    note = writer.words("chongqing.table_1_note")
    made = inventory_table(writer, writer.text("chongqing.table_1"), body, note)
    table = replace(numbered(writer, made), answers=("CQ-09", "CQ-39"))
    see = Reference(to=table.id)
    blocks: tuple[Block, ...] = (
        writer.paragraph("chongqing.inventory_steps"),
        Listing(items=tuple(_steps(writer)), is_numbered=True, answers=("CQ-27",)),
        writer.paragraph("chongqing.table_1_see", table=see),
        table,
        _added_up(writer, lines),
    )
    return Section(
        id="calculation",
        title=writer.text("chongqing.calculation_heading"),
        blocks=blocks,
    )


def _steps(writer: Writer) -> Iterator[Words]:
    """What was done in each of the five steps of the guide's inventory analysis."""
    data: dict[tuple[str, str], bool] = {}
    for line in writer.subject.lines:
        cards = [datum.card for datum in line.data]
        is_compared = any(card is not None and card.cross_check for card in cards)
        at = line.stage, line.activity
        data[at] = data.get(at, False) or is_compared
    made, wanted = balances_made(writer)
    account = writer.subject.account
    left = share_text(float(account.left_out_share), 2) if account else "—"
    processes = len(tuple(writer.subject.audit.used_processes()))
    allocated = len(writer.subject.prepared.compiled.allocations)
    done: dict[str, dict[str, object]] = {
        "collection": {"said": len(data)},
        "validation": {
            "said": sum(data.values()),
            "made": made,
            "open": wanted - made,
        },
        _counted("relation", processes): {"said": processes},
        "boundary": {"said": left},
        _counted("allocation", allocated): {"said": allocated},
    }
    for step, values in done.items():
        yield (writer.text(f"chongqing.inventory_{step}", **values),)


def _counted(step: str, count: int) -> str:
    """Key of the sentence for so many: none and one have sentences of their own."""
    return {0: f"{step}_none", 1: f"{step}_one"}.get(count, step)


def _added_up(writer: Writer, lines: tuple[Line, ...]) -> Paragraph:
    """Sum of the lines beside the footprint; what was checked is in an annex."""
    added = result_text(math.fsum(line.net for line in lines))
    total = result_text(writer.subject.footprint.total)
    return writer.paragraph("chongqing.lines_add_up", "CQ-10", added=added, total=total)


def _stage_rows(writer: Writer, form: str, lines: tuple[Line, ...]) -> Iterator[Row]:
    """Rows of a stage of the form; the empty one has what no stage holds."""
    stages = CHONGQING.get(form) or ("unassigned",)
    name = writer.text(f"chongqing.stage_{form or 'unassigned'}")
    found: list[Row] = []
    for stage in stages:
        own = [line for line in lines if line.stage == stage]
        part = f"chongqing.part_{_DELIVERY[stage]}" if stage in _DELIVERY else None
        for line in own:
            where = writer.text(part) if part else writer.process_name(line.process)
            found.append(line_cells(writer, line, where))
        if not own and stage in _DELIVERY:  # the form has a row for each of the two
            found.append(_empty_cells(writer, _DELIVERY[stage]))
    if not found and form:
        found.append(_empty_cells(writer))
    for position, cells in enumerate(found):
        yield (*((cell(name, rows=len(found)),) if position == 0 else ()), *cells)


def _empty_cells(writer: Writer, part: str | None = None) -> Row:
    where = writer.text(f"chongqing.part_{part}") if part else "—"
    outside = writer.text("chongqing.not_in_boundary")
    return (cell(where), cell(outside), cell("—"), number_cell(None))


def _quality(writer: Writer) -> Section:
    items = tuple((line,) for line in quality_rows(writer))
    declared = writer.subject.system.scope.declarations
    blocks: list[Block] = []
    if declared is not None and declared.data_quality is not None:
        said = writer.said(declared.data_quality)
        blocks.append(Paragraph(words=(said,), answers=("CQ-40",)))
    blocks.append(Listing(items=items, answers=("CQ-40",)))
    blocks.append(writer.paragraph("chongqing.quality_where"))
    return Section(
        id="quality",
        title=writer.text("chongqing.quality_heading"),
        blocks=tuple(blocks),
    )
