"""Which loop an answer got lost in, for the message that refuses it."""

from __future__ import annotations

import numpy as np

from lcagraph.engine.normal import NormalForm
from lcagraph.solve.arrays import Indices, Reals
from lcagraph.solve.loops import supply_walk

MOST_NAMES = 40
SHARE = 1e-3
"""Members with a smaller part of the largest number than this are not named."""


def strong_cycle(form: NormalForm, answer: Reals) -> Indices:
    """Places of the loop with the largest numbers, consumers before their suppliers.

    In balanced units the answer of a loop without net output grows along the runs at
    which everything in it cancels, so the largest numbers name its members.

    Parameters
    ----------
    form : NormalForm
    answer : ndarray, shape (n, m)
        The best that was found.
    """
    size = np.abs(answer).max(axis=1, initial=0.0)
    size[~np.isfinite(size)] = np.inf
    largest = np.zeros(form.component.max() + 1)
    np.maximum.at(largest, form.component, size)
    counts = np.bincount(form.component)
    largest[counts < 2] = -1.0  # a single process has no loop to get lost in
    if (counts < 2).all():
        return np.array([int(size.argmax())])
    members = np.flatnonzero(form.component == largest.argmax())
    part = np.where(np.isfinite(size[members]), size[members], 1.0)
    strongest = np.argsort(-part, kind="stable")[:MOST_NAMES]
    kept = np.sort(strongest[part[strongest] >= SHARE * part.max()])
    named: Indices = members[kept]
    walk: Indices = supply_walk(_links(form, named))
    return np.asarray(named[walk])


def _links(form: NormalForm, members: Indices) -> Reals:
    """|W| between some places, shape (k, k)."""
    place = np.full(form.n, -1)
    place[members] = np.arange(len(members))
    links = np.zeros((len(members), len(members)))
    for own, i in enumerate(members.tolist()):
        span = slice(form.indptr[i], form.indptr[i + 1])
        inside = place[form.indices[span]] >= 0
        links[own, place[form.indices[span][inside]]] = np.abs(
            form.values[span][inside]
        )
    return links
