"""`<model>.lock`: the databases that a model was last solved with.

The lock pins each database by the hash of what a result depends on. A database that
has changed since is an error until someone has looked at the difference.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from lcagraph.errors import Finding, UsageError
from lcagraph.whole_files import write_file

LOCK_VERSION = 1
SAME = 1e-9
"""Relative difference that rounding explains, of two figures summed otherwise."""
MOST_BYTES = 8 * 2**20


@dataclass(frozen=True, slots=True, kw_only=True)
class LockedDatabase:
    """One database as it was."""

    version: str
    hash: str
    """`Manifest.hash`."""
    source: str
    source_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LockedDataset:
    """One dataset that the model uses, with what it came to."""

    at: str
    """Model path of the factor, or of the input or waste that names the dataset."""
    reference: str
    """The one text that names it for certain."""
    name: str
    location: str
    unit: str
    co2e: float
    """Footprint under the model's GWP set, biogenic CO2 apart. [kgCO2e/unit]"""
    scenario: str = ""
    """The scenario that alone uses it; its GWP set is that of the figure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lock:
    """Databases, datasets and the footprint of a model when it was locked."""

    databases: Mapping[str, LockedDatabase]
    datasets: tuple[LockedDataset, ...]
    total: float
    """Headline footprint per reference. [kgCO2e]"""
    per: str
    gwp: str
    lcagraph: str
    """Version of lcagraph."""
    names: Mapping[str, str] = field(default_factory=dict)
    """What the model and its scenarios write in `from` and `to` → the one text of the
    dataset that it names. Locks of earlier versions have none."""

    def renamed(self, later: Lock) -> dict[str, tuple[str, str]]:
        """Texts that name another dataset in a later lock: the dataset then and now."""
        return {
            text: (self.names[text], dataset)
            for text, dataset in later.names.items()
            if self.names.get(text, dataset) != dataset
        }


def is_same_figure(one: float, other: float) -> bool:
    """True if two footprints differ by rounding at most."""
    return math.isclose(one, other, rel_tol=SAME, abs_tol=0.0)


def read_lock(path: Path) -> Lock | None:
    """The lock of a model, or None where there is none.

    Raises
    ------
    UsageError
        The file is no lock (E095).
    """
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise _refusal(path, str(error)) from error
    try:
        return _lock(json.loads(content[:MOST_BYTES]))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise _refusal(path, f"{type(error).__name__}: {error}") from error


def _lock(stated: dict[str, object]) -> Lock:
    if stated.pop("lock") != LOCK_VERSION:
        raise ValueError("another version of the format")
    databases: dict[str, dict[str, str]] = stated.pop("databases")  # type: ignore[assignment]
    datasets: list[dict[str, str]] = stated.pop("datasets")  # type: ignore[assignment]
    return Lock(
        databases={name: LockedDatabase(**one) for name, one in databases.items()},
        datasets=tuple(LockedDataset(**one) for one in datasets),  # type: ignore[arg-type]
        names=_names(stated.pop("names", {})),
        **stated,  # type: ignore[arg-type]
    )


def _names(stated: object) -> dict[str, str]:
    if not isinstance(stated, dict) or not all(
        isinstance(text, str) for text in stated.values()
    ):
        raise TypeError("names")
    return stated


def write_lock(path: Path, lock: Lock) -> None:
    """Write a lock, whole or not at all.

    Raises
    ------
    UsageError
        The system doesn't let it be written (E731).
    """
    text = json.dumps(
        {"lock": LOCK_VERSION, **asdict(lock)}, ensure_ascii=False, indent=2
    )
    try:
        write_file(path, f"{text}\n")
    except OSError as error:
        values = {"file": str(path), "reason": error.strerror or str(error)}
        raise UsageError(Finding(code="E731", values=values)) from error


def _refusal(path: Path, reason: str) -> UsageError:
    values = {"file": str(path), "reason": reason}
    return UsageError(Finding(code="E095", values=values))
