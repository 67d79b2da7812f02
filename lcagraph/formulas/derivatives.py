"""Derivatives of formulas: how a formula's number follows each name in it.

Reverse mode (Griewank & Walther 2008, Evaluating Derivatives, ch. 3): one pass forward
for the values, one backward for all derivatives, however many names there are; for k
variants of a model at once. Where a formula bends (`min`, `max`, `abs`) the derivative
is the mean of both sides, as a central difference would have it; where it jumps (`if`,
`round`) it is that of the branch taken. `Kink` says how far each such place is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lcagraph.formulas.evaluation import UFUNCS, finite, half_away_from_zero
from lcagraph.formulas.expression import (
    COMPARISONS,
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
_Array = NDArray[Any]
_Given = Mapping[str, Floats]
_Pull = Callable[[Floats, dict[str, Floats]], None]
"""Takes ∂result/∂node and adds ∂result/∂name for every name below the node."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kink:
    """A place of a formula where its derivative changes or does not exist."""

    function: str
    """`min`, `max`, `abs`, `round`, or the comparison inside an `if`."""
    text: str
    """The operation as written."""
    margin: Floats
    """How far its operands are from it, relative to the larger one, shape (k,); 0: at
    the kink; of `round`, to the next whole step of its number. NaN: not evaluated. [1]
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Derivatives:
    """A formula's value and its derivative by each name."""

    value: Floats
    """Shape (k,). [`unit_of(expression, units)`]"""
    by_name: Mapping[str, Floats]
    """Shape (k,) each; infinite or NaN where it does not exist, such as of ``sqrt`` at
    zero. [unit of the result / unit of the name]"""
    kinks: tuple[Kink, ...]


@dataclass(frozen=True, slots=True)
class _Point:
    """The variants at which a node is evaluated, and the kinks found there."""

    given: _Given
    units: Mapping[str, Unit]
    k: int
    kinks: list[Kink] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Done:
    """A node that is evaluated: its value, unit, and the way back."""

    value: _Array
    unit: Unit
    pull: _Pull | None
    """None: no name below, or a condition, which has no derivative."""


def differentiate(
    expression: Expression,
    values: Mapping[str, NDArray[np.float64] | float],
    units: Mapping[str, Unit],
) -> Derivatives:
    """A formula's numbers with their derivatives by every name.

    Parameters
    ----------
    expression : Expression
        The formula.
    values : mapping of str to ndarray, shape (k,), or float
        Value of each name. [its unit in `units`]
    units : mapping of str to Unit
        Unit of each name.

    Raises
    ------
    QuantityError
        As in `evaluation.evaluate_expression`.
    """
    used = sorted(names_in(expression))
    arrays = {name: np.asarray(values[name], dtype=np.float64) for name in used}
    (k,) = np.broadcast_shapes((1,), *(array.shape for array in arrays.values()))
    given = {name: np.broadcast_to(array, (k,)) for name, array in arrays.items()}
    point = _Point(given, units, k)
    by_name = {name: np.zeros(k) for name in used}
    with np.errstate(all="ignore"):  # every operation checks its own result
        done = _visit(expression, point)
        if done.pull is not None:
            done.pull(np.ones(k), by_name)
    return Derivatives(
        value=np.asarray(done.value, dtype=np.float64),
        by_name=by_name,
        kinks=tuple(point.kinks),
    )


def _visit(node: Expression, point: _Point) -> _Done:
    match node:
        case Number(value=value, unit=unit):
            return _Done(np.full(point.k, value), unit, None)
        case Name(id=name):
            unit = unit_of(node, point.units)
            return _Done(finite(point.given[name], node), unit, _into(name))
        case Call(function="if"):
            return _branches(node, point)
        case Binary(operator="and" | "or"):
            return _joined(node, point)
    operands = [_visit(child, point) for child in children(node)]
    step = step_of(node, tuple(operand.unit for operand in operands))
    parts = [
        _times(operand, f) for operand, f in zip(operands, step.before, strict=True)
    ]
    done = _times(_operation(node, parts, point), step.after)
    return _Done(finite(done.value, node), step.unit, done.pull)


def _into(name: str) -> _Pull:
    def pull(bar: Floats, sink: dict[str, Floats]) -> None:
        sink[name] = sink[name] + bar

    return pull


def _times(done: _Done, factor: float) -> _Done:
    if factor == 1.0:
        return done
    below = done.pull
    scaled = np.multiply(done.value, factor)
    if below is None:
        return _Done(scaled, done.unit, None)
    return _Done(scaled, done.unit, lambda bar, sink: below(bar * factor, sink))


# ----------------------------------------------------------------------- operations


def _operation(node: Expression, parts: list[_Done], point: _Point) -> _Done:
    values = [part.value for part in parts]
    match node:
        case Unary(operator="-"):
            return _pulled(np.negative(values[0]), parts, lambda: [-1.0])
        case Unary():
            return _Done(np.logical_not(values[0]), parts[0].unit, None)
        case Binary(operator=sign) if sign in COMPARISONS:
            return _compared(node, values, parts[0].unit, point)
        case Binary(operator=sign):
            return _arithmetic(sign, parts)
        case Call(function="min" | "max"):
            return _extreme(node, parts, point)
        case Call(function=name):
            return _function(node, name, parts[0], point)
        case _:
            raise AssertionError(node)


def _pulled(
    value: _Array, parts: list[_Done], partials: Callable[[], list[_Array | float]]
) -> _Done:
    """An operation with its partial derivatives, computed only on the way back."""
    if all(part.pull is None for part in parts):
        return _Done(value, parts[0].unit, None)

    def pull(bar: Floats, sink: dict[str, Floats]) -> None:
        for part, partial in zip(parts, partials(), strict=True):
            if part.pull is not None:
                # where nothing arrives nothing goes on, though the partial be infinite
                part.pull(np.where(bar == 0, 0.0, bar * partial), sink)

    return _Done(value, parts[0].unit, pull)


def _arithmetic(sign: str, parts: list[_Done]) -> _Done:
    x, y = (part.value for part in parts)
    if sign == "+":
        return _pulled(x + y, parts, lambda: [1.0, 1.0])
    if sign == "-":
        return _pulled(x - y, parts, lambda: [1.0, -1.0])
    if sign == "*":
        return _pulled(x * y, parts, lambda: [y, x])
    if sign == "/":
        return _pulled(x / y, parts, lambda: [1 / y, -x / y / y])
    power: _Array = np.power(x, y)
    return _pulled(
        power,
        parts,
        lambda: [np.where(y == 0, 0.0, y * np.power(x, y - 1)), power * np.log(x)],
    )


def _function(node: Call, name: str, part: _Done, point: _Point) -> _Done:
    x = part.value
    if name == "abs":
        point.kinks.append(_kink(node, np.where(x == 0, 0.0, 1.0)))
        return _pulled(np.abs(x), [part], lambda: [np.sign(x)])
    if name == "sqrt":
        root: _Array = np.sqrt(x)
        return _pulled(root, [part], lambda: [0.5 / root])
    if name == "exp":
        power: _Array = np.exp(x)
        return _pulled(power, [part], lambda: [power])
    if name == "ln":
        return _pulled(np.log(x), [part], lambda: [1 / x])
    if name == "log10":
        return _pulled(np.log10(x), [part], lambda: [1 / (x * np.log(10))])
    assert name == "round", name
    whole = np.trunc(x)
    step = np.abs(np.abs(x - whole) - 0.5) / np.maximum(np.abs(x), 0.5)
    point.kinks.append(_kink(node, step))
    return _Done(half_away_from_zero(x), part.unit, None)  # flat between its steps


def _extreme(node: Call, parts: list[_Done], point: _Point) -> _Done:
    stacked = np.stack([part.value for part in parts])
    value = stacked.min(axis=0) if node.function == "min" else stacked.max(axis=0)
    is_chosen = stacked == value
    share = is_chosen / is_chosen.sum(axis=0)
    others = np.where(is_chosen, np.nan, np.abs(stacked - value))
    size = np.maximum(np.abs(stacked), np.abs(value))
    apart = np.nanmin(
        np.where(is_chosen.sum(axis=0) > 1, 0.0, others / size), axis=0, initial=np.inf
    )
    point.kinks.append(_kink(node, apart))
    return _pulled(value, parts, lambda: list(share))


# ----------------------------------------------------------------------- conditions


def _compared(node: Binary, values: list[_Array], unit: Unit, point: _Point) -> _Done:
    x, y = values
    size = np.maximum(np.abs(x), np.abs(y))
    margin = np.divide(np.abs(x - y), size, out=np.zeros(point.k), where=size > 0)
    point.kinks.append(Kink(function="if", text=to_source(node)[:60], margin=margin))
    return _Done(UFUNCS[node.operator](x, y), unit, None)


def _joined(node: Binary, point: _Point) -> _Done:
    """`and`, `or`: the second condition only where the first does not decide."""
    first = _visit(node.left, point)
    is_open = first.value if node.operator == "and" else ~first.value
    result = first.value.copy()
    if is_open.any():
        result[is_open] = _visit_some(node.right, point, is_open).value
    return _Done(result, first.unit, None)


def _branches(node: Call, point: _Point) -> _Done:
    """Each branch of an `if` only at the variants that take it."""
    test, *_ = node.arguments
    decided = _visit(test, point)
    units = tuple(unit_of(argument, point.units) for argument in node.arguments)
    step = step_of(node, units)
    taken: list[tuple[_Array, _Done]] = []
    value = np.empty(point.k)
    sides = ((1, decided.value.astype(bool)), (2, ~decided.value.astype(bool)))
    for position, mask in sides:
        if mask.any():
            branch = _visit_some(node.arguments[position], point, mask)
            done = _times(_times(branch, step.before[position]), step.after)
            taken.append((mask, done))
            value[mask] = done.value

    def pull(bar: Floats, sink: dict[str, Floats]) -> None:
        for mask, done in taken:
            if done.pull is not None:
                inner = {name: np.zeros(int(mask.sum())) for name in sink}
                done.pull(bar[mask], inner)
                for name, part in inner.items():
                    whole = np.zeros(len(bar))
                    whole[mask] = part
                    sink[name] = sink[name] + whole

    return _Done(finite(value, node), step.unit, pull)


def _visit_some(node: Expression, point: _Point, mask: _Array) -> _Done:
    """A node at some of the variants; its kinks know which."""
    given = {name: array[mask] for name, array in point.given.items()}
    some = _Point(given, point.units, int(mask.sum()))
    done = _visit(node, some)
    for kink in some.kinks:
        margin = np.full(point.k, np.nan)
        margin[mask] = kink.margin
        point.kinks.append(replace(kink, margin=margin))
    return done


def _kink(node: Call, margin: _Array) -> Kink:
    return Kink(function=node.function, text=to_source(node)[:60], margin=margin)
