"""`ProductFootprint` of PACT 3.0.3, out of what a model says.

Every decimal is a text; the totals are the exact sums of the parts that stand beside
them. All parts of the sum are told, zeros too, so that who reads it can add them up.

References
----------
PACT Technical Specifications 3.0.3, OpenAPI schema (wbcsd/data-exchange-protocol,
spec/v3/openapi.yaml).
"""

from __future__ import annotations

from datetime import date
from typing import Any

from lcagraph.exchange import carried
from lcagraph.exchange.decimals import decimal_text
from lcagraph.exchange.facts import Facts
from lcagraph.exchange.lacking import Lacking
from lcagraph.exchange.split import Split

SPEC_VERSION = "3.0.3"
NAME = f"PACT {SPEC_VERSION}"

OPERATORS = ("PEF", "EPD International")
"""Publishers of product category rules that PACT has words for."""


def product_footprint(facts: Facts, lacking: Lacking) -> dict[str, Any]:
    """The object as plain data, in the order of the specification."""
    exchange, product = facts.exchange, facts.product
    if facts.primary_share is None:
        lacking.needs("primaryDataShare", "processes")
    if exchange.packaging_included is None:
        at = "data_exchange.packaging_included"
        lacking.needs("packagingEmissionsIncluded", at)
    if facts.system.scope.category_rule and not exchange.rule_operator:
        at = "data_exchange.rule_operator"
        lacking.needs("productOrSectorSpecificRules", at)
    if facts.split.uptake and product.biogenic_carbon is None:
        at = f"products.{facts.system.reference.product}.biogenic_carbon"
        lacking.needs("biogenicCarbonContent", at)
    return _without_empty(
        {
            "id": facts.id,
            "specVersion": SPEC_VERSION,
            "precedingPfIds": list(exchange.preceding),
            "created": facts.created,
            "status": "Active",
            **_validity(facts, lacking),
            "companyName": facts.company,
            "companyIds": list(product.company_ids),
            "productDescription": product.description,
            "productIds": list(product.ids),
            "productClassifications": list(product.classifications),
            "productNameCompany": product.name,
            "comment": facts.said(exchange.comment),
            "pcf": _without_empty(_carbon_footprint(facts)),
        }
    )


def _carbon_footprint(facts: Facts) -> dict[str, Any]:
    product, scope = facts.product, facts.system.scope
    declared = scope.declarations
    return {
        "declaredUnitOfMeasurement": product.unit,
        "declaredUnitAmount": decimal_text(product.amount),
        "productMassPerDeclaredUnit": decimal_text(product.mass),
        "referencePeriodStart": carried.moment(facts.period[0]),
        "referencePeriodEnd": carried.moment(facts.period[1]),
        **facts.place,
        "boundaryProcessesDescription": facts.said(
            declared.boundary if declared else None
        ),
        **{n: decimal_text(value) for n, value in facts.split.by_field.items()},
        **_contents(facts),
        "packagingEmissionsIncluded": facts.exchange.packaging_included,
        "packagingGhgEmissions": _excluding(facts.packaging),
        "outboundLogisticsGhgEmissions": _excluding(facts.outbound),
        **_captures(facts.split),
        **_used(facts),
        "ipccCharacterizationFactors": list(facts.reports),
        "crossSectoralStandards": list(facts.standards),
        "productOrSectorSpecificRules": _rules(facts),
        "exemptedEmissionsPercent": decimal_text(facts.exempted),
        "exemptedEmissionsDescription": facts.said(
            scope.cut_off.basis if scope.cut_off else None
        ),
        "allocationRulesDescription": facts.said(
            declared.allocation if declared else None
        ),
        "secondaryEmissionFactorSources": [
            {"name": name, "version": version} for name, version in facts.secondary
        ],
        "primaryDataShare": (
            decimal_text(facts.primary_share)
            if facts.primary_share is not None
            else None
        ),
        "dqi": _ratings(facts),
        "verification": _verification(facts),
    }


def _contents(facts: Facts) -> dict[str, str]:
    product = facts.product
    carbon = {
        "fossilCarbonContent": product.fossil_carbon,
        "biogenicCarbonContent": product.biogenic_carbon,
        "recycledCarbonContent": product.recycled_carbon,
        "packagingBiogenicCarbonContent": product.packaging_carbon,
    }
    return {n: decimal_text(value) for n, value in carbon.items() if value is not None}


def _excluding(split: Split | None) -> str | None:
    return decimal_text(split.excluding) if split is not None else None


def _rules(facts: Facts) -> list[dict[str, Any]]:
    """The product category rule, under who has published it."""
    rule = facts.system.scope.category_rule
    if rule is None:
        return []
    operator = facts.exchange.rule_operator or ""
    is_listed = operator in OPERATORS
    return [
        _without_empty(
            {
                "operator": operator if is_listed else "Other",
                "ruleNames": [rule.name.get(facts.language)],
                "otherOperatorName": None if is_listed else operator,
            }
        )
    ]


def _captures(split: Split) -> dict[str, Any]:
    """Told only where CO2 is captured and stored; without, they must not be there."""
    told: dict[str, Any] = {"ccsTechnologicalCO2CaptureIncluded": split.stores_carbon}
    if split.stores_carbon:
        fossil, other = split.captured, split.technological_removal
        origins = [
            name for name, v in (("fossil", fossil), ("biogenic or air", other)) if v
        ]
        told["ccsTechnologicalCO2Capture"] = decimal_text(fossil)
        told["technologicalCO2Removals"] = decimal_text(other)
        told["technologicalCO2CaptureOrigin"] = ", ".join(origins)
    return told


def _used(facts: Facts) -> dict[str, Any]:
    """Captured carbon in the product: by cut-off, since a model knows no credit."""
    if not facts.captured_carbon:
        return {}
    return {
        "ccuCarbonContent": decimal_text(facts.captured_carbon),
        "ccuCalculationApproach": "Cut-off",
    }


def _ratings(facts: Facts) -> dict[str, str] | None:
    if facts.ratings is None:
        return None
    return {f"{name}DQR": decimal_text(v) for name, v in facts.ratings.items()}


def _validity(facts: Facts, lacking: Lacking) -> dict[str, str]:
    """Stated begin and end; at most three years after the reference period."""
    exchange = facts.exchange
    until, since = exchange.valid_until, exchange.valid_from
    if until is None and since is None:
        return {}
    if until is None or since is None:
        key = "valid_from" if since is None else "valid_until"
        lacking.needs("validityPeriodStart", f"data_exchange.{key}")
        return {}
    begin, end = carried.day(since), carried.day(until)
    if begin is None or end is None:
        at = "data_exchange.valid_until"
        lacking.refuses("validityPeriodEnd", at, f"{since}/{until}", "date")
        return {}
    limit = latest_validity(facts)
    if not begin < end or end > limit:
        at = "data_exchange.valid_until"
        lacking.refuses("validityPeriodEnd", at, until, "validity")
    return {
        "validityPeriodStart": carried.moment(begin),
        "validityPeriodEnd": carried.moment(end),
    }


def latest_validity(facts: Facts) -> date:
    """Three years after the end of the reference period."""
    end = facts.period[1]
    return carried.years_later(end) if end > date.min else date.max


def _verification(facts: Facts) -> dict[str, str] | None:
    assessment = facts.system.assessment
    given = assessment.certification if assessment is not None else None
    if given is None or given.number is None:
        return None
    issued = carried.day(given.issued or "")
    return _without_empty(
        {
            "coverage": "product level",
            "providerName": facts.said(given.body),
            "completedAt": carried.moment(issued) if issued is not None else None,
            "standardName": given.standard,
        }
    )


def _without_empty(told: dict[str, Any]) -> dict[str, Any]:
    """Without what the model doesn't say: the schema has no empty values."""
    return {key: v for key, v in told.items() if v is not None and v not in ([], "")}
