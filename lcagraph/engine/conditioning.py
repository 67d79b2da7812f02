"""The condition of the loops of a large system, proven by its units where they can."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array

from lcagraph.engine.normal import NormalForm
from lcagraph.solve.dominance import perron_bound


def loop_bound(form: NormalForm) -> float:
    """Upper bound of Bauer's condition number of every loop. [1]

    What stands outside of loops is solved by substitution, which loses no digits. 1
    without loops; infinite if nothing is proven, which says nothing against the system.
    """
    counts = np.bincount(form.component, minlength=1)
    members = np.flatnonzero(counts[form.component] > 1)
    if not len(members):
        return 1.0
    members = members[np.argsort(form.component[members], kind="stable")]
    number = np.full(form.n, -1, dtype=np.intp)
    number[members] = np.arange(len(members))
    own = np.repeat(np.arange(form.n), np.diff(form.indptr))
    other = form.indices
    inside = np.flatnonzero(form.component[own] == form.component[other])
    places = (number[own[inside]], number[other[inside]])
    shape = (len(members), len(members))
    links = csr_array((np.abs(form.values[inside]), places), shape=shape)
    starts = np.flatnonzero(np.diff(form.component[members], prepend=-1))
    theta, _ = perron_bound(links, starts)
    return (1.0 + theta) / (1.0 - theta) if theta < 1.0 else np.inf
