"""Figures of sectors that corrections take a part of: each datum moved once.

A spending on sector j draws on its footprint N_j, and each correction takes off what j
buys of a sector i that the model tells itself. Both come from one table,

    N_j = R_j + Σ_i p_ij N_i            p_ij: purchases that corrections take off

so a derivative by N_i with N_j held would be that of a table that no one has. The data
are R_j, what corrections leave, and N_i; where one of them moves, all that it is a part
of moves with it. Moving R_c, the figures follow by column c of M = (I − pᵀ)⁻¹, so

    dN_r / dN_c = M_rc / M_cc          relative changes of N_c are of R_c M_cc

What is covered then moves nothing but what is bought of it elsewhere, and elasticities
add up as in a model without corrections. Each gas of a figure is a datum of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from lcagraph.arrays import Floats, Prepared
from lcagraph.compile.plan import CompiledModel, Edge, FactorColumn
from lcagraph.units import conversion
from lcagraph.wording import Language, label

NEGLIGIBLE = 1e-12
"""What corrections leave of a figure, relative to it, that is rounding. [1]"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected:
    """How figures of sectors move together, at one variant."""

    others: Mapping[int, Mapping[int, float]] = field(default_factory=dict)
    """Column → columns that move with it, and by how much per unit of it."""
    left: Mapping[int, float] = field(default_factory=dict)
    """Column of a figure that something is taken off → R M, what relative changes of
    it are of. [the number's unit]"""


def corrected(prepared: Prepared, values: Floats) -> Corrected:
    """The figures of a model that corrections tie to each other.

    Parameters
    ----------
    prepared : Prepared
    values : ndarray, shape (n,)
        The variant. [each in its own unit]
    """
    compiled = prepared.compiled
    pairs = [*_pairs(compiled)]
    if not pairs:
        return Corrected()
    filled = compiled.table.fill(values[None, :])[0]
    taken: dict[tuple[int, int], float] = {}
    for correction, spending in pairs:
        taken |= _taken(compiled, filled, correction, spending)
    columns = sorted({column for pair in taken for column in pair})
    at = {column: position for position, column in enumerate(columns)}
    purchases = np.zeros((len(columns), len(columns)))
    for (sector, other), amount in taken.items():
        purchases[at[sector], at[other]] = amount
    return _tied(columns, purchases, values[columns])


def _tied(columns: list[int], purchases: Floats, figures: Floats) -> Corrected:
    """The ties of some figures, by the purchases that are taken off of each."""
    moves = np.linalg.inv(np.eye(len(columns)) - purchases)
    rest = figures - purchases @ figures
    rest = np.where(np.abs(rest) <= NEGLIGIBLE * np.abs(figures), 0.0, rest)
    others: dict[int, dict[int, float]] = {}
    for position, column in enumerate(columns):
        slopes = moves[:, position] / moves[position, position]
        others[column] = {
            columns[row]: float(slopes[row])
            for row in np.flatnonzero(slopes)
            if row != position
        }
    return Corrected(
        others={column: tied for column, tied in others.items() if tied},
        left={
            columns[row]: float(rest[row] * moves[row, row])
            for row in np.flatnonzero(purchases.any(axis=1))
        },
    )


def _pairs(compiled: CompiledModel) -> Iterator[tuple[Edge, Edge]]:
    """Each correction with the spending that it takes something off."""
    edges = {edge.path: edge for edge in compiled.edges}
    for path, edge in edges.items():
        owner = compiled.corrects(path)
        if owner in edges:
            yield edge, edges[owner]


def _taken(
    compiled: CompiledModel, filled: Floats, correction: Edge, spending: Edge
) -> dict[tuple[int, int], float]:
    """Columns of both figures, gas by gas → p. [figure of one/figure of the other]"""
    factors = {column.id: column for column in compiled.factors}
    one, other = factors[spending.supplier], factors[correction.supplier]
    spent = _units(compiled, filled, spending, one)
    if not spent:  # nothing is bought, so neither figure counts by this row
        return {}
    share = -_units(compiled, filled, correction, other) / spent
    index = compiled.table.index
    return {
        (index[term], index[other.flows[flow]]): share
        for flow, term in one.flows.items()
        if flow in other.flows
    }


def _units(
    compiled: CompiledModel, filled: Floats, edge: Edge, factor: FactorColumn
) -> float:
    """How many times an exchange takes the figures of its factor. [1]"""
    table = compiled.table
    amount = float(filled[table.index[edge.term]])
    per = float(filled[table.index[factor.per]])
    return amount * conversion(table.units[edge.term], factor.unit) / per


def corrected_notes(names: Iterable[str], lang: Language) -> list[str]:
    """How figures that corrections take a part of are moved; nothing without any."""
    listed = ", ".join(names)
    text = label("sensitivity.corrected", lang)
    return [text.format(sectors=listed)] if listed else []
