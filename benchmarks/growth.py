"""How the cost of the engine grows with the number of processes.

    python benchmarks/growth.py [small ecoinvent super]

For each background: time to make it ready (normal form, order, units), to answer for
one product, for all products in 20 categories, and of one Monte Carlo sample; then the
exponent by which each grows from one size to the next: 1 is linear.
"""

from __future__ import annotations

import sys
from time import perf_counter

import numpy as np
from background import background, best_of, characterised, machine, triplets
from synthetic import Background

from lcagraph.engine.large import LargeSystem, large_system
from lcagraph.engine.montecarlo import (
    Demand,
    Entries,
    normal_background,
    prepare,
    simulate,
)

PRODUCT, SAMPLES, THREADS = 100, 512, 2
HEADS = ("ready", "one product", "all products × 20", "a sample")


def costs(one: Background) -> list[float]:
    """Seconds of each column of the table."""
    n, entries, direct = one.A.shape[0], triplets(one.A), characterised(one)

    def ready() -> LargeSystem:
        return large_system(n, entries.row, entries.column, entries.value, np.arange(n))

    made = ready()
    demand = np.zeros(n)
    demand[PRODUCT] = 1.0
    made.forward(demand)
    made.adjoint(direct)
    return [
        best_of(3, ready)[0],
        best_of(3, lambda: made.forward(demand))[0],
        best_of(2, lambda: made.adjoint(direct))[0],
        sampled(one),
    ]


def sampled(one: Background) -> float:
    """Seconds of a Monte Carlo sample; entries without a spread get one of 0.1."""
    sigma_A = one.sigma_A if one.sigma_A.any() else np.full(one.A.nnz, 0.1)
    A, B = triplets(one.A, sigma_A), triplets(one.B, one.sigma_B)
    named = normal_background(
        one.A.shape[0],
        Entries(row=A.row, column=A.column, value=A.value, spread=A.spread),
        Entries(row=B.row, column=B.column, value=B.value, spread=B.spread),
        "growth",
    )
    demand = Demand(rows=np.array([PRODUCT]), amounts=np.ones((1, 1)))
    plan = prepare(named, demand, one.C[:1])
    simulate(plan, range(32), seed=1, threads=THREADS)
    begin = perf_counter()
    simulate(plan, range(SAMPLES), seed=1, threads=THREADS)
    return (perf_counter() - begin) / SAMPLES


def main() -> None:
    presets = sys.argv[1:] or ["small", "ecoinvent", "super"]
    sys.stdout.write(f"{machine()}\n{'n':>9}{'entries':>11}")
    sys.stdout.write("".join(f"{head:>26}" for head in HEADS) + "\n")
    before: tuple[int, list[float]] | None = None
    for preset in presets:
        one = background(preset)
        n, found = one.A.shape[0], costs(one)
        cells = []
        for k, seconds in enumerate(found):
            grown = ""
            if before is not None:
                exponent = np.log(seconds / before[1][k]) / np.log(n / before[0])
                grown = f"  n^{exponent:.2f}"
            cells.append(f"{seconds * 1e3:12,.2f} ms{grown:>11}")
        sys.stdout.write(f"{n:9,}{one.A.nnz:11,}{''.join(cells)}\n")
        sys.stdout.flush()
        before = n, found


if __name__ == "__main__":
    main()
