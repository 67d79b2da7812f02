"""A user's table of elementary flows and gases: `db add --map`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
import small_packages as small

from lcagraph.background.findings_report import gas_map_csv
from lcagraph.background.gases import map_gases
from lcagraph.background.gases.own_map import COLUMNS, read_gas_map
from lcagraph.background.records import Package
from lcagraph.errors import UsageError
from lcagraph.importing import Choices, add_database

HFCS = "HFCs, unspecified"


def written(place: Path, text: str) -> Path:
    path = place / "flows.csv"
    path.write_text(text, encoding="utf-8")
    return path


def refrigeration() -> Package:
    """A plant that loses 2 kg of HFCs and 4 kg of a blend per item."""
    flows = [
        small.product("plant"),
        small.elementary(HFCS, "air", "urban"),
        small.elementary("R-410A", "air"),
    ]
    exchanges = (small.reference("plant"), small.made(HFCS, 2.0))
    plant = small.process("plant", *exchanges, small.made("R-410A", 4.0))
    return small.package(flows, plant)


def mapped(text: str, place: Path) -> Mapping[str, tuple[str, float, str]]:
    package = refrigeration()
    own = read_gas_map(written(place, text))
    found = map_gases(package, [HFCS, "R-410A"], own)
    return {
        flow: (one.gas, one.factor, one.strategy) for flow, one in found.mapped.items()
    }


@pytest.mark.parametrize(
    "row",
    [
        f'"{HFCS}",,,kg,hfc_134a,0.5',
        f',"{HFCS}",air / urban,kg,hfc_134a,0.5',
        f',"{HFCS}",,,hfc_134a,0.5',
    ],
)
def test_a_flow_is_named_by_id_or_by_name_and_compartment(
    row: str, tmp_path: Path
) -> None:
    text = f"{','.join(COLUMNS)}\n{row}\n"
    assert mapped(text, tmp_path) == {HFCS: ("hfc_134a", 0.5, "user")}


def test_without_a_factor_a_kilogram_is_a_kilogram(tmp_path: Path) -> None:
    text = f'flow,gas\n"{HFCS}",hfc_134a\nR-410A,\n'
    assert mapped(text, tmp_path) == {HFCS: ("hfc_134a", 1.0, "user")}


def test_what_the_user_says_is_no_longer_told(tmp_path: Path) -> None:
    path = written(tmp_path, f'flow,gas\n"{HFCS}",hfc_134a\n')
    before = map_gases(refrigeration(), [HFCS, "R-410A"])
    after = map_gases(refrigeration(), [HFCS, "R-410A"], read_gas_map(path))
    assert before.unmapped == {HFCS, "R-410A"}
    assert after.unmapped == {"R-410A"}
    assert after.counts["gases_by_user"] == 1
    assert [finding.at for finding in after.findings] == ["R-410A"]


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        ("flow,gas\nx,hfc_134b\n", "E081", ("nearest", "hfc_134")),
        ("flow,gas\nx,HFC-134a\n", "E081", ("nearest", "hfc_134a")),
        ("flow,gas,factor\nx,sf6,1 kg\n", "E082", ("line", 2)),
        ("flow,gas,factor\nx,sf6,nan\n", "E082", ("line", 2)),
        ("flow,gas,factor\nx,sf6,0\n", "E082", ("line", 2)),
        ("flow,gas\n,sf6\n", "E082", ("line", 2)),
        ("flow,gas\nx,sf6,1\n", "E082", ("line", 2)),
        ("flow,gas\nx,sf6\nx,nf3\n", "E082", ("line", 3)),
        ("flow,colour\nx,sf6\n", "E082", ("problem", "colour")),
        ("unit,gas\nx,sf6\n", "E082", ("line", 1)),
        ("", "E082", ("line", 1)),
    ],
)
def test_a_table_that_is_wrong_is_refused(
    text: str, code: str, said: tuple[str, object], tmp_path: Path
) -> None:
    with pytest.raises(UsageError) as error:
        read_gas_map(written(tmp_path, text))
    finding = error.value.finding
    key, value = said
    assert finding.code == code
    assert finding.values[key] == value


@pytest.mark.parametrize("content", [b"flow,gas\n\xd6,sf6\n", None])
def test_a_file_that_is_no_text_or_not_there_is_refused(
    content: bytes | None, tmp_path: Path
) -> None:
    path = tmp_path / "flows.csv"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(UsageError) as error:
        read_gas_map(path)
    assert error.value.finding.code == "E082"


def test_a_row_about_no_flow_is_told(tmp_path: Path) -> None:
    own = read_gas_map(written(tmp_path, "flow,gas\nR-410A,hfc_32\ngone,sf6\n"))
    found = map_gases(refrigeration(), [HFCS, "R-410A"], own)
    (finding,) = [one for one in found.findings if one.code == "W086"]
    assert (finding.values["line"], finding.values["flow"]) == (3, "gone")


def test_the_unmapped_flows_of_an_import_are_a_table_to_fill_in(
    tmp_path: Path,
) -> None:
    source = spold(tmp_path)
    before = add_database(source, name="before", place=tmp_path / "db").database
    report = json.loads((before.folder / "report.json").read_text("utf-8"))
    (row,) = report["unmapped_gases"]
    assert (row["name"], row["unit"], row["gas"]) == (HFCS, "kg", "")
    text = gas_map_csv([{**row, "gas": "hfc_134a"}])
    choices = Choices(gases=read_gas_map(written(tmp_path, text)))
    after = add_database(
        source, name="after", place=tmp_path / "db", choices=choices
    ).database
    # 2 kg of HFCs per item, nothing upstream
    place = after.manifest.gases.index("hfc_134a")
    assert after.intensities[0, place] == 2.0
    assert after.manifest.hash != before.manifest.hash
    assert "hfc_134a" in after.manifest.options["map"]
    assert "map" not in before.manifest.options
    markdown = (before.folder / "report.md").read_text("utf-8")
    assert gas_map_csv([row]) in markdown
    assert "--map" in markdown
    assert int(after.chain[0]) == 0


def spold(place: Path) -> Path:
    """One dataset of EcoSpold 1: an item that loses 2 kg of HFCs."""
    path = place / "plant.xml"
    path.write_text(SPOLD, encoding="utf-8")
    return path


SPOLD = f"""<?xml version="1.0" encoding="UTF-8"?>
<ecoSpold xmlns="http://www.EcoInvent.org/EcoSpold01">
<dataset number="1"><metaInformation><processInformation>
<referenceFunction name="plant" unit="unit" amount="1" category="x"/>
<geography location="CN"/>
<dataSetInformation type="1" version="2.0"/>
</processInformation><administrativeInformation>
<dataGeneratorAndPublication copyright="true" accessRestrictedTo="0"/>
</administrativeInformation></metaInformation><flowData>
<exchange number="1" name="plant" unit="unit" meanValue="1" location="CN">
<outputGroup>0</outputGroup></exchange>
<exchange number="2" name="{HFCS}" category="air" subCategory="urban" unit="kg"
 meanValue="2"><outputGroup>4</outputGroup></exchange>
</flowData></dataset></ecoSpold>
"""


def test_version_and_licence_come_from_the_source_or_the_user(tmp_path: Path) -> None:
    source, place = spold(tmp_path), tmp_path / "db"
    stated = add_database(source, name="stated", place=place).database.manifest
    assert (stated.version, stated.licence) == (
        "2.0",
        "access: public, protected by copyright",
    )
    choices = Choices(version="2.1", licence="CC BY 4.0")
    own = add_database(source, name="own", place=place, choices=choices)
    manifest = own.database.manifest
    assert (manifest.version, manifest.licence) == ("2.1", "CC BY 4.0")
    assert manifest.options["version"] == "2.1"
    assert "N070" not in {finding.code for finding in own.linked.findings}


def test_what_nobody_states_is_noted(tmp_path: Path) -> None:
    source = spold(tmp_path)
    text = source.read_text("utf-8").replace('version="2.0"', 'version="0.0"')
    source.write_text(text, encoding="utf-8")
    added = add_database(source, name="silent", place=tmp_path / "db")
    notes = [one for one in added.linked.findings if one.code == "N070"]
    assert [note.values["option"] for note in notes] == ["--version"]
    assert added.database.manifest.version == ""
