"""A cluster of Dask; loaded only where one is used (extra `cluster`)."""

from __future__ import annotations

import asyncio
import time
import uuid
from concurrent.futures import CancelledError
from typing import Any, cast

from lcagraph.errors import Finding, UsageError
from lcagraph.executor.parcels import Parcel, Ticket, carry_out
from lcagraph.executor.places import Dask
from lcagraph.executor.workers import LostError, Promise, Task

_REFRESHED = 5.0
"""How often the workers of the cluster are counted. [s]"""

_LEAST_WAIT = 0.1

_NO_WARNING = {"distributed.admin.large-graph-warning-threshold": "1 GB"}
"""The rows of a table are megabytes, and each goes to one worker once."""


class DaskPool:
    """Workers of a scheduler: they may come, go and die while the work goes on.

    A lost worker's chunks are begun again by the scheduler itself.
    """

    def __init__(self, place: Dask, task: Task, common: object) -> None:
        distributed = _distributed()
        self._killed = distributed.scheduler.KilledWorker
        self._task, self._parcel = task, Parcel.of(common)
        self._patience = place.patience
        self._is_own = isinstance(place.scheduler, str)
        self._client = self._connected(distributed, place)
        self._token = uuid.uuid4().hex[:8]
        self._name = f"lcagraph-{self._parcel.digest[:16]}-{self._token}"
        self._begun: dict[str, Any] = {}
        self._fetched: dict[str, Any] = {}
        self._count, self._threads = 0, 0
        self._counted = self._last_seen = time.monotonic()
        try:
            self._client.wait_for_workers(1, timeout=max(self._patience, _LEAST_WAIT))
            self._deliver()
            self._recount()
        # workers answer with what they please, such as what their imports raised
        except Exception as error:
            self.close(is_done=False)
            raise self._unusable(error) from error

    def _connected(self, distributed: Any, place: Dask) -> Any:
        if not self._is_own:
            return place.scheduler
        try:
            wait = max(place.patience, _LEAST_WAIT)
            return distributed.Client(
                place.scheduler, timeout=wait, set_as_default=False
            )
        except (OSError, ValueError, TypeError) as error:
            values = {"scheduler": place.scheduler, "reason": _reason(error)}
            raise UsageError(Finding(code="E771", values=values)) from error

    def _deliver(self) -> None:
        """Bring the parcel to every worker, also to those that come later."""
        from lcagraph.executor.dask_delivery import Delivery

        delivery = Delivery(self._parcel.digest, self._parcel.content)
        self._client.register_plugin(delivery, name=self._name)

    @property
    def width(self) -> int:
        if time.monotonic() - self._counted > _REFRESHED:
            self._recount()
        return max(self._threads, 1)

    def _recount(self) -> None:
        self._threads = sum(self._client.nthreads().values())
        self._counted = time.monotonic()
        if self._threads:
            self._last_seen = self._counted

    def submit(self, item: object, *, name: str, attached: bool) -> Promise:
        content = self._parcel.content if attached else None
        self._count += 1
        key = f"{self._task_name()}-{self._token}-{self._count}-{name}"
        ticket = Ticket(digest=self._parcel.digest, content=content)
        with self._quietly():
            promise = self._client.submit(
                carry_out, self._task, ticket, item, key=key, pure=False
            )
        self._begun[promise.key] = promise
        return cast(Promise, promise)

    def _quietly(self) -> Any:
        import dask.config

        return dask.config.set(_NO_WARNING)

    def _task_name(self) -> str:
        return getattr(self._task, "__name__", "task").strip("_")

    def collect(self, promise: Any) -> Any:
        self._begun.pop(promise.key, None)
        if promise.key in self._fetched:
            return self._fetched.pop(promise.key)
        try:
            if promise.status == "finished" and self._fetch_together(promise):
                return self._fetched.pop(promise.key)
            return self._fetch_alone(promise)
        except self._killed as error:
            raise LostError(workers=error.args[2] + 1) from error
        except (CancelledError, asyncio.CancelledError) as error:
            raise self._unusable(error) from error

    def _fetch_together(self, promise: Any) -> bool:
        """Fetch all values that are there, in one message; False: some are lost."""
        others = [each for each in self._begun.values() if each.status == "finished"]
        finished = [promise, *(p for p in others if p.key not in self._fetched)]

        async def gather() -> Any:
            fetch = self._client.gather(finished, errors="skip", asynchronous=True)
            return await fetch

        try:
            values = self._client.sync(gather, callback_timeout=_REFRESHED)
        except TimeoutError:
            return False
        if len(values) != len(finished):
            return False
        keys = (each.key for each in finished)
        self._fetched.update(zip(keys, values, strict=True))
        return True

    def _fetch_alone(self, promise: Any) -> Any:
        """The value, fetched from its worker.

        One that dies meanwhile is asked in vain, and with the last worker for ever. So
        it is asked again after a while, and then with more patience.
        """
        wait = _REFRESHED
        while True:
            try:
                return promise.result(timeout=wait)
            except TimeoutError:
                if promise.status == "error":  # the task's own
                    raise
                self.watch()
                wait *= 2

    def renew(self) -> None:
        """The scheduler does."""

    def watch(self) -> None:
        try:
            self._recount()
        except Exception as error:  # of a scheduler that is gone: any of its errors
            raise self._unusable(error) from error
        if time.monotonic() - self._last_seen > self._patience:
            raise self._unusable(TimeoutError("no workers"))

    def close(self, *, is_done: bool) -> None:
        try:
            if self._begun:
                self._client.cancel(list(self._begun.values()))
            self._client.unregister_worker_plugin(self._name)
        except Exception:  # must not take the place of the error that ended the work
            if is_done:
                raise
        finally:
            if self._is_own:
                self._client.close()

    def _unusable(self, error: BaseException) -> UsageError:
        address = getattr(self._client.scheduler, "address", "")
        values = {"scheduler": address, "reason": _reason(error)}
        return UsageError(Finding(code="E771", values=values))


def _reason(error: BaseException) -> str:
    return str(error).strip() or type(error).__name__


def _distributed() -> Any:
    try:
        import distributed
        import distributed.scheduler
    except ImportError as error:
        raise UsageError(Finding(code="E775", values={})) from error
    return distributed
