"""Small systems with uncertain entries, for tests of Monte Carlo."""

from __future__ import annotations

import numpy as np

from lcagraph.background.linked import SPREAD
from lcagraph.engine.montecarlo import (
    Demand,
    Entries,
    Plan,
    normal_background,
    prepare,
)

LOGNORMAL = 2


def uncertain(entries: dict[tuple[int, int], float]) -> Entries:
    """Entries by (row, column); all but the diagonal vary by about 10 %."""
    places = sorted(entries, key=lambda place: (place[1], place[0]))
    value = np.array([entries[place] for place in places])
    row, column = np.array(places, dtype=np.int32).T
    spread = np.zeros(len(places), dtype=SPREAD)
    spread["minimum"] = spread["maximum"] = np.nan
    varies = value != 1.0
    spread["kind"][varies] = LOGNORMAL
    spread["location"][varies] = np.log(np.abs(value[varies]))
    spread["scale"][varies] = 0.1
    return Entries(row=row, column=column, value=value, spread=spread)


def plan() -> Plan:
    """Three processes, the first two of which feed each other."""
    A = {(0, 0): 1.0, (1, 1): 1.0, (2, 2): 1.0, (1, 0): -0.4, (0, 1): -0.2, (2, 1): -3}
    B = {(0, 0): 1.6, (0, 2): 0.5}
    background = normal_background(3, uncertain(A), uncertain(B), "three")
    demand = Demand(rows=np.array([0]), amounts=np.ones((1, 1)))
    return prepare(background, demand, np.ones((1, 1)))
