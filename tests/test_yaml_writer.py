"""Plain tree → YAML that reads back as the same tree."""

from __future__ import annotations

import unicodedata

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from lcagraph.formats.yaml.reader import read_text
from lcagraph.formats.yaml.tree import Plain
from lcagraph.formats.yaml.writer import dump

TREE: dict[str, Plain] = {
    "lcagraph": "1",
    "title": "周转箱，PP | Crate, PP",
    "processes": {
        "moulding": {
            "outputs": {"crate": "52000 piece"},
            "inputs": {"metal": "= 1 t / (1 - loss)", "cold": "-5 kg"},
            "evidence": ["a", "b: c"],
            "note": "first\nsecond\n",
        }
    },
    "databases": {},
    "waive": [{"code": "E301", "at": "x"}, None, [], ["1"]],
}
TEXT = """\
lcagraph: 1
title: 周转箱，PP | Crate, PP
processes:
  moulding:
    outputs:
      crate: 52000 piece
    inputs:
      metal: = 1 t / (1 - loss)
      cold: -5 kg
    evidence:
      - a
      - "b: c"
    note: |
      first
      second
databases: {}
waive:
  - code: E301
    at: x
  - null
  - []
  -
    - 1
"""
PLAIN_TEXTS = [
    "850 kWh ± 5 %",
    "= a * b",
    "-5 kg",
    "1 t, dry",
    "ISO 14067:2018",
    "true",
    "天然气（上游） | Natural gas",
    "（上游）",
    "it's",
    'a "b" c',
    "a {b} [c]",
    "a#b",
    "1e-3",
    "2024-01-01/2024-12-31",
    "https://example.org/a#b",
]
NASTY = [
    *["", "~", "null", "NO", "yes", "a: b", "a:", "a #b", "#x", "=", "-", "- a"],
    *["--- a", "---", "...", "... 0", "*a", "&a", "!a", "{a}", "[a", "a]", ", b"],
    *["'q'", '"q"', "a\nb", "a\n", "\na", "a\n\n", " a", "a ", "\u3000a", "a\u3000"],
    *["：", "中文：说明", "? a", "a\n  per:1", "a\nper\uff1a1", "a\n# b", "a\n\tb"],
    *["a\n b\nc", "a\n\nb\n", "\n", "\n\n", "| x", ">", "%", "@x", "`x`", "a\tb"],
    *["\t", "\\", "a\\nb", "<<", "x\r\ny", "\r", "a\u2028b", "\x85", "\x00"],
    *["\x1b[31m", "\ufeff", "😀", "\u200b", "\u202e", "\xa0", "per:1 kg"],
    *["per：1 kg", "＃ a", "－ a", "｛a｝", "“a, b”", "a" * 1100, "键" * 400],
]
TEXTS = (
    st.sampled_from(NASTY)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
    | st.tuples(st.sampled_from(NASTY), st.sampled_from(NASTY)).map("".join)
)
TREES = st.dictionaries(
    TEXTS,
    st.recursive(
        st.none() | TEXTS,
        lambda inner: (
            st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4)
        ),
        max_leaves=15,
    ),
    max_size=5,
)


def test_the_look_is_one_entry_per_line_in_the_given_order() -> None:
    assert dump(TREE) == TEXT


def test_a_header_stands_above_as_comments() -> None:
    text = dump({"a": "1"}, header="yaml-language-server: x\n\n说明")
    assert text == "# yaml-language-server: x\n#\n# 说明\na: 1\n"


@pytest.mark.parametrize("text", PLAIN_TEXTS)
def test_what_needs_no_quotes_has_none(text: str) -> None:
    assert dump({"a": text}) == f"a: {text}\n"
    assert read_text(dump({"a": text})).tree == {"a": text}


@pytest.mark.parametrize("text", ["NO", "no", "Yes", "on", "off", "y", "null", "~"])
def test_words_that_other_readers_misread_are_quoted(text: str) -> None:
    assert yaml.safe_load(dump({"a": text, text: "b"})) == {"a": text, text: "b"}


@pytest.mark.parametrize("text", NASTY)
def test_a_nasty_text_survives_as_key_item_and_value(text: str) -> None:
    tree: dict[str, Plain] = {text: [text, {text: text}, [text]], "z": text}
    assert read_text(dump(tree)).tree == tree


@given(TREES)
def test_what_is_written_reads_back_as_the_same_tree(tree: dict[str, Plain]) -> None:
    assert read_text(dump(tree)).tree == tree


@given(TREES)
def test_pyyaml_reads_the_same_tree_but_for_types(tree: dict[str, Plain]) -> None:
    # BaseLoader knows no null: it gives the word.
    def named(plain: Plain) -> Plain:
        if isinstance(plain, dict):
            return {key: named(value) for key, value in plain.items()}
        if isinstance(plain, list):
            return [named(value) for value in plain]
        return "null" if plain is None else plain

    assert yaml.load(dump(tree), Loader=yaml.BaseLoader) == named(tree)


@given(TREES)
def test_control_and_invisible_characters_are_written_as_escapes(
    tree: dict[str, Plain],
) -> None:
    assert all(char.isprintable() or char in "\n" for char in _known(dump(tree)))


def _known(text: str) -> str:
    """The text without characters that Python counts as unprintable but are visible.

    These are private-use and unassigned ones, joiners, and marks of some scripts.
    """
    kept = ("Co", "Cn", "Cf")
    return "".join(char for char in text if unicodedata.category(char) not in kept)
