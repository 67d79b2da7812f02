"""A report in a letterhead of the user's: filled in, never run."""

from __future__ import annotations

import sys
import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from letterheads import letterhead
from word_reports import example

from lcagraph.errors import UsageError
from lcagraph.report.content import Report
from lcagraph.report.word import word_bytes

docx = pytest.importorskip("docx")
pytest.importorskip("docxtpl")


def filled(path: Path, report: Report | None = None) -> Any:
    return docx.Document(BytesIO(word_bytes(report or example(), path)))


def texts(document: Any) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs]


def refused(path: Path) -> tuple[str, Any]:
    with pytest.raises(UsageError) as caught:
        word_bytes(example(), path)
    return caught.value.finding.code, caught.value.finding.values


def test_the_report_takes_the_place_of_its_paragraph(tmp_path: Path) -> None:
    path = letterhead(tmp_path, "上", "{{p body}}", "下", header="{{ title }}")
    document = filled(path)
    said = texts(document)
    assert said.index("上") < said.index("一、目的与范围") < said.index("下")
    assert document.sections[0].header.paragraphs[0].text == "铝型材产品碳足迹报告"


def test_placeholders_are_filled(tmp_path: Path) -> None:
    path = letterhead(
        tmp_path,
        "{{ title }} / {{ subtitle }} / {{ inventory_sha256 }}",
        '{{ cover["委托单位"] }}',
        "{% if subtitle %}有{% endif %}",
        "{{p body}}",
    )
    said = texts(filled(path))
    assert said[:3] == [
        f"铝型材产品碳足迹报告 / GB/T 24067—2024 / {'0123456789abcdef' * 4}",
        "某铝业有限公司",
        "有",
    ]


def test_a_letterhead_that_prints_the_title_is_the_cover(tmp_path: Path) -> None:
    with_title = letterhead(tmp_path, "{{ title }}", "{{p body}}", name="a.docx")
    without = letterhead(tmp_path, "{{p body}}", name="b.docx")
    title = "铝型材产品碳足迹报告"
    assert texts(filled(with_title)).count(title) == 1
    assert texts(filled(without)).count(title) == 1
    assert "GB/T 24067—2024" not in texts(filled(with_title))
    assert "GB/T 24067—2024" in texts(filled(without))


def test_text_of_the_report_is_never_read_as_a_template(tmp_path: Path) -> None:
    report = example()
    title = "{{ 7*7 }} {% for a in b %} <w:p/> & {{p body}}"
    report = replace(report, cover=replace(report.cover, title=title))
    path = letterhead(tmp_path, "{{ title }}", "{{p body}}", header="{{ title }}")
    document = filled(path, report)
    assert texts(document)[0] == title
    assert document.sections[0].header.paragraphs[0].text == title
    assert "{{ 7*7 }}{% for x in y %}" in [
        cell.text for table in document.tables for cell in table._cells
    ]


@pytest.mark.parametrize(
    "line",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ title.__class__ }}",
        "{{ cover.__init__ }}",
        "{{ cover['nothing of the kind'] }}",
        "{{ self }}",
        "{{ range(9) }}",
        "{{ 'a' * 9999999999 }}",
        "{% for a in title %}{% endfor %}",
        "{% set x = 1 %}",
        "{% include 'x' %}",
        "{% import 'x' as y %}",
        "{{ title|upper }}",
        "{{ lipsum }}",
        "{{ cover }}",
        "{{ heading }}",
    ],
)
def test_a_letterhead_can_only_ask_for_what_a_report_has(
    tmp_path: Path, line: str
) -> None:
    code, values = refused(letterhead(tmp_path, line, "{{p body}}"))
    assert code == "E299"
    assert "{{ title }}" in values["known"]


def test_a_placeholder_in_a_header_is_checked_too(tmp_path: Path) -> None:
    path = letterhead(tmp_path, "{{p body}}", header="{{ cycler.__init__ }}")
    assert refused(path)[0] == "E299"


@pytest.mark.parametrize(
    ("lines", "count"),
    [(("no place",), "0"), (("{{p body}}", "{{p body}}"), "2")],
)
def test_the_report_needs_one_place(
    tmp_path: Path, lines: tuple[str, ...], count: str
) -> None:
    code, values = refused(letterhead(tmp_path, *lines))
    assert (code, values["count"]) == ("E719", count)


@pytest.mark.parametrize("line", ["{{ title", "{% if title %}", "{{ }}"])
def test_a_broken_placeholder_is_told(tmp_path: Path, line: str) -> None:
    assert refused(letterhead(tmp_path, "{{p body}}", line))[0] == "E035"


def test_what_is_no_word_document_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    assert refused(path)[0] == "E035"  # it isn't there
    path.write_bytes(b"no zip")
    assert refused(path)[0] == "E035"
    with zipfile.ZipFile(path, "w") as parts:
        parts.writestr("hello.txt", "no document")
    assert refused(path)[0] == "E035"


def test_a_letterhead_that_fills_the_memory_is_refused(tmp_path: Path) -> None:
    path = letterhead(tmp_path, "{{p body}}")
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("word/media/zeros.bin", bytes(65_000_000))
    assert refused(path)[0] == "E035"


def test_a_letterhead_with_entities_is_refused(tmp_path: Path) -> None:
    path = letterhead(tmp_path, "{{p body}}")
    with zipfile.ZipFile(path, "a") as parts:
        parts.writestr("word/x.xml", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')
    assert refused(path)[0] == "E035"


def test_styles_of_the_letterhead_keep_their_look_under_any_id(tmp_path: Path) -> None:
    path = letterhead(tmp_path, "{{p body}}")
    document = docx.Document(str(path))
    document.styles["Heading 1"].element.set(
        "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}styleId", "1"
    )
    document.save(str(path))
    heading = next(p for p in filled(path).paragraphs if p.text == "一、目的与范围")
    assert heading.style.style_id == "1"
    assert heading.style.name == "Heading 1"


def test_pages_of_the_letterhead_keep_their_size_and_turn_for_wide_tables(
    tmp_path: Path,
) -> None:
    sections = list(filled(letterhead(tmp_path, "{{p body}}", "下")).sections)
    short, long = sorted((sections[0].page_width, sections[0].page_height))
    sizes = [(one.page_width, one.page_height) for one in sections]
    assert sizes == [
        (short, long),
        (long, short),
        (short, long),
        (long, short),
        (short, long),
    ]


def test_the_same_letterhead_gives_the_same_bytes(tmp_path: Path) -> None:
    path = letterhead(tmp_path, "{{ title }}", "{{p body}}", header="{{ subtitle }}")
    assert word_bytes(example(), path) == word_bytes(example(), path)


@pytest.mark.parametrize(
    ("module", "needed"), [("docx", "python-docx"), ("docxtpl", "docxtpl")]
)
def test_a_missing_package_is_named_with_the_command_that_installs_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: str, needed: str
) -> None:
    path = letterhead(tmp_path, "{{p body}}")
    monkeypatch.setitem(sys.modules, module, None)
    monkeypatch.delitem(sys.modules, "lcagraph.report.word.document", raising=False)
    code, values = refused(path)
    assert (code, values) == ("E030", {"package": needed})
