"""How a number shows in a cell: as its words print it, `12.3 kgCO2e` or `45.60 %`."""

from __future__ import annotations

import re
from dataclasses import dataclass

_PRINTED = re.compile(
    r"^(?P<before>[^\d+\-−.,]*)(?P<sign>[+\-−]?)(?P<digits>\d[\d,\u202f\u2009]*)"
    r"(?P<decimals>\.\d+)?(?P<after>[^\d]*)$"
)
_GROUPS = re.compile(r"[,\u202f\u2009]")

MAX_WORDS = 24
"""Longer words around a number are kept as text, not as a number with a format."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A number format and what the cell's number is multiplied by to fit it."""

    format: str
    scale: float = 1.0


def shown_as(words: str, value: float) -> Shown | None:
    """The number format that prints a value as its words do.

    Parameters
    ----------
    words : str
        As printed: `1,234.5 kg`.
    value : float
        The number behind them.

    Returns
    -------
    Shown or None
        None: the words are something else than this number, or more than it.
    """
    found = _PRINTED.match(words.strip())
    if found is None or len(words) > MAX_WORDS:
        return None
    digits, decimals = found["digits"], found["decimals"] or ""
    number = float(_GROUPS.sub("", digits) + decimals)
    if found["sign"] in ("-", "−"):
        number = -number
    after = found["after"]
    places = len(decimals) - 1 if decimals else 0
    pattern = ("#,##0" if _GROUPS.search(digits) else "0") + (
        "." + "0" * places if places else ""
    )
    # a step of the last printed digit; whole numbers may end in rounded zeros
    whole = _GROUPS.sub("", digits)
    zeros = 0 if places else len(whole) - len(whole.rstrip("0"))
    step = 10.0 ** (zeros - places)
    is_percent = after.strip().startswith("%")
    for scale in (1.0, 100.0) if is_percent else (1.0,):
        if abs(value * scale - number) <= 1.01 * step:
            text = _quoted(found["before"]) + pattern
            return Shown(format=text + _quoted(after), scale=scale)
    return None


def _quoted(text: str) -> str:
    """Words of a number format: in quotes, so that no letter means a date."""
    if not text:
        return ""
    parts = (f'"{part}"' if part else "" for part in text.split('"'))
    return '\\"'.join(parts)
