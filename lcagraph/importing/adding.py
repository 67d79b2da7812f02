"""A file becomes a database: every step of an import, from top to bottom."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

import numpy as np

from lcagraph.background.array_table import ArrayTable, link_arrays, times_of
from lcagraph.background.build import link_package
from lcagraph.background.diagnosis import Diagnosis, carried, diagnose
from lcagraph.background.findings_report import report_json, report_markdown
from lcagraph.background.gases import map_gases
from lcagraph.background.gases.own_map import GasMap
from lcagraph.background.intensities import (
    Intensities,
    direct_gases,
    intensities,
)
from lcagraph.background.linked import (
    BAD_NUMBER,
    OVERDRAWN,
    SINGULAR,
    UNMAPPED_GAS,
    LinkedDatabase,
)
from lcagraph.background.overflows import without_figures, without_overflows
from lcagraph.background.store import (
    Database,
    Stored,
    check_name,
    home,
    write_database,
)
from lcagraph.errors import Finding, UsageError
from lcagraph.formats.container import packed_size
from lcagraph.importing.choices import Choices, not_stated
from lcagraph.importing.recognise import file_of, recognise
from lcagraph.solve import EntryError

_NO_CHOICES = Choices()


class Progress(Protocol):
    """What shows how far an import is."""

    def __call__(self, stage: str, total: int) -> Callable[[int], None]:
        """Begin a stage of so many units; the answer is told of each part done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """A database that was just written."""

    database: Database
    linked: LinkedDatabase
    diagnosis: Diagnosis


def silent(stage: str, total: int) -> Callable[[int], None]:
    """A progress that shows nothing."""
    return lambda done: None


def add_database(
    path: Path,
    *,
    name: str = "",
    place: Path | None = None,
    choices: Choices = _NO_CHOICES,
    is_replacing: bool = False,
    progress: Progress = silent,
) -> Added:
    """Import a database from a file or folder of any known format.

    Parameters
    ----------
    path : Path
        File or folder, or ``brightway:project/database``.
    name : str
        Name in the store; empty: made from the file's name.
    place : Path, optional
        Folder of databases; None: the user's own.
    choices : Choices
        What the user decides: allocation, suppliers, version, licence, gases.
    is_replacing : bool
        Whether a database of the same name gives way.
    progress : Progress
        Told of every stage.

    Returns
    -------
    Added

    Raises
    ------
    UsageError
        The file is none that can be read, nothing in it can be (E026, or why the first
        dataset can't), or the name is bad or taken.
    """
    name = check_name(name or default_name(path))
    place = place or home()
    if (place / name).exists() and not is_replacing:  # before minutes of reading
        values = {"name": name, "folder": str(place / name)}
        raise UsageError(Finding(code="E072", values=values))
    format_, file = recognise(path), file_of(path)
    tick = progress("reading", packed_size(file))
    found = format_.read(path, tick, choices.table)
    package = found.package if isinstance(found, ArrayTable) else found
    if not (package.processes or package.methods):
        values = {"file": path.name, "format": format_.name}
        nothing = Finding(code="E026", values=values)
        faults = (each for each in package.problems if each.is_fatal)
        raise UsageError(next(faults, nothing))
    package = choices.stated(package)
    if isinstance(found, ArrayTable):
        linked = link_arrays(replace(found, package=package))
    else:
        tick = progress("linking", len(package.processes))
        linked = link_package(
            package, allocation=choices.allocation, prefer=choices.prefer, tick=tick
        )
    linked = replace(linked, findings=(*linked.findings, *not_stated(package)))
    linked, diagnosis, known = solved(linked, progress, choices.gases)
    stored = Stored(
        name=name,
        linked=linked,
        diagnosis=diagnosis,
        intensities=known,
        source=path.name,
        source_sha256=source_hash(file),
        options=choices.options(),
        texts=_reports(linked),
    )
    progress("writing", 1)
    folder = write_database(stored, place, replace=is_replacing)
    return Added(database=Database(folder), linked=linked, diagnosis=diagnosis)


def solved(
    linked: LinkedDatabase, progress: Progress = silent, gases: GasMap | None = None
) -> tuple[LinkedDatabase, Diagnosis, Intensities]:
    """A linked package with its gases, its loops and what every product causes."""
    linked = without_overflows(_with_gases(linked, gases))
    n = len(linked.activities)
    ids, direct = direct_gases(linked.interventions, linked.elementary, linked.gases, n)
    done = progress("solving", 1)
    while True:
        diagnosis = _diagnosed(linked)
        try:
            known = intensities(linked.technosphere, direct, ids, diagnosis)
            break
        except EntryError as error:  # each takes down one column more
            if error.column is None:
                raise
            linked = without_figures(linked, error.column)
    done(1)
    return _with_loops(linked, diagnosis), diagnosis, known


def _diagnosed(linked: LinkedDatabase) -> Diagnosis:
    """Its loops; of a table, sectors that use up more than they make are open too.

    A dataset that treats wastes may run backwards. A sector sells what it makes: where
    nothing is left over, its multipliers are none.
    """
    treats = np.array([one.is_treatment for one in linked.activities], dtype=np.bool_)
    found = diagnose(linked.technosphere, linked.flags, treats)
    closed = (found.flags & OVERDRAWN) != 0
    if not (_is_table(linked) and closed.any()):
        return found
    flags = found.flags.copy()
    flags[closed] |= BAD_NUMBER
    return replace(found, flags=flags, chain=carried(linked.technosphere, flags))


def _is_table(linked: LinkedDatabase) -> bool:
    return times_of(linked) is not None


def default_name(path: Path) -> str:
    """A name made from a file's: ``USLCI FY18.zip`` becomes ``uslci-fy18``."""
    stem = path.name.partition(".")[0] or path.name
    return re.sub(r"[^\w.-]+", "-", stem.casefold()).strip("-._")[:64]


def source_hash(path: Path) -> str:
    """SHA-256 of a file, or of the names and contents of a folder."""
    digest = hashlib.sha256()
    files = sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else ()
    for file in files:
        digest.update(file.relative_to(path).as_posix().encode())
        _hash_into(digest, file)
    if path.is_file():
        _hash_into(digest, path)
    return digest.hexdigest()


def _hash_into(digest: hashlib._Hash, path: Path) -> None:
    with path.open("rb") as content:
        while block := content.read(2**20):
            digest.update(block)


def _with_gases(linked: LinkedDatabase, own: GasMap | None) -> LinkedDatabase:
    """The database with its greenhouse gases; what was missed is flagged."""
    used = {linked.elementary[row] for row in np.unique(linked.interventions.row)}
    times = times_of(linked)
    mapping = map_gases(linked.package, used, own, times)
    flags = linked.flags.copy()
    findings = mapping.findings
    if times is not None and not mapping.mapped:
        # every footprint would be 0, and nobody would know that it is none
        flags |= UNMAPPED_GAS
        values = {"flows": len(used)}
        findings = (*findings, Finding(code="W567", values=values))
    missed = {row for row, f in enumerate(linked.elementary) if f in mapping.unmapped}
    hit = np.isin(linked.interventions.row, sorted(missed))
    hit &= linked.interventions.value != 0
    flags[np.unique(linked.interventions.column[hit])] |= UNMAPPED_GAS
    return replace(
        linked,
        gases=mapping.mapped,
        flags=flags,
        findings=(*linked.findings, *findings),
        counts={**linked.counts, **mapping.counts},
    )


def _with_loops(linked: LinkedDatabase, diagnosis: Diagnosis) -> LinkedDatabase:
    """The database with what its loops are like."""
    found = tuple(_loop_findings(linked, diagnosis))
    # of a sector without output there is no recipe: nor has a result who buys from it;
    # of a table without a known gas no sector has one
    none = SINGULAR | (BAD_NUMBER if _is_table(linked) else 0)
    if _is_table(linked) and not linked.gases:
        none |= UNMAPPED_GAS
    counts = {
        "loops": sum(len(loop.columns) > 1 for loop in diagnosis.loops),
        "largest_loop": max((len(p.columns) for p in diagnosis.loops), default=0),
        "bad_loops": len(diagnosis.bad_loops),
        "without_answer": int(((diagnosis.chain & none) != 0).sum()),
    }
    return replace(
        linked,
        flags=diagnosis.flags,
        findings=(*linked.findings, *found),
        counts={**linked.counts, **counts},
    )


def _loop_findings(linked: LinkedDatabase, diagnosis: Diagnosis) -> Iterator[Finding]:
    for loop in diagnosis.loops:
        if loop.is_sound and not loop.is_overdrawn:
            continue
        shown = loop.culprits if len(loop.culprits) else loop.columns
        members = [linked.activities[column] for column in shown]
        names = [f"{one.name} ({one.process})" for one in members]
        values = {"count": len(loop.columns), "processes": names}
        code = "W097" if loop.is_sound else "W096"
        yield Finding(code=code, at=members[0].process, values=values)


def _reports(linked: LinkedDatabase) -> dict[str, str]:
    """The linking report, for people in both languages and for programs."""
    return {
        "report.md": report_markdown(linked, "en"),
        "report.zh.md": report_markdown(linked, "zh"),
        "report.json": report_json(linked),
    }
