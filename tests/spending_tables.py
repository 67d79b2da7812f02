"""A table of four sectors, stored, and its multipliers without rounding."""

from __future__ import annotations

import json
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path

from exact import solve

from lcagraph.importing import add_database

SECTORS = {
    "metal": ("Metals", "3311"),
    "power": ("Electricity", "2211"),
    "window": ("Windows", "3323"),
    "law": ("Legal services", "5411"),
}
# Inputs per dollar: column buys from row. Windows buy windows, power and metal loop.
A = (
    ("0.10", "0.20", "0.30", "0.00"),
    ("0.20", "0.10", "0.10", "0.05"),
    ("0.00", "0.00", "0.20", "0.00"),
    ("0.01", "0.00", "0.04", "0.10"),
)
D = ("2.0", "5.0", "0.5", "0.1")  # kgCO2e per dollar


def multipliers() -> dict[str, Fraction]:
    """N of (I − A)ᵀ N = D, exactly. [kgCO2e/USD_2012]"""
    n = len(D)
    system = [
        [Fraction(int(i == j)) - Fraction(A[j][i]) for j in range(n)] for i in range(n)
    ]
    found = solve(system, [[Fraction(each)] for each in D])
    return {name: row[0] for name, row in zip(SECTORS, found, strict=True)}


def bought(sector: str, other: str) -> Fraction:
    """What a sector buys of another one per dollar of its net output."""
    names = [*SECTORS]
    column = names.index(sector)
    own = 1 - Fraction(A[column][column])
    return Fraction(A[names.index(other)][column]) / own


def emitted(sector: str) -> Fraction:
    """What a sector emits itself per dollar of its net output. [kgCO2e/USD_2012]"""
    column = [*SECTORS].index(sector)
    return Fraction(D[column]) / (1 - Fraction(A[column][column]))


def store_table(home: Path, name: str = "mini") -> Path:
    """Add the table to the databases of a home."""
    folder = home / "source"
    folder.mkdir(parents=True)
    content: Mapping[str, object] = {
        "sectors.json": [
            {"id": id_, "name": label, "code": code, "location": "US", "index": index}
            for index, (id_, (label, code)) in enumerate(SECTORS.items())
        ],
        "indicators.json": [{"code": "GHG", "unit": "kg CO2 eq"}],
        "demands.json": [{"year": 2012}],
        "A.json": [[float(each) for each in row] for row in A],
        "D.json": [[float(each) for each in D]],
    }
    for file, text in content.items():
        (folder / file).write_text(json.dumps(text))
    return add_database(folder, name=name, place=home / "databases").database.folder


WINDOW = """\
lcagraph: 1
title: 窗 | Window
reference: {product: window, amount: 2 piece, kind: declared_unit}
scope: {method: hybrid}
databases: {mini: {}}
parameters: {price: 80 USD_2012}
processes:
  assembly:
    name: 组装 | Assembly
    stage: production
    outputs: {window: 1 piece}
    inputs:
      profile: 12 kg
      overheads: {amount: = price, from: mini/window, covered: {COVERED}}
factors:
  profile: {name: 型材 | Profile, per: 1 kg, co2e: 10 kg, kind: material,
            boundary: cradle_to_gate, gwp: ipcc-ar6-gwp100, stage: raw_materials}
"""
PROFILES = 2 * 12 * 10
"""Of two windows. [kgCO2e]"""


def window(covered: str) -> str:
    """Two windows of 12 kg and 80 dollars each, with what is covered."""
    return WINDOW.replace("{COVERED}", covered)


SUPPLIER = """\
name;per;co2e (kg);region;year;kind;boundary;class;gwp;source
sheet;t;2050;CN;2024;material;cradle-to-gate;supplier;AR5;declared 2024
"""


def store_supplier(home: Path) -> None:
    """Add a database whose only dataset is sold per tonne."""
    file = home / "supplier.csv"
    file.write_text(SUPPLIER)
    add_database(file, name="supplier", place=home / "databases")
