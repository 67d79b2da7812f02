"""Whether a file is what was written, every byte of it, before a number rests on it.

Arrays are compared with their SHA-256 when a process first reads them: about 1 ms per
megabyte, and who computes with all of A spends more on that. The table of datasets is
larger than what a question reads of it, so for that file the outcome is remembered: by
its inode, size, and times of change, of which no program can set the last. So a byte
that any program changes is noticed; what a disk loses in silence, `db verify` finds.
"""

from __future__ import annotations

import hashlib
import json
import mmap
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from lcagraph.background.linked import Floats, Indices, Triplets
from lcagraph.background.triplets import ExactTriplets

Spreads = NDArray[Any]
Stamp = tuple[int, ...]

OFF = "LCAGRAPH_NO_CACHE"
"""Set to 1, nothing is remembered."""

_SETTLED_NS = 2 * 10**9
"""A file that changed more lately may change again within the same tick of a clock."""


def is_as_written(content: mmap.mmap, digest: str | None) -> bool:
    """Whether a mapped file has this SHA-256."""
    return hashlib.sha256(content).hexdigest() == digest


def stamp_of(file: int) -> Stamp:
    """What tells an open file from every other, and from itself before a change."""
    known = os.fstat(file)
    return (
        *(known.st_dev, known.st_ino, known.st_size),
        *(known.st_mtime_ns, known.st_ctime_ns),
    )


def is_large_as_written(content: mmap.mmap, stamp: Stamp, digest: str | None) -> bool:
    """The same of a large file, which is read only if it may have changed.

    Parameters
    ----------
    content : mmap
    stamp : tuple of int
        `stamp_of` the file, taken before it was mapped.
    digest : str or None
        SHA-256 that it was written with.
    """
    note = _note(stamp)
    told = {"stamp": list(stamp), "sha256": digest}
    if note is not None and _read(note) == told:
        return True
    if not is_as_written(content, digest):
        return False
    if note is not None and time.time_ns() - max(stamp[-2:]) > _SETTLED_NS:
        _write(note, json.dumps(told))
    return True


def _note(stamp: Stamp) -> Path | None:
    """Where the outcome for a file is kept; None if nothing is to be."""
    if os.environ.get(OFF):
        return None
    name = f"{stamp[0]:x}-{stamp[1]:x}.json"
    if stated := os.environ.get("LCAGRAPH_HOME"):
        return Path(stated).expanduser() / "cache" / "checked" / name
    from platformdirs import user_cache_path

    return user_cache_path("lcagraph", appauthor=False) / "checked" / name


def _read(note: Path) -> object:
    try:
        return json.loads(note.read_bytes())
    except (OSError, ValueError):
        return None


def _write(note: Path, text: str) -> None:
    """Keep an outcome; where that can't be, the file is read again next time."""
    from lcagraph.whole_files import write_file  # what is remembered needs none

    try:
        note.parent.mkdir(parents=True, exist_ok=True)
        write_file(note, text, is_lasting=False)
    except OSError:
        return


class StoredTriplets(Triplets):
    """Entries of a stored matrix; their spreads are read when they are asked for.

    Spreads are three quarters of the bytes, and only draws and exports need them.

    Parameters
    ----------
    spread : callable or ndarray
        Reads and checks them.
    """

    __slots__ = ("_spread",)
    _spread: Spreads | Callable[[], Spreads]

    def __init__(
        self,
        *,
        row: Indices,
        column: Indices,
        value: Floats,
        spread: Spreads | Callable[[], Spreads],
    ) -> None:
        for name, part in (("row", row), ("column", column), ("value", value)):
            object.__setattr__(self, name, part)
        object.__setattr__(self, "_spread", spread)

    @property
    def spread(self) -> Spreads:
        """`SPREAD` per entry.

        Raises
        ------
        UsageError
            Their file is damaged or gone (E071).
        """
        found = self._spread
        if callable(found):
            found = found()
            object.__setattr__(self, "_spread", found)
        return found

    def __reduce__(self) -> tuple[object, ...]:
        return _plain, (self.row, self.column, self.value, self.spread)


def stored_triplets(
    entries: tuple[Indices, Indices, Floats], spreads: int, read: Callable[[], Spreads]
) -> Triplets:
    """Entries of a stored matrix; exact ones if no spread was written.

    Parameters
    ----------
    entries : tuple of ndarray
        Row, column and value.
    spreads : int
        How many spreads were written: all, or none.
    read : callable
        Reads and checks them.
    """
    row, column, value = entries
    if not spreads:
        return ExactTriplets(row=row, column=column, value=value)
    return StoredTriplets(row=row, column=column, value=value, spread=read)


def _plain(row: Indices, column: Indices, value: Floats, spread: Spreads) -> Triplets:
    return Triplets(row=row, column=column, value=value, spread=spread)
