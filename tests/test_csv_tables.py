"""A database as CSV tables: every number with all its digits, and no formulas."""

from __future__ import annotations

import csv
import json
import zipfile
from pathlib import Path

import pytest
from exported_databases import database, works

from lcagraph.background.store import Database
from lcagraph.formats.csv_tables import write_csv

TABLES = ("activities", "technosphere", "interventions", "flows", "intensities")


@pytest.fixture
def held(tmp_path: Path) -> Database:
    return database(works(), tmp_path / "store")


def rows(folder: Path, table: str) -> list[dict[str, str]]:
    text = (folder / f"{table}.csv").read_text(encoding="utf-8-sig")
    return list(csv.DictReader(text.splitlines()))


def test_matrices_come_back_number_by_number(held: Database, tmp_path: Path) -> None:
    write_csv(held, tmp_path / "tables")
    written = rows(tmp_path / "tables", "technosphere")
    assert [float(row["value"]) for row in written] == list(held.technosphere.value)
    (drawn,) = [r for r in written if (r["row"], r["column"]) == ("station", "mill")]
    # 2 MJ with a geometric standard deviation of 1.3; ln 2 and ln 1.3
    assert float(drawn["value"]) == -2.0
    assert drawn["spread"] == "lognormal"
    assert float(drawn["location"]) == pytest.approx(0.6931471805599453)
    assert float(drawn["scale"]) == pytest.approx(0.26236426446749106)


def test_what_is_open_stands_beside_each_activity(
    held: Database, tmp_path: Path
) -> None:
    write_csv(held, tmp_path / "tables")
    found = {r["activity"]: r for r in rows(tmp_path / "tables", "activities")}
    assert found["workshop"]["open"] == "open_link"
    assert found["mill"]["open"] == ""


def test_intensities_are_per_unit_of_product(held: Database, tmp_path: Path) -> None:
    """Power: 0.5 kg CO2 per kWh of 3.6 MJ."""
    write_csv(held, tmp_path / "tables")
    found = {r["activity"]: r for r in rows(tmp_path / "tables", "intensities")}
    assert float(found["station"]["co2_fossil"]) == pytest.approx(0.5 / 3.6, rel=1e-14)


def test_text_that_looks_computed_gets_an_apostrophe(
    held: Database, tmp_path: Path
) -> None:
    write_csv(held, tmp_path / "tables")
    found = {row["activity"] for row in rows(tmp_path / "tables", "activities")}
    assert "'=forest" in found
    assert not [name for name in found if name.startswith("=")]


def test_a_zip_holds_the_same_files(held: Database, tmp_path: Path) -> None:
    write_csv(held, tmp_path / "tables")
    write_csv(held, tmp_path / "tables.zip")
    with zipfile.ZipFile(tmp_path / "tables.zip") as archive:
        names = sorted(archive.namelist())
        assert names == sorted([*(f"{t}.csv" for t in TABLES), "database.json"])
        for name in names:
            assert archive.read(name) == (tmp_path / "tables" / name).read_bytes()
        told = json.loads(archive.read("database.json"))
    assert told["name"] == "works"
    assert told["hash"] == held.manifest.hash
