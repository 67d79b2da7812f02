"""Which numbers and rows a short name means."""

from __future__ import annotations

from collections.abc import Sequence

SECTIONS = frozenset(
    {
        *("processes", "inputs", "outputs", "emissions", "removals"),
        *("waste", "avoids_waste"),
    }
)
"""Keys of a model path that the name of a row may leave out."""

ENDS = frozenset({"amount", "value", "unspecified"})
"""Last keys of a term that the name of a number may leave out."""


def ends_in(path: str, wanted: Sequence[str]) -> bool:
    """Whether a path ends in the wanted steps, but for a key that may be left out."""
    keys, steps = path.split("."), list(wanted)
    if keys[-1] in ENDS and steps[-1] not in ENDS:
        keys = keys[:-1]
    short = [key for key in keys if key not in SECTIONS]
    return steps in (keys[-len(steps) :], short[-len(steps) :])
