"""One sample solved by the engine's chain, on its own matrix in the caller's units."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lcagraph.engine.montecarlo.distributions import Entries, Spreads
from lcagraph.engine.montecarlo.gaussian import Singles
from lcagraph.engine.montecarlo.lanes import draw
from lcagraph.engine.montecarlo.plan import Plan
from lcagraph.engine.montecarlo.streams import (
    BLOCK,
    INTERVENTIONS,
    TECHNOSPHERE,
    key_of,
)
from lcagraph.solve import EntryError, LoopError, ProofError
from lcagraph.solve.arrays import Indices, Reals


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


def sampled_values(
    entries: Entries, slots: Indices, spreads: Spreads, multipliers: Singles
) -> Reals:
    """Values of all entries in one sample; those that were not drawn stay static."""
    values = entries.value.copy()
    values[slots] = spreads.base * multipliers.astype(np.float64)
    return values


def sample_matrices(plan: Plan, seed: int, number: int) -> tuple[Reals, Reals]:
    """Values of A and of B in one sample, in the order of the database's entries.

    Entries that the plan does not draw, because the demand does not reach them or no
    category counts them, keep their static value.

    Parameters
    ----------
    plan : Plan
    seed : int
    number : int
        Index of the sample.
    """
    key, lane = key_of(seed, plan.background.name), number % BLOCK
    part, scoring, block = plan.part, plan.scoring, number // BLOCK
    m = draw(key, TECHNOSPHERE, block, part.slots, part.spreads)
    b = draw(key, INTERVENTIONS, block, scoring.slots, scoring.spreads)
    background = plan.background
    return (
        sampled_values(background.technosphere, part.slots, part.spreads, m[:, lane]),
        sampled_values(
            background.interventions, scoring.slots, scoring.spreads, b[:, lane]
        ),
    )


def scores_by_chain(plan: Plan, sample: Sample) -> Reals:
    """Scores of one sample, shape (p, m), by the engine's own chain.

    Raises
    ------
    LoopError, ProofError, EntryError
        The sample has no answer that can be trusted; rows and columns are those of the
        database, `variant` is the sample.
    """
    background, part = plan.background, plan.part
    a = sampled_values(
        background.technosphere, part.slots, part.spreads, sample.technosphere
    )
    scoring, entries = plan.scoring, background.interventions
    b = sampled_values(entries, scoring.slots, scoring.spreads, sample.interventions)
    form = background.form
    asked = np.zeros((len(part.places), len(sample.amounts)))
    asked[plan.demand_places] = sample.amounts.T
    try:
        part_runs, _ = plan.system(a).forward(asked)
    except LoopError as error:
        places = part.places[list(error.columns)]
        columns, rows = form.columns[places], form.rows[places]
        raise LoopError(
            error.kind,
            tuple(columns.tolist()),
            tuple(rows.tolist()),
            condition=error.condition,
            variant=sample.number,
        ) from None
    except EntryError as error:
        place = part.places[error.row or 0]
        column = error.column
        raise EntryError(
            int(form.rows[place]),
            None if column is None else int(form.columns[part.places[column]]),
            sample.number,
        ) from None
    except ProofError as error:
        row = int(form.rows[part.places[error.row]])
        raise ProofError(row, error.residual, sample.number) from None
    runs = np.zeros((form.n, len(sample.amounts)))
    runs[form.columns[part.places]] = part_runs
    amounts = b[:, None] * runs[entries.column]
    flows = np.zeros((plan.weights.shape[1], len(sample.amounts)))
    for product in range(len(sample.amounts)):
        flows[:, product] = np.bincount(
            entries.row, amounts[:, product], minlength=len(flows)
        )
    return np.asarray((plan.weights @ flows).T)
