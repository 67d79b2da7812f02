"""The PCF of Catena-X 9.0.0, out of what a model says: nested lists of numbers.

References
----------
Aspect model `urn:samm:io.catenax.pcf:9.0.0` and its JSON Schema
(eclipse-tractusx/sldt-semantic-models).
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from lcagraph.exchange import carried
from lcagraph.exchange.facts import Facts
from lcagraph.exchange.lacking import Lacking
from lcagraph.exchange.pact import latest_validity
from lcagraph.exchange.sources import NOT_STATED
from lcagraph.exchange.split import Split
from lcagraph.graph.words import ProspectiveKind

SPEC_VERSION = "urn:samm:io.catenax.pcf:9.0.0"
NAME = "Catena-X PCF 9.0.0"

MOST_EXEMPTED = 10
"""Share that may be left out. [%]"""

_KINDS: Mapping[ProspectiveKind, str] = {
    "retrospective": "Retrospective PCF",
    "prospective_without_forerunner": "Prospective PCF without forerunner",
    "prospective_with_forerunner": (
        "Prospective PCF of further developed product with forerunner"
    ),
    "prospective_production_date": (
        "Prospective PCF for current product for future production date"
    ),
    "progressive": "Progressive PCF",
}
_NOT_APPLICABLE = "not applicable"
_REPORTS = ("AR4", "AR5", "AR6")


def catena_x_pcf(facts: Facts, lacking: Lacking) -> dict[str, Any]:
    """The object as plain data, in the order of the aspect model."""
    _check(facts, lacking)
    return {
        "scopeOfPcfForm": [
            {"specVersion": SPEC_VERSION, "partialFullPcf": "Cradle-to-gate"}
        ],
        "companyAndProductInformation": [_company_and_product(facts)],
        "pcfAssessmentAndMethodology": [
            {
                "dataSourcesAndQuality": [_data_quality(facts)],
                "pcfAssessmentInformation": [_assessment(facts)],
                "pcfMethodology": [_methodology(facts)],
            }
        ],
        "general": [
            _told(
                comment=facts.said(facts.exchange.comment),
                pcfLegalStatement=facts.said(facts.exchange.legal_statement),
            )
        ],
        "carbonContent": [_carbon(facts)],
        "productLifeCycleStagesAndEmissions": [_stages(facts)],
    }


def _check(facts: Facts, lacking: Lacking) -> None:
    """What Catena-X asks for beyond the facts, and its own limits."""
    exchange = facts.exchange
    if exchange.region is None and facts.place:
        lacking.needs("geographyRegionOrSubregion", "data_exchange.region")
    for name, key in (
        ("version", "version"),
        ("retroOrProspectivePcfType", "prospective"),
        ("allocationWasteIncineration", "waste_incineration"),
        ("packagingEmissionsIncluded", "packaging_included"),
    ):
        if getattr(exchange, key) is None:
            lacking.needs(name, f"data_exchange.{key}")
    if exchange.version is not None and exchange.version < 0:
        at = "data_exchange.version"
        lacking.refuses("version", at, exchange.version, "sign")
    if facts.exempted > MOST_EXEMPTED:
        at = "scope.excluded"
        lacking.refuses("exemptedEmissionsPercent", at, facts.exempted, "tenth")
    for split, at in ((facts.split, "processes"), (facts.outbound, "data_exchange")):
        if split is not None and split.excluding < 0:
            total = split.excluding
            lacking.refuses("pcfExcludingBiogenicUptake", at, total, "sign")


def _company_and_product(facts: Facts) -> dict[str, Any]:
    product = facts.product
    return {
        "companyInformation": [
            {"companyName": facts.company, "companyIds": list(product.company_ids)}
        ],
        "productInformation": [
            _told(
                productNameCompany=product.name,
                productIds=list(product.ids),
                declaredUnitOfMeasurement=product.unit,
                declaredUnitAmount=float(product.amount),
                productMassPerDeclaredUnit=float(product.mass),
                productClassifications=list(product.classifications) or None,
                productDescription=product.description or None,
            )
        ],
    }


def _data_quality(facts: Facts) -> dict[str, Any]:
    sources = [
        name if version == NOT_STATED else f"{name}, {version}"
        for name, version in facts.secondary
    ]
    ratings = facts.ratings or {}
    return _told(
        primaryDataShare=_number(facts.primary_share),
        secondaryEmissionFactorSources=sources or None,
        **{f"{name}DQR": float(value) for name, value in ratings.items()},
    )


def _assessment(facts: Facts) -> dict[str, Any]:
    exchange, declared = facts.exchange, facts.system.scope.declarations
    until = exchange.valid_until
    end = carried.day(until) if until is not None else None
    region = exchange.region or "Global"
    place = carried.place_of(facts.system.scope.geography or "GLO") or {}
    cut_off = facts.system.scope.cut_off
    return {
        "technology": [
            _told(
                ccsTechnologicalCO2CaptureIncluded=facts.split.stores_carbon,
                boundaryProcessesDescription=facts.said(
                    declared.boundary if declared else None
                ),
            )
        ],
        "idAndVersion": [
            {
                "id": facts.id,
                "version": exchange.version,
                "status": "Active",
                "retroOrProspectivePcfType": _KINDS[
                    exchange.prospective or "retrospective"
                ],
            }
        ],
        "boundarySpecifications": [
            _told(
                exemptedEmissionsPercent=float(facts.exempted),
                exemptedEmissionsDescription=facts.said(
                    cut_off.basis if cut_off else None
                ),
            )
        ],
        "geography": [{"geographyRegionOrSubregion": region, **place}],
        "time": [
            {
                "referencePeriodStart": carried.moment(facts.period[0]),
                "referencePeriodEnd": carried.moment(facts.period[1]),
                "created": facts.created,
                "validityPeriodEnd": carried.moment(end or latest_validity(facts)),
            }
        ],
    }


def _methodology(facts: Facts) -> dict[str, Any]:
    exchange, scope = facts.exchange, facts.system.scope
    balancing, declared = exchange.mass_balancing, scope.declarations
    rules = (
        [scope.category_rule.name.get(facts.language)] if scope.category_rule else []
    )
    [*reports] = facts.reports
    is_one = len(reports) == 1 and reports[0] in _REPORTS
    return {
        "massBalancingInformation": [
            {
                "massBalancingUsed": balancing is not None,
                "freeAttributionInMassBalancing": (
                    str(balancing.free_attribution).lower()
                    if balancing is not None
                    else _NOT_APPLICABLE
                ),
                "massBalancingCertificateScheme": (
                    balancing.scheme if balancing is not None else _NOT_APPLICABLE
                ),
            }
        ],
        "standards": [
            {
                "crossSectoralStandards": list(facts.standards),
                "productOrSectorSpecificRules": rules,
            }
        ],
        "gwpCharacterizationFactorDetails": [
            {"ipccCharacterizationFactors": reports[0] if is_one else "unspecified"}
        ],
        "allocationInForeground": [
            _told(
                allocationWasteIncineration=exchange.waste_incineration,
                allocationRulesDescription=facts.said(
                    declared.allocation if declared else None
                ),
                allocationRecycledCarbon=exchange.recycled_carbon_rule,
            )
        ],
    }


def _carbon(facts: Facts) -> dict[str, Any]:
    product = facts.product
    biogenic = product.biogenic_carbon
    whole = product.fossil_carbon + biogenic if biogenic is not None else None
    return _told(
        carbonContentTotal=_number(whole),
        fossilCarbonContent=_number(product.fossil_carbon),
        biogenicCarbonContent=_number(biogenic),
        recycledCarbonContent=_number(product.recycled_carbon),
        packagingBiogenicCarbonContent=_number(product.packaging_carbon),
    )


def _stages(facts: Facts) -> dict[str, Any]:
    outbound = facts.outbound
    beyond: dict[str, Any] = {"distributionStageIncluded": outbound is not None}
    beyond |= _beside("distributionStage", outbound)
    packaging = {"packagingEmissionsIncluded": facts.exchange.packaging_included}
    packaging |= _beside("packaging", facts.packaging)
    return {
        "productionStage": [_parts(facts.split)],
        "distributionStage": [beyond],
        "packagingStage": [packaging],
    }


def _beside(stage: str, split: Split | None) -> dict[str, Any]:
    """Parts of what is told apart, under names that begin with its stage."""
    parts = _parts(split).items() if split is not None else ()
    return {f"{stage}{name[0].upper()}{name[1:]}": value for name, value in parts}


def _parts(split: Split) -> dict[str, float]:
    return {name: float(value) for name, value in split.by_field.items()}


def _number(value: Decimal | None) -> float | None:
    return float(value) if value is not None else None


def _told(**keys: Any) -> dict[str, Any]:
    """Without what the model doesn't say."""
    return {key: value for key, value in keys.items() if value is not None}
