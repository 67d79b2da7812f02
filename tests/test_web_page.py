"""The page of a result: complete, escaped, alone, and the same every time."""

from __future__ import annotations

import re
from base64 import b64encode
from functools import cache
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path

import pytest
from paged_models import SMALL, hostile_model

import lcagraph as lg
from lcagraph.errors import Finding, UsageError
from lcagraph.web_page import PageSettings, figures, problems, result_page, tables
from lcagraph.web_page.overview import head
from lcagraph.wording import LANGUAGES, Language

ROOT = Path(__file__).resolve().parents[1]
SHIPPED = sorted(path.parent.name for path in ROOT.glob("models/*/model.yaml"))

MOST_BYTES = 1_000_000
VOID = {"meta", "link", "input", "img", "br", "hr"}


class Reader(HTMLParser):
    """Reads a page, and stops at an element that is closed in the wrong place."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1] == tag, self.getpos()
        self.open.pop()

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] not in ("style", "script"):
            self.texts.append(data)

    @property
    def text(self) -> str:
        """All text that is shown, in one line."""
        return re.sub(r"\s+", " ", "".join(self.texts))


def read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    reader.close()
    assert reader.open == []
    return reader


def page_of(model: lg.Model, lang: Language = "en") -> str:
    return result_page(model.solve(), PageSettings(lang=lang, name="model.yaml"))


@cache
def shipped(name: str, lang: Language) -> str:
    return page_of(lg.read(ROOT / "models" / name / "model.yaml"), lang)


@cache
def small() -> str:
    return page_of(lg.read_string(SMALL))


# ------------------------------------------------------------------------ the page


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", SHIPPED)
def test_a_page_is_well_formed_and_light(name: str, lang: Language) -> None:
    page = shipped(name, lang)
    assert len(page.encode()) < MOST_BYTES
    assert page.startswith("<!DOCTYPE html>")
    assert ("html", lang) in [(tag, of.get("lang")) for tag, of in read(page).tags]


@pytest.mark.parametrize("name", SHIPPED)
def test_a_page_needs_nothing_from_elsewhere(name: str) -> None:
    reader = read(shipped(name, "zh"))
    for tag, attributes in reader.tags:
        assert tag not in ("iframe", "object", "embed", "img", "form", "base")
        assert "src" not in attributes
        assert attributes.get("href", "#").startswith(("#", "data:image/svg+xml,"))
    style, script = parts(shipped(name, "zh"))
    assert "url(" not in style
    assert "@import" not in style
    assert "http" not in script


@pytest.mark.parametrize("name", SHIPPED)
def test_every_link_has_a_target_and_every_id_is_there_once(name: str) -> None:
    reader = read(shipped(name, "en"))
    ids = [attributes["id"] for _, attributes in reader.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    links = {of["href"][1:] for tag, of in reader.tags if tag == "a"}
    named = {of["aria-labelledby"] for _, of in reader.tags if "aria-labelledby" in of}
    assert links | named <= set(ids)


def parts(page: str) -> tuple[str, str]:
    """Style and script of a page."""
    style = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    script = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    assert len(style) == len(script) == 1
    return style[0], script[0]


def test_the_policy_lets_our_style_and_our_script_pass_and_nothing_else() -> None:
    (policy,) = (
        of["content"]
        for tag, of in read(small()).tags
        if of.get("http-equiv") == "Content-Security-Policy"
    )
    style, script = (
        f"'sha256-{b64encode(sha256(part.encode()).digest()).decode()}'"
        for part in parts(small())
    )
    rules = dict(rule.strip().partition(" ")[::2] for rule in policy.split(";"))
    assert rules == {
        "default-src": "'none'",
        "style-src": style,
        "script-src": script,
        "img-src": "data:",
        "connect-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'none'",
    }


def test_a_page_is_the_same_every_time() -> None:
    assert page_of(lg.read_string(SMALL)) == small()


RULES = {
    "gbt24067-cq": (
        "重庆指南（2025，GB/T 24067）",
        "Chongqing guide (2025, GB/T 24067)",
    ),
    "sd-2023": ("山东指南（2023）", "Shandong guide (2023)"),
    "iso14067": ("ISO 14067", "ISO 14067"),
    "pact-3": ("PACT 方法学（第 3 版）", "PACT Methodology (version 3)"),
}


@pytest.mark.parametrize("rule_set", RULES)
def test_the_head_of_a_page_names_its_rules_and_its_gwp_set(rule_set: str) -> None:
    # names of sets: databases/gwp/sets.csv
    gwp = ("IPCC 第六次评估报告，100 年", "IPCC Sixth Assessment Report, 100 years")
    model = lg.read_string(SMALL.replace("rule_set: iso14067", f"rule_set: {rule_set}"))
    shown = {(line.value.zh, line.value.en) for line in head(model.solve()).choices}
    assert {gwp, RULES[rule_set]} <= shown
    assert "ipcc-ar6-gwp100" not in {zh for zh, _ in shown}


def test_the_page_shows_totals_parts_and_their_lines(tmp_path: Path) -> None:
    path = tmp_path / "model.yaml"
    path.write_text(SMALL, encoding="utf-8")
    page = page_of(lg.read(path))
    text = read(page).text
    # 2 t / 1000 × 2100 kg/t = 4.2; 500 kWh / 1000 × 0.5 kg/kWh = 0.25; of 4.45 in all:
    # 94.382 … % and 5.617 … %, so 94.38 and 5.62
    for number in ("4.45", "4.2", "0.25", "94.38", "5.62", "100.00"):
        assert f" {number} " in text
    assert "model.yaml:12" in text  # steel
    assert "model.yaml:7" in text  # stamping
    assert str(tmp_path) not in page


def test_both_languages_stand_in_the_page() -> None:
    text = read(small()).text
    for word in ("Footprint of a part", "零件碳足迹", "Stamping", "冲压", "供应链"):
        assert word in text


def test_every_item_of_the_footprint_is_told_zeros_too() -> None:
    found = lg.read_string(SMALL).solve()
    rows = re.findall(r'data-keys="item:(\w+)"', small())
    assert rows == list(found.items)


def test_numbers_lead_to_their_traces() -> None:
    anchors = re.findall(r'<a href="#(trace-\d+)" data-trace>([\d.]+)</a>', small())
    values = {value for _, value in anchors}
    assert {"4.2", "0.25"} <= values
    for anchor, value in anchors:
        _, _, chain = small().partition(f'id="{anchor}"')
        assert f"{value} kgCO" in chain[:600]


def test_figures_say_what_their_parts_stand_for() -> None:
    page = small()
    stamping = "Stamping: with all it buys 4.45 kgCO2e (100.00 %)</title>"
    assert f'<g data-role="process:stamping"><title>{stamping}' in page
    ribbon = '<g data-role="ribbon:steel→stamping">'
    assert f"{ribbon}<title>Steel → Stamping: 4.2 kgCO2e (94.38 %)</title>" in page


def test_a_figure_that_cannot_be_drawn_says_why(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_: object) -> None:
        raise UsageError(Finding(code="E750"))

    monkeypatch.setattr(figures, "figure_drawing", refuse)
    page = page_of(lg.read_string(SMALL))
    assert '<p class="refusal">' in page
    assert "E750" in page
    assert "ribbon:steel→stamping" in page  # the other figures are there


def test_gases_have_subscripts_and_names_that_look_like_them_have_none() -> None:
    named = SMALL.replace("钢 | Steel", "CO2 <b>MCO2 CO2x kgCO2e CO2_fossil</b>")
    page = page_of(lg.read_string(named))
    assert (
        "CO<sub>2</sub> &lt;b&gt;MCO2 CO2x kgCO<sub>2</sub>e CO2_fossil&lt;/b&gt;"
        in page
    )


def test_uncertainty_stands_in_the_page_if_it_was_run() -> None:
    model = lg.read_string(SMALL.replace("power: 500 kWh", "power: 500 kWh ± 10 %"))
    draws = model.uncertainty(64, seed=1)
    settings = PageSettings(lang="en")
    page = result_page(model.solve(), settings, draws=draws)
    assert "Monte Carlo, 64 draws, seed 1" in read(page).text
    assert 'id="uncertainty"' in page
    assert 'id="uncertainty"' not in result_page(model.solve(), settings)


def test_a_table_that_is_too_long_ends_with_the_sum_of_the_rest(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tables, "MOST_ROWS", 1)
    page = page_of(lg.read_string(SMALL))
    # 4.2 of the steel is shown; 0.25 of the power is the rest
    _, _, rows = page.partition('class="activities"')
    body = rows.partition("</tbody>")[0]
    assert body.count("<tr") == 3  # head, steel, rest
    assert "1 more" in body
    assert '<td class="number">0.25</td>' in body


# ------------------------------------------------------------------ what is hostile


@pytest.mark.parametrize("lang", LANGUAGES)
def test_names_of_a_model_stay_text(lang: Language) -> None:
    page = page_of(hostile_model(), lang)
    reader = read(page)
    tags = [tag for tag, _ in reader.tags]
    assert tags.count("script") == tags.count("style") == 1
    assert "img" not in tags
    for _, attributes in reader.tags:
        assert not any(name.startswith("on") for name in attributes)
        assert "style" not in attributes
    assert "alert(1)" in reader.text
    assert "{{ 7*7 }}" in reader.text
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", page)


# --------------------------------------------------------------------- half-edited


def test_errors_stand_above_the_last_result() -> None:
    broken = lg.read_string(SMALL.replace("stage: production", "stage: produktion"))
    found = broken.check()
    errors = problems([f for f in found if f.is_fatal], found.locate)
    result = lg.read_string(SMALL).solve()
    settings = PageSettings(lang="en", is_live=True, name="model.yaml")
    page = result_page(result, settings, errors=errors)
    text = read(page).text
    assert text.index("Error E204") < text.index("4.45")
    assert "last result that could be computed" in text
    assert "<mark>produktion</mark>" in page
    assert "connect-src &#39;self&#39;" in page


def test_a_model_without_any_result_has_a_page_of_its_errors() -> None:
    found = lg.read_string("lcagraph: 1\n").check()
    errors = problems(found, found.locate)
    page = result_page(None, PageSettings(lang="zh"), errors=errors)
    text = read(page).text
    assert "尚无结果" in text
    assert errors[0].code in text


def test_a_finding_quotes_the_line_around_what_is_wrong() -> None:
    long = f"stage: production # {'x' * 300}"
    text = SMALL.replace("stage: production", long.replace("produc", "produk"))
    found = lg.read_string(text).check()
    (problem,) = (p for p in problems(found, found.locate) if p.code == "E204")
    assert problem.excerpt is not None
    assert problem.excerpt.line == 9
    assert problem.excerpt.before == "    stage: "
    assert problem.excerpt.marked == "produktion"
    assert problem.excerpt.after.endswith("…")
    assert problem.said.zh != problem.said.en


def test_examples_in_explanations_keep_their_lines() -> None:
    found = lg.read_string(SMALL.replace("stage: production", "stage: x")).check()
    errors = problems(found, found.locate)
    page = result_page(None, PageSettings(lang="en"), errors=errors)
    assert '<code class="example">    stage: production</code>' in page
