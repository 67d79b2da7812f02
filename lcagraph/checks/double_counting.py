"""Counted twice: one meter reading in two exchanges, one combustion in two factors."""

from __future__ import annotations

from collections.abc import Iterable

from lcagraph.checks.audit import Audit
from lcagraph.checks.data_cards import activity_data
from lcagraph.errors import Finding

WHOLE_FUEL = ("cradle_to_grave",)
"""Boundaries of a fuel factor that include its combustion."""


def check_double_counting(audit: Audit) -> Iterable[Finding]:
    """Readings and combustions that stand twice in the model (CQ-10)."""
    return [*_readings(audit), *_combustions(audit)]


def _readings(audit: Audit) -> Iterable[Finding]:
    """The same meter, quantity and period in two exchanges.

    The same evidence is none: one document may prove many numbers.
    """
    period = audit.system.scope.period
    seen: dict[tuple[object, ...], str] = {}
    for datum in activity_data(audit.system):
        amount = audit.term(f"{datum.path}.amount")
        if datum.card is None or datum.card.meter is None or amount is None:
            continue
        value, unit = amount
        in_base = f"{value * unit.factor:.9e}"
        own_period = datum.card.period or period
        key = (datum.card.meter, unit.dimension, in_base, own_period)
        if key in seen:
            values = {"meter": datum.card.meter, "other": seen[key]}
            amount_text = f"{value:.6g} {unit.symbol}"
            yield from audit.tell(
                "counted_twice", datum.path, **values, amount=amount_text
            )
        else:
            seen[key] = datum.path


def _combustions(audit: Audit) -> Iterable[Finding]:
    """A fuel factor that includes combustion, and emissions that follow the fuel."""
    for edge in audit.prepared.compiled.edges:
        column = audit.factors.get(edge.supplier)
        if column is None or edge.kind != "input" or column.factor.kind != "fuel":
            continue
        row = edge.path.rpartition(".")[2]
        emissions = audit.system.processes[edge.process].emissions
        following = [id_ for id_, e in emissions.items() if e.activity == row]
        if column.factor.boundary in WHOLE_FUEL and following:
            at = f"processes.{edge.process}.emissions.{following[0]}"
            values = {"factor": edge.supplier, "boundary": column.factor.boundary}
            yield from audit.tell("burnt_twice", at, **values, fuel=row)
