"""Text broken into lines, and numbers as pictures write them."""

from __future__ import annotations

import pytest

from lcagraph.diagram.blocks import TextStyle, leg_lines, leg_spans, spans
from lcagraph.drawing.measure import Span, wrapped
from lcagraph.drawing.numbers import number_text, percent_text
from lcagraph.graph.words import Text


def lines_of(text: str, width: float) -> list[str]:
    found = wrapped([Span(text=text, size=10)], width, 99)
    return ["".join(span.text for span in line) for line in found]


@pytest.mark.parametrize(
    "text",
    [
        "the producer’s own power and the supplier’s steam",
        "the “best” case of the so-called “worst” case",
        "聚对苯二甲酸乙二醇酯（回收料）和聚丙烯（原生料），各一半。",
        "polyethyleneterephthalate(recycled) and polybutyleneterephthalate, too",
    ],
)
@pytest.mark.parametrize("width", [40, 60, 80, 100])
def test_no_line_begins_or_ends_with_a_stray_mark(text: str, width: float) -> None:
    found = [line.strip() for line in lines_of(text, width)]
    assert not any(line.startswith(tuple("）)，,。.’”")) for line in found)
    assert not any(line.endswith(tuple("（(“‘")) for line in found)


def test_a_word_is_not_broken_behind_its_apostrophe() -> None:
    found = " ".join(line.strip() for line in lines_of("a producer’s site", 45))
    assert found == "a producer’s site"


def test_a_hundred_brackets_still_are_broken() -> None:
    # each is some 3 px wide at 10 px: a single line would take 300
    assert len(lines_of("(" * 100, 60)) > 3


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (-1.234, "−1.23"),
        (-1234.5, "−1,234"),
        (-0.000012345, "−1.23×10⁻⁵"),
        (1.2e15, "1.20×10¹⁵"),
        (0.0, "0"),
    ],
)
def test_numbers_have_a_minus_sign_and_no_computer_exponent(
    value: float, text: str
) -> None:
    # 3 significant digits; a half to even: 1234.5 → 1234
    assert number_text(value) == text


@pytest.mark.parametrize(
    ("share", "text"), [(-0.0312, "−3.1\u00a0%"), (-0.0001, "0.0\u00a0%")]
)
def test_a_share_has_a_minus_sign_unless_it_reads_zero(share: float, text: str) -> None:
    assert percent_text(share) == text


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("a\u202eb", "a\ufffdb"),  # a mark that turns the direction is replaced,
        ("a\u200bb", "ab"),  # what shows nothing is left out,
        ("e\u0301", "é"),  # an accent joins its letter
    ],
)
def test_what_is_measured_is_what_is_drawn(given: str, shown: str) -> None:
    span = Span(text=given, size=10)
    assert span.text == shown
    assert span.width == Span(text=shown, size=10).width
    assert Span(text="\u202e", size=10).width > 0


def test_a_lowered_digit_is_as_wide_as_the_subscript_that_is_set() -> None:
    low = Span(text="2", size=10, subscript=True).width
    assert Span(text="CO₂", size=10).width == Span(text="CO", size=10).width + low


def test_emoji_that_are_joined_stay_on_one_line() -> None:
    family = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
    assert lines_of(family, 15) == [family]


@pytest.mark.parametrize("width", range(40, 130, 10))
def test_a_number_stays_with_its_chinese_unit(width: int) -> None:
    found = lines_of("全国电力平均碳足迹因子（2024 年）", width)
    assert any("2024 年）" in line for line in found)


def test_no_chinese_character_stands_alone_on_the_last_line() -> None:
    # 10 px each: eight fill a line of 80 px, and the ninth takes the eighth along
    assert lines_of("原生材料生产工艺流", 80) == ["原生材料生产工", "艺流"]
    # a line of two can't give one away
    assert lines_of("三个字", 20) == ["三个", "字"]
    # a Latin word may stand alone
    assert lines_of("made of polypropylene", 60)[-1].strip() == "polypropylene"


def test_a_leg_in_both_languages_tells_its_distance_once() -> None:
    leg = Text("铁路运输 540\u00a0km", "Rail freight 540\u00a0km")
    style = TextStyle(size=10)
    (line,) = leg_lines([leg], "both", 300.0)
    said = "".join(span.text for span in line)
    assert said == "铁路运输  Rail freight 540\u00a0km"
    # what is the same in part only, or in one language, stays as it is
    for leg in (Text("货车 60 km", "Truck 160 km"), Text("540 km", "540 km")):
        both = leg_spans(leg, "both", style)
        assert both == spans(leg, "both", style)
