"""Reports call things, places and documents by their names, and print numbers whole."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

import lcagraph as lg
from lcagraph.factors import factor_sets, load_set
from lcagraph.graph.factor import Factor
from lcagraph.graph.words import Text
from lcagraph.report.chongqing.requirements import REQUIREMENTS, clause_text
from lcagraph.report.content import Blank, Inline, Reference
from lcagraph.report.documents import document_name, standard_name
from lcagraph.report.making import subject_of
from lcagraph.report.pieces import with_units_kept
from lcagraph.report.places import place_name
from lcagraph.report.printed import (
    change_text,
    factor_unit,
    result_text,
    share_text,
    shown_unit,
)
from lcagraph.report.sentences import merged, spaced
from lcagraph.report.things import factor_thing, lowered
from lcagraph.report.writer import Writer
from lcagraph.wording import Language

WORDING = Path(__file__).resolve().parents[1] / "lcagraph" / "wording"
POWER = "electricity"
MODELS = Path(__file__).resolve().parents[1] / "models"


@pytest.fixture(scope="module")
def footprint() -> lg.Result:
    return lg.read(MODELS / "pp_crate" / "model.yaml").solve()


@pytest.mark.parametrize(
    ("kind", "name", "lang", "thing"),
    [
        # names of the shipped sets: announcements of 2025, NCSC, DESNZ
        (
            "electricity",
            "全国电力平均碳足迹因子（2024 年）",
            "zh",
            "电力（全国平均，2024 年）",
        ),
        ("electricity", "光伏发电（2024 年）", "zh", "电力（光伏发电，2024 年）"),
        ("electricity", "电力", "zh", "电力"),
        ("electricity", "市电", "zh", "电力（市电）"),
        (
            "electricity",
            "Electricity from wind, 2024",
            "en",
            "Electricity from wind, 2024",
        ),
        ("electricity", "Grid mix", "en", "Electricity (Grid mix)"),
        ("fuel", "天然气（上游）", "zh", "天然气"),
        ("fuel", "Natural gas, upstream", "en", "Natural gas"),
        ("fuel", "丁烷，上游（WTT），每吨", "zh", "丁烷，每吨"),
        ("fuel", "Butane, well-to-tank, per tonne", "en", "Butane, per tonne"),
        ("material", "纸板：纸，原生材料生产", "zh", "纸板，纸，原生材料生产"),
        ("material", "铝锭碳足迹因子", "zh", "铝锭"),
        ("material", "碳足迹因子", "zh", "碳足迹因子"),
        ("material", "原铝锭", "zh", "原铝锭"),
    ],
)
def test_what_is_bought_is_no_factor(
    footprint: lg.Result, kind: str, name: str, lang: Language, thing: str
) -> None:
    writer = Writer(subject=subject_of(footprint, "chongqing"), lang=lang)
    factor = Factor(kind=kind, name=Text(name, name))  # type: ignore[arg-type]
    assert factor_thing(writer, factor, "f") == thing


def test_a_thing_without_a_name_is_called_by_its_id(footprint: lg.Result) -> None:
    writer = Writer(subject=subject_of(footprint, "chongqing"), lang="zh")
    assert factor_thing(writer, Factor(kind="electricity"), "power") == "power"


@pytest.mark.parametrize(
    ("name", "within"),
    [("Natural gas", "natural gas"), ("PE film", "PE film"), ("天然气", "天然气")],
)
def test_a_name_within_a_sentence_begins_small(name: str, within: str) -> None:
    assert lowered(name) == within


@pytest.mark.parametrize(
    ("code", "zh", "en"),
    [
        ("CN", "中国", "China"),
        ("CN-SD", "中国山东", "Shandong, China"),
        ("CN-CQ", "中国重庆", "Chongqing, China"),
        ("US-CA", "美国（US-CA）", "United States (US-CA)"),
        ("GLO", "全球", "global"),
        ("XX", "XX", "XX"),
        ("XX-1", "XX-1", "XX-1"),
    ],
)
def test_a_place_is_called_by_its_name(code: str, zh: str, en: str) -> None:
    assert place_name(code, "zh") == zh
    assert place_name(code, "en") == en


CITED = "CPCD (中国产品全生命周期温室气体排放系数库), core table, 65129X0032024C"


def test_a_source_of_our_tables_is_cited_in_the_language_of_the_report() -> None:
    zh, en = document_name(CITED, "zh"), document_name(CITED, "en")
    assert (
        zh == "中国产品全生命周期温室气体排放系数库（CPCD），核心数据表，65129X0032024C"
    )
    assert en == (
        "China Products Carbon Footprint Factors Database (CPCD), core table, "
        "65129X0032024C"
    )


def test_a_source_of_the_user_stays_as_it_is_written() -> None:
    said = "Ding et al. 2011, Light Metals (China) 320–324, table 2"
    assert document_name(said, "en") == said


def test_every_factor_set_is_cited_in_both_languages() -> None:
    entries = tomllib.loads(
        (WORDING / "report_documents.toml").read_text(encoding="utf-8")
    )
    assert all(entry.keys() == {"written", "en", "zh"} for entry in entries.values())
    records = (record for name in factor_sets() for record in load_set(name))
    cited = {record.source.zh for record in records}
    chinese = {one for one in cited if _has_chinese(document_name(one, "en"))}
    # rows of CPCD that have no English name of their own
    assert all("CPCD" in one and "平均二氧化碳排放因子" in one for one in chinese)


def _has_chinese(text: str) -> bool:
    return any("\u4e00" <= letter <= "\u9fff" for letter in text)


@pytest.mark.parametrize("named", ["GB/T 24067-2024", "GB/T 24067—2024"])
def test_a_standard_has_its_title(named: str) -> None:
    # title on the cover of the guide's reference, and of ISO's catalogue
    assert standard_name(named, "zh").endswith("《温室气体 产品碳足迹 量化要求和指南》")
    assert "Carbon footprint of products" in standard_name(named, "en")
    assert standard_name("T/XYZ 1-2020", "zh") == "T/XYZ 1-2020"


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        (803.0, "803.0"),
        (1.5, "1.500"),
        (0.05, "0.05000"),
        (999.96, "1,000"),  # 9.9996e2 has four digits as 1.000e3
        (10546.6, "10,547"),
        (-3.25, "−3.250"),
        (0.000026, "0.00002600"),
        (0.0, "0"),
    ],
)
def test_results_keep_their_zeros_and_their_whole_part(
    value: float, printed: str
) -> None:
    assert result_text(value) == printed


@pytest.mark.parametrize(
    ("value", "printed"), [(3.2, "+3.200"), (-3.2, "−3.200"), (0.0, "0")]
)
def test_changes_have_a_sign(value: float, printed: str) -> None:
    assert change_text(value) == printed


def test_a_share_that_rounds_to_nothing_has_no_sign() -> None:
    assert share_text(-1e-9, 2) == "0.00 %"


def test_units_are_printed_as_printers_do() -> None:
    assert shown_unit("t*km") == "t·km"
    assert factor_unit("m3") == "kgCO2e/m³"
    assert factor_unit("t*km") == "kgCO2e/(t·km)"


@pytest.mark.parametrize(
    ("clause", "english"),
    [
        ("二（一）3", "2 (1) 3"),
        ("一（二）图1", "1 (2) figure 1"),
        ("附件 四.3 表1", "form 4.3 table 1"),
        ("四（四）、（五）", "4 (4), (5)"),
    ],
)
def test_a_clause_is_told_in_english(clause: str, english: str) -> None:
    assert clause_text(clause, "en") == english
    assert clause_text(clause, "zh") == clause


def test_no_clause_of_the_guide_keeps_chinese_letters_in_english() -> None:
    english = [clause_text(one.clause, "en") for one in REQUIREMENTS]
    assert not [clause for clause in english if _has_chinese(clause)]


@pytest.mark.parametrize(
    ("pieces", "printed"),
    [
        (("取自", "IPCC", "。"), "取自 IPCC。"),
        (("1 t ", "型材（含包装）", " 的碳足迹"), "1 t 型材（含包装）的碳足迹"),
        (("以 ", "某规定", " 为依据"), "以某规定为依据"),
        (("共 ", "12", " 项"), "共 12 项"),
        (("占", "5 %", "。"), "占 5 %。"),
    ],
)
def test_a_space_stands_between_chinese_and_latin_alone(
    pieces: tuple[Inline, ...], printed: str
) -> None:
    assert merged(spaced(pieces)) == (printed,)


def test_a_reference_reads_like_its_number_and_a_blank_keeps_its_spaces() -> None:
    see, blank = Reference(to="stages"), Blank(path="scope.goal", label="目的")
    assert merged(spaced(("如", see, "所示"))) == ("如", see, " 所示")  # 如表 2 所示
    assert merged(spaced(("以 ", blank, " 为"))) == ("以 ", blank, " 为")


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("1.20 % in all", "1.20\u00a0% in all"),
        ("2.676 m³", "2.676\u00a0m³"),
        ("2025 年 3 月 5 日", "2025\u00a0年 3\u00a0月 5\u00a0日"),
        ("1 t of goods", "1\u00a0t of goods"),
        ("0.0978 kgCO2e/(t·km)", "0.0978 kgCO2e/(t·km)"),  # too long for a cell
        ("1 truck", "1 truck"),
        ("占 5 %的", "占 5\u00a0%的"),
    ],
)
def test_a_number_keeps_its_unit_on_its_line(text: str, printed: str) -> None:
    assert with_units_kept(text) == printed
