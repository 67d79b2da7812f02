"""The font that comes along, its widths, and the part of it that a file carries."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pytest
from fontTools.pens.recordingPen import RecordingPen
from fontTools.ttLib import TTFont
from fontTools.ttLib.sfnt import SFNTReader

from lcagraph.drawing.fonts import FAMILY, FOLDER
from lcagraph.drawing.fonts.face import face, face_of, widths
from lcagraph.drawing.fonts.subset import subset
from lcagraph.drawing.measure import SUBSCRIPT_SIZE, Span, width_of
from lcagraph.drawing.svg import SUBSCRIPT_SHIFT

WEIGHTS = {False: "Regular", True: "Bold"}
MEBIBYTE = 2**20


@cache
def shipped(bold: bool) -> TTFont:
    """The font file as fontTools reads it."""
    return TTFont(FOLDER / f"LcagraphSansSC-{WEIGHTS[bold]}.ttf")


def glyph(font: TTFont, character: str) -> Any:
    """The outline of a character, as the font's table has it."""
    return font["glyf"][font.getBestCmap()[ord(character)]]


def drawn(font: TTFont, character: str) -> list[Any]:
    """The strokes of a character."""
    pen = RecordingPen()
    font.getGlyphSet()[font.getBestCmap()[ord(character)]].draw(pen)
    return list(pen.value)


def of_codec(codec: str, first: int, last: int) -> Iterator[str]:
    """Characters of two bytes that one of Python's encodings has."""
    for lead in range(first, last + 1):
        for trail in range(0x40, 0xFF):
            try:
                yield bytes((lead, trail)).decode(codec)
            except UnicodeDecodeError:
                continue


def run(first: str, last: str) -> str:
    return "".join(map(chr, range(ord(first), ord(last) + 1)))


SIGNS = {
    "GB 2312, letters and signs": lambda: "".join(of_codec("gb2312", 0xA1, 0xA9)),
    "GB 2312, Chinese": lambda: "".join(of_codec("gb2312", 0xB0, 0xF7)),
    "Big5, common": lambda: "".join(of_codec("big5", 0xA4, 0xC6)),
    # beyond GB 2312: third grade of 通用规范汉字表, in names of people and places
    "names": lambda: "镕喆堃昇赟烨珺瑄璟鲲翀濛砼䶮𫖯𬍛",
    "four that a feature made vanish": lambda: "阳阴长龙",
    "ASCII": lambda: run("!", "~"),
    "Latin-1": lambda: run("¡", "¬") + run("®", "ÿ"),
    "Latin Extended-A": lambda: run("Ā", "ſ").replace("ŉ", ""),
    "Greek": lambda: run("Α", "Ρ") + run("Σ", "ώ"),
    "Cyrillic": lambda: run("Ѐ", "џ"),
    "full-width": lambda: run("！", "～"),
    "units": lambda: "℃㎡㎥㎏㎞‰µμΩ°",
    "operators": lambda: "×÷±≤≥≈≠−·•√∑Δ∞∂∫∈",
    "arrows": lambda: "←↑→↓↔⇒⇌",
    "shapes": lambda: "▲▼●■□○◆◇△★✓✗",
    "superscripts": lambda: "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ",
    "subscripts": lambda: run("₀", "₎"),
    "numbers": lambda: run("①", "⑳") + run("Ⅰ", "Ⅻ"),
    "radicals": lambda: "⼯⾦⽔",
    "what stands for a forbidden one": lambda: "\ufffd",
}
EMPTY = " \u00a0\u3000"


@pytest.mark.parametrize("bold", list(WEIGHTS))
@pytest.mark.parametrize("characters", list(SIGNS.values()), ids=list(SIGNS))
def test_every_character_is_drawn(bold: bool, characters: Callable[[], str]) -> None:
    known, blank = shipped(bold).getBestCmap(), []
    for character in characters():
        if ord(character) not in known or not (
            glyph(shipped(bold), character).numberOfContours or character in EMPTY
        ):
            blank.append(character)
    assert blank == []


def test_all_8105_characters_of_the_national_list_fit_in() -> None:
    # 8,105 of the list, 125 more of GB 2312, 2,011 more of Big5 (docs/make_fonts.py)
    known = shipped(False).getBestCmap()
    chinese = [c for c in known if 0x3400 <= c <= 0x9FFF or c >= 0x20000]
    assert len(chinese) == 8105 + 125 + 2011


def test_both_weights_have_the_same_characters() -> None:
    assert widths(False).keys() == widths(True).keys()


@pytest.mark.parametrize("bold", list(WEIGHTS))
def test_nothing_in_the_font_moves_a_glyph(bold: bool) -> None:
    assert not {"GPOS", "kern", "fpgm", "morx"} & set(shipped(bold).keys())


@pytest.mark.parametrize("bold", list(WEIGHTS))
def test_only_quotation_marks_are_replaced_and_only_where_it_is_asked(
    bold: bool,
) -> None:
    font = shipped(bold)
    rules, names = font["GSUB"].table, font.getBestCmap()
    # no program applies `pwid` (proportional widths) by itself
    assert [each.FeatureTag for each in rules.FeatureList.FeatureRecord] == ["pwid"]
    (lookup,) = rules.LookupList.Lookup
    (pairs,) = [table.mapping for table in lookup.SubTable]
    assert [*pairs] == [names[ord("“")], names[ord("”")]]
    advances = font["hmtx"]
    assert [advances[name][0] for name in pairs] == [1000, 1000]
    assert all(advances[name][0] < 700 for name in pairs.values())


@pytest.mark.parametrize("bold", list(WEIGHTS))
def test_widths_and_outlines_are_those_that_fonttools_reads(bold: bool) -> None:
    font, ours = shipped(bold), face(bold)
    names = font.getBestCmap()
    advances = {code: font["hmtx"][name] for code, name in names.items()}
    assert advances == {
        code: (ours.advances[glyph], ours.bearings[glyph])
        for code, glyph in ours.glyphs.items()
    }
    assert list(ours.offsets) == list(font["loca"])


@pytest.mark.parametrize("bold", list(WEIGHTS))
def test_no_outline_refers_to_another(bold: bool) -> None:
    table = shipped(bold)["glyf"]
    assert [name for name in table.keys() if table[name].isComposite()] == []  # noqa: SIM118


@pytest.mark.parametrize("bold", list(WEIGHTS))
@pytest.mark.parametrize("pair", ["₀0", "₂2", "₄4", "₆6", "₉9", "₊+"])
def test_a_subscript_is_the_digit_as_pictures_lower_it(bold: bool, pair: str) -> None:
    glyphs = [glyph(shipped(bold), each) for each in pair]
    small, large = ([(g.xMin, g.yMin), (g.xMax, g.yMax)] for g in glyphs)
    drop = 1000 * SUBSCRIPT_SHIFT
    expected = [(SUBSCRIPT_SIZE * x, SUBSCRIPT_SIZE * y - drop) for x, y in large]
    assert small == [pytest.approx(corner, abs=1) for corner in expected]


def test_co2_with_a_character_is_as_wide_as_with_a_lowered_digit() -> None:
    typed = (Span(text="CO₂", size=100),)
    lowered = (Span(text="CO", size=100), Span(text="2", size=100, subscript=True))
    assert width_of(typed) == pytest.approx(width_of(lowered), abs=0.1)


@pytest.mark.parametrize("bold", list(WEIGHTS))
def test_the_name_is_not_one_that_the_licence_reserves(bold: bool) -> None:
    names = {str(each) for each in shipped(bold)["name"].names if each.nameID in (1, 6)}
    assert names == {FAMILY, f"{FAMILY.replace(' ', '')}-{WEIGHTS[bold]}"}
    assert not any("Source" in name or "Noto" in name for name in names)


def test_the_licence_lies_beside_the_fonts() -> None:
    text = (FOLDER / "OFL.txt").read_text(encoding="utf-8")
    assert "SIL OPEN FONT LICENSE Version 1.1" in text
    assert text.count("Reserved Font Name 'Source'") == 2


def test_the_fonts_take_less_than_6_mb_in_a_package() -> None:
    files = [path.read_bytes() for path in FOLDER.glob("*.ttf")]
    assert len(files) == 2
    assert sum(len(zlib.compress(content)) for content in files) < 6 * MEBIBYTE


# ------------------------------------------------------------------- a part of a font

TEXT = "系统边界 1 t 铝型材 (6063-T5) CO₂ ± 5 % Łódź ①"


@pytest.mark.parametrize("bold", list(WEIGHTS))
def test_a_subset_draws_its_characters_as_the_whole_font_does(bold: bool) -> None:
    part = TTFont(io.BytesIO(subset(face(bold), TEXT)))
    assert set(map(chr, part.getBestCmap())) == set(TEXT)
    for character in set(TEXT):
        assert drawn(part, character) == drawn(shipped(bold), character)
        metrics = [
            font["hmtx"][font.getBestCmap()[ord(character)]]
            for font in (part, shipped(bold))
        ]
        assert metrics[0] == metrics[1]


def test_checksums_of_a_subset_are_right() -> None:
    content = subset(face(False), TEXT)
    SFNTReader(io.BytesIO(content), checkChecksums=2)  # raises where one is wrong
    # The definition of `head`: all words of a font add up to this
    words = [int.from_bytes(content[i : i + 4]) for i in range(0, len(content), 4)]
    assert sum(words) % 2**32 == 0xB1B0AFBA


def test_a_subset_is_read_by_our_own_reader() -> None:
    part, whole = face_of(subset(face(True), TEXT)), face(True)
    assert set(map(chr, part.glyphs)) == set(TEXT)
    widest = {code: part.advances[glyph] for code, glyph in part.glyphs.items()}
    assert widest == {code: whole.advances[whole.glyphs[code]] for code in widest}


def test_the_order_of_characters_does_not_matter() -> None:
    assert subset(face(False), TEXT) == subset(face(False), TEXT[::-1] * 2)


def test_a_subset_of_nothing_is_still_a_font() -> None:
    part = TTFont(io.BytesIO(subset(face(False), "")))
    assert part.getGlyphOrder() == [".notdef"]


def test_a_character_that_the_font_lacks_has_no_subset() -> None:
    with pytest.raises(KeyError):
        subset(face(False), "a😀")
