"""Arrows as lines with right angles: where they leave a box, and how they turn.

Between two ranks lies a channel. An arrow that changes its place there turns twice and
runs along a track of its own; tracks are put in the order that crosses least.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from lcagraph.diagram.lanes import Lane, Lanes

PORT_DISTANCE = 18.0
"""Least distance of two arrows at a box. [px]"""
PORT_MARGIN = 14.0
"""Distance of the outermost arrow from the corner of a box. [px]"""
LABEL_MARGIN = 10.0
"""Least distance of an arrow from the corner of the label that it passes. [px]"""
TRACK_DISTANCE = 9.0
"""Distance of two horizontal pieces in one channel. [px]"""
STRAIGHT = 1.0
"""A smaller change of place is not worth a turn. [px]"""
CLEAR = 7.0
"""Two lines closer than this look like one. [px]"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A change of place of one arrow in a channel."""

    lane: int
    top: float
    """x above the channel. [px]"""
    bottom: float
    """x below it. [px]"""

    @property
    def span(self) -> tuple[float, float]:
        return min(self.top, self.bottom), max(self.top, self.bottom)


def least_box_width(links_on_one_side: int) -> float:
    """Width of a box at which so many arrows can end on one side. [px]"""
    return 2 * PORT_MARGIN + PORT_DISTANCE * max(0, links_on_one_side - 1)


def with_ports(
    lanes: Lanes, widths: Sequence[float], labels: Sequence[float]
) -> tuple[Lane, ...]:
    """Lanes that end beside each other at boxes, and pass labels straight if possible.

    Parameters
    ----------
    lanes : Lanes
        As `dot` placed them: through the middle of boxes and labels.
    widths : sequence of float
        Width of the box of each row. [px]
    labels : sequence of float
        Width of the label of each lane; 0: none. [px]
    """
    first = _at_boxes(lanes.lanes, lanes.centres, widths)
    straightened = [
        _straightened(lane, width) for lane, width in zip(first, labels, strict=True)
    ]
    return _at_boxes(straightened, lanes.centres, widths)


def _at_boxes(
    lanes: Sequence[Lane], centres: Sequence[float], widths: Sequence[float]
) -> tuple[Lane, ...]:
    """Lanes that end beside each other at their boxes."""
    ports: dict[tuple[int, bool], float] = {}
    for row, (centre, width) in enumerate(zip(centres, widths, strict=True)):
        for is_bottom in (False, True):
            ends = sorted(
                (lane.at(2 * row + (1 if is_bottom else -1)), number)
                for number, lane in enumerate(lanes)
                if (lane.upper if is_bottom else lane.lower) == row
            )
            reach = width / 2 - PORT_MARGIN
            xs = spread([x for x, _ in ends], centre - reach, centre + reach)
            for (_, number), x in zip(ends, xs, strict=True):
                ports[number, is_bottom] = x
    return tuple(
        replace(
            lane,
            places=(ports[number, True], *lane.places[1:-1], ports[number, False]),
        )
        for number, lane in enumerate(lanes)
    )


def _straightened(lane: Lane, label_width: float) -> Lane:
    """A lane that passes its label where its neighbour places want it to.

    Inside the label the line is hidden, so it need not pass through the middle.
    """
    reach = label_width / 2 - LABEL_MARGIN
    if reach <= 0:
        return lane
    rank = 2 * lane.label_gap + 1 - 2 * lane.upper
    middle = lane.places[rank]
    beside = (lane.places[rank - 1], lane.places[rank + 1])
    straight = [x for x in beside if abs(x - middle) <= reach]
    place = max(straight, key=lambda x: abs(x - middle), default=middle)
    return replace(lane, places=(*lane.places[:rank], place, *lane.places[rank + 1 :]))


def spread(wanted: Sequence[float], low: float, high: float) -> list[float]:
    """Places as near as possible to those wanted, in order and apart, within limits."""
    if not wanted:
        return []
    step = PORT_DISTANCE
    if len(wanted) > 1:
        step = min(step, (high - low) / (len(wanted) - 1))
    places: list[float] = []
    for number, x in enumerate(wanted):
        least = places[-1] + step if places else low
        most = high - step * (len(wanted) - 1 - number)
        places.append(max(least, min(x, most)))
    for number in range(len(places) - 2, -1, -1):
        nearer = min(places[number + 1] - step, max(wanted[number], low))
        places[number] = max(nearer, low + step * number)
    return places


def turns_of(lanes: Sequence[Lane]) -> dict[int, list[Turn]]:
    """Turns per channel; channel c lies between ranks c and c + 1."""
    turns: dict[int, list[Turn]] = {}
    for number, lane in enumerate(lanes):
        for channel in range(2 * lane.upper, 2 * lane.lower):
            top, bottom = lane.at(channel), lane.at(channel + 1)
            if abs(top - bottom) > STRAIGHT:
                turn = Turn(lane=number, top=top, bottom=bottom)
                turns.setdefault(channel, []).append(turn)
    return turns


def tracks(turns: Sequence[Turn]) -> dict[int, int]:
    """Track of each lane that turns in a channel, 0 at the top."""
    above: Mapping[int, list[int]] = {
        i: [j for j in range(len(turns)) if j != i and _is_above(turns[j], turns[i])]
        for i in range(len(turns))
    }
    order = _sorted_by(above, len(turns))
    found: dict[int, int] = {}
    for i in order:
        taken = [found[j] for j in found if _meet(turns[i], turns[j])]
        found[i] = max(taken, default=-1) + 1
    return {turns[i].lane: track for i, track in found.items()}


def _sorted_by(above: Mapping[int, list[int]], count: int) -> list[int]:
    """Turns with those that must be above first; a circle is cut at the first."""
    order: list[int] = []
    left = list(range(count))
    while left:
        free = [i for i in left if not any(j in left for j in above[i])]
        chosen = free[0] if free else left[0]
        order.append(chosen)
        left.remove(chosen)
    return order


def _meet(a: Turn, b: Turn) -> bool:
    return a.span[0] - CLEAR < b.span[1] and b.span[0] - CLEAR < a.span[1]


def _is_above(a: Turn, b: Turn) -> bool:
    """Whether turn a must run above turn b, where they meet."""
    return _meet(a, b) and _cost(a, b) < _cost(b, a)


def _cost(upper: Turn, lower: Turn) -> float:
    """Crossings if one turn runs above the other; lines that fall together cost most.

    The lower one comes down through the track of the upper one at its own top place;
    the upper one goes down through the track of the lower one at its bottom place.
    """
    cost = 0.0
    if abs(lower.top - upper.bottom) < CLEAR:
        cost += 100.0
    cost += _crosses(lower.top, upper.span)
    cost += _crosses(upper.bottom, lower.span)
    return cost


def _crosses(x: float, span: tuple[float, float]) -> float:
    return 1.0 if span[0] - STRAIGHT < x < span[1] + STRAIGHT else 0.0
