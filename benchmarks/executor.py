"""What a chunk costs besides its work: serially, on threads, on processes, on Dask.

Run: python benchmarks/executor.py   (Dask only where it is installed)

Two workers throughout. A chunk that does nothing shows the overhead; chunks that carry
megabytes show the price of a message; a parcel shows what it costs to bring a database
to each worker once. Every run is compared with the serial one before it is timed.
"""

from __future__ import annotations

import hashlib
import multiprocessing
import platform
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from importlib.util import find_spec
from time import perf_counter, sleep
from typing import Any

import numpy as np
from numpy.typing import NDArray

import lcagraph as lg
from lcagraph.executor import Chunk, Processes, Threads, Workplace, run
from lcagraph.locate import folder

WORKERS = 2
EMPTY_CHUNKS = 2_000
HEAVY_CHUNKS = 40
ITEM_BYTES = (1_000, 1_000_000, 24_000_000)
PARCEL_BYTES = (14_000_000, 70_000_000)
VARIANTS = 200_000
REPEATS = 3

Bytes = NDArray[np.uint8]


def nothing(_: object, number: int) -> int:
    return number


def length(_: object, item: Bytes) -> int:
    return len(item)


def length_of_common(common: Bytes | None, _: int) -> int:
    return 0 if common is None else len(common)


@contextmanager
def places() -> Iterator[dict[str, Workplace]]:
    """Two workers of each kind, started."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(WORKERS, mp_context=context) as processes:
        list(processes.map(sleep, [0.5] * WORKERS))
        found: dict[str, Workplace] = {"serial": None, "threads": Threads(WORKERS)}
        found["processes"] = processes
        if find_spec("distributed") is None:
            yield found
        else:
            with clients() as client:
                yield {**found, "dask": client}


@contextmanager
def clients() -> Iterator[Any]:
    """A cluster of two processes, started."""
    from distributed import LocalCluster

    with (
        LocalCluster(
            n_workers=WORKERS, threads_per_worker=1, dashboard_address=":0"
        ) as cluster,
        cluster.get_client() as client,
    ):
        client.wait_for_workers(WORKERS)
        yield client


def timed(task: Any, items: list[Any], common: object, place: Workplace) -> float:
    """Best time of a run, with workers that have started."""
    expected = [task(common, item) for item in items]
    chunks = [Chunk(key=str(i), item=item) for i, item in enumerate(items)]
    best = np.inf
    for _ in range(REPEATS):
        begin = perf_counter()
        done = run(task, chunks, common, executor=place)
        values = [each.value for each in done]
        best = min(best, perf_counter() - begin)
        assert values == expected
    return best


def first_value(common: Any, place: Workplace) -> float:
    """Time until each worker has the parcel and has used it; own ones start first."""
    best = np.inf
    for _ in range(REPEATS):
        begin = perf_counter()
        chunks = [Chunk(key=str(i), item=i) for i in range(WORKERS)]
        for _ in run(length_of_common, chunks, common, executor=place):
            pass
        best = min(best, perf_counter() - begin)
    return best


def sweep(place: Workplace) -> tuple[float, str]:
    """Time of a sweep of a model that is shipped, and a hash of its footprints."""
    model = lg.read(folder("models") / "pp_crate" / "model.yaml")
    values = np.repeat(model.prepared.base[None, :], VARIANTS, axis=0)
    begin = perf_counter()
    found = model.evaluate(values, executor=place)
    taken = perf_counter() - begin
    return taken, hashlib.sha256(found.items.tobytes()).hexdigest()


def line(name: str, figures: list[float], unit: str) -> None:
    print(f"{name:<34}" + "".join(f"{f:>13,.3f}" for f in figures) + f"  {unit}")


def main() -> None:
    """Print the table."""
    print(f"lcagraph {lg.__version__}, Python {platform.python_version()}, ", end="")
    print(f"{platform.machine()}; {WORKERS} workers, best of {REPEATS}")
    with places() as known:
        print(f"{'':<34}" + "".join(f"{name:>13}" for name in known))
        empty = list(range(EMPTY_CHUNKS))
        times = [timed(nothing, empty, None, p) / EMPTY_CHUNKS for p in known.values()]
        line("an empty chunk", [t * 1e3 for t in times], "ms")
        for size in ITEM_BYTES:
            items = [np.zeros(size, dtype=np.uint8) for _ in range(HEAVY_CHUNKS)]
            times = [timed(length, items, None, p) for p in known.values()]
            each = [t / HEAVY_CHUNKS * 1e3 for t in times]
            line(f"a chunk that carries {size / 1e6:g} MB", each, "ms")
        for size in (0, *PARCEL_BYTES):
            common = np.random.default_rng(size).integers(0, 256, size, dtype=np.uint8)
            times = [first_value(common, p) * 1e3 for p in known.values()]
            line(f"{size / 1e6:g} MB to each worker, once", times, "ms")
        start = first_value(None, Processes(WORKERS)) * 1e3
        print(f"starting two processes takes {start:,.0f} ms")
        runs = [sweep(place) for place in known.values()]
        line(f"sweep, {VARIANTS:,} variants", [t for t, _ in runs], "s")
        same = len({digest for _, digest in runs}) == 1
        print("bitwise equal" if same else "NOT EQUAL")


if __name__ == "__main__":
    main()
