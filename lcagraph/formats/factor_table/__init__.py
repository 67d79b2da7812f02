"""Factor tables: a row per factor, in CSV or Excel, with heads in Chinese or English.

columns     what each column is, by its head
modules     modules and indicators of EN 15804 in heads and cells
meaning     which figures of a row count, where it has several
declared    what a row declares by module, and what contradicts itself
words       kinds, boundaries, classes and GWP sets in both languages
rows        a row → a process

    # gwp: ipcc-ar6-gwp100
    # source: 供应商声明 2024
    名称,单位,排放因子(kgCO2e),地区,年份
    热轧钢板,t,2050,CN,2024

Rows that begin with ``#`` say what holds for the whole table: gwp, source, licence,
region, year, kind, boundary, class, version, ``decimal: ,`` for decimal commas, and
``column: …`` for the column of figures that counts where there are several. A factor is
either ready CO2e, which keeps its GWP set and is never multiplied again, or kilograms
of gases.

Figures by module of EN 15804 (``A1-A3 (kgCO2e)``, ``GWP-fossil A4``) become a dataset
per module: ``name [A1-A3]`` is the product from cradle to gate.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from lcagraph.background.records import Flow, Package, Process
from lcagraph.errors import Finding, UsageError
from lcagraph.formats.container import Peek, Tick, ignore
from lcagraph.formats.factor_table.columns import (
    Columns,
    plain,
    read_columns,
    role_of,
)
from lcagraph.formats.factor_table.rows import Reading, read_processes
from lcagraph.formats.tabular import Row, Sheet, is_text, is_workbook, read_sheets

__all__ = ["is_factor_table", "read_factor_table"]

_MOST_ABOVE = 40
"""Rows above the header: a title, and what holds for the whole table."""
_MOST_COLUMNS = 2_000
"""Of a header; published tables have about ten. Each head costs some 40 µs, in each of
the rows that may be the header."""


def is_factor_table(seen: Peek) -> bool:
    """True for a CSV file or workbook with a header of names and figures."""
    if not (is_text(seen) or is_workbook(seen)):
        return False
    try:
        sheets = read_sheets(seen.path)
    except UsageError:
        return False
    return any(_header(sheet) is not None for sheet in sheets)


def read_factor_table(path: Path, *, tick: Tick = ignore) -> Package:
    """Every factor of a table as a process without inputs.

    Parameters
    ----------
    path : Path
        CSV (comma, semicolon or tab; UTF-8 or GBK) or ``.xlsx``.
    tick : callable
        Gets the bytes that were used up since its last call.

    Returns
    -------
    Package
        `Process.factor` has kind, boundary, class and GWP set in the words of a model.
        Problems, each with its row left out: E027 no number, E031 several CO2e
        figures, E032 modules that contradict each other, E034 rows of indicators,
        E037 decimal comma, E039 no usable factor; W033 parts without the others,
        W039 unknown word, N031 columns that are not read, N032 modules, N037 a Chinese
        code page.

    Raises
    ------
    UsageError
        No header (E040), no column of the name that the table gives (E029), no factor
        at all (E026), no workbook (E036).
    """
    problems: list[Finding] = []
    processes: list[Process] = []
    flows: dict[str, Flow] = {}
    stated: dict[str, str] = {}
    tables = 0
    for sheet in read_sheets(path, tick=tick):
        header = _header(sheet)
        if header is None:
            continue
        tables += 1
        columns = read_columns(sheet.rows[header])
        stated |= {"year": columns.year} if columns.year else {}
        stated |= _stated(sheet.rows[:header])
        _keep_column(columns, stated, sheet)
        reading = Reading(
            sheet=sheet, columns=columns, stated=stated, problems=problems, flows=flows
        )
        problems += _notes(sheet, columns)
        processes += read_processes(reading, header)
        if reading.modules:
            modules = {"modules": tuple(reading.modules)}
            problems.append(Finding(code="N032", at=sheet.name, values=modules))
    if not tables:
        raise UsageError(Finding(code="E040", values={"file": path.name}))
    if not processes:
        values = {"file": path.name, "format": "factor table"}
        nothing = Finding(code="E026", values=values)
        faults = (each for each in problems if each.severity == "error")
        raise UsageError(next(faults, nothing))
    return Package(
        format="factor table",
        name=stated.get("name", path.stem),
        version=stated.get("version", ""),
        licence=stated.get("licence", ""),
        source=stated.get("source", ""),
        flows=flows,
        processes=tuple(processes),
        problems=tuple(problems),
    )


def _header(sheet: Sheet) -> int | None:
    """Position of the header, or None."""
    for position, row in enumerate(sheet.rows[:_MOST_ABOVE]):
        if not row or row[0].startswith("#") or len(row) > _MOST_COLUMNS:
            continue
        if read_columns(row).is_table:
            return position
    return None


def _stated(rows: tuple[Row, ...]) -> dict[str, str]:
    """What rows such as ``# gwp: AR6`` say, by role."""
    found = {}
    for row in rows:
        if row and row[0].startswith("#"):
            text = ", ".join(cell for cell in row if cell).lstrip("# ")
            key, colon, value = text.replace("：", ":").partition(":")
            if not colon:
                key, _, value = text.partition(",")
            role = role_of(key)
            # the sign itself may be the comma that parts the cells of the row
            sign = "," if role == "decimal" else ""
            found[role] = value.strip().rstrip(",").strip() or sign
    return {role: value for role, value in found.items() if role}


def _keep_column(columns: Columns, stated: Mapping[str, str], sheet: Sheet) -> None:
    """Of all figures those of the column that the table says counts, if it says so."""
    wanted = stated.get("column", "")
    if not wanted:
        return
    kept = [each for each in columns.figures if plain(each.head) == plain(wanted)]
    if not kept:
        heads = tuple(each.head for each in columns.figures)
        values = {"file": sheet.name, "column": wanted, "columns": heads}
        raise UsageError(Finding(code="E029", at=sheet.name, values=values))
    left = [each.head for each in columns.figures if each not in kept]
    columns.figures[:] = kept
    columns.unread += left


def _notes(sheet: Sheet, columns: Columns) -> Iterator[Finding]:
    if sheet.encoding not in ("utf-8", "utf-16", "windows-1252"):
        values = {"file": sheet.name, "encoding": sheet.encoding}
        yield Finding(code="N037", at=sheet.name, values=values)
    if columns.unread:
        names = ", ".join(columns.unread[:8])
        what = {"en": f"columns {names}", "zh": f"列 {names}"}
        unread = {"what": what, "count": len(columns.unread)}
        yield Finding(code="N031", at=sheet.name, values=unread)
