"""Labelled A, B and f of a compiled model: THE place of the sign rule.

In `A` outputs are positive and inputs negative. In `B` an exchange is positive when
it runs in its flow's own direction: an emission going out, a resource coming in.

    input, transport, waste handed to a factor     −   a demand on the supplier
    product delivered                              +
    waste handed to a treating process             +   an output of the producer
    reference of a treatment                       −   the waste it takes in
    avoided waste, substituted product             the opposite of the demand

Each product of each supplier has a row of its own, and each product of a process with
several has a column of its own, so A is square by construction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lcagraph.allocation import WeightsError, allocate_by_weights, check_shares
from lcagraph.compile.allocations import SHARES
from lcagraph.compile.plan import AllocationPlan, CompiledModel, Edge
from lcagraph.errors import CalculationError, Finding
from lcagraph.units import DIMENSIONLESS, conversion, parse_unit

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]
Rule = Callable[[Floats], Floats]

KILOGRAM = parse_unit("kg")
WHOLE = 0
"""Position of the share that is always one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """Label of one column of A and B, and of the row of A that it delivers."""

    id: str
    """Process or factor id."""
    row: str
    product: str
    unit: str
    is_factor: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Entries:
    """Matrix entries before summation: coefficient × term × allocation share."""

    row: Indices
    column: Indices
    coefficient: Floats
    """Sign × unit conversion."""
    term: Indices
    share: Indices
    source: Indices
    """Edge (in A) or direct flow (in B) that it is from; −1: the reference amount."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Everything about the matrices that does not depend on values."""

    columns: tuple[Column, ...]
    flows: tuple[str, ...]
    """Elementary flows: the rows of B. [kg]"""
    a: Entries
    b: Entries
    share: Indices
    """Position of the allocation share of each column."""
    demand_column: int
    demand_coefficient: float
    demand_term: int

    @property
    def n(self) -> int:
        return len(self.columns)


SIGN_OF_DEMAND = {
    "input": -1.0,
    "transport": -1.0,
    "waste": -1.0,
    "avoided_waste": 1.0,
    "substitution": 1.0,
}


def lay_out(compiled: CompiledModel) -> Layout:
    """Rows, columns and entries of the matrices of a compiled model."""
    return _Builder(compiled).layout()


def entry_values(entries: Entries, filled: Floats, shares: Floats) -> Floats:
    """Values of matrix entries, shape (k, e), from terms and allocation shares."""
    values: Floats = (
        filled[:, entries.term] * entries.coefficient * shares[:, entries.share]
    )
    return values


def demand_vector(layout: Layout, filled: Floats) -> Floats:
    """Final demand f, shape (k, n). [unit of the row's product]"""
    f = np.zeros((filled.shape[0], layout.n))
    f[:, layout.demand_column] = (
        filled[:, layout.demand_term] * layout.demand_coefficient
    )
    return f


def allocation_shares(compiled: CompiledModel, filled: Floats) -> Floats:
    """Allocation factors of k variants, in the order that `lay_out` gives them.

    Returns
    -------
    ndarray, shape (k, 1 + number of shares)
        The first column is one, for exchanges that nothing shares. [1]

    Raises
    ------
    CalculationError
        Weights that are negative or add to nothing, shares that don't add to one.
    """
    blocks = [np.ones((filled.shape[0], 1))]
    for plan in compiled.allocations:
        blocks.append(_factors(compiled, plan, filled))
        for path, terms in plan.causal.items():
            at = f"{path}.shares"
            blocks.append(_checked(check_shares, compiled, terms, filled, at))
    return np.hstack(blocks)


def _factors(compiled: CompiledModel, plan: AllocationPlan, filled: Floats) -> Floats:
    """Factors of one process: the switched-on basis, or a blend of bases."""
    factors = np.zeros((filled.shape[0], len(plan.functions)))
    at = f"processes.{plan.process}.allocation"
    switches = tuple(plan.switches[basis] for basis in plan.weights)
    _checked(check_shares, compiled, switches, filled, at)
    for basis, terms in plan.weights.items():
        switch = filled[:, compiled.table.index[plan.switches[basis]]]
        on = np.flatnonzero(switch)  # the weights of other variants are not asked
        if not on.size:
            continue
        is_stated = basis.partition(":")[0] == SHARES
        rule = check_shares if is_stated else allocate_by_weights
        shares = _checked(rule, compiled, terms, filled[on], at)
        factors[on] += switch[on, None] * shares
    return factors


def _checked(
    rule: Rule,
    compiled: CompiledModel,
    terms: tuple[str, ...],
    filled: Floats,
    at: str,
) -> Floats:
    table = compiled.table
    first = DIMENSIONLESS if rule is check_shares else table.units[terms[0]]
    weights = np.stack(
        [
            filled[:, table.index[term]] * conversion(table.units[term], first)
            for term in terms
        ],
        axis=1,
    )
    try:
        factors = rule(weights)
    except WeightsError as error:
        codes = {"negative": "E328", "zero": "E329", "sum": "E330"}
        total = f"{error.total:.6g}"
        finding = Finding(code=codes[error.reason], at=at, values={"total": total})
        raise CalculationError([finding]) from None
    return factors


class _Builder:
    """Collects the entries of A and B."""

    def __init__(self, compiled: CompiledModel) -> None:
        self.compiled = compiled
        self.index = {
            (f.process, f.row): i for i, f in enumerate(compiled.functions)
        } | {
            (c.id, c.id): len(compiled.functions) + j
            for j, c in enumerate(compiled.factors)
        }
        self.functions_of: dict[str, list[int]] = {}
        for i, function in enumerate(compiled.functions):
            self.functions_of.setdefault(function.process, []).append(i)
        self.units = [f.unit for f in compiled.functions] + [
            c.unit for c in compiled.factors
        ]
        self.share_of: dict[tuple[str, int], int] = {}
        self._number_shares()
        flows = {d.flow for d in compiled.direct} | {
            flow for column in compiled.factors for flow in column.flows
        }
        self.flows = tuple(sorted(flows))
        self.flow_index = {flow: i for i, flow in enumerate(self.flows)}
        self.a: list[tuple[int, int, float, int, int, int]] = []
        self.b: list[tuple[int, int, float, int, int, int]] = []

    def layout(self) -> Layout:
        self._add_references()
        for number, edge in enumerate(self.compiled.edges):
            self._add_edge(number, edge)
        self._add_flows()
        demand = self.compiled.demand
        column = self.index[demand.process, demand.row]
        term = self.compiled.demand_term
        return Layout(
            columns=self._labels(),
            flows=self.flows,
            a=_entries(self.a),
            b=_entries(self.b),
            share=np.array(
                [self._share(c.id, j) for j, c in enumerate(self._labels())],
                dtype=np.intp,
            ),
            demand_column=column,
            demand_coefficient=(-1.0 if demand.is_treatment else 1.0)
            * conversion(self.compiled.table.units[term], self.units[column]),
            demand_term=self.compiled.table.index[term],
        )

    def _labels(self) -> tuple[Column, ...]:
        functions = [
            Column(
                id=f.process,
                row=f.row,
                product=f.product,
                unit=f.unit.symbol,
                is_factor=False,
            )
            for f in self.compiled.functions
        ]
        factors = [
            Column(
                id=c.id,
                row=c.id,
                product=c.factor.product or c.id,
                unit=c.unit.symbol,
                is_factor=True,
            )
            for c in self.compiled.factors
        ]
        return tuple(functions + factors)

    def _number_shares(self) -> None:
        """Positions of the shares, in the order of `allocation_shares`."""
        position = 1
        for plan in self.compiled.allocations:
            columns = [self.index[plan.process, row] for row in plan.functions]
            for owner in (f"processes.{plan.process}", *plan.causal):
                for column in columns:
                    self.share_of[owner, column] = position
                    position += 1

    def _share(self, process: str, column: int, causal: str | None = None) -> int:
        owner = causal or f"processes.{process}"
        return self.share_of.get((owner, column), WHOLE)

    def _term(self, path: str) -> int:
        return self.compiled.table.index[path]

    def _add_references(self) -> None:
        for i, function in enumerate(self.compiled.functions):
            sign = -1.0 if function.is_treatment else 1.0
            self.a.append((i, i, sign, self._term(function.term), WHOLE, -1))
        for column in self.compiled.factors:
            j = self.index[column.id, column.id]
            self.a.append((j, j, 1.0, self._term(column.per), WHOLE, -1))

    def _add_edge(self, number: int, edge: Edge) -> None:
        row = self.index[edge.supplier, edge.supplier_row]
        sign = SIGN_OF_DEMAND[edge.kind]
        if self._is_treatment(row):
            sign = -sign  # the waste is an output of its producer
        unit = self.compiled.table.units[edge.term]
        coefficient = sign * conversion(unit, self.units[row])
        term = self._term(edge.term)
        columns: Iterable[int] = self.functions_of.get(edge.process, ())
        if edge.function is not None:
            columns = [self.index[edge.process, edge.function]]
        for column in columns:
            share = self._share(edge.process, column, edge.causal)
            if edge.function is not None:
                share = WHOLE
            self.a.append((row, column, coefficient, term, share, number))

    def _is_treatment(self, row: int) -> bool:
        functions = self.compiled.functions
        return row < len(functions) and functions[row].is_treatment

    def _add_flows(self) -> None:
        units = self.compiled.table.units
        for number, direct in enumerate(self.compiled.direct):
            coefficient = conversion(units[direct.term], KILOGRAM)
            flow, term = self.flow_index[direct.flow], self._term(direct.term)
            for column in self.functions_of.get(direct.process, ()):
                share = self._share(direct.process, column, direct.causal)
                self.b.append((flow, column, coefficient, term, share, number))
        for column_ in self.compiled.factors:
            j = self.index[column_.id, column_.id]
            for flow_id, path in column_.flows.items():
                coefficient = conversion(units[path], KILOGRAM)
                row = self.flow_index[flow_id]
                self.b.append((row, j, coefficient, self._term(path), WHOLE, -1))


def _entries(rows: list[tuple[int, int, float, int, int, int]]) -> Entries:
    columns = list(zip(*rows, strict=True)) if rows else [()] * 6
    row, column, coefficient, term, share, source = columns
    return Entries(
        row=np.array(row, dtype=np.intp),
        column=np.array(column, dtype=np.intp),
        coefficient=np.array(coefficient, dtype=np.float64),
        term=np.array(term, dtype=np.intp),
        share=np.array(share, dtype=np.intp),
        source=np.array(source, dtype=np.intp),
    )
