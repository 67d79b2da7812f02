"""What each object shows of itself, on a prompt and in a notebook."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import pytest
from small_models import factor, model, works

import lcagraph as lg

# 2 kg steel × 3 kg = 6 kg and 8 kg own CO2; half of it, by mass: 7 kg per kg goods
SMELTER = works(
    outputs={
        "goods": {"amount": "1 kg", "price": "3 CNY/kg"},
        "slag": {"amount": "1 kg", "price": "1 CNY/kg"},
    },
    inputs={"steel": "= 2 kg * use"},
    emissions={"co2_fossil": "8 kg"},
    allocation="mass",
)
PARAMETERS = {"use": {"value": "1", "min": "0", "max": "3"}}
SCENARIOS = {"more": {"set": {"use": "2"}}}


def plain() -> lg.Model:
    return model(
        {"works": SMELTER},
        {"steel": factor(3, source="page 1")},
        parameters=PARAMETERS,
        scenarios=SCENARIOS,
    )


SHOWN: dict[str, tuple[Callable[[lg.Model], Any], list[str], dict[str, str]]] = {
    "model": (
        lambda of: of,
        ["per: 1 kg goods", "processes: 1 · factors: 1 · parameters: 1", "more"],
        {"en": "processes: 1", "zh": "过程 1 个"},
    ),
    "system": (
        lambda of: of.system,
        ["goods", "slag"],
        {"en": "unit processes", "zh": "单元过程"},
    ),
    "result": (
        lambda of: of.solve(),
        ["7 kgCO2e per 1 kg"],
        {"en": "Production", "zh": "生产"},
    ),
    "evaluation": (
        lambda of: of.evaluate([of.prepared.base] * 2),
        ["variants: 2, per 1 kg goods", "including biogenic CO2 uptake: 7 kgCO2e"],
        {"en": "variants: 2", "zh": "2 个变体"},
    ),
    "sweep": (
        lambda of: of.sweep(use=[0, 1, 3]),
        # (2 × 0 × 3 + 8)/2 = 4 and (18 + 8)/2 = 13
        ["variants: 3, per 1 kg goods", "use: 0 … 3", "4 … 13 kgCO2e"],
        {"en": "including biogenic", "zh": "计入生物源"},
    ),
    "matrices": (
        lambda of: of.matrices,
        ["per 1 kg goods", "A: 3 × 3, 5 entries [unit of the row]", "works → slag"],
        {"en": "columns", "zh": "非零元素"},
    ),
    "allocation": (
        lambda of: of.allocation_alternatives(),
        # by price 3/4 × 14 = 10.5
        ["per 1 kg goods", "7 … 10.5 kgCO2e; spread 3.5 kgCO2e = 50.0 %", "works"],
        {"en": "ranking of the combinations", "zh": "各组合排序"},
    ),
    "comparison": (
        lambda of: of.compare("more"),
        # (2 × 2 × 3 + 8)/2 = 10
        ["per 1 kg goods", "more: 10 kgCO2e (+42.9%)"],
        {"en": "comparison", "zh": "比较"},
    ),
    "trace": (
        lambda of: of.trace("works.steel")[0],
        ["processes.works.inputs.steel", "3 kgCO2e / 1 kg (42.86 %)", "page 1"],
        {"en": "activity datum", "zh": "活动数据"},
    ),
    "traces": (
        lambda of: of.trace("works.steel"),
        ["processes.works.inputs.steel"],
        {"en": "activity datum", "zh": "活动数据"},
    ),
    "findings": (
        lambda of: of.check(),
        ["findings: "],
        {"en": "findings", "zh": "检查结论"},
    ),
}


@pytest.mark.parametrize("name", SHOWN)
def test_a_repr_has_few_lines_with_units_and_what_they_are_per(name: str) -> None:
    make, expected, _ = SHOWN[name]
    text = repr(make(plain()))
    assert [part for part in expected if part not in text] == []
    assert len(text.splitlines()) <= 16
    assert "array(" not in text


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("name", SHOWN)
def test_a_page_is_in_the_language_of_the_reader(
    name: str, lang: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANG", {"en": "en_US.UTF-8", "zh": "zh_CN.UTF-8"}[lang])
    make, _, words = SHOWN[name]
    assert words[lang] in make(plain())._repr_html_()


class Elements(HTMLParser):
    """Collects the elements of a page; each that is opened is closed, in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.names: set[str] = set()
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag not in ("br", "img"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


TABLES = {"table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td", "br"}
ELEMENTS = TABLES | {"p", "pre", "div", "span", "b", "details", "summary", "img"}
ATTRIBUTES = {"scope", "colspan", "style", "open", "src", "alt", "width"}
HOSTILE = "</td><script>alert(1)</script><img/src=x/onerror=alert(1)>&amp;'\""


def hostile() -> lg.Model:
    """Markup wherever a text of the model may stand."""
    name = {"name": HOSTILE}
    process = {
        **SMELTER,
        **name,
        "inputs": {"steel": {"amount": "= 2 kg * use", **name}},
    }
    return model(
        {"works": process},
        {"steel": {**factor(3), **name, "source": HOSTILE}},
        title=HOSTILE,
        reference={"product": "goods", "amount": "1 kg", **name},
        products={"goods": name, "slag": name},
        parameters={"use": {**PARAMETERS["use"], **name}},
        scenarios={"more": {**SCENARIOS["more"], **name}},
    )


@pytest.mark.parametrize("name", SHOWN)
def test_a_page_is_plain_and_lets_no_markup_of_the_model_through(name: str) -> None:
    make, _, _ = SHOWN[name]
    page = Elements()
    page.feed(make(hostile())._repr_html_())
    page.close()
    assert page.open == []
    assert page.names <= ELEMENTS
    assert page.attributes <= ATTRIBUTES


def test_names_of_sides_and_of_a_comparison_told_to_go_on_are_escaped() -> None:
    other = hostile().with_({"reference.amount": "2 kg"})
    found = hostile().compare(other, names=[HOSTILE, f"{HOSTILE}2"], force=True)
    page = found._repr_html_()
    assert not re.search("<script|<img/", page)
    assert "compared anyway" in page


def test_a_model_with_errors_shows_what_is_wrong() -> None:
    wrong = model({"works": {**SMELTER, "stage": "<b>"}})
    text = repr(wrong)
    assert "model with errors" in text
    assert "E204" in text
    assert "<b>" not in wrong._repr_html_()


def test_a_long_list_of_findings_is_cut_in_the_repr_and_whole_in_print() -> None:
    processes = {f"works_{i}": {"stage": f"x{i}"} for i in range(20)}
    found = model(processes).check()
    assert len(repr(found).splitlines()) == 14  # counts, 12 of them, how many more
    assert str(found).count("error[") == len(found)


def test_a_sweep_is_a_frame_with_a_column_per_parameter() -> None:
    pandas = pytest.importorskip("pandas")
    frame = plain().sweep(use=[0, 1, 3]).to_frame()
    assert isinstance(frame, pandas.DataFrame)
    assert list(frame.columns) == ["use", "including", "excluding"]
    assert list(frame["including"]) == pytest.approx([4, 7, 13])


def test_a_long_sweep_shows_its_first_variants_and_says_so() -> None:
    page = plain().sweep(use=[i / 10 for i in range(30)])._repr_html_()
    assert page.count("<tr>") == 22  # head, 20 variants, foot
    assert "10" in page.partition("<tfoot>")[2]
