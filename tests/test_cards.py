"""Cards are clean: nothing overlaps, every wire runs from its row to its row."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from functools import cache
from pathlib import Path

import picture_checks as checks
import pytest
from random_diagrams import HOSTILE, random_diagram, scene_of

import lcagraph as lg
from lcagraph.calculate import numbers_of
from lcagraph.diagram.cards import cards_drawing
from lcagraph.diagram.cards.channels import Trunk, tracks
from lcagraph.diagram.cards.wiring import MANY_WIRES, wired
from lcagraph.diagram.content import boundary_scene
from lcagraph.diagram.scene import Scene
from lcagraph.drawing.shapes import Arrow, Box, Drawing
from lcagraph.drawing.svg import to_svg
from lcagraph.locate import folder

ROOT = Path(__file__).resolve().parents[1]
MODELS = sorted(path.parent.name for path in folder("models").glob("*/model.yaml"))
RANDOM = tuple(f"random {seed}" for seed in range(70))
MANY = 40
"""Processes of the largest system that people still read as cards."""


@cache
def scene(name: str) -> Scene:
    if name.startswith("random"):
        return scene_of(random_diagram(int(name.split()[1])))
    model = lg.read(ROOT / "models" / name / "model.yaml")
    return boundary_scene(
        model.prepared, numbers_of(model.prepared, model.prepared.base[None, :])
    )


@cache
def drawing(name: str, lang: str) -> Drawing:
    return cards_drawing(scene(name), lang)  # type: ignore[arg-type]


ALL = [
    *((name, lang) for name in MODELS for lang in ("zh", "en", "both")),
    *((name, "both" if i % 7 == 0 else "en") for i, name in enumerate(RANDOM)),
]
every_figure = pytest.mark.parametrize(("name", "lang"), ALL)


def cards(figure: Drawing) -> list[Box]:
    return figure.boxes("card")


def outside(figure: Drawing) -> list[Box]:
    return [
        b for role in ("leaving", "product", "excluded") for b in figure.boxes(role)
    ]


def solid(figure: Drawing) -> list[Box]:
    return [*cards(figure), *outside(figure)]


def net(arrow: Arrow) -> str:
    """What leaves one row may share its way: `wire 3:a:b`, `exit 3:0`."""
    return arrow.role.split(":")[0].split()[1]


# ------------------------------------------------------------------------- the figure


@every_figure
def test_no_two_boxes_overlap(name: str, lang: str) -> None:
    assert checks.overlapping_boxes(solid(drawing(name, lang))) == []


@every_figure
def test_no_text_overlaps_another_or_leaves_its_box_or_the_page(
    name: str, lang: str
) -> None:
    figure = drawing(name, lang)
    assert checks.overlapping_texts(figure) == []
    rows = figure.boxes("row")
    assert checks.texts_across(figure, [*solid(figure), *rows]) == []
    assert checks.texts_off_the_page(figure) == []


@every_figure
def test_no_wire_runs_through_a_box_or_a_text(name: str, lang: str) -> None:
    figure = drawing(name, lang)
    assert checks.arrows_through_boxes(figure, solid(figure)) == []
    assert checks.arrows_through_texts(figure) == []


@every_figure
def test_wires_have_right_angles_and_none_runs_on_another(name: str, lang: str) -> None:
    figure = drawing(name, lang)
    assert checks.slanted(figure) == []
    assert checks.shared_lines(figure, net) == []


@every_figure
def test_cards_stand_inside_the_boundary_and_all_else_outside(
    name: str, lang: str
) -> None:
    figure = drawing(name, lang)
    (boundary,) = figure.boxes("boundary")
    assert [box.role for box in cards(figure) if not boundary.encloses(box)] == []
    assert [box.role for box in outside(figure) if boundary.overlaps(box)] == []
    assert len(cards(figure)) == len(scene(name).processes)


@every_figure
def test_a_wire_starts_at_the_right_of_one_card_and_ends_at_the_left_of_another(
    name: str, lang: str
) -> None:
    figure = drawing(name, lang)
    boxes = {b.role.split(":")[1]: b for b in cards(figure)}
    wires = [a for a in checks.arrows(figure) if a.role.startswith("wire")]
    for wire in wires:
        _, source, target = wire.role.split(":")
        (start_x, start_y), (end_x, end_y) = wire.points[0], wire.points[-1]
        if source != "product":
            assert start_x == pytest.approx(boxes[source].right)
            assert boxes[source].y < start_y < boxes[source].bottom
        if target != "product":
            assert end_x == pytest.approx(boxes[target].x)
            assert boxes[target].y < end_y < boxes[target].bottom


@every_figure
def test_the_wires_are_those_of_the_model(name: str, lang: str) -> None:
    # One arrow per flow of the scene, one per row that a process of the figure fills
    # or empties, one per product that leaves, one for the reference flow.
    shown, figure = scene(name), drawing(name, lang)
    rows = [r for node in shown.processes for r in (*node.inputs, *node.treatments)]
    of_letter: dict[str, int] = {}
    for row in rows:
        if row.connector:
            of_letter[row.partner] = of_letter.get(row.partner, 0) + 1
    drawn = [r for r in rows if r.partner and of_letter.get(r.partner, 0) < MANY_WIRES]
    left = [r for n in shown.processes for r in n.leaving if r.output]
    items = sum(len(flow.items) for flow in shown.flows)
    expected = items + len(drawn) + len(left) + 1
    assert len(checks.arrows(figure)) == expected


@every_figure
def test_every_row_of_the_scene_is_on_a_card(name: str, lang: str) -> None:
    shown, figure = scene(name), drawing(name, lang)
    language = "en" if lang == "en" else "zh"
    lines = "".join(checks.written(words) for words in checks.texts(figure))
    seen = lines.replace(" ", "")
    names = [
        row.name.get(language)
        for node in shown.processes
        for row in (*node.inputs, *node.treatments, *node.leaving, *node.entering)
    ]
    names += [o.name.get(language) for node in shown.processes for o in node.outputs]
    assert [n for n in names if n.replace(" ", "") not in seen] == []


# ------------------------------------------------------------------------- stability


@pytest.mark.parametrize("name", [*MODELS, *RANDOM[:10]])
def test_the_same_scene_gives_the_same_bytes(name: str) -> None:
    again = cards_drawing(scene(name), "zh")
    assert to_svg(again) == to_svg(drawing(name, "zh"))


@pytest.mark.parametrize("seed", range(3, 12))
def test_another_amount_moves_nothing(seed: int) -> None:
    text = random_diagram(seed)
    changed = text.replace("oil: {amount: 1 kg", "oil: {amount: 7 kg")
    one, other = (cards_drawing(scene_of(t), "zh") for t in (text, changed))
    assert [(b.role, b.x, b.y, b.width) for b in solid(one)] == [
        (b.role, b.x, b.y, b.width) for b in solid(other)
    ]
    assert [a.points for a in checks.arrows(one)] == [
        a.points for a in checks.arrows(other)
    ]
    assert to_svg(one) != to_svg(other)


@pytest.mark.parametrize("seed", range(5))
def test_a_large_system_is_laid_out_clean(seed: int) -> None:
    text = next(
        t
        for t in (random_diagram(seed * 50 + i, most=MANY) for i in range(50))
        if t.count("    name: 第") >= MANY - 8
    )
    shown = scene_of(text)
    figure = cards_drawing(shown, "en")
    assert checks.overlapping_boxes(solid(figure)) == []
    assert checks.arrows_through_boxes(figure, solid(figure)) == []
    assert checks.shared_lines(figure, net) == []


# ----------------------------------------------------------------------- odd systems


def figure_of(text: str, lang: str = "en") -> Drawing:
    return cards_drawing(scene_of(text), lang)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("lang", ["en", "both"])
def test_a_hostile_name_stays_in_its_box(name: str, lang: str) -> None:
    quoted = '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
    text = random_diagram(8)
    for step in range(3):
        text = text.replace(f"第 {step} 道工序 | Step {step} of the process", quoted)
    text = text.replace("货车 | Truck", quoted).replace("其他 | Others", quoted)
    text = text.replace("填埋 | Landfill", quoted)
    figure = figure_of(text, lang)
    ET.fromstring(to_svg(figure))
    assert "<script" not in to_svg(figure)
    assert checks.overlapping_texts(figure) == []
    assert checks.texts_across(figure, solid(figure)) == []
    assert checks.arrows_through_texts(figure) == []


FACTOR = """
lcagraph: 1
reference: {product: steel, amount: 1 kg}
factors:
  steel: {name: 钢 | Steel, per: 1 kg, co2e: 2 kg, kind: material,
          gwp: ipcc-ar6-gwp100, boundary: cradle_to_gate}
"""


def test_a_reference_that_a_factor_delivers_is_one_card() -> None:
    figure = figure_of(FACTOR)
    assert [box.role for box in cards(figure)] == ["card:steel"]
    assert [arrow.role.split(":")[1:] for arrow in checks.arrows(figure)] == [
        ["steel", "product"]
    ]


TREATMENT = """
lcagraph: 1
reference: {product: sludge, amount: 1 t}
processes:
  drying:
    name: 干化 | Drying
    stage: end_of_life
    treats: {sludge: 1 t}
    outputs: {ash: {amount: 0.1 t, role: burden_free}}
    inputs: {steam: 2 GJ}
  boiler:
    name: 锅炉 | Boiler
    stage: production
    outputs: {steam: 1 GJ}
    inputs: {ash: 1 kg}
    emissions: {co2_fossil: 60 kg}
"""


def test_a_waste_that_is_treated_comes_in_from_the_left() -> None:
    figure = figure_of(TREATMENT)
    (boundary,), (product,) = figure.boxes("boundary"), figure.boxes("product")
    reference = next(
        a for a in checks.arrows(figure) if a.role.endswith("product:drying")
    )
    assert product.right < boundary.x
    assert reference.points[0][0] == pytest.approx(product.right)
    assert checks.arrows_through_boxes(figure, solid(figure)) == []


def test_own_use_is_a_loop_around_the_card() -> None:
    text = FACTOR.replace("product: steel", "product: part") + (
        "processes:\n  press:\n    stage: production\n"
        "    outputs: {part: 1 kg, scrap: {amount: 0.2 kg, role: burden_free}}\n"
        "    inputs: {steel: 1 kg, scrap: 0.1 kg}\n"
    )
    figure = figure_of(text)
    loops = [a for a in checks.arrows(figure) if a.role.endswith("press:press")]
    assert [bool(loop.dashes) for loop in loops] == [True]
    assert checks.arrows_through_boxes(figure, solid(figure)) == []


def consumers(count: int) -> Scene:
    mills = "".join(
        f"  mill{i}: {{stage: production, outputs: {{part{i}: 1 kg}}, "
        f"inputs: {{power: 1 kWh, {f'part{i - 1}: 1 kg' if i else 'oil: 1 kg'}}}}}\n"
        for i in range(count)
    )
    known = "co2e: 1 kg, gwp: ipcc-ar6-gwp100, boundary: cradle_to_gate"
    return scene_of(
        f"lcagraph: 1\nreference: {{product: part{count - 1}, amount: 1 kg}}\n"
        f"processes:\n{mills}"
        "  grid: {kind: utility, outputs: {power: 1 kWh}, inputs: {oil: 1 kg}}\n"
        f"factors:\n  oil: {{per: 1 kg, kind: fuel, {known}}}\n"
    )


@pytest.mark.parametrize("count", [MANY_WIRES - 1, MANY_WIRES, 12])
def test_a_utility_with_many_consumers_is_referred_to_by_letter(count: int) -> None:
    wiring = wired(consumers(count))
    grid = next(i for i, c in enumerate(wiring.cards) if c.node.id == "grid")
    drawn = sum(wire.source == grid for wire in wiring.wires)
    assert drawn == (count if count < MANY_WIRES else 0)
    assert bool(wiring.cards[grid].letter) == (count >= MANY_WIRES)


def test_a_long_chain_is_folded_to_the_width_of_a_page() -> None:
    figure = cards_drawing(consumers(12), "en")
    tops = {box.y for box in cards(figure)}
    assert len(tops) > 1
    assert figure.width < 2000
    assert checks.arrows_through_boxes(figure, solid(figure)) == []


# -------------------------------------------------------------------------- its parts


def test_trunks_stand_in_the_order_that_crosses_least() -> None:
    # The first goes from the upper left to the lower right, the second from further
    # down to further up: with the second left of the first they cross once, at 30,
    # else also at 10 and 50.
    falling = Trunk(net=0, left=(10.0,), right=(50.0,))
    inside = Trunk(net=1, left=(30.0,), right=(40.0,))
    # Left of `inside`: falling's right end 50 misses it (30 to 40), inside's left end
    # 30 crosses it: 1. Right of it: falling's 10 misses, inside's right end 40 hits: 1.
    assert set(tracks([falling, inside]).values()) == {0, 1}
    # A step that comes in below where another goes out must stand left of it.
    lower = Trunk(net=2, left=(100.0,), right=(60.0,))
    upper = Trunk(net=3, left=(80.0,), right=(20.0,))
    found = tracks([lower, upper])
    # `lower` left: its right end 60 lies in 20…80 (1), upper's left end 80 in 60…100
    # (1): 2 crossings. `upper` left: 20 not in 60…100, 100 not in 20…80: none.
    assert found[3] < found[2]


def test_trunks_that_do_not_meet_share_a_track() -> None:
    high = Trunk(net=0, left=(0.0,), right=(40.0,))
    low = Trunk(net=1, left=(90.0,), right=(60.0,))
    assert tracks([high, low]) == {0: 0, 1: 0}
