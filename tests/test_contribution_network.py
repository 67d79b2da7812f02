"""Contribution networks: own and cumulative shares, and a rest that completes them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, pairwise
from math import hypot
from typing import Any

import pytest
from burden_pictures import (
    HOSTILE,
    MODELS,
    SEEDS,
    elements,
    flows_of,
    outside_the_page,
    overlapping_texts,
    read,
    ribbons,
    said,
    texts,
)
from small_models import factor, model, works

import lcagraph as lg
from lcagraph.contribution_network import network_drawing
from lcagraph.contribution_network.boxes import STEPS
from lcagraph.contribution_network.links import least_room
from lcagraph.drawing.shapes import WHITE, Box, Drawing, Point, Ribbon
from lcagraph.drawing.svg import to_svg

Plain = Any

PICTURES = [
    *((name, lang) for name in MODELS for lang in ("zh", "en", "both")),
    *((f"random {seed}", "en") for seed in SEEDS),
]
every_picture = pytest.mark.parametrize(("name", "lang"), PICTURES)


def drawing(name: str, lang: Any) -> Drawing:
    return network_drawing(flows_of(read(name)), lang)


def nodes(figure: Drawing) -> dict[str, Box]:
    return {box.role.removeprefix("node:"): box for box in figure.boxes("node")}


# ---------------------------------------------------------------------- what it shows


@every_picture
def test_no_text_touches_another(name: str, lang: str) -> None:
    assert overlapping_texts(drawing(name, lang)) == []


@every_picture
def test_everything_lies_on_the_page(name: str, lang: str) -> None:
    assert outside_the_page(drawing(name, lang)) == []


@every_picture
def test_no_two_boxes_overlap(name: str, lang: str) -> None:
    figure = drawing(name, lang)
    found = [*figure.boxes("node"), *figure.boxes("rest")]
    assert [(a.role, b.role) for a, b in combinations(found, 2) if a.overlaps(b)] == []


@every_picture
def test_text_stays_in_its_box(name: str, lang: str) -> None:
    figure = drawing(name, lang)
    for box in (*figure.boxes("node"), *figure.boxes("rest")):
        inside = [w.extent for w in texts(figure) if w.extent.overlaps(box)]
        assert inside
        assert all(box.encloses(extent) for extent in inside)


def chain() -> lg.Model:
    """Resin 6, dye 0.02, power 2 and 2 of the works itself: 10.02 kg."""
    return model(
        {
            "works": works(
                inputs={"melt": "1 kg", "power": "2 kWh", "dye": "0.01 kg"},
                emissions={"co2_fossil": "2 kg"},
            ),
            "extruder": {
                "stage": "production",
                "outputs": {"melt": "1 kg"},
                "inputs": {"resin": "2 kg"},
            },
        },
        {"resin": factor(3), "power": factor(1, "1 kWh"), "dye": factor(2)},
    )


def test_boxes_tell_own_and_cumulative_shares_and_the_rest() -> None:
    text = said(network_drawing(flows_of(chain()), "en")).replace("\u00a0", " ")
    lines = text.split("\n")
    assert "59.9 %" in lines  # resin: 6 / 10.02
    assert lines[lines.index("extruder") + 1] == "own 0.0 %  cumulative 59.9 %"
    # the works emits 2 itself, 0.1996; everything passes it
    at = lines.index("works")
    assert " ".join(lines[at + 1 : at + 3]).split() == [
        *("own", "20.0", "%", "cumulative", "100.0", "%")
    ]
    assert "1 further, each below 0.5 %" in " ".join(lines)
    assert "0.2 %" in lines  # dye: 0.02 / 10.02


def test_the_caption_tells_of_a_rest_only_where_there_is_one() -> None:
    # 1 kg less 0.001: a removal of 0.1 %, told in the box of its own process
    alone = works(emissions={"co2_fossil": "1 kg"}, removals={"co2_biogenic": "1 g"})
    figure = network_drawing(flows_of(model({"works": alone})), "en")
    assert figure.boxes("rest") == []
    assert "its sum stands below" not in said(figure).replace("\n", " ")
    with_rest = network_drawing(flows_of(chain()), "en")
    assert "its sum stands below" in said(with_rest).replace("\n", " ")


def test_a_process_without_a_box_whose_own_flows_are_large_is_in_the_rest() -> None:
    # the field emits 10 kg and takes up 9.9 kg: 0.1 kg of 10.1 kg, 1.0 %, below 5 %
    field = {
        "stage": "raw_materials",
        "outputs": {"crop": "1 kg"},
        "emissions": {"co2_fossil": "10 kg"},
        "removals": {"co2_biogenic": "9.9 kg"},
    }
    main = works(inputs={"crop": "1 kg"}, emissions={"co2_fossil": "10 kg"})
    flows = flows_of(model({"works": main, "field": field}), threshold=0.05)
    figure = network_drawing(flows, "en")
    assert set(nodes(figure)) == {"works", ":reference"}
    (rest,) = figure.boxes("rest")
    inside = [words for words in texts(figure) if rest.encloses(words.extent)]
    told = "".join(span.text for words in inside for span in words.line)
    assert "1.0\u00a0%" in told


def test_shares_are_named_in_both_languages_where_names_are() -> None:
    text = said(network_drawing(flows_of(chain()), "both")).replace("\u00a0", " ")
    assert {"自身 own 0.0 %", "累计 cumulative 59.9 %"} <= set(text.split("\n"))


def test_own_shares_and_the_rest_are_the_whole_footprint() -> None:
    for name in MODELS:
        flows = flows_of(read(name), threshold=0.02)
        shown = {n.id for n in flows.nodes if n.kind in ("process", "factor", "credit")}
        own = sum(n.direct for n in flows.nodes if n.id in shown)
        left = sum(
            amount for owner, amount in flows.folded.values() if owner not in shown
        )
        assert own + left == pytest.approx(flows.net, rel=1e-9)


def test_boxes_are_the_darker_the_more_they_emit() -> None:
    found = nodes(network_drawing(flows_of(chain()), "en"))
    by_share = {least: fill for least, fill, _ in STEPS}
    assert found["resin"].fill == by_share[0.40]
    assert found["works"].fill == by_share[0.15]
    assert found["extruder"].fill == WHITE

    def light(colour: str) -> float:
        red, green, blue = (int(colour[n : n + 2], 16) for n in (1, 3, 5))
        return 0.299 * red + 0.587 * green + 0.114 * blue  # luma of ITU-R BT.601

    grey = [light(fill) for _, fill, _ in STEPS]
    # each step at least 20 of 256 greys lighter than the one before
    assert all(b - a >= 20 for a, b in pairwise(grey))


def test_links_are_as_wide_as_what_they_carry() -> None:
    found = {r.role: r for r in ribbons(network_drawing(flows_of(chain()), "en"))}

    def width(role: str) -> float:
        ribbon = found[role]
        return abs(ribbon.steps[-1][-1][1] - ribbon.start[1])

    whole = width("ribbon:works→:reference")
    assert width("ribbon:extruder→works") / whole == pytest.approx(6 / 10.02)


def _points(start: Point, steps: Sequence[tuple[Point, ...]]) -> list[Point]:
    """Points of lines and cubic curves."""
    found = [start]
    for step in steps:
        (x0, y0), (x3, y3) = found[-1], step[-1]
        (x1, y1), (x2, y2) = step[:2] if len(step) == 3 else ((x0, y0), (x3, y3))
        for t in (n / 24 for n in range(1, 25)):
            a, b, c, d = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3
            x, y = (
                a * x0 + b * x1 + c * x2 + d * x3,
                a * y0 + b * y1 + c * y2 + d * y3,
            )
            found.append((x, y))
    return found


def _distance(point: Point, line: Sequence[Point]) -> float:
    """Least distance of a point from a line of many pieces."""
    found = []
    for (x0, y0), (x1, y1) in pairwise(line):
        dx, dy = x1 - x0, y1 - y0
        square = dx * dx + dy * dy
        along = (point[0] - x0) * dx + (point[1] - y0) * dy
        t = min(max(along / square, 0.0), 1.0) if square else 0.0
        found.append(hypot(point[0] - x0 - t * dx, point[1] - y0 - t * dy))
    return min(found)


def thinnest(ribbon: Ribbon) -> tuple[float, float]:
    """Width at its start, and the least distance of both its edges. [px]"""
    half = (len(ribbon.steps) - 1) // 2
    upper = _points(ribbon.start, ribbon.steps[:half])
    lower = _points(ribbon.steps[half][0], ribbon.steps[half + 1 :])
    width = abs(lower[-1][1] - ribbon.start[1])
    return width, min(_distance(point, lower) for point in upper)


def many_inputs() -> lg.Model:
    """Ten supplies of 1 … 10 kg: the outer ones are far from where they arrive."""
    names = {f"part{n}": n for n in range(1, 11)}
    inputs = {id_: f"{amount} kg" for id_, amount in names.items()}
    return model({"works": works(inputs=inputs)}, {id_: factor(1) for id_ in names})


@pytest.mark.parametrize("name", [*MODELS, "many inputs"])
def test_links_that_fall_steeply_are_no_thinner_than_where_they_run_level(
    name: str,
) -> None:
    of = many_inputs() if name == "many inputs" else read(name)
    figure = network_drawing(flows_of(of), "en")
    for ribbon in ribbons(figure):
        width, least = thinnest(ribbon)
        assert least >= 0.97 * width - 0.01, ribbon.role


@pytest.mark.parametrize("drop", [0.0, 10.0, 176.0, 3000.0])
def test_columns_leave_room_for_the_bends_of_a_wide_link(drop: float) -> None:
    room = least_room(26.0, drop)
    # r = W (W + √(W² + 4 D²)) / 8 D is half the width and 2 px of inner edge
    if drop:
        radius = room * (room + hypot(room, 2 * drop)) / (8 * drop)
        assert radius == pytest.approx(26.0 / 2 + 2.0)
    else:
        assert room == 0.0


def test_at_the_level_of_stages_direct_emissions_have_boxes_too() -> None:
    found = nodes(network_drawing(flows_of(chain(), "stage"), "en"))
    assert "emission:works" in found
    assert "stage:production" in found


@pytest.mark.parametrize("lang", ["zh", "en", "both"])
def test_the_same_model_gives_the_same_bytes(lang: Any) -> None:
    of = read("caustic_soda")
    first, second = (to_svg(network_drawing(flows_of(of), lang)) for _ in range(2))
    assert first == second


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_names_break_nothing(text: str) -> None:
    process = works(name=text, inputs={"resin": "2 kg"})
    of = model({"works": process}, {"resin": factor(3, name=text)})
    figure = network_drawing(flows_of(of), "both")
    assert "script" not in elements(figure)
    assert overlapping_texts(figure) == []
    assert outside_the_page(figure) == []


# ------------------------------------------------------------------------ large systems


def long_model(count: int) -> lg.Model:
    """A chain of processes that all pass the same burden on, 1 kg in each."""
    processes: dict[str, Plain] = {
        f"step{n}": {
            "stage": "production",
            "outputs": {f"made{n}": "1 kg"},
            "inputs": {f"made{n - 1}": "1 kg"} if n else {},
            "emissions": {"co2_fossil": "1 kg"},
        }
        for n in range(count)
    }
    reference = {"product": f"made{count - 1}", "amount": "1 kg"}
    return model(processes, reference=reference)


def test_a_system_too_large_to_show_is_cut_to_its_largest_nodes() -> None:
    flows = flows_of(long_model(400), threshold=0.0)
    figure = network_drawing(flows, "en")
    assert flows.net == pytest.approx(400)
    assert flows.capped == 800 - 150  # a process and its emissions each
    assert len(nodes(figure)) <= 151
    assert "650 nodes" in said(figure).replace("\n", " ")
    # each process emits, so each that has no box is one of those in the rest
    drawn = sum(id_.startswith("step") for id_ in nodes(figure))
    assert f"{400 - drawn} further nodes" in said(figure).replace("\n", " ")
