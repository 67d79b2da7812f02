"""What the Shandong report calls things: alike everywhere, apart where they differ."""

from __future__ import annotations

import re

import pytest
from shandong_reports import ROOT, report, showcase, table, text
from small_models import factor, model, works

import lcagraph as lg
from lcagraph.drawing.svg import to_svg
from lcagraph.report.content import Blank, Report
from lcagraph.report.dump import report_text
from lcagraph.wording import Language

RAW = {"kind": "material", "stage": "raw_materials"}


def rows(of: Report, id_: str) -> dict[str, str]:
    """First cell → last cell of a table."""
    return {text(row[0]): text(row[-1]) for row in table(of, id_).body}


# ----------------------------------------------------------------------- electricity


@pytest.mark.parametrize("name", ["aluminium_profile", "lfp_cell"])
def test_figures_call_electricity_what_the_tables_call_it(name: str) -> None:
    of = showcase(name, "zh")
    drawn = "".join(to_svg(one.drawing) for one in of.figures())
    assert "碳足迹因子" not in drawn
    said = report_text(of)
    assert "电力平均碳足迹因子" not in said
    assert "电力（" in drawn
    assert "电力（" in said


def test_electricity_that_the_model_names_keeps_its_name() -> None:
    power = factor(0.5, kind="electricity", name="市电 | Mains", stage="production")
    of = report(model({"works": works(inputs={"power": "1 kg"})}, {"power": power}))
    assert text(table(of, "factor-power").body[0][1]) == "市电排放因子"
    assert "电力（市电）" not in report_text(of)


# ------------------------------------------------------------- rows of the same name


def twice() -> lg.Model:
    """Foil bought for two processes of one plant."""
    inner = {
        "name": "涂布 | Coating",
        "stage": "production",
        "outputs": {"sheet": "1 kg"},
        "inputs": {"foil": "2 kg", "ink": "1 kg"},
    }
    outer = works(inputs={"foil": "1 kg", "sheet": "1 kg"}, name="装配 | Assembly")
    bought = {
        "foil": factor(3, **RAW, name="铝箔 | Foil"),
        "ink": factor(1, **RAW, name="油墨 | Ink"),
    }
    return model({"coating": inner, "works": outer}, bought)


@pytest.mark.parametrize(("id_", "column"), [("calc-raw_materials", 0), ("scores", -8)])
def test_rows_of_one_name_tell_their_process(id_: str, column: int) -> None:
    named = [text(row[column]) for row in table(report(twice()), id_).body[:-1]]
    assert sorted(named) == ["油墨", "铝箔（涂布）", "铝箔（装配）"]


def test_what_is_inside_the_boundary_is_named_once() -> None:
    inside = text(table(report(twice()), "included").body[0][1])
    assert inside.count("铝箔") == 1


# --------------------------------------------------------------------------- amounts


def pieces(amount: str) -> lg.Model:
    process = {
        "stage": "production",
        "outputs": {"chair": "1 piece"},
        "inputs": {"steel": "1 kg"},
    }
    return model(
        {"works": process},
        {"steel": factor(2, **RAW)},
        reference={"product": "chair", "amount": amount, "name": "椅子 | Chairs"},
    )


@pytest.mark.parametrize(
    ("amount", "lang", "said"),
    [
        ("1 piece", "zh", "（1 件）"),
        ("2 piece", "zh", "（2 件）"),
        ("1 piece", "en", "(1 piece)"),
        ("2 piece", "en", "(2 pieces)"),
    ],
)
def test_a_unit_that_is_a_word_is_said_in_the_language_of_the_report(
    amount: str, lang: Language, said: str
) -> None:
    results = report(pieces(amount), lang)
    basis = next(s for s in report_text(results).splitlines() if said in s)
    assert basis
    assert re.search(r"[0-9] pieces?\b", report_text(results)) is None or lang == "en"


def test_a_card_tells_which_part_of_all_power_a_supply_has() -> None:
    # the model's mix: 90 % grid, 10 % photovoltaics
    of = showcase("aluminium_profile", "zh")
    at = "activity-production-processes.power_mix.inputs"
    for id_, share in (("grid_power", "90 %"), ("pv_power", "10 %")):
        assert f"的 {share}，" in rows(of, f"{at}.{id_}")["数据值"]


# ------------------------------------------------------------- verdicts and documents


def noted(**about: object) -> Report:
    steel = factor(2, stage="raw_materials", note="代用钢坯 | slab instead", **about)
    return report(model({"works": works(inputs={"steel": "1 kg"})}, {"steel": steel}))


def test_a_remark_of_the_modeller_is_no_verdict_of_the_assessor() -> None:
    card = table(noted(), "factor-steel").body
    verdict = card[-1][1]
    assert "代用钢坯" not in text(verdict)
    [blank] = [one for one in verdict.words if isinstance(one, Blank)]
    assert blank.path == "factors.steel.data.note"
    assert "备注：代用钢坯" in text(card[3][1])


def test_the_verdict_on_a_factor_stands_on_its_card() -> None:
    told = noted(data={"note": "选取合理 | well chosen"})
    assert text(table(told, "factor-steel").body[-1][1]) == "选取合理"


def test_what_is_cited_is_listed_beside_the_cards_that_cite_it() -> None:
    data = {"class": "periodic", "source": "台账 | ledger"}
    process = works(inputs={"steel": {"amount": "1 kg", "data": data}})
    steel = factor(2, stage="raw_materials", source="某书 | a book")
    of = report(model({"works": process}, {"steel": steel}))
    numbers = {one.id: one.number for one in of.tables()}
    cited = {text(r[1]): r[2].words for r in table(of, "sources-cited").body}
    assert [numbers[one.to] for one in cited["某书"]] == [numbers["factor-steel"]]
    card = "activity-raw_materials-processes.works.inputs.steel"
    assert [numbers[one.to] for one in cited["台账"]] == [numbers[card]]


# -------------------------------------------------------- the plan of the visit (5.5.1)


def shared() -> lg.Model:
    """Of 100 kgCO2e 75 from steel, 20 from sand, 5 from glue."""
    bought = {"steel": 75, "sand": 20, "glue": 5}
    process = works(inputs=dict.fromkeys(bought, "1 kg"), name="铸造 | Casting")
    kinds = {id_: factor(n, **RAW) for id_, n in bought.items()}
    sample = {"population": 400, "size": 20, "method": "随机 | random", "seed": 7}
    team = {"leader": {"name": "张三 | Zhang", "role": "组长 | leader"}}
    about = {"sample": sample, "team": team}
    return model({"works": process}, kinds, assessment=about)


def test_the_weight_of_sources_is_told_up_to_nine_tenths() -> None:
    said = report_text(report(shared()))
    assert "steel 75.00 %；sand 20.00 %（合计" in said  # 95 %: glue is left out
    assert "glue 5.00 %" not in said


def test_the_plan_tells_who_does_what_and_how_records_are_drawn() -> None:
    plan = rows(report(shared()), "visit-plan")
    assert plan["评价组成员的分工"] == "张三（组长）"
    sample = "从 400 份记录中抽取 20 份，抽样方法：随机（随机种子 7）"
    assert plan["抽样方案"] == sample
    assert plan["评价的对象"].endswith("生产过程：铸造")
    assert plan["计划考虑的因素"].startswith(
        "1 个生产过程、3 项活动水平数据、3 个排放因子"
    )


def test_the_meters_stand_on_an_upright_page() -> None:
    form = ROOT / "lcagraph" / "cli" / "templates" / "shandong.yaml"
    assert not table(report(lg.read(form)), "meters").is_wide
