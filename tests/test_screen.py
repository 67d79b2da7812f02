"""Findings on the screen: place, caret under the right columns, nothing hostile."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marked_text import outcome

from lcagraph.errors import Finding, Part
from lcagraph.formats.yaml.document import DocumentError
from lcagraph.formats.yaml.reader import read_file
from lcagraph.wording import Language
from lcagraph.wording.screen import (
    Place,
    columns,
    concise,
    render,
    visible,
    worst_first,
)

BROKEN = """\
lcagraph: 1
factors:
  diesel: {name: Diesel, low sulphur, per: 1 L}
"""
ENGLISH = """\
error[E107]: unknown key “low sulphur” without a value
 --> m:3:26
  |
3 |   diesel: {name: Diesel, low sulphur, per: 1 L}
  |                          ^^^^^^^^^^^
  = help: a comma inside { } ends the value: \
put the text in quotes, or write one key per line
  = help: as one text: name: "Diesel, low sulphur"

1 error
"""
CHINESE = """\
错误[E107]：“low sulphur”被当作没有值的键
 --> m:3:26
  |
3 |   diesel: {name: Diesel, low sulphur, per: 1 L}
  |                          ^^^^^^^^^^^
  = 建议：{ } 中的逗号会结束前面的值：请给文字加引号，或每个键单独写一行
  = 建议：若是一段文字，请写：name: "Diesel, low sulphur"

1 处错误
"""


def nowhere(at: str, part: Part, span: tuple[int, int] | None) -> Place | None:
    return None


def shown(text: str, lang: Language = "en", width: int | None = None) -> str:
    document, found = outcome(text)
    return render(found, document.locate, lang=lang, width=width)


def caret(place: Place, width: int | None = None) -> tuple[str, str]:
    """The source line and the line of the caret, without the gutter."""
    finding = Finding(code="E109")
    text = render([finding], lambda *_: place, lang="en", width=width)
    lines = text.splitlines()
    margin = len(str(place.line)) + 3
    return lines[3][margin:], lines[4][margin:]


@pytest.mark.parametrize(("lang", "expected"), [("en", ENGLISH), ("zh", CHINESE)])
def test_a_finding_looks_like_a_message_of_a_compiler(
    lang: Language, expected: str
) -> None:
    assert shown(BROKEN, lang) == expected


def test_no_findings_are_no_text() -> None:
    assert render([], nowhere, lang="en") == ""
    assert concise([], nowhere, "en") == ""


def test_the_gutter_is_as_wide_as_the_number_of_the_line() -> None:
    lines = shown("\n" * 11 + "a: *x").splitlines()
    assert lines[1:5] == ["  --> m:12:4", "   |", "12 | a: *x", "   |    ^^"]


# -------------------------------------------------------------------------- columns


@pytest.mark.parametrize(
    ("text", "expected"),
    # By Unicode's East Asian Width: W and F take two columns, combining marks none.
    [("abc", 3), ("铝型材", 6), ("ａ：", 4), ("é", 1), ("e\u0301", 1), ("“”±", 3)],
)
def test_a_wide_character_takes_two_columns(text: str, expected: int) -> None:
    assert columns(text) == expected


@pytest.mark.parametrize(
    ("text", "column", "end", "expected"),
    [
        # 注塑 and ： are wide: the caret begins two columns in for each before it.
        ("注塑：", 3, 4, "    ^^"),
        ("  名: x", 6, 7, "      ^"),
        ("e\u0301: x", 5, 6, "   ^"),
        # A tab is shown as four spaces.
        ("\ta: x", 2, 3, "    ^"),
        # Nothing marked still shows a caret.
        ("abc", 2, 2, " ^"),
        ("abc", 4, 4, "   ^"),
    ],
)
def test_the_caret_stands_under_what_it_means(
    text: str, column: int, end: int, expected: str
) -> None:
    place = Place(file="m", line=1, column=column, end_column=end, text=text)
    assert caret(place)[1] == expected


def test_a_long_line_is_cropped_around_the_caret() -> None:
    text = "a" * 200 + "错误" + "b" * 200
    place = Place(file="m", line=1, column=201, end_column=203, text=text)
    source, mark = caret(place, width=64)
    # 64 columns, less 4 of the gutter, is room for 60; a third of it stands before.
    assert source == "…" + "a" * 20 + "错误" + "b" * 34 + "…"
    assert columns(source) == 60
    assert mark == " " * 21 + "^" * 4


def test_a_long_line_with_an_early_caret_keeps_its_beginning() -> None:
    place = Place(file="m", line=1, column=1, end_column=300, text="x" * 300)
    source, mark = caret(place, width=44)
    assert source == "x" * 38 + "…"
    assert mark == "^" * 38


@given(st.text(max_size=300), st.integers(1, 300), st.integers(1, 300))
def test_a_shown_line_fits_and_its_caret_stays_on_it(
    text: str, column: int, end: int
) -> None:
    place = Place(file="m", line=1, column=column, end_column=end, text=text)
    source, mark = caret(place, width=80)
    assert columns(source) <= 76
    assert mark.strip("^").strip() == ""
    assert len(mark) <= 77


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_long_messages_are_wrapped_at_the_width_of_the_terminal(lang: Language) -> None:
    text, unwrapped = shown(BROKEN, lang, width=56), shown(BROKEN, lang)
    assert len(text.splitlines()) > len(unwrapped.splitlines())
    assert max(map(columns, text.splitlines())) <= 56
    assert "".join(text.split()) == "".join(unwrapped.split())


# ------------------------------------------------------------------- order and count


def test_findings_stand_worst_first_then_by_line_and_are_counted_by_kind() -> None:
    document, found = outcome("a: *x\nb: *y\n")
    extra = [
        Finding(code="N150", at="m:1", span=(0, 0)),
        Finding(code="E115", at="b", values={"text": "z"}, waived={"en": "known"}),
    ]
    text = render([*reversed(found), *extra], document.locate, lang="en")
    assert [line[5:] for line in text.splitlines() if line.startswith(" --> ")] == [
        "m:1:4",  # the errors, by line
        "m:2:4",
        "m:1:1",  # the note, though it stands above them
        "m:2:4",  # what is waived
    ]
    assert text.endswith("\n\n2 errors, 1 note, 1 waived\n")


def test_lines_and_lists_of_findings_have_the_same_order() -> None:
    document, found = outcome("a: *x\nb: *y\n")
    note = Finding(code="N150", at="m:1", span=(0, 0))
    warning = Finding(code="W334", at="nowhere")
    mixed = [note, *reversed(found), warning]
    ordered = worst_first(mixed, document.locate)
    assert [finding.code[0] for finding in ordered] == ["E", "E", "W", "N"]
    lines = concise(mixed, document.locate, "en").splitlines()
    assert [line.split("[")[0].rpartition(" ")[2] for line in lines] == [
        *("error", "error", "warning", "note"),
    ]
    assert [line.split(":")[1] for line in lines[:2]] == ["1", "2"]  # by line


def test_a_waived_finding_is_shown_with_its_reason() -> None:
    reason = {"en": "agreed with the verifier", "zh": "已与核查机构商定"}
    finding = Finding(code="E118", at="processes.x", waived=reason)
    text = render([finding], nowhere, lang="en")
    assert text.startswith("waived[E118]: ")
    assert "  = waived: agreed with the verifier\n" in text
    assert "豁免理由：已与核查机构商定" in render([finding], nowhere, lang="zh")


def test_a_finding_without_a_place_names_its_model_path() -> None:
    finding = Finding(code="E118", at="processes.x")
    lines = render([finding], nowhere, lang="en").splitlines()
    assert lines[1] == " --> at processes.x"


def test_a_finding_about_a_whole_file_shows_no_line(tmp_path: Path) -> None:
    path = tmp_path / "m.yaml"
    with path.open("wb") as handle:
        handle.truncate(17 * 1024 * 1024)
    with pytest.raises(DocumentError) as caught:
        read_file(path)
    text = render(caught.value.findings, caught.value.document.locate, lang="en")
    assert text.splitlines()[:3] == [
        "error[E140]: the file has 17.0 MB; at most 16 MB are read",
        f" --> {path}",
        "  = help: keep a background database under `databases`, "
        "and write only the foreground as a model",
    ]


def test_the_concise_form_has_one_line_each() -> None:
    document, found = outcome("a: {b, c}\n")
    assert concise(found, document.locate, "en").splitlines() == [
        "m:1:5: error[E107] unknown key “b” without a value",
        "m:1:8: error[E107] unknown key “c” without a value",
    ]


def test_the_concise_form_names_the_model_path_where_there_is_no_place() -> None:
    finding = Finding(code="E118", at="processes.x")
    assert concise([finding], nowhere, "zh") == "processes.x: 错误[E118] 文件是空的\n"


# --------------------------------------------------------------------------- colours


def test_colours_change_nothing_but_colours() -> None:
    document, found = outcome(BROKEN)
    colored = render(found, document.locate, lang="en", color=True)
    assert "\x1b[1;31merror[E107]\x1b[0m" in colored
    plain = colored
    for style in ("0", "1", "2", "34", "1;31", "1;36"):
        plain = plain.replace(f"\x1b[{style}m", "")
    assert plain == ENGLISH


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("\x1b[31mred", "\\x1b[31mred"),
        ("a\rb\nc", "a\\x0db\\x0ac"),
        ("\u202eabc", "\\u202eabc"),
        ("a\u200bb", "a\\u200bb"),
        ("铝 “x”", "铝 “x”"),
        ("\ud800", "\\ud800"),
    ],
)
def test_what_could_move_the_cursor_is_shown_as_an_escape(
    text: str, expected: str
) -> None:
    assert visible(text) == expected


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_nothing_of_a_hostile_text_reaches_the_terminal(lang: Language) -> None:
    hostile = "\x1b]0;owned\x07\x9b31m\u202e"
    finding = Finding(
        code="E102",
        at=f"a{hostile}",
        values={"key": hostile, "first": hostile, "line": 1},
        waived={"en": hostile, "zh": hostile},
    )
    place = Place(file=hostile, line=1, column=1, end_column=9, text=hostile)
    for text in (
        render([finding], lambda *_: place, lang=lang),
        render([finding], nowhere, lang=lang),
        concise([finding], lambda *_: place, lang),
    ):
        assert text.replace("\n", "").isprintable()


@given(st.text(max_size=60))
def test_any_text_can_be_shown(text: str) -> None:
    document, found = outcome(text)
    if found:
        shown_text = render(found, document.locate, lang="zh", width=60)
        assert "\x1b" not in shown_text
        assert concise(found, document.locate, "en").count("\n") == len(found)
