"""How far the errors of a solution can move what is asked of it.

What an answer ŝ of A s = f leaves over, r = f − A ŝ, moves a result h = c s by Λ r,
with Λ A = c: equations that don't matter to the question drop out, and so do all units.

References
----------
Becker & Rannacher (2001), An optimal control approach to a posteriori error estimation,
Acta Numerica 10, doi:10.1017/S0962492901000010, for linear equations. Higham (2002),
Accuracy and Stability of Numerical Algorithms, ch. 3: rounding of a residual.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lcagraph.solve.arrays import Reals

ROUNDING = float(np.finfo(np.float64).eps) / 2.0
"""Relative error of one operation. [1]"""

Places = NDArray[np.integer]


@dataclass(frozen=True, slots=True, kw_only=True)
class Solution:
    """How a result was solved, and what is proven of it."""

    solver: str
    """Path of the answer, such as ``substitution`` or ``blocks``."""
    residual: float
    """Componentwise backward error of the runs. [1]"""
    condition: float
    """Bauer's condition number: of the worst loop, or of all equations. [1]"""
    error_bound: float
    """What solving can have changed of the result, |Λ| |r|. [unit of the result]"""


def error_bound(
    entries: tuple[Places, Places, Reals], s: Reals, f: Reals, intensity: Reals
) -> Reals:
    """Largest error that solving can have put into results.

    Parameters
    ----------
    entries : tuple of ndarray, shape (nnz,)
        Row, column and value of each entry of A; entries of one place add up.
        [unit of the row]
    s : ndarray, shape (n,)
        The answer: runs of each process. [1]
    f : ndarray, shape (n,)
        Final demand. [unit of the row]
    intensity : ndarray, shape (m, n)
        Λ of each result, from `solve_adjoint`. [unit of the result/unit of the row]

    Returns
    -------
    ndarray, shape (m,)
        |Λ| |r|, where |r| includes the rounding of its own terms, so that it is never
        0 by luck. [unit of the result]
    """
    row, column, value = entries
    n = len(f)
    terms = value * s[column]
    used = np.bincount(row, terms, minlength=n)
    size = np.bincount(row, np.abs(terms), minlength=n) + np.abs(f)
    rounding = (np.bincount(row, minlength=n) + 2.0) * ROUNDING
    missing = np.abs(f - used) + rounding / (1.0 - rounding) * size
    return np.asarray(np.abs(intensity) @ missing)
