"""A run cut into ranges of samples, wherever they are drawn.

A sample knows its own stream, so ranges need nothing of each other; their scores stand
side by side as if one call had drawn them all.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass

import numpy as np

from lcagraph.engine.montecarlo.plan import Plan
from lcagraph.engine.montecarlo.simulate import Simulation, simulate
from lcagraph.engine.montecarlo.streams import BLOCK
from lcagraph.executor import Chunk, Progress, Recipe, Workplace, run
from lcagraph.solve.arrays import Reals

RANGE = 16 * BLOCK
"""Samples of a chunk: a few seconds for a large database."""

_Asked = tuple[range, int, Reals | None, bool]
Amounts = Callable[[range], Reals]
"""Amounts of a range of samples, shape (k, p, q): asked for when it is begun."""


def simulate_on(
    plan: Plan | Recipe[Plan],
    samples: range,
    *,
    seed: int,
    executor: Workplace,
    sampled: Reals | Amounts | None = None,
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
    sampled : ndarray, shape (k, p, q), or callable, optional
        As in `simulate`; each range is sent its own part. A function gives the
        amounts of a range when it is begun.
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
    parts = simulate_ranges(
        plan, samples, seed=seed, executor=executor, sampled=sampled,
        is_controlled=is_controlled, progress=progress,
    )  # fmt: skip
    with closing(parts):
        return _joined(samples, list(parts))


def simulate_ranges(
    plan: Plan | Recipe[Plan],
    samples: range,
    *,
    seed: int,
    executor: Workplace,
    sampled: Reals | Amounts | None = None,
    is_controlled: bool = False,
    progress: Progress | None = None,
) -> Generator[Simulation, None, None]:
    """The parts of `simulate_on` in their order, each as soon as it is there.

    For runs that don't fit in memory, that stop when they know enough, or that go on
    later: whoever has the first n samples asks for ``range(n, …)``. Closing the
    generator ends the work.

    Parameters
    ----------
    plan, samples, seed, executor, sampled, is_controlled, progress
        As of `simulate_on`.

    Yields
    ------
    Simulation
        Of `RANGE` samples; the first and the last may be shorter.

    Raises
    ------
    LoopError, ProofError, EntryError, ValueError
        As of `simulate_on`.
    """
    if samples.step != 1 or samples.start < 0 or not samples:
        raise ValueError("samples are a range from 0 on, step 1, not empty")
    if isinstance(sampled, np.ndarray) and len(sampled) != len(samples):
        raise ValueError(f"amounts of {len(sampled)} samples, wanted {len(samples)}")
    chunks = _Chunks(samples, seed, sampled, is_controlled)
    with closing(run(_drawn, chunks, plan, executor=executor, progress=progress)) as it:
        for done in it:
            yield done.value


def _drawn(plan: Plan, asked: _Asked) -> Simulation:
    samples, seed, sampled, is_controlled = asked
    return simulate(
        plan, samples, seed=seed, sampled=sampled, is_controlled=is_controlled
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Chunks:
    """Ranges that end at multiples of `RANGE`, so that no block is computed twice."""

    samples: range
    seed: int
    sampled: Reals | Amounts | None
    is_controlled: bool

    def __len__(self) -> int:
        return -(-self.samples.stop // RANGE) - self.samples.start // RANGE

    def __iter__(self) -> Iterator[Chunk[_Asked]]:
        begin = self.samples.start
        while begin < self.samples.stop:
            end = min(begin - begin % RANGE + RANGE, self.samples.stop)
            part = range(begin, end)
            item = (part, self.seed, self._amounts(part), self.is_controlled)
            yield Chunk(key=f"samples {begin}", item=item)
            begin = end

    def _amounts(self, part: range) -> Reals | None:
        if isinstance(self.sampled, np.ndarray):
            first = part.start - self.samples.start
            return self.sampled[first : first + len(part)]
        return None if self.sampled is None else self.sampled(part)


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
