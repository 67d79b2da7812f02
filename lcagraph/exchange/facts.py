"""What a model says of its footprint to another company; all that it lacks at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from uuid import NAMESPACE_URL, uuid5

from lcagraph.contribution import LedgerRow
from lcagraph.data_quality.primary import PrimaryData
from lcagraph.data_quality.ratings import CRITERIA, Ratings, ratings_of
from lcagraph.data_quality.sources import emission_sources
from lcagraph.errors import Finding
from lcagraph.exchange import carried
from lcagraph.exchange.decimals import rounded
from lcagraph.exchange.doubts import CO2_OF_CARBON, made_too_early, unlike_uptake
from lcagraph.exchange.lacking import Lacking
from lcagraph.exchange.packaging import packaging_split
from lcagraph.exchange.product import ProductFacts, product_facts
from lcagraph.exchange.sources import exempted_share, secondary_sources
from lcagraph.exchange.split import (
    Split,
    captured_into_product,
    split_of,
    unsplit_share,
    untold_captures,
)
from lcagraph.graph.data_exchange import DataExchange
from lcagraph.graph.system import ProductSystem
from lcagraph.graph.words import Text
from lcagraph.result.footprint import Footprint
from lcagraph.wording import Language

OUTBOUND = ("distribution", "storage")
"""Stages after the gate that the maker may answer for: told beside the footprint."""
BEYOND = ("use", "end_of_life")

QUALITY_NEEDED_FROM = date(2027, 1, 1)
"""End of the reference period from which PACT 3 asks for data quality ratings."""

_LEAST_UNSPLIT = 0.005
"""Share below which unsplit figures are not worth telling. [1]"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """One footprint, ready for a layout; parts are per declared unit."""

    id: str
    system: ProductSystem
    exchange: DataExchange
    language: Language
    company: str
    product: ProductFacts
    period: tuple[date, date]
    """First day, and the day after the last."""
    created: str
    place: Mapping[str, str]
    split: Split
    outbound: Split | None
    """Of freight and storage beyond the gate; None: not the maker's."""
    packaging: Split | None
    """Part of `split` that is packaging; None: the model doesn't tell it apart."""
    captured_carbon: Decimal
    """Carbon of captured CO2 in the product. [kg]"""
    exempted: Decimal
    """Share left out by cut-off. [%]"""
    reports: tuple[str, ...]
    """IPCC reports of the characterisation factors, as `AR6`."""
    standards: tuple[str, ...]
    primary_share: Decimal | None
    """[%]"""
    ratings: Mapping[str, Decimal] | None
    """Data quality by criterion, 1 to 5."""
    secondary: tuple[tuple[str, str], ...]
    """Name and version of each source of secondary factors."""

    def said(self, text: Text | None) -> str | None:
        """A text in the language of the footprint."""
        return text.get(self.language) if text is not None else None


def gathered(
    footprint: Footprint, lacking: Lacking, lang: Language, created: str
) -> Facts:
    """Everything that the layouts have in common.

    Parameters
    ----------
    footprint : Footprint
    lacking : Lacking
        Gets a finding for all that is missing or can't be carried; if it has an error
        afterwards, the facts have empty places.
    lang : {"zh", "en"}
        Of names and descriptions.
    created : str
        Date and time (RFC 3339); empty: the begin of `assessment.date`.
    """
    prepared = footprint.prepared
    system = prepared.compiled.system
    exchange = system.data_exchange or DataExchange()
    gate = within_gate(footprint, lacking)
    sources = emission_sources(prepared, gate)
    period = _period(system, lacking)
    split = _split(footprint, gate, lacking)
    stamp = _created(system, exchange, lacking, created)
    _check_date(stamp, period, exchange, lacking)
    product = product_facts(footprint, exchange, lacking, lang)
    at = f"products.{system.reference.product}.biogenic_carbon"
    _check_uptake(split, product, at, lacking)
    return Facts(
        id=_id(footprint, stamp),
        system=system,
        exchange=exchange,
        language=lang,
        company=lacking.text(
            "companyName", "organisation.name", _company(system, exchange, lang)
        ),
        product=product,
        period=period,
        created=stamp,
        place=_place(system, exchange, lacking),
        split=split,
        outbound=_outbound(footprint, exchange, lacking),
        packaging=packaging_split(footprint, gate, exchange, lacking),
        captured_carbon=_captured_carbon(footprint, gate, product, lacking),
        exempted=exempted_share(footprint, gate, lacking),
        reports=_reports(footprint, gate, lacking),
        standards=_standards(system, lacking),
        primary_share=_percent(PrimaryData(sources=sources, rule_set="pact-3").both),
        ratings=_ratings(ratings_of(sources), period, lacking),
        secondary=secondary_sources(prepared, sources, lang),
    )


# -------------------------------------------------------------------------- footprint


def within_gate(footprint: Footprint, lacking: Lacking) -> list[LedgerRow]:
    """Rows from cradle to gate; what lies beyond is told and left out (N062)."""
    scope = footprint.prepared.compiled.system.scope
    if scope.boundary is None:
        lacking.needs("boundary", "scope.boundary")
    elif scope.boundary == "gate-to-gate":
        lacking.refuses("boundary", "scope.boundary", scope.boundary, "cradle")
    found = []
    left: dict[str, float] = {}
    for row in footprint.rows:
        if row.stage in (*OUTBOUND, *BEYOND):
            left[row.stage] = left.get(row.stage, 0.0) + row.excluding
        else:
            found.append(row)
        if row.stage == "unassigned" and scope.boundary == "cradle-to-grave":
            lacking.refuses("stage", row.path, row.name, "stage")
    for stage, kilograms in left.items():
        values = {"stage": stage, "kgco2e": f"{kilograms:.4g}"}
        lacking.findings.append(Finding(code="N062", at="scope", values=values))
    return found


def _split(footprint: Footprint, gate: list[LedgerRow], lacking: Lacking) -> Split:
    split = split_of(footprint.prepared, gate)
    _check_signs(split, gate, lacking)
    for path in untold_captures(footprint.prepared, gate):
        lacking.refuses("technologicalCO2CaptureOrigin", path, "–", "origin")
    share = unsplit_share(footprint.prepared, gate)
    if share >= _LEAST_UNSPLIT:
        values = {"share": f"{100 * share:.1f} %"}
        lacking.findings.append(Finding(code="W062", at="factors", values=values))
    return split


def _check_signs(split: Split, rows: list[LedgerRow], lacking: Lacking) -> None:
    for name, value in split.wrong_signs():
        key = "not_positive" if name == "uptake" else "sign"
        lacking.refuses(name, "processes", f"{value:f}", key)
    if not rows:
        lacking.needs("fossilGhgEmissions", "processes")


def _outbound(
    footprint: Footprint, exchange: DataExchange, lacking: Lacking
) -> Split | None:
    if not exchange.outbound_responsible:
        return None
    rows = [row for row in footprint.rows if row.stage in OUTBOUND]
    split = split_of(footprint.prepared, rows)
    for name, value in split.wrong_signs():
        lacking.refuses(name, "data_exchange.outbound_responsible", value, "sign")
    return split


def _check_uptake(
    split: Split, product: ProductFacts, at: str, lacking: Lacking
) -> None:
    if product.biogenic_carbon is not None:
        carbon = product.biogenic_carbon + (product.packaging_carbon or 0)
        lacking.findings.extend(unlike_uptake(split.uptake, carbon, at))


def _captured_carbon(
    footprint: Footprint,
    gate: list[LedgerRow],
    product: ProductFacts,
    lacking: Lacking,
) -> Decimal:
    """Carbon of captured CO2 in the product, which holds no less carbon. [kg]"""
    taken = captured_into_product(footprint.prepared, gate)
    carbon = rounded(Fraction(taken) / CO2_OF_CARBON)
    if carbon > product.fossil_carbon + (product.biogenic_carbon or 0):
        name = "ccuCarbonContent"
        lacking.refuses(name, "processes", f"{carbon:f}", "captured_carbon")
    return carbon


# ------------------------------------------------------------------------- statements


def _check_date(
    created: str, period: tuple[date, date], exchange: DataExchange, lacking: Lacking
) -> None:
    is_forecast = (exchange.prospective or "retrospective") != "retrospective"
    if created and period[1] > date.min and not is_forecast:
        at = "data_exchange.created" if exchange.created else "assessment.date"
        made = date.fromisoformat(created[:10])
        lacking.findings.extend(made_too_early(made, period[1], at))


def _id(footprint: Footprint, created: str) -> str:
    """The same for the same model, variant and date; another for any other."""
    made = footprint.provenance
    settings = ";".join(f"{path}={value}" for path, value in made.settings.items())
    name = "|".join([made.model_hash, made.scenario or "", settings, created])
    return str(uuid5(NAMESPACE_URL, f"urn:lcagraph:footprint:{name}"))


def _period(system: ProductSystem, lacking: Lacking) -> tuple[date, date]:
    stated = system.scope.period
    if stated is None:
        lacking.needs("referencePeriodStart", "scope.period")
        return date.min, date.min
    first, _, last = stated.partition("/")
    begin, end = carried.day(first), carried.day(last)
    if begin is None or end is None:
        lacking.refuses("referencePeriodStart", "scope.period", stated, "date")
        return date.min, date.min
    return begin, carried.next_day(end)


def _company(
    system: ProductSystem, exchange: DataExchange, lang: Language
) -> str | None:
    """Who gives the footprint: named apart, else the producer."""
    producer = system.organisation.name if system.organisation is not None else None
    name = exchange.company or producer
    return name.get(lang) if name is not None else None


def _created(
    system: ProductSystem, exchange: DataExchange, lacking: Lacking, created: str
) -> str:
    if created:
        at = carried.moment_of(created)
        if at is None:
            lacking.refuses("created", "assessment.date", created, "moment")
        return _seconds(at) if at is not None else ""
    assessed = system.assessment.date if system.assessment is not None else None
    stated, key = exchange.created, "data_exchange.created"
    if stated is None:
        stated, key = assessed, "assessment.date"
    if stated is None:
        lacking.needs("created", key)
        return ""
    begin = carried.day(stated)
    if begin is None:
        lacking.refuses("created", key, stated, "date")
        return ""
    return carried.moment(begin)


def _seconds(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _place(
    system: ProductSystem, exchange: DataExchange, lacking: Lacking
) -> Mapping[str, str]:
    """The one place: where the model is, country or province, else its region."""
    geography = system.scope.geography
    if geography is None and exchange.region is None:
        lacking.needs("geographyCountry", "scope.geography")
        return {}
    own = carried.place_of(geography) if geography is not None else None
    region = carried.region_of(exchange.region)
    if exchange.region is not None and region is None:
        lacking.refuses("geography", "data_exchange.region", exchange.region, "place")
    elif own is None and region is None:
        lacking.refuses("geography", "scope.geography", geography, "place")
    return own or region or {}


def _reports(
    footprint: Footprint, gate: list[LedgerRow], lacking: Lacking
) -> tuple[str, ...]:
    """The report of the model's GWP set, and those of ready figures, where known."""
    compiled = footprint.prepared.compiled
    own = carried.report_of(compiled.system.scope.gwp)
    if own is None:
        gwp = compiled.system.scope.gwp
        lacking.refuses("ipccCharacterizationFactors", "scope.gwp", gwp, "gwp")
        return ()
    used = {row.supplier for row in gate}
    ready = {column.factor.gwp for column in compiled.factors if column.id in used}
    others = {carried.report_of(gwp) for gwp in ready if gwp is not None}
    return tuple(sorted({own, *(other for other in others if other is not None)}))


def _standards(system: ProductSystem, lacking: Lacking) -> tuple[str, ...]:
    words = [carried.standard_word(text) for text in system.scope.standards]
    if system.scope.rule_set == "pact-3":
        words.append("PACT-3.0")
    if not words:
        lacking.needs("crossSectoralStandards", "scope.standards")
    return tuple(dict.fromkeys(words))


def _ratings(
    ratings: Ratings, period: tuple[date, date], lacking: Lacking
) -> Mapping[str, Decimal] | None:
    """Weighted ratings, if every source has its three."""
    found = {criterion: ratings.value(criterion) for criterion in CRITERIA}
    told = {name: rounded(value) for name, value in found.items() if value is not None}
    if len(told) == len(CRITERIA):
        return told
    if period[1] > QUALITY_NEEDED_FROM:
        lacking.needs("dqi", "factors.*.data.dqr")
    return None


def _percent(share: Fraction | None) -> Decimal | None:
    return rounded(100 * share) if share is not None else None
