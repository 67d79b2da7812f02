"""Databases of Brightway projects are read as stored, and nothing in them is run."""

from __future__ import annotations

import contextlib
import hashlib
import json
import pickle
import sqlite3
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import small_packages as small
from hypothesis import given, settings
from hypothesis import strategies as st

from lcagraph.background.build import link_package
from lcagraph.background.records import Package
from lcagraph.errors import UsageError
from lcagraph.formats.brightway_project import (
    is_brightway_project,
    read_brightway_project,
)
from lcagraph.formats.brightway_project.plain_pickle import Foreign, read_plain
from lcagraph.importing import add_database

Node = Mapping[str, Any]
Edge = Mapping[str, Any]

# As bw2data 4.8 makes them.
SCHEMA = """
CREATE TABLE activitydataset (id INTEGER PRIMARY KEY, data BLOB NOT NULL,
  code TEXT NOT NULL, database TEXT NOT NULL, location TEXT, name TEXT, product TEXT,
  type TEXT);
CREATE TABLE exchangedataset (id INTEGER PRIMARY KEY, data BLOB NOT NULL,
  input_code TEXT NOT NULL, input_database TEXT NOT NULL, output_code TEXT NOT NULL,
  output_database TEXT NOT NULL, type TEXT NOT NULL);
"""
PARAMETERS = """
CREATE TABLE databaseparameter (database TEXT, name TEXT, formula TEXT, amount REAL);
CREATE TABLE projectparameter (name TEXT, formula TEXT, amount REAL);
CREATE TABLE activityparameter (database TEXT, code TEXT, name TEXT, formula TEXT,
  amount REAL);
INSERT INTO databaseparameter VALUES ('steel', 'a', NULL, 1.0);
INSERT INTO projectparameter VALUES ('a', NULL, 7.0), ('b', 'a * 2', 2.0);
INSERT INTO activityparameter VALUES ('steel', 'st', 'c', NULL, 3.0);
"""

CO2 = {"name": "Carbon dioxide, fossil", "unit": "kilogram", "type": "emission",
       "categories": ("air",), "CAS number": "000124-38-9"}  # fmt: skip
NODES: Mapping[tuple[str, str], Node] = {
    ("bio", "349b29d1-3e58-4c66-98b9-9d1a076efd2e"): CO2,
    ("steel", "el"): {"name": "plant", "reference product": "power", "location": "CN",
                      "unit": "kilowatt hour", "type": "processwithreferenceproduct"},
    ("steel", "st"): {"name": "steel making", "unit": "kilogram"},
    ("steel", "lf"): {"name": "landfill", "unit": "kilogram", "type": "process"},
    ("other", "coal"): {"name": "market for coal", "unit": "kilogram"},
}  # fmt: skip
GAS = ("bio", "349b29d1-3e58-4c66-98b9-9d1a076efd2e")
EDGES: Mapping[str, Iterable[Edge]] = {
    "el": [
        {"input": GAS, "type": "biosphere", "amount": np.float64(0.5),
         "uncertainty type": 2, "loc": np.log(0.5), "scale": np.float32(0.25)},
    ],
    "st": [
        {"input": ("steel", "st"), "type": "production", "amount": 2.0},
        {"input": ("steel", "el"), "type": "technosphere", "amount": 3,
         "formula": "a * 3"},
        {"input": ("steel", "lf"), "type": "technosphere", "amount": -0.2},
        {"input": ("steel", "el"), "type": "substitution", "amount": 0.25},
    ],
    "lf": [
        {"input": ("steel", "lf"), "type": "production", "amount": -1.0},
        {"input": GAS, "type": "biosphere", "amount": 0.01},
    ],
}  # fmt: skip


def project(
    place: Path,
    nodes: Mapping[tuple[str, str], Node] = NODES,
    edges: Mapping[str, Iterable[Edge]] = EDGES,
    backend: str = "sqlite",
) -> Path:
    """A project “demo” with a database “steel”, as Brightway keeps it."""
    digest = hashlib.md5(b"demo").hexdigest()[:8]
    folder = place / f"demo.{digest}"
    (folder / "lci").mkdir(parents=True)
    with closing(sqlite3.connect(folder / "lci" / "databases.db")) as rows:
        rows.executescript(SCHEMA)
        for (database, code), fields in nodes.items():
            data = fields if isinstance(fields, bytes) else pickle.dumps(fields, 4)
            rows.execute(
                "INSERT INTO activitydataset (data, code, database) VALUES (?, ?, ?)",
                (data, code, database),
            )
        for code, found in edges.items():
            for edge in found:
                key = (*reversed(edge["input"]), code, "steel", edge["type"])
                rows.execute(
                    "INSERT INTO exchangedataset (data, input_code, input_database, "
                    "output_code, output_database, type) VALUES (?, ?, ?, ?, ?, ?)",
                    (pickle.dumps(edge, 4), *key),
                )
        rows.commit()
    with closing(sqlite3.connect(folder / "parameters.db")) as rows:
        rows.executescript(PARAMETERS)
    known = {"steel": {"backend": backend}, "bio": {}, "other": {}}
    (folder / "databases.json").write_text(json.dumps(known), encoding="utf-8")
    return folder


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("BRIGHTWAY2_DIR", str(tmp_path))
    return tmp_path


def read() -> Package:
    return read_brightway_project("brightway:demo/steel")


def test_a_database_gives_the_matrices_of_brightway(home: Path) -> None:
    """bw2calc 3.1 on these datasets: per kg of steel 0.6885 kg CO2.

    (3 − 0.25) kWh × 0.5 kg + 0.2 kg × 0.01 kg, divided by 2 kg: 0.6885 kg.
    """
    project(home)
    database = link_package(read())
    assert small.entries_of_a(database) == {
        ("el/el", "el/el"): 1.0,  # implied: one unit of itself
        ("st/st", "st/st"): 2.0,
        ("el/el", "st/st"): -2.75,
        ("lf/lf", "st/st"): 0.2,
        ("lf/lf", "lf/lf"): -1.0,
    }
    assert list(database.interventions.value) == [0.5, 0.01]
    assert small.codes(database) == []


def test_names_units_and_spreads_are_kept(home: Path) -> None:
    project(home)
    package = read()
    flow = package.flows[GAS[1]]
    assert (flow.kind, flow.compartment, flow.cas) == (
        "elementary",
        ("air",),
        "000124-38-9",
    )
    assert package.flows["el"].name == "power"
    (plant,) = [p for p in package.processes if p.id == "el"]
    spread = plant.exchanges[1].uncertainty
    assert spread is not None
    assert spread.location == pytest.approx(0.5)
    assert spread.scale == pytest.approx(np.exp(0.25))


def test_parameters_of_the_database_hide_those_of_the_project(home: Path) -> None:
    project(home)
    package = read()
    found = {p.name: p.value for p in package.parameters}
    assert found == {"a": 1.0, "b": 2.0}
    (steel,) = [p for p in package.processes if p.id == "st"]
    assert [p.name for p in steel.parameters] == ["c"]


def test_inputs_of_other_databases_are_named_and_open(home: Path) -> None:
    coal = {"input": ("other", "coal"), "type": "technosphere", "amount": 1.0}
    project(home, edges={**EDGES, "el": [*EDGES["el"], coal]})
    package = read()
    (plant,) = [p for p in package.processes if p.id == "el"]
    drawn = plant.exchanges[-1]
    assert package.flows[drawn.flow].name == "market for coal"
    assert drawn.provider == "other::coal"
    assert "E058" in small.codes(link_package(package))


def test_products_of_their_own_are_linked_to_their_maker(home: Path) -> None:
    nodes = {**NODES, ("steel", "sheet"): {"name": "sheet", "type": "product"}}
    made = {"input": ("steel", "sheet"), "type": "production", "amount": 1.0}
    used = {"input": ("steel", "sheet"), "type": "technosphere", "amount": 4.0}
    project(home, nodes, {"st": [made], "el": [used]})
    entries = small.entries_of_a(link_package(read()))
    assert entries["st/sheet", "el/el"] == -4.0


def test_an_import_takes_a_project_by_its_name(home: Path) -> None:
    project(home)
    added = add_database(Path("brightway:demo/steel"), place=home / "databases")
    assert added.database.name == "steel"
    assert added.database.manifest.format == "Brightway project"
    # per kg of steel, as above
    (steel,) = added.database.named("st")
    assert added.database.intensities[steel.column] == pytest.approx([0.6885])


def test_the_project_stays_as_it_was(home: Path) -> None:
    folder = project(home)
    before = {p: (p.read_bytes(), p.stat().st_mtime_ns) for p in _files(folder)}
    read()
    assert {p: (p.read_bytes(), p.stat().st_mtime_ns) for p in _files(folder)} == before


def _files(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.rglob("*")) if path.is_file()]


@pytest.mark.parametrize(
    ("reference", "code"),
    [
        ("brightway:dmo/steel", "E041"),
        ("brightway:demo/stel", "E041"),
        ("brightway:demo/", "E041"),
        ("brightway:demo/steel", None),
    ],
)
def test_projects_and_databases_that_are_not_there_are_refused(
    home: Path, reference: str, code: str | None
) -> None:
    project(home)
    assert is_brightway_project(reference)
    if code is None:
        read_brightway_project(reference)
        return
    with pytest.raises(UsageError, match=code):
        read_brightway_project(reference)


def test_other_backends_and_damaged_files_are_refused(home: Path) -> None:
    folder = project(home, backend="singlefile")
    with pytest.raises(UsageError, match="E042"):
        read()
    (folder / "databases.json").write_text('{"steel": {}}', encoding="utf-8")
    (folder / "lci" / "databases.db").write_bytes(b"SQLite format 3\0 no more")
    with pytest.raises(UsageError, match="E042"):
        read()


@pytest.mark.parametrize(
    ("edge", "code"),
    [
        ({"type": "technosphere", "amount": "much"}, "E027"),
        ({"type": "technosphere", "amount": float("nan")}, "E027"),
        ({"type": "wish", "amount": 1.0}, "E033"),
        ({"type": "technosphere", "amount": 1.0, "uncertainty type": 14}, "N031"),
    ],
)
def test_edges_that_say_too_little_are_told(home: Path, edge: Edge, code: str) -> None:
    project(home, edges={"st": [{"input": ("steel", "el"), **edge}]})
    assert [finding.code for finding in read().problems] == [code]


# -------------------------------------------------------------------------- pickles


class Harm:
    """Its pickle makes a file where it is loaded."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, ...]:
        return (open, (str(self.path), "w"))


def test_what_a_record_names_is_never_run(home: Path) -> None:
    trap = home / "trap"
    bad = {"name": "trapped", "comment": Harm(trap)}
    project(home, {**NODES, ("steel", "bad"): bad})
    package = read()
    assert not trap.exists()
    assert "trapped" in {process.name for process in package.processes}


def test_damaged_records_are_told_and_left_out(home: Path) -> None:
    nodes: dict[tuple[str, str], Any] = {**NODES, ("steel", "bad"): b"\x80\x04X"}
    nodes["steel", "list"] = pickle.dumps([1])
    project(home, nodes)
    package = read()
    assert [finding.code for finding in package.problems] == ["E042", "E042"]
    assert len(package.processes) == 3


@pytest.mark.parametrize(
    "value",
    [1, 2.5, "text", None, True, (1, "a"), [1], {"a": {"b": 2}}, b"x", {3, 4}],
)
def test_plain_values_come_as_they_are(value: object) -> None:
    assert read_plain(pickle.dumps(value, 4)) == value


@pytest.mark.parametrize(
    "value",
    [np.float64(0.1), np.float32(0.5), np.int64(7), np.bool_(True), np.int8(-3)],
)
def test_numbers_of_numpy_come_as_plain_ones(value: Any) -> None:
    found = read_plain(pickle.dumps(value, 4))
    assert found == value.item()
    assert type(found) is type(value.item())


def test_other_objects_come_as_nothing() -> None:
    found = read_plain(pickle.dumps({"a": Path("x"), "b": OrderedDict(c=1)}, 4))
    assert isinstance(found, dict)
    assert isinstance(found["a"], Foreign)
    assert found["b"] == {"c": 1}


def test_a_memo_with_a_huge_number_takes_no_memory() -> None:
    # LONG_BINPUT 2³¹ − 1: the unpickler in C would make room for 16 GB
    assert read_plain(b"K\x01r\xff\xff\xff\x7f.") == 1


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 120), st.binary(max_size=8))
def test_damaged_pickles_raise_no_other_error(position: int, damage: bytes) -> None:
    content = bytearray(pickle.dumps({"name": "x", "n": np.float64(2.0), "l": [1]}, 4))
    content[position : position + len(damage)] = damage
    with contextlib.suppress(ValueError):
        read_plain(bytes(content))
