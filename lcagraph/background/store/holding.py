"""Taking hold of the files of a database: they stay what they are when it is replaced.

Every array is memory-mapped and SQLite opened at once, which takes less than a
millisecond. What is mapped or open outlives its name in the folder.
"""

from __future__ import annotations

import ast
import math
import mmap
import re
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lcagraph.background.store.checking import Stamp, stamp_of
from lcagraph.background.store.manifest import Manifest
from lcagraph.background.store.places import forbidden
from lcagraph.errors import UsageError

DATASETS = "datasets.sqlite"
INTENSITIES = "intensities.npy"
CHAIN = "chain.npy"
FLAGS_FILE = "flags.npy"
GASES = "gases.json"
ELEMENTARY = "elementary.json"
SIGNS = "signs.npy"
DECISIVE = (INTENSITIES, CHAIN)
"""Files that decide a footprint, besides names and units of the datasets."""
ORDER = "order.npy"
EXPONENT = "exponent.npy"
_ENTRIES = tuple(
    f"{matrix}_{part}.npy"
    for matrix in "ab"
    for part in ("row", "column", "value", "spread")
)
_MAPPED = (
    *(INTENSITIES, CHAIN, FLAGS_FILE, SIGNS, ORDER, EXPONENT),
    *(GASES, ELEMENTARY, DATASETS, *_ENTRIES),
)

_HEADER = re.compile(
    rb"\x93NUMPY\x01\x00(?P<length>..)(?P<text>\{'descr': (?P<dtype>.{4,500}?), "
    rb"'fortran_order': False, 'shape': \((?P<n>\d{1,12}),( (?P<m>\d{1,12}))?\), \}"
    rb" *\n)",
    re.DOTALL,
)
"""Header of a .npy file with an array of one or two dimensions, row by row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What a reader keeps of a database."""

    contents: Mapping[str, mmap.mmap]
    """Content by name; what is missing, or of another size than written, is absent."""
    stamp: Stamp
    """Of the table of datasets, when it was mapped."""
    rows: sqlite3.Connection | None
    """The table of datasets, read-only; None if it is damaged or gone."""


def take_hold(folder: Path, manifest: Manifest) -> Held:
    """Map and open everything that the manifest tells of.

    Raises
    ------
    UsageError
        The system doesn't let a file be read (E077).
    """
    contents, stamps = {}, {}
    for name in _MAPPED:
        found = _mapped(folder / name, manifest.sizes.get(name))
        if found is not None:
            stamps[name], contents[name] = found
    return Held(
        contents=contents,
        stamp=stamps.get(DATASETS, ()),
        rows=_connected(folder / DATASETS, manifest),
    )


def _mapped(path: Path, size: int | None) -> tuple[Stamp, mmap.mmap] | None:
    try:
        with path.open("rb") as file:
            stamp = stamp_of(file.fileno())
            content = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except PermissionError as error:
        raise UsageError(forbidden(path)) from error
    except (OSError, ValueError):  # an empty file can't be mapped
        return None
    return (stamp, content) if len(content) == size else None


def _connected(path: Path, manifest: Manifest) -> sqlite3.Connection | None:
    try:
        if path.stat().st_size != manifest.sizes.get(DATASETS):
            return None
        path.open("rb").close()  # SQLite doesn't say why it can't open a file
        uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
        return sqlite3.connect(uri, uri=True, check_same_thread=False)
    except PermissionError as error:
        raise UsageError(forbidden(path)) from error
    except (OSError, sqlite3.Error):
        return None


def array_in(content: mmap.mmap) -> NDArray[Any]:
    """The array of a .npy file that the store wrote, read-only and not copied.

    Its header is read here: numpy's own reader warns and raises whatever comes if the
    header is damaged.

    Raises
    ------
    ValueError
        It is no array, or shorter than its header says.
    """
    found = _HEADER.match(content)
    if found is None or int.from_bytes(found["length"], "little") != len(found["text"]):
        raise ValueError("no array")
    try:
        dtype = np.dtype(ast.literal_eval(found["dtype"].decode()))
    except (TypeError, SyntaxError) as error:
        raise ValueError("no array") from error
    if dtype.hasobject:
        raise ValueError("an array of objects")
    shape = [int(found[side]) for side in ("n", "m") if found[side]]
    values = np.frombuffer(
        content, dtype=dtype, count=math.prod(shape), offset=found.end()
    )
    return values.reshape(shape)
