"""Greenhouse gases per unit of every product of a database: Λ = G A⁻¹, once.

A cold solve of a model then reads one row of a file and never factorises the database.
G holds the gases only (C comes afterwards, so all GWP sets share Λ), in kilograms.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from lcagraph.background.diagnosis import Diagnosis
from lcagraph.background.linked import Flags, Floats, Mapped, Triplets
from lcagraph.background.reach import part_of
from lcagraph.solve import analyse, solve_adjoint


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
    EntryError, LoopError, ProofError
        The answer could not be proven.

    References
    ----------
    Heijungs & Suh (2002), The Computational Structure of LCA, ch. 2: Λ = B A⁻¹.
    """
    n = len(diagnosis.flags)
    values = np.full((n, len(gases)), np.nan)
    kept = np.flatnonzero(diagnosis.solvable).astype(np.int32)
    if len(kept):
        part = part_of(technosphere, kept, n)
        structure = analyse(
            len(kept), part.row, part.column, matching=np.arange(len(kept))
        )
        found = solve_adjoint(structure, part.value[None, :], direct[:, kept])[0]
        # the row of a treatment is its waste, which it takes in: one unit less of it
        values[kept] = (found * diagnosis.sign[kept]).T
    return Intensities(gases=gases, values=values, chain=diagnosis.chain)


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
    kilograms = interventions.value[used] * factor[rows]
    np.add.at(direct, (row_of[rows], columns), kilograms)
    return ids, direct
