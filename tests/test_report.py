"""Reports say what the footprint says: sums, shares, boxes, blanks, clauses."""

from __future__ import annotations

import math
import os
import tomllib
from pathlib import Path

import pytest

import lcagraph as lg
from lcagraph.cli.report import report_renderer
from lcagraph.errors import FindingsError, UsageError
from lcagraph.report.checking import check_report
from lcagraph.report.chongqing.requirements import REQUIREMENTS
from lcagraph.report.content import Choices, Report, Table
from lcagraph.report.dump import report_text
from lcagraph.report.printed import amount_text, period_text, share_text
from lcagraph.wording import LANGUAGES, Language

ROOT = Path(__file__).resolve().parents[1]
GOLDEN = Path(__file__).parent / "golden" / "reports"
WORDING = ROOT / "lcagraph" / "wording"

SMALL = """
lcagraph: 1
reference: {product: crate, amount: 1 piece, kind: declared_unit}
scope:
  rule_set: gbt24067-cq
  boundary: cradle-to-gate
  period: 2024-01-01/2024-12-31
processes:
  moulding:
    name: 注塑 | Moulding
    stage: production
    outputs: {crate: 1 piece}
    inputs:
      granulate: {amount: 2 kg, stage: raw_materials}
      power: 3 kWh
factors:
  granulate:
    {per: 1 kg, kind: material, boundary: cradle_to_gate, co2e: 1.5 kg,
     gwp: ipcc-ar6-gwp100, class: national, source: made up}
  power:
    {per: 1 kWh, kind: electricity, boundary: cradle_to_gate, co2e: 0.5 kg,
     gwp: ipcc-ar6-gwp100, class: national, source: made up}
"""
"""2 kg × 1.5 + 3 kWh × 0.5 = 3 + 1.5 = 4.5 kgCO2e per crate: 66.67 % and 33.33 %."""


def small(template: str = "chongqing", lang: Language = "zh") -> Report:
    return lg.read_string(SMALL).report(template, lang)


def table(report: Report, id_: str) -> Table:
    return next(one for one in report.tables() if one.id == id_)


def texts(made: Table) -> list[list[str]]:
    return [["".join(map(str, cell.words)) for cell in row] for row in made.body]


def test_table_2_has_the_stages_of_the_form_with_shares_that_add_to_100() -> None:
    rows = texts(table(small(), "stages"))
    assert rows == [
        ["原材料获取", "3", "66.67"],
        ["生产", "1.5", "33.33"],
        ["运输（交付）", "0", "0.00"],
        ["使用", "0", "0.00"],
        ["生命末期", "0", "0.00"],
        ["总计", "4.5", "100.00"],
    ]


def test_table_1_multiplies_activity_and_factor_row_by_row() -> None:
    made = table(small(), "inventory-list")
    rows = texts(made)
    assert rows[0][2:] == ["granulate：2 kg", "1.5 kgCO2e/kg", "3"]
    assert rows[1][2:] == ["power：3 kWh", "0.5 kgCO2e/kWh", "1.5"]
    values = [row[-1].value for row in made.body[:-1]]
    assert math.fsum(value for value in values if value) == made.body[-1][-1].value


def test_the_form_keeps_its_own_numbers_of_tables_and_figures() -> None:
    report = small()
    assert table(report, "inventory-list").number == "表 1"
    assert table(report, "stages").number == "表 2"
    numbers = {one.id: one.number for one in report.figures()}
    assert numbers["boundary-figure"] == "图 1"
    assert numbers["stage-chart"] == "图 2"


def test_boxes_are_ticked_for_stages_that_the_model_has() -> None:
    boxes = next(one for one in small().blocks() if isinstance(one, Choices))
    assert [box.is_ticked for box in boxes.choices] == [True, True, False, False, False]


def test_the_result_is_a_sentence_with_producer_stages_and_number() -> None:
    text = report_text(small())
    assert "从原材料获取阶段到生产阶段生命周期碳足迹为 4.5 kgCO2e" in text
    assert "____(organisation.name)公司生产的 1 piece crate" in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_requirement_of_the_guide_has_a_place_or_another_document(
    lang: Language,
) -> None:
    rows = texts(table(small(lang=lang), "compliance"))
    assert [row[0] for row in rows] == [one.id for one in REQUIREMENTS]
    assert [row[0] for row in rows] == [f"CQ-{n:02d}" for n in range(1, 50)]
    assert all(row[3] for row in rows)


def test_what_the_model_does_not_say_is_a_blank_and_is_listed() -> None:
    found = check_report(small())
    paths = {blank.path for blank in found.blanks}
    assert {"organisation.name", "assessment.date", "scope.goal"} <= paths
    assert not found.is_complete


def test_an_unknown_template_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UsageError) as refused:
        small("chonqing")
    assert refused.value.finding.code == "E021"
    assert refused.value.finding.values["nearest"] == "chongqing"


def test_an_ending_without_a_format_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as refused:
        report_renderer(tmp_path / "report.odt")
    assert refused.value.finding.code == "E020"
    assert report_renderer(tmp_path / "report.docx") is not None


def test_a_study_report_with_empty_rows_is_refused() -> None:
    with pytest.raises(FindingsError) as refused:
        small("iso14067", "en")
    (finding,) = refused.value.findings
    assert finding.code == "E050"
    assert "Value choices" in str(finding.values["missing"])


def test_a_complete_study_report_prints_no_letters_below_its_clauses() -> None:
    model = lg.read(ROOT / "models" / "lfp_cell" / "model.yaml")
    rows = texts(table(model.report("iso14067", "en"), "compliance"))
    assert {row[0] for row in rows} == {"7.2", "7.3"}


def test_a_coverage_below_95_percent_is_refused_by_the_shandong_form_only() -> None:
    left_out = """
  standards: [GB/T 24067-2024]
  excluded:
    paint: {name: Paint, basis: cut_off, reason: small, estimate: 6 %}
"""
    text = SMALL.replace("\nprocesses:", f"{left_out}processes:", 1)
    model = lg.read_string(text)
    assert model.report("chongqing", "zh").template == "chongqing"
    with pytest.raises(FindingsError) as refused:
        model.report("shandong", "zh")
    assert "E862" in {finding.code for finding in refused.value.findings}


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        (12345.6, "12,346"),
        (0.00002600, "0.00002600"),
        (-3.25, "−3.25"),
        (0.0, "0"),
    ],
)
def test_amounts_are_printed_without_exponents(value: float, printed: str) -> None:
    assert amount_text(value) == printed


def test_a_share_that_is_undefined_is_a_dash() -> None:
    assert share_text(None) == "—"
    assert share_text(0.613) == "61.3 %"


@pytest.mark.parametrize(
    ("period", "said"),
    [
        ("2024-01-01/2024-12-31", "2024 年度"),
        ("2024-04-01/2025-03-31", "2024 年 4 月 1 日—2025 年 3 月 31 日"),
    ],
)
def test_a_calendar_year_is_called_by_its_number(period: str, said: str) -> None:
    assert period_text(period, "zh") == said


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", ["aluminium_profile", "caustic_soda", "lfp_cell"])
def test_the_content_of_a_report_is_as_it_was(name: str, lang: Language) -> None:
    made = lg.read(ROOT / "models" / name / "model.yaml").report("chongqing", lang)
    # of another processor the last digit of a number, and with it the hash
    text = report_text(made).replace(made.inventory_sha256, "…")
    golden = GOLDEN / f"{name}_chongqing_{lang}.txt"
    if os.environ.get("LCAGRAPH_GOLDEN") == "write":
        golden.write_text(text, encoding="utf-8")
    assert text == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["report_shared", "report_chongqing", "report_iso"])
def test_a_sentence_has_both_languages_with_the_same_gaps(name: str) -> None:
    path = WORDING / f"{name}.toml"
    entries = tomllib.loads(path.read_text(encoding="utf-8"))
    for key, entry in entries.items():
        assert entry.keys() == {"en", "zh"}, key
        assert sorted(gaps(entry["en"])) == sorted(gaps(entry["zh"])), key


def gaps(text: str) -> list[str]:
    return [part.partition("}")[0] for part in text.split("{")[1:]]
