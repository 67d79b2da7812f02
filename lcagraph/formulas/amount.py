"""An amount of the model: a quantity, a quantity with ±, or a formula after ``=``."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from lcagraph.distributions import (
    Distribution,
    Pedigree,
    absolute_normal,
    relative_normal,
    validate_distribution,
)
from lcagraph.errors import Finding, QuantityError
from lcagraph.formulas.expression import (
    FUNCTIONS,
    KEYWORDS,
    Binary,
    Expression,
    Name,
    Number,
    Span,
    nodes,
    number,
    number_text,
    quantity_text,
    to_source,
)
from lcagraph.formulas.lexer import Token
from lcagraph.formulas.parser import Parser
from lcagraph.units import (
    DIMENSIONLESS,
    Unit,
    chained_notes,
    conversion,
    is_unit_name,
    parse_unit,
    unit_notes,
    unknown_unit,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """A number of the model as it was written, with its uncertainty if stated."""

    text: str
    """Canonical source: ``850 kWh ± 5 %``, ``= 1 t / (1 - loss)``."""
    expression: Expression
    distribution: Distribution | None = None
    pedigree: Pedigree = ()
    """Its own scores, where no row states them for it."""
    notes: tuple[Finding, ...] = field(default=(), compare=False)
    """How something was read that might be meant otherwise; `at` is still empty."""

    @property
    def is_literal(self) -> bool:
        """True for a plain number with its unit, which a scenario or a draw may set."""
        return isinstance(self.expression, Number)


_NOT_KNOWN_YET = frozenset(
    [
        *("-", "--", "—", "–", "/", "?", "？"),
        *("n/a", "na", "none", "tbc", "tbd", "unknown"),
        *("不详", "待定", "待核实", "待补充", "无", "暂无", "未知"),
    ]
)
"""What stands in a table where the number is missing."""
_VAGUE = re.compile(
    r"^(?:大约|大概|约|approximately|approx\.?|about|circa|ca\.?|[~≈])\s*(?=[0-9])"
    r"|(?<=\S)\s*(?:左右|上下)$",
    re.IGNORECASE,
)
"""Words before or after a number that say it is not a sure one."""
_PLAIN_LENGTH = 80  # keeps the regular expression, which may backtrack, cheap
_FLOAT = r"(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
_PLAIN = re.compile(
    rf"[ \t]*([+-]?{_FLOAT})[ \t]*([^\s0-9.,+*^(±=/-][^±=,;+]*?)?[ \t]*"
    rf"(?:±[ \t]*({_FLOAT})[ \t]*%[ \t]*)?",
    re.ASCII,
)


def parse_amount(text: str, *, is_signed: bool = False) -> Amount:
    """The amount that a text of the model names.

    ``850 kWh``; ``850 kWh ± 5 %`` or ``850 kWh ± 40 kWh``, where ± is the half-width
    of the 95 % interval of a normal distribution; ``= 1 t / (1 - loss)``, which may
    end in ``± 5 %``.

    Parameters
    ----------
    text : str
    is_signed : bool
        Whether the amount may be of either sign: then ± may reach across zero.

    Raises
    ------
    QuantityError
        Any code of family E4 except E442 and E447, which need the other numbers; its
        span counts in `text`.
    """
    return _plain_amount(text) or _careful_amount(text, is_signed)


def literal(value: float, unit: Unit | str = DIMENSIONLESS) -> Amount:
    """An amount that the program gives: ``literal(1, "kg")``."""
    expression = number(value, unit)
    return Amount(text=to_source(expression), expression=expression)


def formula(expression: Expression) -> Amount:
    """An amount computed from others."""
    return Amount(text=f"= {to_source(expression)}", expression=expression)


def number_in(expression: Expression) -> tuple[float, Unit] | None:
    """Value and unit of a plain number, or None for a formula."""
    if isinstance(expression, Number):
        return expression.value, expression.unit
    return None


def value_in(amount: Amount, unit: Unit) -> float | None:
    """A literal amount in another unit, or None for a formula.

    A bare number counts as being in `unit` already: ``sd: 3`` of a mass in kg.

    Raises
    ------
    QuantityError
        E433, E435, E436: the unit of the amount is of another kind.
    """
    known = number_in(amount.expression)
    if known is None:
        return None
    value, own = known
    return value if own == DIMENSIONLESS else value * conversion(own, unit)


def check_name(text: str) -> None:
    """Refuse an id that no formula could refer to.

    Raises
    ------
    QuantityError
        E449 not made of letters (Chinese too), digits and ``_``, or begins with a
        digit; or a unit, a function or a word of the grammar.
    """
    is_word = re.fullmatch(r"[^\W\d]\w*", text) is not None
    taken = is_unit_name(text) or text in FUNCTIONS or text in KEYWORDS
    if taken or not is_word:
        raise QuantityError("E449", (0, len(text)), {"name": text[:40] or "''"})


# --- the fast road: 30,000 plain quantities of a big model ---------------------------


@lru_cache(maxsize=4096)
def _sure_unit(text: str) -> Unit | None:
    """The unit of a text that needs no word of caution, else None."""
    try:
        return None if unit_notes(text) else parse_unit(text)
    except QuantityError:
        return None


@lru_cache(maxsize=4096)
def _sure_spread(percent: float) -> Distribution | None:
    """The distribution of ``± percent %``, or None if there can be none."""
    distribution = relative_normal(percent / 100)
    try:
        validate_distribution(distribution)
    except QuantityError:
        return None
    return distribution


def _plain_amount(text: str) -> Amount | None:
    """An amount that is beyond doubt, or None: then a closer look is needed."""
    found = _PLAIN.fullmatch(text) if len(text) <= _PLAIN_LENGTH else None
    if found is None:
        return None
    digits, unit_text, spread = found.groups()
    unit = DIMENSIONLESS if unit_text is None else _sure_unit(unit_text)
    value = float(digits)
    # zero and infinity may be numbers that no float holds: 1e-400, 1e999
    if unit is None or value == 0 or value - value != 0:
        return None
    span = (found.start(1), found.end(1 if unit_text is None else 2))
    expression = Number(value, unit, span)
    if spread is None:
        return Amount(text=quantity_text(value, unit), expression=expression)
    half_width = float(spread)
    distribution = _sure_spread(half_width)
    if distribution is None or unit.symbol == "%":
        return None
    return Amount(
        text=f"{quantity_text(value, unit)} ± {number_text(half_width)} %",
        expression=expression,
        distribution=distribution,
    )


# --- the careful road ----------------------------------------------------------------


def _careful_amount(text: str, is_signed: bool) -> Amount:
    start = len(text) - len(text.lstrip(" \t\r\n"))
    word = text.strip()
    if word.casefold() in _NOT_KNOWN_YET:
        raise QuantityError("E415", (start, start + len(word)), {"text": word})
    if (plain := _VAGUE.sub("", word)) != word:
        values = {"text": word[:40], "plain": plain[:40]}
        raise QuantityError("E454", (start, start + len(word)), values)
    is_formula = text.startswith("=", start)
    if text.startswith("==", start):
        raise QuantityError("E446", (start, start + 2), {"text": "=="})
    parser = Parser(text, start + is_formula)
    expression = parser.whole()
    if not is_formula and not isinstance(expression, Number):
        raise _no_quantity(expression)
    notes = tuple(
        note for token in parser.tokens for note in chained_notes(text, token.chained)
    )
    if parser.accepts("±"):
        return _spread_amount(parser, expression, notes, is_signed)
    parser.end()
    return Amount(text=_shown(expression), expression=expression, notes=notes)


def _shown(expression: Expression) -> str:
    source = to_source(expression)
    return source if isinstance(expression, Number) else f"= {source}"


def _no_quantity(expression: Expression) -> QuantityError:
    """Why a text without ``=`` is no quantity: a range, a word, a calculation."""
    values = {"text": to_source(expression)[:60]}
    match expression:
        case Binary("-", Number(), Number()):
            return QuantityError("E403", expression.span, values)
        case Binary("*" | "/", Number(unit=unit), Name(id=word, span=span)) if (
            unit != DIMENSIONLESS
        ):
            return unknown_unit(word, span)  # 1.83 kg/kWhh
    calculates = any(isinstance(node, Number) for node in nodes(expression))
    return QuantityError("E428" if calculates else "E429", expression.span, values)


def _spread_amount(
    parser: Parser,
    expression: Expression,
    notes: tuple[Finding, ...],
    is_signed: bool,
) -> Amount:
    """An amount with ± after it, at the top level and only once."""
    sign = parser.advance()
    token = parser.token
    if token.kind != "number":
        after = [each.text for each in parser.tokens if each.span >= token.span]
        shown = "".join(after).strip()[:40] or "±"
        raise QuantityError("E450", (sign.span[0], token.span[1]), {"text": shown})
    parser.advance()
    parser.end()
    span = (sign.span[0], token.span[1])
    if token.unit.symbol == "%":
        found = _with_relative(expression, token.value, span, notes)
    elif not isinstance(expression, Number):
        raise QuantityError("E452", span, {"text": token.text})
    else:
        found = _with_absolute(expression, token, span, notes)
    known = number_in(expression)
    assert found.distribution is not None
    amount = None if known is None else known[0]
    validate_distribution(found.distribution, amount, span=span, is_signed=is_signed)
    return found


def _with_relative(
    expression: Expression, percent: float, span: Span, notes: tuple[Finding, ...]
) -> Amount:
    """± in % is always relative to the amount, also when the amount itself is in %."""
    distribution = relative_normal(percent / 100)
    shown = f"± {number_text(percent)} %"
    if isinstance(expression, Number) and expression.unit.symbol == "%":
        values = {"text": to_source(expression), "spread": shown}
        notes = (*notes, Finding(code="N402", values=values, span=span))
    return Amount(
        text=f"{_shown(expression)} {shown}",
        expression=expression,
        distribution=distribution,
        notes=notes,
    )


def _with_absolute(
    expression: Number, token: Token, span: Span, notes: tuple[Finding, ...]
) -> Amount:
    """± in the amount's own unit, or one that converts to it."""
    if token.unit.dimension != expression.unit.dimension:
        values = {"text": token.text, "unit": expression.unit.symbol}
        raise QuantityError("E451", span, values)
    half_width = token.value * conversion(token.unit, expression.unit)
    distribution = absolute_normal(half_width)
    return Amount(
        text=f"{to_source(expression)} ± {quantity_text(token.value, token.unit)}",
        expression=expression,
        distribution=distribution,
        notes=notes,
    )
