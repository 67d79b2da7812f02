"""Certificates of energy supplies: enough volume, and of the study's time.

A certificate stands for its energy once, and for no more of it than was generated
(ISO 14067:2018, 6.4.9.4). That one certificate serves two supplies is refused when
the model is compiled.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lcagraph.checks.audit import Audit
from lcagraph.checks.period import days_of
from lcagraph.errors import Finding, QuantityError
from lcagraph.formulas import Amount
from lcagraph.formulas.amount import value_in
from lcagraph.graph.factor import Supply
from lcagraph.units import Unit, conversion

RTOL = 1e-9  # rounding of the solution, not of the certificate


def check_energy_certificates(audit: Audit) -> Iterable[Finding]:
    """Volumes below what a supply delivers, and periods apart from the study's."""
    for id_, supply in audit.system.supply.items():
        yield from _volume(audit, id_, supply)
        yield from _period(audit, id_, supply)


def delivered_per_year(audit: Audit, supply_id: str) -> tuple[float, Unit] | None:
    """What a supply delivers for the output of the period; None if that isn't told.

    It is runs per reference flow × annual output / reference amount.
    """
    annual = audit.term("reference.annual_output.amount")
    reference = audit.term("reference.amount")
    functions = audit.prepared.compiled.functions
    unit = next((f.unit for f in functions if f.process == supply_id), None)
    if annual is None or reference is None or unit is None:
        return None
    flows = annual[0] * conversion(annual[1], reference[1]) / reference[0]
    return audit.runs.get(supply_id, 0.0) * flows, unit


def _covered(supply_id: str, supply: Supply) -> tuple[str, Amount] | None:
    """Path and amount of the energy that a supply stands for.

    The grid has no limit: its volume is only what was drawn from it.
    """
    at = f"supply.{supply_id}"
    certificate = supply.certificate
    if certificate is not None and certificate.volume is not None:
        return f"{at}.certificate.volume", certificate.volume
    if supply.volume is not None and supply.kind != "grid":
        return f"{at}.volume", supply.volume
    return None


def _volume(audit: Audit, supply_id: str, supply: Supply) -> Iterator[Finding]:
    covered = _covered(supply_id, supply)
    delivered = delivered_per_year(audit, supply_id)
    if covered is None or delivered is None:
        return
    (at, amount), (needed, unit) = covered, delivered
    try:
        volume = value_in(amount, unit)
    except QuantityError as error:
        yield error.at(at)
        return
    if volume is not None and volume < needed * (1 - RTOL):
        values = {"supply": supply_id, "volume": amount.text}
        values |= {"needed": f"{needed:.6g} {unit.symbol}"}
        values |= {"share": f"{volume / needed:.1%}"}
        yield from audit.tell_value("certificate_volume", at, **values)


def _period(audit: Audit, supply_id: str, supply: Supply) -> Iterator[Finding]:
    """Energy of another year than the study's was not what the study used."""
    certificate, period = supply.certificate, audit.system.scope.period
    if certificate is None or certificate.period is None or period is None:
        return
    (first, last), (start, end) = days_of(certificate.period), days_of(period)
    if last < start or end < first:
        at = f"supply.{supply_id}.certificate.period"
        values = {"certificate": certificate.id, "own": certificate.period}
        yield from audit.tell_value("certificate_period", at, **values, period=period)
