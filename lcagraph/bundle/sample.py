"""A random sample of activity data for the site visit (Chongqing guide 四(三)2).

Data are put in the order of SHA-256(`seed:path`), and the first of them are taken. Who
knows the seed can draw the sample again with any program, years later; who doesn't,
can't say beforehand what will be drawn.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable
from dataclasses import dataclass

RULE = "SHA-256(seed:path), ascending"


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnSample:
    """Which activity data are looked at."""

    seed: int
    population: int
    paths: tuple[str, ...]
    """Drawn data by their model paths, in the order of drawing."""


def default_size(population: int) -> int:
    """⌈√n⌉, as samples of records are commonly sized. [1]"""
    return math.isqrt(population - 1) + 1 if population else 0


def draw_sample(paths: Iterable[str], seed: int, size: int | None) -> DrawnSample:
    """Draw some of the activity data.

    Parameters
    ----------
    paths : iterable of str
        Model paths of all of them; a path that comes twice counts once.
    seed : int
        Start of the draw; the same seed draws the same data.
    size : int, optional
        How many; at most all of them. Default: ⌈√n⌉.
    """
    population = sorted(set(paths))
    count = default_size(len(population)) if size is None else size

    def rank(path: str) -> str:
        return hashlib.sha256(f"{seed}:{path}".encode()).hexdigest()

    drawn = sorted(population, key=rank)[:count]
    return DrawnSample(seed=seed, population=len(population), paths=tuple(drawn))
