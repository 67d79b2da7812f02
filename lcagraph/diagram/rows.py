"""One row of the figure: a process with its tables, measured, without a place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from lcagraph.diagram.blocks import (
    NAME_WIDTHS,
    SIDE_NAME_WIDTH,
    Columns,
    MeasuredTable,
    PictureLanguage,
    lines_size,
    measured,
    process_lines,
    shared_columns,
    table_height,
)
from lcagraph.diagram.scene import Group, ProcessNode, Row, Scene
from lcagraph.drawing.measure import Line

Side = Literal["treatments", "leaving", "co_products", "credits", "entering"]
SIDES: tuple[Side, ...] = get_args(Side)
"""Tables to the right of a process, from top to bottom, each with its arrow."""
OUTSIDE = SIDES[1:]
"""Those beyond the boundary."""
_SIDE_OF: Mapping[Group, Side] = {
    "co_product": "co_products",
    "burden_free": "credits",
    "credit": "credits",
}
"""Of what leaves a process; anything else is emitted."""

BOX_PAD_X, BOX_PAD_Y = 10.0, 7.0
LEAST_BOX_WIDTH, LEAST_BOX_HEIGHT = 104.0, 40.0
TALL, WIDER = 1100.0, 262.0
"""Height of all rows from which a figure in two languages is printed as small as it is
high, and the width of its names then: on fewer lines each. [px]"""
STACK_GAP = 8.0
"""Distance of two tables to the right of one process. [px]"""
ARROW_MARGIN = 12.0
"""Distance of an arrow from the corner of the box that it leaves. [px]"""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowBlock:
    """A process as lines and tables with sizes."""

    node: ProcessNode
    lines: tuple[Line, ...]
    inputs: MeasuredTable
    right: tuple[tuple[Side, MeasuredTable], ...]

    @property
    def stack_height(self) -> float:
        """Height of the tables on the right. [px]"""
        heights = [table_height(table) for _, table in self.right]
        return sum(heights) + STACK_GAP * max(0, len(heights) - 1)

    @property
    def box_height(self) -> float:
        """Height of the process box: its text, and room for its arrows. [px]"""
        text = lines_size(self.lines)[1] + 2 * BOX_PAD_Y
        middles = [middle for _, _, _, middle in self.stack()]
        arrows = middles[-1] - middles[0] + 2 * ARROW_MARGIN if middles else 0.0
        return max(text, arrows, LEAST_BOX_HEIGHT)

    @property
    def height(self) -> float:
        return max(self.box_height, table_height(self.inputs), self.stack_height)

    def stack(self) -> Iterator[tuple[Side, MeasuredTable, float, float]]:
        """Tables on the right with their top and middle, from the row's middle. [px]"""
        top = -self.stack_height / 2
        for side, table in self.right:
            height = table_height(table)
            yield side, table, top, top + height / 2
            top += height + STACK_GAP


@dataclass(frozen=True, slots=True, kw_only=True)
class RowBlocks:
    """All rows, with the widths that they share."""

    rows: tuple[RowBlock, ...]
    inputs: Columns
    treatments: Columns
    outside: Columns
    box_width: float


def row_blocks(scene: Scene, lang: PictureLanguage, least_width: float) -> RowBlocks:
    """Rows of a scene, measured.

    Parameters
    ----------
    least_width : float
        Width of a process box that its arrows need. [px]
    """
    width = NAME_WIDTHS[lang]
    rows = tuple(_row_block(node, lang, width) for node in scene.processes)
    if lang == "both" and sum(row.height for row in rows) > TALL:
        rows = tuple(_row_block(node, lang, WIDER) for node in scene.processes)
    texts = [lines_size(row.lines)[0] + 2 * BOX_PAD_X for row in rows]
    return RowBlocks(
        rows=rows,
        inputs=shared_columns(row.inputs for row in rows),
        treatments=_columns(rows, ("treatments",)),
        outside=_columns(rows, OUTSIDE),
        box_width=max(*texts, LEAST_BOX_WIDTH, least_width),
    )


def _row_block(node: ProcessNode, lang: PictureLanguage, width: float) -> RowBlock:
    tables: dict[Side, list[Row]] = {side: [] for side in SIDES}
    tables["treatments"] += node.treatments
    tables["entering"] += node.entering
    for row in node.leaving:
        tables[_SIDE_OF.get(row.group, "leaving")].append(row)
    return RowBlock(
        node=node,
        lines=tuple(process_lines(node, lang)),
        inputs=measured(node.inputs, lang, width),
        right=tuple(
            (side, measured(tables[side], lang, SIDE_NAME_WIDTH))
            for side in SIDES
            if tables[side]
        ),
    )


def _columns(rows: Sequence[RowBlock], sides: Sequence[Side]) -> Columns:
    return shared_columns(
        table for row in rows for side, table in row.right if side in sides
    )
