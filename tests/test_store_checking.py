"""A changed byte of a stored database is noticed before a number rests on it."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from small_databases import smelter, stored

from lcagraph.background.contributions import contributions
from lcagraph.background.store import Database, checking, open_database, write_database
from lcagraph.background.store.checking import StoredTriplets
from lcagraph.errors import UsageError

NAME = "smelter"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The smelter in a home of its own, where outcomes are remembered, too."""
    monkeypatch.setenv("LCAGRAPH_HOME", str(tmp_path))
    monkeypatch.delenv("LCAGRAPH_NO_CACHE", raising=False)
    return write_database(stored(smelter(), NAME), tmp_path / "databases")


def flip(path: Path, place: int = -1) -> None:
    """Change one bit of a file where it lies."""
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    with path.open("r+b") as file:  # the same inode
        file.write(content)


def refusal(read: Callable[[], object]) -> str:
    with pytest.raises(UsageError) as error:
        read()
    assert error.value.finding.code == "E071"
    return str(error.value.finding.values["file"])


# ----------------------------------------------------------------------------- arrays

ARRAYS = {
    "a_row.npy": "technosphere",
    "a_column.npy": "technosphere",
    "a_value.npy": "technosphere",
    "b_row.npy": "interventions",
    "b_column.npy": "interventions",
    "b_value.npy": "interventions",
    "signs.npy": "signs",
    "gases.json": "gases",
    "elementary.json": "elementary",
}


@pytest.mark.parametrize("name", ARRAYS)
def test_a_changed_byte_of_a_matrix_is_noticed_when_it_is_read(
    folder: Path, name: str
) -> None:
    assert getattr(Database(folder), ARRAYS[name]) is not None
    flip(folder / name)
    assert refusal(lambda: getattr(Database(folder), ARRAYS[name])) == name


@pytest.mark.parametrize("letter", ["a", "b"])
def test_spreads_are_read_and_checked_when_they_are_asked_for(
    folder: Path, letter: str
) -> None:
    flip(folder / f"{letter}_spread.npy")
    opened = Database(folder)
    matrix = opened.technosphere if letter == "a" else opened.interventions
    assert len(matrix.value) > 0
    assert refusal(lambda: matrix.spread) == f"{letter}_spread.npy"


def test_what_a_solve_does_not_read_does_not_stop_it(folder: Path) -> None:
    """A footprint rests on intensities: 8.6 of aluminium, 0.5 of power."""
    flip(folder / "a_value.npy")
    assert Database(folder).intensities[:, 0].tolist() == [8.6, 0.5]


def test_parts_of_a_footprint_rest_on_no_damaged_matrix(folder: Path) -> None:
    def total() -> float:
        return contributions(Database(folder), {0: 1.0}, np.ones(1)).total

    assert total() == pytest.approx(8.6)
    flip(folder / "a_value.npy")
    assert refusal(total) == "a_value.npy"


def test_stored_entries_are_entries_like_any_other(folder: Path) -> None:
    matrix = Database(folder).technosphere
    assert isinstance(matrix, StoredTriplets)
    plain = smelter().technosphere
    for one in (matrix, pickle.loads(pickle.dumps(matrix))):
        assert one.value.tolist() == plain.value.tolist()
        assert one.spread.tobytes() == plain.spread.tobytes()
    other = replace(matrix, spread=np.ones_like(matrix.spread))
    assert other.spread["kind"].tolist() == [1, 1, 1]
    assert other.row is matrix.row


# -------------------------------------------------------------------------- datasets


@pytest.mark.parametrize("part", range(16))
def test_a_changed_byte_of_the_datasets_is_noticed(folder: Path, part: int) -> None:
    """Sixteen places, from the head of the file to its last page."""
    path = folder / "datasets.sqlite"
    assert Database(folder).named("a-1")
    flip(path, path.stat().st_size * part // 16 + part)
    assert refusal(lambda: Database(folder).named("a-1")) == "datasets.sqlite"


@pytest.fixture
def hashed(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Sizes of the files that are read whole, as they are read."""
    sizes: list[int] = []
    original = checking.is_as_written

    def noted(content: bytes, digest: str | None) -> bool:
        sizes.append(len(content))
        return original(content, digest)  # type: ignore[arg-type]

    monkeypatch.setattr(checking, "is_as_written", noted)
    return sizes


@pytest.fixture
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the files had been written long ago."""
    monkeypatch.setattr(checking, "_SETTLED_NS", -(10**9))


@pytest.mark.usefixtures("settled")
def test_datasets_are_read_whole_once(folder: Path, hashed: list[int]) -> None:
    for _ in range(3):
        assert Database(folder).named("a-1")
    assert hashed == [(folder / "datasets.sqlite").stat().st_size]


@pytest.mark.usefixtures("settled")
def test_a_later_change_is_noticed_even_if_its_time_is_set_back(
    folder: Path, hashed: list[int]
) -> None:
    path = folder / "datasets.sqlite"
    assert Database(folder).named("a-1")
    before = path.stat()
    flip(path, before.st_size // 2)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert path.stat().st_mtime_ns == before.st_mtime_ns
    assert refusal(lambda: Database(folder).named("a-1")) == "datasets.sqlite"
    assert len(hashed) == 2


@pytest.mark.usefixtures("settled")
def test_a_damaged_file_is_refused_each_time(folder: Path, hashed: list[int]) -> None:
    flip(folder / "datasets.sqlite", 5000)
    for _ in range(2):
        assert refusal(lambda: Database(folder).named("a-1")) == "datasets.sqlite"
    assert len(hashed) == 2


def test_what_changed_a_moment_ago_is_not_remembered(
    folder: Path, hashed: list[int]
) -> None:
    """A second change within one tick of the file system's clock looks like none."""
    for _ in range(2):
        assert Database(folder).named("a-1")
    assert len(hashed) == 2


@pytest.mark.usefixtures("settled")
@pytest.mark.parametrize("reason", ["switched off", "no folder", "torn note"])
def test_without_a_cache_the_file_is_read_each_time(
    folder: Path, hashed: list[int], monkeypatch: pytest.MonkeyPatch, reason: str
) -> None:
    cache = folder.parents[1] / "cache"
    if reason == "switched off":
        monkeypatch.setenv("LCAGRAPH_NO_CACHE", "1")
    if reason == "no folder":
        cache.write_text("a file where the folder should be", encoding="utf-8")
    for _ in range(2):
        assert Database(folder).named("a-1")
        for note in cache.glob("checked/*"):
            note.write_text("{", encoding="utf-8")
    assert len(hashed) == 2


@pytest.mark.usefixtures("settled")
def test_a_replaced_database_is_read_anew(folder: Path, hashed: list[int]) -> None:
    held = open_database(NAME)
    assert held.named("a-1")
    write_database(stored(smelter(), NAME), folder.parent, replace=True)
    assert held.named("p-1")  # what was taken hold of
    assert open_database(NAME).named("a-1")
    assert len(hashed) == 2


# --------------------------------------------------------------------- as a user sees

MODEL = """\
lcagraph: 1
reference: {product: part, amount: 1 piece}
processes:
  casting:
    stage: production
    outputs: {part: 1 piece}
    inputs: {metal: {amount: 2 kg, from: smelter/a-1, stage: raw_materials}}
"""


@pytest.mark.parametrize(
    ("word", "other"),
    [(b"kg", b"Mg"), (b"a-1", b"a-2")],  # a unit, an id: a wrong number if unnoticed
)
def test_no_number_comes_from_a_changed_name_or_unit(
    folder: Path, tmp_path: Path, word: bytes, other: bytes
) -> None:
    path, model = folder / "datasets.sqlite", tmp_path / "model.yaml"
    model.write_text(MODEL, encoding="utf-8")
    command = [sys.executable, "-m", "lcagraph", "solve", str(model), "--lang", "en"]
    sound = subprocess.run(command, capture_output=True, text=True, check=False)
    assert sound.returncode == 0
    assert "17.2" in sound.stdout  # 2 kg of 8.6
    content = path.read_bytes()
    assert word in content
    path.write_bytes(content.replace(word, other))
    model.write_text(MODEL + "# read again\n", encoding="utf-8")
    damaged = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (damaged.returncode, damaged.stdout) == (1, "")
    assert "E071" in damaged.stderr
    assert "datasets.sqlite" in damaged.stderr
