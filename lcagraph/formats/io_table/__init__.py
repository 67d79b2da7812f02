"""Input–output tables in a plain workbook, or a folder or archive of CSV files.

One sheet, or one file, per part; upper and lower case don't count:

    table   说明       key and value: name, currency, year, construct, version, licence
    Z       中间使用   flows, row supplies column; or A 直接消耗系数, coefficients
    Y       最终使用   final demand, one column per category
    x       总产出     output: label and value
    F       排放       extensions; or D 排放强度, per unit of output
    supply  供给表     what each industry (row) makes of each product (column)
    use     使用表     what each industry (column) uses of each product (row)

The first column holds labels under the word ``sector``; with several regions, two
columns and two header rows, ``region`` and ``sector``. F and D have the label columns
``flow``, ``compartment`` (may be absent) and ``unit``. Nothing is filled in: an empty
cell among numbers is refused, labels of rows and columns must agree in order.

A workbook of supply and use becomes square by the construct that its user names.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath

from lcagraph.background.array_table import ArrayTable
from lcagraph.errors import Finding, UsageError
from lcagraph.formats.container import Limits, Peek, Tick, ignore, peek, walk
from lcagraph.formats.io_table.cells import (
    Block,
    Part,
    blocks_of,
    missing,
    part_of_name,
    stressors_in,
)
from lcagraph.formats.io_table.doubles import refuse_empty, stated_twice
from lcagraph.formats.io_table.supply_use import read_supply_use
from lcagraph.formats.tabular import (
    Sheet,
    is_workbook,
    read_csv,
    read_sheets,
    sheet_names,
)
from lcagraph.input_output.array_form import as_arrays
from lcagraph.input_output.money import CURRENCY
from lcagraph.input_output.table import Sector, Stressor, Table, TableOptions
from lcagraph.solve.arrays import Reals

NAME = "input–output table"
_KEYS = ("name", "currency", "year", "construct", "version", "licence", "source")
_NO_OPTIONS = TableOptions()
_LIMITS = Limits(members=10_000, member=256 * 2**20, total=512 * 2**20)
"""A CSV of 256 MiB has some 3,500 sectors, and takes 3 GB while it is read."""


def is_io_table(seen: Peek) -> bool:
    """True where the parts of a table stand as sheets or as CSV files."""
    if is_workbook(seen):
        names = sheet_names(seen.path)
    elif seen.kind in ("folder", "zip"):
        paths = map(PurePosixPath, seen.names)
        names = tuple(one.stem for one in paths if one.suffix.casefold() == ".csv")
    else:
        return False
    parts = {part_of_name(name) for name in names}
    return bool({"Z", "A", "use"} & parts) and bool({"F", "D", "table", "x"} & parts)


def read_io_table(
    path: Path, *, tick: Tick = ignore, options: TableOptions = _NO_OPTIONS
) -> ArrayTable:
    """The table as processes of one unit of currency each.

    Parameters
    ----------
    path : Path
        Workbook (.xlsx), or folder or zip of CSV files.
    tick : callable
        Gets the bytes that were used up since its last call.
    options : TableOptions
        What the user says besides: currency, year, construct, prices.

    Raises
    ------
    UsageError
        E557: labels don't agree. E558: a cell is no number. E559, E560: currency and
        year. E561: a supply–use table without a construct. E570: a part is missing.
    CalculationError
        E551, E552: the construct can't be made.
    """
    table, name = published_io_table(path, options, tick=tick)
    return as_arrays(table, name, options)


def published_io_table(
    path: Path, options: TableOptions = _NO_OPTIONS, *, tick: Tick = ignore
) -> tuple[Table, str]:
    """The table as it is written, and the name of its format; see `read_io_table`."""
    sheets = _parts(path, tick)
    told = _told(sheets.pop("table", None), path)
    blocks = blocks_of(sheets)
    if "use" in blocks or "supply" in blocks:
        labels, made = read_supply_use(
            blocks, (told.get("construct", ""), options.construct), path
        )
        table = _table(
            told,
            path,
            labels,
            (stressors_in(blocks["F"]), made.system.D, True),
            {
                "coefficients": made.system.A,
                "output": made.output,
                "findings": made.findings,
            },
        )
    else:
        table = _symmetric(blocks, told, path)
    return table, NAME


def _parts(path: Path, tick: Tick) -> dict[Part, Sheet]:
    """Sheets by what they hold; others, such as notes, are not looked at."""
    if path.is_dir() or not _is_workbook_file(path):
        documents = walk(path, tick=tick, wanted=_is_csv, limits=_LIMITS)
        files = [one for one in documents if _is_csv(one.name)]
        sheets = tuple(read_csv(PurePosixPath(f.name).stem, f.content) for f in files)
    else:
        sheets = read_sheets(path, tick=tick)
    found: dict[Part, Sheet] = {}
    for sheet in sheets:
        part = part_of_name(sheet.name)
        if part is None:
            continue
        if part in found:
            first, second = found[part].name, sheet.name
            values = {"part": part, "other": part, "first": first, "second": second}
            raise UsageError(Finding(code="E557", at=sheet.name, values=values))
        found[part] = sheet
    return found


def _is_workbook_file(path: Path) -> bool:
    """Whether a file is a workbook, by the names within."""
    return is_workbook(peek(path))


def _is_csv(name: str) -> bool:
    return PurePosixPath(name).suffix.casefold() == ".csv"


def _told(sheet: Sheet | None, path: Path) -> Mapping[str, str]:
    """What the sheet `table` says, by key."""
    found: dict[str, str] = {}
    for place, row in enumerate(sheet.rows if sheet else ()):
        if not any(row):
            continue
        key = row[0].casefold()
        if key not in _KEYS or len(row) > 2 or key in found:
            values = {"place": sheet.at(place) if sheet else "", "found": row[0]}
            raise UsageError(Finding(code="E558", at=path.name, values=values))
        found[key] = row[1] if len(row) > 1 else ""
    year = found.get("year", "")
    if year and not (year.isdecimal() and 1900 <= int(year) <= 2100):
        values = {"stated": year, "asked": "1900 … 2100"}
        raise UsageError(Finding(code="E560", at=path.name, values=values))
    return found


def _symmetric(
    blocks: Mapping[Part, Block], told: Mapping[str, str], path: Path
) -> Table:
    """A table of sectors by sectors."""
    main = blocks.get("Z") or blocks.get("A")
    if main is None:
        raise missing(path, "Z, A")
    refuse_empty(main, path)
    main.refuse_unless_square()
    others: tuple[Part, ...] = ("A", "Y", "x")
    for part in others:
        if part in blocks:
            blocks[part].refuse_other_rows(main)
    named: Part = "D" if "F" not in blocks else "F"
    extensions = blocks.get(named)
    if extensions is None:
        raise missing(path, "F, D")
    extensions.refuse_other_columns(main)
    if "x" in blocks:
        blocks["x"].refuse_several_columns()
    if "Z" not in blocks and named == "F" and "x" not in blocks:
        raise missing(
            path, "x, D"
        )  # totals of a table of coefficients: of what output?
    flows = blocks["Z"].values if "Z" in blocks else None
    return _table(
        told,
        path,
        main.rows,
        (stressors_in(extensions), extensions.values, named == "D"),
        {
            "flows": flows,
            "coefficients": None if flows is not None else blocks["A"].values,
            "output": blocks["x"].values[:, 0] if "x" in blocks else None,
            "demand": blocks["Y"].values if "Y" in blocks else None,
            "consumers": _consumers(blocks.get("Y")),
            "findings": stated_twice(blocks),
        },
    )


def _consumers(demand: Block | None) -> tuple[str, ...]:
    """Region of each column of final demand, where columns have one."""
    labels = demand.columns if demand else ()
    return tuple(label[0] for label in labels if len(label) > 1)


def _table(
    told: Mapping[str, str],
    path: Path,
    labels: tuple[tuple[str, ...], ...],
    extensions: tuple[tuple[Stressor, ...], Reals, bool],
    parts: Mapping[str, object],
) -> Table:
    stressors, values, is_per_output = extensions
    sectors = tuple(
        Sector(
            id="/".join(label),
            name=label[-1],
            location=label[0] if len(label) > 1 else "",
        )
        for label in labels
    )
    year, currency = told.get("year", ""), told.get("currency", "")
    if not CURRENCY.fullmatch(currency):  # 万元: a unit; its year stands apart
        sectors = tuple(replace(one, unit=currency) for one in sectors)
        currency = ""
    return Table(
        name=told.get("name") or path.stem,
        sectors=sectors,
        stressors=stressors,
        extensions=values,
        is_per_output=is_per_output,
        year=int(year) if year else None,
        currency=currency,
        version=told.get("version", ""),
        licence=told.get("licence", ""),
        source=told.get("source", ""),
        **parts,  # type: ignore[arg-type]  # each by the name of its field
    )
