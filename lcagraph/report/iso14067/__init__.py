"""Study report by ISO 14067:2018: contents of its clauses 7.2 and 7.3, and a matrix.

The clauses of the standard are known to us from secondary sources only, so the report
names 7.2 and 7.3 but no letters below them, and claims no conformity.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import get_args

from lcagraph.errors import Finding, ModelError
from lcagraph.graph.scope import Declarations
from lcagraph.graph.words import Stage
from lcagraph.impact import gwp_set
from lcagraph.report.choice_tables import (
    allocation_table,
    declaration_table,
    left_out_table,
)
from lcagraph.report.compliance import (
    UNANSWERED,
    Answer,
    answers_of,
    place_words,
    state_words,
    unanswered,
)
from lcagraph.report.content import (
    Block,
    Cover,
    Figure,
    Listing,
    Paragraph,
    Report,
    Row,
    Section,
)
from lcagraph.report.factor_rows import factor_table
from lcagraph.report.inventory_table import inventory_table, stage_lines
from lcagraph.report.iso14067.interpretation import interpretation, review
from lcagraph.report.iso14067.requirements import REQUIREMENTS
from lcagraph.report.iso14067.results import results_sections
from lcagraph.report.places import place_name
from lcagraph.report.printed import date_text, period_text
from lcagraph.report.source_tables import (
    balance_table,
    data_sources,
    evidence_table,
    finding_table,
    quality_rows,
    reference_table,
)
from lcagraph.report.subject import ReportSubject
from lcagraph.report.system_figure import system_figure
from lcagraph.report.writer import Writer, row
from lcagraph.result.names import stage_name
from lcagraph.wording import Language

TEMPLATE = "iso14067"


def iso_report(subject: ReportSubject, lang: Language) -> Report:
    """The study report of a footprint with its compliance matrix.

    Raises
    ------
    ModelError
        Mandatory rows of the matrix would be empty: all of them at once (E050).
    """
    writer = Writer(subject=subject, lang=lang)
    cover = _cover(writer)
    sections = (
        _scope(writer),
        _inventory(writer),
        *results_sections(writer),
        interpretation(writer),
        review(writer),
        _checks(writer),
    )
    answers = answers_of(cover, writer.text("iso.cover"), sections)
    missing = unanswered(REQUIREMENTS, answers)
    if missing:
        names = tuple(writer.text(one.id) for one in missing)
        raise ModelError([Finding(code="E050", at="scope", values={"missing": names})])
    matrix = _matrix(writer, answers)
    return Report(
        template=TEMPLATE,
        language=lang,
        cover=cover,
        sections=(*sections, matrix),
        findings=subject.open_findings,
        waived=subject.waived,
        inventory_sha256=subject.inventory_sha256,
    )


def _matrix(writer: Writer, answers: Mapping[str, Answer]) -> Section:
    """Clause → where and how the report answers it."""
    body: list[Row] = [
        row(
            one.clause,
            writer.text(one.id),
            place_words(writer, answers.get(one.id, UNANSWERED)),
            state_words(writer, answers.get(one.id, UNANSWERED)),
        )
        for one in REQUIREMENTS
    ]
    keys = ("clause", "topic", "place_in_report", "state")
    head = writer.head(*(f"shared.{key}" for key in keys))
    table = writer.table("compliance", writer.text("iso.matrix"), head, body)
    note = writer.words("iso.matrix_note")
    made = replace(table, widths=(0.1, 0.3, 0.36, 0.24), notes=(note,))
    title = writer.text("iso.matrix_heading")
    return Section(id="annex-compliance", title=title, blocks=(made,))


def _cover(writer: Writer) -> Cover:
    assessment = writer.subject.assessment
    fields = {
        "product": (writer.subject.footprint.name, "reference.name"),
        "producer": (writer.subject.organisation.name, "organisation.name"),
        "report_number": (assessment.report_number, "assessment.report_number"),
        "date": (
            date_text(assessment.date, writer.lang) if assessment.date else None,
            "assessment.date",
        ),
    }
    lines = tuple(
        (writer.text(f"iso.{key}"), (writer.given(said, path, f"iso.{key}"),))
        for key, (said, path) in fields.items()
    )
    return Cover(title=writer.text("iso.title"), lines=lines)


def _section(writer: Writer, id_: str, blocks: Sequence[Block]) -> Section:
    title = writer.text(f"iso.{id_}_heading")
    return Section(id=id_, title=title, blocks=tuple(blocks))


def _scope(writer: Writer) -> Section:
    scope, reference = writer.subject.system.scope, writer.subject.system.reference
    blocks: list[Block] = [
        Paragraph(words=(writer.given(scope.goal, "scope.goal", "iso.goal"),)),
        writer.paragraph(
            f"iso.{reference.kind}",
            "iso.unit",
            unit=writer.subject.footprint.name.get(writer.lang),
        ),
    ]
    if scope.boundary is not None:
        boundary = writer.called("boundary", scope.boundary)
        blocks.append(
            writer.paragraph("iso.boundary_is", "iso.boundary", boundary=boundary)
        )
        if scope.geography is not None:
            place = place_name(scope.geography, writer.lang)
            blocks.append(
                writer.paragraph("iso.geography_is", "iso.boundary", place=place)
            )
        if writer.subject.is_partial:
            blocks.append(writer.paragraph("iso.partial", "iso.boundary"))
    blocks.append(_figure(writer))
    keys = ("method", "advantage", "drawback", "range")
    told = {key: writer.text(f"chongqing.{scope.method}_{key}") for key in keys}
    blocks.append(Paragraph(words=writer.words("iso.method_is", **told)))
    if scope.period is not None:
        period = period_text(scope.period, writer.lang)
        blocks.append(writer.paragraph("iso.period_is", "iso.period", period=period))
    blocks.append(_category_rule(writer))
    blocks += _declarations(writer)
    blocks += _cut_off(writer)
    return _section(writer, "scope", blocks)


def _category_rule(writer: Writer) -> Paragraph:
    """The product category rule followed, or why there is none."""
    scope = writer.subject.system.scope
    if scope.category_rule is not None:
        name = writer.said(scope.category_rule.name)
        return writer.paragraph("iso.category_rule_is", "iso.rule", rule=name)
    declared = scope.declarations or Declarations()
    reason = writer.said(declared.not_applicable.get("category_specific"))
    said = writer.given(reason, "scope.category_rule", "iso.rule")
    key = "iso.no_category_rule" if reason else "iso.category_rule_is"
    none = writer.paragraph(key, "iso.rule", rule=said)
    return replace(none, excuse=reason)


def _declarations(writer: Writer) -> Iterator[Block]:
    """The twelve, scenarios as assumptions; then the value choices."""
    is_whole = writer.subject.system.scope.boundary in (None, "cradle-to-grave")
    answers = {"assumptions": ("iso.scenarios",)} if is_whole else {}
    yield declaration_table(writer, answers)
    yield _choices(writer)
    if not is_whole:
        none = writer.paragraph("iso.stages_outside", "iso.scenarios")
        yield replace(none, excuse=writer.text("iso.stages_outside"))


def _choices(writer: Writer) -> Paragraph:
    """What the study chose where the standard leaves a choice."""
    scope = writer.subject.system.scope
    declared = scope.declarations or Declarations()
    path = "scope.declarations.allocation"
    return writer.paragraph(
        "iso.choices_are",
        "iso.choices",
        horizon=f"{gwp_set(scope.gwp).horizon}",
        view=writer.text(f"iso.view_{writer.subject.footprint.view}"),
        allocation=writer.given(declared.allocation, path, "iso.allocation"),
    )


def _cut_off(writer: Writer) -> Iterator[Block]:
    cut_off = writer.subject.system.scope.cut_off
    limits = {
        key: amount.text
        for key in ("each", "total", "coverage")
        if cut_off is not None and (amount := getattr(cut_off, key)) is not None
    }
    for key, limit in limits.items():
        yield writer.paragraph(f"iso.cut_off_{key}", "iso.cut_off", limit=limit)
    if cut_off is not None and cut_off.basis is not None:
        words = (writer.said(cut_off.basis),)
        yield Paragraph(words=words, answers=("iso.cut_off",))
    table = left_out_table(writer)
    if table is not None:
        yield replace(table, answers=("iso.cut_off",))
    else:
        yield writer.paragraph("iso.nothing_left_out")


def _figure(writer: Writer) -> Figure:
    made = system_figure(writer, writer.text("iso.boundary_figure"))
    return replace(made, answers=("iso.boundary", "iso.processes"))


def _inventory(writer: Writer) -> Section:
    sources = (*data_sources(writer, "primary"), *data_sources(writer, "secondary"))
    blocks: list[Block] = []
    if sources:
        said = tuple((source,) for source in sources)
        blocks.append(writer.paragraph("iso.collected"))
        blocks.append(Listing(items=said, answers=("iso.collection",)))
    names = {
        stage: stage_name(stage, writer.lang)
        for stage in (*get_args(Stage), "unassigned")
    }
    rows = tuple(stage_lines(writer, names))
    title, note = writer.text("iso.inventory_list"), writer.words("iso.inventory_note")
    listed = inventory_table(writer, title, rows, note)
    blocks.append(replace(listed, answers=("iso.collection",)))
    blocks.append(factor_table(writer))
    table = allocation_table(writer)
    if table is not None:
        blocks.append(replace(table, answers=("iso.allocation",)))
    else:
        none = writer.paragraph("iso.no_allocation", "iso.allocation")
        blocks.append(replace(none, excuse=writer.text("iso.no_allocation")))
    items = tuple((line,) for line in quality_rows(writer))
    blocks.append(Listing(items=items, answers=("iso.quality",)))
    return _section(writer, "inventory", blocks)


def _checks(writer: Writer) -> Section:
    return _section(writer, "checks", tuple(_check_blocks(writer)))


def _check_blocks(writer: Writer) -> Iterator[Block]:
    told = [one for one in writer.subject.open_findings if one.severity != "note"]
    title = writer.text("shared.findings_title")
    found = finding_table(writer, "findings", title, told)
    yield found or writer.paragraph("shared.no_findings")
    title = writer.text("shared.waived_title")
    waived = finding_table(writer, "waived", title, writer.subject.waived)
    if waived is not None:
        yield waived
    for table in (balance_table(writer), evidence_table(writer)):
        if table is not None:
            yield table
    references = reference_table(writer)
    if references is not None:
        yield references


__all__ = ["REQUIREMENTS", "TEMPLATE", "iso_report"]
