"""How far certification or assessment is: the steps of the guides, with their dates.

Chongqing guide 四, figure 2: commission, document review, site visit, evaluation,
surveillance. Shandong guide 5.1, figure 1: six steps. A step is done once the model
dates it (`assessment.steps`); what is not done says what it still lacks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from lcagraph.checks.certification import ASSESSMENT, CERTIFICATION
from lcagraph.graph.report_fields import Assessment
from lcagraph.graph.system import ProductSystem
from lcagraph.graph.words import WorkflowStep

Lacks = Iterator[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkflowState:
    """One step of the workflow."""

    step: WorkflowStep
    date: str | None
    """When it was done; None: it isn't yet."""
    lacks: tuple[str, ...]
    """Model paths of what it still lacks, its own date among them."""

    @property
    def is_done(self) -> bool:
        """True if it is dated and lacks nothing."""
        return not self.lacks


def workflow(system: ProductSystem) -> tuple[WorkflowState, ...]:
    """The steps that the model's guide asks for, in their order.

    Six for models by the Shandong guide, five for all others; none for a model that
    says nothing of an assessment.
    """
    assessment = system.assessment
    if assessment is None:
        return ()
    steps = ASSESSMENT if system.scope.rule_set == "sd-2023" else CERTIFICATION
    return tuple(
        WorkflowState(
            step=step,
            date=assessment.steps.get(step),
            lacks=tuple(_lacks(step, system, assessment)),
        )
        for step in steps
    )


def _lacks(step: WorkflowStep, system: ProductSystem, assessment: Assessment) -> Lacks:
    yield from _NEEDS[step](system, assessment)
    if step not in assessment.steps:
        yield f"assessment.steps.{step}"


def _accepted(system: ProductSystem, assessment: Assessment) -> Lacks:
    if assessment.client is None:
        yield "assessment.client"
    if assessment.body is None and _certificate_body(assessment) is None:
        yield "assessment.body"


def _certificate_body(assessment: Assessment) -> object:
    certification = assessment.certification
    return certification.body if certification is not None else None


def _prepared(system: ProductSystem, assessment: Assessment) -> Lacks:
    if not assessment.team:
        yield "assessment.team"
    if not assessment.basis:
        yield "assessment.basis"


def _reviewed(system: ProductSystem, assessment: Assessment) -> Lacks:
    if not system.evidence:
        yield "evidence"
    for id_, each in system.evidence.items():
        if each.file is not None and each.sha256 is None:
            yield f"evidence.{id_}.sha256"


def _visited(system: ProductSystem, assessment: Assessment) -> Lacks:
    if assessment.sample is None:
        yield "assessment.sample"
    if not assessment.site_visit:
        yield "assessment.site_visit"


def _reported(system: ProductSystem, assessment: Assessment) -> Lacks:
    for key in ("report_number", "date", "conclusion"):
        if getattr(assessment, key) is None:
            yield f"assessment.{key}"
    if not assessment.reviewers:
        yield "assessment.reviewers"
    yield from _unanswered(system, assessment)


def _approved(system: ProductSystem, assessment: Assessment) -> Lacks:
    yield from _unanswered(system, assessment)
    certification = assessment.certification
    for key in ("number", "issued", "valid_until"):
        if certification is None or getattr(certification, key) is None:
            yield f"assessment.certification.{key}"


def _unanswered(system: ProductSystem, assessment: Assessment) -> Lacks:
    """Findings of the log without a reply of the client (Shandong guide 5.6)."""
    for number, finding in enumerate(assessment.findings):
        if finding.reply is None:
            yield f"assessment.findings.{number}.reply"


def _delivered(system: ProductSystem, assessment: Assessment) -> Lacks:
    if assessment.version is None:
        yield "assessment.version"


def _supervised(system: ProductSystem, assessment: Assessment) -> Lacks:
    certification = assessment.certification
    if certification is None or certification.plan is None:
        yield "assessment.certification.plan"


_NEEDS: Mapping[WorkflowStep, Callable[[ProductSystem, Assessment], Lacks]] = {
    "accepted": _accepted,
    "prepared": _prepared,
    "documents_reviewed": _reviewed,
    "site_visited": _visited,
    "reported": _reported,
    "approved": _approved,
    "delivered": _delivered,
    "supervised": _supervised,
}
