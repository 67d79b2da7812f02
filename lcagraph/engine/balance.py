"""Units that make a large system harmless: products measured by what they are worth.

Databases hold kilograms beside whole power stations. Rescaled so that what every
process buys weighs as much as what it sells, entries compare, and neither an order nor
a residual depends on the units chosen.

References
----------
Osborne (1960), On pre-conditioning of matrices, J. ACM 7, doi:10.1145/321043.321048.
"""

from __future__ import annotations

import numpy as np

from lcagraph.engine.links import scaled_ends
from lcagraph.solve.arrays import Indices, Reals

SWEEPS = 60
DAMPING = 0.8
"""All nodes move at once: full steps would swing between two states."""
LEAST = 1e-270
"""Sums of links stay finite, whatever their units."""
ENOUGH = 4.0
"""Largest ratio of what is bought and sold at which balancing stops. [1]"""


def balance(n: int, suppliers: Indices, consumers: Indices, size: Reals) -> Reals:
    """Scale x of each product; the balanced link is size · x[consumer] / x[supplier].

    Parameters
    ----------
    n : int
        Number of processes, each with its product.
    suppliers, consumers : ndarray of int, shape (e,)
    size : ndarray, shape (e,)
        |a_ij / a_ii|: of the supplier's product per run of the consumer. [1]

    Returns
    -------
    ndarray, shape (n,)
        Powers of two, so that scaling rounds nothing. [1]
    """
    logs = np.zeros(n)
    with np.errstate(divide="ignore"):
        log_size = np.log2(size)
    for _ in range(SWEEPS):
        scale = np.exp2(np.clip(logs, -450, 450))
        links = (suppliers, consumers, size)
        sold, bought = scaled_ends(links, scale, (LEAST, 1.0 / LEAST))
        both = (sold > 0) & (bought > 0)
        step = 0.5 * np.log2(sold[both] / bought[both])
        logs[both] += DAMPING * step
        if not len(step) or np.abs(step).max() <= np.log2(ENOUGH) / 2:
            break
    _follow(logs, suppliers, consumers, log_size)
    return np.asarray(np.exp2(np.rint(np.clip(logs, -500, 500))))


def _follow(logs: Reals, suppliers: Indices, consumers: Indices, size: Reals) -> None:
    """Give those who only buy, or only sell, a scale that makes their links about 1."""
    n = len(logs)
    for own, other, sign in ((consumers, suppliers, -1.0), (suppliers, consumers, 1.0)):
        is_one_sided = np.bincount(own, minlength=n) > 0
        is_one_sided &= np.bincount(other, minlength=n) == 0
        largest = np.full(n, -np.inf)
        np.maximum.at(largest, own, size - sign * logs[other] * -1.0)
        known = is_one_sided & np.isfinite(largest)
        logs[known] = sign * largest[known]
