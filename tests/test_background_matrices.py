"""A, B and their spreads: signs, sums, and no influence of any order."""

from __future__ import annotations

import math
import random
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_packages import (
    codes,
    elementary,
    entries_of_a,
    entries_of_b,
    flags,
    made,
    package,
    process,
    product,
    reference,
    used,
    waste,
)

from lcagraph.background.build import link_package
from lcagraph.background.linked import LinkedDatabase, Triplets
from lcagraph.background.records import Exchange, Flow, Package, Process, Uncertainty

RTOL = 1e-12

X, Y, SCRAP = product("x"), product("y"), product("scrap")
ASH = waste("ash")
CO2 = elementary("co2")
ORE = elementary("ore", "resource", "in ground")


def entry(database: LinkedDatabase, row: str, column: str) -> float:
    return entries_of_a(database).get((row, column), 0.0)


# -------------------------------------------------------------------------------- signs


def test_outputs_are_positive_inputs_negative_and_treatments_take_their_waste() -> None:
    make = process("make", reference("x", 2.0), used("y", 3.0), made("ash", 0.5))
    supply = process("supply", reference("y"))
    burn = process("burn", used("ash", 4.0, is_reference=True), made("co2", 8.0))
    database = link_package(package([X, Y, ASH, CO2], make, supply, burn))
    assert entries_of_a(database) == {
        ("make/x", "make/x"): 2.0,
        ("supply/y", "make/x"): -3.0,
        ("burn/ash", "make/x"): 0.5,
        ("supply/y", "supply/y"): 1.0,
        ("burn/ash", "burn/ash"): -4.0,
    }
    treatment = database.activities[0]
    assert (treatment.process, treatment.is_treatment, treatment.amount) == (
        "burn",
        True,
        4.0,
    )
    # 2 x leave 0.5 kg of ash, an eighth of a run of 4 kg, which emits 8 kg: 1 kg CO2
    a = np.zeros((3, 3))
    matrix = database.technosphere
    a[matrix.row, matrix.column] = matrix.value
    scaling = np.linalg.solve(a, [0.0, 2.0, 0.0])
    assert scaling[0] * 8.0 == pytest.approx(1.0, rel=RTOL)


def test_a_waste_written_as_negative_product_is_treated_all_the_same() -> None:
    # ecoinvent: the treatment makes −1 kg, its consumer takes in −0.5 kg
    burn = process("burn", reference("scrap", -1.0), made("co2", 2.0))
    make = process("make", reference("x"), used("scrap", -0.5, provider="burn"))
    database = link_package(package([X, SCRAP, CO2], burn, make))
    assert entry(database, "burn/scrap", "burn/scrap") == -1.0
    assert entry(database, "burn/scrap", "make/x") == 0.5
    assert database.activities[0].is_treatment


def test_a_negative_input_finds_the_treatment_without_a_provider() -> None:
    burn = process("burn", reference("scrap", -1.0), made("co2", 2.0))
    melt = process("melt", reference("scrap", 1.0), made("co2", 5.0))
    make = process("make", reference("x"), used("scrap", -0.5))
    database = link_package(package([X, SCRAP, CO2], burn, melt, make))
    assert entry(database, "burn/scrap", "make/x") == 0.5


@pytest.mark.parametrize("direction", ["input", "output"])
@pytest.mark.parametrize(
    ("flow", "credit"),
    [("y", 0.3), ("ash", -0.3)],  # more of a product, less of a waste
)
def test_what_is_avoided_is_a_credit_in_either_direction(
    flow: str, credit: float, direction: Any
) -> None:
    spared = Exchange(
        id="1", flow=flow, direction=direction, amount=0.3, is_avoided=True
    )
    make = process("make", reference("x"), spared)
    others = (
        process("supply", reference("y")),
        process("burn", used("ash", 1.0, is_reference=True)),
    )
    database = link_package(package([X, Y, ASH], make, *others))
    row = "supply/y" if flow == "y" else "burn/ash"
    assert entry(database, row, "make/x") == credit


def test_a_negative_output_is_drawn_like_an_input() -> None:
    make = process("make", reference("x"), made("y", -0.25))
    database = link_package(package([X, Y], make, process("supply", reference("y"))))
    assert entry(database, "supply/y", "make/x") == -0.25


def test_own_use_lowers_the_net_output_and_not_the_stated_one() -> None:
    # a plant uses 5 % of its power itself
    plant = process("plant", reference("x", 1.0), used("x", 0.05), made("co2", 1.0))
    database = link_package(package([X, CO2], plant))
    assert entries_of_a(database) == {
        ("plant/x", "plant/x"): pytest.approx(0.95, rel=RTOL)
    }
    assert database.activities[0].amount == 1.0


# ------------------------------------------------------------------------ interventions


@pytest.mark.parametrize(
    ("compartment", "direction", "amount", "entry"),
    [
        (("air", "urban"), "output", 3.0, 3.0),
        (("air",), "input", 3.0, -3.0),  # taken up: an emission the other way
        (("resource", "in ground"), "input", 3.0, 3.0),
        (("resource", "in ground"), "output", 3.0, -3.0),
        (("Raw",), "input", 3.0, 3.0),
        (("natural resource", "in air"), "input", 3.0, 3.0),
        (("Resources", "Resources from ground"), "input", 3.0, 3.0),
        (("Elementary flows", "Resource", "in water"), "input", 3.0, 3.0),
        (("Emissions", "Emissions to air"), "output", -3.0, -3.0),
        (("资源", "地下"), "input", 3.0, 3.0),
        ((), "output", 3.0, 3.0),
        ((), "input", 3.0, 3.0),  # silent: as its exchanges run
        (("water",), "input", 3.0, 3.0),  # water that is taken stands there, too
    ],
)
def test_an_elementary_flow_is_positive_in_its_own_direction(
    compartment: tuple[str, ...], direction: Any, amount: float, entry: float
) -> None:
    flow = Flow(id="e", name="e", kind="elementary", compartment=compartment)
    exchange = Exchange(id="1", flow="e", direction=direction, amount=amount)
    make = process("make", reference("x"), exchange)
    database = link_package(package([X, flow], make))
    assert entries_of_b(database) == {("e", "make/x"): entry}


def test_a_silent_flow_runs_as_most_of_its_exchanges_do() -> None:
    flow = Flow(id="e", name="e", kind="elementary")
    takes = [process(name, reference(name), used("e", 1.0)) for name in "ab"]
    gives = process("c", reference("c"), made("e", 1.0))
    database = link_package(package([flow, *map(product, "abc")], *takes, gives))
    assert entries_of_b(database) == {
        ("e", "a/a"): 1,
        ("e", "b/b"): 1,
        ("e", "c/c"): -1,
    }


def test_only_flows_in_use_have_rows_and_each_has_its_unit() -> None:
    make = process("make", reference("x"), made("co2", 2.0))
    database = link_package(package([X, CO2, ORE], make))
    assert database.elementary == ("co2",)
    assert database.flow_units == {"co2": "kg"}


# ----------------------------------------------------------------------- sums and order


def test_rows_of_one_flow_add_up() -> None:
    make = process(
        "make",
        reference("x"),
        *(used("y", each, id=f"y{each}") for each in (1.0, 2.0)),
        *(made("co2", each, id=f"c{each}") for each in (0.5, 0.25)),
    )
    database = link_package(package([X, Y, CO2], make, process("s", reference("y"))))
    assert entry(database, "s/y", "make/x") == -3.0
    assert entries_of_b(database) == {("co2", "make/x"): 0.75}


def packages() -> st.SearchStrategy[Package]:
    """Random datasets that make, use and emit a handful of flows."""
    names = st.sampled_from(["a", "b", "c", "d"])
    amounts = st.floats(0.1, 10.0)
    rows = st.one_of(
        st.builds(used, names, amounts, id=st.uuids().map(str)),
        st.builds(made, names, amounts, id=st.uuids().map(str)),
        st.builds(
            made, st.sampled_from(["co2", "ch4"]), amounts, id=st.uuids().map(str)
        ),
    )
    places = st.sampled_from(["", "CN", "DE", "GLO"])
    datasets = st.builds(
        lambda id, main, rows, place, is_market: process(
            id, reference(main), *rows, location=place, is_market=is_market
        ),
        st.uuids().map(str),
        names,
        st.lists(rows, max_size=5),
        places,
        st.booleans(),
    )
    flows = [*map(product, "abcd"), elementary("co2"), elementary("ch4")]
    return st.lists(datasets, min_size=1, max_size=6, unique_by=lambda p: p.id).map(
        lambda listed: package(flows, *listed)
    )


def as_arrays(matrix: Triplets) -> tuple[bytes, ...]:
    arrays = (matrix.row, matrix.column, matrix.value, matrix.spread)
    return tuple(array.tobytes() for array in arrays)


@settings(max_examples=60)
@given(packages(), st.randoms(use_true_random=False))
def test_the_order_of_datasets_changes_nothing(
    one: Package, order: random.Random
) -> None:
    listed: list[Process] = list(one.processes)
    order.shuffle(listed)
    a = link_package(one)
    b = link_package(package(one.flows.values(), *listed))
    assert a.activities == b.activities
    assert as_arrays(a.technosphere) == as_arrays(b.technosphere)
    assert as_arrays(a.interventions) == as_arrays(b.interventions)
    assert a.flags.tolist() == b.flags.tolist()
    assert codes(a) == codes(b)
    assert a.counts == b.counts


@settings(max_examples=60)
@given(packages())
def test_entries_are_sorted_and_none_comes_twice(one: Package) -> None:
    database = link_package(one)
    for matrix in (database.technosphere, database.interventions):
        places = list(zip(matrix.column.tolist(), matrix.row.tolist(), strict=True))
        assert places == sorted(set(places))
        assert len(matrix.spread) == len(places)


# ------------------------------------------------------------------------------ spreads


def spread_of(
    uncertainty: Uncertainty, amount: float = 2.0, unit: str = "t"
) -> tuple[float, ...]:
    """Spread of the entry of an input stated in `unit`; 1 t = 1000 kg."""
    row = used("y", amount, unit=unit, uncertainty=uncertainty)
    make = process("make", reference("x"), row)
    database = link_package(package([X, Y], make, process("s", reference("y"))))
    matrix = database.technosphere
    place = matrix.value.tolist().index(-1000 * amount)
    return tuple(float(number) for number in matrix.spread[place].tolist())


NAN = math.nan


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        # 2 t drawn are −2000 kg; a lognormal describes the 2000 kg
        (
            Uncertainty(spread="lognormal", scale=1.5),
            (2, math.log(2000), math.log(1.5), NAN, NAN, NAN),
        ),
        (
            Uncertainty(
                spread="lognormal", location=1.8, scale=1.5, minimum=1.0, maximum=4.0
            ),
            (2, math.log(1800), math.log(1.5), -4000, -1000, NAN),
        ),
        (
            Uncertainty(spread="normal", scale=0.1, minimum=1.0),
            (3, -2000, 100, NAN, -1000, NAN),
        ),
        (
            Uncertainty(spread="uniform", minimum=1.0, maximum=4.0),
            (4, NAN, NAN, -4000, -1000, NAN),
        ),
        (
            Uncertainty(spread="triangular", minimum=1.0, maximum=4.0),
            (5, -2000, NAN, -4000, -1000, NAN),
        ),
        (
            Uncertainty(spread="triangular", location=3.0, minimum=1.0, maximum=4.0),
            (5, -3000, NAN, -4000, -1000, NAN),
        ),
        (Uncertainty(spread="undefined"), (0, -2000, NAN, NAN, NAN, NAN)),
        (Uncertainty(spread="lognormal", scale=1.0), (1, -2000, NAN, NAN, NAN, NAN)),
        (Uncertainty(spread="normal", scale=0.0), (1, -2000, NAN, NAN, NAN, NAN)),
    ],
)
def test_a_spread_follows_its_entry(
    stated: Uncertainty, expected: tuple[float, ...]
) -> None:
    assert spread_of(stated) == pytest.approx(expected, rel=RTOL, nan_ok=True)


@pytest.mark.parametrize("location", [None, -2.0, 2.0])
def test_a_negative_amount_has_a_lognormal_magnitude(location: float | None) -> None:
    # some formats write the median of −2 t as −2, some as 2
    stated = Uncertainty(spread="lognormal", location=location, scale=1.5)
    found = spread_of(stated, amount=-2.0)
    assert found[:3] == pytest.approx((2, math.log(2000), math.log(1.5)), rel=RTOL)


@pytest.mark.parametrize(
    "stated",
    [
        Uncertainty(spread="lognormal", scale=0.9),
        Uncertainty(spread="lognormal", scale=-0.1),
        Uncertainty(spread="lognormal", scale=NAN),
        Uncertainty(spread="lognormal", location=0.0, scale=1.5),
        Uncertainty(spread="lognormal", location=-2.0, scale=1.5),
        Uncertainty(spread="normal", scale=-0.1),
        Uncertainty(spread="normal", scale=math.inf),
        Uncertainty(spread="uniform", minimum=4.0, maximum=1.0),
        Uncertainty(spread="triangular", minimum=3.0, maximum=4.0),
    ],
)
def test_an_impossible_spread_is_dropped_and_told(stated: Uncertainty) -> None:
    make = process("make", reference("x"), made("co2", 2.0, uncertainty=stated))
    database = link_package(package([X, CO2], make))
    assert codes(database) == ["W060"]
    assert database.counts["spreads_impossible"] == 1
    assert database.interventions.spread["kind"].tolist() == [0]
    assert flags(database) == {"make/x": 0}


@pytest.mark.parametrize(
    "stated",
    [
        Uncertainty(spread="lognormal"),
        Uncertainty(spread="lognormal", scale=0.0),  # the blank of openLCA 1
        Uncertainty(spread="normal"),
        Uncertainty(spread="uniform", minimum=4.0),
        Uncertainty(spread="triangular", maximum=4.0),
        Uncertainty(spread="undefined", scale=1.2),
    ],
)
def test_a_spread_that_is_not_stated_whole_is_only_counted(
    stated: Uncertainty,
) -> None:
    make = process(
        "make",
        reference("x"),
        made("co2", 2.0, uncertainty=stated),
        used("x2", 0.0, uncertainty=stated),  # zero has no spread to lack
    )
    database = link_package(package([X, product("x2"), CO2], make))
    assert codes(database) == ["N060"]
    assert database.findings[0].values == {"number": 1, "of": 2}
    assert database.counts["spreads_blank"] == 1
    assert database.counts["spreads_impossible"] == 0
    assert database.interventions.spread["kind"].tolist() == [0]


def test_a_pedigree_without_a_distribution_is_no_blank() -> None:
    stated = Uncertainty(spread="undefined", pedigree=(1, 2, 3, 4, 5))
    make = process("make", reference("x"), made("co2", 2.0, uncertainty=stated))
    assert codes(link_package(package([X, CO2], make))) == []


def test_a_sum_has_no_spread_and_says_so() -> None:
    stated = Uncertainty(spread="lognormal", scale=1.5)
    make = process(
        "make",
        reference("x"),
        made("co2", 2.0, uncertainty=stated),
        made("co2", 1.0, id="second"),
    )
    database = link_package(package([X, CO2], make))
    assert codes(database) == ["N061"]
    assert database.interventions.value.tolist() == [3.0]
    assert database.interventions.spread["kind"].tolist() == [0]


def test_nothing_stated_is_kind_zero_at_the_value() -> None:
    database = link_package(package([X, CO2], process("m", reference("x", 4.0))))
    spread = database.technosphere.spread
    assert (spread["kind"][0], spread["location"][0]) == (0, 4.0)
