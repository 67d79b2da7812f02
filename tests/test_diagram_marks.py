"""Each group of rows is told by the form of its mark, with no help from colour."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import get_args

import picture_checks as checks
import pytest
from random_diagrams import random_diagram, scene_of

import lcagraph as lg
from lcagraph.calculate import numbers_of
from lcagraph.diagram.cards import cards_drawing
from lcagraph.diagram.content import boundary_scene
from lcagraph.diagram.engine import TIME_LIMIT
from lcagraph.diagram.layout import lay_out
from lcagraph.diagram.marks import mark
from lcagraph.diagram.paint import paint
from lcagraph.diagram.scene import Group, Scene
from lcagraph.drawing.measure import width_of
from lcagraph.drawing.shapes import WHITE, Box, Curve, Drawing, Words
from lcagraph.locate import folder

GROUPS: tuple[Group, ...] = get_args(Group)
MODELS = sorted(path.parent.name for path in folder("models").glob("*/model.yaml"))
NAMES = (*MODELS, *(f"random {seed}" for seed in range(12)))
BLACK = "#000000"
LEGEND_HEIGHT = 20.0


@cache
def scene(name: str) -> Scene:
    if name.startswith("random"):
        return scene_of(random_diagram(int(name.split()[1])))
    model = lg.read(folder("models") / Path(name) / "model.yaml")
    return boundary_scene(
        model.prepared, numbers_of(model.prepared, model.prepared.base[None, :])
    )


@cache
def drawing(name: str, style: str) -> Drawing:
    if style == "cards":
        return cards_drawing(scene(name), "both")
    return paint(lay_out(scene(name), "both", TIME_LIMIT))


every_figure = pytest.mark.parametrize("style", ["spine", "cards"])
every_name = pytest.mark.parametrize("name", NAMES)


def marks(figure: Drawing) -> list[Curve]:
    return [
        shape
        for shape in figure.shapes
        if isinstance(shape, Curve) and shape.role.startswith("mark:")
    ]


def extent(curve: Curve) -> Box:
    """The rectangle of a mark; the width of upright lines goes beyond their points."""
    points = [point for piece in curve.pieces for point in piece]
    (xs, ys), half = zip(*points, strict=True), curve.stroke_width / 2
    half = half if curve.stroke != "none" else 0.0
    left, right = min(xs) - half, max(xs) + half
    width, height = right - left, max(ys) - min(ys)
    return Box(x=left, y=min(ys), width=width, height=height)


def form(curve: Curve) -> tuple[object, ...]:
    """What a mark is like in black and white: lines as they run, filled or empty."""
    box = extent(curve)
    pieces = tuple(
        tuple((round(x - box.x, 1), round(y - box.y, 1)) for x, y in piece)
        for piece in curve.pieces
    )
    ground = "dark" if curve.fill not in ("none", WHITE) else "empty"
    width = curve.stroke_width if curve.stroke != "none" else 0.0
    return (pieces, curve.is_closed, ground, width)


def holding(box: Box, found: Iterable[Curve]) -> list[Curve]:
    return [each for each in found if checks.grown(box).encloses(extent(each))]


@pytest.mark.parametrize(("one", "other"), list(combinations(GROUPS, 2)))
@pytest.mark.parametrize("height", [18.0, LEGEND_HEIGHT, 55.0])
def test_no_two_groups_have_one_form(one: Group, other: Group, height: float) -> None:
    forms = [form(mark(group, 0.0, 0.0, height, BLACK)) for group in (one, other)]
    assert forms[0] != forms[1]


@every_figure
@every_name
def test_each_group_of_the_legend_has_its_mark(name: str, style: str) -> None:
    figure = drawing(name, style)
    entries = {box.role.split(":")[1]: box for box in figure.boxes("legend")}
    groups = set(GROUPS) & set(entries)
    assert groups
    shown = {group: holding(entries[group], marks(figure)) for group in groups}
    told = {group: [each.role for each in found] for group, found in shown.items()}
    assert told == {group: [f"mark:{group}"] for group in groups}
    assert len({form(found[0]) for found in shown.values()}) == len(groups)


@every_figure
@every_name
def test_a_row_carries_the_mark_of_its_entry_in_the_legend(
    name: str, style: str
) -> None:
    figure = drawing(name, style)
    entries = {box.role.split(":")[1] for box in figure.boxes("legend")}
    for each in marks(figure):
        group = each.role.split(":")[1]
        same = mark(group, 0.0, 0.0, extent_of_row(each), BLACK)  # type: ignore[arg-type]
        assert group in entries
        assert form(each)[1:] == form(same)[1:]


def extent_of_row(curve: Curve) -> float:
    """Height of a row that a mark may stand in; its kind of line counts. [px]"""
    return extent(curve).height + 4.0


@every_name
def test_every_row_of_the_spine_is_marked(name: str) -> None:
    tables = [
        table
        for node in scene(name).processes
        for table in (node.inputs, node.treatments, node.leaving, node.entering)
    ]
    expected = [f"mark:{row.group}" for table in tables for row in table]
    expected += ["mark:transport" for table in tables for row in table if row.legs]
    figure = drawing(name, "spine")
    legend = [box for box in figure.boxes("legend") if box.role[7:] in GROUPS]
    expected += [f"mark:{box.role[7:]}" for box in legend]
    assert sorted(each.role for each in marks(figure)) == sorted(expected)


@every_name
def test_every_tinted_row_of_a_card_is_marked_and_no_white_one(name: str) -> None:
    figure = drawing(name, "cards")
    found = [each for each in marks(figure) if each.role != "mark:transport"]
    for row in figure.boxes("row"):
        is_plain = row.fill == WHITE or row.role.startswith("row:reference")
        inside = holding(row, found)
        assert len(inside) == (0 if is_plain else 1) or is_output(row, inside)


def is_output(row: Box, inside: list[Curve]) -> bool:
    """Products have a ground of their own, and a mark only if free or credited."""
    told = {each.role for each in inside}
    return row.fill == "#E2E8F0" and told <= {"mark:burden_free", "mark:credit"}


@every_figure
@every_name
def test_no_mark_touches_a_text(name: str, style: str) -> None:
    figure = drawing(name, style)
    inked = [box for words in checks.texts(figure) for box in ink(words)]
    crossed = [
        (each.role, box)
        for each in marks(figure)
        for box in inked
        if extent(each).overlaps(box)
    ]
    assert crossed == []


def ink(words: Words) -> list[Box]:
    """What a line of text takes up but for blanks between its pieces."""
    whole, boxes = words.extent, list[Box]()
    for number, span in enumerate(words.line):
        if span.text.strip():
            before = width_of(words.line[:number])
            width = width_of((span,))
            boxes.append(replace(whole, x=whole.x + before, width=width))
    return boxes
