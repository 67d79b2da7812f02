"""Burden flows: what enters a node leaves it, and the footprint arrives whole."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
from burden_pictures import MODELS, flows_of, imbalances, links, read
from small_databases import smelter, stored
from small_models import factor, model, works

import lcagraph as lg
from lcagraph.background.store import write_database
from lcagraph.burden_flows import Level
from lcagraph.burden_flows.flows import REFERENCE
from lcagraph.calculate import evaluate

Plain = Any

LEVELS: tuple[Level, ...] = ("process", "stage", "item")
THRESHOLDS = (0.0, 0.005, 0.1)
RTOL = 1e-12


EVERY = [*MODELS, *(f"random {seed}" for seed in range(60))]


# ------------------------------------------------------------------------ the sums


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("name", EVERY)
def test_what_flows_into_a_node_and_begins_there_flows_out(
    name: str, level: Level
) -> None:
    for threshold in THRESHOLDS:
        found = flows_of(read(name), level=level, threshold=threshold)
        assert max(map(abs, imbalances(found).values())) <= RTOL


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("name", MODELS)
def test_the_footprint_flows_into_the_reference(name: str, level: Level) -> None:
    result = read(name).solve()
    for threshold in THRESHOLDS:
        found = flows_of(read(name), level=level, threshold=threshold)
        assert found.net == pytest.approx(result.total, rel=RTOL)
        assert found.positive + found.negative == pytest.approx(found.net, rel=RTOL)


@pytest.mark.parametrize("view", ["including", "excluding"])
@pytest.mark.parametrize("seed", range(60))
def test_random_systems_with_loops_and_credits_arrive_whole(
    seed: int, view: Any
) -> None:
    of = read(f"random {seed}")
    totals = evaluate(of.prepared, of.prepared.base[None, :])
    wanted = float(getattr(totals, view)[0])
    for level in LEVELS:
        for threshold in THRESHOLDS:
            found = flows_of(of, level=level, threshold=threshold, view=view)
            scale = found.positive - found.negative
            assert abs(found.net - wanted) <= RTOL * scale


@pytest.mark.parametrize("name", MODELS)
def test_factors_and_direct_emissions_are_those_of_the_ledger(name: str) -> None:
    """The ledger books by stage scaling, without intensities: another way."""
    result = read(name).solve()
    found = flows_of(read(name), threshold=0.0)
    booked: dict[str, float] = defaultdict(float)
    for row in result.rows:
        amount = float(row.items @ result.weights)
        booked[row.supplier or f"of {row.process}"] += amount
    drawn: dict[str, float] = defaultdict(float)
    for node in found.nodes:
        if node.own:
            owner = f"of {node.owner}" if node.owner else node.id
            drawn[owner.removeprefix("credit:")] += node.own
    assert set(drawn) == {key for key, amount in booked.items() if amount}
    for key, amount in drawn.items():
        assert amount == pytest.approx(booked[key], rel=1e-11)


@pytest.mark.parametrize("name", MODELS)
def test_stages_bring_what_the_table_by_stage_says(name: str) -> None:
    table = {f"stage:{r[0]}": r[1] for r in read(name).solve().by_stage().rows}
    for level in ("stage", "item"):
        found = links(flows_of(read(name), level=level))
        brought = {
            source: amount
            for (source, target, _), amount in found.items()
            if target == REFERENCE
        }
        assert brought == pytest.approx({k: v for k, v in table.items() if v})


@pytest.mark.parametrize("name", MODELS)
def test_items_bring_what_the_items_of_the_footprint_are(name: str) -> None:
    result = read(name).solve()
    brought: dict[str, float] = defaultdict(float)
    for node in flows_of(read(name), level="item", threshold=0.0).nodes:
        if node.kind == "item":
            brought[node.id.split(":")[1]] += node.own
    assert dict(brought) == pytest.approx({k: v for k, v in result.items.items() if v})


# ---------------------------------------------------------------- by hand, by link

HAND = {
    # 2 kg resin × 3 = 6; 2 kg over 1 km × 0.1 = 0.2; 1 kg of CO2; 4 kg rubbish × 0.5
    "inputs, freight, emissions and waste": (
        model(
            {
                "works": works(
                    inputs={
                        "resin": {"amount": "2 kg", "transport": {"truck": "1 km"}}
                    },
                    emissions={"co2_fossil": "1 kg"},
                    waste={"rubbish": {"amount": "4 kg", "to": "tip"}},
                )
            },
            {
                "resin": factor(3),
                "truck": factor(100, "1 t*km", kind="transport"),
                "tip": factor(0.5, kind="treatment"),
            },
        ),
        {
            ("resin", "works", "input"): 6.0,
            ("truck", "works", "transport"): 0.2,
            ("emission:works", "works", "emission"): 1.0,
            ("tip", "works", "waste"): 2.0,
            ("works", ":reference", "reference"): 9.2,
        },
    ),
    # the treatment of 2 kg sludge burns for 3 kg CO2 per kg: 6 go back to the works
    "burden of a treatment goes to who made the waste": (
        model(
            {
                "works": works(waste={"sludge": "2 kg"}),
                "burner": {
                    "stage": "end_of_life",
                    "treats": {"sludge": "1 kg"},
                    "emissions": {"co2_fossil": "3 kg"},
                },
            }
        ),
        {
            ("emission:burner", "burner", "emission"): 6.0,
            ("burner", "works", "waste"): 6.0,
            ("works", ":reference", "reference"): 6.0,
        },
    ),
    # half a kWh of heat instead of the boiler's 2 kg/kWh: −1; 5 kg of its own
    "a substituted product is a credit": (
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
        ),
        {
            ("emission:works", "works", "emission"): 5.0,
            ("credit:heat", "works", "substitution"): -1.0,
            ("works", ":reference", "reference"): 4.0,
        },
    ),
    # 3 kg of straw that is not tipped at 0.5: −1.5; 2 kg stored for good: −2
    "avoided waste and removals lower it": (
        model(
            {
                "works": works(
                    emissions={"co2_fossil": "5 kg"},
                    removals={"co2_biogenic": "2 kg"},
                    avoids_waste={"straw": {"amount": "3 kg", "to": "tip"}},
                )
            },
            {"tip": factor(0.5, kind="treatment")},
        ),
        {
            ("emission:works", "works", "emission"): 5.0,
            ("removal:works", "works", "removal"): -2.0,
            ("credit:tip", "works", "avoided_waste"): -1.5,
            ("works", ":reference", "reference"): 1.5,
        },
    ),
    # x runs of the press, y of the oven: x = 1 + y/2, y = x/2 → x = 4/3, y = 2/3;
    # 3 and 6 kg a run: λ_p = 3 + λ_o/2, λ_o = 6 + λ_p/2 → λ_p = 8, λ_o = 10
    # oven → press: x/2 × 10 = 20/3; press → oven: y/2 × 8 = 8/3
    "a loop carries what goes round": (
        model(
            {
                "press": works(
                    inputs={"half": "0.5 kg"}, emissions={"co2_fossil": "3 kg"}
                ),
                "oven": {
                    "stage": "production",
                    "outputs": {"half": "1 kg"},
                    "inputs": {"goods": "0.5 kg"},
                    "emissions": {"co2_fossil": "6 kg"},
                },
            }
        ),
        {
            ("emission:press", "press", "emission"): 4.0,
            ("emission:oven", "oven", "emission"): 4.0,
            ("oven", "press", "input"): 20 / 3,
            ("press", "oven", "input"): 8 / 3,
            ("press", ":reference", "reference"): 8.0,
        },
    ),
    # mass 1 : 3, so goods bear a quarter of 8 kg and the others leave with theirs
    "co-products are one node and take their share away": (
        model(
            {
                "works": works(
                    outputs={"goods": "1 kg", "others": "3 kg"},
                    allocation={"by": "mass"},
                    emissions={"co2_fossil": "8 kg"},
                )
            }
        ),
        {
            ("emission:works", "works", "emission"): 2.0,
            ("works", ":reference", "reference"): 2.0,
        },
    ),
}


@pytest.mark.parametrize("case", HAND)
def test_links_carry_what_the_arithmetic_says(case: str) -> None:
    of, wanted = HAND[case]
    assert links(flows_of(of, threshold=0.0)) == pytest.approx(wanted, rel=RTOL)


LINKED = """
lcagraph: 1
reference: {product: profile, amount: 1 t}
processes:
  extrusion:
    stage: production
    outputs: {profile: 1 t}
    inputs:
      billet: {amount: 1.2 t, product: aluminium}
      power: {amount: 300 kWh, from: smelter/Electricity}
factors:
  aluminium: {from: "smelter/Aluminium production, liquid", stage: raw_materials}
"""


def test_datasets_of_a_database_are_suppliers_with_their_whole_chain(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """1,200 kg × 8.6 kg/kg = 10,320 kg; 300 kWh × 0.5 kg/kWh = 150 kg."""
    monkeypatch.setenv("LCAGRAPH_HOME", str(tmp_path))
    write_database(stored(smelter()), tmp_path / "databases")
    found = flows_of(lg.read_string(LINKED), threshold=0.0)
    sources = {node.name.en: node.own for node in found.nodes if node.own}
    assert sorted(sources.values()) == pytest.approx([150, 10_320])
    assert any("Electricity" in name for name in sources)


def test_a_burden_free_return_carries_nothing() -> None:
    of = model(
        {
            "works": works(
                outputs={
                    "goods": "1 kg",
                    "chips": {"amount": "1 kg", "role": "burden_free"},
                },
                inputs={"melt": "2 kg"},
            ),
            "furnace": {
                "stage": "production",
                "outputs": {"melt": "2 kg"},
                "inputs": {"chips": "1 kg"},
                "emissions": {"co2_fossil": "4 kg"},
            },
        }
    )
    # all 4 kg of the furnace go on; the chips bring none of it back
    assert set(links(flows_of(of, threshold=0.0))) == {
        ("emission:furnace", "furnace", "emission"),
        ("furnace", "works", "input"),
        ("works", ":reference", "reference"),
    }


def test_cumulative_counts_a_loop_once() -> None:
    of, _ = HAND["a loop carries what goes round"]
    found = flows_of(of, threshold=0.0)
    # All 8 pass the press. Through the oven go 20/3, of which some come by again:
    # the press hands on 8/3 of its 32/3, a quarter, and the oven all it has; so what
    # leaves the oven is back with the chance 1/4: (20/3) (1 − 1/4) = 5 pass it once.
    assert found.node("press").cumulative == pytest.approx(8.0, rel=RTOL)
    assert found.node("oven").cumulative == pytest.approx(5.0, rel=RTOL)
