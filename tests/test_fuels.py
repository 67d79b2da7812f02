"""Fuel factors with both halves: upstream and combustion (W626)."""

from __future__ import annotations

from typing import Any

import pytest
from small_models import factor, model, told, works

Plain = Any

UPSTREAM = {"kind": "fuel", "boundary": "upstream_only"}
BURNING = {"kind": "fuel", "boundary": "combustion_only"}

FACTORS = {
    "coal": factor(0.1, "1 t", **UPSTREAM),
    "diesel": factor(0.6, "1 L", **UPSTREAM),
    "petrol": factor(0.7, "1 L", **UPSTREAM),
    "coal_burnt": factor(90, "1 GJ", **BURNING),
    "diesel_burnt": factor(2.6, "1 L", **BURNING),
    "diesel_at_site": factor(2.6, "1 L", **BURNING),
    "steel": factor(2, "1 t", kind="material", stage="raw_materials"),
}


def lone(inputs: Plain, **keys: Plain) -> set[str]:
    """Inputs that lack their other half."""
    used = {row: FACTORS[row] for row in inputs}
    of = model({"works": works(inputs=inputs, **keys)}, used)
    return {at.rpartition(".")[2] for code, at in told(of) if code == "W626"}


@pytest.mark.parametrize(
    "emission",
    [
        {"flow": "co2_fossil", "amount": "1900 kg"},
        {"flow": "co2_biogenic", "amount": "1900 kg"},
        {"flow": "co2_fossil", "activity": "10 t", "factor": "2 t/t"},
        {"flow": "co2_fossil", "activity": "coal", "factor": "2 t/t"},
        {"activity": "20 GJ", "from": "cn-fuels/anthracite-combustion"},
    ],
    ids=["measured", "measured biogenic", "quantity", "row", "record"],
)
def test_what_is_emitted_by_burning_completes_upstream(emission: Plain) -> None:
    assert lone({"coal": "1 t"}, emissions={"stack": emission}) == set()


@pytest.mark.parametrize(
    "emission",
    [
        {"flow": "ch4_fossil", "amount": "1 kg"},
        {"flow": "co2_land_use", "amount": "1 kg"},
        {"flow": "co2_fossil", "activity": "steel", "factor": "2 t/t"},
    ],
    ids=["methane", "land", "another input"],
)
def test_other_gases_and_those_of_other_inputs_do_not(emission: Plain) -> None:
    rows = {"coal": "1 t", "steel": "1 t"}
    assert lone(rows, emissions={"stack": emission}) == {"coal"}


@pytest.mark.parametrize(
    ("inputs", "without"),
    [
        ({"diesel": "10 L", "diesel_burnt": "10 L"}, set()),
        ({"diesel": "10 L", "diesel_burnt": "0.01 m3"}, set()),
        ({"diesel": "10 L", "diesel_burnt": "9.95 L"}, set()),  # two meters
        ({"diesel": "10 L", "diesel_burnt": "4 L", "diesel_at_site": "6 L"}, set()),
        ({"coal": "1 t", "coal_burnt": "29 GJ"}, set()),  # kg and GJ: no comparing
        ({"coal": "1 t", "diesel": "10 L", "diesel_burnt": "10 L"}, {"coal"}),
        ({"diesel": "10 L", "petrol": "5 L", "diesel_burnt": "10 L"}, {"petrol"}),
        ({"diesel": "10 L", "diesel_burnt": "6 L"}, {"diesel", "diesel_burnt"}),
        ({"diesel_burnt": "10 L"}, {"diesel_burnt"}),
        ({"diesel": "10 L"}, {"diesel"}),
        ({"diesel": "0 L"}, set()),
    ],
)
def test_factors_of_both_halves_complete_each_other(
    inputs: Plain, without: set[str]
) -> None:
    assert lone(inputs) == without


def test_the_halves_of_two_processes_do_not() -> None:
    boiler = {"stage": "production", "outputs": {"heat": "1 GJ"}}
    processes = {
        "works": works(inputs={"heat": "1 GJ", "diesel": "10 L"}),
        "boiler": {**boiler, "inputs": {"diesel_burnt": "10 L"}},
    }
    used = {row: FACTORS[row] for row in ("diesel", "diesel_burnt")}
    found = {at for code, at in told(model(processes, used)) if code == "W626"}
    assert found == {
        "processes.works.inputs.diesel",
        "processes.boiler.inputs.diesel_burnt",
    }
