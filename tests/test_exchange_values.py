"""Single values as PACT and Catena-X carry them: decimals, units, places, URNs."""

from __future__ import annotations

from decimal import Decimal

import pytest

from lcagraph.exchange.carried import declared_unit, is_urn, place_of, standard_word
from lcagraph.exchange.decimals import decimal_text, in_common_places, parsed_decimal
from lcagraph.units import parse_unit


@pytest.mark.parametrize(
    ("value", "text"),
    [("1E+3", "1000"), ("1E-9", "0.000000001"), ("-0.00", "0"), ("0.3840", "0.384")],
)
def test_a_decimal_is_written_plainly(value: str, text: str) -> None:
    assert decimal_text(Decimal(value)) == text


def test_parts_have_as_many_places_as_the_largest_needs() -> None:
    # ten significant digits: three before the point, seven after it
    found = in_common_places([2000 / 3, 1e-9])
    assert [decimal_text(value) for value in found] == ["666.6666667", "0"]


@pytest.mark.parametrize(
    "text",
    # let through by patterns of the schema whose alternatives aren't grouped
    [
        *("1e5", "1.5x", "-5abc", "abc0", "", "1.", ".5", "１２"),
        "9" * 41,
        1.5,
        None,
        "NaN",
    ],
)
def test_what_is_no_decimal_is_none(text: object) -> None:
    assert parsed_decimal(text) is None


@pytest.mark.parametrize(
    ("unit", "word"),
    [
        ("t", "kilogram"),
        ("mL", "liter"),
        ("m3", "cubic meter"),
        ("MWh", "kilowatt hour"),
        ("GJ", "megajoule"),
        ("t*km", "ton kilometer"),
        ("件", "piece"),
        ("kg*kWh", None),
    ],
)
def test_a_unit_has_the_word_of_its_dimension(unit: str, word: str | None) -> None:
    assert declared_unit(parse_unit(unit)) == word


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("urn:gtin:4712345060507", True),
        ("URN:pact:a:b", True),
        ("urn:x:1", False),  # RFC 8141: a namespace has two characters at least
        ("urn:gtin:", False),
        ("gtin:47", False),
        ("urn:gtin:4 7", False),
        ("urn:gtin:4\n", False),
    ],
)
def test_a_urn_is_a_urn(text: str, expected: bool) -> None:
    assert is_urn(text) is expected


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("ISO 14067:2018", "ISO14067"),
        ("ISO 14044:2006", "ISO14040-44"),
        ("PAS 2050:2011", "PAS2050"),
        ("GB/T 24067-2024", "GB/T 24067-2024"),
    ],
)
def test_a_standard_is_told_in_the_word_of_pact(text: str, word: str) -> None:
    assert standard_word(text) == word


def test_the_whole_world_is_no_place() -> None:
    assert place_of("GLO") == {}
    assert place_of("Shandong") is None
