"""Packages without properties and unit groups: units that flows state themselves."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from lcagraph.background.conversion import Conversion, Fault
from lcagraph.formats.openlca_jsonld import read_openlca_jsonld

Stated = tuple[str, str | None, float]
"""Name of a property, its `refUnit`, and the amount per reference unit."""


def flow(id: str, *properties: Stated) -> dict[str, object]:
    """A product; the first of its properties is the reference."""
    listed = [
        {
            "flowProperty": {"@id": name.casefold(), "name": name, "refUnit": unit},
            "conversionFactor": amount,
            "isRefFlowProperty": number == 0,
        }
        for number, (name, unit, amount) in enumerate(properties)
    ]
    known = {"@type": "Flow", "@id": id, "name": id, "flowType": "PRODUCT_FLOW"}
    return {**known, "flowProperties": listed}


def converted(
    folder: Path, *flows: dict[str, object]
) -> tuple[float | Fault, list[str]]:
    """Reference units of the fuel in 10 kWh of its energy, and what was told."""
    for document in flows:
        path = folder / "flows" / f"{document['@id']}.json"
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(document), encoding="utf-8")
    package = read_openlca_jsonld(folder)
    conversion = Conversion(package)
    factor = conversion.factor(package.flows["fuel"], "kWh", "energy")
    told = [f.code for f in (*package.problems, *conversion.findings)]
    return (factor if isinstance(factor, Fault) else factor * 10), told


@pytest.mark.parametrize(
    ("own", "other", "expected", "told"),
    [
        # 10 kWh of 10 kWh/kg, and of 36 MJ/kg
        ([("Mass", "kg", 1), ("Energy", "kWh", 10)], None, 1.0, []),
        ([("Mass", "kg", 1), ("Energy", "MJ", 36)], None, 1.0, []),
        # another flow, read before, has its energy in MJ: 10 kWh/kg all the same
        ([("Mass", "kg", 1), ("Energy", "kWh", 10)], ("Energy", "MJ", 1), 1.0, []),
        # 10,000 kWh per tonne, though another flow has its mass in kg: 0.001 t
        ([("Mass", "t", 1), ("Energy", "kWh", 1e4)], ("Mass", "kg", 1), 1e-3, []),
        # nobody says it: by custom 10 MJ/kg, so 36 MJ are 3.6 kg
        (
            [("Mass", None, 1), ("Energy", None, 10)],
            None,
            3.6,
            ["W045", "W045"],
        ),
        ([("Mass", "kg", 1), ("Energy", None, 10)], None, 3.6, ["W045"]),
    ],
)
def test_amounts_of_a_property_are_in_the_unit_that_the_flow_states(
    tmp_path: Path,
    own: list[Stated],
    other: Stated | None,
    expected: float,
    told: list[str],
) -> None:
    flows = [flow("fuel", *own)] + ([flow("another", other)] if other else [])
    found, codes = converted(tmp_path, *flows)
    assert found == pytest.approx(expected, rel=1e-12)
    assert codes == told


def test_a_property_in_units_of_two_kinds_is_told(tmp_path: Path) -> None:
    fuel = flow("fuel", ("Mass", "kg", 1), ("Energy", "kg", 10))
    found, codes = converted(tmp_path, fuel, flow("another", ("Energy", "MJ", 1)))
    assert isinstance(found, Fault)
    assert (found.code, codes) == ("E045", ["W020"])


def test_a_property_document_without_its_unit_group_takes_the_stated_unit(
    tmp_path: Path,
) -> None:
    path = tmp_path / "flow_properties" / "energy.json"
    path.parent.mkdir()
    path.write_text(
        '{"@type": "FlowProperty", "@id": "energy", "name": "Energy",'
        ' "unitGroup": {"@id": "lost"}}',
        encoding="utf-8",
    )
    fuel = flow("fuel", ("Mass", "kg", 1), ("Energy", "kWh", 10))
    found, codes = converted(tmp_path, fuel)
    assert found == pytest.approx(1.0, rel=1e-12)  # 10 kWh of 10 kWh/kg
    assert codes == []
