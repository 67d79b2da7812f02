"""Threads, processes, and whatever else is shaped like `concurrent.futures`."""

from __future__ import annotations

from concurrent.futures import (
    BrokenExecutor,
    CancelledError,
    Executor,
    ThreadPoolExecutor,
)
from typing import Any

from lcagraph.executor.chunks import Recipe
from lcagraph.executor.interruption import INTERRUPTION, interrupt
from lcagraph.executor.parcels import Parcel, Ticket, carry_out, keep
from lcagraph.executor.places import Processes, Threads, cores
from lcagraph.executor.workers import LostError, Promise, Task


class ThreadPool:
    """Threads of this process, which need no parcels."""

    def __init__(self, place: Threads | ThreadPoolExecutor, task: Task, common: object):
        self._task = task
        self._common = common() if isinstance(common, Recipe) else common
        self._is_own = isinstance(place, Threads)
        if isinstance(place, Threads):
            self.width = place.number or cores()
            self._executor = ThreadPoolExecutor(self.width)
        else:
            self._executor = place
            self.width = _workers_of(place)

    def submit(self, item: object, *, name: str, attached: bool) -> Promise:
        return self._executor.submit(self._task, self._common, item)

    def collect(self, promise: Promise) -> Any:
        return promise.result()

    def renew(self) -> None:
        """Threads are never lost."""

    def watch(self) -> None:
        """A thread that runs comes to an end."""

    def close(self, *, is_done: bool) -> None:
        if self._is_own:
            self._executor.shutdown(wait=is_done, cancel_futures=True)


class ProcessPool:
    """Processes of our own, or an executor that the caller gave.

    A given one that breaks is not ours to mend: the rest runs in a pool of our own,
    of the same size.
    """

    def __init__(self, place: Any, task: Task, common: object):
        self._task = task
        self._parcel = Parcel.of(common)
        self._started: list[Any] = []
        if isinstance(place, Processes):
            self.width = place.number or cores()
            self._executor, self._is_own = self._new(), True
        else:
            self.width = _workers_of(place)
            self._executor, self._is_own = place, False

    def _new(self) -> Executor:
        import multiprocessing.context
        from concurrent.futures import ProcessPoolExecutor

        self._started = started = []

        class Spawning(multiprocessing.context.SpawnContext):
            """Remembers what it starts, so that Ctrl-C needn't wait for it."""

            def Process(self, *args: Any, **named: Any) -> Any:  # type: ignore[override]  # noqa: N802
                started.append(multiprocessing.context.SpawnProcess(*args, **named))
                return started[-1]

        return ProcessPoolExecutor(
            self.width,
            mp_context=Spawning(),
            initializer=_begin_worker,
            initargs=(self._parcel.digest, self._parcel.content),
        )

    def submit(self, item: object, *, name: str, attached: bool) -> Promise:
        content = self._parcel.content if attached else None
        ticket = Ticket(digest=self._parcel.digest, content=content)
        try:
            return self._executor.submit(carry_out, self._task, ticket, item)
        except BrokenExecutor as error:
            raise LostError from error

    def collect(self, promise: Promise) -> Any:
        try:
            return promise.result()
        except (BrokenExecutor, CancelledError) as error:
            raise LostError from error

    def renew(self) -> None:
        if self._is_own:
            self._executor.shutdown(wait=True, cancel_futures=True)
        self._executor, self._is_own = self._new(), True

    def watch(self) -> None:
        """A process that dies breaks its pool, which is noticed."""

    def close(self, *, is_done: bool) -> None:
        if not self._is_own:
            return
        if not is_done:
            for process in self._started:
                interrupt(process)
        self._executor.shutdown(wait=True, cancel_futures=True)


def _workers_of(executor: object) -> int:
    """How many workers an executor has; there is no public way to ask all of them."""
    number = getattr(executor, "_max_workers", None)
    return number if isinstance(number, int) and number > 0 else cores()


def _begin_worker(digest: str, content: bytes) -> None:
    """Begin a process of a pool."""
    INTERRUPTION.install()
    keep(digest, content)
