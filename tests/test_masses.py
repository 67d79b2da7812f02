"""Mass and volume by amount, property or density: one rule wherever they are needed."""

from __future__ import annotations

from typing import Any

import pytest
from auditor_cases import changed
from small_models import factor, model, refused, works

import lcagraph as lg
from lcagraph.compile.masses import way_to
from lcagraph.units import parse_unit

Plain = Any

RTOL = 1e-12  # some products and quotients

# 100 kg, stated in five ways
WAYS: list[tuple[str, dict[str, str]]] = [
    ("100 kg", {}),
    ("50 piece", {"mass": "2 kg/piece"}),
    ("80 L", {"density": "1.25 kg/L"}),
    ("0.08 m3", {"density": "1250 kg/m3"}),
    ("50 piece", {"volume": "1.6 L/piece", "density": "1.25 t/m3"}),  # 80 L × 1.25
]


@pytest.mark.parametrize(("amount", "properties"), WAYS)
def test_freight_takes_the_mass_however_it_is_stated(
    amount: str, properties: Plain
) -> None:
    row = {"amount": amount, "transport": {"truck": "200 km"}, **properties}
    acid = factor(0, f"1 {amount.split()[1]}", kind="material")
    truck = factor(1, "1 t*km", kind="transport")
    of = model({"works": works(inputs={"acid": row})}, {"acid": acid, "truck": truck})
    assert of.solve().total == pytest.approx(20, rel=RTOL)  # 0.1 t × 200 km


@pytest.mark.parametrize(("amount", "properties"), WAYS)
def test_allocation_takes_the_mass_however_it_is_stated(
    amount: str, properties: Plain
) -> None:
    outputs = {"goods": {"amount": amount, **properties}, "side": "300 kg"}
    process = works(outputs=outputs, inputs={"coal": "4 kg"}, allocation="mass")
    reference = {"product": "goods", "amount": amount}
    of = model({"works": process}, {"coal": factor(1)}, reference=reference)
    assert of.solve().total == pytest.approx(1, rel=RTOL)  # 4 × 100 / (100 + 300)


@pytest.mark.parametrize(("amount", "properties"), WAYS)
@pytest.mark.parametrize("is_of_product", [True, False])
def test_the_balance_takes_the_mass_however_it_is_stated(
    amount: str, properties: Plain, is_of_product: bool
) -> None:
    # into the works: 102 kg of steel and 100 kg of acid; out of it: 100 kg and 2 kg
    row: Plain = {"amount": amount, **({} if is_of_product else properties)}
    tree = changed(
        {
            "processes/works/outputs/goods": "100 kg",
            "processes/works/inputs/steel/amount": "102 kg",
            "processes/works/waste/scrap/amount": "2 kg",
            "processes/works/inputs/acid": row,
            "products": {"acid": properties} if is_of_product else {},
            "factors/acid": {
                **changed({})["factors"]["steel"],
                "per": f"1 {amount.split()[1]}",
            },
        }
    )
    (told,) = [f for f in lg.Model(**tree).check() if f.code == "W810"]
    assert (told.values["into"], told.values["out"]) == ("202 kg", "102 kg")


def winery(allocation: str, **lees: str) -> lg.Model:
    outputs = {
        "goods": {"amount": "700 L", "density": "0.99 kg/L"},
        "lees": {"amount": "50 kg", **lees},
    }
    process = works(outputs=outputs, inputs={"grapes": "760 kg"}, allocation=allocation)
    reference = {"product": "goods", "amount": "700 L"}
    return model({"works": process}, {"grapes": factor(1)}, reference=reference)


def test_wine_and_lees_are_shared_by_mass() -> None:
    # 700 L × 0.99 = 693 kg beside 50 kg, with or without a density of the lees
    expected = pytest.approx(760 * 693 / 743, rel=RTOL)
    assert winery("mass").solve().total == expected
    assert winery("mass", density="1.1 kg/L").solve().total == expected


def test_wine_and_lees_are_shared_by_volume() -> None:
    # 50 kg ÷ 1.1 kg/L = 45.4545 L beside 700 L
    of = winery("volume", density="1.1 kg/L")
    assert of.solve().total == pytest.approx(760 * 700 / (700 + 50 / 1.1), rel=RTOL)
    (found,) = of.allocation_alternatives().processes
    assert {outcome.basis for outcome in found.outcomes} == {"mass", "volume"}


def test_a_volume_without_density_has_no_mass() -> None:
    wrong = winery("volume")
    assert refused(wrong) == {("E309", "processes.works.allocation")}


@pytest.mark.parametrize(
    ("measure", "unit", "properties", "way"),
    [
        ("mass", "t", {}, ()),
        ("mass", "L", {}, None),
        ("mass", "L", {"mass": "kg/L", "density": "kg/L"}, (("mass", True),)),
        ("mass", "L", {"density": "kg/L"}, (("density", True),)),
        ("mass", "Nm3", {"density": "kg/m3"}, None),  # of which state?
        ("mass", "Nm3", {"density": "kg/Nm3"}, (("density", True),)),
        ("mass", "kWh", {"density": "kg/L"}, None),
        ("volume", "kg", {"density": "kg/L"}, (("density", False),)),
        (
            "volume",
            "piece",
            {"mass": "kg/piece", "density": "kg/L"},
            (("mass", True), ("density", False)),
        ),
        ("volume", "m3", {"volume": "L/m3"}, ()),
    ],
)
def test_ways_to_a_mass_or_a_volume(
    measure: Plain, unit: str, properties: dict[str, str], way: Plain
) -> None:
    units = {key: parse_unit(text) for key, text in properties.items()}
    assert way_to(measure, parse_unit(unit), units.get) == way
