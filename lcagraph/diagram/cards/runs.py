"""Level runs of the nets that pass columns: between cards, or above and below all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lcagraph.diagram.cards.nets import Net

BESIDE_CARD = 11.0
"""Least distance of a run from a card. [px]"""
APART = 9.0
"""Least distance of two runs. [px]"""
BESIDE_PORT = 5.0
"""Least distance of a run from where another net meets a card. [px]"""
LEAST_JOG = 14.0
"""A change of height smaller than this looks like a slip. [px]"""
STEP = 3.0
FURTHEST = 240
"""Steps that are tried at first above and below everything."""
OUTER = 24.0
"""What it costs to run above or below all cards. [px]"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """What a run may not cross: a card in its column. [px]"""

    column: int
    top: float
    bottom: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    first: int
    last: int
    """Channels at its ends."""
    y: float


def runs_of(nets: Sequence[Net], blocks: Sequence[Block]) -> dict[int, float]:
    """Height of the run of every net that needs one. [px]

    Those that reach less far choose first, and so stay inside those that reach
    further. Nothing but structure and sizes decides.
    """
    runs: dict[int, _Run] = {}
    needing = [number for number, net in enumerate(nets) if net.far]
    needing.sort(key=lambda number: nets[number].reach[1] - nets[number].reach[0])
    for number in needing:
        net = nets[number]
        first, last = net.reach
        y = _height(net, nets, blocks, tuple(runs.values()))
        runs[number] = _Run(first=first, last=last, y=y)
    return {number: run.y for number, run in runs.items()}


def _height(
    net: Net, nets: Sequence[Net], blocks: Sequence[Block], runs: Sequence[_Run]
) -> float:
    """The height with the shortest way that is clear: further out if need be. [px]"""
    reach = FURTHEST * STEP
    while True:
        for y in _by_cost(net, _free(*net.reach, blocks, reach)):
            if _is_clear(y, net, nets, runs):
                return y
        reach *= 2


def _free(
    first: int, last: int, blocks: Sequence[Block], reach: float
) -> list[tuple[float, float]]:
    """Heights without a card in the columns between two channels, from the top."""
    walls = sorted(
        (block.top - BESIDE_CARD, block.bottom + BESIDE_CARD)
        for block in blocks
        if first <= block.column < last
    )
    top = walls[0][0] if walls else 0.0
    found, at = [(top - reach, top)], top
    for start, end in walls:
        if start >= at:
            found.append((at, start))
        at = max(at, end)
    return [*found[:1], *found[1:], (at, at + reach)]


def _by_cost(net: Net, free: Sequence[tuple[float, float]]) -> Iterator[float]:
    """Heights that a run may take, those with the shortest way first."""
    ends = [net.source.y, *(target.y for target in net.far)]
    candidates = set[tuple[float, float]]()
    for number, (low, high) in enumerate(free):
        outer = OUTER if number in (0, len(free) - 1) else 0.0
        heights = [y for y in ends if low <= y <= high]
        count = int((high - low) // STEP)
        if number == 0:
            heights += [high - STEP * i for i in range(count + 1)]
        else:
            heights += [low + STEP * i for i in range(count + 1)]
        candidates |= {(outer + sum(abs(y - end) for end in ends), y) for y in heights}
    return (y for _, y in sorted(candidates))


def _is_clear(y: float, net: Net, nets: Sequence[Net], runs: Sequence[_Run]) -> bool:
    first, last = net.reach
    if any(0 < abs(y - own) < LEAST_JOG for own in (net.source.y, *_ys(net))):
        return False
    if any(
        run.first <= last and first <= run.last and abs(y - run.y) < APART
        for run in runs
    ):
        return False
    return not any(
        first <= port.channel <= last and abs(y - port.y) < BESIDE_PORT
        for other in nets
        if other is not net
        for port in (other.source, *other.targets)
    )


def _ys(net: Net) -> Iterator[float]:
    return (target.y for target in net.targets)
