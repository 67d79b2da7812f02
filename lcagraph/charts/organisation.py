"""Who is under whom: boxes below each other, as organisation charts have them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil

from lcagraph.charts.caption import Caption
from lcagraph.charts.page import (
    ACCENT,
    AXIS,
    DARK,
    MARGIN,
    PALE,
    SMALL,
    TITLE,
    strokes,
    styled,
)
from lcagraph.charts.refusal import refused
from lcagraph.charts.rows import joined
from lcagraph.drawing.measure import Line, height_of, wrapped
from lcagraph.drawing.shapes import (
    MUTED,
    WHITE,
    Box,
    Drawing,
    Point,
    Shape,
    Words,
    text_block,
)

BOX = 136.0
"""Width of a box. [px]"""
GAP = 18.0
"""Between boxes beside each other. [px]"""
STEP = 12.0
"""Between boxes below each other. [px]"""
INDENT = 16.0
"""Of what is under a department, from its left edge. [px]"""
FALL = 30.0
"""From a level to the departments below it. [px]"""
IN_A_ROW = 6
"""Most departments side by side: as wide as a page that lies on its side."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A department or a role."""

    name: str
    second: str = ""
    """Its name in a second language, in small print below the first."""
    under: str | None = None
    """Id of what stands above it; None: it stands at the top."""
    is_marked: bool = False
    """Whether it is the one that the chart is about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A box with its text, and where it is."""

    box: Box
    lines: tuple[Line, ...]

    @property
    def shapes(self) -> Iterator[Shape]:
        yield self.box
        height = sum(map(height_of, self.lines))
        top = self.box.y + (self.box.height - height) / 2
        yield from _centred(self.lines, self.box.x + self.box.width / 2, top)


def organisation_chart(
    units: Mapping[str, Unit],
    caption: Caption,
    *,
    marked: str = "",
    in_a_row: int = IN_A_ROW,
) -> Drawing:
    """Boxes by level: the top, departments side by side, what is under them in columns.

    Parameters
    ----------
    units : mapping of str to Unit
        By id, in the order in which they are drawn.
    caption : Caption
        Title, language, note.
    marked : str
        What is said of the unit that is marked.
    in_a_row : int
        Most departments side by side.

    Raises
    ------
    UsageError
        E779: nothing to draw, a unit under one that isn't there, or under itself.
    """
    below = _below(units)
    rows = [row for top in below[None] for row in _rows(below[top], in_a_row)]
    columns = max(map(len, rows), default=1)
    width = max(2 * MARGIN + columns * (BOX + GAP) - GAP, 420.0)
    room = width - 2 * MARGIN
    head = wrapped(styled(caption.title, size=TITLE, bold=True), room, 2)
    shapes: list[Shape] = [*text_block(head, MARGIN, MARGIN - 4)]
    y = MARGIN + sum(map(height_of, head)) + 10
    for top in below[None]:
        y = _tree(shapes, (units, below, in_a_row), top, (width / 2, y)) + FALL
    y -= FALL - 8
    notes = [marked if any(u.is_marked for u in units.values()) else "", caption.note]
    for note in filter(None, notes):
        colour = ACCENT if note == marked else MUTED
        lines = wrapped(styled(note, size=SMALL, colour=colour), room, 3)
        shapes += text_block(lines, MARGIN, y)
        y += sum(map(height_of, lines))
    return Drawing(
        width=width,
        height=round(y + MARGIN - 4),
        title=caption.title,
        description=_described(units, below, caption),
        shapes=tuple(shapes),
        language=caption.lang,
    )


Below = Mapping[str | None, Sequence[str]]


def _below(units: Mapping[str, Unit]) -> Below:
    """What is under each, None: at the top; in the order given."""
    if not units:
        raise refused("empty")
    found: dict[str | None, list[str]] = {None: [], **{id_: [] for id_ in units}}
    for id_, unit in units.items():
        if unit.under not in found:
            raise refused("unknown_unit", unit.name)
        found[unit.under].append(id_)
    reached, waiting = 0, list(found[None])
    while waiting:
        reached += 1
        waiting += found[waiting.pop()]
    if reached < len(units):
        circle = next(u for u in units.values() if u.under is not None)
        raise refused("circle", circle.name)
    return found


def _tree(
    shapes: list[Shape],
    chart: tuple[Mapping[str, Unit], Below, int],
    top: str,
    at: Point,
) -> float:
    """Puts down one unit of the top with all below it; gives where they end. [px]"""
    units, below, in_a_row = chart
    x, y = at
    root = _placed(units[top], (x - BOX / 2, y), is_top=True)
    shapes += root.shapes
    end = root.box.bottom
    rows = _rows(below[top], in_a_row)
    for row in rows:
        start, bus = end, end + FALL / 2
        left = x - (len(row) * (BOX + GAP) - GAP) / 2
        centres = [left + n * (BOX + GAP) + BOX / 2 for n in range(len(row))]
        lines = [((x, start), (x, bus)), ((centres[0], bus), (centres[-1], bus))]
        lines += [((centre, bus), (centre, bus + FALL / 2)) for centre in centres]
        shapes += strokes([line for line in lines if line[0] != line[1]], AXIS, 1.2)
        ends = [
            _column(shapes, (units, below), id_, (centre - BOX / 2, bus + FALL / 2))
            for id_, centre in zip(row, centres, strict=True)
        ]
        if row is not rows[-1]:
            # the line to the next row leads on between the two boxes in the middle
            shapes += strokes([((x, bus), (x, max(ends)))], AXIS, 1.2)
        end = max(ends)
    return end


def _rows(departments: Sequence[str], in_a_row: int) -> list[Sequence[str]]:
    """Departments in rows of about one length.

    An even number in a row leaves its middle free for the line to the next one.
    """
    count = ceil(len(departments) / in_a_row)
    if count < 2:
        return [departments] if departments else []
    length = 2 * ceil(len(departments) / count / 2)
    return [departments[i : i + length] for i in range(0, len(departments), length)]


def _column(
    shapes: list[Shape],
    chart: tuple[Mapping[str, Unit], Below],
    id_: str,
    at: Point,
    depth: int = 0,
) -> float:
    """Puts down a department and, below and to the right, what is under it."""
    units, below = chart
    shift = min(depth, 4) * INDENT
    placed = _placed(units[id_], (at[0] + shift, at[1]), width=BOX - shift)
    shapes += placed.shapes
    end = placed.box.bottom
    x = placed.box.x + INDENT / 2
    for under in below[id_]:
        top = end + STEP
        start = len(shapes)
        end = _column(shapes, chart, under, (at[0], top), depth + 1)
        box = next(shape for shape in shapes[start:] if isinstance(shape, Box))
        level = box.y + box.height / 2
        line = ((x, placed.box.bottom), (x, level), (box.x, level))
        shapes[start:start] = strokes([line] if depth < 4 else [], AXIS, 1.2)
    return end


def _placed(
    unit: Unit, at: Point, *, width: float = BOX, is_top: bool = False
) -> Placed:
    """A box as high as its name needs."""
    lines = wrapped(styled(unit.name, bold=is_top), width - 12, 3)
    if unit.second:
        small = styled(unit.second, size=SMALL, colour=MUTED)
        lines += wrapped(small, width - 12, 3)
    box = Box(
        x=at[0],
        y=at[1],
        width=width,
        height=ceil(max(sum(map(height_of, lines)) + 10, 30.0)),
        fill=PALE if is_top else WHITE,
        stroke=ACCENT if unit.is_marked else DARK,
        stroke_width=2.4 if unit.is_marked else 1.1,
        radius=3.0,
        role="unit",
    )
    return Placed(box=box, lines=tuple(lines))


def _centred(lines: Sequence[Line], x: float, top: float) -> list[Words]:
    return text_block(lines, x, top, "middle")


def _described(units: Mapping[str, Unit], below: Below, caption: Caption) -> str:
    """The chart in words: who is under whom."""
    tops = joined(caption, [units[id_].name for id_ in below[None]])
    told = [
        caption.word(
            "organisation.under",
            name=units[id_].name,
            names=joined(caption, [units[one].name for one in below[id_]]),
        )
        for id_ in units
        if below[id_]
    ]
    return " ".join([f"{caption.title}: {tops}.", *told])
