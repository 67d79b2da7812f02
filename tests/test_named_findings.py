"""Findings in reports speak of things by their names."""

from __future__ import annotations

import pytest
from small_models import factor, model, works

from lcagraph.errors import Finding
from lcagraph.report.making import subject_of
from lcagraph.report.named_findings import finding_place, finding_words
from lcagraph.report.subject import ReportSubject
from lcagraph.result.names import gwp_name
from lcagraph.wording import Language

HOSTILE = "{factor} {{0}} <b>"


def subject() -> ReportSubject:
    """A plant `production`, which takes in `raw_steel` with a name of its own."""
    steel = factor(5, name="粗钢 | Raw steel")
    braces = factor(1, name=HOSTILE)
    plant = works(name="一车间 | Shop one", inputs={"raw_steel": "1 kg", "oil": "1 kg"})
    of = model({"production": plant}, {"raw_steel": steel, "oil": braces})
    return subject_of(of.solve(), "shandong")


def said(code: str, lang: Language, **values: object) -> str:
    finding = Finding(code=code, at="factors.raw_steel", values=values)
    return finding_words(finding, subject(), lang)


def test_a_factor_is_told_by_its_name() -> None:
    assert said("W832", "zh", factor="raw_steel") == "因子“粗钢”没有年份"
    assert (
        said("W832", "en", factor="raw_steel") == "the factor “Raw steel” has no year"
    )


def test_each_of_several_is_told_by_its_name_and_gwp_sets_too() -> None:
    values = {
        "factor": ["raw_steel", "oil"],
        "gwp": "ipcc-ar5-gwp100",
        "model_gwp": "ipcc-ar6-gwp100",
        "share": "1%",
    }
    words = said("W623", "zh", **values)
    assert words.startswith(f"“粗钢、{HOSTILE}”的 CO2e 采用 IPCC 第五次评估报告")
    assert "模型采用 IPCC 第六次评估报告，100 年" in words


@pytest.mark.parametrize(
    ("lang", "boundary"), [("zh", "从大门到大门"), ("en", "gate to gate")]
)
def test_a_boundary_is_told_in_words_alone(lang: Language, boundary: str) -> None:
    words = said("W625", lang, factor="raw_steel", boundary="gate_to_gate")
    assert boundary in words
    assert "gate_to_gate" not in words


def test_a_stage_is_no_process_of_the_same_id() -> None:
    words = said("W626", "zh", factor="raw_steel", stage="production")
    assert "一车间" not in words


@pytest.mark.parametrize(
    ("at", "lang", "place"),
    [
        ("factors.raw_steel", "zh", "粗钢"),
        ("processes.production", "zh", "一车间"),
        ("processes.production.inputs.raw_steel.data.period", "zh", "一车间：粗钢"),
        ("processes.production.inputs.raw_steel", "en", "Shop one: Raw steel"),
        ("scope.excluded", "zh", "核算范围"),
        ("scope.excluded", "en", "scope"),
        ("elsewhere.x", "en", "elsewhere.x"),
        ("", "en", "—"),
    ],
)
def test_what_a_finding_is_about_is_told_by_name(
    at: str, lang: Language, place: str
) -> None:
    assert finding_place(Finding(code="W832", at=at), subject(), lang) == place


def test_an_unknown_gwp_set_is_told_as_it_is_written() -> None:
    assert gwp_name("sar-1995", "zh") == "sar-1995"
    assert (
        gwp_name("ipcc-ar6-gwp100", "en") == "IPCC Sixth Assessment Report, 100 years"
    )
