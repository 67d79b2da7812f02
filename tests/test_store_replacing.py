"""Databases that are replaced, killed halfway, or damaged, while others read them."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_databases import smelter, stored

from lcagraph.background.offers import find_offer
from lcagraph.background.store import (
    Database,
    Manifest,
    Stored,
    locate,
    open_database,
    write_database,
)
from lcagraph.background.store import database as database_module
from lcagraph.background.store.holding import Held, take_hold
from lcagraph.background.store.searching import search
from lcagraph.errors import LcaGraphError, UsageError

READERS = 2
REPLACEMENTS = 40

# Reads until the file “stop” appears; what it prints are the figures that it met, each
# with the hash that its manifest states.
READER = """
import sys
from pathlib import Path
from lcagraph.background.store import open_database
met, stop = set(), Path(sys.argv[1])
print("reading", flush=True)
while not stop.exists():
    database = open_database("smelter")
    (found,) = database.named("a-1")
    own = database.process("a-1").exchanges[2].amount
    total = float(database.intensities[found.column, 0])
    met.add((database.manifest.hash, own, total))
    database.close()
for each in sorted(met):
    print(*each)
"""


def release(own: float) -> Stored:
    """A smelter that itself emits so many kg of CO2 per kg, and 7 kg by its power."""
    linked = smelter()
    linked.interventions.value[0] = own
    exchanges = linked.package.processes[0].exchanges
    object.__setattr__(exchanges[2], "amount", own)
    return stored(linked)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LCAGRAPH_HOME", str(tmp_path))
    return tmp_path / "databases"


def test_two_processes_read_whole_releases_while_a_third_replaces_them(
    home: Path, tmp_path: Path
) -> None:
    hashes = {}
    for own in (1.6, 2.6):
        write_database(release(own), home, replace=True)
        hashes[open_database("smelter").manifest.hash] = own
    stop = tmp_path / "stop"
    command = [sys.executable, "-c", READER, str(stop)]
    readers = [
        subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        for _ in range(READERS)
    ]
    for reader in readers:
        assert reader.stdout is not None
        assert reader.stdout.readline() == "reading\n"
    for k in range(REPLACEMENTS):
        write_database(release((1.6, 2.6)[k % 2]), home, replace=True)
    stop.touch()
    met = [reader.communicate(timeout=60) for reader in readers]
    for out, errors in met:
        assert errors == ""
        lines = [line.split() for line in out.splitlines()]
        assert lines
        for hash_, own, total in lines:
            # the records, the figures and the manifest are of one release
            assert float(own) == hashes[hash_]
            assert float(total) == pytest.approx(float(own) + 7)


def test_a_reader_keeps_to_the_release_that_it_began_with(home: Path) -> None:
    write_database(release(1.6), home)
    reader = open_database("smelter")
    (found,) = reader.named("a-1")
    write_database(release(2.6), home, replace=True)
    assert reader.intensities[found.column, 0] == 8.6
    assert reader.technosphere.value.tolist() == [1.0, -14.0, 1.0]
    assert reader.process("a-1").exchanges[2].amount == 1.6


def test_a_reader_that_has_asked_nothing_yet_reads_the_new_release(home: Path) -> None:
    write_database(release(1.6), home)
    reader = open_database("smelter")
    before = reader.manifest.hash
    write_database(release(2.6), home, replace=True)
    assert reader.intensities[0, 0] == 9.6
    assert reader.manifest.hash != before


def test_a_release_that_went_and_came_back_while_it_was_read_is_read_again(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_database(release(1.6), home)
    reader = open_database("smelter")
    holds = []

    def hold_what_is_replaced_twice(folder: Path, manifest: Manifest) -> Held:
        if not holds:
            write_database(release(2.6), home, replace=True)
        holds.append(take_hold(folder, manifest))
        if len(holds) == 1:  # its files are of the other release, its manifest isn't
            write_database(release(1.6), home, replace=True)
        return holds[-1]

    monkeypatch.setattr(database_module, "take_hold", hold_what_is_replaced_twice)
    assert reader.intensities[0, 0] == 8.6
    assert reader.process("a-1").exchanges[2].amount == 1.6
    assert len(holds) == 2


def test_a_database_that_is_being_replaced_is_waited_for(home: Path) -> None:
    place = write_database(release(1.6), home)
    aside = home / f".old-{os.getpid()}-x"
    aside.mkdir()
    place.rename(aside / place.name)

    def put_back() -> None:
        time.sleep(0.1)
        (aside / place.name).rename(place)

    thread = threading.Thread(target=put_back)
    thread.start()
    assert locate("smelter") == place
    thread.join()


def dead_process() -> str:
    code = "import os; print(os.getpid())"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def test_an_import_killed_between_old_and_new_gives_the_old_back(home: Path) -> None:
    place = write_database(release(1.6), home)
    aside = home / f".old-{dead_process()}-x"
    aside.mkdir()
    place.rename(aside / place.name)
    write_database(stored(smelter(), "another"), home)
    assert sorted(path.name for path in home.iterdir()) == ["another", "smelter"]
    assert Database(place).intensities[0, 0] == 8.6


def test_a_removal_that_was_killed_is_finished(home: Path) -> None:
    place = write_database(release(1.6), home)
    gone = home / f".gone-{dead_process()}-x"
    gone.mkdir()
    place.rename(gone / place.name)
    write_database(stored(smelter(), "another"), home)
    assert [path.name for path in home.iterdir()] == ["another"]


# ------------------------------------------------------------------------- damage

QUESTIONS: tuple[Callable[[Database], object], ...] = (
    lambda database: list(database.activities()),
    lambda database: database.named("Aluminium production, liquid"),
    lambda database: database.package(),
    lambda database: database.process_ids(),
    lambda database: (database.intensities, database.chain, database.flags),
    lambda database: (database.technosphere, database.interventions, database.signs),
    lambda database: (database.elementary, database.gases),
    lambda database: search(database, "alumnium"),
    lambda database: search(database, "电解"),
    lambda database: find_offer("smelter/a-1", "factors.a", database.folder.parent),
)


@given(data=st.data())
def test_whatever_byte_is_damaged_only_deliberate_errors_are_raised(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    place = write_database(release(1.6), tmp_path_factory.mktemp("a") / "databases")
    path = data.draw(st.sampled_from(sorted(place.iterdir())))
    content = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 20))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(
            st.integers(0, 255)
        )
    path.write_bytes(content)
    for question in QUESTIONS:
        with suppress(LcaGraphError), closing(Database(place)) as database:
            question(database)


def test_a_damaged_table_of_datasets_is_refused(home: Path) -> None:
    place = write_database(release(1.6), home)
    path = place / "datasets.sqlite"
    path.write_bytes(b"x" * path.stat().st_size)
    with pytest.raises(UsageError) as error:
        Database(place).named("a-1")
    assert error.value.finding.code == "E071"
