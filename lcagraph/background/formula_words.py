"""Words of a formula: numbers, names and signs, the same in every dialect."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, cast

from lcagraph.errors import QuantityError

MAX_TEXT = 4000
"""Characters of one formula."""

_WORD = re.compile(
    r"(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
    r"|(?P<name>[^\W\d]\w*)"
    r"|(?P<sign><=|>=|==|!=|<>|&&|\|\||\*\*|//|[-+*/^%()<>=;,&|])"
)
_SPACE = re.compile(r"\s*")


@dataclass(frozen=True, slots=True)
class Token:
    """One word and where it begins."""

    kind: Literal["number", "name", "sign", "end"]
    text: str
    start: int


def tokens(text: str) -> list[Token]:
    """The words of a formula, closed by one of kind ``end``.

    Raises
    ------
    QuantityError
        W022: too long, or a character that stands in no formula.
    """
    if len(text) > MAX_TEXT:
        raise refusal(text, 0, text[:20] + "…", limit=f"{len(text)} > {MAX_TEXT}")
    found: list[Token] = []
    position = _skip(text, 0)
    while position < len(text):
        match = _WORD.match(text, position)
        if match is None:
            raise refusal(text, position, text[position])
        kind = cast(Literal["number", "name", "sign"], match.lastgroup)
        follower = text[match.end() : match.end() + 1]
        if kind == "number" and (follower.isalnum() or follower in ("_", ".")):
            raise refusal(text, position, match.group() + follower)
        found.append(Token(kind, match.group(), position))
        position = _skip(text, match.end())
    found.append(Token("end", "", len(text)))
    return found


def _skip(text: str, position: int) -> int:
    found = _SPACE.match(text, position)
    return found.end() if found else position


def refusal(text: str, start: int, shown: str, **values: object) -> QuantityError:
    """W022 about the part `shown` of a formula; the caller raises it."""
    stated = {"formula": text[:80], "text": shown or "…", **values}
    return QuantityError("W022", (start, start + len(shown)), stated)
