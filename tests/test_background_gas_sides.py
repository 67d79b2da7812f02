"""Gases whose compartment nobody tells: which side of a dataset they stand on."""

from __future__ import annotations

import pytest
from elementary_flows import codes, flow

from lcagraph.background.gases import map_gases
from lcagraph.background.records import Direction, Exchange, Package, Process


@pytest.mark.parametrize(
    "name",
    ["Methane, fossil", "Dinitrogen monoxide", "HFC-134a", "Carbon dioxide, fossil"],
)
@pytest.mark.parametrize("inputs", [1, 2])
def test_a_gas_without_compartment_that_is_taken_and_given_is_told(
    name: str, inputs: int
) -> None:
    """Whichever side has more exchanges: no emission vanishes, and none is made up."""
    gas = flow(name, ())
    taken: list[Direction] = ["input"] * inputs
    sides: list[Direction] = ["output", *taken]
    processes = tuple(
        Process(
            id=str(i),
            name="p",
            exchanges=(Exchange(id="1", flow="f", direction=side, amount=1.0),),
        )
        for i, side in enumerate(sides)
    )
    found = map_gases(Package(format="", flows={"f": gas}, processes=processes), {"f"})
    assert not found.mapped
    assert found.unmapped == {"f"}
    (told,) = found.findings
    assert (told.code, told.values["inputs"]) == ("W081", inputs)


@pytest.mark.parametrize("name", ["Dinitrogen monoxide", "HFC-134a"])
def test_what_nobody_takes_from_nature_is_told_where_it_is_taken(name: str) -> None:
    assert codes(flow(name, ()), "input") == ["W081"]
