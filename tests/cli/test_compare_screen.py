"""The waterfall on the screen: figures that read as in the tables, edits that show."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lcagraph.cli.contrast import ARROW, contrast
from lcagraph.wording.screen import columns


def other_of(model: Path, text: str) -> Path:
    path = model.with_name("other.yaml")
    path.write_text(text, encoding="utf-8")
    return path


def test_one_number_reads_the_same_in_table_and_waterfall(
    run: Any, model: Path, model_text: str
) -> None:
    # 0.0123 t × 2100 kg/t ÷ 1000 = 0.02583 more than 4.45: 4.47583, printed as 4.476
    text = model_text.replace("steel_use: 2", "steel_use: 2.0123")
    _, out, _ = run("compare", model, other_of(model, text))
    assert re.search(r"headline +4\.45 +4\.476 +0\.02583\n", out)
    fall = out.split("What leads from A to B")[1]
    assert re.search(r"A +4\.45\n", fall)
    assert re.search(r"steel_use +2 → 2\.0123 +\+0\.02583 ", fall)
    assert re.search(r"B +4\.476\n", fall)
    # 4.476 − 4.45 − 0.02583
    assert re.search(r"rounding of the figures above\) +\+0\.00017\n", fall)


def test_the_part_of_a_long_edit_that_changed_is_shown(
    run: Any, model: Path, model_text: str
) -> None:
    leg = "{mode: lorry, distance: %s, empty_return: 20 %%, note: 自有车队 | own fleet}"
    row = "{amount: = steel_use * 1 t, transport: [" + leg + "]}"
    lorry = "factors:\n  lorry: {per: 1 t*km, kind: transport, co2e: 0.1 kg, "
    lorry += "boundary: cradle_to_gate, gwp: ipcc-ar6-gwp100, source: test}"
    text = model_text.replace("= steel_use * 1 t", row).replace("factors:", lorry)
    model.write_text(text % "350 km", encoding="utf-8")
    _, out, _ = run("compare", model, other_of(model, text % "750 km"))
    assert "…distance: 350 km… → …distance: 750 km…" in out


# -------------------------------------------------------------------------- contrast


@pytest.mark.parametrize(
    ("before", "after", "room", "shown"),
    [
        ("2", "3", 20, "2 → 3"),
        ("{a: 1, b: 2, c: 3}", "{a: 1, b: 4, c: 3}", 24, "…b: 2… → …b: 4…"),
        ("{a: 1, b: 2}", "{a: 1, b: 4}", 20, "…b: 2… → …b: 4…"),
        ("x" * 30 + "1", "x" * 30 + "2", 25, "…" + "xxx1 → …" + "xxx2"),
        ("—", "y" * 50, 20, "— → " + "y" * 15 + "…"),
        ("钢" * 20 + "一", "钢" * 20 + "二", 19, "…钢一 → …钢二"),
    ],
)
def test_what_is_alike_is_cut_first(
    before: str, after: str, room: int, shown: str
) -> None:
    assert contrast(before, after, room) == shown


LETTERS = st.text("ab,钢 {}|", max_size=60)


@given(LETTERS, LETTERS, st.integers(7, 60))
def test_a_contrast_never_takes_more_than_its_room(
    before: str, after: str, room: int
) -> None:
    found = contrast(before, after, room)
    assert columns(found) <= room
    assert ARROW in found


@given(st.text("abc", max_size=60), st.integers(15, 60))
def test_texts_that_differ_differ_in_what_is_shown(same: str, room: int) -> None:
    one, _, other = contrast(f"{same}1{same}", f"{same}2{same}", room).partition(ARROW)
    assert one != other
