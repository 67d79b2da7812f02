"""The chain backwards: every item of the footprint by every number of the model.

    h = C B s,  A s = f                    Λ A = C B  (one adjoint solve)
    ∂h/∂A_rc = −Λ_r s_c     ∂h/∂B_rc = C_r s_c     ∂h/∂f_r = Λ_r     ∂h/∂C_r = g_r

and from the entries of A and B to terms and allocation shares, from shares to their
weights, from formulas to what they name. The cost is one solve forward and one
backward, however many numbers there are. (Heijungs & Suh 2002, ch. 6, gives the same
derivatives entry by entry.)
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lcagraph.arrays import Floats, Numbers, Prepared
from lcagraph.calculate import inventory, numbers_of
from lcagraph.compile import CompiledModel
from lcagraph.compile.allocations import SHARES
from lcagraph.compile.plan import AllocationPlan
from lcagraph.formulas.derivatives import differentiate
from lcagraph.impact import warming_factors
from lcagraph.matrices import Entries
from lcagraph.refusals import named_problems
from lcagraph.solve import solve_adjoint
from lcagraph.units import DIMENSIONLESS, Unit, conversion

Indices = NDArray[np.intp]


@dataclass(frozen=True, slots=True, kw_only=True)
class TermKink:
    """A place where a formula of the model bends or jumps."""

    term: str
    """Path of the term whose formula it is."""
    function: str
    text: str
    margin: Floats
    """Relative distance of each variant from it, shape (k,). [1]"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemDerivatives:
    """Items of k variants and their derivatives by every independent number."""

    items: Floats
    """Shape (k, items). [kgCO2e]"""
    by_number: Floats
    """Shape (k, items, n). [kgCO2e / unit of the number]"""
    kinks: tuple[TermKink, ...]


def item_derivatives(prepared: Prepared, values: Floats) -> ItemDerivatives:
    """Derivatives of the items of k variants by every independent number.

    Parameters
    ----------
    prepared : Prepared
        The compiled model.
    values : ndarray, shape (k, n)
        Independent values. [each in its own unit]

    Raises
    ------
    ModelError, CalculationError
        As `calculate.evaluate`.
    """
    numbers = numbers_of(prepared, values)
    weights = _characterisation(prepared, numbers)
    with named_problems(prepared.layout.columns):
        intensity = solve_adjoint(
            prepared.structure, numbers.A, _direct(prepared, numbers, weights)
        )
    of_terms, of_shares = _from_entries(prepared, numbers, weights, intensity)
    _through_shares(prepared.compiled, numbers, of_shares, of_terms)
    g = inventory(prepared, numbers)
    for term, flow in prepared.factor_spreads:
        warming = warming_factors(prepared.characterisation[:, flow])
        of_terms[:, :, term] += g[:, None, flow] * warming
    kinks = through_formulas(prepared.compiled, numbers.filled, of_terms)
    return ItemDerivatives(
        items=np.einsum("kif,kf->ki", weights, g),
        by_number=of_terms[:, :, : values.shape[1]],
        kinks=kinks,
    )


def _characterisation(prepared: Prepared, numbers: Numbers) -> Floats:
    """C of each variant, shape (k, items, flows). [kgCO2e/kg]"""
    C = prepared.characterisation
    weights: Floats = np.broadcast_to(C, (len(numbers.s), *C.shape))
    if prepared.factor_spreads:
        weights = weights.copy()
    for term, flow in prepared.factor_spreads:
        off = numbers.filled[:, term] - 1.0
        weights[:, :, flow] += off[:, None] * warming_factors(C[:, flow])
    return weights


def _direct(prepared: Prepared, numbers: Numbers, weights: Floats) -> Floats:
    """C B of each variant, shape (k, items, n). [kgCO2e per run]"""
    b = prepared.layout.b
    direct = np.zeros((*weights.shape[:2], prepared.layout.n))
    emitted = weights[:, :, b.row] * numbers.B[:, None, :]
    _add_at(direct, b.column, emitted)
    return direct


def _from_entries(
    prepared: Prepared, numbers: Numbers, weights: Floats, intensity: Floats
) -> tuple[Floats, Floats]:
    """Derivatives by terms, shape (k, items, terms), and by shares, from A, B and f."""
    layout = prepared.layout
    k, terms = numbers.filled.shape
    items = weights.shape[1]
    of_terms = np.zeros((k, items, terms))
    of_shares = np.zeros((k, items, numbers.shares.shape[1]))
    runs = numbers.s[:, None, :]
    by_a = -intensity[:, :, layout.a.row] * runs[:, :, layout.a.column]
    by_b = weights[:, :, layout.b.row] * runs[:, :, layout.b.column]
    for entries, by_entry in ((layout.a, by_a), (layout.b, by_b)):
        _from_products(entries, by_entry, numbers, of_terms, of_shares)
    by_f = intensity[:, :, layout.demand_column] * layout.demand_coefficient
    of_terms[:, :, layout.demand_term] += by_f
    return of_terms, of_shares


def _from_products(
    entries: Entries,
    by_entry: Floats,
    numbers: Numbers,
    of_terms: Floats,
    of_shares: Floats,
) -> None:
    """An entry is coefficient × term × share, so each gets the others' product."""
    scaled = by_entry * entries.coefficient
    share = numbers.shares[:, None, entries.share]
    term = numbers.filled[:, None, entries.term]
    _add_at(of_terms, entries.term, scaled * share)
    _add_at(of_shares, entries.share, scaled * term)


def _add_at(totals: Floats, columns: Indices, parts: Floats) -> None:
    """Add parts to the columns (last axis) of totals; a column may occur often."""
    np.add.at(np.moveaxis(totals, 2, 0), columns, np.moveaxis(parts, 2, 0))


# --------------------------------------------------------------------- shares, terms


def _through_shares(
    compiled: CompiledModel, numbers: Numbers, of_shares: Floats, of_terms: Floats
) -> None:
    """Add derivatives by weights, in the order of `matrices.allocation_shares`."""
    position = 1  # before it stands the share that is always one
    for plan in compiled.allocations:
        width = len(plan.functions)
        of_factors = of_shares[:, :, position : position + width]
        _through_factors(compiled, plan, numbers.filled, of_factors, of_terms)
        position += width
        for terms in plan.causal.values():
            part = of_shares[:, :, position : position + width]
            _add_stated(compiled, terms, part, of_terms)
            position += width


def _through_factors(
    compiled: CompiledModel,
    plan: AllocationPlan,
    filled: Floats,
    of_factors: Floats,
    of_terms: Floats,
) -> None:
    """share_p = w_p / W, so ∂h/∂w_q = (∂h/∂share_q − Σ_p share_p ∂h/∂share_p) / W."""
    for basis, terms in plan.weights.items():
        switch = filled[:, compiled.table.index[plan.switches[basis]]]
        if not switch.any():
            continue
        part = of_factors * switch[:, None, None]
        if basis.partition(":")[0] == SHARES:
            _add_stated(compiled, terms, part, of_terms)
            continue
        columns, scales = _weights_of(compiled, terms, compiled.table.units[terms[0]])
        weights = filled[:, columns] * scales
        whole = weights.sum(axis=1)
        is_on = switch != 0  # weights of a basis that is off may add to nothing
        shares = np.divide(
            weights, whole[:, None], out=np.zeros_like(weights), where=is_on[:, None]
        )
        of_weights = part - (part * shares[:, None, :]).sum(axis=2, keepdims=True)
        of_weights[is_on] /= whole[is_on, None, None]
        _add_at(of_terms, columns, of_weights * scales)


def _add_stated(
    compiled: CompiledModel,
    terms: tuple[str, ...],
    part: Floats,
    of_terms: Floats,
) -> None:
    """Stated shares count as they are."""
    columns, scales = _weights_of(compiled, terms, DIMENSIONLESS)
    _add_at(of_terms, columns, part * scales)


def _weights_of(
    compiled: CompiledModel, terms: tuple[str, ...], unit: Unit
) -> tuple[Indices, Floats]:
    """Positions of terms, and the factors that bring them to one unit."""
    table = compiled.table
    columns = np.array([table.index[term] for term in terms], dtype=np.intp)
    scales = np.array([conversion(table.units[term], unit) for term in terms])
    return columns, scales


def through_formulas(
    compiled: CompiledModel, filled: Floats, of_terms: Floats
) -> tuple[TermKink, ...]:
    """Add what derived terms count to the terms that their formulas name, last first.

    Parameters
    ----------
    compiled : CompiledModel
        The model.
    filled : ndarray, shape (k, terms)
        Every term of each variant. [each in its own unit]
    of_terms : ndarray, shape (k, m, terms)
        Derivatives of m results by every term as it is used directly; changed in
        place to the whole derivative. Afterwards those of independent terms, which
        come first, hold everything.
    """
    table = compiled.table
    first = len(table.independent)
    names = {name: filled[:, position] for name, position in table.index.items()}
    kinks: list[TermKink] = []
    for position in range(first + len(table.derived) - 1, first - 1, -1):
        bar = of_terms[:, :, position]
        if not bar.any():
            continue
        term = table.derived[position - first]
        found = differentiate(term.expression, names, table.units)
        for name, partial in found.by_name.items():
            # where nothing arrives nothing goes on, though the partial be infinite
            with np.errstate(invalid="ignore"):
                added = np.where(bar == 0, 0.0, bar * partial[:, None])
            of_terms[:, :, table.index[name]] += added
        kinks += [
            TermKink(
                term=term.path,
                function=kink.function,
                text=kink.text,
                margin=np.broadcast_to(kink.margin, len(filled)),
            )
            for kink in found.kinks
        ]
    return tuple(kinks)
