"""Reports say what the footprint says: sums, shares, boxes, blanks, clauses."""

from __future__ import annotations

import math
import os
import tomllib
from pathlib import Path

import pytest
from typer.testing import CliRunner

import lcagraph as lg
from lcagraph.cli.app import app
from lcagraph.cli.report import report_renderer
from lcagraph.drawing.shapes import Words as Lettering
from lcagraph.errors import FindingsError, UsageError
from lcagraph.factors import get
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
        ["原材料获取", "3.000", "66.67"],
        ["生产", "1.500", "33.33"],
        ["运输（交付）", "0", "0.00"],
        ["使用", "0", "0.00"],
        ["生命末期", "0", "0.00"],
        ["总计", "4.500", "100.00"],
    ]


def test_table_1_multiplies_activity_and_factor_row_by_row() -> None:
    made = table(small(), "inventory-list")
    rows = texts(made)
    assert rows[0][2:] == ["granulate：2 kg", "1.5 kgCO2e/kg", "3.000"]
    assert rows[1][2:] == ["power：3 kWh", "0.5 kgCO2e/kWh", "1.500"]
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
    assert "从原材料获取阶段到生产阶段生命周期碳足迹为 4.500 kgCO2e" in text
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
    assert {row[0] for row in rows} == {"6.7", "7.2", "7.3", "7.4"}


def test_figure_2_draws_the_stages_of_table_2() -> None:
    # D-26: what is carried in belongs to the raw materials, in the figure too
    report = lg.read(ROOT / "models" / "aluminium_profile" / "model.yaml").report(
        "chongqing", "zh"
    )
    figure = next(one for one in report.figures() if one.id == "stage-chart")
    drawn = "".join(
        span.text
        for shape in figure.drawing.shapes
        if isinstance(shape, Lettering)
        for span in shape.line
    )
    names = [row[0] for row in texts(table(report, "stages"))[:-1]]
    assert all(name in drawn for name in names)
    assert "原材料运输" not in drawn
    described = [row[0] for row in texts(table(report, "completeness"))]
    assert described == ["原材料获取", "生产"]


def test_delivery_has_a_row_for_transport_and_one_for_storage() -> None:
    rows = texts(table(small(), "inventory-list"))
    at = next(i for i, row in enumerate(rows) if row[0] == "运输（交付）")
    assert rows[at][1] == "运输"
    assert rows[at + 1][0] == "仓储"  # the stage spans both rows


BURNING = SMALL.replace(
    "power: 3 kWh",
    "natural_gas: 1 m3\n    emissions:\n"
    "      co2_fossil:\n"
    "        {activity: natural_gas, from: cn-fuels/natural-gas-combustion-m3}",
).replace(
    "factors:",
    "factors:\n  natural_gas: {from: cn-fuels/natural-gas-upstream}",
)
"""The same with a fuel that is burnt, by the national database of factors (NCSC)."""


@pytest.mark.parametrize("template", ["chongqing", "iso14067"])
def test_the_factor_of_a_combustion_has_its_source(template: str) -> None:
    text = BURNING.replace(
        "period: 2024-01-01/2024-12-31",
        "period: 2024-01-01/2024-12-31\n  cut_off: {each: 1 %}\n"
        "  declarations: {limitations: none, allocation: one product}",
    ).replace(
        "stage: production",
        "stage: production\n    data: {source: meters, origin: site}",
    )
    report = lg.read_string(text).report(template, "zh")
    rows = {row[0]: row for row in texts(table(report, "factors"))}
    assert "天然气燃烧（每立方米）" in rows
    assert rows["天然气燃烧（每立方米）"][-1].startswith("国家温室气体排放因子数据库")
    form = report_text(lg.read_string(text).report("chongqing", "zh"))
    assert "天然气燃烧：1 m³" in form


def test_a_published_factor_is_printed_per_what_it_is_published_for() -> None:
    # 5 m3 burnt, of no input: the ledger knows the mass of the gas alone
    text = SMALL.replace(
        "power: 3 kWh",
        "power: 3 kWh\n    emissions:\n      flare: {flow: co2_fossil, "
        "activity: 5 m3, from: cn-fuels/natural-gas-combustion-m3}",
    )
    made = table(lg.read_string(text).report("chongqing", "zh"), "factors")
    rows = {row[0]: row[1] for row in texts(made)}
    record = get("cn-fuels/natural-gas-combustion-m3")
    assert record.per == "1 m3"
    assert record.emissions is not None
    published = record.emissions["co2_fossil"].removesuffix(" kg")
    assert rows["天然气燃烧（每立方米）"] == f"{float(published):.4g} kgCO2e/m³"


def test_limits_of_the_cut_off_have_a_basis_of_their_own() -> None:
    # GB/T 24067 and ISO 14067 give no numbers: 1 % is somebody else's rule
    limits = SMALL.replace(
        "boundary: cradle-to-gate\n",
        "boundary: cradle-to-gate\n  standards: [GB/T 24067-2024]\n"
        "  cut_off: {each: 1 %}\n",
        1,
    )
    said = report_text(lg.read_string(limits).report("chongqing", "zh"))
    assert "以 ____(scope.cut_off.basis) 为依据" in said
    told = limits.replace("{each: 1 %}", "{each: 1 %, basis: 企业规定}")
    said = report_text(lg.read_string(told).report("chongqing", "zh"))
    assert "以企业规定为依据" in said


def test_a_report_does_not_say_that_there_is_none() -> None:
    text = SMALL.replace(
        "  period:", "  declarations: {report: {not_applicable: 未编制}}\n  period:", 1
    )
    report = lg.read_string(text).report("chongqing", "zh")
    row = texts(table(report, "declarations"))[9]
    assert row[1:] == ["产品碳足迹研究报告", "本报告即为产品碳足迹研究报告。"]


def test_tables_carry_the_guides_numbers_if_asked() -> None:
    model = lg.read(ROOT / "models" / "aluminium_profile" / "model.yaml")
    auto = {one.number for one in model.report("shandong", "zh").tables()}
    seed = {one.number for one in model.report("shandong", numbering="seed").tables()}
    assert "表 3-4" in auto  # counted without gaps
    assert "表 3-4" not in seed  # the guide has none (D-11)
    assert {"表 1-1", "表 2-1", "表 3-20", "表 3-21"} <= seed


def test_the_numbering_is_an_option_of_the_command(tmp_path: Path) -> None:
    model = tmp_path / "model.yaml"
    model.write_text(SMALL, encoding="utf-8")
    ask = ["report", str(model), "--template", "shandong", "--numbering"]
    shown = CliRunner().invoke(app, [*ask, "seed", "--lang", "zh"])
    assert "[表 3-9]" in shown.output  # the guide's first card of an activity datum
    refused = CliRunner().invoke(app, [*ask, "guide"])
    assert isinstance(refused.exception, UsageError)
    assert refused.exception.finding.code == "E015"


@pytest.mark.parametrize("template", ["chongqing", "iso14067"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_scores_of_shandong_are_in_its_own_form_only(
    template: str, lang: Language
) -> None:
    model = lg.read(ROOT / "models" / "lfp_cell" / "model.yaml")
    text = report_text(model.report(template, lang))
    assert "精准度级别" not in text
    assert "level of precision" not in text
    assert "Shandong guide 3.4" not in text


def test_parameters_that_are_factors_are_per_something() -> None:
    report = lg.read(ROOT / "models" / "lfp_cell" / "model.yaml").report(
        "chongqing", "zh"
    )
    values = [row[1] for row in texts(table(report, "sensitivity")) if "因子" in row[0]]
    assert values
    assert all("kgCO2e/" in value for value in values)


def test_the_mass_of_what_goes_in_is_beside_what_comes_out() -> None:
    text = SMALL.replace(
        "{crate: 1 piece}", "{crate: {amount: 1 piece, mass: 1.9 kg/piece}}"
    )
    made = lg.read_string(text).report("chongqing", "zh")
    # 2 kg of granulate make 1.9 kg: a difference of −0.1/2 = −5 %
    assert texts(table(made, "balance")) == [["注塑", "2", "1.9", "−5.00 %"]]


def test_the_output_of_a_year_is_in_the_unit_of_the_reference() -> None:
    text = SMALL.replace(
        "kind: declared_unit}",
        "kind: declared_unit, annual_output: {amount: 9000 piece}}",
    )
    said = report_text(lg.read_string(text).report("chongqing", "en"))
    assert "The output of a year is 9,000 pieces, which is 9,000" in said


def test_sources_are_listed_once_each_after_the_standards() -> None:
    text = SMALL.replace(
        "  boundary: cradle-to-gate\n",
        "  boundary: cradle-to-gate\n  standards: ['ISO 14067:2018']\n",
        1,
    )
    rows = texts(table(lg.read_string(text).report("chongqing", "zh"), "references"))
    assert [row[0] for row in rows] == ["[1]", "[2]"]
    assert rows[0][1].startswith("ISO 14067:2018《")
    assert rows[1][1:] == ["made up", "排放因子"]  # of both factors


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


@pytest.mark.parametrize(
    "name",
    [f"report_{one}" for one in ("shared", "chongqing", "iso", "places", "standards")],
)
def test_a_sentence_has_both_languages_with_the_same_gaps(name: str) -> None:
    path = WORDING / f"{name}.toml"
    entries = tomllib.loads(path.read_text(encoding="utf-8"))
    for key, entry in entries.items():
        assert entry.keys() == {"en", "zh"}, key
        assert sorted(gaps(entry["en"])) == sorted(gaps(entry["zh"])), key


def gaps(text: str) -> list[str]:
    return [part.partition("}")[0] for part in text.split("{")[1:]]
