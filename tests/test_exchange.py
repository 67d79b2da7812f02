"""Footprints told to other companies: PACT 3.0.3 and Catena-X PCF 9.0.0."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from small_models import factor, works
from told_footprints import (
    EXCHANGE,
    FACTORS,
    MILL,
    PARTS,
    catena_x_validator,
    pact_validator,
    plant,
)

import lcagraph as lg
from lcagraph.errors import Finding, ModelError, UsageError
from lcagraph.exchange import footprint_of


def pact(told: lg.Model, **options: Any) -> dict[str, Any]:
    tree: dict[str, Any] = json.loads(
        footprint_of(told.solve(), "pact", **options).to_json()
    )
    return tree


def refused(told: lg.Model, layout: str = "pact") -> list[Finding]:
    with pytest.raises(ModelError) as error:
        footprint_of(told.solve(), layout)
    return [finding for finding in error.value.findings if finding.is_fatal]


def fields(findings: list[Finding], code: str) -> dict[str, str]:
    return {str(f.values["field"]): f.at for f in findings if f.code == code}


# --------------------------------------------------------------------------- sums


def test_the_parts_are_those_of_the_model() -> None:
    pcf = pact(plant())["pcf"]
    # fossil: 0.5 + 2 × 1.5 + 1 × 3 = 6.5, the ready figures among it; CH4: 0.27
    assert pcf["fossilGhgEmissions"] == "6.5"
    assert pcf["biogenicNonCO2Emissions"] == "0.27"
    # 1.1 kg taken up, of which 0.0275 leaves as the carbon of methane
    assert pcf["biogenicCO2Uptake"] == "-1.0725"
    assert pcf["pcfExcludingBiogenicUptake"] == "6.77"
    assert pcf["pcfIncludingBiogenicUptake"] == "5.6975"


THIRDS = plant(
    {"mill": {**MILL, "inputs": {"ore": "= 1 kg / 3", "film": "= 1 kg / 7"}}},
    {"ore": factor(1e-7 / 3), "film": factor(1e5 / 3)},
)


@pytest.mark.parametrize("told", [plant(), THIRDS], ids=["round", "thirds"])
def test_the_totals_are_the_exact_sums_of_the_parts(told: lg.Model) -> None:
    pcf = pact(told)["pcf"]
    excluding = sum((Decimal(pcf.get(name, "0")) for name in PARTS), Decimal(0))
    assert Decimal(pcf["pcfExcludingBiogenicUptake"]) == excluding
    including = excluding + Decimal(pcf["biogenicCO2Uptake"])
    assert Decimal(pcf["pcfIncludingBiogenicUptake"]) == including
    assert float(excluding) == pytest.approx(told.solve().excluding, rel=1e-9)
    assert float(including) == pytest.approx(told.solve().including, rel=1e-9)


def test_no_decimal_has_an_exponent_and_every_one_is_a_text() -> None:
    pcf = pact(THIRDS)["pcf"]
    numbers = [value for value in pcf.values() if re.match(r"^[+-]?\d", str(value))]
    assert len(numbers) > 12
    assert all(isinstance(value, str) for value in numbers)
    assert not any(re.match(r"^[\d.+-]+[eE]", value) for value in numbers)


# ------------------------------------------------------------------------- schemas


def test_a_footprint_is_valid_by_the_schema_of_pact() -> None:
    assert [e.message for e in pact_validator().iter_errors(pact(plant()))] == []


@pytest.mark.parametrize("missing", ["companyIds", "productIds", "pcf", "created"])
def test_the_schema_of_pact_refuses_what_lacks_a_field(missing: str) -> None:
    tree = pact(plant())
    del tree[missing]
    assert not pact_validator().is_valid(tree)


def test_a_footprint_is_valid_by_the_schema_of_catena_x() -> None:
    told = footprint_of(plant().solve(), "catena_x")
    tree = json.loads(told.to_json())
    assert [e.message for e in catena_x_validator().iter_errors(tree)] == []
    [stages] = tree["productLifeCycleStagesAndEmissions"]
    [production] = stages["productionStage"]
    assert production["pcfExcludingBiogenicUptake"] == 6.77
    assert production["pcfIncludingBiogenicUptake"] == 5.6975


def test_both_layouts_name_the_same_footprint() -> None:
    [method] = footprint_of(plant().solve(), "catena_x").tree[
        "pcfAssessmentAndMethodology"
    ]
    [version] = method["pcfAssessmentInformation"][0]["idAndVersion"]
    assert version["id"] == pact(plant())["id"]


# ---------------------------------------------------------------------- statements


def test_the_same_model_gives_the_same_file() -> None:
    first, again = (footprint_of(plant().solve(), "pact").to_json() for _ in "ab")
    assert first == again


@pytest.mark.parametrize(
    "other",
    [
        plant(goods={"description": "另 | Other"}),
        plant(assessment={"date": "2025-01-16"}),
        plant().with_({"processes.mill.inputs.ore": "3 kg"}),
    ],
)
def test_another_model_date_or_value_has_another_id(other: lg.Model) -> None:
    assert pact(other)["id"] != pact(plant())["id"]


def test_the_period_ends_with_the_day_after_its_last() -> None:
    pcf = pact(plant())["pcf"]
    assert pcf["referencePeriodStart"] == "2024-01-01T00:00:00Z"
    assert pcf["referencePeriodEnd"] == "2025-01-01T00:00:00Z"


def test_the_time_of_creation_may_be_given() -> None:
    told = pact(plant(), created="2025-03-01T08:00:00+08:00")
    assert told["created"] == "2025-03-01T00:00:00Z"


def test_names_come_in_the_language_asked_for() -> None:
    assert pact(plant(), lang="zh")["productNameCompany"] == "货"
    assert pact(plant(), lang="en")["companyName"] == "Company"


def test_codes_of_the_product_become_urns() -> None:
    assert pact(plant())["productClassifications"] == [
        "urn:pact:productclassification:un-cpc:41532"
    ]


def test_one_place_is_told() -> None:
    names = ("Country", "CountrySubdivision", "RegionOrSubregion")
    told = pact(plant())["pcf"]
    assert [told.get(f"geography{n}") for n in names] == [None, "CN-SD", None]
    told = pact(plant(scope={"geography": "CN"}))["pcf"]
    assert [told.get(f"geography{n}") for n in names] == ["CN", None, None]
    told = pact(plant(scope={"geography": None}))["pcf"]
    assert [told.get(f"geography{n}") for n in names] == [None, None, "Eastern Asia"]


def test_validity_of_three_years_is_told() -> None:
    dates = {"valid_from": "2025-02-01", "valid_until": "2028-01-01"}
    told = pact(plant(data_exchange=dates))
    assert told["validityPeriodEnd"] == "2028-01-01T00:00:00Z"


def test_what_is_left_out_is_told_in_percent() -> None:
    left = {"name": "x", "basis": "cut_off", "reason": "x"}
    excluded = {
        "dies": {**left, "estimate": "1 %"},
        # beyond the gate: no part of what is told
        "shop": {**left, "stage": "distribution", "estimate": "3 %"},
    }
    told = pact(plant(scope={"excluded": excluded}))
    assert told["pcf"]["exemptedEmissionsPercent"] == "1"


def test_ratings_are_told_if_every_source_has_them() -> None:
    rated = {"dqr": {"technological": "2", "temporal": "3", "geographical": "1"}}
    factors = {name: {**each, "data": rated} for name, each in FACTORS.items()}
    mill = works(inputs={"ore": "2 kg", "film": "1 kg"})
    told = pact(plant({"mill": mill}, factors))
    assert told["pcf"]["dqi"] == {
        "technologicalDQR": "2",
        "temporalDQR": "3",
        "geographicalDQR": "1",
    }


def test_ready_figures_are_told_to_be_unsplit() -> None:
    [warning] = footprint_of(plant().solve(), "pact").findings
    # 6 of 0.5 + 6 + 0.27 = 6.77: 88.6 %
    assert (warning.code, warning.values["share"]) == ("W062", "88.6 %")
    split = {
        name: {**each, "co2e": {"fossil": "1 kg"}} for name, each in FACTORS.items()
    }
    assert footprint_of(plant(factors=split).solve(), "pact").findings == ()


# -------------------------------------------------------------------- gate, capture

SHOP = {
    "stage": "distribution",
    "outputs": {"goods": "1 kg"},
    "inputs": {"raw_goods": "1 kg", "freight": "1 kg"},
}
BEYOND = {
    "mill": {**MILL, "outputs": {"raw_goods": "1 kg"}},
    "shop": SHOP,
}


def test_what_lies_beyond_the_gate_is_left_out_and_told() -> None:
    factors = {**FACTORS, "freight": factor(0.4)}
    told = footprint_of(plant(BEYOND, factors).solve(), "pact")
    pcf = told.tree["pcf"]
    assert pcf["pcfExcludingBiogenicUptake"] == "6.77"
    assert "outboundLogisticsGhgEmissions" not in pcf
    [note] = [f for f in told.findings if f.code == "N062"]
    assert note.values == {"stage": "distribution", "kgco2e": "0.4"}


def test_freight_that_the_company_answers_for_is_told_beside() -> None:
    factors = {**FACTORS, "freight": factor(0.4)}
    changes = {"outbound_responsible": "true"}
    pcf = pact(plant(BEYOND, factors, data_exchange=changes))["pcf"]
    assert pcf["outboundLogisticsGhgEmissions"] == "0.4"
    assert pcf["pcfExcludingBiogenicUptake"] == "6.77"


@pytest.mark.parametrize(
    ("origin", "name", "emitted"),
    [
        ("fossil", "ccsTechnologicalCO2Capture", "co2_fossil"),
        ("biogenic", "technologicalCO2Removals", "co2_biogenic"),
    ],
)
def test_stored_co2_is_told_by_its_origin(origin: str, name: str, emitted: str) -> None:
    stored = {
        "flow": "co2_captured",
        "amount": "0.3 kg",
        "of": "stack",
        "origin": origin,
        "fate": "stored",
    }
    mill = works(
        inputs={"ore": "2 kg"},
        emissions={"stack": {"flow": emitted, "amount": "0.5 kg"}},
        removals={"well": stored, "co2_biogenic": "1 kg"},
    )
    pcf = pact(plant({"mill": mill}, {"ore": factor(1.5)}))["pcf"]
    assert pcf["ccsTechnologicalCO2CaptureIncluded"] is True
    assert pcf[name] == "-0.3"


def test_without_capture_nothing_of_it_is_told() -> None:
    pcf = pact(plant())["pcf"]
    assert pcf["ccsTechnologicalCO2CaptureIncluded"] is False
    assert not {"ccsTechnologicalCO2Capture", "technologicalCO2Removals"} & set(pcf)
    assert not {name for name in pcf if name.startswith("ccu")}


# ------------------------------------------------------------------------ refusals


def test_all_that_is_missing_is_told_at_once_with_its_key() -> None:
    bare = plant(
        scope=dict.fromkeys(("period", "geography", "standards", "boundary")),
        organisation={"name": None},
        assessment={"date": None},
        goods=dict.fromkeys(("name", "description", "fossil_carbon")),
        data_exchange=dict.fromkeys(EXCHANGE),
    )
    assert fields(refused(bare), "E240") == {
        "companyName": "organisation.name",
        "created": "assessment.date",
        "boundary": "scope.boundary",
        "referencePeriodStart": "scope.period",
        "geographyCountry": "scope.geography",
        "crossSectoralStandards": "scope.standards",
        "productNameCompany": "products.goods.name",
        "productDescription": "products.goods.description",
        "fossilCarbonContent": "products.goods.fossil_carbon",
        "companyIds": "data_exchange.company_ids",
        "productIds": "data_exchange.product_ids",
        "packagingEmissionsIncluded": "data_exchange.packaging_included",
    }


def test_catena_x_asks_for_more() -> None:
    lacking = dict.fromkeys(("region", "version", "prospective", "waste_incineration"))
    assert fields(refused(plant(data_exchange=lacking), "catena_x"), "E240") == {
        "geographyRegionOrSubregion": "data_exchange.region",
        "version": "data_exchange.version",
        "retroOrProspectivePcfType": "data_exchange.prospective",
        "allocationWasteIncineration": "data_exchange.waste_incineration",
    }


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"data_exchange": {"company_ids": ["c-1"]}}, "companyIds"),
        ({"data_exchange": {"product_ids": ["urn:x"]}}, "productIds"),
        ({"data_exchange": {"region": "Far East"}}, "geography"),
        (
            {
                "data_exchange": {
                    "valid_from": "2025-02-01",
                    "valid_until": "2028-01-02",
                }
            },
            "validityPeriodEnd",
        ),
        (
            {
                "data_exchange": {
                    "valid_from": "2025-02-01",
                    "valid_until": "2025-01-31",
                }
            },
            "validityPeriodEnd",
        ),
        ({"data_exchange": {"recycled_carbon": "-1 kg"}}, "recycledCarbonContent"),
        ({"scope": {"boundary": "gate-to-gate"}}, "boundary"),
        ({"scope": {"gwp": "ipcc-ar6-gwp20"}}, "ipccCharacterizationFactors"),
        ({"assessment": {"date": "2025-01"}}, "created"),
    ],
)
def test_what_the_format_cannot_carry_is_refused(
    changes: dict[str, Any], field: str
) -> None:
    assert field in fields(refused(plant(**changes)), "E241")


@pytest.mark.parametrize(
    ("mill", "field"),
    [
        # biogenic CO2 goes out that nobody has taken up
        (works(emissions={"co2_biogenic": "1 kg", "co2_fossil": "1 kg"}), "uptake"),
        (
            works(emissions={"co2_fossil": "1 kg"}, removals={"co2_land_use": "2 kg"}),
            "land_use_change",
        ),
    ],
)
def test_a_part_of_the_wrong_sign_is_refused(mill: dict[str, Any], field: str) -> None:
    assert field in fields(refused(plant({"mill": mill})), "E241")


def test_an_unknown_layout_is_refused() -> None:
    with pytest.raises(UsageError) as error:
        footprint_of(plant().solve(), "pakt")
    assert (error.value.finding.code, error.value.finding.values["nearest"]) == (
        "E074",
        "pact",
    )


def test_an_unestimated_exclusion_is_missing() -> None:
    dies = {"name": "x", "basis": "cut_off", "reason": "x"}
    solved = plant(scope={"excluded": {"dies": dies}}).solve()
    with pytest.raises(ModelError) as error:
        footprint_of(replace(solved, findings=()), "pact")
    assert [finding.at for finding in error.value.findings if finding.is_fatal] == [
        "scope.excluded.dies.estimate"
    ]
