"""A formula of a database is read in the dialect of its format, or refused."""

from __future__ import annotations

import math
import sys
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lcagraph.background.formula_dialects import GRAMMARS
from lcagraph.background.formula_syntax import read_formula
from lcagraph.background.records import (
    Dialect,
)
from lcagraph.errors import QuantityError
from lcagraph.formulas import names_in
from lcagraph.formulas.scalar import SCALAR_FUNCTIONS, scalar_value

DIALECTS: tuple[Dialect, ...] = get_args(Dialect)
ROUNDING = 1e-15  # a few operations in floats


def value(text: str, dialect: Dialect = "openlca", **names: float) -> float:
    return scalar_value(read_formula(text, dialect), names)


def refused_part(text: str, dialect: Dialect) -> str:
    """The part of a formula at which its reading stops."""
    with pytest.raises(QuantityError) as caught:
        read_formula(text, dialect)
    assert caught.value.code == "W022"
    return str(caught.value.values["text"])


# ------------------------------------------------------------------- one dialect each


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2 + 3 * 4", 14),
        ("(2 + 3) * 4", 20),
        ("2.45E-01*44.1", 0.245 * 44.1),
        ("10 - 4 - 3", 3),
        ("12 / 2 / 3", 2),
        ("2 ^ 3", 8),
        ("2 * -3", -6),
        ("7 div 2", 3),
        ("-7 mod 2", -1),  # as Java's %: the sign of the dividend
        ("if(1 = 1; 2; 3)", 2),
        ("IF(1 <> 1; 2; Iff(2 >= 3; 4; 5))", 5),
        ("if(and(1 < 2; 2 > 1) | false; 1; 2)", 1),
        ("if(1 = 2 & 1 = 1 || 2 = 2; 1; 2)", 1),
        ("if(1 = 1 xor 2 = 2; 1; 2)", 2),
        ("if(not(1 = 1); 1; 2)", 2),
        ("avg(1; 2; 6)", 3),
        ("sum(1; 2; 6)", 9),
        ("max(1; 7; 3) - min(4; 2)", 5),
        ("lg(1000) + log(10)", 4),  # log is decadic in openLCA
        ("ln(exp(2))", 2),
        ("power(4; 0.5) + pow(2; 3) + ipower(2; 4) + sqr(3) + sqrt(9)", 38),
        ("round(2.5) + round(-2.5)", 1),  # Java: half up, 3 and -2
        ("ceil(2.2) + floor(2.7) + trunc(-2.7) + int(2.7)", 5),
        ("frac(2.75)", 0.75),
        ("abs(-1)", 1),
        ("sin(0) + cos(0) + tan(0) + sinh(0) + cosh(0) + tanh(0)", 2),
        ("arcsin(1) + acos(0) + 2 * atan(1) - 1.5 * 3.141592653589793", 0),
        ("cot(3.141592653589793 / 4)", 1),
    ],
)
def test_a_formula_of_openlca_has_the_value_of_its_manual(
    text: str, expected: float
) -> None:
    assert value(text) == pytest.approx(expected, rel=ROUNDING, abs=ROUNDING)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("5% * 2", 0.1),
        ("LOG(100) + LOG(8; 2)", 5),
        ("INT(-2.5)", -3),  # OpenFormula: down to the next whole number
        ("MOD(-7; 3)", 2),  # OpenFormula: the sign of the divisor
        ("ROUND(2.675; 2)", 2.68),
        ("ROUND(1250; -2)", 1300),  # half away from zero
        ("ROUNDUP(2.1) + ROUNDDOWN(-2.9) + TRUNC(2.98; 1)", 3.9),
        ("AVERAGE(1; 2) * PRODUCT(2; 3; 4)", 36),
        ("SIGN(-3) + PI() - 3", math.pi - 4),
        ("IF(1; 2; 3) + (2 > 1)", 3),
        ("IF(XOR(TRUE(); FALSE()); 1; 0)", 1),
        ("CEILING(2.1)", 3),
    ],
)
def test_a_formula_of_ecospold2_is_read_as_openformula(
    text: str, expected: float
) -> None:
    assert value(text, "ecospold2") == pytest.approx(expected, rel=ROUNDING)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Iff(m = 1; 1; 0)", 1),
        ("2 * (3 = 3)", 2),
        ("7 mod 4 + 9 % 5", 7),
        ("max(2; 5)", 5),
        ("intpower(2; 3) + log10(100)", 10),
        ("(-2)^2 - (2^2)", 0),
    ],
)
def test_a_formula_of_simapro_is_read(text: str, expected: float) -> None:
    assert value(text, "simapro", m=1.0) == expected


@pytest.mark.parametrize(
    "text",
    [
        "-2 ** 2",
        "2 ** 3 ** 2",
        "2 ** -1",
        "7 // 2 + -7 % 3 + -7 // 2",
        "1 if a > 2 else 3 if a else 5",
        "not a > 2",
        "(a > 0) * 5 + (a > 0 and a < 0)",
        "round(2.5) + round(3.5) + round(2.345, 1)",
        "max(1, 2) - min(3, 4) + abs(-a)",
        "int(-2.7) + pow(2, 3)",
        "log(8, 2) + log(a) + log10(1000) + sqrt(9) + exp(0)",
        "pi * e",
    ],
)
def test_a_formula_of_brightway_has_the_value_that_python_gives(text: str) -> None:
    names = {"a": 1.0, "pi": math.pi, "e": math.e}
    functions = {name: getattr(math, name) for name in ("log", "log10", "sqrt", "exp")}
    witness = float(eval(text, {**functions, **names}))  # the texts above, no others
    assert value(text, "brightway", **names) == pytest.approx(witness, rel=ROUNDING)


@pytest.mark.parametrize(
    ("dialect", "expected"),
    [("openlca", [4, 64]), ("ecospold2", [4, 64]), ("brightway", [-4, 512])],
)
def test_signs_and_chained_powers_follow_the_dialect(
    dialect: Dialect, expected: list[float]
) -> None:
    # (-2)^2 = 4 or -(2^2) = -4; (2^3)^2 = 64 or 2^(3^2) = 512
    power = "**" if dialect == "brightway" else "^"
    texts = [f"-2{power}2", f"2{power}3{power}2"]
    assert [value(text, dialect) for text in texts] == expected


@pytest.mark.parametrize("dialect", ["simapro", "ilcd"])
@pytest.mark.parametrize("text", ["-2^2", "2^3^2"])
def test_what_programs_read_differently_is_refused(text: str, dialect: Dialect) -> None:
    assert refused_part(text, dialect) == "^"


@pytest.mark.parametrize(
    ("text", "dialect", "part"),
    [
        ("random()", "openlca", "random"),
        ("max(1, 2)", "openlca", ","),
        ("1 + true", "openlca", "true"),
        ("if(1; 2; 3)", "openlca", "1"),
        ("a b", "openlca", "b"),
        ("2x", "openlca", "2x"),
        ("0,5 * a", "simapro", ","),
        ("log(5)", "simapro", "log"),
        ("max(2,5)", "ilcd", ","),
        ("max(1; 2, 3)", "ilcd", ","),
        ("2 ^ 3", "brightway", "^"),
        ("a.b", "brightway", "."),
        ("__import__('os')", "brightway", "'"),
        ("a[0]", "brightway", "["),
        ("lambda: 1", "brightway", ":"),
        ("a < b < c", "brightway", "<"),
        ("Ref('8b2a')", "ecospold2", "'"),
        ("sqrt(1; 2)", "openlca", "sqrt"),
        ("(1", "openlca", "…"),
        ("1e999", "openlca", "1e999"),
        ("a" * 4001, "openlca", "a" * 20 + "…"),
    ],
)
def test_a_refusal_names_the_part_that_is_wrong(
    text: str, dialect: Dialect, part: str
) -> None:
    assert refused_part(text, dialect) == part


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_function_and_operator_of_a_dialect_can_be_computed(
    dialect: Dialect,
) -> None:
    grammar = GRAMMARS[dialect]
    conditions = {"if", "and", "or", "not", "xor"}
    assert set(grammar.functions.values()) <= {*SCALAR_FUNCTIONS, *conditions}


@pytest.mark.parametrize("dialect", DIALECTS)
def test_names_that_are_units_or_functions_elsewhere_are_names(
    dialect: Dialect,
) -> None:
    assert value("CO + NO + t * m", dialect, CO=1.0, NO=2.0, t=3.0, m=4.0) == 15


@pytest.mark.parametrize(
    "text",
    [
        *("1 / 0", "ln(0)", "sqrt(-1)", "9^9^9^9", "exp(1000)", "(-8)^(1/3)"),
        *("1 mod 0", "ipower(2; 0.5)", "asin(2)", "1 div 0.1", "1e308 * 10"),
    ],
)
def test_what_has_no_finite_number_is_refused_without_delay(text: str) -> None:
    with pytest.raises(QuantityError) as caught:
        value(text)
    assert caught.value.code == "E447"


def test_a_branch_that_is_not_taken_divides_nothing() -> None:
    assert value("if(n > 0; 1 / n; 0)", n=0.0) == 0
    assert value("if(n > 0 & 1 / n > 1; 1; 2)", n=0.0) == 2


@pytest.mark.parametrize(
    "text",
    [
        *("(" * 5000 + "1" + ")" * 5000, "-" * 3000 + "1", "1" + "+1" * 1500),
        *("2" + "^2" * 1500, "if(1=1;" * 500 + "1", "abs(" * 900, "1 if " * 700),
    ],
    ids=["brackets", "signs", "sum", "powers", "if", "calls", "conditional"],
)
@pytest.mark.parametrize("dialect", DIALECTS)
def test_deep_and_long_formulas_are_refused_not_run(
    text: str, dialect: Dialect
) -> None:
    with pytest.raises(QuantityError):
        read_formula(text, dialect)


def test_the_longest_formulas_allowed_stay_far_from_the_limit_of_recursion() -> None:
    deepest = "(0 or 1 < 2 + 3 * " * 24 + "1" + ")" * 24
    widest = "1" + "+1" * 500
    logical = "if(" + "|".join(["1=2"] * 160) + "; 1; 2)"
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(700)
    try:
        read_formula.cache_clear()
        assert value(widest) == 501
        assert value(logical) == 2
        assert value(deepest, "simapro") == 1
    finally:
        sys.setrecursionlimit(limit)


def outcome(text: str, dialect: Dialect) -> str:
    """How a formula of the names a and b ends: a code, or nothing if it has a value."""
    try:
        expression = read_formula(text, dialect)
        scalar_value(expression, dict.fromkeys(names_in(expression), 2.0))
    except QuantityError as error:
        return error.code
    return ""


@given(
    st.text(alphabet="ab1.5+-*/^%()<>=;,&| ifnotre", max_size=60),
    st.sampled_from(DIALECTS),
)
def test_any_text_is_a_formula_or_is_refused(text: str, dialect: Dialect) -> None:
    assert outcome(text, dialect) in {"", "W022", "E447"}
