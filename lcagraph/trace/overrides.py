"""Which of the values set on top of a model hold at a path."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lcagraph.trace.records import Override

ROW_DEPTH = 4
"""Keys of the path of a row: processes.mill.inputs.ore."""

MAIN_KEYS = ("amount", "activity", "factor", "distance")
"""Keys of a row or leg that state its amount."""


def latest(overrides: Sequence[Override], path: str) -> Override | None:
    """The last that set the value at a path: itself, or a mapping that holds it."""
    return next((each for each in reversed(overrides) if _holds(each.path, path)), None)


def main_override(overrides: Sequence[Override], path: str) -> Override | None:
    """The last that set the amount of the row or leg at a path."""
    found = [latest(overrides, f"{path}.{key}") for key in MAIN_KEYS]
    stated = [each for each in found if each is not None]
    return max(stated, key=overrides.index) if stated else None


def overrides_below(overrides: Iterable[Override], path: str) -> tuple[Override, ...]:
    """Those that set the value at a path or a part of it."""
    return tuple(each for each in overrides if _holds(path, each.path))


def overrides_of_row(overrides: Sequence[Override], path: str) -> tuple[Override, ...]:
    """What bears on the number of a row: itself, its allocation, the reference.

    The legs of a row have traces of their own. The rows of an energy supply stand for
    the supply itself.
    """
    keys = path.split(".")
    others = ["reference"]
    if keys[0] == "processes":
        others += [f"processes.{keys[1]}.allocation", f"supply.{keys[1]}"]
    is_row = len(keys) == ROW_DEPTH
    return tuple(
        each
        for each in overrides
        if _holds(each.path, path)
        or (
            _holds(path, each.path)
            and not (is_row and each.path.startswith(f"{path}.transport"))
        )
        or any(_holds(other, each.path) for other in others)
    )


def _holds(outer: str, inner: str) -> bool:
    return inner == outer or inner.startswith(f"{outer}.")
