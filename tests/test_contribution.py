"""Stages, processes, inputs and paths: where the footprint is booked."""

from __future__ import annotations

from typing import Any

import pytest
from small_models import factor, model, refused, told, works

import lcagraph as lg
from lcagraph.contribution import supply_chain_paths

Plain = Any

RTOL = 1e-12
POWER = factor(0.5, "1 kWh", kind="electricity")
TRUCK = factor(100, "1 t*km", kind="transport")  # 0.1 kg per kg and km
ONE_KM = {"truck": "1 km"}
TO_TIP = {"amount": "2 kg", "to": "tip"}
SLUDGE = {"amount": "2 kg"}


def stages(of: lg.Model) -> dict[str, float]:
    """Footprint by stage. [kgCO2e]"""
    return {row[0]: row[1] for row in of.solve().by_stage().rows}


BOOKED: dict[str, tuple[lg.Model, dict[str, float]]] = {
    "an input books to its process": (
        model({"works": works(inputs={"resin": "2 kg"})}, {"resin": factor(3)}),
        {"production": 6},
    ),
    "unless the factor has a stage": (
        model(
            {"works": works(inputs={"resin": "2 kg"})},
            {"resin": factor(3, stage="raw_materials")},
        ),
        {"raw_materials": 6},
    ),
    "unless the input states one": (
        model(
            {"works": works(inputs={"resin": {"amount": "2 kg", "stage": "use"}})},
            {"resin": factor(3, stage="raw_materials")},
        ),
        {"use": 6},
    ),
    "freight of an input is inbound": (
        model(
            {"works": works(inputs={"resin": {"amount": "2 kg", "transport": ONE_KM}})},
            {"resin": factor(3, stage="raw_materials"), "truck": TRUCK},
        ),
        {"raw_materials": 6, "inbound_transport": 0.2},
    ),
    "freight of an output is distribution": (
        model(
            {
                "works": works(
                    outputs={"goods": {"amount": "1 kg", "transport": ONE_KM}}
                )
            },
            {"truck": TRUCK},
        ),
        {"distribution": 0.1},
    ),
    "freight of a waste goes with the waste to its factor's stage": (
        model(
            {"works": works(waste={"rubbish": {**TO_TIP, "transport": ONE_KM}})},
            {"tip": factor(3, stage="end_of_life"), "truck": TRUCK},
        ),
        {"end_of_life": 6.2},
    ),
    "freight of a waste goes with the waste to its stated stage": (
        model(
            {
                "works": works(
                    waste={"rubbish": {**TO_TIP, "transport": ONE_KM, "stage": "use"}}
                )
            },
            {"tip": factor(3, stage="end_of_life"), "truck": TRUCK},
        ),
        {"use": 6.2},
    ),
    "freight of a waste goes with the waste to its treatment's stage": (
        model(
            {
                "works": works(waste={"sludge": {**SLUDGE, "transport": ONE_KM}}),
                "plant": {"stage": "end_of_life", "treats": {"sludge": "1 kg"}},
            },
            {"truck": TRUCK},
        ),
        {"end_of_life": 0.2},
    ),
    "a leg may state its own stage": (
        model(
            {
                "works": works(
                    inputs={
                        "resin": {
                            "amount": "1 kg",
                            "transport": {
                                "truck": {"distance": "1 km", "stage": "use"}
                            },
                        }
                    }
                )
            },
            {"resin": factor(3), "truck": TRUCK},
        ),
        {"production": 3, "use": 0.1},
    ),
    "a treatment books to its own stage": (
        model(
            {
                "works": works(waste={"sludge": "2 kg"}),
                "plant": {
                    "stage": "end_of_life",
                    "treats": {"sludge": "1 kg"},
                    "emissions": {"co2_fossil": "3 kg"},
                },
            }
        ),
        {"end_of_life": 6},
    ),
    "an emission may state its own stage": (
        model(
            {
                "works": works(
                    emissions={
                        "co2_fossil": "2 kg",
                        "leak": {"flow": "sf6", "amount": "1 g", "stage": "use"},
                    }
                )
            }
        ),
        {"production": 2, "use": 25.2},  # AR6: 25 200
    ),
    "a credit books to the process that gives it": (
        model(
            {
                "works": works(
                    outputs={
                        "goods": "1 kg",
                        "ash": {"amount": "2 kg", "substitutes": "cement"},
                    }
                )
            },
            {"cement": factor(3)},
        ),
        {"production": -6},
    ),
    "a factor as the reference books to its stage": (
        model({}, {"goods": factor(3, stage="raw_materials")}),
        {"raw_materials": 3},
    ),
}


@pytest.mark.parametrize("rule", BOOKED)
def test_the_footprint_books_to_the_stage_of_the_rule(rule: str) -> None:
    of, expected = BOOKED[rule]
    assert stages(of) == pytest.approx(expected, rel=RTOL)


def two_users(**energy: Plain) -> dict[str, Plain]:
    """2 kWh in raw materials, 6 kWh in production, from `energy`."""
    return {
        "works": works(inputs={"ore": "1 kg", "energy": "6 kWh"}),
        "mine": {
            "stage": "raw_materials",
            "outputs": {"ore": "1 kg"},
            "inputs": {"energy": "2 kWh"},
        },
        "supply": {"outputs": {"energy": "1 kWh"}, **energy},
    }


@pytest.mark.parametrize("kind", ["mix", "utility"])
def test_a_mix_or_utility_books_to_the_stages_of_its_consumers(kind: str) -> None:
    energy = {"kind": kind, "inputs": {"power": "1 kWh"}}
    found = stages(model(two_users(**energy), {"power": POWER}))
    assert found == pytest.approx({"raw_materials": 1, "production": 3}, rel=RTOL)


def test_a_utility_with_a_stage_still_books_to_its_consumers() -> None:
    energy = {"kind": "utility", "stage": "use", "emissions": {"co2_fossil": "1 kg"}}
    of = model(two_users(**energy))
    found = stages(of)
    assert found == pytest.approx({"raw_materials": 2, "production": 6}, rel=RTOL)
    assert told(of) == {("W351", "processes.supply.stage")}


def test_a_process_without_a_stage_books_to_its_consumers_and_is_told() -> None:
    of = model(two_users(emissions={"co2_fossil": "1 kg"}))
    found = stages(of)
    assert found == pytest.approx({"raw_materials": 2, "production": 6}, rel=RTOL)
    assert ("W335", "processes.supply") in told(of)


def test_a_loop_of_utilities_books_to_the_stages_that_set_it_going() -> None:
    # steam 1 → 0.5 power, power 1 → 0.5 steam: 1/(1 − 0.25) = 4/3 of each asked for,
    # and half of that of the other: 1 kWh power makes 4/3 + 2/3 = 2 kg in all
    utility = {"kind": "utility", "emissions": {"co2_fossil": "1 kg"}}
    of = model(
        {
            "works": works(inputs={"ore": "1 kg", "current": "3 kWh"}),
            "mine": {
                "stage": "raw_materials",
                "outputs": {"ore": "1 kg"},
                "inputs": {"steam": "5 kWh"},
            },
            "boiler": {
                **{**utility, "outputs": {"steam": "1 kWh"}},
                "inputs": {"current": "0.5 kWh"},
            },
            "turbine": {
                **{**utility, "outputs": {"current": "1 kWh"}},
                "inputs": {"steam": "0.5 kWh"},
            },
        }
    )
    expected = {"raw_materials": 5 * 2, "production": 3 * 2}
    assert stages(of) == pytest.approx(expected, rel=RTOL)


def test_utilities_whose_only_net_output_has_its_own_stage_are_refused() -> None:
    # hot and cold take all of each other; only the credit, booked to production, keeps
    # the system solvable: s = 2 runs each, but no stage can be told for them
    cold = {
        "kind": "utility",
        "outputs": {
            "cold": "1 kWh",
            "spare": {
                "amount": "0.5 kWh",
                "substitutes": "hot",
                "stage": "production",
            },
        },
        "inputs": {"hot": "1 kWh"},
    }
    hot = {"kind": "utility", "outputs": {"hot": "1 kWh"}, "inputs": {"cold": "1 kWh"}}
    of = model({"works": works(inputs={"hot": "1 kWh"}), "hot": hot, "cold": cold})
    assert refused(of) == {("E504", "processes.hot")}


def test_a_waste_of_a_utility_books_to_its_consumers() -> None:
    energy = {"kind": "utility", "waste": {"slag": {"amount": "1 kg", "to": "tip"}}}
    found = stages(model(two_users(**energy), {"tip": factor(2)}))
    assert found == pytest.approx({"raw_materials": 4, "production": 12}, rel=RTOL)


def test_a_utility_asked_for_by_a_treatment_books_to_end_of_life() -> None:
    of = model(
        {
            "works": works(waste={"sludge": "1 kg"}),
            "plant": {
                "stage": "end_of_life",
                "treats": {"sludge": "1 kg"},
                "inputs": {"energy": "4 kWh"},
            },
            "supply": {
                **{"kind": "utility", "outputs": {"energy": "1 kWh"}},
                "inputs": {"power": "2 kWh"},
            },
        },
        {"power": POWER},
    )
    assert stages(of) == pytest.approx({"end_of_life": 4}, rel=RTOL)


def test_a_stage_stated_inside_a_utility_holds_for_all_its_consumers() -> None:
    power = {"amount": "1 kWh", "stage": "use"}
    energy = {"kind": "utility", "inputs": {"power": power}}
    found = stages(model(two_users(**energy), {"power": POWER}))
    assert found == pytest.approx({"use": 4}, rel=RTOL)


def test_a_mix_as_the_reference_books_to_its_own_stage() -> None:
    mixer = {"kind": "mix", "outputs": {"goods": "1 kg"}, "inputs": {"resin": "1 kg"}}
    of = model({"mixer": {**mixer, "stage": "production"}}, {"resin": factor(3)})
    assert stages(of) == pytest.approx({"production": 3}, rel=RTOL)


def test_a_mix_as_the_reference_without_a_stage_is_told() -> None:
    mixer = {"kind": "mix", "outputs": {"goods": "1 kg"}, "inputs": {"resin": "1 kg"}}
    of = model({"mixer": mixer}, {"resin": factor(3)})
    assert stages(of) == pytest.approx({"unassigned": 3}, rel=RTOL)
    assert ("W335", "processes.mixer") in told(of)


def test_co_products_book_their_part_to_their_consumers_stages() -> None:
    # 12 kg shared 1 : 3; 1 kg of a is used in raw materials, 3 kg of b in production
    joint = {
        **{"kind": "utility", "outputs": {"gas_a": "1 kg", "gas_b": "3 kg"}},
        **{"allocation": "mass", "emissions": {"co2_fossil": "12 kg"}},
    }
    mine = {"stage": "raw_materials", "outputs": {"ore": "1 kg"}}
    of = model(
        {
            "works": works(inputs={"ore": "1 kg", "gas_b": "3 kg"}),
            "mine": {**mine, "inputs": {"gas_a": "1 kg"}},
            "splitter": joint,
        }
    )
    expected = {"raw_materials": 3, "production": 9}
    assert stages(of) == pytest.approx(expected, rel=RTOL)


def test_a_row_of_the_ledger_is_activity_times_factor() -> None:
    of = model(
        {"works": works(inputs={"power": "0.2 MWh"})},
        {"power": factor(50, "100 kWh", kind="electricity")},
    )
    (row,) = of.solve().rows
    assert (row.process, row.supplier, row.unit) == ("works", "power", "kWh")
    assert (row.amount, row.including) == pytest.approx((200, 100))  # 200 × 0.5


def test_paths_end_where_something_is_emitted() -> None:
    of = model(
        {"works": works(inputs={"resin": "2 kg"}, emissions={"co2_fossil": "1 kg"})},
        {"resin": factor(3)},
    )
    paths = {
        " < ".join(branch.id for branch in way): emitted
        for way, emitted in supply_chain_paths(of.solve().tree())
    }
    assert paths == pytest.approx({"works": 1, "works < resin": 6})
