"""Vertical places: rows, the gaps between them, and the bands of the stages."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from lcagraph.diagram.lanes import Lane
from lcagraph.diagram.routes import TRACK_DISTANCE, Turn, tracks
from lcagraph.drawing.shapes import Box, Point

EMPTY_GAP = 14.0
BEFORE_TRACKS, AFTER_TRACKS = 9.0, 7.0
"""Room above and below the tracks between a row and the labels under it. [px]"""
BEFORE_ENTERED = 17.0
"""Room above them where an arrow leads back up: its head, and a turn behind it. [px]"""
BEFORE_ARROWHEAD = 13.0
"""Room below the tracks between labels and the row under them. [px]"""
BAND_HEADER = 26.0
BAND_FOOT = 7.0
BAND_DISTANCE = 6.0
LAST_BAND_FOOT = BAND_FOOT + BAND_DISTANCE + 3
BELOW_BOUNDARY = 34.0
"""From the boundary down to the reference product. [px]"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """The space below the process box of a row; tables may stand beside it. [px]"""

    tracks_top: float
    """Where the tracks above the labels begin."""
    label_top: float
    label_bottom: float
    bottom: float
    """Where the next row begins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verticals:
    """Where everything stands from top to bottom. [px]"""

    tops: tuple[float, ...]
    """Top of each row, and of the reference product."""
    heights: tuple[float, ...]
    boxes: tuple[float, ...]
    """Height of the process box in the middle of each row."""
    gaps: tuple[Gap, ...]
    bands: tuple[tuple[str, float, float], ...]
    """Band, top and bottom."""
    boundary_bottom: float
    tracks: Mapping[int, Mapping[int, int]]
    """Track of each lane that turns, per channel."""

    def middle(self, row: int) -> float:
        return self.tops[row] + self.heights[row] / 2

    def track_y(self, channel: int, lane: int) -> float:
        """Height at which a lane turns in a channel."""
        row, is_lower = divmod(channel, 2)
        gap = self.gaps[row]
        start = gap.label_bottom + AFTER_TRACKS if is_lower else gap.tracks_top
        return start + TRACK_DISTANCE * self.tracks[channel][lane]

    def way(
        self, number: int, lane: Lane, box: Callable[[int], Box], rows: int
    ) -> tuple[Point, ...]:
        """Points of an arrow, from its source to its target. [px]

        Parameters
        ----------
        number : int
            Of the arrow, by which its tracks are known.
        lane : Lane
        box : callable
            Box of each row.
        rows : int
            Number of rows; an arrow to the one after the last goes to the product.
        """
        x = lane.places[0]
        points = [(x, box(lane.upper).bottom)]
        for channel in range(2 * lane.upper, 2 * lane.lower):
            if number in self.tracks.get(channel, {}):
                y, new = self.track_y(channel, number), lane.at(channel + 1)
                points += [(x, y), (new, y)]
                x = new
        points.append((x, self.tops[-1] if lane.lower == rows else box(lane.lower).y))
        return tuple(points[::-1] if lane.is_upward else points)


def stack_rows(
    top: float,
    heights: Sequence[float],
    boxes: Sequence[float],
    bands: Sequence[str],
    lanes: Sequence[Lane],
    label_heights: Sequence[float],
    turns: Mapping[int, Sequence[Turn]],
) -> Verticals:
    """Rows below each other, with gaps as high as their labels and turns need.

    Parameters
    ----------
    top : float
        Where the first band begins. [px]
    heights : sequence of float
        Of every row, without the reference product. [px]
    boxes : sequence of float
        Of the process box in the middle of every row. Labels of arrows stand between
        boxes, beside the tables, and take no room from those. [px]
    bands : sequence of str
        Band of every row.
    lanes, label_heights : sequence
        Arrows, and the heights of their labels. [px]
    turns : mapping
        Turns of the arrows per channel.
    """
    by_channel = {channel: tracks(found) for channel, found in turns.items()}
    tops, gaps = [top + BAND_HEADER], list[Gap]()
    above = [(height - box) / 2 for height, box in zip(heights, boxes, strict=True)]
    feet = list[float]()
    for row, height in enumerate(heights):
        bottom = tops[-1] + height
        gap = _gap(row, bottom - above[row], lanes, label_heights, by_channel)
        feet.append(max(bottom, gap.label_bottom) + BAND_FOOT)
        following = above[row + 1] if row + 1 < len(heights) else 0.0
        top = max(gap.bottom - following, bottom + EMPTY_GAP)
        if row + 1 < len(heights) and bands[row + 1] != bands[row]:
            top = max(top, feet[row] + BAND_DISTANCE + BAND_HEADER)
        gaps.append(replace(gap, bottom=top))
        tops.append(top)
    boundary_bottom = max(tops[-1], feet[-1] - BAND_FOOT + LAST_BAND_FOOT)
    tops[-1] = boundary_bottom + BELOW_BOUNDARY
    return Verticals(
        tops=tuple(tops),
        heights=(*heights, 0.0),
        boxes=(*boxes, 0.0),
        gaps=tuple(gaps),
        bands=tuple(_bands(bands, tops, feet)),
        boundary_bottom=boundary_bottom,
        tracks=by_channel,
    )


def _bands(
    bands: Sequence[str], tops: Sequence[float], feet: Sequence[float]
) -> Iterator[tuple[str, float, float]]:
    """Neighbouring rows of one band, from its header to its foot."""
    first = 0
    for row, band in enumerate(bands):
        if row + 1 == len(bands) or bands[row + 1] != band:
            yield band, tops[first] - BAND_HEADER, feet[row]
            first = row + 1


def _gap(
    row: int,
    top: float,
    lanes: Sequence[Lane],
    label_heights: Sequence[float],
    by_channel: Mapping[int, Mapping[int, int]],
) -> Gap:
    """The space below a process box that ends at `top`."""
    meeting = [lane for lane in lanes if lane.upper <= row < lane.lower]
    if not meeting:
        bottom = top + EMPTY_GAP
        return Gap(tracks_top=top, label_top=top, label_bottom=top, bottom=bottom)
    label = max(
        height if lane.label_gap == row else 0.0
        for lane, height in zip(lanes, label_heights, strict=True)
    )
    is_entered = any(lane.is_upward and lane.upper == row for lane in meeting)
    tracks_top = top + (BEFORE_ENTERED if is_entered else BEFORE_TRACKS)
    label_top = tracks_top + _tracks_height(by_channel, 2 * row)
    label_bottom = label_top + label
    tail = AFTER_TRACKS + _tracks_height(by_channel, 2 * row + 1) + BEFORE_ARROWHEAD
    return Gap(
        tracks_top=tracks_top,
        label_top=label_top,
        label_bottom=label_bottom,
        bottom=label_bottom + tail,
    )


def _tracks_height(by_channel: Mapping[int, Mapping[int, int]], channel: int) -> float:
    used = by_channel.get(channel, {})
    if not used:
        return 0.0
    return TRACK_DISTANCE * max(used.values()) + AFTER_TRACKS
