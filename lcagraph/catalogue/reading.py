"""A file becomes lines: Parquet, CSV or a workbook, told apart by its first bytes.

Parquet needs pyarrow, and CSV is read by it several times as fast; without it CSV is
read by the standard library. A CSV file may be in UTF-8, UTF-16 or a Chinese code page
(GB 18030), with commas, semicolons or tabs.
"""

from __future__ import annotations

import codecs
import csv
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.util import find_spec
from itertools import islice
from pathlib import Path

import numpy as np

from lcagraph.catalogue.columns import Role, find_columns, unread
from lcagraph.catalogue.delimited import (
    Dialect,
    broken_row,
    has_line_break,
    unreadable,
)
from lcagraph.catalogue.lines import Batch, Broken, Gathering, Lines, batch_of
from lcagraph.errors import Finding, UsageError
from lcagraph.formats.simapro_csv.text import decode
from lcagraph.formats.tabular import read_sheets, unescaped

Progress = Callable[[str, int], Callable[[int], None]]
"""Begins a stage of so many units; the answer is told of each part done."""

Tick = Callable[[int], None]
"""Gets the number of rows read since its last call."""

STAGE = "reading"
BATCH_ROWS = 1 << 20
HEAD_BYTES = 1 << 20
"""A head that is longer belongs to no table."""

_BLOCK = 1 << 22
_SEPARATORS = ",;\t"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Table:
    """A file as lines, and what was seen on the way."""

    lines: Lines
    unread: tuple[str, ...]
    """Heads of columns that mean nothing here."""
    encoding: str = ""
    """Of a CSV file."""


def no_progress(stage: str, total: int) -> Tick:
    """Shows nothing."""
    del stage, total
    return lambda _: None


def has_pyarrow() -> bool:
    """Whether the extra ``catalogue`` is installed."""
    return find_spec("pyarrow") is not None


def read_table(path: Path, progress: Progress = no_progress) -> Table:
    """Lines of a table of bills of materials.

    Parameters
    ----------
    path : Path
        Parquet, CSV or .xlsx (its first sheet).
    progress : callable
        Gets the stage and its rows: as many as there are, or as a CSV file of this
        size seems to have.

    Raises
    ------
    UsageError
        The file can't be read (E783, E036), its head is not
        understood (E780 to E782), or a package is missing (E790).
    """
    try:
        with path.open("rb") as file:
            magic = file.read(4)
    except OSError as error:
        values = {"file": str(path), "reason": error.strerror or str(error)}
        raise UsageError(Finding(code="E783", values=values)) from error
    if magic == b"PAR1":
        return _read_parquet(path, progress)
    if magic == b"PK\3\4":
        return _read_workbook(path)
    return _read_csv(path, progress)


def _gathered(
    batches: Iterator[Batch], heads: Sequence[str], tick: Tick = lambda _: None
) -> Table:
    gathering = Gathering()
    for batch in batches:
        gathering.add(batch)
        tick(len(batch.rows))
    return Table(lines=gathering.lines(), unread=unread(heads))


# --------------------------------------------------------------------------- Parquet


def _read_parquet(path: Path, progress: Progress) -> Table:
    if not has_pyarrow():
        raise UsageError(Finding(code="E790", values={"package": "pyarrow"}))
    from lcagraph.catalogue import arrow  # pyarrow takes 0.2 s to import

    heads = arrow.parquet_heads(path)
    columns = find_columns(heads, path.name)
    batches = arrow.parquet_batches(path, heads, columns, BATCH_ROWS)
    return _gathered(batches, heads, progress(STAGE, arrow.parquet_rows(path)))


# -------------------------------------------------------------------------- workbook


def _read_workbook(path: Path) -> Table:
    sheet = read_sheets(path)[0]
    rows = iter(enumerate(sheet.rows, 1))
    heads: Sequence[str] = next((cells for _, cells in rows if cells), ())
    columns = find_columns(heads, path.name)
    batches = _batches(rows, columns, len(heads), is_wide=True)
    return _gathered(batches, heads)


# ------------------------------------------------------------------------------- CSV


def _read_csv(path: Path, progress: Progress) -> Table:
    dialect = _dialect(path)
    if has_pyarrow():
        from lcagraph.catalogue import arrow

        batches = arrow.csv_batches(path, dialect)
    else:
        batches = _plain_batches(path, dialect)
    whole = (_unbroken(batch, path) for batch in batches)
    table = _gathered(whole, dialect.heads, progress(STAGE, _about(path)))
    return replace(table, encoding=dialect.encoding)


def _unbroken(batch: Batch, path: Path) -> Batch:
    """The batch, if no text of it goes over rows."""
    for role, texts in batch.texts.items():
        if not has_line_break(["".join(texts.values)]):
            continue
        for code, text in enumerate(texts.values):
            if has_line_break([text]):
                row = int(batch.rows[(texts.codes == code).argmax()])
                raise unreadable(path, f"row {row}, {role}: {text[:20]!r}")
    return batch


def _about(path: Path) -> int:
    """Rows that a file of this size has, if all of it is like its beginning."""
    with path.open("rb") as file:
        first = file.read(HEAD_BYTES)
    return first.count(b"\n") * path.stat().st_size // max(len(first), 1)


def _dialect(path: Path) -> Dialect:
    encoding = _encoding(path)
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        head = file.read(HEAD_BYTES)
    line = next(iter(head.splitlines()), "")
    if len(line) == HEAD_BYTES:
        values = {"file": path.name, "reason": f"> {HEAD_BYTES} bytes"}
        raise UsageError(Finding(code="E782", values=values))
    separator = max(_SEPARATORS, key=line.count)
    try:
        heads = next(csv.reader([line], delimiter=separator, strict=True), [])
    except csv.Error as error:
        raise unreadable(path, error) from None
    tidy = tuple(cell.strip() for cell in heads)
    columns = find_columns(tidy, path.name)
    return Dialect(encoding=encoding, separator=separator, heads=tidy, columns=columns)


def _encoding(path: Path) -> str:
    """UTF-8 if all of the file is; else what its first blocks tell."""
    with path.open("rb") as file:
        first = file.read(_BLOCK)
        if first.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16"
        decoder = codecs.getincrementaldecoder("utf-8")()
        block = first
        try:
            while block:
                decoder.decode(block)
                block = file.read(_BLOCK)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return decode(block)[1]
    return "utf-8-sig" if first.startswith(codecs.BOM_UTF8) else "utf-8"


def _plain_batches(path: Path, dialect: Dialect) -> Iterator[Batch]:
    csv.field_size_limit(min(sys.maxsize, 1 << 24))
    with path.open(encoding=dialect.encoding, newline="") as file:
        reader = csv.reader(file, delimiter=dialect.separator, strict=True)
        rows = enumerate(([*cells] for cells in reader), 1)
        next(rows, None)
        try:
            yield from _batches(
                rows, dialect.columns, len(dialect.heads), is_wide=False
            )
        except (csv.Error, UnicodeDecodeError) as error:
            raise unreadable(path, error) from None


def _batches(
    rows: Iterator[tuple[int, Sequence[str]]],
    columns: Mapping[Role, int],
    width: int,
    *,
    is_wide: bool,
) -> Iterator[Batch]:
    """Batches of rows of cells; `is_wide` if missing cells at the end are empty."""
    while taken := list(islice(rows, BATCH_ROWS)):
        whole, broken = [], []
        for row, cells in taken:
            if is_wide and len(cells) <= width:
                whole.append((row, [*cells, *[""] * (width - len(cells))]))
            elif len(cells) == width:
                whole.append((row, list(cells)))
            elif has_line_break(cells):
                raise csv.Error(f'row {row}: "')
            elif any(cells):
                broken.append(broken_row(row, cells, columns, width))
        yield _batch(whole, broken, columns)


def _batch(
    whole: Sequence[tuple[int, Sequence[str]]],
    broken: Sequence[Broken],
    columns: Mapping[Role, int],
) -> Batch:
    numbers = np.array([row for row, _ in whole], dtype=np.int64)
    texts: dict[Role, Sequence[str]] = {
        role: [unescaped(cells[position]) for _, cells in whole]
        for role, position in columns.items()
    }
    batch = batch_of(numbers, texts, texts.pop("amount"))
    return replace(batch, broken=broken)
