"""Which of several allocations counts, and what a product may be measured by."""

from __future__ import annotations

from dataclasses import replace

import pytest
from small_packages import codes, package, process, product, reference
from test_background_division import CO2, FUEL, RTOL, co2, linked, mill, share

from lcagraph.background.build import link_package
from lcagraph.background.records import AllocationMethod, FlowProperty


@pytest.mark.parametrize(
    ("default", "factors", "code"),
    [
        # 0.9 + 0.3 = 1.2, beside physical factors that are whole
        ("economic", [("flour", 0.9), ("bran", 0.3)], "E052"),
        ("economic", [], "E052"),
        ("causal", [], "E052"),
        ("none", [("flour", 0.6), ("bran", 0.4)], "E051"),
    ],
)
def test_no_method_stands_in_for_the_one_that_the_dataset_names(
    default: AllocationMethod, factors: list[tuple[str, float]], code: str
) -> None:
    stated = [share(name, factor, "economic") for name, factor in factors]
    physical = share("flour", 0.9), share("bran", 0.1)
    given = mill(*stated, *physical, default_method=default)
    database = linked(given)
    assert co2(database) == (10.0, 10.0)
    assert codes(database) == [code, "W050"]
    # the user's own choice still counts: 6 kg of 8 kg
    assert co2(linked(given, "mass")) == pytest.approx((7.5, 2.5), rel=RTOL)


def test_causal_shares_that_leave_an_exchange_out_name_it() -> None:
    factors = (
        share("flour", 0.6, "causal", "in fuel"),
        share("bran", 0.4, "causal", "in fuel"),
    )
    (finding,) = [f for f in linked(mill(*factors)).findings if f.code == "E052"]
    assert finding.values["undivided"] == ["co2"]


def test_shares_that_miss_one_by_rounding_are_divided_by_their_sum() -> None:
    """0.4995 + 0.4997 = 0.9992: 10 kg · 0.4995 / 0.9992; nothing is lost."""
    database = linked(mill(share("flour", 0.4995), share("bran", 0.4997)))
    expected = 10 * 0.4995 / 0.9992, 10 * 0.4997 / 0.9992
    assert co2(database) == pytest.approx(expected, rel=RTOL)
    assert sum(co2(database)) == pytest.approx(10, rel=RTOL)
    assert codes(database) == ["N052", "W050"]


@pytest.mark.parametrize(
    ("name", "group", "allocation", "is_measure"),
    [
        ("Carbon content", "mass", "mass", False),
        ("dry mass", "mass", "mass", False),  # the other is as it is
        ("Wet mass", "mass", "mass", True),
        ("质量", "mass", "mass", True),
        ("Water content", "volume", "volume", False),
        ("Primary energy, renewable", "energy", "energy", False),
        ("heating value, net", "energy", "energy", True),
    ],
)
def test_what_a_product_contains_is_no_measure_of_it(
    name: str, group: str, allocation: str, is_measure: bool
) -> None:
    """Both have 1 unit per kg of it, so 6 kg and 2 kg are 0.75 and 0.25."""
    own = {"items": 1.0, "x": 1.0}
    flows = [product(name, "items", properties=own) for name in ("flour", "bran")]
    given = package([*flows, FUEL, CO2], mill(), process("well", reference("fuel")))
    property = FlowProperty(id="x", name=name, unit_group=group)
    properties = {**given.flow_properties, "x": property}
    database = link_package(
        replace(given, flow_properties=properties), allocation=allocation
    )
    assert ("E053" in codes(database)) is not is_measure
    assert co2(database) == ((7.5, 2.5) if is_measure else (10.0, 10.0))
