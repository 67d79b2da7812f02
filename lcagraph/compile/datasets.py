"""A model that buys from databases: its datasets looked up and made factors."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain, count
from typing import Any, get_args

import numpy as np

from lcagraph.background.footprints import footprints_of
from lcagraph.background.lacking import lacking_gases
from lcagraph.background.lock import Lock, is_same_figure, read_lock
from lcagraph.background.offers import Offer, find_offer
from lcagraph.background.overlaps import DIRECT
from lcagraph.background.records import ALLOCATIONS, Process
from lcagraph.background.store import Database
from lcagraph.compile.background import (
    Background,
    DatasetSource,
    NamedRow,
    drawing_on,
)
from lcagraph.compile.covered import with_corrections
from lcagraph.compile.orientation import orientation_findings
from lcagraph.errors import Finding, UsageError
from lcagraph.formulas import literal
from lcagraph.graph.factor import Factor
from lcagraph.graph.system import Origin, ProductSystem
from lcagraph.graph.words import FactorBoundary, FactorClass, FactorKind, Text
from lcagraph.impact import elementary_flows, gwp_sets

WEIGHTY = {
    "open_link": "E090",
    "dangling": "E090",
    "no_allocation": "E096",
    "bad_number": "E090",
    "unmapped_gas": "E090",
    "overdrawn": "W091",
}
"""Finding for each flag of a supply chain; a singular one has no offer at all."""

HASH_SHOWN = 12
"""Of a database's hash, in messages."""

MOST_LETTERS = 60
"""Of a name, in the id of a factor that no one wrote: tables print it."""


def with_datasets(
    system: ProductSystem, factor_ids: Sequence[str], rows: Sequence[NamedRow]
) -> Background:
    """The system with a factor for each dataset that it names.

    Parameters
    ----------
    system : ProductSystem
        As written.
    factor_ids : sequence of str
        Factors that are taken from a database.
    rows : sequence of NamedRow
        Inputs and wastes that name a dataset themselves.
    """
    found = Background(system=system)
    offers = _Offers(found)
    made = with_corrections(system.processes, rows, offers.of)
    found.findings += made.findings
    factors, processes = dict(system.factors), made.processes
    drawn: dict[str, Offer | Finding] = {}
    for id_ in factor_ids:
        at, stated = f"factors.{id_}.from", factors[id_]
        drawn[id_] = offers.of(stated.from_ or "", at)
        factors[id_] = _filled(found, drawn[id_], id_, stated, at)
    ids: dict[str, str] = {}  # dataset, or the text that names none, → its factor
    for row, own in made.direct:
        id_ = f"{implicit_id(own, row.reference, ())}_{DIRECT}"
        drawing = processes[row.process].inputs[row.row]
        stated = Factor(product=id_, name=drawing.name)
        factors[id_] = _with_offer(stated, own, system.scope.gwp)
        found.named_at[id_] = row.at
        processes[row.process] = drawing_on(processes[row.process], row, id_)
    for row in [*rows, *made.rows]:
        offer = offers.of(row.reference, row.at)
        dataset = offer.reference if isinstance(offer, Offer) else row.reference
        if dataset not in ids:
            id_ = ids[dataset] = implicit_id(offer, row.reference, factors.keys())
            stated = Factor(from_=row.reference)
            drawn[id_] = offer
            factors[id_] = _filled(found, offer, id_, stated, row.at)
            found.named_at[id_] = row.at
        processes[row.process] = drawing_on(processes[row.process], row, ids[dataset])
    found.system = replace(system, factors=factors, processes=processes)
    known = {id_: offer for id_, offer in drawn.items() if isinstance(offer, Offer)}
    found.findings += orientation_findings(found.system, known)
    found.findings += _other_versions(system, offers.databases)
    if system.origin is not None and system.origin.is_locked and offers.databases:
        found.findings += _changed_since(system.origin, offers)
    return found


class _Offers:
    """What the texts of one model name, each looked up once."""

    def __init__(self, found: Background) -> None:
        origin = found.system.origin
        self.near = origin.folder if origin is not None else None
        self.lock = origin.lock if origin is not None else None
        self.names = found.dataset_names
        self.databases: dict[str, Database] = {}
        self._known: dict[str, Offer | Finding] = {}

    @property
    def found(self) -> Sequence[Offer]:
        """All that were found."""
        return [one for one in self._known.values() if isinstance(one, Offer)]

    def of(self, text: str, at: str) -> Offer | Finding:
        """The dataset that a text names, or the finding that says why none."""
        if text not in self._known:
            self._known[text] = self._looked_up(text, at)
        offer = self._known[text]
        return replace(offer, at=at) if isinstance(offer, Finding) else offer

    def _looked_up(self, text: str, at: str) -> Offer | Finding:
        try:
            offer = find_offer(text, at, self.near)
        except UsageError as error:  # the database is damaged
            return error.finding
        if isinstance(offer, Finding) and offer.code == "E903":
            return self._as_locked(offer)
        if isinstance(offer, Offer):
            self.names[text] = offer.reference
            self.databases[offer.database.name] = offer.database
        return offer

    def _as_locked(self, missing: Finding) -> Finding:
        """A missing database, with the file that it was imported from, if known."""
        try:
            lock = read_lock(self.lock) if self.lock is not None else None
        except UsageError:  # told by itself once there is a database
            return missing
        name = str(missing.values["database"])
        before = lock.databases.get(name) if lock is not None else None
        if before is None:
            return missing
        file = {"source": before.source, "sha256": before.source_sha256}
        return replace(missing, values={**missing.values, **file})


def implicit_id(offer: Offer | Finding, reference: str, taken: Collection[str]) -> str:
    """Id of the factor behind a dataset that an input names.

    Database, name and place, in letters that a path may hold, counted up where another
    factor bears that id. A slash keeps it apart from the ids of processes.
    """
    if isinstance(offer, Offer):
        one = offer.activity
        database, *names = offer.database.name, one.name, one.location
    else:
        database, *names = reference.split("/", 1)
    words = "_".join(filter(None, map(_letters, names)))
    short = f"{_letters(database)}/{words or 'dataset'}"
    more = (f"{short}_{number}" for number in count(2))
    return next(id_ for id_ in chain((short,), more) if id_ not in taken)


def _letters(name: str) -> str:
    return re.sub(r"[^\w-]+", "_", name)[:MOST_LETTERS].strip("_")


def _filled(
    found: Background, offer: Offer | Finding, id_: str, stated: Factor, at: str
) -> Factor:
    """The stated factor with unit, gases and source of its dataset, if there is one."""
    if isinstance(offer, Finding):
        found.findings.append(offer)
        found.refused.add(id_)
        return stated
    name = offer.database.name
    found.sources[id_] = DatasetSource(
        reference=offer.reference, database=name, hash=offer.database.manifest.hash
    )
    found.findings += _open_ends(found.system, offer, at)
    lacking = lacking_gases(offer, found.system.scope.gwp)
    found.findings += [gas.finding(offer, at) for gas in lacking]
    # told above, once for the dataset, and waived or not: what is waived counts 0
    without = {gas.id for gas in lacking}
    gases = {gas: kg for gas, kg in offer.gases.items() if gas not in without}
    return _with_offer(stated, replace(offer, gases=gases), found.system.scope.gwp)


def _open_ends(system: ProductSystem, offer: Offer, at: str) -> Iterator[Finding]:
    """What is open in the dataset's supply chain, waived or not."""
    wanted = system.databases.get(offer.database.name)
    reason = wanted.waive_open_links if wanted is not None else None
    told: dict[str, list[str]] = {}
    for word in offer.open:
        told.setdefault(WEIGHTY[word], []).append(word)
    for code, words in told.items():
        values = {
            "database": offer.database.name,
            "name": offer.activity.name,
            "open": words,
            "methods": "|".join(ALLOCATIONS),
            "path": at.removesuffix(".from").removesuffix(".to"),
        }
        waived = None
        if code == "E090" and reason is not None:  # of open links, and nothing else
            waived = {"zh": reason.zh, "en": reason.en}
        yield Finding(code=code, at=at, values=values, waived=waived)


def _with_offer(stated: Factor, offer: Offer, gwp: str) -> Factor:
    """The stated factor, filled up with what the database says.

    Ready CO2e of a factor table bears the GWP set of its table. Elsewhere it is CO2
    without origin, whose factor is 1 in every set, so it follows the model's.
    """
    activity, manifest = offer.activity, offer.database.manifest
    names = offer.database.process(activity.process)
    told = names.factor
    release = f"{offer.database.name} {manifest.version}".rstrip()
    source = f"{release}: {activity.name}"
    name = Text(names.names.get("zh", activity.name), activity.name)
    kind: FactorKind | None = "treatment" if activity.is_treatment else None
    figures = {gas: literal(amount, "kg") for gas, amount in offer.gases.items()}
    ready = {gas: figures.pop(gas) for gas in offer.gases if _is_ready(gas)}
    return replace(
        stated,
        per=literal(1.0, offer.unit),
        co2e={gas.removeprefix("co2e_"): amount for gas, amount in ready.items()},
        emissions=figures,
        gwp=stated.gwp or (told.get("gwp") or gwp if ready else None),
        kind=stated.kind or _word(told, "kind", FactorKind) or kind,
        boundary=stated.boundary
        or _word(told, "boundary", FactorBoundary)
        or ("unknown" if told else "cradle_to_gate"),
        class_=stated.class_ or _word(told, "class", FactorClass),
        name=stated.name or name,
        region=stated.region or activity.location or None,
        year=stated.year or names.year_until or names.year_from,
        source=stated.source or Text(source, source),
        licence=stated.licence or names.licence or manifest.licence or None,
        note=stated.note or _note(names),
    )


def _is_ready(gas: str) -> bool:
    return elementary_flows()[gas].is_ready


def _word(told: Mapping[str, str], field: str, words: Any) -> Any:
    """A word of a closed list as a factor table states it, or None."""
    text = told.get(field)
    return text if text in get_args(words) else None


def _note(names: Process) -> Text | None:
    """The remark of a factor table; descriptions of datasets are no notes."""
    text = names.description if names.factor else ""
    return Text(text, text) if text else None


def _other_versions(
    system: ProductSystem, databases: Mapping[str, Database]
) -> Iterator[Finding]:
    for name, database in databases.items():
        wanted = system.databases.get(name)
        version = database.manifest.version
        if wanted is not None and wanted.version not in (None, version):
            values = {"database": name, "wanted": wanted.version, "version": version}
            at = f"databases.{name}.version"
            yield Finding(code="E092", at=at, values=values)


def _release(version: str, hash_: str, source: str, imported: str = "") -> str:
    """What tells a release from another: version, hash, file and day of its import."""
    return ", ".join(filter(None, (version, hash_[:HASH_SHOWN], source, imported)))


def _changed_since(origin: Origin, offers: _Offers) -> Iterator[Finding]:
    """Databases that aren't those of the lock, and names of another dataset."""
    try:
        lock = read_lock(origin.lock)
    except UsageError as error:
        yield error.finding
        return
    locked = lock.databases if lock is not None else {}
    for name, database in offers.databases.items():
        before, now = locked.get(name), database.manifest
        values = {"database": name, "file": origin.lock.name, "model": origin.file.name}
        if before is None:
            yield Finding(code="N094", values=values)
        elif before.hash != now.hash:
            releases = {
                "before": _release(before.version, before.hash, before.source),
                "now": _release(now.version, now.hash, now.source, now.imported),
            }
            yield Finding(code="E093", values={**values, **releases})
        elif lock is not None:
            yield from _other_figures(lock, name, offers.found, origin.file.name)
    named = lock.names if lock is not None else {}
    for text, dataset in offers.names.items():
        if named.get(text, dataset) != dataset:
            datasets = {"before": named[text], "now": dataset}
            values = {"name": text, "model": origin.file.name, **datasets}
            yield Finding(code="E094", values=values)


def _other_figures(
    lock: Lock, database: str, offers: Sequence[Offer], model: str
) -> Iterator[Finding]:
    """Datasets of an unchanged database that aren't what they were, E059.

    The hash is that of the import. A file that was damaged since, or factors of another
    version of lcagraph, show in unit and footprint alone.
    """
    known = {o.reference: o for o in offers if o.database.name == database}
    for one in lock.datasets:
        offer = known.get(one.reference)
        if offer is None:
            continue
        unit, co2e = offer.unit.symbol, one.co2e
        if not one.scenario and lock.gwp in gwp_sets():  # a scenario's isn't stated
            co2e = _footprint(offer, lock.gwp)
        if unit != one.unit or not is_same_figure(co2e, one.co2e):
            values = {
                "name": one.name,
                "database": database,
                "before": f"{one.co2e:.6g} kgCO2e/{one.unit}",
                "now": f"{co2e:.6g} kgCO2e/{unit}",
                "model": model,
            }
            yield Finding(code="E059", values=values)


def _footprint(offer: Offer, gwp: str) -> float:
    """Of a dataset as a lock has it: gases that the set lacks count nothing."""
    lacking = {gas.id for gas in lacking_gases(offer, gwp)}
    gases = {gas: kg for gas, kg in offer.gases.items() if gas not in lacking}
    row = np.array([[*gases.values()]])
    return float(footprints_of(row, tuple(gases), gwp)[0])
