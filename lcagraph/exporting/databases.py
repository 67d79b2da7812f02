"""A stored database becomes a file of another program, whole or not at all."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from lcagraph.background.settled import without_column
from lcagraph.background.spreads import KINDS
from lcagraph.background.store import Database
from lcagraph.errors import Finding, UsageError
from lcagraph.exporting.lost_spreads import (
    Lost,
    lost_in_datapackage,
    lost_in_ilcd,
    lost_in_openlca,
    lost_in_workbook,
    nothing_lost,
)
from lcagraph.impact import DEFAULT_GWP
from lcagraph.nearest import nearest

_LOGNORMAL, _NORMAL = KINDS["lognormal"], KINDS["normal"]
_NEAR = 1e-9
"""Relative difference that rounding may leave between a median and its amount."""


class Progress(Protocol):
    """What shows how far an export is."""

    def __call__(self, stage: str, total: int) -> Callable[[int], None]:
        """Begin a stage of so many units; the answer is told of each part done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A format that can be written; its module is loaded only when it is used."""

    id: str
    name: str
    module: str
    function: str
    has_ticks: bool = False
    """Whether the function tells of its progress."""
    has_gwp: bool = False
    """Whether it writes factors of a GWP set beside the matrices."""
    has_matrices: bool = False
    """Whether it keeps matrices; other formats write each entry as text."""
    keeps_centres: bool = True
    """Whether a lognormal may have another median than the amount that it is of."""
    lost: Lost = nothing_lost
    """What it can't say of distributions."""

    def write(
        self, database: Database, path: Path, tick: Callable[[int], None], gwp: str
    ) -> int:
        """Write a database; how many of its activities were left out."""
        module: Any = import_module(f"lcagraph.formats.{self.module}")
        more: dict[str, Any] = {"tick": tick} if self.has_ticks else {}
        if self.has_gwp:
            more["gwp"] = gwp
        return getattr(module, self.function)(database, path, **more) or 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """A file that was just written."""

    path: Path
    target: Target
    findings: tuple[Finding, ...]
    """What is not in the file, or is another there: W076, W077, N076, N077."""


TARGETS = (
    Target(
        id="openlca_jsonld",
        name="openLCA JSON-LD 2",
        module="openlca_jsonld.writer",
        function="write_openlca_jsonld",
        has_ticks=True,
        lost=lost_in_openlca,
    ),
    Target(
        id="ilcd",
        name="ILCD 1.1",
        module="ilcd.writer",
        function="write_ilcd",
        has_ticks=True,
        keeps_centres=False,
        lost=lost_in_ilcd,
    ),
    Target(
        id="datapackage",
        name="bw_processing datapackage",
        module="datapackage",
        function="write_datapackage",
        has_gwp=True,
        has_matrices=True,
        lost=lost_in_datapackage,
    ),
    Target(
        id="brightway_excel",
        name="Brightway Excel",
        module="brightway_excel",
        function="write_brightway_excel",
        lost=lost_in_workbook,
    ),
    Target(
        id="csv",
        name="Brightway CSV",
        module="brightway_excel",
        function="write_brightway_csv",
        lost=lost_in_workbook,
    ),
)


MOST_ENTRIES = 5_000_000
"""Of A and B, that are written one by one; the largest process databases have half."""


def silent(stage: str, total: int) -> Callable[[int], None]:
    """A progress that shows nothing."""
    return lambda done: None


def target_of(format_: str) -> Target:
    """The format of an id such as ``ilcd``.

    Raises
    ------
    UsageError
        There is none (E074).
    """
    for target in TARGETS:
        if target.id == format_:
            return target
    known = [target.id for target in TARGETS]
    values = {"format": format_, "known": known, "nearest": nearest(format_, known)}
    raise UsageError(Finding(code="E074", values=values))


def export_database(
    database: Database,
    path: Path,
    format_: str,
    *,
    is_replacing: bool = False,
    progress: Progress = silent,
    gwp: str = DEFAULT_GWP,
) -> Exported:
    """Write a database into a file.

    Parameters
    ----------
    database : Database
    path : Path
        The file; its folder must be there.
    format_ : str
        Id of a format in `TARGETS`.
    is_replacing : bool
        Whether a file that is there gives way.
    progress : Progress
        Told of every stage.
    gwp : str
        GWP set of the factors, in formats that have them.

    Returns
    -------
    Exported

    Raises
    ------
    UsageError
        There is no such format (E074), the file is there already (E075), the database
        is too large for it (E579), or the system refuses to write it (E731). Then
        nothing has changed.
    """
    target = target_of(format_)
    _refuse_too_large(database, target)
    count = len(database)
    tick = progress("exporting", 2 * count)
    with written_whole(path, is_replacing=is_replacing) as part:
        left_out = target.write(database, part, tick, gwp)
    findings = without_column(database)
    if left_out:
        values = {"count": left_out, "of": count, "format": target.name}
        findings = (*findings, Finding(code="N077", values=values))
    moved = 0 if target.keeps_centres else moved_centres(database)
    if moved:
        values = {"count": moved, "format": target.name}
        findings = (*findings, Finding(code="W076", values=values))
    lost, cut = target.lost(database)
    if lost or cut:
        values = {"count": lost, "cut": cut, "format": target.name}
        findings = (*findings, Finding(code="W077", values=values))
    return Exported(path=path, target=target, findings=findings)


def _refuse_too_large(database: Database, target: Target) -> None:
    """Raise E579 before millions of entries are written as text."""
    matrices = (database.technosphere, database.interventions)
    entries = sum(len(each.row) for each in matrices)
    if entries > MOST_ENTRIES and not target.has_matrices:
        values = {
            "database": database.name,
            "entries": entries,
            "format": target.name,
            "most": MOST_ENTRIES,
        }
        raise UsageError(Finding(code="E579", values=values))


def moved_centres(database: Database) -> int:
    """Distributions whose median (or mean) is another number than their amount.

    ILCD states the amount and a width: there each distribution is around its amount.
    """
    moved = 0
    for matrix in (database.technosphere, database.interventions):
        kind, centre = matrix.spread["kind"], matrix.spread["location"]
        value = np.asarray(matrix.value)
        is_lognormal, is_normal = kind == _LOGNORMAL, kind == _NORMAL
        found = np.where(is_lognormal, np.exp(np.where(is_lognormal, centre, 0)), value)
        found = np.where(is_normal, centre, found)
        wanted = np.where(is_lognormal, np.abs(value), value)
        moved += int(np.sum(np.abs(found - wanted) > _NEAR * np.abs(wanted)))
    return moved


@contextlib.contextmanager
def written_whole(path: Path, *, is_replacing: bool = False) -> Iterator[Path]:
    """Where to write a file, which takes its place once all of it is there.

    Yields
    ------
    Path
        In a hidden folder beside the target, by the target's own name.

    Raises
    ------
    UsageError
        The file is there already (E075), or can't be written (E731).
    """
    try:
        if path.exists() and not (is_replacing and path.is_file()):
            raise UsageError(Finding(code="E075", values={"file": str(path)}))
        prefix = f".{path.name[:40]}-"
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=prefix) as folder:
            part = Path(folder) / path.name
            yield part
            os.replace(part, path)
    except OSError as error:
        values = {"file": str(path), "reason": error.strerror or str(error)}
        raise UsageError(Finding(code="E731", values=values)) from error
