"""Upright pieces of the nets: each net has one trunk per channel, on a track."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lcagraph.diagram.cards.nets import Net

APART = 8.0
"""Trunks nearer than this above each other don't share a track. [px]"""
SAME = 0.01


@dataclass(frozen=True, slots=True, kw_only=True)
class Trunk:
    """Upright piece of a net in a channel, with the level pieces that meet it."""

    net: int
    left: tuple[float, ...]
    """Heights of what meets it from the left. [px]"""
    right: tuple[float, ...]

    @property
    def top(self) -> float:
        return min((*self.left, *self.right))

    @property
    def bottom(self) -> float:
        return max((*self.left, *self.right))


def trunks_of(
    nets: Sequence[Net], runs: Mapping[int, float], exit_y: float
) -> dict[int, list[Trunk]]:
    """Trunks by channel.

    Parameters
    ----------
    nets : sequence of Net
        With the heights at which they meet cards.
    runs : mapping
        Height of the run of each net that has one. [px]
    exit_y : float
        Height below the boundary, to which those that leave go down. [px]
    """
    found: dict[int, list[Trunk]] = {}
    for number, net in enumerate(nets):
        run, reach = runs.get(number), net.reach
        for channel in {net.source.channel, *(t.channel for t in net.targets)}:
            left, right = list[float](), list[float]()
            if channel == net.source.channel:
                left.append(net.source.y)
                right += [exit_y + 0.1 for _ in net.exits]
            right += [t.y for t in net.targets if t.channel == channel]
            if run is not None:
                left += [run] if reach[0] < channel else []
                right += [run] if channel < reach[1] else []
            trunk = Trunk(net=number, left=tuple(left), right=tuple(right))
            if trunk.bottom - trunk.top > SAME:
                found.setdefault(channel, []).append(trunk)
    return found


def tracks(trunks: Sequence[Trunk]) -> dict[int, int]:
    """Track of each net's trunk in one channel, 0 at the left.

    Trunks beside each other stand in the order in which their level pieces cross
    fewer trunks; an order that goes in a circle is cut at the first.
    """
    count = len(trunks)
    before = {
        i: {j for j in range(count) if j != i and _is_left_of(trunks[j], trunks[i])}
        for i in range(count)
    }
    found: dict[int, int] = {}
    left = list(range(count))
    while left:
        free = [i for i in left if not before[i].intersection(left)]
        chosen = (free or left)[0]
        left.remove(chosen)
        taken = [found[j] for j in found if _meet(trunks[chosen], trunks[j])]
        found[chosen] = max(taken, default=-1) + 1
    return {trunks[i].net: track for i, track in found.items()}


def _meet(a: Trunk, b: Trunk) -> bool:
    return a.top - APART < b.bottom and b.top - APART < a.bottom


def _is_left_of(a: Trunk, b: Trunk) -> bool:
    """Whether a trunk must stand left of another beside it."""
    return _meet(a, b) and _crossings(a, b) < _crossings(b, a)


def _crossings(a: Trunk, b: Trunk) -> int:
    """Crossings if trunk a stands left of trunk b."""
    return sum(b.top < y < b.bottom for y in a.right) + sum(
        a.top < y < a.bottom for y in b.left
    )
