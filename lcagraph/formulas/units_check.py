"""The unit of a formula, found before any number is known.

`step_of` holds the unit rule of every operator and function, once: `unit_of` reads its
unit, `evaluation` its conversion factors, so that what is checked is what is computed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from lcagraph.errors import QuantityError
from lcagraph.formulas.expression import (
    COMPARISONS,
    Binary,
    Call,
    Expression,
    Name,
    Number,
    Unary,
    children,
    to_source,
)
from lcagraph.nearest import nearest
from lcagraph.units import (
    DIMENSIONLESS,
    Unit,
    coherent,
    compose,
    conversion,
    mismatch_code,
    needed_rate,
    parts_of,
    power,
)


@dataclass(frozen=True, slots=True)
class Step:
    """One operation on numbers with units.

    Each operand is multiplied by its own factor, the operation is done on the plain
    numbers, and the result times `after` is in `unit`.
    """

    unit: Unit
    before: tuple[float, ...]
    after: float = 1.0


def unit_of(
    expression: Expression,
    units: Mapping[str, Unit],
    *,
    candidates: Iterable[str] | None = None,
) -> Unit:
    """The unit in which a formula's result comes out.

    Sums, ``min``, ``max`` and ``if`` take the unit of their first operand; products and
    quotients keep the symbols that don't cancel (t*km times kg/(t*km) is kg).

    Parameters
    ----------
    expression : Expression
        The formula.
    units : mapping
        Unit of every name that it may refer to.
    candidates : iterable of str, optional
        Names to suggest for an unknown one; by default those of `units`.

    Raises
    ------
    QuantityError
        E434 a sum or comparison of different kinds (E435 m3 with Nm3, E436 currencies),
        E437 an exponent with a unit or not a plain number, E438 ``exp``, ``ln`` … of a
        unit, E439 a root without a unit, E442 an unknown name.
    """
    if isinstance(expression, Number):
        return expression.unit
    if isinstance(expression, Name):
        found = units.get(expression.id)
        if found is None:
            known = units if candidates is None else candidates
            values = {"name": expression.id, "nearest": nearest(expression.id, known)}
            raise QuantityError("E442", expression.span, values)
        return found
    operands = tuple(
        unit_of(child, units, candidates=candidates) for child in children(expression)
    )
    return step_of(expression, operands).unit


def step_of(node: Expression, operands: tuple[Unit, ...]) -> Step:
    """What a node does to operands of these units; raises as `unit_of`."""
    match node:
        case Unary(operator="-"):
            return Step(operands[0], (1.0,))
        case Binary(operator="*"):
            return _product(*operands)
        case Binary(operator="/"):
            return _quotient(*operands)
        case Binary(operator="^"):
            return _power(node, *operands)
        case Binary(operator=operator) if operator in COMPARISONS:
            return Step(DIMENSIONLESS, _alike(node, operands))
        case Binary(operator="+" | "-"):
            return Step(operands[0], _alike(node, operands))
        case Call(function="sqrt"):
            return _root(node, operands[0], 0.5)
        case Call(function="exp" | "ln" | "log10" | "round"):
            return Step(DIMENSIONLESS, (_pure(node, operands[0]),))
        case Call(function="if"):
            return Step(operands[1], (1.0, *_alike(node, operands[1:])))
        case Call():
            return Step(operands[0], _alike(node, operands))
        case _:  # not, and, or: no numbers, no units
            return Step(DIMENSIONLESS, (1.0,) * len(operands))


def _alike(node: Expression, operands: tuple[Unit, ...]) -> tuple[float, ...]:
    """Factors that bring every operand to the unit of the first."""
    first = operands[0]
    for operand in operands[1:]:
        if operand.dimension != first.dimension:
            code = mismatch_code(operand, first, "E434")
            values = {
                "source": operand.symbol,
                "target": first.symbol,
                "text": to_source(node)[:60],
                **needed_rate(operand, first),
            }
            raise QuantityError(code, node.span, values)
    return tuple(conversion(operand, first) for operand in operands)


def _pure(node: Call, operand: Unit) -> float:
    """Factor to a pure number, for functions that know nothing else."""
    if operand.dimension:
        values = {"function": node.function, "unit": operand.symbol}
        raise QuantityError("E438", node.span, values)
    return operand.factor


@lru_cache(maxsize=4096)
def _product(a: Unit, b: Unit) -> Step:
    unit, after = _reduced(parts_of(a) + parts_of(b))
    return Step(unit, (1.0, 1.0), after)


@lru_cache(maxsize=4096)
def _quotient(a: Unit, b: Unit) -> Step:
    inverse = tuple((name, -e) for name, e in parts_of(b))
    unit, after = _reduced(parts_of(a) + inverse)
    return Step(unit, (1.0, 1.0), after)


def _reduced(parts: tuple[tuple[str, int], ...]) -> tuple[Unit, float]:
    """The unit with kWh/MJ, kg/t and % cancelled, and the number that this leaves."""
    unit = compose(parts)
    number = 1.0
    kept: list[tuple[str, int]] = []
    for name, exponent in parts_of(unit):
        own = compose(((name, 1),))
        if not own.dimension:
            number *= own.factor**exponent
            continue
        left = exponent
        for position, (other, power_) in enumerate(kept):
            theirs = compose(((other, 1),))
            if theirs.dimension == own.dimension and power_ * left < 0:
                # kg^1 meets t^-1: t^-1 = 0.001 kg^-1
                moved = max(left, -power_) if left < 0 else min(left, -power_)
                number *= (own.factor / theirs.factor) ** moved
                kept[position] = (other, power_ + moved)
                left -= moved
        kept.append((name, left))
    return compose(tuple((n, e) for n, e in kept if e)), number


def _power(node: Binary, base: Unit, exponent: Unit) -> Step:
    """A base with a unit needs an exponent that is a plain number of the formula."""
    if exponent.dimension:
        values = {"text": to_source(node.right)[:40], "unit": exponent.symbol}
        raise QuantityError("E437", node.right.span, values)
    if not base.dimension:
        return Step(DIMENSIONLESS, (base.factor, exponent.factor))
    known = _plain_number(node.right)
    if known is None:
        values = {"text": to_source(node.right)[:40], "unit": base.symbol}
        raise QuantityError("E437", node.right.span, values)
    return _root(node, base, known)


def _plain_number(expression: Expression) -> float | None:
    """Value of ``2``, ``-1`` or ``1/2``; None if it depends on anything else."""
    match expression:
        case Number(value=value, unit=unit):
            return value * unit.factor
        case Binary(
            operator="/",
            left=Number(value=above, unit=top),
            right=Number(value=below, unit=bottom),
        ) if below and not top.dimension and not bottom.dimension:
            return above * top.factor / (below * bottom.factor)
        case _:
            return None


def _root(node: Expression, base: Unit, exponent: float) -> Step:
    """A power of a unit; its dimensions must stay whole: m2 has a root, m has none."""
    operands = (1.0,) * len(children(node))
    if exponent == int(exponent) and abs(exponent) <= 9:
        return Step(power(base, int(exponent)), operands)
    exact = [(name, e * exponent) for name, e in base.dimension]
    if any(e != round(e) or abs(e) > 9 for _, e in exact):
        values = {"unit": base.symbol, "text": to_source(node)[:60]}
        raise QuantityError("E439", node.span, values)
    unit = coherent(tuple((name, round(e)) for name, e in exact))
    return Step(unit, operands, base.factor**exponent)
