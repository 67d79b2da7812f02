"""Result: totals, views, memos, tables at unit and annual scale, plain data."""

from __future__ import annotations

import json
from typing import Any

import pytest
from small_models import factor, model, works

import lcagraph as lg
from lcagraph.result import significant

Plain = Any

WOOD = {
    "emissions": {"co2_biogenic": "3 kg", "ch4_biogenic": "1 kg", "co2_fossil": "2 kg"},
    "removals": {"co2_biogenic": "10 kg"},
}


def wooden(rule_set: str = "iso14067") -> lg.Result:
    return model({"works": works(**WOOD)}, scope={"rule_set": rule_set}).solve()


def test_items_partition_the_result() -> None:
    items = {key: value for key, value in wooden().items.items() if value}
    assert items == {
        "fossil": 2,
        "biogenic_co2_emitted": 3,
        "biogenic_co2_removed": -10,
        "biogenic_other": 27,  # AR6, non-fossil methane
        "biogenic_methane_carbon": 2.75,  # 44/16
    }


def test_both_totals_are_given() -> None:
    result = wooden()
    assert result.including == pytest.approx(2 + 3 - 10 + 27 + 2.75)
    assert result.excluding == pytest.approx(2 + 27)


@pytest.mark.parametrize(
    ("rule_set", "expected"),
    [("iso14067", 24.75), ("gbt24067-cq", 24.75), ("sd-2023", 24.75), ("pact-3", 29)],
)
def test_the_rule_set_names_the_headline_and_every_table_follows(
    rule_set: str, expected: float
) -> None:
    result = wooden(rule_set)
    assert result.total == pytest.approx(expected)
    tables = (result.by_stage(), result.by_process(), result.by_input())
    for table in (*tables, result.by_gas(), result.activity_table()):
        assert sum(table.column("kgCO2e")) == pytest.approx(expected)  # type: ignore[arg-type]
    assert result.tree().branch_total == pytest.approx(expected)
    assert [node.total for node in result.totals()] == [pytest.approx(expected)]


# ----------------------------------------------------------------------------- memos


def board(carbon: Plain, output: Plain, amount: str = "3 kg") -> float:
    process = works(outputs={"goods": output}, emissions={"co2_fossil": "1 kg"})
    reference = {"product": "goods", "amount": amount}
    products = {"goods": carbon} if carbon else {}
    return (
        model({"works": process}, reference=reference, products=products)
        .solve()
        .memo.stored_carbon
    )


@pytest.mark.parametrize(
    ("carbon", "output", "amount", "expected"),
    [
        ({"biogenic_carbon": "0.5"}, "2 kg", "3 kg", 5.5),  # 3 × 0.5 × 44/12
        ({"biogenic_carbon": "50 %"}, "2 kg", "3000 g", 5.5),
        ({"biogenic_carbon": "6 kg/piece"}, "2 piece", "1 piece", 22),
        # what the output says of itself holds
        (
            {"biogenic_carbon": "0.5"},
            {"amount": "2 kg", "biogenic_carbon": "0.25"},
            "3 kg",
            2.75,
        ),
        (None, {"amount": "2 kg", "biogenic_carbon": "0.25"}, "3 kg", 2.75),
        (None, "2 kg", "3 kg", 0),
    ],
)
def test_stored_carbon_is_carbon_times_44_over_12(
    carbon: Plain, output: Plain, amount: str, expected: float
) -> None:
    assert board(carbon, output, amount) == pytest.approx(expected)


def test_aircraft_emissions_are_in_the_sum_and_in_a_memo() -> None:
    flight = factor(4, "1 t*km", kind="transport", aircraft="true")
    truck = factor(1, "1 t*km", kind="transport")
    legs = {"flight": "1000 km", "truck": "1000 km"}
    process = works(inputs={"resin": {"amount": "2 kg", "transport": legs}})
    result = model(
        {"works": process}, {"resin": factor(3), "flight": flight, "truck": truck}
    ).solve()
    assert result.total == pytest.approx(2 * 3 + 2 * 4 + 2 * 1)
    assert result.memo.aircraft == pytest.approx(8)


def test_credits_are_what_substitution_takes_off() -> None:
    ash = {"amount": "2 kg", "substitutes": {"product": "cement", "ratio": "0.5"}}
    outputs = {"goods": "1 kg", "ash": ash}
    process = works(outputs=outputs, emissions={"co2_fossil": "5 kg"})
    result = model({"works": process}, {"cement": factor(3)}).solve()
    assert result.total == pytest.approx(5 - 3)
    assert result.memo.credits == pytest.approx(-3)


def test_a_credit_through_a_process_counts_all_that_it_saves() -> None:
    ash = {"amount": "2 kg", "substitutes": "cement"}
    mill = {
        **{"stage": "production", "outputs": {"cement": "4 kg"}},
        **{"inputs": {"coal": "2 kg"}, "emissions": {"co2_fossil": "6 kg"}},
    }
    processes = {"works": works(outputs={"goods": "1 kg", "ash": ash}), "mill": mill}
    result = model(processes, {"coal": factor(1)}).solve()
    # half a run of the mill: 3 kg, and 1 kg of coal at 1
    assert (result.total, result.memo.credits) == (pytest.approx(-4), pytest.approx(-4))


# ----------------------------------------------------------------------------- tables


def yearly(annual: Plain) -> lg.Result:
    reference = {"product": "goods", "amount": "2 kg", "annual_output": annual}
    process = works(inputs={"resin": "5 kg"})
    return model({"works": process}, {"resin": factor(3)}, reference=reference).solve()


@pytest.mark.parametrize("annual", ["8 t", {"amount": "8000 kg"}])
def test_the_annual_table_scales_to_the_annual_output(annual: Plain) -> None:
    result = yearly(annual)
    assert result.annual_factor == pytest.approx(4000)  # 8 t of 2 kg
    (row,) = result.activity_table(annual=True).rows
    # 10 kg resin × 3 per reference flow; 40 t × 3 per year
    assert row[2:7] == ("resin", pytest.approx(40_000), "kg", 3, pytest.approx(120_000))


def test_an_annual_table_without_annual_output_is_refused() -> None:
    with pytest.raises(lg.ModelError, match="E337"):
        wooden().activity_table(annual=True)


@pytest.mark.parametrize(
    "tail", ["works.resin", "processes.works.inputs.resin", "resin"]
)
def test_an_exchange_is_traced_by_its_path_or_the_end_of_it(tail: str) -> None:
    (row,) = yearly("8 t").trace(tail)
    assert (row.path, row.amount) == ("processes.works.inputs.resin", 10)


def test_a_waste_is_traced_like_an_input() -> None:
    process = works(avoids_waste={"rubbish": {"amount": "2 kg", "to": "tip"}})
    result = model({"works": process}, {"tip": factor(3)}).solve()
    (row,) = result.trace("works.rubbish")
    assert (row.kind, row.contribution) == ("avoided_waste", -6)


def test_other_impact_categories_are_computed_beside_climate_change() -> None:
    process = works(emissions={"cfc_11": "2 kg"})
    scope = {"categories": ["ozone_depletion"]}
    result = model({"works": process}, scope=scope).solve()
    value, _ = result.categories["ozone_depletion"]
    assert value == pytest.approx(2)  # CFC-11 is the reference substance


def test_a_result_as_json_says_what_made_it() -> None:
    first, again = yearly("8 t"), yearly("8 t")
    data = json.loads(first.to_json())
    assert data == json.loads(again.to_json())
    assert data["schema"] == "lcagraph-result-1"
    assert data["footprint"]["value"] == pytest.approx(30)
    assert len(data["provenance"]["model"]) == 64  # SHA-256
    assert data["by_stage"] == [
        {"stage": "production", "kgCO2e": pytest.approx(30), "percent": 100.0}
    ]


def test_a_result_names_the_factor_sets_in_use() -> None:
    process = works(inputs={"power": "1 kWh"})
    power = {"from": "cn-electricity/national-2024"}
    result = model({"works": process}, {"power": power}).solve()
    assert set(result.provenance.factor_hashes) == {"cn-electricity"}


def test_set_values_and_scenarios_stand_in_the_provenance() -> None:
    process = works(inputs={"resin": "= 10 kg * share"})
    of = model(
        {"works": process},
        {"resin": factor(3)},
        parameters={"share": "0.5"},
        scenarios={"more": {"set": {"share": "0.7"}}},
    )
    result = of.solve("more", share=0.9)
    assert result.total == pytest.approx(27)
    assert result.provenance.scenario == "more"
    assert dict(result.provenance.settings) == {"share": "0.9"}


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (12345.6, "12,346"),
        (999.96, "1000"),
        (0.00012345, "0.0001234"),
        (0.000012345, "1.234e-05"),
        (-3.14159, "-3.142"),
    ],
)
def test_numbers_are_shown_with_four_significant_digits(
    value: float, text: str
) -> None:
    assert significant(value) == text
