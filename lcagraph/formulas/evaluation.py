"""Formulas as functions on arrays: k variants of a model at once.

The only module of this folder that imports numpy; reading a model doesn't need it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lcagraph.errors import QuantityError
from lcagraph.formulas.expression import (
    Binary,
    Call,
    Expression,
    Name,
    Number,
    Unary,
    children,
    names_in,
    to_source,
)
from lcagraph.formulas.units_check import step_of, unit_of
from lcagraph.units import Unit

Floats = NDArray[np.float64]
Values = Mapping[str, "NDArray[np.float64] | float"]
Function = Callable[[Values], Floats]
_Array = NDArray[Any]  # of numbers, or of yes and no inside a condition
_Part = Callable[[Mapping[str, Floats]], _Array]


def evaluate_expression(
    expression: Expression, values: Values, units: Mapping[str, Unit]
) -> Floats:
    """The numbers of a formula, one per variant.

    Parameters
    ----------
    expression : Expression
        The formula.
    values : mapping of str to ndarray, shape (k,), or float
        Value of each name. [its unit in `units`]
    units : mapping of str to Unit
        Unit of each name.

    Returns
    -------
    ndarray, shape (k,), or () if no name of the formula has variants
        [`unit_of(expression, units)`]

    Raises
    ------
    QuantityError
        As `unit_of`; E447 if a variant gives no finite number (a division by zero, a
        root or logarithm of a negative number, an overflow).
    """
    return vectorise(expression, units)(values)


evaluate = evaluate_expression


def vectorise(expression: Expression, units: Mapping[str, Unit]) -> Function:
    """The formula as a function of its names' values, with its units settled.

    Parameters and errors as in `evaluate_expression`; the unit errors are raised here,
    the numeric one by the function.
    """
    part, _ = _build(expression, units)
    used = sorted(names_in(expression))

    def function(values: Values) -> Floats:
        given = {name: np.asarray(values[name], dtype=np.float64) for name in used}
        shape = np.broadcast_shapes(*(array.shape for array in given.values()))
        assert len(shape) <= 1, f"one axis of variants, not {shape}"
        with np.errstate(all="ignore"):  # every operation checks its own result
            result = part(given)
        return np.array(np.broadcast_to(result, shape), dtype=np.float64)

    return function


UFUNCS: Mapping[str, Callable[..., _Array]] = MappingProxyType(
    {
        "+": np.add,
        "-": np.subtract,
        "*": np.multiply,
        "/": np.true_divide,
        "^": np.power,
        "<": np.less,
        "<=": np.less_equal,
        ">": np.greater,
        ">=": np.greater_equal,
        "==": np.equal,
        "!=": np.not_equal,
        "abs": np.abs,
        "sqrt": np.sqrt,
        "exp": np.exp,
        "ln": np.log,
        "log10": np.log10,
    }
)


def _build(node: Expression, units: Mapping[str, Unit]) -> tuple[_Part, Unit]:
    """A node as a function on arrays, and the unit of what it returns."""
    match node:
        case Number(value=value, unit=unit):
            constant = np.float64(value)
            return (lambda _: np.asarray(constant)), unit
        case Name(id=name):
            return (lambda given: finite(given[name], node)), unit_of(node, units)
    built = [_build(child, units) for child in children(node)]
    step = step_of(node, tuple(unit for _, unit in built))
    parts = [_scaled(part, f) for (part, _), f in zip(built, step.before, strict=True)]
    return _checked(node, _scaled(_operation(node, parts), step.after)), step.unit


def _scaled(part: _Part, factor: float) -> _Part:
    return part if factor == 1.0 else lambda given: np.multiply(part(given), factor)


def _operation(node: Expression, parts: list[_Part]) -> _Part:
    match node:
        case Unary(operator="-"):
            return lambda given: np.negative(parts[0](given))
        case Unary():
            return lambda given: np.logical_not(parts[0](given))
        case Binary(operator="and"):
            return _choice(parts[0], parts[1], lambda _: np.asarray(False))
        case Binary(operator="or"):
            return _choice(parts[0], lambda _: np.asarray(True), parts[1])
        case Binary(operator=operator):
            ufunc = UFUNCS[operator]
            return lambda given: ufunc(parts[0](given), parts[1](given))
        case Call(function="if"):
            return _choice(*parts)
        case Call(function="min"):
            return _folded(np.minimum, parts)
        case Call(function="max"):
            return _folded(np.maximum, parts)
        case Call(function="round"):
            return lambda given: half_away_from_zero(parts[0](given))
        case Call(function=name):
            function = UFUNCS[name]
            return lambda given: function(parts[0](given))
        case _:
            raise AssertionError(node)


def _folded(ufunc: Callable[..., _Array], parts: list[_Part]) -> _Part:
    def folded(given: Mapping[str, Floats]) -> _Array:
        result = parts[0](given)
        for part in parts[1:]:
            result = ufunc(result, part(given))
        return result

    return folded


def half_away_from_zero(array: _Array) -> _Array:
    """2.5 → 3, as in a spreadsheet; numpy would round it to the even 2."""
    whole = np.trunc(array)
    return whole + np.where(np.abs(array - whole) >= 0.5, np.sign(array), 0.0)


def _choice(test: _Part, chosen: _Part, otherwise: _Part) -> _Part:
    """Each branch only for the variants that take it.

    So ``if(n > 0, m / n, 0)`` divides nothing by zero, and no meaningless number of a
    branch not taken can hide behind a comparison.
    """

    def choice(given: Mapping[str, Floats]) -> _Array:
        yes = np.asarray(test(given))
        if yes.all():
            return chosen(given)
        if not yes.any():
            return otherwise(given)
        first = chosen(_variants(given, yes))
        second = otherwise(_variants(given, ~yes))
        result = np.empty(yes.shape, dtype=np.result_type(first, second))
        result[yes] = first
        result[~yes] = second
        return result

    return choice


def _variants(given: Mapping[str, Floats], mask: _Array) -> dict[str, Floats]:
    return {name: a[mask] if a.shape == mask.shape else a for name, a in given.items()}


def _checked(node: Expression, part: _Part) -> _Part:
    return lambda given: finite(part(given), node)


def finite(array: _Array, node: Expression) -> _Array:
    """The array itself, or E447 at the innermost operation that went wrong."""
    if not np.isfinite(array).all():
        raise QuantityError("E447", node.span, {"text": to_source(node)[:60]})
    return array
