"""What reports say of a short scope, and the names by which they say it."""

from __future__ import annotations

from small_models import factor, model, works

import lcagraph as lg
from lcagraph.report.dump import report_text
from lcagraph.wording import Language

PARTIAL = "未包括全部生命周期阶段，结果为产品部分碳足迹"
NOT_SHOWN = "大门之后的阶段在各表中单独列出"


def short(period: str = "2024-01-01/2024-12-31", **scope: object) -> lg.Model:
    """A model that says to reach the grave, and ends at the gate."""
    named = {"boundary": "cradle-to-grave", "standards": ["ISO 14067:2018"]}
    one = {**named, "period": period, **scope}
    steel = factor(5, stage="raw_materials", name="钢 | Steel", kind="material")
    steel["source"] = "某书 | a book"
    return model(
        {"works": works(inputs={"steel": "1 kg"})}, {"steel": steel}, scope=one
    )


def said(made: lg.Model, template: str) -> str:
    return report_text(made.report(template, "zh"))


def test_a_cradle_to_grave_study_with_empty_stages_is_called_partial() -> None:
    assert PARTIAL in said(short(), "chongqing")


def test_findings_tell_things_by_name() -> None:
    text = said(short(), "chongqing")
    assert "因子“钢”没有年份" in text
    assert "factors.steel" not in text


def test_the_shandong_form_lists_no_stages_after_the_gate_that_it_does_not_have() -> (
    None
):
    assert NOT_SHOWN not in said(short(), "shandong")


def test_the_shandong_form_tells_why_a_period_is_short() -> None:
    made = short("2024-07-01/2024-12-31", period_reason="新产线 | new line")
    assert "新产线" in said(made, "shandong")


def places(lang: Language) -> dict[str, str]:
    """Requirement → where the report answers it."""
    made = short().report("chongqing", lang)
    table = next(one for one in made.tables() if one.id == "compliance")
    said = (["".join(map(str, cell.words)) for cell in row] for row in table.body)
    return {row[0]: row[3] for row in said}


def test_a_place_has_the_number_of_its_part() -> None:
    # the form counts 1, 2, 3 anew in each of its six parts
    assert places("zh")["CQ-36"] == "三、4.时间范围"
    assert places("en")["CQ-36"] == "3.4 Time"


def test_without_gases_no_table_of_gwp_takes_a_number() -> None:
    made = short().report("chongqing", "zh")
    numbers = {one.id: one.number for one in made.tables()}
    assert "gwp" not in numbers
    assert numbers["items"] == "表 5-1"


def test_names_that_hold_commas_are_listed_between_semicolons() -> None:
    made = short(declarations={"unit": "1 kg"})
    text = report_text(made.report("chongqing", "en"))
    names = "System boundary, with its geography; Data and data quality requirements"
    assert f"; {names}; " in text
