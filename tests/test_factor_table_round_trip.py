"""A factor table imported, written for another program, and imported again."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_factor_table import CHINESE, DESNZ

import lcagraph as lg
from lcagraph.background.footprints import footprints_of
from lcagraph.background.store import Database
from lcagraph.exporting import export_database
from lcagraph.importing import add_database

WAYS = {
    "ilcd": ".zip",
    "openlca_jsonld": ".zip",
    "brightway_excel": ".xlsx",
    "csv": ".csv",
    "datapackage": ".zip",
}
GWP = "ipcc-ar6-gwp100"

LONG = "hot-rolled sheet, galvanised, " * 40 + "end"  # 1,203 signs
TABLES = {
    "chinese": CHINESE,
    # the last row is no factor: kilograms of methane have no head of their own
    "desnz": DESNZ,
    "gases": """\
# source: declared 2024
name,per,co2_fossil (kg),CH4 (g),N2O (g),region,year,kind
natural gas,m3,1.9,40,0.5,CN,2023,fuel
diesel,L,2.6,0.25,0.125,CN,2023,fuel
""",
    "split": """\
# gwp: AR5
name,unit,GWP-fossil A1-A3,GWP-biogenic A1-A3,GWP-luluc A1-A3,GWP-total C3
timber,m3,50,-750,1,760
""",
    "odd names": f"""\
name,unit,kgCO2e,gwp
"{LONG}",t,2050,AR5
"=SUM(A1), ""<b>A & B</b>""; 50 %",kg,1.5,AR5
'quoted,kg,2.5,AR6
"bell \x07 and escape \x1b",kg,3.5,AR6
""",
}


def imported(text: str, place: Path) -> Database:
    path = place / "table.csv"
    path.write_text(text, encoding="utf-8")
    return add_database(path, name="table", place=place / "databases").database


def back(held: Database, way: str, place: Path, name: str = "again") -> Database:
    path = place / f"{name}{WAYS[way]}"
    export_database(held, path, way)
    return add_database(path, name=name, place=place / "databases").database


Scores = dict[tuple[str, str, str], float]


def scores(held: Database) -> Scores:
    """Name, place and unit → footprint excluding biogenic CO2. [kgCO2e/unit]"""
    values = footprints_of(held.intensities[:], held.manifest.gases, GWP)
    return {
        (one.name, one.location, one.unit): value
        for one, value in zip(held.activities(), values.tolist(), strict=True)
    }


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("table", TABLES)
def test_scores_names_and_places_come_back(
    table: str, way: str, tmp_path: Path
) -> None:
    before = imported(TABLES[table], tmp_path)
    expected = scores(before)
    assert len(expected) == len(before)
    after = back(before, way, tmp_path)
    # a gas and its figure are one product of two numbers, in another order at most
    assert scores(after) == pytest.approx(expected, rel=1e-15, abs=0)
    assert scores(back(after, way, tmp_path, "once-more")) == scores(after)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("table", TABLES)
def test_what_a_table_says_of_its_factors_comes_back(
    table: str, way: str, tmp_path: Path
) -> None:
    before = imported(TABLES[table], tmp_path)
    told = {one.name: before.process(one.process).factor for one in before.activities()}
    after = back(before, way, tmp_path)
    again = {one.name: after.process(one.process).factor for one in after.activities()}
    assert again == told


def test_the_expected_scores_are_those_of_the_table(tmp_path: Path) -> None:
    """AR6: CH4 29.8 where it is fossil, 27.9 in general; N2O 273 (table 7.SM.7)."""
    (tmp_path / "one").mkdir()
    found = scores(imported(TABLES["gases"], tmp_path / "one"))
    assert found == pytest.approx(
        {
            ("natural gas", "CN", "m3"): 1.9 + 0.040 * 27.9 + 0.0005 * 273,
            ("diesel", "CN", "L"): 2.6 + 0.00025 * 27.9 + 0.000125 * 273,
        },
        rel=1e-14,
    )
    (tmp_path / "two").mkdir()
    split = scores(imported(TABLES["split"], tmp_path / "two"))
    assert split == {
        ("timber [A1-A3]", "", "m3"): 50.0 - 750.0 + 1.0,
        ("timber [C3]", "", "m3"): 760.0,
    }


MODEL = """
lcagraph: 1
scope: {gwp: ipcc-ar6-gwp100}
reference: {product: part, amount: 1 piece}
processes:
  pressing:
    stage: production
    outputs: {part: 1 piece}
    inputs: {steel: {amount: 2 kg, from: "again/热轧钢板", stage: raw_materials}}
"""


@pytest.mark.parametrize("way", WAYS)
def test_a_model_sees_the_gwp_set_of_the_table_whichever_way_it_came(
    way: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """2 kg of 2,050 kgCO2e/t, computed with AR5, in a model of AR6."""
    monkeypatch.setenv("LCAGRAPH_HOME", str(tmp_path))
    back(imported(CHINESE, tmp_path), way, tmp_path)
    result = lg.read_string(MODEL).solve()
    assert result.total == pytest.approx(4.1, rel=1e-14)
    told = [one for one in result.findings if "ipcc-ar5-gwp100" in str(one.values)]
    assert [one.code for one in told] == ["W623"]
