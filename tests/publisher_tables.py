"""Tables of many regions in the layouts of their publishers, written for tests.

Labels, signs of totals and order of rows are those that pymrio's parsers expect; every
number is our own.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Reals = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Economy:
    """A table of regions × sectors, with one final consumer per region."""

    regions: tuple[str, ...]
    sectors: tuple[str, ...]
    Z: Reals
    Y: Reals
    """Shape (regions × sectors, regions)."""
    F: Reals
    """CO2 in Gg, shape (1, regions × sectors)."""

    @property
    def x(self) -> Reals:
        return np.asarray(self.Z.sum(axis=1) + self.Y.sum(axis=1))

    @property
    def labels(self) -> list[tuple[str, str]]:
        return [(region, sector) for region in self.regions for sector in self.sectors]


def columns(path: Path, rows: list[list[object]], separator: str = ",") -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=separator).writerows(rows)


def eora(folder: Path, one: Economy) -> Path:
    def labels(name: str, rows: list[list[object]]) -> None:
        columns(folder / f"labels_{name}.txt", rows, "\t")

    start, none = "Eora26_2015_bp", np.zeros((1, len(one.x)))
    households = np.zeros((1, len(one.regions)))
    for part, values in (
        ("T", one.Z),
        ("FD", one.Y),
        ("Q", one.F),
        ("QY", households),
        ("VA", none),
    ):
        columns(folder / f"{start}_{part}.txt", values.tolist(), "\t")
    labels("T", [[f"{r}land", r, "Industries", s] for r, s in one.labels])
    labels("FD", [[f"{r}land", r, "Final Demand", "house"] for r in one.regions])
    labels("Q", [["CO2 emissions (Gg)", "EDGAR"]])
    labels("VA", [["Primary", "wages"]])
    return folder


def oecd(folder: Path, one: Economy) -> Path:
    names = [f"{region}_{sector}" for region, sector in one.labels]
    none = [0] * len(one.regions)
    rows: list[list[object]] = [
        ["", *names, *(f"{region}_HFCE" for region in one.regions), "OUT"],
        *(
            [name, *one.Z[place], *one.Y[place], one.x[place]]
            for place, name in enumerate(names)
        ),
        ["VALU", *(one.x - one.Z.sum(axis=0)), *none, 0],
        ["OUT", *one.x, *none, 0],
    ]
    columns(folder / "ICIO2021_2018.csv", rows)
    return folder


def wiod(folder: Path, one: Economy) -> Path:
    """The last sector has the code c35, by which pymrio finds the end of the table."""
    import xlsxwriter

    last = len(one.sectors) - 1
    codes = [f"c{35 - last + k}" for k in range(last + 1)] * len(one.regions)
    named = [
        (sector, f"{sector} industry", region, code)
        for (region, sector), code in zip(one.labels, codes, strict=True)
    ]
    bought = [("F", "Households", region, "c37") for region in one.regions]
    every = [*named, *bought, ("total", "Total", "TOT", "c99")]
    head = ["World Input-Output Table 2011", "", "(industry-by-industry)"]
    with xlsxwriter.Workbook(folder / "wiot11_row_apr12.xlsx") as book:
        sheet = book.add_worksheet("2011")
        sheet.write_column(0, 0, [*head, "(millions of US$)"])
        for row in range(4):
            sheet.write_row(2 + row, 4, [label[row] for label in every])
        for row, label in enumerate(named):
            sheet.write_row(6 + row, 0, label)
            sheet.write_row(6 + row, 4, [*one.Z[row], *one.Y[row], one.x[row]])
        below = 6 + len(named)
        sheet.write_row(below, 0, ["", "Value added", "TOT", "r64"])
        none = [0] * len(one.regions)
        sheet.write_row(below, 4, [*(one.x - one.Z.sum(axis=0)), *none, 0])
    return folder


def gloria(folder: Path, one: Economy) -> Path:
    """Each industry makes its own product alone."""
    mrio = folder / "GLORIA_MRIOs_59_2022"
    satellites = folder / "GLORIA_SatelliteAccounts_059_2022"
    mrio.mkdir()
    satellites.mkdir()
    # rows and columns: industries, then products of the first region; of the second
    count, n = len(one.sectors), len(one.x)
    industry = np.arange(n) + np.arange(n) // count * count
    product = industry + count
    T = np.zeros((2 * n, 2 * n))
    T[industry, product] = one.x
    T[np.ix_(product, industry)] = one.Z
    demand = np.zeros((2 * n, len(one.regions)))
    demand[product] = one.Y
    emitted = np.zeros((1, 2 * n))
    emitted[0, industry] = one.F[0]
    for place, part, values in (
        (mrio, "T", T),
        (mrio, "Y", demand),
        (mrio, "V", emitted.repeat(len(one.regions), axis=0)),
        (satellites, "TQ", emitted),
        (satellites, "YQ", np.zeros((1, len(one.regions)))),
    ):
        name = f"_120secMother_AllCountries_002_{part}-Results_2022_059"
        columns(place / f"x{name}_Markup001(full).csv", values.tolist())
    _gloria_read_me(folder, one)
    return folder


def _gloria_read_me(folder: Path, one: Economy) -> None:
    import xlsxwriter

    said = ["Sat_indicator", "Sat_head_indicator", "Sat_unit"]
    sheets: dict[str, list[list[str]]] = {
        "Regions": [["Region_acronyms"], *([region] for region in one.regions)],
        "Sectors": [["Sector_names"], *([sector] for sector in one.sectors)],
        "Value added and final demand": [
            ["Final_demand_names", "Value_added_names"],
            ["Household", "Wages"],
        ],
        "Satellites": [said, ["co2_fossil", "Emissions", "kilotonnes"]],
    }
    with xlsxwriter.Workbook(folder / "GLORIA_ReadMe_059.xlsx") as book:
        for title, rows in sheets.items():
            sheet = book.add_worksheet(title)
            for place, row in enumerate(rows):
                sheet.write_row(place, 0, row)
