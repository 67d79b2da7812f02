"""How long 100,000 variants of a small model take, beside a loop over scipy.

Run: python benchmarks/solve_variants.py
The loop is timed on 200 variants and extrapolated to all of them, which is said in the
output; both give the same scaling vectors, which is checked first.
"""

from __future__ import annotations

import platform
from time import perf_counter

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array
from scipy.sparse.linalg import spsolve

from lcagraph.solve import Structure, analyse, solve_variants

PROCESSES = 12
FACTORS = 30
VARIANTS = 100_000
LOOPED = 200
REPEATS = 3

Reals = NDArray[np.float64]
Indices = NDArray[np.intp]


def model(rng: np.random.Generator) -> tuple[Indices, Indices, Reals]:
    """Entries of A: a chain of processes, a loop of two, and factors as leaves."""
    n = PROCESSES + FACTORS
    places = {(j, j): 1.0 for j in range(n)}
    for j in range(PROCESSES - 1):
        places[j + 1, j] = -rng.uniform(0.1, 2.0)
    places[PROCESSES - 2, PROCESSES - 1] = -0.1  # the last two feed each other
    for j in range(PROCESSES):
        for factor in rng.choice(FACTORS, size=5, replace=False):
            places[PROCESSES + int(factor), j] = -rng.uniform(0.01, 10.0)
    rows, columns = np.array(sorted(places), dtype=np.intp).T
    return rows, columns, np.array([places[place] for place in sorted(places)])


def looped(
    rows: Indices, columns: Indices, data: Reals, f: Reals
) -> tuple[Reals, float]:
    """Answers of scipy one after the other, and the time of one."""
    n = len(f)
    begin = perf_counter()
    answers = [
        spsolve(csc_array((values, (rows, columns)), shape=(n, n)), f)
        for values in data
    ]
    return np.array(answers), (perf_counter() - begin) / len(data)


def at_once(structure: Structure, data: Reals, f: Reals) -> float:
    """Best time of all variants together."""
    times = []
    for _ in range(REPEATS):
        begin = perf_counter()
        solve_variants(structure, data, f)
        times.append(perf_counter() - begin)
    return min(times)


def main() -> None:
    rng = np.random.default_rng(2024)
    rows, columns, values = model(rng)
    n = PROCESSES + FACTORS
    references = rows == columns
    spread = np.where(references, 1.0, rng.lognormal(0, 0.05, (VARIANTS, len(values))))
    data = values * spread
    f = np.eye(n)[0]
    begin = perf_counter()
    structure = analyse(n, rows, columns, values)
    analysed = perf_counter() - begin
    expected, one = looped(rows, columns, data[:LOOPED], f)
    found, proof = solve_variants(structure, data[:LOOPED], f)
    np.testing.assert_allclose(found, expected, rtol=1e-10)
    together = at_once(structure, data, f)
    print(f"machine     {platform.machine()}, {platform.processor() or 'cpu unnamed'}")
    print(
        f"model       {PROCESSES} processes, {FACTORS} factors, {len(values)} entries"
    )
    print(f"analyse     {analysed * 1e3:.1f} ms, once; path: {proof.path}")
    print(f"variants    {VARIANTS:,} in {together:.2f} s (best of {REPEATS}), proven")
    print(
        f"scipy       {one * VARIANTS:.1f} s, extrapolated from {LOOPED} calls of "
        f"spsolve at {one * 1e6:.0f} µs, unproven"
    )
    print(f"ratio       {one * VARIANTS / together:.0f}")


if __name__ == "__main__":
    main()
