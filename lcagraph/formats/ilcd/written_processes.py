"""ILCD documents of processes, with their exchanges."""

from __future__ import annotations

import math
from collections.abc import Mapping

from lcagraph.background.identifiers import source_uuid, uuid_of
from lcagraph.background.records import Exchange, Package, Process, Spread, Uncertainty
from lcagraph.formats.ilcd.written_elements import add_own, original_id
from lcagraph.formats.ilcd.written_xml import (
    Element,
    add,
    add_classes,
    add_reference,
    add_text,
    add_texts,
    add_version,
    names_of,
    number,
    root_element,
)
from lcagraph.formats.own_words import factor_text, market_text
from lcagraph.formats.provenance import written_version

_LICENCES = (
    "Free of charge for all users and uses",
    "Free of charge for some user types or use types",
    "Free of charge for members only",
    "License fee",
    "Other",
)
"""ILCD's closed list; what is none of them stands under the restrictions of access."""

_KINDS: Mapping[Spread, str] = {
    "lognormal": "log-normal",
    "normal": "normal",
    "triangular": "triangular",
    "uniform": "uniform",
}

NO_VERSION = "00.00.000"
"""ILCD asks for a version; nobody has stated one."""

_MIX = "Consumption mix"
"""How ILCD calls the nearest that it has to a market."""


def process_element(package: Package, process: Process) -> Element:
    """A process; a missing flow or supplier is referred to as in the source."""
    root = root_element("processDataSet")
    _add_information(root, process)
    _add_validation(root, process)
    published = add_version(root, written_version(process.version, NO_VERSION))
    _add_licence(published, process.licence or package.licence)
    exchanges = add(root, "exchanges")
    for number_, exchange in enumerate(process.exchanges):
        _add_exchange(exchanges, package, exchange, number_)
    return root


def _add_information(root: Element, process: Process) -> None:
    information = add(root, "processInformation")
    described = add(information, "dataSetInformation")
    add(described, "common:UUID", uuid_of(process.id, "process").lower())
    names = names_of(process.name, process.names)
    has_mix = _add_name(add(described, "name"), process, names)
    sorted_in = add(described, "classificationInformation")
    group, item = "common:classification", "common:class"
    add_classes(sorted_in, group, item, process.classification)
    add_text(described, "common:generalComment", process.description)
    is_told = has_mix is process.is_market and not process.is_market_group
    volume = process.production_volume
    facts = {
        "id": original_id(process.id, "process"),
        "open": " ".join(process.open),
        "market": "" if is_told else market_text(process),
        "factor": factor_text(process.factor),
        "volume": "" if volume is None else number(volume),
    }
    add_own(described, facts, process.name, names)
    reference = add(information, "quantitativeReference", type="Reference flow(s)")
    for number_, exchange in enumerate(process.exchanges):
        if exchange.is_reference:
            add(reference, "referenceToReferenceFlow", str(number_))
    _add_time(information, process)
    if process.location:
        tag = "locationOfOperationSupplyOrProduction"
        add(add(information, "geography"), tag, location=process.location)
    if process.technology:
        tag = "technologyDescriptionAndIncludedProcesses"
        add_text(add(information, "technology"), tag, process.technology)


def _add_name(parent: Element, process: Process, names: Mapping[str, str]) -> bool:
    """The name; whether ILCD's own words in it tell that it is a market's.

    A market without them keeps its name; that it is one stands in an extension.
    """
    bases, mixes = dict(names), {}
    base, mark, rest = names.get("en", "").partition(f"; {_MIX}")
    if process.is_market and mark and base and base == base.strip():
        bases["en"], mixes["en"] = base, f"{_MIX}{rest}"
    add_texts(parent, "baseName", bases)
    add_texts(parent, "mixAndLocationTypes", mixes)
    return bool(mixes)


def _add_time(information: Element, process: Process) -> None:
    years = (process.year_from, process.year_until)
    if years != (None, None):
        time = add(information, "time")
        for tag, year in zip(
            ("referenceYear", "dataSetValidUntil"), years, strict=True
        ):
            if year is not None:
                add(time, f"common:{tag}", str(year))


def _add_validation(root: Element, process: Process) -> None:
    validation = add(root, "modellingAndValidation")
    kind = "LCI result" if process.is_system else "Unit process, single operation"
    add(add(validation, "LCIMethodAndAllocation"), "typeOfDataSet", kind)
    if process.source:
        add_reference(
            add(validation, "dataSourcesTreatmentAndRepresentativeness"),
            "referenceToDataSource",
            "source data set",
            source_uuid(process.source),
            process.source,
        )


def _add_licence(published: Element, licence: str) -> None:
    kind, _, rest = licence.partition("; ")
    if kind in _LICENCES:
        add(published, "common:licenseType", kind)
        licence = rest
    add_text(published, "common:accessRestrictions", licence)


# ------------------------------------------------------------------------- exchanges


def _add_exchange(
    parent: Element, package: Package, exchange: Exchange, place: int
) -> None:
    one = add(parent, "exchange", dataSetInternalID=str(place))
    if exchange.provider:
        one.set("olca:defaultProvider", uuid_of(exchange.provider, "process").lower())
    if exchange.is_avoided:
        one.set("olca:avoidedProduct", "true")
    flow = package.flows.get(exchange.flow)
    add_reference(
        one,
        "referenceToFlowDataSet",
        "flow data set",
        uuid_of(exchange.flow, "flow").lower(),
        flow.name if flow else "",
    )
    if exchange.location:
        add(one, "location", exchange.location)
    add(one, "exchangeDirection", exchange.direction.capitalize())
    if exchange.amount is not None:
        add(one, "meanAmount", number(exchange.amount))
        add(one, "resultingAmount", number(exchange.amount))
        _add_spread(one, exchange.uncertainty)
    add_text(one, "generalComment", exchange.comment)


def _add_spread(one: Element, stated: Uncertainty | None) -> None:
    if stated is None or stated.spread not in _KINDS:
        return
    if stated.minimum is not None:
        add(one, "minimumAmount", number(stated.minimum))
    if stated.maximum is not None:
        add(one, "maximumAmount", number(stated.maximum))
    add(one, "uncertaintyDistributionType", _KINDS[stated.spread])
    if stated.scale is not None:
        # ILCD writes the squared geometric sd, and twice the sd of a normal
        is_lognormal = stated.spread == "lognormal"
        deviation = stated.scale**2 if is_lognormal else 2 * stated.scale
        add(one, "relativeStandardDeviation95In", _percent(deviation))
    if stated.spread == "triangular" and stated.location is not None:
        one.set("olca:mostLikelyValue", number(stated.location))


def _percent(value: float) -> str:
    """A number in the five digits that ILCD allows, if it is one; else all of it."""
    short = f"{value:.3f}".rstrip("0").rstrip(".")
    fits = value < 100 and math.isclose(float(short), value, rel_tol=1e-12)
    return short if fits else number(value)
