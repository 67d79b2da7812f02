"""Order and units of a database's quick solve: stored beside it, or made anew."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from small_databases import smelter, stored, triplets

from lcagraph.background.arrangement import arrangement_of
from lcagraph.background.diagnosis import diagnose
from lcagraph.background.store import Database, write_database, writing
from lcagraph.engine.arrangement import Arrangement
from lcagraph.errors import UsageError


@pytest.fixture
def database(tmp_path: Path) -> Database:
    return Database(write_database(stored(smelter()), tmp_path / "databases"))


def test_the_order_of_a_quick_solve_is_stored_and_comes_back(
    database: Database,
) -> None:
    """Aluminium buys power, so it comes first; the balanced links weigh 1 or less."""
    found = database.arrangement
    assert found.order.tolist() == [0, 1]
    made = arrangement_of(database.technosphere, database.chain)
    assert found.order.tolist() == made.order.tolist()
    assert found.exponent.tolist() == made.exponent.tolist()


def test_an_old_folder_without_an_order_gets_one_when_it_is_opened(
    database: Database,
) -> None:
    path = database.folder / "manifest.json"
    stated = json.loads(path.read_text(encoding="utf-8"))
    del stated["seal"]
    for name in ("order.npy", "exponent.npy"):
        (database.folder / name).unlink()
        del stated["files"][name], stated["sizes"][name]
    path.write_text(json.dumps(stated), encoding="utf-8")
    assert Database(database.folder).arrangement.order.tolist() == [0, 1]


def test_an_order_that_names_a_column_twice_is_noticed(database: Database) -> None:
    path = database.folder / "order.npy"
    np.save(path, np.zeros(2, dtype=np.int32))
    with pytest.raises(UsageError) as error:
        _ = Database(database.folder).arrangement
    assert error.value.finding.code == "E071"


def test_what_has_no_answer_has_no_place_in_the_order() -> None:
    entries = {(0, 0): 1.0, (1, 1): 1.0, (1, 2): -1.0, (2, 1): -1.0, (2, 2): 1.0}
    matrix = triplets(entries)
    chain = diagnose(matrix, np.zeros(3, dtype=np.uint16)).chain
    assert arrangement_of(matrix, chain).order.tolist() == [0]


def test_the_order_is_no_part_of_what_results_depend_on() -> None:
    """It decides how fast an answer comes: locks must not notice it."""
    assert not {"order.npy", "exponent.npy"} & set(writing.RESULT_FILES)


def test_several_activities_are_one_question(tmp_path: Path) -> None:
    database = Database(write_database(stored(smelter()), tmp_path))
    found = database.activities_at([1, 0, 1])
    assert found == {0: database.activity(0), 1: database.activity(1)}


def test_an_activity_that_is_not_there_is_a_damaged_database(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        Database(write_database(stored(smelter()), tmp_path)).activities_at([0, 2])
    assert caught.value.finding.code == "E071"


def test_a_part_keeps_order_and_units_of_the_whole() -> None:
    whole = Arrangement(
        order=np.array([3, 0, 2, 1]), exponent=np.array([5, 6, 7, 8], dtype=np.int16)
    )
    part = whole.of_part(np.array([1, 3]))
    # 3 comes before 1 in the whole; they are number 1 and 0 of the part
    assert part.order.tolist() == [1, 0]
    assert part.scale.tolist() == [2.0**6, 2.0**8]


def test_a_column_without_a_place_is_no_part() -> None:
    whole = Arrangement(order=np.array([1]), exponent=np.zeros(2, dtype=np.int16))
    with pytest.raises(ValueError, match="no place"):
        whole.of_part(np.array([0, 1]))
