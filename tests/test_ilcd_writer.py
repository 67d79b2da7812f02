"""What ILCD programs get to see: datasets in the order and the words of the format."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from round_trips import by_ilcd, put, round_trip
from small_databases import smelter
from small_packages import elementary, package, process, product, reference, used
from test_openlca_writer import described

from lcagraph.background.records import Flow, Method, MethodFactor, Uncertainty
from lcagraph.formats.container import peek
from lcagraph.formats.ilcd import is_ilcd, read_ilcd
from lcagraph.formats.ilcd.writer import write_ilcd

P = "{http://lca.jrc.it/ILCD/Process}"
F = "{http://lca.jrc.it/ILCD/Flow}"
C = "{http://lca.jrc.it/ILCD/Common}"
M = "{http://lca.jrc.it/ILCD/LCIAMethod}"


def roots_of(path: Path) -> dict[str, Any]:
    with zipfile.ZipFile(path) as archive:
        return {
            name: etree.fromstring(archive.read(name)) for name in archive.namelist()
        }


@pytest.fixture
def written(tmp_path: Path) -> dict[str, Any]:
    write_ilcd(put(smelter(), tmp_path), tmp_path / "out.zip")
    return roots_of(tmp_path / "out.zip")


def test_an_export_is_recognised(tmp_path: Path) -> None:
    write_ilcd(put(smelter(), tmp_path), tmp_path / "out.zip")
    assert is_ilcd(peek(tmp_path / "out.zip"))


def test_every_dataset_lies_under_its_own_id(written: dict[str, Any]) -> None:
    for name, root in written.items():
        assert name.startswith("ILCD/")
        assert name.endswith(f"/{root.find(f'.//{C}UUID').text}.xml")


def test_everything_that_is_referred_to_is_there(written: dict[str, Any]) -> None:
    uris = [
        element.get("uri")
        for root in written.values()
        for element in root.iter()
        if element.get("uri")
    ]
    assert {f"ILCD/{uri.removeprefix('../')}" for uri in uris} <= set(written)
    assert len(uris) == 2 + 3 + 5  # by properties, flows and exchanges


def test_the_smelter_is_written_in_ilcds_words(written: dict[str, Any]) -> None:
    """14 kWh in, 1 kg of aluminium and 1.6 kg of CO2 out."""
    (root,) = [
        root
        for name, root in written.items()
        if "processes" in name and root.find(f".//{P}baseName").text[:4] == "Alum"
    ]
    names = {e.get(f"{{{_XML}}}lang"): e.text for e in root.iter(f"{P}baseName")}
    assert names == {"zh": "电解铝液生产", "en": "Aluminium production, liquid"}
    rows = [
        (
            each.find(f"{P}referenceToFlowDataSet/{C}shortDescription").text,
            each.find(f"{P}exchangeDirection").text,
            each.find(f"{P}meanAmount").text,
        )
        for each in root.iter(f"{P}exchange")
    ]
    assert rows == [
        ("Aluminium, liquid", "Output", "1.0"),
        ("Electricity", "Input", "14.0"),
        ("Carbon dioxide, fossil", "Output", "1.6"),
    ]
    assert root.find(f".//{P}referenceToReferenceFlow").text == "0"


_XML = "http://www.w3.org/XML/1998/namespace"


def test_what_a_process_says_of_itself_comes_back(tmp_path: Path) -> None:
    trip = round_trip(described(), by_ilcd, tmp_path)
    (before,), (after,) = described().processes, trip.package.processes
    expected = replace(
        before,
        id=before.id.lower(),
        file=after.file,
        exchanges=after.exchanges,
        names={"en": "Grid"},
    )
    assert after == expected


def test_a_market_keeps_its_name(tmp_path: Path) -> None:
    case = described()
    name = "Grid; AC; Consumption mix, at consumer; 230 V"
    grid = replace(case.processes[0], name=name, names={"en": name, "zh": "电网"})
    write_ilcd(replace(case, processes=(grid,)), tmp_path / "out.zip")
    (found,) = read_ilcd(tmp_path / "out.zip").processes
    assert found.is_market
    assert found.names == {"en": name, "zh": "电网"}


@pytest.mark.parametrize(
    ("licence", "elements"),
    [
        ("MIT", {"accessRestrictions": "MIT"}),
        ("License fee", {"licenseType": "License fee"}),
        ("Other; MIT", {"licenseType": "Other", "accessRestrictions": "MIT"}),
    ],
)
def test_a_licence_comes_back(
    licence: str, elements: dict[str, str], tmp_path: Path
) -> None:
    case = described()
    grid = replace(case.processes[0], licence=licence)
    write_ilcd(replace(case, processes=(grid,)), tmp_path / "out.zip")
    (root,) = [r for n, r in roots_of(tmp_path / "out.zip").items() if "processes" in n]
    found = {
        tag: element.text
        for tag in ("licenseType", "accessRestrictions")
        if (element := root.find(f".//{C}{tag}")) is not None
    }
    assert found == elements
    (read,) = read_ilcd(tmp_path / "out.zip").processes
    assert read.licence == licence


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        # GSD² = 1.44; 2 sd = 1; the percentiles of the format's documentation
        (Uncertainty(spread="lognormal", scale=1.2), ("log-normal", "1.44")),
        (Uncertainty(spread="normal", scale=0.5), ("normal", "1")),
        # 2 × 1e-6 would be zero in three decimals
        (Uncertainty(spread="normal", scale=1e-6), ("normal", "2e-06")),
        (Uncertainty(spread="uniform", minimum=3.0, maximum=5.0), ("uniform", None)),
    ],
)
def test_a_distribution_has_ilcds_words(
    stated: Uncertainty, expected: tuple[str, str | None], tmp_path: Path
) -> None:
    works = process("works", reference("steel"), used("power", 4.0, uncertainty=stated))
    flows = (product("steel"), product("power", "energy"))
    write_ilcd(package(flows, works), tmp_path / "out.zip")
    (root,) = [r for n, r in roots_of(tmp_path / "out.zip").items() if "processes" in n]
    kind = root.find(f".//{P}uncertaintyDistributionType").text
    deviation = root.find(f".//{P}relativeStandardDeviation95In")
    assert (kind, None if deviation is None else deviation.text) == expected


@pytest.mark.parametrize(
    ("stated", "expected"),
    [("124-38-9", "000124-38-9"), ("000124-38-9", "000124-38-9"), ("n. a.", "n. a.")],
)
def test_a_cas_number_has_six_digits_in_front(
    stated: str, expected: str, tmp_path: Path
) -> None:
    co2 = elementary("co2", cas=stated)
    write_ilcd(package((co2,)), tmp_path / "out.zip")
    (root,) = [r for n, r in roots_of(tmp_path / "out.zip").items() if "/flows/" in n]
    assert root.find(f".//{F}CASNumber").text == expected


def test_signs_that_xml_cannot_hold_are_replaced(tmp_path: Path) -> None:
    case = described()
    grid = replace(case.processes[0], description="bell \x07, half \ud800")
    write_ilcd(replace(case, processes=(grid,)), tmp_path / "out.zip")
    (found,) = read_ilcd(tmp_path / "out.zip").processes
    assert found.description == "bell \ufffd, half \ufffd"


def test_markup_in_texts_stays_text(tmp_path: Path) -> None:
    flow = Flow(id="x", name='<b>"A" & B</b>', kind="product", unit="kg")
    write_ilcd(package((flow,)), tmp_path / "out.zip")
    (found,) = read_ilcd(tmp_path / "out.zip").flows.values()
    assert found.name == '<b>"A" & B</b>'


def test_two_exports_are_the_same_to_the_byte(tmp_path: Path) -> None:
    database = put(smelter(), tmp_path)
    write_ilcd(database, tmp_path / "one.zip")
    write_ilcd(database, tmp_path / "two.zip")
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()


def test_no_document_tells_when_it_was_written(tmp_path: Path) -> None:
    write_ilcd(put(smelter(), tmp_path), tmp_path / "out.zip")
    with zipfile.ZipFile(tmp_path / "out.zip") as archive:
        assert {entry.date_time[0] for entry in archive.infolist()} == {1980}
        texts = [archive.read(name).decode() for name in archive.namelist()]
    assert not any(re.search(r"20[0-9]{2}-[01][0-9]-", text) for text in texts)


def test_an_impact_category_comes_back_per_reference_unit(tmp_path: Path) -> None:
    method = Method(
        id="gwp",
        name="AR6",
        category="Climate change, fossil",
        unit="kg CO2 eq",
        factors=(
            MethodFactor(flow="co2", amount=0.001, unit="g"),  # per gram: 1 per kg
            MethodFactor(flow="elsewhere", amount=3.0),
        ),
        source="IPCC 2021",
    )
    trip = round_trip(replace(described(), methods=(method,)), by_ilcd, tmp_path)
    (found,) = trip.package.methods
    assert (found.name, found.category, found.unit) == (
        "AR6",
        "Climate change, fossil",
        "kg CO2 eq",
    )
    assert found.source == "IPCC 2021"
    (factor,) = found.factors  # a flow that isn't in the package has no dataset
    assert trip.package.flows[factor.flow].name == "co2"
    assert factor.amount == pytest.approx(1.0, rel=1e-15)


def test_a_factor_that_is_no_number_or_has_no_such_unit_has_no_value(
    tmp_path: Path,
) -> None:
    method = Method(
        id="gwp",
        name="",
        category="x",
        unit="kg",
        factors=(
            MethodFactor(flow="co2", amount=float("nan")),
            MethodFactor(flow="co2", amount=1.0, unit="parsec"),
        ),
    )
    write_ilcd(replace(smelter().package, methods=(method,)), tmp_path / "p.zip")
    roots = roots_of(tmp_path / "p.zip")
    (root,) = [each for name, each in roots.items() if "/lciamethods/" in name]
    factors = root.findall(f".//{M}factor")
    assert [each.find(f"{M}meanValue") for each in factors] == [None, None]
    assert [each.find(f"{M}exchangeDirection").text for each in factors] == [
        "Output",
        "Output",
    ]
