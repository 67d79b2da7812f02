"""Text of pictures: nothing that isn't seen, or that deceives."""

from __future__ import annotations

import pytest

from lcagraph.drawing.svg import escaped


@pytest.mark.parametrize(
    "character",
    [*"\x00\x1b\ufffe\ud800", *"\u202e\u2067\u200e\u200f\u061c"],
)
def test_forbidden_characters_are_replaced(character: str) -> None:
    assert escaped(f"a{character}b") == "a\ufffdb"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("st\u200bee\u2060l\ufeff", "steel"),
        ("soft\u00adhyphen", "softhyphen"),
        ("a\u200db\u200cc", "abc"),
        ("熔\u200d铸", "熔铸"),
        ("می\u200cخواهم", "می\u200cخواهم"),  # Persian: “I want”, in two parts
        ("क्\u200dष", "क्\u200dष"),  # Hindi: half a letter
        ("👩\u200d🔧", "👩\u200d🔧"),  # one pictogram
        ("\u200d👩\u200d", "👩"),
    ],
)
def test_what_shows_nothing_is_left_out(text: str, shown: str) -> None:
    assert escaped(text) == shown
