"""A database of a Brightway project on this machine: ``brightway:project/database``.

places         where projects lie
plain_pickle   pickled records, read without running anything
records        nodes and edges → processes, flows, parameters

The project's own SQLite files are opened read-only. bw2data (4.8) is not used: it makes
the project the current one, creates it if the name is wrong, and unpickles what it
finds, which runs whatever a file from elsewhere tells it to.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from lcagraph.background.records import Package
from lcagraph.errors import Finding
from lcagraph.formats.brightway_project.places import (
    check_database,
    opened,
    project_folder,
    unreadable,
)
from lcagraph.formats.brightway_project.records import Reading
from lcagraph.formats.container import Tick, ignore

__all__ = ["brightway_file", "is_brightway_project", "read_brightway_project"]

SCHEME = "brightway:"
_NODES = Path("lci", "databases.db")
_PARAMETERS = Path("parameters.db")


def is_brightway_project(reference: str | Path) -> bool:
    """True for a text such as ``brightway:project/database``."""
    text = reference.as_posix() if isinstance(reference, Path) else reference
    return text.startswith(SCHEME) and "/" in text


def brightway_file(reference: str | Path) -> Path:
    """The SQLite file that holds the databases of a project.

    Raises
    ------
    UsageError
        No such project (E041).
    """
    return project_folder(_parts(reference)[0]) / _NODES


def _parts(reference: str | Path) -> tuple[str, str]:
    """Names of project and database."""
    text = reference.as_posix() if isinstance(reference, Path) else reference
    project, _, database = text.removeprefix(SCHEME).partition("/")
    return project, database


def read_brightway_project(reference: str | Path, *, tick: Tick = ignore) -> Package:
    """One database of a Brightway project, as stored; the project stays untouched.

    Parameters
    ----------
    reference : str or Path
        ``brightway:project/database``. Projects lie in the folder that
        `BRIGHTWAY2_DIR` names, else where Brightway puts them.
    tick : callable
        Gets the bytes of the file once it is read.

    Returns
    -------
    Package
        Amounts are those that Brightway calculates with. Suppliers in other databases
        of the project are named, but not read. Problems: E027 no number, E033 an edge
        of unknown type, E042 a record that can't be read, N031 rare distributions.

    Raises
    ------
    UsageError
        No such project or database (E041), or it can't be read (E042).
    """
    project, database = _parts(reference)
    folder = project_folder(project)
    check_database(folder, database)
    reading = Reading(database)
    path = folder / _NODES
    try:
        with closing(opened(path)) as rows:
            reading.read_nodes(rows)
            reading.read_edges(rows)
        if (folder / _PARAMETERS).exists():
            with closing(opened(folder / _PARAMETERS)) as rows:
                reading.read_parameters(rows)
    except sqlite3.Error as error:
        raise unreadable(path.name, str(error)) from None
    tick(path.stat().st_size)
    processes = tuple(reading.processes())
    if reading.rare:
        what = {"en": "distributions of rare kinds", "zh": "少见类型的概率分布"}
        values = {"what": what, "count": reading.rare}
        reading.problems.append(Finding(code="N031", values=values))
    return Package(
        format="Brightway project",
        name=database,
        source=f"{SCHEME}{project}/{database}",
        dialect="brightway",
        flows=reading.flows,
        processes=processes,
        parameters=tuple(reading.shared),
        problems=tuple(reading.problems),
    )
