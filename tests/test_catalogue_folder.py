"""A folder of tables: each on one worker, and as if it had been computed alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from catalogues import HEAD, database, totals, written

from lcagraph.catalogue import (
    Options,
    TableOutcome,
    calculate_catalogue,
    calculate_catalogues,
    tables_in,
)
from lcagraph.errors import UsageError
from lcagraph.executor import Processes, Threads, Workplace

PLACES = [None, Threads(2), Processes(2)]


@pytest.fixture
def smelter(tmp_path: Path) -> Any:
    return database(tmp_path / "databases")


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    """Three tables; the second one has a row that can't be used."""
    folder = tmp_path / "tables"
    folder.mkdir()
    (folder / "a.csv").write_text(f"{HEAD}pot,a-1,2,kg\npan,a-1,3,kg\n")
    (folder / "b.csv").write_text(f"{HEAD}lid,p-1,1,kWh\njar,Steel,1,kg\n")
    (folder / "c.csv").write_text(f"{HEAD}cup,a-1,1,kg\n")
    (folder / "readme.txt").write_text("no table")
    return folder


def computed(
    smelter: Any, tables: Path, place: Workplace = None, **how: Any
) -> dict[str, TableOutcome]:
    output = tables.with_name("results")
    found = calculate_catalogues(
        tables_in(tables), output, [smelter], executor=place, **how
    )
    return {each.name: each for each in found}


@pytest.mark.parametrize("place", PLACES)
def test_each_table_gets_its_own_result(
    place: Workplace, smelter: Any, tables: Path
) -> None:
    found = computed(smelter, tables, place)
    results = tables.with_name("results")
    # kg × 8.6 kgCO2e/kg, kWh × 0.5
    assert totals(written(results / "a.csv")) == {
        "pot": 17.2,
        "pan": pytest.approx(25.8),
    }
    assert totals(written(results / "b.csv"))["lid"] == 0.5
    assert totals(written(results / "c.csv")) == {"cup": 8.6}
    assert (results / "b.csv.rejected.csv").exists()
    assert {name: one.is_complete for name, one in found.items()} == {
        "a.csv": True,
        "b.csv": False,
        "c.csv": True,
    }


@pytest.mark.parametrize("place", PLACES)
def test_files_are_those_of_a_table_alone(
    place: Workplace, smelter: Any, tables: Path, tmp_path: Path
) -> None:
    computed(smelter, tables, place)
    for table in tables_in(tables):
        alone = tmp_path / "alone" / table.name
        alone.parent.mkdir(exist_ok=True)
        calculate_catalogue(table, alone, [smelter])
        together = tables.with_name("results") / table.name
        assert together.read_bytes() == alone.read_bytes()


def test_databases_can_be_sent(smelter: Any, tables: Path) -> None:
    found = computed(smelter, tables, Processes(2), is_sent=True)
    assert totals(written(tables.with_name("results") / "c.csv")) == {"cup": 8.6}
    assert all(not one.findings for one in found.values())


def test_what_is_done_is_not_done_again(smelter: Any, tables: Path) -> None:
    computed(smelter, tables)
    output = tables.with_name("results") / "a.csv"
    before = output.stat().st_mtime_ns
    found = computed(smelter, tables)
    assert all(one.is_kept for one in found.values())
    assert output.stat().st_mtime_ns == before
    assert found["b.csv"].report["counts"]["rejected"] == 1


def test_another_table_of_the_same_name_is_computed(smelter: Any, tables: Path) -> None:
    computed(smelter, tables)
    (tables / "c.csv").write_text(f"{HEAD}cup,a-1,2,kg\n")
    found = computed(smelter, tables, options=Options(is_replacing=True))
    assert not found["c.csv"].is_kept
    assert totals(written(tables.with_name("results") / "c.csv")) == {"cup": 17.2}


def test_an_output_of_something_else_is_not_overwritten(
    smelter: Any, tables: Path
) -> None:
    output = tables.with_name("results") / "c.csv"
    output.parent.mkdir()
    output.write_text("mine")
    found = computed(smelter, tables)
    assert [finding.code for finding in found["c.csv"].findings] == ["E075"]
    assert output.read_text() == "mine"
    assert found["a.csv"].is_complete


def test_a_table_that_is_none_does_not_stop_the_others(
    smelter: Any, tables: Path
) -> None:
    (tables / "a.csv").write_text("a,b\n1,2\n")
    found = computed(smelter, tables, Processes(2))
    assert [finding.code for finding in found["a.csv"].findings] == ["E780"]
    assert found["c.csv"].is_complete


def test_a_folder_without_tables_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as refused:
        tables_in(tmp_path)
    assert refused.value.finding.code == "E783"
