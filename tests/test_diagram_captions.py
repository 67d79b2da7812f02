"""What the line below the title of a figure says of its amounts."""

from __future__ import annotations

import picture_checks as checks
import pytest
from random_diagrams import scene_of

from lcagraph.diagram.cards import cards_drawing
from lcagraph.diagram.engine import TIME_LIMIT
from lcagraph.diagram.layout import lay_out
from lcagraph.diagram.paint import paint
from lcagraph.diagram.process_flow import process_flow_drawing
from lcagraph.diagram.scene import Scene
from lcagraph.drawing.shapes import Drawing

SAWING = """
lcagraph: 1
reference: {product: board, amount: 1 kg}
processes:
  saw:
    stage: production
    outputs: {board: 3 kg, chips: 1 kg}
    allocation: {by: BASIS}
    inputs: {log: 8 kg}
factors:
  log: {per: 1 kg, co2e: 1 kg, kind: material, boundary: cradle_to_gate,
        gwp: ipcc-ar6-gwp100}
"""
ALONE = SAWING.replace(", chips: 1 kg", "").replace("    allocation: {by: BASIS}\n", "")


def spine(scene: Scene) -> Drawing:
    return paint(lay_out(scene, "both", TIME_LIMIT))


def cards(scene: Scene) -> Drawing:
    return cards_drawing(scene, "both")


def flow_chart(scene: Scene) -> Drawing:
    return process_flow_drawing(scene, "both", has_amounts=True)


def text(figure: Drawing) -> str:
    """All that is written, without the spaces and line ends of the page."""
    return "".join("".join(map(checks.written, checks.texts(figure))).split())


@pytest.mark.parametrize("draw", [spine, cards, flow_chart])
def test_a_figure_says_that_its_amounts_are_after_allocation(draw: object) -> None:
    # By mass 3/4 of 8 kg of log per 3 kg of board: 2 kg per kg, not 8/3 kg.
    said = text(draw(scene_of(SAWING.replace("BASIS", "mass"))))  # type: ignore[operator]
    assert "2kg" in said
    assert "已按分配折算" in said
    assert "afterallocation" in said


@pytest.mark.parametrize("draw", [spine, cards, flow_chart])
def test_it_says_nothing_of_allocation_where_there_is_none(draw: object) -> None:
    said = text(draw(scene_of(ALONE)))  # type: ignore[operator]
    assert "2.67kg" in said  # 8 kg / 3
    assert "allocation" not in said


def test_a_chart_without_amounts_says_nothing_of_them() -> None:
    scene = scene_of(SAWING.replace("BASIS", "mass"))
    assert "afterallocation" not in text(process_flow_drawing(scene, "both"))


WITH_PROPERTY = SAWING.replace(
    "board: 3 kg, chips: 1 kg",
    "board: {amount: 3 kg, properties: {dry: 0.9 kg/kg}}, "
    "chips: {amount: 1 kg, properties: {dry: 0.9 kg/kg}}",
)


def test_a_property_of_the_model_is_told_by_the_reason_that_it_gives() -> None:
    by = "dry, why: 按绝干质量 | by dry matter"
    said = text(cards(scene_of(WITH_PROPERTY.replace("BASIS", by))))
    assert "分配：按绝干质量" in said
    assert "allocation:bydrymatter" in said
    assert "按dry分配" not in said


def test_a_property_without_a_reason_is_called_a_property() -> None:
    said = text(cards(scene_of(WITH_PROPERTY.replace("BASIS", "dry"))))
    assert "按属性“dry”分配" in said
    assert "allocatedbytheproperty“dry”" in said
