"""The linear control variate: what a first-order estimate of each score varies by.

With u and v the static runs and intensities, a score varies to first order by

    Σ_e (∂h/∂m_e) (m_e − E m_e),    ∂h/∂(w_ij) = −v_i u_j,

whose mean is 0 since E m_e is known: e^(σ²/2) of a lognormal, the mean of a normal.
Entries of other kinds are left out of it, which makes it weaker, never biased.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lcagraph.engine.fast import numba_or_none
from lcagraph.engine.montecarlo.distributions import Spreads
from lcagraph.engine.montecarlo.gaussian import Singles
from lcagraph.engine.montecarlo.plan import Plan
from lcagraph.engine.montecarlo.streams import BLOCK
from lcagraph.solve.arrays import Reals


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Slopes:
    """Derivatives of each score by each multiplier, and what they add up to."""

    technosphere: Reals
    """Shape (p, m, slots of A). [category unit]"""
    interventions: Reals
    """Shape (p, m, slots of B). [category unit]"""
    mean: Reals
    """Σ slope · E m, shape (p, m). [category unit]"""

    def times(self, m: Singles, b: Singles) -> Reals:
        """The variate of sixteen samples, shape (p, m, 16)."""
        out = np.repeat(-self.mean[:, :, None], BLOCK, axis=2)
        for place in np.ndindex(self.mean.shape):
            _add(self.technosphere[place], m, out[place])
            _add(self.interventions[place], b, out[place])
        return out


def _add(slope: Reals, multipliers: Singles, out: Reals) -> None:
    if numba_or_none() is not None:
        from lcagraph.engine.montecarlo.lanes_kernels import add_linear

        add_linear(slope, multipliers, out)
    else:
        out += slope @ multipliers.astype(np.float64)


def mean_multipliers(spreads: Spreads) -> Reals:
    """Expected multipliers of lognormal and normal entries; NaN of others."""
    sigma = spreads.sigma.astype(np.float64)
    mean = np.where(spreads.is_log, np.exp(sigma**2 / 2), spreads.mean)
    for _, chosen, _ in spreads.read:
        mean[chosen] = np.nan
    return mean


def slopes_of(plan: Plan) -> Slopes:
    """Derivatives of the static scores by every multiplier.

    Parameters
    ----------
    plan : Plan

    References
    ----------
    Glasserman (2003), Monte Carlo Methods in Financial Engineering, 4.1.
    """
    split, scoring = plan.splitting, plan.scoring
    row = np.repeat(np.arange(split.n), np.diff(split.first))
    # the transpose has the rows of W where W has its columns
    i, j = (split.place, row) if plan.is_adjoint else (row, split.place)
    off, own = split.slot >= 0, np.flatnonzero(split.diagonal_slot >= 0)
    shape = len(plan.runs), len(plan.intensities)
    of_a = np.zeros((*shape, len(plan.technosphere.slots)))
    of_b = np.zeros((*shape, len(scoring.slots)))
    entry = np.repeat(np.arange(len(scoring.place)), np.diff(scoring.first))
    for p, u in enumerate(plan.runs):
        for c, v in enumerate(plan.intensities):
            change = v[i[off]] * split.coefficient[off] * u[j[off]]
            of_a[p, c, split.slot[off]] = change
            of_a[p, c, split.diagonal_slot[own]] = (
                -v[own] * split.diagonal[own] * u[own]
            )
            used = scoring.category == c
            of_b[p, c, entry[used]] = (
                scoring.weight[used] * u[scoring.place[entry[used]]]
            )
    mean = np.zeros(shape)
    drawn = (of_a, plan.technosphere.spreads), (of_b, plan.interventions.spreads)
    for slopes, spreads in drawn:
        expected = mean_multipliers(spreads)
        slopes[:, :, np.isnan(expected)] = 0.0
        mean += slopes @ np.nan_to_num(expected)
    return Slopes(technosphere=of_a, interventions=of_b, mean=mean)
