"""Tables read by pyarrow: Parquet, and CSV several times as fast as by Python."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as arrow_csv
import pyarrow.parquet as pq

from lcagraph.catalogue.columns import Role
from lcagraph.catalogue.delimited import Dialect, broken_row, cells_of, unreadable
from lcagraph.catalogue.lines import Batch, Broken, Reals, Rows, Texts
from lcagraph.catalogue.numbers import strict_number
from lcagraph.errors import Finding, UsageError
from lcagraph.formats.tabular import unescaped

_BLOCK = 1 << 24
"""Bytes of CSV that are parsed at once; no row may be longer."""


def parquet_heads(path: Path) -> tuple[str, ...]:
    """Names of the columns of a Parquet file.

    Raises
    ------
    UsageError
        It is damaged (E783).
    """
    try:
        return tuple(pq.read_schema(path).names)
    except (pa.ArrowException, OSError) as error:
        raise unreadable(path, error) from None


def parquet_rows(path: Path) -> int:
    """Rows of a Parquet file whose head could be read."""
    return int(pq.read_metadata(path).num_rows)


def parquet_batches(
    path: Path, heads: Sequence[str], columns: Mapping[Role, int], size: int
) -> Iterator[Batch]:
    """Rows of a Parquet file; texts stay numbered as they are stored.

    Raises
    ------
    UsageError
        It is damaged, or a column holds neither texts nor numbers (E783).
    """
    names = {role: heads[position] for role, position in columns.items()}
    read = list(names.values())
    first = 2
    try:
        with pq.ParquetFile(path, read_dictionary=read) as file:
            for part in file.iter_batches(batch_size=size, columns=read):
                rows = np.arange(first, first + part.num_rows, dtype=np.int64)
                first += part.num_rows
                yield _batch(rows, {r: part.column(n) for r, n in names.items()})
    except (pa.ArrowException, OSError) as error:
        raise unreadable(path, error) from None


def csv_batches(path: Path, dialect: Dialect) -> Iterator[Batch]:
    """Rows of a CSV file.

    Raises
    ------
    UsageError
        It is not in its encoding, or its quotes don't close (E783).
    """
    broken: list[Broken] = []
    torn: list[int] = []
    width = len(dialect.heads)

    def set_aside(invalid: Any) -> str:
        cells = cells_of(invalid.text, dialect.separator)
        if cells is None:
            torn.append(invalid.number)
            return "error"
        broken.append(broken_row(invalid.number, cells, dialect.columns, width))
        return "skip"

    first = 2
    no_rows: Rows = np.zeros(0, dtype=np.int64)
    no_texts = {role: pa.array([], pa.string()) for role in dialect.columns}
    try:
        with _open_csv(path, dialect, set_aside) as reader:
            for part in iter(lambda: _next(reader), None):
                rows = _numbered(first, part.num_rows, [one.row for one in broken])
                first = int(rows[-1]) + 1 if len(rows) else first
                yield _batch(rows, {r: part.column(r) for r in dialect.columns})
        yield _batch(no_rows, no_texts, broken=broken)
    except (pa.ArrowException, OSError, UnicodeError) as error:
        reason = f'row {torn[0]}: "' if torn else error
        raise unreadable(path, reason) from None


def _next(reader: Any) -> Any:
    try:
        return reader.read_next_batch()
    except StopIteration:
        return None


def _open_csv(path: Path, dialect: Dialect, set_aside: Any) -> Any:
    width = len(dialect.heads)
    role_at = {position: role for role, position in dialect.columns.items()}
    text = pa.string()
    numbered = pa.dictionary(pa.int32(), text)
    types = {r: text if r == "amount" else numbered for r in dialect.columns}
    encoding = "utf8" if dialect.encoding.startswith("utf-8") else dialect.encoding
    return arrow_csv.open_csv(
        path,
        read_options=arrow_csv.ReadOptions(
            column_names=[role_at.get(i, f"column {i}") for i in range(width)],
            skip_rows=1,
            use_threads=False,  # else rows have no numbers
            block_size=_BLOCK,
            encoding=encoding,
        ),
        parse_options=arrow_csv.ParseOptions(
            delimiter=dialect.separator,
            newlines_in_values=True,
            ignore_empty_lines=False,
            invalid_row_handler=set_aside,
        ),
        convert_options=arrow_csv.ConvertOptions(
            include_columns=list(types),
            column_types=types,
            strings_can_be_null=False,
        ),
    )


def _numbered(first: int, count: int, without: Sequence[int]) -> Rows:
    """Numbers of `count` rows from `first` on, those apart that were set aside.

    The parser may be ahead of what it has handed on, so that later rows are known.
    """
    rows = np.arange(first, first + count + len(without), dtype=np.int64)
    return rows[~np.isin(rows, without)][:count] if len(without) else rows


def _batch(
    rows: Rows, columns: Mapping[Role, Any], broken: Sequence[Broken] = ()
) -> Batch:
    texts: dict[Role, Texts] = {
        r: _texts(c, r) for r, c in columns.items() if r != "amount"
    }
    amounts, odd = _amounts(columns["amount"])
    return Batch(rows=rows, texts=texts, amounts=amounts, odd=odd, broken=broken)


def _texts(column: Any, role: Role) -> Texts:
    """A column of texts, or of numbers that serve as names."""
    plain = column.type.value_type if _is_numbered(column) else column.type
    if not _is_textual(plain):
        values = {"role": role, "type": str(plain)}
        raise UsageError(Finding(code="E792", values=values))
    if not _is_numbered(column):
        column = pc.dictionary_encode(column.cast(pa.string()))
    codes = pc.fill_null(column.indices.cast(pa.int32()), -1).to_numpy(
        zero_copy_only=False
    )
    values = column.dictionary.cast(pa.string()).to_pylist()
    texts = [unescaped(each or "") for each in values]
    if len(codes) and codes.min() < 0:
        texts.append("")
        codes = np.where(codes < 0, len(texts) - 1, codes).astype(np.int32)
    return Texts(codes=codes, values=texts)


def _is_numbered(column: Any) -> bool:
    return bool(pa.types.is_dictionary(column.type))


def _is_textual(kind: Any) -> bool:
    types = pa.types
    tests: tuple[Any, ...] = (types.is_string, types.is_large_string)
    tests += (
        types.is_string_view,
        types.is_integer,
        types.is_floating,
        types.is_decimal,
        types.is_null,
    )
    return any(test(kind) for test in tests)


def _amounts(column: Any) -> tuple[Reals, dict[int, str]]:
    """Numbers of a column, and what is none, by position."""
    if _is_numbered(column):
        column = column.dictionary_decode()
    kind = column.type
    if pa.types.is_boolean(kind) or not _is_textual(kind):
        values = {"role": "amount", "type": str(kind)}
        raise UsageError(Finding(code="E792", values=values))
    texts = None
    if pa.types.is_floating(kind) or pa.types.is_integer(kind):
        numbers = _floats(column.cast(pa.float64(), safe=False))
    else:
        texts = pc.utf8_trim_whitespace(column.cast(pa.string()))
        numbers = _parsed(texts)
    bad = np.flatnonzero(~np.isfinite(numbers))
    if not len(bad):
        return numbers, {}
    shown = (column if texts is None else texts).take(pa.array(bad)).to_pylist()
    pairs = zip(bad.tolist(), shown, strict=True)
    odd = {i: str(text) for i, text in pairs if text not in (None, "")}
    return np.where(np.isfinite(numbers), numbers, np.nan), odd


def _parsed(texts: Any) -> Reals:
    try:
        return _floats(pc.cast(texts, pa.float64()))
    except pa.ArrowInvalid:  # some cell is no number: look at each different text
        known = pc.dictionary_encode(texts)
        values = [strict_number(text or "") for text in known.dictionary.to_pylist()]
        numbers = np.array([*values, np.nan])
        found: Reals = numbers[_ints(known.indices)]
        return found


def _ints(indices: Any) -> Any:
    return pc.fill_null(indices, -1).to_numpy(zero_copy_only=False)


def _floats(column: Any) -> Reals:
    filled = pc.fill_null(column, float("nan"))
    return np.asarray(filled.to_numpy(zero_copy_only=False), dtype=np.float64)
