"""A package on its way: linked, stored, exported, read and linked again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from small_databases import stored

from lcagraph.background.build import link_package
from lcagraph.background.identifiers import uuid_of
from lcagraph.background.linked import NO_ALLOCATION, LinkedDatabase, Triplets
from lcagraph.background.records import Package
from lcagraph.background.settled import settled
from lcagraph.background.store import Database, write_database
from lcagraph.formats.ilcd import read_ilcd
from lcagraph.formats.ilcd.writer import write_ilcd
from lcagraph.formats.openlca_jsonld import read_openlca_jsonld
from lcagraph.formats.openlca_jsonld.writer import write_openlca_jsonld

Way = Callable[[Database, Path], Package]
Key = tuple[str, str]


def put(linked: LinkedDatabase, place: Path, **options: str) -> Database:
    """A linked database in the store."""
    ready = replace(stored(linked), options=options)
    return Database(write_database(ready, place, replace=True))


def by_settling(database: Database, place: Path) -> Package:
    return settled(database)


def by_jsonld(database: Database, place: Path) -> Package:
    write_openlca_jsonld(database, place / "out.zip")
    return read_openlca_jsonld(place / "out.zip")


def by_ilcd(database: Database, place: Path) -> Package:
    write_ilcd(database, place / "out.zip")
    return read_ilcd(place / "out.zip")


@dataclass(frozen=True)
class Trip:
    """A database before and after, with the new ids of the old activities."""

    before: LinkedDatabase
    after: LinkedDatabase
    package: Package

    def _ids(self, linked: LinkedDatabase) -> tuple[list[Key], list[str]]:
        if linked is self.after:
            keys = [(each.process, each.product) for each in linked.activities]
            return keys, list(linked.elementary)
        several = Counter(each.process for each in linked.activities)
        keys = []
        for each, flag in zip(linked.activities, linked.flags, strict=True):
            id = each.process
            if several[id] > 1 and not flag & NO_ALLOCATION:
                id = f"{id}:{each.product}"
            keys.append((self._new(id, "process"), self._new(each.product, "flow")))
        return keys, [self._new(flow, "flow") for flow in linked.elementary]

    def _new(self, id: str, kind: str) -> str:
        is_known = id in {each.id for each in self.package.processes}
        is_known |= id in self.package.flows
        return id if is_known else uuid_of(id, kind).lower()

    def a(self, linked: LinkedDatabase) -> Mapping[tuple[Key, Key], float]:
        keys, _ = self._ids(linked)
        return _entries(linked.technosphere, keys, keys)

    def b(self, linked: LinkedDatabase) -> Mapping[tuple[str, Key], float]:
        keys, flows = self._ids(linked)
        return _entries(linked.interventions, flows, keys)

    def spreads(self, linked: LinkedDatabase) -> Mapping[object, tuple[float, ...]]:
        keys, flows = self._ids(linked)
        found: dict[object, tuple[float, ...]] = {}
        for rows, matrix in (
            (keys, linked.technosphere),
            (flows, linked.interventions),
        ):
            parts = (matrix.row, matrix.column, matrix.value, matrix.spread)
            for row, column, value, spread in zip(*parts, strict=True):
                if value and spread["kind"]:
                    found[rows[row], keys[column]] = tuple(spread.tolist())
        return found

    def flags(self, linked: LinkedDatabase) -> Mapping[Key, int]:
        keys, _ = self._ids(linked)
        return dict(zip(keys, linked.flags.tolist(), strict=True))

    def units(self, linked: LinkedDatabase) -> Mapping[Key, str]:
        keys, _ = self._ids(linked)
        units = [each.unit for each in linked.activities]
        return dict(zip(keys, units, strict=True))


def _entries(
    matrix: Triplets, rows: Sequence[Any], columns: Sequence[Any]
) -> Mapping[Any, float]:
    parts = (matrix.row.tolist(), matrix.column.tolist(), matrix.value.tolist())
    return {(rows[i], columns[j]): v for i, j, v in zip(*parts, strict=True) if v}


def round_trip(package: Package, way: Way, place: Path, **options: str) -> Trip:
    """A package linked, stored, taken some way out, and linked again."""
    prefer = tuple(options.get("prefer", "").split("\n")) if options else ()
    allocation = options.get("allocation")
    before = link_package(package, allocation=allocation, prefer=prefer)
    database = put(before, place / "databases", **options)
    found = way(database, place)
    return Trip(before=before, after=link_package(found), package=found)
