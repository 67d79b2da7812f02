"""What a case of `engine.py` is: sides, goals, and what their agreement means."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from economy import Reals

CATEGORIES = 20
PRODUCT = 100
THREADS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What one side of a case gives."""

    seconds: float
    values: Reals
    """What the other side has to agree with."""
    note: str = ""
    peak: float = 0.0
    """Of another process than this one. [MB]"""


Side = Callable[[str, bool], Answer]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A case of the table."""

    name: str
    sides: Mapping[str, Side]
    goals: Mapping[str, float] = field(default_factory=dict)
    """Ratio that is asked for, by rival."""
    anchors: Mapping[str, float] = field(default_factory=dict)
    """Time of the rival that the goal was set against. [s]"""
    goal_preset: str = "ecoinvent"
    presets: tuple[str, ...] = ("small", "ecoinvent")
    short_presets: tuple[str, ...] = ("small", "ecoinvent")
    tolerance: float = 1e-10
    floor: float = 1e-300
    kind: Literal["exact", "sampled", "none"] = "exact"
    """What agreement means: numbers, distributions, or nothing."""
