"""How a run of 10⁹ products, or of 10⁶ samples, is laid out on a cluster.

Run: python benchmarks/cluster.py [--cores 64]

Measures one table of bills of materials of a catalogue, of 16 lines a product, and one
range of samples, on synthetic databases, and multiplies. What was measured is printed
beside it.
"""

from __future__ import annotations

import argparse
import pickle
import platform
import resource
import tempfile
from pathlib import Path
from time import perf_counter

import numpy as np
from background import triplets
from stored_background import stored_background
from synthetic import synthetic_background

import lcagraph as lg
from lcagraph.background.handles import handle_of
from lcagraph.background.store import Database
from lcagraph.catalogue import Options, calculate_catalogues
from lcagraph.engine.montecarlo import (
    Demand,
    Entries,
    Plan,
    normal_background,
    prepare,
    simulate,
)
from lcagraph.engine.montecarlo.ranges import RANGE

PROCESSES = 23_500
PRODUCTS = 200_000
"""Of a table."""
LINES = 16
ALL_PRODUCTS = 10**9
ALL_SAMPLES = 10**6
SAMPLED_PROCESSES = 100_000
REPEATS = 3
OVERHEAD = 0.01
"""What Dask adds to a chunk: more than was measured on a busy computer. [s]"""


def database(parent: Path) -> Database:
    """A synthetic database; its intensities are any numbers, since only time counts."""
    background = synthetic_background(PROCESSES, flows=2_000)
    n = background.A.shape[1]
    intensity = np.random.default_rng(1).random((background.C.shape[0], n))
    return stored_background(background, intensity, parent)


def table(known: Database, path: Path) -> None:
    """Bills of materials in Parquet: each product draws on 16 datasets by their id."""
    import pyarrow
    from pyarrow import parquet

    rng = np.random.default_rng(2)
    activities = list(known.activities())
    bought = np.sort(rng.integers(0, len(activities) // LINES, (PRODUCTS, LINES)))
    bought = bought * LINES + np.arange(LINES)  # no dataset twice in a bill
    chosen = bought.ravel().tolist()
    ids = [one.process for one in activities]
    units = [one.unit for one in activities]
    columns = {
        "product": np.repeat([f"product {i}" for i in range(PRODUCTS)], LINES),
        "component": [ids[column] for column in chosen],
        "amount": rng.random(PRODUCTS * LINES) + 0.1,
        "unit": [units[column] for column in chosen],
    }
    parquet.write_table(pyarrow.table(columns), path)


def measured(folder: Path) -> tuple[float, float, float]:
    """Seconds, and bytes in and out, of a table."""
    known = database(folder / "databases")
    (folder / "tables").mkdir()
    source = folder / "tables" / "one.parquet"
    table(known, source)
    begin = perf_counter()
    handle_of(known).open()
    opening = perf_counter() - begin
    begin = perf_counter()
    results = folder / "results"
    (outcome,) = calculate_catalogues([source], results, [known], Options())
    taken = perf_counter() - begin
    assert outcome.report["counts"]["complete"] == PRODUCTS, outcome
    size = sum(known.manifest.sizes.values())
    print(f"database of {len(known):,} processes: {size / 1e6:,.0f} MB, ", end="")
    print(f"opened and compared with its hashes in {opening:.2f} s")
    print(f"a table of {PRODUCTS:,} products × {LINES} lines: {taken:.1f} s, 1 worker")
    sizes = (source.stat().st_size, (results / source.name).stat().st_size)
    print(
        f"  {sizes[0] / 1e6:.1f} MB of Parquet in, {sizes[1] / 1e6:.1f} MB out, ",
        end="",
    )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024  # kilobytes
    print(f"  {peak:,.0f} MB of memory at most, making the table included")
    return taken, sizes[0], sizes[1]


def products(cores: int, taken: float, read: float, written: float) -> None:
    """Print the layout of a catalogue."""
    tables = ALL_PRODUCTS // PRODUCTS
    hours = tables * taken / 3600
    print(f"{ALL_PRODUCTS:.0e} products: {tables:,} tables of {PRODUCTS:,}")
    print(f"  {tables * read / 1e12:.2f} TB in, {tables * written / 1e12:.2f} TB out")
    print(f"  {hours:,.1f} core-hours: {60 * hours / cores:.0f} min on {cores} cores")
    print(f"  {100 * OVERHEAD / taken:.2f} % overhead of the scheduler")


def plan() -> Plan:
    """One product and one category of a large database."""
    made = synthetic_background(SAMPLED_PROCESSES, flows=2_000)
    A, B = (
        Entries(row=t.row, column=t.column, value=t.value, spread=t.spread)
        for t in (triplets(made.A, made.sigma_A), triplets(made.B, made.sigma_B))
    )
    print(f"database of {made.A.shape[0]:,} processes, ", end="")
    print(f"{made.A.nnz:,} entries of A, {made.B.nnz:,} of B")
    background = normal_background(made.A.shape[0], A, B, "synthetic")
    demand = Demand(rows=np.array([100]), amounts=np.ones((1, 1)))
    return prepare(background, demand, made.C[:1])


def samples(cores: int) -> None:
    """Measure a range of samples, and print the layout of a run."""
    begin = perf_counter()
    shared = plan()
    print(f"  made and prepared in {perf_counter() - begin:.0f} s, ", end="")
    print(f"{len(pickle.dumps(shared)) / 1e6:.0f} MB to each worker once")
    times = []
    for i in range(REPEATS):
        begin = perf_counter()
        simulate(shared, range(i * RANGE, (i + 1) * RANGE), seed=1)
        times.append(perf_counter() - begin)
    each = min(times)
    chunks, hours = -(-ALL_SAMPLES // RANGE), ALL_SAMPLES * each / RANGE / 3600
    print(
        f"a range of {RANGE} samples: {each:.1f} s (worst {max(times):.1f}), 1 thread"
    )
    print(f"{ALL_SAMPLES:.0e} samples: {chunks:,} ranges")
    print(f"  {hours:,.1f} core-hours: {60 * hours / cores:.0f} min on {cores} cores")
    print(f"  {100 * OVERHEAD / each:.2f} % overhead of the scheduler")
    print(f"  {ALL_SAMPLES * 8 / 1e6:.0f} MB of scores by product and category")


def main() -> None:
    """Measure, multiply, print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--cores", type=int, default=64)
    given = parser.parse_args()
    print(f"lcagraph {lg.__version__}, Python {platform.python_version()}, ", end="")
    print(platform.machine())
    with tempfile.TemporaryDirectory() as folder:
        taken, read, written = measured(Path(folder))
    products(given.cores, taken, read, written)
    samples(given.cores)


if __name__ == "__main__":
    main()
