"""Chips beside a step, and the lines that gather them, one comb per kind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from lcagraph.diagram.process_flow.chips import MeasuredChip
from lcagraph.diagram.process_flow.steps import ChipKind

GAP = 6.0
"""Between two chips. [px]"""
KIND_GAP = 11.0
"""Between chips of different kinds. [px]"""
APART = 15.0
"""Least distance of two lines at a step. [px]"""
TO_CORNER = 11.0
TALL = 98.0
"""Height to which a step grows, so that lines run straight. [px]"""
BUS = 8.0
"""Between two upright lines. [px]"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comb:
    """Chips of one kind; heights count from the middle of the row. [px]"""

    kind: ChipKind
    chips: tuple[MeasuredChip, ...]
    tops: tuple[float, ...]
    at_step: float
    """Where its line meets the step."""
    bus: int
    """Upright line that it uses, counted from the chips."""

    @property
    def middles(self) -> tuple[float, ...]:
        return tuple(
            top + chip.height / 2
            for top, chip in zip(self.tops, self.chips, strict=True)
        )


def stack_height(chips: Sequence[MeasuredChip]) -> float:
    """Height of chips below each other. [px]"""
    gaps = sum(_gap(a, b) for a, b in pairwise(chips))
    return sum(chip.height for chip in chips) + gaps


def least_height(chips: Sequence[MeasuredChip]) -> float:
    """Height of a step that its lines need, and to reach few chips straight. [px]"""
    groups = list(_groups(chips))
    needed = APART * max(0, len(groups) - 1)
    middles = [(tops[0] + tops[-1] + c[-1].height) / 2 for c, tops in groups]
    straight = max((2 * abs(middle) for middle in middles), default=0.0)
    return 2 * TO_CORNER + max(needed, min(straight, TALL - 2 * TO_CORNER))


def combs_of(chips: Sequence[MeasuredChip], box_height: float) -> tuple[Comb, ...]:
    """Combs of the chips on one side of a step, from top to bottom.

    Parameters
    ----------
    chips : sequence of MeasuredChip
        Those of one kind together.
    box_height : float
        Height of the step. [px]
    """
    groups = list(_groups(chips))
    spans = [(tops[0], tops[-1] + members[-1].height) for members, tops in groups]
    wanted = [(low + high) / 2 for low, high in spans]
    places = _at_step(wanted, box_height / 2 - TO_CORNER)
    middles = [
        [top + chip.height / 2 for chip, top in zip(members, tops, strict=True)]
        for members, tops in groups
    ]
    buses = _buses(middles, places)
    return tuple(
        Comb(
            kind=members[0].chip.kind,
            chips=tuple(members),
            tops=tuple(tops),
            at_step=place,
            bus=bus,
        )
        for (members, tops), place, bus in zip(groups, places, buses, strict=True)
    )


def _groups(
    chips: Sequence[MeasuredChip],
) -> Iterator[tuple[list[MeasuredChip], list[float]]]:
    y = -stack_height(chips) / 2
    members: list[MeasuredChip] = []
    tops: list[float] = []
    for chip in chips:
        if members:
            y += _gap(members[-1], chip)
            if members[-1].chip.kind != chip.chip.kind:
                yield members, tops
                members, tops = [], []
        members.append(chip)
        tops.append(y)
        y += chip.height
    if members:
        yield members, tops


def _gap(a: MeasuredChip, b: MeasuredChip) -> float:
    return GAP if a.chip.kind == b.chip.kind else KIND_GAP


def _at_step(wanted: Sequence[float], reach: float) -> list[float]:
    """Heights at a step: as near as possible to those wanted, in order and apart."""
    places: list[float] = []
    for number, y in enumerate(wanted):
        least = places[-1] + APART if places else -reach
        most = reach - APART * (len(wanted) - 1 - number)
        places.append(max(least, min(y, most)))
    return places


def _buses(middles: Sequence[Sequence[float]], places: Sequence[float]) -> list[int]:
    """Upright line of each comb: one that passes others' chips stands nearer the step.

    A comb whose line goes down past the chips of a comb below it, or up past those of
    one above it, would cross their lines on the chips' side.
    """
    count = len(places)
    found = [0] * count
    for _ in range(count):
        for i in range(count):
            passed = [
                found[j]
                for j in range(count)
                if (j > i and places[i] > min(middles[j]) - GAP)
                or (j < i and places[i] < max(middles[j]) + GAP)
            ]
            found[i] = max(passed, default=-1) + 1
    return found
