"""Which interventions count for which category, and how much each.

Only entries with a weight in some category are drawn. What is certain is added up
beforehand; an uncertain entry keeps its weights beside its slot.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lcagraph.engine.montecarlo.distributions import Entries, Spreads, spreads
from lcagraph.engine.montecarlo.distributions import uncertain as is_uncertain
from lcagraph.engine.montecarlo.splitting import Part, Short
from lcagraph.engine.normal import NormalForm
from lcagraph.solve.arrays import Indices, Reals


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Scoring:
    """Scores h = G u of a part, G = C B with uncertain B."""

    certain: Reals
    """G of the certain interventions, shape (m, n). [category unit]"""
    place: Short
    """Place in the part of each uncertain entry, ascending, shape (s,)."""
    slots: Indices
    """Its number in B, shape (s,)."""
    spreads: Spreads
    first: Short
    """First weight of each uncertain entry, shape (s + 1,)."""
    category: Short
    """Category of each weight, shape (w,)."""
    weight: Reals
    """Score per multiplier and unit of u, shape (w,). [category unit]"""
    static: Reals
    """G of the static values, shape (m, n). [category unit]"""


def score_parts(
    form: NormalForm, part: Part, interventions: Entries, weights: Reals
) -> Scoring:
    """What counts of the interventions of a part.

    Parameters
    ----------
    form : NormalForm
    part : Part
    interventions : Entries
        B, shape (flows, columns of A).
    weights : ndarray, shape (m, flows)
        C. [category unit/unit of the flow]

    Raises
    ------
    SpreadError
        A distribution that cannot be.
    """
    place = part.number[form.place_of_column[interventions.column]]
    counts = (weights != 0).any(axis=0)
    varies = is_uncertain(interventions)
    kept = (place >= 0) & counts[interventions.row]
    kept &= varies | (interventions.value != 0)
    scale = form.column_scale[part.places]
    m, n = len(weights), len(part.places)

    def added_up(chosen: Indices) -> Reals:
        found = np.zeros((m, n))
        at = place[chosen]
        amount = interventions.value[chosen] * scale[at]
        for category in range(m):
            used = weights[category, interventions.row[chosen]]
            found[category] = np.bincount(at, used * amount, minlength=n)
        return found

    drawn = np.flatnonzero(kept & varies)
    drawn = drawn[np.argsort(place[drawn], kind="stable")]
    read = spreads(interventions, drawn)
    used = weights[:, interventions.row[drawn]].T
    entry, category = np.nonzero(used)
    amount = read.base * scale[place[drawn]]
    return Scoring(
        certain=added_up(np.flatnonzero(kept & ~varies)),
        place=place[drawn].astype(np.int32),
        slots=drawn,
        spreads=read,
        first=np.searchsorted(entry, np.arange(len(drawn) + 1)).astype(np.int32),
        category=category.astype(np.int32),
        weight=used[entry, category] * amount[entry],
        static=added_up(np.flatnonzero(kept)),
    )
