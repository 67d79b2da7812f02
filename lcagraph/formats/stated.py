"""Single values as a file states them: a number, a year, a name per language."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping

_YEAR = re.compile(r"\s*(\d{4})(?!\d)")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,4})?", re.ASCII)
_MOST_DIGITS = 400
"""Longest text that is tried as a number; real ones have at most some 25 characters."""


def stated_number(text: str | None) -> float | None:
    """A finite number with a decimal point, or None for any other text.

    Stricter than ``float``, which takes ``1_000``, ``nan`` and full-width digits.
    """
    if text is None:
        return None
    plain = text.strip()
    if len(plain) > _MOST_DIGITS or _NUMBER.fullmatch(plain) is None:
        return None
    value = float(plain)
    return value if math.isfinite(value) else None


def stated_year(text: str | None) -> int | None:
    """The year with which a date begins: 2009 of ``2009-12-31-07:00``."""
    found = _YEAR.match(text or "")
    return int(found.group(1)) if found else None


def preferred(names: Mapping[str, str]) -> str:
    """The name to go by where there are several: English, else the first."""
    return names.get("en") or next(iter(names.values()), "")
