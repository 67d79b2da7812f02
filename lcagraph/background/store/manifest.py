"""What a stored database says of itself: source, licence, counts and hashes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from lcagraph.background.store.places import MANIFEST, forbidden, stands
from lcagraph.errors import Finding, UsageError

STORE_VERSION = 2
"""Of the layout of the folder."""
READABLE = (1, STORE_VERSION)
"""Layouts that are read (`store.older`); any other must be imported again."""

_SEAL = ',\n  "seal": "'
"""Before the last value of a manifest; those of earlier versions have none."""

_BLOCK = 2**20

_TRIES = 10
"""It may be replaced again and again while it is looked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """First file of a database's folder."""

    store: int
    name: str
    version: str
    """Of the database, as its source states it."""
    format: str
    source: str
    """Name of the file that was imported."""
    source_sha256: str
    licence: str
    importer: str
    """Version of lcagraph."""
    imported: str
    """Day of the import, ISO 8601."""
    options: Mapping[str, str]
    """What the user chose, such as ``allocation``."""
    counts: Mapping[str, int]
    files: Mapping[str, str]
    """SHA-256 of each file of the folder."""
    sizes: Mapping[str, int]
    """Bytes of each file of the folder."""
    gases: tuple[str, ...] = ()
    """Columns of `intensities.npy`."""
    hash: str = field(default="")
    """SHA-256 over what a result can show: figures, flags, what is left out, names."""


def read_manifest(folder: Path) -> Manifest:
    """Manifest of a database.

    Raises
    ------
    UsageError
        It is unreadable (E069), of another layout (E070), or not what was written
        (E071).
    """
    try:
        text = _text(folder)
        stated = json.loads(text)
        store = stated["store"]
        if store in READABLE:
            if "seal" in stated and not _is_sealed(text):
                values = {"name": folder.name, "file": MANIFEST}
                raise UsageError(Finding(code="E071", values=values))
            stated.pop("seal", None)
            return Manifest(**{**stated, "gases": tuple(stated["gases"])})
    except PermissionError as error:
        raise UsageError(forbidden(folder / MANIFEST)) from error
    except (OSError, ValueError, TypeError, KeyError) as error:
        values = {"folder": str(folder), "reason": str(error)}
        raise UsageError(Finding(code="E069", values=values)) from error
    values = {"name": folder.name, "store": str(store)}
    raise UsageError(Finding(code="E070", values=values))


def stamp(folder: Path) -> tuple[int, int, int] | None:
    """What tells one import from another that took its place, even an equal one.

    None while there is no manifest, as between an old database and the new one.
    """
    try:
        found = (folder / MANIFEST).stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino, found.st_mtime_ns


def _text(folder: Path) -> str:
    """The manifest's text; a database that is just being replaced is waited for."""
    path = folder / MANIFEST
    for _ in range(_TRIES):
        try:
            return path.read_bytes().decode()
        except FileNotFoundError:
            if not stands(folder):
                break
    return path.read_bytes().decode()


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write the manifest, the last file of a database, sealed."""
    text = json.dumps(asdict(manifest), ensure_ascii=False, indent=2)
    (folder / MANIFEST).write_bytes(_sealed(text.removesuffix("\n}")).encode())


def _sealed(text: str) -> str:
    """An object of JSON whose last line is the SHA-256 of all lines before it.

    Whatever byte of it changes later, the two don't fit any more.
    """
    digest = hashlib.sha256(text.encode()).hexdigest()
    return f'{text}{_SEAL}{digest}"\n}}\n'


def _is_sealed(text: str) -> bool:
    return text == _sealed(text.rpartition(_SEAL)[0])


def sha256_of(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()
