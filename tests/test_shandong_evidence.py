"""The Shandong report tells what is so: of data, factors, energy, visits, blanks."""

from __future__ import annotations

import pytest
from shandong_reports import (
    ROOT,
    RTOL,
    numbers,
    report,
    showcase,
    table,
    text,
    uptake,
)
from small_models import factor, model, works

import lcagraph as lg
from lcagraph.report.content import Report
from lcagraph.report.dump import report_text


@pytest.mark.parametrize(
    ("clause", "state"),
    [
        ("SD-33", "已回应"),
        ("SD-49", "待填"),  # nothing is told of the company
        ("SD-06", "不适用"),  # the contract lies outside the report
        ("SD-10", "待填"),  # what is still to be seen answers nothing
        ("SD-51", "待填"),  # a sentence before an empty table answers nothing
        ("SD-12", "待填"),  # nor do the headings in it
        ("SD-13", "待填"),  # nor what else stands in the form of the version
        ("SD-40", "待填"),  # nor the hash beside the number of the report
        ("SD-11", "部分回应，2 处待填"),  # no document, and nobody has looked yet
    ],
)
def test_a_clause_with_nothing_but_blanks_is_not_answered(
    clause: str, state: str
) -> None:
    rows = table(showcase("caustic_soda", "zh"), "compliance").body
    assert {text(row[0]): text(row[3]) for row in rows}[clause] == state


# ------------------------------------------------ what is true of data and of factors


def card(of: Report, id_: str) -> dict[str, str]:
    """Rows of a card: what on the left, words on the right."""
    return {text(row[0]): text(row[1]) for row in table(of, id_).body}


@pytest.mark.parametrize(
    ("id_", "gwp"),
    [
        ("power", "GWP：未说明"),
        ("water", "GWP：IPCC 第五次评估报告"),
        ("soda_ash", "GWP：IPCC 第六次评估报告，100 年（按气体质量由本模型换算）"),
    ],
)
def test_a_factor_card_tells_the_gwp_set_that_its_row_states(
    id_: str, gwp: str
) -> None:
    found = card(showcase("caustic_soda", "zh"), f"factor-{id_}")
    assert gwp in found["数据来源"]


def shared() -> lg.Model:
    """60 kWh a run make 1 kg goods and 3 kg others; 100 kg goods are made a year."""
    power = {
        "amount": "60 kWh",
        "data": {"cross_check": {"value": "50 kWh", "source": "bill"}},
    }
    process = works(
        outputs={"goods": "1 kg", "others": "3 kg"},
        inputs={"power": power},
        allocation={"by": "mass", "why": "physical"},
    )
    reference = {"product": "goods", "amount": "1 kg", "annual_output": "100 kg"}
    kinds = {"power": factor(1, per="1 kWh", kind="electricity")}
    return model({"works": process}, kinds, reference=reference)


def test_a_card_tells_the_datum_before_allocation_and_what_is_counted() -> None:
    of = report(shared())
    id_ = "activity-production-processes.works.inputs.power"
    rows = card(of, id_)
    made = "每产出 goods 1 kg、others 3 kg 的数值，未经分配）"
    assert rows["数据值"] == f"0.06 MWh（= 60 kWh）（“works”{made}"
    # 60 kWh × 100 runs × 1/(1 + 3)
    counted = "1,500 kWh = 60 kWh × 100 倍（goods）× 分配系数 25 %"
    assert rows["用于计算的数值"] == counted
    assert numbers(of, id_)[id_] == pytest.approx(1500, rel=RTOL)


def test_a_cross_check_tells_what_it_is_compared_with() -> None:
    # 60/50 − 1 = 20 %
    rows = card(report(shared()), "activity-production-processes.works.inputs.power")
    said = "50 kWh（bill）；与分配前的数值 60 kWh 相比，偏差 +20.0 %"
    assert said in rows["数据来源及交叉校核"]


def test_energy_is_no_raw_material_and_salt_is_one() -> None:
    of = report_text(showcase("caustic_soda", "zh"))
    assert "产品主要涉及的原材料：原盐、纯碱。" in of


def test_energy_carriers_are_those_of_the_production_alone() -> None:
    # gas and diesel are burnt at the salt works
    assert "两种：电力、煤炭（由模型统计）" in report_text(
        showcase("caustic_soda", "zh")
    )


def test_energy_under_a_contract_has_both_results_and_its_certificate() -> None:
    views = lg.read(ROOT / "models" / "lfp_cell" / "model.yaml").solve().supply_views
    of = showcase("lfp_cell", "zh")
    found = numbers(of, "energy-results")
    assert found == {f"total/{view}": value for view, value in views.items()}
    assert found["total/market_based"] < found["total/location_based"]
    assert "EXAMPLE-2024" in text(table(of, "energy-supplies").body[0][3])


def test_without_energy_supplies_there_is_no_table_of_them() -> None:
    ids = [one.id for one in showcase("caustic_soda", "zh").tables()]
    assert "energy-results" not in ids


SAME = "整个评价采用相同的假设、方法和数据"


def test_open_findings_are_listed_and_deny_that_all_data_agree() -> None:
    of = showcase("aluminium_profile", "zh")
    codes = {text(row[0]) for row in table(of, "open-findings").body}
    assert {"W623", "W822", "W831"} <= codes
    assert SAME not in report_text(of)


def test_without_inconsistency_all_data_are_said_to_agree() -> None:
    assert SAME in report_text(report(uptake()))


def test_nobody_is_said_to_have_cross_checked_or_visited_what_nobody_did() -> None:
    silent = report_text(report(uptake()))
    assert "部分数据进行了交叉核对" not in silent
    assert "访谈" not in silent
    assert "评价方制定了评价计划和抽样计划" not in silent
    assert "部分数据进行了交叉核对" in report_text(report(shared()))
    visited = {"assessment": {"site_visit": {"period": "2025-03"}}}
    process = works(inputs={"steel": "1 kg"})
    told = report_text(
        report(model({"works": process}, {"steel": factor(5)}, **visited))
    )
    assert "访谈受评价方" in told
    assert "评价方制定了评价计划和抽样计划" in told


def test_a_basis_of_the_model_is_told_as_a_property_with_its_values() -> None:
    said = "按产品属性（入槽盐与水 0.504、淡盐水 0.21 t/m³）分配"
    assert said in report_text(showcase("caustic_soda", "zh"))


def test_the_signature_has_a_place_for_the_seal_and_the_date() -> None:
    lines = report_text(showcase("caustic_soda", "zh")).splitlines()
    assert "评价方（盖章）：____(assessment.body.name)" in lines
    assert "日期：____(assessment.date)" in lines
