"""Monte Carlo over a database: scores of k samples, p products and m categories."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from lcagraph.engine.montecarlo.estimate import Mean, mean_of
from lcagraph.engine.montecarlo.gaussian import Singles
from lcagraph.engine.montecarlo.lanes import (
    Flags,
    Lanes,
    Question,
    draw,
    make_lanes,
    total_worth,
)
from lcagraph.engine.montecarlo.linear import Slopes, slopes_of
from lcagraph.engine.montecarlo.plan import TOLERANCE, Plan
from lcagraph.engine.montecarlo.scores import direct_of, scores_of
from lcagraph.engine.montecarlo.streams import (
    BLOCK,
    INTERVENTIONS,
    TECHNOSPHERE,
    Key,
    key_of,
)
from lcagraph.engine.montecarlo.verify import Sample, scores_by_chain
from lcagraph.solve import EntryError, ProofError
from lcagraph.solve.arrays import Reals

CHECKED_EVERY = 1000
"""Sample 0, 1000, … and the first of a run are solved again by the chain."""
AGREEMENT = 1e-10
"""Largest difference from the chain, over the gross score. [1]"""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Simulation:
    """Scores of a run, and how they were found."""

    samples: range
    scores: Reals
    """Shape (k, p, m). [category unit]"""
    linear: Reals | None
    """Control variate of each score, mean 0, if one was asked for; same shape."""
    seed: int
    drawn: tuple[int, int]
    """Uncertain entries of A and of B that were drawn."""
    sweeps: int
    """Sweeps per cycle; 0: scipy."""
    is_adjoint: bool
    checked: tuple[int, ...]
    """Samples that were solved again by the chain."""
    difference: float
    """The largest difference found, over the gross score. [1]"""
    by_chain: tuple[int, ...]
    """Samples whose sweeps did not converge: the chain's answer was taken."""

    def mean(self) -> Mean:
        """Mean of each score, with the control variate where there is one."""
        return mean_of(self.scores, self.linear)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Run:
    """What all blocks of a run share."""

    plan: Plan
    key: Key
    samples: range
    sampled: Reals | None
    slopes: Slopes | None
    scores: Reals
    linear: Reals | None


def simulate(
    plan: Plan,
    samples: range,
    *,
    seed: int,
    sampled: Reals | None = None,
    threads: int = 1,
    is_controlled: bool = False,
) -> Simulation:
    """Scores of some samples.

    A sample's scores depend on the database, the demand, the weights, the seed and the
    sample's index alone: not on the other samples of the call, nor on the threads. So
    any split of a run into ranges gives the same bits.

    Parameters
    ----------
    plan : Plan
        From `prepare`.
    samples : range
        Indices, step 1. Blocks of 16 are computed whole: ranges that begin and end at
        multiples of 16 waste nothing.
    seed : int
    sampled : ndarray, shape (k, p, q), optional
        Amounts of the demand in each sample, where a foreground varies them.
        [unit of the row]
    threads : int
    is_controlled : bool
        Also compute the linear control variate.

    Returns
    -------
    Simulation

    Raises
    ------
    LoopError, ProofError, EntryError
        A sample without an answer that can be trusted; `variant` is its index.
    """
    if samples.step != 1 or samples.start < 0:
        raise ValueError("samples are a range from 0 on, step 1")
    p, m = len(plan.demand.amounts), len(plan.weights)
    shape = (len(samples), p, m)
    if sampled is not None:
        _check_sampled(plan, samples, sampled)
    run = _Run(
        plan=plan,
        key=key_of(seed, plan.name),
        samples=samples,
        sampled=sampled,
        slopes=slopes_of(plan) if is_controlled else None,
        scores=np.zeros(shape),
        linear=np.zeros(shape) if is_controlled else None,
    )
    blocks = range(samples.start // BLOCK, -(-samples.stop // BLOCK))
    blocks = blocks if len(samples) else range(0)
    workers = max(1, min(threads, len(blocks)))
    with ThreadPoolExecutor(workers) as pool:
        shares = [blocks[w::workers] for w in range(workers)]
        parts = list(pool.map(lambda share: _blocks(run, share), shares))
    difference = max((part[0] for part in parts), default=0.0)
    return Simulation(
        samples=samples,
        scores=run.scores,
        linear=run.linear,
        seed=seed,
        drawn=(len(plan.technosphere.slots), len(plan.interventions.slots)),
        sweeps=plan.sweeps,
        is_adjoint=plan.is_adjoint,
        checked=tuple(sorted(k for part in parts for k in part[1])),
        difference=difference,
        by_chain=tuple(sorted(k for part in parts for k in part[2])),
    )


def _check_sampled(plan: Plan, samples: range, sampled: Reals) -> None:
    wanted = (len(samples), *plan.demand.amounts.shape)
    if sampled.shape != wanted:
        raise ValueError(f"amounts per sample: shape {sampled.shape}, wanted {wanted}")
    bad = np.argwhere(~np.isfinite(sampled))
    if len(bad):
        row = int(plan.demand_rows[bad[0][2]])
        raise EntryError(row, None, samples[int(bad[0][0])])


def _blocks(run: _Run, blocks: Iterable[int]) -> tuple[float, list[int], list[int]]:
    """Run some blocks: largest difference, samples checked, samples by the chain."""
    plan = run.plan
    at_rest = plan.static_multipliers.astype(np.float64)
    lanes = make_lanes(plan.splitting, at_rest, plan.sweeps)
    worst, checked, by_chain = 0.0, list[int](), list[int]()
    A, B = plan.technosphere, plan.interventions
    m = np.empty((len(A.slots), BLOCK), np.float32)
    b = np.empty((len(B.slots), BLOCK), np.float32)
    for block in blocks:
        draw(run.key, TECHNOSPHERE, block, A.numbers, A.spreads, m)
        draw(run.key, INTERVENTIONS, block, B.numbers, B.spreads, b)
        asked = _amounts(run, block)
        solve = _adjoint_block if plan.is_adjoint else _forward_block
        scores, proven = solve(plan, lanes, (m, b), asked)
        lanes_in, rows = _inside(run.samples, block)
        for lane in range(lanes_in.start, lanes_in.stop):
            k = BLOCK * block + lane
            if not proven[lane] or k % CHECKED_EVERY == 0 or k == run.samples.start:
                sample = Sample(k, m[:, lane], b[:, lane], asked[:, :, lane])
                exact = scores_by_chain(plan, sample)
                if proven[lane]:
                    worst = max(worst, _difference(plan, k, scores[:, :, lane], exact))
                    checked.append(k)
                else:
                    scores[:, :, lane] = exact
                    by_chain.append(k)
        run.scores[rows] = np.moveaxis(scores[:, :, lanes_in], 2, 0)
        if run.slopes is not None and run.linear is not None:
            linear = run.slopes.times(m, b)
            run.linear[rows] = np.moveaxis(linear[:, :, lanes_in], 2, 0)
    return worst, checked, by_chain


def _inside(samples: range, block: int) -> tuple[slice, slice]:
    """Lanes of a block that belong to a run, and which of its samples they are."""
    first = BLOCK * block
    begin, end = max(samples.start, first), min(samples.stop, first + BLOCK)
    rows = slice(begin - samples.start, end - samples.start)
    return slice(begin - first, end - first), rows


def _amounts(run: _Run, block: int) -> Reals:
    """Demand of the lanes of a block, shape (p, q, 16); static outside the run."""
    amounts = np.repeat(run.plan.demand.amounts[:, :, None], BLOCK, axis=2)
    if run.sampled is not None:
        lanes, rows = _inside(run.samples, block)
        amounts[:, :, lanes] = np.moveaxis(run.sampled[rows], 0, 2)
    return amounts


def _difference(plan: Plan, k: int, scores: Reals, exact: Reals) -> float:
    """Largest difference over the gross score.

    Raises
    ------
    ProofError
        It exceeds `AGREEMENT`.
    """
    scale = np.maximum(plan.gross, np.abs(exact))
    error = np.abs(scores - exact)
    relative = np.divide(error, scale, out=np.zeros_like(error), where=scale > 0)
    worst = float(relative.max(initial=0.0))
    if not worst <= AGREEMENT:
        raise ProofError(int(plan.demand_rows[0]), worst, k)
    return worst


def _forward_block(
    plan: Plan, lanes: Lanes, drawn: tuple[Singles, Singles], asked: Reals
) -> tuple[Reals, Flags]:
    """Scores (p, m, 16) from the runs of each sample, and which are proven."""
    m, b = drawn
    n = plan.n
    scores = np.empty((len(asked), len(plan.weights), BLOCK))
    proven = np.ones(BLOCK, np.bool_)
    wanted, x = np.zeros((n, BLOCK)), np.empty((n, BLOCK))
    at = plan.demand_places
    for product in range(len(asked)):
        value = plan.row_value[product]
        wanted[at] = plan.scaled(asked[product].T).T
        worth = (value[at, None] * np.abs(wanted[at])).sum(axis=0)
        rest = total_worth(value[at], plan.at_rest[product])
        limit = TOLERANCE * worth / rest if rest > 0 else np.zeros(BLOCK)
        x[:] = plan.runs[product][:, None]
        x[:, ~wanted.any(axis=0)] = 0.0  # nothing is asked for: nothing runs
        proven &= lanes.solve(m, Question(wanted=wanted, value=value, limit=limit), x)
        scores[product] = scores_of(plan.scoring, b, x)
    return scores, proven


def _adjoint_block(
    plan: Plan, lanes: Lanes, drawn: tuple[Singles, Singles], asked: Reals
) -> tuple[Reals, Flags]:
    """Scores (p, m, 16) from the intensities of each sample, and which are proven."""
    m, b = drawn
    n = plan.n
    scores = np.empty((len(asked), len(plan.weights), BLOCK))
    proven = np.ones(BLOCK, np.bool_)
    y = np.empty((n, BLOCK))
    for category in range(len(plan.weights)):
        value = plan.column_value[category]
        wanted = direct_of(plan.scoring, b, category)
        rest = total_worth(value, plan.scoring.static[category])
        worth = (value[:, None] * np.abs(wanted)).sum(axis=0)
        limit = TOLERANCE * worth / rest if rest > 0 else np.zeros(BLOCK)
        y[:] = plan.intensities[category][:, None]
        proven &= lanes.solve(m, Question(wanted=wanted, value=value, limit=limit), y)
        scores[:, category] = (
            plan.scaled(asked.transpose(0, 2, 1)) * y[plan.demand_places].T
        ).sum(axis=2)
    return scores, proven


__all__ = ["AGREEMENT", "CHECKED_EVERY", "Simulation", "simulate"]
