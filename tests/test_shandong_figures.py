"""图3-1 … 图3-4 and 表3-6: what is drawn and told of a model, and what is missing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from photographs import crate
from shandong_reports import ROOT, numbers, report, showcase, table, text, uptake
from small_models import factor, model, works
from typer.testing import CliRunner

import lcagraph as lg
from lcagraph.cli.app import app
from lcagraph.drawing.shapes import Words
from lcagraph.report.content import Blank, Figure, Report
from lcagraph.wording import LANGUAGES, Language


def figure(of: Report, id_: str) -> Figure:
    return next(one for one in of.figures() if one.id == id_)


def drawn_words(of: Figure) -> str:
    shapes = of.drawing.shapes
    lines = (shape.line for shape in shapes if isinstance(shape, Words))
    return "\n".join("".join(span.text for span in line) for line in lines)


# --------------------------------------------------------------------------- figures


@pytest.mark.parametrize("name", ["aluminium_profile", "lfp_cell", "caustic_soda"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_four_figures_of_the_guide_stand_in_every_report(
    name: str, lang: Language
) -> None:
    of = showcase(name, lang)
    word = "图" if lang == "zh" else "Figure"
    assert [one.number for one in of.figures()] == [
        f"{word} 3-{n}" for n in range(1, 5)
    ]


def test_without_departments_a_frame_waits_for_the_chart_and_a_blank_says_so() -> None:
    of = showcase("caustic_soda", "zh")
    chart = figure(of, "organisation-chart")
    assert len(chart.drawing.boxes("missing")) == 1
    blanks = [
        piece for note in chart.notes for piece in note if isinstance(piece, Blank)
    ]
    assert [one.path for one in blanks] == ["organisation.departments"]
    rows = {text(row[0]): text(row[3]) for row in table(of, "compliance").body}
    assert rows["SD-50"] == "待填"


def test_with_departments_the_chart_is_drawn_and_nothing_is_left_blank() -> None:
    departments = {"plant": {"name": "生产部", "responsible_for_footprint": True}}
    of = report(
        model(
            {"works": works(inputs={"steel": "1 kg"})},
            {"steel": factor(5)},
            organisation={"departments": departments},
        )
    )
    chart = figure(of, "organisation-chart")
    assert "生产部" in drawn_words(chart)
    assert chart.notes == ()


def test_the_product_is_drawn_with_its_materials_the_heaviest_first() -> None:
    # 100 kg goods from 60 kg steel and 0.07 t sand; power is no material
    of = report(
        model(
            {
                "works": works(
                    outputs={"goods": "100 kg"},
                    inputs={"steel": "60 kg", "sand": "0.07 t", "power": "5 kWh"},
                )
            },
            {
                "steel": factor(5, kind="material", stage="raw_materials"),
                "sand": factor(1, per="1 t", kind="material", stage="raw_materials"),
                "power": factor(1, per="1 kWh", kind="electricity"),
            },
        )
    )
    said = figure(of, "composition").drawing.description
    # per 1 kg: 0.0007 t = 0.7 kg sand, 0.6 kg steel
    assert said.replace("\N{NO-BREAK SPACE}", " ") == (
        "1 kg goods 的原材料：sand 0.7 kg、steel 0.6 kg"
    )


def test_a_product_of_no_material_has_no_picture_of_its_materials() -> None:
    of = report(model({"works": works(emissions={"co2_fossil": "1 kg"})}, {}))
    assert "composition" not in [one.id for one in of.figures()]


# ------------------------------------------------------------------- suppliers (3-6)


def suppliers(of: Report) -> list[list[str]]:
    return [[text(cell) for cell in row] for row in table(of, "suppliers").body]


def test_transport_that_nobody_describes_is_that_of_the_model() -> None:
    of = showcase("aluminium_profile", "zh")
    told = {row[0]: row[4] for row in suppliers(of)}
    # the model's legs: 620 km by rail, then 60 km by road
    assert told["原铝锭"] == "铁路运输 620 km；重型柴油货车运输 60 km"
    assert told["PE 膜（按树脂计）"] == "模型中无运输数据"


def test_a_supplier_who_is_told_of_stands_for_its_material() -> None:
    named = {"mill": {"name": "钢厂", "products": ["steel"], "address": "某市"}}
    leg = {"mode": "truck", "distance": "30 km"}
    of = report(
        model(
            {"works": works(inputs={"steel": {"amount": "1 kg", "transport": [leg]}})},
            {
                "steel": factor(5, kind="material", stage="raw_materials"),
                "truck": factor(1, per="1 t*km", kind="transport"),
            },
            suppliers=named,
        )
    )
    assert suppliers(of) == [["steel", "钢厂", "某市", "—", "truck 30 km"]]


# ----------------------------------------------------- the easily forgotten (SD-43b)


@pytest.mark.parametrize(
    ("name", "storage", "forgotten"),
    [
        ("caustic_soda", "待填", "部分回应，1 处待填"),  # W880 of storage is open
        ("aluminium_profile", "已回应", "已回应"),  # storage is left out with a reason
    ],
)
def test_what_is_neither_modelled_nor_explained_is_not_answered(
    name: str, storage: str, forgotten: str
) -> None:
    rows = table(showcase(name, "zh"), "compliance").body
    states = {text(row[0]): text(row[3]) for row in rows}
    assert states["SD-22"] == storage
    assert states["SD-43b"] == forgotten


# -------------------------------------------------------------- shares of the scores


@pytest.mark.parametrize("name", ["aluminium_profile", "lfp_cell", "caustic_soda"])
def test_shares_of_the_sources_add_to_a_hundred_and_emissions_to_the_year(
    name: str,
) -> None:
    of = showcase(name, "zh")
    *rows, total = table(of, "scores").body
    shares = [text(row[-2]) for row in rows]
    cents = sum(round(float(share) * 100) for share in shares)
    assert cents == 100_00
    assert text(total[-2]) == "100.00"
    # no biogenic CO2 in these models: the sources are the lines of the year
    year = numbers(of, "net")["net/C"]
    assert total[-3].value == pytest.approx(year, rel=1e-12)


def test_a_removal_keeps_its_sign_among_the_shares() -> None:
    # 5 kg emitted, 2 kg taken up biogenically: the guide's score leaves the latter out
    *rows, total = table(report(uptake()), "scores").body
    assert [text(row[-2]) for row in rows if text(row[-2]) != "0.00"] == ["100.00"]
    assert text(total[-2]) == "100.00"


def test_what_is_captured_has_its_share_below_zero() -> None:
    # 6 kg emitted, 2 kg stored: |6| and |−2| of 8 are 75 % and 25 %, together 50 %
    stored = {"flow": "co2_captured", "of": "stack", "origin": "fossil"}
    captured = {**stored, "fate": "stored", "amount": "2 kg"}
    process = works(
        emissions={"stack": {"flow": "co2_fossil", "amount": "6 kg"}},
        removals={"capture": captured},
    )
    *rows, total = table(report(model({"works": process})), "scores").body
    assert sorted(text(row[-2]) for row in rows) == ["75.00", "−25.00"]
    assert text(total[-2]) == "50.00"


# --------------------------------------------------------------------- names, no ids


def ids(name: str) -> set[str]:
    system = lg.read(ROOT / "models" / name / "model.yaml").system
    return {id_ for id_ in (*system.factors, *system.processes) if "_" in id_}


@pytest.mark.parametrize("name", ["aluminium_profile", "lfp_cell", "caustic_soda"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_nothing_that_is_printed_names_a_thing_by_its_id(
    name: str, lang: Language
) -> None:
    of = showcase(name, lang)
    words = "\n".join(
        piece
        for one in of.tables()
        for row in one.body
        for cell in row
        for piece in cell.words
        if isinstance(piece, str)
    )
    assert not [id_ for id_ in ids(name) if id_ in words]
    assert "ipcc-ar" not in words
    assert "gate_to_gate" not in words


def test_the_same_factor_of_two_processes_has_one_card() -> None:
    # coal is burnt at the salt works and in the boiler, with the same factor
    of = showcase("caustic_soda", "zh")
    titles = [one.title for one in of.tables() if one.id.startswith("factor-")]
    assert titles.count("对煤炭（燃烧）排放因子的评价") == 1


def test_waste_is_not_hauled_inside_the_plant() -> None:
    rows = [
        text(row[0])
        for row in table(showcase("aluminium_profile", "zh"), "calc-production").body
    ]
    assert "废物运输小计" in rows
    assert "厂内运输过程小计" not in rows


def test_an_output_in_kilowatt_hours_is_no_bought_electricity() -> None:
    rows = {
        text(r[0]): text(r[1]) for r in table(showcase("lfp_cell", "zh"), "output").body
    }
    assert rows["数据值"] == "1,000,000"
    assert rows["单位"] == "kWh"


# ------------------------------------------------------------- from nothing to report


def test_the_form_of_init_filled_in_makes_a_report_that_lacks_nothing(
    tmp_path: Path,
) -> None:
    run = CliRunner()
    made = run.invoke(app, ["init", str(tmp_path / "study"), "--template", "shandong"])
    assert made.exit_code == 0, made.output
    [written] = (tmp_path / "study").glob("*.yaml")
    # filled in: the sign before every open key taken away, words left as examples
    opened = re.sub(r"(?m)^(\s*)#(?! \S)", r"\1", written.read_text(encoding="utf-8"))
    # a code whose check character is right (GB 32100)
    filled = opened.replace("（统一社会信用代码，18 位）", "91350100M000100Y43")
    assert filled != opened
    written.write_text(filled, encoding="utf-8")
    (tmp_path / "study" / "product.png").write_bytes(crate())
    words = ["report", str(written), "--template", "shandong", "--lang", "zh"]
    checked = run.invoke(app, [*words, "--check"])
    assert checked.exit_code == 0, checked.output
    assert checked.output.strip() == "没有缺项和错项。"
    out = tmp_path / "report.html"
    told = run.invoke(app, [*words, "-o", str(out)])
    assert told.exit_code == 0, told.output
    assert out.stat().st_size > 0
