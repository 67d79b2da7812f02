"""ILCD flows, their measures, and methods, in the records that all formats share."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from ilcd_documents import COMMON, OLCA, flow, read, uuid

from lcagraph.background.records import MethodFactor

# ------------------------------------------------------------------ flows and measures


def test_properties_are_per_unit_of_the_reference_property(tmp_path: Path) -> None:
    properties = "".join(
        f'<flowProperty dataSetInternalID="{n}"><referenceToFlowPropertyDataSet '
        f'refObjectId="{uuid(n + 60)}"/><meanValue>{value}</meanValue></flowProperty>'
        for n, value in enumerate((2, 84))
    )
    package = read(tmp_path, {"flows/f.xml": flow(properties=properties)})
    found = package.flows[uuid(50)]
    assert found.property == uuid(60)
    # 84 MJ for 2 kg are 42 MJ/kg.
    assert found.properties == {uuid(60): 1, uuid(61): 42}


def test_a_flow_keeps_synonyms_cas_formula_and_both_classifications(
    tmp_path: Path,
) -> None:
    described = (
        "<c:synonyms>CO2; carbonic acid gas ;CO2</c:synonyms>"
        '<c:synonyms xml:lang="zh">二氧化碳</c:synonyms>'
        "<CASNumber>000124-38-9</CASNumber>"
        "<sumFormula>CO2</sumFormula><classificationInformation>"
        '<c:elementaryFlowCategorization><c:category level="1">Emissions to air'
        '</c:category><c:category level="0">Emissions</c:category>'
        '</c:elementaryFlowCategorization><c:classification name="other"><c:class '
        'level="0">Wrong</c:class></c:classification><c:classification name="ILCD">'
        '<c:class level="0">Right</c:class></c:classification>'
        "</classificationInformation>"
    )
    document = flow(kind="Elementary flow", described=described)
    found = read(tmp_path, {"flows/f.xml": document}).flows[uuid(50)]
    assert found.synonyms == ("CO2", "carbonic acid gas", "二氧化碳")
    assert (found.cas, found.formula) == ("000124-38-9", "CO2")
    assert found.compartment == ("Emissions", "Emissions to air")
    assert found.classification == ("Right",)


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("Waste flow", "waste"),
        ("Other flow", "product"),
        ("Elementary flow", "elementary"),
    ],
)
def test_a_flow_has_the_kind_of_its_type(
    kind: str, expected: str, tmp_path: Path
) -> None:
    found = read(tmp_path, {"flows/f.xml": flow(kind=kind)}).flows[uuid(50)]
    assert found.kind == expected


def unit_group(reference: str) -> bytes:
    units = "".join(
        f'<unit dataSetInternalID="{n}" olca:unitId="{uuid(70 + n)}">'
        f"<name>{name}</name><meanValue>{value}</meanValue></unit>"
        for n, (name, value) in enumerate([("g", 1), ("kg", 1000), ("x", "?")])
    )
    return (
        f'<unitGroupDataSet xmlns="http://lca.jrc.it/ILCD/UnitGroup" {COMMON} {OLCA}>'
        f"<unitGroupInformation><dataSetInformation><c:UUID>{uuid(3)}</c:UUID><c:name>"
        "Units of mass</c:name></dataSetInformation><quantitativeReference>"
        f"<referenceToReferenceUnit>{reference}</referenceToReferenceUnit>"
        "</quantitativeReference></unitGroupInformation>"
        f"<units>{units}</units></unitGroupDataSet>"
    ).encode()


def test_units_are_sized_in_the_reference_unit_by_name_and_id(tmp_path: Path) -> None:
    package = read(tmp_path, {"unitgroups/u.xml": unit_group("1")})
    group = package.unit_groups[uuid(3)]
    assert (group.name, group.reference) == ("Units of mass", "kg")
    # 1 g = 1/1000 kg, whatever the source takes as 1.
    assert group.factors == {"g": 0.001, "kg": 1, uuid(70): 0.001, uuid(71): 1}
    assert [f.code for f in package.problems] == ["E012"]


def test_a_unit_group_without_reference_unit_is_a_problem(tmp_path: Path) -> None:
    package = read(tmp_path, {"unitgroups/u.xml": unit_group("9")})
    assert package.unit_groups == {}
    assert "E014" in [f.code for f in package.problems]


# ----------------------------------------------------------------------------- methods


def test_a_method_is_read_with_its_factors_and_their_places(tmp_path: Path) -> None:
    factors = "".join(
        f'<factor><referenceToFlowDataSet refObjectId="{uuid(50)}"/>'
        f"<meanValue>{value}</meanValue>{location}</factor>"
        for value, location in [
            (29.8, ""),
            ("2.7E1", "<location>CN</location>"),
            ("?", ""),
        ]
    )
    document = (
        f'<LCIAMethodDataSet xmlns="http://lca.jrc.it/ILCD/LCIAMethod" {COMMON}>'
        f"<LCIAMethodInformation><dataSetInformation><c:UUID>{uuid(4)}</c:UUID>"
        "<c:name>Climate change-Fossil</c:name><methodology>EF 3.1</methodology>"
        "</dataSetInformation><quantitativeReference><referenceQuantity>"
        "<c:shortDescription> kg CO2 eq </c:shortDescription></referenceQuantity>"
        "</quantitativeReference></LCIAMethodInformation><characterisationFactors>"
        f"{factors}</characterisationFactors></LCIAMethodDataSet>"
    ).encode()
    files = {"lciamethods/m.xml": document, "flows/f.xml": flow()}
    package = read(tmp_path, files)
    (method,) = package.methods
    assert (method.name, method.category) == ("EF 3.1", "Climate change-Fossil")
    assert method.unit == "kg CO2 eq"
    *known, unreadable = method.factors
    assert known == [
        MethodFactor(flow=uuid(50), amount=29.8),
        MethodFactor(flow=uuid(50), amount=27, location="CN"),
    ]
    assert math.isnan(unreadable.amount)  # it is there, and not zero
    assert [f.code for f in package.problems] == ["E012"]
    assert list(package.flows) == [uuid(50)]
