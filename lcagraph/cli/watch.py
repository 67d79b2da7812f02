"""`--watch`: do it again whenever a file of the model changes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from pathlib import Path

import typer

from lcagraph.cli.model_file import model_file
from lcagraph.cli.screen import Screen
from lcagraph.cli.telling import tell_error
from lcagraph.errors import UsageError
from lcagraph.formats.yaml.document import DocumentError
from lcagraph.formats.yaml.reader import read_file

POLL_SECONDS = 0.3
"""Looking at a few times of files costs nothing, and works on every file system."""

Stamps = tuple[tuple[int, int] | None, ...]


def once_or_watching(
    model: Path, action: Callable[[], int], screen: Screen, *, is_watching: bool
) -> None:
    """Do something with a model; watching, again after every change until Ctrl-C.

    Parameters
    ----------
    model : Path
        Model file or folder.
    action : callable
        Prints, and returns the exit code.
    """
    path = model_file(model)
    if not is_watching or not path.exists():
        raise typer.Exit(action())
    try:
        _repeat(path, action, screen)
    except KeyboardInterrupt:
        raise typer.Exit(0) from None  # the way a watch is meant to end


def _repeat(path: Path, action: Callable[[], int], screen: Screen) -> None:
    while True:
        files = files_of(path)
        seen = stamps(files)  # taken first: a change while it runs is not lost
        try:
            action()
        except BrokenPipeError:  # nobody reads what comes next
            raise
        except Exception as error:  # told as `run` tells it; the next edit may mend it
            tell_error(error, screen, [])
        screen.tell(screen.word("cli.watching", path=path))
        while stamps(files) == seen:
            time.sleep(POLL_SECONDS)


def files_of(path: Path) -> tuple[Path, ...]:
    """The model file and what it includes, as far as it can be read."""
    try:
        document = read_file(path, strict=False)
    except DocumentError as error:
        document = error.document
    except UsageError:
        return (path,)
    return (path, *(Path(source.name) for source in document.files))


def stamps(files: Iterable[Path]) -> Stamps:
    """Time and size of each file; None for one that is missing for the moment."""
    return tuple(_stamp(file) for file in files)


def _stamp(file: Path) -> tuple[int, int] | None:
    try:
        status = file.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size
