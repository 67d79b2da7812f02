"""Numbers that can't move alone: shares add up, masses balance.

A number that a sum holds (`sums`) is moved along a line: others give way, as they do in
the draws. Two things are said of such a line:

- where the number has a stated value v, what the others are there (`moved`), and how
  far it can go before nothing is left of them (`within`);
- how far the number itself gets when it is drawn at x and then made to fit with the
  others, as shares are that are divided by their sum: v(x) (`as_drawn`), and dv/dx at
  the model as written (`gain`).

A formula such as ``1 - green_share`` keeps the sum by itself: the share in it is free,
as long as no part of the sum is below zero.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from lcagraph.arrays import Floats, Prepared
from lcagraph.sampling import Sampler, refused_rows
from lcagraph.sampling.dependence import (
    Columns,
    ancestors_among,
    together,
    uncertain_columns,
)
from lcagraph.sensitivity.corrected import corrected
from lcagraph.sensitivity.crossings import last_place
from lcagraph.sensitivity.sums import HELD, Kept, Rule, gives_way, keep, kept_by

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Line:
    """How the others move when one number does."""

    prepared: Prepared = field(repr=False)
    column: int
    kept: tuple[Kept, ...] = ()
    """Sums that it moves, in the order in which draws keep them."""
    rules: tuple[Rule | None, ...] = ()
    """What gives way in each; None: nothing, the sum keeps itself."""
    tied: Mapping[int, float] = field(default_factory=dict)
    """Column → its change per unit of the number, of figures that the number is a part
    of (`corrected`)."""
    others: Mapping[int, float] = field(default_factory=dict)
    """Column → its change per unit of the number, those that are tied among them.
    Empty: the number is free."""
    gain: float = 1.0
    """Change of the number in a draw per unit that it is drawn higher: less than 1
    where it is made to fit with the others. [1]"""
    is_fixed: bool = False
    """True if nothing could give way: the number can't move at all."""

    def moved(self, base: Floats, values: Floats) -> Floats:
        """Variants in which the number has other values, shape (k, n)."""
        table = np.repeat(base[:, None], len(values), axis=1)
        table[self.column] = values
        for column, slope in self.tied.items():
            table[column] += slope * (values - base[self.column])
        for rule in self.rules:
            if rule is not None:
                keep(rule, table, self._fill)
        return table.T

    def is_possible(self, variants: Floats, *, slack: float = HELD) -> Flags:
        """Variants in which no share, and nothing that gives way, is below zero.

        Parameters
        ----------
        variants : ndarray, shape (k, n)
        slack : float
            How far below counts as rounding, relative to the largest part. [1]
        """
        found = np.ones(len(variants), dtype=np.bool_)
        if not self.kept:
            return found
        terms = self._fill(variants.T)
        written = np.abs(self.prepared.written)
        for kept in self.kept:
            if not kept.watched:
                continue
            positions = [position for position, _ in kept.watched]
            signs = np.array([sign for _, sign in kept.watched])
            size = slack * float(written[positions].max())
            # NaN is no value at all, and fails the comparison
            found &= (terms[positions] * signs[:, None] >= -size).all(axis=0)
        return found

    def within(self, base: Floats, low: float, high: float) -> tuple[float, float]:
        """The part of a range in which every variant is possible.

        [the number's unit]
        """
        if not self.kept:
            return low, high
        own = float(base[self.column])

        def is_possible(x: Floats) -> Flags:
            return self._is_possible_at(base, x)

        return last_place(is_possible, own, low), last_place(is_possible, own, high)

    def _is_possible_at(self, base: Floats, x: Floats) -> Flags:
        """Values that are possible; those without any value are told elsewhere."""
        found = np.ones(len(x), dtype=np.bool_)

        def tell(rows: slice) -> None:
            variants = self.moved(base, x[rows])
            found[rows] = self.is_possible(variants, slack=0.0)

        refused_rows(len(x), tell)
        return found

    def _fill(self, values: Floats) -> Floats:
        """Every term, shape (terms, k)."""
        return self.prepared.compiled.table.fill(values.T).T


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

    Raises
    ------
    ModelError
        A balance is stated that can't be drawn up (E532).
    """
    table = prepared.compiled.table
    uncertain = uncertain_columns(table)
    kept = kept_by(prepared, values, uncertain)
    tied = corrected(prepared, values).others
    n = len(values)
    ancestors = ancestors_among(table, frozenset(range(n))) if kept else ()
    reach = [together(ancestors, each.positions) for each in kept]
    return tuple(
        _tied_line(prepared, column, tied[column])
        if column in tied
        else _line(
            prepared, column, values, [*zip(kept, reach, strict=True)], uncertain
        )
        for column in range(n)
    )


def as_drawn(sampler: Sampler, column: int, values: Floats) -> Floats:
    """What a number is where it is drawn at given values, the rest as written.

    Parameters
    ----------
    values : ndarray, shape (k,)
        Before shares are made to add up and masses to balance. [the number's unit]

    Returns
    -------
    ndarray, shape (k,)
        [the number's unit]
    """
    prepared = sampler.prepared
    table = np.repeat(prepared.base[:, None], len(values), axis=1)
    table[column] = values
    rules: list[Rule] = [*sampler.shares, *sampler.balances]
    for rule in rules:
        keep(rule, table, lambda v: prepared.compiled.table.fill(v.T).T)
    found: Floats = table[column]
    return found


def _tied_line(prepared: Prepared, column: int, tied: Mapping[int, float]) -> Line:
    """The line of a figure of a table: no share, and no mass that is balanced."""
    return Line(prepared=prepared, column=column, tied=tied, others=tied)


def _line(
    prepared: Prepared,
    column: int,
    values: Floats,
    kept: Sequence[tuple[Kept, Columns]],
    uncertain: Columns,
) -> Line:
    is_drawn = column in uncertain
    moving, own, rules = {column}, [], []
    for each, reach in kept:
        if moving.isdisjoint(reach):
            continue
        rule = each.rule_for(column, is_drawn=is_drawn)
        own.append(each)
        rules.append(rule)
        moving |= set(gives_way(rule, values)) if rule is not None else set()
    if not own:
        return Line(prepared=prepared, column=column)
    direction = _direction(column, values, own, rules)
    gain = 1.0
    if is_drawn:
        drawn = _direction(column, values, own, [each.drawn for each in own])
        gain = 0.0 if drawn is None else float(drawn[column])
    if direction is None or abs(gain) <= HELD:
        return Line(prepared=prepared, column=column, is_fixed=True)
    others = {int(c): float(direction[c]) for c in np.flatnonzero(direction)}
    others.pop(column)
    return Line(
        prepared=prepared,
        column=column,
        kept=tuple(own),
        rules=tuple(rules),
        others=others,
        gain=gain,
    )


def _direction(
    column: int, values: Floats, kept: Sequence[Kept], rules: Sequence[Rule | None]
) -> Floats | None:
    """Change of every number per unit of one, shape (n,); None: it can't move."""
    direction = np.zeros(len(values))
    direction[column] = 1.0
    for each, rule in zip(kept, rules, strict=True):
        parts = each.slopes * direction
        off = float(parts.sum())
        if abs(off) <= HELD * float(np.abs(parts).sum()):
            continue
        giving = {} if rule is None else gives_way(rule, values)
        by_giving = sum(each.slopes[c] * change for c, change in giving.items())
        if not by_giving:
            return None
        for c, change in giving.items():
            direction[c] -= off / by_giving * change
    return direction
