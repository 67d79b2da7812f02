"""Results of chunks on disk, so that a run that was killed goes on where it was.

plan.json     what the run depends on: hashes of the input and the databases, options
parts.jsonl   a line per finished part with its hash; a torn last line is no part
*.npz         footprints and flags of the bills of one chunk
"""

from __future__ import annotations

import hashlib
import io
import json
import shutil
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from lcagraph.catalogue.gather import Gathered
from lcagraph.whole_files import write_file

PLAN, DONE = "plan.json", "parts.jsonl"


class Parts:
    """Finished chunks of one run, in a folder of their own.

    Parameters
    ----------
    folder : Path
        Made if it is missing.
    plan : mapping
        Plain data that the results depend on. A folder with another plan is emptied.

    Attributes
    ----------
    changed : tuple of str
        Keys of the plan in which a folder from before differed; empty: none did.
    kept : int
        Parts that were there already.
    """

    def __init__(self, folder: Path, plan: Mapping[str, object]) -> None:
        self.folder = folder
        text = json.dumps(plan, ensure_ascii=False, sort_keys=True, indent=1)
        self.changed = _changes(folder, json.loads(text))
        if self.changed:
            shutil.rmtree(folder)
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / PLAN).exists():
            write_file(folder / PLAN, text)
        self._hashes = _hashes(folder / DONE)
        self.kept = sum(self.has(name) for name in tuple(self._hashes))

    def has(self, name: str) -> bool:
        """Whether a part is whole: there, and of the hash that was written with it."""
        if name not in self._hashes:
            return False
        try:
            content = (self.folder / name).read_bytes()
        except OSError:
            content = b""
        if hashlib.sha256(content).hexdigest() == self._hashes[name]:
            return True
        del self._hashes[name]
        return False

    def save(self, name: str, found: Gathered) -> None:
        """Put a part there, then its line into the list."""
        file = io.BytesIO()
        np.savez(file, items=found.items, flags=found.flags)
        content = file.getvalue()
        write_file(self.folder / name, content)
        digest = hashlib.sha256(content).hexdigest()
        with (self.folder / DONE).open("a", encoding="utf-8") as done:
            done.write(json.dumps({"part": name, "sha256": digest}) + "\n")
        self._hashes[name] = digest

    def load(self, name: str) -> Gathered:
        """A part that is there."""
        with np.load(self.folder / name) as held:
            return Gathered(items=held["items"], flags=held["flags"])

    def remove(self) -> None:
        """Forget everything: the output is written."""
        shutil.rmtree(self.folder, ignore_errors=True)


def _changes(folder: Path, plan: Mapping[str, object]) -> tuple[str, ...]:
    if not folder.exists():
        return ()
    try:
        before = json.loads((folder / PLAN).read_text(encoding="utf-8"))
        keys = sorted(set(plan) | set(before))
        return tuple(key for key in keys if plan.get(key) != before.get(key))
    except (OSError, ValueError, TypeError):
        return (PLAN,)


def _hashes(path: Path) -> dict[str, str]:
    found: dict[str, str] = {}
    if not path.exists():
        return found
    text = path.read_text(encoding="utf-8", errors="replace")
    for line in text.split("\n")[:-1]:  # what has no line break was torn off
        try:
            told = json.loads(line)
            found[str(told["part"])] = str(told["sha256"])
        except (ValueError, TypeError, KeyError):
            continue
    if not text.endswith("\n") and text:
        path.write_text(text[: text.rfind("\n") + 1], encoding="utf-8")
    return found
