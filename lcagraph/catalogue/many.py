"""Many tables, each read, computed and written by one worker.

This is the layout for more products than one computer reads: a table is a file, and a
worker is told its name only. Every table has an output, a report and, if rows were set
aside, a list of them, as if it had been computed alone.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from lcagraph.background.handles import DatabaseCopy, DatabaseHandle, copy_of, handle_of
from lcagraph.background.store import Database
from lcagraph.background.store.manifest import sha256_of
from lcagraph.catalogue.batch import Places, calculate_catalogue
from lcagraph.catalogue.computing import Options
from lcagraph.errors import CalculationError, Finding, UsageError
from lcagraph.executor import Chunk, Recipe, Workplace, run
from lcagraph.version import __version__
from lcagraph.wording import Language

SUFFIXES = (".parquet", ".csv", ".xlsx")
"""Of the tables of a folder; an output has the suffix of its table."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableOutcome:
    """What became of one table."""

    name: str
    report: Mapping[str, Any]
    """As in its file; empty if there is none."""
    is_kept: bool = False
    """Whether it had been computed by a run before this one."""
    findings: tuple[Finding, ...] = ()
    """Why it has no result; empty: it has one."""

    @property
    def is_complete(self) -> bool:
        """Whether every row was used and every product has a total."""
        if self.findings:
            return False
        counts = self.report["counts"]
        return not counts["rejected"] and bool(counts["complete"] == counts["bills"])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Setting:
    """What all tables share, in a worker."""

    databases: tuple[Database, ...]
    options: Options
    lang: Language


def tables_in(folder: Path) -> list[Path]:
    """Tables of a folder, by name.

    Raises
    ------
    UsageError
        There are none (E783).
    """
    found = sorted(p for p in folder.iterdir() if p.suffix.casefold() in SUFFIXES)
    if not found:
        values = {"file": str(folder), "reason": ", ".join(SUFFIXES)}
        raise UsageError(Finding(code="E783", values=values))
    return found


def calculate_catalogues(
    sources: Sequence[Path],
    folder: Path,
    databases: Sequence[Database],
    options: Options | None = None,
    *,
    executor: Workplace = None,
    is_sent: bool = False,
    lang: Language = "en",
) -> Iterator[TableOutcome]:
    """Footprints of all products of many tables, each table as soon as it is done.

    A table whose output is there already, from the same input, databases and options,
    is not computed again: a run that was stopped goes on. One that can't be computed
    is told, and the others go on.

    Parameters
    ----------
    sources : sequence of Path
        As workers see them.
    folder : Path
        Of the outputs, which are called as their tables; made if it is missing.
    databases : sequence of Database
        Opened by each worker under the same path, else by name, and compared by hash.
    options : Options, optional
    executor : Workplace
        Where tables are computed; see `lcagraph.executor`.
    is_sent : bool
        Whether databases are sent to the workers, once each, instead.
    lang : str
        Of the reasons in the tables of rejected rows.

    Raises
    ------
    UsageError
        The folder can't be made (E731); or as `lcagraph.executor.run`.
    """
    options = options or Options()
    if executor is not None:
        options = replace(options, threads=1)  # workers share the cores of a computer
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        values = {"file": str(folder), "reason": error.strerror or str(error)}
        raise UsageError(Finding(code="E731", values=values)) from error
    chunks = [
        Chunk(key=one.name, item=(str(one.resolve()), str(folder.resolve() / one.name)))
        for one in sources
    ]
    way: Callable[[Database], DatabaseHandle | DatabaseCopy] = handle_of
    if is_sent:
        way = _sent
    common = Recipe(_setting, (tuple(map(way, databases)), options, lang))
    done = run(_one, chunks, common, executor=executor, in_order=False)
    with closing(done):
        for each in done:
            yield each.value


def _sent(database: Database) -> DatabaseCopy:
    return copy_of(database, with_names=True)


def _setting(
    databases: Sequence[DatabaseHandle | DatabaseCopy],
    options: Options,
    lang: Language,
) -> _Setting:
    opened = tuple(each.open() for each in databases)
    return _Setting(databases=opened, options=options, lang=lang)


def _one(setting: _Setting, paths: tuple[str, str]) -> TableOutcome:
    """Compute one table, in a worker."""
    source, output = Path(paths[0]), Path(paths[1])
    try:
        before = _report_before(source, output, setting)
        if before is not None:
            return TableOutcome(name=source.name, report=before, is_kept=True)
        outcome = calculate_catalogue(
            source, output, setting.databases, setting.options, lang=setting.lang
        )
    except UsageError as error:
        return TableOutcome(name=source.name, report={}, findings=(error.finding,))
    except CalculationError as error:
        return TableOutcome(name=source.name, report={}, findings=error.findings)
    return TableOutcome(name=source.name, report=outcome.report)


def _report_before(
    source: Path, output: Path, setting: _Setting
) -> Mapping[str, Any] | None:
    """The report of an equal run that was finished; the output comes last."""
    try:
        text = Places(output=output).report.read_text(encoding="utf-8")
        report: Mapping[str, Any] = json.loads(text)
        is_equal = output.is_file() and _told(report) == _asked(source, setting)
    except (OSError, ValueError, LookupError, TypeError):
        return None
    return report if is_equal else None


def _told(report: Mapping[str, Any]) -> list[object]:
    return [
        report["lcagraph"],
        report["input"]["sha256"],
        [(one["name"], one["hash"]) for one in report["databases"]],
        report["gwp"],
        report["waive_open_links"] or "",
        report.get("waive_no_allocation") or "",
        report.get("waive_lacking_gases") or "",
        report["add_duplicates"],
        report["allow_negative"],
    ]


def _asked(source: Path, setting: _Setting) -> list[object]:
    rules = setting.options.rules
    return [
        __version__,
        sha256_of(source),
        [(one.name, one.manifest.hash) for one in setting.databases],
        setting.options.gwp,
        rules.waive_open_links,
        rules.waive_no_allocation,
        rules.waive_lacking_gases,
        rules.is_adding_duplicates,
        rules.is_negative_allowed,
    ]
