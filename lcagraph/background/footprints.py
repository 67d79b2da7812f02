"""Footprints of many products at once, from their intensities."""

from __future__ import annotations

import numpy as np

from lcagraph.background.linked import Floats
from lcagraph.impact import (
    characterisation,
    gwp_set,
    including_and_excluding,
    uncharacterised,
)


def footprints_of(intensities: Floats, gases: tuple[str, ...], gwp: str) -> Floats:
    """Footprint of every row excluding biogenic CO2, shape (n,). [kgCO2e/unit]

    NaN where a product has no answer, or emits a gas that the set has no value for: a
    sum without it would look whole.

    Parameters
    ----------
    intensities : ndarray, shape (n, gases)
        [kg/unit]
    gases : tuple of str
        Ids of the columns.
    gwp : str
        Id of the GWP set.

    Raises
    ------
    UsageError
        No such set (E606).
    """
    lacking = set(uncharacterised(gwp_set(gwp), gases))
    known = [i for i, gas in enumerate(gases) if gas not in lacking]
    _, excluding = including_and_excluding()
    weights = excluding @ characterisation(gwp, [gases[i] for i in known])
    totals = np.asarray(intensities[:, known] @ weights, dtype=np.float64)
    others = [i for i, gas in enumerate(gases) if gas in lacking]
    totals[(intensities[:, others] != 0).any(axis=1)] = np.nan
    return totals
