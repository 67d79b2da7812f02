"""Zip files that are the same to the byte whenever their content is."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

_MIDNIGHT = (1980, 1, 1, 0, 0, 0)
"""The first time that a zip knows; the hour of an export is no content."""

_PLAIN_FILE = 0o100644 << 16
_UNIX = 3
_LEVEL = 6


def write_zip(path: Path | BinaryIO, documents: Iterable[tuple[str, bytes]]) -> None:
    """Write documents into a zip, in the order of their names.

    Parameters
    ----------
    path : Path or binary file
        File to write; what is there is lost.
    documents : iterable of (str, bytes)
        Name, with folders, and content; no name twice.

    Raises
    ------
    OSError
        The file can't be written.
    """
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(documents):
            header = zipfile.ZipInfo(name, _MIDNIGHT)
            header.create_system = _UNIX
            header.external_attr = _PLAIN_FILE
            header.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(header, content, compresslevel=_LEVEL)
