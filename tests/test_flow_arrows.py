"""Arrows from process to process: what they carry, and room for their heads."""

from __future__ import annotations

from functools import cache
from typing import Any

import picture_checks as checks
import pytest
from burden_pictures import MODELS, read
from random_diagrams import random_diagram, scene_of
from small_models import factor, model, works

from lcagraph.calculate import numbers_of
from lcagraph.diagram.cards import cards_drawing
from lcagraph.diagram.content import boundary_scene
from lcagraph.diagram.layout import lay_out
from lcagraph.diagram.paint import paint
from lcagraph.diagram.process_flow import process_flow_drawing
from lcagraph.diagram.process_flow.chips import LOOKS
from lcagraph.diagram.scene import Scene
from lcagraph.drawing.shapes import Arrow, Drawing
from lcagraph.drawing.svg import ARROWHEAD_LENGTH, CORNER

Plain = Any


@cache
def scene(name: str) -> Scene:
    if name.startswith("random"):
        return scene_of(random_diagram(int(name.split()[1])))
    of = read(name)
    return boundary_scene(of.prepared, numbers_of(of.prepared, of.prepared.base[None]))


def spine(shown: Scene) -> Drawing:
    return paint(lay_out(shown, "en", 5.0))


def flow_chart(shown: Scene) -> Drawing:
    return process_flow_drawing(shown, "en")


def between(figure: Drawing) -> dict[str, Arrow]:
    """Arrows from process to process, by their role."""
    return {a.role: a for a in checks.arrows(figure) if a.role.startswith("flow:")}


# ------------------------------------------------------------------- what they carry


def heated() -> Scene:
    """Steam (MJ) and a casting (kg) go to the works; power comes from outside."""
    processes: dict[str, Plain] = {
        "works": works(inputs={"steam": "1 MJ", "casting": "1 kg", "power": "1 kWh"}),
        "boiler": {
            "stage": "production",
            "outputs": {"steam": "1 MJ"},
            "emissions": {"co2_fossil": "1 g"},
        },
        "foundry": {
            "stage": "production",
            "outputs": {"casting": "1 kg"},
            "emissions": {"co2_fossil": "1 g"},
        },
    }
    of = model(processes, {"power": factor(1, "1 kWh", kind="electricity")})
    return boundary_scene(of.prepared, numbers_of(of.prepared, of.prepared.base[None]))


def test_energy_from_step_to_step_is_drawn_as_energy_that_enters() -> None:
    figure = flow_chart(heated())
    arrows = between(figure)
    (power,) = [a for a in checks.arrows(figure) if a.role == "energy:works"]
    steam, casting = (arrows[f"flow:{id_}:works"] for id_ in ("boiler", "foundry"))
    assert (steam.colour, steam.dashes) == (power.colour, power.dashes)
    assert (casting.colour, casting.dashes) != (power.colour, power.dashes)
    labels = {box.role: box for box in figure.boxes("label")}
    steam_label, casting_label = (
        labels[f"label:{id_}:works"] for id_ in ("boiler", "foundry")
    )
    assert steam_label.stroke == power.colour
    # told apart without colour, too: round ends instead of corners
    assert steam_label.radius == steam_label.height / 2 > casting_label.radius


def test_a_fuel_by_weight_from_step_to_step_is_material() -> None:
    arrows = between(flow_chart(scene("caustic_soda")))
    hydrogen = arrows["flow:electrolysis:hydrogen_boiler"]  # 5 kg of it
    steam = arrows["flow:coal_boiler:steam_mix"]  # in MJ
    assert (hydrogen.dashes, steam.dashes) == ("", LOOKS["energy"].line)


def test_energy_has_one_colour_in_the_spine_and_on_cards() -> None:
    steam = between(spine(heated()))["flow:boiler:works"]
    others = {a.colour for a in checks.arrows(cards_drawing(heated(), "en"))}
    assert steam.colour in others
    assert steam.colour != between(spine(heated()))["flow:foundry:works"].colour


def test_the_legend_tells_of_energy_that_only_steps_supply() -> None:
    of = model(
        {
            "works": works(inputs={"steam": "1 MJ"}),
            "boiler": {
                "stage": "production",
                "outputs": {"steam": "1 MJ"},
                "emissions": {"co2_fossil": "1 g"},
            },
        }
    )
    numbers = numbers_of(of.prepared, of.prepared.base[None])
    figure = flow_chart(boundary_scene(of.prepared, numbers))
    assert len(figure.boxes("legend")) == 2  # energy, emission
    assert "legend:energy" in {box.role for box in figure.boxes("legend")}


# ------------------------------------------------------------------- their heads


@pytest.mark.parametrize("draw", [spine, flow_chart])
@pytest.mark.parametrize("name", [*MODELS, *(f"random {n}" for n in range(0, 60, 3))])
def test_an_arrow_runs_straight_into_its_head(name: str, draw: Any) -> None:
    # a head is 8.5 px × (0.75 + 0.16 × 2.6) = 9.9 px long at most, and a turn rounds
    # off 6 px behind it
    least = ARROWHEAD_LENGTH * (0.75 + 0.16 * 2.6) + CORNER
    for arrow in between(draw(scene(name))).values():
        (x0, y0), (x1, y1) = arrow.points[-2:]
        assert abs(x1 - x0) + abs(y1 - y0) >= least, arrow.role
