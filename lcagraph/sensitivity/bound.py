"""Numbers that can't move alone: shares of a mix or of an allocation add up.

    Σ inputs = output of a mix,    Σ shares = 1

A number that such a sum holds is moved along a line: the others that make up the sum
give way, or fill up, in proportion to what they are. Where a number with an uncertainty
is moved, that is as its draws are (`sampling.shares`): literal shares without one give
way, if there are any; else the other literal shares. A formula such as
``1 - green_share`` keeps the sum by itself, so the share in it is free.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from lcagraph.arrays import Floats, Prepared
from lcagraph.compile import CompiledModel
from lcagraph.compile.allocations import SHARES
from lcagraph.sampling.numbers import is_uncertain
from lcagraph.sensitivity.adjoint import through_formulas
from lcagraph.units import DIMENSIONLESS, conversion

Flags = NDArray[np.bool_]

HELD = 1e-12
"""Derivative of a sum by a number, relative to the largest, that counts as none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """One sum that every variant keeps."""

    at: str
    """Process, or the input with shares of its own."""
    slopes: Floats
    """Derivative of what must be zero by every independent number, shape (n,); exactly
    0 where it is but rounding."""
    literals: Flags
    """Which of them are shares themselves, not numbers in formulas of shares, shape
    (n,)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """How the others move when one number does."""

    column: int
    others: Mapping[int, float] = field(default_factory=dict)
    """Column → its change per unit of the number. Empty: the number is free."""
    is_fixed: bool = False
    """True if nothing could give way: the number can't move at all."""

    def moved(self, base: Floats, values: Floats) -> Floats:
        """Variants in which the number has other values, shape (k, n)."""
        table = np.repeat(base[None, :], len(values), axis=0)
        table[:, self.column] = values
        for column, slope in self.others.items():
            table[:, column] += slope * (values - base[self.column])
        return table


def lines(prepared: Prepared, values: Floats) -> tuple[Line, ...]:
    """How each independent number can move, at one variant.

    Parameters
    ----------
    prepared : Prepared
        The compiled model.
    values : ndarray, shape (n,)
        Independent values. [each in its own unit]

    Returns
    -------
    tuple of Line
        One per independent number, in their order.
    """
    sums = list(_sums(prepared, values))
    independent = prepared.compiled.table.independent
    drawn = np.array([is_uncertain(term) for term in independent], dtype=bool)
    return tuple(_line(column, values, sums, drawn) for column in range(len(values)))


def _line(column: int, values: Floats, sums: list[Sum], drawn: Flags) -> Line:
    others: dict[int, float] = {}
    for sum_ in sums:
        own = sum_.slopes[column]
        if not own:
            continue
        parts = sum_.slopes * values
        parts[column] = 0.0
        parts[parts < 0] = 0.0  # the whole stays; its parts give way
        if drawn[column]:
            parts = _as_drawn(parts, sum_, drawn)
        if parts.sum() <= 0:
            return Line(column=column, is_fixed=True)
        for other in np.flatnonzero(parts):
            slope = -own * values[other] / parts.sum()
            others[int(other)] = others.get(int(other), 0.0) + float(slope)
    return Line(column=column, others=others)


def _as_drawn(parts: Floats, sum_: Sum, drawn: Flags) -> Floats:
    """What gives way to a number that is drawn, shape (n,)."""
    for gives_way in (sum_.literals & ~drawn, sum_.literals):
        some = np.where(gives_way, parts, 0.0)
        if some.any():
            return some
    return parts


def _sums(prepared: Prepared, values: Floats) -> Iterator[Sum]:
    """Every sum of a model, with its derivatives."""
    compiled = prepared.compiled
    stated = [*_mixes(compiled), *_shares(compiled, values)]
    if not stated:
        return
    filled = compiled.table.fill(values[None, :])
    of_terms = np.zeros((1, len(stated), filled.shape[1]))
    for row, (_, parts) in enumerate(stated):
        for term, scale in parts.items():
            of_terms[0, row, compiled.table.index[term]] += scale
    through_formulas(compiled, filled, of_terms)
    slopes = of_terms[0, :, : len(values)]
    for (at, parts), found in zip(stated, slopes, strict=True):
        is_held = np.abs(found) > HELD * np.abs(found).max()
        shares = [
            compiled.table.index[term] for term, scale in parts.items() if scale > 0
        ]
        yield Sum(
            at=at,
            slopes=np.where(is_held, found, 0.0),
            literals=np.isin(np.arange(len(values)), shares),
        )


def _mixes(compiled: CompiledModel) -> Iterator[tuple[str, dict[str, float]]]:
    """Inputs of each mix less its output."""
    units = compiled.table.units
    for id_, process in compiled.system.processes.items():
        own = [f for f in compiled.functions if f.process == id_]
        if process.kind != "mix" or len(own) != 1:
            continue
        parts = {own[0].term: -1.0}
        edges = [e for e in compiled.edges if e.process == id_ and e.kind == "input"]
        links = [edge.term for edge in edges]
        links += [b.term for b in compiled.burden_free if b.process == id_]
        for term in dict.fromkeys(links):
            scale = conversion(units[term], own[0].unit)
            parts[term] = parts.get(term, 0.0) + scale
        yield f"processes.{id_}", parts


def _shares(
    compiled: CompiledModel, values: Floats
) -> Iterator[tuple[str, dict[str, float]]]:
    """Stated shares of each process and input that count in this variant."""
    table = compiled.table
    for plan in compiled.allocations:
        stated = [
            (f"processes.{plan.process}", terms)
            for basis, terms in plan.weights.items()
            if basis.partition(":")[0] == SHARES
            and values[table.index[plan.switches[basis]]]
        ]
        for at, terms in [*stated, *plan.causal.items()]:
            yield (
                at,
                {term: conversion(table.units[term], DIMENSIONLESS) for term in terms},
            )
