"""What models buy of background databases, made ready to be drawn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from lcagraph.arrays import Floats, Prepared
from lcagraph.background.dataset_reference import is_background
from lcagraph.background.linked import Indices
from lcagraph.background.offers import Offer, find_offer
from lcagraph.background.sampling import draws_of, uncertain_entries
from lcagraph.background.store import Database
from lcagraph.compile.characterised import FACTOR_SPREADS
from lcagraph.compile.plan import FactorColumn
from lcagraph.errors import Finding, UsageError
from lcagraph.impact import ROWS, characterisation, gwp_set, uncharacterised
from lcagraph.uncertainty.background import BackgroundDraws, Bought


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Purchase:
    """A factor of a model with the dataset behind it."""

    factor: FactorColumn
    run: int
    """Its column of A."""
    offer: Offer


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Backgrounds:
    """The databases behind some models: those that are drawn, and the others."""

    drawn: tuple[BackgroundDraws, ...]
    bought: tuple[tuple[Bought, ...], ...]
    """What each side buys of each drawn database, shape (sides, databases)."""
    certain: tuple[str, ...]
    """Names of the databases that count as certain."""


def purchases_of(prepared: Prepared) -> Iterator[Purchase]:
    """The datasets behind the factors of a model.

    Raises
    ------
    UsageError
        A database is gone, damaged, or not the one that the model was compiled with
        (E080).
    """
    compiled, layout = prepared.compiled, prepared.layout
    origin = compiled.system.origin
    near = origin.folder if origin is not None else None
    runs = {c.id: j for j, c in enumerate(layout.columns) if c.is_factor}
    for factor in compiled.factors:
        if not is_background(factor.origin):
            continue
        offer = find_offer(factor.origin or "", f"factors.{factor.id}.from", near)
        if isinstance(offer, Finding):
            raise UsageError(offer)
        name = offer.database.name
        if compiled.factor_hashes.get(name) != offer.database.manifest.hash:
            raise UsageError(Finding(code="E080", values={"name": name}))
        yield Purchase(factor=factor, run=runs[factor.id], offer=offer)


def backgrounds_of(
    models: Sequence[Prepared],
    values: Sequence[Floats],
    runs: Sequence[Floats],
    *,
    is_drawn: bool,
) -> Backgrounds:
    """What the sides of a run buy of databases.

    Parameters
    ----------
    models : sequence of Prepared
        One per side.
    values, runs : sequence of ndarray, shape (n,)
        Values and scaling of each side as written: where each answer starts from.
    is_drawn : bool
        Whether databases are drawn at all.
    """
    bought = [tuple(purchases_of(prepared)) for prepared in models]
    # by content: models of two folders may mean two databases by one name
    databases = {_hash(one): one.offer.database for b in bought for one in b}
    chosen = [
        database
        for database in databases.values()
        if is_drawn and uncertain_entries(database)
    ]
    drawn: list[BackgroundDraws] = []
    sides: list[list[Bought]] = [[] for _ in models]
    for database in chosen:
        columns = _columns(database, bought)
        amounts = []
        for i, prepared in enumerate(models):
            one = _bought(prepared, database, bought[i], columns)
            sides[i].append(one)
            amounts.append(
                one.amounts(values[i][None, :], runs[i][None, :], len(columns))[0]
            )
        # a model exists: what is open in its chains has been waived
        drawn.append(draws_of(database, columns, np.array(amounts), is_waived=True))
    return Backgrounds(
        drawn=tuple(drawn),
        bought=tuple(map(tuple, sides)),
        certain=tuple(one.name for one in databases.values() if one not in chosen),
    )


def _hash(purchase: Purchase) -> str:
    return purchase.offer.database.manifest.hash


def _columns(database: Database, bought: Sequence[Sequence[Purchase]]) -> Indices:
    """Datasets that any side buys, ascending."""
    found = {
        one.offer.found.column
        for purchases in bought
        for one in purchases
        if _hash(one) == database.manifest.hash
    }
    return np.array(sorted(found), dtype=np.int32)


def _bought(
    prepared: Prepared,
    database: Database,
    purchases: Sequence[Purchase],
    columns: Indices,
) -> Bought:
    index = prepared.compiled.table.index
    own = [one for one in purchases if _hash(one) == database.manifest.hash]
    gases = database.manifest.gases
    terms = {i: f"{FACTOR_SPREADS}.{gas}" for i, gas in enumerate(gases)}
    uncertain = {i: index[path] for i, path in terms.items() if path in index}
    zeroed = [index[term] for one in own for term in one.factor.flows.values()]
    return Bought(
        positions=np.searchsorted(
            columns, [one.offer.found.column for one in own]
        ).astype(np.int32),
        runs=_indices([one.run for one in own]),
        per=_indices([index[one.factor.per] for one in own]),
        zeroed=_indices(zeroed),
        weights=_weights(prepared.compiled.system.scope.gwp, gases),
        spread_gases=_indices([*uncertain]),
        spread_values=_indices([*uncertain.values()]),
    )


def _weights(gwp: str, gases: Sequence[str]) -> Floats:
    """C of the gases of a database, shape (items, gases). [kgCO2e/kg]

    What the set lacks was refused, or waived, when the model was compiled: it counts 0.
    """
    unknown = set(uncharacterised(gwp_set(gwp), gases))
    known = [i for i, gas in enumerate(gases) if gas not in unknown]
    weights = np.zeros((len(ROWS), len(gases)))
    weights[:, known] = characterisation(gwp, [gases[i] for i in known])
    return weights


def _indices(found: Sequence[int]) -> Indices:
    return np.array(found, dtype=np.int32)
