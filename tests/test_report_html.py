"""A report as one HTML file: whole, readable without a script, and safe."""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from html.parser import HTMLParser
from typing import Any

import pytest
from report_sample import HOSTILE, sample_report

from lcagraph.report.content import Link, Paragraph, Reference, Report, Section
from lcagraph.report.html import html_text

VOID = {"meta", "br", "col"}


class Page(HTMLParser):
    """Elements and text of a page; complains about what isn't closed in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.words: list[str] = []
        self.open: list[str] = []
        self.feed(text)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {key: value or "" for key, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: Any) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def every(self, tag: str) -> list[dict[str, str]]:
        return [attrs for name, attrs in self.tags if name == tag]

    @property
    def ids(self) -> list[str]:
        return [attrs["id"] for _, attrs in self.tags if "id" in attrs]


def with_words(*words: Any) -> Report:
    section = Section(id="s", title="1", blocks=(Paragraph(words=words),))
    return replace(sample_report(), sections=(section,))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_is_whole_and_the_same_every_time(lang: Any) -> None:
    text = html_text(sample_report(lang))
    assert text == html_text(sample_report(lang))
    page = Page(text)
    assert page.every("html")[0]["lang"].startswith(lang)
    assert len(page.ids) == len(set(page.ids))
    assert not page.every("script")
    assert not page.every("link")
    assert not page.every("img")


def test_it_says_all_that_the_report_says() -> None:
    text = " ".join("".join(Page(html_text(sample_report())).words).split())
    for said in (
        "产品碳足迹报告",
        "碳足迹为 12.5 kgCO2e，见表 1 · 图 1",
        "表 1 各阶段碳足迹",
        "地址：待填写（盖章）",
        "☑已选 生产",
        "□未选 使用",
        "0123456789abcdef" * 4,
    ):
        assert said in text


def test_every_link_leads_somewhere() -> None:
    page = Page(html_text(sample_report()))
    inside = [
        link["href"][1:] for link in page.every("a") if link["href"].startswith("#")
    ]
    assert len(inside) == 1 + 4 + 2  # past the contents, its four lines, references
    assert set(inside) <= set(page.ids)


def test_its_tables_say_what_heads_what() -> None:
    page = Page(html_text(sample_report()))
    assert {cell["scope"] for cell in page.every("th")} == {"col"}
    assert [cell["rowspan"] for cell in page.every("td") if "rowspan" in cell] == ["2"]
    assert [cell["colspan"] for cell in page.every("td") if "colspan" in cell] == ["2"]
    assert len(page.every("caption")) == 2


def test_headings_go_down_one_level_at_a_time() -> None:
    tags = [tag for tag, _ in Page(html_text(sample_report())).tags]
    levels = [int(tag[1]) for tag in tags if re.fullmatch("h[1-6]", tag)]
    assert levels == [1, 2, 2, 2, 3, 3]  # title, contents, two sections, two in one


def test_the_policy_names_the_style_and_allows_no_script() -> None:
    text = html_text(sample_report())
    style = text.partition("<style>")[2].partition("</style>")[0]
    digest = b64encode(sha256(style.encode()).digest()).decode()
    (policy,) = [
        meta["content"]
        for meta in Page(text).every("meta")
        if meta.get("http-equiv") == "Content-Security-Policy"
    ]
    assert f"style-src 'sha256-{digest}'" in policy
    assert "default-src 'none'" in policy
    assert " style=" not in text


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_adds_no_element_and_stays_readable(name: str) -> None:
    harmless, hostile = (
        Page(html_text(sample_report("zh", one))) for one in ("x", name)
    )
    assert [tag for tag, _ in hostile.tags] == [tag for tag, _ in harmless.tags]
    assert name in "".join(hostile.words)


def test_signs_that_turn_text_are_replaced() -> None:
    text = html_text(with_words("a\u202eb"))
    assert "\u202e" not in text
    assert "a\ufffdb" in text


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x"])
def test_an_address_that_may_not_be_opened_is_only_printed(address: str) -> None:
    page = Page(html_text(with_words(Link(text="press", address=address))))
    assert not any(link["href"] == address for link in page.every("a"))
    assert f"press ({address})" in "".join(page.words)


def test_a_reference_to_nothing_is_an_error() -> None:
    with pytest.raises(KeyError, match="nowhere"):
        html_text(with_words(Reference(to="nowhere")))


def test_sections_with_one_id_have_anchors_of_their_own() -> None:
    report = sample_report()
    (first, *_) = report.sections
    again = replace(first, title="三、")
    page = Page(html_text(replace(report, sections=(*report.sections, again))))
    assert {"section-overview", "section-overview-2"} <= set(page.ids)
