"""Two releases compared: renamed and moved datasets are told."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from small_databases import smelter, stored

from lcagraph.background.store import Database, write_database
from lcagraph.background.store.difference import difference
from lcagraph.cli import main
from lcagraph.impact import DEFAULT_GWP


@pytest.fixture
def releases(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Database, ...]:
    """The second has a renamed smelter and a power plant that moved."""
    monkeypatch.setenv("LCAGRAPH_HOME", str(tmp_path))
    place = tmp_path / "databases"
    old = smelter()
    aluminium, power = old.activities
    new = replace(
        old,
        activities=(replace(aluminium, name="Al"), replace(power, location="NO")),
    )
    written = {"old": old, "same": old, "new": new}
    return tuple(
        Database(write_database(stored(linked, name), place))
        for name, linked in written.items()
    )


def test_renamed_and_moved_datasets_are_told(releases: tuple[Database, ...]) -> None:
    old, same, new = releases
    found = difference(old, new, gwp=DEFAULT_GWP)
    assert [(one.before.name, one.after.name) for one in found.renamed] == [
        ("Aluminium production, liquid", "Al"),
        ("Electricity, coal", "Electricity, coal"),
    ]
    assert found.renamed[1].after.location == "NO"
    assert (found.unchanged, found.added, found.removed) == (2, (), ())
    assert difference(old, same, gwp=DEFAULT_GWP).renamed == ()


@pytest.mark.usefixtures("releases")
def test_the_command_shows_both_names(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["db", "diff", "old", "new", "--lang", "en"]) == 0
    shown = capsys.readouterr().out
    assert "renamed or moved:" in shown
    assert "Electricity, coal (CN) → Electricity, coal (NO)" in shown
    assert main(["db", "diff", "old", "new", "--json"]) == 0
    plain = json.loads(capsys.readouterr().out)
    assert [one["after"]["location"] for one in plain["renamed"]] == ["CN", "NO"]
