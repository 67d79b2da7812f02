"""Factor tables in CSV and Excel become ready factors, in both languages."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from pathlib import Path

import pytest
from exported_databases import database
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sheets import Writer, as_csv, as_workbook

import lcagraph as lg
from lcagraph.background.build import link_package
from lcagraph.background.records import Package, Process
from lcagraph.errors import LcaGraphError, UsageError
from lcagraph.formats.container import peek
from lcagraph.formats.factor_table import is_factor_table, read_factor_table
from lcagraph.importing import recognise

CHINESE = """\
# gwp: AR5
# 来源：供应商声明 2024
名称,单位,排放因子(kgCO2e),地区,年份,类型,边界,等级,备注
热轧钢板,t,2050,CN,2024,材料,摇篮到大门,供应商,
电力,kWh,0.5777,CN,2024,电力,,,年均
"""
ENGLISH = """\
name;per;co2e (kg);region;year;kind;boundary;class;gwp;source
hot-rolled sheet;t;2050;CN;2024;material;cradle-to-gate;supplier;AR5;declared 2024
"""
# UK DESNZ (2025), Greenhouse gas reporting: conversion factors 2025, flat file; Open
# Government Licence v3.0
DESNZ = """\
ID,Scope,Level 1,Level 2,Level 3,Level 4,Column Text,UOM,GHG/Unit,\
GHG Conversion Factor 2025,source
11_100_1000_15_1,Scope 3,WTT- fuels,Gaseous fuels,Butane,,,tonnes,kg CO2e,344.30947,flat
11_100_1000_7_1,Scope 3,WTT- fuels,Gaseous fuels,Butane,,,kWh (Net CV),kg CO2e,0.02736,f
11_100_1000_7_2,Scope 3,WTT- fuels,Gaseous fuels,Butane,,,tonnes,kg CO2e of CH4,1,f
"""


def read(place: Path, text: str, encoding: str = "utf-8") -> Package:
    path = place / "factors.csv"
    path.write_bytes(text.encode(encoding))
    return read_factor_table(path)


def only(package: Package) -> Process:
    (found,) = package.processes
    return found


def codes(package: Package) -> list[str]:
    return [finding.code for finding in package.problems]


def figures(process: Process) -> dict[str, tuple[float | None, str]]:
    """Flow → amount and unit of everything but the product."""
    return {e.flow: (e.amount, e.unit) for e in process.exchanges if e.id != "product"}


def product(package: Package, process: Process) -> tuple[float | None, str]:
    """Amount and unit that the figures are per."""
    made = process.exchanges[0]
    return made.amount, package.flows[made.flow].unit


# ----------------------------------------------------------------------------- tables


def test_a_chinese_table_says_it_all(tmp_path: Path) -> None:
    package = read(tmp_path, CHINESE)
    steel, power = package.processes
    assert steel.names == {"zh": "热轧钢板"}
    assert (steel.location, steel.year_from, steel.year_until) == ("CN", 2024, 2024)
    assert steel.source == "供应商声明 2024"
    assert product(package, steel) == (1.0, "t")
    assert figures(steel) == {"co2e_unspecified": (2050.0, "kg")}
    assert steel.factor == {
        "gwp": "ipcc-ar5-gwp100",
        "kind": "material",
        "boundary": "cradle_to_gate",
        "class": "supplier",
    }
    assert power.factor == {"gwp": "ipcc-ar5-gwp100", "kind": "electricity"}
    assert power.description == "年均"
    assert codes(package) == []


def test_an_english_table_with_semicolons_says_the_same(tmp_path: Path) -> None:
    package = read(tmp_path, ENGLISH)
    one, other = only(package), read(tmp_path, CHINESE).processes[0]
    assert one.factor == other.factor
    assert figures(one) == figures(other)


def test_a_table_in_a_chinese_code_page_is_read_and_told(tmp_path: Path) -> None:
    package = read(tmp_path, CHINESE, "gbk")
    assert package.processes[0].name == "热轧钢板"
    assert codes(package) == ["N037"]


@pytest.mark.parametrize("write", [as_workbook, as_csv])
def test_workbooks_and_csv_files_say_the_same(tmp_path: Path, write: Writer) -> None:
    rows = [
        ["factors of our suppliers"],
        ["# gwp", "AR6"],
        ["name", "unit", "kgCO2e", "year"],
        ["steel", "t", 2050, 2024],
    ]
    path = write(tmp_path, rows)
    assert is_factor_table(peek(path))
    steel = only(read_factor_table(path))
    assert figures(steel) == {"co2e_unspecified": (2050.0, "kg")}
    assert (steel.factor["gwp"], steel.year_from) == ("ipcc-ar6-gwp100", 2024)


def test_the_flat_file_of_desnz_is_read(tmp_path: Path) -> None:
    """“kg CO2e of CH4” is a part of the total, so such a row is none of its own."""
    package = read(tmp_path, DESNZ)
    tonne, energy = package.processes
    assert tonne.name == "WTT- fuels, Gaseous fuels, Butane"
    assert tonne.id == "11_100_1000_15_1"
    assert tonne.year_from == 2025
    assert product(package, energy) == (1.0, "kWh")
    assert energy.name.endswith("Butane (Net CV)")
    assert codes(package) == ["N031", "E039"]


@pytest.mark.parametrize(
    ("head", "row", "flow", "amount", "unit", "per"),
    [
        ("name,kgCO2e/MWh", "x,580", "co2e_unspecified", 580, "kg", (1, "MWh")),
        ("name,unit,tCO2e", "x,t,2.05", "co2e_unspecified", 2.05, "t", (1, "t")),
        ("name,value,unit", "x,1,kgCO2e/t", "co2e_unspecified", 1, "kg", (1, "t")),
        ("名称,数值,单位", "x,2,吨CO2e/吨", "co2e_unspecified", 2, "吨", (1, "吨")),
        ("name,per,co2e", "x,100 km,7", "co2e_unspecified", 7, "kg", (100, "km")),
        ("name,per,co2e (g)", "x,km,7", "co2e_unspecified", 7, "g", (1, "km")),
        ("name,per,co2e_fossil", "x,t,7", "co2e_fossil", 7, "kg", (1, "t")),
        ("name,per,CH4 (g)", "x,t,7", "ch4", 7, "g", (1, "t")),
        ("name,per,co2_fossil [kg]", "x,t,7", "co2_fossil", 7, "kg", (1, "t")),
        ("name,per,co2e (kg)", "x,tonne.km,7", "co2e_unspecified", 7, "kg",
         (1, "tonne*km")),
        ("名称；,名称,单位,碳足迹（kgCO2e/t）", ",x,,7", "co2e_unspecified", 7, "kg",
         (1, "t")),
    ],
)  # fmt: skip
def test_heads_and_cells_say_what_a_figure_counts(
    tmp_path: Path,
    head: str,
    row: str,
    flow: str,
    amount: float,
    unit: str,
    per: tuple[float, str],
) -> None:
    package = read(tmp_path, f"{head}\n{row}\n")
    assert figures(only(package)) == {flow: (amount, unit)}
    assert product(package, only(package)) == per


def test_removals_are_taken_from_the_air(tmp_path: Path) -> None:
    package = read(tmp_path, "name,unit,co2_biogenic_removed (kg)\nwood,m3,900\n")
    taken = only(package).exchanges[1]
    assert (taken.direction, taken.amount) == ("input", 900.0)
    assert list(link_package(package).interventions.value) == [900.0]


# ------------------------------------------------------------------------------- rows


@pytest.mark.parametrize(
    ("head", "row", "code"),
    [
        ("name,unit,co2e", 'x,t,"0,58"', "E037"),
        ("name,unit,co2e", 'x,t,"1,234.5"', "E027"),
        ("name,unit,co2e", "x,t,n/a", "E027"),
        ("name,unit,co2e", "x,t,1_000", "E027"),
        ("name,unit,co2e", "x,t,=1+1", "E027"),
        ("name,unit,co2e", "x,,5", "E039"),
        ("name,unit,co2e", ",t,5", "E039"),
        ("name,unit,co2e", "x,t,", "E039"),
        ("name,unit,co2e,ch4_fossil (kg)", "x,t,5,1", "E039"),  # GWP would count twice
        ("name,value,unit", "x,0.53,kgCO2/kWh", "E039"),  # CO2 is not CO2e
        ("name,value,unit", "x,0.53,kWh", "E039"),
        ("name,unit,co2e", "x,t,5", None),
    ],
)
def test_rows_that_are_no_factor_are_left_out_and_told(
    tmp_path: Path, head: str, row: str, code: str | None
) -> None:
    good = "good,kgCO2e/t,1" if "value" in head else "good,t,1"
    if "value" in head:
        good = "good,1,kgCO2e/t"
    package = read(tmp_path, f"{head}\n{row}\n{good}\n")
    assert codes(package) == ([code] if code else [])
    assert len(package.processes) == (1 if code else 2)


def test_decimal_commas_count_where_the_table_says_so(tmp_path: Path) -> None:
    text = "# decimal: ,\nname;unit;co2e\nx;t;0,58\n"
    assert figures(only(read(tmp_path, text))) == {"co2e_unspecified": (0.58, "kg")}


@pytest.mark.parametrize(
    ("column", "text", "code"),
    [
        ("kind", "footprint", "W039"),
        ("boundary", "half", "W039"),
        ("gwp", "AR4", "W039"),
        ("class", "B", "W039"),
        ("kind", "fuel", None),
        ("gwp", "ipcc-ar6-gwp20", None),
    ],
)
def test_words_outside_the_closed_lists_are_left_open(
    tmp_path: Path, column: str, text: str, code: str | None
) -> None:
    package = read(tmp_path, f"name,unit,co2e,{column}\nx,t,1,{text}\n")
    assert codes(package) == ([code] if code else [])
    stated = only(package).factor.get(column)
    assert stated == (("unknown" if column == "gwp" else None) if code else text)


def test_columns_without_a_role_are_told(tmp_path: Path) -> None:
    package = read(tmp_path, "name,unit,co2e,CH4,colour\nx,t,1,9,red\n")
    (note,) = package.problems
    assert (note.code, note.values["count"]) == ("N031", 2)  # CH4 has no unit


@pytest.mark.parametrize(
    ("text", "format_"),
    [
        ("activity,unit,co2e\nsteel,t,2050\n", "factor_table"),
        (CHINESE, "factor_table"),
        (DESNZ, "factor_table"),
        ("Database,mine\n\nActivity,steel\nunit,kg\n", "brightway_excel"),
        ("Activity;steel\nunit;kg\nExchanges\nname;amount\n", "brightway_excel"),
    ],
)
def test_formats_in_cells_are_told_apart(
    tmp_path: Path, text: str, format_: str
) -> None:
    path = tmp_path / "file.csv"
    path.write_text(text, encoding="utf-8")
    assert recognise(path).id == format_


def test_a_file_without_header_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "factors.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    assert not is_factor_table(peek(path))
    with pytest.raises(UsageError, match="E040"):
        read_factor_table(path)


def test_a_table_without_a_usable_row_says_why(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="E027"):
        read(tmp_path, "name,unit,co2e\nx,t,much\n")
    with pytest.raises(UsageError, match="E026"):
        read(tmp_path, "name,unit,co2e\n")


# -------------------------------------------------------------------------- in a model

MODEL = """
lcagraph: 1
reference: {product: part, amount: 1 kg}
processes:
  cutting:
    stage: production
    outputs: {part: 1 kg}
    inputs:
      sheet: {amount: 2 kg, product: steel}
factors:
  steel: {from: "mine/热轧钢板", stage: raw_materials}
"""


def test_a_ready_factor_keeps_its_gwp_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """2 kg × 2,050 kg/t = 4.1 kg, as ready CO2e: no item claims it, no GWP applies."""
    monkeypatch.setenv("LCAGRAPH_HOME", str(tmp_path))
    database(read(tmp_path, CHINESE), tmp_path / "databases", "mine")
    model = lg.read_string(MODEL)
    result = model.solve()
    assert result.total == pytest.approx(4.1, rel=1e-14)
    assert result.items["unspecified"] == pytest.approx(4.1, rel=1e-14)
    (told,) = [f for f in model.check() if f.code == "W623"]
    assert told.values["gwp"] == "ipcc-ar5-gwp100"


@pytest.mark.parametrize(("gwp", "code"), [("AR6", None), ("", "N628")])
def test_the_gwp_set_is_only_told_where_it_differs_or_is_unknown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, gwp: str, code: str | None
) -> None:
    monkeypatch.setenv("LCAGRAPH_HOME", str(tmp_path))
    table = CHINESE.replace("# gwp: AR5\n", f"# gwp: {gwp}\n" if gwp else "")
    database(read(tmp_path, table), tmp_path / "databases", "mine")
    told = {f.code for f in lg.read_string(MODEL).check()}
    assert told & {"W623", "N628"} == ({code} if code else set())


def test_gases_of_a_table_are_weighed_by_the_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """2 kg × (2 kg CO2 + 10 g fossil CH4 × 29.8) / kg; AR6 table 7.15: 29.8."""
    monkeypatch.setenv("LCAGRAPH_HOME", str(tmp_path))
    table = "name,unit,co2_fossil (kg),ch4_fossil (g)\n热轧钢板,kg,2,10\n"
    database(read(tmp_path, table), tmp_path / "databases", "mine")
    total = lg.read_string(MODEL).solve().total
    assert total == pytest.approx(2 * (2 + 0.01 * 29.8), rel=1e-14)


# ---------------------------------------------------------------------------- hostile


def test_formulas_stay_text(tmp_path: Path) -> None:
    text = "name,unit,co2e\n\"=cmd|' /C calc'!A0\",kg,1\n@SUM(1),kg,2\n"
    package = read(tmp_path, text)
    assert [p.name for p in package.processes] == ["=cmd|' /C calc'!A0", "@SUM(1)"]


CELLS = st.sampled_from(
    ["name", "unit", "co2e", "CH4 (g)", "kgCO2e/t", "#", "# gwp", "t", "1", "-1e400",
     "", "x", "0,5", "per", "value", "co2e (", "(kg)", "（", "kg CO2e of CH4", "\x00"]
)  # fmt: skip


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(st.lists(CELLS, max_size=6), max_size=12))
def test_any_cells_are_read_or_refused(
    tmp_path: Path, rows: Sequence[list[str]]
) -> None:
    path = as_csv(tmp_path, [["name", "unit", "co2e"], *rows])
    with contextlib.suppress(LcaGraphError):
        link_package(read_factor_table(path))
    is_factor_table(peek(path))
