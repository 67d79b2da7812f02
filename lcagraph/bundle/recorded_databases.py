"""Databases and datasets of a manifest beside the record, without the databases.

Each figure of a dataset stands in an inventory with its origin, and the hash of its
database with it; the lock beside the model tells versions too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from lcagraph.background.dataset_reference import parse_reference
from lcagraph.background.lock import Lock, read_lock
from lcagraph.bundle.unpacked import Unpacked
from lcagraph.compile.background import named_factors, named_rows
from lcagraph.errors import FindingsError
from lcagraph.graph.system import ProductSystem
from lcagraph.model import Model

Record = Mapping[str, Any]


def recorded_links(
    bundle: Unpacked, model: Model, records: Mapping[str | None, Record]
) -> dict[str, Any]:
    """`databases` and `datasets`, as the manifest should have them.

    Parameters
    ----------
    bundle : Unpacked
    model : Model
        Linked with databases that aren't here.
    records : mapping
        Inventory of each scenario that has one, and of the model (None).
    """
    lock = locked(model)
    stated = bundle.manifest["datasets"]
    # a scenario without a footprint may name datasets, and may name none
    known = {text for each in _scenarios(model) for text in _texts(each)}
    datasets = {text: name for text, name in stated.items() if text in known}
    for scenario, record in records.items():
        datasets |= _origins(model.with_scenario(scenario).system, record, stated)
    if lock is not None:
        datasets |= {text: lock.names.get(text, datasets[text]) for text in datasets}
    names = {parse_reference(str(one)).database for one in datasets.values()}
    hashes: dict[str, Any] = {}
    for record in records.values():
        hashes |= record["provenance"]["factor_sets_sha256"]
    return {
        "datasets": datasets,
        "databases": {
            name: _database(name, bundle.manifest["databases"], hashes, lock)
            for name in sorted(names)
        },
    }


def locked(model: Model) -> Lock | None:
    """The lock in the bundle, if there is one."""
    origin = model.system.origin
    return read_lock(origin.lock) if origin is not None else None


def _scenarios(model: Model) -> Iterable[ProductSystem]:
    for scenario in (None, *model.scenarios):
        try:
            yield model.with_scenario(scenario).system
        except FindingsError:  # the table of scenarios tells of it
            continue


def _texts(system: ProductSystem) -> Iterable[str]:
    yield from (system.factors[id_].from_ or "" for id_ in named_factors(system))
    yield from (row.reference for row in named_rows(system))


def _origins(
    system: ProductSystem, record: Record, stated: Mapping[str, str]
) -> dict[str, str]:
    """What a system writes → the dataset that its inventory has."""
    recorded = {one["id"]: one["origin"] for one in record["factors"]}
    found = {row.reference: stated[row.reference] for row in named_rows(system)}
    for id_ in named_factors(system):
        text = system.factors[id_].from_ or ""
        # a factor that nothing draws on is in no inventory
        found[text] = recorded.get(id_) or stated[text]
    return found


def _database(
    name: str,
    stated: Mapping[str, Any],
    hashes: Mapping[str, Any],
    lock: Lock | None,
) -> dict[str, Any]:
    own = stated.get(name)
    found = dict(own) if isinstance(own, dict) else {}
    found = {key: found.get(key) for key in ("version", "sha256")}
    if name in hashes:
        found["sha256"] = hashes[name]
    if lock is not None and name in lock.databases:
        one = lock.databases[name]
        found |= {"version": one.version, "sha256": one.hash}
    return found
