"""Structure typed with the wrong keys, and YAML that is none: code and exact place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marked_text import CRATE, findings, outcome, spots

from lcagraph.formats.yaml.reader import read_text

FULL_WIDTH = [
    # Full-width colons: swallowed by the line above, by { }, or fatal.
    ("a:\n  stage：production", [("E103", 2, "：")]),
    ("a:\n  stage： production", [("E103", 2, "：")]),
    ("a:\n  b: 1\n  stage：production", [("E103", 3, "：")]),
    ("stage：production", [("E103", 1, "：")]),
    ("a: {per：1 kg, co2e: 2}", [("E103", 1, "：")]),
    ("a: {co2e: 2, 单位：千克}", [("E103", 1, "：")]),
    ("processes:\n  注塑：\n    stage: production", [("E103", 2, "：")]),
    ("a: 1\nb：2\nc：3\nd: 4", [("E103", 2, "："), ("E103", 3, "：")]),
    # Wide and non-breaking spaces.
    ("a:\n　　b: 1", [("E104", 2, "　　")]),
    ("a:\n  b: 1\n　c: 2", [("E104", 3, "　")]),
    ("a:\n\u00a0\u00a0b: 1", [("E104", 2, "\u00a0\u00a0")]),
    ("a:　1", [("E108", 1, ":")]),
    ("a: {per:　1 kg}", [("E108", 1, ":")]),
    ("a: 　1 kg", [("E104", 1, "　")]),
    ("a: 1 kg　", [("E104", 1, "　")]),
    # Full-width commas.
    ("a: {b: 1 kg，c: 2 kg}", [("E105", 1, "，")]),
    ("a: {b: 1 kg，c：2 kg}", [("E105", 1, "，")]),
    ("a: [甲，乙]", [("E105", 1, "，")]),
    ("a: [x；y]", [("E105", 1, "；")]),
    # Other full-width signs.
    ("a: ｛b: 1｝", [("E106", 1, "｛")]),
    ("a: ｛b｝", [("E106", 1, "｛")]),
    ("a: {b: 1｝", [("E106", 1, "｝")]),
    ("a: 1\n＃ note\nb: 2", [("E106", 2, "＃")]),
    ("a: 1\n＃ note", [("E106", 2, "＃")]),
    ("a:\n  － b", [("E106", 2, "－")]),
]

HALF_WIDTH = [
    ("a: {name: Diesel, low sulphur, per: 1 L}", [("E107", 1, "low sulphur")]),
    ('a: {"x", b: 1}', [("E107", 1, '"x"')]),
    ("a: {per:1 kg, b: 2}", [("E108", 1, ":")]),
    ("a:\n  b: 1\n  per:1 kg", [("E108", 3, ":")]),
    ("a:\n  per:1 kg", [("E108", 2, ":")]),
    ("a:\n  per:1 kg\n  b: 2", [("E108", 2, ":")]),
    ("a:\n\tb: 1", [("E109", 2, "\t")]),
    ("a:\n  b: 1\n\tc: 1", [("E109", 3, "\t")]),
    ('a: "x\nb: 2', [("E110", 1, '"')]),
    ("a: 1\nb: 'x", [("E110", 2, "'")]),
    ("a: {b: 1\nc: 2", [("E111", 1, "{")]),
    ("a: [1, 2", [("E111", 1, "[")]),
    ("a: {b: 1}}", [("E111", 1, "}")]),
    ("a: ]", [("E111", 1, "]")]),
    ("a: {b: [1, 2}}", [("E111", 1, "[")]),
    ("name: Diesel: low sulphur", [("E112", 1, ":")]),
    ("a: {b: c: d}", [("E112", 1, ":")]),
    ("a: x\n   b: 1", [("E113", 2, "b")]),
    ("a:\n  b: 1\n c: 2", [("E113", 3, "c")]),
    ("a: @x", [("E114", 1, "@")]),
    ("a: %5", [("E114", 1, "%")]),
    ("a: `x`", [("E114", 1, "`")]),
    ("a: * x", [("E114", 1, "*")]),
    ('a: "C:\\data"', [("E123", 1, "\\d")]),
    ("a: 'it's'", [("E124", 1, "s")]),
    ('a: "x" y', [("E124", 1, "y")]),
    ("a: 1\nfoo\nb: 2", [("E125", 2, "foo")]),
    ("a: - x", [("E126", 1, "-")]),
    ("name: | English", [("E127", 1, "|")]),
    ("a: [x, , y]", [("E128", 1, ",")]),
]


@pytest.mark.parametrize(("text", "expected"), FULL_WIDTH)
def test_a_full_width_sign_in_the_structure_is_named(
    text: str, expected: list[tuple[str, int, str]]
) -> None:
    assert spots(text) == expected


@pytest.mark.parametrize(("text", "expected"), HALF_WIDTH)
def test_broken_yaml_is_explained_at_its_cause(
    text: str, expected: list[tuple[str, int, str]]
) -> None:
    assert spots(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "name: 天然气（上游）：低硫，散装 | Natural gas",
        "a: {name: 油，低硫 | Oil, per: 1 L}",
        'a: {name: "Diesel, low sulphur", per: 1 L}',
        'a: ["甲，乙"]',
        "note:\n  注意：本数据为估算",
        "note: see\n  http://example.org/a",
        "source:\n  https://example.org",
        "standards: [ISO 14067:2018, GB/T 24067-2024]",
        "source: doi:10.1000/x\n  continued here",
        "note: |\n  stage：production\n  ＃ x\n  per:1 kg\nb: 1",
        "note: 'stage：production\n  per:1 kg'",
        "# stage：production\na: 1   # ，｛",
        "a: {b: , c: ~}",
        "time: 12:30",
        "a: {b: 1, }",
        "name: “中文” | English",
        "a: 1\n\n\n",
        "a: x　y",
        "emoji: 👩\u200d🔬",
        'a: "ste\u200bel"',
    ],
)
def test_what_is_text_is_left_alone(text: str) -> None:
    assert read_text(text).findings == ()


def test_a_name_cut_by_a_comma_comes_with_the_line_to_write() -> None:
    (finding,) = findings("a: {name: Diesel, low sulphur, per: 1 L}")
    assert finding.values["pair"] == 'name: "Diesel, low sulphur"'


def test_chinese_quotes_around_a_cut_name_become_real_ones() -> None:
    (finding,) = findings("a: {name: “Diesel, low sulphur”, per: 1 L}")
    assert finding.values["pair"] == 'name: "Diesel, low sulphur"'


def test_all_traps_of_a_broken_text_are_found() -> None:
    text = "a:\n  注塑：\n    stage: x\n　　b: {c: 1，d: 2}\ne: [1, 2\nf: 3\n"
    assert [(code, line) for code, line, _ in spots(text)] == [
        ("E103", 2),
        ("E104", 4),
        ("E105", 4),
    ]


def test_a_trap_far_above_does_not_hide_the_parsers_complaint() -> None:
    text = "note: x\n  甲：\n" + "".join(f"k{i}: {i}\n" for i in range(9)) + "z: @\n"
    assert [code for code, _, _ in spots(text)] == ["E103", "E114"]


def test_the_parsers_own_words_remain_where_nothing_better_is_known() -> None:
    (finding,) = findings("a: 1\n... x\n")
    assert finding.code == "E101"
    assert finding.values["problem"]


@given(
    st.integers(0, len(CRATE) - 1),
    st.sampled_from(["", *"{}[]:,-#&*!|>'\"%@`\t\n ：　，｛＃"]),
    st.integers(0, 3),
)
def test_a_damaged_model_never_ends_in_anything_but_findings(
    at: int, sign: str, removed: int
) -> None:
    document, found = outcome(CRATE[:at] + sign + CRATE[at + removed :])
    assert all(document.locate(each.at, each.part, each.span) for each in found)
