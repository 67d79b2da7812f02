"""Multi-regional tables through pymrio: EXIOBASE 3, WIOD, OECD ICIO, GLORIA, Eora26.

pymrio (extra ``io``) knows how each publisher lays out its files; from what it reads,
flows, final demand and extensions are taken, nothing that it computes: it sets
coefficients of sectors without output to 0, and a lost flow would not be told. GLORIA
is therefore read as supply and use, and empty cells of the OECD's files are counted.

    pymrio's own folder or archive    file_parameters.json; EXIOBASE 3 comes as this
    WIOD 2013                         wiot*_row_*.xlsx
    OECD ICIO                         ICIO2021_2018.csv, or an archive of one
    Eora26                            Eora26_2015_bp_T.txt, or Eora26_2015_bp.zip
    GLORIA                            GLORIA_MRIOs_59_2022.zip and what belongs to it

Extensions that were characterised from others (EXIOBASE's ``impacts``) are left out and
told: they would count twice.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

from lcagraph.background.array_table import ArrayTable
from lcagraph.errors import Finding, UsageError
from lcagraph.formats.container import LIMITS, Peek, Tick, ignore, peek
from lcagraph.formats.mrio.empty_cells import empty_cells
from lcagraph.formats.mrio.frames import table_of
from lcagraph.formats.mrio.gloria import gloria_table
from lcagraph.input_output.array_form import as_arrays
from lcagraph.input_output.square import refuse_construct
from lcagraph.input_output.table import Table, TableOptions

NAME = "pymrio"
_NO_OPTIONS = TableOptions()
_LIMITS = replace(LIMITS, member=16 * 2**30)
"""Z of EXIOBASE has more than a gigabyte as text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Publisher:
    """One publisher's layout: its files, and pymrio's parser of them."""

    name: str
    files: re.Pattern[str]
    parser: str

    def years(self, names: tuple[str, ...]) -> frozenset[int]:
        """Years of the tables among some files, by their names."""
        found = (self.files.fullmatch(PurePosixPath(name).name) for name in names)
        stated = (match["year"] for match in found if match)
        return frozenset(_full_year(year) for year in stated)

    def fits(self, names: tuple[str, ...]) -> bool:
        """Whether any of the files is this publisher's."""
        return any(self.files.fullmatch(PurePosixPath(name).name) for name in names)


GLORIA = "parse_gloria_sut"
PUBLISHERS = (
    Publisher(
        name="Eora26",
        files=re.compile(r"Eora26_(?P<year>\d{4})_(?P<price>bp|pp)(_T\.txt|\.zip)"),
        parser="parse_eora26",
    ),
    Publisher(
        name="GLORIA",
        files=re.compile(r"GLORIA_MRIOs_(?P<version>\d+)_(?P<year>\d{4})(\.zip)?"),
        parser=GLORIA,
    ),
    Publisher(
        name="OECD ICIO",
        files=re.compile(r"ICIO20\d\d_(?P<year>\d{4})\.(csv|CSV|zip)"),
        parser="parse_oecd",
    ),
    Publisher(
        name="WIOD",
        files=re.compile(r"wiot(?P<year>\d\d)_row_\w+\.xlsx", re.IGNORECASE),
        parser="parse_wiod",
    ),
)
SAVED = "file_parameters.json"
_LEFT_OUT = "Remove Rest of the World"
"""In what pymrio writes down of Eora's tables: a region that it takes out."""
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def is_mrio(seen: Peek) -> bool:
    """True for files that a parser of pymrio knows."""
    names = _names(seen)
    if any(PurePosixPath(name).name == SAVED for name in seen.names):
        return True
    return any(one.fits(names) for one in PUBLISHERS)


def read_mrio(
    path: Path, *, tick: Tick = ignore, options: TableOptions = _NO_OPTIONS
) -> ArrayTable:
    """A table of many regions as processes of one unit of currency each.

    Parameters
    ----------
    path : Path
        Folder, archive or file, as its publisher gives it.
    tick : callable
        Gets the bytes that were used up: all of them at the end.
    options : TableOptions
        `year` chooses among several tables of a folder.

    Raises
    ------
    UsageError
        E008: pymrio is missing. E566: pymrio can't read it, or the year is open.
        E513: a construct for a table that is square. E511, E557 to E560, E565, E570:
        as `as_arrays`.
    """
    table, name = published_mrio(path, options)
    tick(path.stat().st_size if path.is_file() else 0)
    return as_arrays(table, name, options)


def published_mrio(
    path: Path, options: TableOptions = _NO_OPTIONS
) -> tuple[Table, str]:
    """The table as it is published, and the name of its format; see `read_mrio`."""
    pymrio = _pymrio()
    seen = peek(path, limits=_LIMITS)
    names = _names(seen)
    publisher = next((one for one in PUBLISHERS if one.fits(names)), None)
    year = _year(path, publisher, names, options)
    if publisher is None or publisher.parser != GLORIA:
        refuse_construct(options, path)
    if publisher is None:
        with _silence(path):
            system = pymrio.parse_exiobase3(path)
        table = table_of(system, path.stem, year)
        return replace(table, findings=(*table.findings, *_lost(system, path))), NAME
    table = _parsed(pymrio, publisher, path, (year, names, options))
    return table, f"{NAME}: {publisher.name}"


def _pymrio() -> Any:
    try:
        import pymrio
    except ImportError:
        values = {"package": "pymrio"}
        raise UsageError(Finding(code="E008", values=values)) from None
    return pymrio


def _names(seen: Peek) -> tuple[str, ...]:
    """Names of files within, and that of the file or folder itself."""
    folders = {part for name in seen.names for part in PurePosixPath(name).parts[:-1]}
    return (seen.path.name, *seen.names, *sorted(folders))


def _full_year(text: str) -> int:
    """1995 of WIOD's 95, 2011 of its 11."""
    year = int(text)
    if year < 100:
        year += 1900 if year > 50 else 2000
    return year


def _year(
    path: Path,
    publisher: Publisher | None,
    names: tuple[str, ...],
    options: TableOptions,
) -> int | None:
    """The year of the table: the only one there is, or the one that was asked for."""
    if publisher is None:
        stated = _YEAR.findall(path.name)
        return int(stated[0]) if len(stated) == 1 else options.year
    own = publisher.years((path.name,)) if path.is_file() else frozenset()
    years = own or publisher.years(names)
    chosen = options.year if options.year else next(iter(years), None)
    if chosen not in years or (len(years) > 1 and not options.year):
        listed = ", ".join(map(str, sorted(years)))
        values = {"file": path.name, "reason": f"--year: {listed}"}
        raise UsageError(Finding(code="E566", at=path.name, values=values))
    return chosen


def _parsed(
    pymrio: Any,
    publisher: Publisher,
    path: Path,
    found: tuple[int | None, tuple[str, ...], TableOptions],
) -> Table:
    year, names, options = found
    matches = (publisher.files.fullmatch(PurePosixPath(name).name) for name in names)
    said = [m.groupdict() for m in matches if m and _full_year(m["year"]) == year]
    if publisher.parser == GLORIA:
        version = max(int(one["version"]) for one in said)
        folder = path.parent if path.is_file() else path
        with _silence(path):
            data, meta = pymrio.parse_gloria_sut(folder, year, version)
        return gloria_table(data, meta, (year, version), options.construct)
    more: dict[str, Any] = {"year": year}
    if publisher.parser == "parse_eora26":  # basic prices, where there are both
        more["price"] = min(str(one["price"]) for one in said)
    parse: Callable[..., Any] = getattr(pymrio, publisher.parser)
    with _silence(path):
        system = parse(path, **more)
    table = table_of(system, publisher.name, year)
    told = [*table.findings, *_lost(system, path)]
    if publisher.parser == "parse_oecd":
        told += empty_cells(_file_of(path, publisher, year))
    return replace(table, findings=tuple(told))


def _lost(system: Any, path: Path) -> Iterator[Finding]:
    """W518 about a region that pymrio took out, now or before it saved the system."""
    if any(_LEFT_OUT in line for line in system.meta.history):
        yield Finding(code="W518", at=path.name, values={"file": path.name})


def _file_of(path: Path, publisher: Publisher, year: int | None) -> Path:
    """The file of a year, itself or in a folder."""
    if path.is_file():
        return path
    named = (one for one in sorted(path.iterdir()) if publisher.fits((one.name,)))
    return next(one for one in named if publisher.years((one.name,)) == {year})


@contextmanager
def _silence(path: Path) -> Iterator[None]:
    """Nothing on the screen; whatever a parser of pymrio raises becomes E566."""
    try:
        with warnings.catch_warnings(), redirect_stdout(io.StringIO()):
            warnings.simplefilter("ignore")
            yield
    except Exception as error:  # of pandas, zipfile, xlrd, pymrio: any that there is
        reason = f"{type(error).__name__}: {error}"[:200]
        values = {"file": path.name, "reason": reason}
        raise UsageError(Finding(code="E566", at=path.name, values=values)) from error
