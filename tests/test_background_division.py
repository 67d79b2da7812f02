"""Datasets with several products: who carries what, and what nobody may guess."""

from __future__ import annotations

import pytest
from hypothesis import given
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
from lcagraph.background.linked import BAD_NUMBER, NO_ALLOCATION, LinkedDatabase
from lcagraph.background.records import (
    AllocationFactor,
    AllocationMethod,
    Flow,
    Parameter,
    Process,
)
from lcagraph.errors import UsageError

RTOL = 1e-12

CO2 = elementary("co2")
STEAM = product("steam", "energy")
FUEL = product("fuel")
# per kg: 1 kg, 20 MJ, 3 EUR and 1 kg, 5 MJ, 1 EUR
FLOUR = product("flour", properties={"mass": 1.0, "energy": 20.0, "money": 3.0})
BRAN = product("bran", properties={"mass": 1.0, "energy": 5.0, "money": 1.0})


def share(
    product: str,
    factor: float | None,
    method: AllocationMethod = "physical",
    exchange: str = "",
    formula: str = "",
) -> AllocationFactor:
    return AllocationFactor(
        product=product,
        factor=factor,
        method=method,
        exchange=exchange,
        formula=formula,
    )


def mill(*allocation: AllocationFactor, **more: object) -> Process:
    """6 kg of flour and 2 kg of bran from 4 kg of fuel, with 10 kg of CO2."""
    words = {"allocation": allocation, **more}
    return process(
        "mill",
        reference("flour", 6.0),
        made("bran", 2.0),
        used("fuel", 4.0),
        made("co2", 10.0),
        **words,
    )


def linked(mill: Process, allocation: str | None = None) -> LinkedDatabase:
    well = process("well", reference("fuel"))
    return link_package(
        package([FLOUR, BRAN, FUEL, CO2], mill, well), allocation=allocation
    )


def co2(database: LinkedDatabase) -> tuple[float, float]:
    """CO2 in the columns of flour and bran. [kg]"""
    b = entries_of_b(database)
    return b.get(("co2", "mill/flour"), 0.0), b.get(("co2", "mill/bran"), 0.0)


# ------------------------------------------------------------------- stated factors


def test_stated_factors_divide_inputs_and_emissions_and_leave_products_whole() -> None:
    database = linked(mill(share("flour", 0.9), share("bran", 0.1)))
    assert entries_of_a(database) == {
        ("mill/flour", "mill/flour"): 6.0,
        ("mill/bran", "mill/bran"): 2.0,
        ("well/fuel", "mill/flour"): pytest.approx(-3.6, rel=RTOL),  # 0.9 · 4 kg
        ("well/fuel", "mill/bran"): pytest.approx(-0.4, rel=RTOL),
        ("well/fuel", "well/fuel"): 1.0,
    }
    assert co2(database) == pytest.approx((9.0, 1.0), rel=RTOL)
    assert codes(database) == ["W050"]  # the well has only its product
    assert database.counts["divided_stated"] == 1


def test_the_default_method_of_the_dataset_comes_first() -> None:
    factors = (
        *(share("flour", 0.9), share("bran", 0.1)),
        *(share("flour", 0.6, "economic"), share("bran", 0.4, "economic")),
    )
    assert co2(linked(mill(*factors))) == pytest.approx((9.0, 1.0), rel=RTOL)
    economic = linked(mill(*factors, default_method="economic"))
    assert co2(economic) == pytest.approx((6.0, 4.0), rel=RTOL)


def test_a_method_that_is_whole_stands_in_for_one_that_is_not() -> None:
    factors = (
        *(share("flour", 0.9), share("bran", 0.3)),
        *(share("flour", 0.6, "economic"), share("bran", 0.4, "economic")),
    )
    database = linked(mill(*factors))
    assert co2(database) == pytest.approx((6.0, 4.0), rel=RTOL)
    assert codes(database) == ["W050", "W051"]


def test_a_share_of_one_leaves_nothing_to_the_others() -> None:
    assert co2(linked(mill(share("flour", 1.0)))) == (10.0, 0.0)


def test_causal_factors_divide_each_exchange_by_its_own() -> None:
    # fuel by 0.75 and 0.25, CO2 all to the flour
    factors = (
        share("flour", 0.75, "causal", "in fuel"),
        share("bran", 0.25, "causal", "in fuel"),
        share("flour", 1.0, "causal", "out co2"),
        share("bran", 0.0, "causal", "out co2"),
    )
    database = linked(mill(*factors))
    a = entries_of_a(database)
    assert a["well/fuel", "mill/flour"] == pytest.approx(-3.0, rel=RTOL)
    assert a["well/fuel", "mill/bran"] == pytest.approx(-1.0, rel=RTOL)
    assert co2(database) == (10.0, 0.0)


def test_an_exchange_without_causal_factor_takes_the_general_one() -> None:
    factors = (
        share("flour", 1.0, "causal", "out co2"),
        share("flour", 0.5, "causal"),
        share("bran", 0.5, "causal"),
    )
    database = linked(mill(*factors))
    assert co2(database) == (10.0, 0.0)
    assert entries_of_a(database)["well/fuel", "mill/bran"] == pytest.approx(
        -2.0, rel=RTOL
    )


def test_a_factor_may_be_a_formula() -> None:
    factors = (share("flour", None, formula="s"), share("bran", None, formula="1-s"))
    parameters = (Parameter(name="s", value=0.9),)
    assert co2(linked(mill(*factors, parameters=parameters))) == pytest.approx(
        (9.0, 1.0), rel=RTOL
    )


@pytest.mark.parametrize(
    "factors",
    [
        (share("flour", 0.9), share("bran", 0.2)),  # 1.1
        (share("flour", 0.5),),
        (share("flour", 0.0), share("bran", 0.0)),
        (share("flour", 1.2), share("bran", -0.2)),  # together 1, but negative
        (share("flour", 0.9), share("another", 0.1)),
        (share("flour", None), share("bran", 0.1)),
        # one exchange divided, the other not
        (share("flour", 1.0, "causal", "in fuel"),),
    ],
)
def test_factors_that_lose_or_make_something_are_not_used(
    factors: tuple[AllocationFactor, ...],
) -> None:
    database = linked(mill(*factors))
    assert codes(database) == ["E052", "W050"]
    undivided = {"mill/flour": NO_ALLOCATION, "mill/bran": NO_ALLOCATION}
    assert flags(database) == {**undivided, "well/fuel": 0}
    assert co2(database) == (10.0, 10.0)


def test_factors_rounded_in_print_are_used_as_printed() -> None:
    # 66.7 % and 33.3 % of three equal parts
    database = linked(mill(share("flour", 0.667), share("bran", 0.333)))
    assert co2(database) == pytest.approx((6.67, 3.33), rel=RTOL)
    assert codes(database) == ["W050"]


def test_with_one_product_factors_mean_nothing() -> None:
    alone = process(
        "well",
        reference("fuel"),
        made("co2", 2.0),
        allocation=(share("fuel", 0.0, "causal", "out co2"),),
    )
    database = link_package(package([FUEL, CO2], alone))
    assert entries_of_b(database) == {("co2", "well/fuel"): 2.0}
    assert codes(database) == []


# ---------------------------------------------------------------- the user's method


@pytest.mark.parametrize(
    ("method", "flour"),
    [
        ("mass", 7.5),  # 6 kg of 8 kg
        ("energy", 10 * 120 / 130),  # 6 · 20 MJ of 6 · 20 + 2 · 5 MJ
        ("economic", 9.0),  # 6 · 3 EUR of 6 · 3 + 2 · 1 EUR
        ("reference", 10.0),
    ],
)
def test_the_user_chooses_where_the_dataset_is_silent(
    method: str, flour: float
) -> None:
    database = linked(mill(), method)
    assert co2(database) == pytest.approx((flour, 10 - flour), rel=RTOL)
    assert codes(database) == ["W050"]
    assert database.counts[f"divided_{method}"] == 1
    assert database.choices == {"allocation": method}


def test_the_users_method_leaves_stated_factors_alone() -> None:
    database = linked(mill(share("flour", 0.9), share("bran", 0.1)), "mass")
    assert co2(database) == pytest.approx((9.0, 1.0), rel=RTOL)


def test_the_users_method_replaces_factors_that_are_not_whole() -> None:
    database = linked(mill(share("flour", 0.9)), "mass")
    assert co2(database) == pytest.approx((7.5, 2.5), rel=RTOL)
    assert codes(database) == ["W050"]


@pytest.mark.parametrize("method", ["mass", "economic", "volume"])
def test_a_method_that_products_cannot_be_measured_by_divides_nothing(
    method: str,
) -> None:
    cogeneration = process(
        "plant", reference("steam", 5.0), made("flour", 1.0), made("co2", 1.0)
    )
    database = link_package(
        package([STEAM, FLOUR, CO2], cogeneration), allocation=method
    )
    assert codes(database) == ["E053"]
    assert set(flags(database).values()) == {NO_ALLOCATION}


def test_two_calorific_values_that_differ_are_no_energy() -> None:
    gross = {"mass": 1.0, "energy": 20.0, "gross": 22.0}
    flour = product("flour", properties=gross)
    given = package([flour, BRAN, FUEL, CO2], mill())
    energy = given.flow_properties["energy"]
    properties = {**given.flow_properties, "gross": energy}
    database = link_package(
        package(given.flows.values(), mill(), flow_properties=properties),
        allocation="energy",
    )
    assert "E053" in codes(database)


def test_a_waste_taken_in_and_a_product_are_not_compared_by_mass() -> None:
    burn = process(
        "burn", used("ash", 3.0, is_reference=True), made("flour"), made("co2", 1.0)
    )
    database = link_package(
        package([waste("ash"), FLOUR, CO2], burn), allocation="mass"
    )
    assert codes(database) == ["E053"]


def test_there_is_no_other_method() -> None:
    with pytest.raises(UsageError, match="E065"):
        linked(mill(), "monetary")


def test_nobody_guesses_where_nothing_is_stated() -> None:
    database = linked(mill())
    assert codes(database) == ["E051", "W050"]
    assert flags(database)["mill/flour"] == NO_ALLOCATION
    # undivided: each product carries the whole dataset, and no other product
    assert co2(database) == (10.0, 10.0)
    a = entries_of_a(database)
    assert a["well/fuel", "mill/flour"] == a["well/fuel", "mill/bran"] == -4.0
    assert ("mill/bran", "mill/flour") not in a


@given(
    shares=st.lists(st.floats(0.001, 1.0), min_size=2, max_size=5),
    amounts=st.lists(st.floats(0.1, 100.0), min_size=5, max_size=5),
)
def test_division_loses_and_makes_nothing(
    shares: list[float], amounts: list[float]
) -> None:
    names = [f"p{i}" for i in range(len(shares))]
    whole = sum(shares)
    plant = process(
        "plant",
        *(
            made(name, amount, is_reference=name == "p0")
            for name, amount in zip(names, amounts, strict=False)
        ),
        used("fuel", 4.0),
        made("co2", 10.0),
        allocation=tuple(
            share(name, part / whole) for name, part in zip(names, shares, strict=True)
        ),
    )
    flows: list[Flow] = [*map(product, names), FUEL, CO2]
    database = link_package(package(flows, plant, process("well", reference("fuel"))))
    drawn = [v for (row, _), v in entries_of_a(database).items() if row == "well/fuel"]
    assert sum(entries_of_b(database).values()) == pytest.approx(10.0, rel=1e-9)
    assert sum(drawn) - 1.0 == pytest.approx(-4.0, rel=1e-9)  # 1 kg is the well's own


# ------------------------------------------------------------ what has no column at all


@pytest.mark.parametrize(
    ("dataset", "code"),
    [
        (process("p"), "E048"),
        (process("p", made("co2", 1.0)), "E048"),
        (process("p", reference("lost")), "E061"),
        (process("p", reference("fuel", 0.0)), "E049"),
        (process("p", reference("fuel", None)), "E049"),  # type: ignore[arg-type]
        (process("p", reference("fuel"), used("fuel", 1.0, is_reference=True)), "E049"),
    ],
)
def test_a_dataset_without_a_reference_amount_has_no_column(
    dataset: Process, code: str
) -> None:
    database = link_package(package([FUEL, CO2], dataset))
    assert code in codes(database)
    assert database.activities == ()


def test_missing_references_and_missing_flows_of_references_are_counted_apart() -> None:
    named = process("named", reference("lost", id="row"), used("fuel", 1.0))
    silent = process("silent", made("fuel", 1.0))
    database = link_package(package([FUEL], named, silent))
    assert codes(database) == ["E043", "E048", "E061"]
    assert database.counts["no_reference"] == 1
    assert database.counts["dangling_reference"] == 1
    (dangling,) = [one for one in database.findings if one.code == "E061"]
    assert dangling.at == "named#row"
    assert dangling.values["flow"] == "lost"


def test_a_product_without_amount_is_no_product() -> None:
    dataset = process("p", reference("fuel"), made("bran", 0.0), made("co2", 1.0))
    database = link_package(package([FUEL, BRAN, CO2], dataset))
    assert flags(database) == {"p/fuel": 0}


def test_a_product_without_number_flags_the_others() -> None:
    dataset = process(
        "p",
        reference("fuel"),
        made("bran", None),  # type: ignore[arg-type]
        made("co2", 1.0),
    )
    database = link_package(package([FUEL, BRAN, CO2], dataset))
    assert flags(database) == {"p/fuel": BAD_NUMBER}


def test_an_elementary_reference_has_its_column_and_a_word_of_warning() -> None:
    mine = process("mine", reference("ore"), made("co2", 2.0))
    smelt = process("smelt", reference("fuel"), used("ore", 3.0))
    ore = elementary("ore", "resource")
    database = link_package(package([ore, FUEL, CO2], mine, smelt))
    assert codes(database) == ["W063"]
    assert entries_of_b(database) == {
        ("co2", "mine/ore"): 2.0,
        ("ore", "smelt/fuel"): 3.0,  # taken from nature, not from the mine
    }


def test_a_dataset_with_nothing_but_its_product_is_told() -> None:
    database = link_package(package([FUEL], process("scrap", reference("fuel"))))
    assert codes(database) == ["W050"]
    assert flags(database) == {"scrap/fuel": 0}
