"""Supporting documents on disk: whether they are there, and still the same."""

from __future__ import annotations

import hashlib
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from lcagraph.errors import Finding
from lcagraph.graph.system import ProductSystem
from lcagraph.own_files import path_inside

State = Literal["no_file", "missing", "escaping", "unreadable", "changed", "ok", "new"]
"""`new`: it is there, and the model states no hash that it could be compared with."""

_BLOCK = 2**20


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceFile:
    """One document of the model and its file."""

    id: str
    file: str | None
    """As the model writes it, relative to the model."""
    stated: str | None
    """SHA-256 that the model states, in lower case."""
    found: str | None = None
    """SHA-256 of the file as it is."""
    size: int | None = None
    """[byte]"""
    state: State
    path: Path | None = None
    """Where it lies, if it may be read."""


def evidence_files(system: ProductSystem, folder: Path) -> tuple[EvidenceFile, ...]:
    """Every document of a model, with the state of its file.

    Parameters
    ----------
    system : ProductSystem
        The model.
    folder : Path
        Where the model lies; nothing outside of it is opened.
    """
    root = folder.resolve()
    return tuple(
        _looked_at(id_, each.file, (each.sha256 or "").strip().lower() or None, root)
        for id_, each in system.evidence.items()
    )


def documents_of(system: ProductSystem) -> tuple[EvidenceFile, ...]:
    """The same where the model lies; one that was built in Python lies nowhere."""
    if system.origin is not None:
        return evidence_files(system, system.origin.folder)
    return tuple(
        EvidenceFile(id=id_, file=one.file, stated=one.sha256, state="no_file")
        for id_, one in system.evidence.items()
    )


def evidence_findings(files: tuple[EvidenceFile, ...]) -> Iterator[Finding]:
    """What is wrong with the files of documents.

    E824 there is no such file, E825 it has changed, E826 it lies outside of the
    model's folder, E827 it can't be read, N824 the model states no hash of it.
    """
    for each in files:
        at = f"evidence.{each.id}.file"
        if each.state == "missing":
            yield Finding(code="E824", at=at, values={"file": each.file})
        elif each.state == "changed":
            values = {"file": each.file, "stated": each.stated, "found": each.found}
            yield Finding(code="E825", at=f"evidence.{each.id}.sha256", values=values)
        elif each.state == "escaping":
            yield Finding(code="E826", at=at, values={"file": each.file})
        elif each.state == "unreadable":
            yield Finding(code="E827", at=at, values={"file": each.file})
        elif each.state == "new":
            values = {"file": each.file, "found": each.found}
            yield Finding(code="N824", at=at, values=values)


def _looked_at(
    id_: str, file: str | None, stated: str | None, root: Path
) -> EvidenceFile:
    if file is None:
        return EvidenceFile(id=id_, file=None, stated=stated, state="no_file")
    path = path_inside(file, root)
    if path is None:
        return EvidenceFile(id=id_, file=file, stated=stated, state="escaping")
    try:
        kind = path.stat().st_mode
        if not stat.S_ISREG(kind):  # reading a pipe would wait for ever
            return EvidenceFile(id=id_, file=file, stated=stated, state="unreadable")
        found, size = _hashed(path)
    except FileNotFoundError:
        return EvidenceFile(id=id_, file=file, stated=stated, state="missing")
    except OSError:
        return EvidenceFile(id=id_, file=file, stated=stated, state="unreadable")
    state: State = "new"
    if stated is not None:
        state = "ok" if stated == found else "changed"
    return EvidenceFile(
        id=id_,
        file=file,
        stated=stated,
        found=found,
        size=size,
        state=state,
        path=path,
    )


def _hashed(path: Path) -> tuple[str, int]:
    """SHA-256 and size of a file, a block at a time."""
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            digest.update(block)
            size += len(block)
    return digest.hexdigest(), size
