"""The Shandong report of half a study: a stool to the grave without its late stages.

20,000 stools a year. Per stool: timber 5 kg × 0.25, hauled 300 km, steel 0.7 kg × 2.1,
direct 0.052 kg CO2, and 8 kg CO2 taken up. It claims no standard.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from shandong_reports import report, table, text
from small_models import factor, model, works

import lcagraph as lg
from lcagraph.report.content import Blank, Report, Section
from lcagraph.report.dump import report_text
from lcagraph.wording import Language

DECLARED = {"cut_off": {"each": "2 %", "total": "6 %"}, "goal": "试验 | Trial"}


def stool(steel: Any = None, **scope: Any) -> lg.Model:
    haul = [{"mode": "truck", "distance": "300 km"}]
    making = {
        "name": "木凳生产 | Making",
        "stage": "production",
        "outputs": {"stool": "1 piece"},
        "data": {"class": "periodic", "source": "台账 | ledger"},
        "inputs": {
            "timber": {"amount": "5 kg", "transport": haul},
            "steel": {
                "amount": "0.7 kg",
                "data": {"class": "periodic", "source": "领料单 | stores ledger"},
            },
        },
        "emissions": {"dcomb": {"flow": "co2_fossil", "amount": "0.052 kg"}},
        "removals": {"uptake": {"flow": "co2_biogenic", "amount": "8 kg"}},
    }
    use = {
        "name": "使用 | Use",
        "stage": "use",
        "outputs": {"used_stool": "1 piece"},
        "inputs": {"stool": "1 piece"},
    }
    kinds = {
        "timber": factor(0.25, stage="raw_materials", name="木材 | Timber"),
        "steel": steel
        or factor(
            2.1,
            stage="raw_materials",
            name="钢 | Steel",
            kind="material",
            boundary="gate_to_gate",
            gwp="ipcc-ar4-gwp100",
            source="某书 | a book",
        ),
        "truck": {"from": "cn-freight/diesel-truck-heavy"},
    }
    reference = {
        "product": "stool",
        "amount": "1 piece",
        "annual_output": "20000 piece",
        "name": "1 件木凳 | 1 stool",
    }
    asked = {
        "rule_set": "sd-2023",
        "boundary": "cradle-to-grave",
        "period": "2024-03-01/2024-08-31",
        "period_reason": "新产线 | new line",
        "gwp": "ipcc-ar5-gwp100",
        **DECLARED,
        **scope,
    }
    return model(
        {"making": making, "use": use},
        kinds,
        reference=reference,
        scope=asked,
        products={"stool": {"name": "木凳 | Stool"}},
    )


@cache
def half(lang: Language = "zh") -> Report:
    return report(stool(), lang)


def states(of: Report) -> dict[str, str]:
    """Clause → how it is answered."""
    return {text(row[0]): text(row[3]) for row in table(of, "compliance").body}


# ------------------------------------------------------------- rules of the form hold


def test_a_model_that_claims_no_standard_is_judged_by_the_rules_of_the_form() -> None:
    # nothing in the model tells any of the six
    assert states(half())["SD-43b"] == "待填"
    assert "以下易遗漏的排放源既未纳入模型，也未说明理由：公务车、" in report_text(
        half()
    )
    assert "W841" in {one.code for one in half().findings}


def test_a_sketch_itself_is_told_nothing_of_guides() -> None:
    assert "W841" not in {one.code for one in stool().solve().findings}


def test_a_claim_is_judged_once() -> None:
    claims = stool(standards=["ISO 14067:2018"])
    found = [one for one in report(claims).findings if one.code == "W841"]
    stages = [one.values["stage"] for one in found]
    assert stages == ["distribution", "use", "end_of_life"]


# --------------------------------------------------------------- a boundary in part


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("zh", "结果不完整，缺少产品分销、产品使用、生命末期的数据"),
        ("en", "partial: the data of Distribution, Use, End of life are missing"),
    ],
)
def test_a_boundary_without_its_late_stages_is_told_as_partial(
    lang: Language, said: str
) -> None:
    # in the form, in 1.2.2, in the plan of the visit and in the conclusion
    assert report_text(half(lang)).count(said) == 4


def test_a_boundary_that_the_model_fills_is_not_told_as_partial() -> None:
    assert "不完整" not in report_text(report(stool(boundary="cradle-to-gate")))


# -------------------------------------------------------------------- what is answered


def sections(of: Report | Section) -> list[Section]:
    """All sections, inner ones too."""
    return [one for s in of.sections for one in (s, *sections(s))]


def test_the_six_steps_are_told_and_what_is_not_dated_is_left_blank() -> None:
    steps = table(half(), "steps")
    told = [text(row[1]) for row in steps.body]
    # figure 1 of the guide
    assert told == [
        *("接受委托", "评价准备", "文件评价", "现场评价"),
        *("报告编写及内部评审", "报告交付"),
    ]
    blanks = [w for row in steps.body for c in row for w in c.words if is_blank(w)]
    # client, body, version, and the dates of the first five; nothing is delivered yet
    assert len(blanks) == 8
    assert text(steps.body[-1][3]) == "—"


def test_a_step_is_dated_as_the_model_says_and_the_report_by_its_own_date() -> None:
    about = {"date": "2025-03-31", "steps": {"accepted": "2025-01-10"}}
    found = report(model({"works": works()}, {}, assessment=about))
    dates = [row[3] for row in table(found, "steps").body]
    assert text(dates[0]) == "2025 年 1 月 10 日"
    assert text(dates[4]) == "2025 年 3 月 31 日"


def is_blank(word: object) -> bool:
    return isinstance(word, Blank)


def test_blanks_of_the_product_are_none_of_the_comparison() -> None:
    assert states(half())["SD-18"] == "已回应"


def test_a_finding_on_two_factors_stands_on_the_card_of_each() -> None:
    # both ready figures by AR6 in a model of AR5: one finding names both
    steel = factor(2.1, stage="raw_materials", name="钢 | Steel")
    found = report(stool(steel))
    for id_ in ("factor-timber", "factor-steel"):
        verdict = table(found, id_).body[-1][1]
        assert "第六次评估报告" in text(verdict)


@pytest.mark.parametrize("source", ["台账", "领料单", "某书"])
def test_sources_of_data_are_listed_as_those_of_factors(source: str) -> None:
    cited = [text(row[1]) for row in table(half(), "sources-cited").body]
    assert cited.count(source) == 1
    assert source not in [text(row[1]) for row in table(half(), "documents").body]


@pytest.mark.parametrize(
    ("row", "name"),
    [
        ("emissions.dcomb", "二氧化碳（化石源）排放量（木凳生产）"),
        ("removals.uptake", "二氧化碳（生物质从大气吸收）清除量（木凳生产）"),
    ],
)
def test_what_is_emitted_or_taken_up_is_not_consumed(row: str, name: str) -> None:
    card = table(half(), f"activity-production-processes.making.{row}")
    assert text(card.body[0][1]) == name


def test_findings_name_rows_and_their_place_without_ids() -> None:
    said = [text(cell) for row in table(half(), "open-findings").body for cell in row]
    assert not [one for one in said if "dcomb" in one or "uptake" in one]


def test_the_output_of_a_half_year_is_told_as_the_whole_years() -> None:
    # `annual_output` is a year's, the data are of March to August
    said = report_text(half())
    assert "以下各计算表为全年产量 20,000 件对应的总量" in said
    assert "为 2024 年 3 月 1 日-2024 年 8 月 31 日 的总量" not in said


def test_without_a_positive_total_no_share_is_explained() -> None:
    # 5 × 0.25 + 0.7 × 2.1 + … is far below the 8 kg taken up
    notes = ["".join(map(str, words)) for words in table(half(), "shares").notes]
    assert notes == ["合计不为正值，不计算占比。"]
    assert "合计为 100.00 %" not in report_text(half())


def test_an_empty_log_shows_its_four_columns() -> None:
    log = table(half(), "findings")
    assert [text(one) for one in log.head[0]] == [
        "序号",
        "提出的问题",
        "委托方的答复",
        "对答复的评价方法",
        "确认依据",
    ]
