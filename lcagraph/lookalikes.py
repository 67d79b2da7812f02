"""Characters that look like arithmetic but are not: full-width, typographic, invisible.

A Chinese input method writes ``１２％`` for ``12%``, a word processor ``·`` for ``*``.
Reading them would be guessing (``～`` is a range, not a sign), so each is refused with
the character to write instead.
"""

from __future__ import annotations

import re

from lcagraph.errors import QuantityError

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5E)} | {
    ord("。"): ord("."),
    ord("、"): ord(","),
    ord("【"): ord("["),
    ord("】"): ord("]"),
    ord("￥"): ord("¥"),
}
"""Unicode's full-width forms lie 0xFEE0 above their ASCII twins."""

_SIGNS = {
    **dict.fromkeys("·•∙⋅・×✕✖∗", "*"),
    **dict.fromkeys("÷∕⁄", "/"),
    **dict.fromkeys("−–—‐‑‒", "-"),
    "≤": "<=",
    "≥": ">=",
    "≠": "!=",
    "㎡": "m2",
    "㎥": "m3",
    "㎏": "kg",
    "㎎": "mg",
    "㎞": "km",
    "㎜": "mm",
    "㎾": "kW",
    "㏊": "ha",
}
"""Typographic signs and what to write for them; m², m³ after a letter are units."""

_ODD_SPACES = "\u00a0\u2000-\u200f\u2028-\u202f\u205f\u2060\u3000\ufeff\u00ad"
_RANGE = re.compile(
    r"(?:[0-9０-９][0-9０-９.,%]*[ \t]*)?[~～](?:[ \t]*[0-9０-９.,]+)?"
    r"|[0-9][0-9.,%]*[ \t]*[–—][ \t]*[0-9][0-9.,]*"
)
_FULL = re.compile("[" + re.escape("".join(map(chr, _FULL_WIDTH))) + "]+")
_FULL_DIGITS = re.compile("[０-９]+")
_SIGN = re.compile("[" + re.escape("".join(_SIGNS)) + "]")
_SPACE = re.compile(f"[{_ODD_SPACES}]+")
_PLUS_MINUS = re.compile(r"\+[ \t]*/[ \t]*[-−]|\+-")


def refuse_lookalikes(text: str) -> None:
    """Refuse the first character that only looks like a digit, a sign or a space.

    Raises
    ------
    QuantityError
        E401 full-width digits, E402 other full-width forms, E403 a range, E404 an
        invisible or odd space, E405 a typographic sign, E406 ``+/-`` for ``±``.
    """
    if text.isascii() and "+" not in text and "~" not in text:
        return
    if found := _PLUS_MINUS.search(text):
        raise QuantityError("E406", found.span(), {"text": found.group()})
    if found := _RANGE.search(text):
        raise QuantityError("E403", found.span(), {"text": found.group()[:40]})
    errors = [e for e in (_full_width(text), _odd_space(text), _sign(text)) if e]
    if errors:
        raise min(errors, key=lambda error: error.span)


def _full_width(text: str) -> QuantityError | None:
    found = _FULL.search(text)
    if not found:
        return None
    run = found.group()
    code = "E401" if _FULL_DIGITS.fullmatch(run) else "E402"
    values = {"text": run, "replacement": run.translate(_FULL_WIDTH)}
    return QuantityError(code, found.span(), values)


def _odd_space(text: str) -> QuantityError | None:
    found = _SPACE.search(text)
    if not found:
        return None
    name = f"U+{ord(found.group()[0]):04X}"
    return QuantityError("E404", found.span(), {"character": name})


def _sign(text: str) -> QuantityError | None:
    found = _SIGN.search(text)
    if not found:
        return None
    values = {"text": found.group(), "replacement": _SIGNS[found.group()]}
    return QuantityError("E405", found.span(), values)
