"""Wires that leave one row as one net, and where each of them meets a card.

Column c has channel c on its left. A net leaves its card to the right, into the
channel behind it, and enters others from the channel on their left. Rows that face
each other across a channel at nearly the same height would run into each other; so a
wire may meet its row a little above or below the middle.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lcagraph.diagram.cards.wiring import Exit, Wire, WireKind

CLEAR = 4.0
"""Least distance of two level lines. [px]"""
NUDGES = (0.0, 4.0, -4.0, 7.0, -7.0, 2.0, -2.0, 5.5, -5.5)
"""How far from the middle of its row a wire may meet it, the better first. [px]"""
REACH = 7.0

Place = tuple[int, str]
"""Card (or the reference product, the number after the last card) and row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Port:
    """Where a wire meets a card."""

    block: int
    """Card, or the reference product."""
    channel: int
    y: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Net:
    """All ways from one row."""

    kind: WireKind
    """Of what stays inside; `reference` if nothing else leaves the row."""
    source: Port
    targets: tuple[Port, ...]
    exits: tuple[int, ...]
    """Numbers of the ways out of the system."""

    @property
    def near(self) -> tuple[Port, ...]:
        """Targets just across the channel."""
        return tuple(t for t in self.targets if t.channel == self.source.channel)

    @property
    def far(self) -> tuple[Port, ...]:
        return tuple(t for t in self.targets if t.channel != self.source.channel)

    @property
    def reach(self) -> tuple[int, int]:
        """First and last channel."""
        channels = [self.source.channel, *(t.channel for t in self.targets)]
        return min(channels), max(channels)


def nets_of(
    wires: Sequence[Wire],
    exits: Sequence[Exit],
    columns: Sequence[int],
    heights: Mapping[Place, float],
) -> tuple[Net, ...]:
    """Nets with the heights at which they meet their cards.

    Parameters
    ----------
    wires, exits : sequence
        Ways between rows, that of the reference flow included, and out of the system.
    columns : sequence of int
        Column of each card, and of the reference product.
    heights : mapping
        Middle of every row, by card and key; of the product under the empty key. [px]
    """
    groups: dict[Place, tuple[list[Wire], list[int]]] = {}
    for wire in wires:
        groups.setdefault((wire.source, wire.output), ([], []))[0].append(wire)
    for number, each in enumerate(exits):
        groups.setdefault((each.source, each.output), ([], []))[1].append(number)
    taken = _Taken()
    for place in groups:
        taken.claim(columns[place[0]] + 1, heights[place], place)
    by_column = sorted(groups.items(), key=lambda item: columns[item[0][0]])
    ports: dict[Place, tuple[list[Port], list[Port]]] = {}
    for place, (members, _) in by_column:
        start = Port(block=place[0], channel=columns[place[0]] + 1, y=heights[place])
        ends = [
            _end(wire, columns[wire.target], heights, taken, start) for wire in members
        ]
        ports[place] = ([start], ends)
    return tuple(
        Net(
            kind=_kind(members, exits, leaving),
            source=ports[place][0][0],
            targets=tuple(ports[place][1]),
            exits=tuple(leaving),
        )
        for place, (members, leaving) in groups.items()
    )


def _end(
    wire: Wire,
    channel: int,
    heights: Mapping[Place, float],
    taken: _Taken,
    start: Port,
) -> Port:
    """Where a wire enters a card: straight across if that is near enough."""
    middle = heights[wire.target, wire.into]
    owner = (wire.source, wire.output)
    wanted = [middle + nudge for nudge in NUDGES]
    if channel == start.channel and abs(start.y - middle) <= REACH:
        wanted.insert(0, start.y)
    y = next((y for y in wanted if taken.is_free(channel, y, owner)), middle)
    taken.claim(channel, y, owner)
    return Port(block=wire.target, channel=channel, y=y)


class _Taken:
    """Heights that are in use in every channel, by the net that uses them."""

    def __init__(self) -> None:
        self._used: dict[int, list[tuple[float, Place]]] = {}

    def claim(self, channel: int, y: float, owner: Place) -> None:
        self._used.setdefault(channel, []).append((y, owner))

    def is_free(self, channel: int, y: float, owner: Place) -> bool:
        return all(
            abs(y - other) >= CLEAR or whose == owner
            for other, whose in self._used.get(channel, ())
        )


def _kind(
    wires: Sequence[Wire], exits: Sequence[Exit], leaving: Sequence[int]
) -> WireKind:
    kinds = [wire.kind for wire in wires if wire.kind != "reference"]
    if wires:
        return kinds[0] if kinds else "reference"
    groups = {exits[number].row.group for number in leaving}
    return "burden_free" if "burden_free" in groups else "product"
