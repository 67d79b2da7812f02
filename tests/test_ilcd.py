"""ILCD packages, real and small ones: what is read, and what becomes a problem."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from archives import PACKERS, Packer, as_folder, as_zip
from ilcd_documents import (
    COMMON,
    EXCERPT,
    amount,
    as_tidas,
    exchange,
    flow,
    process,
    read,
    read_process,
    uuid,
)
from lxml import etree

from lcagraph.formats.container import packed_size, peek
from lcagraph.formats.ilcd import is_ilcd, read_ilcd

REFERENCE = exchange(0, "Output", amount(1))

MIX = "0aa8c769-a04a-4e76-897a-2b1051cb9344"
MINE = "f35536d5-11f4-46c9-9184-d6d984af1a1f"
ELECTRICITY = "890a70b7-b677-4e2a-8a1b-7d017e0a10ae"
OXYGEN_DEMAND = "08a91e70-3ddc-11dd-97ef-0050c2490048"


def excerpt() -> dict[str, bytes]:
    return {
        str(path.relative_to(EXCERPT)): path.read_bytes()
        for path in sorted(EXCERPT.rglob("*.xml"))
    }


# -------------------------------------------------------------------- the real excerpt


@pytest.mark.parametrize("pack", PACKERS)
def test_the_excerpt_reads_the_same_from_every_container(
    pack: Packer, tmp_path: Path
) -> None:
    path = pack(tmp_path, excerpt())
    assert is_ilcd(peek(path))
    package = read_ilcd(path)
    assert package.problems == ()
    assert sorted(p.id for p in package.processes) == [MIX, MINE]
    # 9 flow files; 8 flow properties; 4 unit groups (see the folders).
    counts = len(package.flows), len(package.flow_properties), len(package.unit_groups)
    assert counts == (9, 8, 4)


def test_a_real_process_has_its_names_place_time_and_exchanges() -> None:
    package = read_ilcd(EXCERPT)
    mix = next(p for p in package.processes if p.id == MIX)
    assert mix.name == "Electricity production ; Electricity mix ; China"
    assert mix.names["zh"].startswith("电力")
    assert (mix.location, mix.year_from, mix.is_system) == ("CN", 2019, False)
    assert mix.licence == package.licence == "Free of charge for all users and uses"
    inputs = [e.amount or 0 for e in mix.exchanges if e.direction == "input"]
    # Thermal, water, nuclear, wind and solar power make the 3.6 MJ that go out.
    assert sum(inputs) == pytest.approx(3.6, rel=1e-12)
    (output,) = (e for e in mix.exchanges if e.direction == "output")
    assert (output.flow, output.amount) == (ELECTRICITY, 3.6)
    assert output.is_reference


def test_a_real_reference_may_be_an_input_and_a_flow_may_be_missing() -> None:
    package = read_ilcd(EXCERPT)
    mine = next(p for p in package.processes if p.id == MINE)
    assert [(e.id, e.direction) for e in mine.exchanges if e.is_reference] == [
        ("2", "input")
    ]
    missing = [e.id for e in mine.exchanges if e.flow not in package.flows]
    assert missing == ["1"]


def test_real_flows_have_their_kind_compartment_and_measure() -> None:
    package = read_ilcd(EXCERPT)
    demand = package.flows[OXYGEN_DEMAND]
    assert (demand.name, demand.kind) == ("chemical oxygen demand", "elementary")
    assert demand.compartment[:2] == ("Emissions", "Emissions to water")
    electricity = package.flows[ELECTRICITY]
    assert electricity.kind == "product"
    energy = package.flow_properties[electricity.property]
    group = package.unit_groups[energy.unit_group]
    # 1 kWh = 3.6 MJ
    assert (group.reference, group.factors["kWh"]) == ("MJ", 3.6)


def test_tidas_says_what_ilcd_says(tmp_path: Path) -> None:
    files = {
        name.replace(".xml", ".json"): as_tidas(content)
        for name, content in excerpt().items()
    }
    path = as_zip(tmp_path, files)
    assert is_ilcd(peek(path))
    package, original = read_ilcd(path), read_ilcd(EXCERPT)
    assert package.format == "TIDAS (ILCD 1.1)"
    assert package.flows == original.flows
    assert package.unit_groups == original.unit_groups
    assert package.flow_properties == original.flow_properties
    for found, stated in zip(package.processes, original.processes, strict=True):
        assert found.exchanges == stated.exchanges
        assert found.names == stated.names


def test_empty_objects_of_tidas_stand_for_nothing(tmp_path: Path) -> None:
    share = exchange(
        0, "Output", amount(1) + "<allocations><allocation/></allocations>"
    )
    relations = "<mathematicalRelations><variableParameter/></mathematicalRelations>"
    document = as_tidas(process(share, information=relations))
    assert b'"allocation": ""' in document
    document = document.replace(b'"allocation": ""', b'"allocation": {}')
    document = document.replace(b'"variableParameter": ""', b'"variableParameter": {}')
    package = read(tmp_path, {"processes/p.json": document})
    assert package.problems == ()
    assert package.processes[0].allocation == ()
    assert package.processes[0].parameters == ()


def test_ticks_of_both_passes_add_up_to_the_packed_size() -> None:
    ticks: list[int] = []
    read_ilcd(EXCERPT, tick=ticks.append)
    assert packed_size(EXCERPT) - 2 < sum(ticks) <= packed_size(EXCERPT)


@pytest.mark.parametrize(
    "content", [b"<ecoSpold/>", b'{"@type": "Process"}', b"", b"x;y", b"<processData/>"]
)
def test_other_formats_are_not_taken_for_ilcd(content: bytes, tmp_path: Path) -> None:
    assert not is_ilcd(peek(as_folder(tmp_path, {"processes/a.xml": content})))


def test_a_package_is_recognised_by_its_contacts_alone(tmp_path: Path) -> None:
    content = b'<contactDataSet xmlns="http://lca.jrc.it/ILCD/Contact"/>'
    assert is_ilcd(peek(as_folder(tmp_path, {"contacts/a.xml": content})))


# ------------------------------------------------------------------- what is not read


def test_flows_that_nothing_uses_are_counted_and_left(tmp_path: Path) -> None:
    files = {"processes/p.xml": process(REFERENCE)}
    files |= {f"flows/{n}.xml": flow(n) for n in (50, 51, 52)}
    package = read(tmp_path, files)
    assert list(package.flows) == [uuid(50)]
    assert [(f.code, f.values["count"]) for f in package.problems] == [("N015", 2)]


def test_a_list_of_flows_alone_is_read_whole(tmp_path: Path) -> None:
    package = read(tmp_path, {f"flows/{n}.xml": flow(n) for n in (50, 51)})
    assert sorted(package.flows) == [uuid(50), uuid(51)]
    assert package.problems == ()


def test_a_dataset_is_told_by_its_root_and_not_by_its_folder(tmp_path: Path) -> None:
    utf16 = flow().decode().encode("utf-16")
    package = read(tmp_path, {"a/x.xml": process(REFERENCE), "b/y.xml": utf16})
    assert (len(package.processes), len(package.flows)) == (1, 1)


BROKEN: dict[str, tuple[bytes, str]] = {
    "no XML": (b"hello", "E009"),
    "cut": (process(REFERENCE)[:-40], "E009"),
    "document type": (b"<!DOCTYPE a>" + process(REFERENCE), "E010"),
    "no id": (process(REFERENCE).replace(b"c:UUID", b"c:ID"), "E014"),
    "direction": (process(exchange(0, "Out", amount(1))), "E014"),
}


@pytest.mark.parametrize(("content", "code"), BROKEN.values(), ids=BROKEN)
def test_a_broken_dataset_is_a_problem_and_the_rest_is_read(
    content: bytes, code: str, tmp_path: Path
) -> None:
    files = {"processes/a.xml": content, "processes/b.xml": process(REFERENCE)}
    package = read(tmp_path, files)
    assert [finding.code for finding in package.problems] == [code]
    assert [p.file for p in package.processes] == ["processes/b.xml"]


@pytest.mark.parametrize("kind", ["", "Produktfluss"])
def test_a_flow_of_an_unknown_type_is_a_problem(kind: str, tmp_path: Path) -> None:
    package = read(tmp_path, {"flows/f.xml": flow(kind=kind)})
    assert [(f.code, f.at) for f in package.problems] == [("E014", "flows/f.xml")]


# ---------------------------------------------------------------------------- versions


@pytest.mark.parametrize("first", ["old", "new"])
def test_the_newest_version_of_a_dataset_counts(first: str, tmp_path: Path) -> None:
    # 00.09.010 is older than 00.10.002, though it is later in the alphabet of digits.
    versions = ["00.09.010", "00.10.002"]
    ordered = versions if first == "old" else versions[::-1]
    files = {f"flows/{n}.xml": flow(version=v) for n, v in enumerate(ordered)}
    files["processes/p.xml"] = process(REFERENCE)
    package = read(tmp_path, files)
    assert package.flows[uuid(50)].name == "steel 00.10.002"
    assert [(f.code, f.values["version"]) for f in package.problems] == [
        ("W015", "00.10.02")
    ]


def test_two_processes_of_one_id_and_version_both_stay(tmp_path: Path) -> None:
    files = {f"processes/{n}.xml": process(REFERENCE) for n in (1, 2)}
    package = read(tmp_path, files)
    assert [p.id for p in package.processes] == [uuid(1), uuid(1)]


# -------------------------------------------------------------------- life cycle models


def model(providers: dict[int, int]) -> bytes:
    """A model in which process 1 gets flow n from process providers[n]."""
    instances = "".join(
        f'<processInstance dataSetInternalID="{provider}">'
        f'<referenceToProcess refObjectId="{uuid(provider)}"/><connections>'
        f'<outputExchange flowUUID="{uuid(n)}"><downstreamProcess id="1"'
        f' flowUUID="{uuid(n)}"/></outputExchange></connections></processInstance>'
        for n, provider in providers.items()
    )
    return (
        '<lifeCycleModelDataSet xmlns="http://eplca.jrc.ec.europa.eu/ILCD/'
        f'LifeCycleModel/2017" {COMMON}><lifeCycleModelInformation><technology>'
        '<processes><processInstance dataSetInternalID="1"><referenceToProcess '
        f'refObjectId="{uuid(1)}"/></processInstance>{instances}</processes>'
        "</technology></lifeCycleModelInformation></lifeCycleModelDataSet>"
    ).encode()


@pytest.mark.parametrize(
    ("models", "provider"),
    [([{51: 2}], uuid(2)), ([{51: 2}, {51: 2}], uuid(2)), ([{51: 2}, {51: 3}], "")],
    ids=["one model", "two that agree", "two that differ"],
)
def test_a_model_names_the_provider_if_no_other_differs(
    models: list[dict[int, int]], provider: str, tmp_path: Path
) -> None:
    listed = REFERENCE + exchange(1, "Input", amount(2), flow=51)
    files = {f"lifecyclemodels/{n}.xml": model(m) for n, m in enumerate(models)}
    package = read(tmp_path, {"processes/p.xml": process(listed), **files})
    assert [e.provider for e in package.processes[0].exchanges] == ["", provider]


def test_a_provider_of_the_exchange_itself_stays(tmp_path: Path) -> None:
    own = exchange(
        1, "Input", amount(2), flow=51, more=f'olca:defaultProvider="{uuid(9)}"'
    )
    files = {
        "processes/p.xml": process(REFERENCE + own),
        "lifecyclemodels/m.xml": model({51: 2}),
    }
    assert read(tmp_path, files).processes[0].exchanges[1].provider == uuid(9)


# ----------------------------------------------------------------------- hostile input

JUNK = [
    "",
    "x",
    "nan",
    "1e999",
    "-0",
    "1,5",
    "\u0660",
    " 7 ",
    "9" * 400,
    "{}",
    "../../x",
]


def _damaged(content: bytes, dice: random.Random) -> bytes:
    """A document with a few elements lost, doubled, emptied or filled with junk."""
    root = etree.fromstring(content)
    for _ in range(dice.randint(1, 6)):
        elements: list[Any] = [e for e in root.iter() if isinstance(e.tag, str)]
        chosen = dice.choice(elements[1:] or elements)
        parent = chosen.getparent()
        kind = dice.randrange(5)
        if kind == 0 and parent is not None:
            parent.remove(chosen)
        elif kind == 1 and parent is not None:
            parent.append(etree.fromstring(etree.tostring(chosen)))
        elif kind == 2:
            chosen.clear()
        elif kind == 3 and chosen.attrib:
            key = dice.choice(list(chosen.attrib))
            chosen.set(key, dice.choice(JUNK))
        else:
            chosen.text = dice.choice(JUNK)
    return bytes(etree.tostring(root))


def _cut_or_flipped(content: bytes, dice: random.Random) -> bytes:
    damaged = bytearray(content)
    for _ in range(dice.randint(1, 8)):
        damaged[dice.randrange(len(damaged))] = dice.randrange(256)
    return bytes(damaged[: dice.randint(1, len(damaged))])


@pytest.mark.parametrize("as_json", [False, True], ids=["ILCD", "TIDAS"])
@pytest.mark.parametrize("damage", [_damaged, _cut_or_flipped])
@pytest.mark.parametrize("seed", range(10))
def test_damaged_datasets_are_problems_and_never_tracebacks(
    seed: int,
    damage: Callable[[bytes, random.Random], bytes],
    as_json: bool,
    tmp_path: Path,
) -> None:
    dice = random.Random(seed)
    files = {}
    for name, content in excerpt().items():
        if not as_json:
            files[name] = damage(content, dice)
        elif damage is _damaged:
            files[name.replace(".xml", ".json")] = as_tidas(damage(content, dice))
        else:
            files[name.replace(".xml", ".json")] = damage(as_tidas(content), dice)
    package = read(tmp_path, files)
    assert all(finding.code for finding in package.problems)
    assert all(e.flow is not None for p in package.processes for e in p.exchanges)


def test_the_smallest_process_has_no_problem(tmp_path: Path) -> None:
    assert read_process(tmp_path, process(REFERENCE)).name == "Steel"
