"""A database in a worker: the very one, or a refusal."""

from __future__ import annotations

import gc
import os
import pickle
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import executor_tasks as tasks
import numpy as np
import pytest
from small_databases import smelter, stored

from lcagraph.background.handles import DatabaseHandle, copy_of, handle_of
from lcagraph.background.store import Database, write_database
from lcagraph.errors import UsageError
from lcagraph.executor import Chunk, Processes, Recipe, Workplace, run


@pytest.fixture
def database(tmp_path: Path) -> Database:
    return Database(write_database(stored(smelter()), tmp_path / "databases"))


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where workers keep what they are sent; spawned processes heed it, too."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr("tempfile.tempdir", None)
    return folder


def worse(folder: Path) -> None:
    """Another import of the same name: 15 kWh of electricity."""
    changed = smelter()
    changed.technosphere.value[1] = -15.0
    write_database(stored(changed), folder.parent, replace=True)


def flip_a_bit(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(bytes(content))


def found_hash(refused: pytest.ExceptionInfo[UsageError]) -> object:
    finding = refused.value.finding
    assert finding.code == "E773"
    return finding.values["found"]


def intensities_on(
    place: Workplace, recipe: Recipe[Database]
) -> list[tuple[list[float], str]]:
    chunks = [Chunk(key=str(column), item=column) for column in (0, 1)]
    done = run(tasks.intensity, chunks, recipe, executor=place)
    return [each.value for each in done]


# --------------------------------------------------------------------- shared folder


@pytest.mark.parametrize("place", [None, Processes(2)])
def test_workers_open_the_folder_of_the_database(
    place: Workplace, database: Database
) -> None:
    recipe = Recipe(tasks.opened, (handle_of(database),))
    found = intensities_on(place, recipe)
    # kg CO2: 1.6 of its own + 14 kWh × 0.5; and 0.5 of 1 kWh
    assert [sum(values) for values, _ in found] == [1.6 + 7, 0.5]
    assert {folder for _, folder in found} == {str(database.folder)}


@pytest.mark.parametrize("elsewhere", ["", "a folder of another computer"])
def test_workers_find_it_by_name_in_their_own_home(
    elsewhere: str, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LCAGRAPH_HOME", str(database.folder.parent.parent))
    handle = replace(handle_of(database), folder=elsewhere)
    found = intensities_on(Processes(1), Recipe(tasks.opened, (handle,)))
    assert {folder for _, folder in found} == {str(database.folder)}


def test_a_handle_is_a_short_message(database: Database) -> None:
    assert len(pickle.dumps(handle_of(database))) < 1000


def test_another_import_of_the_same_name_is_refused(database: Database) -> None:
    handle = handle_of(database)
    worse(database.folder)
    with pytest.raises(UsageError) as refused:
        handle.open()
    assert found_hash(refused) == Database(database.folder).manifest.hash[:12]


def test_the_refusal_comes_back_from_a_worker(database: Database) -> None:
    handle = handle_of(database)
    worse(database.folder)
    with pytest.raises(UsageError) as refused:
        intensities_on(Processes(1), Recipe(tasks.opened, (handle,)))
    assert refused.value.finding.code == "E773"


@pytest.mark.parametrize("name", ["a_value.npy", "b_row.npy", "intensities.npy"])
def test_a_damaged_array_is_refused(name: str, database: Database) -> None:
    handle = handle_of(database)
    flip_a_bit(database.folder / name)
    with pytest.raises(UsageError) as refused:
        handle.open()
    assert found_hash(refused) == "damaged"


def test_a_missing_array_is_refused(database: Database) -> None:
    handle = handle_of(database)
    (database.folder / "a_row.npy").unlink()
    with pytest.raises(UsageError) as refused:
        handle.open()
    assert found_hash(refused) == "damaged"


def test_a_database_that_a_worker_does_not_see_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LCAGRAPH_HOME", str(tmp_path))
    handle = DatabaseHandle(name="smelter", hash="0" * 64, folder=str(tmp_path / "x"))
    with pytest.raises(UsageError) as refused:
        handle.open()
    assert refused.value.finding.code == "E068"


# ------------------------------------------------------------------------------ sent


@pytest.mark.parametrize("place", [None, Processes(2)])
def test_a_copy_is_unpacked_and_removed_at_the_end(
    place: Workplace, database: Database, temporary: Path
) -> None:
    recipe = Recipe(tasks.opened, (copy_of(database),))
    (database.folder / "a_value.npy").unlink()  # the original is not asked again
    found = intensities_on(place, recipe)
    assert [sum(values) for values, _ in found] == [1.6 + 7, 0.5]
    assert all(Path(folder).is_relative_to(temporary) for _, folder in found)
    gc.collect()
    assert list(temporary.iterdir()) == []


def test_a_copy_has_all_arrays_and_no_names(database: Database) -> None:
    copied = copy_of(database).open()
    names = {path.name for path in database.folder.iterdir()}
    assert {path.name for path in copied.folder.iterdir()} == names - {
        "datasets.sqlite"
    }
    np.testing.assert_array_equal(
        copied.technosphere.value, database.technosphere.value
    )


def test_a_copy_can_have_the_names_too(database: Database) -> None:
    copied = copy_of(database, with_names=True).open()
    assert copied.activity(0) == database.activity(0)


def test_a_damaged_database_is_not_sent(database: Database) -> None:
    flip_a_bit(database.folder / "a_value.npy")
    with pytest.raises(UsageError) as refused:
        copy_of(database)
    assert found_hash(refused) == "damaged"


def test_a_copy_that_arrives_damaged_is_refused(
    database: Database, temporary: Path
) -> None:
    copied = copy_of(database)
    files = {**copied.files, "a_value.npy": copied.files["a_value.npy"][:-1]}
    with pytest.raises(UsageError) as refused:
        type(copied)(handle=copied.handle, files=files).open()
    assert found_hash(refused) == "damaged"
    assert list(temporary.iterdir()) == []


def test_copies_of_killed_workers_are_removed(
    database: Database, temporary: Path
) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    left = temporary / f"lcagraph-database-{ended.pid}-abc"
    living = temporary / f"lcagraph-database-{os.getpid()}-abc"
    left.mkdir()
    living.mkdir()
    copy_of(database).open()
    assert not left.exists()
    assert living.exists()
