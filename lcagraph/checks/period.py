"""Period of the study and of its data: a year at least, and the same one (SD-24)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from lcagraph.checks.audit import Audit
from lcagraph.checks.data_cards import activity_data
from lcagraph.errors import Finding

YEAR_DAYS = 365


def days_of(period: str) -> tuple[date, date]:
    """First and last day of an ISO interval, both included."""
    start, end = period.split("/")
    return date.fromisoformat(start), date.fromisoformat(end)


def check_period(audit: Audit) -> Iterable[Finding]:
    """The period is stated, at least a year long, and that of the data cards."""
    scope = audit.system.scope
    if scope.period is None:
        yield from audit.tell("period_missing", "scope.period")
        return
    start, end = days_of(scope.period)
    length = (end - start).days + 1
    if length < YEAR_DAYS and scope.period_reason is None:
        yield from audit.tell_value("period_short", "scope.period", days=length)
    yield from _of_data(audit, scope.period)


def _of_data(audit: Audit, period: str) -> Iterable[Finding]:
    """Cards whose period is neither within the study's nor around it."""
    start, end = days_of(period)
    cards = {
        datum.card_path: datum.card.period
        for datum in activity_data(audit.system)
        if datum.card is not None and datum.card.period is not None
    }
    for path, own in cards.items():
        if own is None:
            continue
        first, last = days_of(own)
        is_within = start <= first and last <= end
        is_around = first <= start and end <= last
        if not (is_within or is_around):
            values = {"own": own, "period": period}
            at = f"{path}.period"
            yield from audit.tell_value("period_of_data", at, **values)
