"""Two texts beside each other, cut where they are alike."""

from __future__ import annotations

import re

from lcagraph.wording.screen import columns

ARROW = " → "
CUT = "…"

_PARTS = re.compile(r"(, |[{}]|\s\|\s)")
"""Where a mapping, a list or a name in two languages falls into parts."""


def contrast(before: str, after: str, room: int) -> str:
    """`before → after` in so many columns, with what differs in sight.

    Whole if there is room. Else the parts that both texts begin and end with are left
    out; what is still too long is cut around the first character that differs.

    Parameters
    ----------
    room : int
        At least 7: two columns for each text beside the arrow. [columns]
    """
    whole = f"{before}{ARROW}{after}"
    if columns(whole) <= room:
        return whole
    one, other = _without_alike(before, after)
    if columns(f"{one}{ARROW}{other}") <= room:
        return f"{one}{ARROW}{other}"
    start = _first_difference(one, other)
    free = room - columns(ARROW)
    # a short text leaves its room to the other
    rooms = [max(free // 2, free - columns(text)) for text in (other, one)]
    return ARROW.join([_around(one, start, rooms[0]), _around(other, start, rooms[1])])


def _without_alike(before: str, after: str) -> tuple[str, str]:
    """Both texts without the parts that they begin and end with alike."""
    one, other = (_PARTS.split(text) for text in (before, after))
    most = min(len(one), len(other))
    head = 0
    while head < most and one[head] == other[head]:
        head += 1
    tail = 0
    while tail < most - head and one[-1 - tail] == other[-1 - tail]:
        tail += 1
    return _middle(one, head, tail), _middle(other, head, tail)


def _middle(parts: list[str], head: int, tail: int) -> str:
    text = "".join(parts[head : len(parts) - tail])
    first = CUT if "".join(parts[:head]) else ""
    last = CUT if "".join(parts[len(parts) - tail :]) else ""
    return f"{first}{text}{last}"


def _first_difference(one: str, other: str) -> int:
    position = 0
    while one[position : position + 1] == other[position : position + 1]:
        position += 1
    return position


def _around(text: str, start: int, room: int) -> str:
    """A text in so many columns, around the character that should be seen."""
    if columns(text) <= room:
        return text
    first = start
    while first > 0 and columns(text[first - 1 : start]) <= room // 3:
        first -= 1
    last = len(text)
    lead = CUT if first else ""
    while columns(f"{lead}{text[first:last]}{CUT}") > room and last > first:
        last -= 1
    return f"{lead}{text[first:last]}{CUT if last < len(text) else ''}"
