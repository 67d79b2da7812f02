"""The store: written whole or not at all, read on demand, damage noticed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import small_packages as small
from small_databases import imported, smelter, stored

from lcagraph.background.records import Package, Process, Uncertainty
from lcagraph.background.store import (
    Database,
    home,
    installed,
    locate,
    open_database,
    remove_database,
    write_database,
    writing,
)
from lcagraph.background.store.packing import pack_text, unpack_text
from lcagraph.background.store.searching import search
from lcagraph.errors import UsageError


@pytest.fixture
def database(tmp_path: Path) -> Database:
    return Database(write_database(stored(smelter()), tmp_path / "databases"))


def code_of(error: pytest.ExceptionInfo[UsageError]) -> str:
    return error.value.finding.code


# ------------------------------------------------------------- what comes back


def test_matrices_and_intensities_come_back_as_they_were(database: Database) -> None:
    linked = smelter()
    assert database.technosphere.value.tolist() == [1.0, -14.0, 1.0]
    assert database.technosphere.row.tolist() == linked.technosphere.row.tolist()
    assert database.interventions.column.tolist() == [0, 1]
    assert database.elementary == ("co2",)
    assert database.manifest.gases == ("co2_fossil",)
    # 14 kWh × 0.5 kg/kWh + 1.6 kg of its own
    assert database.intensities[:, 0].tolist() == [8.6, 0.5]


def test_every_record_comes_back_equal(database: Database) -> None:
    package = database.package()
    linked = smelter().package
    assert package.processes == linked.processes
    assert package.flows == linked.flows
    assert package.unit_groups == linked.unit_groups
    assert database.process("a-1") == linked.processes[0]
    assert database.flow("nothing") is None


def test_an_activity_is_found_by_id_and_by_its_names(database: Database) -> None:
    by_id = database.named("a-1")
    by_name = database.named("Aluminium production, liquid")
    by_chinese = database.named("电解铝液生产")
    by_product = database.named("电力")
    assert by_id == by_name == by_chinese
    assert [found.column for found in by_product] == [1]
    assert database.named("aluminium production, liquid") == []
    assert list(database.activities()) == list(smelter().activities)


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("aluminium", [0]),
        ("LIQUID cn", [0]),
        ("电解", [0]),
        ("电解铝", [0]),
        ("电", [1, 0]),
        ("mains", [1]),
        ("Metals", [0]),
        ("cn", [1, 0]),
        ('coal" OR', []),
        ("100%", []),
        ("", []),
    ],
)
def test_a_search_finds_words_in_any_language(
    database: Database, text: str, columns: list[int]
) -> None:
    assert [found.column for found in search(database, text).found] == columns


def test_a_misspelt_word_is_replaced_and_said_so(database: Database) -> None:
    hits = search(database, "alumnium liquid")
    assert [found.column for found in hits.found] == [0]
    assert (hits.instead_of, hits.text) == ("alumnium liquid", "aluminium liquid")


def test_a_long_list_is_cut_and_said_so(database: Database) -> None:
    assert search(database, "cn", most=1).is_cut
    assert not search(database, "cn", most=2).is_cut


# ------------------------------------------------------------------- places


def test_the_nearest_database_of_a_name_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LCAGRAPH_HOME", str(tmp_path / "user"))
    model = tmp_path / "project" / "models" / "a"
    model.mkdir(parents=True)
    own = write_database(stored(smelter()), home())
    assert locate("smelter", model) == own
    near = write_database(stored(smelter()), tmp_path / "project" / "databases")
    assert locate("smelter", model) == near
    assert installed(model) == {"smelter": near}
    assert open_database("smelter", model).folder == near


def test_a_missing_database_is_told_with_the_nearest_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LCAGRAPH_HOME", str(tmp_path))
    write_database(stored(smelter()), home())
    with pytest.raises(UsageError) as error:
        open_database("smeltre", tmp_path)
    assert code_of(error) == "E068"
    assert error.value.finding.values["nearest"] == "smelter"


@pytest.mark.parametrize("name", ["", "a/b", "..", ".hidden", "a b", "con", "x" * 65])
def test_a_name_that_is_no_folder_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError) as error:
        write_database(stored(smelter(), name), tmp_path)
    assert code_of(error) == "E066"
    assert locate(name, tmp_path) is None


def test_a_shipped_factor_set_keeps_its_name(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as error:
        write_database(stored(smelter(), "cn-electricity"), tmp_path)
    assert code_of(error) == "E067"


def test_a_taken_name_is_refused_unless_replaced(tmp_path: Path) -> None:
    first = write_database(stored(smelter()), tmp_path)
    with pytest.raises(UsageError) as error:
        write_database(stored(smelter()), tmp_path)
    assert code_of(error) == "E072"
    assert write_database(stored(smelter()), tmp_path, replace=True) == first
    assert [path.name for path in tmp_path.iterdir()] == ["smelter"]


# ------------------------------------------------------------ whole or not at all


def test_a_failed_import_leaves_nothing_and_keeps_the_old(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = write_database(stored(smelter()), tmp_path)
    before = (place / "manifest.json").read_bytes()

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(writing, "write_manifest", stop)
    with pytest.raises(KeyboardInterrupt):
        write_database(stored(smelter()), tmp_path, replace=True)
    assert [path.name for path in tmp_path.iterdir()] == ["smelter"]
    assert (place / "manifest.json").read_bytes() == before


def test_what_a_killed_import_left_is_no_database_and_is_swept(tmp_path: Path) -> None:
    dead = subprocess.run(
        [sys.executable, "-c", "import os; print(os.getpid())"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    left = tmp_path / f".part-{dead}-abc"
    living = tmp_path / f".part-{os.getpid()}-abc"
    for folder in (left, living):
        folder.mkdir()
        (folder / "manifest.json").write_text("{}", encoding="utf-8")
    write_database(stored(smelter()), tmp_path)
    assert not left.exists()
    assert living.exists()


def test_an_open_database_outlives_its_replacement(tmp_path: Path) -> None:
    reader = Database(write_database(stored(smelter()), tmp_path))
    values, rows = reader.intensities, reader.rows
    write_database(stored(smelter()), tmp_path, replace=True)
    assert values[0, 0] == 8.6
    assert rows.execute("SELECT count(*) FROM activity").fetchone() == (2,)


def test_a_removed_database_is_gone_whole(database: Database) -> None:
    remove_database(database.folder)
    assert list(database.folder.parent.iterdir()) == []


# ------------------------------------------------------------------- damage


def test_the_same_import_has_the_same_hash_on_any_day(tmp_path: Path) -> None:
    one = Database(write_database(stored(smelter()), tmp_path / "a"))
    two = Database(write_database(stored(smelter()), tmp_path / "b"))
    assert one.manifest.hash == two.manifest.hash


def open_package(
    *, lost: float = 2.0, gone: float = 3.0, text: str = "x", **more: Any
) -> Package:
    """One dataset with an open input, an input of a missing flow, and a bad formula."""
    co2 = small.elementary("Carbon dioxide, fossil", cas="124-38-9")
    make = small.process(
        "make",
        small.reference("made", uncertainty=more.get("spread")),
        small.used("lost", lost),
        small.used("gone", gone),
        small.used("lost", None, id="bad", formula=f"{text} +"),
        small.made(co2.id, 5.0, comment=more.get("comment", "")),
        names=more.get("names", {}),
    )
    flows = [small.product("made"), small.product("lost")]
    return small.package([*flows, co2], make)


@pytest.mark.parametrize(
    "changed",
    [
        {"lost": 2.5},
        {"gone": 3.5},
        {"text": "y"},
        {"spread": Uncertainty(spread="lognormal", location=1.0, scale=1.2)},
        {"names": {"zh": "另一个名称"}},
    ],
)
def test_a_lock_sees_what_is_left_out_and_every_name_and_spread(
    tmp_path: Path, changed: dict[str, Any]
) -> None:
    before = imported(open_package(), tmp_path, "before")
    after = imported(open_package(**changed), tmp_path, "after")
    assert before.intensities.tolist() == after.intensities.tolist()
    assert before.manifest.hash != after.manifest.hash


def test_a_lock_does_not_see_comments(tmp_path: Path) -> None:
    before = imported(open_package(), tmp_path, "before")
    after = imported(open_package(comment="read again"), tmp_path, "after")
    assert before.manifest.hash == after.manifest.hash


def test_a_flag_alone_makes_another_release(tmp_path: Path) -> None:
    whole = small.process("make", small.reference("made"))
    said = replace(whole, open=("open_link",))
    flows = [small.product("made")]
    before = imported(small.package(flows, whole), tmp_path, "before")
    after = imported(small.package(flows, said), tmp_path, "after")
    assert before.manifest.hash != after.manifest.hash


def test_a_record_of_an_earlier_version_has_the_defaults_of_later_fields() -> None:
    record = Process(id="a", name="A", exchanges=(small.made("x", comment="c"),))
    values = json.loads(pack_text(replace(record, version="9")))
    names = [field.name for field in fields(Process)]
    # the last two came later, in this order: any other would be read as another field
    assert names[-2:] == ["version", "is_market_group"]
    assert unpack_text(Process, json.dumps(values[:-2])) == record
    with pytest.raises(ValueError, match="fields"):
        unpack_text(Process, json.dumps([*values, "later"]))


def test_a_changed_byte_of_the_intensities_is_noticed(database: Database) -> None:
    path = database.folder / "intensities.npy"
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(bytes(content))
    with pytest.raises(UsageError) as error:
        _ = database.intensities
    assert code_of(error) == "E071"


@pytest.mark.parametrize("name", ["a_value.npy", "datasets.sqlite", "chain.npy"])
def test_a_missing_or_shorter_file_is_noticed(database: Database, name: str) -> None:
    path = database.folder / name
    path.write_bytes(path.read_bytes()[:-1])
    for read in (
        lambda: (database.technosphere, database.rows, database.chain),
        lambda: (
            (path.unlink(), Database(database.folder).technosphere)
            if name == "a_value.npy"
            else database.rows and database.chain
        ),
    ):
        with pytest.raises(UsageError) as error:
            read()
        assert code_of(error) == "E071"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{", "E069"),
        ("[]", "E069"),
        ('{"store": 1}', "E069"),
        ('{"store": 99, "gases": []}', "E070"),
    ],
)
def test_a_manifest_that_is_none_is_refused(
    database: Database, text: str, code: str
) -> None:
    (database.folder / "manifest.json").write_text(text, encoding="utf-8")
    with pytest.raises(UsageError) as error:
        Database(database.folder)
    assert code_of(error) == code


def test_every_byte_of_the_manifest_that_changes_is_noticed(
    database: Database,
) -> None:
    path = database.folder / "manifest.json"
    written = path.read_bytes()
    for place in range(len(written)):
        changed = bytearray(written)
        changed[place] ^= 1
        path.write_bytes(changed)
        with pytest.raises(UsageError) as error:
            Database(database.folder)
        assert code_of(error) in {"E069", "E070", "E071"}
    path.write_bytes(written)
    assert Database(database.folder).manifest == database.manifest


@pytest.mark.parametrize("name", ["intensities.npy", "chain.npy", "flags.npy"])
def test_what_results_rest_on_is_checked_when_it_is_opened(
    database: Database, name: str
) -> None:
    path = database.folder / name
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    with pytest.raises(UsageError) as error:
        getattr(Database(database.folder), name.removesuffix(".npy"))
    assert code_of(error) == "E071"


def test_the_manifest_tells_source_counts_and_hashes(database: Database) -> None:
    stated = json.loads((database.folder / "manifest.json").read_text("utf-8"))
    assert stated["source"] == "smelter.zip"
    assert stated["counts"] == {"processes": 2, "activities": 2}
    files = {path.name for path in database.folder.iterdir()} - {"manifest.json"}
    assert set(stated["files"]) == set(stated["sizes"]) == files
    assert len(database) == 2
    assert "2 activities" in repr(database)


def test_numbers_are_read_only(database: Database) -> None:
    with pytest.raises(ValueError, match="read-only"):
        database.technosphere.value[0] = 2.0
    assert np.isfinite(database.technosphere.value).all()


def test_a_process_is_a_record_of_the_contract(database: Database) -> None:
    assert isinstance(next(database.processes()), Process)
