"""Memory and time that `lcagraph batch` needs per million rows.

    python benchmarks/catalogue_memory.py 100000 1000000 4000000

Each size runs in a process of its own, since memory that was once held counts for good.
Products have 16 lines with datasets of the background `small`; one in ten draws on
another product, too. Rows are sorted by product, or shuffled (`--shuffled`).
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from background import background, characterised, machine, peak_memory
from scipy.sparse.linalg import splu
from stored_background import NAME, stored_background

from lcagraph.background.store import Database
from lcagraph.catalogue.batch import calculate_catalogue

LINES = 16
GROUP = 2_000_000
"""Rows that are written at once."""


def write_bills(path: Path, products: int, datasets: int, *, is_shuffled: bool) -> None:
    """A table of bills, written in groups so that the writer needs no memory."""
    schema = pa.schema(
        [
            ("product", pa.string()),
            ("component", pa.string()),
            ("amount", pa.float64()),
            ("unit", pa.dictionary(pa.int32(), pa.string())),
        ]
    )
    rng = np.random.default_rng(7)
    names = pa.array(
        [f"p{j}" for j in range(datasets)] + [f"item {i}" for i in range(products)]
    )
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for begin in range(0, products * LINES, GROUP):
            rows = np.arange(begin, min(begin + GROUP, products * LINES))
            product = rows // LINES
            if is_shuffled:
                product = rng.permutation(product)
            component = (rows * 7919 + product) % datasets
            is_nested = (rows % (10 * LINES) == 0) & (product > 0)
            component[is_nested] = datasets + product[is_nested] - 1
            amount = rng.lognormal(0, 1, len(rows)) * np.where(is_nested, 0.01, 1.0)
            unit = pa.DictionaryArray.from_arrays(
                pa.array(is_nested.astype(np.int32)), pa.array(["kg", "pcs"])
            )
            columns = [
                names.take(pa.array(product + datasets)),
                names.take(pa.array(component)),
                pa.array(amount),
                unit,
            ]
            writer.write_table(pa.table(columns, schema=schema))


def measured(bills: Path, folder: Path) -> None:
    """One run in this process, told in a line."""
    database = Database(folder / NAME)
    rows = pq.read_metadata(bills).num_rows
    before = peak_memory()
    begin = perf_counter()
    outcome = calculate_catalogue(bills, bills.with_suffix(".out.parquet"), [database])
    seconds = perf_counter() - begin
    held = peak_memory()
    counts = outcome.report["counts"]
    print(
        f"| {counts['products']:>9,} | {rows:>10,} | {held:>6,.0f} | "
        f"{(held - before) / rows * 1e6:>5.0f} | {seconds:>5.1f} | "
        f"{counts['complete'] == counts['bills']} |",
        flush=True,
    )


def main() -> None:
    """Print a table, a line per size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("products", type=int, nargs="*", default=[100_000])
    parser.add_argument("--shuffled", action="store_true")
    parser.add_argument("--one", nargs=2, type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        measured(*given.one)
        return
    print(machine())
    print("| products | rows | peak MB | MB per million rows | s | complete |")
    print("|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        one = background("small")
        factors: Any = splu(one.A.tocsc())  # the stubs know no `trans`
        intensity = factors.solve(characterised(one).T, trans="T").T
        stored_background(one, intensity, folder)
        for products in given.products:
            bills = folder / f"{products}.parquet"
            write_bills(bills, products, one.A.shape[1], is_shuffled=given.shuffled)
            command = [sys.executable, __file__, "--one", str(bills), str(folder)]
            subprocess.run(command, check=True)
            bills.unlink()


if __name__ == "__main__":
    main()
