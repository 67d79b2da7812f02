"""Text as a workbook may hold it: no formula, no character that breaks its XML."""

from __future__ import annotations

import re

MAX_TEXT = 32_000
"""Excel takes 32,767 UTF-16 units in a cell."""

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_BREAKS = re.compile("\r\n?|[\x85\u2028\u2029]")
_LITERAL = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_SHEET = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_STARTS = ("=", "+", "-", "@", "\t", "|", "%")

MAX_SHEET_NAME = 31


def plain_text(text: str) -> str:
    """A text without control characters; what is cut off is told by an ellipsis."""
    clean = _FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", _BREAKS.sub("\n", text))
    units = len(clean.encode("utf-16-le")) // 2
    return clean if units <= MAX_TEXT else clean[: MAX_TEXT // 2] + "…"


def looks_like_formula(text: str) -> bool:
    """Whether typing the text into a cell would make a formula of it."""
    return text.lstrip().startswith(_STARTS)


def sheet_name(wanted: str, taken: set[str]) -> str:
    """A name that a sheet may have and no other one has; adds it to `taken`."""
    clean = " ".join(_SHEET.sub(" ", plain_text(wanted)).split()).strip("' ") or "—"
    if clean.casefold() == "history":  # Excel keeps it for itself
        clean += " 1"
    name, number = _cut(clean, ""), 1
    while name.casefold() in taken:
        number += 1
        name = _cut(clean, f" ({number})")
    taken.add(name.casefold())
    return name


def _cut(name: str, ending: str) -> str:
    """As much of a name as fits, counted as Excel counts: UTF-16 units."""
    room = MAX_SHEET_NAME - len(ending)
    while len(name.encode("utf-16-le")) // 2 > room:
        name = name[:-1]
    return name.rstrip("' ") + ending
