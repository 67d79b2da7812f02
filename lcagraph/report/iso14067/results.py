"""Results of the study report: totals, stages, items, gases, energy, sensitivity."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from lcagraph.report.content import Block, Listing, Section
from lcagraph.report.printed import amount_text
from lcagraph.report.result_tables import (
    energy_table,
    gas_table,
    gwp_table,
    item_table,
    largest_table,
    provenance_table,
    sensitivity_table,
    stage_figure,
    stage_sums,
    stage_table,
    uncertainty_words,
)
from lcagraph.report.writer import Writer
from lcagraph.result.names import stage_name


def results_sections(writer: Writer) -> tuple[Section, ...]:
    """Characterisation and results."""
    return (
        Section(
            id="impact",
            title=writer.text("iso.impact_heading"),
            blocks=(replace(gwp_table(writer), answers=("iso.characterisation",)),),
        ),
        Section(
            id="results",
            title=writer.text("iso.results_heading"),
            blocks=tuple(_blocks(writer)),
        ),
    )


def _blocks(writer: Writer) -> Iterator[Block]:
    result = writer.subject.footprint
    yield writer.paragraph(
        "iso.result_is",
        emphasis="statement",
        unit=result.name.get(writer.lang),
        total=amount_text(result.total),
    )
    sums = stage_sums(writer, {})
    names = {id_: stage_name(id_, writer.lang) for id_ in sums}
    stages = stage_table(writer, writer.text("iso.stages_title"), names, sums)
    yield replace(stages, answers=("iso.stages",))
    yield stage_figure(writer, writer.text("iso.stages_title"))
    kinds = ("iso.fossil", "iso.biogenic", "iso.land_use", "iso.aircraft")
    yield replace(item_table(writer), answers=kinds)
    yield replace(gas_table(writer), answers=("iso.gases",))
    yield replace(largest_table(writer), answers=("iso.processes",))
    energy = energy_table(writer)
    if energy is not None:
        yield replace(energy, answers=("iso.electricity",))
    else:
        yield writer.paragraph("iso.no_supplies", "iso.electricity")
    yield replace(sensitivity_table(writer), answers=("iso.sensitivity",))
    items = tuple((line,) for line in uncertainty_words(writer))
    yield Listing(items=items, answers=("iso.sensitivity",))
    yield provenance_table(writer)
