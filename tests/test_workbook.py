"""The workbook calculates: LibreOffice finds what lcagraph does, changed or not."""

from __future__ import annotations

import io
import math
import zipfile
from pathlib import Path

import pytest
from small_models import factor
from spreadsheet import (
    at,
    needs_libreoffice,
    recalculated,
    values_of,
    with_number,
)

import lcagraph as lg
from lcagraph.errors import UsageError
from lcagraph.formulas import Expression, name, parse_expression, total
from lcagraph.model import Model, read_string
from lcagraph.report.content import Cell, Cover, Report, Section, Table
from lcagraph.report.workbook import (
    LiveModel,
    live_model,
    scaling,
    workbook_bytes,
    writer,
)
from lcagraph.report.workbook.excel import TooLongError, excel_formula, number_text
from lcagraph.report.workbook.plain_text import plain_text
from lcagraph.units import parse_unit

MODELS = Path(__file__).resolve().parents[1] / "models"

FACTOR = "kind: material, boundary: cradle_to_gate, gwp: ipcc-ar6-gwp100"

LOOPS = f"""
lcagraph: 1
reference: {{product: steel, amount: 1 t}}
processes:
  grid:
    kind: mix
    outputs: {{power: 1 kWh}}
    inputs: {{coal_power: 0.6 kWh, own_power: 0.3 kWh, power: 0.1 kWh}}
  plant:
    kind: utility
    outputs: {{own_power: 1 kWh}}
    inputs: {{power: 0.05 kWh, gas: 0.2 m3}}
    emissions: {{co2_fossil: 0.4 kg}}
  mill:
    stage: production
    outputs: {{steel: 1 t}}
    inputs: {{power: 500 kWh, ore: 1.5 t, parts: 0.01 t}}
  mine:
    stage: raw_materials
    outputs: {{ore: 1 t}}
    inputs: {{power: 100 kWh, steel: 0.02 t}}
  shop:
    stage: production
    outputs: {{parts: 1 t}}
    inputs: {{steel: 1.1 t, power: {{amount: 20 kWh, stage: use}}}}
factors:
  coal_power: {{per: 1 kWh, {FACTOR}, co2e: 0.9 kg}}
  gas: {{per: 1 m3, {FACTOR}, co2e: 2 kg}}
"""
"""Mixes in a loop of their own, processes in another, one exchange of another stage."""


def report_of(*rows: tuple[Cell, ...], title: str = "各阶段排放") -> Report:
    """A report of one table."""
    table = Table(id="t", number="表 1", title=title, body=rows)
    section = Section(id="s", title="一", blocks=(table,))
    cover = Cover(title="报告")
    return Report(template="x", language="zh", cover=cover, sections=(section,))


def live_of(model: Model) -> LiveModel:
    return live_model(model.solve(), "zh")


def shipped(name: str) -> Model:
    return lg.read(MODELS / name / "model.yaml")


NAMES = sorted(path.parent.name for path in MODELS.glob("*/model.yaml"))


# ------------------------------------------------------------------ the calculation


@pytest.mark.heavy
@needs_libreoffice
@pytest.mark.parametrize("name", NAMES)
def test_a_spreadsheet_finds_the_footprint_of_each_shipped_model(
    name: str, tmp_path: Path
) -> None:
    model = shipped(name)
    live = live_of(model)
    sheets = recalculated(workbook_bytes(report_of(), live), tmp_path)
    total = at(sheets, live.keys["footprint"].reference)
    assert total == pytest.approx(model.solve().total, rel=1e-9)


@pytest.mark.heavy
@needs_libreoffice
@pytest.mark.parametrize(
    ("name", "datum", "value", "unit"),
    [
        ("aluminium_profile", "processes.extrusion.inputs.power", 25000.0, "MWh"),
        ("aluminium_profile", "parameters.scrap_share", 0.6, ""),
        (
            "aluminium_profile",
            "processes.extrusion.outputs.profile_industrial",
            9e3,
            "t",
        ),
        ("lfp_cell", "processes.cathode_coating.inputs.pvdf", 3.0, "kg"),
        ("caustic_soda", "processes.salt_works.inputs.coal", 60.0, "kg"),
    ],
)
def test_a_changed_datum_moves_the_footprint_as_in_the_changed_model(
    name: str, datum: str, value: float, unit: str, tmp_path: Path
) -> None:
    model = shipped(name)
    live = live_of(model)
    key = "value" if datum.startswith("parameters") else "amount"
    cell = live.keys[f"term/{datum}.{key}"].reference
    file = with_number(workbook_bytes(report_of(), live), cell, value)
    sheets = recalculated(file, tmp_path)
    changed = model.with_({datum: f"{value!r} {unit}".strip()}).solve()
    total = at(sheets, live.keys["footprint"].reference)
    assert total == pytest.approx(changed.total, rel=1e-9)
    for stage, kg, *_ in changed.by_stage().rows:
        if f"stage/{stage}" in live.keys:
            found = at(sheets, live.keys[f"stage/{stage}"].reference)
            assert found == pytest.approx(kg, rel=1e-9, abs=1e-9)


@pytest.mark.heavy
@needs_libreoffice
@pytest.mark.parametrize("most", [60, 4])
def test_loops_are_solved_in_the_file_with_a_dense_matrix_and_without(
    most: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scaling, "MAX_DENSE", most)
    model = read_string(LOOPS)
    live = live_of(model)
    cell = live.keys["term/processes.mill.inputs.power.amount"].reference
    file = with_number(workbook_bytes(report_of(), live), cell, 700.0)
    sheets = recalculated(file, tmp_path)
    changed = model.with_({"processes.mill.inputs.power": "700 kWh"}).solve()
    for stage, kg, *_ in changed.by_stage().rows:
        if f"stage/{stage}" in live.keys:
            found = at(sheets, live.keys[f"stage/{stage}"].reference)
            assert found == pytest.approx(kg, rel=1e-9)
    assert at(sheets, live.keys["footprint"].reference) == pytest.approx(
        changed.total, rel=1e-9
    )


@pytest.mark.heavy
@needs_libreoffice
def test_a_loop_of_sixty_processes_is_solved_by_the_spreadsheet(
    tmp_path: Path,
) -> None:
    """Each takes 0.4 kg of the next, the last of the first, and burns a kg of coal."""
    count = 60
    processes = {
        f"p{i}": {
            "stage": "production",
            "outputs": {f"good_{i}": "1 kg"},
            "inputs": {f"good_{(i + 1) % count}": "0.4 kg", "coal": f"{i + 1} kg"},
        }
        for i in range(count)
    }
    coal = factor(2.0)
    reference = {"product": "good_0", "amount": "1 kg"}
    loop = lg.Model(reference=reference, processes=processes, factors={"coal": coal})
    # p0 runs s0 = 1 + 0.4 s59 times and p(i) 0.4^i s0 times, so s0 = 1 ÷ (1 − 0.4^60)
    runs = [0.4**i / (1 - 0.4**count) for i in range(count)]
    exact = math.fsum(2.0 * (i + 1) * one for i, one in enumerate(runs))
    live = live_of(loop)
    content = workbook_bytes(report_of(), live)
    assert "MINVERSE" in "".join(
        sheet_xml(content, number + 1) for number in range(len(values_of(content)))
    )
    sheets = recalculated(content, tmp_path)
    total = at(sheets, live.keys["footprint"].reference)
    assert total == pytest.approx(exact, rel=1e-9)


def test_a_loop_too_large_for_a_spreadsheet_is_stored_and_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(scaling, "MAX_DENSE", 4)
    monkeypatch.setattr(scaling, "MAX_LOOP", 2)
    live = live_of(read_string(LOOPS))
    notes = [cell.text for row in live.sheets[0].rows for cell in row if cell]
    assert any(text.startswith("注意") and "steel" in text for text in notes)


@pytest.mark.parametrize("name", NAMES)
def test_every_formula_stores_the_number_that_lcagraph_found(name: str) -> None:
    model = shipped(name)
    live = live_of(model)
    sheets = values_of(workbook_bytes(report_of(), live))
    plain = [n for n in live.keys.values() if n.reference.startswith("'")]
    cells = [n for n in plain if not set("*+") & set(n.reference)]
    for number in cells:
        assert at(sheets, number.reference) == pytest.approx(number.value, rel=1e-15)


def test_rows_of_the_breakdown_add_up_to_the_footprint() -> None:
    result = shipped("aluminium_profile").solve()
    keys = live_model(result, "en").keys
    stages = {row[0]: row[1] for row in result.by_stage().rows}
    for stage in ("raw_materials", "inbound_transport", "production"):
        assert keys[f"stage/{stage}"].value == pytest.approx(stages[stage], rel=1e-12)


# ------------------------------------------------------------------ tables of a report


def test_a_number_with_a_key_links_to_the_calculation() -> None:
    live = live_of(shipped("pp_crate"))
    total = live.keys["footprint"].value
    cell = Cell(words=(f"{total:.2f} kgCO2e",), value=total, key="footprint")
    text = sheet_xml(workbook_bytes(report_of((cell,)), live), 2)
    assert f"<f>{live.keys['footprint'].reference}</f>" in text


def test_a_key_that_means_another_number_is_not_linked() -> None:
    live = live_of(shipped("pp_crate"))
    cell = Cell(words=("1.23",), value=1.23, key="footprint")
    text = sheet_xml(workbook_bytes(report_of((cell,)), live), 2)
    assert "<f>" not in text
    assert "<v>1.23</v>" in text


def test_the_same_report_gives_the_same_bytes() -> None:
    model = shipped("pp_crate")
    first = workbook_bytes(report_of(), live_of(model))
    assert workbook_bytes(report_of(), live_of(model)) == first


def marked(sheet: list[list[object]]) -> bool:
    """Whether a sheet says under its title that it doesn't follow."""
    return len(sheet) > 1 and sheet[1][0] == MARK


MARK = "数值为导出时的结果，不随活动数据更新。"


@pytest.mark.heavy
@needs_libreoffice
@pytest.mark.parametrize(
    ("template", "followed"),
    [
        (
            "shandong",
            [
                *("评价概要表（续）", "表 3-48", "表 3-49", "表 3-50", "表 3-51"),
                *("表 3-52", "表 3-53", "表 3-57", "产品碳足迹信息"),
            ],
        ),
        ("chongqing", ["分配登记表", "表 1 ", "表 2 ", "表 5-3"]),
    ],
)
@pytest.mark.parametrize(
    ("datum", "value", "unit"),
    [
        ("processes.casting.inputs.natural_gas", 200.0, "m3"),
        ("processes.extrusion.inputs.power", 25000.0, "MWh"),
        ("reference.annual_output", 8000.0, "t"),
    ],
)
def test_each_table_of_a_changed_file_is_the_changed_model_s_or_is_marked(
    template: str,
    followed: list[str],
    datum: str,
    value: float,
    unit: str,
    tmp_path: Path,
) -> None:
    model = shipped("aluminium_profile")
    live = live_of(model)
    file = workbook_bytes(model.report(template, "zh"), live)
    cell = live.keys[f"term/{datum}.amount"].reference
    sheets = recalculated(with_number(file, cell, value), tmp_path)
    changed = model.with_({datum: f"{value!r} {unit}"})
    expected = values_of(
        workbook_bytes(changed.report(template, "zh"), live_of(changed))
    )
    following = [name for name in sheets if not marked(sheets[name])]
    for table in followed:
        assert any(name.startswith(table) for name in following), table
    own = {sheet.name for sheet in live.sheets}
    for table in set(following) - own:
        assert numbers_in(sheets[table]) == pytest.approx(
            numbers_in(expected[table]), rel=1e-9, abs=1e-9
        ), table


def numbers_in(sheet: list[list[object]]) -> list[float]:
    """All numbers of a sheet, row by row."""
    return [one for row in sheet for one in row if isinstance(one, float)]


HOSTILE = [
    "=cmd|' /C calc'!A0",
    "+1+1",
    "@SUM(1)",
    "-2+3",
    "{=1+1}",
    "a\x00b\x0bc",
    "_x0041_",
    "\u202egnp.exe",
    "http://x.example/" + "y" * 300,
    "'quoted'",
    "\ud800",
    "<script>&amp;",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_text_never_becomes_a_formula_or_breaks_the_file(text: str) -> None:
    live = live_of(shipped("pp_crate"))
    content = workbook_bytes(report_of((Cell(words=(text,)),), title=text), live)
    assert "<f>" not in sheet_xml(content, 2)
    name = list(values_of(content))[1]
    rows = values_of(content)[name]
    assert rows[-1][0] == plain_text(text)


# --------------------------------------------------------------------------- formulas


def formula(text: str) -> str:
    units = {"w": parse_unit("kg"), "x": parse_unit("1")}
    return excel_formula(parsed(text), units, lambda name: name.upper())


def parsed(text: str) -> Expression:
    return parse_expression(text)


def long_cell(_: str) -> str:
    return "'Activity data'!$D$123"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("w * 2 + w", "W*2+W"),
        ("w - (w - w)", "W-(W-W)"),
        ("w + 1 t", "W+1*1000"),  # 1 t = 1000 kg
        ("-(x ^ 2)", "(-POWER(X,2))"),
        ("if(x > 0, w / x, w)", "IF(X>0,W/X,W)"),
        ("round(x)", "ROUND(X,0)"),
        ("if(x == 1 and x != 2, x, 0)", "IF(IF(X=1,X<>2,FALSE),X,0)"),
        ("ln(x) + log10(x)", "LN(X)+LOG10(X)"),
    ],
)
def test_a_formula_of_the_model_is_one_of_a_spreadsheet(
    text: str, expected: str
) -> None:
    assert formula(text) == expected


def test_a_formula_that_no_spreadsheet_takes_is_refused() -> None:
    with pytest.raises(TooLongError):  # 900 × 22 characters
        excel_formula(total(*[name("x")] * 900), {"x": parse_unit("1")}, long_cell)


def test_numbers_in_formulas_keep_all_digits() -> None:
    assert number_text(0.1 + 0.2) == "0.30000000000000004"
    assert number_text(-1e-9) == "(-1E-09)"


def test_a_missing_package_is_told_with_its_cure(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "xlsxwriter", None)
    with pytest.raises(UsageError) as refused:
        writer.import_xlsxwriter()
    assert refused.value.finding.code == "E167"


def sheet_xml(content: bytes, number: int) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        return file.read(f"xl/worksheets/sheet{number}.xml").decode()
