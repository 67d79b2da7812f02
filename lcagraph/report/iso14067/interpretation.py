"""Interpretation of the study (issues, evaluation, conclusions), and its review."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import get_args

from lcagraph.graph.words import Stage
from lcagraph.report.advice import advice
from lcagraph.report.content import (
    Block,
    Listing,
    Paragraph,
    Reference,
    Section,
    Words,
)
from lcagraph.report.printed import share_text
from lcagraph.report.scenario_table import (
    improvements,
    scenario_table,
    worse_scenarios,
)
from lcagraph.report.stage_results import completeness_table
from lcagraph.report.writer import Writer
from lcagraph.result.names import stage_name

_ANSWER = "iso.interpretation"


def interpretation(writer: Writer) -> Section:
    """Significant issues; completeness, consistency, sensitivity; conclusions."""
    parts = {
        "issues": _issues(writer),
        "evaluation": _evaluation(writer),
        "conclusions": _conclusions(writer),
    }
    return Section(
        id="interpretation",
        title=writer.text("iso.interpretation_heading"),
        sections=tuple(
            Section(
                id=f"interpretation-{part}",
                title=writer.text(f"iso.{part}_heading"),
                blocks=tuple(blocks),
            )
            for part, blocks in parts.items()
        ),
    )


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
    names = {
        stage: stage_name(stage, writer.lang)
        for stage in (*get_args(Stage), "unassigned")
    }
    yield replace(completeness_table(writer, names, {}), answers=("iso.quality",))
    yield writer.paragraph("iso.consistency", _ANSWER)
    see = Reference(to="sensitivity")
    yield writer.paragraph("iso.sensitivity_is", "iso.sensitivity", table=see)
    scenarios = scenario_table(writer)
    if scenarios is not None:
        yield replace(scenarios, answers=("iso.alternatives", "iso.sensitivity"))
    else:
        none = writer.paragraph("iso.no_alternatives", "iso.alternatives")
        yield replace(none, excuse=writer.text("iso.no_alternatives_reason"))


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
    return Section(
        id="review",
        title=writer.text("iso.review_heading"),
        blocks=tuple(_review(writer)),
    )


def _review(writer: Writer) -> Iterator[Block]:
    assessment = writer.subject.assessment
    declared = writer.subject.system.scope.declarations
    yield _none(writer, "tracking")
    if assessment.changes:
        yield writer.paragraph("iso.changes_are")
        yield Listing(items=tuple((writer.said(one),) for one in assessment.changes))
    kind = declared.critical_review if declared else None
    said = writer.text(f"shared.review_{kind}") if kind else None
    words = writer.given(said, "scope.declarations.critical_review", "iso.review")
    yield writer.paragraph("iso.review_is", "iso.review", review=words)
    if assessment.body is None:
        yield _none(writer, "verification")
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


def _none(writer: Writer, what: str) -> Paragraph:
    none = writer.paragraph(f"iso.no_{what}", f"iso.{what}")
    return replace(none, excuse=writer.text(f"iso.no_{what}_reason"))
