"""What room draws take, in memory and on disk: told, or refused, beforehand."""

from __future__ import annotations

import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from lcagraph.errors import Finding, UsageError

NUMBER = 8
"""Size of one footprint. [byte]"""

COPIES = 4
"""Footprints of one side that statistics hold at once beside those of all."""

CGROUP = Path("/sys/fs/cgroup/memory.max")
"""Where Linux says how much memory a container may take."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """What the draws of a run take."""

    n: int
    sides: int
    columns: int
    """What is kept of a draw of a side."""

    @property
    def draws(self) -> int:
        """Of everything that is kept. [byte]"""
        return NUMBER * self.n * self.sides * self.columns

    @property
    def memory(self) -> int:
        """Of what statistics need at once, wherever the draws are. [byte]

        Both totals and the difference of every side, and some copies of one side.
        """
        return NUMBER * self.n * (3 * self.sides + COPIES)


def check_room(room: Room, folder: Path | None, *, is_on_disk: bool) -> None:
    """Refuse a run that can't be held.

    Parameters
    ----------
    room : Room
    folder : Path or None
        Where the draws go; None: where temporary files go.
    is_on_disk : bool
        Whether they go to disk at all.

    Raises
    ------
    UsageError
        More than the memory of the machine (E548) or the free space of the disk (E549).
    """
    memory = memory_of_machine()
    if memory is not None and room.memory > memory:
        fits = memory // max(room.memory // room.n, 1)
        values = {"size": size_text(room.memory), "free": size_text(memory)}
        raise _too_large("E548", room, fits, values)
    if not is_on_disk:
        return
    place = folder or Path(tempfile.gettempdir())
    there = _size_of(place) if folder is not None else 0
    try:
        free = shutil.disk_usage(_existing(place)).free
    except OSError:  # whether it can be written is found out by writing
        return
    if room.draws - there > free:
        fits = (free + there) // max(room.draws // room.n, 1)
        values = {"size": size_text(room.draws), "free": size_text(free)}
        raise _too_large("E549", room, fits, {**values, "folder": str(place)})


def _too_large(code: str, room: Room, fits: int, values: dict[str, str]) -> UsageError:
    told = {"n": f"{room.n:,}", "most": f"{fits:,}", **values}
    return UsageError(Finding(code=code, values=told))


def memory_of_machine() -> int | None:
    """Memory that this process may take; None: the system doesn't say. [byte]"""
    known = [_physical(), _of_container(), _of_process()]
    stated = [limit for limit in known if limit is not None]
    return min(stated, default=None)


def _physical() -> int | None:
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, OSError, ValueError):  # not on every system
        return None


def _of_container() -> int | None:
    try:
        return int(CGROUP.read_text(encoding="ascii"))
    except (OSError, ValueError):  # none, or the word `max`
        return None


def _of_process() -> int | None:
    """The limit of `ulimit -v`."""
    try:
        import resource  # not on Windows
    except ImportError:
        return None
    soft, _ = resource.getrlimit(resource.RLIMIT_AS)
    return None if soft == resource.RLIM_INFINITY else soft


def _size_of(folder: Path) -> int:
    """Of the parts that are there already. [byte]"""
    if not folder.is_dir():
        return 0
    return sum(part.stat().st_size for part in folder.glob("draws-*.npy"))


def _existing(place: Path) -> Path:
    """The first folder above a place that is there."""
    return next(p for p in (place, *place.absolute().parents) if p.exists())


def size_text(size: int) -> str:
    """A size as people read it: 144 GB."""
    for unit, scale in (("TB", 10**12), ("GB", 10**9), ("MB", 10**6)):
        if size >= scale:
            shown = size / scale
            return f"{shown:,.0f} {unit}" if shown >= 100 else f"{shown:.2g} {unit}"
    return f"{size / 1000:.3g} kB"
