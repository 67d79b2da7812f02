"""Results of chunks on disk, so that a run that was killed goes on where it was.

plan.json     what the run depends on: hashes of the input and the databases, options
parts.jsonl   a line per finished part with its hash; a torn last line is no part
the parts     each written whole before its line
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from lcagraph.errors import Finding, UsageError
from lcagraph.whole_files import write_file

PLAN, DONE = "plan.json", "parts.jsonl"

_NOTHING: Mapping[str, object] = MappingProxyType({})


class SealedParts:
    """Finished chunks of one run, in a folder of their own.

    Parameters
    ----------
    folder : Path
        Made if it is missing.
    plan : mapping
        Plain data that the results depend on.
    is_emptying : bool
        Empty a folder with another plan; else its parts stay, and none may be saved.

    Attributes
    ----------
    changed : tuple of str
        Keys of the plan in which a folder from before differed; empty: none did.
    kept : int
        Parts that were there already.
    """

    def __init__(
        self, folder: Path, plan: Mapping[str, object], *, is_emptying: bool = True
    ) -> None:
        self.folder = folder
        text = json.dumps(plan, ensure_ascii=False, sort_keys=True, indent=1)
        self.changed = _changes(folder, json.loads(text))
        self._lines: dict[str, dict[str, Any]] = {}
        self.kept = 0
        if self.changed:
            if not is_emptying:
                return
            shutil.rmtree(folder)
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / PLAN).exists():
            write_file(folder / PLAN, text)
        self._lines = {
            name: line
            for name, line in _lines(folder / DONE).items()
            if _is_whole(folder / name, line["sha256"])
        }
        self.kept = len(self._lines)

    def has(self, name: str) -> bool:
        """Whether a part is there: sealed by this run, or found whole at its begin."""
        return name in self._lines

    def read(self, name: str) -> bytes:
        """Content of a part that is there.

        Raises
        ------
        UsageError
            The system refuses to read it (E703).
        """
        path = self.folder / name
        try:
            return path.read_bytes()
        except OSError as error:
            values = {"file": str(path), "reason": error.strerror or str(error)}
            raise UsageError(Finding(code="E703", values=values)) from error

    def told(self, name: str) -> Mapping[str, Any]:
        """What stands in the line of a part, beside its hash."""
        return self._lines[name]

    def seal(
        self, name: str, content: bytes, told: Mapping[str, object] = _NOTHING
    ) -> None:
        """Put a part there, then its line into the list.

        Parameters
        ----------
        name : str
            File name, without folders.
        content : bytes
        told : mapping
            Plain data for its line.
        """
        write_file(self.folder / name, content)
        line = {"part": name, "sha256": hashlib.sha256(content).hexdigest(), **told}
        with (self.folder / DONE).open("a", encoding="utf-8") as done:
            done.write(json.dumps(line, ensure_ascii=False) + "\n")
        self._lines[name] = line

    def remove(self) -> None:
        """Forget everything: the output is written."""
        shutil.rmtree(self.folder, ignore_errors=True)


def _is_whole(path: Path, sha256: str) -> bool:
    """Whether a part has the hash that was written with it."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest() == sha256
    except OSError:  # it is made again
        return False


def _changes(folder: Path, plan: Mapping[str, object]) -> tuple[str, ...]:
    if not folder.exists():
        return ()
    try:
        before = json.loads((folder / PLAN).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return (PLAN,)
    if not isinstance(before, dict):
        return (PLAN,)
    keys = sorted({*plan, *before})
    return tuple(key for key in keys if plan.get(key) != before.get(key))


def _lines(path: Path) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    if not path.exists():
        return found
    text = path.read_text(encoding="utf-8", errors="replace")
    for line in text.split("\n")[:-1]:  # what has no line break was torn off
        try:
            told = json.loads(line)
            found[str(told["part"])] = {**told, "sha256": str(told["sha256"])}
        except (ValueError, TypeError, KeyError):
            continue
    if not text.endswith("\n") and text:
        path.write_text(text[: text.rfind("\n") + 1], encoding="utf-8")
    return found
