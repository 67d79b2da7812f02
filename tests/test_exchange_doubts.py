"""What a footprint on its way between companies says that may mislead."""

from __future__ import annotations

import json
from typing import Any

import pytest
from small_models import factor, works
from test_exchange_stated import read, refused, stated
from told_footprints import plant

import lcagraph as lg
from lcagraph.errors import FindingsError
from lcagraph.exchange import Told, factor_file, footprint_of
from lcagraph.locate import folder
from lcagraph.wording import help_lines

LYE = {
    "declaredUnitOfMeasurement": "kilogram",
    "declaredUnitAmount": "1000",
    "productMassPerDeclaredUnit": "2000",
}
SAID = {"mass": "2 kg/kg"}


def exported(model: lg.Model, layout: str = "pact") -> Told:
    return footprint_of(model.solve(), layout)


def codes(told: Any) -> list[str]:
    return [finding.code for finding in told.findings]


# ------------------------------------------------------------------------ mass and unit


def test_lye_is_declared_by_its_own_mass() -> None:
    solved = lg.read(folder("models") / "caustic_soda" / "model.yaml").solve()
    told = footprint_of(solved, "pact")
    # 1 t of NaOH at 100 % is 2 t of lye at 50 %
    pcf = told.tree["pcf"]
    assert pcf["declaredUnitOfMeasurement"] == "kilogram"
    assert (pcf["declaredUnitAmount"], pcf["productMassPerDeclaredUnit"]) == (
        "2000",
        "2000",
    )
    assert "N063" in codes(told)


def test_a_buyer_of_lye_counts_what_he_buys() -> None:
    told = exported(plant(goods=SAID))
    [found] = lg.exchange.read_footprints(told.to_json().encode(), "told.json")
    # 6.77 kgCO2e for 2 kg as delivered; 1 kg of it is half
    system = (
        "lcagraph: 1\nreference: {product: x, amount: 1 kg}\nprocesses:\n"
        "  mill: {stage: production, outputs: {x: 1 kg}, inputs: {lye: 1 kg}}\n"
    )
    model = lg.read_string(system + factor_file([found], ["lye"]))
    assert model.solve().excluding == pytest.approx(6.77 / 2, rel=1e-9)


@pytest.mark.parametrize("layout", ["pact", "catena_x"])
def test_a_product_whose_mass_is_its_amount_needs_no_note(layout: str) -> None:
    assert "N063" not in codes(exported(plant(), layout))
    assert "N063" in codes(exported(plant(goods=SAID), layout))


@pytest.mark.parametrize(
    ("mass", "expected"), [("2000", ["W064"]), ("1000", []), ("0", ["W064"])]
)
def test_kilograms_that_weigh_otherwise_are_told(
    mass: str, expected: list[str]
) -> None:
    found = read(stated({**LYE, "productMassPerDeclaredUnit": mass}))
    assert codes(found) == expected


def test_a_supplied_piece_is_bought_by_weight_as_the_help_says() -> None:
    piece = {
        "declaredUnitOfMeasurement": "piece",
        "declaredUnitAmount": "4",
        "productMassPerDeclaredUnit": "8",
    }
    text = factor_file([read(stated(piece))], ["bracket"])
    assert "mass: 2 kg/piece" in text
    model = (
        "lcagraph: 1\nreference: {product: x, amount: 1 kg}\nprocesses:\n  mill: "
        "{stage: production, outputs: {x: 1 kg}, inputs: {bracket: 6 kg}}\n"
    )
    with pytest.raises(FindingsError) as error:
        lg.read_string(model + text).solve()
    [finding] = error.value.findings
    cure = "= 6 kg / (2 kg/piece)"
    assert cure in " ".join(help_lines(finding, "en"))
    # 77 kgCO2e for 4 pieces of 2 kg each: 6 kg are 3 pieces
    solved = lg.read_string(model.replace("6 kg", cure) + text).solve()
    assert solved.excluding == pytest.approx(77 * 3 / 4, rel=1e-9)


# ------------------------------------------------------------------- status and pattern


def test_a_deprecated_footprint_is_told() -> None:
    found = read(stated({}, status="Deprecated"))
    assert codes(found) == ["W065"]
    assert "Deprecated" in factor_file([found])


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("status", "Nope"),
        ("status", 1),
        ("specVersion", "3."),
        ("specVersion", "3.x"),
        ("specVersion", "3.0"),
        ("id", "f4b1225a"),
        ("id", "urn:uuid:f4b1225a-bd44-4c8e-861d-079e4e1dfd69"),
    ],
)
def test_a_statement_against_its_pattern_is_refused(name: str, value: object) -> None:
    assert {f.code for f in refused(stated({}, **{name: value}))} == {"E241"}


@pytest.mark.parametrize("version", ["3.0.0", "3.0.3", "3.1.0-20251001"])
def test_versions_of_the_third_specification_are_read(version: str) -> None:
    assert read(stated({}, specVersion=version)).findings == ()


def test_a_footprint_without_status_lacks_it() -> None:
    assert {f.code for f in refused(stated({}, status=None))} == {"E240"}


@pytest.mark.parametrize("reports", [["AR９"], ["AR7"], ["AR06"], ["AR6", "AR6 "]])
def test_a_report_that_does_not_exist_is_refused(reports: list[str]) -> None:
    found = refused(stated({"ipccCharacterizationFactors": reports}))
    assert {f.code for f in found} == {"E241"}


def test_validity_that_ends_before_it_begins_is_refused() -> None:
    dates = {
        "validityPeriodStart": "2026-01-01T00:00:00Z",
        "validityPeriodEnd": "2025-06-01T00:00:00Z",
    }
    assert {f.code for f in refused(stated({}, **dates))} == {"E241"}


# ----------------------------------------------------------------- beside the footprint


def test_what_is_told_beside_a_footprint_is_kept_in_the_note() -> None:
    beside = {
        "outboundLogisticsGhgEmissions": "1.5",
        "aircraftGhgEmissions": "0.25",
        "packagingEmissionsIncluded": True,
        "packagingGhgEmissions": "0.75",
        "exemptedEmissionsPercent": "4",
        "exemptedEmissionsDescription": "tools",
    }
    found = read(stated(beside))
    assert found.findings == ()
    note = factor_file([found])
    for words in (
        "outbound logistics 1.5 kgCO2e besides",
        "of which aircraft 0.25 kgCO2e",
        "of which packaging 0.75 kgCO2e",
        "4 % exempted",
    ):
        assert words in " ".join(note.split())


@pytest.mark.parametrize(
    ("share", "expected"), [("80", ["W066"]), ("5", []), ("5.01", ["W066"]), ("0", [])]
)
def test_much_that_is_left_out_is_told(share: str, expected: list[str]) -> None:
    assert codes(read(stated({"exemptedEmissionsPercent": share}))) == expected


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("exemptedEmissionsPercent", "101"),
        ("exemptedEmissionsPercent", 3),
        ("outboundLogisticsGhgEmissions", "-1"),
        ("packagingGhgEmissions", "x"),
        ("packagingEmissionsIncluded", "yes"),
    ],
)
def test_a_side_figure_against_the_rules_is_refused(name: str, value: object) -> None:
    assert {f.code for f in refused(stated({name: value}))} == {"E241"}


# --------------------------------------------------------------------- biogenic carbon


@pytest.mark.parametrize(
    ("uptake", "content", "expected"),
    [
        # 12 kg of carbon are 44 kg of CO2
        ("-44", "12", []),
        ("-88", "12", ["W067"]),
        ("-44", "24", ["W067"]),
        ("0", "12", ["W067"]),
        ("-44", None, []),
    ],
)
def test_uptake_is_compared_with_the_carbon_of_the_product(
    uptake: str, content: str | None, expected: list[str]
) -> None:
    pcf = {
        "biogenicCO2Uptake": uptake,
        "pcfIncludingBiogenicUptake": str(77 + int(uptake)),
        "biogenicCarbonContent": content,
    }
    assert codes(read(stated(pcf))) == expected


def test_carbon_of_the_packaging_counts_with_that_of_the_product() -> None:
    pcf = {
        "biogenicCO2Uptake": "-44",
        "pcfIncludingBiogenicUptake": "33",
        "biogenicCarbonContent": "9",
        "packagingBiogenicCarbonContent": "3",
    }
    assert codes(read(stated(pcf))) == []


@pytest.mark.parametrize("layout", ["pact", "catena_x"])
def test_uptake_without_its_carbon_is_told_when_it_is_written(layout: str) -> None:
    # 1.0725 kg taken up and 0.3 kg of carbon, 1.1 kg of CO2: methane has the rest
    assert "W067" not in codes(exported(plant(), layout))
    assert "W067" in codes(exported(plant(goods={"biogenic_carbon": "0.1"}), layout))


# -------------------------------------------------------------------------------- dates


def test_a_footprint_made_before_its_period_has_ended_is_told() -> None:
    early = {"created": "2024-06-01"}
    assert "W068" in codes(exported(plant(data_exchange=early)))
    assert "W068" not in codes(exported(plant()))
    assert codes(read(stated({}, created="2024-06-01T00:00:00Z"))) == ["W068"]


def test_a_forecast_is_made_before_its_period() -> None:
    early = {
        "created": "2024-06-01",
        "prospective": "prospective_without_forerunner",
    }
    assert "W068" not in codes(exported(plant(data_exchange=early)))


# ------------------------------------------------------------------------------ sources


def test_sources_are_named_without_their_arithmetic_and_years_are_told_as_such() -> (
    None
):
    sourced = {
        "ore": {
            **factor(1.5),
            "source": "USLCI 1b6afe73: 66.14 kWh × 0.5777 + 1615 t*km × 0.00433",
            "year": "2012",
        },
        "film": {**factor(3), "source": "14.7 + rolling 1.5 kWh × 0.5777"},
    }
    tree = json.loads(exported(plant(factors=sourced)).to_json())
    assert tree["pcf"]["secondaryEmissionFactorSources"] == [
        {"name": "USLCI 1b6afe73", "version": "data of 2012"},
        {"name": "film", "version": "not stated"},
    ]


def test_a_source_without_a_year_is_a_name_alone_in_catena_x() -> None:
    sourced = {
        "ore": {**factor(1.5), "source": "USLCI 1b6afe73", "year": "2012"},
        "film": {**factor(3), "source": "Handbook"},
    }
    tree = json.loads(exported(plant(factors=sourced), "catena_x").to_json())
    [assessed] = tree["pcfAssessmentAndMethodology"]
    [quality] = assessed["dataSourcesAndQuality"]
    assert quality["secondaryEmissionFactorSources"] == [
        "Handbook",
        "USLCI 1b6afe73, data of 2012",
    ]


def test_a_source_keeps_a_name_with_numbers_and_colons() -> None:
    text = "GB/T 2589-2020, table A.1: coal; ISBN 978-7-5066: 3rd edition"
    sourced = {"ore": {**factor(1.5), "source": text}, "film": factor(3)}
    mill = works(inputs={"ore": "2 kg"})
    tree = json.loads(exported(plant({"mill": mill}, sourced)).to_json())
    [source] = tree["pcf"]["secondaryEmissionFactorSources"]
    assert source["name"] == text
