"""Every draw of a Monte Carlo, and what it says of the footprints."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from lcagraph.arrays import Floats
from lcagraph.errors import Finding, UsageError
from lcagraph.nearest import nearest
from lcagraph.result import Provenance
from lcagraph.sampling import UncertainNumber
from lcagraph.sensitivity.taylor import Taylor
from lcagraph.uncertainty.kept import MEMORY, Kept
from lcagraph.uncertainty.paired import Paired, pair
from lcagraph.uncertainty.refused import Refusal
from lcagraph.uncertainty.room import NUMBER
from lcagraph.uncertainty.settings import Settings
from lcagraph.uncertainty.statistics import Summary, summarise
from lcagraph.uncertainty.stopping import Reached
from lcagraph.uncertainty.study import Study

View = Literal["including", "excluding"]

NOBODY: Mapping[str, Provenance] = MappingProxyType({})
NOTHING_MADE_CERTAIN: Mapping[str, tuple[str, ...]] = MappingProxyType({})


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Draws:
    """Footprints of one or several models, draw by draw.

    Draws of all names share their random numbers: see `paired`.
    """

    study: Study
    settings: Settings
    n: int
    """Draws, the refused ones too."""
    per: str
    """What every footprint is per, such as `1 t naoh_50`."""
    view: View
    """The headline of the base, used for all names."""
    kept: Kept
    weights: Mapping[View, Floats]
    precision: Reached | None
    """What the last look of a stopping rule found."""
    is_interrupted: bool
    first_order: Mapping[str, Taylor]
    """The first-order estimate of each name that has one: no draws, but their mean and
    standard deviation as if the model were linear."""
    made_certain: Mapping[str, tuple[str, ...]] = field(
        default_factory=lambda: NOTHING_MADE_CERTAIN
    )
    """By name, the numbers that are set without the spread that the model states."""
    made_by: Mapping[str, Provenance] = field(default_factory=lambda: NOBODY)
    """By name, what made the model; without models that are given as compiled."""
    findings: tuple[Finding, ...] = ()

    # ---------------------------------------------------------------------- the draws

    @property
    def seed(self) -> int:
        return self.settings.seed

    @property
    def names(self) -> tuple[str, ...]:
        """The models and scenarios, the base first."""
        return self.study.names

    @property
    def columns(self) -> tuple[str, ...]:
        """What is kept of each draw: the items of the footprint, or both totals."""
        return self.study.columns

    @property
    def refused(self) -> tuple[Refusal, ...]:
        """Draws without a footprint; NaN in `totals` and `items`."""
        return self.kept.refused

    @property
    def made_certain_of_sides(self) -> dict[str, list[str]]:
        """`made_certain` as plain data, without the names that have none."""
        return {name: [*paths] for name, paths in self.made_certain.items() if paths}

    def numbers(self, name: str | None = None) -> tuple[UncertainNumber, ...]:
        """The uncertain numbers of a model."""
        side = self.study.sides[self._position(name)]
        return self.study.samplers[side.model].numbers

    def totals(self, name: str | None = None, *, view: View | None = None) -> Floats:
        """Footprint in each draw, shape (n,).

        Parameters
        ----------
        name : str, optional
            None: the base.
        view : {"including", "excluding"}, optional
            None: the headline.

        Raises
        ------
        UsageError
            No such name (E543).
        """
        return self._totals[view or self.view][self._position(name)]

    def items(self, name: str | None = None) -> Floats:
        """What is kept of each draw, shape (n, columns). [kgCO2e]"""
        return self.kept.items(self._position(name))

    def values(
        self, name: str | None = None, *, first: int = 0, count: int | None = None
    ) -> Floats:
        """Values that samples first … first + count − 1 drew, shape (count, n).

        In the order of `compiled.table.independent`; drawn again, from the seed.
        """
        side = self.study.sides[self._position(name)]
        return self.study.values(
            side, first, self.n - first if count is None else count
        )

    @cached_property
    def _totals(self) -> Mapping[View, tuple[Floats, ...]]:
        return {
            view: tuple(self.kept.totals(weights))
            for view, weights in self.weights.items()
        }

    def _position(self, name: str | None) -> int:
        if name is None:
            return 0
        if name not in self.names:
            values = {
                "name": name,
                "nearest": nearest(name, self.names),
                "known": self.names,
            }
            raise UsageError(Finding(code="E543", values=values))
        return self.names.index(name)

    # ------------------------------------------------------------------ what they say

    def as_written(self, name: str | None = None, *, view: View | None = None) -> float:
        """The footprint without any uncertainty; None: the headline. [kgCO2e]"""
        weights = self.weights[view or self.view]
        return float(self.study.written[self._position(name)] @ weights)

    def of(self, name: str | None = None) -> Summary:
        """Moments and percentiles of the headline footprint."""
        return self._summaries[self._position(name)]

    @cached_property
    def _summaries(self) -> tuple[Summary, ...]:
        return tuple(
            summarise(finite(self.totals(name)), self.settings.confidence)
            for name in self.names
        )

    def item_summaries(self, name: str | None = None) -> Mapping[str, Summary]:
        """The same of each kept column that is not zero in every draw."""
        position = self._position(name)
        found: dict[str, Summary] = {}
        for columns in self._batches(np.flatnonzero(self._occurring[position])):
            items = self.kept.items(position, columns)
            for i, column in enumerate(columns):
                summary = summarise(finite(items[:, i]), self.settings.confidence)
                found[self.columns[column]] = summary
        return found

    @cached_property
    def _occurring(self) -> NDArray[np.bool_]:
        return self.kept.occurring()

    def _batches(self, columns: NDArray[np.intp]) -> Iterator[NDArray[np.intp]]:
        """Columns in batches that fit into the memory that draws may take."""
        size = max(1, MEMORY // (NUMBER * max(self.n, 1)))
        return (columns[i : i + size] for i in range(0, len(columns), size))

    def paired(self, name: str, base: str | None = None) -> Paired:
        """One side beside another, draw by draw.

        Parameters
        ----------
        name : str
            A model or scenario, such as ``green_100``.
        base : str, optional
            What it is compared with; None: the first of `names`.

        Raises
        ------
        UsageError
            No such name (E543).
        """
        first = self.names[self._position(base)]
        return pair(
            (first, name),
            (self.totals(first), self.totals(name)),
            (self.as_written(first), self.as_written(name)),
            per=self.per,
            confidence=self.settings.confidence,
        )

    @property
    def pairs(self) -> tuple[Paired, ...]:
        """Every other name beside the base."""
        return tuple(self.paired(name) for name in self.names[1:])


def finite(draws: Floats) -> Floats:
    """The draws that have a footprint."""
    return draws[np.isfinite(draws)]
