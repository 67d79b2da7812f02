"""Values of a compiled model that no process can have, found before solving."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from lcagraph.compile.deductions import deduction_findings
from lcagraph.compile.plan import CompiledModel, Edge
from lcagraph.compile.sums import sum_findings
from lcagraph.errors import Finding
from lcagraph.impact import LAND_USE, check_ready_sign
from lcagraph.recycling import CREDITS, SHARES
from lcagraph.units import DIMENSIONLESS, conversion
from lcagraph.waivers import waive

LEG_LIMITS = {
    "distance": np.inf,
    "load_factor": 1.0,
    "empty_return": np.inf,
    "refrigerated": np.inf,
}
"""Largest value of each number of a transport leg; the smallest is zero."""

READY = "co2e_"
"""How the flows of ready CO2e figures begin, before the item."""


def check_values(
    compiled: CompiledModel, filled: NDArray[np.float64]
) -> tuple[Finding, ...]:
    """Findings about the terms of k variants: references, bounds, signs, sums.

    Most rules are fixed limits of one term. No variant breaks them if neither the
    least nor the largest value of each term does, so these two stand for all.

    Parameters
    ----------
    compiled : CompiledModel
        The model.
    filled : ndarray, shape (k, terms)
        Every term of each variant. [each in its own unit]
    """
    rows = filled if len(filled) == 1 else (filled.min(axis=0), filled.max(axis=0))
    outside = [*_bounds(compiled, filled)]
    found = [*sum_findings(compiled, filled), *deduction_findings(compiled, filled)]
    found += [*outside, *_signs(compiled, filled)]
    ready = _ready_terms(compiled)
    for row in rows:
        found += [
            *_references(compiled, row),
            *_legs(compiled, row),
            # what a parameter out of its range makes negative has been told by then
            *(() if outside else _negative_inputs(compiled, row)),
            *_ready_signs(ready, row),
            *_recycling_shares(compiled, row),
            *_land_use_periods(compiled, row),
        ]
    different = {(finding.code, finding.at): finding for finding in found}
    return waive(compiled.system, different.values())


def _references(
    compiled: CompiledModel, filled: NDArray[np.float64]
) -> Iterable[Finding]:
    """Reference amounts that are zero, or negative as some databases write them."""
    index = compiled.table.index
    places = [(f.term, f.product, f.unit.symbol) for f in compiled.functions]
    places += [(c.per, c.id, c.unit.symbol) for c in compiled.factors]
    for term, product, unit in places:
        amount = float(filled[index[term]])
        if amount == 0:
            yield Finding(code="E306", at=term, values={"product": product})
        elif amount < 0:
            values = {"product": product, "amount": f"{amount:.6g} {unit}"}
            yield Finding(code="W330", at=term, values=values)
    demanded = float(filled[index[compiled.demand_term]])
    if demanded == 0:
        values = {"product": compiled.demand.product}
        yield Finding(code="E306", at=compiled.demand_term, values=values)
    elif demanded < 0:
        values = {"amount": f"{demanded:.6g}"}
        yield Finding(code="E346", at=compiled.demand_term, values=values)


def _legs(compiled: CompiledModel, filled: NDArray[np.float64]) -> Iterable[Finding]:
    """Distances and corrections of freight that no leg can have."""
    table = compiled.table
    for edge in compiled.edges:
        for key, most in LEG_LIMITS.items() if edge.kind == "transport" else ():
            path = f"{edge.path}.{key}"
            if path not in table.index:
                continue
            value = float(filled[table.index[path]]) * table.units[path].factor
            if not 0 <= value <= most:
                text = f"{filled[table.index[path]]:.6g} {table.units[path].symbol}"
                values = {"key": key, "value": text.removesuffix(" 1")}
                yield Finding(code="E347", at=path, values=values)


def _signs(compiled: CompiledModel, filled: NDArray[np.float64]) -> Iterable[Finding]:
    """Removals are magnitudes; an emission below zero is a removal in disguise.

    Two terms decide: a whole column may be written the other way round, so every
    variant is looked at with its own reference, `filled` of shape (k, terms).
    """
    index = compiled.table.index
    turned: dict[str, NDArray[np.bool_]] = {}
    for function in compiled.functions:
        is_negative = filled[:, index[function.term]] < 0
        known = turned.get(function.process)
        turned[function.process] = is_negative if known is None else known | is_negative
    for direct in compiled.direct:
        amounts = filled[:, index[direct.term]]
        if direct.process in turned:
            amounts = np.where(turned[direct.process], -amounts, amounts)
        amount = float(amounts.min())
        is_removal = direct.path.split(".")[2] == "removals"
        if amount >= 0 or direct.flow.startswith(READY):
            continue
        values = {"flow": direct.flow, "amount": f"{amount:.6g}"}
        if is_removal:
            yield Finding(code="E344", at=direct.path, values=values)
        elif direct.flow != LAND_USE:  # soil that gains carbon
            yield Finding(code="W345", at=direct.path, values=values)


def _negative_inputs(
    compiled: CompiledModel, filled: NDArray[np.float64]
) -> Iterable[Finding]:
    """Inputs and wastes below zero: a formula that ran too far, or a hidden credit."""
    index = compiled.table.index
    turned = {f.process for f in compiled.functions if filled[index[f.term]] < 0}
    for edge in compiled.edges:
        amount = float(filled[index[edge.term]])
        is_own = edge.kind in ("input", "waste", "avoided_waste")
        if is_credit(edge) or compiled.corrects(edge.path):
            continue
        if is_own and amount < 0 and edge.process not in turned:
            unit = compiled.table.units[edge.term].symbol
            values = {"flow": edge.product, "amount": f"{amount:.6g} {unit}"}
            yield Finding(code="W362", at=edge.path, values=values)


def is_credit(edge: Edge) -> bool:
    """Whether a formula of recycling says itself that an exchange is a credit."""
    keys = edge.path.split(".")
    return keys[2] == "recycling" and keys[-1] in CREDITS


def _bounds(compiled: CompiledModel, filled: NDArray[np.float64]) -> Iterable[Finding]:
    """Parameters outside the range that they state, in any of k variants.

    A bound may be a formula, so it is compared variant by variant.
    """
    for id_, parameter in compiled.system.parameters.items():
        value = _value(compiled, filled, id_, "value")
        low = _value(compiled, filled, id_, "min", missing=-np.inf)
        high = _value(compiled, filled, id_, "max", missing=np.inf)
        is_outside = ~((low <= value) & (value <= high))
        if is_outside.any():
            unit = compiled.table.units[f"parameters.{id_}.value"].symbol
            yield Finding(
                code="E331",
                at=f"parameters.{id_}.value",
                values={
                    "value": f"{value[is_outside][0]:.6g} {unit}".removesuffix(" 1"),
                    "min": parameter.min.text if parameter.min else "−∞",
                    "max": parameter.max.text if parameter.max else "∞",
                },
            )


def _ready_terms(compiled: CompiledModel) -> list[tuple[str, str, int]]:
    """Item, term and position of each ready CO2e figure."""
    return [
        (flow.removeprefix(READY), term, compiled.table.index[term])
        for column in compiled.factors
        for flow, term in column.flows.items()
        if flow.startswith(READY)
    ]


def _ready_signs(
    ready: Iterable[tuple[str, str, int]], filled: NDArray[np.float64]
) -> Iterable[Finding]:
    """Ready CO2e figures whose item can have one sign only."""
    for item, term, position in ready:
        finding = check_ready_sign(item, float(filled[position]), term)
        if finding is not None:
            yield finding


def _land_use_periods(
    compiled: CompiledModel, filled: NDArray[np.float64]
) -> Iterable[Finding]:
    """Amortisation below zero: it would turn a loss of carbon into a gain."""
    index = compiled.table.index
    for direct in compiled.direct:
        path = f"{direct.path}.land_use_change.years"
        if path in index and filled[index[path]] <= 0:
            value = f"{filled[index[path]]:.6g} {compiled.table.units[path].symbol}"
            values = {"quantity": "years", "value": value}
            yield Finding(code="E613", at=path, values=values)


def _recycling_shares(
    compiled: CompiledModel, filled: NDArray[np.float64]
) -> Iterable[Finding]:
    """Shares of a recycling formula outside 0 … 1."""
    index = compiled.table.index
    for id_, process in compiled.system.processes.items():
        if process.recycling is None:
            continue
        path = f"processes.{id_}.recycling.parameters"
        given = {
            key: _share(compiled, filled, f"{path}.{key}")
            for key in SHARES
            if f"{path}.{key}" in index
        }
        for key, value in given.items():
            if not 0 <= value <= 1:
                values = {"parameter": key, "value": f"{value:.6g}"}
                yield Finding(code="E357", at=f"{path}.{key}", values=values)


def _share(compiled: CompiledModel, filled: NDArray[np.float64], path: str) -> float:
    factor = conversion(compiled.table.units[path], DIMENSIONLESS)
    return float(filled[compiled.table.index[path]] * factor)


def _value(
    compiled: CompiledModel,
    filled: NDArray[np.float64],
    id_: str,
    key: str,
    missing: float = np.nan,
) -> NDArray[np.float64]:
    """A number of a parameter in the unit of its value, shape (k,)."""
    table = compiled.table
    path, own = f"parameters.{id_}.{key}", f"parameters.{id_}.value"
    if path not in table.index:
        return np.full(len(filled), missing)
    factor = conversion(table.units[path], table.units[own])
    in_own_unit: NDArray[np.float64] = filled[:, table.index[path]] * factor
    return in_own_unit
