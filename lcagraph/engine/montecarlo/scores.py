"""Scores of sixteen samples from their runs, and direct amounts of each."""

from __future__ import annotations

import numpy as np

from lcagraph.engine.fast import numba_or_none
from lcagraph.engine.montecarlo.gaussian import Singles
from lcagraph.engine.montecarlo.lanes import scoring_arrays
from lcagraph.engine.montecarlo.scoring import Scoring
from lcagraph.engine.montecarlo.streams import BLOCK
from lcagraph.solve.arrays import Reals


def scores_of(scoring: Scoring, b: Singles, x: Reals) -> Reals:
    """Scores h = G u, shape (m, 16).

    Parameters
    ----------
    scoring : Scoring
    b : ndarray of float32, shape (s, 16)
        Multipliers of the uncertain interventions.
    x : ndarray, shape (n, 16)
        Runs u of each sample.
    """
    h = np.zeros((len(scoring.certain), BLOCK))
    category, place = np.nonzero(scoring.certain)
    weight = scoring.certain[category, place]
    if numba_or_none() is not None:
        from lcagraph.engine.montecarlo.lanes_kernels import add_certain, add_scores

        add_certain((place, category, weight), x, h)
        add_scores(scoring_arrays(scoring), b, x, h)
        return h
    np.add.at(h, category, weight[:, None] * x[place])
    entry = np.repeat(np.arange(len(scoring.place)), np.diff(scoring.first))
    part = b.astype(np.float64) * x[scoring.place]
    np.add.at(h, scoring.category, scoring.weight[:, None] * part[entry])
    return h


def direct_of(scoring: Scoring, b: Singles, category: int) -> Reals:
    """Direct amounts g of one category at each place, shape (n, 16)."""
    g = np.repeat(scoring.certain[category][:, None], BLOCK, axis=1)
    if numba_or_none() is not None:
        from lcagraph.engine.montecarlo.lanes_kernels import add_direct

        add_direct(scoring_arrays(scoring), b, category, g)
        return g
    entry = np.repeat(np.arange(len(scoring.place)), np.diff(scoring.first))
    chosen = np.flatnonzero(scoring.category == category)
    part = scoring.weight[chosen, None] * b[entry[chosen]].astype(np.float64)
    np.add.at(g, scoring.place[entry[chosen]], part)
    return g
