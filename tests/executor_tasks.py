"""Tasks for the tests of `lcagraph.executor`: workers import them from here."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from lcagraph.background.handles import DatabaseCopy, DatabaseHandle
from lcagraph.background.store import Database
from lcagraph.errors import CalculationError, Finding
from lcagraph.solve import MatchingError

Floats = NDArray[np.float64]


def matrix(size: int) -> Floats:
    """A matrix that a worker makes itself."""
    return np.random.default_rng(size).normal(size=(size, size))


def row_sum(common: Floats, row: int) -> float:
    return float(np.exp(common[row]).sum())


def squared(_: object, number: int) -> int:
    return number**2


def slower_first(_: object, number: int) -> int:
    """The first chunks end last."""
    time.sleep(0.3 if number < 2 else 0.0)
    return number**2


def squared_by_mortals(marks: str, number: int) -> int:
    """The first worker that comes to 5 dies."""
    mark = Path(marks) / "died"
    if number == 5 and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return number**2


def squared_but_never_5(_: object, number: int) -> int:
    """Every worker that comes to 5 dies."""
    if number == 5:
        os.kill(os.getpid(), signal.SIGKILL)
    return number**2


def marked(marks: str, number: int) -> int:
    """Leaves a mark for each chunk that was begun."""
    (Path(marks) / str(number)).touch()
    return number


def endless_from_4(marks: str, number: int) -> int:
    """Chunks from 4 on take a minute; those that come to their end say so."""
    marked(marks, number)
    if number >= 4:
        time.sleep(60)
        (Path(marks) / f"{number} ended").touch()
    return number


def refused_at_3(_: object, number: int) -> int:
    if number >= 3:
        values = {"number": number, "names": ("casting", "铸造")}
        raise CalculationError([Finding(code="E507", at="processes.x", values=values)])
    return number


def unmatched_at_3(_: object, number: int) -> int:
    """An error whose class takes other arguments than its message."""
    if number == 3:
        raise MatchingError(
            shape=(2, 3), rows=(1,), row_suppliers=(), columns=(), column_products=(0,)
        )
    return number


class StubbornError(Exception):
    """An error that can be packed, but not unpacked."""

    def __init__(self, *, reason: str) -> None:
        super().__init__(f"because {reason}")


def stubborn_at_3(_: object, number: int) -> int:
    if number == 3:
        raise StubbornError(reason="of rain")
    return number


def opened(where: DatabaseHandle | DatabaseCopy) -> Database:
    return where.open()


def intensity(database: Database, column: int) -> tuple[list[float], str]:
    """Λ of an activity, and the folder that it was read from."""
    return database.intensities[column].tolist(), str(database.folder)


def made_in(_: object, __: int) -> int:
    return os.getpid()


def counted_making(marks: str) -> str:
    """What all chunks share: each making leaves a mark."""
    (Path(marks) / f"{os.getpid()}-{time.monotonic_ns()}").touch()
    return marks


def waited(_: object, seconds: float) -> float:
    time.sleep(seconds)
    return seconds
