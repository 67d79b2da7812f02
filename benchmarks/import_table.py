"""A table of 9,800 sectors: from pymrio's files into the store, then a footprint.

    python benchmarks/import_table.py

49 regions × 200 sectors, 12.7 % dense, saved by pymrio as Parquet. Import and footprint
run in processes of their own, so that each peak of memory is its own; the footprint is
that of a model of ten lines, spending alone. The goal is less than 3 GB.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

from background import machine, peak_memory
from multipliers import table

GASES = ("co2_fossil", "ch4_fossil", "n2o_fossil", "sf6")
OUTPUT = 1e6
"""Of each sector: what no sector buys is final demand. [EUR]"""
MOST = 3_000
"""Peak of memory. [MB]"""
MODEL = """\
lcagraph: 1
title: 支出 | Spending
reference: {product: chair, amount: 1 piece, kind: declared_unit}
databases: {table: {}}
processes:
  assembly:
    stage: production
    outputs: {chair: 1 piece}
    inputs:
      parts: {amount: 12000 EUR_2015, from: table/r3/s17}
"""


def write(folder: Path) -> None:
    """Flows, final demand and four gases as a system of pymrio."""
    import pandas as pd
    import pymrio

    A, D = table()
    n = len(A)
    names = [(f"r{k // 200}", f"s{k % 200}") for k in range(n)]
    index = pd.MultiIndex.from_tuples(names, names=["region", "sector"])
    Z = A * OUTPUT
    left = OUTPUT - Z.sum(axis=1)
    category = pd.MultiIndex.from_tuples([("r0", "all")], names=["region", "category"])
    flows = pd.Index(GASES, name="stressor")
    emissions = {
        "name": "emissions",
        "F": pd.DataFrame(D * OUTPUT, index=flows, columns=index),
        "unit": pd.DataFrame({"unit": "kg"}, index=flows),
    }
    system = pymrio.IOSystem(
        Z=pd.DataFrame(Z, index=index, columns=index),
        Y=pd.DataFrame(left, index=index, columns=category),
        unit=pd.DataFrame({"unit": "EUR_2015"}, index=index),
        emissions=emissions,
    )
    system.save_all(folder, table_format="parquet")


def import_(folder: Path) -> None:
    """Seconds and megabytes of an import."""
    from lcagraph.importing import add_database

    before = perf_counter()
    add_database(folder, name="table")
    print(perf_counter() - before, peak_memory())


def solve(folder: Path) -> None:
    """Seconds and megabytes of a footprint, and how far it is from D (I − A)⁻¹."""
    import lcagraph as lg

    model = folder.parent / "model.yaml"
    model.write_text(MODEL, encoding="utf-8")
    before = perf_counter()
    total = float(lg.read(model).solve().total)
    print(perf_counter() - before, peak_memory(), total)


STEPS = {"write": write, "import": import_, "solve": solve}


def main() -> None:
    """All steps, each in a process of its own."""
    print(machine())
    with tempfile.TemporaryDirectory() as place:
        os.environ["LCAGRAPH_HOME"] = place
        folder = Path(place, "system")
        found = {}
        for name in STEPS:
            command = [sys.executable, __file__, name, str(folder)]
            said = subprocess.run(command, check=True, capture_output=True, text=True)
            found[name] = [float(each) for each in said.stdout.split()]
    for name in ("import", "solve"):
        print(f"{name:10}{found[name][0]:8.2f} s{found[name][1]:10.0f} MB")
    print(f"{found['solve'][2]:.6g} kgCO2e")
    if max(found["import"][1], found["solve"][1]) > MOST:
        raise SystemExit(f"more than {MOST} MB")


if __name__ == "__main__":
    if len(sys.argv) == 3:
        STEPS[sys.argv[1]](Path(sys.argv[2]))
    else:
        main()
