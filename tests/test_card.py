"""What a notebook shows: the cards of a result and of a model."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

import lcagraph
from lcagraph.result.card import card_html, model_card_html, model_text
from lcagraph.wording import Language
from lcagraph.wording.language import preferred_language

# 2 t × 2100 + 500 kWh × 0.5 = 4450 kgCO2e per 1000 parts: 4.45 per part, 94.38 % steel
MODEL = """\
lcagraph: 1
title: 零件 <b> | Part <b>
reference: {product: part, amount: 1 piece, kind: declared_unit, name: 1 件 | 1 part}
processes:
  stamping:
    stage: production
    outputs: {part: 1000 piece}
    inputs: {steel: 2 t, power: 500 kWh}
factors:
  steel: {name: 钢 | Steel, per: 1 t, kind: material, boundary: cradle_to_gate,
          co2e: 2100 kg, stage: raw_materials, class: national, region: CN, year: 2024,
          gwp: ipcc-ar6-gwp100, source: test}
  power: {name: 电力 | Power, per: 1 kWh, kind: electricity, boundary: cradle_to_gate,
          co2e: 0.5 kg, class: national, region: CN, year: 2024, gwp: ipcc-ar6-gwp100,
          source: test}
"""

VOID_FREE = {"div", "span", "b", "table", "tr", "td", "pre"}


class Balance(HTMLParser):
    """Every tag that is opened is closed, in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        assert tag in VOID_FREE
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.fixture
def result() -> lcagraph.Result:
    return lcagraph.read_string(MODEL).solve()


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", ["1 part", "Raw materials", "Steel"]),
        ("zh", ["1 件", "原材料获取", "钢"]),
    ],
)
def test_a_card_shows_stages_and_inputs_in_its_language(
    result: lcagraph.Result, lang: Language, words: list[str]
) -> None:
    card = card_html(result, lang)
    assert all(word in card for word in words)
    assert "4.45</span> kgCO2e" in card
    assert "94.38 %" in card


CHOICES = {
    "en": (
        "cradle to gate · IPCC Sixth Assessment Report, 100 years · "
        "Shandong guide (2023)"
    ),
    "zh": "从摇篮到大门 · IPCC 第六次评估报告，100 年 · 山东指南（2023）",
}
"""Names of GWP sets: databases/gwp/sets.csv."""
SCOPED = MODEL.replace(
    "processes:",
    "scope: {boundary: cradle-to-gate, rule_set: sd-2023}\nprocesses:",
    1,
)


@pytest.mark.parametrize("lang", CHOICES)
def test_a_card_names_boundary_gwp_set_and_rules(lang: Language) -> None:
    model = lcagraph.read_string(SCOPED)
    assert CHOICES[lang] in card_html(model.solve(), lang)
    assert CHOICES["en"] in model_text(model.system)


@pytest.mark.parametrize("lang", CHOICES)
def test_the_page_of_a_system_names_its_boundary_and_its_rules(lang: Language) -> None:
    boundary, _, rules = CHOICES[lang].split(" · ")
    page = lcagraph.read_string(SCOPED).system.to_html(lang)
    assert f"{boundary} · ipcc-ar6-gwp100 · {rules}" in page


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_card_is_well_formed_html(result: lcagraph.Result, lang: Language) -> None:
    parser = Balance()
    parser.feed(model_card_html(result, lang))
    parser.close()
    assert parser.open == []


def test_names_of_a_model_are_no_html(result: lcagraph.Result) -> None:
    card = model_card_html(result, "en")
    assert "Part &lt;b&gt;" in card


def test_a_card_has_no_script(result: lcagraph.Result) -> None:
    assert not re.search(r"<script|\bon\w+=|javascript:", model_card_html(result, "en"))


def test_a_model_without_a_footprint_shows_its_findings() -> None:
    wrong = lcagraph.read_string(MODEL.replace("production", "produktion"))
    assert "E204" in wrong._repr_html_()


def test_notebooks_speak_the_language_of_the_environment(
    result: lcagraph.Result, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "Raw materials" in result._repr_html_()
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert "原材料获取" in result._repr_html_()
    assert "过程 1 个" in lcagraph.read_string(MODEL)._repr_html_()


@pytest.mark.parametrize(
    ("environment", "lang"),
    [
        ({}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "zh_TW"}, "zh"),
        ({"LANG": "zh", "LC_ALL": ""}, "zh"),
    ],
)
def test_the_first_variable_that_is_set_tells_the_language(
    environment: dict[str, str], lang: Language
) -> None:
    assert preferred_language(environment) == lang


def test_a_result_shows_itself_in_one_line_of_a_terminal() -> None:
    shown = repr(lcagraph.read_string(MODEL).solve())
    assert shown.startswith("<Result 4.45 kgCO2e per 1 piece")
    assert "\n" not in shown
