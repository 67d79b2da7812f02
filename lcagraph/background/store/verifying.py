"""Every file of a database against the hash that was written with it."""

from __future__ import annotations

from collections.abc import Iterator

from lcagraph.background.store.database import Database
from lcagraph.background.store.manifest import sha256_of
from lcagraph.background.store.places import MANIFEST
from lcagraph.errors import Finding


def verify(database: Database) -> Iterator[Finding]:
    """What differs from what was written: missing, changed and foreign files (E071)."""
    held = {path.name for path in database.folder.iterdir()} - {MANIFEST}
    for name, digest in database.manifest.files.items():
        if name not in held or sha256_of(database.folder / name) != digest:
            values = {"name": database.name, "file": name}
            yield Finding(code="E071", at=name, values=values)
    for name in sorted(held - database.manifest.files.keys()):
        yield Finding(
            code="W073", at=name, values={"name": database.name, "file": name}
        )
