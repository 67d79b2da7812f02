"""Places → drawing: the boxes, arrows and words of a figure, in drawing order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lcagraph.diagram.blocks import (
    COLOURS,
    FLOW_COLOURS,
    UTILITY_COLOUR,
    Columns,
    lines_size,
    table_height,
    table_shapes,
)
from lcagraph.diagram.furniture import (
    ExcludedBlock,
    band_label,
    product_shapes,
    product_size,
)
from lcagraph.diagram.layout import INSET, MARGIN, TABLE_INSET, Layout, label_size
from lcagraph.diagram.names import words
from lcagraph.diagram.rows import RowBlock, Side
from lcagraph.diagram.scene import UTILITIES, ArrowKind, Flow
from lcagraph.drawing.measure import Line
from lcagraph.drawing.shapes import (
    BROWN,
    GREEN,
    INK,
    RED,
    SLATE,
    WHITE,
    Arrow,
    Box,
    Drawing,
    Point,
    Shape,
    Words,
    badge,
    text_block,
)

MAIN_WIDTH, FLOW_WIDTH, REFERENCE_WIDTH = 2.6, 1.7, 3.2
"""Widths of the arrows. [px]"""
BELOW = 16.0
"""From the boundary, or the product, to the excluded items. [px]"""
FLOW_DASHES: Mapping[ArrowKind, str] = {
    "product": "",
    "energy": "",
    "burden_free": "7 4",
    "waste": "9 3 2 3",
}
LABEL_DASHES: Mapping[ArrowKind, str] = {
    "product": "",
    "energy": "",
    "burden_free": "4 3",
    "waste": "6 2 2 2",
}
"""Of an arrow between processes, and of the frame of its label."""
SIDE_COLOURS: Mapping[Side, str] = {
    "treatments": BROWN,
    "leaving": COLOURS["emission"][1],
    "co_products": SLATE,
    "credits": GREEN,
    "entering": COLOURS["removal"][1],
}
"""Colour of the arrow between a process and a table to its right."""


def paint(layout: Layout) -> Drawing:
    """The drawing of a placed figure."""
    return _Painter(layout).drawing()


class _Painter:
    """Turns places into shapes, from the ground up."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.scene, self.lang = layout.scene, layout.lang
        self.across, self.verticals = layout.across, layout.verticals
        self.rows = layout.blocks.rows

    def drawing(self) -> Drawing:
        below, bottom, right = self._below()
        title = lines_size(self.layout.heading)[0]
        shapes = [
            *text_block(self.layout.heading, MARGIN, MARGIN - 6),
            *self._boundary(),
            *self._bands(),
            *(a for i, row in enumerate(self.rows) for a in self._side_arrows(i, row)),
            *self._flow_arrows(),
            *(s for i, row in enumerate(self.rows) for s in self._tables(i, row)),
            *(s for i, row in enumerate(self.rows) for s in self._process(i, row)),
            *self._flow_labels(),
            *below,
        ]
        return Drawing(
            width=max(self.across.width, right + MARGIN, title + 2 * MARGIN),
            height=bottom + MARGIN,
            title=self.scene.title.get(self._spoken),
            description=self._description(),
            shapes=tuple(shapes),
            language=self._spoken,
        )

    @property
    def _spoken(self) -> str:
        """Language that the figure is read out in."""
        return "en" if self.lang == "en" else "zh"

    def _description(self) -> str:
        """The figure in one sentence, for readers that can't see it."""
        comma = ", " if self._spoken == "en" else "、"
        names = [node.name.get(self._spoken) for node in self.scene.processes]
        excluded = [item.name.get(self._spoken) for item in self.scene.excluded]
        nothing = words("diagram.nothing").get(self._spoken)
        return words(
            "diagram.description",
            processes=str(len(names)),
            names=comma.join(names),
            excluded=comma.join(excluded) or nothing,
            subject=self.scene.subject.get(self._spoken),
        ).get(self._spoken)

    # --- ground ---------------------------------------------------------------------

    def _boundary(self) -> Iterator[Shape]:
        top, width = self.layout.top, self.across.boundary - MARGIN
        yield Box(
            x=MARGIN,
            y=top,
            width=width,
            height=self.verticals.boundary_bottom - top,
            stroke=RED,
            stroke_width=2.2,
            dashes="9 6",
            role="boundary",
        )
        header = self.layout.header
        yield from header.shapes(MARGIN + INSET, top, width - 2 * INSET)

    def _bands(self) -> Iterator[Shape]:
        for band, top, bottom in self.verticals.bands:
            is_utility = band == UTILITIES
            yield Box(
                x=MARGIN + INSET,
                y=top,
                width=self.across.boundary - MARGIN - 2 * INSET,
                height=bottom - top,
                fill="#FBF8F1" if is_utility else "#F2F5F9",
                radius=4,
                role=f"band:{band}",
            )
            label = band_label(band, self.lang)
            yield Words(x=MARGIN + INSET + TABLE_INSET, y=top + 19, line=label)

    # --- rows -----------------------------------------------------------------------

    def _process(self, number: int, row: RowBlock) -> Iterator[Shape]:
        box = self._box(number)
        top = box.y + (box.height - lines_size(row.lines)[1]) / 2
        yield box
        yield from text_block(row.lines, self.across.centres[number], top, "middle")
        if row.node.connector:
            yield from badge(row.node.connector, box.x, box.y, UTILITY_COLOUR)

    def _box(self, number: int) -> Box:
        row, width = self.rows[number], self.layout.blocks.box_width
        is_utility = row.node.is_utility
        return Box(
            x=self.across.centres[number] - width / 2,
            y=self.verticals.middle(number) - row.box_height / 2,
            width=width,
            height=row.box_height,
            fill=WHITE,
            stroke=UTILITY_COLOUR if is_utility else INK,
            stroke_width=1.8 if is_utility else 2.6,
            role=f"process:{row.node.id}",
        )

    def _tables(self, number: int, row: RowBlock) -> Iterator[Shape]:
        middle, id_ = self.verticals.middle(number), row.node.id
        if row.inputs:
            top = middle - table_height(row.inputs) / 2
            columns, x = self.layout.blocks.inputs, self.across.inputs
            yield from table_shapes(row.inputs, columns, x, top, f"inputs:{id_}")
        for side, table, top, _ in row.stack():
            x, columns = self._column(side)
            yield from table_shapes(table, columns, x, middle + top, f"{side}:{id_}")

    def _column(self, side: Side) -> tuple[float, Columns]:
        """Left edge and column widths of the tables on one side."""
        if side == "treatments":
            return self.across.treatments, self.layout.blocks.treatments
        return self.across.outside, self.layout.blocks.outside

    def _side_arrows(self, number: int, row: RowBlock) -> Iterator[Arrow]:
        """Arrows between a process and its tables."""
        middle, box, id_ = self.verticals.middle(number), self._box(number), row.node.id
        if row.inputs:
            start = self.across.inputs + self.layout.blocks.inputs.width
            points: tuple[Point, ...] = ((start, middle), (box.x, middle))
            yield Arrow(points=points, colour=SLATE, role=f"inputs:{id_}")
        for side, _, _, offset in row.stack():
            y = middle + offset
            points = ((box.right, y), (self._column(side)[0], y))
            if side == "entering":
                points = points[::-1]
            colour = SIDE_COLOURS[side]
            yield Arrow(points=points, colour=colour, role=f"{side}:{id_}")

    # --- arrows between rows --------------------------------------------------------

    def _flow_arrows(self) -> Iterator[Arrow]:
        for number, flow in enumerate(self.scene.flows):
            is_main = self.layout.links[number].is_main
            yield Arrow(
                points=self._way(number),
                colour=FLOW_COLOURS[flow.arrow],
                width=MAIN_WIDTH if is_main else FLOW_WIDTH,
                dashes=FLOW_DASHES[flow.arrow],
                role=f"flow:{flow.source}:{flow.target}",
            )
        last = len(self.scene.flows)
        way = self._way(last)
        yield Arrow(points=way, colour=RED, width=REFERENCE_WIDTH, role="reference")

    def _way(self, number: int) -> tuple[Point, ...]:
        lane = self.across.lanes[number]
        return self.verticals.way(number, lane, self._box, len(self.rows))

    def _flow_labels(self) -> Iterator[Shape]:
        for number, flow in enumerate((*self.scene.flows, None)):
            lines = self.layout.labels[number]
            if lines:
                yield from self._label(number, flow, lines)

    def _label(
        self, number: int, flow: Flow | None, lines: tuple[Line, ...]
    ) -> Iterator[Shape]:
        """What flows, on a white ground that hides the arrow behind it."""
        gap = self.verticals.gaps[self.across.lanes[number].label_gap]
        x = self.across.labels[number]
        width, height = label_size(lines)
        top = (gap.label_top + gap.label_bottom - height) / 2
        yield Box(
            x=x - width / 2,
            y=top,
            width=width,
            height=height,
            fill=WHITE,
            stroke=FLOW_COLOURS[flow.arrow] if flow else RED,
            stroke_width=0.8,
            dashes=LABEL_DASHES[flow.arrow] if flow else "",
            radius=4,
            role=f"label:{flow.source}:{flow.target}" if flow else "label:reference",
        )
        yield from text_block(lines, x, top + 3, "middle")

    # --- below ----------------------------------------------------------------------

    def _below(self) -> tuple[list[Shape], float, float]:
        """Product and excluded items, with the bottom and the right that they reach."""
        top, x = self.verticals.tops[-1], self.across.centres[-1]
        shapes = product_shapes(self.layout.product, x, top)
        width, height = product_size(self.layout.product)
        bottom, right = top + height, x + width / 2
        if not self.scene.excluded:
            return shapes, bottom, right
        block = ExcludedBlock(self.scene.excluded, self.lang)
        y = self.verticals.boundary_bottom + BELOW
        if MARGIN + block.width + BELOW > x - width / 2:
            y = bottom + BELOW
        shapes += block.shapes(MARGIN, y)
        right = max(right, MARGIN + block.width)
        return shapes, max(bottom, y + block.height), right
