"""The footprint of every subset of the edits between two models.

Edits that are other numbers of one compiled model take one call of `evaluate` for all
their subsets; only edits of the structure need compiling again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from lcagraph.calculate import Prepared, evaluate, prepare
from lcagraph.compare.edits import Group, Tree, swapped
from lcagraph.compile import CompiledModel
from lcagraph.errors import FindingsError
from lcagraph.formats.yaml.schema import parse_system
from lcagraph.impact import ROWS
from lcagraph.units import conversion

Floats = NDArray[np.float64]


@dataclass(slots=True)
class Variants:
    """Computes the subsets of one comparison, and counts the work."""

    before: Tree
    after: Tree
    groups: Sequence[Group]
    compilations: int = 0
    evaluations: int = 0
    """Calls of `evaluate`; each takes any number of variants."""
    _compiled: dict[int, Prepared | None] = field(default_factory=dict)

    def items(self) -> Floats:
        """Items of the footprint of every subset, shape (2^m, items). [kgCO2e]

        Rows are NaN where a subset of the edits gives no model that can be solved.
        """
        m = len(self.groups)
        table = np.full((1 << m, len(ROWS)), np.nan)
        numeric = self._numeric()
        structural = [i for i in range(m) if not numeric >> i & 1]
        for chosen in range(1 << len(structural)):
            base = sum(1 << g for j, g in enumerate(structural) if chosen >> j & 1)
            self._fill(table, base, numeric)
            self._compiled.clear()  # the next structure shares nothing with this one
        return table

    def _numeric(self) -> int:
        """Mask of the edits that leave the structure of the first model as it is."""
        first, mask = self.prepared(0), 0
        for i in range(len(self.groups)):
            other = self.prepared(1 << i)
            if first and other and _columns(first, other, [self.groups[i]]) is not None:
                mask |= 1 << i
        return mask

    def _fill(self, table: Floats, base: int, numeric: int) -> None:
        """All subsets of the numeric edits on top of some structural ones."""
        bits = [i for i in range(len(self.groups)) if numeric >> i & 1]
        groups = [self.groups[i] for i in bits]
        low, high = self.prepared(base), self.prepared(base | numeric)
        columns = _columns(low, high, groups) if low and high else None
        subsets = np.arange(1 << len(bits))
        masks = base + sum(((subsets >> j) & 1) << i for j, i in enumerate(bits))
        if low is None or columns is None:
            for mask in np.atleast_1d(masks):
                self._one(table, int(mask))
            return
        values = np.repeat(low.base[None, :], len(subsets), axis=0)
        for j, found in enumerate(columns):
            for column, value in found.items():
                values[(subsets >> j) & 1 == 1, column] = value
        self._many(table, np.atleast_1d(masks), low, values)

    def _many(
        self, table: Floats, masks: NDArray[np.intp], model: Prepared, values: Floats
    ) -> None:
        """One call for all rows; one by one if some of them have no footprint."""
        self.evaluations += 1
        try:
            table[masks] = evaluate(model, values).items
        except FindingsError:
            if len(masks) > 1:
                for mask, row in zip(masks, values, strict=True):
                    self._many(table, np.array([mask]), model, row[None, :])

    def _one(self, table: Floats, mask: int) -> None:
        model = self.prepared(mask)
        if model is not None:
            self._many(table, np.array([mask]), model, model.base[None, :])

    def prepared(self, mask: int) -> Prepared | None:
        """The compiled model of a subset; None if there is none."""
        if mask not in self._compiled:
            self.compilations += 1
            self._compiled[mask] = self._prepare(mask)
        return self._compiled[mask]

    def _prepare(self, mask: int) -> Prepared | None:
        chosen = [group for i, group in enumerate(self.groups) if mask >> i & 1]
        blocks = [block for group in chosen for block in group.blocks]
        system, _ = parse_system(swapped(self.before, self.after, blocks))
        if system is None:
            return None
        try:
            return prepare(system)
        except FindingsError:
            return None


def _columns(
    low: Prepared, high: Prepared, groups: Sequence[Group]
) -> list[Mapping[int, float]] | None:
    """Columns and values that each group sets; None if more than numbers differ."""
    first, second = low.compiled, high.compiled
    if _structure(first) != _structure(second):
        return None
    found: list[dict[int, float]] = [{} for _ in groups]
    for column, term in enumerate(first.table.independent):
        other = second.table.independent[second.table.index[term.path]]
        if other.unit.dimension != term.unit.dimension:
            return None
        value = other.base * conversion(other.unit, term.unit)
        if value == term.base:
            continue
        owner = _owner(term.path, groups)
        if owner is None:
            return None
        found[owner][column] = value
    return list(found)


def _owner(path: str, groups: Sequence[Group]) -> int | None:
    """The group that a term belongs to."""
    for position, group in enumerate(groups):
        for block in group.blocks:
            prefix = ".".join(block)
            if path == prefix or path.startswith(f"{prefix}."):
                return position
    return None


def _structure(compiled: CompiledModel) -> tuple[object, ...]:
    """Everything that a footprint depends on beside the numbers.

    Stages are left out, since they move no total; the chosen basis of an allocation
    is a number, the switch of that basis.
    """
    return (
        {term.path for term in compiled.table.independent},
        {term.path: term.expression for term in compiled.table.derived},
        set(compiled.functions),
        {c.id: (c.per, c.unit, dict(c.flows)) for c in compiled.factors},
        {replace(edge, stage=None) for edge in compiled.edges},
        {replace(direct, stage=None, gwp=None) for direct in compiled.direct},
        {plan.process: replace(plan, chosen="") for plan in compiled.allocations},
        compiled.demand,
        compiled.demand_term,
        compiled.system.scope.gwp,
    )
