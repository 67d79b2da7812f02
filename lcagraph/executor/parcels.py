"""What all chunks share, brought to each worker once and kept there.

A task travels with the hash of the parcel, not with the parcel. A worker that has not
got it says so, and the chunk is sent again with the parcel attached: a worker that
starts late, or again, needs no other treatment.
"""

from __future__ import annotations

import copyreg
import hashlib
import pickle
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from lcagraph.errors import Finding, UsageError
from lcagraph.executor.chunks import Recipe
from lcagraph.executor.interruption import INTERRUPTION
from lcagraph.version import __version__

MOST_KEPT = 4
"""Shared objects that a worker keeps; the one not used for longest goes first."""


def _read_only(content: dict[Any, Any]) -> MappingProxyType[Any, Any]:
    return MappingProxyType(content)


def _packed(mapping: MappingProxyType[Any, Any]) -> tuple[Any, ...]:
    return _read_only, (dict(mapping),)


# Pickle knows no read-only mappings, of which our objects and findings are full.
copyreg.pickle(MappingProxyType, _packed)

_LOCK = threading.Lock()
_MAKING: dict[str, threading.Lock] = {}
_PARCELS: dict[str, bytes] = {}
_OBJECTS: OrderedDict[str, Any] = OrderedDict()


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """What all chunks share, packed."""

    digest: str
    """SHA-256 of the content."""
    content: bytes

    @classmethod
    def of(cls, common: object) -> Parcel:
        """The parcel of an object, or of a recipe for one."""
        content = pickle.dumps(common, protocol=pickle.HIGHEST_PROTOCOL)
        return cls(digest=hashlib.sha256(content).hexdigest(), content=content)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """What a task brings along instead of the parcel."""

    digest: str
    version: str = __version__
    """Of lcagraph where the computation was started."""
    content: bytes | None = None
    """The parcel itself, for a worker that said it had none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """Answer of a worker that hasn't got the parcel."""

    digest: str


class _MissingError(Exception):
    """The parcel is not here."""


def keep(digest: str, content: bytes) -> None:
    """Keep a parcel in this process until it is first used."""
    with _LOCK:
        if digest not in _OBJECTS:
            _PARCELS[digest] = content


def forget(digest: str) -> None:
    """Give up a parcel, and what was made of it."""
    with _LOCK:
        _PARCELS.pop(digest, None)
        _OBJECTS.pop(digest, None)


def carry_out(task: Callable[[Any, Any], Any], ticket: Ticket, item: object) -> Any:
    """The task's result for one chunk, or `Missing`; runs in a worker.

    Raises
    ------
    UsageError
        The worker has another version of lcagraph (E772).
    """
    if ticket.version != __version__:
        values = {"here": ticket.version, "there": __version__}
        raise UsageError(Finding(code="E772", values=values))
    try:
        common = _common(ticket)
        with INTERRUPTION.allowed():
            return task(common, item)
    except _MissingError:
        return Missing(digest=ticket.digest)
    except Exception as error:  # the task's own; none is lost
        if (sent := sendable(error)) is error:
            raise
        raise sent from error


def sendable(error: Exception) -> Exception:
    """The error, if it survives the way home; else what it says, as a RuntimeError.

    An error that can't be unpacked takes down the whole pool of `concurrent.futures`.
    """
    try:
        if type(pickle.loads(pickle.dumps(error))) is type(error):
            return error
    except Exception:  # whatever a foreign class raises when it is copied
        pass
    return RuntimeError(f"{type(error).__name__}: {error}")


def _common(ticket: Ticket) -> Any:
    """What all chunks share; made once, however many threads ask for it.

    Raises
    ------
    _MissingError
        The parcel is not here.
    """
    with _LOCK:
        making = _MAKING.setdefault(ticket.digest, threading.Lock())
    with making:
        with _LOCK:
            if ticket.digest in _OBJECTS:
                _OBJECTS.move_to_end(ticket.digest)
                return _OBJECTS[ticket.digest]
            content = _PARCELS.get(ticket.digest, ticket.content)
        if content is None:
            raise _MissingError
        made = _unpacked(content)  # may take seconds: others needn't wait for it
        with _LOCK:
            _OBJECTS[ticket.digest] = made
            _PARCELS.pop(ticket.digest, None)
            while len(_OBJECTS) > MOST_KEPT:
                _OBJECTS.popitem(last=False)
        return made


def _unpacked(content: bytes) -> Any:
    common = pickle.loads(content)
    return common() if isinstance(common, Recipe) else common
