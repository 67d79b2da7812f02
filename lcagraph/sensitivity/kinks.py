"""Derivatives on both sides of a kink that lies where a model is.

``max(x, 2)`` at x = 2 has the derivative 0 below and 1 above, and none at 2 itself. The
derivative of each side is that of a variant a little to that side, `STEP` away: of what
is smooth there it differs by as little, relatively.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from lcagraph.arrays import Floats, Prepared
from lcagraph.errors import FindingsError
from lcagraph.sampling.dependence import ancestors_among
from lcagraph.sensitivity.adjoint import ItemDerivatives, TermKink, item_derivatives
from lcagraph.sensitivity.bound import Line

AT = 1e-12
"""Margin of a kink, relative to its operands, that is rounding. [1]"""

STEP = 1e-8
"""Way to each side, relative to the number. [1]"""

SAME = 1e-6
"""Difference of both sides, relative to the larger, that makes no kink. [1]"""


def is_at(kink: TermKink) -> bool:
    """Whether the model is at a place where the derivative is another on each side."""
    return kink.function != "round" and bool(kink.margin[0] <= AT)


def both_sides(
    prepared: Prepared,
    values: Floats,
    ways: Sequence[Line],
    weights: Mapping[str, Floats],
    kinks: Sequence[TermKink],
) -> dict[int, Floats]:
    """Derivatives below and above, for the numbers that have another on each side.

    Parameters
    ----------
    prepared : Prepared
    values : ndarray, shape (n,)
        The variant. [each in its own unit]
    ways : sequence of Line
        Of the numbers that are looked at.
    weights : mapping of str to ndarray
        Of the items in each output.
    kinks : sequence of TermKink
        Those at which the variant is: `is_at`.

    Returns
    -------
    dict of int to ndarray, shape (2, outputs)
        By column; NaN on a side where there is no footprint. [kgCO2e / unit]
    """
    if not kinks:
        return {}
    table = prepared.compiled.table
    ancestors = ancestors_among(table, frozenset(range(len(values))))
    bent = frozenset().union(*(ancestors[table.index[kink.term]] for kink in kinks))
    found: dict[int, Floats] = {}
    for way in ways:
        if way.is_fixed or bent.isdisjoint((way.column, *way.others)):
            continue
        sides = np.stack(
            [_side(prepared, values, way, weights, sign) for sign in (-1, 1)]
        )
        size = np.abs(sides).max(axis=0)
        if not (np.abs(sides[1] - sides[0]) <= SAME * size).all():
            found[way.column] = sides
    return found


def _side(
    prepared: Prepared,
    values: Floats,
    way: Line,
    weights: Mapping[str, Floats],
    sign: int,
) -> Floats:
    """Derivatives of all outputs a little to one side, shape (outputs,)."""
    own = float(values[way.column])
    step = sign * STEP * (abs(own) or 1.0)
    try:
        variant = way.moved(values, np.array([own + step]))
        found = item_derivatives(prepared, variant)
    except FindingsError:  # beyond a bound of the number
        return np.full(len(weights), np.nan)
    return along(by_output(weights, found), way)


def by_output(weights: Mapping[str, Floats], found: ItemDerivatives) -> Floats:
    """Derivatives of the outputs of one variant, shape (outputs, n)."""
    with np.errstate(invalid="ignore"):  # a root at zero: infinite, or no number
        return np.stack([_weighted(row, found) for row in weights.values()])


def _weighted(weights: Floats, found: ItemDerivatives) -> Floats:
    """Derivatives of a sum of items; what doesn't count may be infinite."""
    counts = weights != 0
    total: Floats = (weights[counts, None] * found.by_number[0][counts]).sum(axis=0)
    return total


def along(by_number: Floats, line: Line) -> Floats:
    """Derivatives along the line on which a number can move, shape (outputs,)."""
    if line.is_fixed:
        return np.full(len(by_number), np.nan)
    own = by_number[:, line.column].copy()
    with np.errstate(invalid="ignore"):
        for column, slope in line.others.items():
            own += slope * by_number[:, column]
    return own
