"""Why a footprint can be trusted: how it was solved, and what errors that can hold."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lcagraph.calculate import Numbers, Prepared
from lcagraph.contribution.upstream import intensities
from lcagraph.solve import Solution, error_bound


def solution(
    prepared: Prepared, numbers: Numbers, weights: NDArray[np.float64]
) -> Solution:
    """The proof of the first variant.

    Parameters
    ----------
    prepared : Prepared
    numbers : Numbers
    weights : ndarray, shape (items,)
        What sums the items to the total. [1]

    Raises
    ------
    CalculationError
        The intensities, by which the residual counts, could not be proven.
    """
    entries = (prepared.layout.a.row, prepared.layout.a.column, numbers.A[0])
    intensity = weights @ intensities(prepared, numbers)
    bound = error_bound(entries, numbers.s[0], numbers.f[0], intensity[None, :])
    return Solution(
        solver=numbers.proof.path,
        residual=float(numbers.proof.residual[0]),
        condition=float(numbers.proof.condition[0]),
        error_bound=float(bound[0]),
    )
