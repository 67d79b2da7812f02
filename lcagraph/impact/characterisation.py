"""Matrix C of climate change, by result item, and the weights of the two totals."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from lcagraph.errors import Finding, ModelError
from lcagraph.impact.category import ImpactCategory, impact_categories
from lcagraph.impact.flows import (
    BIOGENIC_METHANE_CARBON,
    CO2_PER_BIOGENIC_METHANE,
    EXCLUDED_ROWS,
    ROWS,
    elementary_flows,
)
from lcagraph.impact.gwp import GwpSet, gwp_set

Floats = NDArray[np.float64]


def characterisation(gwp: str | GwpSet, flows: Sequence[str]) -> Floats:
    """Characterisation factors by item: h = C g, with one row of h per item.

    Parameters
    ----------
    gwp : str or GwpSet
        The set, or its id.
    flows : sequence of str
        Ids of elementary flows: the columns.

    Returns
    -------
    ndarray, shape (len(ROWS), len(flows))
        Rows are `ROWS`: the items, which partition the result, and the line that
        returns the carbon of biogenic methane (including view only). [kg CO2e / kg]

    Raises
    ------
    ModelError
        Flows that the set doesn't characterise (E605), all of them at once. Flows of
        other impact categories that are no greenhouse gases count nothing here.
    """
    chosen = gwp_set(gwp) if isinstance(gwp, str) else gwp
    if missing := uncharacterised(chosen, flows):
        raise ModelError(
            Finding(code="E605", values={"flow": flow, "gwp": chosen.id})
            for flow in missing
        )
    known = elementary_flows()
    factors = np.zeros((len(ROWS), len(flows)))
    for column, flow in enumerate(flows):
        if flow in known and flow in chosen.factors:
            row = ROWS.index(known[flow].item)
            factors[row, column] = chosen.factors[flow]
        if flow == "ch4_biogenic":
            line = ROWS.index(BIOGENIC_METHANE_CARBON)
            factors[line, column] = CO2_PER_BIOGENIC_METHANE
    return factors


def warming_factors(factors: Floats) -> Floats:
    """A flow's column of C without the carbon of its methane, which is chemistry.

    Parameters
    ----------
    factors : ndarray, shape (len(ROWS),)
        Of one flow. [kg CO2e / kg]

    Returns
    -------
    ndarray, shape (len(ROWS),)
        What a relative error of the flow's GWP multiplies. [kg CO2e / kg]
    """
    warming = factors.copy()
    warming[ROWS.index(BIOGENIC_METHANE_CARBON)] = 0.0
    return warming


def uncharacterised(gwp: GwpSet, flows: Sequence[str]) -> tuple[str, ...]:
    """Flows without a factor: greenhouse gases the set lacks, and unknown flows."""
    gases = elementary_flows()
    other = {flow for c in impact_categories().values() for flow in c.factors}
    return tuple(
        flow
        for flow in dict.fromkeys(flows)
        if (flow not in gwp.factors if flow in gases else flow not in other)
    )


def including_and_excluding() -> tuple[Floats, Floats]:
    """Weights of `ROWS` in the totals including and excluding biogenic CO2 uptake.

    Returns
    -------
    including : ndarray, shape (len(ROWS),)
        All rows. [1]
    excluding : ndarray, shape (len(ROWS),)
        Without biogenic CO2 emitted and removed and the methane's carbon. [1]
        Their difference is the net biogenic uptake (PACT: incl = excl + uptake).
    """
    excluding = np.array([0.0 if row in EXCLUDED_ROWS else 1.0 for row in ROWS])
    return np.ones(len(ROWS)), excluding


def category_factors(category: ImpactCategory, flows: Sequence[str]) -> Floats:
    """Row of C of another impact category, shape (len(flows),). [category unit / kg]

    A flow that the category doesn't list counts nothing in it.
    """
    return np.array([category.factors.get(flow, 0.0) for flow in flows])
