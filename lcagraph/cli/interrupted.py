"""What is said after Ctrl-C: one line on what was kept, and exit code 130."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

from lcagraph.cli.screen import Screen
from lcagraph.cli.streams import INTERRUPTED

LastWords = Callable[[], str]

_LAST_WORDS: ContextVar[LastWords | None] = ContextVar("last_words", default=None)
"""Of the command that runs, if it knows better than the table below."""

_WRITING = frozenset(
    ("init", "fmt", "lock", "draw", "label", "expand", "schema", "export", "db export")
)
"""Commands that write files, each of them whole or not at all."""

_GROUPS = frozenset(("db", "factors"))


def tell_interrupted(arguments: Sequence[str], screen: Screen) -> int:
    """Say in one line what a stopped command leaves behind; the exit code.

    Parameters
    ----------
    arguments : sequence of str
        Of the command line, without a leading language.
    screen : Screen
    """
    told = _LAST_WORDS.get()
    text = told() if told is not None else screen.word(_label(arguments))
    begun = "\n" if sys.stderr.isatty() else ""  # the terminal shows ^C on that line
    screen.tell(begun + text)
    return INTERRUPTED


@contextmanager
def last_words(text: LastWords) -> Iterator[None]:
    """Until it is done, a command that is stopped says this.

    The words stay for whoever catches the interruption further up.
    """
    before = _LAST_WORDS.set(text)
    yield
    _LAST_WORDS.reset(before)


def forget_last_words() -> None:
    """Begin anew: several commands may run in one process."""
    _LAST_WORDS.set(None)


def unless_changed(folder: Path, key: str, screen: Screen) -> LastWords:
    """Last words of a command that adds or removes a database in one step.

    Parameters
    ----------
    folder : Path
        Of the database.
    key : str
        Label to say if the database is as it was when this was called.
    screen : Screen
    """
    before = _stamp(folder)

    def words() -> str:
        now = _stamp(folder)
        if now == before:
            return screen.word(key, name=folder.name)
        done = "added" if now is not None else "removed"
        return screen.word(f"cli.interrupted.{done}", name=folder.name)

    return words


def _stamp(folder: Path) -> tuple[int, int] | None:
    """What tells a database from another in its place; None: there is none."""
    try:
        status = (folder / "manifest.json").stat()
    except OSError:
        return None
    return status.st_ino, status.st_mtime_ns


def _label(arguments: Sequence[str]) -> str:
    words = [each for each in arguments if not each.startswith("-")][:2]
    command = " ".join(words if words[:1] and words[0] in _GROUPS else words[:1])
    return f"cli.interrupted.{'files' if command in _WRITING else 'nothing'}"
