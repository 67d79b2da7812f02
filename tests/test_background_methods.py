"""Methods of a package as rows of C, and beside our own GWP sets."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from lcagraph.background.build import link_package
from lcagraph.background.gases import map_gases
from lcagraph.background.linked import LinkedDatabase
from lcagraph.background.methods import (
    characterise,
    compare_with_gwp,
    is_climate_change,
)
from lcagraph.background.records import (
    Exchange,
    Flow,
    Method,
    MethodFactor,
    Package,
    Process,
)

AIR = ("air", "unspecified")


def emission(id_: str, name: str, unit: str = "kg") -> Flow:
    return Flow(id=id_, name=name, kind="elementary", compartment=AIR, unit=unit)


def database() -> LinkedDatabase:
    """2 kg of steel emit 3 kg fossil and 1 kg biogenic CO2, 5 g methane."""
    flows = (
        Flow(id="steel", name="Steel", kind="product", unit="kg"),
        emission("1-co2", "Carbon dioxide, fossil"),
        emission("2-ch4", "Methane, fossil", "g"),
        emission("3-bio", "Carbon dioxide, biogenic"),
        emission("4-so2", "Sulfur dioxide"),
    )
    amounts = {"1-co2": 3.0, "2-ch4": 5.0, "3-bio": 1.0, "4-so2": 0.25}
    steel = Exchange(
        id="0", flow="steel", direction="output", amount=2.0, is_reference=True
    )
    out = (
        Exchange(id=flow, flow=flow, direction="output", amount=amount)
        for flow, amount in amounts.items()
    )
    process = Process(id="p", name="Steel", exchanges=(steel, *out))
    linked = link_package(
        Package(format="test", flows={f.id: f for f in flows}, processes=(process,))
    )
    gases = map_gases(linked.package, linked.elementary)
    return replace(linked, gases=gases.mapped)


def method(*factors: MethodFactor, unit: str = "kg CO2 eq") -> Method:
    return Method(id="m", name="M", category="climate", unit=unit, factors=factors)


def factor(
    flow: str, amount: float, unit: str = "", location: str = ""
) -> MethodFactor:
    return MethodFactor(flow=flow, amount=amount, unit=unit, location=location)


def test_a_factor_is_converted_to_the_reference_unit_of_its_flow() -> None:
    # 29.8 per kg of methane, which the package counts in g: 0.0298 per g
    found = characterise(
        database(), method(factor("1-co2", 1.0), factor("2-ch4", 29.8, "kg"))
    )
    np.testing.assert_allclose(found.row, [1.0, 0.0298, 0.0, 0.0], rtol=1e-15)
    assert (found.unit, found.used, found.absent) == ("kg CO2 eq", 2, 0)
    assert found.findings == ()


def test_a_row_of_c_times_b_is_the_direct_impact() -> None:
    linked = database()
    found = characterise(
        linked, method(factor("1-co2", 1.0), factor("2-ch4", 29.8, "kg"))
    )
    b = linked.interventions
    impact = float(np.sum(found.row[b.row] * b.value))
    assert impact == pytest.approx(3.149)  # 3·1 + 0.005·29.8


def test_factors_of_flows_that_the_database_lacks_are_counted() -> None:
    found = characterise(database(), method(factor("x", 5.0), factor("1-co2", 1.0)))
    assert (found.used, found.absent) == (1, 1)


@pytest.mark.parametrize(
    ("factors", "code"),
    [
        ((factor("4-so2", 1.0, "furlong"),), "E083"),
        ((factor("4-so2", 1.0, "m3"),), "E083"),
        ((factor("4-so2", math.inf),), "E047"),
        ((factor("4-so2", math.nan),), "E047"),
        ((factor("4-so2", 1.0), factor("4-so2", math.nan)), "E047"),
        ((factor("4-so2", 1.0), factor("4-so2", 2.0)), "E084"),
        ((factor("4-so2", 1.0), factor("4-so2", 1.0, "g")), "E084"),
        ((factor("4-so2", 1.0, location="DE"),), "E085"),
    ],
)
def test_a_factor_that_cannot_be_used_is_no_number(
    factors: tuple[MethodFactor, ...], code: str
) -> None:
    found = characterise(database(), method(*factors))
    assert math.isnan(found.row[3])
    assert found.used == 0
    assert found.findings[0].code == code


@pytest.mark.parametrize(
    "factors",
    [
        (factor("4-so2", 1.0),),
        (factor("4-so2", 1.0), factor("4-so2", 1.0)),
        (factor("4-so2", 1.0), factor("4-so2", 1e-3, "g")),
    ],
)
def test_a_factor_that_is_stated_twice_alike_is_used(
    factors: tuple[MethodFactor, ...],
) -> None:
    found = characterise(database(), method(*factors))
    assert found.row[3] == 1.0
    assert found.findings == ()


def test_factors_for_certain_places_are_set_aside_and_counted() -> None:
    places = [factor("4-so2", x, location=where) for x, where in ((2, "DE"), (3, "CN"))]
    found = characterise(database(), method(factor("4-so2", 1.0), *places))
    assert found.row[3] == 1.0
    (note,) = found.findings
    assert (note.code, note.values["number"]) == ("N083", 2)


@pytest.mark.parametrize(
    ("unit", "expected"),
    [
        ("kg CO2 eq", True),
        ("kg CO2-Eq", True),
        ("kg CO2 Equivalents", True),
        ("kgCO2e", True),
        ("千克二氧化碳当量 (kg CO2当量)", True),
        ("kg Sb equivalents", False),
        ("kg CFC11 equivalents", False),
        ("kg SO2 eq", False),
        ("kg CO2", False),
        ("", False),
    ],
)
def test_an_indicator_in_co2_equivalents_is_climate_change(
    unit: str, expected: bool
) -> None:
    assert is_climate_change(method(unit=unit)) is expected


def test_a_method_equal_to_our_set_differs_nowhere() -> None:
    own = method(
        factor("1-co2", 1.0), factor("2-ch4", 29.8, "kg"), factor("3-bio", 1.0)
    )
    assert compare_with_gwp(database(), own) == ()


def test_differences_from_our_set_are_listed_widest_first() -> None:
    # biogenic CO2 at 0 (EF), fossil methane at 28 (AR5), SO2 that we don't count
    own = method(
        factor("1-co2", 1.0),
        factor("2-ch4", 28.0, "kg"),
        factor("3-bio", 0.0),
        factor("4-so2", 0.5),
    )
    found = compare_with_gwp(database(), own)
    assert [(each.flow, each.gas) for each in found] == [
        ("3-bio", "co2_biogenic"),
        ("4-so2", ""),
        ("2-ch4", "ch4_fossil"),
    ]
    assert [each.theirs for each in found] == [0.0, 0.5, pytest.approx(0.028)]
    assert [each.ours for each in found] == [1.0, 0.0, pytest.approx(0.0298)]


def test_a_factor_that_is_unknown_on_either_side_is_listed_first() -> None:
    own = method(factor("1-co2", 1.0, "furlong"), factor("3-bio", 9.0))
    first = compare_with_gwp(database(), own)[0]
    assert first.flow == "1-co2"
    assert math.isnan(first.theirs)
