"""Files of a database as it comes: zip, folder, tar (gzip, Zstandard), single file.

    for document in walk(path):
        parse(document.name, document.content)

One pass from front to back, one file in memory at a time, nothing written to disk. What
is refused, and at which size, stands in `guards`. The packing is told by the first
bytes of the file, never by its suffix.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Literal

from lcagraph.formats.container.guards import (
    LIMITS,
    Gate,
    Limits,
    Member,
    damage_told,
    decoded,
    refuse,
)
from lcagraph.formats.container.streams import (
    BLOCK,
    Packing,
    Unpacked,
    is_tar_header,
    tar_members,
    unpacked_chunks,
)
from lcagraph.formats.container.zips import zip_members

__all__ = [
    "LIMITS",
    "Document",
    "Limits",
    "Peek",
    "everything",
    "ignore",
    "packed_size",
    "peek",
    "walk",
]

Kind = Literal["file", "folder", "zip", "tar"]
Tick = Callable[[int], None]

_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_PACKINGS: Mapping[bytes, Packing] = {b"\x1f\x8b": "gzip", b"\x28\xb5\x2f\xfd": "zstd"}
_UNREADABLE = {
    b"7z\xbc\xaf\x27\x1c": "7z",
    b"Rar!\x1a\x07": "RAR",
    b"BZh": "bzip2",
    b"\xfd7zXZ\x00": "xz",
}

_HEAD_BYTES = 4096
_HEADS = 64
_HEADS_PER_FOLDER = 4
_PEEKED_NAMES = 20_000
_PEEKED_STREAM = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One file of a container."""

    name: str
    """Its path inside, with slashes, such as ``ILCD/flows/e80b….xml``."""
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Peek:
    """The first names and bytes of a container, by which its format is recognised."""

    path: Path
    kind: Kind
    names: tuple[str, ...]
    """Of a zip or folder up to 20,000 names; of a stream the first 2,000."""
    heads: Mapping[str, bytes]
    """First 4,096 bytes of up to 64 files, at most 4 per folder and suffix."""


def ignore(_: int) -> None:
    """A `tick` that shows nothing."""


def everything(_: str) -> bool:
    """A `wanted` that leaves nothing out."""
    return True


def packed_size(path: Path) -> int:
    """What the ticks of one `walk` add up to, for a progress bar. [byte]"""
    with damage_told(path):
        if not path.is_dir():
            return path.stat().st_size
        return sum(
            (Path(folder) / name).lstat().st_size
            for folder, _, names in os.walk(path)
            for name in names
        )


def walk(
    path: Path,
    *,
    tick: Tick = ignore,
    wanted: Callable[[str], bool] = everything,
    limits: Limits = LIMITS,
) -> Iterator[Document]:
    """Every file of a container, in one pass.

    Parameters
    ----------
    path : Path
        A zip, a tar (plain, gzip, Zstandard), a folder, or a file of its own, which
        may be packed by gzip or Zstandard.
    tick : callable
        Gets the bytes on disk that were used up since its last call.
    wanted : callable
        Tells by its name whether a file of a container is read at all; what is not
        wanted is checked for its name and size, but not unpacked where the container
        allows that.

    Raises
    ------
    UsageError
        The file is missing, damaged, encrypted, of an unknown packing or unsafe
        (E001 to E008, E701, E703).
    """
    with damage_told(path), _opened(path, tick, limits) as (kind, members):
        for member in members:
            # a file of its own is what the user wants, whatever its name
            if kind == "file" or wanted(member.name):
                content = member.read(limits.member + 1)
                yield Document(name=member.name, content=content)
            tick(member.packed)


def peek(path: Path, *, limits: Limits = LIMITS) -> Peek:
    """The first names and bytes of a container.

    Raises
    ------
    UsageError
        As `walk`.
    """
    names: list[str] = []
    heads: dict[str, bytes] = {}
    per_folder: Counter[tuple[PurePosixPath, str]] = Counter()
    with damage_told(path), _opened(path, ignore, limits) as (kind, members):
        most = _PEEKED_STREAM if kind == "tar" else _PEEKED_NAMES
        for member in members:
            names.append(member.name)
            place = PurePosixPath(member.name)
            key = (place.parent, place.suffix)
            if len(heads) < _HEADS and per_folder[key] < _HEADS_PER_FOLDER:
                per_folder[key] += 1
                heads[member.name] = member.read(_HEAD_BYTES)
            if len(names) >= most:
                break
    return Peek(path=path, kind=kind, names=tuple(names), heads=heads)


# ------------------------------------------------------------------ kinds of container


@contextmanager
def _opened(
    path: Path, tick: Tick, limits: Limits
) -> Iterator[tuple[Kind, Iterator[Member]]]:
    if path.is_dir():
        yield "folder", _folder_members(path, limits)
        return
    if path.exists() and not path.is_file():
        raise refuse("E702", path)
    with path.open("rb") as file:
        head = file.read(8)
        file.seek(0)
        for magic, packing in _UNREADABLE.items():
            if head.startswith(magic):
                raise refuse("E007", path, packing=packing)
        if head.startswith(_ZIP):
            yield "zip", zip_members(file, path, limits)
        else:
            yield _stream(file, path, tick, limits)


def _stream(
    file: BinaryIO, path: Path, tick: Tick, limits: Limits
) -> tuple[Kind, Iterator[Member]]:
    """Members of a tar, or the one document that is no tar."""
    head = file.read(4)
    file.seek(0)
    packings = [p for magic, p in _PACKINGS.items() if head.startswith(magic)]
    packing: Packing = packings[0] if packings else "none"
    gate = Gate(path, limits)
    told = 0

    def tell() -> None:
        nonlocal told
        position = file.tell()
        tick(position - told)
        told = position

    source = Unpacked(unpacked_chunks(file, path, packing), gate, tell)
    if is_tar_header(source.look(BLOCK)):
        return "tar", tar_members(source, gate, path)
    name = path.name if packing == "none" else path.stem
    return "file", _single(source, gate, name, limits)


def _single(
    source: Unpacked, gate: Gate, name: str, limits: Limits
) -> Iterator[Member]:
    def read(count: int) -> bytes:
        content = source.take(count)
        gate.check_size(len(content))
        return content

    yield Member(name=name, packed=0, read=read)


def _folder_members(path: Path, limits: Limits) -> Iterator[Member]:
    """Files of a folder and its subfolders, sorted; links and devices are refused."""
    gate = Gate(path, limits)
    pending = [(str(path), "")]
    while pending:
        folder, prefix = pending.pop()
        with os.scandir(folder) as scanned:
            entries = sorted(scanned, key=lambda entry: entry.name)
        for entry in entries:
            is_file = entry.is_file(follow_symlinks=False)
            size = entry.stat(follow_symlinks=False).st_size if is_file else 0
            name = gate.admit(prefix + decoded(os.fsencode(entry.name)), size)
            if name is None:
                continue
            if entry.is_dir(follow_symlinks=False):
                pending.append((entry.path, f"{name}/"))
            elif is_file:
                gate.pass_bytes(size)
                yield Member(name=name, packed=size, read=_reader(entry.path))
            else:
                raise refuse("E003", path, member=name)


def _reader(place: str) -> Callable[[int], bytes]:
    def read(count: int) -> bytes:
        with open(place, "rb") as file:
            return file.read(count)

    return read
