"""Allocation factors from weights: how co-products share what their process causes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lcagraph.errors import LcaGraphError

SHARES_SUM_TOLERANCE = 1e-9
"""Explicit shares are typed by people: 33.3 % + 66.7 % adds up, 33 % + 66 % doesn't."""


class WeightsError(LcaGraphError):
    """Weights or shares that no allocation can be made of.

    Attributes
    ----------
    reason : str
        `negative`, `zero` (they add to nothing) or `sum` (shares don't add to one).
    total : float
        What the weights of the first such variant add to.
    """

    def __init__(self, reason: str, total: float) -> None:
        self.reason, self.total = reason, total
        super().__init__(reason, total)


def allocate_by_weights(weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Allocation factors in proportion to weights.

    factor_p = w_p / Σ w, where w is amount × property: mass, energy content, price,
    or any other property of the products (ISO 14044 4.3.4.2; SD-30).

    Parameters
    ----------
    weights : ndarray, shape (k, p)
        One weight per product. [any one unit]

    Returns
    -------
    ndarray, shape (k, p)
        Factors that add to one. [1]

    Raises
    ------
    WeightsError
        A weight is negative, or all of a variant are zero.
    """
    totals = weights.sum(axis=1)
    if (weights < 0).any():
        raise WeightsError("negative", float(weights.min()))
    if not (totals > 0).all():
        raise WeightsError("zero", 0.0)
    factors: NDArray[np.float64] = weights / totals[:, None]
    return factors


def check_shares(shares: NDArray[np.float64]) -> NDArray[np.float64]:
    """Explicit allocation factors, as given.

    Parameters
    ----------
    shares : ndarray, shape (k, p)
        Factors as the model states them. [1]

    Raises
    ------
    WeightsError
        A share is negative, or those of a variant don't add to one.
    """
    if (shares < 0).any():
        raise WeightsError("negative", float(shares.min()))
    off = np.abs(shares.sum(axis=1) - 1)
    if (off > SHARES_SUM_TOLERANCE).any():
        raise WeightsError("sum", float(shares.sum(axis=1)[off.argmax()]))
    return shares
