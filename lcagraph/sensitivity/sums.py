"""What every variant of a model keeps: sums of shares, and balances of masses.

    shares    Σ inputs of a mix = its output,    Σ shares of an allocation = 1
    masses    Σ out = r Σ in, where a process says what gives way (`balance`)

What gives way to a number that moves is decided here, once for all analyses, and it
does so by the rules of the draws: `ShareGroup.make_fit` and `MassBalance.close`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from lcagraph.arrays import Floats, Prepared
from lcagraph.compile import CompiledModel
from lcagraph.compile.allocations import SHARES
from lcagraph.compile.balanced import OUTPUTS
from lcagraph.errors import ModelError
from lcagraph.sampling.balances import Fill, MassBalance, balances
from lcagraph.sampling.dependence import Columns
from lcagraph.sampling.shares import ShareGroup, Stated, share_group, stated_shares
from lcagraph.sensitivity.adjoint import through_formulas
from lcagraph.units import DIMENSIONLESS, conversion
from lcagraph.waivers import waive

Rule = ShareGroup | MassBalance
"""How some numbers give way: a rule of the draws."""

HELD = 1e-12
"""Derivative of a sum by a number, relative to the largest, that counts as none; a
share below zero by that much of the largest is rounding. [1]"""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Kept:
    """One sum that every variant keeps."""

    compiled: CompiledModel
    stated: Stated | None
    """Its shares; None: a balance of masses."""
    drawn: Rule
    """The rule of the draws."""
    literals: Columns
    """Columns of what can give way: shares, or masses that the balance frees."""
    watched: tuple[tuple[int, float], ...]
    """Position and sign of the terms that can't change their sign: shares, and masses
    that give way."""
    positions: frozenset[int] = frozenset()
    """Terms that it is computed from."""
    slopes: Floats = field(default_factory=lambda: np.zeros(0))
    """Derivative of what must be zero by every independent number, shape (n,); exactly
    0 where it is but rounding."""

    def rule_for(self, column: int, *, is_drawn: bool) -> Rule | None:
        """What gives way to a number that has a stated value; None: nothing can.

        To a number with an uncertainty, what does in its draws: shares without one, if
        any has a part, else all other literal shares. To a certain number, all of them.
        """
        if isinstance(self.drawn, MassBalance):
            free = tuple(row for row in self.drawn.free if row.column != column)
            return replace(self.drawn, free=free) if free else None
        assert self.stated is not None
        others = frozenset(share.column for share in self.drawn.others)
        giving = others if is_drawn and others else self.literals - {column}
        found = share_group(self.compiled, self.stated, self.literals - giving)
        return found if found.others else None


def keep(rule: Rule, values: Floats, fill: Fill) -> None:
    """Make what gives way fit the rest, in place: `values` of shape (n, k)."""
    with np.errstate(divide="ignore", invalid="ignore"):  # nothing left to divide by
        if isinstance(rule, MassBalance):
            rule.close(values, fill)
        else:
            terms = fill(values) if rule.needs_terms(len(values)) else values
            rule.make_fit(values, rule.left_for_literals(terms))


def gives_way(rule: Rule, values: Floats) -> Mapping[int, float]:
    """By how much, beside each other, the numbers of a rule change: by column."""
    if isinstance(rule, MassBalance):
        return {column: float(values[column]) for column in rule.columns}
    shares = rule.others or rule.drawn
    return {share.column: share.weight / share.factor for share in shares}


def kept_by(prepared: Prepared, values: Floats, uncertain: Columns) -> tuple[Kept, ...]:
    """Every sum that a model keeps, in the order in which draws keep them.

    Parameters
    ----------
    prepared : Prepared
    values : ndarray, shape (n,)
        The variant at which slopes are taken. [each in its own unit]
    uncertain : frozenset of int
        Columns of the numbers with a distribution.

    Raises
    ------
    ModelError
        A balance is stated that can't be drawn up (E532).
    """
    compiled = prepared.compiled
    stated = [one for one in stated_shares(compiled) if _counts(compiled, one, values)]
    written = compiled.table.fill(prepared.base[None, :]).T
    found, findings = balances(compiled, written)
    told = waive(compiled.system, findings)
    if any(finding.is_fatal for finding in told):
        raise ModelError(told)
    if not stated and not found:
        return ()
    filled = compiled.table.fill(values[None, :])
    parts = [_parts_of_shares(compiled, one) for one in stated]
    parts += [_parts_of_masses(balance, filled[0]) for balance in found]
    slopes = iter(_slopes(compiled, filled, parts))
    positions = map(frozenset, parts)
    own = [_shares_kept(compiled, one, uncertain, written) for one in stated]
    own += [_masses_kept(compiled, balance, written) for balance in found]
    return tuple(
        replace(each, positions=next(positions), slopes=next(slopes)) for each in own
    )


def _counts(compiled: CompiledModel, stated: Stated, values: Floats) -> bool:
    """Whether shares count in this variant: those of another basis don't."""
    _, terms, _ = stated
    index = compiled.table.index
    return not any(
        weights == terms
        and basis.partition(":")[0] == SHARES
        and not values[index[plan.switches[basis]]]
        for plan in compiled.allocations
        for basis, weights in plan.weights.items()
    )


def _shares_kept(
    compiled: CompiledModel, stated: Stated, uncertain: Columns, written: Floats
) -> Kept:
    n = len(compiled.table.independent)
    positions = [compiled.table.index[term] for term in stated[1]]
    return Kept(
        compiled=compiled,
        stated=stated,
        drawn=share_group(compiled, stated, uncertain),
        literals=frozenset(position for position in positions if position < n),
        # a share below zero as written is told elsewhere
        watched=tuple((p, 1.0) for p in positions if written[p, 0] >= 0),
    )


def _masses_kept(
    compiled: CompiledModel, balance: MassBalance, written: Floats
) -> Kept:
    signs = np.sign(written[balance.columns, 0])
    return Kept(
        compiled=compiled,
        stated=None,
        drawn=balance,
        literals=frozenset(balance.columns),
        watched=tuple(zip(balance.columns, signs.tolist(), strict=True)),
    )


def _parts_of_shares(compiled: CompiledModel, stated: Stated) -> dict[int, float]:
    """Derivative of Σ shares − whole by each term, by position."""
    _, terms, whole = stated
    table = compiled.table
    unit = DIMENSIONLESS if whole is None else table.units[whole]
    parts = {table.index[t]: conversion(table.units[t], unit) for t in terms}
    if whole is not None:
        position = table.index[whole]
        parts[position] = parts.get(position, 0.0) - 1.0
    return parts


def _parts_of_masses(balance: MassBalance, filled: Floats) -> dict[int, float]:
    """Derivative of Σ out − r Σ in by each term, by position."""
    parts: dict[int, float] = {}
    for row in balance.masses.rows:
        sign = 1.0 if row.side == OUTPUTS else -balance.ratio
        for position, slope in row.slopes(filled):
            parts[position] = parts.get(position, 0.0) + sign * slope
    return parts


def _slopes(
    compiled: CompiledModel, filled: Floats, parts: list[dict[int, float]]
) -> Floats:
    """Derivatives of some sums of terms by the independent numbers, shape (m, n)."""
    of_terms = np.zeros((1, len(parts), filled.shape[1]))
    for row, part in enumerate(parts):
        for position, scale in part.items():
            of_terms[0, row, position] += scale
    through_formulas(compiled, filled, of_terms)
    slopes = of_terms[0, :, : len(compiled.table.independent)]
    sizes = np.abs(slopes)
    is_held = sizes > HELD * sizes.max(axis=1, initial=0.0, keepdims=True)
    return np.where(is_held, slopes, 0.0)
