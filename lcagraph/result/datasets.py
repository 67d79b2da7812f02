"""Datasets behind the factors of a result, opened to see what is inside them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from lcagraph.arrays import Numbers, Prepared
from lcagraph.background.contributions import (
    Contributions,
    contributions,
    gas_weights,
)
from lcagraph.background.dataset_reference import DatasetReference, is_background
from lcagraph.background.linked import Activity, Floats
from lcagraph.background.offers import Offer, find_offer
from lcagraph.background.parts import ByProcess, FlowPart
from lcagraph.background.store import Database
from lcagraph.background.upstream import DatasetBranch, Upstream
from lcagraph.compile.plan import CompiledModel
from lcagraph.contribution import Branch
from lcagraph.errors import Finding, UsageError
from lcagraph.graph.words import Text
from lcagraph.result.footprint import Footprint


@dataclass(frozen=True, slots=True, kw_only=True)
class Purchase:
    """What a footprint takes of one dataset, per reference flow."""

    factor: str
    """Factor of the model behind which the dataset stands."""
    offer: Offer
    amount: float
    """Negative for a credit. [offer.unit]"""


@dataclass(frozen=True, kw_only=True, eq=False)
class BoughtFrom:
    """All that a footprint takes from one database."""

    database: Database
    purchases: tuple[Purchase, ...]
    weights: Floats
    """What a kilogram of each gas of the manifest counts, shape (gases,). [kgCO2e/kg]
    """

    @property
    def name(self) -> str:
        return self.database.name

    @property
    def factors(self) -> frozenset[str]:
        return frozenset(each.factor for each in self.purchases)

    @property
    def total(self) -> float:
        """Σ amount × intensity. [kgCO2e]"""
        columns = [each.offer.found.column for each in self.purchases]
        amounts = np.array([each.amount for each in self.purchases])
        return float(amounts @ (self.database.intensities[columns] @ self.weights))

    @cached_property
    def contributions(self) -> Contributions:
        """The forward solve, once."""
        demand: dict[int, float] = {}
        for each in self.purchases:
            column = each.offer.found.column
            demand[column] = demand.get(column, 0.0) + each.amount
        return contributions(self.database, demand, self.weights)

    @cached_property
    def upstream(self) -> Upstream:
        return Upstream(self.database, self.weights)

    def by_process(self, most: int) -> ByProcess:
        """Direct emissions per dataset."""
        return self.contributions.by_process(most)

    def by_flow(self) -> tuple[FlowPart, ...]:
        """Greenhouse gases by elementary flow."""
        return self.contributions.flows

    def continued(self, branch: Branch, smallest: float) -> Branch:
        """A factor of the model's tree with the supply chain of its dataset."""
        columns = {each.factor: each.offer.found.column for each in self.purchases}
        column = columns[branch.id]
        found = self.upstream.tree(column, branch.amount, smallest=smallest)
        inside = Branches(self.database).of(found)
        return replace(  # the factor keeps its own name, unit and place
            branch,
            direct=inside.direct,
            branches=inside.branches,
            below_threshold=inside.below_threshold,
            database=self.name,
            open=inside.open,
        )


def bought_from(footprint: Footprint) -> tuple[BoughtFrom, ...]:
    """The databases behind a footprint, with what it takes from each.

    Raises
    ------
    UsageError
        A database is gone, damaged, or not the one of the footprint (E080).
    """
    return bought_by(footprint.prepared, footprint.numbers, footprint.weights)


def bought_by(
    prepared: Prepared, numbers: Numbers, weights: Floats
) -> tuple[BoughtFrom, ...]:
    """The same of a solved model; of many variants the first.

    Parameters
    ----------
    weights : ndarray, shape (items,)
        What sums the items: the view including or excluding biogenic CO2. [1]
    """
    by_database: dict[str, list[Purchase]] = {}
    for each in _purchases(prepared, numbers):
        by_database.setdefault(each.offer.database.name, []).append(each)
    gwp = prepared.compiled.system.scope.gwp
    found = []
    for purchases in by_database.values():
        database = purchases[0].offer.database
        columns = np.array([each.offer.found.column for each in purchases])
        found.append(
            BoughtFrom(
                database=database,
                purchases=tuple(purchases),
                # a footprint exists: what its GWP set lacks was waived
                weights=gas_weights(database, gwp, weights, columns, is_waived=True),
            )
        )
    return tuple(found)


def _purchases(prepared: Prepared, numbers: Numbers) -> Iterator[Purchase]:
    compiled, layout = prepared.compiled, prepared.layout
    origin = compiled.system.origin
    column_of = {c.id: j for j, c in enumerate(layout.columns) if c.is_factor}
    for factor in compiled.factors:
        if not is_background(factor.origin):
            continue
        near = origin.folder if origin is not None else None
        offer = find_offer(factor.origin or "", f"factors.{factor.id}.from", near)
        if isinstance(offer, Finding):
            raise UsageError(offer)
        _check_same(offer.database, compiled)
        per = float(numbers.filled[0, compiled.table.index[factor.per]])
        amount = float(numbers.s[0, column_of[factor.id]]) * per
        yield Purchase(factor=factor.id, offer=offer, amount=amount)


def _check_same(database: Database, compiled: CompiledModel) -> None:
    """Refuse a database that was replaced after the model was solved."""
    was = compiled.factor_hashes.get(database.name)
    if was != database.manifest.hash:
        values = {"name": database.name}
        raise UsageError(Finding(code="E080", values=values))


class Branches:
    """Branches of a database as those of a model, each dataset named once."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.names: dict[str, Text] = {}

    def of(self, found: DatasetBranch) -> Branch:
        """The same branch with what a model's tree says of each."""
        one = found.activity
        reference = DatasetReference(
            database=self.database.name, key=one.process, product=one.product
        )
        return Branch(
            id=str(reference),
            product=one.product_name,
            path="",
            amount=found.amount,
            unit=one.unit,
            direct=found.direct,
            branch_total=found.branch_total,
            is_loop=found.is_loop,
            branches=tuple(map(self.of, found.branches)),
            below_threshold=found.below_threshold,
            database=self.database.name,
            name=self._name(one),
            location=one.location,
            open=found.open,
        )

    def _name(self, one: Activity) -> Text:
        if one.process not in self.names:
            names = self.database.process(one.process).names
            zh, en = (names.get(lang, one.name) for lang in ("zh", "en"))
            self.names[one.process] = Text(zh, en)
        return self.names[one.process]
