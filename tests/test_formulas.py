"""Quantities and formulas: what is read, and its canonical text."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from lcagraph.distributions import Distribution
from lcagraph.errors import QuantityError
from lcagraph.formulas import (
    Binary,
    Name,
    difference,
    formula,
    literal,
    name,
    names_in,
    number,
    number_in,
    parse_amount,
    parse_expression,
    product,
    quotient,
    total,
    value_in,
)
from lcagraph.formulas.evaluation import evaluate_expression
from lcagraph.units import UNITS, parse_unit
from lcagraph.wording import message

ROOT = Path(__file__).resolve().parents[1]
FEW_OPERATIONS = 1e-14  # a handful of correctly rounded operations
HALF_WIDTH_95 = 1.959963984540054  # 97.5 % quantile of the standard normal


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("850 kWh", 850.0, "kWh"),
        ("850kWh", 850.0, "kWh"),
        ("  850\tkWh ", 850.0, "kWh"),
        ("0.35", 0.35, "1"),
        (".5 kg", 0.5, "kg"),
        ("1e-3 kg", 0.001, "kg"),
        ("1.2E+3 kg", 1200.0, "kg"),
        ("-5 kg", -5.0, "kg"),
        ("+5 kg", 5.0, "kg"),
        ("0 kg", 0.0, "kg"),
        ("0050 kg", 50.0, "kg"),
        ("5 %", 5.0, "%"),
        ("5%", 5.0, "%"),
        ("12 万元", 12.0, "万元"),
        ("3 度", 3.0, "kWh"),
        ("1.83 kg CO2e", 1.83, "kgCO2e"),
        ("1 t*km", 1.0, "t*km"),
        ("0.074 kg/(t*km)", 0.074, "kg/(t*km)"),
        ("21300 CNY/t", 21300.0, "CNY/t"),
        ("2 /h", 2.0, "1/h"),
        ("2 1/h", 2.0, "1/h"),
        ("5 min", 5.0, "min"),
        ("3 m^2", 3.0, "m2"),
        ("= 3 kg", 3.0, "kg"),
    ],
)
def test_a_literal_is_a_number_with_its_unit(
    text: str, value: float, unit: str
) -> None:
    amount = parse_amount(text)
    assert amount.is_literal
    assert number_in(amount.expression) == (value, parse_unit(unit))
    assert amount.distribution is None
    assert amount.notes == ()


def test_a_percentage_is_a_number_without_dimension() -> None:
    assert evaluate_expression(parse_expression("1 + 5 %"), {}, {}) == 1.05


def test_a_number_binds_to_its_unit_first() -> None:
    expression = parse_amount("= 1 t / (1 - loss)").expression
    assert expression == Binary(
        "/", number(1, "t"), Binary("-", number(1), Name("loss"))
    )


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("=1t/(1-loss)", "= 1 t / (1 - loss)"),
        ("= ((x + y)) * z", "= (x + y) * z"),
        ("= x - (y - z)", "= x - (y - z)"),
        ("= x - y - z", "= x - y - z"),
        ("= x / (y * z)", "= x / (y * z)"),
        ("= 3 kg / t * 5 km", "= 3 kg/t * 5 km"),
        ("= 2 t * 5 km", "= 2 t * 5 km"),
        ("= 2 kg * min(x, y)", "= 2 kg * min(x, y)"),
        ("= min(5 min, 3 h)", "= min(5 min, 3 h)"),
        ("= -x * y", "= -x * y"),
        ("= x * -y", "= x * (-y)"),
        ("= x--5", "= x - (-5)"),
        ("= (-2) ^ 2", "= (-2) ^ 2"),
        ("= -(2 ^ 2)", "= -(2 ^ 2)"),
        ("= (3 m) ^ 2", "= (3 m) ^ 2"),
        ("= 2 ^ -1", "= 2 ^ (-1)"),
        ("= 废铝占比 * 5 吨", "= 废铝占比 * 5 t"),
        (
            "= if(x>1 and not y<=2 or (x==3), 1 kg, 2 kg)",
            "= if(x > 1 and not y <= 2 or x == 3, 1 kg, 2 kg)",
        ),
        ("850.0 kWh", "850 kWh"),
        ("850kWh±5%", "850 kWh ± 5 %"),
        ("850 kWh ± 20 MJ", "850 kWh ± 20 MJ"),
        ("= 1 t / (1 - loss) ± 5%", "= 1 t / (1 - loss) ± 5 %"),
        ("= 850 kWh", "850 kWh"),
    ],
)
def test_the_canonical_text_says_the_same(text: str, canonical: str) -> None:
    amount = parse_amount(text)
    assert amount.text == canonical
    assert parse_amount(canonical) == amount


def test_nodes_know_where_they_stand_in_the_text() -> None:
    text = "= 1 t / (1 - melt_loss)"
    expression = parse_amount(text).expression
    assert isinstance(expression, Binary)
    assert isinstance(expression.right, Binary)
    assert text[slice(*expression.left.span)] == "1 t"
    assert text[slice(*expression.right.right.span)] == "melt_loss"


def test_names_of_a_formula() -> None:
    found = names_in(parse_expression("if(x > 0, min(y, 废铝), x) ^ 2"))
    assert found == {"x", "y", "废铝"}


def test_a_made_amount_reads_like_a_written_one() -> None:
    assert literal(1, "kg") == parse_amount("1 kg")
    assert formula(product(name("x"), number(2, "t"))) == parse_amount("= x * 2 t")
    assert quotient(name("x"), name("y")) == parse_expression("x / y")
    assert difference(name("x"), name("y")) == parse_expression("x - y")
    assert total(name("x"), name("y"), name("z")) == parse_expression("x + y + z")


def test_a_literal_in_another_unit() -> None:
    assert value_in(parse_amount("1.5 t"), UNITS["kg"]) == 1500
    assert value_in(parse_amount("3"), UNITS["kg"]) == 3  # bare: the unit at hand
    assert value_in(parse_amount("= 2 * x"), UNITS["kg"]) is None
    with pytest.raises(QuantityError, match="E433"):
        value_in(parse_amount("3 kWh"), UNITS["kg"])


@pytest.mark.parametrize(
    ("text", "distribution"),
    [
        ("850 kWh ± 5 %", {"rel_sd": 0.05 / HALF_WIDTH_95}),
        ("-850 kWh ± 5 %", {"rel_sd": 0.05 / HALF_WIDTH_95}),
        ("850 kWh ± 20 kWh", {"sd": 20 / HALF_WIDTH_95}),
        ("850 kWh ± 36 MJ", {"sd": 10 / HALF_WIDTH_95}),  # 36 MJ = 10 kWh
        ("850 ± 20", {"sd": 20 / HALF_WIDTH_95}),
        ("40 % ± 5 %", {"rel_sd": 0.05 / HALF_WIDTH_95}),
        ("850 kWh ± 0 %", {"rel_sd": 0.0}),
        ("= 2 kg * x ± 5 %", {"rel_sd": 0.05 / HALF_WIDTH_95}),
    ],
)
def test_plus_minus_is_the_half_width_of_the_95_percent_interval(
    text: str, distribution: dict[str, float]
) -> None:
    found = parse_amount(text).distribution
    assert found is not None
    assert found.kind == "normal"
    for key, value in distribution.items():
        assert getattr(found, key) == pytest.approx(value, rel=FEW_OPERATIONS)


def test_percent_of_a_percentage_is_relative_and_noted() -> None:
    (note,) = parse_amount("40 % ± 5 %").notes
    assert note.code == "N402"
    assert "40 %" in message(note, "zh")


def test_freight_below_the_bar_is_noted_where_it_stands() -> None:
    text = "= 0.074 kg/t*km * x"
    amount = parse_amount(text)
    assert amount.text == "= 0.074 kg/(t*km) * x"
    (note,) = amount.notes
    assert note.code == "N401"
    assert note.span is not None
    assert text[slice(*note.span)] == "/t*km"
    assert parse_amount("0.074 kg/t*km").notes[0].code == "N401"


def test_the_examples_of_the_documentation_are_read() -> None:
    page = (ROOT / "docs" / "quantities.md").read_text(encoding="utf-8")
    block = page.split("```yaml\n")[1].split("```")[0]
    examples = re.findall(r"^\w+: (.*?)  +#", block, re.MULTILINE)
    assert len(examples) == len(block.splitlines())
    for text in examples:
        assert parse_amount(text).text == text


def test_amounts_compare_by_what_they_say() -> None:
    assert parse_amount("850  kWh ± 5%") == parse_amount("850 度 ± 5 %")
    assert hash(parse_amount("850 kWh")) == hash(parse_amount("850kWh"))
    assert parse_amount("850 kWh") != parse_amount("850 kWh ± 5 %")
    assert parse_amount("1 kg ± 5 %").distribution == Distribution(
        kind="normal", rel_sd=0.05 / HALF_WIDTH_95
    )
