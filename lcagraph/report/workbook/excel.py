"""A formula of a model as a formula of a spreadsheet, with its units settled.

    = metal_in * scrap_share     →     '公式'!$E$7*'参数'!$E$5

Each function of the closed list has its twin in every spreadsheet; conversions between
units become factors in the text.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from lcagraph.formulas import Binary, Call, Expression, Name, Number, Unary
from lcagraph.formulas.expression import children
from lcagraph.formulas.units_check import step_of, unit_of
from lcagraph.units import Unit

MAX_LENGTH = 8000
"""Excel refuses formulas of more than 8192 characters."""

MAX_DEPTH = 60
"""Excel refuses more than 64 levels of functions in each other."""

_OPERATORS = {"==": "=", "!=": "<>"}
_STRENGTH = {"+": 2, "-": 2, "*": 3, "/": 3}
_COMPARED, _SIGNED, _WHOLE = 1, 4, 9
_FUNCTIONS = {
    "min": "MIN",
    "max": "MAX",
    "abs": "ABS",
    "sqrt": "SQRT",
    "exp": "EXP",
    "ln": "LN",
    "log10": "LOG10",
}


class TooLongError(ValueError):
    """A spreadsheet can't hold this formula; its value is stored instead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    text: str
    strength: int
    depth: int = 0


def number_text(value: float) -> str:
    """A number as a formula writes it, with every digit: `3.6`, `1E-09`."""
    text = repr(float(value)).upper().removesuffix(".0")
    return f"({text})" if text.startswith("-") else text


def excel_formula(
    expression: Expression,
    units: Mapping[str, Unit],
    reference: Callable[[str], str],
) -> str:
    """The text of a spreadsheet formula, without the `=` at its head.

    Parameters
    ----------
    expression : Expression
        Formula of the model.
    units : mapping of str to Unit
        Unit of each name.
    reference : callable
        The cell, or the number, that stands for a name.

    Returns
    -------
    str
        Its value is in `unit_of(expression, units)`.

    Raises
    ------
    TooLongError
        More characters or levels than a spreadsheet takes.
    """
    try:
        part, _ = _build(expression, units, reference)
    except RecursionError:
        raise TooLongError("deeper than a spreadsheet takes") from None
    if len(part.text) > MAX_LENGTH or part.depth > MAX_DEPTH:
        raise TooLongError(part.text[:40])
    return part.text


def _build(
    node: Expression, units: Mapping[str, Unit], reference: Callable[[str], str]
) -> tuple[_Part, Unit]:
    match node:
        case Number(value=value, unit=unit):
            return _Part(text=number_text(value), strength=_WHOLE), unit
        case Name(id=id):
            return _Part(text=reference(id), strength=_WHOLE), unit_of(node, units)
    built = [_build(child, units, reference) for child in children(node)]
    step = step_of(node, tuple(unit for _, unit in built))
    parts = [_scaled(part, f) for (part, _), f in zip(built, step.before, strict=True)]
    return _scaled(_operation(node, parts), step.after), step.unit


def _scaled(part: _Part, factor: float) -> _Part:
    if factor == 1.0:
        return part
    text = f"{_within(part, 3)}*{number_text(factor)}"
    return _Part(text=text, strength=3, depth=part.depth)


def _within(part: _Part, least: int) -> str:
    return part.text if part.strength >= least else f"({part.text})"


def _operation(node: Expression, parts: list[_Part]) -> _Part:
    depth = max(part.depth for part in parts) + 1
    match node:
        case Unary(operator="-"):
            # a sign binds more tightly than a power in a spreadsheet: in brackets
            return _Part(
                text=f"(-{_within(parts[0], _SIGNED)})", strength=_WHOLE, depth=depth
            )
        case Unary():
            return _call("NOT", parts, depth)
        case Binary(operator="^"):
            return _call("POWER", parts, depth)
        case Binary(operator="and"):  # the second is only asked where it counts
            return _joined(f"IF({parts[0].text},{parts[1].text},FALSE)", depth)
        case Binary(operator="or"):
            return _joined(f"IF({parts[0].text},TRUE,{parts[1].text})", depth)
        case Binary(operator=operator):
            return _infix(operator, parts, depth)
        case Call(function="if"):
            return _call("IF", parts, depth)
        case Call(function="round"):
            return _joined(f"ROUND({parts[0].text},0)", depth)
        case Call(function=name):
            return _call(_FUNCTIONS[name], parts, depth)
        case _:
            raise AssertionError(node)


def _infix(operator: str, parts: list[_Part], depth: int) -> _Part:
    left, right = parts
    own = _STRENGTH.get(operator, _COMPARED)
    sign = _OPERATORS.get(operator, operator)
    text = f"{_within(left, own)}{sign}{_within(right, own + 1)}"
    # a chain a+b+c stands on one level, however long it is
    nested = right.depth + 1 if right.strength <= own else right.depth
    return _Part(text=text, strength=own, depth=max(left.depth, nested, depth - 1))


def _call(function: str, parts: list[_Part], depth: int) -> _Part:
    return _joined(f"{function}({','.join(part.text for part in parts)})", depth)


def _joined(text: str, depth: int) -> _Part:
    return _Part(text=text, strength=_WHOLE, depth=depth)
