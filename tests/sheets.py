"""Rows of cells as a workbook and as a CSV file."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from pathlib import Path

import xlsxwriter

Rows = Sequence[Sequence[str | float]]
Writer = Callable[[Path, Rows], Path]


def as_workbook(place: Path, rows: Rows) -> Path:
    path = place / "sheet.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("data")
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    book.close()
    return path


def as_csv(place: Path, rows: Rows, encoding: str = "utf-8") -> Path:
    path = place / "sheet.csv"
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows(rows)
    return path
