"""What a large system is asked, and what comes back beside the numbers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from lcagraph.solve.arrays import Reals

Path = Literal["steps", "ilu", "ilut", "gmres", "dense", "pardiso", "lu", "pivoted_lu"]
"""Which stage of the chain gave the answer."""

Apply = Callable[[Reals], Reals]
"""An approximate inverse, applied to vectors of shape (n, m)."""

NEGLIGIBLE = 1e-9
"""Flows below this part of the largest one are measured against that part of it."""

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """How an answer was found, and why it can be trusted."""

    path: Path
    steps: int
    """Refinements. [1]"""
    residual: float
    """Componentwise backward error on the unscaled system: by this fraction its
    numbers would have to change for the answer to be exact. [1]"""
    condition: float
    """Bauer's condition number of the loops: a bound, or an estimate. [1]"""
    n: int
    """Equations."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Question:
    """W x = b, or Wᵀ x = b, with several right sides."""

    multiply: Apply
    """Vectors times the matrix, diagonal included."""
    magnitudes: Apply
    """Vectors times the matrix of magnitudes."""
    wanted: Reals
    """b, shape (n, m)."""
    reached: Flags
    """Places that any right side reaches, shape (n, m): elsewhere x is exactly 0."""

    def missing(self, x: Reals) -> Reals:
        """B − W x, shape (n, m)."""
        return np.asarray(self.wanted - self.multiply(x))

    def error(self, x: Reals, missing: Reals) -> float:
        """Largest componentwise backward error of all right sides. [1]"""
        size = self.magnitudes(np.abs(x)) + np.abs(self.wanted)
        least = np.maximum(size, NEGLIGIBLE * size.max(axis=0, initial=0.0))
        error = np.divide(np.abs(missing), least, out=np.zeros_like(x), where=least > 0)
        return float(error.max(initial=0.0)) if np.isfinite(x).all() else np.inf
