"""Sums of links at both of their ends, with numba where it is installed.

Order and units of a large system are found by adding up what every process sells and
buys, again and again, so that these sums are most of what it takes to make it ready.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from lcagraph.engine.fast import has_numba
from lcagraph.solve.arrays import Indices, Reals

FEW = 20_000
"""Links up to which numpy is done before numba would have been loaded."""

Flags = NDArray[np.bool_]
Links = tuple[Indices, Indices, Reals]
"""Supplier and consumer of each link, and its size."""


def ends_of(n: int, links: Links) -> tuple[Reals, Reals]:
    """What each of n processes sells, and what it buys, shape (n,)."""
    if (kernels := _kernels(links)) is not None:
        sold, bought = kernels.ends_of(n, *links)
        return sold, bought
    suppliers, consumers, size = links
    sold = np.bincount(suppliers, size, minlength=n)
    bought = np.bincount(consumers, size, minlength=n)
    return np.asarray(sold, dtype=np.float64), np.asarray(bought, dtype=np.float64)


def scaled_ends(
    links: Links, scale: Reals, limits: tuple[float, float]
) -> tuple[Reals, Reals]:
    """The same of links size · x[consumer] / x[supplier], kept within limits."""
    if (kernels := _kernels(links)) is not None:
        sold, bought = kernels.scaled_ends(links, scale, limits)
        return sold, bought
    suppliers, consumers, size = links
    scaled = np.clip(size * (scale[consumers] / scale[suppliers]), *limits)
    return ends_of(len(scale), (suppliers, consumers, scaled))


def between(is_left: Flags, links: Links) -> Links:
    """Links both of whose ends are left."""
    suppliers, consumers, size = links
    if (kernels := _kernels(links)) is not None:
        suppliers, consumers, size = kernels.between(is_left, *links)
        return suppliers, consumers, size
    is_open = is_left[suppliers] & is_left[consumers]
    return suppliers[is_open], consumers[is_open], size[is_open]


def _kernels(links: Links) -> Any:
    """The compiled half; None where numba is missing, or not worth its loading."""
    if len(links[2]) <= FEW or not has_numba():
        return None
    from lcagraph.engine import link_kernels  # numba

    return link_kernels
