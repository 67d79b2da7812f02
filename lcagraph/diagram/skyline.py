"""Horizontal places of many arrows without `dot`, whose time grows with their square.

All boxes stand below each other in the middle. Arrows run straight down at their right,
and those that lead back up at their left, the short ones inside: each as near to the
boxes as what lies there already lets it, at every rank that it meets.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

APART = 8.0
"""Least distance between neighbours. [px]"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """What an arrow takes up: ranks between its ends, and one of them with a label."""

    first: int
    last: int
    label_rank: int
    width: float
    """Beside rows and in gaps. [px]"""
    label_width: float
    """In the gap of its label. [px]"""
    is_upward: bool


def packed(widths: Sequence[float], strips: Sequence[Strip]) -> tuple[float, ...]:
    """Middle of every strip; boxes have theirs at zero. [px]

    Parameters
    ----------
    widths : sequence of float
        Width of the box of each row, at ranks 0, 2, 4, … [px]
    strips : sequence of Strip
        In the order of the model; of equal length, the earlier one is nearer.
    """
    sides = {False: _skyline(widths), True: _skyline(widths)}
    in_the_middle: set[int] = set()
    found = [0.0] * len(strips)
    for number in _short_ones_first(strips):
        strip = strips[number]
        if strip.first == strip.last and strip.first not in in_the_middle:
            in_the_middle.add(strip.first)
            for edges in sides.values():
                edges[strip.first] = strip.label_width / 2
            continue
        away = _placed(sides[strip.is_upward], strip)
        found[number] = -away if strip.is_upward else away
    return tuple(found)


def _short_ones_first(strips: Sequence[Strip]) -> list[int]:
    return sorted(
        range(len(strips)),
        key=lambda n: (strips[n].last - strips[n].first, strips[n].first, n),
    )


def _skyline(widths: Sequence[float]) -> NDArray[np.float64]:
    """How far from the middle each rank is taken; gaps only by what is put there."""
    edges = np.zeros(2 * len(widths) - 1)
    edges[::2] = np.asarray(widths) / 2
    return edges


def _placed(edges: NDArray[np.float64], strip: Strip) -> float:
    """Puts a strip down as near as it can be; gives its distance from the middle."""
    taken = edges[strip.first : strip.last + 1]
    halves = np.full(len(taken), strip.width / 2)
    halves[strip.label_rank - strip.first] = strip.label_width / 2
    away = float(np.max(taken + halves)) + APART
    taken[:] = away + halves
    return away
