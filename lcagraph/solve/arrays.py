"""The arrays that everything here is made of."""

import numpy as np
from numpy.typing import NDArray

Indices = NDArray[np.intp]
Reals = NDArray[np.float64]


def starts_of(ordered: Indices) -> Indices:
    """Where each number begins in an ordered array.

    `np.unique` would do, but its first call loads masked arrays, which takes as long
    as everything else of a small model's solution.
    """
    is_first = np.ones(len(ordered), dtype=np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=is_first[1:])
    return np.flatnonzero(is_first)


def distinct(numbers: Indices) -> Indices:
    """Numbers in order, each of them once."""
    ordered = np.sort(numbers)
    return ordered[starts_of(ordered)]
