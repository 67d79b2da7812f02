"""Decimal numbers as text without exponent; sums of them are exact."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction

DIGITS = 10
"""Significant digits of the largest part; the others have as many places after the
point. Far more than any datum has, and few enough to be read."""

_EXACT = Context(prec=400, rounding=ROUND_HALF_EVEN)
_DECIMAL = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?", re.ASCII)
MAX_LENGTH = 40
"""Characters of a number that anybody can have meant."""


def in_common_places(values: Sequence[float]) -> tuple[Decimal, ...]:
    """Numbers rounded to one place after the point, by the largest of them.

    Sums of what comes out are exact to the last digit.
    """
    exact = [Decimal(value) for value in values]
    largest = max((abs(value) for value in exact), default=Decimal(0))
    places = max(0, DIGITS - 1 - largest.adjusted()) if largest else 0
    step = Decimal(1).scaleb(-places)
    return tuple(_EXACT.quantize(value, step) for value in exact)


def total(values: Sequence[Decimal]) -> Decimal:
    """Their exact sum."""
    found = Decimal(0)
    for value in values:
        found = _EXACT.add(found, value)
    return found


def rounded(value: float | Fraction) -> Decimal:
    """One number with `DIGITS` significant digits."""
    return in_common_places([float(value)])[0]


def decimal_text(value: Decimal) -> str:
    """Without exponent, needless zeros or a negative zero: `0.384`, `-19.36`, `77`."""
    text = f"{value:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def parsed_decimal(text: object) -> Decimal | None:
    """The number that a text is, by PACT's `Decimal`; None: it is none.

    The patterns of the schema let `1.5x` and `100` pass as signs that they are not
    (their alternatives aren't grouped), so the whole text is matched here.
    """
    if not isinstance(text, str) or len(text) > MAX_LENGTH:
        return None
    return Decimal(text) if _DECIMAL.fullmatch(text) else None
