"""One sample solved by the engine's chain, on its own matrix in the caller's units."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lcagraph.engine.montecarlo.chosen import Chosen, numbers_of
from lcagraph.engine.montecarlo.distributions import Entries
from lcagraph.engine.montecarlo.gaussian import Singles
from lcagraph.engine.montecarlo.lanes import draw
from lcagraph.engine.montecarlo.plan import Background, Plan
from lcagraph.engine.montecarlo.streams import (
    BLOCK,
    INTERVENTIONS,
    TECHNOSPHERE,
    key_of,
)
from lcagraph.solve import SolveError
from lcagraph.solve.arrays import Reals


@dataclass(frozen=True, slots=True)
class Sample:
    """What one sample drew."""

    number: int
    technosphere: Singles
    """Multipliers of the slots of A."""
    interventions: Singles
    """Multipliers of the slots of B."""
    amounts: Reals
    """Demand, shape (p, q). [unit of the row]"""


def sample_matrices(
    plan: Plan, background: Background, seed: int, number: int
) -> tuple[Reals, Reals]:
    """Values of A and of B in one sample, in the order of the database's entries.

    Entries that the plan does not draw, because the demand does not reach them or no
    category counts them, keep their static value.

    Parameters
    ----------
    plan : Plan
    background : Background
        From which the plan was made.
    seed : int
    number : int
        Index of the sample.
    """
    key, lane, block = key_of(seed, plan.name), number % BLOCK, number // BLOCK

    def values(entries: Entries, chosen: Chosen, matrix: int) -> Reals:
        drawn = draw(key, matrix, block, chosen.numbers, chosen.spreads)[:, lane]
        found = entries.value.copy()
        place = numbers_of(entries, np.arange(len(found)))
        at = np.searchsorted(place, chosen.numbers)
        found[at] = chosen.spreads.base * drawn.astype(np.float64)
        return found

    return (
        values(background.technosphere, plan.technosphere, TECHNOSPHERE),
        values(background.interventions, plan.interventions, INTERVENTIONS),
    )


def scores_by_chain(plan: Plan, sample: Sample) -> Reals:
    """Scores of one sample, shape (p, m), by the engine's own chain.

    Raises
    ------
    LoopError, ProofError, EntryError
        The sample has no answer that can be trusted; rows and columns are those of the
        database, `variant` is the sample.
    """
    a = plan.technosphere.sampled(sample.technosphere)
    b = plan.interventions.sampled(sample.interventions)
    asked = np.zeros((plan.n, len(sample.amounts)))
    asked[plan.demand_places] = plan.asked(sample.amounts).T
    try:
        runs, _ = plan.system(a).forward(asked)
    except SolveError as error:
        raise plan.of_database(error, sample.number) from None
    B = plan.interventions
    amounts = b[:, None] * runs[B.column]
    flows = np.zeros((plan.weights.shape[1], len(sample.amounts)))
    for product in range(len(sample.amounts)):
        flows[:, product] = np.bincount(
            B.row, amounts[:, product], minlength=len(flows)
        )
    return np.asarray((plan.weights @ flows).T)
