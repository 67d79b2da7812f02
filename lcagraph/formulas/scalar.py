"""One number of a formula, without units and without numpy.

For formulas of databases, which are evaluated once and by the hundred thousand. The
functions are those of the model's formulas and some that only databases use; a tree can
call nothing else.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping
from types import MappingProxyType

from lcagraph.errors import QuantityError
from lcagraph.formulas.expression import (
    Binary,
    Call,
    Expression,
    Name,
    Number,
    Unary,
    is_condition,
)


def scalar_value(expression: Expression, values: Mapping[str, float]) -> float:
    """The number of a formula whose names all have numbers.

    Parameters
    ----------
    expression : Expression
        A formula without units; its calls are of `SCALAR_FUNCTIONS` or ``if``.
    values : mapping of str to float
        Value of each name. [1]

    Raises
    ------
    QuantityError
        E447: an operation gives no finite number (a division by zero, a root of a
        negative number, an overflow); its span is that of the operation.
    """
    match expression:
        case Number(value=value, unit=unit):
            return value * unit.factor
        case Name(id=name):
            return values[name]
        case Binary() if not is_condition(expression):
            return _chain(expression, values)
        case Call(function="if", arguments=(test, chosen, otherwise)):
            return scalar_value(chosen if _holds(test, values) else otherwise, values)
        case Call(function=name, arguments=arguments):
            given = [scalar_value(argument, values) for argument in arguments]
            return _applied(SCALAR_FUNCTIONS[name][0], given, expression)
        case Unary(operator="-", operand=operand):
            return -scalar_value(operand, values)
        case _:
            raise AssertionError(expression)  # a condition in the place of a number


def _chain(node: Expression, values: Mapping[str, float]) -> float:
    """``a + b + c + …``, however long, without a call for each operator."""
    waiting: list[Binary] = []
    while isinstance(node, Binary):
        waiting.append(node)
        node = node.left
    result = scalar_value(node, values)
    for binary in reversed(waiting):
        right = scalar_value(binary.right, values)
        result = _applied(_ARITHMETIC[binary.operator], (result, right), binary)
    return result


def _applied(
    function: Callable[..., float],
    given: list[float] | tuple[float, ...],
    node: Expression,
) -> float:
    try:
        result = float(function(*given))
    except (ArithmeticError, ValueError):
        result = math.nan
    if not math.isfinite(result):
        raise QuantityError("E447", node.span, {"text": ""})
    return result


def _holds(test: Expression, values: Mapping[str, float]) -> bool:
    """Whether a condition is met; what does not decide is not evaluated."""
    waiting: list[Binary] = []
    while isinstance(test, Binary) and test.operator in ("and", "or"):
        waiting.append(test)
        test = test.left
    result = _holds_alone(test, values)
    for binary in reversed(waiting):
        if result == (binary.operator == "and"):
            result = _holds(binary.right, values)
    return result


def _holds_alone(test: Expression, values: Mapping[str, float]) -> bool:
    """A condition that no ``and`` or ``or`` joins."""
    match test:
        case Unary(operator="not", operand=operand):
            return not _holds(operand, values)
        case Binary(operator=sign, left=left, right=right):
            first, second = scalar_value(left, values), scalar_value(right, values)
            return _COMPARED[sign](first, second)
        case _:
            raise AssertionError(test)


# ------------------------------------------------------------- what can be computed


def _half_away(x: float, digits: float = 0.0) -> float:
    """2.5 → 3 and -2.5 → -3, as in a spreadsheet and in the model's formulas."""
    return _rounded(x, digits, lambda y: math.copysign(math.floor(abs(y) + 0.5), y))


def _half_up(x: float) -> float:
    """2.5 → 3 and -2.5 → -2."""
    return math.floor(x + 0.5)


def _half_even(x: float, digits: float = 0.0) -> float:
    """2.5 → 2 and 3.5 → 4."""
    return round(x, _whole(digits))


def _rounded(x: float, digits: float, to_whole: Callable[[float], float]) -> float:
    scale = 10.0 ** _whole(digits)
    scaled = x * scale
    # as far as a float can tell: 2.675 is a little less, but is written 2.675
    nearest = round(scaled * 2) / 2
    if math.isclose(scaled, nearest, rel_tol=1e-15):
        scaled = nearest
    return to_whole(scaled) / scale


def _whole(x: float) -> int:
    if x != int(x) or abs(x) > 300:
        raise ValueError(x)
    return int(x)


def _away(x: float, digits: float = 0.0) -> float:
    return _rounded(x, digits, lambda y: math.copysign(math.ceil(abs(y)), y))


def _toward(x: float, digits: float = 0.0) -> float:
    return _rounded(x, digits, math.trunc)


def _logarithm(x: float, base: float) -> float:
    return math.log(x) / math.log(base)


def _sign(x: float) -> float:
    return float((x > 0) - (x < 0))


def _mean(*given: float) -> float:
    return math.fsum(given) / len(given)


def _total(*given: float) -> float:
    return math.fsum(given)


def _floor_remainder(x: float, y: float) -> float:
    """Remainder with the sign of the divisor, as in spreadsheets and Python."""
    return x % y


def _whole_quotient(x: float, y: float) -> float:
    """Quotient of the rounded numbers, without its fraction."""
    return math.trunc(_half_up(x) / _half_up(y))


def _whole_power(x: float, y: float) -> float:
    return math.pow(x, _whole(y))


_MANY = 255
_Entry = tuple[Callable[..., float], int, int]
SCALAR_FUNCTIONS: Mapping[str, _Entry] = MappingProxyType(
    {
        "abs": (abs, 1, 1),
        "sqrt": (math.sqrt, 1, 1),
        "exp": (math.exp, 1, 1),
        "ln": (math.log, 1, 1),
        "log10": (math.log10, 1, 1),
        "log2": (math.log2, 1, 1),
        "log": (_logarithm, 2, 2),
        "min": (lambda *given: min(given), 1, _MANY),
        "max": (lambda *given: max(given), 1, _MANY),
        "sum": (_total, 1, _MANY),
        "product": (lambda *given: math.prod(given), 1, _MANY),
        "mean": (_mean, 1, _MANY),
        "round": (_half_away, 1, 2),
        "round half up": (_half_up, 1, 1),
        "round half even": (_half_even, 1, 2),
        "round up": (_away, 1, 2),
        "round down": (_toward, 1, 2),
        "floor": (math.floor, 1, 1),
        "ceil": (math.ceil, 1, 1),
        "trunc": (math.trunc, 1, 1),
        "frac": (lambda x: x - math.trunc(x), 1, 1),
        "sign": (_sign, 1, 1),
        "square": (lambda x: x * x, 1, 1),
        "power": (math.pow, 2, 2),
        "whole power": (_whole_power, 2, 2),
        "remainder": (math.fmod, 2, 2),
        "floor remainder": (_floor_remainder, 2, 2),
        "floor quotient": (lambda x, y: x // y, 2, 2),
        "whole quotient": (_whole_quotient, 2, 2),
        "sin": (math.sin, 1, 1),
        "cos": (math.cos, 1, 1),
        "tan": (math.tan, 1, 1),
        "cot": (lambda x: 1 / math.tan(x), 1, 1),
        "asin": (math.asin, 1, 1),
        "acos": (math.acos, 1, 1),
        "atan": (math.atan, 1, 1),
        "sinh": (math.sinh, 1, 1),
        "cosh": (math.cosh, 1, 1),
        "tanh": (math.tanh, 1, 1),
    }
)
"""Each function with its least and greatest number of arguments."""

_ARITHMETIC: Mapping[str, Callable[[float, float], float]] = MappingProxyType(
    {
        "+": operator.add,
        "-": operator.sub,
        "*": operator.mul,
        "/": operator.truediv,
        "^": math.pow,
    }
)
_COMPARED: Mapping[str, Callable[[float, float], bool]] = MappingProxyType(
    {
        "<": operator.lt,
        "<=": operator.le,
        ">": operator.gt,
        ">=": operator.ge,
        "==": operator.eq,
        "!=": operator.ne,
    }
)
