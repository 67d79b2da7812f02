"""Shares that add up to a whole, in every draw: mixes and stated allocation shares.

Inputs of a mix add up to its output; shares of an allocation, and causal shares of an
input, to one. Draws of single shares don't. What a group of shares makes of them:

    some have no distribution   those that have one keep theirs; the others take what
                                is left, in proportion
    all have one                each is drawn, then all are divided by their sum (a
                                generalised Dirichlet distribution)

Shares that are formulas, such as `= 1 - green_share`, are left alone: they are taken
off the whole first. Where the drawn ones exceed the whole, or one is below zero, they
are drawn again, from a stream that the first draw itself names; so a sample still
depends on nothing but its own numbers. That is conditioning on what can be; it is
refused where it would be needed in more than 0.1 % of the draws. A formula can't be
drawn again, since others may use its numbers: see `signs`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from lcagraph.compile import CompiledModel
from lcagraph.compile.allocations import SHARES
from lcagraph.sampling.dependence import Columns, together
from lcagraph.sampling.numbers import UncertainNumber
from lcagraph.sampling.streams import uniforms
from lcagraph.units import DIMENSIONLESS, Unit, conversion

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

MOST_ROUNDS = 200
"""Times that a draw is repeated; at 0.1 % each, one in 10^600 would need more."""

REDRAWN_SEED = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """One share that is a literal number."""

    path: str
    """Of its term."""
    column: int
    factor: float
    """Its unit in the unit of the whole."""
    weight: float
    """Its part of what is left, before the parts are divided by their sum: its value
    in the model as written. [unit of the whole]"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareGroup:
    """Shares that add up to one whole."""

    path: str
    """What they are the shares of, such as `processes.grid.inputs`."""
    drawn: tuple[Share, ...]
    """Those with a distribution."""
    others: tuple[Share, ...]
    """Those that take what is left; empty: the drawn ones are divided by their sum."""
    formulas: tuple[tuple[int, float], ...]
    """Position and factor of the shares that are formulas."""
    whole: tuple[int, float] | None
    """Position and factor of the output that they add up to; None: one."""
    columns: Columns
    """Uncertain numbers that any of them, or the whole, varies with."""

    def needs_terms(self, n: int) -> bool:
        """Whether it depends on formulas: terms beyond the n independent ones."""
        positions = [position for position, _ in self.formulas]
        positions += [self.whole[0]] if self.whole is not None else []
        return any(position >= n for position in positions)

    def left_for_literals(self, terms: Floats) -> Floats:
        """The whole less the shares that are formulas, shape (k,).

        Parameters
        ----------
        terms : ndarray, shape (terms, k)
            Values of the terms; those of the independent ones alone may do.
        """
        left = np.ones(terms.shape[1])
        if self.whole is not None:
            left = terms[self.whole[0]] * self.whole[1]
        for position, factor in self.formulas:
            left = left - terms[position] * factor
        return left

    def fits(self, values: Floats, left: Floats) -> Flags:
        """Draws whose shares can be made to add up, none below zero, shape (k,)."""
        total = self._sum(values)
        found = total <= left if self.others else (total > 0) & (left >= 0)
        for share in self.drawn:
            if share.weight >= 0:  # one that is negative as written is meant so
                found &= values[share.column] >= 0
        return np.asarray(found)

    def make_fit(self, values: Floats, left: Floats) -> None:
        """Make the shares add up, in place: `values` of shape (n, k)."""
        total = self._sum(values)
        if not self.others:
            for share in self.drawn:
                values[share.column] *= left / total
            return
        rest = (left - total) / sum(share.weight for share in self.others)
        for share in self.others:
            values[share.column] = share.weight / share.factor * rest

    def _sum(self, values: Floats) -> Floats:
        total = np.zeros(values.shape[1])
        for share in self.drawn:
            total += values[share.column] * share.factor
        return total


def redraw(
    group: ShareGroup,
    numbers: Sequence[UncertainNumber],
    u: Floats,
    values: Floats,
    left: Floats,
) -> None:
    """Draw again, in place, where the shares of a group exceed the whole.

    Parameters
    ----------
    group : ShareGroup
    numbers : sequence of UncertainNumber
        Of all columns of `u`.
    u : ndarray, shape (k, m)
        Quantiles that `values` were drawn at.
    values : ndarray, shape (n, k)
    left : ndarray, shape (k,)
        What the shares have to fit into.
    """
    drawn = {share.column for share in group.drawn}
    own = [i for i, number in enumerate(numbers) if number.column in drawn]
    wrong = np.flatnonzero(~group.fits(values, left))
    for draw in wrong.tolist():
        name = f"{group.path} {u[draw, own].tobytes().hex()}"
        words = uniforms(REDRAWN_SEED, name, 0, MOST_ROUNDS * len(own))
        tried = np.repeat(values[:, [draw]], MOST_ROUNDS, axis=1)
        for place, i in enumerate(own):
            again = numbers[i].spread.quantile(words[place :: len(own)])
            tried[numbers[i].column] = again
        fitting = np.flatnonzero(
            group.fits(tried, np.full(MOST_ROUNDS, float(left[draw])))
        )
        if fitting.size:
            values[:, draw] = tried[:, fitting[0]]


# ------------------------------------------------------------------ finding the groups


def share_groups(
    compiled: CompiledModel, ancestors: tuple[Columns, ...]
) -> tuple[ShareGroup, ...]:
    """Groups of a model in which something varies and a literal can give way.

    Parameters
    ----------
    compiled : CompiledModel
    ancestors : tuple of frozenset
        As `uncertain_ancestors` gives them.
    """
    found = []
    for path, terms, whole in stated_shares(compiled):
        stated = terms if whole is None else (*terms, whole)
        columns = together(ancestors, (compiled.table.index[term] for term in stated))
        if columns:
            group = share_group(compiled, (path, terms, whole), columns)
            if group.drawn or group.others:
                found.append(group)
    return tuple(found)


Stated = tuple[str, tuple[str, ...], str | None]
"""Path of a group, the terms of its shares, and the term of their whole."""


def stated_shares(compiled: CompiledModel) -> Iterator[Stated]:
    """Every sum of shares of a model, whether or not anything in it varies."""
    yield from _mixes(compiled)
    yield from _allocations(compiled)


def _mixes(compiled: CompiledModel) -> Iterator[Stated]:
    for function in compiled.functions:
        process = compiled.system.processes[function.process]
        if process.kind != "mix":
            continue
        own = [e for e in compiled.edges if e.process == function.process]
        terms = [edge.term for edge in own if edge.kind == "input"]
        burden_free = compiled.burden_free
        terms += [b.term for b in burden_free if b.process == function.process]
        path = f"processes.{function.process}.inputs"
        yield path, tuple(dict.fromkeys(terms)), function.term


def _allocations(compiled: CompiledModel) -> Iterator[Stated]:
    for plan in compiled.allocations:
        for basis, terms in plan.weights.items():
            if basis.partition(":")[0] == SHARES:
                yield terms[0].rpartition(".")[0], terms, None
        for path, terms in plan.causal.items():
            yield f"{path}.shares", terms, None


def share_group(
    compiled: CompiledModel, stated: Stated, columns: Columns
) -> ShareGroup:
    """One sum of shares, of which those in some columns vary by themselves.

    Parameters
    ----------
    compiled : CompiledModel
    stated : tuple
        As `stated_shares` gives it.
    columns : frozenset of int
        Columns that vary; the other literal shares take what is left.
    """
    path, terms, whole = stated
    table = compiled.table
    n = len(table.independent)
    unit: Unit = DIMENSIONLESS if whole is None else table.units[whole]
    drawn: list[Share] = []
    others: list[Share] = []
    formulas: list[tuple[int, float]] = []
    for term in terms:
        position, factor = table.index[term], conversion(table.units[term], unit)
        if position >= n:
            formulas.append((position, factor))
            continue
        weight = table.independent[position].base * factor
        share = Share(path=term, column=position, factor=factor, weight=weight)
        (drawn if position in columns else others).append(share)
    if not any(share.weight for share in others):
        # nothing is in proportion to nothing, but one alone takes all that is left
        others = [replace(others[0], weight=1.0)] if len(others) == 1 else []
    return ShareGroup(
        path=path,
        drawn=tuple(drawn),
        others=tuple(others),
        formulas=tuple(formulas),
        whole=None if whole is None else (table.index[whole], 1.0),
        columns=columns,
    )
