"""Label certificate: parts, validity, link, size (CQ-03); steps of the workflow.

A certificate is claimed as soon as its number, a date of it, its link or the width of
its label is given; a plan alone claims nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import get_args
from urllib.parse import urlsplit

from lcagraph.checks.audit import Audit
from lcagraph.checks.dates import is_valid_on, last_of
from lcagraph.errors import Finding, QuantityError
from lcagraph.formulas.amount import value_in
from lcagraph.graph.report_fields import Assessment, Certification
from lcagraph.graph.words import WorkflowStep
from lcagraph.nearest import nearest
from lcagraph.units import parse_unit

MILLIMETRE = parse_unit("mm")

MIN_LABEL_WIDTH = 20.0
"""[mm] Our own choice: the guide asks for a legible label and names no size. A QR code
of 37 modules (a link of up to 84 bytes, ISO/IEC 18004 version 5, level M) with its
quiet zone of 4 on each side then has modules of 20 mm / 45 = 0.44 mm."""

CERTIFICATE_PARTS = ("number", "body", "standard", "issued", "valid_until", "link")
"""What stands on a certificate, and where its details can be read (CQ-03)."""

CLAIMS = ("number", "issued", "valid_until", "link", "label_width")

CERTIFICATION: tuple[WorkflowStep, ...] = (
    "accepted",
    "documents_reviewed",
    "site_visited",
    "approved",
    "supervised",
)
"""Chongqing guide 四, figure 2."""

ASSESSMENT: tuple[WorkflowStep, ...] = (
    "accepted",
    "prepared",
    "documents_reviewed",
    "site_visited",
    "reported",
    "delivered",
)
"""Shandong guide 5.1, figure 1."""


def check_certification(audit: Audit) -> Iterable[Finding]:
    """Findings about the certificate, its label and the steps of the workflow."""
    assessment = audit.system.assessment
    if assessment is None:
        return
    certification = assessment.certification
    if certification is not None and is_claimed(certification):
        yield from _parts(audit, certification)
        yield from _validity(audit, certification, assessment)
        yield from _label(audit, certification)
    yield from _steps(audit, assessment)


def is_claimed(certification: Certification) -> bool:
    """Whether the model says that a certificate was issued."""
    return any(getattr(certification, key) is not None for key in CLAIMS)


def is_web_address(link: str) -> bool:
    """Whether a link can stand in a QR code: https, a host with a dot, no space."""
    if any(char.isspace() for char in link):
        return False
    try:
        parts = urlsplit(link)
        host = parts.hostname or ""
    except ValueError:  # brackets that hold no address
        return False
    return parts.scheme == "https" and "." in host.strip(".")


def _parts(audit: Audit, certification: Certification) -> Iterator[Finding]:
    missing = [p for p in CERTIFICATE_PARTS if getattr(certification, p) is None]
    if missing:
        at = "assessment.certification"
        yield from audit.tell("certificate_parts", at, missing=missing)


def _validity(
    audit: Audit, certification: Certification, assessment: Assessment
) -> Iterator[Finding]:
    """A certificate that ran out before the period or the report ends isn't used."""
    until, period = certification.valid_until, audit.system.scope.period
    needed = [last_of(period)] if period is not None else []
    if assessment.date is not None:
        needed.append(assessment.date)
    late = [d for d in needed if until is not None and not is_valid_on(until, d)]
    if late:
        at = "assessment.certification.valid_until"
        values = {"until": until, "day": max(late)}
        yield from audit.tell_value("certificate_expired", at, **values)


def _label(audit: Audit, certification: Certification) -> Iterator[Finding]:
    """The link behind the QR code, and a width at which it can be read."""
    at, link = "assessment.certification", certification.link
    if link is not None and not is_web_address(link):
        yield from audit.tell_value("label_link", f"{at}.link", link=link)
    if certification.label_width is None:
        return
    try:
        width = value_in(certification.label_width, MILLIMETRE)
    except QuantityError as error:
        yield error.at(f"{at}.label_width")
        return
    if width is not None and width < MIN_LABEL_WIDTH:
        text = certification.label_width.text
        values = {"width": text, "limit": f"{MIN_LABEL_WIDTH:g} mm"}
        yield from audit.tell_value("label_width", f"{at}.label_width", **values)


def _steps(audit: Audit, assessment: Assessment) -> Iterator[Finding]:
    """Steps that are none of the workflow's, and steps done though none before is."""
    known = get_args(WorkflowStep)
    for step in assessment.steps:
        if step not in known:
            values = {"step": step, "known": known, "nearest": nearest(step, known)}
            at = f"assessment.steps.{step}"
            yield from audit.tell("step_unknown", at, **values)
    is_assessment = audit.system.scope.rule_set == "sd-2023"
    workflow = ASSESSMENT if is_assessment else CERTIFICATION
    done = [step for step in workflow if step in assessment.steps]
    certification = assessment.certification
    if not is_assessment and certification is not None and is_claimed(certification):
        done.append("approved")
    if not done:
        return
    last = max(done, key=workflow.index)
    before = workflow[: workflow.index(last) + 1]
    undated = [step for step in before if step not in assessment.steps]
    if undated:
        yield from audit.tell(
            "step_undated", "assessment.steps", step=last, missing=undated
        )
