"""Study report by ISO 14067:2018: contents of its clauses 7.2 and 7.3, and a matrix.

The clauses of the standard are known to us from secondary sources only, so the report
names 7.2 and 7.3 but no letters below them, and claims no conformity.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from lcagraph.errors import Finding, ModelError
from lcagraph.report.choice_tables import (
    allocation_table,
    declaration_table,
    left_out_table,
)
from lcagraph.report.compliance import (
    Answer,
    Requirement,
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
from lcagraph.report.iso14067.results import results_sections
from lcagraph.report.printed import period_text
from lcagraph.report.source_tables import (
    completeness_table,
    data_sources,
    evidence_table,
    factor_table,
    finding_table,
    quality_rows,
)
from lcagraph.report.subject import ReportSubject
from lcagraph.report.system_figure import system_figure
from lcagraph.report.writer import Writer, row
from lcagraph.wording import Language

TEMPLATE = "iso14067"

_MANDATORY = (
    ("stages", "7.2"),
    ("fossil", "7.2"),
    ("biogenic", "7.2"),
    ("land_use", "7.2"),
    ("aircraft", "7.2"),
    ("unit", "7.3"),
    ("boundary", "7.3"),
    ("processes", "7.3"),
    ("collection", "7.3"),
    ("gases", "7.3"),
    ("characterisation", "7.3"),
    ("cut_off", "7.3"),
    ("allocation", "7.3"),
    ("quality", "7.3"),
    ("sensitivity", "7.3"),
    ("electricity", "7.3"),
    ("interpretation", "7.3"),
    ("choices", "7.3"),
    ("scenarios", "7.3"),
    ("period", "7.3"),
)

REQUIREMENTS = tuple(
    Requirement(id=f"iso.{id_}", clause=clause) for id_, clause in _MANDATORY
)
"""What 7.2 and 7.3 ask for, as far as we know it from a source."""


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
        _interpretation(writer),
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
            place_words(writer, answers[one.id]),
            state_words(writer, answers[one.id]),
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
        "date": (assessment.date, "assessment.date"),
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
        if scope.boundary != "cradle-to-grave":
            blocks.append(writer.paragraph("iso.partial", "iso.boundary"))
    blocks.append(_figure(writer))
    if scope.period is not None:
        period = period_text(scope.period, writer.lang)
        blocks.append(writer.paragraph("iso.period_is", "iso.period", period=period))
    blocks += _declarations(writer)
    blocks += _cut_off(writer)
    return _section(writer, "scope", blocks)


def _declarations(writer: Writer) -> Iterator[Block]:
    """The twelve; value choices are told under allocation, scenarios as assumptions."""
    is_whole = writer.subject.system.scope.boundary in (None, "cradle-to-grave")
    answers = {"allocation": ("iso.choices",)}
    if is_whole:
        answers["assumptions"] = ("iso.scenarios",)
    yield declaration_table(writer, answers)
    if not is_whole:
        none = writer.paragraph("iso.stages_outside", "iso.scenarios")
        yield replace(none, excuse=writer.text("iso.stages_outside"))


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
    blocks.append(factor_table(writer))
    table = allocation_table(writer)
    if table is not None:
        blocks.append(replace(table, answers=("iso.allocation",)))
    else:
        none = writer.paragraph("iso.no_allocation", "iso.allocation")
        blocks.append(replace(none, excuse=writer.text("iso.no_allocation")))
    items = tuple((line,) for line in quality_rows(writer))
    blocks.append(Listing(items=items, answers=("iso.quality",)))
    blocks.append(completeness_table(writer))
    return _section(writer, "inventory", blocks)


def _interpretation(writer: Writer) -> Section:
    declared = writer.subject.system.scope.declarations
    limits = declared.limitations if declared else None
    words = writer.given(limits, "scope.declarations.limitations", "iso.limitations")
    conclusion = writer.subject.assessment.conclusion
    said = writer.given(conclusion, "assessment.conclusion", "iso.conclusion")
    answers = ("iso.interpretation",)
    blocks: list[Block] = [
        Paragraph(words=(writer.text("iso.conclusion_is"), said), answers=answers),
        Paragraph(words=(writer.text("iso.limitations_are"), words), answers=answers),
        writer.paragraph("iso.not_comparable"),
    ]
    return _section(writer, "interpretation", blocks)


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
    evidence = evidence_table(writer)
    if evidence is not None:
        yield evidence


__all__ = ["REQUIREMENTS", "TEMPLATE", "iso_report"]
