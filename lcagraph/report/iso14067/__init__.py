"""Study report by ISO 14067:2018: contents of its clauses 7.2 and 7.3, and a matrix.

The clauses of the standard are known to us from secondary sources only, so the report
names 7.2 and 7.3 but no letters below them, and claims no conformity.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from lcagraph.errors import Finding, ModelError
from lcagraph.graph.words import Text
from lcagraph.report.compliance import (
    UNANSWERED,
    Answer,
    Requirement,
    answers_of,
    place_words,
    state_words,
    unanswered,
)
from lcagraph.report.content import Block, Cover, Report, Row, Section
from lcagraph.report.iso14067.interpretation import interpretation, review
from lcagraph.report.iso14067.inventory import inventory_section
from lcagraph.report.iso14067.parts import section
from lcagraph.report.iso14067.requirements import MANDATORY, REQUIREMENTS
from lcagraph.report.iso14067.results import impact_section, results_section
from lcagraph.report.iso14067.scope import scope_section
from lcagraph.report.printed import date_text
from lcagraph.report.result_tables import provenance_table
from lcagraph.report.source_tables import (
    balance_table,
    evidence_table,
    finding_blocks,
    reference_table,
)
from lcagraph.report.subject import ReportSubject
from lcagraph.report.writer import Writer, row
from lcagraph.wording import LANGUAGES, Language, sentence

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
        scope_section(writer),
        inventory_section(writer),
        impact_section(writer),
        results_section(writer),
        interpretation(writer),
        review(writer),
        section(writer, "checks", _checks(writer)),
    )
    answers = answers_of(cover, writer.text("iso.cover"), sections)
    _refuse_for(unanswered(MANDATORY, answers))
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


def _refuse_for(missing: Sequence[Requirement]) -> None:
    """Refuse a study report with empty rows, which an error names in each language."""
    if missing:
        names = {
            lang: sentence("shared.and", lang).join(
                sentence(one.id, lang) for one in missing
            )
            for lang in LANGUAGES
        }
        raise ModelError([Finding(code="E050", at="scope", values={"missing": names})])


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
    subject, assessment = writer.subject, writer.subject.assessment
    id_ = subject.system.reference.product
    product = subject.system.products.get(id_)
    date = date_text(assessment.date, writer.lang) if assessment.date else None
    fields: dict[str, tuple[Text | str | None, str]] = {
        "product": (product.name if product else None, f"products.{id_}.name"),
        "unit": (subject.footprint.name, "reference.name"),
        "producer": (subject.organisation.name, "organisation.name"),
        "report_number": (assessment.report_number, "assessment.report_number"),
        "date": (date, "assessment.date"),
    }
    lines = tuple(
        (writer.text(f"iso.{key}"), (writer.given(said, path, f"iso.{key}"),))
        for key, (said, path) in fields.items()
    )
    return Cover(title=writer.text("iso.title"), lines=lines)


def _checks(writer: Writer) -> Iterator[Block]:
    """Findings, balances, documents, and what makes the same result again."""
    yield from finding_blocks(writer)
    for made in (balance_table, evidence_table, reference_table, provenance_table):
        table = made(writer)
        if table is not None:
            yield table


__all__ = ["REQUIREMENTS", "TEMPLATE", "iso_report"]
