"""Formula text → expression tree: precedence climbing over a bounded token list.

From loosest to tightest: ``or``, ``and``, ``not``, a comparison, ``+ -``, ``* /``, the
sign, ``^``. Conditions stand only in the first place of ``if``. What arithmetic books
and spreadsheets read differently (``a ^ b ^ c``, ``-a ^ 2``) is refused.
"""

from __future__ import annotations

from typing import cast

from lcagraph.errors import QuantityError
from lcagraph.formulas.expression import (
    COMPARISONS,
    FUNCTIONS,
    KEYWORDS,
    PRECEDENCE,
    Binary,
    BinaryOperator,
    Call,
    Expression,
    Name,
    Number,
    Span,
    Unary,
    is_condition,
    to_source,
)
from lcagraph.formulas.lexer import MAX_TEXT, Token, tokens
from lcagraph.nearest import nearest
from lcagraph.units import DIMENSIONLESS, atom, is_unit_name, unknown_unit

MAX_NESTING = 64
"""Brackets, calls and signs inside one another."""

MAX_OPERATIONS = 128
"""Operators of one formula: its tree must survive pickling and recursion."""

MAX_EXPONENT = 1000
"""1.01^360 is in use; 9^999999999 is an attack."""


def parse_expression(text: str) -> Expression:
    """The tree of a formula, written without the leading ``=``.

    Raises
    ------
    QuantityError
        Any code of E401–E432 and E437–E446, with the span of the wrong part.
    """
    parser = Parser(text, 0)
    expression = parser.whole()
    parser.end()
    return expression


def check_length(text: str) -> None:
    """Refuse what is empty (E427) or longer than any formula (E416)."""
    if len(text) > MAX_TEXT:
        values = {"length": len(text), "limit": MAX_TEXT}
        raise QuantityError("E416", (0, len(text)), values)
    if not text or text.isspace():
        raise QuantityError("E427", (0, len(text)), {})


class Parser:
    """A reading position in the tokens of one text."""

    def __init__(self, text: str, start: int) -> None:
        check_length(text)
        self.tokens = tokens(text, start)
        self.position = 0
        self.depth = 0
        self.operations = 0
        if self.token.kind == "end":
            raise QuantityError("E427", (0, len(text)), {})

    @property
    def token(self) -> Token:
        return self.tokens[self.position]

    def advance(self) -> Token:
        """The present token; the position moves on."""
        token = self.token
        if token.kind != "end":
            self.position += 1
        return token

    def accepts(self, *words: str) -> bool:
        """True if the present token is one of these operators or words."""
        return self.token.kind in ("operator", "name") and self.token.text in words

    def whole(self) -> Expression:
        """A whole expression that is a number, not a condition."""
        return _number_only(self._expression(0))

    def end(self) -> None:
        """Refuse anything that is left over."""
        if self.token.kind != "end":
            raise self._unexpected()

    def _expression(self, least: int) -> Expression:
        """Operands joined by operators that bind at least as tightly as `least`."""
        left = self._operand()
        while (binding := self._binding()) >= least:
            left = self._joined(left, binding)
        return left

    def _binding(self) -> int:
        if self.token.kind == "number":
            return -1
        return PRECEDENCE.get(self.token.text, -1) if self.token.text != "not" else -1

    def _joined(self, left: Expression, binding: int) -> Expression:
        """`left`, the operator at hand, and the operand on its right."""
        operator = self.advance()
        self.operations += 1
        if self.operations > MAX_OPERATIONS:
            raise QuantityError("E423", operator.span, {"limit": MAX_OPERATIONS})
        if operator.text == "^":
            return self._power(left)
        right = self._expression(binding + 1)
        check = _condition_only if operator.text in ("and", "or") else _number_only
        span = (left.span[0], right.span[1])
        if operator.text in COMPARISONS and self.accepts(*COMPARISONS):
            raise QuantityError("E445", self.token.span, {"text": self.token.text})
        return Binary(
            cast(BinaryOperator, operator.text), check(left), check(right), span
        )

    def _power(self, base: Expression) -> Expression:
        exponent = _number_only(self._operand())
        span = (base.span[0], exponent.span[1])
        if self.accepts("^"):
            raise self._unclear_power(span)
        if isinstance(exponent, Number) and abs(exponent.value) > MAX_EXPONENT:
            values = {"text": to_source(exponent), "limit": MAX_EXPONENT}
            raise QuantityError("E421", exponent.span, values)
        return Binary("^", _number_only(base), exponent, span)

    def _unclear_power(self, span: Span) -> QuantityError:
        written = self.text_of((span[0], self.token.span[1]))
        return QuantityError("E420", (span[0], self.token.span[1]), {"text": written})

    def text_of(self, span: Span) -> str:
        """The tokens within a span, for a message."""
        words = (t.text for t in self.tokens if span[0] <= t.span[0] < span[1])
        return " ".join(words)[:40]

    def _operand(self) -> Expression:
        """A signed or negated operand, a name, a call, a number or a bracket."""
        if self.accepts("-", "+"):
            return self._signed()
        token = self.advance()
        if token.kind == "number":
            return self._literal(token)
        if token.kind == "name" and token.text == "not":
            self._enter(token)
            operand = _condition_only(self._expression(PRECEDENCE["not"]))
            self.depth -= 1
            return Unary("not", operand, (token.span[0], operand.span[1]))
        if token.kind == "name":
            return self._call(token) if self.accepts("(") else _name(token)
        if token.text == "(" and token.kind == "operator":
            self._enter(token)
            inner = self._expression(0)
            self._close(token)
            return inner
        self.position -= token.kind != "end"
        raise self._unexpected()

    def _literal(self, token: Token) -> Number:
        number = Number(token.value, token.unit, token.span)
        if token.unit != DIMENSIONLESS and self.accepts("^"):
            raise self._unclear_power(token.span)
        return number

    def _signed(self) -> Expression:
        sign = self.advance()
        self._enter(sign)
        is_literal = self.token.kind == "number"
        operand = _number_only(self._operand())
        self.depth -= 1
        span = (sign.span[0], operand.span[1])
        if self.accepts("^"):
            raise self._unclear_power(span)
        if sign.text == "+":
            return operand
        if is_literal and isinstance(operand, Number):
            return Number(-operand.value, operand.unit, span)
        return Unary("-", operand, span)

    def _call(self, token: Token) -> Expression:
        if token.text not in FUNCTIONS:
            near = nearest(token.text, FUNCTIONS)
            values = {"function": token.text[:40], "nearest": near}
            raise QuantityError(
                "E441", token.span, {**values, "functions": tuple(FUNCTIONS)}
            )
        opening = self.advance()
        self._enter(opening)
        arguments: list[Expression] = []
        while not (self.accepts(")") and not arguments):
            is_test = token.text == "if" and not arguments
            check = _condition_only if is_test else _number_only
            argument = self._expression(0)
            if self.accepts("="):
                raise self._unexpected()
            arguments.append(check(argument))
            if not self.accepts(","):
                break
            self.advance()
        span = (token.span[0], self._close(opening).span[1])
        least, most = FUNCTIONS[token.text]
        if not least <= len(arguments) <= most:
            wanted = str(least) if least == most else f"{least}–{most}"
            given = {"function": token.text, "given": len(arguments)}
            raise QuantityError("E440", span, {**given, "wanted": wanted})
        return Call(token.text, tuple(arguments), span)

    def _enter(self, token: Token) -> None:
        self.depth += 1
        if self.depth > MAX_NESTING:
            raise QuantityError("E422", token.span, {"limit": MAX_NESTING})

    def _close(self, opening: Token) -> Token:
        if not self.accepts(")"):
            if self.token.kind == "end":
                raise QuantityError("E426", opening.span, {"text": "("})
            raise self._unexpected()
        self.depth -= 1
        return self.advance()

    def _unexpected(self) -> QuantityError:
        """Why the present token can't stand here."""
        token = self.token
        if token.kind == "end":
            return QuantityError("E425", token.span, {"text": self.tokens[-2].text})
        if token.text == ")" and self.depth == 0:
            return QuantityError("E426", token.span, {"text": ")"})
        code = {"±": "E407", "=": "E446"}.get(token.text, "E453")
        return QuantityError(code, token.span, {"text": token.text[:40]})


def _name(token: Token) -> Name:
    unit = atom(token.text)
    if unit is not None:
        raise QuantityError("E443", token.span, {"unit": token.text})
    if is_unit_name(token.text):
        raise unknown_unit(token.text, token.span)
    if token.text in KEYWORDS or token.text in FUNCTIONS:
        raise QuantityError("E453", token.span, {"text": token.text})
    return Name(token.text, token.span)


def _number_only(expression: Expression) -> Expression:
    if is_condition(expression):
        values = {"text": to_source(expression)[:60]}
        raise QuantityError("E444", expression.span, values)
    return expression


def _condition_only(expression: Expression) -> Expression:
    if not is_condition(expression):
        values = {"text": to_source(expression)[:60]}
        raise QuantityError("E448", expression.span, values)
    return expression
