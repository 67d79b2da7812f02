"""One EcoSpold 2 dataset: its description and its exchanges."""

from __future__ import annotations

from dataclasses import dataclass

from lcagraph.background.records import Process
from lcagraph.errors import Finding
from lcagraph.formats.ecospold2.exchanges import (
    Reading,
    read_exchanges,
    read_parameters,
)
from lcagraph.formats.ecospold2.texts import child, children, paragraphs, texts
from lcagraph.formats.provenance import ecospold_licence, stated_version
from lcagraph.formats.stated import preferred, stated_year
from lcagraph.formats.xml_guard import Element

DATASETS = ("activityDataset", "childActivityDataset")

_MARKET, _MARKET_GROUP = "1", "10"
"""`specialActivityType` of markets and market groups."""
_SYSTEM = "2"
"""`type` of cumulative inventories; 1 is a unit process."""
_UNDEFINED = "undefined"
"""System model of datasets that are not allocated and linked yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset:
    """A process with what is needed to settle ids and links across the package."""

    process: Process
    pair: str
    """``<activity>_<reference product>``, or empty without exactly one reference."""
    references: frozenset[str]
    is_linked: bool
    """Amounts are those after allocation: formulas no longer lead to them."""
    odd_spreads: int
    has_scores: bool
    """It brings impact scores, which are not read."""


def read_dataset(element: Element, reading: Reading) -> Dataset | None:
    """A dataset as stated; None (with E033) if it has no id."""
    about = child(element, "activityDescription")
    activity = child(about, "activity")
    names = texts(activity, "activityName")
    identifier = activity.get("id") if activity is not None else None
    if activity is None or not identifier:
        values = {"what": preferred(names) or "activity", "missing": "activity id"}
        reading.problems.append(Finding(code="E033", at=reading.place, values=values))
        return None
    file, reading.place = reading.place, identifier
    flow_data = child(element, "flowData")
    exchanges = tuple(read_exchanges(flow_data, reading))
    has_formulas = any(exchange.formula for exchange in exchanges)
    parameters = tuple(read_parameters(flow_data, reading)) if has_formulas else ()
    period = child(about, "timePeriod")
    special = activity.get("specialActivityType")
    process = Process(
        id=identifier,
        name=preferred(names) or identifier,
        names=names if len(names) > 1 else {},
        location=preferred(texts(child(about, "geography"), "shortname")),
        classification=_classification(about),
        is_system=activity.get("type") == _SYSTEM,
        exchanges=exchanges,
        parameters=parameters,
        year_from=stated_year(period.get("startDate")) if period is not None else None,
        year_until=stated_year(period.get("endDate")) if period is not None else None,
        description=_description(activity),
        technology=paragraphs(child(about, "technology"), "comment"),
        source=_source(element),
        is_market=special in (_MARKET, _MARKET_GROUP),
        is_market_group=special == _MARKET_GROUP,
        production_volume=reading.production_volume,
        licence=_licence(element),
        version=_release(element),
        file=file,
    )
    references = frozenset(reading.references)
    return Dataset(
        process=process,
        pair=f"{identifier}_{next(iter(references))}" if len(references) == 1 else "",
        references=references,
        is_linked=reading.has_links and _system_model(element) != _UNDEFINED,
        odd_spreads=reading.odd_spreads,
        has_scores=child(flow_data, "impactIndicator") is not None,
    )


def _classification(about: Element | None) -> tuple[str, ...]:
    stated = [
        preferred(texts(each, "classificationValue"))
        for each in children(about, "classification")
    ]
    return tuple(value for value in stated if value)


def _description(activity: Element) -> str:
    """General comment, and what the activity begins and ends with."""
    parts = [paragraphs(activity, "generalComment")]
    for name in ("includedActivitiesStart", "includedActivitiesEnd"):
        parts.append(preferred(texts(activity, name)))
    parts.append(paragraphs(activity, "allocationComment"))
    return "\n".join(part for part in parts if part)


def _licence(element: Element) -> str:
    published = child(
        element, "administrativeInformation", "dataGeneratorAndPublication"
    )
    if published is None:
        return ""
    protected = published.get("isCopyrightProtected")
    return ecospold_licence(published.get("accessRestrictedTo"), protected)


def _release(element: Element) -> str:
    """Release of the database, such as 3.10; its revisions differ by dataset."""
    stated = child(element, "administrativeInformation", "fileAttributes")
    if stated is None:
        return ""
    parts = (stated.get("majorRelease"), stated.get("minorRelease"))
    return stated_version(".".join(part for part in parts if part))


def _source(element: Element) -> str:
    published = child(
        element, "administrativeInformation", "dataGeneratorAndPublication"
    )
    if published is None:
        return ""
    author = (published.get("publishedSourceFirstAuthor") or "").strip()
    year = (published.get("publishedSourceYear") or "").strip()
    return f"{author} ({year})" if author and year else author or year


def _system_model(element: Element) -> str:
    stated = child(element, "modellingAndValidation", "representativeness")
    return preferred(texts(stated, "systemModelName")).casefold()
