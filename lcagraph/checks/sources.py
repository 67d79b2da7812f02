"""Where factors are from: source, age, tier, aircraft (CQ-05, CQ-40, SD-32)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lcagraph.checks.audit import Audit
from lcagraph.checks.period import days_of
from lcagraph.errors import Finding
from lcagraph.factors import find
from lcagraph.graph.factor import Factor
from lcagraph.graph.words import FactorClass

FACTOR_YEARS = 10
"""Our own choice: the guides ask for data of the time and name no number of years."""

TIER: Mapping[FactorClass, int] = {
    "measured": 1,
    "process": 1,
    "supplier": 2,
    "regional": 3,
    "national": 4,
    "international": 5,
}
"""Priority of the Shandong guide 7.2 b by the classes of 3.4 2). That experience with
the same process ranks with measurement is our reading: the guide's list has no place
for it."""

AIR_WORDS = ("air_freight", "airfreight", "aircraft", "aviation", "flight")
AIR_WORDS_ZH = ("空运", "航空", "飞机")


def check_sources(audit: Audit) -> Iterable[Finding]:
    """Findings about the factors in use and the emission factors of processes."""
    return [
        *_sources(audit),
        *_ages(audit),
        *_tiers(audit),
        *_aircraft(audit),
        *_ratings(audit),
    ]


def _sources(audit: Audit) -> Iterable[Finding]:
    for id_, column in audit.factors.items():
        factor = column.factor
        if factor.source is None and not factor.evidence:
            yield from audit.tell("factor_source", f"factors.{id_}", factor=id_)
    for process_id in audit.used_processes():
        for row, emission in audit.system.processes[process_id].emissions.items():
            if emission.factor is not None and emission.source is None:
                at = f"processes.{process_id}.emissions.{row}"
                yield from audit.tell("factor_source", at, factor=row)


def _ages(audit: Audit) -> Iterable[Finding]:
    """Factors more than ten years older than the period's end, or of no year."""
    period = audit.system.scope.period
    for id_, column in audit.factors.items():
        at, year = f"factors.{id_}", column.factor.year
        if year is None:
            yield from audit.tell("factor_year", at, factor=id_)
        elif period is not None:
            age = days_of(period)[1].year - year
            if age > FACTOR_YEARS:
                values = {"factor": id_, "year": year, "age": age}
                yield from audit.tell("factor_old", at, **values, limit=FACTOR_YEARS)


def _ratings(audit: Audit) -> Iterable[Finding]:
    """Factors without data quality rating, where others have one.

    The Chongqing guide leaves the evaluation open; one that is begun covers all.
    """
    rated = [
        id_
        for id_, column in audit.factors.items()
        if column.factor.data is not None and column.factor.data.dqr is not None
    ]
    lacking = [id_ for id_ in audit.factors if id_ not in rated]
    if rated and lacking:
        values = {"count": len(lacking), "of": len(audit.factors), "factors": lacking}
        yield from audit.tell("factor_rating", "factors", **values)


def _tiers(audit: Audit) -> Iterable[Finding]:
    """A factor in use, though the model holds a better one for the same product."""
    offers = _offers(audit)
    told: set[str] = set()
    for edge in audit.prepared.compiled.edges:
        column = audit.factors.get(edge.supplier)
        if column is None or column.factor.class_ is None or edge.supplier in told:
            continue
        own = column.factor.class_
        location = audit.system.processes[edge.process].location
        place = location or audit.system.scope.geography
        better = [
            (TIER[offer.class_], offer.id, offer.class_)
            for offer in offers.get(column.factor.product or edge.product, ())
            if TIER[offer.class_] < TIER[own] and _holds_at(offer, place)
        ]
        if better:
            told.add(edge.supplier)
            _, id_, class_ = min(better)
            values = {"factor": edge.supplier, "class_": own}
            values |= {"better": id_, "better_class": class_}
            yield from audit.tell("factor_tier", edge.path, **values)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Offer:
    """A factor of the model, in use or not."""

    id: str
    class_: FactorClass
    region: str | None


def _offers(audit: Audit) -> dict[str, list[_Offer]]:
    """Every classed factor of the model, by the product that it supplies."""
    found: dict[str, list[_Offer]] = {}
    for id_, factor in audit.system.factors.items():
        class_, region = _class_and_region(factor)
        if class_ is not None:
            offer = _Offer(id=id_, class_=class_, region=region)
            found.setdefault(factor.product or id_, []).append(offer)
    return found


def _class_and_region(factor: Factor) -> tuple[FactorClass | None, str | None]:
    """As stated, or by the shipped record that the factor names."""
    record = find(factor.from_) if factor.from_ else None
    if record is None:
        return factor.class_, factor.region
    return factor.class_ or record.class_, factor.region or record.region


def _holds_at(offer: _Offer, place: str | None) -> bool:
    """Averages hold in their region; a supplier's own figure holds wherever it is."""
    region = offer.region
    if TIER[offer.class_] <= TIER["supplier"] or region is None or place is None:
        return True
    return place == region or place.startswith(f"{region}-")


def _aircraft(audit: Audit) -> Iterable[Finding]:
    """Freight by air that is not marked is missing in the memo (ISO 14067 7.2)."""
    for id_, column in audit.factors.items():
        factor = column.factor
        if factor.kind != "transport" or factor.aircraft:
            continue
        name = factor.name
        words = f"{id_} {name.en if name else ''}".casefold().replace(" ", "_")
        chinese = f"{id_}{name.zh if name else ''}"
        is_by_air = any(word in words for word in AIR_WORDS)
        if is_by_air or any(word in chinese for word in AIR_WORDS_ZH):
            yield from audit.tell("aircraft", f"factors.{id_}", factor=id_)
