"""A report in Word: everything that it says is in the file, and nothing runs."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from word_reports import HOSTILE, cells, drawing, example, stages_table, wide_table

from lcagraph.drawing.plain import plain
from lcagraph.report.content import (
    Blank,
    Block,
    Cell,
    Figure,
    Link,
    PageBreak,
    Paragraph,
    Reference,
    Report,
    Section,
    Table,
)
from lcagraph.report.pieces import web_address
from lcagraph.report.word import word_bytes
from lcagraph.report.word.tables import whole_rows
from lcagraph.wording import LANGUAGES, Language

docx = pytest.importorskip("docx")

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def report_of(*blocks: Block, title: str = "报告") -> Report:
    """A report of one section."""
    report = example()
    section = Section(id="only", title="一", blocks=blocks)
    cover = replace(report.cover, title=title)
    return replace(report, cover=cover, sections=(section,))


def opened(report: Report) -> Any:
    return docx.Document(BytesIO(word_bytes(report)))


def part(content: bytes, name: str) -> str:
    with zipfile.ZipFile(BytesIO(content)) as parts:
        return parts.read(name).decode()


def style_of(paragraph: Any) -> str:
    """Id of a paragraph's style."""
    return str(paragraph.find(f"{W}pPr/{W}pStyle").get(f"{W}val"))


def instructions(element: Any) -> list[str]:
    """What the fields below an element compute."""
    return [one.text.strip() for one in element.iter(f"{W}instrText")]


def text_of(element: Any) -> str:
    """All text below an element, as it reads."""
    return "".join(one.text or "" for one in element.iter(f"{W}t"))


# --------------------------------------------------------------------- what it says


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_word_of_the_report_is_in_the_document(lang: Language) -> None:
    said = text_of(opened(example(lang)).element.body)
    for block in example(lang).blocks():
        if isinstance(block, Table):
            for cell in (cell for row in (*block.head, *block.body) for cell in row):
                for words in cell.words:
                    assert plain(str(words)).replace("₄", "4") in said
    assert "8 460 kgCO2e，其中 CH4 占“极小”部分" in said


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_stands_in_its_cell_as_it_is(text: str) -> None:
    only = Table(id="t", number="", title="", body=(cells(text),))
    document = opened(report_of(only))
    table = document.tables[-1]
    assert table.cell(0, 0).text == plain(text)
    assert len(document.element.body.findall(f".//{W}tbl")) == 2  # cover lines, this


@pytest.mark.parametrize("text", ["bell\x07", "\x00null", "half \ud83d", "a\ufffeb"])
def test_a_character_that_xml_forbids_is_seen_to_be_missing(text: str) -> None:
    said = text_of(opened(report_of(Paragraph(words=(text,)), title=text)).element.body)
    assert said.count("\ufffd") >= 2  # title and paragraph


def test_line_breaks_of_a_text_are_kept() -> None:
    paragraph = opened(report_of(Paragraph(words=("一\n二 CO2\r\n三",)))).paragraphs[-1]
    assert paragraph.text == "一\n二 CO2\n三"


def test_the_digits_of_gases_are_real_subscripts() -> None:
    document = opened(report_of(Paragraph(words=("kgCO2e，CH₄，GB/T 24067",))))
    lowered = [run.text for run in document.paragraphs[-1].runs if run.font.subscript]
    assert lowered == ["2", "4"]


def test_boxes_are_ticked_as_chosen() -> None:
    said = text_of(opened(example()).element.body)
    assert "系统边界：  ☑ 摇篮到大门  □ 摇篮到坟墓" in said


def test_a_blank_is_an_underlined_line_that_word_names() -> None:
    blank = Blank(path="organisation.address", label="地址" * 40, hint="（盖章）")
    body = opened(report_of(Paragraph(words=("地址：", blank)))).element.body
    control = body.findall(f".//{W}sdt")[-1]
    assert control.find(f".//{W}tag").get(f"{W}val") == "organisation.address"
    assert len(control.find(f".//{W}alias").get(f"{W}val")) == 64  # Word's limit
    assert control.find(f".//{W}u").get(f"{W}val") == "single"
    assert text_of(body).endswith("（盖章）")


def test_the_cover_prints_the_hash_of_the_inventory() -> None:
    report = example()
    assert report.inventory_sha256 in text_of(opened(report).element.body)


# ----------------------------------------------------------------- references, links


def test_a_reference_shows_the_number_of_its_table_and_leads_to_its_bookmark() -> None:
    reference = Paragraph(words=("见", Reference(to="stages")))
    body = opened(report_of(stages_table(), reference)).element.body
    paragraph = body.findall(f"{W}p")[-1]
    instruction = instructions(paragraph)[0].split()
    marks = list(body.iter(f"{W}bookmarkStart"))
    (mark,) = [one for one in marks if one.get(f"{W}name") == instruction[1]]
    assert instruction[0] == "REF"
    assert text_of(paragraph) == "见表 2-1"
    assert text_of(mark.getparent()).startswith("表 2-1")


def test_a_reference_that_leads_nowhere_is_an_error() -> None:
    with pytest.raises(KeyError, match="nowhere"):
        word_bytes(report_of(Paragraph(words=(Reference(to="nowhere"),))))


def test_the_contents_name_every_heading_before_any_update() -> None:
    document = opened(example())
    entries = [
        text_of(paragraph)
        for paragraph in document.element.body.iter(f"{W}p")
        if re.fullmatch("TOC[1-3]", style_of(paragraph))
    ]
    assert entries == [
        "一、目的与范围",
        "1.1 声明单位",
        "二、量化",
        "2.1 清单",
        "三、图",
    ]


def test_word_sees_one_table_of_contents_around_all_entries() -> None:
    body = opened(example()).element.body
    (control,) = body.findall(f"{W}sdt")
    (gallery,) = control.iter(f"{W}docPartGallery")
    assert gallery.get(f"{W}val") == "Table of Contents"
    told = instructions(control)
    assert told[0] == 'TOC \\o "1-3" \\h \\z \\u'
    assert len(told) == 1 + 5  # a page for each of five headings
    ends = [one.get(f"{W}fldCharType") for one in control.iter(f"{W}fldChar")]
    assert ends.count("begin") == ends.count("end") == 6
    assert (ends[0], ends[-1]) == ("begin", "end")


def test_programs_that_freeze_a_table_of_contents_see_none() -> None:
    # ECMA-376 part 3, 10.2.1: of the choices, a program takes what it understands.
    control = opened(example()).element.body.find(f"{W}sdt")
    choices = [one for one in control.iter() if one.tag.endswith("}Choice")]
    assert [one.get("Requires") for one in choices] == ["w15", "w15"]
    assert all("w15" in one.nsmap for one in choices)
    hidden = [told for one in choices for told in instructions(one)]
    assert [told.split()[0] for told in hidden] == ["TOC"]


def test_captions_are_counted_by_fields_that_give_the_printed_number() -> None:
    tables = [
        replace(stages_table(), id=number, number=number)
        for number in (
            "表 1-1",
            "表 2-1",
            "表 2-2",
            "表 2-5",
            "表 2-6",
            "表 3",
            "表 A-1",
        )
    ]
    body = opened(report_of(*tables)).element.body
    captions = [one for one in body.iter(f"{W}p") if style_of(one) == "Caption"]
    assert [text_of(one).split("  ")[0] for one in captions] == [
        table.number for table in tables
    ]
    # A number that isn't the next one of its chapter is set.
    assert [instructions(one) for one in captions] == [
        ["SEQ 表_1 \\* ARABIC"],
        ["SEQ 表_2 \\* ARABIC"],
        ["SEQ 表_2 \\* ARABIC"],
        ["SEQ 表_2 \\* ARABIC \\r 5"],
        ["SEQ 表_2 \\* ARABIC"],
        ["SEQ 表 \\* ARABIC \\r 3"],
        ["SEQ 表_A \\* ARABIC"],
    ]


@pytest.mark.parametrize("number", ["表一", "Table", "表 3.1", "表 0", "表 1-2-3", "Ⅳ"])
def test_a_number_that_no_field_counts_is_text(number: str) -> None:
    body = opened(report_of(replace(stages_table(), number=number))).element.body
    (caption,) = [one for one in body.iter(f"{W}p") if style_of(one) == "Caption"]
    assert text_of(caption).startswith(number)
    assert not instructions(caption)


def test_a_link_leads_to_its_address() -> None:
    content = word_bytes(example())
    assert 'Target="https://example.org/a?b=1&amp;c=2"' in part(
        content, "word/_rels/document.xml.rels"
    )


@pytest.mark.parametrize(
    ("address", "opens"),
    [
        ("https://example.org/报告 1", "https://example.org/%E6%8A%A5%E5%91%8A%201"),
        ("mailto:a@example.org", "mailto:a@example.org"),
        ("javascript:alert(1)", None),
        ("file:///etc/passwd", None),
        ("https://", None),
        ("http://[bad", None),
        ("\\\\server\\share", None),
    ],
)
def test_only_web_addresses_can_be_clicked(address: str, opens: str | None) -> None:
    assert web_address(address) == opens


def test_an_address_that_may_not_be_opened_is_printed() -> None:
    link = Link(text="证据", address="file:///x")
    assert opened(report_of(Paragraph(words=(link,)))).paragraphs[-1].text == (
        "证据 (file:///x)"
    )


# --------------------------------------------------------------------------- tables


def test_spans_are_merged_cells_and_heads_come_again_on_each_page() -> None:
    table = opened(report_of(stages_table())).tables[-1]
    shown = [[cell.text for cell in row.cells] for row in table.rows]
    assert shown == [
        ["阶段", "项目", "排放", "排放"],
        ["阶段", "项目", "kgCO2e", "%"],
        ["生产", "电力", "1 200", "60.0"],
        ["生产", "天然气", "800", "40.0"],
        ["合计", "合计", "2 000", "100.0"],
    ]
    heads = [row._tr.find(f".//{W}tblHeader") is not None for row in table.rows]
    assert heads == [True, True, False, False, False]


def test_widths_are_the_shares_that_the_table_says() -> None:
    table = opened(report_of(stages_table())).tables[-1]
    widths = [int(one.get(f"{W}w")) for one in table._tbl.iter(f"{W}gridCol")]
    # A4 (210 mm) less margins of 24 and 22 mm is 164 mm, 56.69 twips each: 9298;
    # 0.2, 0.4, 0.2, 0.2 of it are 1859.6, 3719.1, …; rounded up, they wouldn't fit
    assert widths == [1859, 3719, 1859, 1859]


def test_totals_are_strong() -> None:
    rows = opened(report_of(stages_table())).tables[-1].rows
    strong = [any(run.bold for run in row.cells[2].paragraphs[0].runs) for row in rows]
    assert strong == [True, True, False, False, True]


def test_a_cell_that_spans_rows_and_columns_leaves_no_hole() -> None:
    # a a b
    # a a c
    # d e f
    body = (
        (Cell(words=("a",), rows=2, columns=2), Cell(words=("b",))),
        (Cell(words=("c",)),),
        cells("d", "e", "f"),
    )
    rows = whole_rows(body)
    shown = [[(one.cell.words[0], one.column) for one in row] for row in rows]
    assert shown == [
        [("a", 0), ("b", 2)],
        [("a", 0), ("c", 2)],
        [("d", 0), ("e", 1), ("f", 2)],
    ]


def test_a_row_with_too_few_cells_is_filled_up() -> None:
    rows = whole_rows((cells("a", "b"), cells("c")))
    assert [len(row) for row in rows] == [2, 2]


def test_a_table_of_three_hundred_rows_has_all_of_them() -> None:
    columns = range(8)
    body = tuple(cells(*(f"{row}/{c} CO2" for c in columns)) for row in range(300))
    head = (cells(*"abcdefgh"),)
    table = Table(id="t", number="表 1", title="", body=body, head=head)
    rows = opened(report_of(table)).element.body.findall(f".//{W}tbl")[-1]
    shown = [text_of(row) for row in rows.findall(f"{W}tr")]
    assert shown[1:] == ["".join(f"{r}/{c} CO2" for c in columns) for r in range(300)]


# ---------------------------------------------------------------------------- pages


def orientations(report: Report) -> list[str]:
    return [section.orientation.name for section in opened(report).sections]


def test_a_wide_table_lies_with_its_heading_and_the_text_after_it_stands() -> None:
    document = opened(example())
    orients = [section.orientation.name for section in document.sections]
    # cover; text and tables; the wide table; a line and a figure; the long figure
    assert orients == ["PORTRAIT", "PORTRAIT", "LANDSCAPE", "PORTRAIT", "LANDSCAPE"]
    first = next(iter(list(document.sections)[2].iter_inner_content()))
    assert first.text == "2.1 清单"


def test_a_line_between_two_wide_tables_takes_no_page_of_its_own() -> None:
    again = replace(wide_table(), id="again")
    report = report_of(wide_table(), Paragraph(words=("续",)), again)
    # cover, contents, and both tables on pages on their side
    assert orientations(report) == ["PORTRAIT", "PORTRAIT", "LANDSCAPE"]


def test_a_page_break_at_the_end_makes_no_empty_page() -> None:
    body = opened(report_of(Paragraph(words=("完",)), PageBreak())).element.body
    breaks = [one for one in body.iter(f"{W}br") if one.get(f"{W}type") == "page"]
    assert len(breaks) == 1  # after the contents


def test_a_page_break_after_a_heading_comes_before_it() -> None:
    body = opened(report_of(PageBreak(), Paragraph(words=("正文",)))).element.body
    said = [text_of(one) for one in body.findall(f"{W}p")][-3:]
    assert said[-2:] == ["一", "正文"]


# -------------------------------------------------------------------------- figures


def test_a_figure_is_a_vector_with_pixels_beside_it_and_says_what_it_shows() -> None:
    pytest.importorskip("typst")
    figure = Figure(id="f", number="图 1", title="流程", drawing=drawing())
    content = word_bytes(report_of(figure))
    with zipfile.ZipFile(BytesIO(content)) as parts:
        media = [name for name in parts.namelist() if name.startswith("word/media/")]
        pictures = {name.rpartition(".")[2]: parts.read(name) for name in media}
    assert sorted(pictures) == ["png", "svg"]
    assert pictures["png"].startswith(b"\x89PNG")
    assert pictures["svg"].lstrip().startswith(b"<?xml")
    document = part(content, "word/document.xml")
    assert "svgBlip" in document
    assert 'descr="熔铸 → 挤压"' in document


def test_the_same_figure_twice_is_stored_once_and_has_two_ids() -> None:
    pytest.importorskip("typst")
    figure = Figure(id="f", number="图 1", title="", drawing=drawing())
    again = replace(figure, id="g", number="图 2")
    content = word_bytes(report_of(figure, again))
    with zipfile.ZipFile(BytesIO(content)) as parts:
        media = [name for name in parts.namelist() if name.startswith("word/media/")]
    assert len(media) == 2
    ids = re.findall(r'<wp:docPr id="(\d+)"', part(content, "word/document.xml"))
    assert ids == ["1", "2"]
