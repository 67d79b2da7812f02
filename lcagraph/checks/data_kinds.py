"""Activity data: class, origin, source, meters and calibration (SD 6.7, 3.4)."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from lcagraph.checks.audit import Audit
from lcagraph.checks.data_cards import Datum, activity_data
from lcagraph.checks.dates import is_valid_on, last_of
from lcagraph.errors import Finding, QuantityError
from lcagraph.formulas import Amount
from lcagraph.formulas.amount import value_in
from lcagraph.units import Unit

DOWNSTREAM = ("distribution", "storage", "use", "end_of_life")

CROSS_CHECK_TOLERANCE = 0.05
"""Two sources that differ by more than the mass balance may are worth a word."""

SITE_WORDS = (
    "全厂",
    "厂区",
    "总表",
    "总电表",
    "whole site",
    "whole plant",
    "site meter",
)
"""Words by which a meter is known to count the whole site."""

Lacks = Callable[[Datum], bool]


def check_data(audit: Audit) -> Iterable[Finding]:
    """Findings about the datum cards of the processes in use."""
    used = set(audit.used_processes())
    data = [d for d in activity_data(audit.system) if d.process in used]
    return [
        *_lacking(audit, data, "data_origin", _lacks_origin),
        *_lacking(audit, data, "data_class", _lacks_class),
        *_factor_classes(audit),
        *_secondary_sources(audit, data),
        *_primary_downstream(audit, data),
        *_meters(audit, data),
        *_cross_checks(audit, data),
        *_weak_data(audit, data),
    ]


def _lacks_origin(datum: Datum) -> bool:
    return datum.card is None or datum.card.origin is None


def _lacks_class(datum: Datum) -> bool:
    """A score can't be told: no class, or an instrument without its calibration."""
    card = datum.card
    if card is None or card.class_ is None:
        return True
    is_metered = card.meter is not None or card.class_ == "continuous"
    return is_metered and card.calibration is None


def _lacking(
    audit: Audit, data: list[Datum], rule: str, lacks: Lacks
) -> Iterable[Finding]:
    """One finding per process, with the rows whose card lacks something."""
    rows: dict[str, list[str]] = {}
    for datum in data:
        if lacks(datum):
            rows.setdefault(datum.process, []).append(datum.row)
    for process, some in rows.items():
        at = f"processes.{process}"
        yield from audit.tell(rule, at, process=process, rows=some)


def _factor_classes(audit: Audit) -> Iterable[Finding]:
    """Factors, and emission factors of processes, without a class (SD-65)."""
    for id_, column in audit.factors.items():
        if column.factor.class_ is None:
            yield from audit.tell("factor_class", f"factors.{id_}", factor=id_)
    for process_id in audit.used_processes():
        for row, emission in audit.system.processes[process_id].emissions.items():
            if emission.from_ is None and emission.class_ is None:
                at = f"processes.{process_id}.emissions.{row}"
                yield from audit.tell("factor_class", at, factor=row)


def _secondary_sources(audit: Audit, data: list[Datum]) -> Iterable[Finding]:
    """Secondary data name where they are from (CQ-05)."""
    cards = {d.card_path: d.card for d in data if d.card is not None}
    for path, card in cards.items():
        if card.origin == "secondary" and card.source is None and not card.evidence:
            yield from audit.tell("datum_source", path)


def _primary_downstream(audit: Audit, data: list[Datum]) -> Iterable[Finding]:
    """What happens downstream is not controlled, so no primary datum (SD-27).

    The Chongqing guide takes primary data from comparable systems too; that is why
    this holds under the Shandong rules only.
    """
    for datum in data:
        origin = datum.card.origin if datum.card is not None else None
        if origin in ("site", "primary") and datum.stage in DOWNSTREAM:
            values = {"stage": datum.stage, "origin": origin}
            yield from audit.tell("primary_downstream", datum.path, **values)


def _meters(audit: Audit, data: list[Datum]) -> Iterable[Finding]:
    """Calibration that ran out or is not told; site meters with nothing taken off."""
    period = audit.system.scope.period
    last_day = last_of(period) if period is not None else None
    users: dict[str, list[Datum]] = {}
    for datum in data:
        if datum.card is not None and datum.card.meter in audit.system.meters:
            users.setdefault(datum.card.meter or "", []).append(datum)
    for id_, using in users.items():
        yield from _calibration(audit, id_, last_day)
        meter = audit.system.meters[id_]
        texts = [t for t in (meter.name, meter.measures, meter.place) if t is not None]
        words = " ".join(f"{text.zh} {text.en}" for text in texts).casefold()
        is_split = any(d.card is not None and d.card.minus for d in using)
        if any(word in words for word in SITE_WORDS) and not is_split:
            at = using[0].card_path
            yield from audit.tell("site_meter", at, meter=id_)


def _calibration(audit: Audit, id_: str, last_day: str | None) -> Iterable[Finding]:
    calibration = audit.system.meters[id_].calibration
    if calibration is None:
        yield from audit.tell("calibration_missing", f"meters.{id_}", meter=id_)
        return
    until = calibration.valid_until
    if until is None or last_day is None:
        return
    if not is_valid_on(until, last_day):
        at = f"meters.{id_}.calibration.valid_until"
        values = {"meter": id_, "until": until, "end": last_day}
        yield from audit.tell_value("calibration_expired", at, **values)


def _cross_checks(audit: Audit, data: list[Datum]) -> Iterable[Finding]:
    """How far the second source of a datum is from the first (SD-08).

    A bill tells what the meter read, so it is compared before anything is taken off.
    """
    for datum in data:
        check = datum.card.cross_check if datum.card is not None else None
        if check is None or check.value is None or datum.is_inherited:
            continue
        found = _both(audit, datum, check.value)
        if found is None:
            continue
        amount, second = found
        deviation = second / amount[0] - 1
        if abs(deviation) > CROSS_CHECK_TOLERANCE:
            at = f"{datum.card_path}.cross_check"
            values = {"value": f"{amount[0]:.6g} {amount[1].symbol}"}
            values |= {"second": check.value.text, "deviation": f"{deviation:+.1%}"}
            yield from audit.tell("cross_check", at, **values)


def deviation_of(audit: Audit, datum: Datum) -> float | None:
    """By how much the second source of a datum is above the first. [1]

    None: it has no second source of its own, or one that can't be compared.
    """
    check = datum.card.cross_check if datum.card is not None else None
    if check is None or check.value is None or datum.is_inherited:
        return None
    found = _both(audit, datum, check.value)
    return found[1] / found[0][0] - 1 if found is not None else None


def _both(
    audit: Audit, datum: Datum, stated: Amount
) -> tuple[tuple[float, Unit], float] | None:
    """A datum and its second source in one unit; None: nothing to compare.

    The second source of a burnt gas is a bill of the gas, or a monitor of the stack.
    """
    for amount in (audit.reading(datum.path), audit.unreduced(datum.path)):
        if amount is None or not amount[0]:
            continue
        try:
            second = value_in(stated, amount[1])
        except QuantityError:
            continue  # a figure of another kind
        if second is not None:  # a formula has no value of its own here
            return amount, second
    return None


def _weak_data(audit: Audit, data: list[Datum]) -> Iterable[Finding]:
    """Estimates and literature data, listed as SD 6.7.2 asks."""
    weak = [d for d in data if d.card is not None and _is_weak(d)]
    if weak:
        values: dict[str, object] = {"count": len(weak), "of": len(data)}
        processes = list(dict.fromkeys(d.process for d in weak))
        at = f"processes.{processes[0]}"
        yield from audit.tell("weak_data", at, **values, processes=processes)


def _is_weak(datum: Datum) -> bool:
    card = datum.card
    return card is not None and (
        card.class_ == "estimated" or card.origin == "secondary"
    )
