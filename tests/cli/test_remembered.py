"""A footprint is printed again without computing it only if nothing has changed."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from small_databases import smelter, stored

from lcagraph.background.store import write_database

MODEL = """\
lcagraph: 1
include: [shared.yaml]
reference: {product: bar, amount: 1 kg}
scope: {gwp: ipcc-ar6-gwp100}
processes:
  casting:
    stage: production
    outputs: {bar: 1 kg}
    inputs: {metal: 2 kg}
"""
FACTORS = """\
lcagraph: 1
factors:
  metal: {per: 1 kg, co2e: 3 kg, kind: material, boundary: cradle_to_gate, \
stage: raw_materials, gwp: ipcc-ar6-gwp100}
"""
LINKED = """\
lcagraph: 1
factors:
  metal: {from: smelter/a-1, stage: raw_materials}
"""


def is_computed(done: subprocess.CompletedProcess[str]) -> bool:
    """Whether a process imported numpy, by what it tells of its imports."""
    return re.search(r"\| +numpy$", done.stderr, re.MULTILINE) is not None


@dataclass
class Desk:
    """A folder with a model, and a home of its own for databases and cache."""

    folder: Path
    home: Path

    def write(self, name: str, text: str) -> None:
        """Write a file that seems to be an hour old."""
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        hour_ago = path.stat().st_mtime - 3600
        os.utime(path, (hour_ago, hour_ago))

    def solve(
        self, *options: str, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        """Run `lcagraph solve model.yaml`; stderr tells what was imported."""
        variables = {**os.environ, "LCAGRAPH_HOME": str(self.home), **environment}
        return subprocess.run(
            [sys.executable, "-m", "lcagraph", "solve", "model.yaml", *options],
            cwd=self.folder,
            env={**variables, "PYTHONPROFILEIMPORTTIME": "1"},
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )

    def total(self, *options: str, **environment: str) -> tuple[float, bool]:
        """Footprint in kgCO2e, and whether it was computed."""
        done = self.solve("--json", *options, **environment)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)["footprint"]["value"], is_computed(done)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = Desk(folder=tmp_path / "project", home=tmp_path / "home")
    made.folder.mkdir()
    made.write("model.yaml", MODEL)
    made.write("shared.yaml", FACTORS)
    return made


def said(done: subprocess.CompletedProcess[str]) -> list[str]:
    lines = done.stderr.splitlines()
    return [done.stdout, *(x for x in lines if not x.startswith("import time:"))]


def test_the_same_question_is_answered_in_the_same_words_without_numpy(
    desk: Desk,
) -> None:
    first, second = desk.solve(), desk.solve()
    assert first.returncode == second.returncode == 0
    assert said(first) == said(second)
    assert is_computed(first)
    assert not is_computed(second)


@pytest.mark.parametrize(
    ("name", "old", "new", "total"),
    [
        ("model.yaml", "metal: 2 kg", "metal: 5 kg", 15),  # 5 × 3
        ("shared.yaml", "co2e: 3 kg", "co2e: 4 kg", 8),  # 2 × 4
    ],
)
def test_a_changed_file_is_computed_anew(
    desk: Desk, name: str, old: str, new: str, total: float
) -> None:
    assert desk.total() == (6, True)
    assert desk.total() == (6, False)
    text = (desk.folder / name).read_text(encoding="utf-8")
    desk.write(name, text.replace(old, new))
    assert desk.total() == (total, True)


def test_other_options_are_other_questions(desk: Desk) -> None:
    desk.total()
    assert desk.total("--set", "processes.casting.inputs.metal=1 kg") == (3, True)
    assert desk.total("--lang", "zh") == (6, True)
    assert desk.total() == (6, False)


def test_whoever_wants_no_memory_gets_it_computed(desk: Desk) -> None:
    desk.total()
    assert desk.total(LCAGRAPH_NO_CACHE="1") == (6, True)


def test_a_file_that_has_just_changed_is_not_trusted_yet(desk: Desk) -> None:
    (desk.folder / "model.yaml").touch()
    desk.total()
    assert desk.total() == (6, True)


def test_a_database_that_takes_precedence_is_noticed(desk: Desk) -> None:
    desk.write("shared.yaml", LINKED)
    write_database(stored(smelter()), desk.home / "databases")
    before_an_hour(desk.home)
    assert desk.total()[0] == pytest.approx(2 * 8.6)  # 1.6 + 14 × 0.5 per kg
    assert desk.total() == (pytest.approx(2 * 8.6), False)
    nearer = smelter()
    nearer.interventions.value[0] = 2.6
    write_database(stored(nearer), desk.folder / "databases")
    assert desk.total() == (pytest.approx(2 * 9.6), True)


def test_a_lock_that_appears_is_noticed(desk: Desk) -> None:
    desk.write("shared.yaml", LINKED)
    write_database(stored(smelter()), desk.home / "databases")
    before_an_hour(desk.home)
    desk.total()
    assert desk.total()[1] is False
    desk.write("model.lock", "nonsense")
    assert desk.solve("--json").returncode == 1


@pytest.mark.parametrize("name", ["intensities.npy", "chain.npy"])
def test_damaged_numbers_are_noticed(desk: Desk, name: str) -> None:
    desk.write("shared.yaml", LINKED)
    place = write_database(stored(smelter()), desk.home / "databases")
    before_an_hour(desk.home)
    desk.total()
    assert desk.total()[1] is False
    path = place / name
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    assert "E071" in desk.solve("--json").stderr


def before_an_hour(folder: Path) -> None:
    """Give every file of a folder a time that is an hour back."""
    for path in folder.rglob("*"):
        if path.is_file():
            hour_ago = path.stat().st_mtime - 3600
            os.utime(path, (hour_ago, hour_ago))


def test_a_tampered_entry_is_computed_anew(desk: Desk) -> None:
    desk.total()
    (entry,) = (desk.home / "cache" / "solved").iterdir()
    content = json.loads(entry.read_text(encoding="ascii"))
    content["said"][0][1] = content["said"][0][1].replace("6", "5")
    entry.write_text(json.dumps(content), encoding="ascii")
    assert desk.total() == (6, True)


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"said": 1}', "\xff"])
def test_a_damaged_entry_is_computed_anew(desk: Desk, content: str) -> None:
    desk.total()
    (entry,) = (desk.home / "cache" / "solved").iterdir()
    entry.write_text(content, encoding="latin-1")
    assert desk.total() == (6, True)


def test_a_refusal_is_not_remembered(desk: Desk) -> None:
    desk.write("shared.yaml", FACTORS.replace("metal", "wood"))
    first, second = desk.solve(), desk.solve()
    assert first.returncode == second.returncode == 1
    assert said(first) == said(second)
    assert not (desk.home / "cache").exists()


def test_a_cache_that_cannot_be_written_is_no_error(desk: Desk) -> None:
    desk.home.write_text("a file", encoding="ascii")
    assert desk.total() == (6, True)
    assert desk.total() == (6, True)
