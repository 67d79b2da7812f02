"""Annexes: declarations, flow chart, factors, documents, findings, certification."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from lcagraph.checks.declared_scope import DECLARATIONS
from lcagraph.diagram.content import boundary_scene
from lcagraph.diagram.process_flow import process_flow_drawing
from lcagraph.errors import UsageError
from lcagraph.graph.words import WorkflowStep
from lcagraph.report.choice_tables import declaration_table
from lcagraph.report.chongqing.requirements import (
    BESIDE,
    REQUIREMENTS,
    clause_text,
)
from lcagraph.report.compliance import (
    UNANSWERED,
    answers_of,
    place_words,
    state_words,
)
from lcagraph.report.content import (
    Blank,
    Block,
    Cover,
    Figure,
    Paragraph,
    Row,
    Section,
)
from lcagraph.report.factor_rows import factor_table
from lcagraph.report.printed import date_text
from lcagraph.report.result_tables import provenance_table
from lcagraph.report.source_tables import (
    balance_table,
    balances_made,
    evidence_table,
    finding_blocks,
    reference_table,
)
from lcagraph.report.writer import Writer, row
from lcagraph.wording import message

_WORKFLOW: tuple[WorkflowStep, ...] = (
    "accepted",
    "documents_reviewed",
    "site_visited",
    "approved",
    "supervised",
)
DECLARED = {
    name: (f"CQ-{number}",) for number, name in enumerate(DECLARATIONS, start=15)
}
"""Each of the twelve and its own requirement."""


def annexes(writer: Writer) -> Iterator[Section]:
    """附录: what the form has no place for but its guide asks for."""
    yield _annex(writer, "declarations", (declaration_table(writer, DECLARED),))
    yield _annex(writer, "flow_chart", (_flow_chart(writer),))
    yield _annex(
        writer, "factors", (replace(factor_table(writer), answers=("CQ-09",)),)
    )
    yield _annex(writer, "evidence", tuple(_documents(writer)))
    yield _annex(writer, "findings", tuple(_findings(writer)))
    yield _annex(writer, "certification", tuple(_certification(writer)))
    yield _annex(writer, "provenance", (provenance_table(writer),))


def compliance_section(
    writer: Writer, cover: Cover, sections: Sequence[Section]
) -> Section:
    """Clause of the guide → where and how the report answers it, a row for each."""
    named = tuple(_by_part(sections))
    answers = answers_of(cover, writer.text("chongqing.cover"), named)
    body: list[Row] = []
    for one in REQUIREMENTS:
        answer = answers.get(one.id, UNANSWERED)
        where, state = place_words(writer, answer), state_words(writer, answer)
        if one.id in BESIDE:
            where = (writer.text(f"chongqing.elsewhere_{one.id}"),)
            state = writer.text("shared.state_elsewhere")
        topic = writer.text(f"chongqing.{one.id}")
        clause = clause_text(one.clause, writer.lang)
        body.append(row(one.id, clause, topic, where, state))
    keys = ("requirement", "clause", "topic", "place_in_report", "state")
    head = writer.head(*(f"shared.{key}" for key in keys))
    title = writer.text("chongqing.compliance_title")
    made = writer.table("compliance", title, head, body)
    table = replace(made, widths=(0.09, 0.14, 0.23, 0.32, 0.22))
    return _annex(writer, "compliance", (table,))


def _by_part(sections: Sequence[Section]) -> Iterator[Section]:
    """Sections with the number of their part, 五、2.…: the form begins anew in each."""
    for part in sections:
        number, comma, _ = part.title.partition("、")
        inner = tuple(
            replace(one, title=f"{number}{comma}{one.title}") if comma else one
            for one in part.sections
        )
        yield replace(part, sections=inner)


def _annex(writer: Writer, id_: str, blocks: tuple[Block, ...]) -> Section:
    title = writer.text(f"chongqing.annex_{id_}")
    return Section(id=f"annex-{id_}", title=title, blocks=blocks)


def _flow_chart(writer: Writer) -> Figure | Paragraph:
    """The flow chart (CQ-07); the reason where none can be drawn."""
    subject = writer.subject
    scene = boundary_scene(subject.prepared, subject.numbers)
    try:
        drawing = process_flow_drawing(scene, writer.lang)
    except UsageError as error:
        why = message(error.finding, writer.lang)
        return writer.paragraph("chongqing.flow_chart_refused", why=why)
    return Figure(
        id="flow-chart",
        number=writer.captions.figure(writer.chapter),
        title=writer.text("chongqing.flow_chart"),
        drawing=drawing,
        answers=("CQ-07",),
    )


def _documents(writer: Writer) -> Iterator[Block]:
    """Documents kept as evidence, then what is cited."""
    evidence = evidence_table(writer)
    yield evidence or writer.paragraph("chongqing.no_evidence")
    references = reference_table(writer)
    if references is not None:
        yield replace(references, answers=("CQ-37",))


def _findings(writer: Writer) -> Iterator[Block]:
    yield from finding_blocks(writer, "CQ-10")
    balance = balance_table(writer)
    if balance is not None:
        made, wanted = balances_made(writer)
        yield replace(balance, answers=("CQ-10",) if made else ())
        if made < wanted:
            left, all_ = f"{wanted - made}", f"{wanted}"
            key = "shared.balances_open"
            none = writer.paragraph(key, "CQ-10", open=left, count=all_)
            reason = writer.text(f"{key}_reason", open=left, count=all_)
            yield replace(none, excuse=reason)


def _certification(writer: Writer) -> Iterator[Block]:
    steps = writer.subject.assessment.steps
    certificate = writer.subject.assessment.certification
    if not steps and certificate is None:
        none = writer.paragraph("chongqing.not_certified", "CQ-02", "CQ-46", "CQ-49")
        yield replace(none, excuse=writer.text("chongqing.no_certificate"))
        return
    body: list[Row] = []
    for step in _WORKFLOW:
        date = steps.get(step)
        path = f"assessment.steps.{step}"
        label = writer.text("chongqing.step_date")
        said = date_text(date, writer.lang) if date else Blank(path=path, label=label)
        body.append(row(writer.text(f"chongqing.certified_{step}"), said))
    title = writer.text("chongqing.certification_title")
    head = writer.head("chongqing.certification_step", "chongqing.date")
    table = writer.table("certification", title, head, body, "CQ-46")
    yield replace(table, widths=(0.6, 0.4))
    if certificate is None or certificate.number is None:
        none = writer.paragraph("chongqing.not_certified", "CQ-02", "CQ-49")
        yield replace(none, excuse=writer.text("chongqing.no_certificate"))
        return
    yield writer.paragraph(
        "chongqing.certified",
        "CQ-02",
        "CQ-49",
        number=certificate.number,
        body=writer.said(certificate.body) or "—",
        standard=certificate.standard or "—",
        until=date_text(certificate.valid_until, writer.lang)
        if certificate.valid_until
        else "—",
    )
