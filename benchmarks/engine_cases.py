"""The cases of `engine.py`: what either side does, and what is asked of the ratio.

The anchors are the rival's times that the goals were set against; if the rival has
become quicker since, the same absolute time of ours is what is wanted.
"""

from __future__ import annotations

from collections.abc import Mapping

import rival
from case_cold import (
    our_cold,
    our_remembered,
    our_uncached,
    their_cold,
    their_uncached,
)
from case_montecarlo import our_pair, our_samples, their_pair, their_samples
from case_scores import (
    direct_product,
    memory_bound,
    our_bills,
    our_cold_bills,
    our_million,
    our_product,
    our_products,
    their_bills,
    their_product,
    their_products,
)
from engine_case import Case

FAST = "FastScoresOnlyMultiLCA"

CASES: Mapping[str, Case] = {
    case.name: case
    for case in (
        Case(
            name="montecarlo",
            sides={
                "lcagraph": our_samples,
                "LCA": their_samples("LCA", 4),
                "IterativeLCA": their_samples("IterativeLCA", 20, rtol=rival.TIGHT),
                "JacobiGMRESLCA": their_samples("JacobiGMRESLCA", 20, rtol=rival.TIGHT),
            },
            goals={"LCA": 400, "IterativeLCA": 60, "JacobiGMRESLCA": 60},
            anchors={"LCA": 1.038, "IterativeLCA": 0.146, "JacobiGMRESLCA": 0.145},
            kind="sampled",
        ),
        Case(
            name="pair",
            sides={"lcagraph": our_pair, "MultiLCA": their_pair},
            goals={"MultiLCA": 250},
            anchors={"MultiLCA": 1.174},
            kind="sampled",
        ),
        Case(
            name="cold",
            sides={"lcagraph": our_cold, "LCA": their_cold},
            goals={"LCA": 8},
            anchors={"LCA": 4.73},
        ),
        Case(
            name="cold_uncached",
            sides={"lcagraph": our_uncached, "LCA": their_uncached},
            goals={"LCA": 6},
            anchors={"LCA": 4.73},
        ),
        Case(
            name="remembered",
            sides={"lcagraph": our_remembered, "LCA": their_cold},
            goals={"LCA": 20},
            anchors={"LCA": 4.73},
        ),
        Case(
            name="products",
            sides={"lcagraph": our_products, FAST: their_products},
            goals={FAST: 5},
            anchors={FAST: 2.018},
        ),
        Case(
            name="bills",
            sides={"lcagraph": our_bills, FAST: their_bills},
            goals={FAST: 800},
            anchors={FAST: 1.8},
        ),
        Case(
            name="bills_cold",
            sides={"lcagraph": our_cold_bills, FAST: their_bills},
            goals={FAST: 5},
            anchors={FAST: 2.54},
        ),
        Case(
            name="million_bills",
            sides={"lcagraph": our_million, "memory bandwidth": memory_bound},
            goals={"memory bandwidth": 1 / 15},
            presets=("ecoinvent",),
            short_presets=("ecoinvent",),
            kind="none",
        ),
        Case(
            name="one_product",
            sides={
                "lcagraph": our_product,
                "pypardiso": their_product,
                "SuperLU": direct_product,
            },
            goals={"pypardiso": 130},
            anchors={"pypardiso": 33.0},
            goal_preset="super",
            presets=("small", "ecoinvent", "super"),
            short_presets=("ecoinvent",),
        ),
    )
}
