"""Databases out to ILCD, in again and out again: nothing of them has changed."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
import small_packages as small
from exported_databases import database, works
from lxml import etree
from numpy.testing import assert_allclose
from round_trips import by_ilcd, round_trip
from test_settled import excerpts, is_same

from lcagraph.background.conversion import Conversion
from lcagraph.background.footprints import footprints_of
from lcagraph.background.identifiers import uuid_of
from lcagraph.background.records import AllocationFactor, Flow, Package, Process
from lcagraph.background.settled import settled
from lcagraph.background.store import Database
from lcagraph.exporting import export_database
from lcagraph.formats.ilcd import read_ilcd
from lcagraph.formats.ilcd.writer import write_ilcd

P = "{http://lca.jrc.it/ILCD/Process}"


def plant(place: str, co2: float) -> Process:
    """A power station, named in ILCD's own words."""
    return small.process(
        f"plant {place}",
        small.reference("power", 1.0),
        small.made("co2", co2),
        name="Electricity, coal; AC; production mix, at plant; 50 Hz",
        location=place,
    )


def market(place: str, shares: dict[str, float], *, is_group: bool = False) -> Process:
    name = "market group for power" if is_group else "Power; Consumption mix, 230 V"
    drawn = [
        small.used("power", share, id=f"in {maker}", provider=maker)
        for maker, share in shares.items()
    ]
    return small.process(
        f"market {place}",
        small.reference("power", 1.0),
        *drawn,
        name=name,
        names={"en": name, "zh": f"电力；{place}"},
        location=place,
        is_market=True,
        is_market_group=is_group,
        production_volume=7.5,
    )


def steelworks() -> Process:
    """A producer, for all its name says, that divides itself between two products."""
    return small.process(
        "works",
        small.reference("steel", 3.0),
        small.made("slag", 1.0),
        small.made("dust", 0.1),
        small.used("power", 9.0, provider="market CN"),
        small.made("co2", 4.0),
        name="Steelworks; Consumption mix",
        location="CN-BJ",
        allocation=(
            AllocationFactor(product="steel", factor=0.9),
            AllocationFactor(product="slag", factor=0.1),
        ),
    )


def markets() -> Package:
    """A grid of two places: producers, markets, a group of markets, and an import.

    The steelworks makes steel and slag, which it divides by its own shares, and gives
    its dust to a treatment.
    """
    power, steel = small.product("power", "energy"), small.product("steel")
    slag, dust = small.product("slag"), small.waste("dust")
    co2 = replace(
        small.elementary("co2", cas="124-38-9"), name="Carbon dioxide, fossil"
    )
    landfill = small.process(
        "landfill",
        small.used("dust", 1.0, is_reference=True),
        small.made("co2", 0.02),
        name="treatment of dust",
        location="GLO",
    )
    return small.package(
        [power, steel, slag, dust, co2],
        plant("CN-BJ", 0.9),
        plant("CN-SH", 0.7),
        market("CN-BJ", {"plant CN-BJ": 1.0}),
        market("CN-SH", {"plant CN-SH": 0.75, "market CN-BJ": 0.25}),
        market("CN", {"market CN-BJ": 0.5, "market CN-SH": 0.5}, is_group=True),
        steelworks(),
        landfill,
        name="grid",
        version="2",
    )


def there_and_back(
    source: Database, place: Path, name: str
) -> tuple[Package, Database]:
    """A database exported, read, and stored again."""
    write_ilcd(source, place / f"{name}.zip")
    package = read_ilcd(place / f"{name}.zip")
    assert [each for each in package.problems if each.severity != "note"] == []
    return package, database(package, place / name, name)


def said(process: Process) -> Process:
    """A process as it describes itself: not by its exchanges and its file.

    Of long texts the blanks around them don't count, nor how lines are broken.
    """
    texts = {
        name: " ".join(getattr(process, name).split())
        for name in ("description", "technology", "licence", "source")
    }
    blank = {"exchanges": (), "file": "", "parameters": (), "allocation": ()}
    return replace(process, **texts, **blank)


def by_id(processes: tuple[Process, ...]) -> dict[str, Process]:
    found = {uuid_of(each.id, "process").lower(): said(each) for each in processes}
    assert len(found) == len(processes)
    return found


CASES = {**excerpts(), "markets": markets(), "works": works()}


@pytest.mark.parametrize("name", CASES)
def test_names_kinds_and_places_come_back_and_stay(name: str, tmp_path: Path) -> None:
    before = database(CASES[name], tmp_path / "zero", "zero")
    expected = by_id(settled(before).processes)
    once, first = there_and_back(before, tmp_path, "one")
    twice, second = there_and_back(first, tmp_path, "two")
    there_and_back(second, tmp_path, "three")
    for id_, process in by_id(once.processes).items():
        wanted = expected[id_]
        names = wanted.names if wanted.name in wanted.names.values() else process.names
        licence = wanted.licence or " ".join(before.manifest.licence.split())
        kept = {"default_method": None, "licence": licence, "version": process.version}
        assert process == replace(wanted, id=id_, names=names, **kept)
    assert by_id(twice.processes) == by_id(once.processes)
    assert twice.flows == once.flows
    # an export of what was exported is the same to the byte, but for the first ids
    texts = [(tmp_path / f"{each}.zip").read_bytes() for each in ("two", "three")]
    assert texts[0] == texts[1]


@pytest.mark.parametrize("name", CASES)
def test_matrices_come_back_and_stay(name: str, tmp_path: Path) -> None:
    """Entry by entry on the first way, and every footprint on the second."""
    is_same(round_trip(CASES[name], by_ilcd, tmp_path))
    before = database(CASES[name], tmp_path / "zero", "zero")
    _, first = there_and_back(before, tmp_path, "one")
    _, second = there_and_back(first, tmp_path, "two")
    for one, other in ((before, first), (first, second)):
        totals, again = footprints(one), footprints(other)
        assert totals.keys() == again.keys()
        for key, values in totals.items():
            assert_allclose(again[key], values, rtol=1e-13, atol=0, equal_nan=True)


def footprints(held: Database) -> dict[tuple[str, ...], list[float]]:
    """Name, place and product → footprints of the columns. [kgCO2e/unit]"""
    rows = held.intensities[:]
    values = footprints_of(rows, held.manifest.gases, "ipcc-ar6-gwp100")
    found: dict[tuple[str, ...], list[float]] = {}
    divided = Counter(each.process for each in held.activities())
    undivided = {each.id for each in held.package().processes}
    for one, value in zip(held.activities(), values.tolist(), strict=True):
        # a dataset with several products is one dataset for each, once it is divided
        name = one.name
        if divided[one.process] > 1 and one.process in undivided:
            name = name.removesuffix(f" | {one.product_name}")
        key = name.partition(" | ")[0], one.location, one.product_name, one.unit
        found.setdefault(key, []).append(value)
    return {key: sorted(values) for key, values in found.items()}


def test_the_system_of_markets_has_the_sums_of_its_producers(tmp_path: Path) -> None:
    """SH: 0.75 × 0.7 + 0.25 × 0.9 = 0.75 kg/MJ; the group: (0.9 + 0.75) / 2 = 0.825.

    3 kg of steel get 90 % of 9 MJ × 0.825 + 4 + 0.1 × 0.02 = 11.427: 3.4281 per kg.
    """
    held = database(markets(), tmp_path / "zero", "zero")
    _, first = there_and_back(held, tmp_path, "one")
    for each in (held, first):
        found = footprints(each)
        (group,) = found["market group for power", "CN", "power", "MJ"]
        (steel,) = found["Steelworks; Consumption mix", "CN-BJ", "steel", "kg"]
        assert group == pytest.approx(0.825, rel=1e-13)
        assert steel == pytest.approx(3.4281, rel=1e-13)


def test_kinds_are_told_by_ilcds_words_or_by_ours(tmp_path: Path) -> None:
    held = database(markets(), tmp_path / "zero", "zero")
    once, _ = there_and_back(held, tmp_path, "one")
    kinds = {
        (each.name, each.location): (each.is_market, each.is_market_group)
        for each in once.processes
    }
    mix = "Power; Consumption mix, 230 V"
    assert kinds[mix, "CN-BJ"] == kinds[mix, "CN-SH"] == (True, False)
    assert kinds["market group for power", "CN"] == (True, True)
    assert kinds["Steelworks; Consumption mix | steel", "CN-BJ"] == (False, False)
    assert kinds["treatment of dust", "GLO"] == (False, False)


# ------------------------------------------------------------------------- odd names

LONG = "电解铝液，" * 200 + "end"  # 1,003 signs; ILCD has room for 500

ODD = [
    LONG,
    "bell \x07 and escape \x1b",
    "half \ud800",
    " blank before and behind ",
    "two\r\nlines\tand a tab",
    "; Consumption mix",
    "a;b; ; c;",
    "50 % & <b>“more”</b> ]]>",
    "\u0085next line",
    "\ufffe no sign",
    "%41 percent",
]


@pytest.mark.parametrize("is_market", [False, True])
@pytest.mark.parametrize("name", ODD)
def test_odd_names_come_back_letter_by_letter(
    name: str, is_market: bool, tmp_path: Path
) -> None:
    flow = Flow(id="x", name=name, names={"en": name}, kind="product", property="mass")
    odd = small.process(
        "p",
        small.reference("x"),
        name=name,
        names={"en": name, "zh": f"{name}。"},
        is_market=is_market,
    )
    write_ilcd(small.package([flow], odd), tmp_path / "one.zip")
    package = read_ilcd(tmp_path / "one.zip")
    (process,), (product,) = package.processes, package.flows.values()
    assert (process.name, product.name) == (name, name)
    assert process.names == {"en": name, "zh": f"{name}。"}
    assert process.is_market is is_market
    write_ilcd(package, tmp_path / "two.zip")
    assert by_id(read_ilcd(tmp_path / "two.zip").processes) == by_id(package.processes)


@pytest.mark.parametrize(
    ("name", "names"),
    [
        ("Stahl", {"de": "Stahl", "en": "steel"}),
        ("钢", {"zh": "钢", "en": "steel"}),
        ("steel", {"zh": "钢"}),
        ("钢", {}),
    ],
)
def test_a_dataset_keeps_the_name_that_it_goes_by(
    name: str, names: dict[str, str], tmp_path: Path
) -> None:
    flow = replace(small.product("x"), name=name, names=names)
    process = small.process("p", small.reference("x"), name=name, names=names)
    write_ilcd(small.package([flow], process), tmp_path / "one.zip")
    package = read_ilcd(tmp_path / "one.zip")
    (found,), (product,) = package.processes, package.flows.values()
    assert found.name == product.name == name
    assert names.items() <= found.names.items()


def test_names_in_ilcds_parts_are_one_name_and_stay_it(tmp_path: Path) -> None:
    """Base name, route, mix and unit of the excerpt, joined as ILCD programs do."""
    held = database(excerpts()["tiangong"], tmp_path / "zero", "zero")
    once, _ = there_and_back(held, tmp_path, "one")
    roots = [
        etree.parse(path).getroot()
        for path in sorted(
            (Path(__file__).parent / "data/ilcd/tiangong/processes").glob("*.xml")
        )
    ]
    parts = ("baseName", "treatmentStandardsRoutes", "mixAndLocationTypes")
    parts += ("functionalUnitFlowProperties",)
    found = set()
    for root in roots:
        by_part = [
            next((e.text.strip() for e in root.iter(f"{P}{part}")
                  if e.get("{http://www.w3.org/XML/1998/namespace}lang") == "en"
                  and e.text and e.text.strip()), "")
            for part in parts
        ]  # fmt: skip
        found.add("; ".join(filter(None, by_part)))
    assert found == {each.name.partition(" | ")[0] for each in once.processes}


def test_an_export_is_the_same_by_way_of_the_command(tmp_path: Path) -> None:
    held = database(markets(), tmp_path / "zero", "zero")
    exported = export_database(held, tmp_path / "one.zip", "ilcd")
    assert [each.code for each in exported.findings] == []
    package = read_ilcd(tmp_path / "one.zip")
    units = Conversion(package)
    assert {units.unit_of(flow) for flow in package.flows.values()} == {"MJ", "kg"}
