"""Monte Carlo: one product, and a pair on the same draws."""

from __future__ import annotations

from time import perf_counter
from typing import Any

import numpy as np
import rival
from background import background, best_of, triplets
from engine_case import PRODUCT, THREADS, Answer, Side

PAIR = (100, 200)


def _simulated(preset: str, rows: tuple[int, ...], count: int) -> Answer:
    """Seconds per sample with 2 threads, set-up left out as for the rival."""
    from lcagraph.engine.montecarlo import (
        Demand,
        Entries,
        normal_background,
        prepare,
        simulate,
    )

    one = background(preset)
    A, B = triplets(one.A, one.sigma_A), triplets(one.B, one.sigma_B)
    named = normal_background(
        one.A.shape[0],
        Entries(row=A.row, column=A.column, value=A.value, spread=A.spread),
        Entries(row=B.row, column=B.column, value=B.value, spread=B.spread),
        name=preset,
    )
    demand = Demand(rows=np.array(rows), amounts=np.eye(len(rows)))
    begin = perf_counter()
    plan = prepare(named, demand, one.C[:1])
    ready = perf_counter() - begin
    simulate(plan, range(64), seed=1, threads=THREADS)
    seconds, found = best_of(
        2, lambda: simulate(plan, range(count), seed=2, threads=THREADS)
    )
    note = f"{count} samples, ready in {ready:.2f} s, check {found.difference:.0e}"
    return Answer(seconds=seconds / count, values=found.scores[:, :, 0], note=note)


def our_samples(preset: str, is_full: bool) -> Answer:
    """One product."""
    return _simulated(preset, (PRODUCT,), 8_000 if is_full else 1_600)


def our_pair(preset: str, is_full: bool) -> Answer:
    """Two products on the same draws."""
    return _simulated(preset, PAIR, 4_000 if is_full else 800)


def their_samples(kind: str, count: int, **options: Any) -> Side:
    def side(preset: str, is_full: bool) -> Answer:
        one = background(preset)
        times = count * (5 if is_full else 1)
        seconds, scores = rival.samples(one, {PRODUCT: 1.0}, times, kind, **options)
        return Answer(seconds=seconds, values=scores, note=f"{times} samples")

    return side


def their_pair(preset: str, is_full: bool) -> Answer:
    """`MultiLCA` with both products."""
    one = background(preset)
    times = 30 if is_full else 4
    seconds, scores = rival.paired_samples(one, PAIR, times)
    return Answer(seconds=seconds, values=scores, note=f"{times} samples")
