"""The name that a hasty reader meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from lcagraph.nearest import nearest, nearest_file


@pytest.mark.parametrize(
    ("name", "candidates", "meant"),
    [
        ("pp_granulat", ["pp_granulate", "electricity"], "pp_granulate"),
        ("KWH", ["kW", "kWh", "MWh"], "kWh"),  # another case
        ("gird", ["grid", "green", "giro"], "grid"),  # two letters exchanged
        ("pp-granulate", ["pp_granulat", "pp_granulate"], "pp_granulate"),
        ("天燃气", ["天然气", "天然橡胶", "电力"], "天然气"),
        ("transprot", ["transport", "temperature"], "transport"),
        ("tk", ["kt", "kWh"], "kt"),  # too short for a share of letters in common
        ("---", ["-", "x"], None),
        ("aluminium", ["diesel", "steam"], None),
        ("", ["x"], None),
        ("x", [], None),
    ],
)
def test_the_nearest_name_is_the_one_meant(
    name: str, candidates: list[str], meant: str | None
) -> None:
    assert nearest(name, candidates) == meant


def test_a_name_is_not_suggested_for_itself() -> None:
    assert nearest("loss", ["loss"]) is None


def test_very_long_names_are_compared_by_their_beginning() -> None:
    assert nearest("power" * 10_000, ["steam", "power" * 3000]) == "power" * 3000


@pytest.mark.parametrize(
    ("missing", "meant"),
    [
        ("modle.yaml", "model.yaml"),
        ("model.yml", "model.yaml"),  # the other ending
        ("model.ymal", "model.yaml"),
        ("steel_prat", "steel_part"),  # a folder with its model
        ("steel_prat.yaml", None),  # a folder is no file
        ("lamp.yaml", None),  # nothing in common with the others but the ending
        ("notes.yaml", None),  # notes.txt is no model
    ],
)
def test_the_nearest_file_is_a_model_of_a_close_name(
    tmp_path: Path, missing: str, meant: str | None
) -> None:
    for name in ("model.yaml", "crate.yaml", "notes.txt", "schema.json"):
        (tmp_path / name).touch()
    (tmp_path / "steel_part").mkdir()
    assert nearest_file(tmp_path / missing) == meant


def test_a_folder_that_is_not_there_has_no_files(tmp_path: Path) -> None:
    assert nearest_file(tmp_path / "none" / "model.yaml") is None
