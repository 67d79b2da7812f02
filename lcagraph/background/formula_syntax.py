"""Formula of a database → tree of `lcagraph.formulas`, by the grammar of its dialect.

Not the parser of the models' formulas: there a number takes a unit, and names that are
units (``CO``, ``t``, ``m``) are refused, while databases have numbers without units and
parameters of any name. The tree is the same, so nothing can be called but arithmetic.
Length, nesting and operators are limited before anything is evaluated.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import cast

from lcagraph.background.formula_dialects import GRAMMARS, OPERATORS, Grammar
from lcagraph.background.formula_words import Token, refusal, tokens
from lcagraph.background.records import Dialect
from lcagraph.errors import QuantityError
from lcagraph.formulas import Binary, Call, Expression, Name, Number, Unary
from lcagraph.formulas.expression import COMPARISONS, BinaryOperator, is_condition
from lcagraph.formulas.scalar import SCALAR_FUNCTIONS

MAX_NESTING = 24
"""Brackets, calls and signs inside one another."""
MAX_OPERATIONS = 500
"""Operators of one formula."""

_NOT = 4
_BRACKETS = "(a ^ b) ^ c, (-a) ^ b"
_ONE, _ZERO = Number(1.0), Number(0.0)
_LOGIC = ("and", "or", "not", "xor", "if")


@lru_cache(maxsize=65_536)
def read_formula(text: str, dialect: Dialect) -> Expression:
    """The tree of a formula; its names are spelled as in the text.

    Raises
    ------
    QuantityError
        W022: it is no formula of this dialect, or a part of it is read differently by
        different programs; the span is that part.
    """
    return _Parser(text, GRAMMARS[dialect]).whole()


class _Parser:
    """A reading position in the tokens of one formula."""

    def __init__(self, text: str, grammar: Grammar) -> None:
        self._text = text
        self._grammar = grammar
        self._tokens = tokens(text)
        self._position = 0
        self._depth = 0
        self._operations = 0
        self._separator = ""

    @property
    def _token(self) -> Token:
        return self._tokens[self._position]

    def whole(self) -> Expression:
        expression = self._number(self._conditional())
        if self._token.kind != "end":
            raise self._refused()
        return expression

    # ------------------------------------------------------------------- operators

    def _conditional(self) -> Expression:
        """``a if condition else b``, or an expression without it."""
        chosen = self._expression(0)
        if not (self._grammar.has_conditional and self._is("if")):
            return chosen
        start = self._advance().start
        test = self._condition(self._expression(0))
        if not self._is("else"):
            raise self._refused()
        self._enter(self._advance())
        otherwise = self._conditional()
        self._depth -= 1
        span = (start, self._token.start)
        return Call("if", (test, self._number(chosen), self._number(otherwise)), span)

    def _expression(self, least: int) -> Expression:
        """Operands joined by operators that bind at least as tightly as `least`."""
        left = self._operand()
        while (operator := self._operator()) in OPERATORS:
            binding = OPERATORS[operator][0]
            if binding < least:
                break
            left = self._joined(left, operator, binding)
        return left

    def _operator(self) -> str:
        """The operator at hand in the words of `OPERATORS`, or nothing."""
        token = self._token
        if token.kind not in ("sign", "name"):
            return ""
        return self._grammar.operators.get(self._grammar.folded(token.text), "")

    def _joined(self, left: Expression, operator: str, binding: int) -> Expression:
        sign = self._advance()
        self._count(sign)
        right = self._expression(binding + 1)
        span = (left.span[0], self._end())
        if operator in ("and", "or", "xor"):
            return _logical(
                operator, [self._condition(left), self._condition(right)], span
            )
        if operator in COMPARISONS and self._operator() in COMPARISONS:
            raise self._refused()
        operands = (self._number(left), self._number(right))
        function = OPERATORS[operator][1]
        if function:
            return Call(function, operands, span)
        return Binary(cast(BinaryOperator, operator), *operands, span)

    def _end(self) -> int:
        """Where the token before the present one ends."""
        before = self._tokens[self._position - 1]
        return before.start + len(before.text)

    # -------------------------------------------------------------------- operands

    def _operand(self) -> Expression:
        """A signed or negated operand, or a power."""
        token = self._token
        if self._operator() == "not":
            self._enter(self._advance())
            operand = self._condition(self._expression(_NOT))
            self._depth -= 1
            return Unary("not", operand, (token.start, self._end()))
        if token.kind == "sign" and token.text in ("-", "+"):
            return self._signed()
        return self._powers(self._atom())

    def _signed(self) -> Expression:
        sign = self._advance()
        self._enter(sign)
        if self._grammar.signs == "after power":
            operand = self._number(self._operand())
        elif self._token.text in ("-", "+"):
            operand = self._signed()
        else:
            operand = self._number(self._atom())
        self._depth -= 1
        span = (sign.start, self._end())
        signed = Unary("-", operand, span) if sign.text == "-" else operand
        if self._grammar.signs == "after power":
            return signed
        if self._operator() == "^" and self._grammar.signs == "refused":
            raise self._refused(brackets=_BRACKETS)
        return self._powers(signed)

    def _powers(self, base: Expression) -> Expression:
        """``base ^ exponent``, again if the dialect says how."""
        is_second = False
        while self._operator() == "^":
            if is_second and self._grammar.powers == "refused":
                raise self._refused(brackets=_BRACKETS)
            sign = self._advance()
            self._count(sign)
            self._enter(sign)
            if self._grammar.powers == "from right":
                exponent = self._operand()
            else:
                exponent = self._exponent()
            self._depth -= 1
            span = (base.span[0], self._end())
            base = Binary("^", self._number(base), self._number(exponent), span)
            is_second = True
        return base

    def _exponent(self) -> Expression:
        """An exponent with a sign of its own, but no further power."""
        sign = self._token
        if sign.text not in ("-", "+"):
            return self._atom()
        self._enter(self._advance())
        operand = self._number(self._exponent())
        self._depth -= 1
        span = (sign.start, self._end())
        return Unary("-", operand, span) if sign.text == "-" else operand

    def _atom(self) -> Expression:
        token = self._advance()
        if token.kind == "number":
            span = (token.start, token.start + len(token.text))
            return self._percent(Number(self._float(token), span=span))
        if token.kind == "name":
            return self._percent(self._named(token))
        if token.text == "(":
            self._enter(token)
            inner = self._conditional()
            self._close()
            return self._percent(inner)
        self._position -= token.kind != "end"
        raise self._refused()

    def _float(self, token: Token) -> float:
        value = float(token.text)
        if value - value != 0:
            raise refusal(self._text, token.start, token.text)
        return value

    def _percent(self, operand: Expression) -> Expression:
        if not (self._grammar.has_percent and self._is("%")):
            return operand
        self._count(self._advance())
        span = (operand.span[0], self._end())
        return Binary("/", self._number(operand), Number(100.0), span)

    # ----------------------------------------------------------------------- names

    def _named(self, token: Token) -> Expression:
        word = self._grammar.folded(token.text)
        if self._is("("):
            return self._call(token, word)
        if word.casefold() in ("true", "false"):
            return _truth(word, (token.start, self._end()))
        is_reserved = self._grammar.has_conditional and word in ("if", "else")
        if is_reserved or word in self._grammar.operators:
            self._position -= 1
            raise self._refused()
        return Name(token.text, (token.start, token.start + len(token.text)))

    def _call(self, token: Token, word: str) -> Expression:
        self._enter(self._advance())
        arguments: list[Expression] = []
        while not (self._is(")") and not arguments):
            arguments.append(self._conditional())
            if not self._separates():
                break
        self._close()
        span = (token.start, self._end())
        if not arguments and word in ("true", "false"):
            return _truth(word, span)
        if not arguments and word in self._grammar.constants:
            return Number(self._grammar.constants[word], span=span)
        functions = self._grammar.functions
        name = functions.get(f"{word}/{len(arguments)}") or functions.get(word)
        if name is None:
            shown = token.text[:40]
            raise refusal(self._text, token.start, shown, function=shown)
        return self._applied(name, arguments, token, span)

    def _applied(
        self,
        name: str,
        arguments: list[Expression],
        token: Token,
        span: tuple[int, int],
    ) -> Expression:
        least, most = _arity(name)
        if not least <= len(arguments) <= most:
            wanted = str(least) if least == most else f"{least}–{most}"
            raise refusal(self._text, token.start, token.text, arguments=wanted)
        if name == "if":
            test, chosen, otherwise = arguments
            choice = (self._number(chosen), self._number(otherwise))
            return Call("if", (self._condition(test), *choice), span)
        if name in _LOGIC:
            return _logical(name, [self._condition(each) for each in arguments], span)
        return Call(name, tuple(map(self._number, arguments)), span)

    def _separates(self) -> bool:
        """Pass over a separator; a comma within digits may be a decimal comma."""
        token = self._token
        if token.text not in (";", ","):
            return False
        known = token.text in self._grammar.separators
        is_second = self._separator not in ("", token.text)
        around = self._text[max(token.start - 1, 0) : token.start + 2]
        maybe_decimal = (
            re.fullmatch("[0-9],[0-9]", around) and self._grammar.separators != ","
        )
        if not known or is_second or maybe_decimal:
            raise self._refused(separator=self._grammar.separators[0])
        self._separator = token.text
        self._advance()
        return True

    # ----------------------------------------------------------- conditions, limits

    def _number(self, expression: Expression) -> Expression:
        if not is_condition(expression):
            return expression
        if not self._grammar.truth_is_number:
            raise self._mistaken(expression)
        return Call("if", (expression, _ONE, _ZERO), expression.span)

    def _condition(self, expression: Expression) -> Expression:
        if is_condition(expression):
            return expression
        if not self._grammar.truth_is_number:
            raise self._mistaken(expression)
        return Binary("!=", expression, _ZERO, expression.span)

    def _is(self, word: str) -> bool:
        return self._token.kind != "number" and self._token.text == word

    def _advance(self) -> Token:
        token = self._token
        if token.kind != "end":
            self._position += 1
        return token

    def _enter(self, token: Token) -> None:
        self._depth += 1
        if self._depth > MAX_NESTING:
            raise refusal(self._text, token.start, token.text, limit=MAX_NESTING)

    def _close(self) -> None:
        if not self._is(")"):
            raise self._refused()
        self._depth -= 1
        self._advance()

    def _count(self, token: Token) -> None:
        self._operations += 1
        if self._operations > MAX_OPERATIONS:
            raise refusal(self._text, token.start, token.text, limit=MAX_OPERATIONS)

    def _mistaken(self, expression: Expression) -> QuantityError:
        """A condition in the place of a number, or the other way round."""
        start, end = expression.span
        return refusal(self._text, start, self._text[start:end][:40])

    def _refused(self, **values: object) -> QuantityError:
        token = self._token
        return refusal(self._text, token.start, token.text[:40], **values)


def _truth(word: str, span: tuple[int, int]) -> Expression:
    """``true`` or ``false`` as a comparison of one with one."""
    return Binary("==" if word.casefold() == "true" else "!=", _ONE, _ONE, span)


def _arity(name: str) -> tuple[int, int]:
    match name:
        case "if":
            return 3, 3
        case "not":
            return 1, 1
        case "and" | "or":
            return 1, 255
        case "xor":
            return 2, 2
        case _:
            return SCALAR_FUNCTIONS[name][1:]


def _logical(
    name: str, conditions: list[Expression], span: tuple[int, int]
) -> Expression:
    first, *others = conditions
    if name == "not":
        return Unary("not", first, span)
    if name == "xor":
        (second,) = others
        only_first = Binary("and", first, Unary("not", second, span), span)
        only_second = Binary("and", Unary("not", first, span), second, span)
        return Binary("or", only_first, only_second, span)
    for other in others:
        first = Binary(cast(BinaryOperator, name), first, other, span)
    return first
