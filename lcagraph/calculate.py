"""★ The chain, top to bottom: the first file to read.

    model.yaml ─ formats.yaml ─▶ ProductSystem ─ prepare ─▶ Prepared
        ─ evaluate(values[k, n]) ─▶ numbers of k variants at once ─▶ Result (k = 1)

One prepared model, many values: Monte Carlo, sweeps, sliders, derivatives, allocation
alternatives and most scenarios all go through `evaluate`; nothing else loops. `arrays`
holds what is handed on, `refusals` says why there is no answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import ArrayLike

from lcagraph.arrays import Evaluation, Floats, Numbers, Prepared
from lcagraph.compile import CompiledModel, check_values, compile_system
from lcagraph.compile.background import Background
from lcagraph.compile.characterised import FACTOR_SPREADS
from lcagraph.executor import Chunk, Workplace, run
from lcagraph.graph.system import ProductSystem
from lcagraph.impact import (
    characterisation,
    including_and_excluding,
    warming_factors,
)
from lcagraph.matrices import allocation_shares, demand_vector, entry_values, lay_out
from lcagraph.refusals import (
    named_problems,
    refuse_impossible,
    refuse_not_finite,
    refuse_overdrawn,
)
from lcagraph.solve import analyse, solve_variants
from lcagraph.turned import refuse_turned

CHUNK_BYTES = 64 * 2**20
"""Most working memory of one pass over variants."""

CHUNK_VARIANTS = 2048
"""Most variants of one pass; with about 200 numbers each they stay in the cache."""


def prepare(system: ProductSystem, background: Background | None = None) -> Prepared:
    """Compile a model and lay out its matrices.

    Parameters
    ----------
    system : ProductSystem
    background : Background, optional
        Its datasets, where they are known already; None: they are looked up.

    Raises
    ------
    ModelError
        With all findings of compiling, and of values that no process can have.
    """
    compiled = compile_system(system, background)
    layout = lay_out(compiled)
    filled = _terms(compiled, compiled.table.base[None, :])
    shares = allocation_shares(compiled, filled)
    structure = analyse(
        layout.n,
        layout.a.row,
        layout.a.column,
        entry_values(layout.a, filled, shares)[0],
        matching=np.arange(layout.n),
    )
    return Prepared(
        compiled=compiled,
        layout=layout,
        structure=structure,
        written=filled[0],
        characterisation=characterisation(system.scope.gwp, layout.flows),
        factor_spreads=_factor_spreads(compiled, layout.flows),
    )


def evaluate(
    prepared: Prepared, values: ArrayLike, *, executor: Workplace = None
) -> Evaluation:
    """Footprints of k variants of a model; the same numbers wherever they are computed.

    Parameters
    ----------
    prepared : Prepared
        The compiled model.
    values : array_like, shape (k, n)
        Independent values, in the order of `compiled.table.independent`.
        [each in its own unit]
    executor : Threads, Processes, Dask, Executor, Client, str, optional
        Where chunks of variants are computed: see `lcagraph.executor`. None: here.

    Returns
    -------
    Evaluation
        Items, totals, inventory and scaling per variant.

    Raises
    ------
    ValueError
        `values` has another shape, or no variant.
    ModelError
        A variant has values that no process can have, that leave their bounds, or that
        turn the sign of an output, a factor or a GWP.
    CalculationError
        A variant has no footprint: singular or ill-conditioned, or not allocable.
    """
    table = _checked_values(prepared, values)
    chunks = _chunks(prepared, table)
    return _together(
        [done.value for done in run(_footprints, chunks, prepared, executor=executor)]
    )


def numbers_of(prepared: Prepared, values: Floats, first: int = 0) -> Numbers:
    """Terms → shares → A, B, f → s: the chain of arrays for k variants.

    `first` is the number of the first of them, for what refuses one of them. Raises as
    `evaluate`.
    """
    compiled, layout = prepared.compiled, prepared.layout
    filled = _terms(compiled, values)
    shares = allocation_shares(compiled, filled)
    A = entry_values(layout.a, filled, shares)
    B = entry_values(layout.b, filled, shares)
    f = demand_vector(layout, filled)
    with named_problems(layout.columns, first):
        s, proof = solve_variants(prepared.structure, A, f)
    numbers = Numbers(filled=filled, shares=shares, A=A, B=B, f=f, s=s, proof=proof)
    refuse_overdrawn(prepared, numbers)
    refuse_turned(prepared, numbers, first)
    return numbers


def inventory(prepared: Prepared, numbers: Numbers) -> Floats:
    """Inventory of k variants, shape (k, flows): g = B s. [kg]"""
    entries = prepared.layout.b
    g = np.zeros((numbers.s.shape[0], len(prepared.layout.flows)))
    if not entries.row.size:
        return g
    order = np.argsort(entries.row, kind="stable")
    rows = entries.row[order]
    first = np.flatnonzero(np.diff(rows, prepend=-1))
    emitted = numbers.B[:, order] * numbers.s[:, entries.column[order]]
    g[:, rows[first]] = np.add.reduceat(emitted, first, axis=1)
    return g


def _footprints(prepared: Prepared, part: tuple[int, Floats]) -> Evaluation:
    """The whole chain for a chunk of variants, numbered from the first: h = C g."""
    first, values = part
    numbers = numbers_of(prepared, values, first)
    g = inventory(prepared, numbers)
    items = g @ prepared.characterisation.T
    for term, flow in prepared.factor_spreads:
        off = (numbers.filled[:, term] - 1.0) * g[:, flow]
        items += off[:, None] * warming_factors(prepared.characterisation[:, flow])
    including, excluding = including_and_excluding()
    return Evaluation(
        items=items,
        inventory=g,
        scaling=numbers.s,
        including=items @ including,
        excluding=items @ excluding,
        residual=float(numbers.proof.residual.max()),
        condition=float(numbers.proof.condition.max()),
        per=prepared.per,
    )


# ----------------------------------------------------------------- around the chain


def _factor_spreads(
    compiled: CompiledModel, flows: Sequence[str]
) -> tuple[tuple[int, int], ...]:
    """Term and flow of each uncertain characterisation factor that the model meets."""
    index = compiled.table.index
    terms = {flow: f"{FACTOR_SPREADS}.{flow}" for flow in flows}
    return tuple(
        (index[terms[flow]], position)
        for position, flow in enumerate(flows)
        if terms[flow] in index
    )


def _terms(compiled: CompiledModel, values: Floats) -> Floats:
    """Every number of k variants, from the independent ones; refuses nonsense."""
    filled = compiled.table.fill(values)
    refuse_not_finite(compiled, filled)
    refuse_impossible(compiled, check_values(compiled, filled))
    return filled


def _checked_values(prepared: Prepared, values: ArrayLike) -> Floats:
    """The values as an array; a column more or less would shift all others."""
    table = np.asarray(values, dtype=np.float64)
    n = len(prepared.compiled.table.independent)
    if table.ndim != 2 or table.shape[1] != n or not len(table):
        raise ValueError(f"values must have shape (k, {n}), k > 0, not {table.shape}")
    return table


def _chunks(prepared: Prepared, values: Floats) -> Iterator[Chunk[tuple[int, Floats]]]:
    """Variants a chunk at a time, cut in the same places wherever they are computed."""
    width = len(prepared.compiled.table.index) + prepared.layout.a.row.size
    rows = max(1, min(CHUNK_VARIANTS, CHUNK_BYTES // (8 * (width + 1))))
    for first in range(0, values.shape[0], rows):
        part = (first, values[first : first + rows])
        yield Chunk(key=f"variants {first}", item=part)


def _together(parts: list[Evaluation]) -> Evaluation:
    return Evaluation(
        items=np.vstack([part.items for part in parts]),
        inventory=np.vstack([part.inventory for part in parts]),
        scaling=np.vstack([part.scaling for part in parts]),
        including=np.concatenate([part.including for part in parts]),
        excluding=np.concatenate([part.excluding for part in parts]),
        residual=max(part.residual for part in parts),
        condition=max(part.condition for part in parts),
        per=parts[0].per,
    )


__all__ = [
    "Evaluation",
    "Numbers",
    "Prepared",
    "evaluate",
    "inventory",
    "numbers_of",
    "prepare",
]
