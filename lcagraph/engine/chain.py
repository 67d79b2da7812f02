"""From the quickest way to an answer to the surest, each tried only if need be.

    ilu → ilut (coarse) → ilut (fine) → gmres → lu → pivoted lu → refusal

No stage is believed: each one's answer is refined with the matrix itself, and taken
only if its componentwise backward error is below the limit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import numpy as np

from lcagraph.engine import incomplete
from lcagraph.engine.answers import Apply, Path, Question
from lcagraph.engine.normal import NormalForm
from lcagraph.solve.arrays import Reals

ENOUGH = 2e-15
"""Error at which no further step can gain anything. [1]"""
TAKEN = 1e-13
"""Largest error of an answer that is taken before the last stage. [1]"""
LAST_RESORT = 1e-12
"""Largest error of an answer at all. [1]"""
MOST_STEPS = 60
STALLED = 0.7
MOST_IDLE = 5
RESTART = 50
MOST_RESTARTS = 4

Stage = tuple[Path, Callable[[], Reals]]
Found = tuple[Path, int, float, Reals]
"""Path, steps, error and answer."""


def refined(question: Question, apply: Apply, start: Reals) -> tuple[int, float, Reals]:
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
    for step in range(MOST_STEPS + 1):
        missing = question.missing(x)
        found, sum_ = question.error(x, missing), float(np.abs(missing).sum())
        idle = 0 if found < STALLED * error or sum_ < STALLED * least else idle + 1
        least = min(least, sum_)
        if found <= error:
            error, best = found, x
        is_over = not np.isfinite(sum_) or idle > MOST_IDLE
        if error <= ENOUGH or is_over or step == MOST_STEPS:
            break
        x = np.where(question.reached, x + apply(missing), 0.0)
    return step, error, best


def stages(
    form: NormalForm, question: Question, *, is_adjoint: bool
) -> Iterator[Found]:
    """Every stage's answer with its error, the quickest first."""
    zero = np.zeros_like(question.wanted)
    for drop in incomplete.DROP.values():
        made = _made(partial(incomplete.dropped, form, drop, is_adjoint=is_adjoint))
        if made is None:
            continue
        step, error, x = refined(question, made, zero)
        yield "ilut", step, error, x
    if made is not None:
        start = np.column_stack(
            [_gmres(question, made, x, k) for k in range(x.shape[1])]
        )
        yield "gmres", *refined(question, made, start)
    if incomplete.has_pardiso():
        made = _made(partial(incomplete.pardiso, form, is_adjoint=is_adjoint))
        if made is not None:
            yield "pardiso", *refined(question, made, zero)
    for is_pivoted in (False, True):
        make = partial(
            incomplete.whole, form, is_adjoint=is_adjoint, is_pivoted=is_pivoted
        )
        made = _made(make)
        if made is not None:
            path: Path = "pivoted_lu" if is_pivoted else "lu"
            yield path, *refined(question, made, zero)


def _made(make: Callable[[], Apply]) -> Apply | None:
    """An approximate inverse; None where a pivot became 0."""
    try:
        return make()
    except (RuntimeError, ValueError, MemoryError):
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
