"""Balances of mass, carbon and energy: what they can judge, and what they can't."""

from __future__ import annotations

from typing import Any

import pytest
from small_models import factor, model, works

import lcagraph as lg

Plain = Any

CLAIM = {"standards": ["GB/T 24067-2024"], "rule_set": "gbt24067-cq"}

FACTORS = {
    "stone": factor(1, "1 t", kind="material", stage="raw_materials"),
    "explosives": factor(3, kind="material", stage="raw_materials"),
    "sulfur": factor(0.1, kind="material", stage="raw_materials"),
    "water": factor(0.3, "1 t"),
    "power": factor(0.6, "1 kWh", kind="electricity"),
    "sun": factor(0, "1 kWh", kind="heat"),
    "gas": factor(2.5, "1 m3", kind="fuel", boundary="cradle_to_grave"),
}

BALANCES = {"W810", "N811", "W812", "W813", "W814", "N815", "N817", "N818", "N819"}


def balances(process: Plain, product: str = "goods", **keys: Plain) -> set[str]:
    """Codes about balances that a process of its own is told."""
    inputs = process.get("inputs", {})
    used = {row: FACTORS[row] for row in inputs if row in FACTORS}
    output = process["outputs"][product]
    unit = (output if isinstance(output, str) else output["amount"]).split()[-1]
    of = model(
        {"plant": process},
        used,
        reference={"product": product, "amount": f"1 {unit}"},
        scope=CLAIM,
        **keys,
    )
    return {finding.code for finding in of.solve().findings} & BALANCES


# ------------------------------------------------------------------------- from nature


def mining(stage: str, out: str = "1000 t", **keys: Plain) -> Plain:
    inputs = {"explosives": "300 kg", "power": "5000 kWh"}
    return works(outputs={"goods": out}, inputs=inputs, **keys) | {"stage": stage}


def test_what_a_mine_gives_is_taken_from_nature() -> None:
    assert balances(mining("raw_materials")) == {"N817"}


def test_what_a_factory_gives_is_not() -> None:
    assert balances(mining("production")) == {"W810"}


def test_a_mine_that_takes_in_more_than_it_gives_is_off() -> None:
    assert balances(mining("raw_materials", "200 kg")) == {"W810"}


CLEARED = {"land_use_change": {"carbon_loss": "60 t/ha", "area": "1 ha"}}


@pytest.mark.parametrize("sign", ["", "-"], ids=["loss", "gain"])
@pytest.mark.parametrize(
    ("out", "codes"), [("300 kg", set()), ("3 t", {"N817"})], ids=["even", "harvest"]
)
def test_carbon_of_the_soil_is_no_material(
    out: str, codes: set[str], sign: str
) -> None:
    # 60 t/ha of carbon are 11 t CO2 a year; the field itself gives `out` of 300 kg
    change = CLEARED["land_use_change"] | {"carbon_loss": f"{sign}60 t/ha"}
    field = mining(
        "production", out, emissions={"clearing": {"land_use_change": change}}
    )
    assert balances(field) == codes


def test_carbon_of_the_soil_is_not_in_the_carbon_balance() -> None:
    field = works(
        outputs={"goods": {"amount": "1 kg", "carbon": "0.4 kg/kg"}},
        inputs={"sulfur": {"amount": "1 kg", "carbon": "0.4 kg/kg"}},
        emissions={"clearing": CLEARED},
    )
    assert balances(field) == set()


# --------------------------------------------------------------------------- removals


def test_a_removal_has_no_mass_to_state() -> None:
    plants = mining("raw_materials", removals={"co2_biogenic": "9 t"})
    assert balances(plants) == {"N818"}


STACK = {"flow": "co2_fossil", "amount": "100 kg"}


@pytest.mark.parametrize(
    ("taken", "fate", "codes"),
    [
        ("90 kg", "stored", set()),
        ("90 kg", "used", {"N818"}),
        ("90 kg", "product", {"N818"}),
        ("0 kg", "used", set()),
    ],
)
def test_captured_co2_that_is_stored_is_balanced_with_its_gross_emission(
    taken: str, fate: str, codes: set[str]
) -> None:
    # 1 t of stone = 900 kg of goods + 100 kg of CO2, whatever is captured of that
    capture = {"amount": taken, "of": "stack", "origin": "process", "fate": fate}
    kiln = works(
        outputs={"goods": "900 kg"},
        inputs={"stone": "1 t"},
        emissions={"stack": STACK},
        removals={"capture": capture},
    )
    assert balances(kiln) == codes


@pytest.mark.parametrize(
    ("goods", "codes"),
    [
        ("1000 kg", set()),  # all of it is flue gas
        ("900 kg", set()),  # all of it is from the stone
        ("940 kg", set()),  # some of it
        ("840 kg", {"W810"}),  # 60 kg are missing however it is read
        ("1060 kg", {"W810"}),
    ],
)
def test_gas_that_may_be_of_the_fuel_or_of_the_stone_is_read_either_way(
    goods: str, codes: set[str]
) -> None:
    kiln = works(
        outputs={"goods": goods},
        inputs={"stone": "1 t", "gas": "50 m3"},
        emissions={"stack": STACK},
    )
    assert balances(kiln) == codes


# ------------------------------------------------------------------------- the limits


@pytest.mark.parametrize(
    ("loss", "codes"), [("0.05", set()), ("0.0501", {"W810"}), ("0.0499", set())]
)
def test_a_loss_of_just_the_tolerance_is_within_it(loss: str, codes: set[str]) -> None:
    caster = works(
        outputs={"goods": "1000 kg", "slag": "200 kg"},
        inputs={"stone": f"= 1200 kg / (1 - {loss})"},
        allocation="mass",
    )
    assert balances(caster) == codes


# ------------------------------------------------------------------------------ energy


def energy(inputs: Plain, out: str, **keys: Plain) -> set[str]:
    return balances(works(outputs={"goods": out}, inputs=inputs, **keys))


GAS = {"amount": "100 m3", "lhv": "36 MJ/m3"}


@pytest.mark.parametrize(
    ("inputs", "out", "codes"),
    [
        ({"power": "5 kWh", "water": "20 kg"}, "1000 kWh", {"N819"}),  # photovoltaics
        ({"power": "5 kWh", "sun": "5000 kWh"}, "1000 kWh", set()),
        ({"power": "1 kWh"}, "3 kWh", {"N819"}),  # heat pump
        ({"power": "60 kWh", "sulfur": "330 kg"}, "2.5 GJ", {"N819"}),  # acid plant
        # 100 m3 × 36 MJ/m3 = 3.6 GJ; × 1.11 = 3.996 GJ
        ({"gas": GAS}, "3996 MJ", set()),
        ({"gas": GAS}, "3997 MJ", {"W813"}),
        ({"gas": GAS, "water": "1 t", "power": "10 kWh"}, "5 GJ", {"W813"}),
        ({"gas": GAS, "sulfur": "1 t"}, "5 GJ", {"N819"}),
        ({"gas": GAS, "sulfur": {"amount": "1 t", "lhv": "0 MJ/kg"}}, "5 GJ", {"W813"}),
        ({"gas": GAS, "sun": "400 kWh"}, "5 GJ", set()),
        ({"gas": "100 m3"}, "5 GJ", set()),  # of unknown heating value
    ],
)
def test_only_the_energy_of_fuels_alone_can_be_judged(
    inputs: Plain, out: str, codes: set[str]
) -> None:
    assert energy(inputs, out) - {"W810", "N811"} == codes


@pytest.mark.parametrize(
    ("rubbish", "codes"), [({}, {"N819"}), ({"lhv": "10 MJ/kg"}, set())]
)
def test_a_waste_that_is_burnt_brings_its_energy(
    rubbish: Plain, codes: set[str]
) -> None:
    # 36 MJ of gas to start with; 1 t of waste × 10 MJ/kg = 10 GJ
    plant = works(
        outputs={"goods": "6 GJ"},
        inputs={"gas": {"amount": "1 m3", "lhv": "36 MJ/m3"}},
        allocation={"shares": {"goods": "0.5", "rubbish": "0.5"}, "why": "x"},
        treats={"rubbish": "1 t"},
    )
    found = balances(plant, products={"rubbish": rubbish})
    assert found - {"W810", "N811", "N815"} == codes


# --------------------------------------------------------------------- land-use change


def clearing(years: str | None, loss: str = "6 kg/m2", **keys: Plain) -> lg.Model:
    change = {"carbon_loss": loss, "area": "1 m2"}
    if years is not None:
        change["years"] = years
    emissions = {"clearing": {"land_use_change": change}}
    return model({"works": works(emissions=emissions)}, scope=CLAIM, **keys)


def periods(of: lg.Model) -> list[tuple[str, str, str]]:
    """Code, own and ruled emission of what is told about periods."""
    return [
        (finding.code, str(finding.values["own"]), str(finding.values["by_rule"]))
        for finding in of.check()
        if finding.code in ("E805", "W805")
    ]


@pytest.mark.parametrize(
    ("years", "loss", "found"),
    [
        # 6 kg × 44/12 = 22 kg CO2: 1.1 kg a year over 20 years
        (None, "6 kg/m2", []),
        ("20 a", "6 kg/m2", []),
        ("100 a", "6 kg/m2", [("E805", "0.22 kg", "1.1 kg")]),
        ("10 a", "6 kg/m2", [("W805", "2.2 kg", "1.1 kg")]),
        # a gain is a removal: the shorter period makes it larger
        ("10 a", "-6 kg/m2", [("E805", "-2.2 kg", "-1.1 kg")]),
        ("100 a", "-6 kg/m2", [("W805", "-0.22 kg", "-1.1 kg")]),
    ],
)
def test_a_period_other_than_20_years_is_told_with_both_values(
    years: str | None, loss: str, found: list[tuple[str, str, str]]
) -> None:
    assert periods(clearing(years, loss)) == found


def test_a_period_that_lowers_the_footprint_can_be_waived_with_its_reason() -> None:
    at = "processes.works.emissions.clearing.land_use_change.years"
    waiver = {"code": "E805", "at": at, "why": "轮伐期 | rotation of the forest"}
    # 22 kg over 40 years
    of = clearing("40 a", waive=[waiver])
    assert of.solve().total == pytest.approx(0.55)


@pytest.mark.parametrize("years", ["0 a", "= span", "= 2 * span"])
def test_a_period_of_no_time_is_refused_as_such(years: str) -> None:
    of = clearing(years, parameters={"span": "0 a"})
    with pytest.raises(lg.LcaGraphError) as caught:
        of.solve()
    (finding,) = caught.value.findings
    assert finding.code == "E613"
    assert finding.at.endswith("land_use_change.years")
    assert finding.values == {"quantity": "years", "value": "0 a"}


@pytest.mark.parametrize("years", ["20", "20 ha"])
def test_a_period_without_a_unit_of_time_is_refused_as_such(years: str) -> None:
    (finding,) = clearing(years).check()
    assert (finding.code, finding.values["written"]) == ("E620", years)
