"""Names of units as databases write them, against pint."""

from __future__ import annotations

import pint
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lcagraph.background.unit_names import (
    OWN_UNITS,
    WORDS,
    named_unit,
    opaque_unit,
    standard_unit,
)
from lcagraph.units import UNITS

RTOL = 1e-12  # products of a few decimals

# Name in a database → the same in pint's words, spelled out, as some of its short forms
# mean something else (`kt` knots, `a` are, `ct` century).
PINT = {
    "kg": "kilogram",
    "Kilogram": "kilogram",
    "t": "metric_ton",
    "Mg": "megagram",
    "ug": "microgram",
    "µg": "microgram",
    "μg": "microgram",
    "kt": "1000 metric_ton",
    "lb av": "pound",
    "oz av": "ounce",
    "oz t": "troy_ounce",
    "gr": "grain",
    "ct": "carat",
    "dwt": "pennyweight",
    "cwt": "US_hundredweight",
    "dr (Av)": "dram",
    "sh tn": "US_ton",
    "short ton": "US_ton",
    "tn.sh": "US_ton",
    "long tn": "UK_ton",
    "MJ": "megajoule",
    "kWh": "kilowatt_hour",
    "btu": "international_british_thermal_unit",
    "therm": "1e5 international_british_thermal_unit",
    "hp*h": "horsepower * hour",
    "TOE": "tonne_of_oil_equivalent",
    "EJ": "exajoule",
    "m3": "meter**3",
    "m³": "meter**3",
    "l": "liter",
    "Ml": "megaliter",
    "ml": "milliliter",
    "dm3": "liter",
    "cu ft": "foot**3",
    "cuft": "foot**3",
    "in3": "inch**3",
    "cuin": "inch**3",
    "yd3": "yard**3",
    "gal (US liq)": "gallon",
    "gal*": "gallon",
    "gal (US dry)": "US_dry_gallon",
    "gal (Imp)": "imperial_gallon",
    "qt (US liq)": "liquid_quart",
    "pt (US fl)": "liquid_pint",
    "pt (Imp)": "imperial_pint",
    "US fl oz": "fluid_ounce",
    "fl oz (Imp)": "imperial_fluid_ounce",
    "bbl": "oil_barrel",
    "m2": "meter**2",
    "sq.ft": "foot**2",
    "ac": "(66 * foot) * (660 * foot)",
    "mi2": "international_mile**2",
    "nmi2": "nautical_mile**2",
    "in": "inch",
    "ft": "foot",
    "h": "hour",
    "hr": "hour",
    "hour": "hour",
    "day": "day",
    "week": "week",
    "a": "julian_year",
    "t*km": "metric_ton * kilometer",
    "tkm": "metric_ton * kilometer",
    "metric ton*km": "metric_ton * kilometer",
    "ton kilometer": "metric_ton * kilometer",
    "kg*km": "kilogram * kilometer",
    "kgkm": "kilogram * kilometer",
    "t*mi": "metric_ton * international_mile",
    "m2*a": "meter**2 * julian_year",
    "m2*year": "meter**2 * julian_year",
    "m2a": "meter**2 * julian_year",
    "m3*a": "meter**3 * julian_year",
    "ha*a": "hectare * julian_year",
    "km*year": "kilometer * julian_year",
    "kg*day": "kilogram * day",
    "kBq": "kilobecquerel",
    "Bq": "becquerel",
    "µBq": "microbecquerel",
    "Ci": "curie",
    "Rutherford": "rutherford",
    "千克": "kilogram",
    "吨": "metric_ton",
    "千瓦时": "kilowatt_hour",
    "度": "kilowatt_hour",
    "兆焦": "megajoule",
    "立方米": "meter**3",
    "吨公里": "metric_ton * kilometer",
}
COHERENT = {
    "mass": "kilogram",
    "length": "meter",
    "time": "hour",
    "energy": "megajoule",
    "radioactivity": "becquerel",
}


@pytest.fixture(scope="module")
def registry() -> pint.UnitRegistry:
    return pint.UnitRegistry()


@pytest.mark.parametrize("name", PINT)
def test_a_unit_has_the_size_that_pint_gives_it(
    name: str, registry: pint.UnitRegistry
) -> None:
    unit = named_unit(name)
    assert unit is not None
    target = " * ".join(f"{COHERENT[base]}**{e}" for base, e in unit.dimension)
    expected = registry.parse_expression(PINT[name]).to(target).magnitude
    assert unit.factor == pytest.approx(expected, rel=RTOL)


@given(
    amount=st.floats(1e-6, 1e6),
    names=st.sampled_from([("kg", "lb av"), ("m3", "cu ft"), ("MJ", "btu")]),
)
def test_an_amount_comes_back_from_another_unit(
    amount: float, names: tuple[str, str]
) -> None:
    one, other = (named_unit(name) for name in names)
    assert one is not None
    assert other is not None
    there = amount * one.factor / other.factor
    assert there * other.factor / one.factor == pytest.approx(amount, rel=RTOL)


@pytest.mark.parametrize(
    ("name", "dimension"),
    [
        ("p", (("piece", 1),)),  # of a model it would be a person
        ("Item(s)", (("piece", 1),)),
        ("unit", (("piece", 1),)),
        ("p*km", (("length", 1), ("person", 1))),
        ("person*km", (("length", 1), ("person", 1))),
        ("v*km", (("length", 1), ("vehicle", 1))),
        ("guest night", (("guest night", 1),)),
        ("EUR 2005", (("EUR_2005", 1),)),
        ("EUR2005", (("EUR_2005", 1),)),
        ("USD", (("USD", 1),)),
        ("Nm3", (("normal_volume", 1),)),
    ],
)
def test_a_name_has_its_dimension(
    name: str, dimension: tuple[tuple[str, int], ...]
) -> None:
    unit = named_unit(name)
    assert unit is not None
    assert unit.dimension == dimension


@pytest.mark.parametrize(
    "name", ["", "gal", "ton", "MT", "mt", "kg-NO", "?", "*", "kg*", "x" * 100]
)
def test_a_word_with_no_meaning_or_several_is_no_unit(name: str) -> None:
    assert named_unit(name) is None


def test_only_simapro_fixes_what_a_ton_is() -> None:
    # SimaPro: ton = 1000 kg, tn.sh and tn.lg are the others
    ton = named_unit("ton", "simapro")
    assert ton is not None
    assert ton.factor == 1000
    assert named_unit("ton", "ilcd") is None


def test_an_unknown_unit_equals_only_itself() -> None:
    assert opaque_unit("gal").dimension == opaque_unit(" gal ").dimension
    assert opaque_unit("gal").dimension != opaque_unit("gill").dimension


@pytest.mark.parametrize(
    ("name", "standard"),
    [("g", "kg"), ("kWh", "MJ"), ("l", "m3"), ("kg*km", "t*km"), ("p", "Item(s)")],
)
def test_a_quantity_has_a_customary_unit(name: str, standard: str) -> None:
    unit = named_unit(name)
    assert unit is not None
    assert standard_unit(unit) == standard


def test_every_other_word_means_a_unit() -> None:
    assert [word for word in WORDS if named_unit(word) is None] == []


def test_no_unit_of_databases_hides_one_of_models() -> None:
    shared = sorted(OWN_UNITS.keys() & UNITS.keys())
    assert shared == []
