"""Greenhouse gases per unit of every product of a database: Λ = G A⁻¹, once.

A cold solve of a model then reads one row of a file and never factorises the database.
G holds the gases only (C comes afterwards, so all GWP sets share Λ), in kilograms.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from lcagraph.background.diagnosis import Diagnosis
from lcagraph.background.economy import multipliers
from lcagraph.background.linked import Flags, Floats, Mapped, Triplets
from lcagraph.background.reach import part_of
from lcagraph.solve import EntryError, LoopError, analyse, solve_adjoint

LARGE = 3_000
"""Activities from which on the engine for large systems is the faster way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Intensities:
    """Kilograms of each gas per unit of each product, supply chain included."""

    gases: tuple[str, ...]
    """Ids of `lcagraph.impact.elementary_flows`, sorted."""
    values: Floats
    """Shape (n, gases): per unit of the row's product, or of the waste that it
    treats. NaN where the supply chain has no answer. [kg/unit]"""
    chain: Flags
    """What is open in the supply chain of each product, shape (n,)."""


def intensities(
    technosphere: Triplets, direct: Floats, gases: tuple[str, ...], diagnosis: Diagnosis
) -> Intensities:
    """Intensities of every product whose supply chain has an answer.

    Parameters
    ----------
    technosphere : Triplets
        A, shape (n, n). [unit of the row's product]
    direct : ndarray, shape (gases, n)
        G = kilograms of each gas that a column's run emits. [kg]
    gases : tuple of str
        Names of the rows of `direct`.
    diagnosis : Diagnosis
        Of the same technosphere.

    Returns
    -------
    Intensities

    Raises
    ------
    EntryError
        A number or an answer is beyond all numbers; `column` is that of A.
    LoopError, ProofError
        The answer could not be proven.

    References
    ----------
    Heijungs & Suh (2002), The Computational Structure of LCA, ch. 2: Λ = B A⁻¹.
    """
    n = len(diagnosis.flags)
    values = np.full((n, len(gases)), np.nan)
    kept = np.flatnonzero(diagnosis.solvable).astype(np.int32)
    known = multipliers(diagnosis.economy, direct) if diagnosis.economy else None
    if known is not None and np.isfinite(known).all():
        values[:] = known.T
    elif len(kept):
        try:
            found = _adjoint(part_of(technosphere, kept, n), direct[:, kept])
        except EntryError as error:
            place = error.column if error.column is not None else error.row
            if place is None:
                raise
            raise EntryError(None, int(kept[place]), error.variant) from None
        # the row of a treatment is its waste, which it takes in: one unit less of it
        values[kept] = (found * diagnosis.sign[kept]).T
    return Intensities(gases=gases, values=values, chain=diagnosis.chain)


def _adjoint(technosphere: Triplets, direct: Floats) -> Floats:
    """Λ of a part of which everything has an answer, shape (gases, m)."""
    row, column, value = technosphere.row, technosphere.column, technosphere.value
    n = direct.shape[1]
    own = np.arange(n)
    if n > LARGE:
        from lcagraph.engine.large import large_system  # numba, if there is one

        try:
            return large_system(n, row, column, value, own).adjoint(direct)[0]
        except LoopError:
            pass  # each loop is sound, all of them in a row are not: one by one
    structure = analyse(n, row, column, matching=own)
    found: Floats = solve_adjoint(structure, value[None, :], direct)[0]
    return found


def direct_gases(
    interventions: Triplets,
    elementary: tuple[str, ...],
    gases: Mapping[str, Mapped],
    n: int,
) -> tuple[tuple[str, ...], Floats]:
    """Gases that occur, and the kilograms of each that a run of each column emits.

    Parameters
    ----------
    interventions : Triplets
        B, shape (elementary flows, n). [unit of the flow]
    elementary : tuple of str
        Flow ids of the rows of B.
    gases : mapping of str to Mapped
        What those flows are in climate change; others are none.
    n : int
        Columns.

    Returns
    -------
    ids : tuple of str
        Sorted.
    direct : ndarray, shape (gases, n)
        Several flows of one gas (of air, urban and rural) add up. [kg]
    """
    ids = tuple(sorted({mapped.gas for mapped in gases.values()}))
    place = {gas: row for row, gas in enumerate(ids)}
    row_of = np.full(len(elementary), -1)
    factor = np.zeros(len(elementary))
    for row, flow in enumerate(elementary):
        if (mapped := gases.get(flow)) is not None:
            row_of[row], factor[row] = place[mapped.gas], mapped.factor
    used = row_of[interventions.row] >= 0
    rows, columns = interventions.row[used], interventions.column[used]
    direct = np.zeros((len(ids), n))
    with np.errstate(over="ignore"):  # `intensities` tells what is infinite
        kilograms = interventions.value[used] * factor[rows]
        np.add.at(direct, (row_of[rows], columns), kilograms)
    return ids, direct
