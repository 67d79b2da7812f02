"""What databases of an earlier layout lack, told as the present one tells it.

Layout 1 had no third parameter of distributions, and bounds of a lognormal were those
of its magnitude; now they are those of the entry, with its sign.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from lcagraph.background.linked import SPREAD, Floats
from lcagraph.background.spreads import LOGNORMAL

_BEFORE = np.dtype([(name, SPREAD[name]) for name in (SPREAD.names or ())[:-1]])
"""`SPREAD` of layout 1."""


def present_spreads(stored: NDArray[Any], values: Floats) -> NDArray[np.void] | None:
    """Spreads of a matrix as `SPREAD`; None if they are of no known layout."""
    if stored.dtype == SPREAD:
        return stored
    if stored.dtype != _BEFORE or len(stored) != len(values):
        return None
    found = np.zeros(len(stored), dtype=SPREAD)
    for name in _BEFORE.names or ():
        found[name] = stored[name]
    found["shape"] = np.nan
    below = (stored["minimum"] < 0) | (stored["maximum"] < 0)
    is_other = (stored["kind"] == LOGNORMAL) & (below != (values < 0))
    for side, other in (("minimum", "maximum"), ("maximum", "minimum")):
        found[side][is_other] = -stored[other][is_other]
    return found
