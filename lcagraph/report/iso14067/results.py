"""Results of the study report: totals, stages, items, gases, energy, sensitivity."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from lcagraph.impact import gwp_set
from lcagraph.report.content import Block, Listing, Section
from lcagraph.report.iso14067.electricity import electricity_blocks
from lcagraph.report.printed import result_text
from lcagraph.report.regrouping import stage_sums
from lcagraph.report.result_tables import (
    gas_table,
    gwp_table,
    item_table,
    largest_table,
    provenance_table,
    sensitivity_table,
    uncertainty_words,
)
from lcagraph.report.stage_results import stage_figure, stage_table
from lcagraph.report.writer import Writer
from lcagraph.result.names import stage_name


def results_sections(writer: Writer) -> tuple[Section, ...]:
    """Characterisation and results."""
    return (
        Section(
            id="impact",
            title=writer.text("iso.impact_heading"),
            blocks=tuple(_characterisation(writer)),
        ),
        Section(
            id="results",
            title=writer.text("iso.results_heading"),
            blocks=tuple(_blocks(writer)),
        ),
    )


def _characterisation(writer: Writer) -> Iterator[Block]:
    known = gwp_set(writer.subject.system.scope.gwp)
    name = writer.said(known.name) or known.edition
    answer = "iso.characterisation"
    yield writer.paragraph("iso.gwp_choice", answer, name=name)
    table = gwp_table(writer)
    if table.body:
        yield replace(table, answers=(answer,))


def _blocks(writer: Writer) -> Iterator[Block]:
    result = writer.subject.footprint
    yield writer.paragraph(
        "iso.result_is",
        emphasis="statement",
        unit=result.name.get(writer.lang),
        total=result_text(result.total),
    )
    sums = stage_sums(writer, {})
    names = {id_: stage_name(id_, writer.lang) for id_ in sums}
    title = writer.text("iso.stages_title")
    stages = stage_table(writer, title, names, sums)
    yield replace(stages, answers=("iso.stages",))
    yield stage_figure(writer, title, names, sums)
    kinds = ("iso.fossil", "iso.biogenic", "iso.land_use", "iso.aircraft")
    yield replace(item_table(writer), answers=kinds)
    yield replace(gas_table(writer), answers=("iso.gases",))
    yield replace(largest_table(writer), answers=("iso.processes",))
    yield from electricity_blocks(writer)
    yield replace(sensitivity_table(writer), answers=("iso.sensitivity",))
    if writer.subject.statements.get(writer.lang):
        items = tuple((line,) for line in uncertainty_words(writer))
        yield Listing(items=items, answers=("iso.sensitivity",))
    else:
        none = writer.paragraph("shared.uncertainty_not_done", "iso.sensitivity")
        yield replace(none, excuse=writer.text("iso.no_uncertainty_reason"))
    yield provenance_table(writer)
