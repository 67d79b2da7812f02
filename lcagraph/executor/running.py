"""The loop over chunks: order, window, lost workers, Ctrl-C."""

from __future__ import annotations

import heapq
import queue
from collections.abc import Callable, Generator, Iterable, Iterator, Sized
from typing import Any, TypeVar

from lcagraph.errors import CalculationError, Finding
from lcagraph.executor.chunks import Chunk, Done, Recipe
from lcagraph.executor.parcels import Missing
from lcagraph.executor.places import Workplace
from lcagraph.executor.workers import LostError, Pool, Promise

Common = TypeVar("Common")
Item = TypeVar("Item")
Value = TypeVar("Value")

Progress = Callable[[int, int | None], object]
"""Called with the number of chunks done, and of all; None: nobody knows yet."""

SUSPECT = 2
"""Workers that die over a chunk before it is tried alone, for the last time.

All chunks of a broken pool are lost together; only alone does one prove guilty."""

CHUNKS_PER_WORKER = 4
"""Width of the window: enough that no worker waits for the next chunk."""

_LOOK = 2.0
"""How often the workers are looked after while nothing comes back. [s]"""


def run(
    task: Callable[[Common, Item], Value],
    chunks: Iterable[Chunk[Item]],
    common: Common | Recipe[Common],
    *,
    executor: Workplace = None,
    window: int | None = None,
    in_order: bool = True,
    progress: Progress | None = None,
) -> Generator[Done[Value], None, None]:
    """What a task makes of each chunk, wherever it runs; the same as serially.

    Chunks are taken from their iterator as they are needed, so there may be more than
    fit into memory. Closing the iterator, or Ctrl-C, ends the work: what was handed out
    is done, nothing else is.

    Parameters
    ----------
    task : callable
        ``task(common, item)``: a function of a module, without side effects. It must
        not change `common`.
    chunks : iterable of Chunk
    common : object or Recipe
        What all chunks share; brought to each worker once.
    executor : Threads, Processes, Dask, Executor, Client, str or None
        Where it runs: see `lcagraph.executor.places`. None: here, one after the other.
    window : int, optional
        How many chunks may be begun and not yet handed out; four per worker if None.
        It bounds the memory.
    in_order : bool
        Hand out in the order of the chunks, or as they are done.
    progress : callable, optional
        Called with the number of chunks done, and of all (None if nobody knows).

    Yields
    ------
    Done
        Key and value of a chunk.

    Raises
    ------
    CalculationError
        Workers died over one chunk again and again (E770).
    UsageError
        Nothing that chunks could run on (E774), a cluster that is not there or lost
        (E771), another version of lcagraph on a worker (E772), no Dask (E775).
    Exception
        Whatever the task raises: in order, the error of the first chunk that fails.
    """
    total = len(chunks) if isinstance(chunks, Sized) else None
    report = progress or (lambda done, of: None)
    if executor is None:
        yield from _serially(task, chunks, common, lambda done: report(done, total))
        return
    from lcagraph.executor.opening import open_pool  # pools import multiprocessing

    pool = open_pool(executor, task, common)
    is_done = False
    try:
        flight = _Flight(pool, iter(chunks), window, lambda done: report(done, total))
        yield from flight.in_order() if in_order else flight.as_completed()
        is_done = True
    finally:
        pool.close(is_done=is_done)


def _serially(
    task: Callable[[Any, Any], Any],
    chunks: Iterable[Chunk[Any]],
    common: object,
    report: Callable[[int], object],
) -> Iterator[Done[Any]]:
    shared = common() if isinstance(common, Recipe) else common
    for count, chunk in enumerate(chunks, start=1):
        value = task(shared, chunk.item)
        report(count)
        yield Done(key=chunk.key, value=value)


class _Flight:
    """Chunks on their way, by their place in the order."""

    def __init__(
        self,
        pool: Pool,
        chunks: Iterator[Chunk[Any]],
        window: int | None,
        report: Callable[[int], object],
    ) -> None:
        self.pool = pool
        self.chunks = enumerate(chunks)
        self.window = window
        self.report = report
        self.taken: dict[int, Chunk[Any]] = {}  # begun and not handed out: the window
        self.flying: dict[int, Promise] = {}
        self.landed: dict[int, Callable[[], Any]] = {}
        self.again: list[tuple[int, int]] = []  # (workers lost, place), a heap
        self.losses: dict[int, int] = {}
        self.attached: set[int] = set()  # places that need the parcel
        self.ended: queue.SimpleQueue[tuple[int, Promise]] = queue.SimpleQueue()
        self.generation: dict[int, int] = {}  # of the pool that a place flew with
        self.pools = 0
        self.count = 0

    # ------------------------------------------------------------------ handing out

    def in_order(self) -> Iterator[Done[Any]]:
        following = 0
        while self._goes_on():
            while following in self.landed:
                yield self._handed_out(following)
                following += 1
                self._begin()

    def as_completed(self) -> Iterator[Done[Any]]:
        while self._goes_on():
            for place in [*self.landed]:
                yield self._handed_out(place)

    def _handed_out(self, place: int) -> Done[Any]:
        value = self.landed.pop(place)()
        return Done(key=self.taken.pop(place).key, value=value)

    # --------------------------------------------------------------------- one step

    def _goes_on(self) -> bool:
        """Begin what may be begun, and wait until a chunk has ended; False: none is."""
        self._begin()
        if not self.taken:
            return False
        if not self.landed or self.flying:
            self._land(*self._next_ended())
        return True

    def _begin(self) -> None:
        """Fill the window: first what was lost, then what is new."""
        while True:
            place = self._next_place()
            if place is None:
                return
            self._submit(place)

    def _next_place(self) -> int | None:
        """A chunk to begin; one over which workers died repeatedly flies alone."""
        is_alone = any(self._is_suspect(place) for place in self.flying)
        if is_alone:
            return None
        if self.again:
            place = self.again[0][1]
            if self._is_suspect(place) and self.flying:
                return None
            return heapq.heappop(self.again)[1]
        if len(self.taken) >= (self.window or CHUNKS_PER_WORKER * self.pool.width):
            return None
        place, chunk = next(self.chunks, (-1, None))
        if chunk is None:
            return None
        self.taken[place] = chunk
        return place

    def _is_suspect(self, place: int) -> bool:
        return self.losses.get(place, 0) >= SUSPECT

    def _submit(self, place: int) -> None:
        chunk, attached = self.taken[place], place in self.attached
        try:
            promise = self.pool.submit(chunk.item, name=chunk.key, attached=attached)
        except LostError:  # it broke since the last look: this chunk is not to blame
            self._renew(self.pools)
            promise = self.pool.submit(chunk.item, name=chunk.key, attached=attached)
        self.flying[place] = promise
        self.generation[place] = self.pools
        promise.add_done_callback(lambda ended: self.ended.put((place, promise)))

    def _next_ended(self) -> tuple[int, Promise]:
        while True:
            try:
                return self.ended.get(timeout=_LOOK)
            except queue.Empty:
                self.pool.watch()

    def _land(self, place: int, promise: Promise) -> None:
        if self.flying.get(place) is not promise:
            return  # a chunk that was begun again meanwhile
        del self.flying[place]
        try:
            value = self.pool.collect(promise)
        except LostError as error:
            self._lost(place, error)
            return
        except Exception as error:  # the task's own, raised when its turn comes
            self.landed[place] = _raising(error)
            return
        if isinstance(value, Missing):
            self.attached.add(place)
            self._submit(place)
            return
        self.landed[place] = lambda: value
        self.count += 1
        self.report(self.count)

    # ----------------------------------------------------------------- lost workers

    def _lost(self, place: int, error: LostError) -> None:
        """Count the loss against every chunk that was flying, and begin it again."""
        self._renew(self.generation[place])
        was_alone = self._is_suspect(place)
        self.losses[place] = losses = self.losses.get(place, 0) + error.workers
        if was_alone:
            values = {"chunk": self.taken[place].key, "workers": losses}
            raise CalculationError([Finding(code="E770", values=values)]) from error
        heapq.heappush(self.again, (losses, place))

    def _renew(self, broken: int) -> None:
        """New workers, once for all chunks of the pool that broke."""
        if broken == self.pools:
            self.pools += 1
            self.pool.renew()


def _raising(error: Exception) -> Callable[[], Any]:
    def raise_it() -> Any:
        raise error

    return raise_it
