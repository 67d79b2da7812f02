"""Markets, market groups and production volumes decide between suppliers."""

from __future__ import annotations

from pathlib import Path

import pytest
from round_trips import put
from small_packages import made, package, process, reference, used
from test_background_linking import CO2, STEEL, car, chosen, link, supplier, ways

from lcagraph.background.build import link_package
from lcagraph.background.records import Process
from lcagraph.background.settled import settled


def group(**more: object) -> Process:
    """A market group of steel around Europe."""
    rows = reference("steel"), used("steel", 1.0)
    known = {"location": "RER", "is_market": True, "is_market_group": True, **more}
    return process("group", *rows, **known)


@pytest.mark.parametrize(
    ("suppliers", "found"),
    [
        # the group itself lies in RER, and the mill too
        ([supplier("mill", "RER"), supplier("m", "DE", is_market=True)], "m"),
        ([supplier("mill", "DE")], "mill"),
        (
            [
                supplier("m", "DE", is_market=True, production_volume=2.0),
                supplier("n", "FR", is_market=True, production_volume=3.0),
            ],
            "n",
        ),
    ],
)
def test_a_market_group_takes_from_markets_before_producers(
    suppliers: list[Process], found: str
) -> None:
    assert chosen(link(group(), *suppliers), "group/steel") == found


def test_a_market_takes_from_producers_before_groups() -> None:
    rows = reference("steel"), used("steel", 1.0)
    market = process("market", *rows, location="RER", is_market=True)
    database = link(market, group(), supplier("mill", "DE"))
    assert chosen(database, "market/steel") == "mill"


def test_production_volumes_are_compared_in_one_unit() -> None:
    """50 t is more than 900 kg."""
    small = supplier("small", "DE", production_volume=900.0)
    rows = reference("steel", 1.0, unit="t"), made("co2", 1.0)
    large = process("large", *rows, location="FR", production_volume=50.0)
    database = link(car("CN"), small, large)
    assert chosen(database) == "large"
    assert ways(database) == {"linked_volume": 1}


def test_an_export_has_the_production_in_the_unit_of_its_amounts(
    tmp_path: Path,
) -> None:
    """50 t per year of 1 t become 50,000 kg per year of 1000 kg."""
    rows = reference("steel", 1.0, unit="t"), made("co2", 1.0)
    given = package([STEEL, CO2], process("mill", *rows, production_volume=50.0))
    (mill,) = settled(put(link_package(given), tmp_path)).processes
    assert (mill.exchanges[0].amount, mill.production_volume) == (1000.0, 50_000.0)
