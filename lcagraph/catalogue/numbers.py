"""A cell as a number: strictly, or not at all."""

from __future__ import annotations

import math
import re

_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")

MOST_SIGNS = 400
"""Longer texts are no amounts; the cost of reading one stays bounded."""


def strict_number(text: str) -> float:
    """The number that a text is, or NaN.

    ASCII digits with a point; no ``1,5``, ``1_000``, ``１２``, ``inf`` or ``1e999``,
    which programs read differently or not at all.
    """
    if len(text) > MOST_SIGNS or not _NUMBER.fullmatch(text):
        return math.nan
    value = float(text)
    return value if math.isfinite(value) else math.nan
