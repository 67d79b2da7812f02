"""What differs between a document of a bundle and the same document made again."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any, Literal

from lcagraph.errors import FindingsError
from lcagraph.formats.json_guard import parse_json

Kind = Literal[
    "damaged",
    "missing",
    "unlisted",
    "foreign",
    "trailing",
    "differs",
    "changed",
    "cover",
    "solvers",
]
"""`foreign`: it belongs to nothing of the model; `changed`: a document whose file isn't
the one that the model states."""

TOLERANCE = 1e-9
"""Relative difference that rounding explains, on another computer. [1]"""

_NOISE = 1e-12
"""What cancels out, relative to the footprint: only in results. [1]"""

_UNCOMPARED = frozenset(
    {
        *("inventory.json:provenance.lcagraph", "inventory.json:solver"),
        *("solver.json:first", "solver.json:second.difference"),
        "solver.json:second.scaling",
    }
)
"""Versions and rounding errors: other computers have others."""

_RESULTS = (
    *("inventory.json:result", "inventory.json:rows", "changes.", "scenarios."),
    "trace.",
    "solver.json",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One thing that isn't as the bundle says."""

    kind: Kind
    name: str
    """Document of the bundle."""
    at: str = ""
    """Place inside of it."""
    recorded: str = ""
    found: str = ""


def differences(
    name: str, recorded: bytes, found: bytes, total: float
) -> Iterator[Difference]:
    """What differs between two versions of one document.

    Parameters
    ----------
    name : str
        Its name; the ending tells how it is compared: `.json` and `.csv` number by
        number within 1e-9, everything else line by line.
    recorded, found : bytes
        As the bundle has it, and as it was made again.
    total : float
        The footprint, by which the noise of sums that cancel out is judged. [kgCO2e]
    """
    if recorded == found:
        return
    try:
        first, second = _parsed(name, recorded), _parsed(name, found)
    except (ValueError, csv.Error, FindingsError):
        yield Difference(kind="damaged", name=name)
        return
    # inventories of scenarios are laid out, and judged, as that of the model
    like = "inventory.json" if name.startswith("scenarios/") else name
    for at, one, other in _pairs(f"{like}:", first, second):
        noise = abs(total) * _NOISE if at.startswith(_RESULTS) else 0.0
        if not _is_same(one, other, noise, is_text=name.endswith(".csv")):
            yield Difference(
                kind="differs",
                name=name,
                at=at.partition(":")[2],
                recorded=_shown(one),
                found=_shown(other),
            )


def _parsed(name: str, content: bytes) -> Any:
    if name.endswith(".json"):
        return parse_json(content, name)
    text = content.decode("utf-8-sig")
    if name.endswith(".csv"):
        return list(csv.reader(io.StringIO(text, newline="")))
    return text.splitlines()


class _Nothing:
    """What isn't there at all."""


def _pairs(at: str, one: Any, other: Any) -> Iterator[tuple[str, Any, Any]]:
    """Leaves of two trees, side by side."""
    if at in _UNCOMPARED:
        return
    dot = "" if at.endswith(":") else "."
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        for key in sorted({*one, *other}):
            pair = one.get(key, _Nothing), other.get(key, _Nothing)
            yield from _pairs(f"{at}{dot}{key}", *pair)
    elif isinstance(one, list) and isinstance(other, list):
        both = zip_longest(one, other, fillvalue=_Nothing)
        for number, (first, second) in enumerate(both):
            yield from _pairs(f"{at}{dot}{number}", first, second)
    else:
        yield at, one, other


def _is_same(one: Any, other: Any, noise: float, *, is_text: bool) -> bool:
    if is_text and isinstance(one, str) and isinstance(other, str) and one != other:
        try:
            one, other = float(one), float(other)
        except ValueError:
            return False
    numbers = (int, float)
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, numbers) and isinstance(other, numbers):
        try:
            return math.isclose(one, other, rel_tol=TOLERANCE, abs_tol=noise)
        except OverflowError:  # a whole number beyond all floats
            return bool(one == other)
    return bool(one == other)


def _shown(value: Any) -> str:
    if value is _Nothing:
        return ""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 200 else f"{text[:199]}…"
