"""3 Impact assessment, and 4 results: stages, origin, gases, processes, electricity."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from lcagraph.impact import gwp_set
from lcagraph.report.content import Block, Listing, Section
from lcagraph.report.iso14067.electricity import electricity_blocks
from lcagraph.report.iso14067.parts import parted, section, without
from lcagraph.report.printed import result_text
from lcagraph.report.regrouping import stage_sums
from lcagraph.report.result_tables import (
    gas_table,
    gwp_table,
    item_table,
    largest_table,
    sensitivity_table,
    uncertainty_words,
)
from lcagraph.report.stage_results import stage_figure, stage_table
from lcagraph.report.writer import Writer
from lcagraph.result.names import stage_name

_ORIGINS = ("iso.fossil", "iso.biogenic", "iso.land_use")
"""What a factor that is published as CO2e alone doesn't tell apart."""


def impact_section(writer: Writer) -> Section:
    """Characterisation factors."""
    return section(writer, "impact", _characterisation(writer))


def results_section(writer: Writer) -> Section:
    """What ISO 14067 7.2 asks for, and what it rests on."""
    parts = {
        "stages": _stages(writer),
        "origin": _origin(writer),
        "gases": _gases(writer),
        "processes": _processes(writer),
        "electricity": electricity_blocks(writer),
        "sensitivity": _sensitivity(writer),
        "timing": _timing(writer),
    }
    return parted(writer, "results", parts)


def _characterisation(writer: Writer) -> Iterator[Block]:
    known = gwp_set(writer.subject.system.scope.gwp)
    name = writer.said(known.name) or known.edition
    answer = "iso.characterisation"
    yield writer.paragraph("iso.gwp_choice", answer, name=name)
    table = gwp_table(writer)
    if table is not None:
        yield replace(table, answers=(answer,))


def _stages(writer: Writer) -> Iterator[Block]:
    result = writer.subject.footprint
    kind = "partial" if writer.subject.is_partial else "whole"
    yield writer.paragraph(
        "iso.result_is",
        emphasis="statement",
        kind=writer.text(f"shared.footprint_{kind}"),
        unit=result.name.get(writer.lang),
        total=result_text(result.total),
    )
    sums = stage_sums(writer, {})
    names = {id_: stage_name(id_, writer.lang) for id_ in sums}
    title = writer.text("iso.stages_title")
    stages = stage_table(writer, title, names, sums)
    yield replace(stages, answers=("iso.stages",))
    yield stage_figure(writer, title, names, sums)


def _origin(writer: Writer) -> Iterator[Block]:
    """Fossil, biogenic, land use; ready factors tell none of them apart."""
    yield replace(item_table(writer), answers=(*_ORIGINS, "iso.aircraft"))
    ready = writer.subject.footprint.items["unspecified"]
    if ready:
        amount = result_text(ready)
        none = writer.paragraph("iso.not_split", *_ORIGINS, amount=amount)
        reason = writer.text("iso.not_split_reason", amount=amount)
        yield replace(none, excuse=reason)


def _gases(writer: Writer) -> Iterator[Block]:
    yield replace(gas_table(writer), answers=("iso.gases",))


def _processes(writer: Writer) -> Iterator[Block]:
    yield replace(largest_table(writer), answers=("iso.processes",))


def _sensitivity(writer: Writer) -> Iterator[Block]:
    yield replace(sensitivity_table(writer), answers=("iso.sensitivity",))
    if writer.subject.statements.get(writer.lang):
        items = tuple((line,) for line in uncertainty_words(writer))
        yield Listing(items=items, answers=("iso.sensitivity",))
    else:
        none = writer.paragraph("shared.uncertainty_not_done", "iso.sensitivity")
        yield replace(none, excuse=writer.text("iso.no_uncertainty_reason"))


def _timing(writer: Writer) -> Iterator[Block]:
    """Nothing is discounted; when use and end of life emit, as the model tells it."""
    timing = writer.subject.system.scope.timing
    yield writer.paragraph("iso.not_discounted")
    if timing is None and not writer.subject.reaches_the_grave:
        yield without(writer, "timing")
        return
    said = writer.given(timing, "scope.timing", "iso.timing")
    yield writer.paragraph("iso.timing_is", "iso.timing", timing=said)
