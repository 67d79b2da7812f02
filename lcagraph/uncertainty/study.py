"""The work of a Monte Carlo: footprints of a range of samples, for every case at once.

    values[k, n] = draws of the model's numbers
    h = h(values, without what is drawn in databases) + Σ databases C · kg(draws)

A range needs nothing of another one, so it may be computed anywhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from lcagraph.arrays import Floats, Prepared
from lcagraph.calculate import evaluate
from lcagraph.compile.terms import TermTable
from lcagraph.impact import ROWS, including_and_excluding
from lcagraph.sampling import (
    Refused,
    Sampler,
    Samples,
    refused_rows,
    sampler_of,
    samplers_of,
)
from lcagraph.uncertainty.background import BackgroundDraws, Bought
from lcagraph.uncertainty.cases import Case
from lcagraph.uncertainty.purchases import backgrounds_of
from lcagraph.uncertainty.refused import Refusal, refusal_of
from lcagraph.uncertainty.settings import Settings

Indices = NDArray[np.intp]

NOTHING_NEGATIVE: Mapping[str, Mapping[str, int]] = MappingProxyType({})

TOTALS = ("including", "excluding")
"""Columns of a run that keeps totals only."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Side:
    """One case, ready to be drawn."""

    name: str
    model: int
    """Position of its model in `Study.samplers`."""
    columns: Indices
    """Values that it fixes."""
    values: Floats
    bought: tuple[Bought, ...] = ()
    """What it buys of each of `Study.databases`."""

    @property
    def zeroed(self) -> Indices:
        """Values that stand aside for draws of databases."""
        parts = [one.zeroed for one in self.bought]
        return np.concatenate(parts) if parts else np.zeros(0, dtype=np.intp)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Study:
    """Everything that all ranges of samples share."""

    seed: int
    samplers: tuple[Sampler, ...]
    """One for each model; sides of one model share it."""
    sides: tuple[Side, ...]
    databases: tuple[BackgroundDraws, ...]
    certain_databases: tuple[str, ...]
    """Databases that models buy from, but that aren't drawn."""
    written: Floats
    """Each side without any uncertainty, shape (sides, columns). [kgCO2e]"""
    is_itemised: bool
    """Keep every item of the footprint, or both totals only."""
    families: tuple[str, ...] = ()
    """Family of each of `samplers`: see `Case.family`."""

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(side.name for side in self.sides)

    @property
    def columns(self) -> tuple[str, ...]:
        """What is kept of each draw."""
        return ROWS if self.is_itemised else TOTALS

    @property
    def drawn_apart(self) -> tuple[str, ...]:
        """Uncertain numbers that sides have in common, but state differently: paths."""
        return tuple(p for p, streams in self._users().items() if len(streams) > 1)

    @property
    def shared(self) -> tuple[str, ...]:
        """Uncertain numbers that models of different families state alike: paths.

        They are drawn once for both, so that they cancel. Scenarios of one model share
        all numbers; here they have none.
        """
        return tuple(
            path
            for path, streams in self._users().items()
            if any(len(families) > 1 for families in streams.values())
        )

    def _users(self) -> Mapping[str, Mapping[str, set[str]]]:
        """Families that draw from each stream of the number at each path."""
        users: dict[str, dict[str, set[str]]] = {}
        for sampler, family in zip(self.samplers, self.families, strict=True):
            for number in sampler.numbers:
                streams = users.setdefault(number.place, {})
                streams.setdefault(number.stream, set()).add(family)
        return users

    def side(self, name: str) -> Side:
        """The side of a name."""
        return self.sides[self.names.index(name)]

    def prepared(self, side: Side) -> Prepared:
        """The model of a side."""
        return self.samplers[side.model].prepared

    def table(self, side: Side) -> TermTable:
        """The terms of the model of a side."""
        return self.prepared(side).compiled.table

    def values(self, side: Side, first: int, count: int) -> Floats:
        """Values of a side in samples first … first + count − 1, shape (count, n).

        Of a draw that shares or balances can't be kept in, each number is what its own
        quantile is.
        """
        drawn = self.samplers[side.model].samples(self.seed, first, count)
        return _fixed(drawn.values, side)


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """Footprints of a range of samples."""

    first: int
    items: Floats
    """Shape (count, names, columns); NaN where a draw has no footprint. [kgCO2e]"""
    refused: tuple[Refusal, ...]
    """The draws without a footprint; not all of them, if they are too many."""
    negative: Mapping[str, Mapping[str, int]] = field(
        default_factory=lambda: NOTHING_NEGATIVE
    )
    """By side and path of the row: draws with a footprint in which an input, waste or
    emission is below zero, though it isn't as written."""

    @property
    def count(self) -> int:
        return len(self.items)


def draw_range(study: Study, asked: tuple[int, int, int]) -> Drawn:
    """Footprints of `count` samples from `first` on; a task for `lcagraph.executor`.

    Parameters
    ----------
    study : Study
    asked : tuple of int
        First sample, number of samples, and how many may be refused before the rest
        of the range is not worth looking at.
    """
    first, count, most = asked
    drawn = [s.samples(study.seed, first, count, most=most) for s in study.samplers]
    items = np.full((len(study.sides), count, len(ROWS)), np.nan)
    runs: list[Floats] = []
    negative: dict[str, Mapping[str, int]] = {}
    refused: list[Refusal] = []
    values = [_fixed(drawn[side.model].values, side) for side in study.sides]
    for position, side in enumerate(study.sides):
        found = _Range(study.prepared(side), _without(values[position], side))
        found.compute(drawn[side.model], most)
        items[position] = found.items
        runs.append(found.runs)
        is_told = np.isfinite(found.items).all(axis=1)
        signs, table = study.samplers[side.model].signs, study.table(side)
        if below := signs.negative(table, values[position][is_told]):
            negative[side.name] = below
        for row, error in found.refused:
            number = study.samplers[side.model].numbers
            refused.append(
                refusal_of(side.name, first + row, error, number, values[position][row])
            )
    for position, database in enumerate(study.databases):
        amounts = [
            side.bought[position].amounts(v, r, database.datasets)
            for side, v, r in zip(study.sides, values, runs, strict=True)
        ]
        gases = database.kilograms(study.seed, first, np.stack(amounts, axis=1))
        for i, side in enumerate(study.sides):
            items[i] += side.bought[position].items(gases[:, i], values[i])
    kept = items if study.is_itemised else _totals(items)
    return Drawn(
        first=first,
        items=np.ascontiguousarray(kept.swapaxes(0, 1)),
        refused=tuple(refused),
        negative=negative,
    )


def _fixed(drawn: Floats, side: Side) -> Floats:
    if not side.columns.size:
        return drawn
    values = drawn.copy()
    values[:, side.columns] = side.values
    return values


def _without(values: Floats, side: Side) -> Floats:
    zeroed = side.zeroed
    if not zeroed.size:
        return values
    values = values.copy()
    values[:, zeroed] = 0.0
    return values


def _totals(items: Floats) -> Floats:
    """Both totals, in the order of `TOTALS`; sums of the same bits as `Evaluation`."""
    return np.stack([items @ weights for weights in including_and_excluding()], axis=2)


class _Range:
    """Footprints of some values, of which a few may have none."""

    def __init__(self, prepared: Prepared, values: Floats) -> None:
        self.prepared, self.values = prepared, values
        self.items = np.full((len(values), len(ROWS)), np.nan)
        self.runs = np.zeros((len(values), prepared.layout.n))
        self.refused: Refused = ()

    def compute(self, drawn: Samples, most: int) -> None:
        """Evaluate all rows that were drawn; those that are refused are told."""
        whole = np.flatnonzero(drawn.is_whole)

        def evaluate_rows(rows: slice) -> None:
            # every row, as a rule: a slice of them takes no copy
            own = rows if len(whole) == len(self.values) else whole[rows]
            found = evaluate(self.prepared, self.values[own])
            self.items[own] = found.items
            self.runs[own] = found.scaling

        left = max(most - len(drawn.refused), 0)
        own = refused_rows(len(whole), evaluate_rows, most=left)
        places = [(int(whole[row]), error) for row, error in own]
        self.refused = tuple(sorted([*drawn.refused, *places], key=lambda one: one[0]))


def study_of(cases: Mapping[str, Case], settings: Settings) -> Study:
    """The work of a run: a sampler for each model, and what each side fixes.

    Raises
    ------
    ModelError, CalculationError
        A side as written has no footprint; as `lcagraph.sampling.sampler_of`.
    UsageError
        A database behind a model is gone or another one.
    """
    samplers = _samplers(cases)
    places = {key: i for i, key in enumerate(samplers)}
    written = [written_values(case) for case in cases.values()]
    models = [case.prepared for case in cases.values()]
    found = [
        evaluate(model, values[None, :])
        for model, values in zip(models, written, strict=True)
    ]
    runs = [one.scaling[0] for one in found]
    backgrounds = backgrounds_of(models, written, runs, is_drawn=settings.is_background)
    items = np.array([one.items for one in found])
    is_itemised = settings.keep == "items"
    return Study(
        seed=settings.seed,
        samplers=tuple(samplers.values()),
        sides=tuple(
            _side(name, case, places[_key(case)], bought)
            for (name, case), bought in zip(
                cases.items(), backgrounds.bought, strict=True
            )
        ),
        databases=backgrounds.drawn,
        certain_databases=backgrounds.certain,
        is_itemised=is_itemised,
        families=tuple(family for _, family in samplers),
        written=(items if is_itemised else _totals(items))[:, 0],
    )


def written_values(case: Case) -> Floats:
    """Values of a case without any uncertainty, shape (n,)."""
    values = case.prepared.base.copy()
    columns, fixed = _fixed_by(case)
    values[columns] = fixed
    return values


def _side(name: str, case: Case, model: int, bought: tuple[Bought, ...]) -> Side:
    columns, fixed = _fixed_by(case)
    return Side(name=name, model=model, columns=columns, values=fixed, bought=bought)


def _fixed_by(case: Case) -> tuple[Indices, Floats]:
    index = case.prepared.compiled.table.index
    columns = np.array([index[path] for path in case.fixed], dtype=np.intp)
    return columns, np.array([*case.fixed.values()], dtype=np.float64)


def _key(case: Case) -> tuple[int, str]:
    """Cases with equal keys draw the same values."""
    return id(case.prepared), case.family


def _samplers(cases: Mapping[str, Case]) -> dict[tuple[int, str], Sampler]:
    """A sampler for each model; the first of each family says what families share."""
    first: dict[str, Prepared] = {}
    for case in cases.values():
        first.setdefault(case.family, case.prepared)
    heads = samplers_of(first, related=len(first) == 1)
    streams = {
        family: {number.place: number.stream for number in head.numbers}
        for family, head in heads.items()
    }
    found: dict[tuple[int, str], Sampler] = {}
    for case in cases.values():
        if _key(case) not in found:
            found[_key(case)] = (
                heads[case.family]
                if case.prepared is first[case.family]
                else sampler_of(
                    case.prepared, family=case.family, streams=streams[case.family]
                )
            )
    return found
