"""A two-sector input–output table as files, for several tests.

Miller & Blair (2009), ch. 2.3: Z = [[150, 500], [200, 100]], x = (1000, 2000), so that
I − A = [[0.85, −0.25], [−0.2, 0.95]] with determinant 0.7575 and
L = [[0.95, 0.25], [0.2, 0.85]] / 0.7575. With 100 t of CO2 each:
D = (100 t / 1000 CNY, 100 t / 2000 CNY) = (100, 50) kg/CNY.
"""

from __future__ import annotations

import csv
from pathlib import Path

from lcagraph.importing import Added, Choices, add_database
from lcagraph.input_output.table import TableOptions

Rows = list[list[object]]

Z: Rows = [["sector", "农业", "工业"], ["农业", 150, 500], ["工业", 200, 100]]
TABLE: dict[str, Rows] = {
    "说明": [["name", "两部门表"], ["currency", "CNY_2018"], ["licence", "CC0-1.0"]],
    "Z": Z,
    "Y": [["sector", "居民"], ["农业", 350], ["工业", 1700]],
    "x": [["sector", "x"], ["农业", 1000], ["工业", 2000]],
    "F": [["flow", "unit", "农业", "工业"], ["co2_fossil", "t", 100, 100]],
}
N = (
    (100 * 0.95 + 50 * 0.2) / 0.7575,
    (100 * 0.25 + 50 * 0.85) / 0.7575,
)
"""D L. [kg/CNY_2018]"""


def written(folder: Path, table: dict[str, Rows]) -> Path:
    folder.mkdir(exist_ok=True)
    for name, rows in table.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
    return folder


def workbook(path: Path, table: dict[str, Rows]) -> Path:
    import xlsxwriter

    with xlsxwriter.Workbook(path) as book:
        for name, rows in table.items():
            sheet = book.add_worksheet(name)
            for place, row in enumerate(rows):
                sheet.write_row(place, 0, row)
    return path


def added(path: Path, place: Path, **options: object) -> Added:
    table = TableOptions(**options)  # type: ignore[arg-type]
    return add_database(path, name="io", place=place, choices=Choices(table=table))


def codes(one: Added) -> set[str]:
    return {finding.code for finding in one.linked.findings}
