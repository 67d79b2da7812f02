"""Where Brightway keeps the projects of this machine."""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
from contextlib import closing
from pathlib import Path

from lcagraph.errors import Finding, UsageError
from lcagraph.nearest import nearest

FOLDER_VARIABLE = "BRIGHTWAY2_DIR"


def _home() -> Path:
    stated = os.environ.get(FOLDER_VARIABLE)
    if stated:
        return Path(stated)
    from platformdirs import user_data_path

    return user_data_path("Brightway3", "pylca")


def project_folder(name: str) -> Path:
    """Folder of a project: its name as a file name, and a hash of the name."""
    digest = hashlib.md5(name.encode(), usedforsecurity=False).hexdigest()
    home = _home()
    folders = sorted(home.iterdir()) if home.is_dir() else []
    for folder in folders:
        if folder.name.endswith((f".{digest[:8]}", f".{digest}")):
            return folder
    raise _absent("project", name, _projects(home), home)


def _projects(home: Path) -> list[str]:
    try:
        with closing(opened(home / "projects.db")) as rows:
            found = rows.execute("SELECT name FROM projectdataset ORDER BY name")
            return [str(name) for (name,) in found]
    except sqlite3.Error:
        return []


def check_database(folder: Path, name: str) -> None:
    """Refuse a database that the project lacks (E041), or that is kept in another way.

    Brightway's default keeps databases in SQLite; others keep pickles or arrays (E042).
    """
    try:
        text = (folder / "databases.json").read_text(encoding="utf-8")
        known = json.loads(text)
    except (OSError, ValueError) as error:
        raise unreadable("databases.json", str(error)) from None
    if not isinstance(known, dict) or name not in known:
        raise _absent("database", name, list(known), folder)
    stated = known[name]
    backend = stated.get("backend", "sqlite") if isinstance(stated, dict) else "–"
    if backend != "sqlite":
        raise unreadable(name, f"backend: {backend}")


def _absent(kind: str, name: str, known: list[str], place: Path) -> UsageError:
    words = {"project": {"en": "project", "zh": "项目"}}
    words["database"] = {"en": "database", "zh": "数据库"}
    values = {
        "kind": words[kind],
        "name": name,
        "folder": str(place),
        "nearest": nearest(name, known),
        "known": known[:12],
    }
    return UsageError(Finding(code="E041", values=values))


def unreadable(file: str, reason: str) -> UsageError:
    """E042 about a file or record."""
    values = {"file": file, "reason": reason}
    return UsageError(Finding(code="E042", at=file, values=values))


def opened(path: Path) -> sqlite3.Connection:
    """A SQLite file of a project, read-only."""
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
