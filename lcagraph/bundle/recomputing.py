"""Everything of a bundle made again: from the model, with its databases or without."""

from __future__ import annotations

import json
import math
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from lcagraph.bundle.differences import TOLERANCE, Difference, differences
from lcagraph.bundle.documents import bundled_documents, changed_documents
from lcagraph.bundle.evidence_files import EvidenceFile
from lcagraph.bundle.members import (
    CANONICAL,
    CHECKS,
    INVENTORY,
    PREVIOUS,
    SOLVER,
    Record,
    SampleChoice,
    derived_members,
    members_of,
)
from lcagraph.bundle.packing import (
    MANIFEST,
    named_datasets,
    needed_databases,
    stated_of,
)
from lcagraph.bundle.picture import MODEL_FOLDER, picture_member
from lcagraph.bundle.recorded_databases import locked, recorded_links
from lcagraph.bundle.recorded_intensities import recorded_intensities
from lcagraph.bundle.scenario_members import (
    TABLES,
    scenario_member,
    scenario_members,
)
from lcagraph.bundle.stand_in import computed_without_databases, needs_databases
from lcagraph.bundle.tables import json_bytes
from lcagraph.bundle.unpacked import Unpacked
from lcagraph.errors import Finding, FindingsError, UsageError
from lcagraph.formats.json_guard import parse_json
from lcagraph.model import Model, read, read_string

Recomputed = Literal["model", "recorded_intensities", "nothing"]

_NO_DATABASE = frozenset({"E068", "E070", "E071", "E092", "E093", "E903"})
"""Codes that say a database is missing here, damaged or another one."""

_WITH_DATABASES_ONLY = (CHECKS, "changes.json", "changes.csv")
"""What recorded intensities can't make again: checks look into databases, and last
year's model has intensities of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Again:
    """Documents made again, and how."""

    members: Mapping[str, bytes]
    recomputed: Recomputed
    total: float | None = None
    """Footprint. [kgCO2e]"""
    reasons: tuple[Finding, ...] = ()
    unmade: tuple[str, ...] = ()
    """Documents of the bundle that can't be made again without the databases."""
    second: Mapping[str, Any] | None = None
    """What the second way found here; see `second_way.SecondWay`."""
    differences: tuple[Difference, ...] = ()
    """Of the two ways, and of what the manifest states."""
    missing: tuple[str, ...] = ()
    """Documents that can't be made again, and that the bundle has to have."""
    sources: frozenset[str] = frozenset()
    """Documents of the bundle that the model was read from."""
    documents: tuple[EvidenceFile, ...] = ()
    unlocked: tuple[str, ...] = ()
    """Databases whose version nothing in the bundle but the manifest tells."""
    unseen: tuple[str, ...] = ()
    """Databases whose recorded intensities could not be computed again here."""


def made_again(bundle: Unpacked, record: Record) -> Again:
    """Compute a bundle's model, by recorded intensities if databases are missing.

    Raises
    ------
    LookupError, TypeError, ValueError, ArithmeticError, AttributeError
        The recorded inventory isn't laid out as it should be.
    """
    with tempfile.TemporaryDirectory(prefix="lcagraph-") as folder:
        try:
            model = _model(bundle, Path(folder))
            return _of_model(_from_model(bundle, model), bundle, model, Path(folder))
        except FindingsError as error:
            reasons = tuple(f for f in error.findings if f.is_fatal)
        except UsageError as error:  # no lock, or a database that can't be opened
            reasons = (error.finding,)
        if bundle.manifest["databases"] and any(
            finding.code in _NO_DATABASE for finding in reasons
        ):
            try:
                model = _model(bundle, Path(folder))
                if not needs_databases(model.system):
                    again = _from_intensities(bundle, model, record)
                    again = replace(again, reasons=reasons)
                    return _of_model(again, bundle, model, Path(folder))
            except FindingsError as error:
                reasons += tuple(f for f in error.findings if f.is_fatal)
            except UsageError as error:
                reasons += (error.finding,)
    return Again(members={}, recomputed="nothing", reasons=reasons)


def _of_model(again: Again, bundle: Unpacked, model: Model, folder: Path) -> Again:
    """With the documents that the model was read from, and those that it names."""
    sources: set[str] = set()
    origin = model.system.origin
    if origin is not None:
        root = folder.resolve()
        paths = [origin.file, *origin.includes]
        if bundle.manifest["databases"]:
            paths.append(origin.lock)
        sources = {path.relative_to(root).as_posix() for path in paths}
        picture = picture_member(model.system)
        sources |= {picture} if picture is not None else set()
    main = bundle.manifest["main"]
    missing = {*again.missing, *([main] if main not in bundle.members else [])}
    documents = bundled_documents(bundle, model)
    return replace(
        again,
        sources=frozenset(sources),
        documents=documents,
        missing=tuple(sorted(missing)),
        differences=(*again.differences, *changed_documents(documents)),
    )


def _model(bundle: Unpacked, folder: Path) -> Model:
    """The model as its author wrote it, else its canonical form."""
    main = bundle.manifest["main"]
    if not main.startswith(f"{MODEL_FOLDER}/") or main not in bundle.members:
        return read_string(bundle.members.get(CANONICAL, b"").decode(errors="replace"))
    for name, content in bundle.members.items():
        if name.startswith(f"{MODEL_FOLDER}/"):
            place = folder / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)
    return read(folder / main)


def _from_model(bundle: Unpacked, model: Model) -> Again:
    previous = bundle.members.get(PREVIOUS)
    members = derived_members(
        model,
        bundled_documents(bundle, model),
        _choice(bundle),
        read_string(previous.decode(errors="replace")) if previous else None,
    )
    again = _compared(Again(members=members, recomputed="model"))
    names = named_datasets(model)
    linked = {"databases": needed_databases(model, names.values()), "datasets": names}
    return _with_stated(again, bundle, model, model.prepared.per, linked)


def _from_intensities(bundle: Unpacked, model: Model, record: Record) -> Again:
    """The model without its databases; `record` says what their datasets emit."""
    names = bundle.manifest["datasets"]
    result, made = computed_without_databases(model, record, names)
    records: dict[str | None, Record] = {None: record}
    told = _told_errors(bundle)

    def solved(scenario: str) -> Record:
        name = scenario_member(scenario)
        if name not in bundle.members:
            codes = told.get(scenario, "").split("; ")
            raise FindingsError([Finding(code=code) for code in codes if code])
        recorded = records[scenario] = _inventory(bundle, name)
        return computed_without_databases(model, recorded, names, scenario)[1]

    documents, choice = bundled_documents(bundle, model), _choice(bundle)
    members = members_of(model, result, made, documents, choice)
    made_of = scenario_members(model.system, result.total, solved)
    untold = {id_ for id_ in model.scenarios if scenario_member(id_) not in made_of}
    needed = _WITH_DATABASES_ONLY if PREVIOUS in bundle.members else (CHECKS,)
    # why a scenario has no footprint can't be told without the databases
    unmade = {*needed, *(TABLES if untold else ())}
    missing = {name for name in unmade if name not in bundle.members}
    missing |= {scenario_member(id_) for id_ in untold if not told.get(id_)}
    links = recorded_links(bundle, model, records)
    intensities = recorded_intensities(model, records)
    again = Again(
        members=members | made_of,
        recomputed="recorded_intensities",
        unmade=tuple(sorted(unmade - missing)),
        missing=tuple(missing),
        differences=intensities.differences,
        unseen=intensities.unseen,
        unlocked=() if locked(model) is not None else tuple(links["databases"]),
    )
    return _with_stated(_compared(again), bundle, model, result.prepared.per, links)


def _told_errors(bundle: Unpacked) -> dict[str, str]:
    """Scenario → the errors for which, as recorded, it has no footprint."""
    name = TABLES[1]
    stated = parse_json(bundle.members.get(name, b"[]"), name)
    rows = stated if isinstance(stated, list) else []
    return {
        str(row.get("id")): str(row.get("errors", ""))
        for row in rows
        if isinstance(row, dict) and row.get("kgCO2e") is None
    }


def _inventory(bundle: Unpacked, name: str) -> Record:
    content = parse_json(bundle.members[name], name)
    if not isinstance(content, dict):
        raise TypeError(name)
    return content


def _choice(bundle: Unpacked) -> SampleChoice:
    sample = bundle.manifest["sample"]
    return SampleChoice(seed=sample["seed"], size=sample["size"])


def _compared(again: Again) -> Again:
    """With the footprint, and whether both ways of solving agree on it."""
    made = json.loads(again.members[INVENTORY])
    second = json.loads(again.members[SOLVER])["second"]
    total = made["result"]["total"]
    gross = math.fsum(abs(row["co2e"]) for row in made["rows"])
    other = second["total"]
    wrong = again.differences
    if other is not None and abs(other - total) > TOLERANCE * gross:
        told = {"recorded": repr(total), "found": repr(other)}
        off = Difference(kind="solvers", name=SOLVER, at="second.total", **told)
        wrong = (*wrong, off)
    return replace(again, total=total, second=second, differences=wrong)


def _with_stated(
    again: Again,
    bundle: Unpacked,
    model: Model,
    per: str,
    linked: Mapping[str, Any],
) -> Again:
    """With what the manifest states of the model, and the model doesn't."""
    total = again.total or 0.0
    found = {**stated_of(model, total, per), **linked}
    stated = {key: bundle.manifest.get(key) for key in found}
    wrong = differences(MANIFEST, json_bytes(stated), json_bytes(found), total)
    return replace(again, differences=(*again.differences, *wrong))
