"""The Word file of a report: whole, the same every time, read by LibreOffice too."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from spreadsheet import needs_libreoffice
from word_pages import printed
from word_reports import example

from lcagraph.drawing.plain import plain
from lcagraph.report.word import word_bytes
from lcagraph.wording import LANGUAGES, Language

docx = pytest.importorskip("docx")
etree = pytest.importorskip("lxml.etree")


def part(content: bytes, name: str) -> str:
    with zipfile.ZipFile(BytesIO(content)) as parts:
        return parts.read(name).decode()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_same_report_gives_the_same_bytes(lang: Language) -> None:
    assert word_bytes(example(lang)) == word_bytes(example(lang))


def test_no_part_of_the_file_knows_a_time() -> None:
    content = word_bytes(example())
    with zipfile.ZipFile(BytesIO(content)) as parts:
        assert {part.date_time[0] for part in parts.infolist()} == {1980}
    assert "dcterms:created" not in part(content, "docProps/core.xml")


def test_every_part_is_well_formed_and_every_relationship_leads_somewhere() -> None:
    content = word_bytes(example())
    with zipfile.ZipFile(BytesIO(content)) as parts:
        names = set(parts.namelist())
        for name in names:
            if name.endswith((".xml", ".rels", ".svg")):
                etree.fromstring(parts.read(name))
    relations = etree.fromstring(part(content, "word/_rels/document.xml.rels").encode())
    inside = [one for one in relations if one.get("TargetMode") != "External"]
    for one in inside:
        target = one.get("Target")
        path = target.removeprefix("../") if ".." in target else f"word/{target}"
        assert path in names
    document = part(content, "word/document.xml")
    used = set(re.findall(r'r:(?:id|embed)="([^"]+)"', document))
    assert used <= {one.get("Id") for one in relations}


def test_styles_name_a_chinese_font_and_no_theme() -> None:
    styles = part(word_bytes(example()), "word/styles.xml")
    assert 'w:eastAsia="宋体"' in styles
    assert 'w:eastAsia="黑体"' in styles
    assert "Theme" not in styles


def test_every_style_that_is_used_is_defined() -> None:
    content = word_bytes(example())
    document = part(content, "word/document.xml")
    used = set(re.findall(r'<w:[pr]Style w:val="([^"]+)"', document))
    known = re.findall(r'w:styleId="([^"]+)"', part(content, "word/styles.xml"))
    assert used <= set(known)
    assert len(known) == len(set(known))


def test_properties_name_the_report_and_are_cut_to_what_word_allows() -> None:
    report = example()
    report = replace(report, cover=replace(report.cover, title="长" * 300))
    properties = docx.Document(BytesIO(word_bytes(report))).core_properties
    assert properties.title == "长" * 254 + "…"
    assert properties.language == "zh-CN"
    assert example().inventory_sha256 in properties.comments


@pytest.mark.heavy
@needs_libreoffice
def test_libreoffice_loses_no_cell_and_fills_the_page_numbers(tmp_path: Path) -> None:
    pypdf = pytest.importorskip("pypdf")
    report = example()
    (tmp_path / "report.docx").write_bytes(word_bytes(report))
    files = printed([tmp_path / "report.docx"], tmp_path)
    pages = pypdf.PdfReader(files["report"]).pages
    # cover, contents, text, names, lying table, figure, lying figure
    assert len(pages) == 7
    shown = "".join("".join(page.extract_text().split()) for page in pages)
    texts = [
        str(words)
        for table in report.tables()
        for row in (*table.head, *table.body)
        for cell in row
        for words in cell.words
    ]
    lost = [
        text
        for text in texts
        # right to left, and characters without a glyph, come out of a PDF otherwise
        if not re.search("[\u0590-\u05ff]", text)
        and "".join(plain(text).replace("\ufffd", "").split())
        not in shown.replace("\ufffd", "")
    ]
    assert lost == []
    assert re.search(r"2\.1清单\.*5", "".join(pages[1].extract_text().split()))
