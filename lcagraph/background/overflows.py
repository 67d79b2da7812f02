"""Numbers that are too large to compute with: left out, flagged and told, never used.

Floating point ends at 1.8e308. What lies beyond is no quantity of anything, but a slip
of a source; it takes down the datasets that hold it and what buys from them, not the
whole import.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from lcagraph.background.linked import (
    BAD_NUMBER,
    SINGULAR,
    LinkedDatabase,
    Triplets,
)
from lcagraph.errors import Finding


def without_overflows(linked: LinkedDatabase) -> LinkedDatabase:
    """The database without entries that are sums beyond all numbers.

    Their columns are flagged BAD_NUMBER, with E055.
    """
    technosphere, first = _finite(linked.technosphere)
    interventions, second = _finite(linked.interventions)
    columns = sorted({*first, *second})
    if not columns:
        return linked
    kept = replace(linked, technosphere=technosphere, interventions=interventions)
    return told(kept, columns, BAD_NUMBER)


def without_figures(linked: LinkedDatabase, column: int) -> LinkedDatabase:
    """The database with a column that has no answer, since it is beyond all numbers."""
    return told(linked, [column], BAD_NUMBER | SINGULAR)


def told(linked: LinkedDatabase, columns: Iterable[int], flag: int) -> LinkedDatabase:
    """The database with columns flagged, and E055 about each of them."""
    flags = linked.flags.copy()
    findings = []
    for column in columns:
        flags[column] |= flag
        one = linked.activities[column]
        values = {"process": one.name, "product": one.product_name}
        findings.append(Finding(code="E055", at=one.process, values=values))
    return replace(linked, flags=flags, findings=(*linked.findings, *findings))


def _finite(matrix: Triplets) -> tuple[Triplets, list[int]]:
    """A matrix without the entries that are no numbers, and the columns of those."""
    is_finite = np.isfinite(matrix.value)
    if is_finite.all():
        return matrix, []
    kept = Triplets(
        row=matrix.row[is_finite],
        column=matrix.column[is_finite],
        value=matrix.value[is_finite],
        spread=matrix.spread[is_finite],
    )
    return kept, matrix.column[~is_finite].tolist()
