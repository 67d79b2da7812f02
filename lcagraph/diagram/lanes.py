"""Arrows between the rows of a figure: where each one runs, and where its label stands.

Processes stand one to a row. Between two rows lies a gap with room for labels. An
arrow is a chain of places: its upper process, a place in every gap and beside every
row that it passes, its lower process. `dot` gets the chains as nodes with fixed sizes
and finds the horizontal places that make the arrows straight and their crossings few.

    row 0      [ process ]        rank 0
    gap 0      label   ·          rank 1
    row 1      [ process ] ·      rank 2
    gap 1               label     rank 3
    row 2         [ process ]     rank 4
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from lcagraph.diagram.engine import POINTS_PER_INCH, node_places
from lcagraph.diagram.skyline import APART, Strip, packed

PASSING = 10.0
"""Width kept free around an arrow that passes a row. [px]"""
MOST_PLACES = 500
"""Places of arrows that `dot` gets: it takes about a second for them, and a minute for
some thousands."""

_MAIN_WEIGHT, _LANE_WEIGHT, _END_WEIGHT = 40, 12, 3
"""How much `dot` is to straighten the main chain, an arrow, its ends at a process."""

Size = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """An arrow between two rows, before it has a place."""

    source: int
    target: int
    label: Size
    """Width and height of its label; (0, 0): none. [px]"""
    is_main: bool = False
    """Part of the chain that leads to the reference product."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """An arrow with its label's gap and its place at every rank that it meets."""

    upper: int
    lower: int
    is_upward: bool
    label_gap: int
    places: tuple[float, ...] = ()
    """x at ranks 2·upper … 2·lower. [px]"""

    def at(self, rank: int) -> float:
        """Horizontal place at a rank. [px]"""
        return self.places[rank - 2 * self.upper]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lanes:
    """Horizontal places of processes and arrows."""

    centres: tuple[float, ...]
    """x of the box of each row; the last row is the reference product. [px]"""
    lanes: tuple[Lane, ...]
    """In the order of the links."""
    left: float
    right: float
    """Room that processes, labels and arrows take. [px]"""


def place_lanes(
    widths: Sequence[float], links: Sequence[Link], time_limit: float
) -> Lanes:
    """Horizontal places of rows and arrows, by `dot`, or side by side if they are many.

    Parameters
    ----------
    widths : sequence of float
        Width of the box of each row; the last row is the reference product. [px]
    links : sequence of Link
        Arrows; no one from a row to itself.
    time_limit : float
        Time that `dot` may take. [s]

    Raises
    ------
    UsageError
        Graphviz is missing, too slow or fails: see `engine.node_places`.
    """
    lanes = _with_label_gaps(links)
    if sum(len(_chain(*pair)) for pair in enumerate(lanes)) > MOST_PLACES:
        xs = _side_by_side(widths, links, lanes)
    else:
        found = node_places(_dot(widths, links, lanes), time_limit)
        xs = {name: x for name, (x, _) in found.items()}
    placed = tuple(
        Lane(
            upper=lane.upper,
            lower=lane.lower,
            is_upward=lane.is_upward,
            label_gap=lane.label_gap,
            places=tuple(xs[name] for name in _chain(number, lane)),
        )
        for number, lane in enumerate(lanes)
    )
    centres = tuple(xs[f"b{row}"] for row in range(len(widths)))
    halves = _extents(centres, widths, placed, links)
    return Lanes(
        centres=centres,
        lanes=placed,
        left=min(x - half for x, half in halves),
        right=max(x + half for x, half in halves),
    )


def _side_by_side(
    widths: Sequence[float], links: Sequence[Link], lanes: Sequence[Lane]
) -> dict[str, float]:
    """Middle of every node with each arrow on a line of its own. [px]"""
    strips = [
        Strip(
            first=2 * lane.upper + 1,
            last=2 * lane.lower - 1,
            label_rank=2 * lane.label_gap + 1,
            width=PASSING,
            label_width=max(link.label[0], PASSING),
            is_upward=lane.is_upward,
        )
        for lane, link in zip(lanes, links, strict=True)
    ]
    xs = {f"b{row}": 0.0 for row in range(len(widths))}
    for number, x in enumerate(packed(widths, strips)):
        xs |= dict.fromkeys(_chain(number, lanes[number])[1:-1], x)
    return xs


def _extents(
    centres: Sequence[float],
    widths: Sequence[float],
    lanes: Sequence[Lane],
    links: Sequence[Link],
) -> list[tuple[float, float]]:
    """Centre and half width of everything inside the boundary."""
    boxes = [(x, width / 2) for x, width in zip(centres, widths, strict=True)][:-1]
    passing = [(x, PASSING / 2) for lane in lanes for x in lane.places]
    labels = [
        (lane.at(2 * lane.label_gap + 1), link.label[0] / 2)
        for lane, link in zip(lanes, links, strict=True)
    ]
    return [*boxes, *passing, *labels]


def _with_label_gaps(links: Iterable[Link]) -> list[Lane]:
    """Each label in the emptiest gap that its arrow meets, next to its source."""
    load: dict[int, float] = {}
    lanes = []
    for link in links:
        upper, lower = sorted((link.source, link.target))
        gaps = list(range(upper, lower))
        if link.source > link.target:
            gaps.reverse()
        gap = min(gaps, key=lambda g: load.get(g, 0.0))
        load[gap] = load.get(gap, 0.0) + link.label[0]
        lanes.append(
            Lane(
                upper=upper,
                lower=lower,
                is_upward=link.source > link.target,
                label_gap=gap,
            )
        )
    return lanes


# --- the graph that `dot` gets -------------------------------------------------------


def _chain(number: int, lane: Lane) -> list[str]:
    """Nodes of an arrow from its upper to its lower process."""
    between = [
        f"l{number}_{rank}" for rank in range(2 * lane.upper + 1, 2 * lane.lower)
    ]
    return [f"b{lane.upper}", *between, f"b{lane.lower}"]


def _dot(widths: Sequence[float], links: Sequence[Link], lanes: Sequence[Lane]) -> str:
    ranks: list[list[str]] = [[] for _ in range(2 * len(widths) - 1)]
    main = _main_rows(links)
    for row, width in enumerate(widths):
        ranks[2 * row].append(_node(f"b{row}", width, "main" if row in main else ""))
    edges = []
    for number, (link, lane) in enumerate(zip(links, lanes, strict=True)):
        chain = _chain(number, lane)
        group = "main" if link.is_main else f"g{number}"
        for rank, name in enumerate(chain[1:-1], start=2 * lane.upper + 1):
            is_label = rank == 2 * lane.label_gap + 1
            width = max(link.label[0], PASSING) if is_label else PASSING
            ranks[rank].append(_node(name, width, group))
        edges += _edges(chain, is_main=link.is_main)
    lines = [
        "digraph {",
        f"graph [nodesep={APART / POINTS_PER_INCH:.4f} ranksep=0.2 splines=false]",
        'node [shape=box fixedsize=true height=0.1 label=""]',
        *_rank_lines(ranks),
        *edges,
        "}",
    ]
    return "\n".join(lines)


def _main_rows(links: Iterable[Link]) -> set[int]:
    return {row for link in links if link.is_main for row in (link.source, link.target)}


def _node(name: str, width: float, group: str) -> str:
    grouped = f" group={group}" if group else ""
    return f"{name} [width={width / POINTS_PER_INCH:.4f}{grouped}]"


def _rank_lines(ranks: Sequence[Sequence[str]]) -> list[str]:
    """Nodes by rank, held there by a chain of invisible nodes without weight."""
    lines = []
    for rank, nodes in enumerate(ranks):
        lines.append(
            f"{{rank=same; a{rank} [width=0.01 style=invis]; {'; '.join(nodes)}}}"
        )
        if rank:
            lines.append(f"a{rank - 1} -> a{rank} [weight=0 style=invis]")
    return lines


def _edges(chain: Sequence[str], *, is_main: bool) -> list[str]:
    lines = []
    for number, (a, b) in enumerate(pairwise(chain)):
        at_end = number in (0, len(chain) - 2)
        weight = _END_WEIGHT if at_end else _LANE_WEIGHT
        lines.append(f"{a} -> {b} [weight={_MAIN_WEIGHT if is_main else weight}]")
    return lines
