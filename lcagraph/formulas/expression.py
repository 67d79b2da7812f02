"""The tree of a formula, and its canonical text.

Nodes are frozen and hold no Python object that could be called: a formula can only be
what these five classes say. `span` is where the node stands in the text that was read;
it takes no part in comparisons, so ``parse(to_source(e)) == e``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from lcagraph.units import DIMENSIONLESS, Unit, parse_unit

Span = tuple[int, int]
NOWHERE: Span = (0, 0)
"""Span of a node that was made by the program, not read."""

BinaryOperator = Literal[
    "+", "-", "*", "/", "^", "<", "<=", ">", ">=", "==", "!=", "and", "or"
]
COMPARISONS = frozenset({"<", "<=", ">", ">=", "==", "!="})
FUNCTIONS = {
    "min": (2, 16),
    "max": (2, 16),
    "abs": (1, 1),
    "sqrt": (1, 1),
    "exp": (1, 1),
    "ln": (1, 1),
    "log10": (1, 1),
    "round": (1, 1),
    "if": (3, 3),
}
"""Every function of a formula with its least and greatest number of arguments."""

KEYWORDS = frozenset({"and", "or", "not", "if"})


@dataclass(frozen=True, slots=True)
class Number:
    """A number with its unit; ``5 %`` is the value 5 in the unit %."""

    value: float
    unit: Unit = DIMENSIONLESS
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Name:
    """The id of a parameter or another amount of the model."""

    id: str
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Unary:
    """A sign or a negation: ``-x``, ``not c``."""

    operator: Literal["-", "not"]
    operand: Expression
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Binary:
    """Two operands and what joins them."""

    operator: BinaryOperator
    left: Expression
    right: Expression
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Call:
    """A function of the closed list `FUNCTIONS`."""

    function: str
    arguments: tuple[Expression, ...]
    span: Span = field(default=NOWHERE, compare=False)


Expression = Number | Name | Unary | Binary | Call


def children(expression: Expression) -> tuple[Expression, ...]:
    """The operands of a node, left to right."""
    match expression:
        case Unary(operand=operand):
            return (operand,)
        case Binary(left=left, right=right):
            return (left, right)
        case Call(arguments=arguments):
            return arguments
        case _:
            return ()


def nodes(expression: Expression) -> Iterator[Expression]:
    """Every node of the tree, without recursion."""
    waiting = [expression]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(children(node))


def names_in(expression: Expression) -> frozenset[str]:
    """The ids that a formula refers to."""
    return frozenset(n.id for n in nodes(expression) if isinstance(n, Name))


def is_condition(expression: Expression) -> bool:
    """True if the node says yes or no rather than a number."""
    match expression:
        case Unary(operator="not"):
            return True
        case Binary(operator=operator):
            return operator in COMPARISONS or operator in ("and", "or")
        case _:
            return False


# --- building ------------------------------------------------------------------------


def number(value: float, unit: Unit | str = DIMENSIONLESS) -> Number:
    """A literal; the unit may be given as text."""
    return Number(float(value), parse_unit(unit) if isinstance(unit, str) else unit)


def name(id: str) -> Name:
    """A reference to a parameter or another term."""
    return Name(id)


def product(*factors: Expression) -> Expression:
    """The product of one or more expressions, multiplied from the left."""
    return _joined("*", factors)


def total(*terms: Expression) -> Expression:
    """The sum of one or more expressions, added from the left."""
    return _joined("+", terms)


def quotient(dividend: Expression, divisor: Expression) -> Expression:
    """`dividend` divided by `divisor`."""
    return Binary("/", dividend, divisor)


def difference(minuend: Expression, subtrahend: Expression) -> Expression:
    """`minuend` less `subtrahend`."""
    return Binary("-", minuend, subtrahend)


def _joined(operator: BinaryOperator, operands: tuple[Expression, ...]) -> Expression:
    assert operands, "nothing to join"
    result = operands[0]
    for operand in operands[1:]:
        result = Binary(operator, result, operand)
    return result


# --- writing -------------------------------------------------------------------------

PRECEDENCE: dict[str, int] = {
    "or": 1,
    "and": 2,
    "not": 3,
    **dict.fromkeys(COMPARISONS, 4),
    "+": 5,
    "-": 5,
    "*": 6,
    "/": 6,
    "negative": 7,
    "^": 8,
}
"""How tightly an operator binds; ``negative`` is the sign."""

_ATOM = 9


def to_source(expression: Expression) -> str:
    """Canonical text: one space around operators, only the brackets that are needed."""
    match expression:
        case Number(value=value, unit=unit):
            return quantity_text(value, unit)
        case Name(id=name):
            return name
        case Call(function=function, arguments=arguments):
            return f"{function}({', '.join(map(to_source, arguments))})"
        case Unary(operator="not", operand=operand):
            return f"not {_bracketed(operand, 3)}"
        case Unary(operand=operand):
            # -(5) is the negation of 5, -5 is a number of its own.
            is_number = isinstance(operand, Number)
            return f"-{_bracketed(operand, 10 if is_number else _ATOM)}"
        case Binary(operator=operator, left=left, right=right):
            own = PRECEDENCE[operator]
            first, second = own, own + 1
            if operator == "^":
                # a chain of powers, or a unit below a power, is refused when read
                first, second = _ATOM, _ATOM
                if isinstance(left, Number) and left.unit != DIMENSIONLESS:
                    first = _ATOM + 1
            elif operator in COMPARISONS:
                first = own + 1
            text = f"{_bracketed(left, first)} {operator} "
            return text + _bracketed(right, max(second, _signless(right)))


def _signless(right: Expression) -> int:
    """A negative operand on the right stands in brackets: ``a - (-5)``."""
    negative = isinstance(right, Number) and _is_negative(right.value)
    sign = isinstance(right, Unary) and right.operator == "-"
    return _ATOM if negative or sign else 0


def _bracketed(expression: Expression, least: int) -> str:
    text = to_source(expression)
    return text if _binding(expression) >= least else f"({text})"


def _binding(expression: Expression) -> int:
    match expression:
        case Binary(operator=operator):
            return PRECEDENCE[operator]
        case Unary(operator="not"):
            return PRECEDENCE["not"]
        case Unary():
            return PRECEDENCE["negative"]
        case Number(value=value) if _is_negative(value):
            return PRECEDENCE["negative"]
        case _:
            return _ATOM


def _is_negative(value: float) -> bool:
    return repr(value).startswith("-")


def number_text(value: float) -> str:
    """The shortest decimal that reads back to the same number: 52000, 0.62, 1e-09."""
    text = repr(float(value))
    return text.removesuffix(".0")


def quantity_text(value: float, unit: Unit) -> str:
    """A number with its unit: ``850 kWh``, ``5 %``, ``5 /h``, ``0.35``."""
    if unit.symbol == "1":
        return number_text(value)
    if unit.symbol.startswith("1/"):
        return f"{number_text(value)} {unit.symbol[1:]}"
    return f"{number_text(value)} {unit.symbol}"
