"""The mean of sampled scores, its standard error, and what a control variate gains."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lcagraph.solve.arrays import Reals


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Mean:
    """Means of scores, shape (p, m) throughout."""

    value: Reals
    """[category unit]"""
    standard_error: Reals
    """[category unit]"""
    is_controlled: bool
    """Whether the linear control variate was used; quantiles never use it."""
    gain: Reals
    """Variance of the plain mean over that of this one; 1 without a variate. [1]"""


def mean_of(scores: Reals, linear: Reals | None = None) -> Mean:
    """Mean of each score; with a control variate z of mean 0, of h − β z.

    β is fitted to the same samples, which costs one degree of freedom.

    Parameters
    ----------
    scores : ndarray, shape (k, p, m)
    linear : ndarray, same shape, optional

    References
    ----------
    Lavenberg & Welch (1981), A perspective on the use of control variables, Management
    Science 27, 322.
    """
    k = len(scores)
    plain = scores.mean(axis=0)
    freedom = max(k - 1, 1)
    spread = ((scores - plain) ** 2).sum(axis=0) / freedom
    error = np.sqrt(spread / k) if k > 1 else np.full_like(plain, np.inf)
    ones = np.ones_like(plain)
    if linear is None or k < 3:
        return Mean(value=plain, standard_error=error, is_controlled=False, gain=ones)
    middle = linear.mean(axis=0)
    square = ((linear - middle) ** 2).sum(axis=0)
    cross = ((linear - middle) * (scores - plain)).sum(axis=0)
    beta = np.divide(cross, square, out=np.zeros_like(cross), where=square > 0)
    rest = scores - plain - beta * (linear - middle)
    left = (rest**2).sum(axis=0) / (k - 2)
    # the variate's own mean is uncertain too
    factor = 1 / k + np.divide(
        middle**2, square, out=np.zeros_like(cross), where=square > 0
    )
    controlled = np.sqrt(left * factor)
    gain = np.divide(error, controlled, out=ones.copy(), where=controlled > 0) ** 2
    return Mean(
        value=plain - beta * middle,
        standard_error=controlled,
        is_controlled=True,
        gain=gain,
    )
