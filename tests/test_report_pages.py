"""Pages of a report, for Word and PDF alike: what lies, what fits, what stays whole."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from report_sample import sample_report
from spreadsheet import needs_libreoffice
from word_pages import pages_of

import lcagraph
from lcagraph.report.columns import columns_of, fits_upright
from lcagraph.report.content import (
    Block,
    Cell,
    Figure,
    PageBreak,
    Paragraph,
    Report,
    Section,
    Table,
)
from lcagraph.report.pages import A4, Contents, Heading, sheets, width_in
from lcagraph.report.pdf import pdf_bytes
from lcagraph.report.word import word_bytes
from lcagraph.wording import LANGUAGES, Language


def with_blocks(*blocks: Block) -> Report:
    """A report of one section, before any contents."""
    section = Section(id="s", title="1", blocks=blocks, is_front=True)
    return replace(sample_report(), sections=(section,))


@pytest.mark.parametrize(
    ("fronts", "order"),
    [
        ((), ("contents", "break", "a", "b")),
        (("a",), ("a", "contents", "break", "b")),  # a summary form comes before
        (("b",), ("contents", "break", "a", "b")),  # nothing moves behind another
    ],
)
def test_contents_follow_what_stands_before_them(
    fronts: tuple[str, ...], order: tuple[str, ...]
) -> None:
    sections = tuple(
        Section(id=id_, title=id_, is_front=id_ in fronts) for id_ in ("a", "b")
    )
    report = replace(sample_report(), sections=sections)
    shown = [item for sheet in sheets(report) for item in sheet.items]
    names = {Contents: "contents", PageBreak: "break"}
    assert order == tuple(
        one.section.id if isinstance(one, Heading) else names[type(one)]
        for one in shown
    )


def test_columns_are_as_wide_as_their_longest_texts() -> None:
    row = (Cell(words=("x" * 10,)), Cell(words=("长" * 10,)), Cell(words=("y" * 99,)))
    table = Table(id="t", number="", title="", body=(row,))
    # Letters: 10, 20 (Chinese ones count twice), 99 → 36 at the most; sum 66.
    shares = columns_of(table).shares
    assert shares == pytest.approx((10 / 66, 20 / 66, 36 / 66))


def test_stated_widths_are_kept() -> None:
    row = (Cell(words=("a",)), Cell(words=("b",)))
    table = Table(id="t", number="", title="", body=(row,), widths=(0.2, 0.8))
    assert columns_of(table).shares == (0.2, 0.8)


def test_a_wide_table_stands_upright_where_its_longest_words_fit() -> None:
    # Ten columns have 10 × 2.8 mm of sides; of 164 mm, 136 mm are left for letters of
    # 1.3 mm: 10 for each column.
    def table(letters: int) -> Table:
        row = tuple(Cell(words=("x" * letters,)) for _ in range(10))
        return Table(id="t", number="", title="", body=(row,), is_wide=True)

    assert fits_upright(table(10))
    assert not fits_upright(table(11))


def test_a_wide_table_lies_where_its_rows_would_have_many_lines() -> None:
    # Chinese breaks anywhere: 60 characters, 120 letters, in columns of 10 letters.
    row = tuple(Cell(words=("长" * 60,)) for _ in range(10))
    table = Table(id="t", number="", title="", body=(row,), is_wide=True)
    assert not fits_upright(table)


def test_a_row_below_a_span_starts_beside_it() -> None:
    tall = Cell(words=("tall",), rows=2)
    body = ((tall, Cell(words=("a" * 20,))), (Cell(words=("b" * 30,)),))
    table = Table(id="t", number="", title="", body=body)
    # Columns: 5 letters at the least, and the longer of 20 and 30.
    assert columns_of(table).shares == pytest.approx((5 / 35, 30 / 35))


@pytest.mark.parametrize(
    ("width", "height", "lies", "printed"),
    [
        # 96 px are 25.4 mm. Small: at its natural size, 400 px = 105.8333 mm.
        (400.0, 100.0, False, 400 * 25.4 / 96),
        # 1200 × 300 px = 317.5 × 79.4 mm: 164/317.5 = 0.52 of it upright, 0.79 lying.
        (1200.0, 300.0, True, 251.0),
        # 1200 × 2000 px: the height of 245 mm decides, of which 44 mm
        # are for words; a lying page has less of it.
        (1200.0, 2000.0, False, (245 - 44) * 1200 / 2000),
    ],
)
def test_a_figure_lies_where_it_would_be_too_small_to_read(
    width: float, height: float, lies: bool, printed: float
) -> None:
    (figure,) = sample_report().figures()
    drawing = replace(figure.drawing, width=width, height=height)
    turned: Figure = replace(figure, drawing=drawing)
    (sheet,) = sheets(with_blocks(turned))
    assert sheet.is_lying is lies
    assert width_in(turned, A4.lying if lies else A4.upright) == pytest.approx(printed)


def test_a_line_between_two_lying_tables_lies_too() -> None:
    wide = sample_report().tables()[1]
    short = Paragraph(words=("between",))
    (sheet,) = sheets(with_blocks(wide, short, replace(wide, id="other")))
    assert sheet.is_lying
    # The heading, the tables, and the line.
    assert len(sheet.items) == 4


def test_a_break_at_the_head_of_a_section_stands_before_its_heading() -> None:
    line = Paragraph(words=("text",))
    kinds = [
        type(item).__name__
        for sheet in sheets(with_blocks(PageBreak(), line))
        for item in sheet.items
    ]
    assert kinds == ["PageBreak", "Heading", "Paragraph"]


# ------------------------------------------------------------------- the whole file

MODELS = Path(__file__).resolve().parents[1] / "models"
FORMS = ("chongqing", "shandong", "iso14067")


@pytest.mark.heavy
@needs_libreoffice
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", ["aluminium_profile", "lfp_cell", "caustic_soda"])
def test_word_and_pdf_have_as_many_pages(
    name: str, lang: Language, tmp_path: Path
) -> None:
    pypdf = pytest.importorskip("pypdf")
    model = lcagraph.read(MODELS / name / "model.yaml")
    expected = {}
    for form in FORMS:
        report = model.report(form, lang)
        content = pdf_bytes(report)
        expected[form] = len(pypdf.PdfReader(BytesIO(content)).pages)
        (tmp_path / f"{form}.docx").write_bytes(word_bytes(report))
    printed = pages_of([tmp_path / f"{form}.docx" for form in FORMS], tmp_path)
    # Fonts differ, so the last page may.
    for form, count in expected.items():
        assert abs(printed[form] - count) <= 1, (form, count, printed[form])
