"""Every wrong way to write a quantity, with its code and its place."""

from __future__ import annotations

import pytest
from telling import assert_can_be_told

from lcagraph.errors import QuantityError
from lcagraph.formulas import (
    check_name,
    names_in,
    parse_amount,
    parse_expression,
)


def refusal(text: str) -> QuantityError:
    with pytest.raises(QuantityError) as caught:
        parse_amount(text)
    assert_can_be_told(caught.value)
    return caught.value


WRONG = [
    # text, code, the characters under the caret
    ("１２ kg", "E401", "１２"),
    ("5 ％", "E402", "％"),
    ("= （x + 1）", "E402", "（"),
    ("= x ＋ 1", "E402", "＋"),
    ("5 ｋｇ", "E402", "ｋｇ"),
    ("1，5 kg", "E402", "，"),
    ("3～5 kg", "E403", "3～5"),
    ("3~5 kg", "E403", "3~5"),
    ("3–5 kg", "E403", "3–5"),
    ("3-5 kg", "E403", "3-5 kg"),
    ("5\u3000kg", "E404", "\u3000"),
    ("5\u00a0kg", "E404", "\u00a0"),
    ("5 kg\u200b", "E404", "\u200b"),
    ("5 t·km", "E405", "·"),
    ("= 3 × x", "E405", "×"),
    ("= x ÷ 2", "E405", "÷"),
    ("−5 kg", "E405", "−"),
    ("850 kWh +/- 5 %", "E406", "+/-"),
    ("850 kWh +-5 %", "E406", "+-"),
    ("= (5 kg ± 3 %) * 2", "E407", "±"),
    ("5 kg ± 3 % ± 2 %", "E407", "±"),
    ("0,62 kg", "E408", "0,62"),
    ("= max(0,62, x)", "E408", "0,62"),
    ("1,240 kg", "E409", "1,240"),
    ("1,240,000 kg", "E409", "1,240,000"),
    ("= min(1,240)", "E409", "1,240"),
    ("1 240 kg", "E410", "1 240"),
    ("1_240 kg", "E411", "1_240"),
    ("1'240 kg", "E411", "1'240"),
    ("1.2.3 kg", "E412", "1.2.3"),
    ("5. kg", "E412", "5."),
    (". kg", "E412", "."),
    ("0x1F kg", "E413", "0x1F"),
    ("0b101", "E413", "0b101"),
    ("1e999 kg", "E414", "1e999"),
    ("1e-400 kg", "E414", "1e-400"),
    ("nan", "E415", "nan"),
    (".nan", "E415", ".nan"),
    ("-.inf", "E415", ".inf"),
    ("-inf kg", "E415", "inf"),
    ("= NaN + 1", "E415", "NaN"),
    ("x" * 100_000, "E416", "x" * 100_000),
    (" " * 100_000, "E416", " " * 100_000),
    ("5 kg" + " " * 100_000 + "=", "E416", None),
    ("= x.y", "E417", "."),
    ("= ().__class__", "E417", "."),
    ("= x.__class__.__base__", "E417", "."),
    ("= x[0]", "E418", "["),
    ("= 'x'", "E418", "'"),
    ("= x && y", "E418", "&&"),
    ("= x!", "E418", "!"),
    ("5 °C", "E418", "°"),
    ("5 kg;", "E418", ";"),
    ("5 \x00", "E418", "\x00"),
    ("= 9**9**9", "E419", "**"),
    ("= 10^10^10", "E420", "10^10^"),
    ("= -x^2", "E420", "-x^"),
    ("= 2 * -x^2", "E420", "-x^"),
    ("= 5 m^0.5", "E420", "^0"),
    ("= 3 % ^ 2", "E420", " ^ 2"),
    ("= 3 kg ^ x", "E420", " ^ "),
    ("= x ^ 1001", "E421", "1001"),
    ("= x ^ -9999", "E421", "-9999"),
    ("=" + "(" * 65 + "1" + ")" * 65, "E422", "("),
    ("=" + "-" * 65 + "x", "E422", "-"),
    ("=" + "abs(" * 65 + "x" + ")" * 65, "E422", "("),
    ("=" + "(" * 3990, "E422", "("),
    ("=" + "+".join(["x"] * 130), "E423", "+"),
    ("about 5 kg", "E454", "about 5 kg"),
    ("约 5 kg", "E454", "约 5 kg"),
    ("约5kg", "E454", "约5kg"),
    ("5 kg 左右", "E454", "5 kg 左右"),
    ("ca. 5 kg", "E454", "ca. 5 kg"),
    ("= 2 (x + y)", "E424", "2 ("),
    ("= (x) (y)", "E424", ") ("),
    ("5 t km", "E424", "5 t km"),
    ("= x y", "E424", "x y"),
    ("= x +", "E425", "+"),
    ("= -", "E425", "-"),
    ("= min(x, y", "E426", "("),
    ("= x)", "E426", ")"),
    ("=", "E427", "="),
    ("", "E427", ""),
    (" \t", "E427", " \t"),
    ("2 kg * 3", "E428", "2 kg * 3"),
    ("1 - loss", "E428", "1 - loss"),
    ("tbd", "E415", "tbd"),
    ("N/A", "E415", "N/A"),
    ("无", "E415", "无"),
    ("5 ton", "E430", "ton"),
    ("0.9 kg/ton", "E430", "ton"),
    ("= x / ton", "E430", "ton"),
    ("5 MT", "E431", "MT"),
    ("$5", "E431", "$"),
    ("5 €", "E431", "€"),
    ("124300 kWhh", "E432", "kWhh"),
    ("0.5 kg/kWhh", "E432", "kWhh"),
    ("5 KWH", "E432", "KWH"),
    ("= 5 loss", "E432", "loss"),
    ("= foo(3)", "E441", "foo"),
    ("= __import__(x)", "E441", "__import__"),
    ("= log(x)", "E441", "log"),
    ("= green_share * kWh", "E443", "kWh"),
    ("= t", "E443", "t"),
    ("= x > y", "E444", "x > y"),
    ("= (x > y) + 1", "E444", "x > y"),
    ("= min(x > y, 1)", "E444", "x > y"),
    ("= if(x < y < z, 1, 2)", "E445", "<"),
    ("= if(x = 1, 1, 2)", "E446", "="),
    ("== 5 kg", "E446", "=="),
    ("= if(x, 1, 2)", "E448", "x"),
    ("= if(x and y > 1, 1, 2)", "E448", "x"),
    ("= if(not x, 1, 2)", "E448", "x"),
    ("= abs(x, y)", "E440", "abs(x, y)"),
    ("= min(x)", "E440", "min(x)"),
    ("= min()", "E440", "min()"),
    ("850 kWh ±", "E450", "±"),
    ("850 kWh ± -3 %", "E450", "± -"),
    ("850 kWh ± x", "E450", "± x"),
    ("850 ± 20 kWh", "E451", "± 20 kWh"),
    ("850 kWh ± 20", "E451", "± 20"),
    ("850 kWh ± 20 kg", "E451", "± 20 kg"),
    ("= 2 kg * x ± 5 kg", "E452", "± 5 kg"),
    ("= * 3", "E453", "*"),
    ("= x + and", "E453", "and"),
    ("= max + 1", "E453", "max"),
    ("= 1, 2", "E453", ","),
    ("850 kWh ± 70 %", "E466", "± 70 %"),
    ("0 kg ± 5 kg", "E466", "± 5 kg"),
    ("5 kg ± 4 kg", "E466", "± 4 kg"),
    ("= x ± 70 %", "E466", "± 70 %"),
]


@pytest.mark.parametrize(("text", "code", "marked"), WRONG, ids=range(len(WRONG)))
def test_a_wrong_text_is_refused_with_its_code_and_place(
    text: str, code: str, marked: str | None
) -> None:
    error = refusal(text)
    assert error.code == code
    if marked is not None:
        assert text[slice(*error.span)] == marked


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("１２ kg", {"replacement": "12"}),
        ("5 ％", {"replacement": "%"}),
        ("0,62 kg", {"point": "0.62"}),
        ("1,240 kg", {"plain": "1240", "point": "1.240"}),
        ("1 240 kg", {"plain": "1240"}),
        ("5 KWH", {"nearest": "kWh"}),
        ("= mni(x, y)", {"nearest": "min"}),
        ("5 t·km", {"replacement": "*"}),
    ],
)
def test_a_refusal_says_what_to_write(text: str, values: dict[str, str]) -> None:
    assert values.items() <= refusal(text).values.items()


@pytest.mark.parametrize(
    "text",
    ["loss-share", "2nd", "x.y", "", "t", "min", "if", "and", "ton", "a b", "件"],
)
def test_an_id_that_no_formula_could_name_is_refused(text: str) -> None:
    with pytest.raises(QuantityError, match="E449") as caught:
        check_name(text)
    assert_can_be_told(caught.value)


@pytest.mark.parametrize("text", ["loss", "废铝占比", "x2", "_x", "green_share"])
def test_other_ids_can_be_named(text: str) -> None:
    check_name(text)
    assert names_in(parse_expression(text)) == {text}
