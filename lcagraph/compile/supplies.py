"""Supplies of energy with two results: one utility process with a switch.

    1 unit of the supply = (1 − m)/(1 − losses) of its location-based factor
                           + m/(1 − losses) of its market-based factor

m is 1 where the rule set puts the market-based result first, else 0. It is a value of
the compiled model like any other, so both results are variants of one `evaluate`
(ISO 14067:2018, 6.4.9.4; design §4).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from lcagraph.errors import Finding
from lcagraph.factors import find
from lcagraph.formulas import (
    Amount,
    Expression,
    difference,
    formula,
    literal,
    name,
    number,
    number_in,
    parse_amount,
    product,
    quotient,
)
from lcagraph.graph.factor import Supply
from lcagraph.graph.process import Input, Output, UnitProcess
from lcagraph.graph.system import ProductSystem
from lcagraph.nearest import nearest
from lcagraph.units import Unit

MARKET_BASED_FIRST = {
    "gbt24067-cq": True,
    "iso14067": True,
    "pact-3": True,
    "sd-2023": False,  # its tables know one factor, that of the grid (表3-16)
}
"""Which result a rule set puts first; the other is always given beside it."""

MARKET_KINDS = ("contract", "direct_line", "own")
"""Kinds of supply that have a factor of their own beside the grid's."""


def switch_of(supply_id: str) -> str:
    """Path of the value that is 1 for the market-based result and 0 for the other."""
    return f"supply.{supply_id}.market_based"


def with_supplies(system: ProductSystem) -> ProductSystem:
    """The system with each supply as a utility process of the same id."""
    made = {
        id_: process
        for id_, supply in system.supply.items()
        if (process := _utility(system, id_, supply)) is not None
    }
    return replace(system, processes={**made, **system.processes}) if made else system


def supply_findings(system: ProductSystem) -> list[Finding]:
    """Factors that are missing, and certificates that serve twice."""
    return [*_missing(system), *_served_twice(system)]


def _missing(system: ProductSystem) -> Iterable[Finding]:
    for id_, supply in system.supply.items():
        if supply.kind in MARKET_KINDS and supply.market_based is None:
            values = {"supply": id_, "kind": supply.kind}
            yield Finding(code="E359", at=f"supply.{id_}", part="key", values=values)
        for key in ("location_based", "market_based"):
            factor = getattr(supply, key)
            if factor is not None and factor not in system.factors:
                values = {
                    "factor": factor,
                    "nearest": nearest(factor, system.factors) or "",
                }
                yield Finding(code="E360", at=f"supply.{id_}.{key}", values=values)


def _served_twice(system: ProductSystem) -> Iterable[Finding]:
    """A certificate stands for its volume once (double counting)."""
    first: dict[str, str] = {}
    for id_, supply in system.supply.items():
        if supply.certificate is None:
            continue
        certificate = supply.certificate.id
        if certificate in first:
            values = {"certificate": certificate, "other": first[certificate]}
            at = f"supply.{id_}.certificate"
            yield Finding(code="E361", at=at, part="key", values=values)
        first.setdefault(certificate, id_)


def _utility(
    system: ProductSystem, supply_id: str, supply: Supply
) -> UnitProcess | None:
    """The process that a supply stands for; None if its factor is not there."""
    unit = _unit(system, supply.location_based)
    market = supply.market_based or supply.location_based
    if unit is None or market not in system.factors:
        return None
    drawn: Expression = number(1.0, unit)
    if supply.losses is not None:
        losses = name(f"supply.{supply_id}.losses")
        drawn = quotient(drawn, difference(number(1.0), losses))
    on = name(switch_of(supply_id))
    off = difference(number(1.0), on)
    inputs = {
        "location_based": _draw(supply.location_based, product(off, drawn)),
        "market_based": _draw(market, product(on, drawn)),
    }
    return UnitProcess(
        name=supply.name,
        kind="utility",
        outputs={supply.product or supply_id: Output(amount=literal(1.0, unit))},
        inputs=inputs,
    )


def _draw(factor: str, amount: Expression) -> Input:
    return Input(product=factor, from_=factor, amount=formula(amount))


def _unit(system: ProductSystem, factor_id: str) -> Unit | None:
    """Unit of a factor: of its own `per`, or of the record that it takes."""
    factor = system.factors.get(factor_id)
    if factor is None:
        return None
    per: Amount | None = factor.per
    if per is None and factor.from_ is not None:
        record = find(factor.from_)
        per = parse_amount(record.per) if record is not None else None
    known = number_in(per.expression) if per is not None else None
    return known[1] if known is not None else None
