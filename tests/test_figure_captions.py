"""What is said around a Sankey diagram and a contribution network."""

from __future__ import annotations

import pytest
from burden_pictures import flows_of, said
from small_models import factor, model, works

import lcagraph as lg
from lcagraph.burden_flows import BurdenFlows
from lcagraph.contribution_network import network_drawing
from lcagraph.sankey import sankey_drawing

PICTURES = pytest.mark.parametrize("draw", [sankey_drawing, network_drawing])
LOWERS = "removal or credit (lowers the footprint)"
ROUNDED = "Percentages are rounded one by one"
KEY = "own share"


def taking(*amounts: float) -> lg.Model:
    """Works that take from a maker each, which emits so many kilograms."""
    names = [f"part{number}" for number in range(len(amounts))]
    makers = {
        f"maker_{name}": works(
            outputs={name: "1 kg"}, emissions={"co2_fossil": f"{amount} kg"}
        )
        for name, amount in zip(names, amounts, strict=True)
    }
    return model({"works": works(inputs=dict.fromkeys(names, "1 kg")), **makers})


def lowered(emitted: float) -> BurdenFlows:
    """A by-product replaces 1 kg of ore, which is 2 kg CO2e."""
    by = {"amount": "1 kg", "substitutes": {"product": "ore", "ratio": 1, "why": "x"}}
    process = works(
        outputs={"goods": "1 kg", "by": by},
        emissions={"co2_fossil": f"{emitted} kg"},
    )
    return flows_of(model({"works": process}, {"ore": factor(2)}))


def plain(text: str) -> str:
    return " ".join(text.split())


@PICTURES
def test_a_hatch_is_explained_where_something_lowers_the_footprint(
    draw: object,
) -> None:
    assert LOWERS in plain(said(draw(lowered(5), "en")))  # type: ignore[operator]
    figure = draw(flows_of(taking(1, 1)), "en")  # type: ignore[operator]
    assert LOWERS not in plain(said(figure))


def test_a_footprint_without_shares_has_no_key_of_shares() -> None:
    # 5 − 2 = 3 kg has shares; 1 − 2 = −1 kg has none
    assert KEY in said(network_drawing(lowered(5), "en"))
    assert KEY not in said(network_drawing(lowered(1), "en"))


@PICTURES
def test_percentages_that_do_not_add_up_say_why(draw: object) -> None:
    # thirds: 3 × 33.3 = 99.9; halves: 2 × 50.0 = 100.0
    thirds, halves = flows_of(taking(1, 1, 1)), flows_of(taking(1, 1))
    assert ROUNDED in plain(said(draw(thirds, "en")))  # type: ignore[operator]
    assert ROUNDED not in plain(said(draw(halves, "en")))  # type: ignore[operator]


def test_one_small_source_is_told_to_be_pale() -> None:
    # 0.001 of 1.001 kg is less than 0.5 %: alone, it keeps its name
    caption = plain(said(sankey_drawing(flows_of(taking(1, 0.001)), "en")))
    assert "or drawn pale where it is the only one" in caption
