"""What openLCA gets to see: documents of schema 2 that refer to each other soundly."""

from __future__ import annotations

import json
import math
import time
import uuid
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from round_trips import by_jsonld, put, round_trip
from small_databases import smelter
from small_packages import elementary, made, package, process, product, reference, used

from lcagraph.background.build import link_package
from lcagraph.background.identifiers import (
    NAMESPACE,
    location_uuid,
    unit_names,
    unit_uuid,
    uuid_of,
)
from lcagraph.background.records import (
    Method,
    MethodFactor,
    Package,
    Uncertainty,
    UnitGroup,
)
from lcagraph.formats.openlca_jsonld import read_openlca_jsonld
from lcagraph.formats.openlca_jsonld.writer import write_openlca_jsonld

Documents = dict[str, Any]

TRUE_ID = "0AA8C769-a04a-4e76-897a-2b1051cb9344"


def documents_of(path: Path) -> Documents:
    with zipfile.ZipFile(path) as archive:
        return {name: json.loads(archive.read(name)) for name in archive.namelist()}


@pytest.fixture
def written(tmp_path: Path) -> Documents:
    path = tmp_path / "smelter.zip"
    write_openlca_jsonld(put(smelter(), tmp_path), path)
    return documents_of(path)


def process_named(documents: Documents, name: str) -> Any:
    (found,) = [
        document
        for file, document in documents.items()
        if file.startswith("processes/") and document["name"] == name
    ]
    return found


def references(content: Any) -> list[tuple[str, str]]:
    """Type and id of everything that a document refers to."""
    found = []
    for value in content.values() if isinstance(content, dict) else content:
        if isinstance(value, dict | list):
            found += references(value)
        if isinstance(value, dict) and "@id" in value:
            found.append((value["@type"], value["@id"]))
    return found


# ------------------------------------------------------------------------ documents


def test_a_package_says_that_it_is_of_schema_2(written: Documents) -> None:
    assert written["olca-schema.json"] == {"version": 2}


def test_every_document_lies_under_its_own_id(written: Documents) -> None:
    named = {name for name in written if "/" in name}
    assert named == {
        f"{name.partition('/')[0]}/{written[name]['@id']}.json" for name in named
    }


def test_everything_that_is_referred_to_is_there(written: Documents) -> None:
    ids = {(d["@type"], d["@id"]) for d in written.values() if "@id" in d}
    for name, document in written.items():
        if name.startswith("unit_groups/"):
            ids |= {("Unit", unit["@id"]) for unit in document["units"]}
    wanted = {each for document in written.values() for each in references(document)}
    assert wanted <= ids
    assert {kind for kind, _ in wanted} == {
        "Flow",
        "FlowProperty",
        "Location",
        "Process",
        "Unit",
        "UnitGroup",
    }


def test_the_smelter_is_written_as_openlca_would(written: Documents) -> None:
    """14 kWh in, 1 kg of aluminium and 1.6 kg of CO2 out."""
    found = process_named(written, "Aluminium production, liquid")
    assert found["category"] == "Metals/Aluminium"
    assert found["processType"] == "UNIT_PROCESS"
    assert found["location"]["name"] == "CN"
    rows = [
        (each["flow"]["name"], each["isInput"], each["amount"], each["unit"]["name"])
        for each in found["exchanges"]
    ]
    assert rows == [
        ("Aluminium, liquid", False, 1.0, "kg"),
        ("Electricity", True, 14.0, "kWh"),
        ("Carbon dioxide, fossil", False, 1.6, "kg"),
    ]
    flags = [each["isQuantitativeReference"] for each in found["exchanges"]]
    assert flags == [True, False, False]
    power = process_named(written, "Electricity, coal")
    assert found["exchanges"][1]["defaultProvider"] == {
        "@type": "Process",
        "@id": power["@id"],
        "name": "Electricity, coal",
    }
    assert found["exchanges"][1]["description"] == "measured"
    assert found["exchanges"][1]["dqEntry"] == "(1;2;1;1;3)"


def test_an_id_that_is_no_uuid_is_kept_beside_one(written: Documents) -> None:
    found = process_named(written, "Aluminium production, liquid")
    known = found["otherProperties"]["lcagraph"]
    assert known["id"] == "a-1"
    assert known["names"]["zh"] == "电解铝液生产"
    assert uuid.UUID(found["@id"]).version == 5


def test_names_and_kinds_come_back(tmp_path: Path) -> None:
    trip = round_trip(smelter().package, by_jsonld, tmp_path)
    names = {each.name: each.names for each in trip.package.processes}
    assert names["Aluminium production, liquid"]["zh"] == "电解铝液生产"
    flows = {flow.name: flow for flow in trip.package.flows.values()}
    assert flows["Electricity"].names == {"zh": "电力"}
    assert flows["Electricity"].synonyms == ("power, mains",)
    co2 = flows["Carbon dioxide, fossil"]
    assert (co2.cas, co2.compartment) == ("124-38-9", ("air",))


def described() -> Package:
    """One process that says everything that a process can."""
    grid = process(
        TRUE_ID,
        reference("power"),
        made("co2", 0.5),
        name="Grid",
        location="CN-SH",
        classification=("Energy", "Electricity"),
        is_system=True,
        is_market=True,
        production_volume=5.5,
        year_from=2019,
        year_until=2021,
        description="All of it.",
        technology="Mixed.",
        source="Yearbook 2020",
        licence="CC0",
        factor={"kind": "electricity"},
        version="01.02.003",
    )
    flows = (product("power", "energy"), elementary("co2"))
    return package(flows, grid)


def test_what_a_process_says_of_itself_comes_back(tmp_path: Path) -> None:
    trip = round_trip(described(), by_jsonld, tmp_path)
    (before,), (after,) = described().processes, trip.package.processes
    same = {"file": "", "exchanges": ()}
    assert replace(after, **same) == replace(before, **same)


def test_the_licence_of_the_package_travels_with_each_process(tmp_path: Path) -> None:
    case = replace(described(), licence="MIT")
    grid = replace(case.processes[0], licence="")
    trip = round_trip(replace(case, processes=(grid,)), by_jsonld, tmp_path)
    assert [each.licence for each in trip.package.processes] == ["MIT"]


def test_a_factor_that_is_no_number_is_written_without_value(tmp_path: Path) -> None:
    """JSON has no word for it; a factor without value is read as what it is."""
    method = Method(
        id="m",
        name="EF",
        category="climate",
        unit="kg CO2 eq",
        factors=(MethodFactor(flow="co2", amount=math.nan),),
    )
    write_openlca_jsonld(
        replace(smelter().package, methods=(method,)), tmp_path / "p.zip"
    )
    again = read_openlca_jsonld(tmp_path / "p.zip")
    ((factor,),) = (each.factors for each in again.methods)
    assert math.isnan(factor.amount)
    assert [problem.code for problem in again.problems] == ["W020"]


def test_impact_methods_come_back(tmp_path: Path) -> None:
    method = Method(
        id="gwp",
        name="AR6",
        category="Climate change",
        unit="kg CO2 eq",
        factors=(MethodFactor(flow="co2", amount=1.0),),
        source="IPCC 2021",
    )
    trip = round_trip(replace(described(), methods=(method,)), by_jsonld, tmp_path)
    (found,) = trip.package.methods
    assert (found.name, found.category, found.unit) == (
        "AR6",
        "Climate change",
        "kg CO2 eq",
    )
    assert found.source == "IPCC 2021"
    (factor,) = found.factors
    assert (trip.package.flows[factor.flow].name, factor.amount) == ("co2", 1.0)
    assert factor.unit == "kg"


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        (
            Uncertainty(spread="lognormal", location=4.1, scale=1.2),
            ("LOG_NORMAL_DISTRIBUTION", {"geomMean": 4.1, "geomSd": 1.2}),
        ),
        (
            Uncertainty(spread="normal", location=4.0, scale=0.5),
            ("NORMAL_DISTRIBUTION", {"mean": 4.0, "sd": 0.5}),
        ),
        (
            Uncertainty(spread="triangular", location=4.5, minimum=3.0, maximum=6.0),
            ("TRIANGLE_DISTRIBUTION", {"mode": 4.5, "minimum": 3.0, "maximum": 6.0}),
        ),
        (
            Uncertainty(spread="uniform", minimum=3.0, maximum=5.0),
            ("UNIFORM_DISTRIBUTION", {"minimum": 3.0, "maximum": 5.0}),
        ),
    ],
)
def test_a_distribution_has_openlcas_names(
    stated: Uncertainty, expected: tuple[str, dict[str, float]], tmp_path: Path
) -> None:
    works = process("works", reference("steel"), used("power", 4.0, uncertainty=stated))
    flows = (product("steel"), product("power", "energy"))
    case = package(flows, works, process("grid", reference("power")))
    write_openlca_jsonld(put(link_package(case), tmp_path), tmp_path / "out.zip")
    found = process_named(documents_of(tmp_path / "out.zip"), "works")
    spread = found["exchanges"][1]["uncertainty"]
    assert spread.pop("distributionType") == expected[0]
    assert spread.pop("@type") == "Uncertainty"
    assert spread == pytest.approx(expected[1], rel=1e-14)


def test_an_undivided_dataset_has_one_quantitative_reference(tmp_path: Path) -> None:
    both = process("both", reference("steel"), reference("heat", 2.0, id="2"))
    case = package((product("steel"), product("heat", "energy")), both)
    write_openlca_jsonld(put(link_package(case), tmp_path), tmp_path / "out.zip")
    found = process_named(documents_of(tmp_path / "out.zip"), "both")
    flags = [each["isQuantitativeReference"] for each in found["exchanges"]]
    assert flags == [True, False]


# ---------------------------------------------------------------------- same bytes


def test_two_exports_are_the_same_to_the_byte(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = put(smelter(), tmp_path)
    write_openlca_jsonld(database, tmp_path / "one.zip")
    monkeypatch.setattr(time, "time", lambda: 2e9)
    write_openlca_jsonld(database, tmp_path / "two.zip")
    one, two = tmp_path / "one.zip", tmp_path / "two.zip"
    assert one.read_bytes() == two.read_bytes()


def test_an_export_of_an_export_has_the_same_ids(tmp_path: Path) -> None:
    trip = round_trip(smelter().package, by_jsonld, tmp_path)
    again = round_trip(trip.package, by_jsonld, tmp_path)
    ids = {each.id for each in trip.package.processes}
    assert {each.id for each in again.package.processes} == ids
    assert again.package.flows.keys() == trip.package.flows.keys()


def test_text_that_utf_8_cannot_hold_is_replaced(tmp_path: Path) -> None:
    case = replace(described(), name="x")
    grid = replace(case.processes[0], description="half \ud800 a sign")
    write_openlca_jsonld(replace(case, processes=(grid,)), tmp_path / "out.zip")
    (found,) = read_openlca_jsonld(tmp_path / "out.zip").processes
    assert found.description == "half ? a sign"


# ------------------------------------------------------------------------------ ids


def test_a_uuid_stays_and_another_id_becomes_one() -> None:
    assert uuid_of(TRUE_ID, "process") == TRUE_ID
    assert uuid_of("a-1", "process") == str(uuid.uuid5(NAMESPACE, "process:a-1"))
    assert uuid_of("a-1", "process") != uuid_of("a-1", "flow")


def test_locations_have_the_ids_of_openlca() -> None:
    # as in USLCI FY2018, which openLCA wrote
    assert location_uuid("RER") == "d66c264e-1dbd-33e6-911d-3ffc70908e8e"
    assert location_uuid("CN") == "7efdfc94-655a-35dc-aa3e-c85e9bb703fa"


def test_locations_that_differ_in_capitals_stay_two(tmp_path: Path) -> None:
    case = described()
    (grid,) = case.processes
    other = replace(grid, id="other", location="cn-sh")
    write_openlca_jsonld(replace(case, processes=(grid, other)), tmp_path / "out.zip")
    found = read_openlca_jsonld(tmp_path / "out.zip").processes
    assert sorted(each.location for each in found) == ["CN-SH", "cn-sh"]


def test_units_keep_the_ids_of_their_source() -> None:
    kilogram = "20aadc24-a391-41cf-b340-3e4529f44bde"
    group = UnitGroup(
        id="mass",
        name="Mass",
        reference="kg",
        factors={"kg": 1.0, kilogram: 1.0, "kilo": 1.0, "t": 1000.0},
        ids={"kg": kilogram, "t": "none"},
    )
    assert unit_names(group) == ["kg", "t"]
    assert unit_uuid(group, "kg") == kilogram
    assert unit_uuid(group, "t") == uuid_of("mass/t", "unit")
