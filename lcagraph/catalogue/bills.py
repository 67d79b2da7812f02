"""The bills of one scenario: which lines hold, grouped by product.

A line without a scenario holds in all of them, unless the scenario has a line of its
own with the same product and component: that one takes its place. Components are the
same if their texts are, whatever dataset stands for them, or if both mean one dataset.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lcagraph.catalogue.lines import Codes, Reals, Rows
from lcagraph.catalogue.resolving import Resolved


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Bills:
    """Lines of one scenario by product; products without lines are there too."""

    scenario: str
    pointers: Rows
    """First line of each product, and the end of the last one: (products + 1,)."""
    target: Codes
    """As in `Resolved`, shape (lines,)."""
    amount: Reals
    """[unit of the target / unit of the product]"""

    @property
    def filled(self) -> NDArray[np.bool_]:
        """Products that have lines, shape (products,)."""
        return np.diff(self.pointers) > 0


def bills_of(resolved: Resolved, scenario: int) -> Bills:
    """Bills of a scenario, by its position in `Lines.scenarios`."""
    lines = resolved.lines
    product, target, amount = lines.product, resolved.target, resolved.amount
    if len(lines.scenarios) > 1:
        kept = _holding(resolved, scenario)
        product, target, amount = product[kept], target[kept], amount[kept]
    if (product[1:] < product[:-1]).any():
        order = np.argsort(product, kind="stable")
        product, target, amount = product[order], target[order], amount[order]
    counts = np.bincount(product, minlength=len(lines.products))
    pointers = np.zeros(len(lines.products) + 1, dtype=np.int64)
    np.cumsum(counts, out=pointers[1:])
    return Bills(
        scenario=lines.scenarios[scenario],
        pointers=pointers,
        target=target,
        amount=amount,
    )


def _holding(resolved: Resolved, scenario: int) -> NDArray[np.intp]:
    """Lines that hold in a scenario."""
    lines = resolved.lines
    general = np.flatnonzero(lines.scenario == 0)
    if scenario == 0:
        return general
    own = np.flatnonzero(lines.scenario == scenario)
    touched = np.zeros(len(lines.products), dtype=bool)
    touched[lines.product[own]] = True
    doubtful = np.flatnonzero(touched[lines.product[general]])
    replaced = np.zeros(len(general), dtype=bool)
    for same in (_texts(resolved)[lines.component], resolved.identity):
        key = lines.product.astype(np.int64) * len(lines.components) + same
        replaced[doubtful] |= np.isin(key[general[doubtful]], key[own])
    return np.sort(np.concatenate([general[~replaced], own]))


def _texts(resolved: Resolved) -> Codes:
    """The first component of the same text, for each component."""
    first: dict[str, int] = {}
    components = resolved.lines.components
    return np.array(
        [first.setdefault(one.text, code) for code, one in enumerate(components)],
        dtype=np.int32,
    )
