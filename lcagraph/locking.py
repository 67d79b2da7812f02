"""`lcagraph lock`: pin the databases of a model, or show what a changed one does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from lcagraph.background.dataset_reference import is_background, parse_reference
from lcagraph.background.lock import (
    Lock,
    LockedDatabase,
    LockedDataset,
    is_same_figure,
    read_lock,
    write_lock,
)
from lcagraph.background.store import open_database
from lcagraph.errors import Finding, UsageError
from lcagraph.impact import characterisation, including_and_excluding
from lcagraph.model import Model, read
from lcagraph.version import __version__


@dataclass(frozen=True, slots=True, kw_only=True)
class LockOutcome:
    """What locking a model did, and what had changed."""

    path: Path
    before: Lock | None
    after: Lock
    is_written: bool

    @property
    def is_changed(self) -> bool:
        """A database of the lock is another one, or a dataset or its figure is."""
        before = self.before.databases if self.before is not None else {}
        after = self.after.databases
        is_other = any(
            after[name].hash != before[name].hash for name in after if name in before
        )
        return is_other or bool(self.renamed) or bool(self.differing)

    @property
    def renamed(self) -> Mapping[str, tuple[str, str]]:
        """Names of the model that mean another dataset: the one then and now."""
        return self.before.renamed(self.after) if self.before is not None else {}

    @property
    def differing(self) -> tuple[tuple[LockedDataset, LockedDataset], ...]:
        """Datasets before and after that differ though their database doesn't say so.

        Under another GWP set other figures are what was asked for.
        """
        if self.before is None:
            return ()
        before, after = self.before.databases, self.after.databases
        kept = {name for name in after if after[name] == before.get(name)}
        known = {(one.at, one.reference): one for one in self.before.datasets}
        is_same_set = self.before.gwp == self.after.gwp
        found = []
        for each in self.after.datasets:
            earlier = known.get((each.at, each.reference))
            if earlier is None or parse_reference(each.reference).database not in kept:
                continue
            if not _is_same(earlier, each, is_same_set=is_same_set):
                found.append((earlier, each))
        return tuple(found)

    @property
    def is_refused(self) -> bool:
        """Something changed, and nobody has accepted it."""
        return self.is_changed and not self.is_written

    def changed_datasets(self) -> Iterator[tuple[LockedDataset | None, LockedDataset]]:
        """Datasets before and after, where the figure differs or is new."""
        before = self.before.datasets if self.before is not None else ()
        known = {(one.at, one.reference): one for one in before}
        for one in self.after.datasets:
            earlier = known.get((one.at, one.reference))
            if earlier is None or (earlier.co2e, earlier.unit) != (one.co2e, one.unit):
                yield earlier, one


def _is_same(one: LockedDataset, other: LockedDataset, *, is_same_set: bool) -> bool:
    """True if a dataset is what it was, as far as figures can be compared."""
    if one.unit != other.unit:
        return False
    is_comparable = is_same_set and not (one.scenario or other.scenario)
    return not is_comparable or is_same_figure(one.co2e, other.co2e)


def lock_model(path: Path, *, is_update: bool = False) -> LockOutcome:
    """Write the lock of a model, unless a database changed and nobody accepts it.

    Databases and datasets of all its scenarios are locked with it.

    Parameters
    ----------
    path : Path
        A model file that buys from at least one database.
    is_update : bool
        Accept what has changed.

    Raises
    ------
    UsageError
        The model names no database (E099), or its lock is none (E095).
    ModelError, CalculationError
        It can't be solved, or a scenario has an error.
    """
    model = read(path, is_locked=False)
    origin = model.system.origin
    lock = origin.lock if origin is not None else path.with_suffix(".lock")
    before = read_lock(lock)
    after = _lock_of(model)
    if not after.databases:
        raise UsageError(Finding(code="E099", values={"model": path.name}))
    outcome = LockOutcome(path=lock, before=before, after=after, is_written=False)
    if outcome.is_changed and not is_update:
        return outcome
    write_lock(lock, after)
    return replace(outcome, is_written=True)


def _lock_of(model: Model) -> Lock:
    result = model.solve()
    variants = {"": model, **{id_: model.with_scenario(id_) for id_ in model.scenarios}}
    names = {
        text: dataset
        for variant in variants.values()
        for text, dataset in variant.prepared.compiled.dataset_names.items()
    }
    near = model.system.origin.folder if model.system.origin is not None else None
    called = dict.fromkeys(parse_reference(one).database for one in names.values())
    manifests = {name: open_database(name, near).manifest for name in called}
    return Lock(
        databases={
            name: LockedDatabase(
                version=manifest.version,
                hash=manifest.hash,
                source=manifest.source,
                source_sha256=manifest.source_sha256,
            )
            for name, manifest in manifests.items()
        },
        datasets=tuple(_all_datasets(variants)),
        total=float(result.total),
        per=model.prepared.per,
        gwp=model.system.scope.gwp,
        lcagraph=__version__,
        names=names,
    )


def _all_datasets(variants: Mapping[str, Model]) -> Iterator[LockedDataset]:
    """Datasets of a model, then those that scenarios alone use, each once."""
    met: set[str] = set()
    for scenario, variant in variants.items():
        found = [
            one for one in _datasets(variant, scenario) if one.reference not in met
        ]
        met.update(one.reference for one in found)
        yield from found


def _datasets(model: Model, scenario: str) -> Iterator[LockedDataset]:
    """Every dataset that the compiled model uses, with its footprint."""
    compiled = model.prepared.compiled
    filled = compiled.table.fill(model.prepared.base[None, :])[0]
    _, excluding = including_and_excluding()
    for column in compiled.factors:
        if not is_background(column.origin):
            continue
        weights = excluding @ characterisation(
            model.system.scope.gwp, tuple(column.flows)
        )
        places = [compiled.table.index[term] for term in column.flows.values()]
        factor = column.factor
        yield LockedDataset(
            at=compiled.named_at.get(column.id, f"factors.{column.id}"),
            reference=column.origin or "",
            name=factor.name.en if factor.name is not None else column.id,
            location=factor.region or "",
            unit=column.unit.symbol,
            co2e=float(weights @ filled[places]),
            scenario=scenario,
        )
