"""What else the footprint could be: every allocation that the data allow.

Each basis is a switch among the values of the compiled model, so all alternatives are
variants of one `evaluate`. No other basis of the model is touched.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice, product
from math import prod

import numpy as np
from numpy.typing import NDArray

from lcagraph.calculate import Prepared, evaluate, numbers_of
from lcagraph.compile.plan import AllocationPlan
from lcagraph.errors import FindingsError

MOST_COMBINATIONS = 4096
"""Combinations of bases over several processes that are computed; if there are more,
the range holds only one change at a time, and says so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BasisOutcome:
    """The footprint if one process is allocated by one basis, the rest as written."""

    basis: str
    is_chosen: bool
    factors: Mapping[str, float]
    """Allocation factor of each product of the process. [1]"""
    footprint: float
    """[kgCO2e per reference flow]"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessAlternatives:
    """Every possible basis of one process, lowest footprint first."""

    process: str
    outcomes: tuple[BasisOutcome, ...]
    impossible: Mapping[str, str]
    """Bases whose weights give no factors, with the code of the reason."""

    @property
    def spread(self) -> float:
        """Highest less lowest footprint. [kgCO2e]"""
        return self.outcomes[-1].footprint - self.outcomes[0].footprint


@dataclass(frozen=True, slots=True, kw_only=True)
class Combination:
    """One basis for each process, and the footprint with them."""

    bases: Mapping[str, str]
    footprint: float


@dataclass(frozen=True, slots=True, kw_only=True)
class AllocationAlternatives:
    """The footprint under every allocation basis that the data allow."""

    as_written: float
    processes: tuple[ProcessAlternatives, ...]
    """By spread, largest first: the first one drives the range."""
    lowest: Combination
    highest: Combination
    combinations: int
    """How many combinations of bases there are."""
    is_complete: bool
    """False if there were too many: the range then holds single changes only."""

    @property
    def driver(self) -> str | None:
        """The process whose basis moves the footprint most."""
        return self.processes[0].process if self.processes else None


def allocation_alternatives(
    prepared: Prepared, weights: NDArray[np.float64]
) -> AllocationAlternatives:
    """The footprint under every basis at every process with several products.

    Parameters
    ----------
    prepared : Prepared
        The compiled model.
    weights : ndarray, shape (items,)
        Which view of biogenic carbon is summed. [1]
    """
    plans = prepared.compiled.allocations
    possible = {plan.process: _possible(prepared, plan) for plan in plans}
    outcomes = [
        _outcomes(prepared, plan, possible[plan.process], weights) for plan in plans
    ]
    as_written = Combination(
        bases={plan.process: plan.chosen for plan in plans},
        footprint=_footprints(prepared, [prepared.base], weights)[0],
    )
    count = prod(len(bases) for bases, _ in possible.values())
    combinations = [as_written, *_single_changes(plans, outcomes)]
    if count <= MOST_COMBINATIONS:
        combinations += _all(prepared, plans, possible, weights)
    ranked = sorted(combinations, key=lambda one: one.footprint)
    return AllocationAlternatives(
        as_written=as_written.footprint,
        processes=tuple(sorted(outcomes, key=lambda one: -one.spread)),
        lowest=ranked[0],
        highest=ranked[-1],
        combinations=count,
        is_complete=count <= MOST_COMBINATIONS,
    )


def _switched(
    prepared: Prepared, chosen: Iterable[tuple[AllocationPlan, str]]
) -> NDArray[np.float64]:
    """Values of the model with some processes on another basis, shape (n,)."""
    values = prepared.base.copy()
    index = prepared.compiled.table.index
    for plan, basis in chosen:
        for name, switch in plan.switches.items():
            values[index[switch]] = 1.0 if name == basis else 0.0
    return values


def _footprints(
    prepared: Prepared,
    variants: list[NDArray[np.float64]],
    weights: NDArray[np.float64],
) -> list[float]:
    totals = evaluate(prepared, np.array(variants)).items @ weights
    return [float(total) for total in totals]


def _possible(
    prepared: Prepared, plan: AllocationPlan
) -> tuple[tuple[str, ...], dict[str, str]]:
    """Bases that give factors, and those that don't with the code of the reason."""
    possible, impossible = [], {}
    for basis in plan.weights:
        try:
            numbers_of(prepared, _switched(prepared, [(plan, basis)])[None, :])
        except FindingsError as error:
            impossible[basis] = error.findings[-1].code
        else:
            possible.append(basis)
    return tuple(possible), impossible


def _outcomes(
    prepared: Prepared,
    plan: AllocationPlan,
    possible: tuple[tuple[str, ...], dict[str, str]],
    weights: NDArray[np.float64],
) -> ProcessAlternatives:
    bases, impossible = possible
    variants = [_switched(prepared, [(plan, basis)]) for basis in bases]
    numbers = numbers_of(prepared, np.array(variants))
    columns = [
        j
        for j, column in enumerate(prepared.layout.columns)
        if column.id == plan.process and not column.is_factor
    ]
    shares = numbers.shares[:, prepared.layout.share[columns]]
    found = [
        BasisOutcome(
            basis=basis,
            is_chosen=basis == plan.chosen,
            factors=dict(zip(plan.functions, map(float, row), strict=True)),
            footprint=footprint,
        )
        for basis, row, footprint in zip(
            bases, shares, _footprints(prepared, variants, weights), strict=True
        )
    ]
    return ProcessAlternatives(
        process=plan.process,
        outcomes=tuple(sorted(found, key=lambda one: one.footprint)),
        impossible=impossible,
    )


def _single_changes(
    plans: tuple[AllocationPlan, ...], outcomes: list[ProcessAlternatives]
) -> Iterable[Combination]:
    written = {plan.process: plan.chosen for plan in plans}
    for process in outcomes:
        for one in process.outcomes:
            bases = {**written, process.process: one.basis}
            yield Combination(bases=bases, footprint=one.footprint)


def _all(
    prepared: Prepared,
    plans: tuple[AllocationPlan, ...],
    possible: Mapping[str, tuple[tuple[str, ...], dict[str, str]]],
    weights: NDArray[np.float64],
) -> list[Combination]:
    """Every combination of bases over all processes."""
    choices = [possible[plan.process][0] for plan in plans]
    chosen = list(islice(product(*choices), MOST_COMBINATIONS))
    variants = [_switched(prepared, zip(plans, bases, strict=True)) for bases in chosen]
    names = [plan.process for plan in plans]
    return [
        Combination(bases=dict(zip(names, bases, strict=True)), footprint=footprint)
        for bases, footprint in zip(
            chosen, _footprints(prepared, variants, weights), strict=True
        )
    ]
