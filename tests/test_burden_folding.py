"""Burden flows folded below a threshold, as tables, and in columns."""

from __future__ import annotations

import csv
import io

import pytest
from burden_pictures import MODELS, flows_of, imbalances, links, read
from small_models import factor, model, works

import lcagraph as lg
from lcagraph.burden_flows import BurdenFlow, burden_flows
from lcagraph.burden_flows.flows import REFERENCE
from lcagraph.burden_flows.layers import layered, thickest
from lcagraph.calculate import numbers_of

RTOL = 1e-12
EVERY = [*MODELS, *(f"random {seed}" for seed in range(60))]


# ------------------------------------------------------------------------ the threshold


def three_factors() -> lg.Model:
    """9 + 0.6 + 0.4 = 10 kg; 0.2 of the last come through a small process."""
    return model(
        {
            "works": works(
                inputs={
                    "resin": "9 kg",
                    "dye": "0.6 kg",
                    "wax": "0.2 kg",
                    "mix": "1 kg",
                }
            ),
            "mixer": {
                "stage": "production",
                "outputs": {"mix": "1 kg"},
                "inputs": {"wax": "0.2 kg"},
            },
        },
        {"resin": factor(1), "dye": factor(1), "wax": factor(1)},
    )


def test_the_end_of_a_long_chain_folds_though_it_has_no_digits_left() -> None:
    # each emits 1 kg and takes 0.2 kg of the next: Σ 0.2^k = 1.25 kg. What the 460th
    # adds is 0.2^460 = 1e-321, below the least number with all its digits, 2e-308.
    chain = {
        f"works{i}": works(
            outputs={f"goods{i}" if i else "goods": "1 kg"},
            inputs={f"goods{i + 1}": "0.2 kg"} if i < 599 else {},
            emissions={"co2_fossil": "1 kg"},
        )
        for i in range(600)
    }
    found = flows_of(model(chain), threshold=0.005)
    assert found.net == pytest.approx(1.25, rel=RTOL)
    # 0.2^3 × 1.25 of 1.25 is above 0.5 %, 0.2^4 is not
    kept = [node.id for node in found.nodes if node.kind == "process"]
    assert kept == ["works0", "works1", "works2", "works3"]


def test_small_nodes_fold_into_one_rest_of_their_consumer() -> None:
    found = flows_of(three_factors(), threshold=0.1)
    assert links(found) == pytest.approx(
        {
            ("resin", "works", "input"): 9.0,
            ("rest:works", "works", "folded"): 1.0,
            ("works", ":reference", "reference"): 10.0,
        }
    )
    assert found.node("rest:works").members == ("dye", "wax")
    assert dict(found.folded) == {
        "dye": ("", pytest.approx(0.6)),
        "wax": ("", pytest.approx(0.4)),
    }


def test_what_a_large_supplier_brings_through_a_small_process_stays_its_own() -> None:
    # wax is 4 %, the mixer 2 %: the mixer goes, and all wax flows to the works
    found = links(flows_of(three_factors(), threshold=0.03))
    assert found["wax", "works", "input"] == pytest.approx(0.2)
    assert found["wax", "works", "folded"] == pytest.approx(0.2)
    assert ("mixer", "works", "input") not in found


def test_a_limit_of_nodes_keeps_the_largest() -> None:
    found = flows_of(three_factors(), threshold=0.0, most=2)
    kept = {node.id for node in found.nodes if node.kind != "rest"}
    assert kept == {"resin", "works", REFERENCE}
    assert found.capped == 3  # dye, wax and the mixer
    assert max(map(abs, imbalances(found).values())) <= RTOL


@pytest.mark.parametrize("name", MODELS)
def test_folded_and_shown_sources_are_the_footprint(name: str) -> None:
    found = flows_of(read(name), threshold=0.02)
    shown = sum(node.own for node in found.nodes if node.kind != "rest")
    folded = sum(own for _, own in found.folded.values())
    assert shown + folded == pytest.approx(found.net, rel=1e-9)


# ------------------------------------------------------------------------ as a table


def test_rows_and_csv_hold_each_flow_with_its_share() -> None:
    found = flows_of(three_factors(), threshold=0.0)
    assert found.table().columns == ("source", "target", "kind", "amount", "share")
    shares = {(r["source"], r["target"], r["kind"]): r["share"] for r in found.rows()}
    assert shares["resin", "works", "input"] == pytest.approx(0.9)
    assert shares["works", ":reference", "reference"] == pytest.approx(1.0)
    head, *rows = csv.reader(io.StringIO(found.to_csv()))
    assert head == ["source", "target", "kind", "amount [kgCO2e]", "share [1]"]
    read_back = {tuple(row[:3]): float(row[3]) for row in rows}
    assert read_back == links(found)  # every digit survives


def test_there_are_no_shares_of_a_footprint_below_zero() -> None:
    of = model({"works": works(removals={"co2_biogenic": "2 kg"})})
    found = flows_of(of)
    assert found.net == pytest.approx(-2.0)
    assert [row["share"] for row in found.rows()] == [None, None]


def test_a_model_without_burden_has_no_flows() -> None:
    found = flows_of(model({"works": works()}))
    assert (found.flows, found.net) == ((), 0)


# ----------------------------------------------------------------------- columns


def loop() -> lg.Model:
    """The press takes half of what the oven makes, and the oven of what it makes."""
    oven = {
        "stage": "production",
        "outputs": {"half": "1 kg"},
        "inputs": {"goods": "0.5 kg"},
        "emissions": {"co2_fossil": "6 kg"},
    }
    press = works(inputs={"half": "0.5 kg"}, emissions={"co2_fossil": "3 kg"})
    return model({"press": press, "oven": oven})


def test_flows_of_a_loop_that_run_back_are_told_apart() -> None:
    found = layered(flows_of(loop(), threshold=0.0).flows)
    back = [(link.tail, link.head) for link in found.links if link.is_return]
    assert back == [("press", "oven")]
    assert found.columns == (
        ("emission:oven",),
        ("emission:press", "oven"),
        ("press",),
        (REFERENCE,),
    )


@pytest.mark.parametrize("name", EVERY)
def test_flows_run_to_the_right_but_for_those_that_run_back(name: str) -> None:
    found = layered(flows_of(read(name)).flows)
    column = found.column_of()
    for link in found.links:
        steps = [column[id_] for id_ in link.way]
        if not link.is_return:
            assert steps == list(range(steps[0], steps[0] + len(steps)))


@pytest.mark.parametrize("name", MODELS)
def test_an_amount_changed_a_little_moves_no_node(name: str) -> None:
    of = read(name)
    numbers = numbers_of(of.prepared, of.prepared.base[None, :])
    compiled = of.prepared.compiled
    plants = {
        id_ for id_, p in compiled.system.processes.items() if p.kind == "process"
    }
    values = of.prepared.base.copy()
    first = next(
        n
        for n, each in enumerate(compiled.table.independent)
        if each.path.split(".")[2:3] == ["inputs"] and each.path.split(".")[1] in plants
    )
    values[first] *= 1.001
    changed = numbers_of(of.prepared, values[None, :])
    before, after = (
        layered(burden_flows(of.prepared, each, threshold=0.0).flows)
        for each in (numbers, changed)
    )
    assert before.columns == after.columns


def test_of_very_many_flows_the_thinnest_are_left_out() -> None:
    amounts = {"ax": 5.0, "bx": 3.0, "ba": 2.0, "ca": 2.5, "cx": 1.0}
    flows = [
        BurdenFlow(source=ends[0], target=ends[1], kind="input", amount=amount)
        for ends, amount in amounts.items()
    ]
    kept, left_out = thickest(flows, most=1)
    # the largest; the largest from b; the largest from c, and to a
    assert [flow.source + flow.target for flow in kept] == ["ax", "bx", "ca"]
    assert left_out == 2
    assert thickest(flows) == (tuple(flows), 0)


# ---------------------------------------------------------------------- hard footprints


def test_a_process_called_reference_is_a_process_like_any_other() -> None:
    own = {"press": works(inputs={"resin": "9 kg", "dye": "0.6 kg"})}
    other = {"reference": own["press"]}
    factors = {"resin": factor(1.0), "dye": factor(1.0)}
    found = [flows_of(model(one, factors), threshold=0.0) for one in (own, other)]
    assert [one.net for one in found] == pytest.approx([9.6, 9.6])
    assert len(found[0].flows) == len(found[1].flows)
