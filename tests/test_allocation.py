"""Co-products: weights, shares, what is needed for a basis and what is refused."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose
from small_models import factor, model, refused, told, works

import lcagraph as lg
from lcagraph.allocation import WeightsError, allocate_by_weights, check_shares

Plain = Any

WORKS = "processes.works"


def test_weights_become_factors_per_variant() -> None:
    found = allocate_by_weights(np.array([[1.0, 3.0], [2.0, 2.0]]))
    assert_allclose(found, [[0.25, 0.75], [0.5, 0.5]], rtol=0)


@pytest.mark.parametrize(
    ("weights", "reason"), [([[1.0, -1.0]], "negative"), ([[0.0, 0.0]], "zero")]
)
def test_weights_that_share_nothing_are_refused(
    weights: list[list[float]], reason: str
) -> None:
    with pytest.raises(WeightsError) as error:
        allocate_by_weights(np.array(weights))
    assert error.value.reason == reason


def test_shares_are_used_as_given() -> None:
    shares = np.array([[0.0, 1.0]])
    assert check_shares(shares) is shares
    with pytest.raises(WeightsError) as error:
        check_shares(np.array([[0.3, 0.6]]))
    assert (error.value.reason, error.value.total) == ("sum", pytest.approx(0.9))


GOODS = {"amount": "1 t", "price": "900 CNY/t", "lhv": "30 GJ/t", "moles": "2 kmol/t"}
STEAM = {
    "amount": "90 GJ",
    "price": "30 CNY/GJ",
    "mass": "0.1 t/GJ",
    "moles": "0 kmol/GJ",
}


def joint(allocation: Plain, **keys: Plain) -> lg.Model:
    outputs = keys.pop("outputs", {"goods": GOODS, "steam": STEAM})
    burning = {"co2_fossil": "100 kg"}
    process = works(outputs=outputs, emissions=burning, allocation=allocation, **keys)
    return model({"works": process}, reference={"product": "goods", "amount": "1 t"})


@pytest.mark.parametrize(
    ("allocation", "expected"),
    [
        pytest.param("mass", 10, id="1 t and 90 × 0.1 = 9 t"),
        pytest.param("energy", 25, id="1 × 30 = 30 GJ and 90 GJ"),
        pytest.param({"by": "economic", "why": "as"}, 25, id="900 and 90 × 30 CNY"),
        pytest.param("moles", 100, id="2 and 0 kmol"),
        pytest.param(
            {"shares": {"goods": "12.5 %", "steam": "0.875"}, "why": "as"},
            12.5,
            id="shares",
        ),
    ],
)
def test_each_basis_weighs_amount_times_property(
    allocation: Plain, expected: float
) -> None:
    assert joint(allocation).solve().total == pytest.approx(expected, rel=1e-14)


def test_price_is_the_economic_basis_and_needs_its_reason_too() -> None:
    assert joint({"by": "price", "why": "as"}).solve().total == pytest.approx(25)
    assert ("E222", f"{WORKS}.allocation") in refused(joint("price"))


def in_money(allocation: Plain, **keys: Plain) -> lg.Model:
    outputs = {
        "goods": {"amount": "1 kg", "properties": {"revenue": "9 CNY/kg"}},
        "side": {"amount": "1 kg", "properties": {"revenue": "1 CNY/kg"}},
    }
    process = works(outputs=outputs, allocation=allocation, inputs={"coal": "10 kg"})
    return model({"works": process}, {"coal": factor(1)}, **keys)


def test_a_property_in_money_needs_the_reason_of_a_price() -> None:
    assert refused(in_money("revenue")) == {("E222", f"{WORKS}.allocation")}
    found = in_money({"by": "revenue", "why": "only the price relates them"})
    assert found.solve().total == pytest.approx(9)  # 10 × 9/(9 + 1)


@pytest.mark.parametrize(
    ("edits", "place"),
    [
        ({f"{WORKS}.allocation": "revenue"}, f"{WORKS}.allocation"),
        ({f"{WORKS}.allocation": {"by": "revenue"}}, f"{WORKS}.allocation"),
        ({f"{WORKS}.allocation.by": "revenue"}, f"{WORKS}.allocation.by"),
    ],
)
def test_in_a_scenario_too(edits: Plain, place: str) -> None:
    found = in_money("mass", scenarios={"worth": {"set": edits}})
    assert refused(found) == {("E222", f"scenarios.worth.set.{place}")}


@pytest.mark.parametrize(
    "edits",
    [
        {f"{WORKS}.allocation": {"by": "revenue", "why": "prices"}},
        {f"{WORKS}.allocation.by": "revenue", f"{WORKS}.allocation.why": "prices"},
    ],
)
def test_a_scenario_with_its_reason_is_solved(edits: Plain) -> None:
    found = in_money("mass", scenarios={"worth": {"set": edits}})
    assert found.solve("worth").total == pytest.approx(9)


def test_an_output_overrides_the_properties_of_its_product() -> None:
    products = {"goods": {"mass": "5 t/t"}, "steam": {"mass": "1 t/GJ"}}
    outputs = {"goods": "1 t", "steam": STEAM}
    process = works(
        outputs=outputs, emissions={"co2_fossil": "100 kg"}, allocation="mass"
    )
    reference = {"product": "goods", "amount": "1 t"}
    of = model({"works": process}, products=products, reference=reference)
    # goods are already a mass: 1 t; steam by its own 0.1 t/GJ, not the product's 1 t/GJ
    assert of.solve().total == pytest.approx(10)


ALLOCATION = f"{WORKS}.allocation"
SHARES = f"{WORKS}.allocation.shares"


def by_shares(goods: str, **other: str) -> Plain:
    return {"shares": {"goods": goods, **other}, "why": "as"}


@pytest.mark.parametrize(
    ("allocation", "expected"),
    [
        ("exergy", ("E309", ALLOCATION)),
        (by_shares("1"), ("E311", SHARES)),
        (by_shares("0.5", steam="0.4"), ("E330", ALLOCATION)),
        (by_shares("1.5", steam="-0.5"), ("E328", ALLOCATION)),
        (by_shares("0.5", steam="0.5", smoke="0"), ("E311", SHARES)),
    ],
)
def test_an_allocation_that_cannot_be_made_is_refused(
    allocation: Plain, expected: tuple[str, str]
) -> None:
    assert refused(joint(allocation)) == {expected}


def test_prices_in_two_currencies_cannot_be_added() -> None:
    outputs = {"goods": GOODS, "steam": {**STEAM, "price": "4 USD/GJ"}}
    economic = {"by": "economic", "why": "as"}
    assert refused(joint(economic, outputs=outputs)) == {("E310", ALLOCATION)}


def test_weights_that_are_all_zero_are_refused() -> None:
    outputs = {"goods": {**GOODS, "moles": "0 kmol/t"}, "steam": STEAM}
    assert refused(joint("moles", outputs=outputs)) == {("E329", ALLOCATION)}


def test_two_products_without_an_allocation_are_refused() -> None:
    of = model({"works": works(outputs={"goods": "1 kg", "other": "1 kg"})})
    assert refused(of) == {("E303", WORKS)}


def test_a_burden_free_output_takes_no_share() -> None:
    scrap = {"amount": "99 kg", "role": "burden_free"}
    outputs = {"goods": "1 kg", "scrap": scrap}
    of = model({"works": works(outputs=outputs, emissions={"co2_fossil": "7 kg"})})
    assert of.solve().total == 7


@pytest.mark.parametrize(
    ("keys", "place"),
    [
        ({"allocation": "mass"}, ALLOCATION),
        (
            {"inputs": {"resin": {"amount": "1 kg", "shares": {"goods": "0.5"}}}},
            f"{WORKS}.inputs.resin.shares",
        ),
    ],
)
def test_sharing_among_one_product_is_told(keys: Plain, place: str) -> None:
    of = model({"works": works(**keys)}, {"resin": factor(1)})
    assert ("W333", place) in told(of)


@pytest.mark.parametrize(
    ("shares", "expected"),
    [
        ({"goods": "0.9", "steam": "0.2"}, ("E330", f"{WORKS}.inputs.resin.shares")),
        ({"goods": "1"}, ("E311", f"{WORKS}.inputs.resin.shares")),
    ],
)
def test_causal_shares_cover_all_products_and_add_to_one(
    shares: Plain, expected: tuple[str, str]
) -> None:
    inputs = {"resin": {"amount": "1 kg", "shares": shares}}
    process = works(
        outputs={"goods": GOODS, "steam": STEAM}, inputs=inputs, allocation="mass"
    )
    reference = {"product": "goods", "amount": "1 t"}
    of = model({"works": process}, {"resin": factor(1)}, reference=reference)
    assert refused(of) == {expected}


def test_wastes_are_shared_by_what_they_are_treated_for() -> None:
    # 3 t and 1 t of wastes burnt together; 80 kg CO2: 60 for one, 20 for the other
    burner = {
        **{"stage": "end_of_life", "treats": {"paper": "3 t", "mud": "1000 kg"}},
        **{"allocation": "mass", "emissions": {"co2_biogenic": "80 kg"}},
    }
    reference = {"product": "mud", "amount": "1 t"}
    of = model({"burner": burner}, reference=reference)
    assert of.solve().total == pytest.approx(20)


def test_another_basis_is_other_values_of_the_same_compiled_model() -> None:
    of = joint("mass")
    table = of.values_table
    values = np.array([[base for _, base, _ in table]])
    paths = [path for path, _, _ in table]
    values[0, paths.index(f"{ALLOCATION}.by=mass")] = 0
    values[0, paths.index(f"{ALLOCATION}.by=energy")] = 1
    assert of.evaluate(values).including == pytest.approx([25])
