"""A run cut into ranges of samples, wherever they are drawn.

A sample knows its own stream, so ranges need nothing of each other; their scores stand
side by side as if one call had drawn them all.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing

import numpy as np

from lcagraph.engine.montecarlo.plan import Plan
from lcagraph.engine.montecarlo.simulate import Simulation, simulate
from lcagraph.engine.montecarlo.streams import BLOCK
from lcagraph.executor import Chunk, Progress, Recipe, Workplace, run
from lcagraph.solve.arrays import Reals

RANGE = 16 * BLOCK
"""Samples of a chunk: a few seconds for a large database."""

_Asked = tuple[range, int, Reals | None, bool]


def simulate_on(
    plan: Plan | Recipe[Plan],
    samples: range,
    *,
    seed: int,
    executor: Workplace,
    sampled: Reals | None = None,
    is_controlled: bool = False,
    progress: Progress | None = None,
) -> Simulation:
    """`simulate`, by ranges of samples on any workers; the same scores bit by bit.

    Workers need the same extras: what numba computes differs in the last digits.

    Parameters
    ----------
    plan : Plan or Recipe
        Brought to each worker once; a recipe that opens a database by its handle is
        some hundred bytes.
    samples : range
        Indices, step 1.
    seed : int
    executor : Threads, Processes, Dask, Executor, Client, str or None
        See `lcagraph.executor`.
    sampled : ndarray, shape (k, p, q), optional
        As in `simulate`; each range is sent its own part.
    is_controlled : bool
        Also compute the linear control variate.
    progress : callable, optional
        Called with the number of ranges done, and of all.

    Raises
    ------
    LoopError, ProofError, EntryError
        As `simulate`, for the first range in which it happens.
    ValueError
        No samples, or `sampled` of another length.
    """
    if samples.step != 1 or samples.start < 0 or not samples:
        raise ValueError("samples are a range from 0 on, step 1, not empty")
    if sampled is not None and len(sampled) != len(samples):
        raise ValueError(f"amounts of {len(sampled)} samples, wanted {len(samples)}")
    chunks = [
        Chunk(key=f"samples {part.start}", item=(part, seed, amounts, is_controlled))
        for part, amounts in _ranges(samples, sampled)
    ]
    with closing(run(_drawn, chunks, plan, executor=executor, progress=progress)) as it:
        return _joined(samples, [done.value for done in it])


def _drawn(plan: Plan, asked: _Asked) -> Simulation:
    samples, seed, sampled, is_controlled = asked
    return simulate(
        plan, samples, seed=seed, sampled=sampled, is_controlled=is_controlled
    )


def _ranges(
    samples: range, sampled: Reals | None
) -> Iterator[tuple[range, Reals | None]]:
    """Ranges that end at multiples of `RANGE`, so that no block is computed twice."""
    begin = samples.start
    while begin < samples.stop:
        end = min(begin - begin % RANGE + RANGE, samples.stop)
        first = begin - samples.start
        part = slice(first, first + end - begin)
        yield range(begin, end), None if sampled is None else sampled[part]
        begin = end


def _joined(samples: range, parts: Sequence[Simulation]) -> Simulation:
    first = parts[0]
    linear = [part.linear for part in parts if part.linear is not None]
    return Simulation(
        samples=samples,
        scores=np.concatenate([part.scores for part in parts]),
        linear=np.concatenate(linear) if linear else None,
        seed=first.seed,
        drawn=first.drawn,
        sweeps=first.sweeps,
        is_adjoint=first.is_adjoint,
        checked=tuple(k for part in parts for k in part.checked),
        difference=max(part.difference for part in parts),
        by_chain=tuple(k for part in parts for k in part.by_chain),
    )
