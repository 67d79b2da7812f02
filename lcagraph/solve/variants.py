"""Answers for k variants of one matrix at once, each proven before it is returned.

Data come as an array of k rows, one for each variant; inside, variants are the last
axis, so that every step over processes is one operation over all variants. The answer
of a wave of processes follows from the waves before it; loops are the only systems of
equations that are left. What a demand does not reach stays exactly 0.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lcagraph.solve.arrays import Indices, Reals
from lcagraph.solve.problems import EntryError, LoopError
from lcagraph.solve.structure import Structure
from lcagraph.solve.system import DENSE_LIMIT, System, prepare

LOST_DIGITS = 1e-14
"""Error of a_jj (A⁻¹)_jj for each unit of condition: what is smaller may be 0. [1]"""

CHUNK_BYTES = 64_000_000
"""Working memory for one chunk of variants."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Proof:
    """Why an answer can be trusted."""

    path: str
    """``substitution`` (no loops), ``blocks`` (dense loops) or ``superlu``."""
    residual: Reals
    """Componentwise backward error max_i |f − A s|_i / (|A||s| + |f|)_i, shape (k,):
    by which fraction the numbers of A and f would have to change for the answer to be
    exact (Oettli & Prager 1964, doi:10.1007/BF01386090). Inside loops the denominator
    is 1e-9 of the loop's largest flow at least. No unit changes it. [1]"""
    condition: Reals
    """Bauer's condition number of the worst loop, shape (k,); 1 without loops. [1]"""
    n: int
    """Equations solved."""
    overdrawn: tuple[tuple[int, ...], ...]
    """Columns of each loop that consumes more of its own products than it makes, in at
    least one variant: the equations have an answer, with negative runs. Found only if
    `analyse` was told the matching: numbers alone don't tell outputs from inputs."""
    is_overdrawn: NDArray[np.bool_]
    """Variants with such a loop, shape (k,)."""


def solve_variants(structure: Structure, data: Reals, f: Reals) -> tuple[Reals, Proof]:
    """Scaling vectors of k variants: A_i s_i = f_i.

    Parameters
    ----------
    structure : Structure
        Of the pattern of A, from `analyse`.
    data : ndarray, shape (k, nnz)
        Entries of A in the order given to `analyse`. [unit of the row's flow]
    f : ndarray, shape (n,) or (k, n)
        Final demand. [unit of the row's flow]

    Returns
    -------
    s : ndarray, shape (k, n)
        Runs of each process. [1]
    proof : Proof

    Raises
    ------
    EntryError
        A number is not finite, or the answer overflows.
    LoopError
        A loop has no net output, or its condition exceeds `CONDITION_LIMIT`.
    ProofError
        The residual exceeds `RESIDUAL_LIMIT`.
    """
    data = _checked_data(structure, data)
    demand = _checked_demand(f, len(data), structure.n)
    k = len(data)
    s = np.zeros((k, structure.n))
    residual, condition = np.zeros(k), np.ones(k)
    is_overdrawn = np.zeros(k, dtype=bool)
    overdrawn: set[tuple[int, ...]] = set()
    for chunk, system in _systems(structure, data, vectors=1):
        wanted = np.ascontiguousarray(demand[chunk][:, structure.matching].T)
        with np.errstate(all="ignore"):
            runs = system.forward(wanted)
            _refuse_infinite(runs, chunk.start)
            residual[chunk] = system.residual(runs, wanted)
        condition[chunk] = system.condition
        for columns, variants in _overdrawn(system):
            overdrawn.add(columns)
            is_overdrawn[chunk] |= variants
        s[chunk] = runs.T
    proof = Proof(
        path=_path(structure),
        residual=residual,
        condition=condition,
        n=structure.n,
        overdrawn=tuple(sorted(overdrawn)),
        is_overdrawn=is_overdrawn,
    )
    return s, proof


def solve_adjoint(structure: Structure, data: Reals, G: Reals) -> Reals:
    """Intensities of k variants: Λ_i A_i = G_i, so that Λ f is the result of demand f.

    Parameters
    ----------
    structure : Structure
    data : ndarray, shape (k, nnz)
        Entries of A in the order given to `analyse`. [unit of the row's flow]
    G : ndarray, shape (m, n) or (k, m, n)
        Direct amounts per run of each process: rows of B, or of C B. [unit of the row]

    Returns
    -------
    ndarray, shape (k, m, n)
        Amount per unit of each row of A, whole supply chain included.
        [unit of G's row / unit of A's row]

    Raises
    ------
    EntryError, LoopError, ProofError
        As in `solve_variants`; the answer is proven the same way.

    References
    ----------
    Heijungs & Suh (2002), The Computational Structure of LCA, ch. 2: Λ = B A⁻¹.
    """
    data = _checked_data(structure, data)
    direct = _checked_direct(G, len(data), structure.n)
    m = direct.shape[1]
    intensities = np.zeros((len(data), m, structure.n))
    for chunk, system in _systems(structure, data, vectors=m):
        wanted = np.ascontiguousarray(np.moveaxis(direct[chunk], 2, 0))
        with np.errstate(all="ignore"):
            found = system.adjoint(wanted)
            for row in range(m):
                _refuse_infinite(found[:, :, row], chunk.start)
                system.adjoint_residual(found[:, :, row], wanted[:, :, row])
        intensities[chunk] = np.moveaxis(found, 0, 2)[:, :, structure.process_of]
    return intensities


def diagonal_of_inverse(structure: Structure, data: Reals) -> Reals:
    """Runs of each process for one unit of the product that it supplies, (A⁻¹)_jj.

    Row j of A here is the row that column j supplies (`Structure.matching`). Only
    loops need an inverse: outside of them it is one over the reference amount.

    Parameters
    ----------
    structure : Structure
    data : ndarray, shape (k, nnz)

    Returns
    -------
    ndarray, shape (k, n)
        [1 / unit of the supplied flow]

    Raises
    ------
    EntryError, LoopError
        As in `solve_variants`.
    """
    data = _checked_data(structure, data)
    diagonal = np.zeros((len(data), structure.n))
    for chunk, system in _systems(structure, data, vectors=1):
        for wave, solvers in system.solvers:
            diagonal[chunk, wave.singles] = 1.0 / system.values[wave.diagonal].T
            for loop, solver in zip(wave.loops, solvers, strict=True):
                diagonal[chunk, loop.processes] = solver.inverse_diagonal().T
    return diagonal


def loop_factor(structure: Structure, data: Reals) -> Reals:
    """Part of a process's output that leaves its loop: 1 / (a_jj (A⁻¹)_jj).

    1 outside loops. Runs × reference amount × this factor is what the process delivers
    without what comes back to itself, so that the process of the reference flow has
    the whole footprint as its total.

    Parameters
    ----------
    structure : Structure
        Its `matching` says which entry is a_jj.
    data : ndarray, shape (k, nnz)

    Returns
    -------
    ndarray, shape (k, n)
        [1]

    Raises
    ------
    EntryError, LoopError
        As in `solve_variants`; a LoopError also if a demand for its product leaves a
        process idle, (A⁻¹)_jj = 0: a total that does not exist.
    """
    data = _checked_data(structure, data)
    factor = np.ones((len(data), structure.n))
    for chunk, system in _systems(structure, data, vectors=1):
        for wave, solvers in system.solvers:
            for loop, solver in zip(wave.loops, solvers, strict=True):
                own = loop.slots[loop.suppliers == loop.consumers]
                columns = structure.consumers[own]
                order = np.argsort(columns)  # members of a loop are sorted by column
                made = system.values[own[order]] * solver.inverse_diagonal()
                _refuse_without_part(system, columns[order], made, solver.condition)
                factor[chunk, loop.processes] = 1.0 / made.T
    return factor


# ----------------------------------------------------------------------- chunks


def _systems(
    structure: Structure, data: Reals, *, vectors: int
) -> Iterator[tuple[slice, System]]:
    """Chunks of variants, factorised one after the other to bound memory."""
    for chunk in _chunks(structure, len(data), vectors):
        with np.errstate(all="ignore"):
            system = prepare(structure, data[chunk], chunk.start)
        yield chunk, system


def _chunks(structure: Structure, k: int, vectors: int) -> Iterator[slice]:
    """Slices of variants whose working arrays stay below `CHUNK_BYTES`.

    Parameters
    ----------
    vectors : int
        Right-hand sides of each variant.
    """
    sizes = [loop.size for loop in structure.loops]
    # Per variant: entries (copied, summed, multiplied), vectors, squares of loops.
    numbers = 4 * structure.n_entries * vectors + 4 * structure.n * vectors
    numbers += 12 * sum(size**2 for size in sizes)
    step = max(1, CHUNK_BYTES // (8 * max(numbers, 1)))
    if max(sizes, default=0) > DENSE_LIMIT:
        step = 1  # SuperLU factorises one matrix at a time
    for begin in range(0, k, step):
        yield slice(begin, min(begin + step, k))


def _path(structure: Structure) -> str:
    largest = max((loop.size for loop in structure.loops), default=0)
    if largest == 0:
        return "substitution"
    return "blocks" if largest <= DENSE_LIMIT else "superlu"


def _overdrawn(system: System) -> Iterator[tuple[tuple[int, ...], NDArray[np.bool_]]]:
    """Columns of each overdrawn loop, and in which variants of the chunk it is one."""
    for wave, solvers in system.solvers:
        for loop, solver in zip(wave.loops, solvers, strict=True):
            if solver.overdrawn.any():
                yield tuple(loop.processes.tolist()), solver.overdrawn


# ------------------------------------------------- what may come in and go out


def _checked_data(structure: Structure, data: Reals) -> Reals:
    """Entries of all variants, finite and of the right shape."""
    data = np.asarray(data, dtype=np.float64)
    if data.ndim != 2 or data.shape[1] != structure.n_entries:
        raise ValueError(
            f"data must have shape (k, {structure.n_entries}), not {data.shape}"
        )
    if not np.isfinite(data).all():
        variant, entry = np.argwhere(~np.isfinite(data))[0]
        position = np.flatnonzero(structure.entries == entry)[0]
        slot = np.searchsorted(structure.starts, position, side="right") - 1
        row = structure.matching[structure.suppliers[slot]]
        raise EntryError(int(row), int(structure.consumers[slot]), int(variant))
    return data


def _checked_demand(f: Reals, k: int, n: int) -> Reals:
    """Demand of each variant, finite, shape (k, n)."""
    demand = np.broadcast_to(np.asarray(f, dtype=np.float64), (k, n))
    if not np.isfinite(demand).all():
        variant, row = np.argwhere(~np.isfinite(demand))[0].tolist()
        raise EntryError(row, None, variant)
    return demand


def _checked_direct(G: Reals, k: int, n: int) -> Reals:
    """Direct amounts of each variant, finite, shape (k, m, n)."""
    given = np.asarray(G, dtype=np.float64)
    if given.ndim not in (2, 3):
        raise ValueError(f"G must have shape (m, n) or (k, m, n), not {given.shape}")
    direct = np.broadcast_to(given, (k, given.shape[-2], n))
    if not np.isfinite(direct).all():
        variant, _, column = np.argwhere(~np.isfinite(direct))[0].tolist()
        raise EntryError(None, column, variant)
    return direct


def _refuse_infinite(answer: Reals, first: int) -> None:
    """Refuse an answer, shape (n, k), that overflowed in some process."""
    if not np.isfinite(answer).all():
        column, variant = np.argwhere(~np.isfinite(answer))[0].tolist()
        raise EntryError(None, column, first + variant)


def _refuse_without_part(
    system: System, columns: Indices, made: Reals, condition: Reals
) -> None:
    """Refuse a loop whose demand is met without one of its own processes."""
    nothing = np.abs(made) <= LOST_DIGITS * condition
    if nothing.any():
        member, variant = np.argwhere(nothing)[0].tolist()
        raise LoopError(
            "closed",
            (int(columns[member]),),
            (int(system.structure.matching[columns[member]]),),
            condition=np.inf,
            variant=system.first + variant,
        )
