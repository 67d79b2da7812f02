"""Which stage, process, input and gas the footprint is from.

The ledger is the footprint taken apart without overlap: one row for every draw of a
process on a factor, and for every elementary flow of a process, in every life cycle
stage. Its sum is the footprint, so every table by stage, process, input or gas is a
sum over rows, and activity × factor = emission holds in each (表3-17…3-21).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lcagraph.arrays import Numbers, Prepared, intervention_matrix
from lcagraph.compile.plan import EdgeKind
from lcagraph.graph.words import Stage
from lcagraph.impact import including_and_excluding
from lcagraph.matrices import Entries
from lcagraph.refusals import named_problems
from lcagraph.solve import analyse, solve_variants

Floats = NDArray[np.float64]

UNASSIGNED = "unassigned"
"""Stage of what no stage can be told for; a finding names it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerRow:
    """One draw on a factor, or one elementary flow, in one stage, per reference."""

    stage: str
    process: str
    path: str
    """Model path of the exchange."""
    kind: EdgeKind | None
    """None: an elementary flow of the process itself."""
    name: str
    """Product, freight or gas id."""
    supplier: str | None
    """Factor id; None: an elementary flow of the process itself."""
    amount: float
    """Activity. [unit]"""
    unit: str
    flows: Floats
    """Emission per elementary flow, shape (flows,). [kg]"""
    items: Floats
    """Emission per item, shape (items,). [kgCO2e]"""

    @property
    def including(self) -> float:
        """Contribution to the total including biogenic CO2. [kgCO2e]"""
        return float(self.items @ including_and_excluding()[0])

    @property
    def excluding(self) -> float:
        """Contribution to the total excluding biogenic CO2. [kgCO2e]"""
        return float(self.items @ including_and_excluding()[1])


def ledger(prepared: Prepared, numbers: Numbers) -> tuple[LedgerRow, ...]:
    """The footprint of the first variant, taken apart.

    Parameters
    ----------
    prepared : Prepared
        The compiled model.
    numbers : Numbers
        Its arrays; the first variant is read.

    Returns
    -------
    tuple of LedgerRow
        Rows that are zero in every flow and amount are left out.
    """
    by_stage = stage_scaling(prepared, numbers)
    return (
        *_factor_rows(prepared, numbers, by_stage),
        *_direct_rows(prepared, numbers, by_stage),
    )


def group(
    rows: Iterable[LedgerRow], key: Callable[[LedgerRow], str]
) -> dict[str, Floats]:
    """Items summed over the rows that share a key, in order of appearance."""
    sums: dict[str, Floats] = {}
    for row in rows:
        found = sums.get(key(row))
        sums[key(row)] = row.items.copy() if found is None else found + row.items
    return sums


def stage_scaling(prepared: Prepared, numbers: Numbers) -> dict[str, Floats]:
    """Runs of the columns that book to their consumers' stages, per stage.

    Columns without a stage of their own (mixes, utilities) are demanded by exchanges
    that have one; that demand is carried down through exchanges that have none:

        M x_σ = d_σ,  M: references and inheriting exchanges among those columns,
        d_σ: what exchanges of stage σ demand of them;  Σ_σ x_σ = s there.

    Returns
    -------
    dict of str to ndarray, shape (n,)
        Runs per stage; zero in the columns that have their own stage. [1]

    Raises
    ------
    CalculationError
        A loop that has net output only by exchanges with a stage of their own.
    """
    layout = prepared.layout
    stages = [edge.stage for edge in prepared.compiled.edges]
    floating = _floating(prepared)
    position = np.cumsum(floating) - 1
    data = numbers.A[0]
    demand: dict[str, Floats] = {}
    inherited: list[tuple[int, int, float]] = []
    for row, column, source, value in zip(
        layout.a.row, layout.a.column, layout.a.source, data, strict=True
    ):
        if not floating[row]:
            continue
        stage = None if source < 0 else stages[source]
        if source < 0 or (stage is None and floating[column]):
            inherited.append((position[row], position[column], value))
        else:
            d = demand.setdefault(stage or UNASSIGNED, np.zeros(int(floating.sum())))
            d[position[row]] -= value * numbers.s[0, column]
    if floating[layout.demand_column]:
        d = demand.setdefault(_reference_stage(prepared), np.zeros(int(floating.sum())))
        d[position[layout.demand_column]] += numbers.f[0, layout.demand_column]
    columns = [layout.columns[j] for j in np.flatnonzero(floating)]
    with named_problems(columns):
        return _solve_stages(inherited, demand, floating)


def _solve_stages(
    inherited: list[tuple[int, int, float]],
    demand: dict[str, Floats],
    floating: NDArray[np.bool_],
) -> dict[str, Floats]:
    size = int(floating.sum())
    if not size or not demand:
        return {}
    rows, columns, values = (np.array(part) for part in zip(*inherited, strict=True))
    structure = analyse(size, rows, columns, values, matching=np.arange(size))
    wanted = np.stack(list(demand.values()))
    solved, _ = solve_variants(
        structure, np.broadcast_to(values, (len(demand), len(values))), wanted
    )
    result = {}
    for stage, runs in zip(demand, solved, strict=True):
        result[stage] = np.zeros(len(floating))
        result[stage][floating] = runs
    return result


def _floating(prepared: Prepared) -> NDArray[np.bool_]:
    """Columns that book to their consumers' stages; factors are told by their edges."""
    processes = prepared.compiled.system.processes
    return np.array(
        [
            not column.is_factor and processes[column.id].own_stage is None
            for column in prepared.layout.columns
        ],
        dtype=bool,
    )


def _reference_stage(prepared: Prepared) -> str:
    process = prepared.compiled.system.processes.get(prepared.compiled.demand.process)
    return (process.stage if process else None) or UNASSIGNED


def _factor_rows(
    prepared: Prepared, numbers: Numbers, by_stage: dict[str, Floats]
) -> Iterable[LedgerRow]:
    """Draws of processes on factors, and of the reference itself on one."""
    layout, edges = prepared.layout, prepared.compiled.edges
    intensity = _column_flows(prepared, numbers)
    data = numbers.A[0]
    factor_row = {c.id: j for j, c in enumerate(layout.columns) if c.is_factor}
    drawn: dict[tuple[int, str], float] = {}
    for row, column, source, value in zip(
        layout.a.row, layout.a.column, layout.a.source, data, strict=True
    ):
        if source < 0 or not layout.columns[row].is_factor:
            continue
        for stage, runs in _runs(edges[source].stage, column, numbers, by_stage):
            key = (int(source), stage)
            drawn[key] = drawn.get(key, 0.0) - value * runs
    for (source_, stage), amount in drawn.items():
        edge = edges[source_]
        row_ = factor_row[edge.supplier]
        flows = intensity[:, row_] * amount
        if amount == 0 and not flows.any():
            continue
        yield LedgerRow(
            stage=stage,
            process=edge.process,
            path=edge.path,
            kind=edge.kind,
            name=edge.product,
            supplier=edge.supplier,
            amount=amount,
            unit=layout.columns[row_].unit,
            flows=flows,
            items=prepared.characterisation @ flows,
        )
    if layout.columns[layout.demand_column].is_factor:
        yield _reference_row(prepared, numbers, intensity)


def _reference_row(
    prepared: Prepared, numbers: Numbers, intensity: Floats
) -> LedgerRow:
    """The whole footprint, where the reference is a factor itself."""
    column = prepared.layout.columns[prepared.layout.demand_column]
    amount = float(numbers.f[0, prepared.layout.demand_column])
    flows = intensity[:, prepared.layout.demand_column] * amount
    factor = prepared.compiled.system.factors[column.id]
    return LedgerRow(
        stage=factor.stage or UNASSIGNED,
        process=column.id,
        path="reference",
        kind="input",
        name=column.product,
        supplier=column.id,
        amount=amount,
        unit=column.unit,
        flows=flows,
        items=prepared.characterisation @ flows,
    )


def _column_flows(prepared: Prepared, numbers: Numbers) -> Floats:
    """Elementary flows per unit of what each column delivers, shape (flows, n)."""
    layout = prepared.layout
    flows = intervention_matrix(prepared, numbers)
    data = numbers.A[0]
    reference = np.ones(layout.n)
    is_reference = layout.a.source < 0
    reference[layout.a.column[is_reference]] = data[is_reference]
    per_unit: Floats = flows / reference
    return per_unit


def _runs(
    stage: Stage | None,
    column: int,
    numbers: Numbers,
    by_stage: dict[str, Floats],
) -> Iterable[tuple[str, float]]:
    """Runs of a column that an exchange of it counts, per stage."""
    if stage is not None:
        yield stage, float(numbers.s[0, column])
    else:
        for name, runs in by_stage.items():
            if runs[column]:
                yield name, float(runs[column])


def _direct_rows(
    prepared: Prepared, numbers: Numbers, by_stage: dict[str, Floats]
) -> Iterable[LedgerRow]:
    """Elementary flows of the processes themselves."""
    layout, direct = prepared.layout, prepared.compiled.direct
    entries: Entries = layout.b
    data = numbers.B[0]
    emitted: dict[tuple[int, str], float] = {}
    for column, source, value in zip(entries.column, entries.source, data, strict=True):
        if source < 0:
            continue
        for stage, runs in _runs(direct[source].stage, column, numbers, by_stage):
            key = (int(source), stage)
            emitted[key] = emitted.get(key, 0.0) + value * runs
    index = {flow: i for i, flow in enumerate(layout.flows)}
    for (source_, stage), amount in emitted.items():
        if amount == 0:
            continue
        flow = direct[source_]
        flows = np.zeros(len(layout.flows))
        flows[index[flow.flow]] = amount
        yield LedgerRow(
            stage=stage,
            process=flow.process,
            path=flow.path,
            kind=None,
            name=flow.flow,
            supplier=None,
            amount=amount,
            unit="kg",
            flows=flows,
            items=prepared.characterisation @ flows,
        )
