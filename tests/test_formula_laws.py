"""Laws that hold for every formula and every text."""

from __future__ import annotations

import pickle

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal
from telling import assert_can_be_told

from lcagraph.errors import QuantityError
from lcagraph.formulas import (
    Amount,
    Binary,
    Call,
    Expression,
    Name,
    Number,
    Unary,
    names_in,
    number,
    parse_amount,
    parse_expression,
    to_source,
    unit_of,
)
from lcagraph.formulas.evaluation import vectorise
from lcagraph.units import DIMENSIONLESS, UNITS

PLAIN_UNITS = ["1", "%", "kg", "kWh", "t*km", "kg/(t*km)", "1/h", "m2^2", "kgCO2e/kWh"]
values = st.floats(allow_nan=False, allow_infinity=False, width=32)
names = st.sampled_from(["x", "loss", "废铝占比", "green_share", "e", "min2"])
literals = st.builds(number, values, st.sampled_from(PLAIN_UNITS))
leaves = literals | st.builds(Name, names)


def _grown(inner: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    compare = st.sampled_from(["<", "<=", ">", ">=", "==", "!="])
    test = st.builds(Binary, compare, inner, inner)
    logic = st.builds(Binary, st.sampled_from(["and", "or"]), test, test)
    condition = test | logic | st.builds(Unary, st.just("not"), test | logic)
    exponents = st.builds(Number, st.floats(-1000, 1000)) | st.builds(Name, names)
    return st.one_of(
        st.builds(Binary, st.sampled_from("+-*/"), inner, inner),
        st.builds(Binary, st.just("^"), inner, exponents | inner.filter(_is_no_number)),
        st.builds(Unary, st.just("-"), inner),
        st.builds(lambda f, x: Call(f, (x,)), st.sampled_from(["abs", "ln"]), inner),
        st.builds(lambda x, y: Call("min", (x, y)), inner, inner),
        st.builds(lambda c, x, y: Call("if", (c, x, y)), condition, inner, inner),
    )


def _is_no_number(expression: Expression) -> bool:
    return not isinstance(expression, Number)


expressions = st.recursive(leaves, _grown, max_leaves=20)


@given(expressions)
def test_the_source_of_a_formula_reads_back_to_it(expression: Expression) -> None:
    assert parse_expression(to_source(expression)) == expression


@given(expressions)
def test_formulas_survive_pickling(expression: Expression) -> None:
    assert pickle.loads(pickle.dumps(expression)) == expression


@given(expressions, st.lists(st.floats(-10, 10), min_size=4, max_size=4))
def test_k_variants_equal_k_single_evaluations(
    expression: Expression, drawn: list[float]
) -> None:
    known = dict.fromkeys(names_in(expression), DIMENSIONLESS)
    try:
        function = vectorise(expression, known)
    except QuantityError:
        return
    singles = []
    for value in drawn:
        try:
            singles.append(float(function(dict.fromkeys(known, value))))
        except QuantityError:
            return
    together = function(dict.fromkeys(known, np.array(drawn)))
    assert_array_equal(np.broadcast_to(together, len(drawn)), singles)


alphabet = "0123456789.,eE+-*/^()<>=!±%‰ xkgtWhmin_·（％～，１二年if and or not\t\n"
texts = st.text(max_size=60) | st.text(alphabet=alphabet, max_size=60)


@given(texts)
def test_any_text_is_an_amount_or_refused_within_its_span(text: str) -> None:
    try:
        amount = parse_amount(text)
    except QuantityError as error:
        start, end = error.span
        assert 0 <= start <= end <= len(text)
        assert_can_be_told(error)
    else:
        assert isinstance(amount, Amount)
        assert parse_amount(amount.text).expression == amount.expression


@given(texts)
def test_any_formula_is_read_or_refused_and_its_unit_found_or_refused(
    text: str,
) -> None:
    try:
        expression = parse_expression(text)
        unit_of(expression, dict.fromkeys(names_in(expression), UNITS["kg"]))
    except QuantityError as error:
        start, end = error.span
        assert 0 <= start <= end <= len(text)
        assert_can_be_told(error)
