"""Input–output tables in a plain workbook, or a folder or archive of CSV files.

One sheet, or one file, per part; upper and lower case don't count:

    table   说明       key and value: name 名称, currency 货币, year 年份, construct …
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

from collections.abc import Iterator, Mapping
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
from lcagraph.input_output.square import refuse_construct
from lcagraph.input_output.table import Sector, Stressor, Table, TableOptions
from lcagraph.input_output.table_checks import stands_twice
from lcagraph.solve.arrays import Reals

NAME = "input–output table"
_KEYS: Mapping[str, str] = {
    "name": "名称",
    "currency": "货币",
    "year": "年份",
    "construct": "构造方法",
    "version": "版本",
    "licence": "许可",
    "source": "来源",
}
_KEY_OF = {word: key for key, zh in _KEYS.items() for word in (key, zh)}
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
        E511: a label or part stands twice. E512: labels don't stand where they belong.
        E513, E561: a construct that nothing is made by, or none. E516: `table` says
        what nobody knows. E517: several columns of output. E557: labels don't agree.
        E558: a cell is no number. E559, E560: currency and year. E570: a part is
        missing.
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
    told = _told(sheets.pop("table", None))
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
        refuse_construct(options, path)
        table = _symmetric(blocks, told, path)
    return table, NAME


def _parts(path: Path, tick: Tick) -> dict[Part, Sheet]:
    """Sheets by what they hold; others, such as notes, are not looked at."""
    if path.is_dir() or not _is_workbook_file(path):
        files = walk(path, tick=tick, wanted=_is_part, limits=_LIMITS)
        sheets = tuple(read_csv(PurePosixPath(f.name).stem, f.content) for f in files)
    else:
        sheets = read_sheets(path, tick=tick)
    found: dict[Part, Sheet] = {}
    for sheet in sheets:
        part = part_of_name(sheet.name)
        if part is None:
            continue
        if part in found:
            names = f"{found[part].name} | {sheet.name}"
            raise stands_twice(names, part)
        found[part] = sheet
    return found


def _is_workbook_file(path: Path) -> bool:
    """Whether a file is a workbook, by the names within."""
    return is_workbook(peek(path))


def _is_part(name: str) -> bool:
    path = PurePosixPath(name)
    return path.suffix.casefold() == ".csv" and part_of_name(path.stem) is not None


def _told(sheet: Sheet | None) -> Mapping[str, str]:
    """What the sheet `table` says, by key."""
    found: dict[str, str] = {}
    if sheet is None:
        return found
    for place, row in enumerate(sheet.rows):
        if not any(row):
            continue
        key, value = _KEY_OF.get(row[0].casefold(), ""), "".join(row[1:2])
        is_odd = key == "year" and value and not _is_year(value)
        if not key or len(row) > 2 or key in found or is_odd:
            keys = ", ".join(f"{key} {zh}" for key, zh in _KEYS.items())
            values = {"found": ", ".join(row)[:60], "keys": keys}
            at = sheet.at(place)
            raise UsageError(
                Finding(code="E516", at=at, values={"place": at, **values})
            )
        found[key] = value
    return found


def _is_year(text: str) -> bool:
    return text.isdecimal() and 1900 <= int(text) <= 2100


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
            "findings": (*stated_twice(blocks), *_unused(told)),
        },
    )


def _unused(told: Mapping[str, str]) -> Iterator[Finding]:
    """N514 about a construct that a square table states."""
    if construct := told.get("construct"):
        yield Finding(code="N514", values={"construct": construct})


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
