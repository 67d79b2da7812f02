"""What the footprint of datasets consists of: by process and by elementary flow.

The intensities Λ tell how much, not from where. On demand, the runs of every process
that a demand reaches are solved forward, on that part of the database alone:

    A s = f,   direct_j = Σ_e c_e B_ej s_j,   Σ_j direct_j = Σ_k demand_k (Λ c)_k

The last equation is checked: two solves, one from each side, have to agree.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from lcagraph.background.intensities import LARGE
from lcagraph.background.linked import (
    FLAGS,
    NO_ALLOCATION,
    SINGULAR,
    Floats,
    Indices,
    Triplets,
)
from lcagraph.background.parts import ByProcess, FlowPart, ProcessPart
from lcagraph.background.reach import part_of, reached
from lcagraph.background.store import Database
from lcagraph.errors import CalculationError, Finding, UsageError
from lcagraph.impact import characterisation, gwp_set, uncharacterised
from lcagraph.solve import (
    Labels,
    LoopError,
    Solution,
    SolveError,
    analyse,
    calculation_error,
    error_bound,
    solve_variants,
)

CHECK_LIMIT = 1e-12
"""Largest difference of the two solves, of the sum of |direct|. [1]"""
TWICE = "counted_twice"
"""Said of a dataset besides its flags: its emissions are in the sum several times."""
ROUNDING = 1e-15
"""The same for each unit of condition, where loops lose digits. [1]"""


@dataclass(frozen=True, kw_only=True, eq=False)
class Contributions:
    """A demand for datasets of one database, taken apart; its sum is checked."""

    database: Database
    columns: Indices
    """Columns that the demand reaches, shape (m,)."""
    runs: Floats
    """Scaling of each, shape (m,). [1]"""
    direct: Floats
    """Emissions of each itself, shape (m,). [kgCO2e]"""
    flows: tuple[FlowPart, ...]
    """Greenhouse gases that the demand causes, largest |amount| first."""
    total: float
    """Σ demand × intensity. [kgCO2e]"""
    solution: Solution
    """How the runs were solved; its bound in kgCO2e."""

    def by_process(self, most: int | None = None) -> ByProcess:
        """Direct emissions per dataset; all but the `most` largest are one sum."""
        ids, sums, flags = self._grouped()
        order = np.argsort(-np.abs(sums), kind="stable")
        order = order[sums[order] != 0]
        kept = order[:most]
        left = order[len(kept) :]
        return ByProcess(
            parts=tuple(
                self._part(ids[i], float(sums[i]), int(flags[i])) for i in kept
            ),
            rest=float(sums[left].sum()),
            count=len(left),
        )

    @cached_property
    def counted_twice(self) -> tuple[str, ...]:
        """Datasets that several of their products carry whole, and that run for each.

        Nothing divides them (NO_ALLOCATION): their emissions are counted once for every
        product that the demand reaches.
        """
        is_whole = self.database.flags[self.columns] & NO_ALLOCATION != 0
        runs = self.columns[is_whole & (self.runs != 0)]
        of_column = self.database.process_ids() if len(runs) > 1 else []
        times = Counter(of_column[j] for j in runs if of_column)
        return tuple(sorted(id_ for id_, number in times.items() if number > 1))

    def _grouped(self) -> tuple[list[str], Floats, Indices]:
        """Dataset ids that are reached, with sums of direct and own flags."""
        of_column = self.database.process_ids()
        place: dict[str, int] = {}
        group = [place.setdefault(of_column[j], len(place)) for j in self.columns]
        sums = np.zeros(len(place))
        np.add.at(sums, group, self.direct)
        flags = np.zeros(len(place), dtype=np.int32)
        np.bitwise_or.at(flags, group, self.database.flags[self.columns])
        return list(place), sums, flags

    def _part(self, process: str, direct: float, flags: int) -> ProcessPart:
        known = self.database.named(process)[0].activity
        return ProcessPart(
            process=process,
            name=known.name,
            location=known.location,
            direct=direct,
            open=(*open_words(flags), *(TWICE,) * (process in self.counted_twice)),
        )


def contributions(
    database: Database, demand: Mapping[int, float], weights: Floats
) -> Contributions:
    """A demand taken apart by process and flow.

    Parameters
    ----------
    database : Database
    demand : mapping of int to float
        Column → amount of its product, or of the waste that it treats.
        [unit of the product]
    weights : ndarray, shape (gases,)
        What a kilogram of each gas of the manifest counts. [kgCO2e/kg]

    Raises
    ------
    UsageError
        A demanded dataset has no result (E088).
    CalculationError
        A loop has no answer that can be trusted, or the parts don't add up to
        Σ demand × intensity (E079).
    """
    for column in demand:
        refuse_singular(database, column)
    n = len(database)
    columns = reached(database.technosphere, n, demand)
    runs, solution = _forward(database, columns, demand, weights)
    per_run = direct_per_run(database, weights)
    direct = per_run[columns] * runs
    intensity = database.intensities[list(demand)] @ weights
    total = float(intensity @ np.fromiter(demand.values(), np.float64))
    _check(database, direct, total, solution.condition)
    return Contributions(
        database=database,
        columns=columns,
        runs=runs,
        direct=direct,
        flows=_flows(database, columns, runs, weights),
        total=total,
        solution=solution,
    )


def gas_weights(
    database: Database,
    gwp: str,
    view: Floats,
    columns: Indices,
    *,
    is_waived: bool = False,
) -> Floats:
    """What a kilogram of each gas counts, shape (gases,). [kgCO2e/kg]

    Parameters
    ----------
    gwp : str
        Id of the GWP set.
    view : ndarray, shape (items,)
        Weights of the items: including or excluding biogenic CO2. [1]
    columns : ndarray of int
        The datasets it is for: a gas that none of them emits may be unknown to the
        set, and counts 0.
    is_waived : bool
        Whether what the set lacks has been waived (E091), and counts 0.

    Raises
    ------
    ModelError
        The set has no factor for a gas that they emit (E605).
    """
    gases = database.manifest.gases
    unknown = set(uncharacterised(gwp_set(gwp), gases))
    occurs = (database.intensities[columns] != 0).any(axis=0)
    asked = occurs & (not is_waived)
    used = [i for i, gas in enumerate(gases) if gas not in unknown or asked[i]]
    weights = np.zeros(len(gases))
    weights[used] = view @ characterisation(gwp, [gases[i] for i in used])
    return weights


def direct_per_run(database: Database, weights: Floats) -> Floats:
    """Emissions of each column itself, shape (n,). [kgCO2e/run]"""
    emitted = database.interventions
    per_unit = _per_unit(database, weights)
    amounts = per_unit[emitted.row] * emitted.value
    return np.asarray(
        np.bincount(emitted.column, amounts, minlength=len(database)),
        dtype=np.float64,
    )


def signed_per_run(database: Database, weights: Floats) -> tuple[Floats, Floats]:
    """What each column itself emits and what it removes, each of shape (n,).

    `direct_per_run` is their sum. [kgCO2e/run]
    """
    emitted = database.interventions
    amounts = _per_unit(database, weights)[emitted.row] * emitted.value
    up, down = (
        np.bincount(emitted.column, part, minlength=len(database))
        for part in (np.maximum(amounts, 0.0), np.minimum(amounts, 0.0))
    )
    return np.asarray(up, np.float64), np.asarray(down, np.float64)


def refuse_singular(database: Database, column: int) -> None:
    """Refuse a dataset whose supply chain has no answer (E088)."""
    if database.chain[column] & SINGULAR:
        name = database.activity(column).name
        values = {"database": database.name, "name": name}
        raise UsageError(Finding(code="E088", values=values))


def open_words(flags: int) -> tuple[str, ...]:
    """The words of `FLAGS` that are set."""
    return tuple(word for word, flag in FLAGS.items() if flags & flag)


def _forward(
    database: Database, columns: Indices, demand: Mapping[int, float], weights: Floats
) -> tuple[Floats, Solution]:
    """Runs of the reached columns: A s = f on their rows and columns."""
    part = part_of(database.technosphere, columns, len(database))
    m = len(columns)
    f = np.zeros(m)
    f[np.searchsorted(columns, list(demand))] = list(demand.values())
    f *= database.signs[columns]  # the row of a treatment is what it takes in
    try:
        runs, (solver, residual, condition) = _solved(database, columns, part, f)
    except SolveError as problem:
        raise calculation_error(problem, labels_of(database, columns)) from None
    intensity = (database.intensities[columns] @ weights)[None, :]
    entries = (part.row, part.column, part.value)
    return runs, Solution(
        solver=solver,
        residual=residual,
        condition=condition,
        error_bound=float(error_bound(entries, runs, f, intensity)[0]),
    )


def _solved(
    database: Database, columns: Indices, part: Triplets, f: Floats
) -> tuple[Floats, tuple[str, float, float]]:
    """Runs, and by which path, with which residual and condition."""
    own = np.arange(len(f))
    if len(f) > LARGE:
        from lcagraph.engine.large import large_system  # numba, if there is one

        kept = database.arrangement.of_part(columns)
        entries = (part.row, part.column, part.value)
        try:
            system = large_system(len(f), *entries, own, kept)
            runs, account = system.forward(f)
            return runs, (account.path, account.residual, account.condition)
        except LoopError:
            pass  # each loop is sound, all of them in a row are not: one by one
    structure = analyse(len(f), part.row, part.column, matching=own)
    found, proof = solve_variants(structure, part.value[None, :], f)
    return found[0], (proof.path, float(proof.residual[0]), float(proof.condition[0]))


def labels_of(database: Database, columns: Iterable[int]) -> Labels:
    """Names of some columns, for what is told of a solve."""
    activities = [database.activity(column) for column in columns]
    return Labels(
        products=[one.product_name for one in activities],
        processes=[one.name for one in activities],
        places=[f"{database.name}/{one.process}" for one in activities],
    )


def _check(database: Database, direct: Floats, total: float, condition: float) -> None:
    """Forward and adjoint solve agree, or there is no answer."""
    found = float(direct.sum())
    limit = max(CHECK_LIMIT, ROUNDING * condition)
    if not abs(found - total) <= limit * max(float(np.abs(direct).sum()), abs(total)):
        values = {
            "of": database.name,
            "found": f"{found:.12g}",
            "expected": f"{total:.12g}",
        }
        raise CalculationError([Finding(code="E079", values=values)])


def _per_unit(database: Database, weights: Floats) -> Floats:
    """What a unit of each elementary flow counts. [kgCO2e/unit of the flow]"""
    place = {gas: i for i, gas in enumerate(database.manifest.gases)}
    known = database.gases
    per_unit = np.zeros(len(database.elementary))
    for row, flow in enumerate(database.elementary):
        if (mapped := known.get(flow)) is not None:
            per_unit[row] = mapped.factor * weights[place[mapped.gas]]
    return per_unit


def _flows(
    database: Database, columns: Indices, runs: Floats, weights: Floats
) -> tuple[FlowPart, ...]:
    emitted = database.interventions
    scaling = np.zeros(len(database))
    scaling[columns] = runs
    amounts = np.bincount(
        emitted.row,
        emitted.value * scaling[emitted.column],
        minlength=len(database.elementary),
    )
    counted = amounts * _per_unit(database, weights)
    order = np.argsort(-np.abs(counted), kind="stable")
    return tuple(
        _flow_part(database, int(row), float(amounts[row]), float(counted[row]))
        for row in order
        if amounts[row] and database.elementary[row] in database.gases
    )


def _flow_part(database: Database, row: int, amount: float, counted: float) -> FlowPart:
    id_ = database.elementary[row]
    mapped, flow = database.gases[id_], database.flow(id_)
    return FlowPart(
        flow=id_,
        name=flow.name if flow else id_,
        compartment=flow.compartment if flow else (),
        gas=mapped.gas,
        kilograms=amount * mapped.factor,
        amount=counted,
    )
