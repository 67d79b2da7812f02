"""2 Inventory analysis: sources, activity data, factors, allocation, data quality."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import get_args

from lcagraph.graph.words import Stage
from lcagraph.report.choice_tables import allocation_table
from lcagraph.report.content import Block, Listing, Section
from lcagraph.report.factor_rows import factor_table
from lcagraph.report.inventory_table import inventory_table, stage_lines
from lcagraph.report.iso14067.parts import parted, without
from lcagraph.report.source_tables import data_sources, quality_rows
from lcagraph.report.writer import Writer
from lcagraph.result.names import stage_name


def inventory_section(writer: Writer) -> Section:
    """Inventory analysis of the study."""
    parts = {
        "collection": _collection(writer),
        "factors": _factors(writer),
        "allocation": _allocation(writer),
        "quality": _quality(writer),
    }
    return parted(writer, "inventory", parts)


def stage_names(writer: Writer) -> dict[str, str]:
    """Stages of the model by name, and what has none, in their order."""
    stages = (*get_args(Stage), "unassigned")
    return {stage: stage_name(stage, writer.lang) for stage in stages}


def _collection(writer: Writer) -> Iterator[Block]:
    sources = (*data_sources(writer, "primary"), *data_sources(writer, "secondary"))
    if sources:
        said = tuple((source,) for source in sources)
        yield writer.paragraph("iso.collected")
        yield Listing(items=said, answers=("iso.collection",))
    rows = tuple(stage_lines(writer, stage_names(writer)))
    title, note = writer.text("iso.inventory_list"), writer.words("iso.inventory_note")
    listed = inventory_table(writer, title, rows, note)
    yield replace(listed, answers=("iso.collection",))


def _factors(writer: Writer) -> Iterator[Block]:
    yield factor_table(writer)


def _allocation(writer: Writer) -> Iterator[Block]:
    table = allocation_table(writer)
    if table is not None:
        yield replace(table, answers=("iso.allocation",))
    else:
        yield without(writer, "allocation")


def _quality(writer: Writer) -> Iterator[Block]:
    items = tuple((line,) for line in quality_rows(writer))
    yield Listing(items=items, answers=("iso.quality",))
