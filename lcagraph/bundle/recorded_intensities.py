"""Intensities of datasets as a bundle records them, beside its lock and the databases.

The inventory states what a dataset emits, the lock what it comes to, and a database of
the recorded hash, if it is here, gives both again.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from lcagraph.background.dataset_reference import is_background, parse_reference
from lcagraph.background.footprints import footprints_of
from lcagraph.background.lacking import lacking_gases
from lcagraph.background.lock import Lock, is_same_figure
from lcagraph.background.offers import offer_in
from lcagraph.background.store import Database, open_database
from lcagraph.bundle.differences import TOLERANCE, Difference
from lcagraph.bundle.members import INVENTORY
from lcagraph.bundle.recorded_databases import locked
from lcagraph.bundle.scenario_members import scenario_member
from lcagraph.errors import Finding, UsageError
from lcagraph.model import Model

Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedIntensities:
    """What could be said of them here."""

    differences: tuple[Difference, ...]
    unseen: tuple[str, ...]
    """Databases that aren't here as they are recorded: nothing but the lock tells."""


def recorded_intensities(
    model: Model, records: Mapping[str | None, Record]
) -> RecordedIntensities:
    """Compare the recorded intensities with all that is known of them here.

    Parameters
    ----------
    model : Model
    records : mapping
        Inventory of each scenario that has one, and of the model (None).

    Raises
    ------
    LookupError, TypeError, ValueError
        An inventory isn't laid out as it should be.
    """
    lock = locked(model)
    near = model.system.origin.folder if model.system.origin is not None else None
    datasets = [
        _Stated(scenario=scenario, record=record, factor=one)
        for scenario, record in records.items()
        for one in record["factors"]
        if is_background(one["origin"])
    ]
    hashes = {each.database: each.hash for each in datasets}
    here = {name: _opened(name, hash_, near) for name, hash_ in hashes.items()}
    wrong: list[Difference] = []
    for each in datasets:
        if lock is not None:
            wrong += _unlike_lock(each, lock)
        database = here[each.database]
        if database is not None:
            wrong += _unlike_database(each, database)
    unseen = sorted(name for name, database in here.items() if database is None)
    return RecordedIntensities(differences=tuple(wrong), unseen=tuple(unseen))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stated:
    """One dataset in the inventory of the model, or of a scenario."""

    scenario: str | None
    record: Record
    factor: Record

    @property
    def database(self) -> str:
        return parse_reference(self.factor["origin"]).database

    @property
    def hash(self) -> str | None:
        """Of the database, as recorded."""
        hashes: Mapping[str, str] = self.record["provenance"]["factor_sets_sha256"]
        return hashes.get(self.database)

    @property
    def gwp(self) -> str:
        name: str = self.record["reference"]["gwp"]
        return name

    @property
    def gases(self) -> dict[str, float]:
        """[kg per unit]"""
        per = self.factor["per"]["value"]
        return {gas: mass / per for gas, mass in self.factor["emissions"].items()}

    def differs(self, at: str, recorded: object, found: object) -> Difference:
        member = scenario_member(self.scenario) if self.scenario else INVENTORY
        place = f"factors.{self.factor['id']}.{at}"
        told = {"recorded": f"{recorded}", "found": f"{found}"}
        return Difference(kind="differs", name=member, at=place, **told)


def _unlike_lock(stated: _Stated, lock: Lock) -> Iterator[Difference]:
    """A dataset whose unit or footprint isn't the one that the lock pins."""
    reference = stated.factor["origin"]
    pinned = next((d for d in lock.datasets if d.reference == reference), None)
    if pinned is None:
        return
    unit, co2e = stated.factor["unit"], pinned.co2e
    # the set of a scenario's figure isn't stated
    if not pinned.scenario and lock.gwp == stated.gwp:
        gases = stated.gases
        row = np.array([[*gases.values()]])
        co2e = float(footprints_of(row, tuple(gases), stated.gwp)[0])
    if unit != pinned.unit or not is_same_figure(co2e, pinned.co2e):
        found = f"{pinned.co2e!r} kgCO2e/{pinned.unit} (lock)"
        yield stated.differs("emissions", f"{co2e!r} kgCO2e/{unit}", found)


def _opened(name: str, hash_: str | None, near: Path | None) -> Database | None:
    """The database of this hash; None: it isn't here, is damaged or is another one."""
    try:
        database = open_database(name, near)
    except UsageError:
        return None
    return database if database.manifest.hash == hash_ else None


def _unlike_database(stated: _Stated, database: Database) -> Iterator[Difference]:
    """A dataset that emits something else in its own database."""
    origin = stated.factor["origin"]
    offer = offer_in(database, origin.partition("/")[2])
    if isinstance(offer, Finding):
        yield stated.differs("origin", origin, offer.code)
        return
    if stated.factor["unit"] != offer.unit.symbol:
        yield stated.differs("unit", stated.factor["unit"], offer.unit.symbol)
    without = {gas.id for gas in lacking_gases(offer, stated.gwp)}
    known = {gas: mass for gas, mass in offer.gases.items() if gas not in without}
    own = stated.gases
    for gas in sorted({*known, *own}):
        one, other = own.get(gas, 0.0), known.get(gas, 0.0)
        if not math.isclose(one, other, rel_tol=TOLERANCE):
            yield stated.differs(f"emissions.{gas}", repr(one), repr(other))
