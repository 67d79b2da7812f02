"""What a long computation consists of: chunks of work, and what all of them share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

Item = TypeVar("Item")
Value = TypeVar("Value")
Common = TypeVar("Common")


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk(Generic[Item]):
    """A piece of work that needs no other one."""

    key: str
    """Its name, the same in every run: what a resumed run skips, and an error names."""
    item: Item
    """What the task is given; small, since it travels with every message."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Done(Generic[Value]):
    """What a task made of a chunk."""

    key: str
    value: Value


@dataclass(frozen=True, slots=True)
class Recipe(Generic[Common]):
    """What all chunks share, as a way to make it: each worker does so once.

    ``Recipe(open_arrays, (handle,))`` sends a few hundred bytes where the arrays
    themselves would be megabytes.
    """

    make: Callable[..., Common]
    arguments: tuple[Any, ...] = ()

    def __call__(self) -> Common:
        return self.make(*self.arguments)
