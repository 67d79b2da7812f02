"""The boundary figure is clean: nothing overlaps, nothing runs through a text."""

from __future__ import annotations

import random
from functools import cache
from itertools import combinations, pairwise
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

import lcagraph as lg
from lcagraph.calculate import numbers_of
from lcagraph.diagram.content import boundary_scene
from lcagraph.diagram.engine import TIME_LIMIT
from lcagraph.diagram.layout import lay_out
from lcagraph.diagram.order import MANY_CONSUMERS, connectors, drawing_order
from lcagraph.diagram.paint import paint
from lcagraph.diagram.routes import PORT_DISTANCE, Turn, spread, tracks
from lcagraph.drawing.fonts import FOLDER
from lcagraph.drawing.measure import Span, width_of, wrapped
from lcagraph.drawing.shapes import Arrow, Box, Drawing, Words
from lcagraph.drawing.subscripts import with_subscripts
from lcagraph.locate import folder

ROOT = Path(__file__).resolve().parents[1]
MODELS = sorted(path.parent.name for path in folder("models").glob("*/model.yaml"))
RANDOM = tuple(f"random {size}" for size in (2, 5, 9, 14, 20))

INSIDE = ("process", "inputs", "treatments", "label", "band")
OUTSIDE = (
    "leaving",
    "co_products",
    "credits",
    "entering",
    "product",
    "excluded",
)
TOUCHING = 0.5
"""Two edges nearer than this touch; they do not cut each other. [px]"""
SAME_LINE = 3.0
"""Parallel lines nearer than this look like one. [px]"""


def random_model(size: int) -> str:
    """A model with loops, co-products, utilities, wastes and removals."""
    dice = random.Random(size)
    stages = ("raw_materials", "production", "distribution", "use")
    lines = [
        "lcagraph: 1",
        f"reference: {{product: made{size - 1}, amount: 1 kg}}",
        "scope: {excluded: {x: {name: Others, basis: cut_off, reason: few}}}",
        "processes:",
    ]
    for i in range(size):
        is_mix = i % 7 == 4
        stage = stages[i * len(stages) // size]
        lines += [
            f"  step{i}:",
            f"    name: 第 {i} 道工序 | Step {i} of the process",
            "    kind: utility" if is_mix else f"    stage: {stage}",
            "    outputs:",
            f"      made{i}: 1 kg",
        ]
        if not is_mix and dice.random() < 0.4:
            lines += [f"      side{i}: 0.5 kg", "    allocation: {by: mass}"]
        inputs = {max(0, i - 1), *dice.sample(range(size), min(size, 2))} - {i}
        lines += ["    inputs:", "      oil: {amount: 1 kg, transport: {truck: 90 km}}"]
        lines += [
            f"      made{j}: {'0.3' if j < i else '0.02'} kg" for j in sorted(inputs)
        ]
        lines += ["    emissions: {co2_fossil: 1 kg}"] if dice.random() < 0.6 else []
        lines += ["    removals: {co2_biogenic: 1 g}"] if dice.random() < 0.3 else []
        if not is_mix and dice.random() < 0.4:
            lines += ["    waste: {rest: {amount: 0.1 kg, to: dump}}"]
    known = "co2e: 1 kg, gwp: ipcc-ar6-gwp100, boundary: cradle_to_grave"
    return "\n".join(
        [
            *lines,
            "factors:",
            f"  oil: {{per: 1 kg, kind: fuel, {known}}}",
            f"  truck: {{per: 1 t*km, kind: transport, {known}}}",
            f"  dump: {{per: 1 kg, kind: treatment, {known}}}",
        ]
    )


@cache
def drawing(name: str, lang: str) -> Drawing:
    if name.startswith("random"):
        model = lg.read_string(random_model(int(name.split()[1])))
    else:
        model = lg.read(ROOT / "models" / name / "model.yaml")
    numbers = numbers_of(model.prepared, model.prepared.base[None, :])
    scene = boundary_scene(model.prepared, numbers)
    return paint(lay_out(scene, lang, TIME_LIMIT))  # type: ignore[arg-type]


ALL = [
    *((name, lang) for name in MODELS for lang in ("zh", "en", "both")),
    *((name, "en") for name in RANDOM),
]
every_figure = pytest.mark.parametrize(("name", "lang"), ALL)


def solid(figure: Drawing) -> list[Box]:
    """Everything that takes up room of its own."""
    roles = (*INSIDE[:-1], *OUTSIDE)
    return [box for role in roles for box in figure.boxes(role)]


def arrows(figure: Drawing) -> list[Arrow]:
    return [shape for shape in figure.shapes if isinstance(shape, Arrow)]


def cuts(a: tuple[float, float], b: tuple[float, float], box: Box) -> bool:
    """Whether a horizontal or vertical piece of a line runs through a box."""
    (left, right), (top, bottom) = (sorted(pair) for pair in zip(a, b, strict=True))
    return (
        right > box.x + TOUCHING
        and left < box.right - TOUCHING
        and bottom > box.y + TOUCHING
        and top < box.bottom - TOUCHING
    )


def own_label(arrow: Arrow, box: Box) -> bool:
    """Whether a box is the label that an arrow passes behind."""
    owner = box.role.removeprefix("label:")
    return arrow.role in (owner, f"flow:{owner}")


# ------------------------------------------------------------------------- the figure


@every_figure
def test_the_boundary_encloses_all_processes_and_their_inputs(
    name: str, lang: str
) -> None:
    figure = drawing(name, lang)
    (boundary,) = figure.boxes("boundary")
    inside = [box for role in INSIDE for box in figure.boxes(role)]
    assert [box.role for box in inside if not boundary.encloses(box)] == []


@every_figure
def test_what_leaves_and_what_is_excluded_stands_outside(name: str, lang: str) -> None:
    figure = drawing(name, lang)
    (boundary,) = figure.boxes("boundary")
    outside = [box for role in OUTSIDE for box in figure.boxes(role)]
    assert [box.role for box in outside if boundary.overlaps(box)] == []
    assert {"product", "excluded"} <= {box.role for box in outside}


@every_figure
def test_no_two_boxes_overlap(name: str, lang: str) -> None:
    boxes = solid(drawing(name, lang))
    assert [(a.role, b.role) for a, b in combinations(boxes, 2) if a.overlaps(b)] == []


@every_figure
def test_no_arrow_runs_through_a_box_or_the_label_of_another(
    name: str, lang: str
) -> None:
    figure = drawing(name, lang)
    assert [
        (arrow.role, box.role)
        for arrow in arrows(figure)
        for a, b in pairwise(arrow.points)
        for box in solid(figure)
        if not own_label(arrow, box) and cuts(a, b, box)
    ] == []


@every_figure
def test_no_arrow_runs_through_a_text(name: str, lang: str) -> None:
    figure = drawing(name, lang)
    labels = figure.boxes("label")
    free = [
        words
        for words in figure.shapes
        if isinstance(words, Words)
        and not any(label.encloses(words.extent) for label in labels)
    ]
    assert [
        (arrow.role, words.line[0].text)
        for arrow in arrows(figure)
        for a, b in pairwise(arrow.points)
        for words in free
        if cuts(a, b, words.extent)
    ] == []


@every_figure
def test_no_two_flows_share_a_line(name: str, lang: str) -> None:
    flows = [
        (arrow.role, sorted(piece))
        for arrow in arrows(drawing(name, lang))
        if arrow.role.startswith(("flow", "reference"))
        for piece in pairwise(arrow.points)
    ]
    assert [
        (first[0], second[0])
        for first, second in combinations(flows, 2)
        if first[0] != second[0] and run_together(first[1], second[1])
    ] == []


def run_together(
    one: list[tuple[float, float]], other: list[tuple[float, float]]
) -> bool:
    """Whether two straight pieces lie on each other for more than a touch."""
    for along, across in ((0, 1), (1, 0)):
        flat = [piece[0][across] == piece[1][across] for piece in (one, other)]
        near = abs(one[0][across] - other[0][across]) < SAME_LINE
        start = max(one[0][along], other[0][along])
        end = min(one[1][along], other[1][along])
        if all(flat) and near and end - start > 2 * TOUCHING:
            return True
    return False


@every_figure
def test_every_text_lies_on_the_page(name: str, lang: str) -> None:
    figure = drawing(name, lang)
    page = Box(x=0, y=0, width=figure.width, height=figure.height)
    texts = [shape for shape in figure.shapes if isinstance(shape, Words)]
    assert [t.line[0].text for t in texts if not page.encloses(t.extent)] == []


@every_figure
def test_arrows_have_right_angles(name: str, lang: str) -> None:
    pieces = [
        piece
        for arrow in arrows(drawing(name, lang))
        for piece in pairwise(arrow.points)
    ]
    assert [(a, b) for a, b in pieces if a[0] != b[0] and a[1] != b[1]] == []


# -------------------------------------------------------------------------- its parts


def test_a_chinese_character_is_one_em_wide() -> None:
    assert width_of((Span(text="系统边界", size=10),)) == pytest.approx(40)


def test_latin_text_is_as_wide_as_in_the_font_that_comes_along() -> None:
    # As fontTools reads them: M, W and 1 of Noto Sans SC (812, 878, 555 per 1000 em)
    font = TTFont(FOLDER / "LcagraphSansSC-Regular.ttf")
    names = font.getBestCmap()
    widths = [font["hmtx"][names[ord(letter)]][0] for letter in "MW1"]
    assert width_of((Span(text="MW1", size=1000),)) == pytest.approx(sum(widths))


def test_emoji_and_letters_of_other_scripts_are_taken_to_be_wide() -> None:
    # No font is known to draw an emoji wider than 1.3 em, an Arabic letter than 0.75 em
    assert width_of((Span(text="😀", size=100),)) == pytest.approx(130)
    assert width_of((Span(text="س", size=100),)) == pytest.approx(75)


def test_a_long_text_is_broken_at_words_and_shortened() -> None:
    lines = wrapped([Span(text="one two three four five six", size=10)], 60, 2)
    first, last = ("".join(span.text for span in line) for line in lines)
    assert "one two three four".startswith(first.strip())
    assert last.endswith("…")
    assert all(width_of(line) <= 60 for line in lines)


@pytest.mark.parametrize("width", range(8, 200, 7))
def test_a_formula_is_not_broken_before_its_subscript(width: float) -> None:
    style = Span(text="", size=10)
    lines = wrapped(with_subscripts("per kg CO2, or kgCO2e per t", style), width, 99)
    assert not any(line[0].subscript for line in lines)
    written = " ".join("".join(span.text for span in line) for line in lines)
    assert written.split() == ["per", "kg", "CO2,", "or", "kgCO2e", "per", "t"]


@pytest.mark.parametrize("width", range(12, 90, 3))
def test_a_shortened_line_fits_whatever_its_last_piece_is(width: float) -> None:
    style = Span(text="", size=10)
    (line,) = wrapped(with_subscripts("emissions of CO2 and CH4", style), width, 1)
    assert width_of(line) <= width
    assert line[-1].text.endswith("…") or width > 100


def test_a_mark_never_begins_a_line() -> None:
    lines = wrapped([Span(text="熔铸，挤压，氧化，包装，运输", size=10)], 50, 9)
    assert not any(line[0].text.startswith("，") for line in lines)


def test_an_order_puts_suppliers_first_and_cuts_a_loop_once() -> None:
    order = drawing_order(
        "c",
        ["a", "b", "c"],
        suppliers={"c": ["b"], "b": ["a", "c"], "a": ["b"]},
        treatments={},
        rank={"a": 0, "b": 0, "c": 0},
    )
    assert order == ["a", "b", "c"]


def test_an_order_keeps_bands_together_and_appends_what_is_unused() -> None:
    order = drawing_order(
        "make",
        ["spare", "make", "dig", "burn"],
        suppliers={"make": ["dig"]},
        treatments={"make": ["burn"]},
        rank={"spare": 1, "make": 1, "dig": 0, "burn": 2},
    )
    assert order == ["dig", "make", "spare", "burn"]


def test_an_order_of_a_long_chain_needs_no_deep_stack() -> None:
    names = [f"p{i}" for i in range(5000)]
    order = drawing_order(
        names[-1],
        names,
        suppliers={b: [a] for a, b in pairwise(names)},
        treatments={},
        rank=dict.fromkeys(names, 0),
    )
    assert order == names


def test_mixes_and_what_many_need_get_letters() -> None:
    processes = {"mix": True, "idle_mix": True, "boiler": False, "mill": False}
    many = [("boiler", f"c{i}") for i in range(MANY_CONSUMERS)]
    found = connectors(processes, [("mix", "mill"), ("mill", "boiler"), *many])
    assert found == {"mix": "A", "boiler": "B"}


def test_letters_go_on_after_z() -> None:
    mixes = {f"m{i}": True for i in range(27)}
    found = connectors(mixes, [(mix, "x") for mix in mixes])
    assert (found["m25"], found["m26"]) == ("Z", "A1")


@pytest.mark.parametrize(
    "wanted", [[50.0], [0.0, 0.0, 0.0], [100.0, 100.0], [10.0, 12.0, 90.0]]
)
def test_ports_are_apart_and_within_their_box(wanted: list[float]) -> None:
    places = spread(wanted, 10.0, 90.0)
    assert all(b - a >= PORT_DISTANCE - 1e-9 for a, b in pairwise(places))
    assert min(places) >= 10.0
    assert max(places) <= 90.0


def test_two_turns_that_would_fall_together_are_put_in_the_other_order() -> None:
    # Lane 0 goes down at x = 50 after its turn, lane 1 comes down there before its own:
    # lane 1 must turn above lane 0.
    found = tracks([Turn(lane=0, top=0, bottom=50), Turn(lane=1, top=50, bottom=90)])
    assert found[1] < found[0]


def test_turns_that_do_not_meet_share_a_track() -> None:
    found = tracks([Turn(lane=0, top=0, bottom=50), Turn(lane=1, top=90, bottom=140)])
    assert found == {0: 0, 1: 0}
