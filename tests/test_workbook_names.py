"""Names of sheets, and words of a table that are numbers of a workbook."""

from __future__ import annotations

import pytest

from lcagraph.report.workbook.plain_text import sheet_name
from lcagraph.report.workbook.shown import shown_as


def test_names_of_sheets_fit_and_differ() -> None:
    taken: set[str] = set()
    long = "表 3-1 " + "很长的表名" * 10
    assert len(sheet_name(long, taken)) == 31
    assert sheet_name(long, taken).endswith("… (2)")
    assert sheet_name("a/b[c]:d*?", taken) == "a b c d"
    assert sheet_name("History", taken) == "History 1"


@pytest.mark.parametrize(
    ("title", "name"),
    [
        # "Table 3-5 Suppliers and upstream" has 32 letters, one more than Excel takes
        ("Table 3-5 Suppliers and upstream transport", "Table 3-5 Suppliers and…"),
        ("Table 2 Emissions of each stage", "Table 2 Emissions of each stage"),  # 31
        ("Supercalifragilisticexpialidocious", "Supercalifragilisticexpialidoc…"),
        (
            "表 3-57 排放源数据不确定性评估（产品生产阶段，按设备分列明细表）",
            "表 3-57 排放源数据不确定性评估（产品生产阶段，按设备分…",
        ),
    ],
)
def test_a_name_of_a_sheet_is_not_cut_in_a_word(title: str, name: str) -> None:
    assert sheet_name(title, set()) == name


@pytest.mark.parametrize(
    ("words", "value", "pattern", "scale"),
    [
        ("1,234.50 kg", 1234.5, '#,##0.00" kg"', 1.0),
        ("45.60 %", 0.456, '0.00" %"', 100.0),
        ("45.60 %", 45.6, '0.00" %"', 1.0),
        ("−3", -3.2, "0", 1.0),
        ("12,300", 12345.6, "#,##0", 1.0),  # three significant digits
    ],
)
def test_a_number_shows_as_its_words_do(
    words: str, value: float, pattern: str, scale: float
) -> None:
    shown = shown_as(words, value)
    assert shown is not None
    assert (shown.format, shown.scale) == (pattern, scale)


@pytest.mark.parametrize("words", ["about 5", "5 of 7", "12", "2024-01-01"])
def test_words_that_say_something_else_stay_words(words: str) -> None:
    assert shown_as(words, 99.0) is None
