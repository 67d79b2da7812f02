"""`lcagraph verify`: a bundle unpacked with care, and everything computed again."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeGuard

from lcagraph.bundle.belonging import bytes_around, foreign_documents, foreign_keys
from lcagraph.bundle.differences import Difference, differences
from lcagraph.bundle.documents import document_states, unheld
from lcagraph.bundle.evidence_files import State
from lcagraph.bundle.members import INVENTORY, PREVIOUS
from lcagraph.bundle.packing import (
    EVIDENCE_FOLDER,
    MANIFEST,
    SCHEMA,
    evidence_member,
    software,
)
from lcagraph.bundle.recomputing import Again, Recomputed, made_again
from lcagraph.bundle.unpacked import Unpacked
from lcagraph.errors import Finding, QuantityError, UsageError
from lcagraph.formats.container import Limits, walk
from lcagraph.formats.json_guard import parse_json

_MIB = 2**20
LIMITS = Limits(members=5_000, member=256 * _MIB, total=1024 * _MIB)
"""What a bundle may unpack to; ours have a hundredth of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """What verifying a bundle found."""

    differences: tuple[Difference, ...]
    recomputed: Recomputed
    """`recorded_intensities`: the databases aren't here, so that the model was computed
    with what the bundle records of their datasets; `nothing`: it gives no footprint."""
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
    unmade: tuple[str, ...] = ()
    """Documents that weren't made again, since the databases aren't here."""
    documents: Mapping[State, int] = field(default_factory=dict)
    """Supporting documents that name a file, by what is known of it."""
    unheld: tuple[str, ...] = ()
    """Those of them whose file isn't in the bundle."""
    unlocked: tuple[str, ...] = ()
    """Databases whose version nothing but the manifest tells."""
    unseen: tuple[str, ...] = ()
    """Databases whose recorded intensities could not be computed again here."""
    second: Mapping[str, Any] | None = None
    """What the second way of solving finds here; see `second_way.SecondWay`."""

    @property
    def is_ok(self) -> bool:
        """Everything is as recorded, as far as it could be computed."""
        return not self.differences and self.recomputed != "nothing"

    @property
    def not_verified(self) -> tuple[str, ...]:
        """What could not be verified here: documents, places, ids of evidence."""
        return (
            *self.unmade,
            *(f"{INVENTORY} factors ({name})" for name in self.unseen),
            *(f"{MANIFEST} databases.{name}.version" for name in self.unlocked),
            *(f"evidence.{id_}" for id_ in self.unheld),
        )


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
        No such file, a damaged or dangerous one (E001 to E007; E005 for names that
        differ by case alone, too), or no bundle (E837).
    """
    bundle = _unpacked(path)
    record = _json(bundle, INVENTORY, path)
    recorded = _total(record, path)
    found = [*bytes_around(path), *_files(bundle), *foreign_keys(bundle.manifest)]
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
        for name in (*again.members, *again.missing)
        if name not in bundle.members and name not in bundle.manifest["files"]
    ]
    if again.recomputed != "nothing":
        stated = bundle.manifest["files"]
        found += foreign_documents(bundle.hashes, stated, _known(bundle, again))
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
        unmade=again.unmade,
        documents=document_states(again.documents),
        unheld=unheld(bundle, again.documents),
        unlocked=again.unlocked,
        unseen=again.unseen,
        second=again.second,
    )


def _known(bundle: Unpacked, again: Again) -> set[str]:
    """Documents that the model asks for."""
    papers = (each for each in again.documents if each.file is not None)
    earlier = PREVIOUS if PREVIOUS in bundle.members else INVENTORY
    return {
        *(MANIFEST, earlier),
        *(*again.members, *again.unmade, *again.missing, *again.sources),
        *map(evidence_member, papers),
    }


def _again(bundle: Unpacked, record: Any, path: Path) -> Again:
    layout = (LookupError, TypeError, ValueError, ArithmeticError, AttributeError)
    try:
        return made_again(bundle, record)
    except (*layout, QuantityError):
        raise _refusal(path, INVENTORY) from None
    except OSError as error:  # names that no folder can hold
        values = {"file": path.name, "reason": error.strerror or str(error)}
        raise UsageError(Finding(code="E703", values=values)) from None


# -------------------------------------------------------------------------- unpacking


def _unpacked(path: Path) -> Unpacked:
    members: dict[str, bytes] = {}
    hashes: dict[str, tuple[str, int]] = {}
    folded: set[str] = set()
    for document in walk(path, limits=LIMITS):
        content = document.content
        # where capitals don't count, one of the two would overwrite the other
        plain = unicodedata.normalize("NFC", document.name).casefold()
        if plain in folded:
            values = {"file": path.name, "member": document.name}
            raise UsageError(Finding(code="E005", at=path.name, values=values))
        folded.add(plain)
        digest = hashlib.sha256(content).hexdigest()
        hashes[document.name] = (digest, len(content))
        if not document.name.startswith(f"{EVIDENCE_FOLDER}/"):
            members[document.name] = content
    if MANIFEST not in members:
        raise _refusal(path, MANIFEST)
    manifest = parse_json(members[MANIFEST], MANIFEST)
    if not _is_manifest(manifest):
        raise _refusal(path, MANIFEST)
    return Unpacked(members=members, hashes=hashes, manifest=manifest)


def _is_manifest(stated: object) -> TypeGuard[dict[str, Any]]:
    """Whether it has the parts that are read below, each of its kind."""
    if not isinstance(stated, dict) or stated.get("schema") != SCHEMA:
        return False
    databases, sample = stated.get("databases"), stated.get("sample")
    return (
        isinstance(stated.get("main"), str)
        and _is_of(stated.get("files"), dict)
        and _is_of(stated.get("datasets"), str)
        and _is_of(stated.get("software"), str)
        and isinstance(databases, dict)
        and all(_is_of(one, str) for one in databases.values())
        and isinstance(sample, dict)
        and all(type(sample.get(key)) is int for key in ("seed", "size"))
    )


def _is_of(stated: object, kind: type) -> bool:
    """Whether it is a mapping of names to values of one kind."""
    return isinstance(stated, dict) and all(
        isinstance(value, kind) for value in stated.values()
    )


def _refusal(path: Path, member: str) -> UsageError:
    values = {"file": path.name, "member": member}
    return UsageError(Finding(code="E837", at=path.name, values=values))


def _json(bundle: Unpacked, name: str, path: Path) -> Any:
    if name not in bundle.members:
        raise _refusal(path, name)
    return parse_json(bundle.members[name], name)


def _total(record: Any, path: Path) -> float:
    try:
        return float(record["result"]["total"])
    except (TypeError, LookupError, ValueError, OverflowError):
        raise _refusal(path, INVENTORY) from None


def _files(bundle: Unpacked) -> Iterator[Difference]:
    """Documents that are not those of the manifest."""
    stated: Mapping[str, Any] = bundle.manifest["files"]
    for name, one in stated.items():
        if name not in bundle.hashes:
            yield Difference(kind="missing", name=name)
        elif (told := (one.get("sha256"), one.get("size"))) != bundle.hashes[name]:
            yield Difference(
                kind="damaged",
                name=name,
                recorded=f"{told[0]}, {told[1]}",
                found="{}, {}".format(*bundle.hashes[name]),
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
