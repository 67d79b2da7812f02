"""Who emits and for whom: production and consumption accounts of regions.

    production   F of the sectors of a region
    consumption  N times the final demand of a region, wherever its products are made
    imports      of consumption, what other regions emitted
    exports      of production, what other regions consume

For each extension: Σ production = Σ consumption = Σ F, and for each region
consumption − production = imports − exports. What households emit themselves is told
apart, since it belongs to both accounts alike.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lcagraph.input_output.leontief import Leontief
from lcagraph.solve.arrays import Indices, Reals


@dataclass(frozen=True, kw_only=True, eq=False)
class Accounts:
    """Each of shape (m, n): extensions by region and sector, in the order of the table.

    In `consumption` and `imports` the region is the one that consumes and the sector
    the product that it buys, from wherever; in `production` and `exports` the region
    and sector are those that emit. [amount]
    """

    production: Reals
    consumption: Reals
    imports: Reals
    exports: Reals


def accounts(leontief: Leontief, demand: Reals, region: Indices) -> Accounts:
    """The accounts of all regions of a table.

    Parameters
    ----------
    leontief : Leontief
        Of n = regions × sectors, the same sectors in the same order in each region.
    demand : ndarray, shape (n, regions)
        Final demand of each region, whatever its categories. [currency]
    region : ndarray of int, shape (n,)
        Region of each row, 0, 1, …
    """
    m, n = leontief.D.shape
    count = demand.shape[1]
    sectors = n // count
    production, exports = np.zeros((m, n)), np.zeros((m, n))
    consumption, imports = np.zeros((m, n)), np.zeros((m, n))
    for r in range(count):
        own = region == r
        # Each product that r buys, from any region, by sector: one demand per sector.
        bought = np.zeros((n, sectors))
        bought[np.arange(n), np.arange(n) % sectors] = demand[:, r]
        output = leontief.output(bought)
        consumption[:, own] = leontief.D @ output
        imports[:, own] = leontief.D[:, ~own] @ output[~own]
        needed = output.sum(axis=1)
        production += leontief.D * needed
        exports += np.where(own, 0.0, leontief.D * needed)
    return Accounts(
        production=production, consumption=consumption, imports=imports, exports=exports
    )
