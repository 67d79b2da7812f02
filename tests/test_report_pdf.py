"""A report as PDF: an archive's file, with its text, links, tags and attachments."""

from __future__ import annotations

import io
import shutil
import subprocess
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pypdf
import pytest
from report_sample import HOSTILE, sample_report

from lcagraph.errors import UsageError
from lcagraph.report.content import (
    Block,
    Link,
    Paragraph,
    Reference,
    Report,
    Section,
)
from lcagraph.report.pdf import pdf_bytes

pytest.importorskip("typst")

INVENTORY = b'{"footprint":"12.5"}'
PDFA = "{http://www.aiim.org/pdfa/ns/id/}"
PDFUA = "{http://www.aiim.org/pdfua/ns/id/}"


def read(report: Report, **attachments: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(pdf_bytes(report, attachments)))


def text_of(report: Report) -> str:
    """Text of all pages without blanks and line ends; low digits as digits."""
    pages = (page.extract_text() for page in read(report).pages)
    return "".join(unicodedata.normalize("NFKC", "".join(pages)).split())


def with_blocks(*blocks: Block) -> Report:
    section = Section(id="s", title="1", blocks=blocks)
    return replace(sample_report(), sections=(section,))


def fonts_in(reader: pypdf.PdfReader) -> Iterator[Any]:
    """Descriptors of every font of a file, those of figures included."""
    for number in range(1, len(reader.xref[0]) + 1):
        one = reader.get_object(number)
        if isinstance(one, dict) and one.get("/Type") == "/Font":
            for inner in one.get("/DescendantFonts", [one]):
                yield inner.get_object()["/FontDescriptor"].get_object()


# ----------------------------------------------------------------------- the archive


def test_the_file_says_it_is_pdf_a_3b_and_pdf_ua_1() -> None:
    root = read(sample_report()).trailer["/Root"]
    said = {
        element.tag: element.text
        for element in ElementTree.fromstring(root["/Metadata"].get_data()).iter()
    }
    assert said[f"{PDFA}part"] == "3"
    assert said[f"{PDFA}conformance"] == "B"
    assert said[f"{PDFUA}part"] == "1"


def test_its_colours_have_a_profile_and_its_pages_are_tagged() -> None:
    root = read(sample_report()).trailer["/Root"]
    (intent,) = root["/OutputIntents"]
    assert intent["/S"] == "/GTS_PDFA1"
    assert intent["/DestOutputProfile"].get_data()[36:40] == b"acsp"  # ICC.1, 7.2.12
    assert root["/MarkInfo"]["/Marked"].value is True
    assert root["/Lang"].startswith("zh")


def test_every_font_is_in_the_file() -> None:
    fonts = list(fonts_in(read(sample_report())))
    assert fonts
    assert all("/FontFile2" in font for font in fonts)
    assert all("+LcagraphSansSC" in font["/FontName"] for font in fonts)


def test_attachments_are_associated_with_the_file_byte_by_byte() -> None:
    packed = bytes(range(256))  # no UTF-8
    reader = read(sample_report(), **{"inventory.json": INVENTORY, "m.zip": packed})
    assert reader.attachments == {"inventory.json": [INVENTORY], "m.zip": [packed]}
    associated = [one.get_object() for one in reader.trailer["/Root"]["/AF"]]
    assert {one["/UF"] for one in associated} == {"inventory.json", "m.zip"}
    assert {one["/AFRelationship"] for one in associated} == {"/Data"}
    kinds = {one["/EF"]["/F"].get_object()["/Subtype"] for one in associated}
    assert kinds == {"/application/json", "/application/zip"}


@pytest.mark.skipif(shutil.which("qpdf") is None, reason="qpdf is not installed")
def test_qpdf_finds_nothing_wrong(tmp_path: Path) -> None:
    file = tmp_path / "report.pdf"
    file.write_bytes(pdf_bytes(sample_report(), {"inventory.json": INVENTORY}))
    done = subprocess.run(
        ["qpdf", "--check", file], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "No syntax or stream encoding errors" in done.stdout


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_same_report_gives_the_same_bytes(lang: Any) -> None:
    report = sample_report(lang)
    attached = {"inventory.json": INVENTORY}
    assert pdf_bytes(report, attached) == pdf_bytes(report, attached)


# ------------------------------------------------------------------------- the pages


def test_its_chinese_text_can_be_copied_out() -> None:
    text = text_of(sample_report())
    for said in (
        "产品碳足迹报告铝型材6063-T5",
        "碳足迹为12.5kgCO2e,见表1·图1",
        "CH4,N2O,SF6",
        "表1各阶段碳足迹",
        "铝型材6063-T510",
        "天然气2.5",
        "合计12.5",
        "第3页共6页",
        "0123456789abcdef" * 4,
    ):
        assert said in text


def test_boxes_are_ticked_or_empty() -> None:
    text = text_of(sample_report())
    assert "☑生产" in text
    assert "□使用" in text


def test_sections_are_bookmarks() -> None:
    def titles(outline: list[Any]) -> list[Any]:
        return [
            titles(one) if isinstance(one, list) else str(one.title) for one in outline
        ]

    assert titles(read(sample_report()).outline) == [
        "一、概况",
        "二、清单分析",
        ["2.1 数据表", "2.2 计量设备"],
    ]


def test_a_wide_table_lies_and_repeats_its_head_overleaf() -> None:
    pages = read(sample_report()).pages
    lying = [page for page in pages if page.mediabox.width > page.mediabox.height]
    assert len(lying) == 2  # 40 rows, of which 30 fit on a page at the most
    assert all("列 9" in page.extract_text() for page in lying)
    assert "2.2 计量设备" in lying[0].extract_text()  # its heading is not left behind
    assert [round(float(side)) for side in pages[0].mediabox[2:]] == [595, 842]  # A4


def test_references_and_addresses_are_links() -> None:
    links = [
        note.get_object()
        for page in read(sample_report()).pages
        for note in page.get("/Annots", [])
    ]
    addresses = {link["/A"]["/URI"] for link in links if "/A" in link}
    assert addresses == {"https://example.org/pcf?id=1&lang=zh"}
    inside = [link for link in links if "/Dest" in link]
    assert len(inside) >= 4 + 2  # four lines of the contents, two references


def test_a_figure_is_told_in_words() -> None:
    reader = read(sample_report())
    told = [
        str(one["/Alt"])
        for number in range(1, len(reader.xref[0]) + 1)
        if isinstance(one := reader.get_object(number), dict) and "/Alt" in one
    ]
    assert any("12.5 kgCO" in alt for alt in told)


@pytest.mark.parametrize("address", ["javascript:alert(1)", "file:///etc/passwd", ""])
def test_an_address_that_may_not_be_opened_is_only_printed(address: str) -> None:
    link = Link(text="press", address=address)
    reader = read(with_blocks(Paragraph(words=(link,))))
    notes = (note for page in reader.pages for note in page.get("/Annots", []))
    assert all("/A" not in note.get_object() for note in notes)


# --------------------------------------------------------------------------- refusals


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_printed_as_it_stands(name: str) -> None:
    expected = unicodedata.normalize("NFKC", "".join(name.split()))
    assert expected in text_of(with_blocks(Paragraph(words=(name,))))


def test_a_hostile_name_fits_everywhere() -> None:
    for name in HOSTILE:
        assert pdf_bytes(sample_report("en", name)).startswith(b"%PDF-1.7")


def test_signs_that_turn_or_break_text_are_replaced() -> None:
    # U+202E turns the direction of writing, U+0007 rings a bell.
    text = text_of(with_blocks(Paragraph(words=("a\u202eb\u0007c",))))
    assert "a\ufffdb\ufffdc" in text


def test_a_character_without_a_glyph_is_refused_by_name() -> None:
    with pytest.raises(UsageError) as caught:
        pdf_bytes(with_blocks(Paragraph(words=("emoji 🦆 here",))))
    assert caught.value.finding.code == "E025"
    (quoted,) = caught.value.finding.values["characters"]
    assert quoted.startswith("🦆 U+1F986")


def test_characters_with_glyphs_are_not_refused() -> None:
    assert pdf_bytes(with_blocks(Paragraph(words=("≤ ≥ ± Σ ① 鑫 łódź",))))


def test_a_reference_to_nothing_is_an_error() -> None:
    with pytest.raises(KeyError, match="nowhere"):
        pdf_bytes(with_blocks(Paragraph(words=(Reference(to="nowhere"),))))


def test_without_typst_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "typst", None)
    with pytest.raises(UsageError) as caught:
        pdf_bytes(sample_report())
    assert caught.value.finding.code == "E700"


def test_what_typst_refuses_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lcagraph.report.pdf._template", lambda: b"#panic()")
    with pytest.raises(UsageError) as caught:
        pdf_bytes(sample_report())
    assert caught.value.finding.code == "E024"


# ---------------------------------------------------------------------------- layout


def test_a_small_table_is_not_cut_by_the_end_of_a_page() -> None:
    (small, _) = sample_report().tables()
    filler = Paragraph(words=("x\n" * 40,))  # 40 lines fill most of an A4 page
    tables = tuple(replace(small, id=f"t{place}") for place in range(8))
    pages = [one.extract_text() for one in read(with_blocks(filler, *tables)).pages]
    heads = sum(text.count("活动") for text in pages)
    assert heads == 8  # a table that is cut repeats its head


@pytest.mark.parametrize(("line", "count"), [("0123456789abcdef" * 4, 1), ("", 1)])
def test_the_fingerprint_is_printed_once(line: str, count: int) -> None:
    report = sample_report()
    cover = replace(report.cover, lines=(("SHA-256", (line,)),))
    text = text_of(replace(report, cover=cover))
    assert text.count("0123456789abcdef" * 4) == count


def test_low_letters_of_a_formula_are_set_low() -> None:
    assert "ΣiADi×GWP" in text_of(with_blocks(Paragraph(words=("Σᵢ ADᵢ × GWP",))))
