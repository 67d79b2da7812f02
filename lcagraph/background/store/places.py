"""Where databases lie: in a project's `databases/`, or in the user's data folder."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator
from pathlib import Path

from lcagraph.errors import Finding, UsageError
from lcagraph.factors import factor_sets
from lcagraph.nearest import nearest

HOME_VARIABLE = "LCAGRAPH_HOME"
MANIFEST = "manifest.json"
OLD = ".old-"
"""Begins the name of the folder in which a database stands while it is replaced."""

_LOOKS, _PAUSE = 200, 0.01
"""How often, and every how many seconds, a database that is replaced is looked for."""

_NAME = re.compile(r"[^\W_][\w.-]{0,63}")
_RESERVED = frozenset(("con", "prn", "aux", "nul"))
"""Names that Windows keeps for devices."""


def home() -> Path:
    """Folder of the user's own databases; `LCAGRAPH_HOME` moves it."""
    stated = os.environ.get(HOME_VARIABLE)
    if stated:
        return Path(stated).expanduser() / "databases"
    from platformdirs import user_data_path

    return user_data_path("lcagraph", appauthor=False) / "databases"


def check_name(name: str) -> str:
    """The name, if a database may bear it: a folder, and the first word of `from:`.

    Raises
    ------
    UsageError
        It has other signs than letters, digits, `.`, `_` and `-` (E066), or is the
        name of a shipped factor set (E067).
    """
    if not _NAME.fullmatch(name) or name.casefold() in _RESERVED or name[-1] == ".":
        raise UsageError(Finding(code="E066", values={"name": name}))
    if name in factor_sets():
        raise UsageError(Finding(code="E067", values={"name": name}))
    return name


def folders(near: Path | None = None) -> Iterator[Path]:
    """Folders that may hold databases, the nearest first.

    Parameters
    ----------
    near : Path, optional
        A model file or its folder; `databases/` of that folder and of those above it
        come before the user's own. None: the working directory.
    """
    start = (near or Path.cwd()).resolve()
    seen = set()
    for above in (start, *start.parents):
        place = above / "databases"
        if place.is_dir():
            seen.add(place)
            yield place
    if home() not in seen:
        yield home()


def installed(near: Path | None = None) -> dict[str, Path]:
    """Every database by name, nearest first; the nearest one of a name counts."""
    found: dict[str, Path] = {}
    for place in folders(near):
        if place.is_dir():
            for manifest in sorted(place.glob(f"*/{MANIFEST}")):
                if not manifest.parent.name.startswith("."):
                    found.setdefault(manifest.parent.name, manifest.parent)
    return found


def locate(name: str, near: Path | None = None) -> Path | None:
    """Folder of a database, or None where there is none of this name."""
    if not _NAME.fullmatch(name):
        return None
    return next((p for p in (f / name for f in folders(near)) if stands(p)), None)


def candidates(name: str, near: Path) -> Iterator[Path]:
    """Every manifest that would be the database of this name, the nearest first."""
    start = near.resolve()
    for above in (start, *start.parents):
        yield above / "databases" / name / MANIFEST
    yield home() / name / MANIFEST


def stands(folder: Path) -> bool:
    """Whether a database stands here; one that is just being replaced is waited for.

    Raises
    ------
    UsageError
        The folder may not be looked into (E077).
    """
    try:
        for _ in range(_LOOKS):
            if (folder / MANIFEST).is_file():
                return True
            if not any(folder.parent.glob(f"{OLD}*/{folder.name}")):
                break
            time.sleep(_PAUSE)
        return (folder / MANIFEST).is_file()
    except PermissionError as error:
        raise UsageError(forbidden(folder)) from error


def forbidden(path: Path) -> Finding:
    """What to say of a file or folder that the system doesn't let be read."""
    return Finding(code="E077", values={"file": str(path)})


def require(name: str, near: Path | None = None) -> Path:
    """Folder of a database.

    Raises
    ------
    UsageError
        There is none of this name (E068).
    """
    found = locate(name, near)
    if found is None:
        close = nearest(name, installed(near))
        values = {"name": name, "places": tuple(map(str, folders(near)))}
        raise UsageError(Finding(code="E068", values={**values, "nearest": close}))
    return found
