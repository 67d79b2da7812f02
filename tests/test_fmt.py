"""Safe edits of a model's text: what it says and its comments stay as they are."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lcagraph.formats.yaml.reader import read_text
from lcagraph.formats.yaml.tidy import tidy

ROOT = Path(__file__).resolve().parents[1]
MODELS = sorted((ROOT / "models").glob("*/model.yaml"))

UNTIDY = """\
# head
lcagraph: 1\t
processes:
    # about the works
    works:
        stage: production\t# where
        note: |
            two blanks at the end~~
              and more in front
        inputs:
            coal:
                amount:   2 kg
                transport:
                -   mode: truck
                    distance: 3 km
            # no more inputs
factors:
   coal: {per: 1 kg,~~
          co2e: 2 kg}   # source~~
""".replace("~", " ")  # blanks that an editor would take away

TIDY = """\
# head
lcagraph: 1
processes:
  # about the works
  works:
    stage: production # where
    note: |
        two blanks at the end~~
          and more in front
    inputs:
      coal:
        amount:   2 kg
        transport:
          - mode: truck
            distance: 3 km
      # no more inputs
factors:
  coal: {per: 1 kg,
         co2e: 2 kg}   # source
""".replace("~", " ")


def test_blanks_tabs_and_indentation_are_put_in_order() -> None:
    found = tidy(UNTIDY)
    assert found.text == TIDY
    assert (found.done, found.left) == (("tabs", "trailing", "indentation"), ())


def test_a_tidy_text_stays_as_it_is() -> None:
    assert tidy(TIDY) == tidy(tidy(TIDY).text)
    assert tidy(TIDY).done == ()


@pytest.mark.parametrize("path", MODELS, ids=lambda path: path.parent.name)
def test_the_shipped_models_are_in_order(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert tidy(text).text == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1", "a: 1\n"),
        ("a: 1\n\n\n", "a: 1\n"),
        ("a: 1  \n  \nb: 2\n", "a: 1\n\nb: 2\n"),
        ("a:\t1\n", "a: 1\n"),
        ("a: 1\r\nb: 2", "a: 1\r\nb: 2\r\n"),
        ("a:\n    b: 1\n", "a:\n  b: 1\n"),
        ("a:\n- 1\n- 2\n", "a:\n  - 1\n  - 2\n"),
        ("a: 1\t# tab\tinside\n", "a: 1 # tab\tinside\n"),
        ("a:\n   # first\n   b: 1\n", "a:\n  # first\n  b: 1\n"),
    ],
)
def test_each_kind_of_disorder_has_its_edit(text: str, expected: str) -> None:
    assert tidy(text).text == expected


@pytest.mark.parametrize(
    "text",
    [
        'a: "two blanks  "\n',
        "a: 'a\tb'\n",
        "a: |\n  text  \n  more\n",
        'a: "one\n  # no comment\n  two"\n',
        "a: x#y  # 1\n",
        "a: 1 # ends with a sign:\n",
    ],
)
def test_what_belongs_to_a_value_or_a_comment_is_not_touched(text: str) -> None:
    assert tidy(text).text == text


def test_lines_that_a_block_of_text_keeps_are_left_and_it_is_said() -> None:
    text = "a: |+\n  text\n\n\n"
    found = tidy(text)
    assert (found.text, found.left) == (text, ("end",))


@pytest.mark.parametrize("text", ["a: [1\n", "a: 1\na: 2  \n", "- 1\n", ""])
def test_a_text_with_errors_is_given_back_as_it_is(text: str) -> None:
    found = tidy(text)
    assert (found.text, found.done) == (text, ())
    assert found.left


LEVELS = st.integers(1, 5)
ENDS = st.sampled_from(["", "  ", "\t", "  # note", "\t# a\tb  "])


@settings(max_examples=60)
@given(st.lists(st.tuples(LEVELS, ENDS), min_size=1, max_size=6), st.booleans())
def test_the_tree_and_the_comments_survive(
    steps: list[tuple[int, str]], has_list: bool
) -> None:
    lines, indent = [], 0
    for number, (step, end) in enumerate(steps):
        lines.append(f"{' ' * indent}k{number}:{end}")
        indent += step
    last = "- x: 1" if has_list else "x: 1"
    lines.append(f"{' ' * indent}{last}{steps[0][1]}")
    text = "\n".join(lines)
    found = tidy(text)
    assert read_text(found.text).tree == read_text(text).tree
    assert found.text.count("#") == text.count("#")
    assert tidy(found.text).text == found.text
    assert all(len(line) == len(line.rstrip()) for line in found.text.splitlines())
