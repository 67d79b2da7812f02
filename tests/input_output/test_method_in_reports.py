"""The family of methods with its strengths and weaknesses (表1), in every form."""

from __future__ import annotations

from pathlib import Path

import pytest
from spending_tables import bought, multipliers, store_table, window

import lcagraph as lg
from lcagraph.locate import folder
from lcagraph.report.content import Cell
from lcagraph.report.dump import report_text

HYBRID = window("{profile: metal}")


@pytest.fixture
def _table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store_table(tmp_path / "home")
    monkeypatch.setenv("LCAGRAPH_HOME", str(tmp_path / "home"))


@pytest.mark.parametrize("template", ["chongqing", "shandong", "iso14067"])
def test_every_form_names_the_method_with_its_weakness(template: str) -> None:
    model = lg.read(folder("models") / "aluminium_profile" / "model.yaml")
    text = report_text(model.report(template, "zh"))
    # 表1 of the Chongqing guide, as corrected
    assert "过程生命周期评价法（PLCA）" in text
    assert "易出现截断误差" in text


@pytest.mark.usefixtures("_table")
def test_the_shandong_form_says_that_a_footprint_is_hybrid() -> None:
    text = report_text(lg.read_string(HYBRID).report("shandong", "zh"))
    assert "混合生命周期评价法（HLCA）" in text
    assert "投入产出生命周期评价法" not in text


@pytest.mark.usefixtures("_table")
def test_what_is_taken_off_is_no_process_within_the_boundary() -> None:
    text = report_text(lg.read_string(HYBRID).report("shandong", "zh"))
    [inside] = [line for line in text.splitlines() if "产品生产制造：" in line][:1]
    assert "overheads" in inside
    assert "扣除" not in inside
    assert "扣除：Metals" in text  # its line stands where emissions are added up


@pytest.mark.usefixtures("_table")
def test_no_coverage_is_told_while_something_has_no_estimate() -> None:
    ads = "{name: 广告 | Ads, basis: cut_off, reason: 少 | few}"
    text = HYBRID.replace("hybrid}", "hybrid, excluded: {ads: " + ads + "}}", 1)
    said = report_text(lg.read_string(text).report("chongqing", "zh"))
    assert "清单覆盖 100.00 %" not in said
    estimated = text.replace("few", "few, estimate: 1 %")
    said = report_text(lg.read_string(estimated).report("chongqing", "zh"))
    assert "清单覆盖 99.00 %" in said


PRICED = HYBRID.replace(
    "hybrid}",
    "hybrid, excluded: {ads: {name: 广告 | Ads, basis: cut_off, reason: 少 | few, "
    "spend: 50 USD_2012, sector: mini/law}}}",
    1,
)


@pytest.mark.usefixtures("_table")
@pytest.mark.parametrize("template", ["chongqing", "shandong"])
def test_what_is_left_out_with_a_price_has_an_estimate(template: str) -> None:
    model = lg.read_string(PRICED)
    # 50 USD of legal services beside all that the model includes, nothing negative
    ads = float(50 * multipliers()["law"])
    share = f"{100 * ads / (ads + model.solve().total):.2f}"
    said = report_text(model.report(template, "en"))
    assert f"{share} %" in said or f"{float(share):.3g} %" in said


@pytest.mark.usefixtures("_table")
def test_a_price_is_said_to_be_an_estimate_through_its_table() -> None:
    said = report_text(lg.read_string(PRICED).report("chongqing", "en"))
    assert "estimated from its price through the input–output table mini" in said
    plain = report_text(lg.read_string(HYBRID).report("chongqing", "en"))
    assert "estimated from its price" not in plain


@pytest.mark.usefixtures("_table")
def test_a_price_in_a_table_that_is_not_stored_stays_without_estimate() -> None:
    text = PRICED.replace("sector: mini/law", "sector: elsewhere/law")
    said = report_text(lg.read_string(text).report("chongqing", "zh"))
    assert "清单覆盖" not in said


# What the profile covers: the metal that windows buy, with its whole supply chain.
GROSS = 2 * 80 * multipliers()["window"]  # two windows of 80 dollars
COVERED = 2 * 80 * bought("window", "metal") * multipliers()["metal"]


@pytest.mark.usefixtures("_table")
def test_a_spending_is_one_row_with_what_is_left_and_its_corrections_once() -> None:
    report = lg.read_string(HYBRID).report("shandong", "zh")
    tables = {one.id: one for one in report.tables()}
    [spending] = [
        row for row in tables["calc-production"].body if "overheads" in _said(row[0])
    ]
    assert spending[-1].value == pytest.approx(float(GROSS - COVERED), rel=1e-12)
    before, off, left = tables["calc-corrections"].body
    assert before[-1].value == pytest.approx(float(GROSS), rel=1e-12)
    assert "Metals" in _said(off[0])
    assert off[-1].value == pytest.approx(float(-COVERED), rel=1e-12)
    assert left[-1].value == spending[-1].value
    assert report_text(report).count("扣除：Metals") == 1
    cards = [one for one in tables if one.startswith("activity-")]
    assert len(cards) == 2  # the profile and the spending


@pytest.mark.usefixtures("_table")
def test_the_chongqing_form_has_one_row_for_a_spending() -> None:
    report = lg.read_string(HYBRID).report("chongqing", "zh")
    table = next(one for one in report.tables() if one.id == "inventory-list")
    rows = [row for row in table.body if any("overheads" in _said(c) for c in row)]
    assert len(rows) == 1
    assert rows[0][-1].value == pytest.approx(float(GROSS - COVERED), rel=1e-12)


def _said(cell: Cell) -> str:
    return "".join(str(piece) for piece in cell.words)
