"""Where the boxes and links of a contribution network stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lcagraph.burden_flows.layers import Layers, Link
from lcagraph.contribution_network.boxes import NodeBox
from lcagraph.contribution_network.links import least_room
from lcagraph.drawing.shapes import Box
from lcagraph.sankey.places import LANE_GAP, TURN, Stop, Track
from lcagraph.sankey.stacking import Block, stacked

WIDEST = 26.0
"""Width of a link that carries what the largest one carries. [px]"""
SLOT = 9.0
"""Least distance of two links at a box. [px]"""
HEAD = 8.0
"""Length of an arrowhead. [px]"""
CURVE, SLOPE = 44.0, 0.09
"""Room between columns: at least, and as a share of the height."""
SHARPEST = 230.0
"""Most room between columns. [px]"""
FALL, GENTLEST = 0.4, 92.0
"""Room between two columns, as a share of the steepest link's drop, and its limit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkPlaces:
    """Boxes and links in places, beginning at (0, 0). [px]"""

    boxes: Mapping[str, Box]
    tracks: tuple[Track, ...]
    width: float
    height: float


def placed(layers: Layers, boxes: Mapping[str, NodeBox]) -> NetworkPlaces:
    """Places of boxes and links."""
    return _Placing(layers, boxes).places()


class _Placing:
    """Ports, then heights by column, then widths."""

    def __init__(self, layers: Layers, boxes: Mapping[str, NodeBox]) -> None:
        self.layers, self.boxes = layers, boxes
        self.column = layers.column_of()
        self.rank = {id_: n for ids in layers.columns for n, id_ in enumerate(ids)}
        self.leaving: dict[str, list[tuple[str, int]]] = {}
        self.arriving: dict[str, list[tuple[str, int]]] = {}
        links = layers.links
        for number, link in enumerate(links):
            for a, b in zip(link.way, link.way[1:], strict=False):
                self.leaving.setdefault(a, []).append((b, number))
                self.arriving.setdefault(b, []).append((a, number))
        for ports in (self.leaving, self.arriving):
            for found in ports.values():
                found.sort(key=lambda p: (links[p[1]].is_return, self.rank[p[0]]))
        largest = max((link.amount for link in links), default=1.0)
        self.scale = WIDEST / largest

    def places(self) -> NetworkPlaces:
        columns = [
            {id_: self._block(id_) for id_ in ids} for ids in self.layers.columns
        ]
        tops = stacked(columns, self._pulls())
        upper = min(tops.values(), default=0.0)
        self.tops = {id_: top - upper for id_, top in tops.items()}
        self.bottom = max(
            (
                self.tops[id_] + block.height
                for column in columns
                for id_, block in column.items()
            ),
            default=0.0,
        )
        self._set_columns()
        tracks = tuple(self._track(n, link) for n, link in enumerate(self.layers.links))
        lanes = [t.lane + t.width / 2 for t in tracks if t.link.is_return]
        return NetworkPlaces(
            boxes={id_: self._box(id_) for id_ in self.tops if id_ in self.boxes},
            tracks=tracks,
            width=self.width,
            height=max([self.bottom, *lanes]),
        )

    # --- heights ---------------------------------------------------------------------

    def _width(self, number: int) -> float:
        """Width of a link. [px]"""
        return self.layers.links[number].amount * self.scale

    def _slots(self, ports: Mapping[str, list[tuple[str, int]]], id_: str) -> float:
        return sum(max(self._width(n), SLOT) for _, n in ports.get(id_, ()))

    def _height(self, id_: str) -> float:
        """Height of a box, with room for every link at its sides. [px]"""
        sides = [self._slots(p, id_) for p in (self.leaving, self.arriving)]
        if id_ not in self.boxes:
            return max(sides)
        return max(self.boxes[id_].height, *(side + 6.0 for side in sides))

    def _block(self, id_: str) -> Block:
        is_text = id_ in self.boxes
        return Block(height=self._height(id_), above=0.0, below=0.0, is_text=is_text)

    def _port(
        self, ports: Mapping[str, list[tuple[str, int]]], id_: str, number: int
    ) -> float:
        """Upper edge of a link at a box, from the top of the box. [px]"""
        offset = (self._height(id_) - self._slots(ports, id_)) / 2
        for _, each in ports[id_]:
            width = self._width(each)
            slot = max(width, SLOT)
            if each == number:
                return offset + (slot - width) / 2
            offset += slot
        return offset

    def _pulls(self) -> list[dict[str, list[tuple[str, float, float]]]]:
        """By side (left, right): what pulls at each place; all links pull alike."""
        sides: list[dict[str, list[tuple[str, float, float]]]] = [{}, {}]
        for side, ports in enumerate((self.arriving, self.leaving)):
            back = (self.leaving, self.arriving)[side]
            for id_, found in ports.items():
                for other, number in found:
                    if self.layers.links[number].is_return:
                        continue
                    shift = self._port(back, other, number) - self._port(
                        ports, id_, number
                    )
                    weight = max(self._width(number), SLOT)
                    sides[side].setdefault(id_, []).append((other, shift, weight))
        return sides

    # --- widths ----------------------------------------------------------------------

    def _set_columns(self) -> None:
        """Left edge and width of each column, and where what runs back goes."""
        links = self.layers.links
        returns = [n for n, link in enumerate(links) if link.is_return]
        curve = min(max(CURVE, SLOPE * self.bottom), SHARPEST)
        self.ups: dict[int, float] = {}
        self.downs: dict[int, float] = {}
        self.lanes: dict[int, float] = {}
        self.lefts: list[float] = []
        self.widths: list[float] = []
        x = 0.0
        for k, ids in enumerate(self.layers.columns):
            ups = [n for n in returns if self.column[links[n].head] == k]
            for n in ups:
                self.ups[n] = x + LANE_GAP + self._width(n) / 2
                x += LANE_GAP + self._width(n)
            x += (TURN + HEAD) * bool(ups)
            self.lefts.append(x)
            boxes = [self.boxes[id_].width for id_ in ids if id_ in self.boxes]
            self.widths.append(max(boxes, default=0.0))
            x += self.widths[-1]
            downs = [n for n in returns if self.column[links[n].tail] == k]
            for n in sorted(downs, key=lambda n: -self.tops[links[n].tail]):
                self.downs[n] = x + TURN + self._width(n) / 2
                x += TURN + self._width(n)
            last = k == len(self.layers.columns) - 1
            x += 0.0 if last else max(curve, self._steep_room(k))
        self.width = x
        y = self.bottom + 2 * TURN
        for n in sorted(returns, key=lambda n: self.downs[n] - self.ups[n]):
            y += LANE_GAP + self._width(n)
            self.lanes[n] = y - self._width(n) / 2

    def _steep_room(self, k: int) -> float:
        """Room behind a column so that no link falls too steeply to keep its width."""
        rooms = [0.0]
        for id_ in self.layers.columns[k]:
            for other, number in self.leaving.get(id_, ()):
                if self.layers.links[number].is_return:
                    continue
                upper = self.tops[id_] + self._port(self.leaving, id_, number)
                lower = self.tops[other] + self._port(self.arriving, other, number)
                drop = abs(lower - upper)
                rooms.append(min(FALL * drop, GENTLEST))
                rooms.append(least_room(self._width(number), drop))
        return max(rooms) + HEAD

    # --- parts -----------------------------------------------------------------------

    def _box(self, id_: str) -> Box:
        box, k = self.boxes[id_], self.column[id_]
        x = self.lefts[k] + (self.widths[k] - box.width) / 2
        return box.at(x, self.tops[id_], f"node:{id_}", self._height(id_))

    def _track(self, number: int, link: Link) -> Track:
        stops = []
        for id_ in link.way:
            k = self.column[id_]
            right = self.lefts[k] + self.widths[k]
            x, y = self.lefts[k], self.tops[id_]
            if id_ == link.tail:
                y += self._port(self.leaving, id_, number)
                x = self._box(id_).right
            elif id_ == link.head:
                y += self._port(self.arriving, id_, number)
                x = self._box(id_).x - HEAD
            else:
                y += self._port(self.leaving, id_, number)
            stops.append(Stop(x=x, y=y, end=right))
        return Track(
            link=link,
            width=self._width(number),
            stops=tuple(stops),
            down=self.downs.get(number, 0.0),
            up=self.ups.get(number, 0.0),
            lane=self.lanes.get(number, 0.0),
        )
