"""Steps → places: a column of steps, what enters on the left, what leaves on the right.

The steps and the arrows between them stand as in the boundary figure: `lanes` finds
their horizontal places, `verticals` the rows, gaps and bands of the stages.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from lcagraph.diagram.blocks import (
    PictureLanguage,
    TextStyle,
    in_languages,
    in_lines,
    lines_size,
    process_lines,
    spans,
)
from lcagraph.diagram.furniture import band_label
from lcagraph.diagram.lanes import Lane, Link, place_lanes
from lcagraph.diagram.layout import label_size, least_width, links_of
from lcagraph.diagram.process_flow.chips import (
    ARROWS,
    SLANT,
    MeasuredChip,
    measured_chip,
)
from lcagraph.diagram.process_flow.combs import (
    BUS,
    Comb,
    combs_of,
    least_height,
    stack_height,
)
from lcagraph.diagram.process_flow.steps import LEFT, RIGHT, Chip, ChipKind, Steps
from lcagraph.diagram.routes import turns_of, with_ports
from lcagraph.diagram.scene import Flow
from lcagraph.diagram.verticals import BAND_HEADER, Verticals, stack_rows
from lcagraph.drawing.measure import Line, Span, width_of

MARGIN = 24.0
INSET = 14.0
"""From the edge of the bands to what stands in them. [px]"""
TO_BUS, TO_STEP = 13.0, 22.0
"""From chips to the first upright line, and from the last one to the steps. [px]"""
BOX_PAD_X, BOX_PAD_Y = 16.0, 9.0
BESIDE_NAME = 10.0
"""From the name of a stage to an arrow that passes it. [px]"""
LEAST_BOX = (140.0, 44.0)
LABEL_WIDTH = 170.0


@dataclass(frozen=True, slots=True, kw_only=True)
class StepBlock:
    """A step with its lines and combs, without a place. [px]"""

    lines: tuple[Line, ...]
    left: tuple[Comb, ...]
    right: tuple[Comb, ...]
    box_height: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Horizontal places. [px]"""

    left: float
    """Left edge of the chips of what enters, and their width."""
    left_width: float
    right: float
    right_width: float
    box_width: float
    end: float
    """Right edge of the bands."""
    centres: tuple[float, ...]
    """Middle of each step, and of the product."""
    labels: tuple[float, ...]
    lanes: tuple[Lane, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowLayout:
    """A flow chart with horizontal places."""

    blocks: tuple[StepBlock, ...]
    columns: Columns
    bands: tuple[str, ...]
    """Stage of each step."""
    labels: tuple[tuple[Line, ...], ...]
    links: tuple[Link, ...]

    def rows_from(self, top: float) -> Verticals:
        """Vertical places; `top` is where the first row begins. [px]"""
        named = len(set(self.bands)) > 1
        heights = [block.height for block in self.blocks]
        return stack_rows(
            top if named else top - BAND_HEADER + 6.0,
            heights,
            heights,
            self.bands,
            self.columns.lanes,
            [label_size(label)[1] for label in self.labels],
            turns_of(self.columns.lanes),
        )


def lay_out_steps(
    steps: Steps,
    lang: PictureLanguage,
    product: tuple[float, float],
    *,
    has_amounts: bool,
    time_limit: float,
) -> FlowLayout:
    """Sizes of all steps and chips, and their horizontal places.

    Parameters
    ----------
    steps : Steps
        What is drawn.
    lang : {"zh", "en", "both"}
        Language of names.
    product : (float, float)
        Size of the box of the reference product. [px]
    has_amounts : bool
        Chips and arrows carry amounts.
    time_limit : float
        Time that Graphviz may take. [s]
    """
    scene = steps.scene
    labels = [tuple(_label(flow, lang, has_amounts)) for flow in scene.flows]
    links = links_of(scene, [*labels, ()])
    blocks = _blocks(steps, lang, has_amounts)
    texts = [lines_size(block.lines)[0] + 2 * BOX_PAD_X for block in blocks]
    box_width = max(*texts, LEAST_BOX[0], least_width(links))
    widths = [*(box_width for _ in blocks), product[0]]
    bands = tuple(node.band for node in scene.processes)
    names = [width_of(band_label(band, lang)) for band in bands]
    columns = _beside_names(
        _columns(blocks, links, widths, time_limit), _named_rows(bands, names)
    )
    return FlowLayout(
        blocks=blocks,
        columns=columns,
        bands=bands,
        labels=(*labels, ()),
        links=links,
    )


def _label(flow: Flow, lang: PictureLanguage, has_amounts: bool) -> list[Line]:
    """Names of what flows, each once."""
    style = TextStyle(
        size=12, bold=True, colour=ARROWS[flow.arrow].colour, second_size=12
    )
    lines: list[Line] = []
    for item in {item.name: item for item in flow.items}.values():
        name = spans(item.name, lang, style)
        if has_amounts:
            amount = in_languages(item.amount, lang)[0]
            name.append(Span(text=f"  {amount}", size=12))
        lines += in_lines(name, LABEL_WIDTH, 2)
    return lines


def _blocks(
    steps: Steps, lang: PictureLanguage, has_amounts: bool
) -> tuple[StepBlock, ...]:
    blocks = []
    for node, chips in zip(steps.scene.processes, steps.chips, strict=True):
        lines = tuple(process_lines(replace(node, note=None), lang))
        sides = [
            [
                measured_chip(chip, lang, has_amount=has_amounts)
                for chip in _of(chips, kinds)
            ]
            for kinds in (LEFT, RIGHT)
        ]
        text = lines_size(lines)[1] + 2 * BOX_PAD_Y
        box_height = max(text, LEAST_BOX[1], *map(least_height, sides))
        blocks.append(
            StepBlock(
                lines=lines,
                left=combs_of(sides[0], box_height),
                right=combs_of(sides[1], box_height),
                box_height=box_height,
                height=max(box_height, *map(stack_height, sides)),
            )
        )
    return tuple(blocks)


def _of(chips: Sequence[Chip], kinds: Sequence[ChipKind]) -> list[Chip]:
    """Chips of some kinds, kind by kind."""
    return [chip for kind in kinds for chip in chips if chip.kind == kind]


def _columns(
    blocks: Sequence[StepBlock],
    links: Sequence[Link],
    widths: Sequence[float],
    time_limit: float,
) -> Columns:
    placed = place_lanes(widths, links, time_limit)
    lanes = with_ports(placed, widths, [link.label[0] for link in links])
    left = _side([comb for block in blocks for comb in block.left])
    right = _side([comb for block in blocks for comb in block.right])
    start = MARGIN + INSET + SLANT / 2
    product_reach = MARGIN - (placed.centres[-1] - widths[-1] / 2)
    shift = max(start + left[0] + left[1] - placed.left, product_reach)
    out = placed.right + shift + right[1]
    return Columns(
        left=start,
        left_width=left[0],
        right=out,
        right_width=right[0],
        box_width=widths[0],
        end=out + right[0] + INSET,
        centres=tuple(x + shift for x in placed.centres),
        labels=tuple(lane.at(2 * lane.label_gap + 1) + shift for lane in placed.lanes),
        lanes=tuple(
            replace(lane, places=tuple(x + shift for x in lane.places))
            for lane in lanes
        ),
    )


def _named_rows(bands: Sequence[str], names: Sequence[float]) -> dict[int, float]:
    """Rows below which the name of a stage stands, and how far it reaches. [px]"""
    return {
        row: MARGIN + INSET + names[row + 1] + BESIDE_NAME
        for row, (one, other) in enumerate(pairwise(bands))
        if one != other
    }


def _beside_names(columns: Columns, reach: Mapping[int, float]) -> Columns:
    """The columns, so far to the right that no arrow passes the name of a stage."""
    shift = max(
        (
            end - min(lane.at(2 * row + 1), lane.at(2 * row + 2))
            for row, end in reach.items()
            for lane in columns.lanes
            if lane.upper <= row < lane.lower
        ),
        default=0.0,
    )
    if shift <= 0:
        return columns
    return replace(
        columns,
        right=columns.right + shift,
        end=columns.end + shift,
        centres=tuple(x + shift for x in columns.centres),
        labels=tuple(x + shift for x in columns.labels),
        lanes=tuple(
            replace(lane, places=tuple(x + shift for x in lane.places))
            for lane in columns.lanes
        ),
    )


def _side(combs: Sequence[Comb]) -> tuple[float, float]:
    """Width of the chips on one side, and of the room for their lines."""
    chips: list[MeasuredChip] = [chip for comb in combs for chip in comb.chips]
    if not chips:
        return 0.0, 0.0
    buses = max(comb.bus for comb in combs)
    return max(chip.width for chip in chips), TO_BUS + BUS * buses + TO_STEP
