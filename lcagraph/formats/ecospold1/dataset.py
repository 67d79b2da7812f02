"""One EcoSpold 1 dataset: a process, or an impact category."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from lcagraph.background.records import Exchange, Method, MethodFactor, Process
from lcagraph.background.unit_names import named_unit
from lcagraph.formats.ecospold1.exchanges import (
    Reading,
    read_allocation,
    read_exchanges,
)
from lcagraph.formats.ecospold1.flows import value_of
from lcagraph.formats.provenance import ecospold_licence, stated_version
from lcagraph.formats.stated import stated_number, stated_year
from lcagraph.formats.xml_guard import Element

_ROUNDED = 1e-6
"""Relative difference that printing explains."""
_SYSTEM = "2"
_ELEMENTARY_FLOW = "3"
_IMPACT_CATEGORY = "4"
_MULTI_OUTPUT = "5"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset:
    """What a dataset turned out to be; all None for a description of a flow."""

    process: Process | None = None
    method: Method | None = None
    both_ways: frozenset[str] = frozenset()
    """Ids of exchanges that are an input and the reference output at once."""


def read_dataset(element: Element, reading: Reading) -> Dataset:
    """A dataset as stated; nothing (with E033) if it has no reference function."""
    about = _below(element, "metaInformation", "processInformation")
    function = _below(about, "referenceFunction")
    if function is None or not (function.get("name") or "").strip():
        number = element.get("number") or "–"
        reading.tell(
            "E033", what=f"dataset {number}", missing="referenceFunction, name"
        )
        return Dataset()
    described = _below(about, "dataSetInformation")
    kind = described.get("type") if described is not None else ""
    if described is not None:
        languages = (described.get(k) for k in ("languageCode", "localLanguageCode"))
        reading.ledger.speak(*((each or "").strip() for each in languages))
    if kind == _ELEMENTARY_FLOW:
        return Dataset()
    if kind == _IMPACT_CATEGORY or _is_impact(element):
        return Dataset(method=_method(element, function, reading))
    process = _process(element, about, function, kind or "", reading)
    return Dataset(process=process, both_ways=frozenset(reading.both_ways))


def _process(
    element: Element, about: Element, function: Element, kind: str, reading: Reading
) -> Process:
    flow_data = list(element.iterchildren("{*}flowData"))
    name = " ".join((function.get("name") or "").split())
    number = (element.get("number") or "").strip() or name
    file, reading.place = reading.place, number
    elements = [e for data in flow_data for e in data.iterchildren("{*}exchange")]
    exchanges = tuple(read_exchanges(elements, reading))
    exchanges = _with_reference(exchanges, function, kind, reading)
    factors = [e for data in flow_data for e in data.iterchildren("{*}allocation")]
    allocation = tuple(read_allocation(factors, reading))
    volume = _below(element, "metaInformation", "modellingAndValidation")
    stated = _below(volume, "representativeness")
    return Process(
        id=number,
        name=name,
        location=_attribute(_below(about, "geography"), "location"),
        classification=tuple(
            word for k in ("category", "subCategory") if (word := value_of(function, k))
        ),
        is_system=kind == _SYSTEM,
        exchanges=exchanges,
        allocation=allocation,
        default_method="causal" if any(f.exchange for f in allocation) else None,
        year_from=_year(about, "start"),
        year_until=_year(about, "end"),
        description="\n".join(
            text
            for k in ("generalComment", "includedProcesses")
            if (text := value_of(function, k))
        ),
        technology=_attribute(_below(about, "technology"), "text"),
        source=_source(element),
        production_volume=stated_number(_attribute(stated, "productionVolume")),
        licence=_licence(element),
        version=stated_version(
            _attribute(_below(about, "dataSetInformation"), "version")
        ),
        file=file,
    )


def _licence(element: Element) -> str:
    published = _below(element, "metaInformation", "administrativeInformation")
    published = _below(published, "dataGeneratorAndPublication")
    return ecospold_licence(
        _attribute(published, "accessRestrictedTo").strip(),
        _attribute(published, "copyright").strip(),
    )


def _with_reference(
    exchanges: tuple[Exchange, ...], function: Element, kind: str, reading: Reading
) -> tuple[Exchange, ...]:
    """Exchanges with the reference marked, where the dataset states it elsewhere.

    The reference function of a multi-output process names no product: there each
    co-product is a reference. Other datasets may leave the exchange of the product out,
    because the reference function says it all.
    """
    references = [exchange for exchange in exchanges if exchange.is_reference]
    if len(references) == 1 and kind != _MULTI_OUTPUT:
        _compare(references[0], function, reading)
    if reading.both_ways or references:
        return exchanges
    if kind == _MULTI_OUTPUT or reading.co_products:
        return tuple(
            replace(e, is_reference=True) if e.id in reading.co_products else e
            for e in exchanges
        )
    amount = reading.number(function, "amount", "referenceFunction")
    reference = Exchange(
        id="referenceFunction",
        flow=reading.ledger.product(function),
        direction="output",
        amount=amount,
        unit=(function.get("unit") or "").strip(),
        is_reference=True,
    )
    return (reference, *exchanges)


def _compare(reference: Exchange, function: Element, reading: Reading) -> None:
    """Tell two amounts of the product (W035); that of the exchange counts."""
    amount = stated_number(function.get("amount"))
    unit = (function.get("unit") or "").strip()
    sizes = named_unit(unit), named_unit(reference.unit)
    if unit == reference.unit:
        factor = 1.0
    elif sizes[0] and sizes[1] and sizes[0].dimension == sizes[1].dimension:
        factor = sizes[0].factor / sizes[1].factor
    else:  # pieces and kilograms can't be compared
        return
    if amount is None or reference.amount is None:
        return
    if not math.isclose(amount * factor, reference.amount, rel_tol=_ROUNDED):
        one, other = f"{amount:g} {unit}", f"{reference.amount:g} {reference.unit}"
        what = {
            "en": f"reference function {one}, its exchange {other} (which counts)",
            "zh": f"referenceFunction 为 {one}，输出项为 {other}（以后者为准）",
        }
        reading.tell("W035", what=what)


def _method(element: Element, function: Element, reading: Reading) -> Method:
    """An impact category; its exchanges are the factors of elementary flows."""
    words = [value_of(function, k) for k in ("category", "subCategory", "name")]
    method, *rest = [word for word in words if word]
    reading.place = "/".join((method, *rest))
    factors = []
    for data in element.iterchildren("{*}flowData"):
        for each in data.iterchildren("{*}exchange"):
            name = (each.get("name") or "").strip()
            amount = reading.number(each, "meanValue", name or "exchange")
            if name:
                factors.append(
                    MethodFactor(
                        flow=reading.ledger.elementary(each),
                        amount=math.nan if amount is None else amount,
                        unit=(each.get("unit") or "").strip(),
                    )
                )
    return Method(
        id=reading.place,
        name=method,
        category=" / ".join(rest) or method,
        unit=(function.get("unit") or "").strip(),
        factors=tuple(factors),
        source=_source(element),
    )


# ------------------------------------------------------------------------ small reads


def _below(element: Element | None, *path: str) -> Element | None:
    for name in path:
        if element is None:
            return None
        element = next(element.iterchildren(f"{{*}}{name}"), None)
    return element


def _attribute(element: Element | None, name: str) -> str:
    return value_of(element, name) if element is not None else ""


def _is_impact(element: Element) -> bool:
    tag = element.tag
    return (
        isinstance(tag, str) and tag.startswith("{") and "Impact" in tag.split("}")[0]
    )


def _year(about: Element | None, which: str) -> int | None:
    """First or last year, of whichever of the three elements the dataset has."""
    period = _below(about, "timePeriod")
    for unit in ("Year", "YearMonth", "Date"):
        stated = _below(period, f"{which}{unit}")
        if stated is not None:
            return stated_year(stated.text)
    return None


def _source(element: Element) -> str:
    """The published source, in one line."""
    about = _below(element, "metaInformation")
    published = _below(
        about, "administrativeInformation", "dataGeneratorAndPublication"
    )
    number = _attribute(published, "referenceToPublishedSource")
    modelling = _below(about, "modellingAndValidation")
    sources: Sequence[Element] = (
        list(modelling.iterchildren("{*}source")) if modelling is not None else ()
    )
    for source in sources:
        if number and source.get("number") == number:
            author, year, title = (
                value_of(source, k) for k in ("firstAuthor", "year", "title")
            )
            return ", ".join(part for part in (author, year, title) if part)
    return ""
