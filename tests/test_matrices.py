"""What each construct of the format becomes in A and B: the sign rule, row by row."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from small_models import factor, model, refused, works

import lcagraph as lg
from lcagraph.matrices import Entries, entry_values

Plain = Any


def summed(result: lg.Result, entries: Entries) -> dict[tuple[int, int], float]:
    numbers = result.numbers
    values = entry_values(entries, numbers.filled, numbers.shares)[0]
    sums: dict[tuple[int, int], float] = {}
    for i, j, value in zip(entries.row, entries.column, values, strict=True):
        sums[int(i), int(j)] = sums.get((int(i), int(j)), 0.0) + float(value)
    return sums


def technosphere(of: lg.Model) -> dict[tuple[str, str], float]:
    """A by (product of the row, product of the column)."""
    result = of.solve()
    names = [column.product for column in result.prepared.layout.columns]
    sums = summed(result, result.prepared.layout.a)
    return {(names[i], names[j]): value for (i, j), value in sums.items()}


def interventions(of: lg.Model) -> dict[tuple[str, str], float]:
    """B by (elementary flow, product of the column)."""
    result = of.solve()
    layout = result.prepared.layout
    sums = summed(result, layout.b)
    return {
        (layout.flows[i], layout.columns[j].product): value
        for (i, j), value in sums.items()
    }


PLANT = {"stage": "end_of_life", "treats": {"sludge": "2 t"}}
TRUCK = factor(1, "1 t*km", kind="transport")
POWER = factor(50, "100 kWh", kind="electricity")
BOUGHT = {
    "an input in the unit of its supplier": (
        model({"works": works(inputs={"power": "0.5 MWh"})}, {"power": POWER}),
        # 0.5 MWh = 500 kWh of a factor that is per 100 kWh
        {("goods", "goods"): 1, ("power", "goods"): -500, ("power", "power"): 100},
    ),
    "freight of an input": (
        model(
            {
                "works": works(
                    inputs={
                        "resin": {"amount": "3 kg", "transport": {"truck": "40 km"}}
                    }
                )
            },
            {"resin": factor(2), "truck": TRUCK},
        ),
        # 0.003 t × 40 km
        {
            **{("goods", "goods"): 1, ("resin", "goods"): -3},
            **{("truck", "goods"): -0.12, ("resin", "resin"): 1, ("truck", "truck"): 1},
        },
    ),
    "a waste to a treating process": (
        model({"works": works(waste={"sludge": "5 kg"}), "plant": PLANT}),
        # the waste comes out of the works (+) and goes into the plant (−): 5 kg in t
        {("goods", "goods"): 1, ("sludge", "goods"): 0.005, ("sludge", "sludge"): -2},
    ),
    "a waste to a treatment factor": (
        model(
            {"works": works(waste={"sludge": {"amount": "5 kg", "to": "tip"}})},
            {"tip": factor(1, "1 t")},
        ),
        {("goods", "goods"): 1, ("tip", "goods"): -0.005, ("tip", "tip"): 1},
    ),
    "an avoided waste": (
        model({"works": works(avoids_waste={"sludge": "5 kg"}), "plant": PLANT}),
        {("goods", "goods"): 1, ("sludge", "goods"): -0.005, ("sludge", "sludge"): -2},
    ),
    "a substituted product": (
        model(
            {
                "works": works(
                    outputs={
                        "goods": "1 kg",
                        "ash": {
                            "amount": "4 kg",
                            "substitutes": {"product": "cement", "ratio": "75 %"},
                        },
                    }
                )
            },
            {"cement": factor(1, "1 t")},
        ),
        # 4 kg × 0.75 = 3 kg of cement are made elsewhere no more
        {("goods", "goods"): 1, ("cement", "goods"): 0.003, ("cement", "cement"): 1},
    ),
    "a mix": (
        model(
            {
                "works": works(inputs={"blend": "2 kg"}),
                "mixer": {
                    "kind": "mix",
                    "outputs": {"blend": "10 kg"},
                    "inputs": {"old": "4 kg", "new": "6 kg"},
                },
            },
            {"old": factor(1), "new": factor(2)},
        ),
        {
            **{("goods", "goods"): 1, ("blend", "goods"): -2, ("blend", "blend"): 10},
            **{("old", "blend"): -4, ("new", "blend"): -6},
            **{("old", "old"): 1, ("new", "new"): 1},
        },
    ),
    "an own use": (
        model({"works": works(inputs={"goods": "200 g"})}),
        {("goods", "goods"): 0.8},  # 1 − 0.2
    ),
    "one material in two rows": (
        model(
            {
                "works": works(
                    inputs={
                        "for_shell": {"amount": "3 kg", "product": "resin"},
                        "for_lid": {"amount": "500 g", "product": "resin"},
                    }
                )
            },
            {"resin": factor(2)},
        ),
        {("goods", "goods"): 1, ("resin", "goods"): -3.5, ("resin", "resin"): 1},
    ),
}


@pytest.mark.parametrize("construct", BOUGHT)
def test_a_construct_becomes_its_entries_of_the_technosphere(construct: str) -> None:
    of, expected = BOUGHT[construct]
    assert technosphere(of) == pytest.approx(expected, rel=1e-14)


def test_a_burden_free_output_that_is_used_again_has_no_row() -> None:
    scrap = {"amount": "1 kg", "role": "burden_free"}
    of = model(
        {
            "works": works(
                outputs={"goods": "1 kg", "scrap": scrap}, inputs={"scrap": "1 kg"}
            )
        }
    )
    assert technosphere(of) == {("goods", "goods"): 1}


def joint(**keys: Plain) -> dict[str, Plain]:
    return works(outputs={"goods": "1 kg", "other": "3 kg"}, allocation="mass", **keys)


def test_each_product_has_a_column_with_its_share_of_everything() -> None:
    of = model(
        {"works": joint(inputs={"resin": "8 kg"}, emissions={"co2_fossil": "4 kg"})},
        {"resin": factor(1)},
    )
    found = technosphere(of)  # 1 kg and 3 kg: 0.25 and 0.75
    assert found["goods", "goods"] == 1
    assert found["other", "other"] == 3
    assert found["resin", "goods"] == -2
    assert found["resin", "other"] == -6
    direct = interventions(of)
    assert direct["co2_fossil", "goods"] == 1
    assert direct["co2_fossil", "other"] == 3


def test_causal_shares_of_an_input_replace_the_allocation() -> None:
    rows = {"amount": "8 kg", "shares": {"goods": "100 %", "other": "0 %"}}
    found = technosphere(model({"works": joint(inputs={"resin": rows})}, FREIGHTED))
    assert found["resin", "goods"] == -8
    assert found["resin", "other"] == 0


FREIGHTED = {"resin": factor(1), "truck": TRUCK}


def test_freight_and_burning_follow_the_causal_shares_of_their_input() -> None:
    rows = {
        "amount": "8 kg",
        "shares": {"goods": "1", "other": "0"},
        "transport": {"truck": "1000 km"},
    }
    burnt = {"flow": "co2_fossil", "activity": "resin", "factor": "3 kg/kg"}
    of = model(
        {"works": joint(inputs={"resin": rows}, emissions={"stack": burnt})}, FREIGHTED
    )
    found = technosphere(of)
    assert (found["truck", "goods"], found["truck", "other"]) == (-8, 0)
    direct = interventions(of)
    assert direct["co2_fossil", "goods"] == 24
    assert direct["co2_fossil", "other"] == 0


def test_freight_of_an_output_is_borne_by_that_output_alone() -> None:
    outputs = {"goods": "1 kg", "other": {"amount": "3 kg", "transport": FAR}}
    processes = {"works": works(outputs=outputs, allocation="mass")}
    assert model(processes, {"truck": TRUCK}).solve().total == 0
    other = {"product": "other", "amount": "1 kg"}
    result = model(processes, {"truck": TRUCK}, reference=other).solve()
    assert result.total == pytest.approx(1)  # 0.001 t × 1000 km, per kg


FAR = {"truck": "1000 km"}


@pytest.mark.parametrize(
    ("section", "flow", "expected"),
    [
        ("emissions", "co2_fossil", ("co2_fossil", 5)),
        ("removals", "co2_biogenic", ("co2_biogenic_removed", 5)),
    ],
)
def test_an_elementary_flow_counts_in_its_own_direction(
    section: str, flow: str, expected: tuple[str, float]
) -> None:
    found = interventions(model({"works": works(**{section: {flow: "0.005 t"}})}))
    assert found == {(expected[0], "goods"): pytest.approx(expected[1])}


def test_an_uptake_lowers_the_footprint() -> None:
    kept = {"emissions": {"co2_fossil": "5 kg"}, "removals": {"co2_biogenic": "2 kg"}}
    assert model({"works": works(**kept)}).solve().total == pytest.approx(3)


def test_a_treated_waste_as_the_reference_is_a_negative_demand() -> None:
    result = model({"plant": PLANT}, reference={"product": "sludge", "amount": "4 t"})
    assert result.solve().numbers.f.tolist() == [[-4]]
    assert result.solve().numbers.s.tolist() == [[2]]  # of 2 t each


def test_a_gas_given_per_100_kwh_counts_per_unit() -> None:
    power = {
        **{"per": "100 kWh", "kind": "electricity", "boundary": "cradle_to_gate"},
        "emissions": {"co2_fossil": "50 kg", "ch4_fossil": "200 g"},
    }
    result = model({"works": works(inputs={"power": "0.2 MWh"})}, {"power": power})
    # 200 kWh = 2 × (50 + 0.2 × 29.8)
    assert result.solve().total == pytest.approx(2 * (50 + 0.2 * 29.8))


def test_a_treated_waste_cannot_be_taken_in_as_a_product() -> None:
    wrong = model({"works": works(inputs={"sludge": "1 kg"}), "plant": PLANT})
    assert refused(wrong) == {("E338", "processes.works.inputs.sludge")}


def test_bases_of_allocation_that_are_on_together_are_refused() -> None:
    of = model({"works": joint(emissions={"co2_fossil": "4 kg"})})
    table = of.values_table
    values = np.array([[base for _, base, _ in table]])
    switch = [i for i, (path, _, _) in enumerate(table) if path.endswith(".by=mass")]
    values[:, switch] = 2
    with pytest.raises(lg.CalculationError, match="E330"):
        of.evaluate(values)
