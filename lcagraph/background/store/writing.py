"""Write a database: whole, or not at all.

Everything goes into a hidden folder beside its place and takes its name in one step at
the end, so that a killed import leaves nothing that looks like a database.
"""

from __future__ import annotations

import contextlib
import datetime
import hashlib
import json
import os
import re
import shutil
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import astuple, dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from lcagraph.background.arrangement import arrangement_of
from lcagraph.background.diagnosis import Diagnosis
from lcagraph.background.intensities import Intensities
from lcagraph.background.linked import SPREAD, LinkedDatabase, Triplets
from lcagraph.background.records import Flow, Package, Process
from lcagraph.background.store.holding import (
    CHAIN,
    DATASETS,
    ELEMENTARY,
    EXPONENT,
    FLAGS_FILE,
    GASES,
    INTENSITIES,
    ORDER,
    SIGNS,
)
from lcagraph.background.store.manifest import (
    STORE_VERSION,
    Manifest,
    sha256_of,
    write_manifest,
)
from lcagraph.background.store.packing import pack
from lcagraph.background.store.places import OLD, check_name
from lcagraph.background.triplets import ExactTriplets
from lcagraph.errors import Finding, UsageError
from lcagraph.version import __version__

_PART = ".part-"
_GONE = ".gone-"

ARRAYS = ("row", "column", "value", "spread")
"""Of a matrix, each in a file of its own."""

RESULT_FILES = (
    *(f"{letter}_{name}.npy" for letter in "ab" for name in ARRAYS),
    *(INTENSITIES, CHAIN, FLAGS_FILE, SIGNS, ELEMENTARY, GASES),
)
"""What results depend on, besides the names of the activities and what is left out."""

_WORD = re.compile(r"[^\W\d_]{3,40}")

_SCHEMA = """
CREATE TABLE activity (
    position INTEGER PRIMARY KEY, process TEXT NOT NULL, product TEXT NOT NULL,
    name TEXT NOT NULL, product_name TEXT NOT NULL, location TEXT NOT NULL,
    unit TEXT NOT NULL, amount REAL NOT NULL, is_treatment INTEGER NOT NULL,
    classification TEXT NOT NULL, words TEXT NOT NULL);
CREATE TABLE alias (text TEXT NOT NULL, position INTEGER NOT NULL, of TEXT NOT NULL);
CREATE TABLE word (text TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE process (position INTEGER PRIMARY KEY, id TEXT NOT NULL, record BLOB);
CREATE TABLE flow (id TEXT PRIMARY KEY, record BLOB) WITHOUT ROWID;
CREATE TABLE part (kind TEXT NOT NULL, record BLOB);
CREATE VIRTUAL TABLE search USING fts5 (
    names, others, content = '', tokenize = 'trigram');
"""
_INDEXES = """
CREATE INDEX activity_process ON activity (process);
CREATE INDEX alias_text ON alias (text);
CREATE INDEX alias_position ON alias (position);
CREATE INDEX process_id ON process (id);
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """Everything that an import has to write."""

    name: str
    linked: LinkedDatabase
    diagnosis: Diagnosis
    intensities: Intensities
    source: str
    """Name of the imported file."""
    source_sha256: str
    options: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    """Further files by name, such as ``report.md``."""


def write_database(stored: Stored, parent: Path, *, replace: bool = False) -> Path:
    """Write a database into a folder of databases.

    Parameters
    ----------
    stored : Stored
    parent : Path
        Folder of databases; made if it is missing.
    replace : bool
        Whether a database of the same name gives way.

    Returns
    -------
    Path
        Folder of the database.

    Raises
    ------
    UsageError
        A bad name (E066, E067), one that is taken (E072), or a folder that can't be
        written (E731).
    """
    place = parent / check_name(stored.name)
    if place.exists() and not replace:
        values = {"name": stored.name, "folder": str(place)}
        raise UsageError(Finding(code="E072", values=values))
    try:
        parent.mkdir(parents=True, exist_ok=True)
        _sweep(parent)
        part = Path(tempfile.mkdtemp(prefix=f"{_PART}{os.getpid()}-", dir=parent))
        try:
            _fill(part, stored)
            _take_place(part, place)
        finally:
            shutil.rmtree(part, ignore_errors=True)
    except (OSError, sqlite3.Error) as error:  # no right to, or a full disk
        raise _unwritable(place, error) from error
    return place


def _unwritable(place: Path, error: Exception) -> UsageError:
    reason = getattr(error, "strerror", None) or str(error)
    return UsageError(
        Finding(code="E731", values={"file": str(place), "reason": reason})
    )


def remove_database(folder: Path) -> None:
    """Remove a database: first its name, in one step, then its files.

    Raises
    ------
    UsageError
        Its folder can't be written (E731).
    """
    prefix = f"{_GONE}{os.getpid()}-"
    try:
        gone = Path(tempfile.mkdtemp(prefix=prefix, dir=folder.parent))
        os.replace(folder, gone / folder.name)
    except OSError as error:
        raise _unwritable(folder, error) from error
    shutil.rmtree(gone, ignore_errors=True)


def _take_place(part: Path, place: Path) -> None:
    """Give the new folder its name; the old one is set aside first and comes back."""
    if not place.exists():
        os.replace(part, place)
        return
    aside = Path(tempfile.mkdtemp(prefix=f"{OLD}{os.getpid()}-", dir=place.parent))
    old = aside / place.name
    try:
        os.replace(place, old)
        os.replace(part, place)
    except BaseException:  # Ctrl-C too must not leave the place empty
        if old.exists() and not place.exists():
            os.replace(old, place)
        raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _sweep(parent: Path) -> None:
    """Remove what killed imports left behind; those of living processes stay.

    A database that was set aside by one that was killed before it could put the new
    one in its place comes back.
    """
    for path in parent.iterdir():
        if not path.name.startswith((_PART, OLD, _GONE)):
            continue
        owner = path.name.split("-")[1]
        if not owner.isdecimal() or lives(int(owner)):
            continue
        if path.name.startswith(OLD):
            for old in path.iterdir():
                if not (parent / old.name).exists():
                    os.replace(old, parent / old.name)
        shutil.rmtree(path, ignore_errors=True)


def lives(process: int) -> bool:
    """Whether a process of this computer still runs."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _fill(part: Path, stored: Stored) -> None:
    linked = stored.linked
    _write_datasets(part / DATASETS, linked)
    for letter, entries in (("a", linked.technosphere), ("b", linked.interventions)):
        for name, array in _arrays(entries):
            np.save(part / f"{letter}_{name}.npy", array, allow_pickle=False)
    np.save(part / INTENSITIES, np.ascontiguousarray(stored.intensities.values))
    np.save(part / CHAIN, stored.intensities.chain)
    np.save(part / FLAGS_FILE, stored.diagnosis.flags)
    np.save(part / SIGNS, stored.diagnosis.sign)
    arrangement = stored.diagnosis.arrangement
    if arrangement is None:
        arrangement = arrangement_of(linked.technosphere, stored.intensities.chain)
    np.save(part / ORDER, arrangement.order.astype(np.int32))
    np.save(part / EXPONENT, arrangement.exponent)
    elementary = json.dumps(linked.elementary, ensure_ascii=False)
    (part / ELEMENTARY).write_text(elementary, encoding="utf-8")
    gases = {flow: astuple(mapped) for flow, mapped in linked.gases.items()}
    (part / GASES).write_text(json.dumps(gases, ensure_ascii=False), encoding="utf-8")
    for name, text in stored.texts.items():
        (part / name).write_text(text, encoding="utf-8")
    write_manifest(part, _manifest(part, stored))


def _arrays(entries: Triplets) -> Iterator[tuple[str, NDArray[np.generic]]]:
    for name in ARRAYS:
        if name == "spread" and isinstance(entries, ExactTriplets):
            yield name, np.zeros(0, dtype=SPREAD)  # all undefined: none is written
        else:
            yield name, getattr(entries, name)


def _manifest(part: Path, stored: Stored) -> Manifest:
    package = stored.linked.package
    files = {path.name: sha256_of(path) for path in sorted(part.iterdir())}
    counts = {**stored.linked.counts, "activities": len(stored.linked.activities)}
    return Manifest(
        store=STORE_VERSION,
        name=stored.name,
        version=package.version,
        format=package.format,
        source=stored.source,
        source_sha256=stored.source_sha256,
        licence=package.licence,
        importer=__version__,
        imported=datetime.date.today().isoformat(),
        options={**stored.options, "dialect": package.dialect},
        counts=counts,
        files=files,
        sizes={name: (part / name).stat().st_size for name in files},
        gases=stored.intensities.gases,
        hash=_content_hash(files, stored),
    )


def _content_hash(files: Mapping[str, str], stored: Stored) -> str:
    """SHA-256 over what a result can show; the day of the import is not in it.

    That is every figure of the matrices with its spread, the gases, what is flagged and
    what is left out and how much of it (a waiver quotes it), and the names and units by
    which a model finds a dataset. Comments, sources and the like are not in it.
    """
    digest = hashlib.sha256(json.dumps(stored.intensities.gases).encode())
    for name in RESULT_FILES:
        digest.update(files[name].encode())
    linked = stored.linked
    processes = {one.id: one for one in reversed(linked.package.processes)}
    for one in linked.activities:
        row = (one.process, one.product, one.unit, one.is_treatment)
        names = (one.name, one.product_name, one.location)
        record, flow = processes.get(one.process), linked.package.flows.get(one.product)
        others = [sorted(_names(each)) for each in (record, flow) if each is not None]
        digest.update(json.dumps((*row, *names, *others)).encode())
    for left in linked.left_out:
        digest.update(json.dumps(astuple(left)).encode())
    return digest.hexdigest()


# ------------------------------------------------------------------ datasets.sqlite


def _write_datasets(path: Path, linked: LinkedDatabase) -> None:
    with contextlib.closing(sqlite3.connect(path)) as rows:
        rows.execute("PRAGMA journal_mode = OFF")  # a half-written file is thrown away
        rows.execute("PRAGMA synchronous = OFF")
        rows.executescript(_SCHEMA)
        rows.executemany(
            "INSERT INTO activity VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '')",
            _activity_rows(linked),
        )
        package = linked.package
        rows.executemany("INSERT INTO process VALUES (?, ?, ?)", _process_rows(package))
        flows = ((flow.id, pack(flow)) for flow in package.flows.values())
        rows.executemany("INSERT INTO flow VALUES (?, ?)", flows)
        rows.executemany("INSERT INTO part VALUES (?, ?)", _part_rows(package))
        processes = {process.id: process for process in reversed(package.processes)}
        for position, activity in enumerate(linked.activities):
            process = processes.get(activity.process)
            flow = package.flows.get(activity.product)
            _index(rows, position, activity.location, process, flow)
        rows.executescript(_INDEXES)
        rows.executemany("INSERT INTO word VALUES (?)", _words(rows))
        rows.execute("INSERT INTO search (search) VALUES ('optimize')")
        rows.commit()
        rows.execute("PRAGMA journal_mode = DELETE")


def _activity_rows(linked: LinkedDatabase) -> Iterator[tuple[object, ...]]:
    for position, one in enumerate(linked.activities):
        path = json.dumps(one.classification, ensure_ascii=False)
        names = (one.name, one.product_name, one.location)
        amount = (one.unit, one.amount, int(one.is_treatment))
        yield (position, one.process, one.product, *names, *amount, path)


def _process_rows(package: Package) -> Iterator[tuple[int, str, bytes]]:
    for position, process in enumerate(package.processes):
        yield position, process.id, pack(process)


def _part_rows(package: Package) -> Iterator[tuple[str, bytes]]:
    parts: tuple[tuple[str, Iterable[object]], ...] = (
        ("unit_group", package.unit_groups.values()),
        ("flow_property", package.flow_properties.values()),
        ("parameter", package.parameters),
        ("method", package.methods),
    )
    for kind, records in parts:
        yield from ((kind, pack(record)) for record in records)


def _index(
    rows: sqlite3.Connection,
    position: int,
    location: str,
    process: Process | None,
    flow: Flow | None,
) -> None:
    """Names of an activity for exact look-up, and its words for the search."""
    of_process = _names(process) if process else set()
    of_product = _names(flow) if flow else set()
    for kind, known in (("process", of_process), ("product", of_product)):
        found = [(name, position, kind) for name in sorted(known)]
        rows.executemany("INSERT INTO alias VALUES (?, ?, ?)", found)
    others = [location]
    others += process.classification if process else ()
    others += flow.synonyms if flow else ()
    names = "\n".join(sorted(of_process | of_product))
    row = (position, names, "\n".join(others))
    rows.execute("INSERT INTO search (rowid, names, others) VALUES (?, ?, ?)", row)
    # what a word of one or two signs is looked for in: trigrams can't find it
    words = ("\n".join((names, *others)), position)
    rows.execute("UPDATE activity SET words = ? WHERE position = ?", words)


def _words(rows: sqlite3.Connection) -> list[tuple[str]]:
    """The words of all names, which a misspelt word is compared with."""
    found: set[str] = set()
    for (text,) in rows.execute("SELECT DISTINCT text FROM alias"):
        found.update(_WORD.findall(text.casefold()))
    return [(word,) for word in sorted(found)]


def _names(record: Process | Flow) -> set[str]:
    return {name for name in (record.name, *record.names.values()) if name}
