"""Cards, wires and channels → places: the whole figure inside its boundary."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from lcagraph.diagram.cards.channels import tracks, trunks_of
from lcagraph.diagram.cards.measured import MeasuredCard
from lcagraph.diagram.cards.nets import Net, Place, nets_of
from lcagraph.diagram.cards.ranks import Grid
from lcagraph.diagram.cards.runs import Block, runs_of
from lcagraph.diagram.cards.wiring import Wire, WireKind, Wiring
from lcagraph.drawing.shapes import Box, Point

STACK_GAP = 30.0
"""Between two cards of one column. [px]"""
SHELF_GAP = 40.0
RUN_DISTANCE = 9.0
TRACK = 9.0
"""Between two trunks. [px]"""
BEFORE_TRACKS, AFTER_TRACKS = 15.0, 21.0
"""Room between a card, or the boundary, and the trunks beside it. [px]"""
EMPTY_CHANNEL, OUTER_CHANNEL = 34.0, 14.0
"""Width of a channel without trunks, and of one at the edge. [px]"""
TO_PRODUCT = 40.0
"""From the boundary to the reference product. [px]"""
INSET = 16.0
"""From cards and runs to the boundary, above and below. [px]"""
FAR_DOWN = 1e6
"""Stands for the height of what leaves, until it is known. [px]"""

Size = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A wire in places: the net it belongs to, and its points from end to end."""

    net: int
    kind: WireKind
    source: int
    target: int
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """A figure without what stands around it; begins at (0, 0). [px]"""

    cards: tuple[Box, ...]
    product: Box
    nets: tuple[Net, ...]
    ways: tuple[Way, ...]
    leaving: Mapping[int, tuple[float, float]]
    """x at which each way out comes down, and the height from which it does."""
    left: float
    right: float
    """Edges of the boundary."""
    bottom: float
    """Lower edge of cards and runs, with room to the boundary."""


def placed(
    wiring: Wiring,
    cards: Sequence[MeasuredCard],
    grid: Grid,
    product: Size,
    *,
    is_treatment: bool,
) -> Places:
    """Places of cards and wires.

    Parameters
    ----------
    wiring, cards, grid
        What there is, how large it is, and in which column and shelf.
    product : (float, float)
        Width and height of the reference product's box. [px]
    is_treatment : bool
        The reference flow enters, at the left, rather than leaves.
    """
    return _Placing(wiring, cards, grid, product, is_treatment).places()


class _Placing:
    def __init__(
        self,
        wiring: Wiring,
        cards: Sequence[MeasuredCard],
        grid: Grid,
        product: Size,
        is_treatment: bool,
    ) -> None:
        self.wiring, self.cards, self.grid = wiring, cards, grid
        self.product, self.is_treatment = product, is_treatment
        first = 1 if is_treatment else 0
        outside = 0 if is_treatment else grid.width
        self.columns = [*(c + first for c in grid.columns), outside]
        self.count = grid.width + 1
        self.wires = (*wiring.wires, self._reference())

    def _reference(self) -> Wire:
        """The way of the reference flow, between its card and the product."""
        card, outside = self.wiring.reference, len(self.cards)
        key = self.wiring.reference_row
        ends = (
            (outside, "", card, key) if self.is_treatment else (card, key, outside, "")
        )
        source, output, target, into = ends
        return Wire(
            kind="reference", source=source, output=output, target=target, into=into
        )

    def places(self) -> Places:
        gaps = [SHELF_GAP + 300.0] * self.grid.height
        nets, runs, tops = self._routed(gaps)
        gaps = self._gaps(tops, runs)
        nets, runs, tops = self._routed(gaps)
        return self._whole(nets, runs, tops)

    # --- from top to bottom ---------------------------------------------------------

    def _routed(
        self, gaps: Sequence[float]
    ) -> tuple[tuple[Net, ...], dict[int, float], list[float]]:
        """Nets, their runs, and the top of each card, with given gaps of shelves."""
        tops = self._tops(gaps)
        heights = self._heights(tops)
        nets = nets_of(self.wires, self.wiring.exits, self.columns, heights)
        blocks = [
            Block(column=self.columns[i], top=top, bottom=top + card.height)
            for i, (top, card) in enumerate(zip(tops, self.cards, strict=True))
        ]
        return nets, runs_of(nets, blocks), tops

    def _tops(self, gaps: Sequence[float]) -> list[float]:
        tops, y = [0.0] * len(self.cards), 0.0
        for shelf in range(self.grid.height):
            lowest = y
            for column in range(self.grid.width):
                at = y
                for card in self.grid.cells.get((shelf, column), ()):
                    tops[card] = at
                    at += self.cards[card].height + STACK_GAP
                lowest = max(lowest, at - STACK_GAP)
            y = lowest + gaps[shelf]
        return tops

    def _heights(self, tops: Sequence[float]) -> dict[Place, float]:
        """Middle of every row, and of the product."""
        heights = {
            (i, slot.slot.key): top + slot.middle
            for i, (top, card) in enumerate(zip(tops, self.cards, strict=True))
            for slot in card.slots
        }
        reference = (self.wiring.reference, self.wiring.reference_row)
        heights[len(self.cards), ""] = heights[reference]
        return heights

    def _gaps(self, tops: Sequence[float], runs: Mapping[int, float]) -> list[float]:
        """Gaps below shelves that are as high as their runs need."""
        gaps = []
        ends = [
            max(
                top + card.height
                for i, (top, card) in enumerate(zip(tops, self.cards, strict=True))
                if self.grid.shelves[i] <= shelf
            )
            for shelf in range(self.grid.height)
        ]
        for bottom in ends:
            low, high = bottom, bottom + SHELF_GAP + 300.0
            used = len({y for y in runs.values() if low < y < high})
            gaps.append(SHELF_GAP + RUN_DISTANCE * max(0, used - 1))
        return gaps

    # --- from left to right ---------------------------------------------------------

    def _whole(
        self, nets: tuple[Net, ...], runs: Mapping[int, float], tops: Sequence[float]
    ) -> Places:
        trunks = trunks_of(nets, runs, FAR_DOWN)
        on_track = {channel: tracks(found) for channel, found in trunks.items()}
        lefts, channels = self._lefts(on_track)
        xs = {
            (net, channel): self._first_track(channel, channels) + TRACK * track
            for channel, tracked in on_track.items()
            for net, track in tracked.items()
        }
        highest = min([0.0, *runs.values()])
        bottoms = [
            top + card.height for top, card in zip(tops, self.cards, strict=True)
        ]
        cards = self._boxes(lefts, tops, -highest)
        return Places(
            cards=cards,
            product=self._product_box(nets, lefts, -highest),
            nets=nets,
            ways=tuple(self._ways(nets, runs, xs, lefts, -highest)),
            leaving={
                number: (xs[i, net.source.channel], net.source.y - highest)
                for i, net in enumerate(nets)
                for number in net.exits
            },
            left=channels[1] + TO_PRODUCT - OUTER_CHANNEL if self.is_treatment else 0.0,
            right=self._right(channels, on_track),
            bottom=max([*bottoms, *runs.values()]) - highest,
        )

    def _first_track(self, channel: int, channels: Sequence[float]) -> float:
        is_at_product = self.is_treatment and channel == 1
        x = channels[channel] + (TO_PRODUCT if is_at_product else 0.0)
        return x + BEFORE_TRACKS

    def _lefts(
        self, on_track: Mapping[int, Mapping[int, int]]
    ) -> tuple[list[float], list[float]]:
        """Left edge of each column, and of each channel."""
        widths = [0.0] * self.count
        for i, card in enumerate(self.cards):
            widths[self.columns[i]] = max(widths[self.columns[i]], card.width)
        widths[self.columns[-1]] = self.product[0]
        lefts, channels, x = [], [], 0.0
        for column, width in enumerate(widths):
            channels.append(x)
            x += self._channel_width(column, on_track.get(column, {}))
            lefts.append(x)
            x += width
        channels.append(x)
        return lefts, channels

    def _channel_width(self, channel: int, tracked: Mapping[int, int]) -> float:
        used = max(tracked.values(), default=-1) + 1
        is_outer = channel == 0 or (channel == self.count - 1 and not self.is_treatment)
        width = OUTER_CHANNEL if is_outer else EMPTY_CHANNEL
        if used:
            width = BEFORE_TRACKS + TRACK * (used - 1) + AFTER_TRACKS
        if self.is_treatment and channel == 1:
            return width + TO_PRODUCT
        return width + (TO_PRODUCT if channel == self.count - 1 else 0.0)

    def _right(
        self, channels: Sequence[float], on_track: Mapping[int, Mapping[int, int]]
    ) -> float:
        """Right edge of the boundary."""
        last = self.count if self.is_treatment else self.count - 1
        tracked = on_track.get(last, {})
        used = max(tracked.values(), default=-1) + 1
        width = BEFORE_TRACKS + TRACK * (used - 1) if used else 0.0
        return channels[last] + width + OUTER_CHANNEL

    # --- shapes ---------------------------------------------------------------------

    def _boxes(
        self, lefts: Sequence[float], tops: Sequence[float], down: float
    ) -> tuple[Box, ...]:
        return tuple(
            Box(
                x=lefts[self.columns[i]],
                y=tops[i] + down,
                width=self._width(self.columns[i]),
                height=card.height,
                role=f"card:{card.card.node.id}",
            )
            for i, card in enumerate(self.cards)
        )

    def _width(self, column: int) -> float:
        """Cards of one column are equally wide."""
        return max(
            card.width for i, card in enumerate(self.cards) if self.columns[i] == column
        )

    def _product_box(
        self, nets: Sequence[Net], lefts: Sequence[float], down: float
    ) -> Box:
        width, height = self.product
        ports = (port for net in nets for port in (net.source, *net.targets))
        port = next(port for port in ports if port.block == len(self.cards))
        return Box(
            x=lefts[self.columns[-1]],
            y=port.y + down - height / 2,
            width=width,
            height=height,
            role="product",
        )

    def _ways(
        self,
        nets: Sequence[Net],
        runs: Mapping[int, float],
        xs: Mapping[tuple[int, int], float],
        lefts: Sequence[float],
        down: float,
    ) -> list[Way]:
        ways = []
        for number, net in enumerate(nets):
            here = net.source.channel
            start = self._right_edge(net.source.block, lefts)
            for target in net.targets:
                points: list[Point] = [(start, net.source.y)]
                x = xs.get((number, here), start)
                if target in net.near:
                    points += [(x, net.source.y), (x, target.y)]
                else:
                    run, there = runs[number], xs.get((number, target.channel))
                    last = lefts[self.columns[target.block]] if there is None else there
                    points += [(x, net.source.y), (x, run), (last, run)]
                    points.append((last, target.y))
                points.append((lefts[self.columns[target.block]], target.y))
                ways.append(
                    Way(
                        net=number,
                        kind=self._kind(net, target.block),
                        source=net.source.block,
                        target=target.block,
                        points=tuple(straightened(points, down)),
                    )
                )
        return ways

    def _kind(self, net: Net, target: int) -> WireKind:
        is_reference = len(self.cards) in (net.source.block, target)
        return "reference" if is_reference else net.kind

    def _right_edge(self, block: int, lefts: Sequence[float]) -> float:
        column = self.columns[block]
        if block == len(self.cards):
            return lefts[column] + self.product[0]
        return lefts[column] + self._width(column)


def straightened(points: Sequence[Point], down: float = 0.0) -> list[Point]:
    """Points without those that lie on a straight line; moved down. [px]"""
    found: list[Point] = []
    for x, y in points:
        moved = (x, y + down)
        if found and found[-1] == moved:
            continue
        if len(found) > 1 and _in_line(found[-2], found[-1], moved):
            found[-1] = moved
        else:
            found.append(moved)
    return found


def _in_line(a: Point, b: Point, c: Point) -> bool:
    return any(
        all(abs(p[axis] - q[axis]) < 0.01 for p, q in pairwise((a, b, c)))
        for axis in (0, 1)
    )
