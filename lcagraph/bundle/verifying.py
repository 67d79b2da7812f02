"""`lcagraph verify`: a bundle unpacked with care, and everything computed again."""

from __future__ import annotations

import hashlib
import math
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from lcagraph.bundle.differences import TOLERANCE, Difference, differences
from lcagraph.bundle.evidence_files import EvidenceFile, State
from lcagraph.bundle.members import (
    CANONICAL,
    EVIDENCE,
    INVENTORY,
    PREVIOUS,
    SampleChoice,
    derived_members,
)
from lcagraph.bundle.packing import (
    EVIDENCE_FOLDER,
    MANIFEST,
    MODEL_FOLDER,
    SCHEMA,
    evidence_member,
    software,
)
from lcagraph.bundle.second_way import second_way
from lcagraph.errors import Finding, FindingsError, UsageError
from lcagraph.formats.container import Limits, walk
from lcagraph.formats.json_guard import parse_json
from lcagraph.model import Model, read, read_string

Recomputed = Literal["model", "recorded_intensities", "nothing"]

_MIB = 2**20
LIMITS = Limits(members=5_000, member=256 * _MIB, total=1024 * _MIB)
"""What a bundle may unpack to; ours have a hundredth of it."""

_NO_DATABASE = frozenset({"E068", "E070", "E071", "E092", "E093", "E903"})
"""Codes that say a database is missing here, damaged or another one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """What verifying a bundle found."""

    differences: tuple[Difference, ...]
    recomputed: Recomputed
    """`recorded_intensities`: the databases aren't here, so what the bundle records of
    their datasets was taken; `nothing`: the model gives no footprint here."""
    reasons: tuple[Finding, ...]
    """Why the model itself could not be computed."""
    inventory_sha256: str
    """Of the inventory in the bundle: to be compared with the cover of the report."""
    manifest_sha256: str
    total: float | None
    """Footprint as computed here. [kgCO2e]"""
    recorded: float
    """Footprint as recorded. [kgCO2e]"""
    databases: Mapping[str, Mapping[str, str]]
    """Databases that the model buys from: version and hash."""
    software: Mapping[str, tuple[str, str]]
    """Programs of another version: there and here."""

    @property
    def is_ok(self) -> bool:
        """Everything is as recorded, as far as it could be computed."""
        return not self.differences and self.recomputed != "nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Unpacked:
    """The documents of a bundle; of evidence, only what they hash to."""

    members: Mapping[str, bytes]
    hashes: Mapping[str, tuple[str, int]]
    manifest: Mapping[str, Any]


def verify_bundle(path: Path, *, cover: str = "") -> Verification:
    """Unpack a bundle, compute everything again, and say what differs.

    Parameters
    ----------
    path : Path
    cover : str
        SHA-256 of the inventory as a report's cover has it, to be compared.

    Raises
    ------
    UsageError
        No such file, a damaged or dangerous one (E001 to E007), or no bundle (E837).
    """
    bundle = _unpacked(path)
    record = _json(bundle, INVENTORY, path)
    recorded = _total(record, path)
    found = list(_files(bundle))
    digest = bundle.hashes[INVENTORY][0]
    if cover and cover.strip().lower() != digest:
        stated = cover.strip().lower()
        found.append(
            Difference(kind="cover", name=INVENTORY, recorded=stated, found=digest)
        )
    again = _again(bundle, record, path)
    found += [
        each
        for name, content in again.members.items()
        if name in bundle.members
        for each in differences(name, bundle.members[name], content, recorded)
    ]
    found += [
        Difference(kind="missing", name=name)
        for name in again.members
        if name not in bundle.members and name not in bundle.manifest["files"]
    ]
    return Verification(
        differences=tuple(dict.fromkeys([*found, *again.differences])),
        recomputed=again.recomputed,
        reasons=again.reasons,
        inventory_sha256=digest,
        manifest_sha256=bundle.hashes[MANIFEST][0],
        total=again.total,
        recorded=recorded,
        databases=bundle.manifest.get("databases", {}),
        software=_other_software(bundle.manifest),
    )


# -------------------------------------------------------------------------- unpacking


def _unpacked(path: Path) -> _Unpacked:
    members: dict[str, bytes] = {}
    hashes: dict[str, tuple[str, int]] = {}
    for document in walk(path, limits=LIMITS):
        content = document.content
        digest = hashlib.sha256(content).hexdigest()
        hashes[document.name] = (digest, len(content))
        if not document.name.startswith(f"{EVIDENCE_FOLDER}/"):
            members[document.name] = content
    if MANIFEST not in members:
        raise _refusal(path, MANIFEST)
    manifest = parse_json(members[MANIFEST], MANIFEST)
    if not _is_manifest(manifest):
        raise _refusal(path, MANIFEST)
    assert isinstance(manifest, dict)
    return _Unpacked(members=members, hashes=hashes, manifest=manifest)


def _is_manifest(stated: object) -> bool:
    """Whether it has the parts that are read below, each of its kind."""
    if not isinstance(stated, dict) or stated.get("schema") != SCHEMA:
        return False
    files, sample = stated.get("files"), stated.get("sample")
    return (
        isinstance(files, dict)
        and all(isinstance(one, dict) for one in files.values())
        and isinstance(stated.get("main"), str)
        and isinstance(stated.get("databases"), dict)
        and isinstance(stated.get("software"), dict)
        and isinstance(sample, dict)
        and all(type(sample.get(key)) is int for key in ("seed", "size"))
    )


def _refusal(path: Path, member: str) -> UsageError:
    values = {"file": path.name, "member": member}
    return UsageError(Finding(code="E837", at=path.name, values=values))


def _json(bundle: _Unpacked, name: str, path: Path) -> Any:
    if name not in bundle.members:
        raise _refusal(path, name)
    return parse_json(bundle.members[name], name)


def _total(record: Any, path: Path) -> float:
    try:
        return float(record["result"]["total"])
    except (TypeError, LookupError, ValueError, OverflowError):
        raise _refusal(path, INVENTORY) from None


def _files(bundle: _Unpacked) -> Iterator[Difference]:
    """Documents that are not those of the manifest."""
    stated: Mapping[str, Any] = bundle.manifest["files"]
    for name, one in stated.items():
        if name not in bundle.hashes:
            yield Difference(kind="missing", name=name)
        elif one.get("sha256") != bundle.hashes[name][0]:
            yield Difference(
                kind="damaged",
                name=name,
                recorded=str(one.get("sha256")),
                found=bundle.hashes[name][0],
            )
    for name in bundle.hashes:
        if name not in stated and name != MANIFEST:
            yield Difference(kind="unlisted", name=name)


def _other_software(manifest: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    there, here = manifest["software"], software()
    return {
        name: (str(there.get(name)), version)
        for name, version in here.items()
        if there.get(name) != version
    }


# -------------------------------------------------------------------- computing again


@dataclass(frozen=True, slots=True, kw_only=True)
class _Again:
    """Documents made again, and how."""

    members: Mapping[str, bytes]
    recomputed: Recomputed
    total: float | None = None
    reasons: tuple[Finding, ...] = ()
    differences: tuple[Difference, ...] = ()


def _again(bundle: _Unpacked, record: Any, path: Path) -> _Again:
    with tempfile.TemporaryDirectory(prefix="lcagraph-") as folder:
        try:
            model = _model(bundle, Path(folder))
            return _from_model(bundle, model)
        except FindingsError as error:
            reasons = tuple(f for f in error.findings if f.is_fatal)
        except UsageError as error:  # a database that is there can't be opened
            reasons = (error.finding,)
        if not bundle.manifest["databases"] or not any(
            finding.code in _NO_DATABASE for finding in reasons
        ):
            return _Again(members={}, recomputed="nothing", reasons=reasons)
        again = _from_record(bundle, _model(bundle, Path(folder)), record, path)
        return replace(again, reasons=reasons)


def _model(bundle: _Unpacked, folder: Path) -> Model:
    """The model as its author wrote it, else its canonical form."""
    main = bundle.manifest["main"]
    if main == CANONICAL or main not in bundle.members:
        return read_string(bundle.members.get(CANONICAL, b"").decode(errors="replace"))
    for name, content in bundle.members.items():
        if name.startswith(f"{MODEL_FOLDER}/"):
            place = folder / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)
    return read(folder / main)


def _from_model(bundle: _Unpacked, model: Model) -> _Again:
    sample = bundle.manifest["sample"]
    previous = bundle.members.get(PREVIOUS)
    members = derived_members(
        model,
        _evidence(bundle, model),
        SampleChoice(seed=sample["seed"], size=sample["size"]),
        read_string(previous.decode(errors="replace")) if previous else None,
    )
    total = model.solve().total
    return _Again(members=members, recomputed="model", total=total)


def _evidence(bundle: _Unpacked, model: Model) -> list[EvidenceFile]:
    """Documents of the model with files of the bundle, or as they are recorded."""
    stated = parse_json(bundle.members.get(EVIDENCE, b"[]"), EVIDENCE)
    rows = stated if isinstance(stated, list) else []
    known = {row.get("id"): row for row in rows if isinstance(row, dict)}
    return [
        _looked_at(bundle, id_, each.file, each.sha256, known.get(id_, {}))
        for id_, each in model.system.evidence.items()
    ]


def _looked_at(
    bundle: _Unpacked,
    id_: str,
    file: str | None,
    sha256: str | None,
    row: Mapping[str, Any],
) -> EvidenceFile:
    stated = (sha256 or "").strip().lower() or None
    state: State = row.get("state", "no_file")
    found, size = row.get("sha256"), row.get("size")
    each = EvidenceFile(
        id=id_, file=file, stated=stated, found=found, size=size, state=state
    )
    held = bundle.hashes.get(evidence_member(each))
    if held is None:
        return each
    state = "new" if stated is None else "ok" if stated == held[0] else "changed"
    return replace(each, found=held[0], size=held[1], state=state)


def _from_record(bundle: _Unpacked, model: Model, record: Any, path: Path) -> _Again:
    """The footprint by the recorded A, B and f, where databases are missing."""
    try:
        found = second_way(record)
        rows = math.fsum(row["co2e"] for row in record["rows"])
        stages = math.fsum(record["result"]["stages"].values())
    except (LookupError, TypeError, ValueError, ArithmeticError, AttributeError):
        raise _refusal(path, INVENTORY) from None
    stated = float(record["result"]["total"])
    sums = {"matrices": found.total, "rows": rows, "result.stages": stages}
    wrong = tuple(
        Difference(
            kind="differs",
            name=INVENTORY,
            at=at,
            recorded=repr(stated),
            found=repr(total),
        )
        for at, total in sums.items()
        if total is not None and not math.isclose(total, stated, rel_tol=TOLERANCE)
    )
    return _Again(
        members={CANONICAL: model.to_yaml().encode()},
        recomputed="recorded_intensities",
        total=found.total,
        differences=wrong,
    )
