"""Assessment team, review, findings log, report number, credit code (SD-07…49)."""

from __future__ import annotations

import re
from collections.abc import Iterable

from lcagraph.checks.audit import Audit
from lcagraph.errors import Finding
from lcagraph.graph.report_fields import Assessment, Person

LEADER_WORDS = ("组长", "leader")
REPORT_NUMBER = re.compile(r".+-PCF-20\d{2}-\d{3}")
CREDIT_LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""Characters of the unified social credit code, in the order of their values."""


def check_people(audit: Audit) -> Iterable[Finding]:
    """Findings about what the report says of people and of the producer."""
    assessment = audit.system.assessment
    if assessment is not None:
        yield from _team(audit, assessment)
        yield from _log(audit, assessment)
        number = assessment.report_number
        if number is not None and not REPORT_NUMBER.fullmatch(number):
            at = "assessment.report_number"
            yield from audit.tell_value("report_number", at, number=number)
    organisation = audit.system.organisation
    code = organisation.credit_code if organisation is not None else None
    if code is not None and not is_credit_code(code):
        at = "organisation.credit_code"
        yield from audit.tell_value("credit_code", at, given=code)


def is_credit_code(code: str) -> bool:
    """Whether a unified social credit code is right (GB 32100).

    Eighteen characters; the last makes Σ value_i × 3^(i−1) mod 31 a multiple of 31.
    """
    if len(code) != 18 or not set(code) <= set(CREDIT_LETTERS):
        return False
    values = [CREDIT_LETTERS.index(char) for char in code]
    total = sum(value * pow(3, i, 31) for i, value in enumerate(values[:17]))
    return (total + values[17]) % 31 == 0


def _team(audit: Audit, assessment: Assessment) -> Iterable[Finding]:
    team, at = assessment.team, "assessment.team"
    for section, people in (("team", team), ("reviewers", assessment.reviewers)):
        for id_, person in people.items():
            if person.conflict_of_interest:
                place = f"assessment.{section}.{id_}"
                yield from audit.tell("conflict", place, person=id_)
    for id_, person in assessment.reviewers.items():
        if id_ in team or person.name in [member.name for member in team.values()]:
            place = f"assessment.reviewers.{id_}"
            yield from audit.tell("reviewer", place, person=id_)
    if not team:
        return
    leaders = [id_ for id_, person in team.items() if _is_leader(person)]
    if len(leaders) != 1:
        yield from audit.tell("leader", at, count=len(leaders))
    if not any(person.field_of_expertise for person in team.values()):
        yield from audit.tell("expertise", at)


def _is_leader(person: Person) -> bool:
    role = f"{person.role.zh} {person.role.en}".casefold() if person.role else ""
    return any(word in role for word in LEADER_WORDS)


def _log(audit: Audit, assessment: Assessment) -> Iterable[Finding]:
    """Each finding of the log has its reply, method and basis (SD-11)."""
    for position, logged in enumerate(assessment.findings):
        parts = ("reply", "method", "basis")
        missing = [part for part in parts if getattr(logged, part) is None]
        if missing:
            at = f"assessment.findings.{position}"
            yield from audit.tell("finding_log", at, missing=missing)
