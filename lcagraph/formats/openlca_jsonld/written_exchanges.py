"""Exchanges of a process as openLCA writes them."""

from __future__ import annotations

from collections.abc import Mapping

from lcagraph.background.records import Exchange, Package, Process, Spread, Uncertainty
from lcagraph.formats.openlca_jsonld.written_elements import (
    Document,
    References,
    without_blanks,
)

_SPREADS: Mapping[Spread, tuple[str, str, str]] = {
    "lognormal": ("LOG_NORMAL_DISTRIBUTION", "geomMean", "geomSd"),
    "normal": ("NORMAL_DISTRIBUTION", "mean", "sd"),
    "triangular": ("TRIANGLE_DISTRIBUTION", "mode", ""),
    "uniform": ("UNIFORM_DISTRIBUTION", "", ""),
}
"""Name of the distribution, of its location and of its scale."""


def exchange_documents(refs: References, process: Process) -> list[Document]:
    """Exchanges in their order; exactly one of them is the quantitative reference.

    openLCA has one reference per process. Other products of an undivided dataset are
    told by their kind and direction, as its own co-products are.
    """
    found = []
    has_reference = False
    for number, exchange in enumerate(process.exchanges, start=1):
        is_told = has_reference and _is_function(refs.package, exchange)
        is_reference = exchange.is_reference and not is_told
        has_reference |= is_reference
        found.append(_exchange(refs, exchange, number, is_reference=is_reference))
    return found


def _is_function(package: Package, exchange: Exchange) -> bool:
    """True if kind and direction show a product, or a waste that is treated."""
    flow = package.flows.get(exchange.flow)
    side = {"product": "output", "waste": "input"}
    is_there = exchange.amount is not None and exchange.amount > 0
    return flow is not None and is_there and side.get(flow.kind) == exchange.direction


def _exchange(
    refs: References, exchange: Exchange, number: int, *, is_reference: bool
) -> Document:
    flow, quantity = exchange.flow, exchange.property
    provider = refs.provider(exchange.provider) if exchange.provider else None
    return without_blanks(
        {
            "@type": "Exchange",
            "internalId": number,
            "isInput": exchange.direction == "input",
            "isQuantitativeReference": is_reference,
            "isAvoidedProduct": exchange.is_avoided,
            "amount": exchange.amount,
            "flow": refs.flow(flow),
            "flowProperty": refs.property_of(flow, quantity),
            "unit": refs.unit_of(flow, quantity, exchange.unit),
            "defaultProvider": provider,
            "location": refs.location(exchange.location),
            "description": exchange.comment,
            "uncertainty": _uncertainty(exchange.uncertainty),
            "dqEntry": _scores(exchange.uncertainty),
        }
    )


def _uncertainty(stated: Uncertainty | None) -> Document | None:
    if stated is None or stated.spread not in _SPREADS:
        return None
    name, centre, width = _SPREADS[stated.spread]
    found: dict[str, object] = {"@type": "Uncertainty", "distributionType": name}
    if centre:
        found[centre] = stated.location
    if width:
        found[width] = stated.scale
    if stated.spread in ("triangular", "uniform"):
        found |= {"minimum": stated.minimum, "maximum": stated.maximum}
    return without_blanks(found)


def _scores(stated: Uncertainty | None) -> str | None:
    """Pedigree such as ``(1;2;n.a.;3;1)``."""
    if stated is None or not any(stated.pedigree):
        return None
    scores = (str(score) if score else "n.a." for score in stated.pedigree)
    return f"({';'.join(scores)})"
