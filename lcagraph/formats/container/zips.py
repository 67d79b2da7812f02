"""Members of a zip archive."""

from __future__ import annotations

import mmap
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from lcagraph.formats.container.guards import Gate, Limits, Member, decoded, refuse

_ENCRYPTED = 0x1
_UTF8_NAME = 0x800
_DIRECTORY_ENTRY = b"PK\x01\x02"


def zip_members(file: BinaryIO, path: Path, limits: Limits) -> Iterator[Member]:
    """Files of a zip archive, in its order; sizes are checked before any is unpacked.

    Raises
    ------
    UsageError
        A member is unsafe, encrypted or packed in an unknown way, or the archive
        unpacks to more than the limits allow.
    """
    _refuse_crowd(file, path, limits)
    with ZipFile(file) as archive:
        gate = Gate(path, limits)
        admitted = [
            (name, entry)
            for entry in archive.infolist()
            if (name := _admit(entry, gate, path)) is not None
        ]
        for name, entry in admitted:
            yield Member(
                name=name,
                packed=entry.compress_size,
                read=lambda count, entry=entry: _read(archive, entry, count),  # type: ignore[misc]
            )


def _read(archive: ZipFile, entry: ZipInfo, count: int) -> bytes:
    # `read` stops at the declared size, which `Gate` has seen, and checks the CRC.
    with archive.open(entry) as stream:
        return stream.read(count)


def _refuse_crowd(file: BinaryIO, path: Path, limits: Limits) -> None:
    """Count directory entries first: zipfile makes an object of each before we can."""
    if path.stat().st_size == 0:
        return
    with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        count, at = 0, content.find(_DIRECTORY_ENTRY)
        while at >= 0 and count <= limits.members:
            count, at = count + 1, content.find(_DIRECTORY_ENTRY, at + 4)
    if count > limits.members:
        raise refuse(
            "E004",
            path,
            what="members",
            found=f"> {limits.members:,}",
            limit=f"{limits.members:,}",
        )


def _admit(entry: ZipInfo, gate: Gate, path: Path) -> str | None:
    """Name of a file that may be read; None for folders and litter."""
    raw = _name(entry)
    is_folder = raw.endswith(("/", "\\"))
    name = gate.admit(raw, entry.file_size)
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise refuse("E003", path, member=name or raw)
    if is_folder or name is None:
        return None
    if entry.flag_bits & _ENCRYPTED:
        raise refuse("E006", path, member=name)
    if entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise refuse("E007", path, packing=f"zip method {entry.compress_type}")
    gate.pass_bytes(entry.file_size)
    return name


def _name(entry: ZipInfo) -> str:
    stated = entry.orig_filename
    if entry.flag_bits & _UTF8_NAME or _was_told(entry):
        return stated if "\0" in stated else entry.filename
    return decoded(stated.encode("cp437"))


def _was_told(entry: ZipInfo) -> bool:
    """True if an extra field gave the name in Unicode: zipfile has then replaced it."""
    return "\0" not in entry.orig_filename and entry.filename != entry.orig_filename
