"""Interpretation of the study (issues, evaluation, conclusions), and its review."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from lcagraph.checks.audit import KILOGRAM
from lcagraph.formulas import value_in
from lcagraph.report.advice import advice
from lcagraph.report.choice_tables import missing_stages
from lcagraph.report.content import (
    Block,
    Listing,
    Paragraph,
    Reference,
    Row,
    Section,
    Table,
    Words,
)
from lcagraph.report.iso14067.inventory import stage_names
from lcagraph.report.iso14067.parts import parted, section, without
from lcagraph.report.printed import percent_change, period_text, share_text
from lcagraph.report.scenario_table import (
    improvements,
    scenario_table,
    worse_scenarios,
)
from lcagraph.report.stage_results import completeness_table
from lcagraph.report.writer import Writer, cell, number_cell, result_cell, row

_ANSWER = "iso.interpretation"


def interpretation(writer: Writer) -> Section:
    """Significant issues; completeness, consistency, sensitivity; conclusions."""
    parts = {
        "issues": _issues(writer),
        "evaluation": _evaluation(writer),
        "conclusions": _conclusions(writer),
    }
    return parted(writer, "interpretation", parts)


def _issues(writer: Writer) -> Iterator[Block]:
    see = Reference(to="largest")
    yield writer.paragraph("iso.significant", _ANSWER, table=see)
    sources = tuple(advice(writer))
    if sources:
        yield Listing(items=sources, answers=(_ANSWER,))


def _evaluation(writer: Writer) -> Iterator[Block]:
    account = writer.subject.account
    if account is not None:
        coverage = share_text(float(account.coverage), 2)
        yield writer.paragraph("iso.completeness", _ANSWER, coverage=coverage)
    yield from missing_stages(writer)
    table = completeness_table(writer, stage_names(writer), {})
    yield replace(table, answers=("iso.quality",))
    yield writer.paragraph("iso.consistency", _ANSWER)
    see = Reference(to="sensitivity")
    yield writer.paragraph("iso.sensitivity_is", "iso.sensitivity", table=see)
    scenarios = scenario_table(writer)
    if scenarios is not None:
        yield replace(scenarios, answers=("iso.alternatives", "iso.sensitivity"))
    else:
        yield without(writer, "alternatives")


def _conclusions(writer: Writer) -> Iterator[Block]:
    declared = writer.subject.system.scope.declarations
    assessment = writer.subject.assessment
    fields = {
        "conclusion": (assessment.conclusion, "assessment.conclusion"),
        "limitations": (
            declared.limitations if declared else None,
            "scope.declarations.limitations",
        ),
    }
    for key, (known, path) in fields.items():
        said = writer.given(known, path, f"iso.{key}")
        label = f"{writer.text(f'iso.{key}')}{writer.text('shared.colon')}"
        yield Paragraph(words=(label, said), answers=("iso.conclusions",))
    for more in (assessment.limitations, assessment.recommendations):
        if more is not None:
            yield Paragraph(words=(writer.said(more),), answers=("iso.conclusions",))
    lower = tuple(improvements(writer))
    if lower:
        yield writer.paragraph("iso.measures")
        yield Listing(items=lower, answers=("iso.conclusions",))
    worse = worse_scenarios(writer)
    if worse:
        yield writer.paragraph("iso.worse", names=writer.listed(worse))
    yield writer.paragraph("iso.not_comparable")


def review(writer: Writer) -> Section:
    """Tracking over time, critical review and verification: told, or why not."""
    return section(writer, "review", _review(writer))


def _review(writer: Writer) -> Iterator[Block]:
    assessment = writer.subject.assessment
    declared = writer.subject.system.scope.declarations
    yield _tracking(writer) if assessment.tracking else without(writer, "tracking")
    if assessment.changes:
        yield writer.paragraph("iso.changes_are")
        yield Listing(items=tuple((writer.said(one),) for one in assessment.changes))
    kind = declared.critical_review if declared else None
    said = writer.text(f"shared.review_{kind}") if kind else None
    words = writer.given(said, "scope.declarations.critical_review", "iso.review")
    yield writer.paragraph("iso.review_is", "iso.review", review=words)
    if assessment.body is None:
        yield without(writer, "verification")
        return
    level = writer.subject.system.scope.assurance
    fields = {
        "verifier": (assessment.body.name, "assessment.body.name"),
        "assurance": (level, "scope.assurance"),
        "conclusion": (assessment.conclusion, "assessment.conclusion"),
    }
    colon = writer.text("shared.colon")
    items: tuple[Words, ...] = tuple(
        (
            f"{writer.text(f'iso.{key}')}{colon}",
            writer.given(known, path, f"iso.{key}"),
        )
        for key, (known, path) in fields.items()
    )
    yield writer.paragraph("iso.verification_is")
    yield Listing(items=items, answers=("iso.verification",))


def _tracking(writer: Writer) -> Table:
    """Footprints of earlier periods as the model states them, and this one by them."""
    subject = writer.subject
    number = subject.assessment.report_number
    now = result_cell(subject.footprint.total, "footprint")
    body: list[Row] = [
        (*row(writer.text("shared.as_written"), number or "—"), now, *row("—", "—"))
    ]
    for place, one in enumerate(subject.assessment.tracking):
        path = f"assessment.tracking.{place}.differences"
        told = writer.given(one.differences, path, "iso.tracking_differences")
        then = value_in(one.footprint, KILOGRAM) or 0.0
        share = (subject.footprint.total - then) / abs(then) if then else None
        amount = replace(result_cell(then, f"tracking/{place}"), is_fixed=True)
        change = number_cell(None if share is None else 100 * share)
        body.append(
            (
                *row(period_text(one.period, writer.lang), one.report or "—"),
                amount,
                replace(change, words=(percent_change(share),)),
                cell(told),
            )
        )
    keys = ("period", "report", "then", "change", "differences")
    head = writer.head(*(f"iso.tracking_{key}" for key in keys))
    title = writer.text("iso.tracking_title")
    made = writer.table("tracking", title, head, body, "iso.tracking")
    note = writer.words("iso.tracking_note")
    return replace(made, widths=(0.22, 0.16, 0.18, 0.14, 0.3), notes=(note,))
