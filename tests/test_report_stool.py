"""Reports of a stool: half a year, wood that binds carbon, a grave without stages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import lcagraph as lg
from lcagraph.drawing.shapes import Words as Lettering
from lcagraph.report.content import PageBreak, Report, Table
from lcagraph.report.dump import report_text
from lcagraph.wording import Language

ROOT = Path(__file__).resolve().parents[1]

STOOL = """
lcagraph: 1
reference:
  product: stool
  amount: 1 piece
  kind: functional_unit
  name: 1 件木凳 | 1 stool
  annual_output: 20000 piece
scope:
  goal: 试验 | Trial
  rule_set: gbt24067-cq
  standards: ["ISO 14067:2018"]
  boundary: cradle-to-grave
  period: 2024-03-01/2024-08-31
  period_reason: 新产线 | new line
  gwp: ipcc-ar5-gwp100
  cut_off: {each: 2 %, basis: 企业规定 | own rule}
  declarations:
    allocation: 无需分配 | nothing to allocate
    assumptions: 无 | none
    limitations: 试验 | a trial
processes:
  making:
    name: 木凳生产 | Making
    stage: production
    outputs: {stool: 1 piece}
    inputs:
      timber: {amount: 5 kg, transport: [{mode: truck, distance: 300 km}]}
      steel: 0.7 kg
      power: {amount: 2.4 kWh, data: {origin: primary, source: 电表 | meter}}
    emissions:
      co2_bio: {flow: co2_biogenic, amount: 0.3 kg}
    removals:
      uptake: {flow: co2_biogenic, amount: 8 kg}
products:
  stool: {name: 木凳 | Stool}
factors:
  timber: {name: 木材 | Timber, per: 1 kg, kind: material, boundary: cradle_to_gate,
    co2e: 0.25 kg, stage: raw_materials, gwp: ipcc-ar5-gwp100}
  steel: {name: 钢 | Steel, per: 1 kg, kind: material, boundary: cradle_to_gate,
    co2e: 2.1 kg, gwp: ipcc-ar4-gwp100, stage: raw_materials}
  power: {name: 电 | Power, per: 1 kWh, kind: electricity, boundary: cradle_to_gate,
    co2e: 0.5 kg, gwp: ipcc-ar5-gwp100}
  truck: {name: 卡车 | Lorry, per: 1 t*km, kind: transport, boundary: cradle_to_gate,
    co2e: 0.1 kg, gwp: ipcc-ar5-gwp100}
"""
"""Without biogenic CO2: timber 5 × 0.25 = 1.25, its freight 0.005 t × 300 km × 0.1 =
0.15, steel 0.7 × 2.1 = 1.47, power 2.4 × 0.5 = 1.2: 4.07 kgCO2e; biogenic 0.3 − 8."""


def stool(template: str, lang: Language = "en", text: str = STOOL) -> Report:
    model = lg.read_string(text)
    closed = """
assessment:
  conclusion: 试验 | a trial
"""
    made = lg.read_string(text + closed) if template == "iso14067" else model
    return made.report(template, lang)


def table(report: Report, id_: str) -> Table:
    return next(one for one in report.tables() if one.id == id_)


def texts(made: Table) -> list[list[str]]:
    return [["".join(map(str, cell.words)) for cell in row] for row in made.body]


def states(report: Report) -> dict[str, str]:
    return {row[-3]: row[-1] for row in texts(table(report, "compliance"))}


def test_the_study_report_has_a_table_of_activity_data() -> None:
    made = table(stool("iso14067"), "inventory-list")
    said = [row[-3:] for row in texts(made)]
    assert ["Steel: 0.7 kg", "2.1 kgCO2e/kg", "1.470"] in said  # 0.7 × 2.1
    assert made.answers == ("iso.collection",)
    # 4.07 + 0.3 − 8
    assert said[-1][-1] == "−3.630"
    assert sum(row[-1].value or 0 for row in made.body[:-1]) == pytest.approx(-3.63)


def test_the_study_report_of_empty_stages_is_called_partial() -> None:
    assert "a partial carbon footprint" in report_text(stool("iso14067"))


@pytest.mark.parametrize(
    ("template", "id_"), [("chongqing", "stages"), ("shandong", "shares")]
)
def test_a_total_below_zero_has_no_shares_and_says_so(template: str, id_: str) -> None:
    made = table(stool(template), id_)
    notes = " ".join(str(word) for note in made.notes for word in note)
    assert "add to 100" not in notes
    assert "No shares: the total is not positive" in notes
    assert texts(made)[-1][-1] == "—"


def test_the_share_of_another_gwp_set_is_without_biogenic_carbon() -> None:
    # 1.47/4.07 = 36.1 %, as the scores and the shares of primary data weigh
    text = report_text(stool("chongqing"))
    assert "36.1% of the emissions, without biogenic CO2" in text


def test_mass_balances_that_cannot_be_made_are_told_and_answer_nothing() -> None:
    report = stool("chongqing")  # what the stool weighs is not known
    assert "mass balances: 0 made, 1 not possible" in report_text(report)
    assert states(report)["Mass balance, no omission, no double counting"] == (
        "answered in part (no mass balance of 1 of 1 processes)"
    )


def test_the_data_collected_are_those_of_the_table() -> None:
    # timber, its freight, steel, power, two gases: six rows
    assert "Data collection: 6 activity data" in report_text(stool("chongqing"))


@pytest.mark.parametrize("name", ["aluminium_profile", "lfp_cell"])
def test_both_forms_count_the_same_activity_data(name: str) -> None:
    model = lg.read(ROOT / "models" / name / "model.yaml")
    shandong = model.report("shandong", "en")
    cards = {t.id for t in shandong.tables() if t.id.startswith("activity-")}
    said = report_text(model.report("chongqing", "en"))
    counted = re.search(r"Data collection: (\d+) activity data", said)
    assert counted is not None
    assert int(counted[1]) == len(cards)


def test_no_study_of_uncertainty_answers_half_of_a_row() -> None:
    said = states(stool("iso14067"))["Sensitivity and uncertainty"]
    assert said == "answered in part (uncertainty not studied)"


def test_value_choices_are_a_sentence_of_their_own() -> None:
    text = report_text(stool("iso14067"))
    (line,) = (one for one in text.splitlines() if one.startswith("Value choices:"))
    assert "100 years" in line
    assert "nothing to allocate" in line


def test_what_takes_up_carbon_is_no_emission() -> None:
    names = [row[0] for row in texts(table(stool("chongqing"), "largest"))]
    assert "Removal: carbon dioxide, taken up from air by biomass" in names
    assert "Direct emission: carbon dioxide, biogenic" in names
    assert names[0].startswith("Removal: ")  # 8 kg, the largest


def test_numbers_are_named_and_told_apart() -> None:
    names = [row[0] for row in texts(table(stool("chongqing"), "sensitivity"))]
    assert "Making · Timber" in names
    assert "Making · Timber (Lorry, distance)" in names
    assert "Making · Carbon dioxide, taken up from air by biomass" in names
    assert "Making · Carbon dioxide, biogenic" in names


def test_findings_and_factors_print_no_ids() -> None:
    text = report_text(stool("chongqing"))
    for id_ in ("ipcc-ar4-gwp100", "co2_bio,", "uptake", "timber →"):
        assert id_ not in text
    assert "IPCC AR4 GWP100" in text


def test_the_period_has_its_reason_and_the_output_is_of_a_year() -> None:
    text = report_text(stool("chongqing"))
    assert "Why this period: new line" in text
    assert "The output of a year is 20,000 pieces" in text
    assert "in this period" not in text


def test_what_nobody_states_is_not_said_to_be_none() -> None:
    text = report_text(stool("chongqing"))
    assert "Secondary data: none stated." in text
    assert "Secondary data: none." not in text


def test_counts_of_one_have_no_plural() -> None:
    text = report_text(stool("chongqing"))
    assert "1 unit process," in text
    assert "1 unit processes" not in text
    assert "Allocation: no unit process with several products" in text


def test_tables_of_chapters_are_counted_by_chapter_and_of_annexes_with_a() -> None:
    numbers = {one.id: one.number for one in stool("chongqing").tables()}
    assert numbers["inventory-list"] == "Table 1"
    assert numbers["stages"] == "Table 2"
    assert numbers["gwp"] == "Table 5-1"
    assert numbers["largest"] == "Table 6-1"
    assert numbers["declarations"] == "Table A-1"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_electricity_has_one_name_throughout_and_in_both_forms(lang: Language) -> None:
    model = lg.read(ROOT / "models" / "aluminium_profile" / "model.yaml")
    report = model.report("chongqing", lang)
    name = {
        "zh": "电力（全国平均，2024 年）",
        "en": "National average electricity, 2024",
    }[lang]
    assert name in [row[0] for row in texts(table(report, "factors"))]
    assert name in [row[0] for row in texts(table(report, "largest"))]
    for template in ("chongqing", "shandong"):
        said = report_text(model.report(template, lang))
        assert name in said
        assert "全国电力平均，" not in said
        assert "纸和纸板：纸" not in said


def test_the_figure_of_the_stages_has_the_sign_of_the_tables() -> None:
    report = stool("chongqing")
    figure = next(one for one in report.figures() if one.id == "stage-chart")
    drawn = [
        "".join(span.text for span in shape.line)
        for shape in figure.drawing.shapes
        if isinstance(shape, Lettering)
    ]
    assert any("−3.63 kgCO2e per 1 stool" in line for line in drawn), drawn


def test_no_page_ends_after_a_line_because_an_annex_begins() -> None:
    annexes = [one for one in stool("chongqing").sections if one.id.startswith("annex")]
    blocks = [block for one in annexes for block in one.blocks]
    assert not any(isinstance(block, PageBreak) for block in blocks)
