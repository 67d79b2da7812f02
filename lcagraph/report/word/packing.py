"""A document packed the same way every time: no clock, no computer in it."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a zip file knows."""


def packed(content: bytes) -> bytes:
    """A zip file with the same parts in the same order, all from the same time."""
    written = BytesIO()
    with ZipFile(BytesIO(content)) as old, ZipFile(written, "w") as new:
        for name in old.namelist():
            entry = ZipInfo(name, date_time=EPOCH)
            entry.compress_type = ZIP_DEFLATED
            entry.create_system = 0
            new.writestr(entry, old.read(name))
    return written.getvalue()
