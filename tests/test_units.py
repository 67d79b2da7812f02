"""The closed table of units against pint, and the grammar that combines units."""

from __future__ import annotations

import re
from pathlib import Path

import pint
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lcagraph.errors import Finding, QuantityError
from lcagraph.units import (
    DIMENSIONLESS,
    UNITS,
    Unit,
    coherent,
    conversion,
    divide,
    is_co2e,
    is_unit_name,
    multiply,
    parse_unit,
    power,
    unit_notes,
)
from lcagraph.units.table import ALIASES, CURRENCIES, UNCLEAR
from lcagraph.wording import LANGUAGES, help_lines, message

ROOT = Path(__file__).resolve().parents[1]
FACTOR_RTOL = 1e-12  # both sides are products of a few rounded decimals

# Our id → the same unit in pint's words (its `kt` is a knot, its `a` an are, its `p`
# a pint: so names are spelled out).
PINT = {
    **{p + "g": p + "gram" for p in ("m", "", "k")},
    "t": "metric_ton",
    "kt": "1000 metric_ton",
    "Mt": "1e6 metric_ton",
    "万吨": "1e4 metric_ton",
    "lb": "pound",
    "short_ton": "US_ton",
    "long_ton": "UK_ton",
    **{p + "m": p + "meter" for p in ("m", "c", "", "k")},
    "ft": "international_foot",
    "mi": "international_mile",
    "nmi": "nautical_mile",
    **{p + "m2": p + "meter**2" for p in ("m", "c", "", "k")},
    "ha": "hectare",
    "mL": "milliliter",
    "L": "liter",
    "m3": "meter**3",
    "万立方米": "1e4 meter**3",
    "gal_us": "gallon",
    "gal_uk": "imperial_gallon",
    "bbl": "oil_barrel",
    "s": "second",
    "min": "minute",
    "h": "hour",
    "d": "day",
    "a": "julian_year",
    **{p + "J": p + "joule" for p in ("", "k", "M", "G", "T", "P")},
    **{p + "Wh": p + "watt_hour" for p in ("", "k", "M", "G", "T")},
    "万kWh": "1e4 kilowatt_hour",
    "亿kWh": "1e8 kilowatt_hour",
    "kcal": "1e3 international_calorie",
    "Mcal": "1e6 international_calorie",
    "Gcal": "1e9 international_calorie",
    "kgce": "7e6 international_calorie",  # 7000 kcal per kg, GB/T 2589
    "tce": "7e9 international_calorie",
    "万tce": "7e13 international_calorie",
    "toe": "tonne_of_oil_equivalent",
    "Btu": "international_british_thermal_unit",
    "MMBtu": "1e6 international_british_thermal_unit",
    **{p + "W": p + "watt" for p in ("", "k", "M", "G")},
    "tkm": "metric_ton * kilometer",
    "万tkm": "1e4 metric_ton * kilometer",
    **{p + "mol": p + "mole" for p in ("m", "", "k")},
    "Mbit": "megabit",
    "Gbit": "gigabit",
    **{p + "B": p + "byte" for p in ("M", "G", "T")},
    "%": "percent",
    "‰": "permille",
    "ppm": "ppm",
    "ppb": "1e-3 ppm",
}
COHERENT_IN_PINT = {
    (("mass", 1),): "kilogram",
    (("length", 1),): "meter",
    (("length", 2),): "meter**2",
    (("length", 3),): "meter**3",
    (("time", 1),): "hour",
    (("energy", 1),): "megajoule",
    (("energy", 1), ("time", -1)): "megajoule / hour",
    (("length", 1), ("mass", 1)): "kilogram * meter",
    (("amount", 1),): "mole",
    (("information", 1),): "megabit",
    (): "dimensionless",
}
KILOGRAMS = {"g": 1e-3, "kg": 1.0, "t": 1e3, "kt": 1e6, "Mt": 1e9}
# What pint doesn't know, with the arithmetic.
BY_HAND = {
    **{
        f"{p}CO2{e}": UNITS[p].factor for p in ("g", "kg", "t", "kt", "Mt") for e in "e"
    },
    **{f"{p}CO2": UNITS[p].factor for p in ("g", "kg", "t", "kt", "Mt")},
    "万吨CO2e": 1e7,  # 10 000 t of 1000 kg
    "斤": 0.5,  # half a kilogram
    "亩": 10_000 / 15,  # 15 亩 to the hectare
    "Nm3": 1.0,
    "万Nm3": 1e4,
    "piece": 1.0,
    "万件": 1e4,
    "p": 1.0,
    "pkm": 1000.0,  # metres
    **dict.fromkeys(CURRENCIES, 1.0),
    "万元": 1e4,
    "亿元": 1e8,
}


@pytest.fixture(scope="module")
def registry() -> pint.UnitRegistry[float]:
    return pint.UnitRegistry()


@pytest.mark.parametrize("symbol", PINT)
def test_pint_gives_the_same_factor(
    symbol: str, registry: pint.UnitRegistry[float]
) -> None:
    unit = UNITS[symbol]
    expected = registry(PINT[symbol]).to(COHERENT_IN_PINT[unit.dimension]).magnitude
    assert unit.factor == pytest.approx(expected, rel=FACTOR_RTOL)


@pytest.mark.parametrize(("symbol", "factor"), BY_HAND.items())
def test_units_that_pint_does_not_know_follow_their_definition(
    symbol: str, factor: float
) -> None:
    assert UNITS[symbol].factor == factor


def test_every_unit_of_the_table_has_a_witness() -> None:
    assert set(UNITS) == set(PINT) | set(BY_HAND)


def test_aliases_lead_to_units_and_hide_none() -> None:
    assert set(ALIASES.values()) <= set(UNITS)
    assert not set(ALIASES) & set(UNITS)
    assert not set(UNCLEAR) & (set(UNITS) | set(ALIASES))


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("吨", "t"),
        ("千克", "kg"),
        ("公斤", "kg"),
        ("度", "kWh"),
        ("千瓦时", "kWh"),
        ("万度", "10000 kWh"),
        ("立方米", "m3"),
        ("标立方米", "Nm3"),
        ("升", "L"),
        ("公里", "km"),
        ("吨公里", "t*km"),
        ("人公里", "p*km"),
        ("件", "piece"),
        ("台", "个"),
        ("小时", "h"),
        ("年", "a"),
        ("元", "CNY"),
        ("吨标准煤", "tce"),
        ("m²", "m2"),
        ("m^2", "m2"),
        ("m*m", "m2"),
        ("m*m*m", "m3"),
        ("kgCO₂e", "kgCO2e"),
        ("kg CO2e", "kgCO2e"),
        ("kg CO2-eq", "kgCO2e"),
        ("kgCO2eq / kWh", "kgCO2e/kWh"),
        ("kg / (t * km)", "kg/(t*km)"),
        ("kg/t/km", "kg/(t*km)"),
        ("kg*t^-1*km^-1", "kg/(t*km)"),
        ("1/h", "h^-1"),
        ("/h", "1/h"),
        ("kg/kg", "1"),
    ],
)
def test_two_ways_to_write_one_unit(text: str, same: str) -> None:
    number, _, unit = same.rpartition(" ")
    assert conversion(parse_unit(text), parse_unit(unit)) == float(number or 1)


@pytest.mark.parametrize(
    ("source", "target", "factor"),
    [
        ("kWh", "MJ", 3.6),
        ("t", "kg", 1000.0),
        ("tce", "GJ", 29.3076),  # 7000 kcal/kg · 4.1868 kJ/kcal · 1000 kg
        ("万元", "CNY", 10_000.0),
        ("MW", "kWh/h", 1000.0),
        ("kW*h", "kWh", 1.0),
        ("a", "h", 8766.0),  # 365.25 · 24
        ("%", "1", 0.01),
        ("g/kWh", "kg/MWh", 1.0),
        ("tCO2/TJ", "kgCO2e/GJ", 1.0),
        ("kgCO2e", "kg", 1.0),
        ("kmol/t", "mol/kg", 1.0),
        ("L/(p*km)", "m3/pkm", 0.001),
    ],
)
def test_conversion(source: str, target: str, factor: float) -> None:
    got = conversion(parse_unit(source), parse_unit(target))
    assert got == pytest.approx(factor, rel=FACTOR_RTOL)


def test_a_unit_converts_to_itself_exactly() -> None:
    assert all(conversion(unit, unit) == 1.0 for unit in UNITS.values())


@pytest.mark.parametrize(
    ("source", "target", "code"),
    [
        ("kg", "kWh", "E433"),
        ("t*km", "km", "E433"),
        ("1", "kg", "E433"),
        ("m3", "Nm3", "E435"),
        ("kgCO2e/Nm3", "kgCO2e/m3", "E435"),
        ("MJ/Nm3", "MJ/L", "E435"),
        ("CNY", "USD", "E436"),
        ("CNY", "CNY_2018", "E436"),
        ("kg/CNY", "kg/USD", "E436"),
        ("USD", "kg", "E433"),
    ],
)
def test_units_of_different_kinds_are_not_converted(
    source: str, target: str, code: str
) -> None:
    with pytest.raises(QuantityError) as caught:
        conversion(parse_unit(source), parse_unit(target))
    assert caught.value.code == code
    assert caught.value.values["source"] == parse_unit(source).symbol
    assert caught.value.values["target"] == parse_unit(target).symbol


@pytest.mark.parametrize(
    ("a", "b", "symbol"),
    [
        ("t", "km", "t*km"),
        ("t*km", "kg/(t*km)", "kg"),
        ("tkm", "kg/tkm", "kg"),
        ("kWh", "kgCO2e/kWh", "kgCO2e"),
        ("m", "m2", "m*m2"),
        ("1", "kWh", "kWh"),
    ],
)
def test_a_product_keeps_a_readable_symbol(a: str, b: str, symbol: str) -> None:
    assert multiply(parse_unit(a), parse_unit(b)).symbol == symbol


def test_a_quotient_and_a_power_keep_a_readable_symbol() -> None:
    assert divide(parse_unit("kWh"), parse_unit("t")).symbol == "kWh/t"
    assert divide(parse_unit("kg"), parse_unit("t*km")).symbol == "kg/(t*km)"
    assert power(parse_unit("m"), 2).symbol == "m2"
    assert power(parse_unit("kg/t"), 2).symbol == "kg^2/t^2"
    assert power(parse_unit("kg"), 0) == DIMENSIONLESS


def test_the_denominator_keeps_what_follows_it_and_says_so() -> None:
    assert parse_unit("kgCO2e/t*km") == parse_unit("kgCO2e/(t*km)")
    (note,) = unit_notes("kgCO2e/t*km")
    assert (note.code, note.span) == ("N401", (6, 11))
    assert "/(t*km)" in message(note, "en")


@pytest.mark.parametrize("text", ["kgCO2e/(t*km)", "t*km", "kg/t", "kg*m/s"])
def test_units_without_doubt_have_no_note(text: str) -> None:
    assert unit_notes(text) == ()


@pytest.mark.parametrize(
    ("text", "code", "span", "quoted"),
    [
        ("ton", "E430", (0, 3), {"unit": "ton"}),
        ("kg/ton", "E430", (3, 6), {"unit": "ton"}),
        ("kg/kWhh", "E432", (3, 7), {"nearest": "kWh"}),
        ("MT", "E431", (0, 2), {"unit": "MT"}),
        ("month", "E431", (0, 5), {"unit": "month"}),
        ("标准煤", "E431", (0, 3), {"unit": "标准煤"}),
        ("kWhh", "E432", (0, 4), {"nearest": "kWh"}),
        ("KWH", "E432", (0, 3), {"nearest": "kWh"}),
        ("Kg", "E432", (0, 2), {"nearest": "kg"}),
        ("hWk", "E432", (0, 3), {"nearest": "kWh"}),
        ("", "E427", (0, 0), {}),
        ("kg kg", "E453", (3, 5), {"text": "kg"}),
        ("3 kg", "E418", (0, 4), {}),
        ("m^0.5", "E420", (1, 3), {}),
        ("m^99", "E420", (1, 4), {}),
        ("m^" + "9" * 99, "E420", (1, 101), {}),
        ("t·km", "E405", (1, 2), {"replacement": "*"}),
        ("吨／公里", "E402", (1, 2), {"replacement": "/"}),
        ("％", "E402", (0, 1), {"replacement": "%"}),
        ("kg" * 101, "E416", (0, 202), {}),
    ],
)
def test_what_is_no_unit_is_refused_with_its_place(
    text: str, code: str, span: tuple[int, int], quoted: dict[str, str]
) -> None:
    with pytest.raises(QuantityError) as caught:
        parse_unit(text)
    assert (caught.value.code, caught.value.span) == (code, span)
    assert quoted.items() <= caught.value.values.items()


@pytest.mark.parametrize("text", ["t", "kWh", "件", "min", "ton", "CNY_2018", "度"])
def test_no_id_may_be_called_like_a_unit(text: str) -> None:
    assert is_unit_name(text)


@pytest.mark.parametrize("text", ["loss", "电力", "t2", "XYZ_2018", "kwh2", ""])
def test_other_words_may_be_ids(text: str) -> None:
    assert not is_unit_name(text)


def test_a_mass_of_co2e_is_told_from_a_mass() -> None:
    assert is_co2e(parse_unit("tCO2e/MWh"))
    assert not is_co2e(parse_unit("kg/MWh"))
    assert not is_co2e(parse_unit("tCO2/TJ"))


@pytest.mark.parametrize("unit", UNITS.values(), ids=UNITS)
def test_the_coherent_unit_has_the_factor_one(unit: Unit) -> None:
    assert coherent(unit.dimension).factor == 1.0
    assert coherent(unit.dimension).dimension == unit.dimension


def test_the_documented_table_is_the_table() -> None:
    text = (ROOT / "docs" / "quantities.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\S+)` \| ([0-9.e+-]+) \| (.*) \|$", text, re.MULTILINE)
    assert {symbol: float(factor) for symbol, factor, _ in rows} == {
        symbol: unit.factor for symbol, unit in UNITS.items()
    }
    also = {alias: row[0] for row in rows for alias in re.findall(r"`(\S+?)`", row[2])}
    assert also == dict(ALIASES)


factors = st.tuples(st.sampled_from(sorted(UNITS)), st.sampled_from([-2, -1, 1, 2]))


@given(st.lists(factors, min_size=1, max_size=4))
def test_the_symbol_of_a_unit_reads_back_to_the_unit(
    parts: list[tuple[str, int]],
) -> None:
    unit = DIMENSIONLESS
    for name, exponent in parts:
        if UNITS[name].dimension:  # a power of % is refused as unclear
            unit = multiply(unit, power(UNITS[name], exponent))
    if any(f"^{n}" in unit.symbol for n in range(10, 20)):
        return
    assert parse_unit(unit.symbol) == unit


@given(st.text(max_size=30))
def test_any_text_is_a_unit_or_refused_within_its_span(text: str) -> None:
    try:
        parse_unit(text)
    except QuantityError as error:
        start, end = error.span
        assert 0 <= start <= end <= len(text)
        finding = Finding(code=error.code, values=error.values)
        for lang in LANGUAGES:
            assert message(finding, lang)
            assert help_lines(finding, lang)


@pytest.mark.parametrize(
    ("source", "target", "cure"),
    [
        ("USD_2013", "USD_2012", "deflator (price index) in USD_2012/USD_2013"),
        ("CNY", "USD", "exchange rate in USD/CNY"),
        ("CNY_2018", "USD_2012", "exchange rate in USD_2012/CNY_2018"),
        # kg/CNY × CNY/USD = kg/USD
        ("kg/CNY", "kg/USD", "exchange rate in CNY/USD"),
        ("kg/USD_2013", "kg/USD_2012", "deflator (price index) in USD_2013/USD_2012"),
    ],
)
def test_money_is_told_what_it_has_to_be_multiplied_by(
    source: str, target: str, cure: str
) -> None:
    with pytest.raises(QuantityError) as caught:
        conversion(parse_unit(source), parse_unit(target))
    [line] = help_lines(caught.value.at("here"), "en")
    assert cure in line
