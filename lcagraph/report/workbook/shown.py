"""How a number shows in a cell: as its words print it, `12.3 kgCO2e` or `45.60 %`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lcagraph.report.content import Cell

_NUMBER = re.compile(
    r"(?<![A-Za-z0-9.,])(?P<sign>[+\-−]?)(?P<digits>\d[\d,\u202f\u2009]*)"
    r"(?P<decimals>\.\d+)?(?![\d])"
)
"""A number in words; the 2 of `CO2e` and of `m2` is none."""
_BRACKET = re.compile(r"[（(]")
_GROUPS = re.compile(r"[,\u202f\u2009]")

MAX_WORDS = 24
"""Longer words around a number are kept as text, not as a number with a format."""

MAX_FORMAT = 255
"""Characters of a number format that Excel takes."""
_PERCENT = re.compile(r"\d\s?[%％]")
_SENTENCE = 40
"""Shorter words are names, as 32 % 烧碱. [characters]"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A number format and what the cell's number is multiplied by to fit it."""

    format: str
    scale: float = 1.0


def shown_in(cell: Cell, text: str) -> Shown | None:
    """How the number of a cell shows; None: its words stay text.

    A number that has a name stays one, whatever words are around it; a second number
    in the words is left out, since it wouldn't follow.
    """
    if cell.value is None:
        return None
    has_name = cell.key is not None or cell.made_by is not None
    shown = shown_as(text, cell.value, most=MAX_FORMAT if has_name else MAX_WORDS)
    if shown is not None or (text and not has_name):
        return shown
    return Shown(format="General")


def shown_as(words: str, value: float, most: int = MAX_WORDS) -> Shown | None:
    """The number format that prints a value as its words do.

    Parameters
    ----------
    words : str
        As printed: `1,234.5 kg`.
    value : float
        The number behind them.
    most : int
        Longer words are no number. [characters]

    Returns
    -------
    Shown or None
        None: the words are something else than this number, or more than it.
    """
    words = words.strip()
    found = list(_NUMBER.finditer(words))
    if len(words) > most or (most <= MAX_WORDS and len(found) != 1):
        return None
    for one in reversed(found):
        shown = _printed(words, one, value)
        if shown is not None:
            return shown
    return None


def _printed(words: str, found: re.Match[str], value: float) -> Shown | None:
    """The format, if this number of the words is the value."""
    digits, decimals = found["digits"], found["decimals"] or ""
    whole = _GROUPS.sub("", digits)
    number = float(whole + decimals)
    if found["sign"] in ("-", "−"):
        number = -number
    before, after = words[: found.start()], words[found.end() :]
    if _NUMBER.search(after):
        after = _BRACKET.split(after)[0].rstrip()
        if _NUMBER.search(after):
            return None
    places = len(decimals) - 1 if decimals else 0
    pattern = ("#,##0" if _GROUPS.search(digits) else "0") + (
        "." + "0" * places if places else ""
    )
    # a step of the last printed digit; whole numbers may end in rounded zeros
    zeros = 0 if places else len(whole) - len(whole.rstrip("0"))
    step = 10.0 ** (zeros - places)
    for scale in (1.0, 100.0) if after.strip().startswith("%") else (1.0,):
        if abs(value * scale - number) <= 1.01 * step:
            text = _quoted(before) + pattern + _quoted(after)
            if before.strip():  # else the sign would stand before the words
                text += f";{_quoted(before)}-{pattern}{_quoted(after)}"
            if len(text) <= MAX_FORMAT:
                return Shown(format=text, scale=scale)
    return None


def _quoted(text: str) -> str:
    """Words of a number format: in quotes, so that no letter means a date."""
    if not text:
        return ""
    parts = (f'"{part}"' if part else "" for part in text.split('"'))
    return '\\"'.join(parts)


def tells_share(text: str) -> bool:
    """Whether a sentence tells a percentage: a result, as findings cite them."""
    return len(text) > _SENTENCE and _PERCENT.search(text) is not None
