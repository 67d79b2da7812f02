"""Where chunks are worked off: what a caller may give as `executor=`."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias


class Submitting(Protocol):
    """What is shaped like `concurrent.futures.Executor`, without importing it."""

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Any:
        """A promise of ``fn(*args, **kwargs)``."""


@dataclass(frozen=True, slots=True)
class Threads:
    """Threads of this process: for tasks that let go of Python's lock."""

    number: int | None = None
    """None: as many as this process has cores."""


@dataclass(frozen=True, slots=True)
class Processes:
    """New processes on this machine: for tasks that hold Python's lock.

    Each imports the script that started it, so a script needs the guard
    ``if __name__ == "__main__":``.
    """

    number: int | None = None
    """None: as many as this process has cores."""


@dataclass(frozen=True, slots=True)
class Dask:
    """A cluster of Dask: the address of its scheduler, or a `distributed.Client`."""

    scheduler: Any
    patience: float = 60.0
    """How long to wait for the scheduler, and for a worker if there is none. [s]"""


Workplace: TypeAlias = Submitting | Threads | Processes | Dask | str | Any | None
"""`executor=`: None works serially; a text is the address of a scheduler of Dask,
such as ``tcp://10.0.0.5:8786``; else anything with the methods of
`concurrent.futures.Executor`, or a `distributed.Client`."""


def cores() -> int:
    """Cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
