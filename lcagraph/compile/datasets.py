"""A model that buys from databases: its datasets looked up and made factors."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, get_args

from lcagraph.background.lock import read_lock
from lcagraph.background.offers import Offer, find_offer
from lcagraph.background.records import Process
from lcagraph.background.store import Database
from lcagraph.compile.background import Background, DatasetSource, NamedRow
from lcagraph.errors import Finding, UsageError
from lcagraph.formulas import literal
from lcagraph.graph.factor import Factor
from lcagraph.graph.process import UnitProcess
from lcagraph.graph.system import Origin, ProductSystem
from lcagraph.graph.words import FactorBoundary, FactorClass, FactorKind, Text
from lcagraph.impact import elementary_flows

WEIGHTY = {
    "open_link": "E090",
    "dangling": "E090",
    "no_allocation": "E090",
    "bad_number": "E090",
    "unmapped_gas": "E090",
    "overdrawn": "W091",
}
"""Finding for each flag of a supply chain; a singular one has no offer at all."""


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
    databases: dict[str, Database] = {}
    factors, processes = dict(system.factors), dict(system.processes)
    for id_ in factor_ids:
        at = f"factors.{id_}.from"
        factors[id_] = _filled(found, databases, id_, factors[id_], at)
    for row in rows:
        id_ = implicit_id(row.reference)
        if id_ not in factors:
            stated = Factor(from_=row.reference)
            factors[id_] = _filled(found, databases, id_, stated, row.at)
            found.named_at[id_] = row.at
        processes[row.process] = _drawing(processes[row.process], row, id_)
    found.system = replace(system, factors=factors, processes=processes)
    found.findings += _other_versions(system, databases)
    if system.origin is not None and system.origin.is_locked and databases:
        found.findings += _changed_since(system.origin, databases)
    return found


def implicit_id(reference: str) -> str:
    """Id of the factor behind a dataset that an input names; it has no dots."""
    return re.sub(r"[^\w/?=&-]+", "_", reference)


def _drawing(process: UnitProcess, row: NamedRow, factor_id: str) -> UnitProcess:
    """The process with one of its rows supplied, or treated, by a factor."""
    if row.section == "inputs":
        input_ = replace(process.inputs[row.row], from_=factor_id)
        return replace(process, inputs={**process.inputs, row.row: input_})
    waste = replace(process.waste[row.row], to=factor_id)
    return replace(process, waste={**process.waste, row.row: waste})


def _filled(
    found: Background,
    databases: dict[str, Database],
    id_: str,
    stated: Factor,
    at: str,
) -> Factor:
    """The stated factor with unit, gases and source of its dataset, if there is one."""
    origin = found.system.origin
    near = origin.folder if origin is not None else None
    try:
        offer = find_offer(stated.from_ or "", at, near)
    except UsageError as error:  # the database is damaged
        offer = replace(error.finding, at=at)
    if isinstance(offer, Finding):
        found.findings.append(offer)
        found.refused.add(id_)
        return stated
    name = offer.database.name
    databases[name] = offer.database
    found.sources[id_] = DatasetSource(
        reference=offer.reference, database=name, hash=offer.database.manifest.hash
    )
    found.findings += _open_ends(found.system, offer, at)
    return _with_offer(stated, offer, found.system.scope.gwp)


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
        }
        waived = {"zh": reason.zh, "en": reason.en} if reason is not None else None
        is_error = code.startswith("E")
        yield Finding(
            code=code, at=at, values=values, waived=waived if is_error else None
        )


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


def _changed_since(
    origin: Origin, databases: Mapping[str, Database]
) -> Iterator[Finding]:
    try:
        lock = read_lock(origin.lock)
    except UsageError as error:
        yield error.finding
        return
    locked = lock.databases if lock is not None else {}
    for name, database in databases.items():
        before, now = locked.get(name), database.manifest
        values = {"database": name, "file": origin.lock.name, "model": origin.file.name}
        if before is None:
            yield Finding(code="N094", values=values)
        elif before.hash != now.hash:
            versions = {"before": before.version, "version": now.version}
            yield Finding(code="E093", values={**values, **versions})
