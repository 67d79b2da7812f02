"""Sankey diagrams: ribbons as wide as burden, text that touches nothing."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations
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
)
from small_models import factor, model, works

from lcagraph.burden_flows import BurdenFlows
from lcagraph.burden_flows.flows import REFERENCE
from lcagraph.contribution_network import network_drawing
from lcagraph.drawing.shapes import Box, Curve, Drawing, Ribbon
from lcagraph.drawing.svg import to_svg
from lcagraph.sankey import sankey_drawing
from lcagraph.sankey.labels import share_text
from lcagraph.sankey.stacking import GAP, Block, stacked

Plain = Any

PICTURES = [
    *(
        (name, level, lang)
        for name in MODELS
        for level in ("process", "stage", "item")
        for lang in ("zh", "en", "both")
    ),
    *((f"random {seed}", "process", "en") for seed in SEEDS),
    *((f"random {seed}", "stage", "en") for seed in list(SEEDS)[:10]),
]
every_picture = pytest.mark.parametrize(("name", "level", "lang"), PICTURES)


def drawing(name: str, level: Any, lang: Any) -> Drawing:
    return sankey_drawing(flows_of(read(name), level), lang)


def bars(figure: Drawing) -> dict[str, Box]:
    """Bar of each node, by its id."""
    return {box.role.removeprefix("bar:"): box for box in figure.boxes("bar")}


def thickness(ribbon: Ribbon) -> float:
    """Height of a ribbon where its outline begins and ends. [px]"""
    return abs(ribbon.steps[-1][-1][1] - ribbon.start[1])


# ---------------------------------------------------------------------- what it shows


@every_picture
def test_no_text_touches_another(name: str, level: str, lang: str) -> None:
    assert overlapping_texts(drawing(name, level, lang)) == []


@every_picture
def test_everything_lies_on_the_page(name: str, level: str, lang: str) -> None:
    assert outside_the_page(drawing(name, level, lang)) == []


@every_picture
def test_no_bar_touches_another(name: str, level: str, lang: str) -> None:
    found = drawing(name, level, lang).boxes("bar")
    assert [(a.role, b.role) for a, b in combinations(found, 2) if a.overlaps(b)] == []


@every_picture
def test_no_text_runs_over_a_bar(name: str, level: str, lang: str) -> None:
    figure = drawing(name, level, lang)
    found = figure.boxes("bar")
    lines = [shape for shape in figure.shapes if hasattr(shape, "extent")]
    assert [
        bar.role for bar in found for line in lines if line.extent.overlaps(bar)
    ] == []


@pytest.mark.parametrize("level", ["process", "stage", "item"])
@pytest.mark.parametrize("name", MODELS)
def test_bars_and_ribbons_are_as_high_as_their_burden(name: str, level: Any) -> None:
    flows = flows_of(read(name), level)
    figure = sankey_drawing(flows, "en")
    found = bars(figure)
    scale = found[REFERENCE].height / flows.net
    passing: dict[str, float] = defaultdict(float)
    for flow in flows.flows:
        is_turned = flow.amount < 0
        ends = (flow.target, flow.source) if is_turned else (flow.source, flow.target)
        passing[f"out {ends[0]}"] += abs(flow.amount)
        passing[f"in {ends[1]}"] += abs(flow.amount)
    for id_, bar in found.items():
        amount = max(passing[f"in {id_}"], passing[f"out {id_}"])
        assert bar.height == pytest.approx(max(amount * scale, 1.2), rel=1e-9)
    wide = {
        tuple(sorted(r.role.partition(":")[2].split("→"))): thickness(r)
        for r in ribbons(figure)
    }
    sums: dict[tuple[str, ...], float] = defaultdict(float)
    for flow in flows.flows:
        sums[tuple(sorted((flow.source, flow.target)))] += abs(flow.amount)
    # two nodes that are linked both ways have two ribbons; the shipped pairs have one
    for pair, width in wide.items():
        assert width <= sums[pair] * scale * (1 + 1e-9)


def credit_case() -> BurdenFlows:
    """5 kg of its own, less 1 kg for half a kWh of heat that it replaces."""
    return flows_of(
        model(
            {
                "works": works(
                    outputs={
                        "goods": "1 kg",
                        "warmth": {"amount": "0.5 kWh", "substitutes": "heat"},
                    },
                    emissions={"co2_fossil": "5 kg"},
                )
            },
            {"heat": factor(2, "1 kWh", kind="heat")},
        )
    )


def test_a_credit_leaves_to_the_right_hatched_and_the_sums_are_told() -> None:
    figure = sankey_drawing(credit_case(), "en")
    found = bars(figure)
    assert found["works"].x < found["credit:heat"].x
    assert found["works"].height == pytest.approx(
        found[REFERENCE].height + found["credit:heat"].height
    )
    (ribbon,) = [r for r in ribbons(figure) if r.role == "turned:works→credit:heat"]
    assert ribbon.dashes
    hatches = [s for s in figure.shapes if isinstance(s, Curve) and len(s.pieces) > 3]
    assert hatches
    text = said(figure).replace("\n", " ")
    assert "Emissions 5, removals and credits −1, net 4" in text
    assert "−25.0\u00a0%" in text  # −1 of 4
    assert "125.0\u00a0%" in text  # 5 of 4


def test_a_return_runs_below_all_bars() -> None:
    figure = drawing("caustic_soda", "process", "zh")
    lowest = max(bar.bottom for bar in figure.boxes("bar"))
    (back,) = [
        r for r in ribbons(figure) if r.role == "ribbon:anolyte_circuit→brine_station"
    ]
    points = [step[-1] for step in back.steps]
    assert max(y for _, y in points) > lowest
    found = bars(figure)
    assert found["brine_station"].x < found["anolyte_circuit"].x


@pytest.mark.parametrize("draw", [sankey_drawing, network_drawing])
def test_a_process_of_a_loop_has_one_share_in_every_figure(draw: Any) -> None:
    # 1 kg goods takes 0.5 kg parts, 1 kg parts 0.5 kg goods; 3 and 1 kg of their own:
    # runs 4/3 and 2/3, footprint 4 + 2/3 = 14/3. Without the parts' own burden and
    # what they draw it would be 3: they carry 5/3 of 14/3 = 35.7 %. Each kg of parts
    # holds 10/3, so 20/9 passes their bar, 47.6 %: that counts the loop again.
    flows = flows_of(
        model(
            {
                "works": works(inputs={"parts": "0.5 kg"}, emissions=own(3)),
                "maker": works(
                    outputs={"parts": "1 kg"},
                    inputs={"goods": "0.5 kg"},
                    emissions=own(1),
                ),
            }
        )
    )
    assert flows.net == pytest.approx(14 / 3, rel=1e-12)
    text = said(draw(flows, "en"))
    assert "35.7\u00a0%" in text
    assert "47.6" not in text


def own(kg: float) -> dict[str, str]:
    """Direct emissions. [kgCO2e]"""
    return {"co2_fossil": f"{kg} kg"}


@pytest.mark.parametrize(("last", "is_told"), [("use", True), ("raw_materials", False)])
def test_percentages_of_stages_that_add_up_to_less_are_told_to_be_rounded(
    last: str, is_told: bool
) -> None:
    # 1 kg in each of three processes, by item: one source of 100.0 %. Three stages
    # have 33.3 % each, in sum 99.9 %; two have 66.7 % and 33.3 %, in sum 100.0 %
    stages = {"first": "raw_materials", "second": "production", "works": last}
    processes: dict[str, Plain] = {
        id_: {"stage": stage, "outputs": {f"made_{id_}": "1 kg"}, "emissions": own(1)}
        for id_, stage in stages.items()
    }
    processes["works"] |= {
        "outputs": {"goods": "1 kg"},
        "inputs": {"made_first": "1 kg", "made_second": "1 kg"},
    }
    text = said(sankey_drawing(flows_of(model(processes), "item"), "en"))
    assert ("33.3\u00a0%" in text, "100.0\u00a0%" in text) == (True, True)
    assert ("rounded one by one" in text.replace("\n", " ")) == is_told


@pytest.mark.parametrize(
    ("share", "text"), [(0.0004, "< 0.1 %"), (-0.0004, "> −0.1 %"), (0.0, "0.0 %")]
)
def test_shares_that_round_to_nothing_keep_their_sign(share: float, text: str) -> None:
    flows = credit_case()  # 4 kg
    assert share_text(flows, 4 * share).replace("\u00a0", " ") == text


def test_what_is_folded_is_told_with_its_number() -> None:
    figure = drawing("aluminium_profile", "process", "zh")
    assert "不足碳足迹 0.5\u00a0% 的各项并入" in said(figure)
    found = flows_of(read("aluminium_profile"))
    rests = [n for n in found.nodes if n.kind == "rest" and len(n.members) > 1]
    assert rests
    for rest in rests:
        assert f"其余 {len(rest.members)} 项" in said(figure)


def test_the_description_names_the_footprint_and_the_largest_sources() -> None:
    figure = sankey_drawing(credit_case(), "en")
    assert "by process" in figure.description
    assert "4 kgCO2e" in figure.description
    assert "works: direct emissions 125.0" in figure.description


def test_a_model_without_burden_says_so() -> None:
    figure = sankey_drawing(flows_of(model({"works": works()})), "en")
    assert "No burden flows" in said(figure)
    assert elements(figure)


def test_a_footprint_below_zero_is_told_in_kilograms() -> None:
    of = model({"works": works(removals={"co2_biogenic": "2 kg"})})
    text = said(sankey_drawing(flows_of(of), "en"))
    assert "%" not in text.replace("0.5\u00a0%", "")
    assert "−2\u00a0kg" in text


@pytest.mark.parametrize("lang", ["zh", "en", "both"])
def test_the_same_model_gives_the_same_bytes(lang: Any) -> None:
    of = read("caustic_soda")
    first, second = (to_svg(sankey_drawing(flows_of(of), lang)) for _ in range(2))
    assert first == second


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_names_break_nothing(text: str) -> None:
    process = works(name=text, inputs={"resin": "2 kg"})
    of = model({"works": process}, {"resin": factor(3, name=text)})
    for level in ("process", "stage"):
        figure = sankey_drawing(flows_of(of, level), "both")  # type: ignore[arg-type]
        assert "script" not in elements(figure)
        assert overlapping_texts(figure) == []
        assert outside_the_page(figure) == []


# --------------------------------------------------------------------------- stacking


def test_blocks_stand_where_they_are_pulled_unless_they_would_overlap() -> None:
    block = Block(height=10, above=0, below=0, is_text=True)
    columns = [{"a": block, "b": block}, {"end": block}]
    # both want the same place beside the end: they share it, a gap apart
    pulls = [{}, {"a": [("end", 0.0, 1.0)], "b": [("end", 0.0, 1.0)]}]
    tops = stacked(columns, pulls)
    assert tops["b"] - tops["a"] == pytest.approx(10 + GAP)
    assert (tops["a"] + tops["b"]) / 2 == pytest.approx(tops["end"])
