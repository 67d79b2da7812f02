"""A footprint whose files have not changed since, printed again without computing it.

`lcagraph solve` keeps what it printed under the hash of everything that decides it: the
arguments, the look of the terminal, the files of lcagraph, and the content of every
file that the model was made of: itself, its includes, its lock, and the databases that
it names, together with the places where a nearer file would have taken precedence.
Anything that differs, or can't be read, is computed anew. Only the standard library is
imported here, since an answer that is remembered takes less time than importing numpy.

`LCAGRAPH_NO_CACHE=1` neither keeps nor reads anything.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from lcagraph.version import __version__

OFF = "LCAGRAPH_NO_CACHE"

_COMMAND = "solve"
_WATCH = "--watch"
_ENTRY = 1
"""Version of an entry's layout."""
_ENVIRONMENT = (
    "LC_ALL", "LC_MESSAGES", "LANG", "NO_COLOR", "FORCE_COLOR", "TERM", "COLUMNS",
    "PYTHONIOENCODING", "PYTHONUTF8", "LCAGRAPH_HOME", "HOME", "XDG_DATA_HOME",
)  # fmt: skip
"""What the environment may change in a text, or in where databases are looked for."""

_MOST_ENTRIES = 256
_MOST_BYTES = 4 * 2**20
"""Of one entry: a larger text is computed each time."""

_RACE_NS = 10**9
"""A file that changed this shortly before the start may change again within the same
tick of the file system's clock: nothing is kept."""

_STARTED_NS = time.time_ns()

Said = tuple[tuple[bool, str], ...]
"""Texts in the order of printing; True: of the result, on stdout."""


class Question(str):
    """Hash of a run of `solve`, as far as it is known before any file is read.

    No dataclass: to import those takes as long as all the rest of this.
    """

    __slots__ = ()

    @property
    def entry(self) -> Path:
        return _folder() / f"{self}.json"


ASKED: ContextVar[Question | None] = ContextVar("asked", default=None)
"""What this process was asked, if its answer may be kept."""


def question_of(arguments: Sequence[str]) -> Question | None:
    """What a process was asked, or None where nothing is remembered."""
    if _COMMAND not in arguments or _WATCH in arguments:
        return None
    if os.environ.get(OFF):
        return None
    try:
        stated = {
            "entry": _ENTRY,
            "program": _program(),
            "arguments": list(arguments),
            "folder": os.getcwd(),
            "environment": {name: os.environ.get(name) for name in _ENVIRONMENT},
            "terminals": [_terminal(sys.stdout), _terminal(sys.stderr)],
        }
    except (OSError, ValueError):  # the working directory is gone, a closed stream
        return None
    text = json.dumps(stated, ensure_ascii=True, sort_keys=True)
    return Question(hashlib.sha256(text.encode()).hexdigest())


def recall(question: Question) -> Said | None:
    """What was printed, if every file is still what it was then."""
    try:
        content = json.loads(question.entry.read_bytes())
        said, reads = content["said"], content["reads"]
        if content["hash"] != _hash_of(said, reads):
            return None
        if any(_state(Path(path)) != state for path, state in reads.items()):
            return None
        return tuple((bool(is_result), str(text)) for is_result, text in said)
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None


def remember(question: Question, files: Iterable[Path], said: Said) -> None:
    """Keep what was printed, with the state of the files that decided it.

    A cache that can't be written is no error: the answer was printed already.
    """
    try:
        paths = sorted({path.absolute() for path in files})
        if any(_changed_lately(path) for path in paths):
            return
        reads = {str(path): _state(path) for path in paths}
        content = {"said": said, "reads": reads, "hash": _hash_of(said, reads)}
        text = json.dumps(content, ensure_ascii=True)
        if len(text) <= _MOST_BYTES:
            from lcagraph.whole_files import write_file  # repeating needs none

            question.entry.parent.mkdir(parents=True, exist_ok=True)
            write_file(question.entry, text, is_lasting=False)
            _forget_oldest(question.entry.parent)
    except (OSError, ValueError):
        return


def _hash_of(said: Any, reads: Any) -> str:
    text = json.dumps([said, reads], ensure_ascii=True, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


# --------------------------------------------------------------------------- states


def _state(path: Path) -> str | None:
    """SHA-256 of a file; None where there is none."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except (FileNotFoundError, NotADirectoryError):
        return None


def _changed_lately(path: Path) -> bool:
    try:
        return path.stat().st_mtime_ns > _STARTED_NS - _RACE_NS
    except (FileNotFoundError, NotADirectoryError):
        return False


def _program() -> list[Any]:
    """The files of lcagraph by time and size: a checkout changes without a version."""
    package = Path(__file__).resolve().parents[1]
    digest = hashlib.sha256()
    for root in (package, package.parent / "databases"):
        for name, status in sorted(_files(root)):
            line = f"{name} {status.st_size} {status.st_mtime_ns}\n"
            digest.update(line.encode("utf-8", "surrogateescape"))
    return [__version__, sys.version, digest.hexdigest()]


def _files(folder: Path) -> Iterator[tuple[str, os.stat_result]]:
    try:
        entries = list(os.scandir(folder))
    except OSError:  # a wheel has no folder beside it
        return
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            if entry.name != "__pycache__":
                yield from _files(Path(entry.path))
        else:
            yield entry.path, entry.stat()


def _terminal(stream: Any) -> list[int] | None:
    """Size of a terminal; None for a file or a pipe."""
    if not stream.isatty():
        return None
    return list(os.get_terminal_size(stream.fileno()))


# ---------------------------------------------------------------------------- store


def _folder() -> Path:
    """`solved/` in LCAGRAPH_HOME, or in the user's folder for caches."""
    if stated := os.environ.get("LCAGRAPH_HOME"):
        return Path(stated).expanduser() / "cache" / "solved"
    from platformdirs import user_cache_path

    return user_cache_path("lcagraph", appauthor=False) / "solved"


def _forget_oldest(folder: Path) -> None:
    entries = list(folder.iterdir())
    if len(entries) > _MOST_ENTRIES:
        entries.sort(key=lambda path: path.stat().st_mtime_ns)
        for path in entries[: len(entries) - _MOST_ENTRIES]:
            path.unlink(missing_ok=True)
