"""The spread of background databases: their draws take the place of fixed figures.

A dataset of a database stands in a model as a factor with the gases of its supply
chain. Where the database says how uncertain its own numbers are, those figures stand
aside (zero), and what the model buys in a sample is met by that sample of the database:

    amounts[t, i, q] = what side i buys of dataset q in sample t
    kg[t, i, g]      = what these supply chains emit in sample t
    items            = C (kg ∘ spread of the characterisation factors)

All sides share the draws of a database, so their difference holds nothing of what they
buy in equal amounts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from lcagraph.arrays import Floats
from lcagraph.background.linked import Indices
from lcagraph.impact import warming_factors


class BackgroundDraws(Protocol):
    """One database, sampled by the number of the sample."""

    @property
    def name(self) -> str: ...

    @property
    def hash(self) -> str:
        """Of everything that its draws depend on."""

    @property
    def datasets(self) -> int:
        """Datasets that any side buys: q."""

    @property
    def gases(self) -> tuple[str, ...]:
        """Elementary flows, in the order of `kilograms`."""

    def opened(self) -> BackgroundDraws:
        """The same, ready to be drawn: what travels to a worker opens itself there."""

    def kilograms(self, seed: int, first: int, amounts: Floats) -> Floats:
        """Emissions of samples first … first + k − 1.

        Parameters
        ----------
        seed, first : int
        amounts : ndarray, shape (k, sides, q)
            What each side buys of each dataset. [unit of the dataset]

        Returns
        -------
        ndarray, shape (k, sides, gases)
            [kg]
        """


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Bought:
    """What one side buys of one database, and what its gases count."""

    positions: Indices
    """Dataset of each factor, among all that any side buys, shape (m,)."""
    runs: Indices
    """Column of A of each factor, shape (m,)."""
    per: Indices
    """Value that holds the amount that a run of each factor delivers, shape (m,)."""
    zeroed: Indices
    """Values that stand aside: the figures of these factors."""
    weights: Floats
    """C, shape (items, gases). [kgCO2e/kg]"""
    spread_gases: Indices
    """Gases whose characterisation factor is uncertain."""
    spread_values: Indices
    """Value that holds the spread of each of them."""

    def amounts(self, values: Floats, runs: Floats, datasets: int) -> Floats:
        """What is bought, shape (k, datasets). [unit of the dataset]"""
        bought = np.zeros((len(values), datasets))
        each = runs[:, self.runs] * values[:, self.per]
        np.add.at(bought.T, self.positions, each.T)
        return bought

    def items(self, kilograms: Floats, values: Floats) -> Floats:
        """Items of the footprint, shape (k, items). [kgCO2e]"""
        items = kilograms @ self.weights.T
        for gas, value in zip(self.spread_gases, self.spread_values, strict=True):
            off = (values[:, value] - 1.0) * kilograms[:, gas]
            items += off[:, None] * warming_factors(self.weights[:, gas])
        return items
