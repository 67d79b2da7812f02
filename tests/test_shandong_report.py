"""The report by the Shandong guide's Annex A: its tables, its numbers, its blanks."""

from __future__ import annotations

import os
import re
from dataclasses import fields
from typing import Any

import pytest
from shandong_reports import (
    FORM,
    ROOT,
    RTOL,
    SHOWCASES,
    form,
    numbers,
    report,
    showcase,
    table,
    text,
    uptake,
)
from small_models import factor, model, works

import lcagraph as lg
from lcagraph.graph.evidence import DataCard, Meter, MeterCalibration
from lcagraph.graph.flow import Product
from lcagraph.graph.report_fields import (
    Assessment,
    Body,
    Equipment,
    LoggedFinding,
    Organisation,
    Person,
    Supplier,
)
from lcagraph.report.captions import Numbering
from lcagraph.report.content import Blank, Reference, Report, words_of
from lcagraph.report.dump import report_text
from lcagraph.report.shandong.compliance import CLAUSES, OUTSIDE, places_of
from lcagraph.wording import LANGUAGES, Language

GOLDEN = ROOT / "tests" / "golden" / "reports"


# ---------------------------------------------------- the worked example of the guide
# 10 000 pieces: component 50 000 kg × 2.0, road 50 t × 4000 km × 0.05, diesel 2500 L ×
# 3.2, power 100 000 kWh × 0.82 = 100 000 + 10 000 + 8 000 + 82 000 = 200 000 kg


def test_the_example_scores_489_hundredths_level_two() -> None:
    # 8/3 + 1/15 + 8/75 + 41/20 = 489/100; the mean of averages, 3.58, is level three
    assert numbers(form(), "scores")["score"] == pytest.approx(4.89, rel=RTOL)
    assert "分值为 4.89，精准度级别为二级" in report_text(form())


def test_the_rows_of_the_example_are_scored_averaged_and_weighted() -> None:
    rows = table(form(), "scores").body
    # averages (6+4+6)/3, (1+2+1)/3, (3+2+3)/3, (6+3+6)/3; shares 50, 5, 4 and 41 %
    assert [text(cell) for cell in rows[0]][3:] == [
        *("6", "4", "6", "5.33", "100,000", "50.00", "2.667")
    ]
    assert [text(cell) for cell in rows[1]][2:] == [
        *("1", "2", "1", "1.33", "10,000", "5.00", "0.067")
    ]
    others = {text(row[1]): [text(cell) for cell in row[2:]] for row in rows[2:4]}
    assert others["柴油"] == ["3", "2", "3", "2.67", "8,000", "4.00", "0.107"]
    assert others["净购入使用电力"] == [
        *("6", "3", "6", "5.00", "82,000", "41.00", "2.050")
    ]


def test_the_year_divided_by_the_output_is_the_footprint_per_piece() -> None:
    # 100 000, 10 000 and 90 000 kg over 10 000 pieces
    found = numbers(form(), "footprint")
    assert found["net/C"] == pytest.approx(200_000, rel=RTOL)
    assert found["output"] == 10_000
    assert found["stage/raw_materials"] == pytest.approx(10, rel=RTOL)
    assert found["stage/inbound_transport"] == pytest.approx(1, rel=RTOL)
    assert found["stage/production"] == pytest.approx(9, rel=RTOL)
    assert found["footprint"] == pytest.approx(20, rel=RTOL)
    assert "kgCO2e/件" in text(table(form(), "footprint").head[1][3])


def test_the_shares_of_the_example_are_50_5_and_45_percent() -> None:
    rows = table(form(), "shares").body
    assert [text(row[2]) for row in rows] == ["50.00", "5.00", "45.00", "100.00"]


def test_form_table_and_statement_tell_the_same_footprint() -> None:
    for id_ in ("summary-continued", "footprint", "shares", "statement"):
        assert numbers(form(), id_)["footprint"] == pytest.approx(20, rel=RTOL)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_summary_form_has_two_pages_and_breaks_before_the_conclusion(
    lang: Language,
) -> None:
    summary = form(lang).sections[0]
    kinds = [type(block).__name__ for block in summary.blocks]
    assert kinds == ["Table", "PageBreak", "Table", "PageBreak"]
    asked, found = (table(form(lang), id_) for id_ in ("summary", "summary-continued"))
    # 2 rows of dates and numbers, 4 each for client and body, 7 rules that the guide
    # names, assurance, materiality
    assert len(asked.body) == 2 + 4 + 4 + 7 + 2
    # 3 paragraphs, head, 3 stages and total, boundary, unit, team, approver
    assert len(found.body) == 3 + 1 + 3 + 1 + 4


def test_electricity_is_told_in_megawatt_hours_and_in_kilowatt_hours() -> None:
    # 100 MWh = 100 000 kWh (D-08)
    card = next(t for t in form().tables() if t.id.endswith("inputs.power"))
    assert text(card.body[1][1]) == "100 MWh（= 100,000 kWh）"
    assert card.body[1][1].value == 100


def test_a_datum_card_has_nine_rows_and_a_factor_card_five() -> None:
    cards = [t for t in form().tables() if t.id.startswith("activity-")]
    factors = [t for t in form().tables() if t.id.startswith("factor-")]
    assert [len(card.body) for card in (table(form(), "output"), *cards)] == [9] * 5
    assert [len(card.body) for card in factors] == [5] * 4


def test_a_measured_factor_has_the_rows_of_a_datum() -> None:
    measured = factor(2, **{"class": "measured"})
    of = model({"works": works(inputs={"steel": "1 kg"})}, {"steel": measured})
    # its five, and monitoring, both frequencies, gaps
    assert len(table(report(of), "factor-steel").body) == 9


# -------------------------------------------------------------------- every showcase


def rows_of_calculation(of: Report) -> list[tuple[float, float, float]]:
    """A, B and C of every line of the calculation tables."""
    found: dict[str, dict[str, float]] = {}
    for one in of.tables():
        if one.id.startswith("calc-"):
            for key, value in numbers(of, one.id).items():
                line, _, part = key.rpartition("/")
                if line.startswith("line/"):
                    found.setdefault(line, {})[part] = value
    return [(n["amount"], n["factor"], n["emission"]) for n in found.values()]


@pytest.mark.parametrize("name", SHOWCASES)
def test_activity_times_factor_is_the_emission_of_every_line(name: str) -> None:
    lines = rows_of_calculation(showcase(name, "zh"))
    assert lines
    for amount, factor_, emission in lines:
        assert amount * factor_ == pytest.approx(emission, rel=RTOL, abs=1e-9)


@pytest.mark.parametrize("name", SHOWCASES)
def test_lines_add_up_to_the_footprint_of_the_year(name: str) -> None:
    result = lg.read(ROOT / "models" / name / "model.yaml").solve()
    of, year = showcase(name, "zh"), result.annual_factor
    assert year is not None
    emitted = sum(emission for _, _, emission in rows_of_calculation(of))
    net = numbers(of, "net")
    assert emitted == pytest.approx(net["net/A"], rel=1e-9)
    assert net["net/C"] == pytest.approx(result.total * year, rel=1e-9)
    unit = numbers(of, "footprint")["footprint"]
    assert unit == pytest.approx(result.total, rel=1e-9)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", SHOWCASES)
def test_the_content_is_as_it_was(name: str, lang: Language) -> None:
    """`LCAGRAPH_GOLDEN=write` writes it anew; then read what changed."""
    golden = GOLDEN / f"shandong.{name}.{lang}.txt"
    made = showcase(name, lang)
    # of another processor the last digit of a number, and with it the hash
    found = report_text(made).replace(made.inventory_sha256, "…")
    if os.environ.get("LCAGRAPH_GOLDEN") == "write":
        golden.parent.mkdir(parents=True, exist_ok=True)
        golden.write_text(found, encoding="utf-8")
    assert found == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize("numbering", ["auto", "seed"])
@pytest.mark.parametrize("name", SHOWCASES)
def test_every_reference_leads_to_one_table_or_figure(
    name: str, numbering: Numbering
) -> None:
    of = showcase(name, "zh", numbering)
    ids = [one.id for one in (*of.tables(), *of.figures())]
    assert len(ids) == len(set(ids))
    led = {
        piece.to
        for block in of.blocks()
        for words in words_of(block)
        for piece in words
        if isinstance(piece, Reference)
    }
    assert led <= set(ids)


@pytest.mark.parametrize("name", SHOWCASES)
def test_the_english_report_has_no_chinese_of_its_own(name: str) -> None:
    own = re.sub(r"\[lcagraph.*", "", report_text(showcase(name, "en")))
    told = report_text(showcase(name, "zh"))
    left = set(re.findall(r"[\u4e00-\u9fff]{2,}", own))
    # what is Chinese in it, the clauses by number aside, is the model's own words
    assert all(word in told for word in left)


# ------------------------------------------------------------------ removals, stages


def test_a_removal_is_printed_as_a_magnitude_and_taken_off() -> None:
    # A 5, B 2, C = 5 + (−2) = 3 (D-06)
    found = numbers(report(uptake()), "net")
    assert (found["net/A"], found["net/B"], found["net/C"]) == (5, 2, 3)
    assert found["net/production/B"] == 2
    assert found["net/production/C"] == -2


def test_removals_are_computed_in_a_table_of_their_own() -> None:
    found = numbers(report(uptake()), "calc-removals")
    assert found["removed"] == 2
    assert "calc-removals" not in [one.id for one in form().tables()]


def test_a_stage_below_zero_has_no_share() -> None:
    # raw materials 5, production −2: the one that is left is all of what is positive
    rows = table(report(uptake()), "shares").body
    assert [text(row[2]) for row in rows] == ["100.00", "0.00", "—", "100.00"]


def test_storage_stands_in_all_tables_or_in_none() -> None:
    of = model(
        {
            "works": works(
                inputs={"shed": {"amount": "1 kg", "stage": "inbound_storage"}}
            )
        },
        {"shed": factor(4)},
    )
    ids = ("summary-continued", "net", "footprint", "shares", "statement")
    stored = report(of)
    for id_ in ids:
        assert any("inbound_storage" in key for key in numbers(stored, id_))
        assert not any("inbound_storage" in key for key in numbers(form(), id_))


def test_without_an_annual_output_tables_are_per_unit_and_it_is_a_blank() -> None:
    of = report(uptake())
    assert numbers(of, "footprint")["net/C"] == 3
    assert "reference.annual_output" in [one.path for one in of.blanks()]


# ------------------------------------------------------------------------- numbering


def test_tables_of_our_own_count_leave_no_gap() -> None:
    of = showcase("aluminium_profile", "zh")
    found = [one.number for one in of.tables() if one.number.startswith("表 3-")]
    assert found == [f"表 3-{n}" for n in range(1, len(found) + 1)]


def test_the_numbers_of_the_guide_leave_out_table_3_4() -> None:
    of = showcase("aluminium_profile", "zh", "seed")
    found = {one.id: one.number for one in of.tables()}
    assert found["output"] == "表 3-5"
    assert found["suppliers"] == "表 3-6"
    assert found["calc-raw_materials"] == "表 3-17"
    assert found["net"] == "表 3-20"
    assert found["footprint"] == "表 3-21"
    assert "表 3-4" not in found.values()
    cards = [n for id_, n in found.items() if id_.startswith("activity-raw")]
    assert cards[:2] == ["表 3-9", "表 3-9(2)"]
    assert [one.number for one in of.figures()] == [f"图 3-{n}" for n in (1, 2, 3, 4)]


# ------------------------------------------------------------------ blanks, verdicts


def opened() -> str:
    """The form with every commented key opened."""
    return re.sub(r"(?m)^(\s*)#(?! \S)", r"\1", FORM.read_text(encoding="utf-8"))


def test_the_form_filled_in_leaves_no_blank() -> None:
    of = report(lg.read_string(opened()))
    assert of.blanks() == ()
    assert [one.id for one in of.figures()] == [
        *("organisation-chart", "process-flow", "composition", "boundary-figure")
    ]


@pytest.mark.parametrize(
    "kind",
    [
        *(Organisation, Assessment, Body, Person, Equipment, Supplier, LoggedFinding),
        *(Meter, MeterCalibration, Product, DataCard),
    ],
)
def test_the_form_names_every_field_of_the_report(kind: Any) -> None:
    elsewhere = {  # of certification, of products' recipes, of other guides
        *("certification", "tracking", "properties", "codes", "note", "dqr"),
        *("sampling", "period"),
        *("contact", "page"),
    }
    names = {field.name.removesuffix("_") for field in fields(kind)} - elsewhere
    keys = set(re.findall(r"[a-z_]+(?=:)", FORM.read_text(encoding="utf-8")))
    assert names <= keys


def test_nobody_but_the_assessor_confirms_data() -> None:
    # the model states no conclusion, so the cards wait for one
    assert "真实可信" not in report_text(form())
    cards = [t for t in form().tables() if t.id.startswith("activity-")]
    assert all(isinstance(card.body[-1][1].words[-1], Blank) for card in cards)
    told = FORM.read_text(encoding="utf-8") + "\nassessment: {conclusion: 符合}\n"
    assert "真实可信" in report_text(report(lg.read_string(told)))


def test_an_estimate_is_not_asked_how_it_is_monitored() -> None:
    of = showcase("aluminium_profile", "zh")
    open_ = [b.path for b in of.blanks() if not b.path.startswith("assessment")]
    assert not [p for p in open_ if p.endswith(("monitoring", "measure"))]


HOSTILE = "{client}=cmd {{0}} <script> \\ #"


def test_braces_in_names_are_names() -> None:
    named = {"products": {"goods": {"name": HOSTILE}}}
    of = model(
        {"works": works(inputs={"steel": "1 kg"})}, {"steel": factor(5)}, **named
    )
    assert HOSTILE in report_text(report(of))


# ------------------------------------------------------------------------ compliance


@pytest.mark.parametrize("name", SHOWCASES)
def test_every_clause_is_answered_or_said_to_lie_outside(name: str) -> None:
    of = showcase(name, "zh")
    assert [text(row[0]) for row in table(of, "compliance").body] == list(CLAUSES)
    answered = places_of(of.sections)
    open_ = {clause for clause in CLAUSES if clause not in answered}
    assert open_ == set(OUTSIDE)


def test_the_findings_log_has_the_four_columns_of_the_guide() -> None:
    of = report(lg.read_string(opened()))
    heads = [text(cell) for cell in table(of, "findings").head[0]]
    assert heads[1:] == ["提出的问题", "委托方的答复", "对答复的评价方法", "确认依据"]
