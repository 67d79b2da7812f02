"""Placed steps → drawing: bands, arrows, steps, chips, product and legend."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lcagraph.diagram.blocks import (
    UTILITY_COLOUR,
    PictureLanguage,
    lines_size,
)
from lcagraph.diagram.furniture import band_label, product_size
from lcagraph.diagram.layout import label_size
from lcagraph.diagram.process_flow.chips import ARROWS, LOOKS, chip_shapes
from lcagraph.diagram.process_flow.combs import BUS, Comb
from lcagraph.diagram.process_flow.layout import (
    INSET,
    MARGIN,
    TO_BUS,
    FlowLayout,
)
from lcagraph.diagram.process_flow.steps import Steps
from lcagraph.drawing.measure import Line
from lcagraph.drawing.shapes import (
    INK,
    WHITE,
    Arrow,
    Box,
    Curve,
    Point,
    Shape,
    Words,
    badge,
    text_block,
)

MAIN_WIDTH, FLOW_WIDTH = 2.6, 1.8
HALO = 5.0
"""How much wider the ground of an arrow is than the arrow. [px]"""
BAND = "#F2F5F9"


class Painter:
    """Turns a placed flow chart into shapes.

    Parameters
    ----------
    steps, layout
        What is drawn, and where.
    product : sequence of Line
        Text of the reference product.
    top : float
        Where the first row begins. [px]
    lang : {"zh", "en", "both"}
        Language of its words.
    """

    def __init__(
        self,
        steps: Steps,
        layout: FlowLayout,
        product: Sequence[Line],
        top: float,
        lang: PictureLanguage,
    ) -> None:
        self.scene, self.layout, self.lang = steps.scene, layout, lang
        self.product = product
        self.columns, self.verticals = layout.columns, layout.rows_from(top)
        self.blocks = layout.blocks

    def shapes(self) -> list[Shape]:
        """Everything below the heading, in drawing order."""
        combs = [
            (number, comb, side)
            for number, block in enumerate(self.blocks)
            for side in ("left", "right")
            for comb in (block.left if side == "left" else block.right)
        ]
        return [
            *self._bands(),
            *(
                s
                for number, comb, side in combs
                for s in self._lines(number, comb, side)
            ),
            *self._flows(),
            *(
                s
                for number, comb, side in combs
                for s in self._chips(number, comb, side)
            ),
            *(s for number in range(len(self.blocks)) for s in self._step(number)),
            *self._labels(),
            *self._product(),
        ]

    def _bands(self) -> Iterator[Shape]:
        """Grounds with the names of the stages, where there is more than one."""
        bands = self.verticals.bands
        if len(set(self.layout.bands)) < 2:
            return
        for band, top, bottom in bands:
            yield Box(
                x=MARGIN,
                y=top,
                width=self.columns.end - MARGIN,
                height=bottom - top,
                fill=BAND,
                radius=4,
                role=f"band:{band}",
            )
            label = band_label(band, self.lang)
            yield Words(x=MARGIN + INSET, y=top + 19, line=label)

    # --- steps ----------------------------------------------------------------------

    def _box(self, number: int) -> Box:
        node, width = self.scene.processes[number], self.columns.box_width
        height = self.blocks[number].box_height
        return Box(
            x=self.columns.centres[number] - width / 2,
            y=self.verticals.middle(number) - height / 2,
            width=width,
            height=height,
            fill=WHITE,
            stroke=UTILITY_COLOUR if node.is_utility else INK,
            stroke_width=1.8 if node.is_utility else 2.6,
            role=f"process:{node.id}",
        )

    def _step(self, number: int) -> Iterator[Shape]:
        box, lines = self._box(number), self.blocks[number].lines
        top = box.y + (box.height - lines_size(lines)[1]) / 2
        yield box
        yield from text_block(lines, box.x + box.width / 2, top, "middle")
        letter = self.scene.processes[number].connector
        if letter:
            yield from badge(letter, box.x, box.y, INK)

    # --- what enters and leaves -----------------------------------------------------

    def _chip_boxes(self, number: int, comb: Comb, side: str) -> list[Box]:
        middle, columns = self.verticals.middle(number), self.columns
        is_left = side == "left"
        return [
            Box(
                x=columns.left if is_left else columns.right,
                y=middle + top,
                width=columns.left_width if is_left else columns.right_width,
                height=chip.height,
                role=f"chip:{comb.kind}",
            )
            for chip, top in zip(comb.chips, comb.tops, strict=True)
        ]

    def _chips(self, number: int, comb: Comb, side: str) -> Iterator[Shape]:
        boxes = self._chip_boxes(number, comb, side)
        for chip, box in zip(comb.chips, boxes, strict=True):
            yield from chip_shapes(chip, box)

    def _lines(self, number: int, comb: Comb, side: str) -> Iterator[Shape]:
        """Lines from chips to an upright one, and an arrow on to the step, or back."""
        middle, step = self.verticals.middle(number), self._box(number)
        y = middle + comb.at_step
        boxes = self._chip_boxes(number, comb, side)
        is_left = side == "left"
        bus = TO_BUS + BUS * comb.bus
        edge = boxes[0].right if is_left else boxes[0].x
        x = edge + bus if is_left else edge - bus
        ends = [(edge, box.y + box.height / 2) for box in boxes]
        heights = [y, *(end[1] for end in ends)]
        upright: tuple[Point, ...] = ((x, min(heights)), (x, max(heights)))
        if is_left:
            teeth = [(end, (x, end[1])) for end in ends]
            yield from self._comb(comb, teeth, upright)
            yield self._arrow(comb, ((x, y), (step.x, y)), number)
        else:
            yield from self._comb(comb, [((step.right, y), (x, y))], upright)
            for end in ends:
                yield self._arrow(comb, ((x, end[1]), end), number)

    def _comb(
        self, comb: Comb, teeth: Sequence[tuple[Point, ...]], upright: tuple[Point, ...]
    ) -> Iterator[Shape]:
        look = LOOKS[comb.kind]
        pieces = [*teeth, *([upright] if upright[0] != upright[1] else [])]
        yield Curve(
            pieces=tuple(pieces),
            stroke=look.colour,
            stroke_width=look.width,
            dashes=look.line,
            role=f"line:{comb.kind}",
        )

    def _arrow(self, comb: Comb, points: tuple[Point, ...], number: int) -> Arrow:
        look = LOOKS[comb.kind]
        return Arrow(
            points=points,
            colour=look.colour,
            width=look.width,
            dashes=look.line,
            role=f"{comb.kind}:{self.scene.processes[number].id}",
        )

    # --- between steps --------------------------------------------------------------

    def _flows(self) -> Iterator[Shape]:
        """Arrows on a white ground that lifts them over what they cross."""
        arrows = list(self._arrows())
        for arrow in arrows:
            yield Curve(
                pieces=(arrow.points,),
                stroke=self._ground,
                stroke_width=arrow.width + HALO,
            )
        yield from arrows

    @property
    def _ground(self) -> str:
        return BAND if len(set(self.layout.bands)) > 1 else WHITE

    def _arrows(self) -> Iterator[Arrow]:
        for number, flow in enumerate(self.scene.flows):
            is_main = self.layout.links[number].is_main
            yield Arrow(
                points=self._way(number),
                colour=ARROWS[flow.arrow].colour,
                width=MAIN_WIDTH if is_main else FLOW_WIDTH,
                dashes=ARROWS[flow.arrow].line,
                role=f"flow:{flow.source}:{flow.target}",
            )
        last = len(self.scene.flows)
        way = self._way(last)
        yield Arrow(points=way, colour=INK, width=MAIN_WIDTH, role="reference")

    def _way(self, number: int) -> tuple[Point, ...]:
        lane = self.columns.lanes[number]
        return self.verticals.way(number, lane, self._box, len(self.blocks))

    def _labels(self) -> Iterator[Shape]:
        """Names of what flows, on a ground that hides the arrow behind them."""
        for number, flow in enumerate(self.scene.flows):
            lines = self.layout.labels[number]
            gap = self.verticals.gaps[self.columns.lanes[number].label_gap]
            width, height = label_size(lines)
            x = self.columns.labels[number]
            top = (gap.label_top + gap.label_bottom - height) / 2
            yield Box(
                x=x - width / 2,
                y=top,
                width=width,
                height=height,
                fill=WHITE,
                stroke=ARROWS[flow.arrow].colour,
                stroke_width=0.8,
                dashes="" if flow.arrow == "energy" else ARROWS[flow.arrow].line,
                radius=height / 2 if flow.arrow == "energy" else 4,
                role=f"label:{flow.source}:{flow.target}",
            )
            yield from text_block(lines, x, top + 3, "middle")

    def _product(self) -> Iterator[Shape]:
        """The reference product, in ink, below all steps."""
        width, height = product_size(self.product)
        x, top = self.columns.centres[-1], self.verticals.tops[-1]
        yield Box(
            x=x - width / 2,
            y=top,
            width=width,
            height=height,
            fill=INK,
            radius=3,
            role="product",
        )
        yield from text_block(self.product, x, top + 9, "middle")
