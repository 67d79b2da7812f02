"""From the quickest way to an answer to the surest, each tried only if need be.

    ilu → ilut (coarse) → ilut (fine) → gmres → lu → pivoted lu → refusal

`paths` says which of them, by size and question.

No stage is believed: each one's answer is refined with the matrix itself, and taken
only if its componentwise backward error is below the limit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial

import numpy as np

from lcagraph.engine import incomplete
from lcagraph.engine.answers import Apply, Path, Question
from lcagraph.engine.normal import NormalForm
from lcagraph.solve.arrays import Reals

ENOUGH = 1e-14
"""Error at which no further step can gain anything. [1]"""
MOST_STEPS = 60
SMALL = 1e-8
"""Part of what was missing below which errors of small places are looked at. [1]"""
STALLED = 0.7
MOST_IDLE = 5
MOST_PASSES = 300
LOOK_AFTER = 20
"""Passes between looks at what is left; twice as many tell whether it goes quickly."""
SLOWEST = 0.9
"""Part of what is missing that a pass may leave: 0.9³⁰⁰ = 2e-14. [1]"""
RESTART = 50
MOST_RESTARTS = 4

Found = tuple[Path, int, float, Reals]
"""Path, steps, error and answer."""


def refined(
    question: Question, apply: Apply, start: Reals, enough: float = ENOUGH
) -> tuple[int, float, Reals]:
    """An answer improved with an approximate inverse until that gains nothing.

    Returns
    -------
    steps : int
    error : float
        Componentwise backward error. [1]
    answer : ndarray, shape (n, m)
    """
    x, best = start, start
    least, error, idle = np.inf, np.inf, 0
    small = SMALL * float(np.abs(question.missing(start)).sum())
    for step in range(MOST_STEPS + 1):
        missing = question.missing(x)
        sum_ = float(np.abs(missing).sum())
        is_idle = not sum_ < STALLED * least
        if is_idle or sum_ <= small or step == MOST_STEPS:
            found = question.error(x, missing)
            is_idle = is_idle and not found < STALLED * error
            if found <= error:
                error, best = found, x
        idle = idle + 1 if is_idle else 0
        least = min(least, sum_)
        is_over = not np.isfinite(sum_) or idle > MOST_IDLE
        if error <= enough or is_over or step == MOST_STEPS:
            break
        x = x + apply(missing)
        x[~question.reached] = 0.0
    return step, error, best


def passed_on(question: Question, enough: float = ENOUGH) -> tuple[int, float, Reals]:
    """An answer by passing on, again and again, what is still missing.

    Nothing is prepared, so that a single question is answered before factors would
    have been made. It is given up as soon as it turns out to be slow.

    Returns
    -------
    steps : int
    error : float
        Componentwise backward error. [1]
    answer : ndarray, shape (n, m)
    """
    x = np.zeros_like(question.wanted)
    missing, error = question.wanted, np.inf
    first = left = float(np.abs(missing).sum())
    for step in range(1, MOST_PASSES + 1):
        x = x + missing
        missing = question.missing(x)
        if step % LOOK_AFTER:
            continue
        before, left = left, float(np.abs(missing).sum())
        is_slow = step > LOOK_AFTER and not left <= min(before, first * SLOWEST**step)
        is_over = is_slow and left > SMALL * first  # the rest are small places
        error = question.error(x, missing)
        if error <= enough or is_over or not np.isfinite(left):
            break
    return step, error, x


def stages(
    form: NormalForm, question: Question, ways: Iterable[Path], *, is_adjoint: bool
) -> Iterator[Found]:
    """Each way's answers with their errors, as they are asked for."""
    zero = np.zeros_like(question.wanted)
    last: tuple[Apply, Reals] = (np.copy, zero)
    for way in ways:
        if way == "gmres":
            apply, start = last
            columns = range(zero.shape[1])
            start = np.column_stack(
                [_gmres(question, apply, start, k) for k in columns]
            )
            yield way, *refined(question, apply, start)
            continue
        for make in MAKERS[way]:
            made = _made(partial(make, form, is_adjoint=is_adjoint))
            if made is not None:
                step, error, x = refined(question, made, zero)
                last = made, x
                yield way, step, error, x


MAKERS: Mapping[Path, tuple[Callable[..., Apply], ...]] = {
    "steps": (incomplete.nothing,),
    "ilut": tuple(
        partial(incomplete.dropped, drop=drop) for drop in incomplete.DROP.values()
    ),
    "dense": (incomplete.dense,),
    "pardiso": (incomplete.pardiso,),
    "lu": (partial(incomplete.whole, is_pivoted=False),),
    "pivoted_lu": (partial(incomplete.whole, is_pivoted=True),),
}
"""What makes the approximate inverses of each way, the quickest first."""


def _made(make: Callable[[], Apply]) -> Apply | None:
    """An approximate inverse; None where a pivot became 0."""
    try:
        return make()
    except (RuntimeError, ValueError, MemoryError, np.linalg.LinAlgError):
        return None


def _gmres(question: Question, apply: Apply, start: Reals, k: int) -> Reals:
    """One right side by GMRES, whose own flag is not asked."""
    from scipy.sparse.linalg import LinearOperator, gmres

    n = len(start)

    def times(vector: Reals) -> Reals:
        return question.multiply(np.ravel(vector)[:, None])[:, 0]

    def inverse(vector: Reals) -> Reals:
        return apply(np.ravel(vector)[:, None])[:, 0]

    shape = (n, n)
    with np.errstate(all="ignore"):
        found, _ = gmres(
            LinearOperator(shape, matvec=times, dtype=np.float64),
            question.wanted[:, k],
            x0=np.where(np.isfinite(start[:, k]), start[:, k], 0.0),
            rtol=1e-14,
            restart=RESTART,
            maxiter=MOST_RESTARTS,
            M=LinearOperator(shape, matvec=inverse, dtype=np.float64),
        )
    return np.where(question.reached[:, k], found, 0.0)
