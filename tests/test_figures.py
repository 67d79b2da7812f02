"""Which figure is drawn where nobody says, and what is refused."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
from burden_pictures import said
from picture_checks import overlapping_texts, texts_off_the_page
from small_models import errors, factor, model, works

import lcagraph as lg
from lcagraph.burden_flows import burden_flows
from lcagraph.burden_flows.flows import REFERENCE
from lcagraph.contribution_network import network_drawing
from lcagraph.contribution_network.boxes import drawn_nodes
from lcagraph.diagram.lanes import MOST_PLACES
from lcagraph.diagram.size import (
    LEAST_POINTS,
    MOST_DRAWN,
    MOST_LINES,
    style_for,
)
from lcagraph.drawing.files import point_size
from lcagraph.drawing.shapes import GREEN, Arrow, Drawing
from lcagraph.errors import Finding, ModelError, UsageError
from lcagraph.figures import Figure, Subject, figure_drawing


def drawn(subject: lg.Model, **figure: Any) -> Drawing:
    result = subject.solve()
    shown = Subject(
        prepared=result.prepared, numbers=result.numbers, footprint=lambda: result
    )
    return figure_drawing(shown, Figure(**figure))


@cache
def star(count: int) -> lg.Model:
    """One process takes from all others, each of which emits 1 kg."""
    parts = {
        f"maker{n}": works(
            outputs={f"part{n}": "1 kg"}, emissions={"co2_fossil": "1 kg"}
        )
        for n in range(1, count)
    }
    inputs = {f"part{n}": "1 kg" for n in range(1, count)}
    return model({"works": works(inputs=inputs), **parts})


@cache
def tangle(count: int) -> lg.Model:
    """Each process takes from the next, and from the one seven further."""
    parts = {}
    for n in range(count):
        taken = [m for m in (n + 1, n + 7) if m < count]
        parts[f"step{n}" if n else "works"] = works(
            outputs={f"part{n}" if n else "goods": "1 kg"},
            inputs={f"part{m}": "0.4 kg" for m in taken},
            emissions={"co2_fossil": "1 kg"},
        )
    return model(parts)


@pytest.mark.parametrize("count", [45, 100, 150])
@pytest.mark.parametrize("lang", ["zh", "both"])
def test_a_network_that_nobody_asked_for_can_be_read(count: int, lang: str) -> None:
    assert style_for(count) == "network"
    figure = drawn(star(count), lang=lang)
    assert point_size(figure) >= LEAST_POINTS
    # what was folded for it is told with its sum
    assert figure.boxes("rest") or not figure.boxes("node")


def test_a_network_asked_for_by_name_has_all_its_boxes() -> None:
    # 60 processes, and the reference flow
    assert len(drawn(star(60), style="network").boxes("node")) == 61


@pytest.mark.parametrize(
    ("ending", "options", "code"),
    [
        ("svg", {"style": "spine", "level": "stage"}, "E260"),
        ("svg", {"level": "stage"}, "E260"),
        ("svg", {"style": "network", "against": "x"}, "E260"),
        ("svg", {"style": "sankey", "has_amounts": True}, "E260"),
        ("svg", {"style": "cards", "threshold": 0.1}, "E260"),
        ("dot", {"style": "sankey"}, "E260"),
        ("dot", {"level": "item"}, "E260"),
        ("dot", {"style": "nonsense"}, "E759"),
        ("csv", {"style": "network", "level": "item"}, "E260"),
    ],
)
def test_an_option_that_changes_nothing_is_refused(
    tmp_path: Path, ending: str, options: dict[str, Any], code: str
) -> None:
    with pytest.raises(UsageError) as error:
        star(3).draw(tmp_path / f"figure.{ending}", **options)
    assert error.value.finding.code == code


@pytest.mark.parametrize(
    ("ending", "options"),
    [
        ("svg", {"style": "sankey", "level": "stage", "threshold": 0.1}),
        ("svg", {"style": "network", "threshold": 0.1}),
        ("svg", {"style": "flow", "has_amounts": True}),
        ("dot", {"style": "cards"}),
        ("dot", {}),
        ("csv", {"level": "item"}),
    ],
)
def test_an_option_of_the_style_is_taken(
    tmp_path: Path, ending: str, options: dict[str, Any]
) -> None:
    assert star(3).draw(tmp_path / f"figure.{ending}", **options)


@pytest.mark.parametrize("style", ["network", "sankey"])
def test_a_footprint_of_exactly_zero_still_leads_to_the_product(style: str) -> None:
    # 1 kg of a by-product replaces the 1 kg of ore that is taken: 2 − 2 = 0 kg
    by = {"amount": "1 kg", "substitutes": {"product": "ore", "ratio": 1, "why": "x"}}
    zero = model(
        {"works": works(outputs={"goods": "1 kg", "by": by}, inputs={"ore": "1 kg"})},
        {"ore": factor(2)},
    )
    assert zero.solve().total == 0
    figure = drawn(zero, style=style, lang="en")
    roles = {box.role for kind in ("node", "bar") for box in figure.boxes(kind)}
    assert any(role.endswith(REFERENCE) for role in roles)
    assert "0\u00a0kgCO2e" in said(figure)


def test_boxes_and_rest_are_the_footprint_though_a_process_had_no_room() -> None:
    # the works and what the maker emits have a node, but the maker that would show it
    result = star(2).solve()
    flows = burden_flows(result.prepared, result.numbers, threshold=0, most=2)
    assert "emission:maker1" in {node.id for node in flows.nodes}
    assert "maker1" not in {node.id for node in flows.nodes}
    assert sum(node.direct for node in drawn_nodes(flows)) == 0
    assert flows.net == 1
    (rest,) = network_drawing(flows, "en").boxes("rest")
    assert rest.width > 0
    assert "100.0\u00a0%" in said(network_drawing(flows, "en"))


@pytest.mark.parametrize("style", ["spine", "flow"])
def test_arrows_of_a_large_figure_lie_side_by_side(
    style: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # 53 arrows pass six rows, with 13 places each and two ends
    assert MOST_PLACES < 53 * 13

    def never(*_: object) -> dict[str, tuple[float, float]]:
        raise AssertionError("Graphviz takes a minute for so many")

    monkeypatch.setattr("lcagraph.diagram.lanes.node_places", never)
    figure = drawn(tangle(60), style=style, lang="en")
    assert overlapping_texts(figure) == []
    assert texts_off_the_page(figure) == []


def test_a_process_that_the_product_does_not_need_says_so() -> None:
    spare = works(outputs={"nothing": "1 kg"}, emissions={"co2_fossil": "1 kg"})
    whole = model({"works": works(emissions={"co2_fossil": "1 kg"}), "spare": spare})
    assert "not used for this product" in words_of(whole, "spine")
    # a flow chart is of the production of this product
    assert "spare" not in words_of(whole, "flow")


def words_of(subject: lg.Model, style: str) -> str:
    """All text of a figure in one line."""
    return " ".join(said(drawn(subject, style=style, lang="en")).split())


@pytest.mark.parametrize(("style", "most"), MOST_DRAWN.items())
def test_a_style_that_folds_nothing_is_refused_beyond_what_can_be_read(
    style: str, most: int
) -> None:
    # refused before anything is laid out: the count is all that is looked at
    with pytest.raises(UsageError) as error:
        drawn(star(most + 1), style=style)
    found = error.value.finding
    assert found.code == "E261"
    # one arrow from each of the others to the works, and what each of those emits
    assert (found.values["count"], found.values["lines"]) == (most + 1, 2 * most)


def test_a_few_processes_with_thousands_of_arrows_are_refused() -> None:
    # each of 60 takes from the 59 others: 60 × 59 = 3540 arrows, and 60 emissions
    parts = {
        f"step{n}" if n else "works": works(
            outputs={f"part{n}" if n else "goods": "1 kg"},
            inputs={
                f"part{m}" if m else "goods": "0.001 kg" for m in range(60) if m != n
            },
            emissions={"co2_fossil": "1 kg"},
        )
        for n in range(60)
    }
    assert MOST_LINES < 60 * 59
    with pytest.raises(UsageError) as error:
        drawn(model(parts), style="spine")
    assert error.value.finding.code == "E261"
    assert error.value.finding.values["lines"] == 60 * 60


def test_what_folds_is_drawn_of_any_number_of_processes() -> None:
    assert drawn(star(400), style="network").boxes("node")


def test_cards_with_small_letters_are_folded_in_another_way() -> None:
    # 39 makers above each other are 2160 px high, and 4.5 pt in print
    assert point_size(drawn(star(40), style="cards")) > 5


def test_letters_too_small_in_print_are_announced() -> None:
    found: list[Finding] = []
    star(100).draw(style="network", announce=found.extend)
    assert [one.code for one in found] == ["W262"]
    points, larger = (float(str(found[0].values[k])) for k in ("points", "larger"))
    # a sheet of A3 is √2 as wide as one of A4
    assert points < LEAST_POINTS
    assert larger == pytest.approx(points * 1.4142, abs=0.15)
    found.clear()
    star(3).draw(style="network", announce=found.extend)
    assert found == []


def test_a_process_that_takes_its_own_product_says_so_in_a_flow_chart() -> None:
    own = model(
        {"works": works(inputs={"goods": "0.1 kg", "ore": "1 kg"})}, {"ore": factor(2)}
    )
    assert "goods (own use)" in words_of(own, "flow")


def test_emissions_and_credits_have_an_arrow_each() -> None:
    by = {"amount": "1 kg", "substitutes": {"product": "ore", "ratio": 1, "why": "x"}}
    both = model(
        {
            "works": works(
                outputs={"goods": "1 kg", "by": by},
                inputs={"ore": "1 kg"},
                emissions={"co2_fossil": "1 kg"},
            )
        },
        {"ore": factor(2)},
    )
    arrows = [s for s in drawn(both, style="spine").shapes if isinstance(s, Arrow)]
    colours = {arrow.role: arrow.colour for arrow in arrows}
    assert colours["credits:works"] == GREEN
    assert colours["leaving:works"] != GREEN


@pytest.mark.parametrize(
    ("style", "ending"),
    [("sankey", "svg"), ("network", "svg"), ("stages", "svg"), ("network", "csv")],
)
def test_no_share_is_drawn_of_a_footprint_that_is_refused(
    tmp_path: Path, style: str, ending: str
) -> None:
    # a material that takes up 0.8 kg in making is an offset: 2 × (−0.8) + 1 = −0.6 kg
    wrong = model(
        {"works": works(inputs={"wood": "2 kg"}, emissions={"co2_fossil": "1 kg"})},
        {"wood": factor(-0.8)},
    )
    assert {finding.code for finding in errors(wrong)} == {"E617"}
    with pytest.raises(ModelError) as error:
        wrong.draw(tmp_path / f"figure.{ending}", style=style)
    assert "E617" in {finding.code for finding in error.value.findings}
    # what is taken from what, and how much of it, is no footprint
    assert wrong.draw(style="flow", has_amounts=True)


@pytest.mark.parametrize("style", ["pie", "cards", "waterfall"])
def test_a_style_without_flows_says_that_it_has_no_use_for_the_background(
    style: str,
) -> None:
    made = star(3)
    with pytest.raises(UsageError) as caught:
        drawn(made, style=style, is_background=True)
    assert caught.value.finding.code == "E260"
    assert caught.value.finding.values["option"] == "--background"
