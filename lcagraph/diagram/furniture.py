"""What stands around the processes: heading, legend, product, what is left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lcagraph.diagram.blocks import (
    COLOURS,
    UTILITY_COLOUR,
    PictureLanguage,
    TextStyle,
    in_languages,
    in_lines,
    lines_size,
    spans,
)
from lcagraph.diagram.marks import mark
from lcagraph.diagram.names import joined, with_text, words
from lcagraph.diagram.scene import UTILITIES, ExcludedItem, Group, Scene
from lcagraph.drawing.measure import Line, Span, height_of, width_of, wrapped
from lcagraph.drawing.shapes import (
    GREY,
    INK,
    MUTED,
    RED,
    WHITE,
    Box,
    Shape,
    Words,
    text_block,
)

Entry = tuple[str, Line]
"""Kind of a legend entry, and its text."""

HEADER = 40.0
"""Height of the boundary's own line. [px]"""
LEGEND_HEIGHT, LEGEND_GAP, LEGEND_LEADING = 20.0, 8.0, 5.0
LEGEND_PAD = 9.5
_FRAMES = {"process": 2.0, "utility": 1.6}
"""Width of the frames of those entries that have one. [px]"""
PRODUCT_WIDTH = 420.0
"""Width at which the text of the reference product is broken. [px]"""
EXCLUDED_WIDTHS = (240.0, 280.0)
"""Widths at which name and reason of excluded items are broken. [px]"""

_WITHOUT_AMOUNTS = "process_flow.about"
"""The label that speaks of no amounts."""
_GROUPS: tuple[Group, ...] = tuple(COLOURS)


def heading(
    scene: Scene, lang: PictureLanguage, width: float, per: str = "diagram.per"
) -> list[Line]:
    """Title of the model, and what the figure is, with what its amounts are per.

    `per` is the label for that, with a place for the `subject`.
    """
    main, second = in_languages(scene.title, lang)
    lines = wrapped([Span(text=main, size=18, bold=True)], width, 2)
    if second:
        lines += wrapped([Span(text=second, size=13, colour=MUTED)], width, 2)
    told = with_text(per, "subject", scene.subject)
    if scene.is_allocated and per != _WITHOUT_AMOUNTS:
        told = joined(told, words("diagram.after_allocation"), by="")
    style = TextStyle(size=12.5, colour=MUTED)
    return [*lines, *in_lines(spans(told, lang, style), width)]


class BoundaryHeader:
    """First line inside the boundary: its name on the left, the legend on the right.

    Where both don't fit on one line, the legend stands below.
    """

    def __init__(self, scene: Scene, lang: PictureLanguage) -> None:
        self.label = _boundary_label(scene, lang)
        self.entries = [
            (kind, tuple(_legend_text(kind, lang))) for kind in _legend_kinds(scene)
        ]
        widest = max(_entry_width(line) for _, line in self.entries)
        self.least_width = max(width_of(self.label), widest)
        """Inner width that it needs at least. [px]"""

    def height(self, width: float) -> float:
        """Height at an inner width. [px]"""
        if self._fits(width):
            return HEADER
        lines = len(self._lines(width))
        return HEADER + lines * (LEGEND_HEIGHT + LEGEND_LEADING)

    def shapes(self, left: float, top: float, width: float) -> list[Shape]:
        """The header drawn at its place."""
        shapes: list[Shape] = [Words(x=left, y=top + 26, line=self.label)]
        if self._fits(width):
            used = self._width(self.entries)
            return [*shapes, *_legend_line(self.entries, left + width - used, top + 10)]
        y = top + HEADER - 2
        for line in self._lines(width):
            shapes += _legend_line(line, left, y)
            y += LEGEND_HEIGHT + LEGEND_LEADING
        return shapes

    def _fits(self, width: float) -> bool:
        return width_of(self.label) + 30 + self._width(self.entries) <= width

    def _width(self, entries: Sequence[Entry]) -> float:
        return sum(_entry_width(line) + LEGEND_GAP for _, line in entries) - LEGEND_GAP

    def _lines(self, width: float) -> list[list[Entry]]:
        """The legend broken into lines."""
        lines: list[list[Entry]] = [[]]
        for entry in self.entries:
            if lines[-1] and self._width([*lines[-1], entry]) > width:
                lines.append([])
            lines[-1].append(entry)
        return lines


def _boundary_label(scene: Scene, lang: PictureLanguage) -> Line:
    strong = TextStyle(
        size=15, bold=True, colour=RED, second_size=12.5, second_colour=RED
    )
    line = spans(words("diagram.boundary"), lang, strong)
    if scene.boundary is not None:
        style = TextStyle(size=12.5, colour=RED, second_colour=RED)
        line += [Span(text="   ", size=12.5), *spans(scene.boundary, lang, style)]
    return tuple(line)


def _legend_kinds(scene: Scene) -> list[str]:
    """Kinds of boxes, rows and arrows that the figure has."""
    rows = [
        row
        for node in scene.processes
        for table in (node.inputs, node.treatments, node.leaving, node.entering)
        for row in table
    ]
    present = {row.group for row in rows}
    if any(flow.kind == "burden_free" for flow in scene.flows):
        present.add("burden_free")
    if any(flow.kind == "waste" for flow in scene.flows):
        present.add("treatment")
    legs = [row.legs for row in rows]
    legs += [item.legs for flow in scene.flows for item in flow.items]
    if any([scene.reference_legs, *legs]):
        present.add("transport")
    has_utility = any(node.is_utility for node in scene.processes)
    boxes = ["process", "utility"] if has_utility else ["process"]
    return [*boxes, *(group for group in _GROUPS if group in present)]


def _legend_text(kind: str, lang: PictureLanguage) -> list[Span]:
    style = TextStyle(size=12.5, colour=_legend_colours(kind)[1])
    return spans(words(f"diagram.legend.{kind}"), lang, style)


def _legend_colours(kind: str) -> tuple[str, str]:
    """Fill and text colour of an entry."""
    boxes = {"process": (WHITE, INK), "utility": (WHITE, UTILITY_COLOUR)}
    groups = {str(group): colours for group, colours in COLOURS.items()}
    return boxes.get(kind) or groups[kind]


def _entry_width(line: Line) -> float:
    return width_of(line) + 2 * LEGEND_PAD


def _legend_line(entries: Sequence[Entry], x: float, y: float) -> Iterator[Shape]:
    for kind, line in entries:
        fill, colour = _legend_colours(kind)
        is_framed = kind in _FRAMES
        yield Box(
            x=x,
            y=y,
            width=_entry_width(line),
            height=LEGEND_HEIGHT,
            fill=fill,
            stroke=colour if is_framed else "none",
            stroke_width=_FRAMES.get(kind, 1.0),
            role=f"legend:{kind}",
        )
        for group in _GROUPS:
            if group == kind:
                yield mark(group, x, y, LEGEND_HEIGHT, colour)
        yield Words(x=x + LEGEND_PAD, y=y + 14, line=line)
        x += _entry_width(line) + LEGEND_GAP


# --- bands ---------------------------------------------------------------------------


def band_label(band: str, lang: PictureLanguage) -> Line:
    """Name of a life cycle stage, or of the utilities."""
    key = "diagram.utilities" if band == UTILITIES else f"stage.{band}"
    style = TextStyle(size=12.5, bold=True, colour="#475569")
    return tuple(spans(words(key), lang, style))


# --- below the boundary --------------------------------------------------------------


def product_lines(
    scene: Scene, lang: PictureLanguage, width: float = PRODUCT_WIDTH
) -> list[Line]:
    """Text of the reference product, broken at a width [px]."""
    subject = scene.subject
    if scene.is_treatment:
        subject = with_text("diagram.treats", "subject", subject)
    first, second = in_languages(subject, lang)
    head = Span(text=first, size=15, bold=True, colour=WHITE)
    lines = wrapped([head], width)
    if second:
        lines += wrapped([Span(text=second, size=12.5, colour=WHITE)], width, 2)
    return lines


def product_shapes(lines: Sequence[Line], x: float, top: float) -> list[Shape]:
    """The reference product as a red box, centred at `x`."""
    width, height = product_size(lines)
    box = Box(
        x=x - width / 2,
        y=top,
        width=width,
        height=height,
        fill=RED,
        radius=3,
        role="product",
    )
    return [box, *text_block(lines, x, top + 9, "middle")]


def product_size(lines: Sequence[Line]) -> tuple[float, float]:
    """Width and height of the reference product's box. [px]"""
    width, height = lines_size(lines)
    return width + 36, height + 18


class ExcludedBlock:
    """The grey box of what is left out, with its columns measured."""

    def __init__(self, items: Sequence[ExcludedItem], lang: PictureLanguage) -> None:
        strong = TextStyle(size=12.5, bold=True, colour=MUTED)
        self.title = tuple(spans(words("diagram.excluded"), lang, strong))
        self.rows = [self._row(item, lang) for item in items]
        columns = zip(*self.rows, strict=True)
        self.widths = [
            lines_size([line for cell in column for line in cell])[0] + 16
            for column in columns
        ]
        self.heights = [max(lines_size(cell)[1] for cell in row) for row in self.rows]
        self.width = max(sum(self.widths), width_of(self.title) + 16) + 12
        self.height = sum(self.heights) + height_of(self.title) + 18

    def _row(self, item: ExcludedItem, lang: PictureLanguage) -> list[list[Line]]:
        name = TextStyle(size=12.5, colour=MUTED, second_colour=GREY)
        small = TextStyle(size=12.5, colour=GREY, second_colour=GREY)
        cross = Span(text="×  ", size=12.5, colour=MUTED)
        estimate = words("diagram.estimate", amount=item.estimate)
        return [
            in_lines([cross, *spans(item.name, lang, name)], EXCLUDED_WIDTHS[0]),
            in_lines(spans(item.basis, lang, small), EXCLUDED_WIDTHS[0]),
            in_lines(spans(item.reason, lang, small), EXCLUDED_WIDTHS[1]),
            in_lines(spans(estimate, lang, small), 190.0) if item.estimate else [],
        ]

    def shapes(self, x: float, y: float) -> list[Shape]:
        """The box drawn with its top left corner at (x, y)."""
        frame = Box(
            x=x,
            y=y,
            width=self.width,
            height=self.height,
            fill="#FBFCFD",
            stroke=GREY,
            dashes="6 4",
            role="excluded",
        )
        shapes: list[Shape] = [frame, *text_block([self.title], x + 12, y + 7)]
        top = y + 9 + height_of(self.title)
        for row, height in zip(self.rows, self.heights, strict=True):
            left = x + 12
            for cell, width in zip(row, self.widths, strict=True):
                shapes += text_block(cell, left, top)
                left += width
            top += height
        return shapes
