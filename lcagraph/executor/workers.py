"""What the loop asks of workers, whatever they are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

Task = Callable[[Any, Any], Any]


class Promise(Protocol):
    """What is asked of a future, of whatever make."""

    def result(self) -> Any: ...

    def cancel(self) -> Any: ...

    def add_done_callback(self, fn: Callable[[Any], Any], /) -> Any: ...


class LostError(Exception):
    """A worker died, and took this chunk along.

    Attributes
    ----------
    workers : int
        How many died over it before this was told.
    """

    def __init__(self, workers: int = 1) -> None:
        self.workers = workers
        super().__init__(workers)


class Pool(Protocol):
    """Workers that carry out one task for chunk after chunk."""

    @property
    def width(self) -> int:
        """How many chunks are worked on at a time."""

    def submit(self, item: object, *, name: str, attached: bool) -> Promise:
        """Begin a chunk; `attached` brings the parcel along.

        Raises
        ------
        LostError
            The pool is broken.
        """

    def collect(self, promise: Promise) -> Any:
        """What became of a chunk that has ended.

        Raises
        ------
        LostError
            Its worker died.
        """

    def renew(self) -> None:
        """Put new workers in the place of lost ones."""

    def watch(self) -> None:
        """Called while nothing happens.

        Raises
        ------
        UsageError
            Nothing ever will.
        """

    def close(self, *, is_done: bool) -> None:
        """Let go of the workers; not done: whatever still runs is not wanted."""
