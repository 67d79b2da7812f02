"""Strict reading of the shipped CSV tables: known columns, full rows, real numbers."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Never

from lcagraph.errors import Finding, ModelError

ENCODING = "utf-8-sig"
"""UTF-8; the byte-order mark that spreadsheet programs write is no part of a name."""


def read_table(path: Path, columns: Sequence[str]) -> Iterator[dict[str, str]]:
    """Rows of a CSV file as text, cells stripped; the header must be `columns`.

    Raises
    ------
    ModelError
        A column is missing, unknown or twice, or a row is too short or too long
        (E612); the file and the line are named.
    """
    with path.open(encoding=ENCODING, newline="") as file:
        reader = csv.reader(file)
        header = [cell.strip() for cell in next(reader, [])]
        if sorted(header) != sorted(columns):
            odd = sorted(set(header) ^ set(columns)) or header
            refuse_row(path, 1, f"columns: {', '.join(odd)}")
        for cells in reader:
            if len(cells) != len(header):
                problem = f"{len(cells)} cells, {len(header)} columns"
                refuse_row(path, reader.line_num, problem)
            yield dict(zip(header, map(str.strip, cells), strict=True))


def parse_number(path: Path, row: Mapping[str, str], column: str, line: int) -> float:
    """A finite number of one cell.

    Raises
    ------
    ModelError
        The cell holds no finite number (E612).
    """
    text = row[column]
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if "_" in text or not math.isfinite(value):
        refuse_row(path, line, f"{column}: {text!r}")
    return value


def refuse_row(path: Path, line: int, problem: str) -> Never:
    """Refuse a table with the place of its first fault (E612)."""
    values = {"file": path.name, "line": line, "problem": problem}
    raise ModelError([Finding(code="E612", values=values)])
