"""The flow chart shows every step with what enters and leaves it, and is clean."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path

import picture_checks as checks
import pytest
from random_diagrams import HOSTILE, random_diagram, scene_of

import lcagraph as lg
from lcagraph.calculate import numbers_of
from lcagraph.diagram.content import boundary_scene
from lcagraph.diagram.process_flow import process_flow_drawing
from lcagraph.diagram.process_flow.chips import LOOKS, MeasuredChip, measured_chip
from lcagraph.diagram.process_flow.combs import APART, combs_of
from lcagraph.diagram.process_flow.steps import LEFT, RIGHT, Chip, steps_of
from lcagraph.diagram.scene import Scene
from lcagraph.drawing.shapes import Arrow, Box, Curve, Drawing
from lcagraph.drawing.svg import to_svg
from lcagraph.errors import UsageError
from lcagraph.graph.words import Text
from lcagraph.locate import folder

ROOT = Path(__file__).resolve().parents[1]
MODELS = sorted(path.parent.name for path in folder("models").glob("*/model.yaml"))
BADGE = re.compile("[A-Z][0-9]?")
"""Text of a badge, which sits on the corner of its step."""
RANDOM = tuple(f"random {seed}" for seed in range(60))


@cache
def scene(name: str) -> Scene:
    if name.startswith("random"):
        return scene_of(random_diagram(int(name.split()[1])))
    model = lg.read(ROOT / "models" / name / "model.yaml")
    return boundary_scene(
        model.prepared, numbers_of(model.prepared, model.prepared.base[None, :])
    )


@cache
def drawing(name: str, lang: str, has_amounts: bool = False) -> Drawing:
    return process_flow_drawing(
        scene(name),
        lang,
        has_amounts=has_amounts,  # type: ignore[arg-type]
    )


ALL = [
    *((name, lang, False) for name in MODELS for lang in ("zh", "en", "both")),
    *((name, "both", True) for name in MODELS),
    *((name, "en", i % 3 == 0) for i, name in enumerate(RANDOM)),
]
every_figure = pytest.mark.parametrize(("name", "lang", "has_amounts"), ALL)


def chips(figure: Drawing) -> list[Box]:
    """Boxes of chips; the upright extent of the leaning ones in their middle."""
    leaning = [
        extent(shape)
        for shape in figure.shapes
        if isinstance(shape, Curve) and shape.role.startswith(("chip", "legend"))
    ]
    return [*figure.boxes("chip"), *figure.boxes("legend"), *leaning]


def extent(curve: Curve) -> Box:
    xs = [x for piece in curve.pieces for x, _ in piece]
    ys = [y for piece in curve.pieces for _, y in piece]
    return Box(
        x=min(xs),
        y=min(ys),
        width=max(xs) - min(xs),
        height=max(ys) - min(ys),
        role=curve.role,
    )


def solid(figure: Drawing) -> list[Box]:
    roles = ("process", "label", "product")
    return [*chips(figure), *(box for role in roles for box in figure.boxes(role))]


def lines(figure: Drawing) -> list[tuple[str, checks.Piece]]:
    """Straight pieces of everything that is a line, with its role."""
    found = [(a.role, p) for a in checks.arrows(figure) for p in pairwise(a.points)]
    for shape in figure.shapes:
        if isinstance(shape, Curve) and shape.role.startswith("line"):
            found += [(shape.role, p) for q in shape.pieces for p in pairwise(q)]
    return found


# ------------------------------------------------------------------------- the figure


@every_figure
def test_nothing_overlaps(name: str, lang: str, has_amounts: bool) -> None:
    figure = drawing(name, lang, has_amounts)
    assert checks.overlapping_boxes(solid(figure)) == []
    assert checks.overlapping_texts(figure) == []
    across = checks.texts_across(figure, solid(figure))
    assert [pair for pair in across if not BADGE.fullmatch(pair[0])] == []
    assert checks.texts_off_the_page(figure) == []


@every_figure
def test_no_line_runs_through_a_box_but_behind_its_own_label(
    name: str, lang: str, has_amounts: bool
) -> None:
    figure = drawing(name, lang, has_amounts)
    assert [
        (role, box.role)
        for role, (a, b) in lines(figure)
        for box in solid(figure)
        if checks.cuts(a, b, _upright_part(box))
        and role != box.role.replace("label", "flow")
    ] == []


@every_figure
def test_no_line_runs_over_text(name: str, lang: str, has_amounts: bool) -> None:
    assert checks.erased_texts(drawing(name, lang, has_amounts)) == []


@pytest.mark.parametrize("seed", [3, 15, 18, 104, 114, 117])
def test_no_line_runs_over_the_name_of_a_stage(seed: int) -> None:
    figure = process_flow_drawing(scene_of(random_diagram(seed)), "both")
    assert checks.erased_texts(figure) == []


def _upright_part(box: Box) -> Box:
    """A chip without the corners that lean out of its place."""
    if not box.role.startswith(("chip:material", "legend:material")):
        return box
    return Box(
        x=box.x + 9, y=box.y, width=box.width - 18, height=box.height, role=box.role
    )


@every_figure
def test_no_two_arrows_between_steps_share_a_line(
    name: str, lang: str, has_amounts: bool
) -> None:
    figure = drawing(name, lang, has_amounts)
    flows = [a for a in checks.arrows(figure) if a.role.startswith(("flow", "refer"))]
    kept = replace(figure, shapes=tuple(flows))
    assert checks.shared_lines(kept, lambda arrow: arrow.role) == []
    assert checks.slanted(figure) == []


@every_figure
def test_lines_of_different_kinds_do_not_run_on_each_other(
    name: str, lang: str, has_amounts: bool
) -> None:
    found = lines(drawing(name, lang, has_amounts))
    sides = [(r, p) for r, p in found if not r.startswith(("flow", "reference"))]
    assert [
        (one, other)
        for i, (one, a) in enumerate(sides)
        for other, b in sides[i + 1 :]
        if kind(one) != kind(other) and checks.run_together(a, b)
    ] == []


def kind(role: str) -> str:
    return role.removeprefix("line:").split(":")[0]


@every_figure
def test_every_step_and_all_that_enters_or_leaves_is_shown(
    name: str, lang: str, has_amounts: bool
) -> None:
    figure, shown = drawing(name, lang, has_amounts), scene(name)
    language = "en" if lang == "en" else "zh"
    text = "".join(checks.written(words) for words in checks.texts(figure))
    seen = text.replace(" ", "")
    foreground = [node for node in shown.processes if not node.is_utility]
    names = [node.name.get(language) for node in foreground]
    names += [
        row.name.get(language)
        for node in foreground
        for row in (*node.inputs, *node.entering, *node.treatments, *node.leaving)
        if row.partner != node.id
    ]
    names += [item.name.get(language) for flow in shown.flows for item in flow.items]
    assert [n for n in names if n.replace(" ", "") not in seen] == []


# ------------------------------------------------------------------------- stability


@pytest.mark.parametrize("name", [*MODELS, *RANDOM[:6]])
def test_the_same_scene_gives_the_same_bytes(name: str) -> None:
    again = process_flow_drawing(scene(name), "zh")
    assert to_svg(again) == to_svg(drawing(name, "zh"))


@pytest.mark.parametrize("seed", range(6))
def test_without_amounts_another_amount_changes_nothing(seed: int) -> None:
    text = random_diagram(seed)
    changed = text.replace("oil: {amount: 1 kg", "oil: {amount: 7 kg")
    one, other = (process_flow_drawing(scene_of(t), "en") for t in (text, changed))
    assert to_svg(one) == to_svg(other)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_stays_in_its_box(name: str) -> None:
    quoted = '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
    text = random_diagram(8)
    for step in range(3):
        text = text.replace(f"第 {step} 道工序 | Step {step} of the process", quoted)
    text = text.replace("oil: {per", f"oil: {{name: {quoted}, per")
    figure = process_flow_drawing(scene_of(text), "both")
    ET.fromstring(to_svg(figure))
    assert "<script" not in to_svg(figure)
    assert checks.overlapping_texts(figure) == []
    across = checks.texts_across(figure, solid(figure))
    assert [pair for pair in across if not BADGE.fullmatch(pair[0])] == []


# ------------------------------------------------------------------- what it shows


def test_kinds_are_told_apart_without_colour() -> None:
    # By outline (leaning, rounded, plain, heavy), frame and dashes of the line; what
    # leaves free of burden or for credit looks the same on purpose.
    cues = {
        kind: (
            {"material": "leaning", "energy": "rounded"}.get(kind, "plain"),
            look.frame,
            look.line,
            look.width,
            look.fill == "#FFFFFF",
        )
        for kind, look in LOOKS.items()
        if kind != "credit"
    }
    assert len(set(cues.values())) == len(cues)


def test_the_guides_three_kinds_have_their_colours_and_lines() -> None:
    figure = drawing("aluminium_profile", "zh")
    found = {
        role: (arrow.colour, arrow.dashes)
        for arrow in checks.arrows(figure)
        for role in [kind(arrow.role)]
    }
    material, energy, waste = found["material"], found["energy"], found["waste"]
    assert material[1] == ""  # solid
    assert energy[1] != waste[1] != ""
    assert len({material[0], energy[0], waste[0]}) == 3


MIXED = """
lcagraph: 1
reference: {product: part, amount: 1 kg}
processes:
  press:
    name: 压制 | Pressing
    stage: production
    outputs: {part: 1 kg}
    inputs: {sheet: 1 kg, sheet_too: {from: sheet, amount: 1 kg}, power: 1 kWh,
             steam: 1 MJ}
  power_mix: {kind: mix, outputs: {power: 1 kWh}, inputs: {grid: 1 kWh}}
  steam_mix: {kind: mix, outputs: {steam: 1 MJ}, inputs: {boiler_steam: 1 MJ}}
  boiler:
    name: 锅炉 | Boiler
    stage: production
    outputs: {boiler_steam: 1 MJ}
    inputs: {grid: 1 kWh}
    emissions: {co2_fossil: 1 g}
factors:
  sheet: {name: 板材 | Sheet, per: 1 kg, co2e: 1 kg, kind: material,
          boundary: cradle_to_gate, gwp: ipcc-ar6-gwp100}
  grid: {name: 电网 | Grid, per: 1 kWh, co2e: 1 kg, kind: electricity,
         boundary: cradle_to_gate, gwp: ipcc-ar6-gwp100}
"""


def test_a_mix_that_only_buys_is_dissolved_and_one_that_is_fed_stays() -> None:
    steps = steps_of(scene_of(MIXED))
    ids = [node.id for node in steps.scene.processes]
    assert sorted(ids) == ["boiler", "press", "steam_mix"]
    assert ids.index("boiler") < ids.index("steam_mix") < ids.index("press")
    assert {(f.source, f.target) for f in steps.scene.flows} == {
        ("boiler", "steam_mix"),
        ("steam_mix", "press"),
    }


@pytest.mark.parametrize("name", [*MODELS, *RANDOM])
def test_letters_begin_at_a_and_leave_none_out(name: str) -> None:
    steps = steps_of(scene(name))
    badges = [n.connector for n in steps.scene.processes if n.connector]
    assert badges == list("ABCDEFGHIJKLMNOPQRSTUVWXYZ")[: len(badges)]
    assert {c.letter for found in steps.chips for c in found} <= {"", *badges}


def test_what_enters_stands_once_under_its_kind() -> None:
    steps = steps_of(scene_of(MIXED))
    place = [node.id for node in steps.scene.processes].index("press")
    found = [(chip.kind, chip.name.en) for chip in steps.chips[place]]
    assert found == [("material", "Sheet"), ("energy", "power")]


def test_stages_are_banded_only_where_there_are_several() -> None:
    assert drawing("aluminium_profile", "zh").boxes("band") == []
    bands = drawing("polyester_jacket", "zh").boxes("band")
    assert [box.role.split(":")[1] for box in bands] == [
        "raw_materials",
        "production",
        "use",
    ]


def test_amounts_are_shown_on_request_only() -> None:
    def shown(has_amounts: bool) -> str:
        figure = drawing("pp_crate", "zh", has_amounts)
        return " ".join(checks.written(words) for words in checks.texts(figure))

    assert "2.11" in shown(True)
    assert "2.11" not in shown(False)


def test_what_enters_stands_left_of_the_steps_and_what_leaves_right() -> None:
    figure = drawing("steel_part", "en")
    steps = figure.boxes("process")
    left = [b for b in chips(figure) if b.role in {f"chip:{k}" for k in LEFT}]
    right = [b for b in chips(figure) if b.role in {f"chip:{k}" for k in RIGHT}]
    assert max(b.right for b in left) < min(b.x for b in steps)
    assert min(b.x for b in right) > max(b.right for b in steps)


def test_the_description_names_steps_and_what_passes() -> None:
    description = drawing("pp_crate", "en").description
    assert all(
        name in description for name in ("Injection moulding", "Polypropylene", "CO2")
    )


def test_an_impatient_user_is_told_so() -> None:
    with pytest.raises(UsageError) as error:
        process_flow_drawing(scene("steel_part"), "zh", time_limit=1e-6)
    assert error.value.finding.code == "E751"


# -------------------------------------------------------------------------- its parts


def chip(kind_: str) -> MeasuredChip:
    made = Chip(kind=kind_, name=Text("料", "stuff"), amount=None)  # type: ignore[arg-type]
    return measured_chip(made, "en", has_amount=False)


@pytest.mark.parametrize(
    ("materials", "energies", "height"),
    [(1, 6, 44.0), (6, 1, 44.0), (3, 3, 60.0), (1, 1, 44.0), (5, 0, 44.0)],
)
def test_lines_meet_a_step_apart_and_cross_no_other(
    materials: int, energies: int, height: float
) -> None:
    stack = [chip("material")] * materials + [chip("energy")] * energies
    combs = combs_of(stack, height)
    places = [comb.at_step for comb in combs]
    assert all(b - a >= APART - 1e-9 for a, b in pairwise(places))
    assert all(abs(place) <= height / 2 for place in places)
    for comb in combs:
        low, high = (f([comb.at_step, *comb.middles]) for f in (min, max))
        nearer = [other for other in combs if other.bus > comb.bus]
        crossed = [y for other in nearer for y in other.middles if low < y < high]
        assert crossed == []


def test_arrows_are_drawn_on_a_ground_that_lifts_them() -> None:
    figure = drawing("aluminium_profile", "zh")
    flow = next(a for a in checks.arrows(figure) if a.role.startswith("flow"))
    grounds = [
        s for s in figure.shapes if isinstance(s, Curve) and s.pieces == (flow.points,)
    ]
    assert isinstance(flow, Arrow)
    assert [ground.stroke_width > flow.width for ground in grounds] == [True]
