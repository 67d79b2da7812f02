"""Text as a workbook may hold it: no formula, no character that breaks its XML."""

from __future__ import annotations

import re

MAX_TEXT = 32_000
"""Excel takes 32,767 UTF-16 units in a cell."""

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_BREAKS = re.compile("\r\n?|[\x85\u2028\u2029]")
_LITERAL = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_SHEET = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_BETWEEN = (" ", "-", "·", "，", "、", ",")
"""What stands between words in names of sheets."""
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
    """As much of a name as fits, counted as Excel counts: UTF-16 units.

    Where words are cut off, it ends with a whole word and an ellipsis.
    """
    room = MAX_SHEET_NAME - len(ending)
    if _units(name) <= room:
        return name + ending
    room -= 1
    shown = name
    while _units(shown) > room:
        shown = shown[:-1]
    if _is_inside_word(name, len(shown)):
        start = max(shown.rfind(mark) for mark in _BETWEEN)
        if start >= room // 2:
            shown = shown[:start]
    return shown.rstrip("".join(_BETWEEN) + "'（(") + "…" + ending


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _is_inside_word(text: str, place: int) -> bool:
    """Whether a cut there would part letters of a word; Chinese has no such words."""
    return all(one.isalnum() and one < "\u2e80" for one in text[place - 1 : place + 1])
