"""Scene → places: where every column, row, arrow and label of a figure stands.

The figure has columns: inputs as tables, the processes with their arrows, treated
wastes; then the boundary, and outside it what leaves. Vertical places follow from the
rows, horizontal ones of processes and arrows from Graphviz (`lanes`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from lcagraph.diagram.blocks import (
    PictureLanguage,
    flow_lines,
    leg_lines,
    lines_size,
)
from lcagraph.diagram.furniture import (
    BoundaryHeader,
    band_label,
    heading,
    product_lines,
    product_size,
)
from lcagraph.diagram.lanes import Lane, Lanes, Link, place_lanes
from lcagraph.diagram.routes import least_box_width, turns_of, with_ports
from lcagraph.diagram.rows import RowBlocks, row_blocks
from lcagraph.diagram.scene import Scene
from lcagraph.diagram.verticals import Verticals, stack_rows
from lcagraph.drawing.measure import Line, height_of, width_of

MARGIN = 16.0
INSET = 8.0
"""From the boundary to the bands. [px]"""
TABLE_INSET = 8.0
"""From the edge of a band to the tables in it. [px]"""
COLUMN_GAP = 20.0
"""Room for the arrow between two columns. [px]"""
REFERENCE_LEG_WIDTH = 124.0
LEAST_HEADING_WIDTH = 620.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Across:
    """Horizontal places. [px]"""

    inputs: float
    """Left edge of the input tables."""
    treatments: float
    outside: float
    boundary: float
    """Right edge of the boundary; its left edge is the margin."""
    width: float
    centres: tuple[float, ...]
    """Middle of each process box, and of the reference product."""
    labels: tuple[float, ...]
    """Middle of the label of each arrow."""
    lanes: tuple[Lane, ...]
    """Arrows: one per flow of the scene, then the way of the reference product."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """A scene whose parts are measured and placed."""

    scene: Scene
    lang: PictureLanguage
    blocks: RowBlocks
    links: tuple[Link, ...]
    labels: tuple[tuple[Line, ...], ...]
    product: tuple[Line, ...]
    heading: tuple[Line, ...]
    header: BoundaryHeader
    across: Across
    top: float
    """Upper edge of the boundary. [px]"""
    verticals: Verticals


def lay_out(scene: Scene, lang: PictureLanguage, time_limit: float) -> Layout:
    """Places of everything in a scene.

    Parameters
    ----------
    scene : Scene
        What is drawn.
    lang : {"zh", "en", "both"}
        Language of its words.
    time_limit : float
        Time that Graphviz may take. [s]

    Raises
    ------
    UsageError
        Graphviz is missing, too slow or fails: see `engine.node_places`.
    """
    labels = [tuple(flow_lines(flow, lang)) for flow in scene.flows]
    labels.append(tuple(leg_lines(scene.reference_legs, lang, REFERENCE_LEG_WIDTH)))
    links = links_of(scene, labels)
    blocks = row_blocks(scene, lang, least_width(links))
    product = tuple(product_lines(scene, lang))
    header = BoundaryHeader(scene, lang)
    widths = [*(blocks.box_width for _ in blocks.rows), product_size(product)[0]]
    labels_end = max(width_of(band_label(node.band, lang)) for node in scene.processes)
    start = max(blocks.inputs.width, labels_end) + COLUMN_GAP
    lanes = place_lanes(widths, links, time_limit)
    across = _across(lanes, widths, links, blocks, start)
    least = MARGIN + 2 * INSET + header.least_width
    across = _widened(across, least - across.boundary)
    room = max(across.width - 2 * MARGIN, LEAST_HEADING_WIDTH)
    title = tuple(heading(scene, lang, room))
    top = MARGIN + sum(map(height_of, title)) + 10
    inner = across.boundary - MARGIN - 2 * INSET
    return Layout(
        scene=scene,
        lang=lang,
        blocks=blocks,
        links=links,
        labels=tuple(labels),
        product=product,
        heading=title,
        header=header,
        across=across,
        top=top,
        verticals=stack_rows(
            top + header.height(inner),
            [row.height for row in blocks.rows],
            [row.box_height for row in blocks.rows],
            [row.node.band for row in blocks.rows],
            across.lanes,
            [label_size(label)[1] for label in labels],
            turns_of(across.lanes),
        ),
    )


def label_size(lines: Sequence[Line]) -> tuple[float, float]:
    """Width and height of the label of an arrow. [px]"""
    width, height = lines_size(lines)
    return (width + 10, height + 5) if lines else (0.0, 0.0)


# --- arrows --------------------------------------------------------------------------


def links_of(scene: Scene, labels: Sequence[Sequence[Line]]) -> tuple[Link, ...]:
    """Arrows between rows: the flows, then the way of the reference product."""
    position = {node.id: i for i, node in enumerate(scene.processes)}
    main = _main_flows(scene, position)
    links = [
        Link(
            source=position[flow.source],
            target=position[flow.target],
            label=label_size(labels[number]),
            is_main=number in main,
        )
        for number, flow in enumerate(scene.flows)
    ]
    ends = (position[scene.reference], len(position))
    source, target = ends[::-1] if scene.is_treatment else ends
    size = label_size(labels[-1])
    return (*links, Link(source=source, target=target, label=size, is_main=True))


def _main_flows(scene: Scene, position: dict[str, int]) -> set[int]:
    """The chain that leads down to the reference, by suppliers that have their own."""
    downward = [
        (position[flow.source], position[flow.target], number)
        for number, flow in enumerate(scene.flows)
        if flow.kind == "product" and position[flow.source] < position[flow.target]
    ]
    fed = {target for _, target, _ in downward}
    main: set[int] = set()
    row = position[scene.reference]
    while above := [(source, n) for source, target, n in downward if target == row]:
        row, number = max(above, key=lambda pair: (pair[0] in fed, pair[0]))
        main.add(number)
    return main


def least_width(links: Sequence[Link]) -> float:
    """Width that a process box needs for the arrows on its busiest side. [px]"""
    ends: dict[tuple[int, str], int] = {}
    for link in links:
        upper, lower = sorted((link.source, link.target))
        for end in ((upper, "bottom"), (lower, "top")):
            ends[end] = ends.get(end, 0) + 1
    return least_box_width(max(ends.values()))


# --- columns -------------------------------------------------------------------------


def _across(
    lanes: Lanes,
    widths: Sequence[float],
    links: Sequence[Link],
    blocks: RowBlocks,
    start: float,
) -> Across:
    """Columns beside each other, the processes where Graphviz wants them.

    `start` is the room that the input tables and the names of the bands take. [px]
    """
    inputs = MARGIN + INSET + TABLE_INSET
    product_reach = widths[-1] / 2 - (lanes.centres[-1] - lanes.left)
    shift = max(inputs + start, MARGIN + product_reach) - lanes.left
    edge = lanes.right + shift
    treatments = edge + COLUMN_GAP
    if blocks.treatments.width:
        edge = treatments + blocks.treatments.width
    boundary = edge + INSET + TABLE_INSET
    outside = boundary + COLUMN_GAP
    right = outside + blocks.outside.width if blocks.outside.width else boundary
    product_right = lanes.centres[-1] + shift + widths[-1] / 2
    placed = with_ports(lanes, widths, [link.label[0] for link in links])
    return Across(
        inputs=inputs,
        treatments=treatments,
        outside=outside,
        boundary=boundary,
        width=max(right, product_right) + MARGIN,
        centres=tuple(x + shift for x in lanes.centres),
        labels=tuple(lane.at(2 * lane.label_gap + 1) + shift for lane in lanes.lanes),
        lanes=tuple(
            replace(lane, places=tuple(x + shift for x in lane.places))
            for lane in placed
        ),
    )


def _widened(across: Across, more: float) -> Across:
    """The boundary moved to the right, with what stands outside it."""
    if more <= 0:
        return across
    return replace(
        across,
        boundary=across.boundary + more,
        outside=across.outside + more,
        width=across.width + more,
    )
