"""★ The chain, top to bottom: the first file to read.

    model.yaml ─ formats.yaml ─▶ ProductSystem ─ prepare ─▶ Prepared
        ─ evaluate(values[k, n]) ─▶ numbers of k variants at once ─▶ Result (k = 1)

One prepared model, many values: Monte Carlo, sweeps, sliders, derivatives, allocation
alternatives and most scenarios all go through `evaluate`; nothing else loops.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lcagraph.compile import CompiledModel, check_values, compile_system
from lcagraph.errors import CalculationError, Finding, ModelError
from lcagraph.graph.system import ProductSystem
from lcagraph.impact import characterisation, including_and_excluding
from lcagraph.matrices import (
    Column,
    Layout,
    allocation_shares,
    demand_vector,
    entry_values,
    lay_out,
)
from lcagraph.solve import (
    Labels,
    Proof,
    SolveError,
    Structure,
    analyse,
    calculation_error,
    overdrawn_finding,
    solve_variants,
)
from lcagraph.waivers import waive

Floats = NDArray[np.float64]

CHUNK_BYTES = 64 * 2**20
"""Working memory of one pass over variants."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A compiled model with its matrix layout: ready for any number of variants."""

    compiled: CompiledModel
    layout: Layout
    structure: Structure
    characterisation: Floats
    """Shape (items, flows): C by item of the footprint. [kgCO2e/kg]"""

    @property
    def base(self) -> Floats:
        """Values of the model as written, shape (n,)."""
        return self.compiled.table.base


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """Every array of k variants, from terms to scaling."""

    filled: Floats
    """Terms, shape (k, terms)."""
    shares: Floats
    """Allocation factors, shape (k, shares). [1]"""
    A: Floats
    """Entries of the technosphere as laid out, shape (k, entries)."""
    B: Floats
    """Entries of the interventions as laid out, shape (k, entries). [kg]"""
    f: Floats
    """Final demand, shape (k, n)."""
    s: Floats
    """Scaling, shape (k, n). [1]"""
    proof: Proof


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """Footprints of k variants."""

    items: Floats
    """Shape (k, items): what the footprint consists of. [kgCO2e]"""
    inventory: Floats
    """Shape (k, flows): g = B s. [kg]"""
    scaling: Floats
    """Shape (k, n). [1]"""
    including: Floats
    """Total including biogenic CO2 uptake, shape (k,). [kgCO2e]"""
    excluding: Floats
    """Total excluding biogenic CO2, shape (k,). [kgCO2e]"""
    residual: float
    condition: float


def prepare(system: ProductSystem) -> Prepared:
    """Compile a model and lay out its matrices.

    Raises
    ------
    ModelError
        With all findings of compiling, and of values that no process can have.
    """
    compiled = compile_system(system)
    layout = lay_out(compiled)
    filled = _filled(compiled, compiled.table.base[None, :])
    _refuse(compiled, check_values(compiled, filled))
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
        characterisation=characterisation(system.scope.gwp, layout.flows),
    )


def evaluate(prepared: Prepared, values: ArrayLike) -> Evaluation:
    """Footprints of k variants of a model.

    Parameters
    ----------
    prepared : Prepared
        The compiled model.
    values : array_like, shape (k, n)
        Independent values, in the order of `compiled.table.independent`.
        [each in its own unit]

    Returns
    -------
    Evaluation
        Items, totals, inventory and scaling per variant.

    Raises
    ------
    ValueError
        `values` has another shape, or no variant.
    ModelError
        A variant has values that no process can have, or that leave their bounds.
    CalculationError
        A variant has no footprint: singular or ill-conditioned, or not allocable.
    """
    table = _checked_values(prepared, values)
    parts = [_evaluate_chunk(prepared, part) for part in _chunks(prepared, table)]
    return Evaluation(
        items=np.vstack([part.items for part in parts]),
        inventory=np.vstack([part.inventory for part in parts]),
        scaling=np.vstack([part.scaling for part in parts]),
        including=np.concatenate([part.including for part in parts]),
        excluding=np.concatenate([part.excluding for part in parts]),
        residual=max(part.residual for part in parts),
        condition=max(part.condition for part in parts),
    )


def numbers_of(prepared: Prepared, values: Floats) -> Numbers:
    """Terms → shares → A, B, f → s: the chain of arrays for k variants."""
    compiled, layout = prepared.compiled, prepared.layout
    filled = _filled(compiled, values)
    _refuse(compiled, check_values(compiled, filled))
    shares = allocation_shares(compiled, filled)
    A = entry_values(layout.a, filled, shares)
    B = entry_values(layout.b, filled, shares)
    f = demand_vector(layout, filled)
    with named_problems(layout.columns):
        s, proof = solve_variants(prepared.structure, A, f)
    numbers = Numbers(filled=filled, shares=shares, A=A, B=B, f=f, s=s, proof=proof)
    findings = waive(compiled.system, overdrawn_findings(prepared, numbers))
    if any(finding.is_fatal for finding in findings):
        raise CalculationError(findings)
    return numbers


def inventory(prepared: Prepared, numbers: Numbers) -> Floats:
    """Inventory of k variants, shape (k, flows): g = B s. [kg]"""
    entries = prepared.layout.b
    g = np.zeros((numbers.s.shape[0], len(prepared.layout.flows)))
    emitted = numbers.B * numbers.s[:, entries.column]
    for flow in range(g.shape[1]):
        g[:, flow] = emitted[:, entries.row == flow].sum(axis=1)
    return g


def intervention_matrix(prepared: Prepared, numbers: Numbers) -> Floats:
    """B of the first variant, shape (flows, n). [kg per run]"""
    layout = prepared.layout
    B = np.zeros((len(layout.flows), layout.n))
    np.add.at(B, (layout.b.row, layout.b.column), numbers.B[0])
    return B


def overdrawn_findings(prepared: Prepared, numbers: Numbers) -> list[Finding]:
    """Loops that use up more than they make (E508): they would run backwards.

    The solver tells loops of several processes; what a process takes of its own
    product adds up with its reference amount, and is looked at here.
    """
    layout = prepared.layout
    own = layout.a.row == layout.a.column
    is_reference = layout.a.source < 0
    reference = np.zeros((numbers.A.shape[0], layout.n))
    reference[:, layout.a.column[is_reference]] = numbers.A[:, is_reference]
    net = np.zeros_like(reference)
    np.add.at(net.T, layout.a.column[own], numbers.A[:, own].T)
    runs_backwards = (np.sign(net) * np.sign(reference) < 0).any(axis=0)
    loops = [(int(j),) for j in np.flatnonzero(runs_backwards)]
    labels = _labels(layout.columns)
    return [
        overdrawn_finding(columns, labels)
        for columns in (*loops, *numbers.proof.overdrawn)
    ]


def runs_of_processes(prepared: Prepared, numbers: Numbers) -> dict[str, float]:
    """Runs of each process that the reference flow answers for: Σ share × s. [1]"""
    runs: dict[str, float] = {}
    share = numbers.shares[0, prepared.layout.share]
    for j, function in enumerate(prepared.compiled.functions):
        part = float(numbers.s[0, j] * share[j])
        runs[function.process] = runs.get(function.process, 0.0) + part
    return runs


def _checked_values(prepared: Prepared, values: ArrayLike) -> Floats:
    """The values as an array; a column more or less would shift all others."""
    table = np.asarray(values, dtype=np.float64)
    n = len(prepared.compiled.table.independent)
    if table.ndim != 2 or table.shape[1] != n or not len(table):
        raise ValueError(f"values must have shape (k, {n}), k > 0, not {table.shape}")
    return table


def _evaluate_chunk(prepared: Prepared, values: Floats) -> Evaluation:
    numbers = numbers_of(prepared, values)
    g = inventory(prepared, numbers)
    items = g @ prepared.characterisation.T
    including, excluding = including_and_excluding()
    return Evaluation(
        items=items,
        inventory=g,
        scaling=numbers.s,
        including=items @ including,
        excluding=items @ excluding,
        residual=float(numbers.proof.residual.max()),
        condition=float(numbers.proof.condition.max()),
    )


def _refuse(compiled: CompiledModel, findings: Sequence[Finding]) -> None:
    if any(finding.is_fatal for finding in findings):
        raise ModelError([*compiled.findings, *findings])


def _filled(compiled: CompiledModel, values: Floats) -> Floats:
    """Terms of k variants; refuses what is not finite."""
    filled = compiled.table.fill(values)
    if not np.isfinite(filled).all():
        raise CalculationError(_not_finite(compiled, filled))
    return filled


def _not_finite(compiled: CompiledModel, filled: Floats) -> list[Finding]:
    wrong = ~np.isfinite(filled).all(axis=0)
    table = compiled.table
    paths = [t.path for t in table.independent] + [t.path for t in table.derived]
    return [
        Finding(code="E520", at=paths[i], values={"term": paths[i]})
        for i in np.flatnonzero(wrong)
    ]


def _chunks(prepared: Prepared, values: Floats) -> Iterator[Floats]:
    width = len(prepared.compiled.table.index) + prepared.layout.a.row.size
    rows = max(1, CHUNK_BYTES // (8 * (width + 1)))
    for start in range(0, values.shape[0], rows):
        yield values[start : start + rows]


@contextmanager
def named_problems(columns: Sequence[Column]) -> Iterator[None]:
    """Whatever the solver refuses inside, told with the names of these columns.

    Raises
    ------
    CalculationError
        In place of any `SolveError`.
    """
    try:
        yield
    except SolveError as problem:
        raise calculation_error(problem, _labels(columns)) from None


def _labels(columns: Sequence[Column]) -> Labels:
    """What solving may call rows and columns when it has no answer."""
    places = {True: "factors", False: "processes"}
    return Labels(
        products=[column.product for column in columns],
        processes=[column.id for column in columns],
        places=[f"{places[c.is_factor]}.{c.id}" for c in columns],
    )


__all__ = [
    "Evaluation",
    "Numbers",
    "Prepared",
    "evaluate",
    "intervention_matrix",
    "inventory",
    "named_problems",
    "numbers_of",
    "overdrawn_findings",
    "prepare",
    "runs_of_processes",
]
