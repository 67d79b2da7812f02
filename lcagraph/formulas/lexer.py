"""Tokens of a quantity or formula; everything that is no arithmetic ends here.

A number takes its unit with it, so ``1 t / (1 - loss)`` has the tokens ``1 t``, ``/``,
``(``, ``1``, ``-``, ``loss``, ``)``. Every wrong way to write a number has a code of
its own, since a misread number is a wrong footprint.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Literal, NoReturn

from lcagraph.errors import QuantityError
from lcagraph.formulas.expression import FUNCTIONS, KEYWORDS, Span
from lcagraph.lookalikes import refuse_lookalikes
from lcagraph.units import (
    DIMENSIONLESS,
    Unit,
    atom,
    read_unit,
    unknown_unit,
)

MAX_TEXT = 4000
"""Characters of one quantity or formula."""

Kind = Literal["number", "name", "operator", "end"]


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a formula and where it stands."""

    kind: Kind
    text: str
    span: Span
    value: float = 0.0
    unit: Unit = DIMENSIONLESS
    chained: Span | None = None
    """Where ``/t*km`` was written without brackets, if it was."""


_SPACE = re.compile(r"[ \t\r\n]*")
_NUMBER = re.compile(r"(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?", re.ASCII)
_NAME = re.compile(r"[^\W\d]\w*")
_ATTRIBUTE = re.compile(r"\.[^\W\d][.\w]*|(?<=\w)\.")
_OPERATOR = re.compile(r"<=|>=|==|!=|[-+*/^()<>,±=]")
_BASED = re.compile(r"0[xXbBoO][0-9a-fA-F]+(?!\w)", re.ASCII)
_THOUSANDS = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?(?![0-9])")
_COMMA = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]+|[0-9]+,[0-9]+")
_SEPARATED = re.compile(r"[0-9]+(?:[_'’`][0-9]+)+")
_MALFORMED = re.compile(r"[0-9]*\.[0-9.]*|[0-9]+")
_SPACED = re.compile(r"[0-9.]+(?:[ \t]+[0-9.]+)+")
_NOT_A_NUMBER = frozenset({"nan", "inf", "infinity"})
_CURRENCY_SIGNS = "¥$€£"


def tokens(text: str, start: int) -> list[Token]:
    """The tokens of `text` from `start` on, closed by one of kind ``end``.

    Raises
    ------
    QuantityError
        E401–E406 look-alike characters, E408–E415 numbers, E417–E419 what is no
        arithmetic, E420 and E430–E432 units.
    """
    refuse_lookalikes(text)
    found: list[Token] = []
    position = _skip(text, start)
    while position < len(text):
        token = _token(text, position)
        _refuse_neighbours(text, found, token)
        found.append(token)
        position = _skip(text, token.span[1])
    last = found[-1].span if found else (0, len(text))
    found.append(Token("end", "", last))
    return found


def _skip(text: str, position: int) -> int:
    found = _SPACE.match(text, position)
    return found.end() if found else position


def _token(text: str, position: int) -> Token:
    character = text[position]
    if attribute := _ATTRIBUTE.match(text, position):
        shown = attribute.group()[:40]
        if shown[1:].strip().casefold() in _NOT_A_NUMBER:  # as YAML writes them
            raise QuantityError("E415", attribute.span(), {"text": shown})
        raise QuantityError("E417", (position, position + 1), {"text": shown})
    if character.isascii() and (character.isdigit() or character == "."):
        return _number(text, position)
    if found := _NAME.match(text, position):
        return _name(text, found)
    if found := _OPERATOR.match(text, position):
        if text.startswith("**", position):
            raise QuantityError("E419", (position, position + 2), {})
        return Token("operator", found.group(), found.span())
    if character in _CURRENCY_SIGNS:
        raise unknown_unit(character, (position, position + 1))
    shown = text[position : position + 2] if character in "&|" else character
    span = (position, position + len(shown))
    raise QuantityError("E418", span, {"text": _visible(shown)})


def _visible(shown: str) -> str:
    """A character that a terminal can show; others by their code point."""
    return shown if shown.isprintable() else f"U+{ord(shown[0]):04X}"


# --- names ---------------------------------------------------------------------------


def _name(text: str, found: re.Match[str]) -> Token:
    name, span = found.group(), found.span()
    if name.casefold() in _NOT_A_NUMBER:
        raise QuantityError("E415", span, {"text": name})
    end = span[1]
    if attribute := _ATTRIBUTE.match(text, end):
        shown = text[span[0] : attribute.end()][:40]
        raise QuantityError("E417", (end, end + 1), {"text": shown})
    return Token("name", name, span)


# --- numbers -------------------------------------------------------------------------


def _number(text: str, position: int) -> Token:
    found = _NUMBER.match(text, position)
    if found is None or _goes_on_badly(text, found):
        _refuse_number(text, position)
    value = read_float(found.group(), found.span())
    end = found.end()
    word = _NAME.match(text, _skip(text, end))
    if word and (word.group() in KEYWORDS or _is_call(text, word)):
        return Token("number", found.group(), found.span(), value)
    read = read_unit(text, end)
    if read is None:
        if word:
            raise unknown_unit(word.group(), word.span())
        return Token("number", found.group(), found.span(), value)
    written = text[position : read.end]
    return Token(
        "number", written, (position, read.end), value, read.unit, read.chained
    )


def _is_call(text: str, word: re.Match[str]) -> bool:
    """True if the word is a function with its bracket, and no unit."""
    opens = text.startswith("(", _skip(text, word.end()))
    return opens and word.group() in FUNCTIONS and atom(word.group()) is None


def read_float(text: str, span: Span) -> float:
    """The number that a decimal text names.

    Raises
    ------
    QuantityError
        E414 beyond ±1.8e308, or so close to zero that it would be read as 0.
    """
    value = float(text)
    mantissa = re.split("[eE]", text)[0]
    if math.isinf(value) or (value == 0 and re.search("[1-9]", mantissa)):
        raise QuantityError("E414", span, {"text": text[:40]})
    return value


def _goes_on_badly(text: str, found: re.Match[str]) -> bool:
    """True if the characters after a number make another number of it."""
    end = found.end()
    if text[end : end + 1] == "." or text[end : end + 2] in ("'", "’", "`"):
        return True
    if _BASED.match(text, found.start()) or _SEPARATED.match(text, found.start()):
        return True
    return text[end : end + 1] == "," and text[end + 1 : end + 2].isdigit()


def _refuse_number(text: str, position: int) -> NoReturn:
    for code, pattern in (
        ("E413", _BASED),
        ("E411", _SEPARATED),
        ("E409", _THOUSANDS),
        ("E408", _COMMA),
        ("E412", _MALFORMED),
    ):
        if found := pattern.match(text, position):
            written = found.group()[:40]
            values = {"text": written, "plain": re.sub("[,_'’`]", "", written)}
            if code == "E408":  # 1.234,5 is written in some countries
                values["point"] = written.replace(".", "").replace(",", ".")
            elif written.count(",") == 1 and "." not in written:
                values["point"] = written.replace(",", ".")
            raise QuantityError(code, found.span(), values)
    raise QuantityError("E418", (position, position + 1), {"text": text[position]})


# --- what may not stand side by side -------------------------------------------------


def _refuse_neighbours(text: str, found: list[Token], token: Token) -> None:
    """Refuse two operands without an operator: ``1 240 kg``, ``2 x``, ``(a) (b)``."""
    if not found or (token.kind == "operator" and token.text != "("):
        return
    before = found[-1]
    if before.kind == "operator" and before.text != ")":
        return
    words = {before.text, token.text} & {"and", "or", "not"}
    if words or (token.text == "(" and before.kind == "name"):
        return
    span = (before.span[0], token.span[1])
    if before.kind == token.kind == "number" and before.unit == DIMENSIONLESS:
        spaced = _SPACED.match(text, before.span[0])
        if spaced:
            written = spaced.group()
            values = {"text": written[:40], "plain": re.sub(r"\s", "", written)[:40]}
            raise QuantityError("E410", spaced.span(), values)
    values = {"left": before.text[:40], "right": token.text[:40]}
    raise QuantityError("E424", span, values)
