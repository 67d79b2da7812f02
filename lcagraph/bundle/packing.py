"""A verifier's bundle: a model with all that it takes to check it, in one zip."""

from __future__ import annotations

import hashlib
import io
import json
import platform
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np

from lcagraph.background.dataset_reference import parse_reference
from lcagraph.background.store import open_database
from lcagraph.bundle.evidence_files import (
    EvidenceFile,
    documents_of,
    evidence_findings,
)
from lcagraph.bundle.members import (
    CANONICAL,
    INVENTORY,
    SampleChoice,
    derived_members,
    in_one_file,
    sample_of,
)
from lcagraph.bundle.picture import MODEL_FOLDER, picture_content, picture_member
from lcagraph.bundle.tables import json_bytes
from lcagraph.errors import Finding, FindingsError, UsageError
from lcagraph.formats.zip_writer import write_zip
from lcagraph.model import Model
from lcagraph.version import __version__
from lcagraph.waivers import waive

SCHEMA = "lcagraph-bundle-1"
"""Version of the layout; changes when a document changes its meaning."""

MANIFEST = "MANIFEST.json"
EVIDENCE_FOLDER = "evidence"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """A bundle, ready to be written."""

    content: bytes
    """The zip; the same model gives the same bytes."""
    inventory_sha256: str
    """As it stands on the cover of a report."""
    names: tuple[str, ...]
    """Its documents."""
    findings: tuple[Finding, ...] = ()
    """Of documents: files that are missing, changed or outside of the folder. An error
    that nobody has waived is one that the verifier will find, too."""


def make_bundle(
    model: Model,
    *,
    choice: SampleChoice | None = None,
    previous: Model | None = None,
    with_evidence: bool = False,
) -> Bundle:
    """Pack a model for its verifier.

    Parameters
    ----------
    model : Model
        Read from a file, so that the bundle has its text, or built in Python.
    choice : SampleChoice, optional
        Seed and size of the sample for the site visit.
    previous : Model, optional
        Last year's model: the bundle then says which edits moved the footprint.
    with_evidence : bool
        Put the files of the documents in, those that may be read.

    Raises
    ------
    FindingsError
        The model has no footprint; a file can't be read (E703).
    UsageError
        The package rfc8785 is not installed (E836).
    """
    chosen = sample_of(model.system, choice or SampleChoice())
    drawn = SampleChoice(seed=chosen.seed, size=len(chosen.paths))
    files = documents_of(model.system)
    earlier = in_one_file(previous) if previous is not None else None
    members = derived_members(model, files, drawn, earlier)
    names = named_datasets(model)
    sources = _sources(model, has_lock=bool(names))
    members |= sources
    if with_evidence:
        members |= {
            evidence_member(each): _content(each.path)
            for each in files
            if each.path is not None
        }
    main = next(iter(sources), CANONICAL)
    manifest = _manifest(model, members, drawn, main, names)
    members[MANIFEST] = json_bytes(manifest)
    return Bundle(
        content=_zipped(members),
        inventory_sha256=manifest["files"][INVENTORY]["sha256"],
        names=tuple(sorted(members)),
        findings=waive(model.system, evidence_findings(files)),
    )


def evidence_member(each: EvidenceFile) -> str:
    """Name of a document's file in the bundle: under its id, so that none clash."""
    name = PurePosixPath((each.file or "").replace("\\", "/")).name
    return f"{EVIDENCE_FOLDER}/{each.id}/{name.lstrip('.') or 'file'}"


def named_datasets(model: Model) -> dict[str, str]:
    """What the model and its scenarios write → the dataset that this names."""
    found: dict[str, str] = {}
    for scenario in (None, *model.scenarios):
        try:
            compiled = model.with_scenario(scenario).prepared.compiled
        except FindingsError:  # the table of scenarios tells of it
            continue
        found |= compiled.dataset_names
    return dict(sorted(found.items()))


def needed_databases(
    model: Model, datasets: Iterable[str]
) -> dict[str, dict[str, str]]:
    """Databases that datasets are from: name → version and hash."""
    folder = model.system.origin.folder if model.system.origin is not None else None
    names = sorted({parse_reference(text).database for text in datasets})
    manifests = {name: open_database(name, folder).manifest for name in names}
    return {
        name: {"version": each.version, "sha256": each.hash}
        for name, each in manifests.items()
    }


def software() -> dict[str, str]:
    """Versions of what computes here."""
    return {
        "lcagraph": __version__,
        "numpy": np.__version__,
        "python": platform.python_version(),
    }


# --------------------------------------------------------------------------- the parts


def _sources(model: Model, *, has_lock: bool) -> dict[str, bytes]:
    """The model as its author wrote it: main file first, included files, lock.

    Nobody reads the lock of a model that buys from no database; the picture of the
    product goes along, so that its report can be made again.
    """
    origin = model.system.origin
    if origin is None:
        return {}
    root = origin.folder.resolve()
    paths = [origin.file, *origin.includes]
    if has_lock and origin.lock.is_file():
        paths.append(origin.lock)
    found = {
        f"{MODEL_FOLDER}/{path.resolve().relative_to(root).as_posix()}": _content(path)
        for path in paths
    }
    name, picture = picture_member(model.system), picture_content(model.system)
    if name is not None and picture is not None:
        found[name] = picture
    return found


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        values = {"file": str(path), "reason": error.strerror or str(error)}
        raise UsageError(Finding(code="E703", values=values)) from None


def _manifest(
    model: Model,
    members: Mapping[str, bytes],
    drawn: SampleChoice,
    main: str,
    names: Mapping[str, str],
) -> dict[str, Any]:
    total = json.loads(members[INVENTORY])["result"]["total"]
    return {
        "schema": SCHEMA,
        "software": software(),
        "main": main,
        **stated_of(model, total, model.prepared.per),
        "databases": needed_databases(model, names.values()),
        "datasets": dict(names),
        "sample": {"seed": drawn.seed, "size": drawn.size},
        "files": {
            name: {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}
            for name, content in sorted(members.items())
        },
    }


def stated_of(model: Model, total: float, per: str) -> dict[str, Any]:
    """What a manifest states of its model."""
    return {
        "footprint": {"total": total, "unit": "kgCO2e", "per": per},
        "model_sha256": model.hash,
    }


def _zipped(members: Mapping[str, bytes]) -> bytes:
    """A zip whose bytes depend on nothing but what is in it."""
    stream = io.BytesIO()
    write_zip(stream, members.items())
    return stream.getvalue()
