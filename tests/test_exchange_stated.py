"""A supplier's PACT footprint: checked, and taken over as a factor."""

from __future__ import annotations

import copy
import json
from decimal import Decimal
from typing import Any

import pytest
from told_footprints import plant

import lcagraph as lg
from lcagraph.errors import Finding, FindingsError
from lcagraph.exchange import factor_file, footprint_of, read_footprints

# Official examples 1 to 4 of PACT 3 (wbcsd/data-exchange-protocol, spec/v3/examples, at
# cf4ebedb18d4): fossil, LUC, land management fossil, biogenic and removals, biogenic
# non-CO2, uptake, and the two totals as they are stated
EXAMPLES = {
    1: ("0.35", "0", "0.03", "0.004", "0", "0.002", "-1.61", "0.384", "-1.23"),
    2: ("4.78", "0", "0.36", "0", "0", "0.024", "-19.36", "5.14", "-14.22"),
    3: ("77", "0", "0", "0", "0", "0", "0", "77", "77"),
    4: ("0.17", "0.2", "0.05", "0", "0", "0.001", "-0.37", "0.42", "0.05"),
}
NAMES = (
    "fossilGhgEmissions",
    "landUseChangeGhgEmissions",
    "landManagementFossilGhgEmissions",
    "landManagementBiogenicCO2Emissions",
    "landManagementBiogenicCO2Removals",
    "biogenicNonCO2Emissions",
    "biogenicCO2Uptake",
    "pcfExcludingBiogenicUptake",
    "pcfIncludingBiogenicUptake",
)


def example(number: int) -> dict[str, Any]:
    return stated(dict(zip(NAMES, EXAMPLES[number], strict=True)))


def stated(pcf: dict[str, Any], **top: Any) -> dict[str, Any]:
    """A footprint of 12.5 litres that weigh 9.86 kg; None takes a value out."""
    parts = {
        "declaredUnitOfMeasurement": "liter",
        "declaredUnitAmount": "12.5",
        "productMassPerDeclaredUnit": "9.86",
        "referencePeriodStart": "2024-01-01T00:00:00Z",
        "referencePeriodEnd": "2025-01-01T00:00:00Z",
        "geographyCountry": "DE",
        "pcfExcludingBiogenicUptake": "77",
        "pcfIncludingBiogenicUptake": "77",
        "fossilGhgEmissions": "77",
        "ipccCharacterizationFactors": ["AR6"],
        **pcf,
    }
    whole = {
        "id": "f4b1225a-bd44-4c8e-861d-079e4e1dfd69",
        "specVersion": "3.0.0",
        "created": "2025-02-01T00:00:00Z",
        "status": "Active",
        "companyName": "Maker",
        "companyIds": ["urn:company:example:company1"],
        "productIds": ["urn:gtin:4712345060507"],
        "productNameCompany": "Green Ethanol",
        **top,
        "pcf": {name: value for name, value in parts.items() if value is not None},
    }
    return {name: value for name, value in whole.items() if value is not None}


def content(tree: Any) -> bytes:
    return json.dumps(tree).encode()


def read(tree: Any) -> Any:
    [found] = read_footprints(content(tree), "ethanol.json")
    return found


def refused(tree: Any) -> list[Finding]:
    with pytest.raises(FindingsError) as error:
        read_footprints(content(tree), "ethanol.json")
    return list(error.value.findings)


def consumer(factors: str) -> lg.Model:
    """2.5 litres of the supplier's ethanol."""
    return lg.read_string(
        "lcagraph: 1\nreference: {product: goods, amount: 1 kg}\n"
        "processes:\n  mill: {stage: production, outputs: {goods: 1 kg}, "
        "inputs: {green_ethanol: 2.5 L}}\n" + factors
    )


# --------------------------------------------------------------------------- totals


@pytest.mark.parametrize(
    ("number", "by_formula", "is_wrong"),
    [(1, "0.356", True), (2, "4.804", True), (3, "77", False), (4, "0.371", True)],
)
def test_examples_that_contradict_the_schema_are_warned_of_and_read(
    number: int, by_formula: str, is_wrong: bool
) -> None:
    found = read(example(number))
    assert found.sum_of_parts == Decimal(by_formula)
    told = [(w.code, w.at, w.values["sum"]) for w in found.findings]
    expected = ("W061", "pcf.pcfExcludingBiogenicUptake", by_formula)
    # −1.23 of example 1 is −1.226 rounded to the places that it has: no warning
    assert told == ([expected] if is_wrong else [])


def test_a_total_with_uptake_that_is_no_sum_is_warned_of() -> None:
    found = read(stated({"biogenicCO2Uptake": "-7"}))
    assert [(w.code, w.at, w.values["sum"]) for w in found.findings] == [
        ("W061", "pcf.pcfIncludingBiogenicUptake", "70")
    ]


def test_a_larger_total_is_kept_as_unspecified() -> None:
    factors = factor_file([read(example(1))])
    # per 12.5 L 0.384, of which 2.5 L are a fifth
    assert consumer(factors).solve().excluding == pytest.approx(0.384 / 5, rel=1e-9)
    assert "unspecified: 0.028 kg" in factors


def test_a_smaller_total_does_not_lower_the_parts() -> None:
    factors = factor_file([read(stated({"pcfExcludingBiogenicUptake": "70"}))])
    assert consumer(factors).solve().excluding == pytest.approx(77 / 5, rel=1e-9)


# ---------------------------------------------------------------------------- factor


def test_a_footprint_becomes_a_factor_with_its_quality() -> None:
    rated = {"technologicalDQR": "2.0", "temporalDQR": "3.5", "geographicalDQR": "1"}
    found = read(stated({"primaryDataShare": "56.12", "dqi": rated}))
    system = consumer(factor_file([found])).system
    factor = system.factors["green_ethanol"]
    assert factor.per is not None
    assert factor.per.text == "12.5 L"
    assert (factor.class_, factor.region, factor.year) == ("supplier", "DE", 2024)
    assert factor.primary_share == Decimal("0.5612")
    assert factor.data is not None
    assert factor.data.dqr is not None
    assert factor.data.dqr.temporal == Decimal("3.5")
    # 9.86 kg / 12.5 L = 0.7888 kg/L
    assert factor.properties["mass"].text == "0.7888 kg/L"


def test_what_is_told_comes_back_as_it_was() -> None:
    told = footprint_of(plant().solve(), "pact").to_json()
    [found] = read_footprints(told.encode(), "told.json")
    assert found.findings == ()
    assert found.excluding == Decimal("6.77")
    factors = factor_file([found], ["green_ethanol"])
    solved = consumer(factors.replace("per: 1 kg", "per: 1 L")).solve()
    assert solved.excluding == pytest.approx(2.5 * 6.77, rel=1e-9)
    assert solved.including == pytest.approx(2.5 * 5.6975, rel=1e-9)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2024-01-01T00:00:00Z", "2025-01-01T00:00:00Z"),
        ("2024-01-01T00:00:00+08:00", "2025-01-01T00:00:00+08:00"),
        ("2024-01-01T00:00:00+08:00", "2024-12-31T23:59:59+08:00"),
    ],
)
def test_a_year_is_a_year_in_every_time_zone(start: str, end: str) -> None:
    dates = {"referencePeriodStart": start, "referencePeriodEnd": end}
    factors = factor_file([read(stated(dates))])
    assert "period: 2024-01-01/2024-12-31" in factors
    assert "year: 2024" in factors


def test_factors_of_an_older_report_keep_its_set() -> None:
    assert "gwp: ipcc-ar5-gwp100" in factor_file(
        [read(stated({"ipccCharacterizationFactors": ["AR5"]}))]
    )
    mixed = read(stated({"ipccCharacterizationFactors": ["AR5", "AR6"]}))
    assert "gwp: unknown" in factor_file([mixed])


def test_several_footprints_get_ids_of_their_own() -> None:
    footprints = read_footprints(
        content({"data": [example(1), example(2), example(3)]}), "x.json"
    )
    factors = factor_file(footprints)
    heads = [line for line in factors.splitlines() if line.startswith("  g")]
    assert heads == ["  green_ethanol:", "  green_ethanol_2:", "  green_ethanol_3:"]


@pytest.mark.parametrize(
    "name",
    ["kg", "1", "…", "a: {b", "=cmd|' /C calc'!A0", "{{ x }}", "- x", "中文 产品"],
)
def test_any_name_gives_a_factor_that_can_be_read(name: str) -> None:
    factors = factor_file([read(stated({}, productNameCompany=name))])
    document = lg.read_string(
        "lcagraph: 1\nreference: {product: goods, amount: 1 kg}\n"
        "processes: {mill: {stage: production, outputs: {goods: 1 kg}}}\n" + factors
    )
    [factor] = document.system.factors.values()
    assert factor.name is not None
    assert factor.name.en == name


# -------------------------------------------------------------------------- refusals


def test_all_that_is_missing_is_told_at_once() -> None:
    found = refused({"pcf": {}})
    assert {f.code for f in found} == {"E240"}
    assert {str(f.values["field"]) for f in found} >= {
        *("id", "specVersion", "companyName", "companyIds", "productIds", "created"),
        *("pcf.declaredUnitAmount", "pcf.fossilGhgEmissions"),
        *("pcf.pcfExcludingBiogenicUptake", "pcf.ipccCharacterizationFactors"),
    }


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("fossilGhgEmissions", "-1"),
        ("fossilGhgEmissions", 77),
        ("fossilGhgEmissions", "1e5"),
        ("landManagementBiogenicCO2Removals", "100"),  # the schema's pattern takes it
        ("biogenicCO2Uptake", "5"),
        ("declaredUnitAmount", "0"),
        ("declaredUnitAmount", "1.5x"),
        ("declaredUnitOfMeasurement", "megabit second"),
        ("declaredUnitOfMeasurement", ["liter"]),
        ("referencePeriodEnd", "2023-01-01T00:00:00Z"),
        ("referencePeriodEnd", "2025-01-01"),
        ("referencePeriodEnd", "9999-12-31T23:59:59Z"),  # there is no day after
        ("geographyCountry", "Germany"),
        ("geographyCountrySubdivision", "DE-BY"),  # a second place
        ("primaryDataShare", "101"),
        ("ipccCharacterizationFactors", ["6"]),
        ("dqi", {"technologicalDQR": "0.5"}),
        ("dqi", []),
        ("verification", "yes"),
    ],
)
def test_a_value_against_the_rules_is_refused(name: str, value: object) -> None:
    assert {f.code for f in refused(stated({name: value}))} == {"E241"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("specVersion", "2.3.0"),
        ("companyIds", ["company1"]),
        ("companyIds", "urn:company:example:company1"),
        ("validityPeriodEnd", "2028-01-02T00:00:00Z"),  # after 2028-01-01
        ("created", "yesterday"),
        ("companyName", "a\x1b[31mb"),
        ("productNameCompany", {"a": "b"}),
    ],
)
def test_a_statement_against_the_rules_is_refused(name: str, value: object) -> None:
    found = refused(stated({}, **{name: value}))
    assert {f.code for f in found} == {"E241"}
    assert all(str(f.values["value"]).isascii() for f in found)


@pytest.mark.parametrize("tree", [[], 5, "x", None, [1], {"data": []}, {"data": 7}])
def test_what_is_no_footprint_is_refused(tree: object) -> None:
    assert {f.code for f in refused(tree)} <= {"E240", "E241"}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('{"id": "a", "id": "b"}', "E019"),
        ("[" * 500 + "]" * 500, "E017"),
        ('{"pcf": ', "E016"),
        ("\ufeff\x00", "E016"),
    ],
)
def test_hostile_json_is_refused(text: str, code: str) -> None:
    with pytest.raises(FindingsError) as error:
        read_footprints(text.encode(), "x.json")
    assert [finding.code for finding in error.value.findings] == [code]


def test_nan_is_no_number() -> None:
    text = content(stated({})).replace(b'"77"', b"NaN")
    with pytest.raises(FindingsError) as error:
        read_footprints(text, "x.json")
    assert {finding.code for finding in error.value.findings} == {"E241"}


def test_reading_changes_nothing_in_what_is_read() -> None:
    tree = stated({})
    before = copy.deepcopy(tree)
    read(tree)
    assert tree == before
