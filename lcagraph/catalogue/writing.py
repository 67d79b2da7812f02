"""Results written as Parquet, CSV or .xlsx: block by block, whole or not at all.

CSV is UTF-8 with a byte-order mark, so that spreadsheet programs show Chinese, with all
digits of the numbers and an apostrophe before text that would be taken for a formula.
Columns are arrays of numbers or lists of text; NaN becomes an empty cell.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from lcagraph.catalogue.reading import has_pyarrow
from lcagraph.errors import Finding, UsageError
from lcagraph.formats.tabular import escaped

Block = Mapping[str, Any]
"""Column → its cells: an array of numbers, or a list of texts."""

Facts = Mapping[str, str]
"""What a reader of the file should know: database, hash, GWP set, waiver."""

MOST_ROWS = 1_048_575
"""Of a sheet of Excel, its head apart."""

NUMBER = "#,##0.0000"


def kind_of(path: Path) -> str:
    """Format of an output, by its suffix.

    Raises
    ------
    UsageError
        Neither ``.parquet``, ``.csv`` nor ``.xlsx`` (E795), or its package is missing
        (E790).
    """
    kind = path.suffix.casefold().removeprefix(".")
    if kind not in _WRITERS:
        raise UsageError(Finding(code="E795", values={"file": path.name}))
    if kind == "parquet" and not has_pyarrow():
        raise UsageError(Finding(code="E790", values={"package": "pyarrow"}))
    if kind == "xlsx":
        _xlsxwriter()
    return kind


def check_size(kind: str, rows: int, file: str) -> None:
    """Refuse more rows than a sheet holds, before anything is computed (E796)."""
    if kind == "xlsx" and rows > MOST_ROWS:
        values = {"file": file, "rows": rows, "limit": MOST_ROWS}
        raise UsageError(Finding(code="E796", values=values))


def write_table(path: Path, kind: str, blocks: Iterable[Block], facts: Facts) -> None:
    """Write blocks of one table; the first one tells its columns."""
    _WRITERS[kind](path, blocks, facts)


def _write_parquet(path: Path, blocks: Iterable[Block], facts: Facts) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    writer = None
    try:
        for block in blocks:
            columns = {
                name: pa.array(cells, from_pandas=isinstance(cells, np.ndarray))
                for name, cells in block.items()
            }
            table = pa.table(columns)
            if writer is None:
                metadata = {f"lcagraph.{key}": text for key, text in facts.items()}
                schema = table.schema.with_metadata(metadata)
                writer = pq.ParquetWriter(path, schema, compression="zstd")
            writer.write_table(table)
    finally:
        if writer is not None:
            writer.close()


def _write_csv(path: Path, blocks: Iterable[Block], facts: Facts) -> None:
    del facts  # they stand in the report beside it
    safe = (
        {n: c if _is_number(c) else [escaped(t) for t in c] for n, c in block.items()}
        for block in blocks
    )
    with path.open("wb") as file:
        file.write(codecs.BOM_UTF8)
        if has_pyarrow():
            _write_arrow_csv(file, safe)
        else:
            _write_plain_csv(file, safe)


def _write_arrow_csv(file: Any, blocks: Iterable[Block]) -> None:
    import pyarrow as pa
    import pyarrow.csv as arrow_csv

    options = arrow_csv.WriteOptions(quoting_style="needed")
    writer = None
    for block in blocks:
        table = pa.table(
            {name: pa.array(c, from_pandas=_is_number(c)) for name, c in block.items()}
        )
        if writer is None:
            writer = arrow_csv.CSVWriter(file, table.schema, write_options=options)
        writer.write_table(table)
    if writer is not None:
        writer.close()


def _write_plain_csv(file: Any, blocks: Iterable[Block]) -> None:
    text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
    writer = csv.writer(text, lineterminator="\n")
    for number, block in enumerate(blocks):
        if not number:
            writer.writerow(block)
        writer.writerows(_rows(block))
    text.detach()


def _write_xlsx(path: Path, blocks: Iterable[Block], facts: Facts) -> None:
    options = {"constant_memory": True, "strings_to_formulas": False}
    options |= {"strings_to_urls": False, "strings_to_numbers": False}
    book = _xlsxwriter().Workbook(str(path), options)
    sheet, row = book.add_worksheet("footprints"), 0
    style = book.add_format({"num_format": NUMBER})
    for number, block in enumerate(blocks):
        if not number:
            sheet.write_row(0, 0, list(block))
            sheet.freeze_panes(1, 0)
        for cells in _rows(block):
            row += 1
            for column, cell in enumerate(cells):
                if isinstance(cell, str):
                    sheet.write_string(row, column, cell)
                elif cell is not None:
                    sheet.write_number(row, column, cell, style)
    about = book.add_worksheet("about")
    for line, pair in enumerate(facts.items()):
        for column, text in enumerate(pair):
            about.write_string(line, column, text)
    book.close()


def _xlsxwriter() -> Any:
    try:
        import xlsxwriter
    except ImportError:
        values = {"package": "xlsxwriter"}
        raise UsageError(Finding(code="E790", values=values)) from None
    return xlsxwriter


def _rows(block: Block) -> Iterator[tuple[object, ...]]:
    """Rows of cells: text, a number, or None for an empty cell."""
    columns = [_cells(cells) for cells in block.values()]
    return zip(*columns, strict=True)


def _cells(cells: Any) -> Sequence[object]:
    if not _is_number(cells):
        return list(cells)
    return [None if cell != cell else cell for cell in cells.tolist()]  # noqa: PLR0124


def _is_number(cells: Any) -> bool:
    return isinstance(cells, np.ndarray)


def write_rows(path: Path, rows: Iterable[Sequence[object]]) -> None:
    """A small table of text as CSV; its first row is the head."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        for row in rows:
            writer.writerow([escaped(c) if isinstance(c, str) else c for c in row])


_WRITERS: Mapping[str, Callable[[Path, Iterable[Block], Facts], None]] = {
    "parquet": _write_parquet,
    "csv": _write_csv,
    "xlsx": _write_xlsx,
}
