"""All products, bills of materials, and one product of a large system."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from time import perf_counter
from typing import Any

import numpy as np
import rival
from background import (
    background,
    best_of,
    characterised,
    triplets,
    use_mkl_of_this_environment,
)
from direct import Direct
from economy import Reals
from engine_case import CATEGORIES, PRODUCT, THREADS, Answer

LINES = 16


def our_products(preset: str, is_full: bool) -> Answer:
    """Λ of all products and 20 categories: normal form, factors, adjoint."""
    from lcagraph.engine.large import large_system

    one = background(preset)
    entries, direct = triplets(one.A), characterised(one)
    n = one.A.shape[0]

    def work() -> tuple[Reals, str]:
        made = large_system(n, entries.row, entries.column, entries.value, np.arange(n))
        found, account = made.adjoint(direct)
        return found, f"{account.path}, {account.steps} steps"

    work()  # numba's code is compiled, or read from its cache
    seconds, (found, note) = best_of(3, work)
    return Answer(seconds=seconds, values=found[0], note=note)


def their_products(preset: str, is_full: bool) -> Answer:
    """`FastScoresOnlyMultiLCA` in its adjoint direction, objects made beforehand."""
    one = background(preset)
    n = one.A.shape[0]
    demands = {str(row): {row: 1.0} for row in range(n)}
    rival.bw2calc()
    seconds, scores = rival.adjoint_scores(one, demands, CATEGORIES)
    return Answer(seconds=seconds, values=np.asarray(scores)[:, 0])


def bills(n: int, count: int, seed: int = 11) -> tuple[Any, Any, Any]:
    """Bills of 16 lines: pointers, targets, amounts."""
    rng = np.random.default_rng(seed)
    targets = rng.integers(0, n, count * LINES).astype(np.int32)
    pointers = np.arange(0, count * LINES + 1, LINES, dtype=np.int64)
    return pointers, targets, rng.lognormal(0, 1, count * LINES)


def intensities_of(preset: str) -> Reals:
    from lcagraph.engine.large import large_system

    one = background(preset)
    entries, n = triplets(one.A), one.A.shape[0]
    made = large_system(n, entries.row, entries.column, entries.value, np.arange(n))
    return np.ascontiguousarray(made.adjoint(characterised(one))[0].T)


def our_bills(preset: str, is_full: bool) -> Answer:
    """10,000 bills on cached intensities."""
    from lcagraph.catalogue.gather import gather

    intensities = intensities_of(preset)
    drawn = bills(len(intensities), 10_000)
    gather(*drawn, intensities, threads=THREADS)
    seconds, found = best_of(7, lambda: gather(*drawn, intensities, threads=THREADS))
    return Answer(seconds=seconds, values=found[:, 0])


def our_cold_bills(preset: str, is_full: bool) -> Answer:
    """The same, intensities computed anew."""
    from lcagraph.catalogue.gather import gather
    from lcagraph.engine.large import large_system

    one = background(preset)
    entries, direct, n = triplets(one.A), characterised(one), one.A.shape[0]
    drawn = bills(n, 10_000)

    def work() -> Reals:
        made = large_system(n, entries.row, entries.column, entries.value, np.arange(n))
        table = np.ascontiguousarray(made.adjoint(direct)[0].T)
        return gather(*drawn, table, threads=THREADS)

    work()
    seconds, found = best_of(3, work)
    return Answer(seconds=seconds, values=found[:, 0])


def their_bills(preset: str, is_full: bool) -> Answer:
    """`FastScoresOnlyMultiLCA`, adjoint, on 10,000 demands; objects made beforehand."""
    one = background(preset)
    pointers, targets, amounts = bills(one.A.shape[0], 10_000)
    demands = {}
    for number in range(len(pointers) - 1):
        lines = slice(int(pointers[number]), int(pointers[number + 1]))
        demand: dict[int, float] = {}
        for row, amount in zip(targets[lines], amounts[lines], strict=True):
            demand[int(row)] = demand.get(int(row), 0.0) + float(amount)
        demands[str(number)] = demand
    rival.bw2calc()
    seconds, scores = rival.adjoint_scores(one, demands, CATEGORIES)
    return Answer(seconds=seconds, values=np.asarray(scores)[:, 0])


def our_million(preset: str, is_full: bool) -> Answer:
    """1,000,000 bills on cached intensities."""
    from lcagraph.catalogue.gather import gather

    intensities = intensities_of(preset)
    drawn = bills(len(intensities), 1_000_000)
    gather(*drawn, intensities, threads=THREADS)
    seconds, found = best_of(5, lambda: gather(*drawn, intensities, threads=THREADS))
    return Answer(seconds=seconds, values=found[:1, 0])


def memory_bound(preset: str, is_full: bool) -> Answer:
    """The bytes of a million bills, moved once at this machine's bandwidth.

    12 bytes a line are read and 160 bytes a bill written; the bandwidth is that of a
    copy of 160 MB on as many threads.
    """
    size = 160 * 2**20 // 8
    source, target = np.ones(size), np.empty(size)
    halves = [slice(0, size // 2), slice(size // 2, size)]

    def copy() -> None:
        with ThreadPoolExecutor(THREADS) as pool:
            list(pool.map(lambda half: np.copyto(target[half], source[half]), halves))

    seconds, _ = best_of(9, copy)
    rate = 2 * size * 8 / seconds
    moved = 1_000_000 * (LINES * 12 + CATEGORIES * 8)
    note = f"{rate / 1e9:.1f} GB/s"
    return Answer(seconds=moved / rate, values=np.zeros(1), note=note)


def our_product(preset: str, is_full: bool) -> Answer:
    """One supply vector of a large system, made ready from its stored arrangement."""
    from lcagraph.engine.large import large_system

    one = background(preset)
    entries, n = triplets(one.A), one.A.shape[0]
    demand = np.zeros(n)
    demand[PRODUCT] = 1.0
    direct = characterised(one)[0]
    made = large_system(n, entries.row, entries.column, entries.value, np.arange(n))
    made.forward(demand)
    seconds, (runs, account) = best_of(3, lambda: made.forward(demand))
    note = f"{account.path}, {account.steps} steps"
    return Answer(seconds=seconds, values=np.array([direct @ runs]), note=note)


def direct_product(preset: str, is_full: bool) -> Answer:
    """SuperLU of scipy, on the transpose, which it fills less: factors and solve."""
    one = background(preset)
    entries, n = triplets(one.A), one.A.shape[0]
    demand = np.zeros(n)
    demand[PRODUCT] = 1.0
    begin = perf_counter()
    runs = Direct(n, entries.row, entries.column, entries.value).forward(demand)
    seconds = perf_counter() - begin
    return Answer(seconds=seconds, values=np.array([characterised(one)[0] @ runs]))


def their_product(preset: str, is_full: bool) -> Answer:
    """The solver under the rival: PARDISO, analysis, factorisation and solve."""
    if not use_mkl_of_this_environment():
        raise SystemExit("pypardiso is not installed")
    from pypardiso import PyPardisoSolver

    one = background(preset)
    demand = np.zeros(one.A.shape[0])
    demand[PRODUCT] = 1.0
    matrix = one.A.tocsr()
    begin = perf_counter()
    solver = PyPardisoSolver()
    solver.factorize(matrix)
    runs = solver.solve(matrix, demand)
    seconds = perf_counter() - begin
    return Answer(seconds=seconds, values=np.array([characterised(one)[0] @ runs]))
