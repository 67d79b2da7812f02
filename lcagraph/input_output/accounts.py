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
from numpy.typing import NDArray

from lcagraph.input_output.leontief import Leontief
from lcagraph.solve.arrays import Indices, Reals

Bools = NDArray[np.bool_]


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
    needed = leontief.output(demand)
    own = region[:, None] == np.arange(count)
    # With few extensions, multipliers of what is foreign to each region take m columns
    # per region; else the output that each product needs takes n columns in all.
    embodied = _by_multipliers if m * count < n else _by_outputs
    consumption, imports = embodied(leontief, demand, own)
    return Accounts(
        production=leontief.D * needed.sum(axis=1),
        consumption=consumption,
        imports=imports,
        exports=leontief.D * np.where(own, 0.0, needed).sum(axis=1),
    )


def _by_multipliers(
    leontief: Leontief, demand: Reals, own: Bools
) -> tuple[Reals, Reals]:
    """Consumption and imports, from multipliers: N y and N of foreign D alone."""
    count = demand.shape[1]
    consumption, imports = np.zeros_like(leontief.D), np.zeros_like(leontief.D)
    for r in range(count):
        bought = demand[:, r]
        foreign, _ = leontief.multipliers(np.where(own[:, r], 0.0, leontief.D))
        for found, N in ((consumption, leontief.N), (imports, foreign)):
            by_origin = (N * bought).reshape(len(N), count, -1)
            found[:, own[:, r]] = by_origin.sum(axis=1)
    return consumption, imports


def _by_outputs(leontief: Leontief, demand: Reals, own: Bools) -> tuple[Reals, Reals]:
    """Consumption and imports, from the output that each product bought needs."""
    n, count = demand.shape
    consumption, imports = np.zeros_like(leontief.D), np.zeros_like(leontief.D)
    for r in range(count):
        is_own = own[:, r]
        # each product that r buys, from any region, by sector: one demand per sector
        bought = np.zeros((n, n // count))
        bought[np.arange(n), np.arange(n) % (n // count)] = demand[:, r]
        output = leontief.output(bought)
        consumption[:, is_own] = leontief.D @ output
        imports[:, is_own] = leontief.D[:, ~is_own] @ output[~is_own]
    return consumption, imports
