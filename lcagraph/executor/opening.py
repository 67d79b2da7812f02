"""From what a caller gave as `executor=` to workers."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from lcagraph.errors import Finding, UsageError
from lcagraph.executor.places import Dask, Processes, Threads, Workplace
from lcagraph.executor.pools import ProcessPool, ThreadPool
from lcagraph.executor.workers import Pool, Task


def open_pool(place: Workplace, task: Task, common: object) -> Pool:
    """The workers of a place.

    Raises
    ------
    UsageError
        It is nothing that chunks could run on (E774), or a cluster that can't be used
        (E771, E775).
    """
    if isinstance(place, Threads | ThreadPoolExecutor):
        return ThreadPool(place, task, common)
    if isinstance(place, Processes):
        return ProcessPool(place, task, common)
    if isinstance(place, Dask | str) or _is_client(place):
        from lcagraph.executor.dask_pool import DaskPool

        cluster = place if isinstance(place, Dask) else Dask(place)
        return DaskPool(cluster, task, common)
    if callable(getattr(place, "submit", None)):
        return ProcessPool(place, task, common)
    raise UsageError(Finding(code="E774", values={"given": repr(place)}))


def _is_client(place: object) -> bool:
    """Whether it is a client of Dask; the package is not loaded to find out."""
    kinds = {f"{kind.__module__}.{kind.__name__}" for kind in type(place).__mro__}
    return "distributed.client.Client" in kinds
