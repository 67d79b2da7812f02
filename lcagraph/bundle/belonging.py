"""What is in a bundle though nothing asks for it: nobody would compute it again."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from zipfile import ZipFile, is_zipfile

from lcagraph.bundle.differences import Difference
from lcagraph.bundle.packing import MANIFEST, software

_KEYS = frozenset(
    {
        *("schema", "software", "main", "footprint", "model_sha256", "databases"),
        *("datasets", "sample", "files"),
    }
)
_FILE_KEYS = frozenset({"sha256", "size"})
_SAMPLE_KEYS = frozenset({"seed", "size"})

_END_MARK = b"PK\x05\x06"
_END_SIZE = 22
"""A zip ends with this record; its comment, of at most 65,535 bytes, is behind it."""
_MOST_COMMENT = 65_535


def foreign_documents(
    names: Collection[str], stated: Collection[str], known: Collection[str]
) -> Iterator[Difference]:
    """Documents that the manifest lists, and that belong to nothing of the model."""
    for name in names:
        if name in stated and name not in known:
            yield Difference(kind="foreign", name=name)


def foreign_keys(manifest: Mapping[str, Any]) -> Iterator[Difference]:
    """Keys of a manifest that no program of ours writes."""
    places: list[tuple[Sequence[str], Mapping[str, Any], Collection[str]]] = [
        ((), manifest, _KEYS),
        (("software",), manifest["software"], software()),
        (("sample",), manifest["sample"], _SAMPLE_KEYS),
    ]
    places += [
        (("files", name), one, _FILE_KEYS) for name, one in manifest["files"].items()
    ]
    for above, keys, known in places:
        for key in keys:
            if key not in known:
                at = ".".join((*above, key))
                yield Difference(kind="foreign", name=MANIFEST, at=at)


def bytes_around(path: Path) -> Iterator[Difference]:
    """Bytes before and behind the documents of a zip, its comment among them."""
    if not is_zipfile(path):  # a folder, or a tar archive
        return
    with ZipFile(path) as archive:
        before = min((entry.header_offset for entry in archive.infolist()), default=0)
    count = before + _behind(path)
    if count:
        told = {"recorded": "0 B", "found": f"{count} B"}
        yield Difference(kind="trailing", name=path.name, **told)


def _behind(path: Path) -> int:
    with path.open("rb") as stream:
        stream.seek(max(0, path.stat().st_size - _END_SIZE - _MOST_COMMENT))
        tail = stream.read()
    return max(0, len(tail) - tail.rfind(_END_MARK) - _END_SIZE)
