"""A database in a worker: the very one with which the work was started.

Workers that see the same disk open it by its hash; to others it is sent, once each.
"""

from __future__ import annotations

import multiprocessing.util
import os
import shutil
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from lcagraph.background.store.database import Database, open_database
from lcagraph.background.store.holding import DATASETS
from lcagraph.background.store.manifest import Manifest, sha256_of
from lcagraph.background.store.places import MANIFEST
from lcagraph.background.store.writing import lives
from lcagraph.errors import Finding, UsageError

_COPY = "lcagraph-database-"


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseHandle:
    """Some hundred bytes that lead a worker to a database."""

    name: str
    hash: str
    """SHA-256 over what a result depends on: `Manifest.hash`."""
    folder: str = ""
    """Where it stands. A worker that sees no such folder finds it by its name, as
    models do (`LCAGRAPH_HOME`)."""

    def open(self) -> Database:
        """The database, if it is this one.

        Every array is compared with its own hash in the manifest, which takes about
        2 ms per megabyte.

        Raises
        ------
        UsageError
            It is not there (E068), another one, or damaged (E773).
        """
        is_seen = bool(self.folder) and (Path(self.folder) / MANIFEST).is_file()
        database = Database(Path(self.folder)) if is_seen else open_database(self.name)
        found = database.manifest.hash
        if found == self.hash and not _is_whole(database.folder, database.manifest):
            found = "damaged"
        if found != self.hash:
            values = {
                "name": self.name,
                "folder": str(database.folder),
                "wanted": self.hash[:12],
                "found": found[:12],
            }
            raise UsageError(Finding(code="E773", values=values))
        return database


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseCopy:
    """A database that travels, for workers that see no disk with it.

    Inside a `lcagraph.executor.Recipe` it is brought to each worker once.
    """

    handle: DatabaseHandle
    files: Mapping[str, bytes] = field(repr=False)
    """Content of each file by name."""

    def open(self) -> Database:
        """The database, unpacked into a folder of this process, and checked.

        The folder goes when the database is let go of, or the process ends.

        Raises
        ------
        UsageError
            It did not arrive whole (E773).
        """
        parent = _worker_folder()
        _sweep(parent)
        folder = Path(tempfile.mkdtemp(prefix=f"{_COPY}{os.getpid()}-", dir=parent))
        place = folder / self.handle.name
        place.mkdir()
        for name, content in self.files.items():
            (place / name).write_bytes(content)
        try:
            handle = DatabaseHandle(
                name=self.handle.name, hash=self.handle.hash, folder=str(place)
            )
            database = handle.open()
        except BaseException:  # Ctrl-C too must not leave it behind
            shutil.rmtree(folder, ignore_errors=True)
            raise
        # Unlike `atexit`, it is heeded by the processes of a pool as well.
        multiprocessing.util.Finalize(
            database, shutil.rmtree, args=(folder, True), exitpriority=0
        )
        return database


def handle_of(database: Database) -> DatabaseHandle:
    """What leads a worker to a database."""
    return DatabaseHandle(
        name=database.name,
        hash=database.manifest.hash,
        folder=str(database.folder.resolve()),
    )


def copy_of(database: Database, *, with_names: bool = False) -> DatabaseCopy:
    """The database as something that can be sent.

    Parameters
    ----------
    database : Database
    with_names : bool
        Whether its datasets as text go along, the largest file: who calculates with
        columns needs none.

    Raises
    ------
    UsageError
        It is damaged (E773).
    """
    handle = handle_of(database)
    handle.open()
    names = [MANIFEST, *database.manifest.files]
    return DatabaseCopy(
        handle=handle,
        files={
            name: (database.folder / name).read_bytes()
            for name in names
            if with_names or name != DATASETS
        },
    )


def _is_whole(folder: Path, manifest: Manifest) -> bool:
    """Whether all files but the names are what the manifest says."""
    try:
        return all(
            sha256_of(folder / name) == digest
            for name, digest in manifest.files.items()
            if name != DATASETS
        )
    except OSError:
        return False


def _worker_folder() -> Path:
    """Where a worker keeps what it was sent; one of Dask has a place of its own."""
    distributed = sys.modules.get("distributed")
    if distributed is not None:
        try:
            return Path(distributed.get_worker().local_directory)
        except ValueError:  # no worker here: the client, say
            pass
    return Path(tempfile.gettempdir())


def _sweep(parent: Path) -> None:
    """Remove the copies of killed processes."""
    for path in parent.glob(f"{_COPY}*"):
        owner = path.name.removeprefix(_COPY).partition("-")[0]
        if owner.isdecimal() and not lives(int(owner)):
            shutil.rmtree(path, ignore_errors=True)
