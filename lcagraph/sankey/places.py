"""Where bars and ribbons stand: columns side by side, blocks without overlap.

A bar and its text form a block, and blocks of a column never overlap. Behind the bars
of a column there is a runway as wide as its labels, on which ribbons run level; they
rise and fall beyond it. So no ribbon crosses the text of another bar.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from lcagraph.burden_flows.layers import Layers, Link
from lcagraph.sankey.labels import Label
from lcagraph.sankey.stacking import Block, stacked

BAR = 13.0
"""Width of a bar. [px]"""
TALLEST = 380.0
"""Height of the bars of the fullest column. [px]"""
CURVE = 40.0
"""Least room in which ribbons rise and fall. [px]"""
PAD = 7.0
"""Between a bar and its text. [px]"""
TURN = 9.0
"""Inner radius of the turns of what runs back. [px]"""
LANE_GAP = 7.0
THIN = 1.0
"""Least room of a ribbon that passes a column. [px]"""
SLOPE = 0.12
"""Room in which ribbons rise and fall, of the height of the picture. [1]"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A bar with its text."""

    x: float
    y: float
    height: float
    label_x: float
    label_y: float
    """Left or right edge, and upper edge of the text."""
    is_left: bool
    """The text stands left of the bar and ends there."""
    is_backed: bool = False
    """The text stands on a hatch and needs a ground of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """Where a ribbon crosses a column."""

    x: float
    y: float
    """Upper edge."""
    end: float
    """Up to where it runs level beyond the column."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """A ribbon: where it starts, passes and ends, from left to right."""

    link: Link
    width: float
    stops: tuple[Stop, ...]
    down: float = 0.0
    up: float = 0.0
    lane: float = 0.0
    """Middle lines of what runs back: down at x, back at y, up at x."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """A whole Sankey diagram in places, beginning at (0, 0). [px]"""

    bars: Mapping[str, Bar]
    tracks: tuple[Track, ...]
    width: float
    height: float


def placed(layers: Layers, labels: Mapping[str, Label]) -> Places:
    """Places of bars, labels and ribbons."""
    return _Placing(layers, labels).places()


class _Placing:
    """Sizes first, then heights by column, then widths."""

    def __init__(self, layers: Layers, labels: Mapping[str, Label]) -> None:
        self.layers, self.labels = layers, labels
        self.column = layers.column_of()
        self.rank = {id_: n for ids in layers.columns for n, id_ in enumerate(ids)}
        self.passing: dict[str, float] = {}
        self.leaving: dict[str, list[tuple[str, int]]] = {}
        self.arriving: dict[str, list[tuple[str, int]]] = {}
        entering: dict[str, float] = {}
        for number, link in enumerate(layers.links):
            ids = link.way
            for id_ in ids[1:-1]:
                self.passing[id_] = link.amount
            for a, b in pairwise(ids):
                self.leaving.setdefault(a, []).append((b, number))
                self.arriving.setdefault(b, []).append((a, number))
            self.passing[link.tail] = self.passing.get(link.tail, 0.0) + link.amount
            entering[link.head] = entering.get(link.head, 0.0) + link.amount
        for id_, amount in entering.items():
            self.passing[id_] = max(self.passing.get(id_, 0.0), amount)
        fullest = max(sum(self.passing[id_] for id_ in ids) for ids in layers.columns)
        self.scale = TALLEST / fullest
        self._sort_ports()

    def places(self) -> Places:
        tops = stacked(self._blocks(), self._pulls())
        returns = [n for n, link in enumerate(self.layers.links) if link.is_return]
        blocks = {id_: b for column in self._blocks() for id_, b in column.items()}
        upper = min(tops[id_] - blocks[id_].above for id_ in tops)
        lower = max(tops[id_] + b.height + b.below for id_, b in blocks.items())
        self.tops = {id_: top - upper for id_, top in tops.items()}
        self.bottom = lower - upper
        self._set_columns(returns)
        tracks = tuple(
            self._track(number, link) for number, link in enumerate(self.layers.links)
        )
        bars = {id_: self._bar(id_) for id_ in self.labels}
        lanes = [t.lane + t.width / 2 for t in tracks if t.link.is_return]
        height = max([self.bottom, *lanes])
        return Places(bars=bars, tracks=tracks, width=self.width, height=height)

    # --- heights ---------------------------------------------------------------------

    def _sort_ports(self) -> None:
        """Ribbons at a bar in the order of their other ends; what runs back last."""
        links = self.layers.links
        for ports in (self.leaving, self.arriving):
            for id_, found in ports.items():
                found.sort(key=lambda p: (links[p[1]].is_return, self.rank[p[0]]))
                ports[id_] = found

    def _size(self, id_: str) -> float:
        """Height of a bar, or of a ribbon that passes. [px]"""
        return self.passing[id_] * self.scale

    def _is_left(self, id_: str) -> bool:
        return self.column[id_] == 0 and id_ not in self.arriving

    def _blocks(self) -> list[dict[str, Block]]:
        return [{id_: self._block(id_) for id_ in ids} for ids in self.layers.columns]

    def _block(self, id_: str) -> Block:
        height, label = self._size(id_), self.labels.get(id_)
        if label is None:
            return Block(height=max(height, THIN), above=0.0, below=0.0, is_text=False)
        free = max(label.height - height, 0.0)
        if self._is_left(id_) or id_ not in self.leaving:
            return Block(height=height, above=free / 2, below=free / 2, is_text=True)
        above = label.height if free else 0.0
        return Block(height=height, above=above, below=0.0, is_text=True)

    def _pulls(self) -> list[dict[str, list[tuple[str, float, float]]]]:
        """By side (left, right): what pulls at each place: neighbour, shift, weight."""
        sides: list[dict[str, list[tuple[str, float, float]]]] = [{}, {}]
        for id_ in self.passing:
            for side, ports in enumerate((self.arriving, self.leaving)):
                for other, number in ports.get(id_, ()):
                    link = self.layers.links[number]
                    if link.is_return:
                        continue
                    back = (self.leaving, self.arriving)[side]
                    shift = self._port(back, other, number) - self._port(
                        ports, id_, number
                    )
                    pull = (other, shift, link.amount)
                    sides[side].setdefault(id_, []).append(pull)
        return sides

    def _port(
        self, ports: Mapping[str, list[tuple[str, int]]], id_: str, number: int
    ) -> float:
        """Upper edge of a ribbon at a bar, from the top of the bar. [px]"""
        offset = 0.0
        for _, each in ports[id_]:
            if each == number:
                break
            offset += self.layers.links[each].amount * self.scale
        return offset

    # --- widths ----------------------------------------------------------------------

    def _set_columns(self, returns: list[int]) -> None:
        """Left edge of each column, and where what runs back goes down and up."""
        links, count = self.layers.links, len(self.layers.columns)
        curve = max(CURVE, SLOPE * self.bottom)
        self.downs, self.ups, self.lanes = {}, {}, {}
        self.lefts: list[float] = []
        self.runways: list[float] = []
        left = [
            self.labels[id_].width + PAD for id_ in self.labels if self._is_left(id_)
        ]
        x = max(left, default=0.0)
        for k in range(count):
            for n in returns:
                if self.column[links[n].head] == k:
                    width = links[n].amount * self.scale
                    self.ups[n] = x + LANE_GAP + width / 2
                    x += LANE_GAP + width
            x += TURN * any(self.column[links[n].head] == k for n in returns)
            self.lefts.append(x)
            runway = self._runway(k)
            self.runways.append(runway)
            x += BAR + runway
            for n in sorted(returns, key=lambda n: -self.tops[links[n].tail]):
                if self.column[links[n].tail] == k:
                    width = links[n].amount * self.scale
                    self.downs[n] = x + TURN + width / 2
                    x += TURN + width
            x += curve if k < count - 1 else 0.0
        self.width = x
        y = self.bottom + 2 * TURN
        for n in sorted(returns, key=lambda n: self.downs[n] - self.ups[n]):
            width = links[n].amount * self.scale
            y += LANE_GAP + width
            self.lanes[n] = y - width / 2

    def _runway(self, k: int) -> float:
        """Room for the text right of the bars of a column. [px]"""
        ids = [id_ for id_ in self.layers.columns[k] if id_ in self.labels]
        widths = [
            self.labels[id_].width + 2 * PAD for id_ in ids if not self._is_left(id_)
        ]
        return max(widths, default=0.0)

    # --- parts -----------------------------------------------------------------------

    def _bar(self, id_: str) -> Bar:
        x, y, height = self.lefts[self.column[id_]], self.tops[id_], self._size(id_)
        label, is_left = self.labels[id_], self._is_left(id_)
        top, room = self._plain(id_)
        is_backed = not is_left and room < label.height
        if is_left or is_backed:
            top, room = 0.0, height
        label_y = y + top + (room - label.height) / 2
        if self._block(id_).above and id_ in self.leaving and not is_left:
            label_y, is_backed = y - label.height, False
        return Bar(
            x=x,
            y=y,
            height=height,
            label_x=x - PAD if is_left else x + BAR + PAD,
            label_y=label_y,
            is_left=is_left,
            is_backed=is_backed and id_ in self.leaving,
        )

    def _plain(self, id_: str) -> tuple[float, float]:
        """Where the most ribbons without a hatch leave a bar, and how high. [px]"""
        best, top, y = (0.0, 0.0), 0.0, 0.0
        for _, number in self.leaving.get(id_, ()):
            link = self.layers.links[number]
            y += link.amount * self.scale
            if link.is_negative or link.is_return:
                top = y
            elif y - top > best[1]:
                best = (top, y - top)
        return best

    def _track(self, number: int, link: Link) -> Track:
        stops = []
        for id_ in link.way:
            k = self.column[id_]
            y = self.tops[id_]
            if id_ == link.tail:
                y += self._port(self.leaving, id_, number)
            elif id_ == link.head:
                y += self._port(self.arriving, id_, number)
            x = self.lefts[k] + (BAR if id_ == link.tail else 0.0)
            end = self.lefts[k] + BAR + self.runways[k]
            stops.append(Stop(x=x, y=y, end=end))
        return Track(
            link=link,
            width=link.amount * self.scale,
            stops=tuple(stops),
            down=self.downs.get(number, 0.0),
            up=self.ups.get(number, 0.0),
            lane=self.lanes.get(number, 0.0),
        )
