"""Amounts of exchanges in the reference units of their flows."""

from __future__ import annotations

import math

import pint
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_packages import (
    codes,
    entries_of_a,
    entries_of_b,
    flags,
    made,
    package,
    process,
    product,
    reference,
    used,
)

from lcagraph.background.build import link_package
from lcagraph.background.conversion import Conversion, Fault
from lcagraph.background.linked import BAD_NUMBER, DANGLING
from lcagraph.background.records import (
    Flow,
    FlowProperty,
    Package,
    Parameter,
    UnitGroup,
)

RTOL = 1e-12  # one product and two quotients

# 1 kg of it is 1.25 m3 and has 50 MJ
GAS = product("gas", properties={"mass": 1.0, "volume": 1.25, "energy": 50.0})


def factor(package: Package, flow: Flow, unit: str, quantity: str = "") -> float:
    found = Conversion(package).factor(flow, unit, quantity)
    assert isinstance(found, float), found
    return found


@pytest.mark.parametrize(
    ("unit", "quantity", "kilograms"),
    [
        ("kg", "mass", 1.0),
        ("", "", 1.0),
        ("t", "mass", 1000.0),
        ("t", "", 1000.0),
        ("m3", "volume", 0.8),  # 1 m3 / 1.25 m3/kg
        ("l", "volume", 0.0008),
        ("", "volume", 0.8),  # no unit: the property's reference unit
        ("MJ", "energy", 0.02),  # 1 MJ / 50 MJ/kg
        ("kWh", "energy", 0.072),  # 3.6 MJ / 50 MJ/kg
    ],
)
def test_a_flow_with_several_properties_is_converted_by_its_factors(
    unit: str, quantity: str, kilograms: float
) -> None:
    assert factor(package([GAS]), GAS, unit, quantity) == pytest.approx(
        kilograms, rel=RTOL
    )


def test_properties_are_relative_to_that_of_the_reference() -> None:
    # 2 kg and 2.5 m3 per reference unit are 1.25 m3/kg
    gas = product("gas", properties={"mass": 2.0, "volume": 2.5})
    assert factor(package([gas]), gas, "m3", "volume") == pytest.approx(0.8, rel=RTOL)


def test_a_flow_may_count_in_another_unit_than_its_property() -> None:
    # reference unit t: 500 kg = 0.5 t, and 1 m3 of the gas 0.8 kg = 0.0008 t
    gas = product("gas", unit="t", properties={"mass": 1.0, "volume": 1.25})
    assert factor(package([gas]), gas, "kg") == pytest.approx(0.001, rel=RTOL)
    assert factor(package([gas]), gas, "m3", "volume") == pytest.approx(
        0.0008, rel=RTOL
    )


@pytest.mark.parametrize(
    ("unit", "quantity", "code"),
    [
        ("gal", "mass", "E044"),  # several meanings, and no mass
        ("kWh", "mass", "E044"),
        ("furlong", "", "E044"),
        ("kg", "carbon", "E045"),
        ("Item(s)", "items", "E045"),
    ],
)
def test_what_is_not_known_is_a_fault_and_never_one(
    unit: str, quantity: str, code: str
) -> None:
    found = Conversion(package([GAS])).factor(GAS, unit, quantity)
    assert isinstance(found, Fault)
    assert found.code == code


@pytest.mark.parametrize("amount", [0.0, -1.25, math.nan, math.inf])
def test_a_property_that_cannot_divide_is_a_fault(amount: float) -> None:
    gas = product("gas", properties={"mass": 1.0, "volume": amount})
    found = Conversion(package([gas])).factor(gas, "m3", "volume")
    assert isinstance(found, Fault)
    assert found.code == "E045"


def test_units_that_the_group_lacks_are_known_by_name() -> None:
    # 1 lb = 0.45359237 kg; the group of the package has kg and t only
    assert factor(package([GAS]), GAS, "lb av") == pytest.approx(0.45359237, rel=RTOL)


@pytest.mark.parametrize(
    ("unit", "stated", "kilograms", "told"),
    [
        ("lb av", 0.45, 0.45359237, ["W047"]),  # printed with two decimals
        ("sh tn", 907.18, 907.18474, []),  # 5e-6 off: rounded, not worth a word
        ("t", 907.18474, 907.18474, ["W047"]),  # another ton by the same name
        ("kg-NO", 56.6, 56.6, []),  # only the package knows it
        ("g", 0.0, 0.001, []),  # no size at all
    ],
)
def test_a_rounded_size_gives_way_to_the_definition_and_another_unit_does_not(
    unit: str, stated: float, kilograms: float, told: list[str]
) -> None:
    group = UnitGroup(
        id="mass", name="Mass", reference="kg", factors={"kg": 1.0, unit: stated}
    )
    conversion = Conversion(package([GAS], unit_groups={"mass": group}))
    assert conversion.factor(GAS, unit) == pytest.approx(kilograms, rel=RTOL)
    assert [finding.code for finding in conversion.findings] == told


def test_a_unit_is_told_once_however_often_it_is_used() -> None:
    group = UnitGroup(
        id="mass", name="Mass", reference="kg", factors={"kg": 1.0, "lb av": 0.45}
    )
    ore = product("ore")
    sides = [
        process(name, reference("gas"), used("ore", 1.0, unit="lb av")) for name in "ab"
    ]
    database = link_package(package([GAS, ore], *sides, unit_groups={"mass": group}))
    assert codes(database).count("W047") == 1


# ------------------------------------------------------- packages without unit groups


def without_groups(*flows: Flow, **exchanged: str) -> Package:
    """One process that uses each flow in the units given."""
    inputs = [
        used(flow, 1.0, unit=unit, id=f"{flow} {unit}")
        for flow, units in exchanged.items()
        for unit in units.split()
    ]
    return package(flows, process("p", *inputs), unit_groups={}, flow_properties={})


@pytest.mark.parametrize(
    ("units", "reference_unit"),
    [
        ("g", "kg"),
        ("kg g kg", "kg"),
        ("kWh", "MJ"),
        ("l", "m3"),
        ("t*km", "t*km"),
        ("kg MJ kg", "kg"),  # the more frequent
        ("kg MJ", "MJ"),  # equally frequent: the first by name
        ("gill", "gill"),
        ("", ""),
    ],
)
def test_without_a_unit_group_a_flow_counts_in_the_customary_unit(
    units: str, reference_unit: str
) -> None:
    flow = product("x")
    assert Conversion(without_groups(flow, x=units)).unit_of(flow) == reference_unit


def test_without_a_unit_group_the_name_of_the_property_tells_the_unit() -> None:
    flow = product("x", quantity="q")
    named = FlowProperty(id="q", name="Mass", unit_group="")
    unknown = package([flow], unit_groups={}, flow_properties={"q": named})
    assert Conversion(unknown).unit_of(flow) == "kg"
    assert factor(unknown, flow, "g") == pytest.approx(0.001, rel=RTOL)


def test_an_opaque_unit_converts_to_itself_and_to_nothing_else() -> None:
    flow = product("x", unit="gill")
    one = without_groups(flow)
    assert factor(one, flow, "gill") == 1.0
    assert isinstance(Conversion(one).factor(flow, "kg"), Fault)


# ----------------------------------------------------------------------- whole datasets


def test_a_dataset_is_in_reference_units_throughout() -> None:
    # burning 2 m3 of gas (1.25 m3/kg, so 1.6 kg) gives 10 kWh = 36 MJ of heat
    heat = product("heat", "energy")
    burn = process(
        "burn",
        reference("heat", 10.0, unit="kWh"),
        used("gas", 2.0, unit="m3", property="volume"),
    )
    extract = process("extract", reference("gas", 1.0, unit="t"))
    database = link_package(package([GAS, heat], burn, extract))
    assert entries_of_a(database) == {
        ("burn/heat", "burn/heat"): 36.0,
        ("extract/gas", "burn/heat"): pytest.approx(-1.6, rel=RTOL),
        ("extract/gas", "extract/gas"): 1000.0,
    }
    units = {each.product: (each.amount, each.unit) for each in database.activities}
    assert units == {"heat": (36.0, "MJ"), "gas": (1000.0, "kg")}


@pytest.mark.parametrize(
    ("exchange", "code", "flag"),
    [
        (used("gas", 1.0, unit="gal"), "E044", BAD_NUMBER),
        (used("gas", 1.0, unit="kg", property="carbon"), "E045", BAD_NUMBER),
        (used("gas", None), "E046", BAD_NUMBER),
        (used("gas", math.nan), "E046", BAD_NUMBER),
        (used("lost", 1.0), "E043", DANGLING),
    ],
)
def test_what_cannot_be_read_is_left_out_told_and_flagged(
    exchange: object, code: str, flag: int
) -> None:
    burn = process("burn", reference("heat"), exchange)  # type: ignore[arg-type]
    extract = process("extract", reference("gas"))
    database = link_package(package([GAS, product("heat")], burn, extract))
    assert [f.at for f in database.findings if f.code == code] == [
        f"burn#{database.package.processes[0].exchanges[1].id}"
    ]
    assert flags(database) == {"burn/heat": flag, "extract/gas": 0}
    assert ("extract/gas", "burn/heat") not in entries_of_a(database)
    assert entries_of_b(database) == {}


def test_a_formula_is_evaluated_before_its_unit_is_converted() -> None:
    # twice the parameter's 3 l are 6 l = 0.006 m3, at 0.8 kg/m3 0.0048 kg
    burn = process(
        "burn",
        reference("heat"),
        used("gas", None, formula="2*volume", unit="l", property="volume"),
        parameters=(Parameter(name="volume", value=3.0),),
    )
    extract = process("extract", reference("gas"))
    database = link_package(package([GAS, product("heat")], burn, extract))
    assert entries_of_a(database)["extract/gas", "burn/heat"] == pytest.approx(
        -0.0048, rel=RTOL
    )


REGISTRY = pint.UnitRegistry()
PINT = {"l": "liter", "cu ft": "foot**3", "bbl": "oil_barrel", "gal*": "gallon"}


@given(
    amount=st.floats(1e-9, 1e9),
    density=st.floats(0.01, 100.0),
    unit=st.sampled_from(sorted(PINT)),
)
def test_a_volume_weighs_what_pint_says_and_comes_back(
    amount: float, density: float, unit: str
) -> None:
    gas = product("gas", properties={"mass": 1.0, "volume": 1 / density})
    known = Conversion(package([gas]))
    there = known.factor(gas, unit, "volume")
    assert isinstance(there, float)
    volume = REGISTRY.Quantity(amount, PINT[unit])
    weight = (volume * REGISTRY.Quantity(density, "kilogram/meter**3")).to("kilogram")
    assert amount * there == pytest.approx(weight.magnitude, rel=RTOL)
    assert amount * there / there == pytest.approx(amount, rel=RTOL)


def test_outputs_of_a_second_unit_add_to_one_reference() -> None:
    # 1 t and 500 kg of one product are 1500 kg
    burn = process(
        "p", reference("x", 1.0, unit="t"), made("x", 500.0, unit="kg", id="second")
    )
    database = link_package(package([product("x")], burn))
    assert entries_of_a(database) == {("p/x", "p/x"): 1500.0}
