"""Draws as they are kept: in memory, or in sealed parts on disk beyond it."""

from __future__ import annotations

import io
import shutil
import tempfile
import weakref
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from lcagraph.arrays import Floats
from lcagraph.errors import Finding, UsageError
from lcagraph.sealed_parts import SealedParts
from lcagraph.uncertainty.refused import Refusal, refusal_from
from lcagraph.uncertainty.study import NOTHING_NEGATIVE, Drawn

MEMORY = 512 * 2**20
"""Draws that take more than this are streamed to disk. [byte]"""

Rows = slice | NDArray[np.intp]
ALL = slice(None)
"""Every column."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """One range of samples that is kept."""

    first: int
    count: int
    refused: tuple[Refusal, ...]
    negative: Mapping[str, Mapping[str, int]] = field(
        default_factory=lambda: NOTHING_NEGATIVE
    )
    """As of `Drawn`."""


class Kept(Protocol):
    """Where the draws of a run are."""

    @property
    def taken(self) -> list[Taken]:
        """The ranges of this run, in order."""

    @property
    def refused(self) -> tuple[Refusal, ...]:
        """Draws without a footprint, in order."""

    def has(self, first: int, count: int) -> bool: ...

    def keep(self, drawn: Drawn) -> None: ...

    def load(self, first: int, count: int) -> Drawn: ...

    def items(self, position: int, columns: Rows = ALL) -> Floats:
        """Draws of one side, of some columns, shape (n, columns). [kgCO2e]"""

    def totals(self, weights: Floats) -> Floats:
        """Weighted sums of the columns of all sides, shape (sides, n). [kgCO2e]"""

    def occurring(self) -> NDArray[np.bool_]:
        """Columns that aren't zero in every draw, shape (sides, columns)."""


class _Parts(ABC):
    """What can be said of draws part by part, without holding all of them."""

    @property
    @abstractmethod
    def taken(self) -> list[Taken]: ...

    @abstractmethod
    def _arrays(self) -> Iterator[Floats]:
        """Each part, shape (count, sides, columns), one after the other."""

    def items(self, position: int, columns: Rows = ALL) -> Floats:
        # copies: a view would keep the other sides of its part in memory
        return self._joined(lambda part: part[:, position, columns].copy())

    def totals(self, weights: Floats) -> Floats:
        return np.ascontiguousarray(self._joined(lambda part: part @ weights).T)

    def occurring(self) -> NDArray[np.bool_]:
        found = [
            ((part != 0) & np.isfinite(part)).any(axis=0) for part in self._arrays()
        ]
        return np.asarray(np.logical_or.reduce(found))

    def _joined(self, wanted: Callable[[Floats], Floats]) -> Floats:
        """What is wanted of each part, in one array that is filled part by part."""
        joined: Floats | None = None
        n, first = sum(part.count for part in self.taken), 0
        for part in self._arrays():
            rows = wanted(part)
            if joined is None:
                joined = np.empty((n, *rows.shape[1:]))
            joined[first : first + len(rows)] = rows
            first += len(rows)
        assert joined is not None  # a run has draws
        return joined


@dataclass(slots=True)
class InMemory(_Parts):
    """Draws of a run that fits into memory."""

    parts: list[Drawn] = field(default_factory=list)

    @property
    def taken(self) -> list[Taken]:
        return [_taken(part) for part in self.parts]

    @property
    def refused(self) -> tuple[Refusal, ...]:
        return tuple(one for part in self.parts for one in part.refused)

    def has(self, first: int, count: int) -> bool:
        return False

    def keep(self, drawn: Drawn) -> None:
        self.parts.append(drawn)

    def load(self, first: int, count: int) -> Drawn:
        raise KeyError(first)

    def _arrays(self) -> Iterator[Floats]:
        return (part.items for part in self.parts)


class OnDisk(_Parts):
    """Draws of a run in a folder: a sealed part for each range of samples.

    Parameters
    ----------
    folder : Path or None
        None: a folder that goes with this object.
    plan : mapping
        What the draws depend on.
    is_resuming : bool
        Go on with what the folder holds.

    Raises
    ------
    UsageError
        The folder holds a run, and `is_resuming` is not set (E544), or files of
        something else, or another run (E545); or it can't be written (E547), or later
        not be read (E703).
    """

    def __init__(
        self, folder: Path | None, plan: Mapping[str, object], *, is_resuming: bool
    ) -> None:
        if folder is None:
            with _writing(Path(tempfile.gettempdir())):
                folder = Path(tempfile.mkdtemp(prefix="lcagraph-draws-"))
            weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        with _writing(folder):
            if folder.is_dir() and not any(folder.iterdir()):
                folder.rmdir()  # an empty folder is as good as none
            self.parts = SealedParts(folder, plan, is_emptying=False)
        if self.parts.changed:
            other = {"folder": str(folder), "changed": self.parts.changed}
            raise UsageError(Finding(code="E545", values=other))
        if self.parts.kept and not is_resuming:
            same = {"folder": str(folder), "parts": self.parts.kept}
            raise UsageError(Finding(code="E544", values=same))
        self.folder = folder
        self._taken: list[Taken] = []

    @property
    def taken(self) -> list[Taken]:
        """The ranges of this run, in order."""
        return self._taken

    @property
    def refused(self) -> tuple[Refusal, ...]:
        """Draws without a footprint, in order."""
        return tuple(one for part in self.taken for one in part.refused)

    def has(self, first: int, count: int) -> bool:
        return self.parts.has(_name(first, count))

    def keep(self, drawn: Drawn) -> None:
        name = _name(drawn.first, drawn.count)
        if not self.parts.has(name):
            content = io.BytesIO()
            np.save(content, drawn.items)
            told = {
                "refused": [refusal.to_dict() for refusal in drawn.refused],
                "negative": {side: dict(n) for side, n in drawn.negative.items()},
            }
            with _writing(self.folder):
                self.parts.seal(name, content.getvalue(), told)
        self._taken.append(_taken(drawn))

    def load(self, first: int, count: int) -> Drawn:
        name = _name(first, count)
        told = self.parts.told(name)
        return Drawn(
            first=first,
            items=self._array(name),
            refused=tuple(map(refusal_from, told["refused"])),
            negative=told["negative"],
        )

    def _arrays(self) -> Iterator[Floats]:
        return (self._array(_name(part.first, part.count)) for part in self._taken)

    def _array(self, name: str) -> Floats:
        found: Floats = np.load(io.BytesIO(self.parts.read(name)))
        return found


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    """What the system refuses, as a finding.

    Raises
    ------
    UsageError
        The folder can't be made, or not be written into (E547).
    """
    try:
        yield
    except OSError as error:
        values = {"folder": str(folder), "reason": error.strerror or str(error)}
        raise UsageError(Finding(code="E547", values=values)) from None


def _taken(drawn: Drawn) -> Taken:
    return Taken(
        first=drawn.first,
        count=drawn.count,
        refused=drawn.refused,
        negative=drawn.negative,
    )


def _name(first: int, count: int) -> str:
    return f"draws-{first:012d}-{count}.npy"


def is_on_disk(folder: Path | None, size: int) -> bool:
    """Whether draws of a size go to disk: those that are kept, or too large."""
    return folder is not None or size > MEMORY


def kept_in(
    folder: Path | None, plan: Mapping[str, object], size: int, *, is_resuming: bool
) -> Kept:
    """Where the draws of a run go.

    Parameters
    ----------
    folder : Path or None
        None: into memory if they fit, else to a temporary folder.
    plan : mapping
        What the draws depend on.
    size : int
        Of all draws. [byte]
    is_resuming : bool
    """
    if not is_on_disk(folder, size):
        return InMemory()
    return OnDisk(folder, plan, is_resuming=is_resuming)
