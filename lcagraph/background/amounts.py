"""What each exchange of a dataset amounts to, in the reference unit of its flow.

Formulas first, units next. An exchange whose amount cannot be known is NaN, named in a
finding, and marks its process: it is neither zero nor left out in silence.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lcagraph.background.conversion import Conversion, Fault
from lcagraph.background.linked import BAD_NUMBER, DANGLING
from lcagraph.background.parameters import Scope, evaluate, package_scope
from lcagraph.background.records import (
    Exchange,
    Flow,
    Package,
    Process,
    Uncertainty,
)
from lcagraph.background.spreads import impossible, is_blank
from lcagraph.errors import Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One exchange with its flow and its amount."""

    exchange: Exchange
    flow: Flow
    amount: float
    """[reference unit of the flow]; NaN: not known."""
    factor: float
    """[reference unit/unit of the exchange]; NaN: not known."""
    uncertainty: Uncertainty | None = None
    """That of the exchange, if it can be."""

    @property
    def counts(self) -> bool:
        """True if the amount is known and not zero."""
        return self.amount != 0 and not math.isnan(self.amount)

    @property
    def flowing(self) -> float:
        """Amount with the sign of A: outputs positive, inputs negative."""
        return self.amount if self.exchange.direction == "output" else -self.amount


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One dataset with the amounts of its exchanges; dangling ones are left out."""

    process: Process
    lines: tuple[Line, ...]
    shares: tuple[float | None, ...]
    """Value of each of the dataset's allocation factors, formulas evaluated."""
    flags: int
    """`BAD_NUMBER` and `DANGLING`, as found."""
    findings: tuple[Finding, ...]
    has_dangling_reference: bool = False
    blank_spreads: int = 0
    """Exchanges with a distribution that isn't stated whole: they have none."""


def read_sheets(package: Package, conversion: Conversion) -> Iterator[Sheet]:
    """Every dataset of a package in its order, evaluated and converted.

    Parameters
    ----------
    package : Package
        As read.
    conversion : Conversion
        Of the same package.

    Yields
    ------
    Sheet
        Findings: E043 dangling flow, E044 unknown unit, E045 unknown property, E046 no
        number, W060 impossible distribution, and those of the formulas.
    """
    scope = package_scope(package)
    for process in package.processes:
        yield _sheet(process, package, conversion, scope)


def _sheet(
    process: Process, package: Package, conversion: Conversion, scope: Scope
) -> Sheet:
    amounts, shares, findings = _evaluated(process, package, scope)
    lines: list[Line] = []
    flags = 0
    lost_reference = False
    blank = 0
    for exchange, amount in zip(process.exchanges, amounts, strict=True):
        flow = package.flows.get(exchange.flow)
        if flow is None:
            findings.append(_finding("E043", process, exchange, flow=exchange.flow))
            flags |= DANGLING
            lost_reference = lost_reference or exchange.is_reference
            continue
        factor = conversion.factor(flow, exchange.unit, exchange.property)
        fault = _fault(amount, factor)
        if fault is not None:
            values = fault.values or _stated(exchange, flow, amount)
            findings.append(_finding(fault.code, process, exchange, **values))
            flags |= BAD_NUMBER
            line = Line(exchange=exchange, flow=flow, amount=math.nan, factor=math.nan)
        else:
            assert amount is not None
            assert isinstance(factor, float)
            spread = _possible(process, exchange, flow, amount, findings)
            blank += _is_blank(exchange, amount)
            line = Line(
                exchange=exchange,
                flow=flow,
                amount=amount * factor,
                factor=factor,
                uncertainty=spread,
            )
        lines.append(line)
    return Sheet(
        process=process,
        lines=tuple(lines),
        shares=shares,
        flags=flags,
        findings=tuple(findings),
        has_dangling_reference=lost_reference,
        blank_spreads=blank,
    )


def place_of(process: Process, exchange: Exchange | None = None) -> str:
    """Where a finding of a database lies: ``<process id>#<exchange id>``."""
    return f"{process.id}#{exchange.id}" if exchange else process.id


def _evaluated(
    process: Process, package: Package, scope: Scope
) -> tuple[Sequence[float | None], tuple[float | None, ...], list[Finding]]:
    """Amounts, allocation factors and findings; a dataset of plain numbers is quick."""
    has_formulas = any(exchange.formula for exchange in process.exchanges) or any(
        factor.formula for factor in process.allocation
    )
    if not has_formulas:
        amounts = [exchange.amount for exchange in process.exchanges]
        return amounts, tuple(factor.factor for factor in process.allocation), []
    found = evaluate(process, package, scope=scope)
    return found.amounts, found.allocation, [*found.findings]


def _fault(amount: float | None, factor: float | Fault) -> Fault | None:
    if amount is None or not math.isfinite(amount):
        return _NO_NUMBER
    if isinstance(factor, Fault):
        return factor
    # 1e306 t is no number of kilograms
    return None if math.isfinite(amount * factor) else _NO_NUMBER


def _is_blank(exchange: Exchange, amount: float) -> bool:
    stated = exchange.uncertainty
    return stated is not None and bool(amount) and is_blank(stated)


def _possible(
    process: Process,
    exchange: Exchange,
    flow: Flow,
    amount: float,
    findings: list[Finding],
) -> Uncertainty | None:
    """The distribution of an exchange, or None and a finding (W060)."""
    stated = exchange.uncertainty
    if stated is None or not amount or is_blank(stated):
        return None
    problem = impossible(stated, amount)
    if not problem:
        return stated
    values = {
        "flow": flow.name,
        "process": process.name,
        "spread": stated.spread,
        "problem": problem,
    }
    place = place_of(process, exchange)
    findings.append(Finding(code="W060", at=place, values=values))
    return None


_NO_NUMBER = Fault(code="E046")


def _stated(exchange: Exchange, flow: Flow, amount: float | None) -> dict[str, object]:
    """What the source gives in place of a number."""
    text = exchange.formula or ("" if amount is None else f"{amount}")
    return {"flow": flow.name, "stated": text}


def _finding(
    code: str, process: Process, exchange: Exchange, **values: object
) -> Finding:
    named = {"process": process.name, **values}
    return Finding(code=code, at=place_of(process, exchange), values=named)
