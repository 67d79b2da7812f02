"""Processes of an openLCA package: exchanges, parameters, allocation, uncertainty."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

from lcagraph.background.records import (
    AllocationFactor,
    AllocationMethod,
    Exchange,
    Parameter,
    Process,
    Spread,
    Uncertainty,
)
from lcagraph.formats.openlca_jsonld.elements import Elements
from lcagraph.formats.openlca_jsonld.nodes import Node
from lcagraph.formats.provenance import stated_version

_METHODS: Mapping[str, AllocationMethod] = {
    "PHYSICAL_ALLOCATION": "physical",
    "ECONOMIC_ALLOCATION": "economic",
    "CAUSAL_ALLOCATION": "causal",
}
_DEFAULTS: Mapping[str, AllocationMethod | Literal["none"]] = {
    **_METHODS,
    "NO_ALLOCATION": "none",
}
_SPREADS: Mapping[str, Spread] = {
    "LOG_NORMAL_DISTRIBUTION": "lognormal",
    "NORMAL_DISTRIBUTION": "normal",
    "TRIANGLE_DISTRIBUTION": "triangular",
    "UNIFORM_DISTRIBUTION": "uniform",
}
_CENTRES = {"lognormal": "geomMean", "normal": "mean", "triangular": "mode"}
_WIDTHS = {"lognormal": "geomSd", "normal": "sd"}
_YEAR = re.compile(r"([0-9]{4})-")


def process_of(node: Node, elements: Elements) -> Process:
    """The process that a document describes."""
    id = node.text("@id")
    about = node.node("processDocumentation") or node.empty()
    publication = about.node("publication")
    exchanges = _exchanges(node, elements)
    known = node.own_properties()
    return Process(
        id=id,
        name=node.text("name"),
        names=known.named_texts("names"),
        location=elements.location_of(node),
        classification=elements.path_of(node),
        is_system=node.text("processType") == "LCI_RESULT",
        exchanges=exchanges,
        parameters=parameters_of(node),
        allocation=_allocation(node, exchanges),
        default_method=_DEFAULTS.get(node.text("defaultAllocationMethod")),
        year_from=_year(about.text("validFrom")),
        year_until=_year(about.text("validUntil")),
        description=node.text("description"),
        technology=about.text("technologyDescription"),
        source=publication.text("name") if publication else "",
        licence=about.text("restrictionsDescription"),
        is_market=known.flag("isMarket"),
        is_market_group=known.flag("isMarketGroup"),
        production_volume=known.number("productionVolume"),
        open=known.texts("open"),
        factor=known.named_texts("factor"),
        version=stated_version(node.text("version")),
        file=node.file,
    )


def _year(text: str) -> int | None:
    """Year of a date such as ``2010-12-31T00:00:00-07:00``."""
    found = _YEAR.match(text)
    return int(found[1]) if found else None


# ------------------------------------------------------------------------- exchanges


def _exchanges(process: Node, elements: Elements) -> tuple[Exchange, ...]:
    """Exchanges of a process, each with an id of its own.

    Schema 1 gives them an ``@id``, schema 2 an ``internalId``, and some programs
    nothing; then the position in the list is the id.
    """
    owner = process.text("@id")
    found: list[Exchange] = []
    taken: set[str] = set()
    for position, unnamed in enumerate(process.nodes("exchanges"), start=1):
        stated = _stated_id(unnamed) or str(position)
        # a second one of an id counts as well, as it does in openLCA
        id = stated if stated not in taken else f"{stated}~{position}"
        taken.add(id)
        node = unnamed.named(f"{owner}#{id}")
        if id != stated:
            node.report("W019", kind="exchange", id=stated)
        exchange = _exchange(node, id, elements)
        if exchange is not None:
            found.append(exchange)
    return tuple(found)


def _stated_id(node: Node) -> str:
    internal = node.content.get("internalId")
    if isinstance(internal, int) and not isinstance(internal, bool):
        return str(internal)[:20]
    return node.text("@id")


def _exchange(node: Node, id: str, elements: Elements) -> Exchange | None:
    flow = node.reference("flow")
    if not flow:
        node.report("W020", key=f"{node.place}.flow", found="—", wanted="@id")
        return None
    provider = node.node("defaultProvider")
    amount = node.number("amount")
    formula = node.text("amountFormula", "formula")
    if amount is None and not formula and not node.has("amount"):
        node.report("W021", key=f"{node.place}.amount", text="—")
    return Exchange(
        id=id,
        flow=flow,
        direction="input" if node.flag("isInput", "input") else "output",
        amount=amount,
        formula=formula,
        unit=_unit_name(node),
        property=elements.name_property(node.node("flowProperty")),
        is_reference=node.flag("isQuantitativeReference", "quantitativeReference"),
        is_avoided=node.flag("isAvoidedProduct", "avoidedProduct"),
        provider=provider.text("@id") if provider else "",
        location=elements.location_of(node),
        uncertainty=uncertainty_of(node),
        comment=node.text("description"),
    )


def _unit_name(node: Node) -> str:
    """Name of the unit: packages without unit groups have nothing else to go by."""
    unit = node.node("unit")
    return (unit.text("name") or unit.text("@id")) if unit else ""


# ------------------------------------------------------------------------ parameters


def parameters_of(process: Node) -> tuple[Parameter, ...]:
    """Parameters of a process."""
    found = (parameter_of(node) for node in process.nodes("parameters"))
    return tuple(parameter for parameter in found if parameter is not None)


def parameter_of(node: Node) -> Parameter | None:
    """An input parameter with its number, or a dependent one with its formula."""
    name = node.text("name")
    if not name:
        node.report("W020", key=f"{node.place}.name".strip("."), found="—")
        return None
    is_input = node.flag("isInputParameter", "inputParameter")
    return Parameter(
        name=name,
        value=node.number("value"),
        formula="" if is_input else node.text("formula"),
        uncertainty=uncertainty_of(node),
        comment=node.text("description"),
    )


# ------------------------------------------------------------------------ allocation


def _allocation(
    process: Node, exchanges: tuple[Exchange, ...]
) -> tuple[AllocationFactor, ...]:
    """Allocation factors that can be assigned; the others are counted in a finding.

    The export of schema 1 repeats factors whose product or exchange has long been
    deleted, so that they name a product no more, or a flow that the process lacks.
    """
    ids = {exchange.id for exchange in exchanges}
    by_flow: dict[str, list[str]] = {}
    for exchange in exchanges:
        by_flow.setdefault(exchange.flow, []).append(exchange.id)
    found: list[AllocationFactor] = []
    unused = 0
    for node in process.nodes("allocationFactors"):
        product = node.reference("product")
        target = node.node("exchange")
        at = _target(target, ids, by_flow) if target else ""
        if not product or at is None:
            unused += 1
            continue
        found.append(
            AllocationFactor(
                product=product,
                factor=node.number("value"),
                formula=node.text("formula"),
                method=_METHODS.get(node.text("allocationType"), "unspecified"),
                exchange=at,
            )
        )
    if unused:
        process.report("N020", what="allocationFactors", count=unused)
    return tuple(found)


def _target(node: Node, ids: set[str], by_flow: Mapping[str, list[str]]) -> str | None:
    """Id of the exchange that a causal factor is for; None if there is no telling."""
    stated = _stated_id(node)
    if stated:
        return stated if stated in ids else None
    same_flow = by_flow.get(node.reference("flow"), [])
    return same_flow[0] if len(same_flow) == 1 else None


# ----------------------------------------------------------------------- uncertainty


def uncertainty_of(node: Node) -> Uncertainty | None:
    """Distribution and pedigree of an exchange or parameter, as stated.

    openLCA's lognormal has the median (``geomMean``) and the geometric standard
    deviation itself (``geomSd``), not its square. Impossible values are kept: the
    import reports them with all other numbers. A formula in the place of a number is
    not evaluated; then the distribution is left out, and a note says so.
    """
    pedigree = _pedigree(node.text("dqEntry", "pedigreeUncertainty"))
    stated = node.node("uncertainty")
    spread = _SPREADS.get(stated.text("distributionType")) if stated else None
    if stated is None or spread is None:
        known = Uncertainty(spread="undefined", pedigree=pedigree)
        return known if any(pedigree) else None
    centre, width = _CENTRES.get(spread, ""), _WIDTHS.get(spread, "")
    wanted = [key for key in (centre, width) if key]
    wanted += ["minimum", "maximum"] if spread in ("triangular", "uniform") else []
    if any(stated.text(f"{key}Formula") and not stated.has(key) for key in wanted):
        stated.report("N020", what=f"{stated.place} (formula)", count=1)
        return Uncertainty(spread="undefined", pedigree=pedigree)
    bounded = spread in ("triangular", "uniform")
    return Uncertainty(
        spread=spread,
        location=stated.number(centre) if centre else None,
        scale=stated.number(width) if width else None,
        minimum=stated.number("minimum") if bounded else None,
        maximum=stated.number("maximum") if bounded else None,
        pedigree=pedigree,
    )


def _pedigree(text: str) -> tuple[int, ...]:
    """Scores of ``(3;3;4;3;1)``; 0 where one is not stated (``n.a.``)."""
    if not (text.startswith("(") and text.endswith(")")):
        return ()
    parts = (part.strip() for part in text[1:-1].split(";"))
    return tuple(int(p) if p.isascii() and p.isdigit() else 0 for p in parts)[:10]
