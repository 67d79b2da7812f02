"""Steps of certification and assessment: one after another (CQ-46).

Dates that run backwards are wrong in any model, whether it claims conformity or not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import get_args

from lcagraph.arrays import Prepared
from lcagraph.checks.dates import is_earlier, last_of
from lcagraph.checks.rules import code_of
from lcagraph.errors import Finding
from lcagraph.graph.report_fields import Assessment
from lcagraph.graph.system import ProductSystem
from lcagraph.graph.words import WorkflowStep

Dated = tuple[str, str]
"""Model path and date."""


def check_step_dates(prepared: Prepared) -> Iterable[Finding]:
    """Findings about the order of dates: of steps, report and certificate."""
    system = prepared.compiled.system
    if system.assessment is not None:
        yield from _order(system, system.assessment)


def _order(system: ProductSystem, assessment: Assessment) -> Iterator[Finding]:
    """Dates that run backwards along one of the chains below."""
    for chain in _chains(system, assessment):
        for (before, first), (after, second) in pairwise(chain):
            if is_earlier(second, first):
                values = {"before": before, "first": first, "second": second}
                code = code_of("dates_order", system.scope.rule_set)
                if code is not None:
                    yield Finding(code=code, at=after, part="value", values=values)


def _chains(system: ProductSystem, assessment: Assessment) -> Iterator[list[Dated]]:
    """Dates that follow one another: steps, report, certificate."""
    steps = {
        step: (f"assessment.steps.{step}", assessment.steps[step])
        for step in get_args(WorkflowStep)
        if step in assessment.steps
    }
    yield list(steps.values())
    report = _dated("assessment.date", assessment.date)
    visited, delivered = steps.get("site_visited"), steps.get("delivered")
    yield [date for date in (visited, report, delivered) if date is not None]
    period = system.scope.period
    ended = _dated("scope.period", last_of(period) if period is not None else None)
    yield [date for date in (ended, report) if date is not None]
    if assessment.certification is None:
        return
    at, given = "assessment.certification", assessment.certification
    issued = _dated(f"{at}.issued", given.issued)
    until = _dated(f"{at}.valid_until", given.valid_until)
    certificate = (steps.get("approved"), issued, steps.get("supervised"), until)
    yield [date for date in certificate if date is not None]


def _dated(path: str, date: str | None) -> Dated | None:
    return (path, date) if date is not None else None
