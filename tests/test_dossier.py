"""Documents of an application: as many rows as the model has, blanks where it is
silent, and nothing ticked that isn't there."""

from __future__ import annotations

import hashlib
import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from report_sample import HOSTILE
from small_models import factor, model, works

import lcagraph as lg
from lcagraph.bundle.sample import draw_sample
from lcagraph.checks.data_cards import activity_data
from lcagraph.cli import main
from lcagraph.dossier import Dossier, make_dossier
from lcagraph.dossier.site_visit import site_visit
from lcagraph.dossier.writing import Desk, Document
from lcagraph.errors import UsageError
from lcagraph.formats.tabular import read_sheets
from lcagraph.report.content import Blank, Cell, Table
from lcagraph.report.subject import ReportSubject
from lcagraph.wording import LANGUAGES, Language

ROOT = Path(__file__).resolve().parents[1]
ALUMINIUM = ROOT / "models" / "aluminium_profile" / "model.yaml"

PAPER = b"%PDF-1.7 a licence"
MODEL = """\
lcagraph: 1
reference: {product: part, amount: 1 piece, annual_output: {amount: 5000 piece}}
processes:
  mining:
    stage: raw_materials
    outputs: {ore: 1 t}
    inputs: {explosive: 1 kg}
  stamping:
    name: 冲压 | Stamping
    stage: production
    outputs: {blank: 1000 piece}
    inputs:
      steel: {amount: 2 t, name: 钢板 | Sheet, location: CN-CQ,
              transport: [{mode: truck, distance: 120 km}]}
      ore: 3 t
      power: {amount: 500 kWh, data: {class: continuous, source: 电表 | Meter}}
      oil: 4 kg
  painting:
    stage: production
    outputs: {part: 1 piece}
    inputs: {blank: 1 piece, paint: 0.1 kg}
products:
  part: {name: 零件 | Part}
factors:
  steel: {kind: material, per: 1 t, region: CN-CQ, co2e: 2100 kg, FACTOR}
  explosive: {kind: material, per: 1 kg, co2e: 1 kg, FACTOR}
  oil: {kind: service, per: 1 kg, co2e: 1 kg, FACTOR}
  paint: {kind: material, per: 1 kg, co2e: 3 kg, FACTOR}
  power: {kind: electricity, per: 1 kWh, co2e: 0.5 kg, FACTOR}
  truck: {kind: transport, per: 1 t*km, co2e: 0.1 kg, FACTOR}
suppliers:
  mill: {name: 钢厂 | Mill, products: [steel]}
equipment:
  press: {name: 冲床 | Press, model: P-1, quantity: "2", energy: 电 | Power,
          process: stamping}
  lamp: {name: 灯 | Lamp}
meters:
  m1: {name: 总表 | Main meter, accuracy: "0.5",
       calibration: {cycle: 一年 | Yearly, last: 2024-03-01}}
evidence:
  licence: {title: 执照 | Licence, kind: business_licence, file: a/licence.PDF,
            sha256: HASH}
  letter: {title: 委托 | Letter, kind: commission, file: ../letter.pdf}
  invoice: {title: 发票 | Invoice, file: a/licence.PDF}
organisation:
  name: 工厂 | Works
  departments:
    head: {name: 总经理 | Director}
    energy: {name: 能源部 | Energy, under: head}
""".replace("FACTOR", "gwp: ipcc-ar6-gwp100, boundary: cradle_to_gate")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "licence.PDF").write_bytes(PAPER)
    text = MODEL.replace("HASH", hashlib.sha256(PAPER).hexdigest())
    (tmp_path / "model.yaml").write_text(text, encoding="utf-8")
    return tmp_path / "model.yaml"


def members(made: Dossier) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(made.content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def document(made: Dossier, kind: str) -> Document:
    return next(one for one in made.documents if one.kind == kind)


def table(made: Dossier, kind: str, id_: str = "") -> Table:
    report = document(made, kind).report
    assert report is not None
    return next(one for one in report.tables() if one.id == (id_ or kind))


def text(cell: Cell) -> str:
    return "".join("" if isinstance(one, Blank) else str(one) for one in cell.words)


def rows(made: Dossier, kind: str, id_: str = "") -> list[list[str]]:
    return [[text(cell) for cell in row] for row in table(made, kind, id_).body]


# ----------------------------------------------------------------------------- lists


def test_equipment_has_a_row_for_each_and_blanks_where_the_model_is_silent(
    path: Path,
) -> None:
    made = make_dossier(lg.read(path), "en")
    assert rows(made, "equipment") == [
        ["1", "Press", "P-1", "2", "Power", "Stamping"],
        ["2", "Lamp", "", "", "", "whole site"],
    ]
    assert [one.path for one in document(made, "equipment").blanks] == [
        f"equipment.lamp.{key}" for key in ("model", "quantity", "energy")
    ]


def test_meters_are_listed_with_their_calibration(path: Path) -> None:
    (row,) = rows(make_dossier(lg.read(path), "en"), "meters")
    assert row[1] == "Main meter"
    assert (row[5], row[8], row[9]) == ("0.5", "Yearly", "2024-03-01")


def test_materials_are_what_the_producer_buys_and_neither_energy_nor_parts(
    path: Path,
) -> None:
    # explosive is the mine's, oil a service by its kind, the blank made here
    made = make_dossier(lg.read(path), "en")
    found = rows(made, "materials")
    assert [row[1] for row in found] == ["Sheet", "ore", "paint"]
    # per part: 2 t/1000, 3 t/1000, 0.1 kg; 5000 parts a year: 10 t, 15 t, 500 kg
    body = table(made, "materials").body
    values = [(row[3].value, text(row[4]), row[5].value) for row in body]
    assert [one[1] for one in values] == ["t", "t", "kg"]
    assert [one[0] for one in values] == pytest.approx([0.002, 0.003, 0.1])
    assert [one[2] for one in values] == pytest.approx([10, 15, 500])
    assert found[0][6:] == ["Mill", "CN-CQ", "truck 120 km"]
    assert found[2][6:8] == ["", ""]
    # a place of its own on the row would ask for another supplier of the model
    assert [one.path for one in document(made, "materials").blanks] == ["suppliers"]


def test_the_yearly_amount_is_a_blank_without_an_annual_output(path: Path) -> None:
    whole = path.read_text(encoding="utf-8")
    path.write_text(
        whole.replace(", annual_output: {amount: 5000 piece}", ""), encoding="utf-8"
    )
    made = make_dossier(lg.read(path))
    assert "reference.annual_output" in [one.path for one in made.blanks]
    assert all(row[5].value is None for row in table(made, "materials").body)


def test_data_are_collected_for_each_datum_with_its_card(path: Path) -> None:
    # mining 2, stamping 5 and a leg, painting 3
    made = make_dossier(lg.read(path), "en")
    found = rows(made, "data_collection", "data")
    assert len(found) == 11 == document(made, "data_collection").rows
    power = next(row for row in found if row[2] == "power")
    assert power[3:7] == ["500", "kWh", "Meter", "continuous"]
    leg = next(row for row in found if "→" in row[2])
    assert leg[2:5] == ["Sheet → truck", "120", "km"]
    # a measured datum has a meter and a document, or a blank that asks for them
    asked = {one.path for one in document(made, "data_collection").blanks}
    at = "processes.stamping.inputs.power.data"
    assert {f"{at}.meter", f"{at}.evidence", f"{at}.origin"} <= asked
    assert f"{at}.source" not in asked


def test_a_list_without_entries_is_one_blank_and_not_ticked() -> None:
    made = make_dossier(model({"works": works(inputs={"x": "1 kg"})}, {"x": factor(1)}))
    assert not document(made, "equipment").is_present
    assert [text(c) for c in table(made, "equipment").body[0]] == [""] * 6
    paths = [one.path for one in made.blanks]
    assert {"equipment", "meters", "processes"} <= set(paths)  # x is a service


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_showcase_has_a_material_row_for_each_bought_material(lang: Language) -> None:
    # primary ingot, scrap, alloying; caustic soda, sulfuric acid; film and paper: not
    # gas, power, steam, water, nor the plant's own scrap and profiles
    made = make_dossier(lg.read(ALUMINIUM), lang)
    assert len(rows(made, "materials")) == 3 + 2 + 2
    # NaOH per t: 250 × 40.5 g × 39.997/26.982 × 1.3; 9000 t a year
    soda = table(made, "materials").body[3]
    exact = 250 * 40.5e-6 * 39.997 / 26.982 * 1.3
    assert soda[3].value == pytest.approx(exact)
    assert soda[5].value == pytest.approx(exact * 9000)


# --------------------------------------------------------------------- papers, ticks


def ticks(made: Dossier) -> list[str]:
    return [text(row[2]) for row in made.checklist.tables()[0].body]


def test_the_tick_list_names_all_eight_and_ticks_what_is_there(path: Path) -> None:
    made = make_dossier(lg.read(path))
    # the letter lies outside of the model's folder
    assert ticks(made) == ["☐", *"☑" * 7]
    assert [one.code for one in made.findings] == ["E826"]
    assert members(made)["02_business_licence.pdf"] == PAPER


@pytest.mark.parametrize(
    ("edit", "code"),
    [
        (("HASH", "0" * 64), "E825"),
        (("a/licence.PDF", "a/none.pdf"), "E824"),
    ],
)
def test_a_licence_that_changed_or_is_gone_is_not_ticked(
    path: Path, edit: tuple[str, str], code: str
) -> None:
    text_ = MODEL.replace(*edit).replace("HASH", hashlib.sha256(PAPER).hexdigest())
    path.write_text(text_, encoding="utf-8")
    made = make_dossier(lg.read(path))
    assert ticks(made)[1] == "☐"
    assert code in [one.code for one in made.findings]
    assert not any(name.startswith("02") for name in members(made))


def test_a_document_of_no_kind_is_no_licence(path: Path) -> None:
    whole = path.read_text(encoding="utf-8")
    path.write_text(whole.replace("kind: business_licence, ", ""), encoding="utf-8")
    assert ticks(make_dossier(lg.read(path)))[1] == "☐"


def test_the_organisation_chart_is_drawn_if_departments_are_given(path: Path) -> None:
    made = make_dossier(lg.read(path))
    chart = members(made)["04_organisation_chart.svg"].decode()
    assert "能源部" in chart
    without, _, _ = path.read_text(encoding="utf-8").partition("  departments:")
    path.write_text(without, encoding="utf-8")
    assert ticks(make_dossier(lg.read(path)))[3] == "☐"


def test_every_blank_stands_in_the_checklist(path: Path) -> None:
    made = make_dossier(lg.read(path))
    listed = {text(row[1]) for row in made.checklist.tables()[1].body}
    assert listed == {one.path for one in made.blanks}


# ----------------------------------------------------------------------- site visit

ASSESSED = """
scope: {rule_set: RULES, goal: 目的 | To know}
assessment:
  team: {lead: {name: 张三 | Zhang, role: 组长 | Leader, on_site: true}}
  site_visit: {period: 2025-03-01, objects: 熔炼车间 | The smelter, 天气 : 晴 | Fair}
  steps: {accepted: 2025-02-01}
  sample: {seed: 7, size: 2}
"""


def visit(path: Path, rules: str) -> dict[str, list[list[str]]]:
    whole = path.read_text(encoding="utf-8") + ASSESSED.replace("RULES", rules)
    path.write_text(whole, encoding="utf-8")
    subject = ReportSubject(footprint=lg.read(path).solve())
    report = site_visit(Desk(subject=subject, lang="en"))
    return {
        one.id: [[text(cell) for cell in row] for row in one.body]
        for one in report.tables()
    }


def test_the_plan_of_a_visit_says_what_the_model_says(path: Path) -> None:
    found = visit(path, "gbt24067-cq")
    # the five steps of the Chongqing guide; the first has its date
    assert [row[:2] for row in found["steps"]][:2] == [
        ["Commission and acceptance", "2025-02-01"],
        ["Document review", ""],
    ]
    assert len(found["steps"]) == 5
    assert ["When", "2025-03-01"] in found["plan"]
    assert ["Whom and what is visited", "The smelter"] in found["plan"]
    assert ["天气", "Fair"] in found["plan"]  # a key of its own names itself
    assert ["Complexity", "3 unit processes"] in found["plan"]
    assert found["team"] == [["Zhang", "Leader", "", "☑"]]
    assert [len(found[id_]) for id_ in ("capability", "consistency", "verified")] == [
        *(6, 4, 5)
    ]
    assert "body" not in found


def test_the_plan_draws_the_same_data_as_the_bundle(path: Path) -> None:
    found = visit(path, "gbt24067-cq")
    system = lg.read(path).system
    drawn = draw_sample([each.path for each in activity_data(system)], 7, 2).paths
    rows_ = [each.split(".")[3] for each in drawn]
    assert len(found["sample"]) == 2
    names = {"steel": "Sheet"}
    for row, id_ in zip(found["sample"], rows_, strict=True):
        assert row[2].startswith(names.get(id_, id_))


def test_the_focus_of_a_visit_is_where_the_footprint_is(path: Path) -> None:
    found = visit(path, "gbt24067-cq")["focus"]
    # per part: 2 kg × 2.1 = 4.2, 0.5 kWh × 0.5 = 0.25, 0.1 kg × 3 = 0.3, oil 0.004,
    # explosive 0.003, freight 0.002 t × 120 km × 0.1 = 0.024: 4.781 in all
    assert [row[1] for row in found[:3]] == ["Sheet", "paint", "power"]
    assert found[0][3] == "87.8 %"


def test_the_shandong_guide_asks_for_the_body_and_its_papers(path: Path) -> None:
    found = visit(path, "sd-2023")
    assert [len(found[id_]) for id_ in ("steps", "body", "papers")] == [6, 5, 3]


# ------------------------------------------------------------------------------- zip


def test_the_same_model_gives_the_same_bytes(path: Path) -> None:
    assert make_dossier(lg.read(path)).content == make_dossier(lg.read(path)).content


def test_the_workbook_has_the_same_rows_as_the_pages(
    path: Path, tmp_path: Path
) -> None:
    made = make_dossier(lg.read(path), "en")
    book = tmp_path / "lists.xlsx"
    book.write_bytes(members(made)["lists.xlsx"])
    sheets = {sheet.name: sheet for sheet in read_sheets(book)}
    sheet = sheets["Raw and auxiliary materials"]
    # title, head, three rows
    assert [row[1] for row in sheet.rows[2:]] == ["Sheet", "ore", "paint"]
    page = members(made)["07_materials.html"].decode()
    assert page.count("<tr>") == 1 + 3


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_stay_text_and_leave_the_folder_names_alone(name: str) -> None:
    made = make_dossier(hostile(name))
    files = members(made)
    assert not [one for one in files if "/" in one or "\\" in one or " " in one]
    pages = [files[one] for one in files if one.endswith((".html", ".svg"))]
    # the checklist, four lists, the flow chart, the plan of the visit
    assert len(pages) == 7
    assert not any(b"<script>alert" in page for page in pages)
    with zipfile.ZipFile(io.BytesIO(files["lists.xlsx"])) as book:
        sheets = [one for one in book.namelist() if "worksheets" in one]
        assert not any(b"<f>" in book.read(one) for one in sheets)


def hostile(name: str) -> lg.Model:
    keys: dict[str, Any] = {
        "products": {"goods": {"name": name}},
        "equipment": {"press": {"name": name, "energy": name, "process": "works"}},
        "meters": {"scale": {"name": name, "place": name}},
        "organisation": {"name": name},
        "evidence": {
            "licence": {"title": name, "kind": "business_licence", "file": name}
        },
    }
    made = works(name=name, inputs={"x": {"amount": "1 kg", "name": name}})
    return model({"works": made}, {"x": factor(1, kind="material")}, **keys)


def test_an_unknown_language_is_refused(path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        make_dossier(lg.read(path), "de")  # type: ignore[arg-type]
    assert caught.value.finding.code == "E753"


def test_the_command_writes_the_zip_and_prints_the_ticks(
    path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, whole = tmp_path / "d.zip", path.read_text(encoding="utf-8")
    path.write_text(whole.replace(", file: ../letter.pdf", ""), encoding="utf-8")
    assert main(["dossier", str(path), "-o", str(out), "--lang", "zh"]) == 0
    assert out.read_bytes() == make_dossier(lg.read(path)).content
    printed = capsys.readouterr().out
    assert "☐ 1 认证委托书" in printed
    assert "☑ 5 主要生产设备设施清单  05_equipment.html" in printed


def test_a_paper_that_may_not_be_opened_is_told_and_ends_with_one(
    path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "d.zip"
    assert main(["dossier", str(path), "-o", str(out), "--lang", "zh"]) == 1
    assert "E826" in capsys.readouterr().err  # ../letter.pdf
    assert out.is_file()
