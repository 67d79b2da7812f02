"""Containers of every kind that the readers know, made from names and contents."""

from __future__ import annotations

import gzip
import io
import tarfile
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import zstandard

Files = Mapping[str, bytes]
Packer = Callable[[Path, Files], Path]


def as_folder(place: Path, files: Files) -> Path:
    folder = place / "package"
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


def as_zip(place: Path, files: Files) -> Path:
    path = place / "package.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def tar_bytes(files: Files, style: int = tarfile.PAX_FORMAT) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=style) as archive:
        for name, content in files.items():
            header = tarfile.TarInfo(name)
            header.size = len(content)
            archive.addfile(header, io.BytesIO(content))
    return buffer.getvalue()


def as_tar(place: Path, files: Files) -> Path:
    path = place / "package.tar"
    path.write_bytes(tar_bytes(files))
    return path


def as_tar_gz(place: Path, files: Files) -> Path:
    path = place / "package.tar.gz"
    path.write_bytes(gzip.compress(tar_bytes(files)))
    return path


def as_tar_zst(place: Path, files: Files) -> Path:
    path = place / "package.tar.zst"
    path.write_bytes(zstandard.compress(tar_bytes(files)))
    return path


PACKERS: tuple[Packer, ...] = (as_folder, as_zip, as_tar, as_tar_gz, as_tar_zst)
ARCHIVERS = PACKERS[1:]
