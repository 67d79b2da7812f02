"""Counted twice: a reading in two exchanges, a combustion in two factors or rows."""

from __future__ import annotations

from collections.abc import Iterable

from lcagraph.checks.audit import Audit
from lcagraph.checks.data_cards import Datum, activity_data
from lcagraph.checks.period import days_of
from lcagraph.errors import Finding
from lcagraph.graph.process import Emission

WHOLE_FUEL = ("cradle_to_grave",)
"""Boundaries of a fuel factor that include its combustion."""


def check_double_counting(audit: Audit) -> Iterable[Finding]:
    """Readings, combustions and emissions that stand twice in the model (CQ-10)."""
    return [*_readings(audit), *_combustions(audit), *_emissions(audit)]


def _readings(audit: Audit) -> Iterable[Finding]:
    """The same meter and quantity in two exchanges, in periods that overlap.

    The readings are compared before anything is taken off them: the same meter less
    canteen here and less offices there is counted twice all the same. One reading may
    well have several gases, and an upstream beside its combustion. A meter that stood
    still counts nothing, however often. The same evidence is none: one document may
    prove many numbers.
    """
    seen: dict[tuple[object, ...], list[Datum]] = {}
    for datum in activity_data(audit.system):
        amount = audit.reading(datum.path)
        if datum.card is None or datum.card.meter is None or amount is None:
            continue
        value, unit = amount
        if not value:
            continue
        reading = (datum.card.meter, unit.dimension, f"{value * unit.factor:.9e}")
        before: list[Datum] = []
        for flow in _gases_of(audit, datum):
            found = seen.setdefault((*reading, flow), [])
            before += found
            found.append(datum)
        told = f"{value:.6g} {unit.symbol}"
        yield from _told_twice(audit, datum, before, told)


def _told_twice(
    audit: Audit, datum: Datum, before: Iterable[Datum], amount: str
) -> Iterable[Finding]:
    """The finding about the first earlier row whose period overlaps."""
    own = _period(audit, datum)
    for other in before:
        theirs = _period(audit, other)
        if _overlap(own, theirs):
            periods = [own, theirs] if own != theirs else []
            meter = datum.card.meter if datum.card else None
            values = {"meter": meter, "amount": amount, "other": other.path}
            yield from audit.tell(
                "counted_twice", datum.path, **values, periods=periods
            )
            return


def _period(audit: Audit, datum: Datum) -> str | None:
    own = datum.card.period if datum.card is not None else None
    return own or audit.system.scope.period


def _overlap(first: str | None, second: str | None) -> bool:
    """Whether two ISO intervals share a day; one that isn't told may be any."""
    if first is None or second is None:
        return True
    (start, end), (other_start, other_end) = days_of(first), days_of(second)
    return start <= other_end and other_start <= end


def _gases_of(audit: Audit, datum: Datum) -> list[str]:
    """Elementary flows that an emission row computes; of other rows: just one."""
    flows = [
        f.flow for f in audit.direct.get(datum.process, ()) if f.path == datum.path
    ]
    return flows or [""]


def _emissions(audit: Audit) -> Iterable[Finding]:
    """One gas of one input in two rows of a process, or two rows that are equal."""
    for process_id in audit.used_processes():
        process = audit.system.processes[process_id]
        seen: dict[tuple[str, object], str] = {}
        for flow in audit.direct.get(process_id, ()):
            row = flow.path.rpartition(".")[2]
            emission = process.emissions.get(row)
            if emission is None or ".emissions." not in flow.path:
                continue
            follows = emission.activity in process.inputs
            key = flow.flow, emission.activity if follows else emission
            if key in seen:
                values = {"flow": flow.flow, "source": _source(emission)}
                yield from audit.tell(
                    "emitted_twice", flow.path, **values, other=seen[key]
                )
            seen.setdefault(key, flow.path)


def _source(emission: Emission) -> str:
    """What an emission is computed from, or its amount."""
    stated = emission.amount.text if emission.amount is not None else ""
    return emission.activity or stated


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
